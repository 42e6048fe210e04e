package scrub

// Batches of work that are processed side by side and finished in order.

import (
	"runtime"
	"slices"
	"sync/atomic"
)

// queue distributes batches to several goroutines. The caller finishes them in order, and processes some itself if too
// many wait.
type queue[B any] struct {
	process, finish func(*B)
	// current is filled by the caller.
	current *B
	work    chan *batch[B]
	waiting []*batch[B] // batches that are not finished, in order
	free    []*B
	size    int // of the batches that wait
}

// batch is a batch of work. The goroutine that claims it processes it.
type batch[B any] struct {
	of      *B
	size    int
	claimed atomic.Bool
	done    chan struct{}
}

const (
	// maxBatches is the number of batches that wait at most, maxBatchBytes their size.
	maxBatches    = 16
	maxBatchBytes = 1 << 20
	// maxHelpers is the number of goroutines besides the caller. Each has caches of its own.
	maxHelpers = 2
)

// helpers returns the number of goroutines besides the caller.
func helpers() int { return min(runtime.GOMAXPROCS(0)-1, maxHelpers) }

// newQueue returns a queue with a goroutine for each helper, which ends with drain. process is called by the caller, each
// helper by its goroutine.
func newQueue[B any](process func(*B), helpers []func(*B), finish func(*B)) *queue[B] {
	q := &queue[B]{process: process, finish: finish, current: new(B), work: make(chan *batch[B], maxBatches)}
	for _, help := range helpers {
		go func() {
			for b := range q.work {
				b.processed(help)
			}
		}()
	}
	return q
}

// processed processes a batch unless another goroutine has claimed it.
func (b *batch[B]) processed(with func(*B)) {
	if b.claimed.CompareAndSwap(false, true) {
		with(b.of)
		b.done <- struct{}{}
	}
}

// send queues the current batch, whose size is in bytes, and finishes the batches before it that are ready.
func (q *queue[B]) send(size int) {
	b := &batch[B]{of: q.current, size: size, done: make(chan struct{}, 1)}
	q.waiting = append(q.waiting, b)
	q.size += size
	select {
	case q.work <- b:
	default: // the caller will process it
	}
	for len(q.waiting) > 0 && q.finishFirst(len(q.waiting) == maxBatches || q.size > maxBatchBytes) {
	}
	if n := len(q.free); n > 0 {
		q.current, q.free = q.free[n-1], q.free[:n-1]
	} else {
		q.current = new(B)
	}
}

// finishFirst finishes the first batch that waits. If it is not ready and wait is set, the caller processes batches that
// are not claimed until it is.
func (q *queue[B]) finishFirst(wait bool) bool {
	first := q.waiting[0]
	for ready := false; !ready; {
		select {
		case <-first.done:
			ready = true
			continue
		default:
		}
		if !wait {
			return false
		}
		i := slices.IndexFunc(q.waiting, func(b *batch[B]) bool { return !b.claimed.Load() })
		if i >= 0 {
			q.waiting[i].processed(q.process)
			continue
		}
		<-first.done
		ready = true
	}
	q.waiting = q.waiting[:copy(q.waiting, q.waiting[1:])]
	q.size -= first.size
	q.finish(first.of)
	q.free = append(q.free, first.of)
	return true
}

// drain finishes all batches and ends the helpers.
func (q *queue[B]) drain() {
	q.send(0)
	for len(q.waiting) > 0 {
		q.finishFirst(true)
	}
	close(q.work)
}
