// One connection: both directions together.

package tcp

import (
	"container/list"
	"slices"

	"ivrcheck/trace"
)

// handshake processes a SYN.
func (c *Conn) handshake(side int, s *Segment) {
	// A late SYN does not change a direction that has begun without it.
	begun := func(side int) bool { return c.live != nil && c.live.half[side].started && !c.live.half[side].exact }
	if !begun(side) {
		c.exact[side], c.from[side] = true, s.Seq+1
	}
	switch {
	case s.Flags&ACK == 0 && (c.client == int8(1-side) || c.both):
		c.client, c.both = -1, true // both sides open the connection
	case s.Flags&ACK == 0:
		c.client = int8(side)
	case c.both:
	default:
		if c.client < 0 {
			c.client = int8(1 - side)
		}
		if !c.exact[1-side] && !begun(1-side) {
			c.exact[1-side], c.from[1-side] = true, s.Ack
		}
	}
	if c.live != nil { // a late SYN, or a copy
		c.exactStart(side)
		c.exactStart(1 - side)
	}
}

// exactStart starts a direction at the sequence number of the handshake, if
// nothing was delivered yet.
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

// take processes a segment of a connection.
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
		if err := t.begin(c, side, s); err != nil || c.live == nil {
			return err
		}
	}
	l := c.live
	l.list.MoveToBack(l.use)
	if l.doubted != nil {
		return t.afterReset(c, side, s)
	}
	h, peer := &l.half[side], &l.half[1-side]
	seq := c.place(side, s)
	if !h.near(seq, int64(s.length())) {
		return t.takeStray(c, side, s)
	}
	l.dropStrays(t, side)
	l.last = s.Packet
	acked := peer.acknowledged(s)
	if err := t.takeBytes(c, side, s, seq, acked); err != nil || c.live == nil {
		return err
	}
	if acked > peer.acked {
		peer.acked, peer.ackedPacket = acked, s.Packet
	}
	for i := range l.half {
		if err := t.expireHole(c, i, s.Time, true); err != nil || c.live == nil {
			return err
		}
	}
	switch {
	case h.ended && peer.ended:
		return t.close(c, trace.CloseOrderly)
	case l.reset.Frame > 0:
		l.resetWait.tick(true, 0, s.Time)
		switch {
		case l.resetWait.overdue(s.Time):
			return t.close(c, trace.CloseReset)
		case l.whole():
			return t.suspectReset(c, s.Time)
		}
	}
	t.noteWaiting(l)
	return nil
}

// begin makes a connection live. An early RST takes effect now.
func (t *Table) begin(c *Conn, side int, s *Segment) error {
	if err := t.activate(c, side, s); err != nil || c.live == nil || c.early.Frame == 0 {
		return err
	}
	c.live.reset, c.early = c.early, trace.Packet{}
	return t.suspectReset(c, s.Time)
}

// place returns the sequence number of the first byte of a segment, and starts or rebases its direction.
func (c *Conn) place(side int, s *Segment) (seq uint32) {
	h, hasBytes := &c.live.half[side], s.length() > 0
	seq = s.Seq
	if s.Flags&SYN != 0 {
		seq++ // the SYN takes one sequence number
	}
	switch {
	case h.known:
		h.rebase(seq, hasBytes)
	case hasBytes && !c.exact[side] && c.exact[1-side]:
		h.float(seq)
	default:
		h.start(seq, false, !hasBytes)
	}
	return seq
}

// acknowledged returns the offset up to which a segment of the peer acknowledges the direction, -1 if unknown.
func (h *half) acknowledged(s *Segment) int64 {
	if s.Flags&ACK == 0 {
		return -1
	}
	if !h.known {
		h.start(s.Ack, false, false)
	}
	acked := h.offset(s.Ack)
	switch {
	case acked < 0 || acked > h.next+maxAhead || h.floating:
		return -1
	case h.fin >= 0:
		return min(acked, h.fin)
	}
	return acked
}

// takeBytes processes the bytes of a segment, the first of which has number seq, and its FIN.
func (t *Table) takeBytes(c *Conn, side int, s *Segment, seq uint32, acked int64) error {
	l, n := c.live, int64(s.length())
	h := &l.half[side]
	if n <= 1 {
		// Give up overdue holes first, so that a probe is not mistaken for the
		// expected byte.
		if err := t.expireHole(c, side, s.Time, false); err != nil || c.live == nil {
			return err
		}
	}
	if l.reset.Frame > 0 && n > 0 && h.offset(seq) == h.next {
		// A RST after which both sides continue was forged.
		if l.goesOn[side] = true; l.goesOn[1-side] {
			l.reset, l.resetWait, l.resetAt = trace.Packet{}, wait{}, [2]int64{}
		}
	}
	if n > 0 && !h.ended && (s.Flags&FIN != 0 || !h.probe(h.offset(seq), n)) {
		if err := t.payload(c, side, h.offset(seq), s, acked); err != nil || c.live == nil {
			return err
		}
	}
	if s.Flags&FIN == 0 || h.fin >= 0 {
		return nil
	}
	fin := h.offset(seq) + n
	if fin < h.next || fin >= h.next+maxAhead {
		return nil
	}
	h.fin, h.finPacket = fin, s.Packet
	h.acked = min(h.acked, fin)
	return t.release(c, side, s.Packet)
}

// takeStray keeps a stray until others show that another connection uses the ports,
// whose handshake is not in the capture. That connection then begins with them.
func (t *Table) takeStray(c *Conn, side int, s *Segment) error {
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
	if alike < farLimit && !answered {
		t.noteWaiting(l)
		return nil
	}
	strays := slices.Clone(l.strays)
	l.dropStrays(t, 0)
	l.dropStrays(t, 1)
	if err := t.close(c, trace.CloseUnseen); err != nil {
		return err
	}
	if !c.over {
		return nil // the Handler ignores it
	}
	c.restart(strays[0].Packet, strays[0].Tag)
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

// dropStrays drops the strays of one side.
func (l *live) dropStrays(t *Table, side int) {
	l.strays = slices.DeleteFunc(l.strays, func(s stray) bool {
		if s.side == side {
			t.heldTotal -= len(s.Payload) + heldCost
		}
		return s.side == side
	})
}

// restart turns the connection into the next one between its endpoints, with the same number.
func (c *Conn) restart(first trace.Packet, tag int32) {
	c.First, c.Tag = first, tag
	c.done, c.over, c.client, c.both, c.exact, c.early = false, false, -1, false, [2]bool{}, trace.Packet{}
}

// later reports whether a segment belongs not to the connection, which is over,
// but to a later one between the same endpoints.
func (c *Conn) later(side int, s *Segment) bool {
	if !c.over || s.length() == 0 || s.Flags&RST != 0 {
		return false
	}
	ahead := int32(s.Seq - c.end[side])
	return ahead < -maxBehind || ahead > maxPastEnd
}

// close ends a connection: held bytes are delivered, missing bytes given up.
func (t *Table) close(c *Conn, how trace.Closing) error {
	if c.live == nil {
		c.done = true
		return nil
	}
	switch l := c.live; {
	case l.half[0].fin >= 0 && l.half[1].fin >= 0:
		how = trace.CloseOrderly // even if bytes before a FIN are missing
	case l.reset.Frame > 0 && how == trace.CloseUnseen:
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

// activate makes a connection live. side is the sender of s.
func (t *Table) activate(c *Conn, side int, s *Segment) error {
	if err := t.evictLive(&t.passing, t.maxLive); err != nil {
		return err
	}
	if c.First.Frame == 0 { // evicted before, and continues
		c.First = s.Packet
	}
	l := &live{conn: c, list: &t.passing}
	l.ends[side], l.ends[1-side] = s.Ends()
	l.use = l.list.PushBack(l)
	c.live = l
	for i := range l.half {
		l.half[i].fin, l.half[i].acked = -1, -1
		c.exactStart(i)
	}
	l.handler = t.open(c)
	return nil
}

// evictLive makes room in a list of live connections. It closes the one that has
// been idle longest, which begins again if it continues.
func (t *Table) evictLive(l *list.List, most int) error {
	for l.Len() >= most {
		c := l.Front().Value.(*live).conn
		if l == &t.kept && c.live.reset.Frame == 0 {
			t.givenUp++
		}
		if err := t.close(c, trace.CloseUnseen); err != nil {
			return err
		}
		if c.over {
			c.restart(trace.Packet{}, c.Tag)
		}
	}
	return nil
}

// noteWaiting updates whether a connection holds segments.
func (t *Table) noteWaiting(l *live) {
	waits := len(l.half[0].held)+len(l.half[1].held)+len(l.strays) > 0
	switch {
	case waits && l.waits == nil:
		l.waits = t.waiting.PushBack(l)
	case !waits && l.waits != nil:
		t.waiting.Remove(l.waits)
		l.waits = nil
	}
}

// Keep protects the connection from eviction by undecided ones.
func (t *Table) Keep(c *Conn) error {
	if c.live == nil || c.live.list == &t.kept {
		return nil
	}
	if err := t.evictLive(&t.kept, t.maxKept); err != nil {
		return err
	}
	t.passing.Remove(c.live.use)
	c.live.list, c.live.use = &t.kept, t.kept.PushBack(c.live)
	return nil
}

// Ignore drops all state of a connection except its number. Its Handler is not
// called again.
func (t *Table) Ignore(c *Conn) {
	c.done = true
	l := c.live
	if l == nil {
		return
	}
	for i := range l.half {
		t.drop(&l.half[i])
		l.dropStrays(t, i)
	}
	t.endResetWait(l)
	l.list.Remove(l.use)
	if l.waits != nil {
		t.waiting.Remove(l.waits)
	}
	c.live = nil
}
