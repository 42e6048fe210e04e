package scrub

// Addresses of IP and of link layers.

import (
	"errors"
	"net/netip"

	"ivrcheck/rewrite/pseudonym"
)

// addresses replaces addresses by others of their kind.
type addresses struct{ g *pseudonym.Generator }

func newAddresses(g *pseudonym.Generator) *addresses { return &addresses{g} }

var errAddresses = errors.New("--addresses knows the addresses of Ethernet and Linux cooked captures (link types 1, 113, 276), raw IP and loopback alone")

// replace replaces the addresses in the headers of a packet.
func (a *addresses) replace(b []byte, l *layout) error {
	for _, h := range l.headers {
		at := b[min(h.Offset, len(b)):]
		switch {
		case h.Layer == layerEthernet && len(at) >= 12:
			a.mac(at[:6])
			a.mac(at[6:12])
		case h.Layer == layerSLL && len(at) >= 14:
			if at[4] == 0 && at[5] == 6 {
				a.mac(at[6:12])
			}
		case h.Kind == layerEthernet.Kind && h.Number == 276:
			if len(at) >= 18 && at[11] == 6 {
				a.mac(at[12:18])
			}
		case h.Kind == layerEthernet.Kind:
			switch h.Number {
			case 0, 12, 14, 101, 108, 228, 229:
			default:
				return errAddresses
			}
		case h.Layer == layerIPv4 && len(at) >= 20:
			a.ip4(at[12:16])
			a.ip4(at[16:20])
		case h.Layer == layerIPv6 && len(at) >= 40:
			a.ip6(at[8:24])
			a.ip6(at[24:40])
		case h.Layer == layerARP && len(at) >= 28:
			a.mac(at[8:14])
			a.ip4(at[14:18])
			a.mac(at[18:24])
			a.ip4(at[24:28])
		}
	}
	return nil
}

// mac replaces the address of a station, with its vendor. Group addresses stay.
func (a *addresses) mac(b []byte) {
	if b[0]&1 != 0 || [6]byte(b) == ([6]byte{}) {
		return
	}
	low := b[0] & 3
	b[0] >>= 2
	a.g.Numbers("mac", b, []int{64, 256, 256, 256, 256, 256})
	b[0] = b[0]<<2 | low
}

// class4 returns the number of the block that an address belongs to, and how many of its first bytes are the block's.
func class4(b []byte) (class, fixed int) {
	ip := netip.AddrFrom4([4]byte(b))
	switch {
	case ip.IsUnspecified() || ip.IsMulticast() || b[0] >= 240:
		return 0, 4
	case ip.IsLoopback():
		return 1, 1
	case b[0] == 10:
		return 2, 1
	case b[0] == 172 && b[1]&0xf0 == 16:
		return 3, 1
	case b[0] == 192 && b[1] == 168:
		return 4, 2
	case ip.IsLinkLocalUnicast():
		return 5, 2
	}
	return 6, 0
}

// ip4 replaces an address by another one of its block: private, local or public.
func (a *addresses) ip4(b []byte) {
	class, fixed := class4(b)
	for range 64 {
		if class == 3 {
			b[1] &= 0x0f
			a.g.Numbers("ip", b[1:], []int{16, 256, 256})
			b[1] |= 16
		} else if fixed < 4 {
			a.g.Numbers("ip", b[fixed:], []int{256, 256, 256, 256}[fixed:])
		}
		if again, _ := class4(b); again == class {
			return
		}
	}
}

// ip6 replaces an address by another with the same first bytes.
func (a *addresses) ip6(b []byte) {
	ip := netip.AddrFrom16([16]byte(b))
	fixed := 1
	switch {
	case ip.IsUnspecified() || ip.IsLoopback() || ip.IsMulticast():
		return
	case ip.IsLinkLocalUnicast():
		fixed = 8
	}
	radix := make([]int, 16-fixed)
	for i := range radix {
		radix[i] = 256
	}
	a.g.Numbers("ip", b[fixed:], radix)
}
