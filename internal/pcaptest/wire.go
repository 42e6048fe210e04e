package pcaptest

import (
	"encoding/binary"
	"net/netip"
)

var be = binary.BigEndian

// Link is a link type, as libpcap numbers them.
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

// EtherTypes.
const (
	etherIPv4   = 0x0800
	etherIPv6   = 0x86dd
	etherMPLS   = 0x8847
	etherPPPoE  = 0x8864
	etherBridge = 0x6558 // an Ethernet frame
)

// Wrapper wraps a packet of an EtherType in a layer and returns the EtherType of the result.
type Wrapper func(etherType uint16, packet []byte) (uint16, []byte)

// TCP flags.
const (
	FIN = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// Segment is one TCP segment. Zero Seq and Ack mean the next numbers.
type Segment struct {
	Seq, Ack uint32
	Flags    uint8
	Payload  []byte
}

// linkHeader returns the header of a link, with tags of Ethernet.
func linkHeader(link Link, vlan []uint16, etherType uint16) []byte {
	family := uint32(2)
	if etherType == etherIPv6 {
		family = 30
	}
	switch link {
	case Ethernet:
		h := []byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}
		for i, tag := range vlan {
			tpid := uint16(0x8100)
			if i+1 < len(vlan) {
				tpid = 0x88a8 // the outer tags of QinQ
			}
			h = be.AppendUint16(h, tpid)
			h = be.AppendUint16(h, tag)
		}
		return be.AppendUint16(h, etherType)
	case SLL:
		return be.AppendUint16([]byte{0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0}, etherType)
	case SLL2:
		h := be.AppendUint16(nil, etherType)
		return append(h, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0)
	case Null:
		return binary.LittleEndian.AppendUint32(nil, family)
	case Loop:
		return be.AppendUint32(nil, family)
	case PPP, PPPHDLC:
		return append([]byte{0xff, 0x03}, pppProtocol(etherType)...)
	case CHDLC:
		return be.AppendUint16([]byte{0x0f, 0}, etherType)
	case Raw, RawDLT, RawBSD, IPv4, IPv6:
		return nil
	}
	panic("pcaptest: unknown link type")
}

func ipv4(src, dst netip.Addr, protocol byte, id uint16, payload []byte) []byte {
	length := 20 + len(payload)
	if length > 65535 {
		length = 0 // as written by segmentation offload
	}
	h := []byte{0x45, 0, byte(length >> 8), byte(length), byte(id >> 8), byte(id), 0x40, 0, 64, protocol, 0, 0}
	h = append(h, src.AsSlice()...)
	h = append(h, dst.AsSlice()...)
	be.PutUint16(h[10:], checksum(h))
	return append(h, payload...)
}

func ipv6(src, dst netip.Addr, protocol byte, hopByHop bool, payload []byte) []byte {
	var extension []byte
	next := protocol
	if hopByHop {
		next, extension = 0, []byte{protocol, 0, 1, 4, 0, 0, 0, 0} // PadN
	}
	h := []byte{0x60, 0, 0, 0}
	h = be.AppendUint16(h, uint16(len(extension)+len(payload)))
	h = append(h, next, 64)
	h = append(h, src.AsSlice()...)
	h = append(h, dst.AsSlice()...)
	return append(append(h, extension...), payload...)
}

func tcp(src, dst netip.AddrPort, s Segment) []byte {
	h := be.AppendUint16(nil, src.Port())
	h = be.AppendUint16(h, dst.Port())
	h = be.AppendUint32(h, s.Seq)
	h = be.AppendUint32(h, s.Ack)
	h = append(h, 5<<4, s.Flags)
	h = be.AppendUint16(h, 64240)
	h = append(h, 0, 0, 0, 0)
	h = append(h, s.Payload...)
	be.PutUint16(h[16:], checksum(pseudoHeader(src, dst, 6, len(h)), h))
	return h
}

func udp(src, dst netip.AddrPort, payload []byte) []byte {
	h := be.AppendUint16(nil, src.Port())
	h = be.AppendUint16(h, dst.Port())
	h = be.AppendUint16(h, uint16(8+len(payload)))
	h = append(h, 0, 0)
	h = append(h, payload...)
	be.PutUint16(h[6:], checksum(pseudoHeader(src, dst, 17, len(h)), h))
	return h
}

func pseudoHeader(src, dst netip.AddrPort, protocol byte, length int) []byte {
	h := append(src.Addr().AsSlice(), dst.Addr().AsSlice()...)
	h = be.AppendUint32(h, uint32(length))
	return append(h, 0, 0, 0, protocol)
}

// checksum is the Internet checksum of RFC 1071 over the parts. All parts except the last must have even lengths.
func checksum(parts ...[]byte) uint16 {
	var sum uint64
	for _, p := range parts {
		for ; len(p) >= 2; p = p[2:] {
			sum += uint64(be.Uint16(p))
		}
		if len(p) == 1 {
			sum += uint64(p[0]) << 8
		}
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// pppProtocol returns the protocol field of PPP.
func pppProtocol(etherType uint16) []byte {
	switch etherType {
	case etherIPv6:
		return []byte{0, 0x57}
	case etherMPLS:
		return []byte{2, 0x81}
	}
	return []byte{0, 0x21}
}
