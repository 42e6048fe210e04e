package pcaptest

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
)

// Traffic says how a capture of many connections is made, and what happens to
// its packets on their way into the file. The shares are of data segments;
// those that come twice, late or overlapping another are none the worse for
// it, those that are lost are not in the capture though the peer had them.
type Traffic struct {
	Seed                                     uint64
	Connections                              int
	Messages                                 int // of each side of a connection, about
	Duplicated, Reordered, Overlapping, Lost float64
	HandshakesToo                            bool    // reordering moves SYN, ACK and FIN as well
	AbortedShare                             float64 // of connections: they end with a RST
}

// Sent is a GLI frame that one side of a connection sent.
type Sent struct {
	Client netip.AddrPort
	Side   int
	Frame  []byte
	// Whole tells that the capture holds all of its bytes.
	Whole bool

	from, to int // in the stream of its side
}

// shipped is a packet and what part of which stream it carries.
type shipped struct {
	Packet
	conn, side, from, to int
}

// Make gives the capture, and all that was sent, connection by connection and
// side by side in the order of sending. Ports tell the connections apart.
func (t Traffic) Make() (*Builder, []Sent) {
	random := rand.New(rand.NewPCG(t.Seed, 1))
	b := New()
	conns := make([]*traveller, t.Connections)
	for i := range conns {
		conns[i] = &traveller{b: b, random: random, t: &t, number: i, left: 2 * t.Messages,
			client: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), uint16(20000+i))}
	}
	var packets []shipped
	for open := slices.Clone(conns); len(open) > 0; {
		i := random.IntN(len(open))
		packets = append(packets, open[i].act()...)
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
			there := make([]bool, len(c.streams[side]))
			for _, p := range packets {
				if p.conn == c.number && p.side == side {
					for i := p.from; i < p.to; i++ {
						there[i] = true
					}
				}
			}
			for _, s := range c.sent[side] {
				s.Whole = !slices.Contains(there[s.from:s.to], false)
				sent = append(sent, s)
			}
		}
	}
	return b, sent
}

// ship does to the packets what the way into the file does.
func (t Traffic) ship(random *rand.Rand, packets []shipped) []shipped {
	data := func(p shipped) bool { return p.from < p.to }
	var out []shipped
	late := map[int][]shipped{} // by the index in out behind which they come
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

// traveller is a connection while its traffic is made.
type traveller struct {
	b       *Builder
	random  *rand.Rand
	t       *Traffic
	number  int
	client  netip.AddrPort
	conn    *Conn
	left    int // what it still sends, -1: it is closed
	streams [2][]byte
	sent    [2][]Sent
	calls   int
}

// act does what comes next and gives its packets.
func (v *traveller) act() (out []shipped) {
	first := len(v.b.Packets)
	at := map[int][3]int{} // side, from, to of the packets with data
	switch {
	case v.conn == nil:
		v.conn = v.b.Connect(v.client.String(), "10.1.0.1:7009")
	case v.left == 0:
		if v.random.Float64() < v.t.AbortedShare {
			v.conn.Reset(v.random.IntN(2))
		} else {
			v.conn.Close()
		}
		v.left = -1
	default:
		v.left--
		v.send(v.random.IntN(2), at)
	}
	for i := first; i < len(v.b.Packets); i++ {
		p := shipped{Packet: v.b.Packets[i], conn: v.number}
		if part, ok := at[i]; ok {
			p.side, p.from, p.to = part[0], part[1], part[2]
		}
		out = append(out, p)
	}
	return out
}

// send sends one or a few frames in segments of many sizes and notes in at
// which packet carries what.
func (v *traveller) send(side int, at map[int][3]int) {
	begin := len(v.streams[side])
	for range 1 + v.random.IntN(3) {
		from := len(v.streams[side])
		frame := v.frame()
		v.streams[side] = append(v.streams[side], frame...)
		v.sent[side] = append(v.sent[side], Sent{Client: v.client, Side: side, Frame: frame, from: from, to: len(v.streams[side])})
	}
	stream, base := v.streams[side], v.conn.Seq[side]
	for from := begin; from < len(stream); {
		to := min(len(stream), from+1+v.random.IntN(v.conn.MSS))
		start := from
		if v.random.Float64() < v.t.Overlapping {
			start = max(0, from-1-v.random.IntN(200))
		}
		at[len(v.b.Packets)] = [3]int{side, start, to}
		v.conn.Segment(side, Segment{Seq: base + uint32(start-begin), Flags: ACK | PSH, Payload: slices.Clone(stream[start:to])})
		from = to
		if v.random.IntN(3) == 0 {
			v.conn.Seq[side] = base + uint32(from-begin)
			v.conn.Ack(1 - side)
		}
	}
	v.conn.Seq[side] = base + uint32(len(stream)-begin)
	v.conn.Ack(1 - side)
}

// frame makes a frame: now and then a keep-alive, else a message of some size
// that no other is equal to.
func (v *traveller) frame() []byte {
	v.calls++
	switch v.random.IntN(20) {
	case 0:
		return Frame(KeepAliveRequest, nil)
	case 1:
		return Frame(KeepAliveAck, nil)
	}
	return XML(fmt.Sprintf(`<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`+
		`<GctiMsg><CallId>%d-%d</CallId><NewCall CalledNum="%s"/></GctiMsg>`, v.number, v.calls,
		strings.Repeat("7", v.random.IntN(1+v.random.IntN(6000)))))
}
