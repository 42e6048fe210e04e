package pcaptest

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
)

// Traffic describes a capture of many connections, and the changes to its packets on the way into the file. The shares
// refer to data segments. A lost segment is missing in the capture, although the peer received it.
type Traffic struct {
	Seed                                     uint64
	Connections                              int
	Messages                                 int // of each side of a connection, on average
	Duplicated, Reordered, Overlapping, Lost float64
	HandshakesToo                            bool    // reordering moves SYN, ACK and FIN as well
	AbortedShare                             float64 // of connections: they end with a RST
}

// Sent is a GLI frame that one side of a connection sent.
type Sent struct {
	Client netip.AddrPort
	Side   int
	Frame  []byte
	// Whole is set if the capture contains all of its bytes.
	Whole bool

	from, to int // positions in the stream of its side
}

// shipped is a packet with the part of a stream that it carries.
type shipped struct {
	Packet
	conn, side, from, to int
}

// Make returns the capture, and the sent frames, by connection and side in the order of sending. Each connection has
// its own port.
func (t Traffic) Make() (*Builder, []Sent) {
	random := rand.New(rand.NewPCG(t.Seed, 1))
	b := New()
	conns := make([]*speaker, t.Connections)
	for i := range conns {
		conns[i] = &speaker{b: b, random: random, t: &t, number: i, left: 2 * t.Messages,
			client: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), uint16(20000+i))}
	}
	var packets []shipped
	for open := slices.Clone(conns); len(open) > 0; {
		i := random.IntN(len(open))
		packets = append(packets, open[i].next()...)
		if open[i].left < 0 {
			open = slices.Delete(open, i, i+1)
		}
	}
	packets = t.ship(random, packets)

	b.Packets = b.Packets[:0]
	now := New().Now
	for _, p := range packets {
		p.Time, now = now, now.Add(b.Step)
		b.Packets = append(b.Packets, p.Packet)
	}
	var sent []Sent
	for _, c := range conns {
		for side := range c.sent {
			captured := make([]bool, len(c.streams[side]))
			for _, p := range packets {
				if p.conn == c.number && p.side == side {
					for i := p.from; i < p.to; i++ {
						captured[i] = true
					}
				}
			}
			for _, s := range c.sent[side] {
				s.Whole = !slices.Contains(captured[s.from:s.to], false)
				sent = append(sent, s)
			}
		}
	}
	return b, sent
}

// ship loses, delays and duplicates packets.
func (t Traffic) ship(random *rand.Rand, packets []shipped) []shipped {
	data := func(p shipped) bool { return p.from < p.to }
	var out []shipped
	late := map[int][]shipped{} // by the index in packets after which they arrive
	for i, p := range packets {
		switch {
		case data(p) && random.Float64() < t.Lost:
		case (data(p) || t.HandshakesToo) && random.Float64() < t.Reordered:
			at := i + 1 + random.IntN(8)
			late[at] = append(late[at], p)
		default:
			out = append(out, p)
		}
		if data(p) && random.Float64() < t.Duplicated {
			at := i + 1 + random.IntN(20)
			late[at] = append(late[at], p)
		}
		out = append(out, late[i]...)
		delete(late, i)
	}
	for i := len(packets); len(late) > 0; i++ {
		out = append(out, late[i]...)
		delete(late, i)
	}
	return out
}

// speaker is a connection while its traffic is generated.
type speaker struct {
	b       *Builder
	random  *rand.Rand
	t       *Traffic
	number  int
	client  netip.AddrPort
	conn    *Conn
	left    int // messages to send, -1 if it is closed
	streams [2][]byte
	sent    [2][]Sent
	calls   int
}

// next performs the next action and returns its packets.
func (c *speaker) next() (out []shipped) {
	first := len(c.b.Packets)
	at := map[int][3]int{} // side, from, to of the packets with data
	switch {
	case c.conn == nil:
		c.conn = c.b.Connect(c.client.String(), "10.1.0.1:7009")
	case c.left == 0:
		if c.random.Float64() < c.t.AbortedShare {
			c.conn.Reset(c.random.IntN(2))
		} else {
			c.conn.Close()
		}
		c.left = -1
	default:
		c.left--
		c.send(c.random.IntN(2), at)
	}
	for i := first; i < len(c.b.Packets); i++ {
		p := shipped{Packet: c.b.Packets[i], conn: c.number}
		if part, ok := at[i]; ok {
			p.side, p.from, p.to = part[0], part[1], part[2]
		}
		out = append(out, p)
	}
	return out
}

// send sends one or more frames in segments of many sizes. It adds to at the part of the stream that each packet
// carries.
func (c *speaker) send(side int, at map[int][3]int) {
	begin := len(c.streams[side])
	for range 1 + c.random.IntN(3) {
		from := len(c.streams[side])
		frame := c.frame()
		c.streams[side] = append(c.streams[side], frame...)
		c.sent[side] = append(c.sent[side], Sent{Client: c.client, Side: side, Frame: frame, from: from, to: len(c.streams[side])})
	}
	stream, base := c.streams[side], c.conn.Seq[side]
	for from := begin; from < len(stream); {
		to := min(len(stream), from+1+c.random.IntN(c.conn.MSS))
		start := from
		if c.random.Float64() < c.t.Overlapping {
			start = max(0, from-1-c.random.IntN(200))
		}
		at[len(c.b.Packets)] = [3]int{side, start, to}
		c.conn.Segment(side, Segment{Seq: base + uint32(start-begin), Flags: ACK | PSH, Payload: slices.Clone(stream[start:to])})
		from = to
		if c.random.IntN(3) == 0 {
			c.conn.Seq[side] = base + uint32(from-begin)
			c.conn.Ack(1 - side)
		}
	}
	c.conn.Seq[side] = base + uint32(len(stream)-begin)
	c.conn.Ack(1 - side)
}

// frame makes a frame: occasionally a keep-alive, otherwise a unique message of a random size.
func (c *speaker) frame() []byte {
	c.calls++
	switch c.random.IntN(20) {
	case 0:
		return Frame(KeepAliveRequest, nil)
	case 1:
		return Frame(KeepAliveAck, nil)
	}
	return XML(fmt.Sprintf(`<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`+
		`<GctiMsg><CallId>%d-%d</CallId><NewCall CalledNum="%s"/></GctiMsg>`, c.number, c.calls,
		strings.Repeat("7", c.random.IntN(1+c.random.IntN(6000)))))
}
