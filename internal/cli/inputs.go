package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// input is one file to read.
type input struct {
	// name is what the command line calls it, - for standard input.
	name string
	// named tells that the command line names it, and not a directory or
	// glob that it was found by.
	named bool
	// err is why it cannot be read, found out before it was opened.
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
			out = append(out, input{name: path, named: true, err: reason(err)})
		}
	}
	return out, nil
}

// walk lists the regular files below a directory. One that cannot be listed
// is an input that cannot be read.
func walk(root string) []input {
	var out []input
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			out = append(out, input{name: path, err: reason(err)})
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

// open opens an input; stdin is what - stands for.
func (in input) open(stdin io.Reader) (io.ReadCloser, error) {
	if in.err != nil {
		return nil, in.err
	}
	if in.name == "-" {
		if f, ok := stdin.(*os.File); ok {
			return keptOpen{f}, nil
		}
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(in.name)
	if err != nil {
		return nil, reason(err)
	}
	return f, nil
}

// keptOpen is a file that is not ours to close.
type keptOpen struct{ *os.File }

func (keptOpen) Close() error { return nil }

// reason strips what a message says already: the operation and the path.
func reason(err error) error {
	if e, ok := err.(*fs.PathError); ok {
		return e.Err
	}
	return err
}
