// All connections of a capture: which segment belongs to which.

package tcp

import (
	"bytes"
	"container/list"
	"slices"

	"ivrcheck/trace"
)

// key is the pair of endpoints of a connection, the lower one first. tag tells
// apart those that only VLAN tags do (see find).
type key struct {
	addr [2][16]byte
	port [2]uint16
	v6   bool
	tag  int32
}

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

// Table holds the connections of one capture.
type Table struct {
	open  func(*Conn) Handler
	conns map[key]*Conn
	// recent spares most segments the look into conns.
	recent [recentConns]recent
	// chunk is the one that a Handler gets.
	chunk trace.Chunk
	// long makes all segments go the long way, for tests.
	long bool
	// All of conns, the live connections that nobody wants to keep yet, those that
	// are to be kept, and the histories: the one that has been idle longest first.
	known, passing, kept, histories list.List
	// Those that hold something back, the one that began to first.
	waiting list.List

	streams      int
	heldTotal    int
	historyTotal int
	givenUp      int

	maxKnown, maxLive, maxKept, maxHeldTotal int
}

// NewTable gives an empty Table. open is called when a connection has more
// than its handshake.
func NewTable(open func(*Conn) Handler) *Table {
	return &Table{open: open, conns: map[key]*Conn{}, maxKnown: maxKnown, maxLive: maxLive, maxKept: maxKept, maxHeldTotal: maxHeldTotal}
}

// Streams is the number of connections so far.
func (t *Table) Streams() int { return t.streams }

// GivenUp is how many of the connections that were to be kept had to make room
// for others while they were open.
func (t *Table) GivenUp() int { return t.givenUp }

// Segment takes the next segment of the capture.
func (t *Table) Segment(s *Segment) error {
	known := t.recently(&s.Flow)
	if known.is(s) && s.Flags&SYN == 0 && !t.long {
		return t.segment(known.conn, known.swapped, s)
	}
	k, swapped := keyOf(s)
	c, first := t.find(&k, swapped, s)
	if first != nil && first != c {
		t.known.MoveToBack(first.use) // it must not be gone before those found through it
	}
	switch {
	case c == nil:
		if err := t.room(); err != nil {
			return err
		}
		c = t.add(k, first, swapped, s)
	case s.Flags&(SYN|ACK) == SYN:
		// The ports are used again. Wireshark gives another number if the
		// SYN has another sequence number. The first that is seen of a side,
		// behind the FIN of the other, begins no connection if its number is
		// the one that the other has acknowledged.
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
		*known = recent{s.Flow, c, swapped}
	}
	return t.segment(c, swapped, s)
}

// segment takes the next segment of a connection.
func (t *Table) segment(c *Conn, swapped bool, s *Segment) error {
	t.known.MoveToBack(c.use)
	side := c.side(swapped)
	c.saw(side, s)
	c.numbering.take(swapped, s)
	if l := c.live; l != nil && l.calm && !t.long {
		if acked, due := l.due(side, s); due {
			return t.inOrder(c, side, s, acked)
		}
	}
	if c.done {
		if !c.later(side, s) {
			return nil
		}
		c.anew(s.Packet, s.Tag)
	}
	if err := t.take(c, side, s); err != nil {
		return err
	}
	if err := t.relieve(); err != nil {
		return err
	}
	if c.live != nil {
		c.live.calm = c.live.isCalm()
	}
	return nil
}

// room makes room for one more connection.
func (t *Table) room() error {
	for len(t.conns) >= t.maxKnown {
		c := t.known.Front().Value.(*Conn)
		if c.live != nil && c.live.list == &t.kept {
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

// add makes a new connection, the last one with its key. like is one between
// the same ends, nil if there is none.
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

// enliven gives a connection what it needs to carry bytes. s is of side.
func (t *Table) enliven(c *Conn, side int, s *Segment) error {
	if err := t.liveRoom(&t.passing, t.maxLive); err != nil {
		return err
	}
	if c.First.Frame == 0 { // it was given up and goes on
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

// liveRoom makes room in a list that is full: the connection that has been
// idle longest is given up, and begins anew should it go on.
func (t *Table) liveRoom(l *list.List, most int) error {
	for l.Len() >= most {
		c := l.Front().Value.(*live).conn
		if l == &t.kept {
			t.givenUp++
		}
		if err := t.close(c, trace.CloseUnseen); err != nil {
			return err
		}
		if c.over {
			c.anew(trace.Packet{}, c.Tag)
		}
	}
	return nil
}

// enroll notes whether a connection holds something back.
func (t *Table) enroll(l *live) {
	waits := len(l.half[0].held)+len(l.half[1].held)+len(l.strays) > 0
	switch {
	case waits && l.waits == nil:
		l.waits = t.waiting.PushBack(l)
	case !waits && l.waits != nil:
		t.waiting.Remove(l.waits)
		l.waits = nil
	}
}

// relieve keeps what is held back in all within its limit: the connection that
// has waited longest gives up its holes.
func (t *Table) relieve() error {
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

// Keep tells that the connection is wanted: it does not have to make room for
// those that are not.
func (t *Table) Keep(c *Conn) error {
	if c.live == nil || c.live.list == &t.kept {
		return nil
	}
	if err := t.liveRoom(&t.kept, t.maxKept); err != nil {
		return err
	}
	t.passing.Remove(c.live.use)
	c.live.list, c.live.use = &t.kept, t.kept.PushBack(c.live)
	return nil
}

// Ignore drops all that is kept of a connection but its number. Its Handler is
// not called again.
func (t *Table) Ignore(c *Conn) {
	c.done = true
	l := c.live
	if l == nil {
		return
	}
	for i := range l.half {
		t.drop(&l.half[i])
		l.half[i].seen.release(t)
		l.dropStrays(t, i)
	}
	l.list.Remove(l.use)
	if l.waits != nil {
		t.waiting.Remove(l.waits)
	}
	c.live = nil
}

// Flush ends all connections, in the order of their numbers: the input has
// come to its end.
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
