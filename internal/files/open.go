package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"
)

// blockedWait is the time for which a cancelled run waits for the reader of a pipe.
const blockedWait = 2 * time.Second

// Open opens a file for reading. Opening a named pipe waits for its writer, and so
// do reads; both end when the context does, with its cause.
func Open(ctx context.Context, path string) (*Reader, error) {
	f, err := openFile(ctx, path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	r := &Reader{File: f, ctx: ctx}
	r.stop = context.AfterFunc(ctx, func() { _ = f.SetReadDeadline(time.Unix(1, 0)) })
	return r, nil
}

// Reader is an open file whose reads end when the context does.
type Reader struct {
	*os.File
	ctx  context.Context
	stop func() bool
}

func (r *Reader) Read(p []byte) (int, error) {
	n, err := r.File.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = context.Cause(r.ctx)
	}
	return n, err
}

// Close closes the file.
func (r *Reader) Close() error {
	r.stop()
	return r.File.Close()
}

// ReadAll reads a whole file of at most max bytes. what is the kind of the file, for
// the error about a longer one.
func ReadAll(ctx context.Context, path string, max int64, what string) ([]byte, error) {
	f, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, max+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > max {
		return nil, fmt.Errorf("longer than %d bytes: not a %s", max, what)
	}
	return data, nil
}

// openFile opens an existing file. Only a named pipe can block.
func openFile(ctx context.Context, path string, flag int) (*os.File, error) {
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return os.OpenFile(path, flag, 0)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	type opened struct {
		f   *os.File
		err error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.OpenFile(path, flag, 0)
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.f, o.err
	case <-ctx.Done():
		go func() {
			if o := <-done; o.err == nil {
				_ = o.f.Close()
			}
		}()
		return nil, context.Cause(ctx)
	}
}

// Writer returns a writer to a stream that may block: anything but a regular file. After the context has ended, a
// write that blocks for longer than blockedWait fails with the context's cause.
func Writer(ctx context.Context, w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return w
		}
		return &blockingWriter{ctx: ctx, w: w, File: f}
	}
	return w
}

type blockingWriter struct {
	File
	ctx context.Context
	w   io.Writer
	mu  sync.Mutex
	err error // after a write was given up
}

// File is the part of *os.File that identifies a file.
type File interface {
	Stat() (fs.FileInfo, error)
	Fd() uintptr
}

type written struct {
	n   int
	err error
}

func (b *blockingWriter) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return 0, b.err
	}
	done := make(chan written, 1)
	go func() {
		n, err := b.w.Write(p)
		done <- written{n, err}
	}()
	select {
	case d := <-done:
		return d.n, d.err
	case <-b.ctx.Done():
	}
	late := time.NewTimer(blockedWait)
	defer late.Stop()
	select {
	case d := <-done:
		return d.n, d.err
	case <-late.C:
		// The write may still use p: no one overwrites p, since every later call
		// returns the error.
		b.err = context.Cause(b.ctx)
		return 0, b.err
	}
}
