package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"ivrcheck/capture"
	"ivrcheck/trace"
)

type input struct {
	// name is as on the command line, - for standard input.
	name string
	// named reports that the command line names the file itself, not a
	// directory or glob.
	named bool
	// err is why it cannot be read, if that was found before it was opened.
	err error
}

// inputs expands the paths of a command line: files, directories
// (recursively, in byte order of the paths), globs and - for standard input.
func inputs(paths []string) ([]input, error) {
	if len(paths) == 0 {
		return nil, usagef("name a capture, a log, a directory, a glob, or - for standard input")
	}
	var out []input
	stdin := false
	for _, path := range paths {
		switch info, err := os.Stat(path); {
		case path == "-":
			if stdin {
				return nil, usagef("standard input can be read once only")
			}
			stdin = true
			out = append(out, input{name: path, named: true})
		case err == nil && info.IsDir():
			out = append(out, walk(path)...)
		case err == nil:
			out = append(out, input{name: path, named: true})
		case strings.ContainsAny(path, "*?[{"):
			found, globErr := doublestar.FilepathGlob(path, doublestar.WithFilesOnly())
			if globErr != nil {
				return nil, usagef("%s: not a glob: %w", path, globErr)
			}
			slices.Sort(found)
			for _, f := range found {
				out = append(out, input{name: f})
			}
		default:
			out = append(out, input{name: path, named: true, err: withoutPath(err)})
		}
	}
	return out, nil
}

// walk lists the regular files below a directory. A directory that cannot be
// listed is an input that cannot be read.
func walk(root string) []input {
	var out []input
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			out = append(out, input{name: path, err: withoutPath(err)})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular():
			out = append(out, input{name: path})
		}
		return nil
	})
	slices.SortFunc(out, func(a, b input) int { return strings.Compare(a.name, b.name) })
	return out
}

func (in input) open(stdin io.Reader) (io.ReadCloser, error) {
	if in.err != nil {
		return nil, in.err
	}
	if in.name == "-" {
		if f, ok := stdin.(*os.File); ok {
			return unclosable{f}, nil
		}
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(in.name)
	if err != nil {
		return nil, withoutPath(err)
	}
	return f, nil
}

// unclosable is a file that is not ours to close.
type unclosable struct{ *os.File }

func (unclosable) Close() error { return nil }

// live reports whether an input may be written to while it is read: anything
// but a regular file.
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

// inputSet is one or more inputs that are read as one capture.
type inputSet []input

// inputSets makes a set of each input, or with --join one of all.
func inputSets(ins []input, join bool) ([]inputSet, error) {
	if !join || len(ins) == 0 {
		out := make([]inputSet, len(ins))
		for i := range ins {
			out[i] = ins[i : i+1]
		}
		return out, nil
	}
	var set inputSet
	for _, in := range ins {
		if in.name == "-" && len(ins) > 1 {
			return nil, usagef("--join cannot put standard input in order with files; name its file, or leave --join away")
		}
		if !slices.ContainsFunc(set, func(other input) bool { return other.name == in.name }) {
			set = append(set, in)
		}
	}
	return []inputSet{set}, nil
}

func (set inputSet) named() bool {
	return slices.ContainsFunc(set, func(in input) bool { return in.named })
}

// source gives what a pipeline reads. Each file is read through wrap.
func (set inputSet) source(stdin io.Reader, wrap func(io.ReadCloser) io.ReadCloser, opt capture.Options) source {
	src := source{opt: opt, live: slices.ContainsFunc(set, func(in input) bool { return in.live(stdin) })}
	if len(set) == 1 {
		src.read = func(ctx context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
			result, err := set[0].read(ctx, stdin, wrap, opt, emit)
			return []capture.Result{result}, err
		}
		return src
	}
	members := make([]capture.Member, len(set))
	for i, in := range set {
		opened := false // the first time is only to find the order of the files
		members[i] = capture.Member{Name: in.name, Open: func() (io.ReadCloser, error) {
			file, err := in.open(stdin)
			if err != nil || !opened {
				opened = true
				return file, err
			}
			return wrap(file), nil
		}}
	}
	src.read = func(ctx context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
		return capture.ReadSet(ctx, members, opt, emit)
	}
	return src
}

// read reads one input. An error of the input itself is part of the result.
func (in input) read(ctx context.Context, stdin io.Reader, wrap func(io.ReadCloser) io.ReadCloser,
	opt capture.Options, emit func(*trace.Unit) error,
) (result capture.Result, err error) {
	result.Name = in.name
	file, err := in.open(stdin)
	if err != nil {
		result.Err = &capture.InputError{File: in.name, Err: err}
		return result, nil
	}
	defer file.Close()
	result.Stats, err = capture.Read(ctx, in.name, wrap(file), opt, emit)
	if errors.As(err, new(*capture.InputError)) {
		result.Err, err = err, nil
	}
	return result, err
}
