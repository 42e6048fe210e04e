package cli

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"ivrcheck/capture"
	"ivrcheck/trace"
)

// A batch is closed at this many units or bytes of XML.
const (
	batchUnits = 128
	batchBytes = 128 << 10
)

// mostWorkers is how many can be kept busy by one reader.
const mostWorkers = 8

// batch is a run of units on their way from the reader, through one of the
// workers, to whoever takes them in order. Then it is used again, with all that
// its units and what was made of them hold.
type batch[T any] struct {
	units []trace.Unit
	arena []byte
	made  []T
	// failed is set if making one of them panicked.
	failed error
	done   chan struct{}
}

// make runs a worker over the batch. A panic, which only a mistake of ours can
// cause, ends the run in order and names the place that brought it about.
func (b *batch[T]) make(one func(*trace.Unit, *T)) {
	defer func() { b.done <- struct{}{} }()
	at := 0
	defer func() {
		if p := recover(); p != nil {
			b.made = b.made[:at]
			pos := b.units[at].Pos
			b.failed = fmt.Errorf("%s: internal error at frame %d, line %d, byte %d: %v; please report it with the input",
				pos.File, pos.Frame, pos.Line, pos.Offset, p)
		}
	}()
	for ; at < len(b.units); at++ {
		if len(b.made) == cap(b.made) {
			b.made = append(b.made, *new(T))
		} else {
			b.made = b.made[:len(b.made)+1]
		}
		one(&b.units[at], &b.made[at])
	}
}

// reset empties the batch for its next use.
func (b *batch[T]) reset() {
	b.units, b.arena, b.made, b.failed = b.units[:0], b.arena[:0], b.made[:0], nil
}

// add copies a unit, whose bytes belong to the reader, into the batch.
func (b *batch[T]) add(u *trace.Unit) {
	n := len(b.units)
	if n == cap(b.units) {
		b.units = slices.Grow(b.units, 1)
	}
	b.units = b.units[:n+1]
	own := &b.units[n]
	*own = *u
	own.Body = b.keep(u.Body)
	own.Trailer = b.keep(u.Trailer)
	// What has none must have no room for some either, which were the reader's.
	if own.Pos.Frames = nil; len(u.Pos.Frames) > 0 {
		own.Pos.Frames = slices.Clone(u.Pos.Frames)
	}
	if own.Faults = nil; len(u.Faults) > 0 {
		own.Faults = slices.Clone(u.Faults)
	}
}

func (b *batch[T]) keep(p []byte) []byte {
	if p == nil {
		return nil
	}
	at := len(b.arena)
	b.arena = append(b.arena, p...)
	return b.arena[at:len(b.arena):len(b.arena)]
}

func (b *batch[T]) full() bool { return len(b.units) >= batchUnits || len(b.arena) >= batchBytes }

// pool keeps batches for their next use. The one that came last goes first: its
// memory is still in the processor's cache.
type pool[T any] struct {
	mu   sync.Mutex
	free []*batch[T]
}

func (p *pool[T]) get() *batch[T] {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.free) - 1
	if last < 0 {
		return &batch[T]{done: make(chan struct{}, 1)}
	}
	b := p.free[last]
	p.free = p.free[:last]
	return b
}

func (p *pool[T]) put(b *batch[T]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, b)
}

// reading is what there is to read.
type reading struct {
	// live tells that it may be written to while it is read.
	live bool
	opt  capture.Options
	// read is capture.Read or capture.ReadSet, bound to their inputs.
	read func(context.Context, capture.Options, func(*trace.Unit) error) ([]capture.Result, error)
}

// pipe reads one input, or several as one: one goroutine reads, workers make
// something of each unit, and take gets unit and result in the order of the
// input. The order, and so the report, is the same for any number of jobs, which
// is how many processors are used at most. newWorker is
// called once for each worker and gives what makes a T of a unit; the T may have
// been made of another unit before, and what it holds can be used again. Unit and
// T belong to take until it returns.
//
// An error of take ends the run and is returned; else the error is that of
// what is read.
func pipe[T any](ctx context.Context, what reading, jobs int,
	newWorker func() func(*trace.Unit, *T), take func(*trace.Unit, *T) error,
) ([]capture.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if jobs < runtime.GOMAXPROCS(0) {
		// Reading and judging are no workers and keep processors busy too.
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(jobs))
	}
	jobs = min(jobs, mostWorkers)
	work := make(chan *batch[T])
	inOrder := make(chan *batch[T], 2*jobs+4)
	var used pool[T]

	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			makeOne := newWorker()
			for b := range work {
				b.make(makeOne)
			}
		})
	}

	var results []capture.Result
	var readErr error
	go func() {
		defer close(inOrder)
		defer close(work)
		send := func(b *batch[T]) error {
			select {
			case inOrder <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
			work <- b // never blocks for long: workers need nothing else
			return nil
		}
		b := used.get()
		// What stands in the batch when the reader may have to wait, as at a
		// pipe from tcpdump, must not wait with it. A cancelled send is seen
		// again at the next emit.
		least := batchUnits / 4
		if what.live {
			least = 1
		}
		what.opt.Waiting = func() {
			if len(b.units) >= least {
				if send(b) == nil {
					b = used.get()
				}
			}
		}
		results, readErr = what.read(ctx, what.opt, func(u *trace.Unit) error {
			if b.add(u); !b.full() {
				return nil
			}
			full := b
			b = used.get()
			return send(full)
		})
		if len(b.units) > 0 {
			if err := send(b); err != nil && readErr == nil {
				readErr = err
			}
		}
	}()

	var takeErr error
	abandon := abandonment(ctx)
	for {
		var b *batch[T]
		select {
		case b = <-inOrder:
		case <-abandon:
			// The reader waits for an input that says nothing, such as a
			// silent pipe, and cannot be woken.
			return nil, ctx.Err()
		}
		if b == nil {
			break
		}
		<-b.done
		for i := 0; i < len(b.made) && takeErr == nil; i++ {
			takeErr = take(&b.units[i], &b.made[i])
		}
		if takeErr == nil {
			takeErr = b.failed
		}
		if takeErr != nil {
			cancel()
		}
		if cap(b.arena) <= 2*batchBytes { // no more than usual
			b.reset()
			used.put(b)
		}
	}
	workers.Wait()
	if takeErr != nil {
		return results, takeErr
	}
	return results, readErr
}

// abandonment gives a channel that is closed when a cancelled run has waited
// long enough for its reader.
func abandonment(ctx context.Context) <-chan struct{} {
	late := make(chan struct{})
	context.AfterFunc(ctx, func() {
		time.AfterFunc(patience, func() { close(late) })
	})
	return late
}

// patience is how long a cancelled run waits for its reader.
const patience = 500 * time.Millisecond
