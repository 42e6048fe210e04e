// One connection: both directions together.

package tcp

import (
	"container/list"
	"net/netip"
	"slices"

	"ivrcheck/trace"
)

// Conn is one connection. It stays small until it has more than a handshake,
// and becomes small again when it has ended or is ignored.
type Conn struct {
	// Stream is Wireshark's tcp.stream.
	Stream int
	// First is the connection's first packet, Tag that of its segment.
	First trace.Packet
	Tag   int32

	key     key
	swapped bool // Ends[0] is the key's second endpoint
	done    bool // ended or ignored: bytes are of no interest any more
	gone    bool // not in the Table any more

	numbering *numbering // of all connections between the two ends
	// Which sides have sent something, with which tag first, and how far
	// their numbers have come.
	sent [2]bool
	tags [2]int32
	seq  [2]uint32
	// doubled tells that copies came with another tag.
	doubled bool

	use *list.Element // in Table.known

	// What the handshake told: who opened the connection (-1: not seen), and
	// the sequence number of each direction's first byte.
	client int8
	exact  [2]bool
	from   [2]uint32

	// over tells that the connection has ended, with the sequence numbers
	// end. Bytes elsewhere are those of a later one.
	over bool
	end  [2]uint32

	live *live
}

// live is what a connection that carries bytes needs.
type live struct {
	calm    bool          // isCalm, since the last segment that was not due
	use     *list.Element // in list
	list    *list.List    // Table.passing or Table.kept
	handler Handler
	last    trace.Packet
	half    [2]half

	conn   *Conn
	ends   [2]netip.AddrPort
	waits  *list.Element // in Table.waiting, while something is held
	strays []stray

	// reset is the RST that ended the connection, if one did; what it has
	// overtaken is waited for, as resetWait tells.
	reset     trace.Packet
	resetWait wait
	resetAt   [2]int64 // how far the streams went, by its numbers
}

// stray is a segment whose numbers are not those of the connection.
type stray struct {
	side int
	Segment
}

// length is what a segment takes of the sequence numbers, SYN and FIN left
// out.
func (s *Segment) length() int { return len(s.Payload) + s.Cut }

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
	switch {
	case !c.exact[side] || h.exact || h.started:
	case h.floating:
		h.anchor(h.offset(c.from[side]), true)
	case len(h.held) == 0:
		h.start(c.from[side], true, false)
		h.acked = -1
	}
}

// take puts one segment to its connection.
func (t *Table) take(c *Conn, side int, s *Segment) error {
	if s.Flags&SYN != 0 {
		c.handshake(side, s)
		if s.length() == 0 {
			if c.live == nil {
				return nil
			}
			return t.release(c, side, s.Packet)
		}
	}
	if s.Flags&RST != 0 {
		return t.reset(c, side, s)
	}
	if c.live == nil {
		if err := t.enliven(c, side, s); err != nil || c.live == nil {
			return err
		}
	}
	l := c.live
	l.list.MoveToBack(l.use)
	h, peer := &l.half[side], &l.half[1-side]

	seq := s.Seq
	if s.Flags&SYN != 0 {
		seq++ // the SYN has a number of its own
	}
	n := int64(s.length())
	switch {
	case !h.known && n > 0 && !c.exact[side] && c.exact[1-side]:
		h.float(seq)
	case !h.known:
		h.start(seq, false, n == 0)
	default:
		h.rebase(seq, n > 0)
	}
	if !h.near(seq, n) {
		return t.astray(c, side, s)
	}
	l.dropStrays(t, side)
	l.last = s.Packet
	acked := int64(-1)
	if s.Flags&ACK != 0 {
		if !peer.known {
			peer.start(s.Ack, false, false)
		}
		if a := peer.offset(s.Ack); a >= 0 && a <= peer.next+maxAhead && !peer.floating {
			acked = a
			if peer.fin >= 0 {
				acked = min(acked, peer.fin)
			}
		}
	}

	if n <= 1 {
		// Before a probe is told from a byte that is due, what is overdue
		// must not be due any more.
		if err := t.patience(c, side, s.Time, false); err != nil || c.live == nil {
			return err
		}
	}
	if n > 0 && !h.ended && (s.Flags&FIN != 0 || !h.probe(h.offset(seq), n)) {
		if err := t.payload(c, side, h.offset(seq), s, acked); err != nil || c.live == nil {
			return err
		}
	}
	if s.Flags&FIN != 0 && h.fin < 0 {
		if fin := h.offset(seq) + n; fin >= h.next && fin < h.next+maxAhead {
			h.fin, h.finPacket = fin, s.Packet
			h.acked = min(h.acked, fin)
			if err := t.release(c, side, s.Packet); err != nil || c.live == nil {
				return err
			}
		}
	}
	if acked > peer.acked {
		peer.acked, peer.ackedPacket = acked, s.Packet
	}
	for i := range l.half {
		if err := t.patience(c, i, s.Time, true); err != nil || c.live == nil {
			return err
		}
	}
	switch {
	case h.ended && peer.ended:
		return t.close(c, trace.CloseOrderly)
	case l.reset.Frame > 0:
		l.resetWait.tick(true, 0, s.Time)
		if l.whole() || l.resetWait.overdue(s.Time) {
			return t.close(c, trace.CloseReset)
		}
	}
	t.enroll(l)
	return nil
}

// reset takes a RST, if its number is one that the receiver can have believed.
// Where its numbers tell that bytes are still missing, which the capture may
// have put behind it, they are waited for.
func (t *Table) reset(c *Conn, side int, s *Segment) error {
	l := c.live
	if l == nil {
		return t.close(c, trace.CloseReset)
	}
	h, peer := &l.half[side], &l.half[1-side]
	if h.known && !h.near(s.Seq, 0) && !h.floating {
		return nil
	}
	if l.reset.Frame > 0 {
		return nil
	}
	l.reset = s.Packet
	l.resetWait.tick(true, 0, s.Time)
	if h.known && !h.floating {
		l.resetAt[side] = h.offset(s.Seq)
	}
	if s.Flags&ACK != 0 && peer.known && !peer.floating && peer.near(s.Ack, 0) {
		l.resetAt[1-side] = peer.offset(s.Ack)
	}
	if l.whole() {
		return t.close(c, trace.CloseReset)
	}
	return nil
}

// whole tells that all bytes before the RST were delivered.
func (l *live) whole() bool {
	for i := range l.half {
		if h := &l.half[i]; !h.ended && (len(h.held) > 0 || h.next < l.resetAt[i] || h.acked > h.next && !h.onlyFIN()) {
			return false
		}
	}
	return true
}

// astray takes a segment whose numbers are far from those of the connection.
// It is kept until others like it show that the ports are used again by a
// connection whose handshake is not in the capture, which then begins with
// them.
func (t *Table) astray(c *Conn, side int, s *Segment) error {
	l := c.live
	kept := stray{side, *s}
	kept.Payload = slices.Clone(s.Payload)
	l.strays = append(l.strays, kept)
	t.heldTotal += len(s.Payload) + heldCost
	alike, answered := 0, false
	for i := range l.strays {
		switch o := &l.strays[i]; {
		case o.side == side:
			alike++
		case s.Flags&o.Flags&ACK != 0:
			answered = answered || s.Ack == o.Seq+uint32(o.length()) || o.Ack == s.Seq+uint32(s.length())
		}
	}
	if alike < farPatience && !answered {
		t.enroll(l)
		return nil
	}
	strays := slices.Clone(l.strays)
	l.dropStrays(t, 0)
	l.dropStrays(t, 1)
	if err := t.close(c, trace.CloseUnseen); err != nil {
		return err
	}
	if !c.over {
		return nil // its Handler has lost interest
	}
	c.anew(strays[0].Packet, strays[0].Tag)
	for i := range strays {
		if c.done {
			break
		}
		if err := t.take(c, strays[i].side, &strays[i].Segment); err != nil {
			return err
		}
	}
	return nil
}

// dropStrays forgets those of one side: it is where it was.
func (l *live) dropStrays(t *Table, side int) {
	l.strays = slices.DeleteFunc(l.strays, func(s stray) bool {
		if s.side == side {
			t.heldTotal -= len(s.Payload) + heldCost
		}
		return s.side == side
	})
}

// anew makes of a connection the next one between its ends, with the same
// number, of which nothing is known yet.
func (c *Conn) anew(first trace.Packet, tag int32) {
	c.First, c.Tag = first, tag
	c.done, c.over, c.client, c.exact = false, false, -1, [2]bool{}
}

// later tells that a segment cannot belong to the connection, which is over,
// but is one of the next between the same ends.
func (c *Conn) later(side int, s *Segment) bool {
	if !c.over || s.length() == 0 || s.Flags&RST != 0 {
		return false
	}
	ahead := int32(s.Seq - c.end[side])
	return ahead < -maxBehind || ahead > maxPastEnd
}

// close ends a connection: what is held is delivered, what is missing is given
// up.
func (t *Table) close(c *Conn, how trace.Closing) error {
	if c.live == nil {
		c.done = true
		return nil
	}
	if c.live.reset.Frame > 0 && how == trace.CloseUnseen {
		how = trace.CloseReset
	}
	if how == trace.CloseReset && c.live.reset.Frame > 0 {
		c.live.last = c.live.reset
	}
	for i := range c.live.half {
		if err := t.flushHalf(c, i); err != nil || c.live == nil {
			return err
		}
		if h := &c.live.half[i]; !h.ended {
			h.ended = true
			if err := c.live.handler.End(i, how); err != nil || c.live == nil {
				return err
			}
		}
	}
	if err := c.live.handler.Close(how, c.live.last); err != nil || c.live == nil {
		return err
	}
	for i := range c.live.half {
		c.end[i] = c.live.half[i].seq
	}
	c.over = true
	t.Ignore(c)
	return nil
}
