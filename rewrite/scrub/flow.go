package scrub

// Writes the replaced bytes of streams into the packets that carry them.

import (
	"bytes"
	"container/list"
	"math/bits"
	"slices"

	"ivrcheck/capture/tcp"
	"ivrcheck/rewrite/pseudonym"
)

// flow is the state of one direction between two ends. Bytes are found by their sequence numbers. A flow may carry
// several connections one after the other: a byte of a packet is taken from a stream only if both have the same value.
type flow struct {
	id tcp.Flow
	// history has the runs that were replaced last, oldest first, for retransmissions. It is a part of memory.
	history, memory []run
	historyBytes    int
	eviction        *list.Element // the position in flows.order
	// contiguous is the number of runs at the end of the history that each begin where the previous one ends.
	contiguous int
	// directions counts the open directions of the flow, steps its steps that are not finished.
	directions, steps int
	// waiting are payloads that were written blank.
	waiting []*payload
}

// run is a contiguous part of a stream: the bytes as captured, and what they are replaced by.
type run struct {
	seq                uint32
	captured, replaced []byte
}

// overlaps reports whether a run has bytes of a payload.
func (r *run) overlaps(p *payload) bool {
	d := int32(r.seq - p.seq)
	return int(d) < len(p.captured) && int(d)+len(r.captured) > 0
}

// end is the sequence number after a run.
func (r *run) end() uint32 { return r.seq + uint32(len(r.captured)) }

// payload is the payload of a packet that was written blank.
type payload struct {
	flow *flow
	// udp: it is a datagram. unplaced: its seq is set when its bytes come.
	udp, unplaced bool
	frame         int
	seq           uint32
	captured      []byte
	parts         []part
	left          int // bytes that are still blank
	// The checksum as written, the offset of its field in the result (-1: none), and whether the payload begins at an
	// odd offset of what the checksum covers.
	checksum   uint16
	checksumAt int64
	odd        bool
	dropped    bool
	// whole: the checksum covers the payload and the headers alone. head is the sum of the headers.
	whole bool
	head  sum
}

// part is the place of the bytes from:to of a payload in the result.
type part struct {
	from, to int
	at       int64
}

// Limits, in bytes. A payload that is dropped stays blank. The histories are as long as those with which package tcp
// compares retransmissions.
const (
	maxHistory   = 32 << 10 // of one flow
	maxHistories = 6 << 20  // of all
	maxWaiting   = 16 << 20 // payloads that wait
	waitingCost  = 256
)

// flows are all flows, and the payloads that wait.
type flows struct {
	byID    map[tcp.Flow]*flow
	order   list.List  // of *flow with a history, the least recently used first
	history int        // bytes in all histories
	queue   []*payload // in order of arrival, from head on
	head    int
	queued  int
	free    []*payload
	out     *sink
	// blank and full are reused by write and record.
	blank []byte
	full  []*payload
	// buffers are free memory for copies, by size.
	buffers [copySizes][][]byte
}

func newFlows(out *sink) *flows { return &flows{byID: map[tcp.Flow]*flow{}, out: out} }

func (fs *flows) get(id tcp.Flow) *flow {
	f := fs.byID[id]
	if f == nil {
		f = &flow{id: id}
		fs.byID[id] = f
	}
	return f
}

// wait adds a payload that was written blank. It is filled in as far as its bytes are in the history.
func (fs *flows) wait(p *payload) {
	p.left = len(p.captured)
	if !p.unplaced {
		history := p.flow.history
		if n := len(history); n > 0 && int32(p.seq-history[n-1].end()) >= 0 {
			history = history[:n-p.flow.contiguous] // the contiguous ones end before it
		}
		for i := range history {
			if r := &history[i]; r.overlaps(p) {
				fs.fill(p, r)
			}
		}
	}
	if p.left == 0 {
		fs.release(p)
		return
	}
	p.flow.waiting = append(p.flow.waiting, p)
	fs.queue = append(fs.queue, p)
	fs.queued += len(p.captured) + waitingCost
	for fs.queued > maxWaiting && fs.head < len(fs.queue) {
		fs.drop(fs.queue[fs.head])
		fs.compact()
	}
}

// drop ends the waiting of a payload. Bytes that are still blank stay blank.
func (fs *flows) drop(p *payload) {
	if p.dropped {
		return
	}
	p.dropped = true
	fs.queued -= len(p.captured) + waitingCost
	f := p.flow
	if i := slices.Index(f.waiting, p); i >= 0 {
		f.waiting = append(f.waiting[:i], f.waiting[i+1:]...)
	}
	if len(f.waiting) == 0 {
		f.waiting = nil
		fs.forget(f)
	}
}

// place sets where in its stream the payload of a datagram is.
func (f *flow) place(frame int, seq uint32) {
	for _, p := range f.waiting {
		if p.unplaced && p.frame == frame {
			p.unplaced, p.seq = false, seq
		}
	}
}

// compact removes dropped payloads from the beginning of the queue.
func (fs *flows) compact() {
	for fs.head < len(fs.queue) && fs.queue[fs.head].dropped {
		fs.release(fs.queue[fs.head])
		fs.queue[fs.head] = nil
		fs.head++
	}
	if fs.head > len(fs.queue)/2 {
		n := copy(fs.queue, fs.queue[fs.head:])
		clear(fs.queue[n:])
		fs.queue, fs.head = fs.queue[:n], 0
	}
}

// newPayload returns a payload with a copy of its bytes.
func (fs *flows) newPayload(captured []byte) *payload {
	p := &payload{}
	if n := len(fs.free); n > 0 {
		p, fs.free = fs.free[n-1], fs.free[:n-1]
	}
	*p = payload{captured: append(p.captured[:0], captured...), parts: p.parts[:0], checksumAt: -1}
	return p
}

const (
	// At most maxFreePayloads payloads of maxFreeBytes each are kept for reuse: about as many as are in the batches
	// that wait.
	maxFreePayloads, maxFreeBytes = 1 << 12, 2 << 10
	// maxFree is the number of copies of one size that are kept for reuse.
	maxFree = 64
)

// release keeps the memory of a payload that nothing refers to.
func (fs *flows) release(p *payload) {
	if len(fs.free) < maxFreePayloads && cap(p.captured) <= maxFreeBytes {
		fs.free = append(fs.free, p)
	}
}

// forget removes a flow if nothing of it is kept.
func (fs *flows) forget(f *flow) {
	if len(f.waiting) == 0 && len(f.history) == 0 && f.directions == 0 && f.steps == 0 {
		delete(fs.byID, f.id)
	}
}

// record records by which bytes those of a flow are replaced, and fills them into the payloads that wait. Both slices are
// kept.
func (fs *flows) record(f *flow, seq uint32, captured, replaced []byte) {
	if len(captured) == 0 {
		return
	}
	r := fs.addRun(f, run{seq, captured, replaced})
	filled := false
	for _, p := range f.waiting {
		if !p.unplaced && r.overlaps(p) {
			fs.fill(p, r)
		}
		filled = filled || p.left == 0
	}
	if filled {
		fs.full = append(fs.full[:0], f.waiting...)
		for _, p := range fs.full {
			if p.left == 0 {
				fs.drop(p)
			}
		}
		fs.compact()
	}
	fs.limitHistories(f, len(captured))
}

// addRun appends a run to the history of its flow.
func (fs *flows) addRun(f *flow, r run) *run {
	n := len(f.history)
	if n == 0 || f.history[n-1].end() != r.seq {
		f.contiguous = 0
	}
	f.contiguous++
	if n == cap(f.history) && 2*n <= cap(f.memory) {
		f.history = f.memory[:copy(f.memory[:n], f.history)]
		clear(f.memory[n:cap(f.memory)])
	}
	if n == cap(f.history) {
		f.history = append(f.history, run{})[:n]
		f.memory = f.history[:0]
	}
	f.history = append(f.history, r)
	return &f.history[n]
}

// limitHistories keeps the histories within their limits after n bytes were added to that of f.
func (fs *flows) limitHistories(f *flow, n int) {
	f.historyBytes += n
	fs.history += n
	if f.eviction == nil {
		f.eviction = fs.order.PushBack(f)
	} else {
		fs.order.MoveToBack(f.eviction)
	}
	for f.historyBytes-len(f.history[0].captured) > maxHistory {
		fs.shorten(f)
	}
	for fs.history > maxHistories && fs.order.Len() > 1 {
		oldest := fs.order.Front().Value.(*flow)
		for len(oldest.history) > 0 {
			fs.shorten(oldest)
		}
		fs.order.Remove(oldest.eviction)
		oldest.eviction, oldest.history, oldest.memory = nil, nil, nil
		fs.forget(oldest)
	}
}

// shorten drops the first run of a history.
func (fs *flows) shorten(f *flow) {
	n := len(f.history[0].captured)
	fs.releaseCopies(f.history[0].captured)
	f.history[0] = run{}
	f.history = f.history[1:]
	f.contiguous = min(f.contiguous, len(f.history))
	f.historyBytes -= n
	fs.history -= n
}

// copySizes is the number of sizes of memory for copies: four between a power of two and the next, up to 16 KiB.
const copySizes = 4*10 + 1

// sizeOf returns the number of the smallest size of memory for n bytes, and the size. The number is copySizes for larger
// ones, which are not kept.
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

// copies returns two copies of bytes, which share one piece of memory: one stays as captured, the other is replaced in
// place.
func (fs *flows) copies(b []byte) (captured, replaced []byte) {
	n := len(b)
	number, size := sizeOf(2 * n)
	var both []byte
	if number < copySizes && len(fs.buffers[number]) > 0 {
		free := fs.buffers[number]
		both = free[len(free)-1][:size]
		fs.buffers[number] = free[:len(free)-1]
	} else {
		both = make([]byte, size)
	}
	copy(both, b)
	copy(both[n:], b)
	return both[:n:size], both[n : 2*n]
}

// releaseCopies keeps the memory of copies that nothing refers to, by the first of them.
func (fs *flows) releaseCopies(captured []byte) {
	if number, size := sizeOf(cap(captured)); number < copySizes && size == cap(captured) && len(fs.buffers[number]) < maxFree {
		fs.buffers[number] = append(fs.buffers[number], captured[:0])
	}
}

// fill fills the bytes of a run into a payload.
func (fs *flows) fill(p *payload, r *run) {
	d := int(int32(r.seq - p.seq)) // where the run begins in the payload
	from, to := max(0, d), min(len(p.captured), d+len(r.captured))
	if from >= to {
		return
	}
	if bytes.Equal(p.captured[from:to], r.captured[from-d:to-d]) {
		fs.write(p, from, r.replaced[from-d:to-d])
		return
	}
	// A retransmission with other bytes still has other ones.
	replaced := make([]byte, to-from)
	for i := range replaced {
		captured, first := p.captured[from+i], r.captured[from+i-d]
		if replaced[i] = r.replaced[from+i-d]; captured != first {
			replaced[i] = pseudonym.Other(captured, replaced[i])
		}
	}
	fs.write(p, from, replaced)
}

// write writes bytes of a payload over blank ones.
func (fs *flows) write(p *payload, from int, b []byte) {
	for _, part := range p.parts {
		if start, end := max(from, part.from), min(from+len(b), part.to); start < end {
			fs.out.change(b[start-from:end-from], part.at+int64(start-part.from))
		}
	}
	p.left -= len(b)
	if p.checksumAt < 0 {
		return
	}
	odd := p.odd != (from%2 == 1)
	if p.whole && len(b) == len(p.captured) {
		p.checksum = p.head.add(b, odd).checksum(0)
	} else {
		fs.blank = append(fs.blank[:0], p.captured[from:from+len(b)]...)
		pseudonym.Blank(fs.blank)
		before, after := sum(0).add(fs.blank, odd).fold(), sum(0).add(b, odd).fold()
		p.checksum = (sum(^p.checksum) + sum(^before) + sum(after)).checksum(0)
	}
	field := p.checksum
	if field == 0 && p.udp {
		field = 0xffff
	}
	fs.out.change([]byte{byte(field >> 8), byte(field)}, p.checksumAt)
}
