package cli

import (
	"sync/atomic"

	"ivrcheck/rules"
)

// mostAside is how many findings wait at most to be written.
const mostAside = 256

// aside writes findings in a goroutine of its own, in the order in which they
// come, while the judge goes on. Findings wait in a queue that is bounded, so that
// a slow writer makes the judge wait and nothing grows.
type aside struct {
	write  func(*rules.Finding) error
	queue  chan *rules.Finding // nil: nothing was given since the last wait
	done   chan struct{}
	failed atomic.Pointer[error] // the first; what comes after it is not written
}

// finding puts a finding, which is released when it is written, into the queue. The
// error may be that of an earlier one.
func (a *aside) finding(f *rules.Finding) error {
	if a.queue == nil {
		queue, done := make(chan *rules.Finding, mostAside), make(chan struct{})
		a.queue, a.done = queue, done
		go func() {
			defer close(done)
			for f := range queue {
				if a.failed.Load() != nil {
					continue
				}
				if err := a.write(f); err != nil {
					failure := err // only the one that is kept need be on the heap
					a.failed.Store(&failure)
				}
				f.Release()
			}
		}()
	}
	a.queue <- f
	return a.err()
}

// err gives the first error so far.
func (a *aside) err() error {
	if err := a.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// wait returns when all is written that was given, with the first error.
func (a *aside) wait() error {
	if a.queue != nil {
		close(a.queue)
		<-a.done
		a.queue = nil
	}
	return a.err()
}
