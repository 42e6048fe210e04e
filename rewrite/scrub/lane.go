package scrub

// From the bytes of a stream back to the packets that carry them.

import (
	"bytes"
	"container/list"
	"math/bits"

	"ivrcheck/capture/tcp"
	"ivrcheck/rewrite/pseudonym"
)

// lane is what one end sends to another. Bytes are found in it by their sequence numbers; that a
// lane may carry several connections one after the other does no harm: a byte of a packet is
// taken from a stream only where both have the same value.
type lane struct {
	flow tcp.Flow
	// tape is what was decided last, oldest first, for copies that come later. pieces is its memory.
	tape      []piece
	pieces    []piece
	tapeBytes int
	use       *list.Element // in lanes.order
	// contiguous is how many pieces at the end of the tape each begin where the one before ends.
	contiguous int
	// directions counts the open ones that use the lane, steps those that are to come.
	directions, steps int
	// waiting are payloads that were written blank.
	waiting []*payload
}

// piece is a run of bytes of a stream, as captured and as they are written.
type piece struct {
	seq        uint32
	from, made []byte
}

// meets reports whether a piece has bytes of a payload.
func (t *piece) meets(p *payload) bool {
	d := int32(t.seq - p.seq)
	return int(d) < len(p.from) && int(d)+len(t.from) > 0
}

// end is the sequence number after a piece.
func (t *piece) end() uint32 { return t.seq + uint32(len(t.from)) }

// payload is the payload of a packet that was written blank.
type payload struct {
	lane *lane
	// udp: it is a datagram. unplaced: its seq is set when its bytes come.
	udp, unplaced bool
	frame         int
	seq           uint32
	from          []byte // as captured
	parts         []part
	left          int // bytes that are still blank
	// The checksum, where it is in the result (-1: nowhere), and whether the payload begins at an
	// odd place of what it covers.
	checksum   uint16
	checksumAt int64
	odd        bool
	dropped    bool
	// whole: the payload is all that the checksum covers besides what head is the sum of.
	whole bool
	head  sum
}

// part records where bytes of a payload are in the result.
type part struct {
	from, to int
	at       int64
}

// Limits, in bytes. What is dropped stays blank. The tapes have what package tcp compares copies
// with.
const (
	maxTape     = 32 << 10 // decided bytes of one lane
	maxTapes    = 6 << 20  // and of all
	maxWaiting  = 16 << 20 // payloads that wait
	waitingCost = 256
)

type lanes struct {
	of     map[tcp.Flow]*lane
	order  list.List // of *lane with a tape, the one that was silent longest first
	tapes  int
	queue  []*payload // in order of arrival, from head on
	head   int
	queued int
	free   []*payload
	out    *sink
	// The memory of write and decide.
	blank []byte
	full  []*payload
	// buffers are free memory for copies, by size.
	buffers [copySizes][][]byte
}

func newLanes(out *sink) *lanes { return &lanes{of: map[tcp.Flow]*lane{}, out: out} }

func (ls *lanes) get(flow tcp.Flow) *lane {
	l := ls.of[flow]
	if l == nil {
		l = &lane{flow: flow}
		ls.of[flow] = l
	}
	return l
}

// wait adds a payload that was written blank.
func (ls *lanes) wait(p *payload) {
	p.left = len(p.from)
	if !p.unplaced {
		tape := p.lane.tape
		if n := len(tape); n > 0 && int32(p.seq-tape[n-1].end()) >= 0 {
			tape = tape[:n-p.lane.contiguous] // all others end before it
		}
		for i := range tape {
			if t := &tape[i]; t.meets(p) {
				ls.fill(p, t)
			}
		}
	}
	if p.left == 0 {
		ls.release(p)
		return
	}
	p.lane.waiting = append(p.lane.waiting, p)
	ls.queue = append(ls.queue, p)
	ls.queued += len(p.from) + waitingCost
	for ls.queued > maxWaiting && ls.head < len(ls.queue) {
		ls.drop(ls.queue[ls.head])
		ls.compact()
	}
}

func (ls *lanes) drop(p *payload) {
	if p.dropped {
		return
	}
	p.dropped = true
	ls.queued -= len(p.from) + waitingCost
	w := p.lane.waiting
	for i := range w {
		if w[i] == p {
			p.lane.waiting = append(w[:i], w[i+1:]...)
			break
		}
	}
	if len(p.lane.waiting) == 0 {
		p.lane.waiting = nil
		ls.forget(p.lane)
	}
}

// place records where in its stream the payload of a datagram is.
func (l *lane) place(frame int, seq uint32) {
	for _, p := range l.waiting {
		if p.unplaced && p.frame == frame {
			p.unplaced, p.seq = false, seq
		}
	}
}

// compact removes what was dropped from the beginning of the queue.
func (ls *lanes) compact() {
	for ls.head < len(ls.queue) && ls.queue[ls.head].dropped {
		ls.release(ls.queue[ls.head])
		ls.queue[ls.head] = nil
		ls.head++
	}
	if ls.head > len(ls.queue)/2 {
		n := copy(ls.queue, ls.queue[ls.head:])
		clear(ls.queue[n:])
		ls.queue, ls.head = ls.queue[:n], 0
	}
}

// newPayload returns a payload with a copy of its bytes.
func (ls *lanes) newPayload(from []byte) *payload {
	p := &payload{}
	if n := len(ls.free); n > 0 {
		p, ls.free = ls.free[n-1], ls.free[:n-1]
	}
	*p = payload{from: append(p.from[:0], from...), parts: p.parts[:0], checksumAt: -1}
	return p
}

const (
	// maxFreePayloads is how many payloads are kept for others, about as many as are in the batches that wait, and
	// maxFreeBytes how long they are.
	maxFreePayloads, maxFreeBytes = 1 << 12, 2 << 10
	// maxFree is how many copies of a size are kept for others.
	maxFree = 64
)

// release keeps the memory of a payload that nothing refers to.
func (ls *lanes) release(p *payload) {
	if len(ls.free) < maxFreePayloads && cap(p.from) <= maxFreeBytes {
		ls.free = append(ls.free, p)
	}
}

// forget removes a lane of which nothing is kept.
func (ls *lanes) forget(l *lane) {
	if len(l.waiting) == 0 && len(l.tape) == 0 && l.directions == 0 && l.steps == 0 {
		delete(ls.of, l.flow)
	}
}

// decide describes how bytes of a lane are written. Both slices are kept.
func (ls *lanes) decide(l *lane, seq uint32, from, made []byte) {
	if len(from) == 0 {
		return
	}
	if n := len(l.tape); n == 0 || l.tape[n-1].end() != seq {
		l.contiguous = 0
	}
	l.contiguous++
	if n := len(l.tape); n == cap(l.tape) && 2*n <= cap(l.pieces) {
		l.tape = l.pieces[:copy(l.pieces[:n], l.tape)]
		clear(l.pieces[n:cap(l.pieces)])
	}
	if n := len(l.tape); n == cap(l.tape) {
		l.tape = append(l.tape, piece{})[:n]
		l.pieces = l.tape[:0]
	}
	l.tape = append(l.tape, piece{seq, from, made})
	t := &l.tape[len(l.tape)-1]
	filled := false
	for _, p := range l.waiting {
		if !p.unplaced && t.meets(p) {
			ls.fill(p, t)
		}
		filled = filled || p.left == 0
	}
	if filled {
		ls.full = append(ls.full[:0], l.waiting...)
		for _, p := range ls.full {
			if p.left == 0 {
				ls.drop(p)
			}
		}
		ls.compact()
	}
	l.tapeBytes += len(from)
	ls.tapes += len(from)
	if l.use == nil {
		l.use = ls.order.PushBack(l)
	} else {
		ls.order.MoveToBack(l.use)
	}
	for l.tapeBytes-len(l.tape[0].from) > maxTape {
		ls.shorten(l)
	}
	for ls.tapes > maxTapes && ls.order.Len() > 1 {
		oldest := ls.order.Front().Value.(*lane)
		for len(oldest.tape) > 0 {
			ls.shorten(oldest)
		}
		ls.order.Remove(oldest.use)
		oldest.use, oldest.tape, oldest.pieces = nil, nil, nil
		ls.forget(oldest)
	}
}

// copySizes is how many sizes the memory of copies has: four between a power of two and the next, up to 16 KiB.
const copySizes = 4*10 + 1

// sizeOf returns the number of the smallest size of memory for n bytes, and the size. The number is copySizes for larger ones,
// which are not kept.
func sizeOf(n int) (number, size int) {
	if n <= 16 {
		return 0, 16
	}
	exponent := bits.Len(uint(n-1)) - 3 // of the distance of sizes
	if exponent > 11 {
		return copySizes, n
	}
	size = (n + 1<<exponent - 1) >> exponent << exponent
	return 4*(exponent-2) + size>>exponent - 4, size
}

// copies returns two copies of bytes.
func (ls *lanes) copies(b []byte) (from, made []byte) {
	n := len(b)
	number, size := sizeOf(2 * n)
	var both []byte
	if number < copySizes && len(ls.buffers[number]) > 0 {
		free := ls.buffers[number]
		both = free[len(free)-1][:size]
		ls.buffers[number] = free[:len(free)-1]
	} else {
		both = make([]byte, size)
	}
	copy(both, b)
	copy(both[n:], b)
	return both[:n:size], both[n : 2*n]
}

// releaseCopies keeps the memory of copies that nothing refers to, by their first.
func (ls *lanes) releaseCopies(from []byte) {
	if number, size := sizeOf(cap(from)); number < copySizes && size == cap(from) && len(ls.buffers[number]) < maxFree {
		ls.buffers[number] = append(ls.buffers[number], from[:0])
	}
}

// shorten drops the first piece of a tape.
func (ls *lanes) shorten(l *lane) {
	n := len(l.tape[0].from)
	ls.releaseCopies(l.tape[0].from)
	l.tape[0] = piece{}
	l.tape = l.tape[1:]
	l.contiguous = min(l.contiguous, len(l.tape))
	l.tapeBytes -= n
	ls.tapes -= n
}

// fill writes what a piece says into a payload.
func (ls *lanes) fill(p *payload, t *piece) {
	d := int(int32(t.seq - p.seq)) // where the piece begins in the payload
	from, to := max(0, d), min(len(p.from), d+len(t.from))
	if from >= to {
		return
	}
	if bytes.Equal(p.from[from:to], t.from[from-d:to-d]) {
		ls.write(p, from, t.made[from-d:to-d])
		return
	}
	made := make([]byte, to-from)
	for i := range made {
		captured, original := p.from[from+i], t.from[from+i-d]
		if made[i] = t.made[from+i-d]; captured != original {
			made[i] = pseudonym.Other(captured, made[i]) // a copy that differs still does
		}
	}
	ls.write(p, from, made)
}

// write writes bytes of a payload over blank ones.
func (ls *lanes) write(p *payload, from int, made []byte) {
	for _, part := range p.parts {
		if a, b := max(from, part.from), min(from+len(made), part.to); a < b {
			ls.out.change(made[a-from:b-from], part.at+int64(a-part.from))
		}
	}
	p.left -= len(made)
	if p.checksumAt < 0 {
		return
	}
	odd := p.odd != (from%2 == 1)
	if p.whole && len(made) == len(p.from) {
		p.checksum = p.head.add(made, odd).checksum(0)
	} else {
		ls.blank = append(ls.blank[:0], p.from[from:from+len(made)]...)
		pseudonym.Blank(ls.blank)
		before, after := sum(0).add(ls.blank, odd).fold(), sum(0).add(made, odd).fold()
		p.checksum = (sum(^p.checksum) + sum(^before) + sum(after)).checksum(0)
	}
	field := p.checksum
	if field == 0 && p.udp {
		field = 0xffff
	}
	ls.out.change([]byte{byte(field >> 8), byte(field)}, p.checksumAt)
}
