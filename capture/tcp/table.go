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
	a, b := s.Src.Addr().As16(), s.Dst.Addr().As16()
	order := bytes.Compare(a[:], b[:])
	swapped = order > 0 || order == 0 && s.Src.Port() > s.Dst.Port()
	k = key{addr: [2][16]byte{a, b}, port: [2]uint16{s.Src.Port(), s.Dst.Port()}, v6: s.Src.Addr().Is6()}
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
	order []key // of conns, oldest first, from position first on
	first int

	// The live connections, oldest first: those that nobody wants to keep
	// yet, and those that are to be kept.
	passing, kept list.List

	streams      int
	heldTotal    int
	historyTotal int

	maxKnown, maxLive int
}

// NewTable gives an empty Table. open is called when a connection has more
// than its handshake.
func NewTable(open func(*Conn) Handler) *Table {
	return &Table{open: open, conns: map[key]*Conn{}, maxKnown: maxKnown, maxLive: maxLive}
}

// Streams is the number of connections so far.
func (t *Table) Streams() int { return t.streams }

// Segment takes the next segment of the capture.
func (t *Table) Segment(s *Segment) error {
	k, swapped := keyOf(s)
	c, first := t.find(&k, swapped, s)
	switch {
	case c == nil:
		if err := t.room(); err != nil {
			return err
		}
		t.order = append(t.order, k)
		c = t.add(k, first, swapped, s)
	case s.Flags&(SYN|ACK) == SYN:
		// The ports are used again. Wireshark gives another number if the
		// SYN has another sequence number.
		n := c.numbering
		if n.other(swapped, s) || n.closed || n.stream != c.Stream {
			if err := t.close(c, trace.CloseUnseen); err != nil {
				return err
			}
			c = t.add(k, c, swapped, s)
		}
	}
	side := c.side(swapped)
	c.saw(side, s)
	c.numbering.take(swapped, s)
	if c.done {
		return nil
	}
	return t.take(c, side, s)
}

// room makes room for one more connection.
func (t *Table) room() error {
	if len(t.conns) < t.maxKnown {
		return nil
	}
	oldest := t.order[t.first]
	t.first++
	if err := t.close(t.conns[oldest], trace.CloseUnseen); err != nil {
		return err
	}
	delete(t.conns, oldest)
	if t.first > len(t.order)/2 {
		t.order = slices.Delete(t.order, 0, t.first)
		t.first = 0
	}
	return nil
}

// add makes a new connection, the last one with its key. like is one between
// the same ends, nil if there is none.
func (t *Table) add(k key, like *Conn, swapped bool, s *Segment) *Conn {
	c := &Conn{First: Place{s.Frame, s.Time}, Tag: s.Tag, client: -1}
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
	t.conns[k] = c
	return c
}

// enliven gives a connection what it needs to carry bytes. s is of side.
func (t *Table) enliven(c *Conn, side int, s *Segment) error {
	if err := t.liveRoom(&t.passing); err != nil {
		return err
	}
	l := &live{conn: c, list: &t.passing}
	l.ends[side], l.ends[1-side] = s.Src, s.Dst
	l.element = l.list.PushBack(l)
	c.live = l
	for i := range l.half {
		l.half[i].fin, l.half[i].acked = -1, -1
		c.exactStart(i)
	}
	l.handler = t.open(c)
	return nil
}

// liveRoom closes the oldest connections of a list that is full.
func (t *Table) liveRoom(l *list.List) error {
	for l.Len() >= t.maxLive {
		if err := t.close(l.Front().Value.(*live).conn, trace.CloseUnseen); err != nil {
			return err
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
	if err := t.liveRoom(&t.kept); err != nil {
		return err
	}
	t.passing.Remove(c.live.element)
	c.live.list = &t.kept
	c.live.element = t.kept.PushBack(c.live)
	return nil
}

// Ignore drops all that is kept of a connection but its number. Its Handler is
// not called again.
func (t *Table) Ignore(c *Conn) {
	c.done = true
	if c.live == nil {
		return
	}
	for i := range c.live.half {
		h := &c.live.half[i]
		t.heldTotal -= h.heldBytes
		h.seen.release(t)
	}
	c.live.list.Remove(c.live.element)
	c.live = nil
}

// Flush ends all connections, in the order of their numbers: the input has
// come to its end.
func (t *Table) Flush() error {
	var rest []*Conn
	for _, l := range []*list.List{&t.passing, &t.kept} {
		for e := l.Front(); e != nil; e = e.Next() {
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
