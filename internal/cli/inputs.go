package cli

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/internal/files"
)

type input struct {
	// name is the name on the command line, - for standard input.
	name string
	// named reports that the command line names the file itself, not a directory or glob.
	named bool
	id    files.Identity
	// path is the path of the file if it differs from the name.
	path string
	// err is an error that was found before the input was opened.
	err error
}

// inputs expands the paths of a command line: files, directories (recursively, in byte order of the paths), globs and -
// for standard input. It notes skipped files on standard error. unmatched reports that a note was about a glob without
// a match.
func (p *program) inputs(ctx context.Context, paths []string, opt capture.Options) (ins []input, unmatched bool, err error) {
	if len(paths) == 0 {
		return nil, false, usagef("name a capture, a log, a directory, a glob, or - for standard input")
	}
	streams := map[files.Identity]string{
		files.OfStream(p.stdout): "standard output goes there", files.OfStream(p.stderr): "standard error goes there",
	}
	delete(streams, files.Identity{}) // streams that are no regular files
	skip := func(id files.Identity) string { return streams[id] }
	add := func(found files.Result) {
		for _, n := range found.Notes {
			p.note("%s: skipped: %s", n.Name, n.Reason)
		}
		for _, f := range found.Files {
			in := input{name: f.Name, id: f.ID, err: f.Err}
			if foreign := in.foreign(ctx, opt); foreign != nil {
				p.note("%s: skipped: %s", f.Name, foreign.Name)
				continue
			}
			ins = append(ins, in)
		}
	}
	stdin := false
	for _, path := range paths {
		switch info, err := os.Stat(path); {
		case path == "":
			return nil, false, usagef("a path is empty; is a variable of the shell unset?")
		case path == "-":
			if stdin {
				return nil, false, usagef("standard input can be read once only")
			}
			stdin = true
			ins = append(ins, input{name: path, named: true, id: files.OfStream(p.stdin)})
		case err == nil && info.IsDir():
			add(files.Walk(ctx, path, skip))
		case err == nil:
			id, _ := files.Identify(path) // the error recurs when the file is opened
			in := input{name: path, named: true, id: id}
			if name := p.names[path]; name != "" {
				in.name, in.path = name, path
			}
			ins = append(ins, in)
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

// foreign returns why an input is neither a capture nor a log. It returns nil for other inputs, including unreadable
// ones.
func (in input) foreign(ctx context.Context, opt capture.Options) *capture.ForeignError {
	file, err := in.open(ctx, nil)
	if err != nil {
		return nil // the error recurs when it is read
	}
	defer file.Close()
	return capture.Foreign(ctx, file, opt)
}

// isCapture reports whether an input is a packet capture, or cannot be read.
func (in input) isCapture(ctx context.Context, opt capture.Options) bool {
	file, err := in.open(ctx, nil)
	if err != nil {
		return true // the error recurs when it is read
	}
	defer file.Close()
	return capture.IsCapture(ctx, file, opt)
}

// open opens an input. stdin is the input -. Opening a named pipe waits for its writer.
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
	f, err := files.Open(ctx, cmp.Or(in.path, in.name))
	if err != nil {
		return nil, withoutPath(err)
	}
	if info, err := f.Stat(); err == nil && !in.named {
		// Read only the current length: our own output may be appended to the file, through a pipe and another program.
		return &limited{io.LimitReader(f, info.Size()), f}, nil
	}
	return f, nil
}

// limited is a part of a file.
type limited struct {
	io.Reader
	io.Closer
}

// unclosable is a file that the program must not close.
type unclosable struct{ *os.File }

func (unclosable) Close() error { return nil }

func (in input) isStdin() bool { return in.name == "-" }

// live reports whether an input may be written to while it is read: any input but a regular file.
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

// inputSets returns a set for each input, or with --join one set of all inputs.
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
		// A file that is named twice, even by a link, is read once.
		if !slices.ContainsFunc(set, in.same) {
			set = append(set, in)
		}
	}
	return []inputSet{set}, nil
}

func (set inputSet) named() bool {
	return slices.ContainsFunc(set, func(in input) bool { return in.named })
}

// live reports whether a member may be written to while it is read.
func (set inputSet) live(stdin io.Reader) bool {
	return slices.ContainsFunc(set, func(in input) bool { return in.live(stdin) })
}

// members returns the inputs for package capture. Each is read through wrap.
func (set inputSet) members(ctx context.Context, stdin io.Reader, wrap func(io.ReadCloser) io.ReadCloser) []capture.Member {
	all := make([]capture.Member, len(set))
	for i, in := range set {
		all[i] = capture.Member{Name: in.name, Wrap: wrap, Open: func() (io.ReadCloser, error) { return in.open(ctx, stdin) }}
	}
	return all
}
