package scrub

// From the bytes of a stream back to the packets that carry them.

import (
	"bytes"
	"container/list"

	"ivrcheck/capture/tcp"
	"ivrcheck/rewrite/pseudonym"
)

// lane is what one end sends to another. Bytes are found in it by their sequence numbers; that a
// lane may carry several connections one after the other does no harm: a byte of a packet is
// taken from a stream only where both have the same value.
type lane struct {
	flow tcp.Flow
	// tape is what was decided last, oldest first, for copies that come later.
	tape      []*piece
	tapeBytes int
	use       *list.Element // in lanes.order
	// directions counts the open ones that use the lane.
	directions int
	// waiting are payloads that were written blank.
	waiting []*payload
}

// piece is a run of bytes of a stream, as captured and as they are written.
type piece struct {
	seq        uint32
	from, made []byte
}

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
	queue  []*payload // in order of arrival
	queued int
	out    *sink
	blank  []byte // the memory of write
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
	for _, t := range p.lane.tape {
		if !p.unplaced {
			ls.fill(p, t)
		}
	}
	if p.left == 0 {
		return
	}
	p.lane.waiting = append(p.lane.waiting, p)
	ls.queue = append(ls.queue, p)
	ls.queued += len(p.from) + waitingCost
	for ls.queued > maxWaiting && len(ls.queue) > 0 {
		ls.drop(ls.queue[0])
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
	n := 0
	for n < len(ls.queue) && ls.queue[n].dropped {
		n++
	}
	if n == len(ls.queue) || n > 1024 && n > len(ls.queue)/2 {
		ls.queue = append([]*payload(nil), ls.queue[n:]...)
	} else {
		clear(ls.queue[:n])
		ls.queue = ls.queue[n:]
	}
}

// forget removes a lane of which nothing is kept.
func (ls *lanes) forget(l *lane) {
	if len(l.waiting) == 0 && len(l.tape) == 0 && l.directions == 0 {
		delete(ls.of, l.flow)
	}
}

// decide describes how bytes of a lane are written. Both slices are kept.
func (ls *lanes) decide(l *lane, seq uint32, from, made []byte) {
	if len(from) == 0 {
		return
	}
	t := &piece{seq, from, made}
	filled := false
	for _, p := range l.waiting {
		if !p.unplaced {
			ls.fill(p, t)
		}
		filled = filled || p.left == 0
	}
	if filled {
		for _, p := range append([]*payload(nil), l.waiting...) {
			if p.left == 0 {
				ls.drop(p)
			}
		}
		ls.compact()
	}
	l.tape = append(l.tape, t)
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
		oldest.use = nil
		ls.forget(oldest)
	}
}

// shorten drops the first piece of a tape.
func (ls *lanes) shorten(l *lane) {
	n := len(l.tape[0].from)
	l.tape[0] = nil
	l.tape = l.tape[1:]
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
	ls.blank = append(ls.blank[:0], p.from[from:from+len(made)]...)
	pseudonym.Blank(ls.blank)
	odd := p.odd != (from%2 == 1)
	before, after := sum(0).add(ls.blank, odd).fold(), sum(0).add(made, odd).fold()
	p.checksum = (sum(^p.checksum) + sum(^before) + sum(after)).checksum(0)
	field := p.checksum
	if field == 0 && p.udp {
		field = 0xffff
	}
	ls.out.change([]byte{byte(field >> 8), byte(field)}, p.checksumAt)
}
