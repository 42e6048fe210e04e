package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// Output is a file to write. A regular file, or one that does not exist yet, is
// written next to its target, and Commit moves it there: until then the old file is
// unchanged. A device, a pipe or an open file of the process (/dev/stdout) is
// written directly.
type Output struct {
	file   *os.File
	w      io.Writer
	target string // with links resolved
	temp   string // the file that is written; "" if directly
	size   int64
}

// Create opens an output. It is an error if an existing file is not writable.
func Create(ctx context.Context, path string) (*Output, error) {
	if n := descriptor(path); n >= 0 {
		own, err := syscall.Dup(n) // keeps the position in a file, and appends if the user does
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: path, Err: err}
		}
		syscall.CloseOnExec(own)
		f := os.NewFile(uintptr(own), path)
		return &Output{file: f, w: Writer(ctx, f)}, nil
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		// Not for reading as well: a pipe that reads from itself is never closed by
		// its reader.
		f, err := openFile(ctx, path, os.O_WRONLY)
		if err != nil {
			return nil, err
		}
		return &Output{file: f, w: Writer(ctx, f)}, nil
	}
	o := &Output{}
	if o.target, err = resolve(path); err != nil {
		return nil, err
	}
	if info != nil {
		old, err := os.OpenFile(o.target, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		_ = old.Close()
	}
	if err := o.openBeside(); err != nil {
		return nil, err
	}
	if info != nil {
		o.inherit(info)
	}
	o.w = o.file
	return o, nil
}

// Parts of the name of an incomplete file. A walk omits such files.
const (
	tempPrefix = ".ivrcheck-"
	tempSuffix = ".tmp"
)

func isTemp(name string) bool {
	return strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix)
}

// openBeside creates the file in the folder of the target, with the permissions of
// any new file.
func (o *Output) openBeside() error {
	dir, base := filepath.Split(o.target)
	if base == "" {
		return &fs.PathError{Op: "open", Path: o.target, Err: syscall.EISDIR}
	}
	for range 100 {
		o.temp = filepath.Join(dir, tempPrefix+base[:min(len(base), 100)]+"-"+strconv.FormatUint(rand.Uint64(), 36)+tempSuffix)
		f, err := os.OpenFile(o.temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		o.file = f
		unfinished.add(o.temp)
		return nil
	}
	return &fs.PathError{Op: "open", Path: o.target, Err: fs.ErrExist}
}

// inherit copies the permissions of the old file and, if possible, its owner.
func (o *Output) inherit(old fs.FileInfo) {
	if st, ok := old.Sys().(*syscall.Stat_t); ok {
		_ = o.file.Chown(int(st.Uid), int(st.Gid))
	}
	_ = o.file.Chmod(old.Mode().Perm())
}

// Write appends.
func (o *Output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	o.size += int64(n)
	return n, err
}

// Direct reports whether the output is written directly, so that Rewind is not
// possible.
func (o *Output) Direct() bool { return o.temp == "" }

// WriteAt overwrites bytes that were already written. The output must not be Direct.
func (o *Output) WriteAt(p []byte, at int64) (int, error) { return o.file.WriteAt(p, at) }

// Path returns the path of the output before Commit.
func (o *Output) Path() string { return o.temp }

// Size returns the number of bytes written.
func (o *Output) Size() int64 { return o.size }

// Rewind removes everything after the first size bytes.
func (o *Output) Rewind(size int64) error {
	if err := o.file.Truncate(size); err != nil {
		return err
	}
	o.size = size
	_, err := o.file.Seek(size, io.SeekStart)
	return err
}

// Commit completes the output and moves it to its target. After an error the old
// file is unchanged.
func (o *Output) Commit() error {
	err := o.file.Close()
	if o.Direct() {
		return err
	}
	if err == nil {
		err = os.Rename(o.temp, o.target)
	}
	if err != nil {
		_ = os.Remove(o.temp)
	}
	unfinished.remove(o.temp)
	return err
}

// Discard removes the output. The old file is unchanged.
func (o *Output) Discard() {
	_ = o.file.Close()
	if !o.Direct() {
		_ = os.Remove(o.temp)
		unfinished.remove(o.temp)
	}
}

// unfinished are the incomplete outputs of the process.
var unfinished tempFiles

type tempFiles struct {
	mu    sync.Mutex
	names map[string]bool
}

func (t *tempFiles) add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.names == nil {
		t.names = make(map[string]bool)
	}
	t.names[name] = true
}

func (t *tempFiles) remove(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.names, name)
}

// Scratch creates a temporary file without a name: no other process opens it, and it
// disappears when it is closed or the process ends.
func Scratch() (*os.File, error) {
	f, err := os.CreateTemp("", "ivrcheck-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// DiscardAll removes all incomplete outputs, before the process exits
// immediately.
func DiscardAll() {
	unfinished.mu.Lock()
	defer unfinished.mu.Unlock()
	for name := range unfinished.names {
		_ = os.RemoveAll(name) // folders too
	}
}
