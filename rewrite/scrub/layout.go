package scrub

// The headers of a packet, where it is cut, and its checksums.

import (
	"encoding/binary"
	"math/bits"

	"ivrcheck/capture/container"
	"ivrcheck/capture/packet"
)

var be = binary.BigEndian

// The layers that a layout knows.
var (
	layerEthernet = packet.Layer{Kind: packet.Link, Number: 1}
	layerSLL      = packet.Layer{Kind: packet.Link, Number: 113}
	layerIPv4     = packet.Layer{Kind: packet.EtherType, Number: 0x0800}
	layerIPv6     = packet.Layer{Kind: packet.EtherType, Number: 0x86dd}
	layerARP      = packet.Layer{Kind: packet.EtherType, Number: 0x0806}
	layerICMP     = packet.Layer{Kind: packet.IPProtocol, Number: 1}
	layerTCP      = packet.Layer{Kind: packet.IPProtocol, Number: 6}
	layerUDP      = packet.Layer{Kind: packet.IPProtocol, Number: 17}
)

// layout has the offsets of headers in the data of a packet.
type layout struct {
	headers []packet.Header
	// ip is the innermost IP header, -1 for none. end is the end of its packet.
	ip, end int
	v6      bool
	// transport is the header of TCP or UDP, -1 for none. protocol is its number.
	transport int
	protocol  byte
	// head is the end of the headers, where a packet of another connection is cut.
	head int
	// fragment: the IP packet is a fragment. first: it is the first one.
	fragment, first bool
}

func (l *layout) read(d *packet.Decoder, p *container.Packet) {
	*l = layout{headers: d.Headers(l.headers[:0], p.Link, p.Data, p.Wire), ip: -1, transport: -1, end: len(p.Data)}
	for i := range l.headers {
		h := &l.headers[i]
		b := p.Data[h.Offset:l.end]
		l.head = h.Offset
		switch h.Layer {
		case layerIPv4:
			if len(b) < 20 {
				return
			}
			l.ip, l.v6 = h.Offset, false
			if n := int(be.Uint16(b[2:])); n >= 20 {
				l.end = min(l.end, h.Offset+n)
			}
			l.head = min(l.end, h.Offset+int(b[0]&15)*4)
			part := be.Uint16(b[6:])
			l.fragment, l.first = part&0x3fff != 0, part&0x1fff == 0
			l.protocol = b[9]
		case layerIPv6:
			if len(b) < 40 {
				return
			}
			l.ip, l.v6 = h.Offset, true
			if n := int(be.Uint16(b[4:])); n > 0 {
				l.end = min(l.end, h.Offset+40+n)
			}
			l.head = min(l.end, h.Offset+40)
		case packet.FragmentOfIP:
			l.fragment = true
			if l.v6 && h.Offset >= l.ip+48 {
				part := be.Uint16(p.Data[h.Offset-6:])
				l.first, l.protocol = part&^7 == 0, p.Data[h.Offset-8]
			}
			if l.first {
				l.head = min(l.end, h.Offset+headerLength(l.protocol, b))
			}
		case layerTCP, layerUDP:
			l.protocol = byte(h.Number)
			if n := headerLength(l.protocol, b); n > 0 && n <= len(b) {
				l.transport, l.head = h.Offset, h.Offset+n
			} else {
				l.head = l.end
			}
		case layerARP, layerICMP:
			n := 28
			if h.Layer == layerICMP {
				n = 8
			}
			l.head = min(l.end, h.Offset+n)
		}
	}
	if l.transport >= 0 && l.headers[len(l.headers)-1].Offset > l.transport {
		// A tunnel that does not carry TCP.
		l.transport = -1
	}
}

// headerLength returns the length of the header of TCP or UDP that b begins with.
func headerLength(protocol byte, b []byte) int {
	switch {
	case protocol == 6 && len(b) > 12:
		return int(b[12]>>4) * 4
	case protocol == 17:
		return 8
	}
	return 0
}

// sum is a sum of 16-bit words in ones' complement (RFC 1071).
type sum uint64

// add adds bytes that begin at an odd or even offset of what is summed.
func (s sum) add(b []byte, odd bool) sum {
	var words, carry uint64 // 2^16 counts as 1, and so does 2^64
	for ; len(b) >= 32; b = b[32:] {
		words, carry = bits.Add64(words, be.Uint64(b), carry)
		words, carry = bits.Add64(words, be.Uint64(b[8:]), carry)
		words, carry = bits.Add64(words, be.Uint64(b[16:]), carry)
		words, carry = bits.Add64(words, be.Uint64(b[24:]), carry)
	}
	for ; len(b) >= 8; b = b[8:] {
		words, carry = bits.Add64(words, be.Uint64(b), carry)
	}
	t := sum(words>>32) + sum(words&0xffffffff) + sum(carry)
	for ; len(b) >= 2; b = b[2:] {
		t += sum(be.Uint16(b))
	}
	if len(b) > 0 {
		t += sum(b[0]) << 8
	}
	if odd {
		return s + sum(bits.ReverseBytes16(t.fold()))
	}
	return s + sum(t.fold())
}

func (s sum) fold() uint16 {
	for s > 0xffff {
		s = s&0xffff + s>>16
	}
	return uint16(s)
}

// checksum returns the checksum field for the sum.
func (s sum) checksum(protocol byte) uint16 {
	c := ^s.fold()
	if c == 0 && protocol == 17 {
		c = 0xffff
	}
	return c
}

// pseudo is the sum of the pseudo header of a segment or datagram with a length.
func pseudo(ip []byte, v6 bool, protocol byte, length int) sum {
	addresses := ip[12:20]
	if v6 {
		addresses = ip[8:40]
	}
	return sum(0).add(addresses, false) + sum(protocol) + sum(length>>16) + sum(length&0xffff)
}

// checksumAt returns the offset of the checksum in the header of TCP or UDP.
func checksumAt(protocol byte) int {
	if protocol == 17 {
		return 6
	}
	return 16
}

// wireLength is the length on the wire of what the innermost IP packet carries from an offset on.
func (l *layout) wireLength(data []byte, wire, from int) int {
	n := int(be.Uint16(data[l.ip+2:])) + l.ip
	if l.v6 {
		n = int(be.Uint16(data[l.ip+4:])) + 40 + l.ip
		if n == l.ip+40 {
			n = wire
		}
	} else if n == l.ip {
		n = wire
	}
	return n - from
}

// setIP sets the checksums of the IPv4 headers.
func (l *layout) setIP(data []byte) {
	for _, h := range l.headers {
		if h.Layer != layerIPv4 || len(data) < h.Offset+20 {
			continue
		}
		b := data[h.Offset:]
		n := int(b[0]&15) * 4
		if n < 20 || n > len(b) {
			continue
		}
		be.PutUint16(b[10:], 0)
		be.PutUint16(b[10:], sum(0).add(b[:n], false).checksum(0))
	}
}
