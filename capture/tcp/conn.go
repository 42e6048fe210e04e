// One connection: both directions together.

package tcp

import (
	"container/list"
	"net/netip"

	"ivrcheck/trace"
)

// Conn is one connection. It stays small until it has more than a handshake,
// and becomes small again when it has ended or is ignored.
type Conn struct {
	// Stream is Wireshark's tcp.stream.
	Stream int
	// First is the connection's first packet, Tag that of its segment.
	First Place
	Tag   int32

	swapped bool // Ends[0] is the key's second endpoint
	done    bool // ended or ignored: bytes are of no interest any more

	numbering *numbering // of all connections between the two ends
	// Which sides have sent something, with which tag first, and how far
	// their numbers have come.
	sent [2]bool
	tags [2]int32
	seq  [2]uint32
	// doubled tells that copies came with another tag.
	doubled bool

	// What the handshake told: who opened the connection (-1: not seen), and
	// the sequence number of each direction's first byte.
	client int8
	exact  [2]bool
	from   [2]uint32

	live *live
}

// live is what a connection that carries bytes needs.
type live struct {
	conn    *Conn
	ends    [2]netip.AddrPort
	half    [2]half
	handler Handler
	list    *list.List // the one of the Table's lists that holds element
	element *list.Element
	last    Place
}

// Ends gives the two endpoints; the sender of the first packet is the first.
// It may be called from Table's open and from the Handler.
func (c *Conn) Ends() [2]netip.AddrPort { return c.live.ends }

// Client gives the side that opened the connection, -1 where the handshake
// was not seen.
func (c *Conn) Client() int { return int(c.client) }

// Exact tells that the first byte of what side sends is known from the
// handshake.
func (c *Conn) Exact(side int) bool { return c.exact[side] }

// Delivered is how far the stream of a side has been handed on or given up.
func (c *Conn) Delivered(side int) int64 {
	if c.live == nil {
		return 0
	}
	return c.live.half[side].next
}

func (c *Conn) side(swapped bool) int {
	if swapped != c.swapped {
		return 1
	}
	return 0
}

// handshake takes what a SYN says.
func (c *Conn) handshake(side int, s *Segment) {
	// What has begun without its SYN stays what it is, should the SYN come late.
	begun := func(side int) bool { return c.live != nil && c.live.half[side].started && !c.live.half[side].exact }
	if !begun(side) {
		c.exact[side], c.from[side] = true, s.Seq+1
	}
	if s.Flags&ACK == 0 {
		c.client = int8(side)
	} else {
		if c.client < 0 {
			c.client = int8(1 - side)
		}
		if !c.exact[1-side] && !begun(1-side) {
			c.exact[1-side], c.from[1-side] = true, s.Ack
		}
	}
	if c.live != nil { // it comes late, or again
		c.exactStart(side)
		c.exactStart(1 - side)
	}
}

// exactStart begins a direction where the handshake says, if nothing was
// delivered yet.
func (c *Conn) exactStart(side int) {
	h := &c.live.half[side]
	if c.exact[side] && !h.exact && !h.started && len(h.held) == 0 {
		h.start(c.from[side], true, false)
		h.acked = -1
	}
}

// take puts one segment to its connection.
func (t *Table) take(c *Conn, side int, s *Segment) error {
	if s.Flags&SYN != 0 {
		c.handshake(side, s)
		if len(s.Payload) == 0 && s.Cut == 0 {
			return nil
		}
	}
	place := Place{s.Frame, s.Time}
	if s.Flags&RST != 0 {
		return t.reset(c, side, s.Seq, place)
	}
	if c.live == nil {
		if err := t.enliven(c, side, s); err != nil || c.live == nil {
			return err
		}
	}
	l := c.live
	l.last = place
	h, peer := &l.half[side], &l.half[1-side]

	seq := s.Seq
	if s.Flags&SYN != 0 {
		seq++ // the SYN has a number of its own
	}
	n := int64(len(s.Payload) + s.Cut)
	if !h.known {
		h.start(seq, false, n == 0)
	} else {
		h.rebase(seq, n > 0)
	}
	acked := int64(-1)
	if s.Flags&ACK != 0 {
		if !peer.known {
			peer.start(s.Ack, false, false)
		}
		if a := peer.offset(s.Ack); a >= 0 && a <= peer.next+maxAhead {
			acked = a
			if peer.fin >= 0 {
				acked = min(acked, peer.fin)
			}
		}
	}

	// A keep-alive probe repeats the number before the one that is due, with
	// or without a byte that means nothing (RFC 9293, section 3.8.4).
	probe := n <= 1 && h.offset(seq) == h.next-1 && s.Flags&FIN == 0
	if n > 0 && !probe && !h.ended {
		ok, err := t.near(c, side, seq, place)
		if err == nil && ok && c.live != nil {
			err = t.payload(c, side, h.offset(seq), s, acked)
		}
		if err != nil || c.live == nil {
			return err
		}
	}
	if s.Flags&FIN != 0 && h.fin < 0 {
		if fin := h.offset(seq) + n; fin >= h.next && fin < h.next+maxAhead {
			h.fin, h.finPlace = fin, place
			h.acked = min(h.acked, fin)
			if err := t.release(c, side, place); err != nil || c.live == nil {
				return err
			}
		}
	}
	if acked > peer.acked {
		peer.acked, peer.ackedPlace = acked, place
	}
	for i := range l.half {
		if err := t.patience(c, i, s.Time); err != nil || c.live == nil {
			return err
		}
	}
	if h.ended && peer.ended {
		return t.close(c, trace.CloseOrderly)
	}
	return nil
}

// reset takes a RST, if its number is one that the receiver can have believed.
func (t *Table) reset(c *Conn, side int, seq uint32, place Place) error {
	if c.live != nil {
		if h := &c.live.half[side]; h.known {
			if off := h.offset(seq); off < h.next-maxAhead || off > h.next+maxAhead {
				return nil
			}
		}
		c.live.last = place
	}
	return t.close(c, trace.CloseReset)
}

// close ends a connection: what is held is delivered, what is missing is given
// up.
func (t *Table) close(c *Conn, how trace.Closing) error {
	c.done = true
	if c.live == nil {
		return nil
	}
	for i := range c.live.half {
		if err := t.flushHalf(c, i); err != nil {
			return err
		}
		if c.live == nil {
			return nil
		}
		if h := &c.live.half[i]; !h.ended {
			h.ended = true
			if err := c.live.handler.End(i, how); err != nil {
				return err
			}
			if c.live == nil {
				return nil
			}
		}
	}
	if err := c.live.handler.Close(how, c.live.last); err != nil {
		return err
	}
	t.Ignore(c)
	return nil
}
