// Package pcaptest builds packet captures packet by packet, for tests and for
// the generator of testdata; nothing else may import it.
//
// Connections and what they say go in, the bytes of a pcap or pcapng file
// come out: the same on every machine, with right checksums, so that tshark
// has nothing to complain of.
//
//	b := pcaptest.New()
//	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
//	c.IVR(`<?xml version="1.0"?>...`)
//	c.Server(`<?xml version="1.0"?>...`)
//	c.Close()
//	os.WriteFile("login.pcap", b.Pcap(), 0o644)
//
// Every packet takes a millisecond. What a test wants to be wrong it does by
// hand afterwards (Drop, Swap, Duplicate, Cut) or with Conn.Segment.
//
// Mistakes in the use of the package panic: only tests see them.
package pcaptest

import (
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// Link is a link type as libpcap numbers it.
type Link uint32

const (
	Null     Link = 0 // BSD loopback, host byte order (little-endian here)
	Ethernet Link = 1
	PPP      Link = 9
	RawDLT   Link = 12 // raw IP as some systems number it
	RawBSD   Link = 14
	PPPHDLC  Link = 50 // PPP in HDLC-like framing
	Raw      Link = 101
	CHDLC    Link = 104 // Cisco's HDLC
	Loop     Link = 108 // OpenBSD loopback, network byte order
	SLL      Link = 113
	IPv4     Link = 228
	IPv6     Link = 229
	SLL2     Link = 276
)

// Packet is one captured packet.
type Packet struct {
	Time time.Time
	Link Link
	Data []byte
	// Length is the length on the wire; more than len(Data) if the snapshot
	// length cut it.
	Length int
}

// Builder collects packets. Its fields may be set at any time and hold for
// the packets made from then on.
type Builder struct {
	Link Link     // how packets are wrapped; Ethernet at first
	VLAN []uint16 // tags of Ethernet packets, outermost first
	// Around is what lies between the link and the packets, innermost first.
	Around []Wrapper
	// HopByHop puts a hop-by-hop extension header into IPv6 packets.
	HopByHop bool
	// MSS is the longest payload of one segment for new connections.
	MSS int
	// Now is the time of the next packet, Step what a packet takes.
	Now  time.Time
	Step time.Duration

	Packets []Packet

	conns int
	ipID  uint16
}

// New gives a Builder at 09:00 UTC on 1 March 2024, Ethernet, 1 ms a packet.
func New() *Builder {
	return &Builder{
		Link: Ethernet,
		MSS:  1460,
		Now:  time.Date(2024, time.March, 1, 9, 0, 0, 0, time.UTC),
		Step: time.Millisecond,
	}
}

// Sleep lets time pass.
func (b *Builder) Sleep(d time.Duration) { b.Now = b.Now.Add(d) }

// Frame gives the number, as Wireshark counts, of the packet made last.
func (b *Builder) Frame() int { return len(b.Packets) }

// Add appends one packet as it is on the link and gives its frame number.
func (b *Builder) Add(data []byte) int {
	b.Packets = append(b.Packets, Packet{Time: b.Now, Link: b.Link, Data: data, Length: len(data)})
	b.Now = b.Now.Add(b.Step)
	return len(b.Packets)
}

// UDP appends a packet that is no TCP.
func (b *Builder) UDP(from, to string, payload []byte) int {
	src, dst := netip.MustParseAddrPort(from), netip.MustParseAddrPort(to)
	return b.Add(b.wrap(src.Addr(), dst.Addr(), 17, udp(src, dst, payload)))
}

// Drop removes frames, numbered as they are before the call.
func (b *Builder) Drop(frames ...int) {
	slices.Sort(frames)
	for _, frame := range slices.Backward(slices.Compact(frames)) {
		b.Packets = slices.Delete(b.Packets, frame-1, frame)
	}
}

// Swap exchanges the contents of two frames; their times stay in order.
func (b *Builder) Swap(i, j int) {
	p, q := &b.Packets[i-1], &b.Packets[j-1]
	*p, *q = *q, *p
	p.Time, q.Time = q.Time, p.Time
}

// Move takes the packet at frame from and puts it at frame to; the packets
// between close up, and the times stay in order.
func (b *Builder) Move(from, to int) {
	for ; from < to; from++ {
		b.Swap(from, from+1)
	}
	for ; from > to; from-- {
		b.Swap(from, from-1)
	}
}

// Duplicate appends a copy of a frame, as a retransmission seen now.
func (b *Builder) Duplicate(frame int) int {
	p := b.Packets[frame-1]
	p.Data, p.Time = slices.Clone(p.Data), b.Now
	b.Now = b.Now.Add(b.Step)
	b.Packets = append(b.Packets, p)
	return len(b.Packets)
}

// Cut keeps only the first snaplen bytes of a frame, as a snapshot length
// does.
func (b *Builder) Cut(frame, snaplen int) {
	p := &b.Packets[frame-1]
	if snaplen < len(p.Data) {
		p.Data = p.Data[:snaplen]
	}
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

// Midway gives a connection that is open already: its start is not in the
// capture.
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
