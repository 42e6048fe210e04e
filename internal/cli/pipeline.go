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

const (
	// A batch is closed at this many units or bytes of XML.
	batchUnits = 128
	batchBytes = 128 << 10
	// maxWorkers is how many workers one reader can keep busy.
	maxWorkers = 8
	// patience is how long a cancelled run waits for its reader.
	patience = 500 * time.Millisecond
)

type source struct {
	opt capture.Options
	// live reports that the input may be written to while it is read.
	live bool
	// read is capture.Read or capture.ReadSet, bound to its inputs.
	read func(context.Context, capture.Options, func(*trace.Unit) error) ([]capture.Result, error)
}

// pipe reads a source. One goroutine reads units, workers make a T of each
// unit, and take gets each unit with its T in the order of the input, so the
// report is the same for any number of jobs. jobs is the number of workers, and
// of processors used.
//
// newWorker is called once for each worker. The T that it fills may have been
// used for another unit, so that its memory is used again. Unit and T belong to
// take until it returns.
//
// An error of take ends the run and is returned, else the error of the reader.
func pipe[T any](ctx context.Context, src source, jobs int,
	newWorker func() func(*trace.Unit, *T), take func(*trace.Unit, *T) error,
) ([]capture.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if jobs < runtime.GOMAXPROCS(0) {
		// Reading and judging keep processors busy, too.
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(jobs))
	}
	jobs = min(jobs, maxWorkers)
	p := &pipeline[T]{
		work: make(chan *batch[T]), inOrder: make(chan *batch[T], 2*jobs+4),
		free: sync.Pool{New: func() any { return &batch[T]{done: make(chan struct{}, 1)} }},
	}
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			process := newWorker()
			for b := range p.work {
				b.process(process)
			}
		})
	}
	var results []capture.Result
	var readErr error
	go func() {
		results, readErr = p.read(ctx, src)
		close(p.work)
		close(p.inOrder)
	}()

	takeErr, abandoned := p.take(ctx, cancel, take)
	if abandoned {
		return nil, ctx.Err()
	}
	workers.Wait()
	if takeErr != nil {
		return results, takeErr
	}
	return results, readErr
}

// pipeline connects the reader, the workers and take. Each batch is sent both
// to work, where any worker gets it, and to inOrder.
type pipeline[T any] struct {
	work, inOrder chan *batch[T]
	free          sync.Pool // of *batch[T]
}

func (p *pipeline[T]) newBatch() *batch[T] { return p.free.Get().(*batch[T]) }

// read is the reader's part.
func (p *pipeline[T]) read(ctx context.Context, src source) ([]capture.Result, error) {
	b := p.newBatch()
	send := func() error {
		full := b
		b = p.newBatch()
		select {
		case p.inOrder <- full:
		case <-ctx.Done():
			return ctx.Err()
		}
		p.work <- full // workers wait for nothing else
		return nil
	}
	// Units must not wait in a batch while the reader waits for its input, such
	// as a pipe from tcpdump. A cancelled send is seen at the next emit.
	least := batchUnits / 4
	if src.live {
		least = 1
	}
	src.opt.Waiting = func() {
		if len(b.units) >= least {
			_ = send()
		}
	}
	results, err := src.read(ctx, src.opt, func(u *trace.Unit) error {
		if b.add(u); b.full() {
			return send()
		}
		return nil
	})
	if len(b.units) > 0 {
		if sendErr := send(); err == nil {
			err = sendErr
		}
	}
	return results, err
}

// take hands on the processed units in order. After an error it cancels the run
// and waits for the reader to stop. A reader that waits for a silent input cannot
// be woken: after a while it is abandoned.
func (p *pipeline[T]) take(ctx context.Context, cancel func(), take func(*trace.Unit, *T) error) (err error, abandoned bool) {
	late := make(chan struct{})
	context.AfterFunc(ctx, func() { time.AfterFunc(patience, func() { close(late) }) })
	for {
		var b *batch[T]
		select {
		case b = <-p.inOrder:
		case <-late:
			return err, true
		}
		if b == nil {
			return err, false
		}
		<-b.done
		for i := 0; i < len(b.made) && err == nil; i++ {
			err = take(&b.units[i], &b.made[i])
		}
		if err == nil {
			err = b.failed
		}
		if err != nil {
			cancel()
		}
		if cap(b.arena) <= 2*batchBytes { // not grown by an oversized message
			b.reset()
			p.free.Put(b)
		}
	}
}

// batch is a run of units with what is made of them. It is used again with all
// memory that its elements hold.
type batch[T any] struct {
	units  []trace.Unit
	arena  []byte // holds the bytes of units
	made   []T
	failed error         // if processing a unit panicked
	done   chan struct{} // receives a value when all is processed
}

// add copies a unit, whose bytes belong to the reader, into the batch.
func (b *batch[T]) add(u *trace.Unit) {
	b.units = append(b.units, *u)
	own := &b.units[len(b.units)-1]
	own.Body = b.keep(u.Body)
	own.Trailer = b.keep(u.Trailer)
	own.Pos.Frames = slices.Clone(u.Pos.Frames)
	own.Faults = slices.Clone(u.Faults)
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

func (b *batch[T]) reset() {
	b.units, b.arena, b.made, b.failed = b.units[:0], b.arena[:0], b.made[:0], nil
}

// process runs a worker over the batch. A panic, which only a bug can cause,
// ends the run in order and is reported with the position of the unit.
func (b *batch[T]) process(one func(*trace.Unit, *T)) {
	defer func() { b.done <- struct{}{} }()
	if more := len(b.units) - cap(b.made); more > 0 {
		b.made = append(b.made[:cap(b.made)], make([]T, more)...)
	}
	b.made = b.made[:len(b.units)]
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
		one(&b.units[at], &b.made[at])
	}
}
