// The segment that is due: what most segments of a capture are, on the
// shortest way. It changes nothing that the long way (Conn.take) would not
// change alike; a test holds the two against each other.

package tcp

import "net/netip"

// recentConns is how many connections are found without their key.
const recentConns = 1024

// recent is where the segments from src to dst belong, unless they have
// another tag than the connection: it is the first between the two.
type recent struct {
	src, dst netip.AddrPort
	conn     *Conn
	swapped  bool
}

// recently gives the place where the connection of a segment is noted, if it
// is.
func (t *Table) recently(s *Segment) *recent {
	const a, b = 0x9e3779b1, 0x85ebca6b // odd and without a pattern
	return &t.recent[(uint32(s.Src.Port())*a+uint32(s.Dst.Port())*b)>>16%recentConns]
}

// is tells that the segment is one of the connection.
func (r *recent) is(s *Segment) bool {
	return r.conn != nil && r.src == s.Src && r.dst == s.Dst && !r.conn.gone && r.conn.Tag == s.Tag
}

// due tells that a segment is just what both directions of a calm connection wait
// for: the next bytes of side, or none, and an acknowledgement of what the other side
// has sent.
func (l *live) due(side int, s *Segment) bool {
	h, peer := &l.half[side], &l.half[1-side]
	if !l.calm || s.Flags&(SYN|FIN|RST|ACK) != ACK || s.Cut > 0 || s.Seq != h.seq {
		return false
	}
	acked := peer.offset(s.Ack)
	return acked >= 0 && acked <= peer.next
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

// inOrder takes a segment that is due.
func (t *Table) inOrder(c *Conn, side int, s *Segment) error {
	l, place := c.live, Place{s.Frame, s.Time}
	l.list.MoveToBack(l.element)
	l.last = place
	peer := &l.half[1-side]
	acked := peer.offset(s.Ack)
	if n := len(s.Payload); n > 0 {
		h, d := &l.half[side], &t.data
		d.Bytes, d.Offset, d.Place, d.Carrier, d.Acked = s.Payload, h.next, place, s.Frame, acked
		h.advance(int64(n))
		h.last = place
		h.seen.add(t, h.next, s.Payload)
		if err := l.handler.Data(side, d); err != nil || c.live == nil {
			return err
		}
	}
	if acked > peer.acked {
		peer.acked, peer.ackedPlace = acked, place
	}
	return nil
}
