package report

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// hold is how long a finding may lie in a buffer while others come fast.
const hold = 100 * time.Millisecond

// outlet stands between a format and its writer. What comes after a pause is
// written at once, so that a reader at the end of a pipe sees each finding as
// it is decided; what comes in a rush is written in large pieces, and none of
// it waits longer than hold.
//
// The first error of the writer stays and is the answer to every call after it.
type outlet struct {
	mu    sync.Mutex
	buf   *bufio.Writer
	timer *time.Timer // set while what is written is held back
	done  bool
}

func newOutlet(w io.Writer) *outlet {
	return &outlet{buf: bufio.NewWriterSize(w, 64<<10)}
}

// Write takes one whole piece: a line, a finding.
func (o *outlet) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.buf.Write(p)
	if err != nil || o.timer != nil {
		return n, err
	}
	o.timer = time.AfterFunc(hold, o.release)
	return n, o.buf.Flush()
}

// release writes out what was held, and goes on holding while there is a rush.
func (o *outlet) release() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done {
		return
	}
	if o.buf.Buffered() == 0 {
		o.timer = nil
		return
	}
	// An error stays in the buffer: the next Write returns it.
	if o.buf.Flush() != nil {
		return
	}
	o.timer.Reset(hold)
}

// close writes out what is held. The writer is not used after it.
func (o *outlet) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.done = true
	if o.timer != nil {
		o.timer.Stop()
	}
	return o.buf.Flush()
}
