// The fast path: TCP in IP directly after one link header, decoded in place. It costs a tenth of
// gopacket's parser. Decoder.layered decodes all other packets.

package packet

import (
	"encoding/binary"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
	"ivrcheck/internal/cachectl"
)

// fastPath can be switched off in tests.
var fastPath = cachectl.New("capture/packet")

// plain fills s from a packet with complete, unfragmented IP without options
// or extensions and a TCP segment in it. For any other packet it returns false
// and leaves s unchanged.
//
// Decoder.layered returns the same result for these packets; a test compares them.
func plain(link layers.LinkType, data []byte, s *tcp.Segment) bool {
	switch {
	case link == layers.LinkTypeEthernet && len(data) > 14:
		return plainIP(layers.EthernetType(binary.BigEndian.Uint16(data[12:])), data[14:], s)
	case link == layers.LinkTypeLinuxSLL && len(data) > 16:
		return plainIP(layers.EthernetType(binary.BigEndian.Uint16(data[14:])), data[16:], s)
	}
	return false
}

func plainIP(version layers.EthernetType, b []byte, s *tcp.Segment) bool {
	switch version {
	case layers.EthernetTypeIPv4:
		return plain4(b, s)
	case layers.EthernetTypeIPv6:
		return plain6(b, s)
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

// plainTCP fills s from the TCP header that b begins with, except for the ports.
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
