package pcaptest

import "net/netip"

// Sides of a connection: indexes of Conn.Ends and Conn.Seq.
const (
	Client = 0
	Server = 1
)

// TCP flags.
const (
	FIN = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// Segment is a TCP segment made by hand. Zero Seq and Ack mean: what is next.
type Segment struct {
	Seq, Ack uint32
	Flags    uint8
	Payload  []byte
}

// Conn is one TCP connection under construction.
type Conn struct {
	Ends [2]netip.AddrPort
	// Seq is the sequence number that each side sends next; the other side
	// acknowledges up to it.
	Seq [2]uint32
	MSS int

	b *Builder
}

// Segment appends one segment as told. Seq is not moved on.
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
// acknowledge. It gives the number of the first frame.
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

// Ack sends a segment without data that acknowledges all the other side sent.
func (c *Conn) Ack(side int) int { return c.Segment(side, Segment{Flags: ACK}) }

// Data sends data and lets the peer acknowledge it. It gives the number of
// the first frame.
func (c *Conn) Data(side int, data []byte) int {
	frame := c.Send(side, data)
	c.Ack(1 - side)
	return frame
}

// IVR lets the client send a GLI frame for each body, each acknowledged.
func (c *Conn) IVR(bodies ...string) *Conn { return c.frames(Client, bodies) }

// Server lets the server send a GLI frame for each body, each acknowledged.
func (c *Conn) Server(bodies ...string) *Conn { return c.frames(Server, bodies) }

func (c *Conn) frames(side int, bodies []string) *Conn {
	for _, body := range bodies {
		c.Data(side, XML(body))
	}
	return c
}

// KeepAlive lets the client ask and the server answer.
func (c *Conn) KeepAlive() *Conn {
	c.Data(Client, Frame(KeepAliveRequest, nil))
	c.Data(Server, Frame(KeepAliveAck, nil))
	return c
}

// Lose lets a side send n bytes that the capture does not hold.
func (c *Conn) Lose(side, n int) { c.Seq[side] += uint32(n) }

// Fin ends one direction; the other side acknowledges.
func (c *Conn) Fin(side int) {
	c.Segment(side, Segment{Flags: FIN | ACK})
	c.Seq[side]++
	c.Ack(1 - side)
}

// Close ends the connection in order, the client first.
func (c *Conn) Close() {
	c.Fin(Client)
	c.Fin(Server)
}

// Reset ends the connection with a RST of the given side.
func (c *Conn) Reset(side int) int { return c.Segment(side, Segment{Flags: RST | ACK}) }
