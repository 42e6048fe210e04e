// The endpoints of a segment, in the form of the packet.

package tcp

import (
	"encoding/binary"
	"net/netip"
)

// Flow is the two endpoints of a segment: the bytes of their addresses and ports
// in the headers. It is comparable.
type Flow struct {
	// addr is the source and the destination address: 8 bytes for IPv4, 32 for IPv6.
	addr [4]uint64
	// ports is flowV6 or 0, the source port and the destination port.
	ports uint64
}

// flowV6 marks a Flow of IPv6 in its ports.
const flowV6 = 1 << 32

// Flow4 returns a Flow of IPv4. addr is both addresses, ports both ports, the source
// first, in network byte order.
func Flow4(addr *[8]byte, ports *[4]byte) Flow {
	return Flow{addr: [4]uint64{binary.BigEndian.Uint64(addr[:])}, ports: uint64(binary.BigEndian.Uint32(ports[:]))}
}

// Flow6 is Flow4 for IPv6.
func Flow6(addr *[32]byte, ports *[4]byte) Flow {
	f := Flow{ports: flowV6 | uint64(binary.BigEndian.Uint32(ports[:]))}
	for i := range f.addr {
		f.addr[i] = binary.BigEndian.Uint64(addr[8*i:])
	}
	return f
}

// FlowOf returns the Flow of two endpoints of the same IP version.
func FlowOf(src, dst netip.AddrPort) Flow {
	var ports [4]byte
	binary.BigEndian.PutUint16(ports[:], src.Port())
	binary.BigEndian.PutUint16(ports[2:], dst.Port())
	a, b := src.Addr(), dst.Addr()
	if a.Is4() && b.Is4() {
		var addr [8]byte
		copy(addr[:], a.AsSlice())
		copy(addr[4:], b.AsSlice())
		return Flow4(&addr, &ports)
	}
	var addr [32]byte
	copy(addr[:], a.AsSlice())
	copy(addr[16:], b.AsSlice())
	return Flow6(&addr, &ports)
}

// Ends returns the two endpoints, source first.
func (f *Flow) Ends() (src, dst netip.AddrPort) {
	var a, b netip.Addr
	if f.ports&flowV6 == 0 {
		var addr [8]byte
		binary.BigEndian.PutUint64(addr[:], f.addr[0])
		a, b = netip.AddrFrom4([4]byte(addr[:4])), netip.AddrFrom4([4]byte(addr[4:]))
	} else {
		var addr [32]byte
		for i, word := range f.addr {
			binary.BigEndian.PutUint64(addr[8*i:], word)
		}
		a, b = netip.AddrFrom16([16]byte(addr[:16])), netip.AddrFrom16([16]byte(addr[16:]))
	}
	return netip.AddrPortFrom(a, uint16(f.ports>>16)), netip.AddrPortFrom(b, uint16(f.ports))
}

// same reports whether two Flows are equal; unlike == it copies nothing.
func (f *Flow) same(g *Flow) bool {
	return f.ports == g.ports && f.addr[0] == g.addr[0] && f.addr[1] == g.addr[1] &&
		f.addr[2] == g.addr[2] && f.addr[3] == g.addr[3]
}
