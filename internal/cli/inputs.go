package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/internal/files"
	"ivrcheck/trace"
)

type input struct {
	// name is as on the command line, - for standard input.
	name string
	// named reports that the command line names the file itself, not a
	// directory or glob.
	named bool
	id    files.Identity
	// err is why it cannot be read, if that was found before it was opened.
	err error
}

// inputs expands the paths of a command line: files, directories (recursively, in
// byte order of the paths), globs and - for standard input. What is left out is noted
// on standard error. unmatched reports that there was a note about a glob without a
// file.
func (p *program) inputs(ctx context.Context, paths []string) (ins []input, unmatched bool, err error) {
	if len(paths) == 0 {
		return nil, false, usagef("name a capture, a log, a directory, a glob, or - for standard input")
	}
	streams := map[files.Identity]string{
		files.OfStream(p.stdout): "standard output goes there", files.OfStream(p.stderr): "standard error goes there",
	}
	delete(streams, files.Identity{}) // a stream that is no regular file
	skip := func(id files.Identity) string { return streams[id] }
	add := func(found files.Result) {
		for _, n := range found.Notes {
			p.note("%s: skipped: %s", n.Name, n.Reason)
		}
		for _, f := range found.Files {
			ins = append(ins, input{name: f.Name, id: f.ID, err: f.Err})
		}
	}
	stdin := false
	for _, path := range paths {
		switch info, err := os.Stat(path); {
		case path == "-":
			if stdin {
				return nil, false, usagef("standard input can be read once only")
			}
			stdin = true
			ins = append(ins, input{name: path, named: true, id: files.OfStream(p.stdin)})
		case err == nil && info.IsDir():
			add(files.Walk(ctx, path, skip))
		case err == nil:
			id, _ := files.Identify(path) // an error is found again when it is opened
			ins = append(ins, input{name: path, named: true, id: id})
		case files.IsPattern(path):
			found, err := files.Glob(ctx, path, skip)
			if err != nil {
				return nil, false, usagef("%s: not a glob: %w", path, err)
			}
			if add(found); len(found.Files) == 0 && ctx.Err() == nil {
				unmatched = true
				p.note("%s: no file matched", path)
			}
		default:
			ins = append(ins, input{name: path, named: true, err: withoutPath(err)})
		}
	}
	return ins, unmatched, nil
}

// open opens an input; stdin is the file called -. The opening of a named pipe waits
// for its writer.
func (in input) open(ctx context.Context, stdin io.Reader) (io.ReadCloser, error) {
	if in.err != nil {
		return nil, in.err
	}
	if in.name == "-" {
		if f, ok := stdin.(*os.File); ok {
			return unclosable{f}, nil
		}
		return io.NopCloser(stdin), nil
	}
	f, err := files.Open(ctx, in.name)
	if err != nil {
		return nil, withoutPath(err)
	}
	if info, err := f.Stat(); err == nil && !in.named {
		// No more than there is now: it may be where our own output goes, through
		// a pipe and another program.
		return &limited{io.LimitReader(f, info.Size()), f}, nil
	}
	return f, nil
}

// limited is a part of a file.
type limited struct {
	io.Reader
	io.Closer
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

// same reports whether two inputs are the same file.
func (in input) same(other input) bool {
	return in.id != (files.Identity{}) && in.id == other.id || filepath.Clean(in.name) == filepath.Clean(other.name)
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
		// A file that is named twice, also by a link, is read once.
		if !slices.ContainsFunc(set, in.same) {
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
	src.read = func(ctx context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
		members := make([]capture.Member, len(set))
		for i, in := range set {
			opened := false // the first time is only to find the order of the files
			members[i] = capture.Member{Name: in.name, Open: func() (io.ReadCloser, error) {
				file, err := in.open(ctx, stdin)
				if err != nil || !opened {
					opened = true
					return file, err
				}
				return wrap(file), nil
			}}
		}
		return capture.ReadSet(ctx, members, opt, emit)
	}
	return src
}

// read reads one input. An error of the input itself is part of the result.
func (in input) read(ctx context.Context, stdin io.Reader, wrap func(io.ReadCloser) io.ReadCloser,
	opt capture.Options, emit func(*trace.Unit) error,
) (result capture.Result, err error) {
	result.Name = in.name
	file, err := in.open(ctx, stdin)
	if ctx.Err() != nil {
		return result, ctx.Err()
	}
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
