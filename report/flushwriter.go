package report

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// maxDelay is the maximum time that a written piece stays in the buffer.
const maxDelay = 100 * time.Millisecond

// flushWriter is the buffer before the writer of a format. A piece after a pause is flushed at once, so that a reader
// of a pipe sees each finding when it is decided. Pieces in quick succession are flushed together, after maxDelay.
//
// All calls after an error of the writer return that error.
type flushWriter struct {
	mu     sync.Mutex
	buf    *bufio.Writer
	timer  *time.Timer // set while pieces are held back
	closed bool
}

func newFlushWriter(w io.Writer) *flushWriter {
	return &flushWriter{buf: bufio.NewWriterSize(w, 64<<10)}
}

// Write writes one whole piece: a line, a finding.
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

// flushDelayed flushes the buffer. If it was not empty, more is likely to follow, and is delayed, too.
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
	if w.buf.Flush() == nil { // otherwise the next Write returns the error
		w.timer.Reset(maxDelay)
	}
}

// flush writes the buffered bytes.
func (w *flushWriter) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Flush()
}

// close flushes. Afterwards the writer is only used for another end (Flusher).
func (w *flushWriter) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.timer != nil {
		w.timer.Stop()
	}
	return w.buf.Flush()
}
