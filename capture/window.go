// The bytes of an input, a stretch at a time.

package capture

import (
	"errors"
	"io"
)

// windowSize is how much is read at once where no more is asked for.
const windowSize = 256 << 10

// window is a look at a part of an input that moves on and never back. Unlike
// a bufio.Reader it grows as far as it is asked to see, so that a whole record
// can be used where it lies.
type window struct {
	r        io.Reader
	buf      []byte
	from, to int   // what of buf was read and not passed
	passed   int64 // offset in the input of buf[from]
	err      error // why no more can be read
}

func newWindow(r io.Reader) *window { return &window{r: r, buf: make([]byte, windowSize)} }

// peek gives the next n bytes, which are valid until the next call, or fewer
// and why there are no more: io.EOF or the reader's error.
func (w *window) peek(n int) ([]byte, error) {
	if w.to-w.from < n {
		w.fill(n)
	}
	if w.to-w.from < n {
		return w.buf[w.from:w.to], w.err
	}
	return w.buf[w.from : w.from+n], nil
}

// ready gives what can be peeked at without reading.
func (w *window) ready() []byte { return w.buf[w.from:w.to] }

// fill reads until n bytes are there, or none come any more. The buffer grows
// with what has come, not with what was asked for, and is moved only after half
// of it was passed: no byte is copied more than once or twice.
func (w *window) fill(n int) {
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

// pass moves on by n bytes, which must have been peeked.
func (w *window) pass(n int) {
	w.from += n
	w.passed += int64(n)
}

// Read implements io.Reader, for whoever wants what is left as a stream.
func (w *window) Read(p []byte) (int, error) {
	if w.from == w.to {
		if w.fill(1); w.from == w.to {
			return 0, w.err
		}
	}
	n := copy(p, w.buf[w.from:w.to])
	w.pass(n)
	return n, nil
}

// failed gives the error of the input itself that ended it, nil if it was its
// end.
func (w *window) failed() error {
	if errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}
