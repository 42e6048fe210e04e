// The segment that is due: what most segments of a capture are, on the
// shortest way. It changes nothing that the long way (Conn.take) would not
// change alike; a test holds the two against each other.

package tcp

import "ivrcheck/trace"

// recentConns is how many connections are found without their key.
const recentConns = 1024

// recent is where the segments of a flow belong, unless they have another tag
// than the connection: it is the first between the two ends.
type recent struct {
	flow    Flow
	conn    *Conn
	swapped bool
}

// recently gives the place where the connection of a flow is noted, if it is.
func (t *Table) recently(f *Flow) *recent {
	const scatter = 0x9e3779b1 // odd and without a pattern
	return &t.recent[uint32(f.ports)*scatter>>22%recentConns]
}

// is tells that the segment is one of the connection.
func (r *recent) is(s *Segment) bool {
	return r.flow.same(&s.Flow) && r.conn != nil && !r.conn.gone && r.conn.Tag == s.Tag
}

// due tells that a segment is just what both directions of a calm connection wait
// for: the next bytes of side, or none, and an acknowledgement of what the other side
// has sent, as far as acked.
func (l *live) due(side int, s *Segment) (acked int64, due bool) {
	h, peer := &l.half[side], &l.half[1-side]
	if s.Flags&(SYN|FIN|RST|ACK) != ACK || s.Cut > 0 || s.Seq != h.seq {
		return 0, false
	}
	acked = peer.offset(s.Ack)
	return acked, acked >= 0 && acked <= peer.next
}

// isCalm tells that nothing is missing, held back or about to end. No segment that
// is due changes that.
func (l *live) isCalm() bool {
	return l.half[0].quiet() && l.half[1].quiet() && l.waits == nil && l.reset.Frame == 0
}

// quiet tells that nothing of a direction is missing, nor that it has ended.
func (h *half) quiet() bool {
	return h.known && !h.ended && !h.floating && !h.hole.on && !h.ackedHole.on && h.acked <= h.next
}

// inOrder takes a segment that is due and acknowledges the other direction as far as
// acked.
func (t *Table) inOrder(c *Conn, side int, s *Segment, acked int64) error {
	l := c.live
	l.list.MoveToBack(l.use)
	l.last = s.Packet
	if n := len(s.Payload); n > 0 {
		h, chunk := &l.half[side], &t.chunk
		chunk.Bytes, chunk.Offset = s.Payload, h.next
		chunk.Arrival = trace.Arrival{Packet: s.Packet, Carrier: s.Frame, Acked: acked}
		h.advance(int64(n))
		h.last = s.Packet
		h.seen.add(t, h.next, s.Payload)
		if err := l.handler.Data(side, chunk); err != nil || c.live == nil {
			return err
		}
	}
	if peer := &l.half[1-side]; acked > peer.acked {
		peer.acked, peer.ackedPacket = acked, s.Packet
	}
	return nil
}
