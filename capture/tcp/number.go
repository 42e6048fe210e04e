// Which connection a segment is one of, where ports are used again or VLANs
// come in, and what number Wireshark gives it.

package tcp

// numbering is what Wireshark looks at when it numbers the connections between
// two endpoints (measured on 4.0.17). It knows no VLANs: connections that only
// their tags tell apart share one number.
type numbering struct {
	stream  int
	swapped bool // side 0 is the key's second endpoint
	// The base of each side's sequence numbers.
	based [2]bool
	base  [2]uint32
	// closed tells that a FIN or RST was seen: a SYN is not the same again.
	closed bool
}

func (n *numbering) side(swapped bool) int {
	if swapped != n.swapped {
		return 1
	}
	return 0
}

// other tells that a segment is the SYN of a connection with another number.
func (n *numbering) other(swapped bool, s *Segment) bool {
	side := n.side(swapped)
	return s.Flags&(SYN|ACK) == SYN && n.based[side] && n.base[side] != s.Seq
}

// take keeps what the numbering depends on.
func (n *numbering) take(swapped bool, s *Segment) {
	if s.Flags&(SYN|FIN|RST) == 0 && n.based == [2]bool{true, true} {
		return // there is nothing to learn, as mostly
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

// find gives the connection that a segment is one of, nil if it is a new one,
// and the first connection between the same ends, nil if there is none. It
// completes k, which says the ends.
//
// The first connection between two endpoints has the plain key, whatever its
// tag. Segments with another tag are those of another connection, whose key
// holds the tag, but for two cases that captures of one connection bring
// about: packets that were captured twice, with their tag and without, and
// directions with different tags, as where routing is not symmetric.
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

// joined tells that a segment with another tag is one of the connection all the
// same. Its sequence numbers must say so.
func (c *Conn) joined(side int, s *Segment) bool {
	const near = 1 << 20
	about := func(a, b uint32) bool { return int32(a-b) > -near && int32(a-b) < near }
	if c.sent[side] {
		if s.Tag == c.tags[side] {
			return true
		}
		// A copy, it may be.
		if c.Tag != 0 && s.Tag != 0 {
			return false
		}
		same := about(s.Seq, c.seq[side])
		if s.Flags&(SYN|ACK) == SYN {
			// The next connection of two that were one will be one, too.
			same = c.doubled || c.numbering.base[c.numbering.side(c.swapped != (side == 1))] == s.Seq
		}
		c.doubled = c.doubled || same
		return same
	}
	// The other direction: it must acknowledge what this one carries.
	return s.Flags&ACK != 0 && c.sent[1-side] && about(s.Ack, c.seq[1-side])
}

// saw keeps how far a side's sequence numbers have come.
func (c *Conn) saw(side int, s *Segment) {
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
