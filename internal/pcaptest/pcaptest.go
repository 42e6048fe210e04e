// Package pcaptest builds packet captures packet by packet, for tests and for bench. The program does not import it.
//
// In: connections and their data. Out: the bytes of a pcap or pcapng file. They are the same on every machine and have
// correct checksums, so that tshark reports nothing.
//
//	b := pcaptest.New()
//	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
//	c.IVR(`<?xml version="1.0"?>...`)
//	c.Server(`<?xml version="1.0"?>...`)
//	c.Close()
//	os.WriteFile("login.pcap", b.Pcap(), 0o644)
//
// A packet takes a millisecond. A test creates faults afterwards (Drop, Swap, Duplicate, Cut), or with Conn.Segment.
// Wrong use of the package panics.
//
// Files, from the entry point down: traffic.go, tunnel.go, file.go, conn.go,
// pcaptest.go, wire.go, frame.go.
package pcaptest

import (
	"net/netip"
	"slices"
	"time"
)

// Packet is one captured packet.
type Packet struct {
	Time time.Time
	Link Link
	Data []byte
	// Length is the length on the wire, more than len(Data) if a snapshot length cut
	// the packet.
	Length int
}

// Builder collects packets. Its fields may be changed at any time and apply to later packets.
type Builder struct {
	Link Link // Ethernet by default
	// Header returns the header of a link type that the package does not support.
	Header func(etherType uint16) []byte
	VLAN   []uint16 // tags of Ethernet packets, outermost first
	// Around are the layers between the link and the packets, innermost first.
	Around []Wrapper
	// HopByHop puts a hop-by-hop extension header into IPv6 packets.
	HopByHop bool
	// MSS is the maximum segment size of new connections.
	MSS int
	// Now is the time of the next packet, Step the time between two packets.
	Now  time.Time
	Step time.Duration

	Packets []Packet

	conns int
	ipID  uint16
}

// New returns a Builder at 09:00 UTC on 1 March 2024, Ethernet, 1 ms a packet.
func New() *Builder {
	return &Builder{
		Link: Ethernet,
		MSS:  1460,
		Now:  time.Date(2024, time.March, 1, 9, 0, 0, 0, time.UTC),
		Step: time.Millisecond,
	}
}

// Sleep advances the time.
func (b *Builder) Sleep(d time.Duration) { b.Now = b.Now.Add(d) }

// Frame returns the frame number of the last packet, as Wireshark counts.
func (b *Builder) Frame() int { return len(b.Packets) }

// Add appends one packet in its form on the link and returns its frame number.
func (b *Builder) Add(data []byte) int {
	b.Packets = append(b.Packets, Packet{Time: b.Now, Link: b.Link, Data: data, Length: len(data)})
	b.Now = b.Now.Add(b.Step)
	return len(b.Packets)
}

// UDP appends a UDP packet.
func (b *Builder) UDP(from, to string, payload []byte) int {
	src, dst := netip.MustParseAddrPort(from), netip.MustParseAddrPort(to)
	return b.Add(b.wrap(src.Addr(), dst.Addr(), 17, udp(src, dst, payload)))
}

// Drop removes frames. Numbers refer to the capture before the call.
func (b *Builder) Drop(frames ...int) {
	slices.Sort(frames)
	for _, frame := range slices.Backward(slices.Compact(frames)) {
		b.Packets = slices.Delete(b.Packets, frame-1, frame)
	}
}

// Swap exchanges the contents of two frames. Their times stay in order.
func (b *Builder) Swap(i, j int) {
	p, q := &b.Packets[i-1], &b.Packets[j-1]
	*p, *q = *q, *p
	p.Time, q.Time = q.Time, p.Time
}

// Move moves the packet at frame from to frame to. The times stay in order.
func (b *Builder) Move(from, to int) {
	for ; from < to; from++ {
		b.Swap(from, from+1)
	}
	for ; from > to; from-- {
		b.Swap(from, from-1)
	}
}

// Duplicate appends a copy of a frame, like a retransmission at the current time.
func (b *Builder) Duplicate(frame int) int {
	p := b.Packets[frame-1]
	p.Data, p.Time = slices.Clone(p.Data), b.Now
	b.Now = b.Now.Add(b.Step)
	b.Packets = append(b.Packets, p)
	return len(b.Packets)
}

// Cut keeps only the first snaplen bytes of a frame, like a snapshot length.
func (b *Builder) Cut(frame, snaplen int) {
	p := &b.Packets[frame-1]
	if snaplen < len(p.Data) {
		p.Data = p.Data[:snaplen]
	}
}

// wrap adds IP, the layers around it, and the link header to a transport payload.
func (b *Builder) wrap(src, dst netip.Addr, protocol byte, payload []byte) []byte {
	var ip []byte
	etherType := uint16(etherIPv4)
	if src.Is4() {
		b.ipID++
		ip = ipv4(src, dst, protocol, b.ipID, payload)
	} else {
		etherType = etherIPv6
		ip = ipv6(src, dst, protocol, b.HopByHop, payload)
	}
	for _, around := range b.Around {
		etherType, ip = around(etherType, ip)
	}
	if b.Header != nil {
		return append(b.Header(etherType), ip...)
	}
	return append(linkHeader(b.Link, b.VLAN, etherType), ip...)
}
