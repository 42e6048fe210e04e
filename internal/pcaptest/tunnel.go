package pcaptest

import (
	"net/netip"
	"slices"
)

// The ends of all tunnels.
var (
	tunnel4 = [2]netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")}
	tunnel6 = [2]netip.Addr{netip.MustParseAddr("2001:db8:ffff::1"), netip.MustParseAddr("2001:db8:ffff::2")}
)

// inIPv4 puts a payload into IPv4 between the ends of the tunnel.
func inIPv4(protocol byte, payload []byte) (uint16, []byte) {
	return etherIPv4, ipv4(tunnel4[0], tunnel4[1], protocol, 7, payload)
}

func inIPv6(protocol byte, payload []byte) (uint16, []byte) {
	return etherIPv6, ipv6(tunnel6[0], tunnel6[1], protocol, false, payload)
}

// ipProtocol returns the protocol number of IP in IP.
func ipProtocol(etherType uint16) byte {
	if etherType == etherIPv6 {
		return 41
	}
	return 4
}

// InIPv4 is IP in IPv4 (4in4, 6in4).
func InIPv4(etherType uint16, packet []byte) (uint16, []byte) {
	return inIPv4(ipProtocol(etherType), packet)
}

// InIPv6 is IP in IPv6 (4in6, 6in6).
func InIPv6(etherType uint16, packet []byte) (uint16, []byte) {
	return inIPv6(ipProtocol(etherType), packet)
}

// Authentication is an authentication header (RFC 4302) in IPv4, tunnel mode.
func Authentication(etherType uint16, packet []byte) (uint16, []byte) {
	h := []byte{ipProtocol(etherType), 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	return inIPv4(51, append(h, packet...))
}

// MPLS is a stack of two labels.
func MPLS(_ uint16, packet []byte) (uint16, []byte) {
	return etherMPLS, append([]byte{0, 1, 0, 64, 0, 2, 1, 64}, packet...)
}

// PPPoE is a session over Ethernet.
func PPPoE(etherType uint16, packet []byte) (uint16, []byte) {
	h := be.AppendUint16([]byte{0x11, 0, 0, 9}, uint16(len(packet)+2))
	return etherPPPoE, append(append(h, pppProtocol(etherType)...), packet...)
}

// GRE is generic routing encapsulation with a key, in IPv4.
func GRE(etherType uint16, packet []byte) (uint16, []byte) {
	h := be.AppendUint16([]byte{0x20, 0}, etherType)
	return inIPv4(47, append(append(h, 0, 0, 0, 7), packet...))
}

// BridgedGRE is an Ethernet frame in GRE.
func BridgedGRE(etherType uint16, packet []byte) (uint16, []byte) {
	return GRE(etherBridge, frame(etherType, packet))
}

// frame wraps a packet in Ethernet with a VLAN tag.
func frame(etherType uint16, packet []byte) []byte {
	h := []byte{2, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 3, 0x81, 0, 0, 99}
	return append(be.AppendUint16(h, etherType), packet...)
}

// inUDP puts a payload into UDP between the ends of the tunnel.
func inUDP(port uint16, payload []byte) (uint16, []byte) {
	src, dst := netip.AddrPortFrom(tunnel4[0], 50000), netip.AddrPortFrom(tunnel4[1], port)
	return inIPv4(17, udp(src, dst, payload))
}

// VXLAN is an Ethernet frame in UDP (RFC 7348).
func VXLAN(etherType uint16, packet []byte) (uint16, []byte) {
	return inUDP(4789, append([]byte{8, 0, 0, 0, 0, 0, 7, 0}, frame(etherType, packet)...))
}

// Geneve is an Ethernet frame in UDP, with an option (RFC 8926).
func Geneve(etherType uint16, packet []byte) (uint16, []byte) {
	h := be.AppendUint16([]byte{2, 0}, etherBridge)
	h = append(h, 0, 0, 7, 0, 1, 2, 3, 1, 9, 9, 9, 9)
	return inUDP(6081, append(h, frame(etherType, packet)...))
}

// GTP is a mobile network's tunnel (3GPP TS 29.281).
func GTP(_ uint16, packet []byte) (uint16, []byte) {
	h := be.AppendUint16([]byte{0x30, 0xff}, uint16(len(packet)))
	return inUDP(2152, append(append(h, 0, 0, 0, 7), packet...))
}

// SNAP is IP after a length and LLC, as on old Ethernets. The length replaces the EtherType.
func SNAP(etherType uint16, packet []byte) (uint16, []byte) {
	h := be.AppendUint16([]byte{0xaa, 0xaa, 3, 0, 0, 0}, etherType)
	return uint16(len(packet) + len(h)), append(h, packet...)
}

// Tag is a header with its own EtherType. It ends with the EtherType of the packet.
func Tag(etherType uint16, header ...byte) Wrapper {
	return func(inner uint16, packet []byte) (uint16, []byte) {
		return etherType, append(be.AppendUint16(slices.Clone(header), inner), packet...)
	}
}

// Before is a header with its own EtherType, followed by the packet as inner encodes it.
func Before(etherType uint16, inner Inner, header ...byte) Wrapper {
	return func(typ uint16, packet []byte) (uint16, []byte) {
		return etherType, append(slices.Clone(header), inner(typ, packet)...)
	}
}

// InProtocol is IPv4 with a protocol number, a header and the packet as inner encodes it.
func InProtocol(protocol byte, inner Inner, header ...byte) Wrapper {
	return func(typ uint16, packet []byte) (uint16, []byte) {
		return inIPv4(protocol, append(slices.Clone(header), inner(typ, packet)...))
	}
}

// InUDP is UDP to a port, a header and the packet as inner encodes it.
func InUDP(port uint16, inner Inner, header ...byte) Wrapper {
	return func(typ uint16, packet []byte) (uint16, []byte) {
		// Each tunnel has its own ends, because tshark remembers their protocol.
		src, dst := netip.AddrPortFrom(tunnel4[0], 40000+port%10000), netip.AddrPortFrom(tunnel4[1], port)
		return inIPv4(17, udp(src, dst, append(slices.Clone(header), inner(typ, packet)...)))
	}
}

// Inner encodes a packet in a tunnel.
type Inner func(etherType uint16, packet []byte) []byte

// Bare is the packet alone.
func Bare(_ uint16, packet []byte) []byte { return packet }

// Framed is the packet in Ethernet with a VLAN tag, 99.
func Framed(etherType uint16, packet []byte) []byte { return frame(etherType, packet) }

// InPPP is the packet in PPP, without address and control bytes.
func InPPP(etherType uint16, packet []byte) []byte {
	return append(pppProtocol(etherType), packet...)
}

// InSNAP is the packet in LLC and SNAP.
func InSNAP(etherType uint16, packet []byte) []byte {
	_, b := SNAP(etherType, packet)
	return b
}

// Typed is the packet after its EtherType.
func Typed(etherType uint16, packet []byte) []byte {
	return append(be.AppendUint16(nil, etherType), packet...)
}

// After returns an Inner that puts a header before the packet.
func (inner Inner) After(header ...byte) Inner {
	return func(etherType uint16, packet []byte) []byte {
		return append(slices.Clone(header), inner(etherType, packet)...)
	}
}

// Fragment splits the IP packet of a frame into fragments of at most size bytes, a multiple of 8, and returns their
// number. There must be no layers around the packet except the link.
func (b *Builder) Fragment(at, size int) int {
	if size%8 != 0 || len(b.Around) > 0 || b.HopByHop {
		panic("pcaptest: a fragment contains a multiple of 8 bytes of a plain packet")
	}
	p := b.Packets[at-1]
	link := len(linkHeader(b.Link, b.VLAN, etherIPv4))
	packet := p.Data[link:]
	header := 20
	if packet[0]>>4 == 6 {
		header = 40
	}
	var out []Packet
	for from := 0; header+from < len(packet); from += size {
		piece := packet[header+from : min(len(packet), header+from+size)]
		last := header+from+size >= len(packet)
		data := append([]byte(nil), p.Data[:link+header]...)
		if ip := data[link:]; header == 20 {
			offset := uint16(from / 8)
			if !last {
				offset |= 0x2000
			}
			be.PutUint16(ip[2:], uint16(20+len(piece)))
			be.PutUint16(ip[6:], offset)
			be.PutUint16(ip[10:], 0)
			be.PutUint16(ip[10:], checksum(ip))
		} else {
			offset := uint16(from)
			if !last {
				offset |= 1
			}
			be.PutUint16(ip[4:], uint16(8+len(piece)))
			extension := be.AppendUint16([]byte{ip[6], 0}, offset)
			ip[6] = 44
			data = append(data, be.AppendUint32(extension, uint32(at))...)
		}
		q := p
		q.Data = append(data, piece...)
		q.Length = len(q.Data)
		out = append(out, q)
	}
	b.Packets = append(b.Packets[:at-1:at-1], append(out, b.Packets[at:]...)...)
	return len(out)
}
