// Decides whether a RST counts, by the packets after it.

package tcp

import (
	"slices"

	"ivrcheck/trace"
)

// maxResets limits the connections that wait for packets after their RST.
const maxResets = 64

// reset processes a RST if its sequence number is in the receiver's window (RFC 5961): not before the acknowledged
// bytes. If bytes before it are missing, the connection waits: they may be captured later.
func (t *Table) reset(c *Conn, side int, s *Segment) error {
	l := c.live
	switch {
	case l == nil && c.exact == [2]bool{true, true}:
		if c.early.Frame == 0 && int32(s.Seq-c.from[side]) >= 0 {
			c.early = s.Packet
		}
		return nil
	case l == nil:
		return t.close(c, trace.CloseReset)
	}
	h, peer := &l.half[side], &l.half[1-side]
	if h.known && !h.floating && (!h.near(s.Seq, 0) || h.acked >= 0 && h.offset(s.Seq) < min(h.acked, h.next)) {
		return nil // outside the receiver's window
	}
	if l.reset.Frame > 0 {
		return nil
	}
	l.reset, l.goesOn = s.Packet, [2]bool{}
	l.resetWait.tick(true, 0, s.Time)
	if h.known && !h.floating {
		l.resetAt[side] = h.offset(s.Seq)
	}
	if s.Flags&ACK != 0 && peer.known && !peer.floating && peer.near(s.Ack, 0) {
		l.resetAt[1-side] = peer.offset(s.Ack)
	}
	if l.whole() {
		return t.suspectReset(c, s.Time)
	}
	return nil
}

// whole reports whether all bytes before the RST were delivered.
func (l *live) whole() bool {
	for i := range l.half {
		if h := &l.half[i]; !h.ended && (len(h.held) > 0 || h.next < l.resetAt[i] || h.acked > h.next && !h.onlyFIN()) {
			return false
		}
	}
	return true
}

// suspectReset makes a connection wait for packets after its RST: if both sides continue, the RST was
// forged. If a side is unknown, the connection ends.
func (t *Table) suspectReset(c *Conn, now trace.Instant) error {
	l := c.live
	for i := range l.half {
		if h := &l.half[i]; !h.known || h.floating {
			return t.close(c, trace.CloseReset)
		}
		l.dropStrays(t, i)
		l.expected[i] = l.half[i].seq
	}
	l.goesOn, l.resetWait = [2]bool{}, wait{on: true, since: now}
	l.doubted = t.doubted.PushBack(l)
	if t.doubted.Len() > maxResets {
		return t.close(t.doubted.Front().Value.(*live).conn, trace.CloseReset)
	}
	return nil
}

// expireResets ends the connections that have waited too long after a RST.
func (t *Table) expireResets(now trace.Instant) error {
	for e := t.doubted.Front(); e != nil; e = t.doubted.Front() {
		l := e.Value.(*live)
		if now.Sub(l.resetWait.since) < maxHoleTime {
			return nil
		}
		if err := t.close(l.conn, trace.CloseReset); err != nil {
			return err
		}
	}
	return nil
}

// endResetWait ends the wait after a RST.
func (t *Table) endResetWait(l *live) {
	if l.doubted != nil {
		t.doubted.Remove(l.doubted)
		l.doubted = nil
	}
}

// afterReset keeps a segment that follows a RST. A side continues if it sends the next bytes or
// its FIN. If both sides continue, so does the connection, with the kept segments.
func (t *Table) afterReset(c *Conn, side int, s *Segment) error {
	l := c.live
	h := &l.half[side]
	if ahead := int32(s.Seq - h.seq); s.length() > 0 && s.Flags&RST == 0 && (ahead < -maxBehind || ahead > maxPastEnd) {
		if err := t.close(c, trace.CloseReset); err != nil || !c.over {
			return err
		}
		c.restart(s.Packet, s.Tag) // the ports are reused
		return t.take(c, side, s)
	}
	if l.resetWait.packets++; l.resetWait.packets >= gracePackets {
		return t.close(c, trace.CloseReset)
	}
	if s.Flags&(SYN|RST) != 0 || h.fin >= 0 {
		return nil
	}
	if s.Seq == l.expected[side] && (s.length() > 0 || s.Flags&FIN != 0) {
		l.goesOn[side] = true
		l.expected[side] += uint32(s.length())
	}
	kept := stray{side, *s}
	kept.Payload = slices.Clone(s.Payload)
	l.strays = append(l.strays, kept)
	t.heldTotal += len(s.Payload) + heldCost
	if l.goesOn != [2]bool{true, true} {
		t.noteWaiting(l)
		return nil
	}
	t.endResetWait(l)
	l.reset, l.resetWait, l.resetAt, l.goesOn = trace.Packet{}, wait{}, [2]int64{}, [2]bool{}
	strays := slices.Clone(l.strays)
	l.dropStrays(t, 0)
	l.dropStrays(t, 1)
	for i := range strays {
		if c.live == nil {
			return nil
		}
		if err := t.take(c, strays[i].side, &strays[i].Segment); err != nil {
			return err
		}
	}
	return nil
}
