// Package window gives access to an input as a window that moves forward.
//
// Files, from the entry point down: window.go.
package window

import (
	"errors"
	"io"
)

// Size is the number of bytes that are read at once.
const Size = 256 << 10

// Window is the part of an input that is in memory. It moves forward and never
// back. Unlike a bufio.Reader it grows on demand, so that a record of any
// length can be used in place.
type Window struct {
	r        io.Reader
	buf      []byte
	from, to int   // bounds in buf of the bytes read and not passed
	passed   int64 // offset in the input of buf[from]
	err      error // why no more can be read
}

// New returns a Window at the start of r.
func New(r io.Reader) *Window { return &Window{r: r, buf: make([]byte, Size)} }

// Wrap replaces the reader of the rest of the input.
func (w *Window) Wrap(wrap func(io.Reader) io.Reader) { w.r = wrap(w.r) }

// Passed returns the number of bytes of the input that were passed.
func (w *Window) Passed() int64 { return w.passed }

// Peek returns the next n bytes, which are valid until the next call. If fewer
// remain, it returns those and the reason: io.EOF or the reader's error.
func (w *Window) Peek(n int) ([]byte, error) {
	if w.to-w.from < n {
		w.fill(n)
	}
	if w.to-w.from < n {
		return w.buf[w.from:w.to], w.err
	}
	return w.buf[w.from : w.from+n], nil
}

// Ready returns the bytes that Peek can return without reading.
func (w *Window) Ready() []byte { return w.buf[w.from:w.to] }

// fill reads until n bytes are available or the input ends. The buffer grows
// with the bytes that arrive, not with n. Its bytes are moved only after half
// of it was passed, so that none is copied more than twice.
func (w *Window) fill(n int) {
	if w.from+n > len(w.buf) && (w.from >= len(w.buf)/2 || w.from == w.to) {
		w.to = copy(w.buf, w.buf[w.from:w.to])
		w.from = 0
	}
	for idle := 0; w.to-w.from < n && w.err == nil; {
		if w.to == len(w.buf) {
			w.buf = append(w.buf, make([]byte, len(w.buf))...)
		}
		var got int
		got, w.err = w.r.Read(w.buf[w.to:])
		w.to += got
		if idle++; got > 0 {
			idle = 0
		}
		if idle > 100 {
			w.err = io.ErrNoProgress
		}
	}
}

// Pass moves forward by n bytes, which must have been peeked.
func (w *Window) Pass(n int) {
	w.from += n
	w.passed += int64(n)
}

// Read implements io.Reader for the rest of the input.
func (w *Window) Read(p []byte) (int, error) {
	if w.from == w.to && w.err == nil && len(p) >= Size/2 {
		// Fast path: no copy.
		var n int
		n, w.err = w.r.Read(p)
		w.passed += int64(n)
		return n, w.err
	}
	if w.from == w.to {
		if w.fill(1); w.from == w.to {
			return 0, w.err
		}
	}
	n := copy(p, w.buf[w.from:w.to])
	w.Pass(n)
	return n, nil
}

// Failed returns the error that ended the input, nil if the input ended
// normally or has not ended yet.
func (w *Window) Failed() error {
	if errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}
