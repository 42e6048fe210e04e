// Divides a connection into messages.

package rewrite

import (
	"cmp"
	"fmt"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// Collector collects the connections with one stream number while a capture is read. Its Tap
// belongs in the options, and Unit must get all units.
type Collector struct {
	Tap    *capture.Tap
	parts  []*collected
	conns  map[*trace.Conn][]extent
	ends   map[*trace.Conn]*trace.Unit
	files  []numbered
	others [2][]control // packets without bytes, by datagram
	size   int
}

// collected are the bytes of one connection.
type collected struct {
	of     any
	conn   func() *trace.Conn
	chunks []chunk
}

// NewCollector returns a Collector of the connections with a stream number.
func NewCollector(stream int) *Collector {
	c := &Collector{conns: map[*trace.Conn][]extent{}, ends: map[*trace.Conn]*trace.Unit{}}
	c.Tap = &capture.Tap{Stream: stream, Packet: c.packet, Bytes: c.bytes}
	return c
}

func noBytes(any, func() *trace.Conn, int, *trace.Chunk) {}

func (c *Collector) packet(p *capture.TappedPacket) {
	if n := len(c.files); n == 0 || c.files[n-1].file != p.File {
		c.files = append(c.files, numbered{p.File, p.Number - p.Frame})
	}
	s := p.Segment
	if p.Datagram || len(s.Payload) > 0 && s.Flags&(tcp.SYN|tcp.FIN|tcp.RST) == 0 {
		return
	}
	src, _ := s.Ends()
	c.others[0] = append(c.others[0], control{src, p.Number, s.Time, s.Flags&tcp.SYN > 0, s.Flags&tcp.FIN > 0, s.Flags&tcp.RST > 0})
	c.size += 64
}

func (c *Collector) bytes(of any, conn func() *trace.Conn, side int, b *trace.Chunk) {
	i := slices.IndexFunc(c.parts, func(p *collected) bool { return p.of == of })
	if i < 0 {
		i = len(c.parts)
		c.parts = append(c.parts, &collected{of: of, conn: conn})
	}
	if c.size += len(b.Bytes) + 64; c.size > maxConversation {
		return
	}
	p := c.parts[i]
	p.chunks = append(p.chunks, chunk{side, b.Offset, slices.Clone(b.Bytes), b.Carrier, b.Time, b.Acked})
}

// Unit processes a unit.
func (c *Collector) Unit(u *trace.Unit) error {
	if u.Conn == nil || u.Conn.Stream != c.Tap.Stream {
		return nil
	}
	switch u.Kind {
	case trace.End:
		own := *u
		c.ends[u.Conn] = &own
	case trace.Document, trace.Frame:
		e := extent{u.Side, u.StreamStart, u.StreamEnd, Place{u.Pos.File, u.Pos.Frame}}
		if list := c.conns[u.Conn]; u.Follows && len(list) > 0 && list[len(list)-1].side == u.Side {
			e.start = min(e.start, list[len(list)-1].start) // they share a header
		}
		c.conns[u.Conn] = append(c.conns[u.Conn], e)
		c.size += 64
	}
	return nil
}

// Conversation returns the connection with a message, or its end, at a place.
func (c *Collector) Conversation(at Place) (*Conversation, error) {
	if c.size > maxConversation {
		return nil, fmt.Errorf("the connection has more than %d MiB", maxConversation>>20)
	}
	for _, p := range c.parts {
		conn := p.conn()
		end := c.ends[conn]
		if conn == nil || end == nil {
			continue
		}
		is := slices.ContainsFunc(c.conns[conn], func(e extent) bool { return e.at == at })
		if is || end.Pos.File == at.File && end.Pos.Frame == at.Frame || len(c.parts) == 1 {
			return c.conversation(p.chunks, conn, end), nil
		}
	}
	return nil, fmt.Errorf("no connection has a message at frame %d", at.Frame)
}

// conversation divides a connection into messages.
func (c *Collector) conversation(chunks []chunk, conn *trace.Conn, end *trace.Unit) *Conversation {
	out := &Conversation{conn: conn, chunks: chunks, present: end.Present, files: c.files}
	out.datagrams = end.Present == [2]bool{} && !conn.StartSeen && len(c.others[0]) == 0
	for _, o := range c.others[0] {
		if side := slices.Index(conn.Ends[:], o.from); side >= 0 {
			out.controls[side] = append(out.controls[side], o)
		}
	}
	if conn.StartSeen {
		out.add(message{kind: opening})
	}
	for side := range 2 {
		out.divide(side, c.conns[conn])
	}
	out.byTime()
	switch end.Closing {
	case trace.CloseOrderly:
		out.add(message{kind: orderly})
	case trace.CloseReset:
		out.add(message{kind: reset})
	default:
		if !out.datagrams {
			out.last = trace.InstantOf(end.Pos.Time.Time)
			out.add(message{kind: clock})
		}
	}
	return out
}

// divide divides the stream of a side.
func (c *Conversation) divide(side int, extents []extent) {
	var own []extent
	for _, e := range extents {
		if e.side == side && e.end > e.start {
			own = append(own, e)
		}
	}
	slices.SortStableFunc(own, func(a, b extent) int { return cmp.Compare(a.start, b.start) })
	at := int64(0) // everything before is divided
	fill := func(to int64, k kind) {
		if to > at {
			c.add(message{kind: k, side: side, start: at, end: to})
			at = to
		}
	}
	for _, e := range own {
		if e.start < at { // it shares bytes with the previous one
			if last := &c.messages[len(c.messages)-1]; last.side == side && last.kind == data {
				last.end, at = max(last.end, e.end), max(at, e.end)
			}
			continue
		}
		fill(e.start, data)
		fill(e.end, data)
		c.messages[len(c.messages)-1].place = e.at
	}
	total := int64(0)
	for _, k := range c.chunks {
		if k.side == side {
			total = max(total, k.start+int64(len(k.bytes)))
		}
	}
	fill(total, data)
	c.holes(side)
}

// holes makes messages of the missing bytes of a side.
func (c *Conversation) holes(side int) {
	var missing []message
	at := int64(0)
	for _, k := range c.chunks {
		if k.side != side {
			continue
		}
		if k.start > at {
			missing = append(missing, message{kind: hole, side: side, start: at, end: k.start})
		}
		at = max(at, k.start+int64(len(k.bytes)))
	}
	for _, h := range missing {
		var parts []message
		for _, m := range c.messages {
			if m.kind != data || m.side != side || m.end <= h.start || m.start >= h.end {
				parts = append(parts, m)
				continue
			}
			if before := m; before.start < h.start {
				before.end = h.start
				parts = append(parts, before)
			}
			if after := m; after.end > h.end {
				after.start = h.end
				parts = append(parts, after)
			}
		}
		c.messages = append(parts, h)
	}
}

// byTime sorts the messages by their ends in the capture.
func (c *Conversation) byTime() {
	var starts [2][]int64 // of chunks, in the order of the stream
	var numbers [2][]int
	for n, k := range c.chunks {
		starts[k.side], numbers[k.side] = append(starts[k.side], k.start), append(numbers[k.side], n+1)
	}
	for i := range c.messages {
		if m := &c.messages[i]; m.kind == data || m.kind == hole {
			if last, _ := slices.BinarySearch(starts[m.side], m.end); last > 0 {
				m.order = numbers[m.side][last-1]
			}
		}
	}
	slices.SortStableFunc(c.messages, func(a, b message) int { return cmp.Compare(a.order, b.order) })
}
