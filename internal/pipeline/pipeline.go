// Package pipeline reads inputs in one goroutine, processes their units in several, and
// delivers them in the order of the input. In: capture members. Out: each unit with the value
// that a worker made from it.
package pipeline

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"ivrcheck/capture"
	"ivrcheck/trace"
)

const (
	// A batch is closed at this many units or bytes of XML.
	batchUnits = 64
	batchBytes = 64 << 10
	// MaxWorkers is the number of workers that one reader can keep busy.
	MaxWorkers = 8
	// MaxStarted is the number of batches that are started before the first of them is finished.
	MaxStarted = 3
	// originBytes is the size of an origin.
	originBytes = 16
	// maxQueued limits the bytes of XML that wait for workers or for take, if more than one batch
	// waits; maxMade limits the bytes of the made values that wait for take, besides those of the
	// batch that take waits for. Neither can change a report.
	maxQueued = 2 << 20
	maxMade   = 2 << 20
	// Documents longer than BigDocument are processed one at a time, because a document
	// takes up to 30 times its length while it is processed.
	BigDocument = 16 << 10
	// readerTimeout is the time for which a cancelled run waits for its reader.
	readerTimeout = 500 * time.Millisecond
)

// Source is the source of a pipeline.
type Source struct {
	// Inputs are one capture (capture.ReadSet).
	Inputs  []capture.Member
	Options capture.Options
	// Live reports that an input may be written to while it is read.
	Live bool
	// Foreign, if not nil, reports units of which only kind and position matter.
	Foreign func(*trace.Unit) bool
	// read is capture.ReadSet with the Inputs, or a substitute in tests.
	read func(context.Context, capture.Options, func(*trace.Unit) error) ([]capture.Result, error)
}

// Batches, if set, gets the values of each batch at once, after take has received them. Start
// starts the work on a batch, Finish completes the first unfinished one. The values belong to
// it in between. At most MaxStarted batches are unfinished.
type Batches[T any] struct {
	Start  func([]T)
	Finish func() error
}

// Run reads a source. One goroutine reads units, workers make a T from each
// unit, and take gets each unit with its T in the order of the input, so the
// report is the same for any number of jobs. jobs is the number of workers.
//
// newWorker is called once for each worker. The T that the worker fills may have been
// used for another unit, so that its memory is reused. The worker returns the
// approximate number of bytes that the T holds besides the unit. Unit and T belong to
// take until it returns.
//
// An error of take ends the run and is returned, else the error of the reader.
func Run[T any](ctx context.Context, src Source, jobs int,
	newWorker func() func(*trace.Unit, *T) int, take func(*trace.Unit, *T) error, whole *Batches[T],
) ([]capture.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs = min(jobs, MaxWorkers)
	queued := 2*jobs + 4 // batches, so that the reader seldom waits for workers
	if src.read == nil {
		src.read = func(ctx context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
			return capture.ReadSet(ctx, src.Inputs, opt, emit)
		}
	}
	p := &pipeline[T]{
		work: make(chan *batch[T], queued), inOrder: make(chan *batch[T], queued),
		free: sync.Pool{New: func() any { return &batch[T]{done: make(chan struct{}, 1)} }},
	}
	p.waiting.changed.L = &p.waiting.lock
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			process := newWorker()
			for b := range p.work {
				b.process(process, &p.waiting)
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

	takeErr, abandoned := p.take(ctx, cancel, take, whole)
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
	sent          int       // batches
	waiting       waiting
}

func (p *pipeline[T]) newBatch() *batch[T] { return p.free.Get().(*batch[T]) }

// waiting counts the bytes that wait in the queues of a pipeline.
type waiting struct {
	lock    sync.Mutex
	changed sync.Cond
	queued  int // bytes of units
	made    int // bytes of the values made from them
	taken   int // batches
	ended   bool
	big     sync.Mutex // held while a big document is processed
}

// queue counts a batch to be sent, as soon as there is space for it.
func (w *waiting) queue(bytes int) {
	w.lock.Lock()
	defer w.lock.Unlock()
	for w.queued > 0 && w.queued+bytes > maxQueued && !w.ended {
		w.changed.Wait()
	}
	w.queued += bytes
}

// make counts the bytes of a value made for a batch. It waits if there are too many,
// unless take waits for this batch.
func (w *waiting) make(bytes, batch int) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.made += bytes
	for w.made > maxMade && batch > w.taken && !w.ended {
		w.changed.Wait()
	}
}

// take counts a batch that take has completed.
func (w *waiting) take(queued, made int) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.queued -= queued
	w.made -= made
	w.taken++
	w.changed.Broadcast()
}

// end wakes all waiting goroutines: nothing is taken any more.
func (w *waiting) end() {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.ended = true
	w.changed.Broadcast()
}

// read runs the reader.
func (p *pipeline[T]) read(ctx context.Context, src Source) ([]capture.Result, error) {
	b := p.newBatch()
	send := func() error {
		full := b
		b = p.newBatch()
		full.number = p.sent
		p.sent++
		p.waiting.queue(full.size())
		select {
		case p.inOrder <- full:
		case <-ctx.Done():
			p.waiting.end()
			return ctx.Err()
		}
		p.work <- full // workers wait for nothing else
		return nil
	}
	// Units must not wait in a batch while the reader waits for its input, such
	// as a pipe from tcpdump. A cancelled send is seen at the next emit.
	least := batchUnits / 4
	if src.Live {
		least = 1
	}
	src.Options.Waiting = func() {
		if len(b.units) >= least {
			_ = send()
		}
	}
	results, err := src.read(ctx, src.Options, func(u *trace.Unit) error {
		if src.Foreign != nil && src.Foreign(u) {
			u = &trace.Unit{Kind: u.Kind, Pos: u.Pos, Conn: u.Conn, Side: u.Side, Partial: u.Partial, Read: u.Read}
		}
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

// take passes on the processed units in order. After an error it cancels the run
// and waits for the reader to stop. A reader that waits for a silent input cannot
// be woken: after readerTimeout it is abandoned.
func (p *pipeline[T]) take(ctx context.Context, cancel func(), take func(*trace.Unit, *T) error, whole *Batches[T]) (err error, abandoned bool) {
	late := make(chan struct{})
	context.AfterFunc(ctx, func() { time.AfterFunc(readerTimeout, func() { close(late) }) })
	var started []*batch[T]
	fail := func(e error) {
		if err == nil && e != nil {
			err = e
			cancel()
		}
	}
	// finish leaves at most n batches started. None stays started while take waits.
	finish := func(n int) {
		for len(started) > n {
			fail(whole.Finish())
			p.release(started[0])
			started = started[1:]
		}
	}
	for {
		var b *batch[T]
		select {
		case b = <-p.inOrder:
		default:
			finish(0)
			select {
			case b = <-p.inOrder:
			case <-late:
				p.waiting.end()
				return err, true
			}
		}
		if b == nil {
			finish(0)
			return err, false
		}
		select {
		case <-b.done:
		default:
			finish(0)
			<-b.done
		}
		for i := 0; i < len(b.made) && err == nil; i++ {
			fail(take(&b.units[i], &b.made[i]))
		}
		failed := b.failed
		if err == nil && whole != nil {
			whole.Start(b.made)
			started = append(started, b)
			finish(MaxStarted - 1)
		} else {
			finish(0)
			p.release(b)
		}
		fail(failed)
	}
}

// release is called when a batch is no longer used.
func (p *pipeline[T]) release(b *batch[T]) {
	p.waiting.take(b.size(), b.held)
	// Drop buffers that an unusual message has grown.
	if cap(b.arena)+cap(b.origins)*originBytes <= 2*batchBytes && b.held <= batchBytes {
		b.reset()
		p.free.Put(b)
	}
}

// batch is a run of units and the values made from them. It is reused with all
// memory of its elements.
type batch[T any] struct {
	units []trace.Unit
	arena []byte // memory for the bytes of units
	made  []T
	held  int // bytes that made holds
	// origins is memory for those of units.
	origins []trace.Origin
	number  int
	failed  error         // if processing a unit panicked
	done    chan struct{} // receives a value when all is processed
}

// add copies a unit, whose bytes belong to the reader, into the batch.
func (b *batch[T]) add(u *trace.Unit) {
	if n := len(b.units); n < cap(b.units) {
		b.units = b.units[:n+1]
	} else {
		b.units = append(b.units, trace.Unit{})
	}
	own := &b.units[len(b.units)-1]
	*own = *u
	if size := len(u.Body) + len(u.Trailer) + len(u.Lead) + len(u.Wire); size > batchBytes {
		b.arena = slices.Grow(b.arena, size) // once: the old memory is not freed
	}
	own.Body = b.keep(u.Body)
	if u.Trailer != nil || u.Lead != nil || u.Wire != nil {
		own.Trailer, own.Lead, own.Wire = b.keep(u.Trailer), b.keep(u.Lead), b.keep(u.Wire)
	}
	if u.Pos.Frames != nil || u.Faults != nil || u.Origins != nil {
		own.Pos.Frames, own.Faults, own.Origins = slices.Clone(u.Pos.Frames), slices.Clone(u.Faults), b.keepOrigins(u.Origins)
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

// keepOrigins returns a copy of the origins of a unit.
func (b *batch[T]) keepOrigins(list []trace.Origin) []trace.Origin {
	if list == nil {
		return nil
	}
	at := len(b.origins)
	b.origins = append(b.origins, list...)
	return b.origins[at:len(b.origins):len(b.origins)]
}

// size returns the number of bytes that units hold.
func (b *batch[T]) size() int { return len(b.arena) + len(b.origins)*originBytes }

func (b *batch[T]) full() bool { return len(b.units) >= batchUnits || b.size() >= batchBytes }

func (b *batch[T]) reset() {
	b.units, b.arena, b.origins, b.made, b.held, b.failed = b.units[:0], b.arena[:0], b.origins[:0], b.made[:0], 0, nil
}

// process runs a worker over the batch. A panic, which only a bug can cause,
// ends the run in order and is reported with the position of the unit.
func (b *batch[T]) process(one func(*trace.Unit, *T) int, w *waiting) {
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
		var held int
		if u, made := &b.units[at], &b.made[at]; len(u.Body) <= BigDocument {
			held = one(u, made)
		} else {
			held = alone(&w.big, func() int { return one(u, made) })
		}
		if held > 0 {
			b.held += held
			w.make(held, b.number)
		}
	}
}

// alone calls do while lock is held.
func alone(lock *sync.Mutex, do func() int) int {
	lock.Lock()
	defer lock.Unlock()
	return do()
}
