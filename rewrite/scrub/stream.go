package scrub

// The streams that carry the protocol, cut into what was decided.

import (
	"bytes"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/capture/tcp"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// direction is the bytes of one side of a connection that are not decided yet.
type direction struct {
	lane     *lane
	datagram bool
	from     int64 // offset of raw[0] in the stream
	seq      uint32
	raw      []byte
}

type directionKey struct {
	conn *trace.Conn
	side int
}

type streams struct {
	lanes *lanes
	parts *partsFile
	steps *queue[steps]
	open  map[directionKey]*direction
	// last is the direction that was got last.
	last    *direction
	lastKey directionKey
}

// get returns an open direction, nil if it is not open.
func (s *streams) get(key directionKey) *direction {
	if s.lastKey != key {
		s.last, s.lastKey = s.open[key], key
	}
	return s.last
}

// bytes adds bytes of a stream. Those before a gap were decided when it was found.
func (s *streams) bytes(b capture.Bytes) {
	key := directionKey{b.Conn, b.Side}
	d := s.get(key)
	if d == nil {
		ends := b.Conn.Ends
		d = &direction{lane: s.lanes.get(tcp.FlowOf(ends[b.Side], ends[1-b.Side])), datagram: b.Datagram}
		d.lane.directions++
		s.open[key], s.last = d, d
	}
	if b.Datagram {
		s.add(step{kind: placed, lane: d.lane, frame: b.Carrier, seq: uint32(b.Offset)})
		b.Seq = uint32(b.Offset)
	}
	if b.Offset != d.from+int64(len(d.raw)) {
		s.advance(d, d.from+int64(len(d.raw)))
		d.raw = d.raw[:0]
		d.from = b.Offset
	}
	if len(d.raw) == 0 {
		d.from, d.seq = b.Offset, b.Seq
	}
	d.raw = append(d.raw, b.Chunk.Bytes...)
}

// advance decides the bytes before an offset that are part of no unit.
func (s *streams) advance(d *direction, offset int64) {
	if n := int(min(offset-d.from, int64(len(d.raw)))); n > 0 {
		s.decide(d, n, nil, nil)
	}
}

// decide has the next bytes replaced as those of a unit, whose document has parts, or as such that are in none.
func (s *streams) decide(d *direction, n int, u *trace.Unit, parts schema.Parts) {
	next := step{kind: decided, lane: d.lane, seq: d.seq}
	next.from, next.made = s.lanes.copies(d.raw[:n])
	if u != nil {
		next.kind, next.unit = decidedUnit, unitIn(next.from, u)
	}
	if parts != nil {
		b := s.steps.current
		b.parts = append(b.parts, parts...)
		next.parts = b.parts[len(b.parts)-len(parts):]
	}
	s.add(next)
	d.raw = d.raw[:copy(d.raw, d.raw[n:])]
	d.from += int64(n)
	d.seq += uint32(n)
	if len(d.raw) == 0 && cap(d.raw) > 4096 {
		d.raw = nil
	}
}

// unit decides the bytes of a unit.
func (s *streams) unit(u *trace.Unit) error {
	var parts schema.Parts
	if u.Kind == trace.Document {
		parts = s.parts.next(u.Body)
	}
	if u.Kind == trace.End {
		for side := range 2 {
			key := directionKey{u.Conn, side}
			if d := s.get(key); d != nil {
				s.advance(d, d.from+int64(len(d.raw)))
				s.add(step{kind: ended, lane: d.lane})
				delete(s.open, key)
				s.last = nil
			}
		}
		return nil
	}
	d := s.get(directionKey{u.Conn, u.Side})
	if d == nil || u.StreamStart < 0 {
		return nil
	}
	s.advance(d, u.StreamStart)
	n := int(min(u.StreamEnd-d.from, int64(len(d.raw))))
	if n <= 0 || u.StreamStart > d.from {
		return nil
	}
	s.decide(d, n, u, parts)
	return nil
}

// passed decides the bytes before an offset.
func (s *streams) passed(c *trace.Conn, side int, offset int64) {
	if d := s.get(directionKey{c, side}); d != nil {
		s.advance(d, offset)
	}
}

// steps are what happens to lanes, in order. The texts in them are replaced side by side.
type steps struct {
	list  []step
	parts []byte // the memory of those of the steps
	bytes int
}

// step is one of steps.
type step struct {
	kind  stepKind
	lane  *lane
	frame int
	seq   uint32
	// payload waits for its bytes.
	payload *payload
	// from and made are bytes as captured and as they are written, unit is what they are.
	from, made []byte
	unit       trace.Unit
	parts      schema.Parts
}

type stepKind uint8

const (
	waits stepKind = iota
	placed
	decided
	decidedUnit
	ended
)

// A batch of steps is closed at this many steps or bytes.
const (
	maxSteps     = 512
	maxStepBytes = 64 << 10
)

// add adds a step.
func (s *streams) add(next step) {
	next.lane.steps++
	b := s.steps.current
	b.list = append(b.list, next)
	if b.bytes += len(next.from); next.payload != nil {
		b.bytes += len(next.payload.from)
	}
	if len(b.list) >= maxSteps || b.bytes >= maxStepBytes {
		s.steps.send(b.bytes)
	}
}

// bigText is the length from which texts are replaced one at a time, because a document takes up to 30 times its
// length meanwhile.
const bigText = 16 << 10

// replace replaces what is personal in the texts of steps.
func (t *texts) replace(b *steps) {
	for i := range b.list {
		if s := &b.list[i]; len(s.made) > bigText {
			t.big.Lock()
			t.replaceIn(s)
			t.big.Unlock()
		} else {
			t.replaceIn(s)
		}
	}
}

func (t *texts) replaceIn(s *step) {
	switch s.kind {
	case decided:
		t.outside(s.made)
	case decidedUnit:
		t.unit(s.made, &s.unit, s.parts)
	}
}

// finish does the steps.
func (ls *lanes) finish(b *steps) {
	for i := range b.list {
		s := &b.list[i]
		s.lane.steps--
		switch s.kind {
		case waits:
			ls.wait(s.payload)
		case placed:
			s.lane.place(s.frame, s.seq)
		case decided, decidedUnit:
			ls.decide(s.lane, s.seq, s.from, s.made)
		case ended:
			s.lane.directions--
			ls.forget(s.lane)
		}
	}
	clear(b.list)
	b.list, b.parts, b.bytes = b.list[:0], b.parts[:0], 0
}

// unitIn returns what is needed of a unit that has bytes, and stays valid as long as these.
func unitIn(b []byte, u *trace.Unit) trace.Unit {
	own := trace.Unit{Kind: u.Kind, Partial: u.Partial, Compressed: u.Compressed, Follows: u.Follows, Header: trace.Header{Present: u.Header.Present}}
	own.Trailer = sameIn(b, len(b)-len(u.Trailer), u.Trailer)
	if at := len(b) - len(u.Trailer) - len(u.Body); u.Wire == nil {
		own.Body = sameIn(b, at, u.Body)
	} else {
		own.Body, own.Wire = slices.Clone(u.Body), slices.Clone(u.Wire)
	}
	return own
}

// sameIn returns text as a part of b that begins at an offset, or a copy if it is not there.
func sameIn(b []byte, at int, text []byte) []byte {
	if at >= 0 && at <= len(b) && bytes.HasPrefix(b[at:], text) {
		return b[at : at+len(text)]
	}
	return slices.Clone(text)
}
