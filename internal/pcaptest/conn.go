package pcaptest

import (
	"fmt"
	"net/netip"
)

// Sides of a connection: indexes of Conn.Ends and Conn.Seq.
const (
	Client = 0
	Server = 1
)

// Conn is one TCP connection under construction.
type Conn struct {
	Ends [2]netip.AddrPort
	// Seq is the next sequence number of each side. The other side acknowledges up to it.
	Seq [2]uint32
	MSS int

	b *Builder
}

// Connect opens a connection with a handshake of three packets.
func (b *Builder) Connect(client, server string) *Conn {
	c := b.Midway(client, server)
	c.Seq[Client]--
	c.Seq[Server]--
	c.Segment(Client, Segment{Flags: SYN})
	c.Seq[Client]++
	c.Segment(Server, Segment{Flags: SYN | ACK})
	c.Seq[Server]++
	c.Ack(Client)
	return c
}

// Midway returns a connection whose start is not in the capture.
func (b *Builder) Midway(client, server string) *Conn {
	c := &Conn{b: b, MSS: b.MSS}
	c.Ends = [2]netip.AddrPort{netip.MustParseAddrPort(client), netip.MustParseAddrPort(server)}
	if c.Ends[0].Addr().Is4() != c.Ends[1].Addr().Is4() {
		panic(fmt.Sprintf("pcaptest: %s and %s are of different families", client, server))
	}
	b.conns++
	c.Seq = [2]uint32{1000001 + 100000*uint32(b.conns), 5000001 + 100000*uint32(b.conns)}
	return c
}

// Segment appends one segment. It does not advance Seq.
func (c *Conn) Segment(side int, s Segment) int {
	if s.Seq == 0 {
		s.Seq = c.Seq[side]
	}
	if s.Ack == 0 && s.Flags&ACK != 0 {
		s.Ack = c.Seq[1-side]
	}
	src, dst := c.Ends[side], c.Ends[1-side]
	return c.b.Add(c.b.wrap(src.Addr(), dst.Addr(), 6, tcp(src, dst, s)))
}

// Send sends data in segments of at most MSS bytes, which the peer does not
// acknowledge. It returns the number of the first frame.
func (c *Conn) Send(side int, data []byte) (frame int) {
	frame = c.b.Frame() + 1
	for len(data) > 0 {
		n, flags := min(c.MSS, len(data)), uint8(ACK)
		if n == len(data) {
			flags |= PSH
		}
		c.Segment(side, Segment{Flags: flags, Payload: data[:n]})
		c.Seq[side] += uint32(n)
		data = data[n:]
	}
	return frame
}

// Ack sends a segment without data that acknowledges everything from the other side.
func (c *Conn) Ack(side int) int { return c.Segment(side, Segment{Flags: ACK}) }

// Data sends data, which the peer acknowledges. It returns the number of the first frame.
func (c *Conn) Data(side int, data []byte) int {
	frame := c.Send(side, data)
	c.Ack(1 - side)
	return frame
}

// IVR sends a GLI frame for each body from the client, each acknowledged.
func (c *Conn) IVR(bodies ...string) *Conn { return c.frames(Client, bodies) }

// Server sends a GLI frame for each body from the server, each acknowledged.
func (c *Conn) Server(bodies ...string) *Conn { return c.frames(Server, bodies) }

func (c *Conn) frames(side int, bodies []string) *Conn {
	for _, body := range bodies {
		c.Data(side, XML(body))
	}
	return c
}

// KeepAlive sends a keep-alive request of the client and its acknowledgement.
func (c *Conn) KeepAlive() *Conn {
	c.Data(Client, Frame(KeepAliveRequest, nil))
	c.Data(Server, Frame(KeepAliveAck, nil))
	return c
}

// Lose sends n bytes of a side that the capture does not contain.
func (c *Conn) Lose(side, n int) { c.Seq[side] += uint32(n) }

// Fin closes one direction, which the other side acknowledges.
func (c *Conn) Fin(side int) {
	c.Segment(side, Segment{Flags: FIN | ACK})
	c.Seq[side]++
	c.Ack(1 - side)
}

// Close closes both directions, the client first.
func (c *Conn) Close() {
	c.Fin(Client)
	c.Fin(Server)
}

// Reset ends the connection with a RST from a side.
func (c *Conn) Reset(side int) int { return c.Segment(side, Segment{Flags: RST | ACK}) }
