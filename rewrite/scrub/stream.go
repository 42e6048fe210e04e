package scrub

// The streams that carry the protocol, cut into what was decided.

import (
	"ivrcheck/capture"
	"ivrcheck/capture/tcp"
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
	text  *texts
	open  map[directionKey]*direction
}

// bytes adds bytes of a stream. Those before a gap were decided when it was found.
func (s *streams) bytes(b capture.Bytes) {
	key := directionKey{b.Conn, b.Side}
	d := s.open[key]
	if d == nil {
		ends := b.Conn.Ends
		d = &direction{lane: s.lanes.get(tcp.FlowOf(ends[b.Side], ends[1-b.Side])), datagram: b.Datagram}
		d.lane.directions++
		s.open[key] = d
	}
	if b.Datagram {
		d.lane.place(b.Carrier, uint32(b.Offset))
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
		from, made := s.lanes.copies(d.raw[:n])
		s.text.outside(made)
		s.decide(d, from, made)
	}
}

// decide describes how the next bytes are written.
func (s *streams) decide(d *direction, from, made []byte) {
	n := len(made)
	s.lanes.decide(d.lane, d.seq, from, made)
	d.raw = d.raw[:copy(d.raw, d.raw[n:])]
	d.from += int64(n)
	d.seq += uint32(n)
	if len(d.raw) == 0 && cap(d.raw) > 4096 {
		d.raw = nil
	}
}

// unit decides the bytes of a unit.
func (s *streams) unit(u *trace.Unit) error {
	if u.Kind == trace.End {
		for side := range 2 {
			key := directionKey{u.Conn, side}
			if d := s.open[key]; d != nil {
				s.advance(d, d.from+int64(len(d.raw)))
				d.lane.directions--
				s.lanes.forget(d.lane)
				delete(s.open, key)
			}
		}
		return nil
	}
	d := s.open[directionKey{u.Conn, u.Side}]
	if d == nil || u.StreamStart < 0 {
		return nil
	}
	s.advance(d, u.StreamStart)
	n := int(min(u.StreamEnd-d.from, int64(len(d.raw))))
	if n <= 0 || u.StreamStart > d.from {
		return nil
	}
	from, made := s.lanes.copies(d.raw[:n])
	s.text.unit(made, u)
	s.decide(d, from, made)
	return nil
}

// passed decides the bytes before an offset.
func (s *streams) passed(c *trace.Conn, side int, offset int64) {
	if d := s.open[directionKey{c, side}]; d != nil {
		s.advance(d, offset)
	}
}
