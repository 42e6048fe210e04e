// The packets that captures are full of, taken apart by hand: TCP in IP right
// behind one link header. They cost a tenth of what they do in gopacket's
// parser, which takes all others.

package capture

import (
	"encoding/binary"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

// The EtherTypes of IP.
const (
	etherTypeIPv4 = 0x0800
	etherTypeIPv6 = 0x86dd
)

// plain fills s from a packet that holds IP without options or extensions,
// whole, and in it a TCP segment. It is false, and s untouched, for any other.
//
// What it takes, decoder.layered would take with the same result; a test holds it.
func plain(link layers.LinkType, data []byte, s *tcp.Segment) bool {
	switch {
	case link == layers.LinkTypeEthernet && len(data) > 14:
		switch binary.BigEndian.Uint16(data[12:]) {
		case etherTypeIPv4:
			return plain4(data[14:], s)
		case etherTypeIPv6:
			return plain6(data[14:], s)
		}
	case link == layers.LinkTypeLinuxSLL && len(data) > 16:
		switch binary.BigEndian.Uint16(data[14:]) {
		case etherTypeIPv4:
			return plain4(data[16:], s)
		case etherTypeIPv6:
			return plain6(data[16:], s)
		}
	}
	return false
}

// plain4 is plain from the IPv4 header on (RFC 791, section 3.1).
func plain4(b []byte, s *tcp.Segment) bool {
	const header = 20
	if len(b) < header+tcpHeader || b[0] != 4<<4|header/4 || b[9] != byte(layers.IPProtocolTCP) || binary.BigEndian.Uint16(b[6:])&^0x4000 != 0 {
		return false
	}
	length := int(binary.BigEndian.Uint16(b[2:]))
	if length < header || length > len(b) || !plainTCP(b[header:length], s) {
		return false
	}
	s.Flow = tcp.Flow4((*[8]byte)(b[12:]), (*[4]byte)(b[header:]))
	return true
}

// plain6 is plain from the IPv6 header on (RFC 8200, section 3).
func plain6(b []byte, s *tcp.Segment) bool {
	const header = 40
	if len(b) < header+tcpHeader || b[0]>>4 != 6 || b[6] != byte(layers.IPProtocolTCP) {
		return false
	}
	length := header + int(binary.BigEndian.Uint16(b[4:]))
	if length == header || length > len(b) || !plainTCP(b[header:length], s) {
		return false
	}
	s.Flow = tcp.Flow6((*[32]byte)(b[8:]), (*[4]byte)(b[header:]))
	return true
}

// tcpHeader is the length of a TCP header without options.
const tcpHeader = 20

// plainTCP takes the TCP header that b begins with, but for the ports.
func plainTCP(b []byte, s *tcp.Segment) bool {
	if len(b) < tcpHeader {
		return false
	}
	header := int(b[12]>>4) * 4
	if header < tcpHeader || header > len(b) {
		return false
	}
	s.Seq, s.Ack, s.Flags = binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:]), tcp.Flags(b[13])
	s.Payload, s.Cut = b[header:], 0
	return true
}
