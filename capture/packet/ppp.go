// PPP and other point-to-point links.

package packet

// pppProtocols are the protocols of PPP that are read.
var pppProtocols = map[uint64]step{
	0x0021: as(ipv4),
	0x0057: as(ipv6),
	0x0281: readMPLS,
	0x0283: readMPLS,
	0x0031: bridged,
	0x003d: multilink,
}

// pointToPoint reads PPP, with address and control bytes or without.
func pointToPoint(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) >= 2 && b[0] == 0xff && b[1] == 3 {
		b = b[2:]
	}
	return pppProtocol(b)
}

// pppProtocol reads the protocol field, which has one byte if that is odd.
func pppProtocol(b []byte) (Layer, []byte) {
	if len(b) < 2 {
		return nothing, nil
	}
	number, header := uint64(be.Uint16(b)), 2
	if b[0]&1 != 0 {
		number, header = uint64(b[0]), 1
	}
	if number >= 0x4000 { // link control
		return nothing, nil
	}
	return after(header, Layer{PPPProtocol, number}, b)
}

// pppoe reads the header of a PPPoE session (RFC 2516).
func pppoe(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 6 || b[1] != 0 {
		return nothing, nil
	}
	return pppProtocol(b[6:])
}

// pppd reads PPP whose address byte is replaced by the direction.
func pppd(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 4 {
		return nothing, nil
	}
	return pppProtocol(b[2:])
}

// bridged reads the header of the bridging protocol (RFC 3518): flags, and the
// kind of frame.
func bridged(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 2 || b[1] != 1 {
		return nothing, nil
	}
	return ethernet, b[2:]
}

// multilink reads the header of multilink PPP (RFC 1990), if the fragment is the
// complete packet.
func multilink(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 4 || b[0]&0xc0 != 0xc0 {
		return nothing, nil
	}
	return pppProtocol(b[4:])
}

// readCHDLC reads Cisco's HDLC: address, control, EtherType.
func readCHDLC(_ *Decoder, b []byte) (Layer, []byte) {
	next, b := typed(4, b)
	if next.Number == 0x8035 {
		return nothing, nil // keep-alives
	}
	return next, b
}

// readRelay reads frame relay (RFC 2427), or Cisco's variant with an EtherType.
func readRelay(_ *Decoder, b []byte) (Layer, []byte) {
	header := 0
	for header < 4 && header < len(b) && b[header]&1 == 0 {
		header++ // the last byte of the address is odd
	}
	header++
	if len(b) < header+3 {
		return nothing, nil
	}
	b = b[header:]
	if b[0] != 3 {
		return typed(2, b)
	}
	if b[1] == 0 {
		b = b[1:] // padding
	}
	switch b[1] {
	case 0xcc:
		return ipv4, b[2:]
	case 0x8e:
		return ipv6, b[2:]
	case 0x80: // SNAP: the organisation and its number
		if len(b) >= 7 && b[2]|b[3]|b[4] == 0 {
			return Layer{EtherType, uint64(be.Uint16(b[5:]))}, b[7:]
		}
		if len(b) >= 7 {
			return Layer{SNAP, uint64(b[2])<<32 | uint64(be.Uint32(b[3:]))}, b[7:]
		}
	}
	return nothing, nil
}
