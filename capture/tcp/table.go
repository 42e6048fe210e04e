// The table of the connections of a capture.

package tcp

import (
	"bytes"
	"container/list"
	"slices"

	"ivrcheck/trace"
)

func keyOf(s *Segment) (k key, swapped bool) {
	src, dst := s.Ends()
	a, b := src.Addr().As16(), dst.Addr().As16()
	order := bytes.Compare(a[:], b[:])
	swapped = order > 0 || order == 0 && src.Port() > dst.Port()
	k = key{addr: [2][16]byte{a, b}, port: [2]uint16{src.Port(), dst.Port()}, v6: src.Addr().Is6()}
	if swapped {
		k.addr[0], k.addr[1] = k.addr[1], k.addr[0]
		k.port[0], k.port[1] = k.port[1], k.port[0]
	}
	return k, swapped
}

// NewTable returns an empty Table. open is called when a connection has more than
// its handshake.
func NewTable(open func(*Conn) Handler) *Table {
	return &Table{open: open, conns: map[key]*Conn{}, slow: fastPath.Off, maxKnown: maxKnown, maxLive: maxLive, maxKept: maxKept, maxHeldTotal: maxHeldTotal}
}

// Streams returns the number of connections so far.
func (t *Table) Streams() int { return t.streams }

// Last returns the number of the connection of the last segment.
func (t *Table) Last() int { return t.last }

// GivenUp returns the number of kept connections that were evicted while open.
func (t *Table) GivenUp() int { return t.givenUp }

// Segment processes the next segment of the capture.
func (t *Table) Segment(s *Segment) error {
	if err := t.expireResets(s.Time); err != nil {
		return err
	}
	if !t.slow && s.Flags&SYN == 0 {
		if known := t.recent.Lookup(s); known != nil {
			return t.segment(known.conn, known.swapped, s)
		}
	}
	k, swapped := keyOf(s)
	c, first := t.find(&k, swapped, s)
	if first != nil && first != c {
		t.known.MoveToBack(first.use) // must not be evicted before connections found through it
	}
	switch {
	case c == nil:
		if err := t.evict(); err != nil {
			return err
		}
		c = t.add(k, first, swapped, s)
	case s.Flags&(SYN|ACK) == SYN:
		// The ports are used again. Wireshark assigns another number if the SYN
		// has another sequence number. The first SYN of a side after the FIN of
		// the other begins no connection if the other has acknowledged its number.
		n := c.numbering
		if n.other(swapped, s) || n.closed && c.sent[c.side(swapped)] || n.stream != c.Stream {
			if err := t.close(c, trace.CloseUnseen); err != nil {
				return err
			}
			t.known.Remove(c.use)
			c = t.add(k, c, swapped, s)
		}
	}
	if c.key.tag == 0 && c.Tag == s.Tag {
		t.recent.Learn(s, c, swapped)
	}
	return t.segment(c, swapped, s)
}

// segment processes the next segment of a connection.
func (t *Table) segment(c *Conn, swapped bool, s *Segment) error {
	t.known.MoveToBack(c.use)
	side := c.side(swapped)
	c.noteSeq(side, s)
	c.numbering.take(swapped, s)
	t.last = c.Stream
	if l := c.live; l != nil && l.calm && !t.slow {
		if acked, due := l.due(side, s); due {
			return t.inOrder(c, side, s, acked)
		}
	}
	if c.done {
		if !c.later(side, s) {
			return nil
		}
		c.restart(s.Packet, s.Tag)
	}
	if err := t.take(c, side, s); err != nil {
		return err
	}
	if err := t.limitHeld(); err != nil {
		return err
	}
	if c.live != nil {
		c.live.calm = c.live.isCalm()
	}
	return nil
}

// evict makes room for one more connection.
func (t *Table) evict() error {
	for len(t.conns) >= t.maxKnown {
		c := t.known.Front().Value.(*Conn)
		if c.live != nil && c.live.list == &t.kept && c.live.reset.Frame == 0 {
			t.givenUp++
		}
		if err := t.close(c, trace.CloseUnseen); err != nil {
			return err
		}
		t.known.Remove(c.use)
		delete(t.conns, c.key)
		c.gone = true
	}
	return nil
}

// add adds a connection, the last one with its key. like is another one between the
// same endpoints, or nil.
func (t *Table) add(k key, like *Conn, swapped bool, s *Segment) *Conn {
	c := &Conn{First: s.Packet, Tag: s.Tag, key: k, client: -1}
	if like == nil {
		c.numbering = &numbering{stream: t.streams, swapped: swapped}
		t.streams++
	} else if c.numbering, c.doubled = like.numbering, like.doubled; c.numbering.other(swapped, s) {
		*c.numbering = numbering{stream: t.streams, swapped: swapped}
		t.streams++
	} else if s.Flags&(SYN|ACK) == SYN {
		c.numbering.closed = false
	}
	c.Stream, c.swapped = c.numbering.stream, c.numbering.swapped
	if before := t.conns[k]; before != nil {
		before.gone = true
	}
	t.conns[k] = c
	c.use = t.known.PushBack(c)
	return c
}

// limitHeld keeps the held bytes of all connections within their limit: the one that
// has waited longest gives up its holes.
func (t *Table) limitHeld() error {
	for t.heldTotal > t.maxHeldTotal && t.waiting.Len() > 0 {
		l := t.waiting.Front().Value.(*live)
		for side := range l.half {
			l.dropStrays(t, side)
			if err := t.flushHalf(l.conn, side); err != nil {
				return err
			}
			if l.conn.live == nil {
				break
			}
		}
		if l.conn.live == nil {
			continue
		}
		t.waiting.Remove(l.waits)
		l.waits = nil
		if l.half[0].ended && l.half[1].ended {
			if err := t.close(l.conn, trace.CloseOrderly); err != nil {
				return err
			}
		}
	}
	return nil
}

// Flush ends all connections, in the order of their numbers, at the end of the
// input.
func (t *Table) Flush() error {
	var rest []*Conn
	for _, lives := range []*list.List{&t.passing, &t.kept} {
		for e := lives.Front(); e != nil; e = e.Next() {
			rest = append(rest, e.Value.(*live).conn)
		}
	}
	slices.SortFunc(rest, func(a, b *Conn) int { return a.Stream - b.Stream })
	for _, c := range rest {
		if err := t.close(c, trace.CloseUnseen); err != nil {
			return err
		}
	}
	return nil
}
