// Writes a part of a conversation as packets.

package rewrite

import (
	"cmp"
	"io"
	"math"
	"slices"
	"sort"

	"ivrcheck/trace"
)

// Write writes a set of messages as a capture: valid TCP with the order, the times and, where
// available, the acknowledgements of the original. The comment of each packet has the number
// of its original frame.
func (c *Conversation) Write(to io.Writer, set []int) error {
	w := &talk{Conversation: c, w: NewWriter(to), keep: make([]bool, len(c.messages))}
	for _, i := range set {
		w.keep[i] = true
	}
	if err := w.w.Section(); err != nil {
		return err
	}
	if _, err := w.w.Interface(madeOn); err != nil {
		return err
	}
	w.write()
	if w.err != nil {
		return w.err
	}
	return w.w.Flush()
}

// talk writes a part of a conversation.
type talk struct {
	*Conversation
	w    *Writer
	err  error
	keep []bool
	id   uint16
	time trace.Instant // of the previous packet
	// sent is the number of kept bytes of a side that were sent, acked the number that the
	// other side has acknowledged.
	sent, acked [2]int64
	closed      [2]bool // by a FIN, which takes a sequence number
	pieces      [2][]piece
	frame       int // original frame of the previous packet
	spans       [2][]span
}

// piece are the bytes of a kept message from one chunk.
type piece struct {
	*chunk
	bytes []byte
	// at is the offset among the kept bytes of the side, needs the acknowledged number of
	// the other side's kept bytes, -1 if unknown.
	at, needs int64
	order     int
}

// firstSeq is the sequence number of the SYN of the first side; the other side uses its double.
const firstSeq = 1_000_000

func (w *talk) write() {
	for i, m := range w.messages {
		if w.keep[i] && m.kind == opening {
			w.handshake()
		}
	}
	w.divideKept()
	for {
		side := 0
		switch a, b := w.pieces[0], w.pieces[1]; {
		case len(a) == 0 && len(b) == 0:
			w.end()
			return
		case len(a) == 0 || len(b) > 0 && b[0].order < a[0].order:
			side = 1
		}
		w.piece(side)
	}
}

// span are kept bytes of a side, also missing ones. at is the number of kept bytes before them.
type span struct {
	start, end, at int64
	hole           bool
}

// divideKept divides the kept messages into pieces.
func (w *talk) divideKept() {
	for i, m := range w.messages {
		if w.keep[i] && (m.kind == data || m.kind == hole) {
			w.spans[m.side] = append(w.spans[m.side], span{m.start, m.end, 0, m.kind == hole})
		}
	}
	for side := range w.spans {
		spans, at := w.spans[side], int64(0)
		slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
		for i := range spans {
			spans[i].at = at
			at += spans[i].end - spans[i].start
		}
	}
	for i := range w.chunks {
		k := &w.chunks[i]
		end := k.start + int64(len(k.bytes))
		spans := w.spans[k.side]
		for at := sort.Search(len(spans), func(j int) bool { return spans[j].end > k.start }); at < len(spans) && spans[at].start < end; at++ {
			if spans[at].hole {
				continue
			}
			from, to := max(spans[at].start, k.start), min(spans[at].end, end)
			if w.datagrams {
				from, to = k.start, end // a datagram is kept completely
			}
			p := piece{chunk: k, bytes: k.bytes[from-k.start : to-k.start], at: spans[at].at + from - spans[at].start, needs: -1, order: i}
			if k.acked >= 0 {
				p.needs = w.kept(1-k.side, k.acked)
			}
			w.pieces[k.side] = append(w.pieces[k.side], p)
			if w.datagrams {
				break
			}
		}
	}
}

// kept returns the number of kept bytes of a side before an offset.
func (w *talk) kept(side int, offset int64) int64 {
	spans := w.spans[side]
	i := sort.Search(len(spans), func(i int) bool { return spans[i].start >= offset }) - 1
	if i < 0 {
		return 0
	}
	return spans[i].at + min(spans[i].end, offset) - spans[i].start
}

// piece sends the next piece of a side, after the bytes that it acknowledges.
func (w *talk) piece(side int) {
	p := w.pieces[side][0]
	for len(w.pieces[1-side]) > 0 && w.pieces[1-side][0].at < p.needs {
		next := w.pieces[1-side][0]
		if next.needs > p.at {
			break // each side acknowledges the other
		}
		w.piece(1 - side)
	}
	w.pieces[side] = w.pieces[side][1:]
	w.acked[1-side] = max(w.acked[1-side], min(p.needs, w.sent[1-side]))
	w.sent[side] = max(w.sent[side], p.at)
	for b := p.bytes; len(b) > 0; {
		n := min(len(b), mss)
		if w.datagrams {
			n = len(b)
		}
		w.room(side, n)
		w.send(side, segment{payload: b[:n]}, p.frame, p.time)
		w.sent[side] += int64(n)
		b = b[n:]
	}
}

// room makes the other side acknowledge bytes before its window is full.
func (w *talk) room(side, n int) {
	if w.datagrams || w.sent[side]-w.acked[side]+int64(n) < window || !w.present[1-side] {
		return
	}
	most := w.sent[side]
	if rest := w.pieces[1-side]; len(rest) > 0 && rest[0].needs >= 0 {
		most = min(most, rest[0].needs)
	}
	if most > w.acked[side] {
		w.acknowledge(1-side, most, w.time)
	}
}

// acknowledge makes a side acknowledge the bytes of the other side, up to an offset.
func (w *talk) acknowledge(side int, upTo int64, at trace.Instant) {
	w.acked[1-side] = upTo
	frame := 0
	for _, o := range w.controls[side] {
		if !o.syn && !o.fin && !o.rst && (o.frame > w.frame || frame == 0) {
			frame = o.frame
			if frame > w.frame {
				if at == w.time {
					at = o.time
				}
				break
			}
		}
	}
	w.send(side, segment{}, frame, at)
}

// handshake opens the connection.
func (w *talk) handshake() {
	client := max(w.conn.Client, 0)
	at := w.chunks[0].time
	frames := [3]int{}
	times := [3]trace.Instant{at, at, at}
	find := func(i, side int, is func(*control) bool) {
		for j := range w.controls[side] {
			if o := &w.controls[side][j]; is(o) {
				frames[i], times[i] = o.frame, o.time
				return
			}
		}
	}
	find(0, client, func(o *control) bool { return o.syn })
	find(1, 1-client, func(o *control) bool { return o.syn })
	find(2, client, func(o *control) bool { return !o.syn && o.frame > frames[1] && o.frame < w.chunks[0].frame })
	w.raw(client, segment{syn: true, seq: w.seq(client) - 1}, frames[0], times[0])
	w.raw(1-client, segment{syn: true, seq: w.seq(1-client) - 1, ack: w.seq(client), hasAck: true}, frames[1], times[1])
	w.send(client, segment{}, frames[2], times[2])
}

// end acknowledges the remaining bytes, and closes the connection if its end is kept.
func (w *talk) end() {
	for side := range 2 { // a hole at the end
		w.sent[side] = max(w.sent[side], w.kept(side, math.MaxInt64))
	}
	if w.datagrams {
		return
	}
	last := w.time
	var how *message
	for i := range w.messages {
		if m := &w.messages[i]; w.keep[i] && m.kind >= orderly {
			how = m
		}
	}
	if how != nil && how.kind == clock {
		last = w.last
	}
	for side := range 2 {
		open := w.sent[1-side] > w.acked[1-side]
		if w.present[side] && (open || how != nil && how.kind == clock) {
			w.acknowledge(side, w.sent[1-side], last)
		}
	}
	switch {
	case how == nil:
	case how.kind == orderly:
		w.close()
	case how.kind == reset:
		side, at := w.control(func(o *control) bool { return o.rst })
		w.acked[1-side] = w.sent[1-side]
		w.send(side, segment{rst: true}, at.frame, at.time)
	}
}

// close sends the FIN of both sides.
func (w *talk) close() {
	first, at := w.control(func(o *control) bool { return o.fin })
	for _, side := range []int{first, 1 - first} {
		if side != first {
			at = control{time: w.time}
			for _, o := range w.controls[side] {
				if o.fin {
					at = o
					break
				}
			}
		}
		w.acked[1-side] = w.sent[1-side]
		w.send(side, segment{fin: true}, at.frame, at.time)
		w.closed[side] = true
	}
	w.acknowledge(first, w.sent[1-first], w.time)
}

// control returns the first packet without bytes for which is returns true, and its side.
func (w *talk) control(is func(*control) bool) (side int, found control) {
	found = control{time: w.time}
	for s := range w.controls {
		for _, o := range w.controls[s] {
			if is(&o) && (found.frame == 0 || o.frame < found.frame) {
				side, found = s, o
			}
		}
	}
	return side, found
}

// seq returns the next sequence number of a side.
func (w *talk) seq(side int) uint32 {
	n := firstSeq*uint32(side+1) + 1 + uint32(w.sent[side])
	if w.closed[side] {
		n++
	}
	return n
}

// send sends a segment with the next sequence numbers.
func (w *talk) send(side int, s segment, frame int, at trace.Instant) {
	s.seq, s.hasAck = w.seq(side), true
	s.ack = firstSeq*uint32(2-side) + 1 + uint32(w.acked[1-side])
	if w.closed[1-side] && w.acked[1-side] == w.sent[1-side] {
		s.ack++
	}
	w.raw(side, s, frame, at)
}

// raw writes a segment.
func (w *talk) raw(side int, s segment, frame int, at trace.Instant) {
	if w.err != nil {
		return
	}
	s.from, s.to, s.vlan, s.datagram = w.conn.Ends[side], w.conn.Ends[1-side], w.conn.VLAN, w.datagrams
	w.id++
	var packet []byte
	if packet, w.err = s.packet(w.id); w.err != nil {
		return
	}
	w.time, w.frame = at, max(w.frame, frame)
	w.err = w.w.Packet(&Packet{Units: uint64(at.Time().UnixNano()), Wire: len(packet), Data: packet, Comments: []string{w.original(frame)}})
}
