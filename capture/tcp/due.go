// The fast path: most segments of a capture are the expected ones. It has the
// same effect as Table.take; a test compares both.

package tcp

import (
	"ivrcheck/internal/cachectl"
	"ivrcheck/trace"
)

var fastPath = cachectl.New("capture/tcp")

// entry returns the entry for a flow.
func (c *connCache) entry(f *Flow) *recent {
	const scatter = 0x9e3779b1 // odd, without a pattern
	return &c[uint32(f.ports)*scatter>>(32-cacheBits)]
}

// Lookup returns the connection of a segment, nil if it is not in the cache.
func (c *connCache) Lookup(s *Segment) *recent {
	if r := c.entry(&s.Flow); r.flow.same(&s.Flow) && r.conn != nil && !r.conn.gone && r.conn.Tag == s.Tag {
		return r
	}
	return nil
}

// Learn keeps the connection of a segment.
func (c *connCache) Learn(s *Segment, conn *Conn, swapped bool) {
	*c.entry(&s.Flow) = recent{s.Flow, conn, swapped}
}

// due reports whether a segment is the expected one of a calm connection: the next
// bytes of side, or none, and an acknowledgement, up to acked, of bytes that the
// other side has sent.
func (l *live) due(side int, s *Segment) (acked int64, due bool) {
	h, peer := &l.half[side], &l.half[1-side]
	if s.Flags&(SYN|FIN|RST|ACK) != ACK || s.Cut > 0 || s.Seq != h.seq {
		return 0, false
	}
	acked = peer.offset(s.Ack)
	return acked, acked >= 0 && acked <= peer.next
}

// isCalm reports whether nothing is missing, held or about to end. A segment that
// is due does not change that.
func (l *live) isCalm() bool {
	return l.half[0].quiet() && l.half[1].quiet() && l.waits == nil && l.reset.Frame == 0
}

// quiet reports whether a direction has no missing bytes and has not ended.
func (h *half) quiet() bool {
	return h.known && !h.ended && !h.floating && !h.hole.on && !h.ackedHole.on && h.acked <= h.next
}

// inOrder processes a segment that is due and acknowledges the other direction up to
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
		h.seen = t.history.add(h.seen, h.next, s.Payload)
		if err := l.handler.Data(side, chunk); err != nil || c.live == nil {
			return err
		}
	}
	if peer := &l.half[1-side]; acked > peer.acked {
		peer.acked, peer.ackedPacket = acked, s.Packet
	}
	return nil
}
