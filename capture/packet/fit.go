// Recognition of packets without a preceding type field.

package packet

// fitsIP reports whether b begins with an IP header, and of which version. The
// lengths in an IPv4 header must make sense.
func fitsIP(b []byte) (Layer, bool) {
	switch {
	case len(b) >= 20 && b[0]>>4 == 4:
		header, length := int(b[0]&15)*4, int(be.Uint16(b[2:]))
		return ipv4, header >= 20 && (length == 0 || length >= header)
	case len(b) >= 40 && b[0]>>4 == 6:
		return ipv6, true
	}
	return nothing, false
}

// fitsEthernet reports whether b is an Ethernet frame that contains IP or ARP: the
// inner header must make sense.
func fitsEthernet(b []byte) bool {
	const addresses, tag = 12, 4
	if len(b) < addresses+2 || b[6]&1 != 0 { // a source is never a group address
		return false
	}
	b = b[addresses:]
	for range maxVLAN {
		switch typ := be.Uint16(b); {
		case typ == 0x8100 || typ == 0x88a8:
			if len(b) < tag+2 {
				return false
			}
			b = b[tag:]
			continue
		case typ == 0x0806:
			return len(b) >= 10 && be.Uint32(b[2:]) == 0x00010800
		case typ == 0x0800 || typ == 0x86dd:
			inside, ok := fitsIP(b[2:])
			return ok && inside.Number == uint64(typ)
		}
		break
	}
	return false
}
