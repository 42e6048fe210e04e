package cli

import (
	"context"
	"errors"
	"io"
	"os"

	"ivrcheck/capture"
	"ivrcheck/trace"
)

// inputSet are inputs that are read as one capture: one alone, or with --join
// all of them.
type inputSet []input

// sets groups inputs.
func sets(ins []input, join bool) ([]inputSet, error) {
	if !join || len(ins) == 0 {
		out := make([]inputSet, len(ins))
		for i := range ins {
			out[i] = ins[i : i+1]
		}
		return out, nil
	}
	var set inputSet
	seen := map[string]bool{}
	for _, in := range ins {
		if in.name == "-" && len(ins) > 1 {
			return nil, usagef("--join cannot put standard input in order with files; name its file, or leave --join away")
		}
		if !seen[in.name] { // given twice, it would be read as two
			seen[in.name] = true
			set = append(set, in)
		}
	}
	return []inputSet{set}, nil
}

// named tells that the command line names one of the inputs.
func (set inputSet) named() bool {
	for _, in := range set {
		if in.named {
			return true
		}
	}
	return false
}

// reading is how the inputs are read; stdin is what - stands for. through is
// what each goes through where it is read.
func (set inputSet) reading(stdin io.Reader, through func(io.ReadCloser) io.ReadCloser, opt capture.Options) reading {
	what := reading{opt: opt}
	if len(set) == 1 {
		in := set[0]
		what.live = in.live(stdin)
		what.read = func(ctx context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
			result := capture.Result{Name: in.name}
			file, err := in.open(stdin)
			if err == nil {
				defer file.Close()
				result.Stats, err = capture.Read(ctx, in.name, through(file), opt, emit)
			} else {
				err = &capture.InputError{File: in.name, Err: err}
			}
			if errors.As(err, new(*capture.InputError)) {
				result.Err, err = err, nil
			}
			return []capture.Result{result}, err
		}
		return what
	}
	members := make([]capture.Member, len(set))
	for i, in := range set {
		looked := false // it is opened once for a look at its beginning
		members[i] = capture.Member{Name: in.name, Open: func() (io.ReadCloser, error) {
			file, err := in.open(stdin)
			if err != nil || !looked {
				looked = true
				return file, err
			}
			return through(file), nil
		}}
		what.live = what.live || in.live(stdin)
	}
	what.read = func(ctx context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
		return capture.ReadSet(ctx, members, opt, emit)
	}
	return what
}

// live tells that an input may be written to while it is read: anything but a
// regular file.
func (in input) live(stdin io.Reader) bool {
	stat := func() (os.FileInfo, error) { return os.Stat(in.name) }
	if in.name == "-" {
		f, ok := stdin.(interface{ Stat() (os.FileInfo, error) })
		if !ok {
			return false
		}
		stat = f.Stat
	}
	info, err := stat()
	return err == nil && !info.Mode().IsRegular()
}
