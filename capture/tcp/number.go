// Assigns segments to connections, with reused ports and VLANs, and numbers
// connections like Wireshark.

package tcp

func (n *numbering) side(swapped bool) int {
	if swapped != n.swapped {
		return 1
	}
	return 0
}

// other reports whether a segment is the SYN of a connection with another number.
func (n *numbering) other(swapped bool, s *Segment) bool {
	side := n.side(swapped)
	return s.Flags&(SYN|ACK) == SYN && n.based[side] && n.base[side] != s.Seq
}

// take records what the numbering depends on.
func (n *numbering) take(swapped bool, s *Segment) {
	if s.Flags&(SYN|FIN|RST) == 0 && n.based == [2]bool{true, true} {
		return // fast path: nothing new
	}
	side := n.side(swapped)
	if !n.based[side] || s.Flags&(SYN|ACK) == SYN|ACK {
		n.based[side], n.base[side] = true, s.Seq
		if s.Flags&SYN == 0 {
			n.base[side]--
		}
	}
	if peer := 1 - side; !n.based[peer] && s.Flags&ACK != 0 {
		n.based[peer], n.base[peer] = true, s.Ack-1
	}
	if s.Flags&(FIN|RST) != 0 {
		n.closed = true
	}
}

// find returns the connection of a segment, nil if it is a new one, and the first
// connection between the same endpoints, nil without one. It completes k, the key of
// the endpoints.
//
// The first connection between two endpoints has the plain key, whatever its tag.
// Segments with another tag belong to another connection, whose key contains the
// tag, except in two cases: packets that were captured twice, with and without
// their tag, and directions with different tags, due to asymmetric routing.
func (t *Table) find(k *key, swapped bool, s *Segment) (c, first *Conn) {
	first = t.conns[*k]
	if first == nil || first.Tag == s.Tag {
		return first, first
	}
	tagged := *k
	tagged.tag = s.Tag + 1
	if c = t.conns[tagged]; c == nil && first.joined(first.side(swapped), s) {
		return first, first
	}
	*k = tagged
	return c, first
}

// joined reports, by the sequence numbers, whether a segment with another tag
// belongs to the connection nevertheless.
func (c *Conn) joined(side int, s *Segment) bool {
	const near = 1 << 20
	about := func(a, b uint32) bool { return int32(a-b) > -near && int32(a-b) < near }
	if c.sent[side] {
		if s.Tag == c.tags[side] {
			return true
		}
		// It may be a copy.
		if c.Tag != 0 && s.Tag != 0 {
			return false
		}
		same := about(s.Seq, c.seq[side])
		if s.Flags&(SYN|ACK) == SYN {
			// If the last two were from one connection, the next are as well.
			same = c.doubled || c.numbering.base[c.numbering.side(c.swapped != (side == 1))] == s.Seq
		}
		c.doubled = c.doubled || same
		return same
	}
	// The other direction must acknowledge the bytes of this one.
	return s.Flags&ACK != 0 && c.sent[1-side] && about(s.Ack, c.seq[1-side])
}

// noteSeq records the highest sequence number of a side.
func (c *Conn) noteSeq(side int, s *Segment) {
	seq := s.Seq + uint32(len(s.Payload)+s.Cut)
	if s.Flags&(SYN|FIN) != 0 {
		seq++
	}
	if !c.sent[side] {
		c.tags[side] = s.Tag
	}
	if !c.sent[side] || int32(seq-c.seq[side]) > 0 || s.Flags&SYN != 0 {
		c.sent[side], c.seq[side] = true, seq
	}
}
