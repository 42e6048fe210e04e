package scrub

// The streams that carry the protocol, cut into units and the bytes between them.

import (
	"bytes"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/capture/tcp"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// direction is one side of a connection, with the bytes that do not belong to a unit yet.
type direction struct {
	flow     *flow
	datagram bool
	// raw are the bytes, from their offset in the stream, seq is the sequence number of the first.
	from int64
	seq  uint32
	raw  []byte
}

type directionKey struct {
	conn *trace.Conn
	side int
}

type streams struct {
	flows *flows
	parts *partsFile
	steps *queue[steps]
	open  map[directionKey]*direction
	// last is the last result of get.
	last    *direction
	lastKey directionKey
}

// get returns a direction, nil if it is not open.
func (s *streams) get(key directionKey) *direction {
	if s.lastKey != key {
		s.last, s.lastKey = s.open[key], key
	}
	return s.last
}

// bytes adds bytes of a stream. Those before a gap are in no unit.
func (s *streams) bytes(b capture.Bytes) {
	key := directionKey{b.Conn, b.Side}
	d := s.get(key)
	if d == nil {
		ends := b.Conn.Ends
		d = &direction{flow: s.flows.get(tcp.FlowOf(ends[b.Side], ends[1-b.Side])), datagram: b.Datagram}
		d.flow.directions++
		s.open[key], s.last = d, d
	}
	if b.Datagram {
		s.add(step{kind: placed, flow: d.flow, frame: b.Carrier, seq: uint32(b.Offset)})
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

// advance has the bytes before an offset replaced, which are in no unit.
func (s *streams) advance(d *direction, offset int64) {
	if n := int(min(offset-d.from, int64(len(d.raw)))); n > 0 {
		s.replace(d, n, nil, nil)
	}
}

// replace has the next n bytes replaced: as a unit, whose document has parts, or as bytes in no unit if u is nil.
func (s *streams) replace(d *direction, n int, u *trace.Unit, parts schema.Parts) {
	next := step{kind: outside, flow: d.flow, seq: d.seq}
	next.captured, next.replaced = s.flows.copies(d.raw[:n])
	if u != nil {
		next.kind, next.unit = inUnit, unitIn(next.captured, u)
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

// unit has the bytes of a unit replaced, and those before it.
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
				s.add(step{kind: ended, flow: d.flow})
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
	s.replace(d, n, u, parts)
	return nil
}

// passed has the bytes before an offset replaced: no unit will contain them.
func (s *streams) passed(c *trace.Conn, side int, offset int64) {
	if d := s.get(directionKey{c, side}); d != nil {
		s.advance(d, offset)
	}
}

// steps are what happens to flows, in order. Batches of them are replaced side by side.
type steps struct {
	list  []step
	parts []byte // the memory of those of the steps
	bytes int
}

// step is one of steps.
type step struct {
	kind  stepKind
	flow  *flow
	frame int
	seq   uint32
	// payload waits for its bytes.
	payload *payload
	// captured and replaced are bytes before and after. unit is the unit that they are, if any.
	captured, replaced []byte
	unit               trace.Unit
	parts              schema.Parts
}

type stepKind uint8

const (
	waits   stepKind = iota // a payload was written blank
	placed                  // the payload of a datagram has its place in the stream
	outside                 // bytes in no unit
	inUnit
	ended // a direction has ended
)

// A batch of steps is closed at this many steps or bytes.
const (
	maxSteps     = 512
	maxStepBytes = 64 << 10
)

// add adds a step.
func (s *streams) add(next step) {
	next.flow.steps++
	b := s.steps.current
	b.list = append(b.list, next)
	if b.bytes += len(next.captured); next.payload != nil {
		b.bytes += len(next.payload.captured)
	}
	if len(b.list) >= maxSteps || b.bytes >= maxStepBytes {
		s.steps.send(b.bytes)
	}
}

// largeText is the length from which texts are replaced one at a time: replacing a document takes up to 30 times its
// length of memory.
const largeText = 16 << 10

// replace replaces the personal values in the bytes of steps.
func (t *replacer) replace(b *steps) {
	for i := range b.list {
		if s := &b.list[i]; len(s.replaced) > largeText {
			t.large.Lock()
			t.replaceIn(s)
			t.large.Unlock()
		} else {
			t.replaceIn(s)
		}
	}
}

func (t *replacer) replaceIn(s *step) {
	switch s.kind {
	case outside:
		t.outside(s.replaced)
	case inUnit:
		t.unit(s.replaced, &s.unit, s.parts)
	}
}

// finish applies the steps to their flows.
func (fs *flows) finish(b *steps) {
	for i := range b.list {
		s := &b.list[i]
		s.flow.steps--
		switch s.kind {
		case waits:
			fs.wait(s.payload)
		case placed:
			s.flow.place(s.frame, s.seq)
		case outside, inUnit:
			fs.record(s.flow, s.seq, s.captured, s.replaced)
		case ended:
			s.flow.directions--
			fs.forget(s.flow)
		}
	}
	clear(b.list)
	b.list, b.parts, b.bytes = b.list[:0], b.parts[:0], 0
}

// unitIn returns the fields of a unit that the replacer needs. They are valid as long as b, the bytes of the unit.
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

// sameIn returns the part of b at an offset if it is equal to text, else a copy of text.
func sameIn(b []byte, at int, text []byte) []byte {
	if at >= 0 && at <= len(b) && bytes.HasPrefix(b[at:], text) {
		return b[at : at+len(text)]
	}
	return slices.Clone(text)
}
