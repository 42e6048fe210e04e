package report

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// maxDelay is how long a written piece may stay in the buffer.
const maxDelay = 100 * time.Millisecond

// flushWriter is the buffer before the writer of a format. A piece after a pause
// is flushed at once, so that a reader of a pipe sees each finding when it is
// decided. Pieces that follow quickly are flushed together, after maxDelay.
//
// The first error of the writer is the answer to every later call.
type flushWriter struct {
	mu     sync.Mutex
	buf    *bufio.Writer
	timer  *time.Timer // set while pieces are held back
	closed bool
}

func newFlushWriter(w io.Writer) *flushWriter {
	return &flushWriter{buf: bufio.NewWriterSize(w, 64<<10)}
}

// Write takes one whole piece: a line, a finding.
func (w *flushWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.buf.Write(p)
	if err != nil || w.timer != nil {
		return n, err
	}
	w.timer = time.AfterFunc(maxDelay, w.flushDelayed)
	return n, w.buf.Flush()
}

// flushDelayed flushes what was held back. If there was something, more is likely
// to follow, and is held back too.
func (w *flushWriter) flushDelayed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	if w.buf.Buffered() == 0 {
		w.timer = nil
		return
	}
	if w.buf.Flush() == nil { // else the next Write returns the error
		w.timer.Reset(maxDelay)
	}
}

// flush writes the bytes that are held back.
func (w *flushWriter) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Flush()
}

// close flushes. After it the writer is used for another end only (Flusher).
func (w *flushWriter) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.timer != nil {
		w.timer.Stop()
	}
	return w.buf.Flush()
}
