// Tunnels in IP and UDP.

package packet

// tunnels are the UDP ports that Wireshark decodes as tunnels.
var tunnels = map[uint16]step{
	1701:  l2tp,
	2152:  gtp,
	3544:  teredo,
	4341:  skip(8, rawIP), // LISP
	4500:  natTraversal,
	4754:  gre,
	4789:  vxlan,
	4790:  vxlan,
	5072:  ayiya,
	6081:  geneve,
	6635:  readMPLS,
	37008: tzsp,
}

// datagram reads a UDP header and continues if the port is that of a tunnel.
// VXLAN is recognised on any port.
func datagram(d *Decoder, b []byte) (Layer, []byte) {
	if len(b) < udpHeader {
		return nothing, nil
	}
	for _, port := range [...]uint16{be.Uint16(b[2:]), be.Uint16(b)} {
		if read, ok := tunnels[port]; ok {
			return read(d, b[udpHeader:])
		}
	}
	if inside := b[udpHeader:]; fitsVXLAN(inside) {
		return vxlan(d, inside)
	}
	if n := int(be.Uint16(b[4:])); n >= udpHeader {
		d.udp = b[:min(n, len(b))]
	}
	return nothing, nil
}

// Flags of VXLAN (RFC 7348) and of its extensions for groups and generic
// protocols.
const (
	vxlanHeader   = 8
	vxlanNetwork  = 0x08
	vxlanGroup    = 0x80
	vxlanProtocol = 0x04
)

func vxlan(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < vxlanHeader {
		return nothing, nil
	}
	if b[0]&vxlanProtocol != 0 && b[0]&vxlanGroup == 0 {
		return after(vxlanHeader, nextProtocol(b[3]), b)
	}
	return ethernet, b[vxlanHeader:]
}

// fitsVXLAN reports whether b is VXLAN, by its header and the frame inside.
func fitsVXLAN(b []byte) bool {
	if len(b) < vxlanHeader || b[7] != 0 {
		return false
	}
	switch {
	case b[0] == vxlanNetwork && b[1]|b[2]|b[3] == 0, b[0] == vxlanNetwork|vxlanGroup:
		return fitsEthernet(b[vxlanHeader:])
	case b[0]&^1 == vxlanNetwork|vxlanProtocol && b[1]|b[2] == 0:
		b, next := b[vxlanHeader:], nextProtocol(b[3])
		inside, ok := fitsIP(b)
		return next == ethernet && fitsEthernet(b) || ok && next == inside
	}
	return false
}

// geneve reads the header of RFC 8926.
func geneve(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 {
		return nothing, nil
	}
	return after(8+4*int(b[0]&0x3f), Layer{EtherType, uint64(be.Uint16(b[2:]))}, b)
}

// gtp reads the header of GTP-U (3GPP TS 29.281) and its extensions.
func gtp(_ *Decoder, b []byte) (Layer, []byte) {
	const header, packet = 8, 0xff
	if len(b) < header || b[0]>>5 != 1 || b[1] != packet {
		return nothing, nil
	}
	flags := b[0]
	b = b[header:]
	if flags&7 != 0 { // sequence number, N-PDU number, next extension
		if len(b) < 4 {
			return nothing, nil
		}
		next := b[3]
		b = b[4:]
		for flags&4 != 0 && next != 0 {
			if len(b) == 0 || b[0] == 0 || len(b) < 4*int(b[0]) {
				return nothing, nil
			}
			n := 4 * int(b[0])
			next, b = b[n-1], b[n:]
		}
	}
	return rawIP, b
}

// gre reads the header of generic routing encapsulation (RFC 2784, 2890), or
// that of PPTP (RFC 2637).
func gre(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 4 {
		return nothing, nil
	}
	const checksum, routing, key, sequence, acknowledged, version = 0x8000, 0x4000, 0x2000, 0x1000, 0x0080, 7
	flags, protocol, header := be.Uint16(b), be.Uint16(b[2:]), 4
	for _, field := range [...]uint16{checksum | routing, key, sequence} {
		if flags&field != 0 {
			header += 4
		}
	}
	if flags&version == 1 && flags&acknowledged != 0 {
		header += 4
	}
	for more := flags&routing != 0; more; {
		if len(b) < header+4 {
			return nothing, nil
		}
		more = be.Uint16(b[header:]) != 0 || b[header+3] != 0
		header += 4 + int(b[header+3])
	}
	if len(b) < header {
		return nothing, nil
	}
	switch b = b[header:]; {
	case protocol == 0:
		return nothing, nil // keep-alives
	case protocol == 0x88be, protocol == 0x22eb:
		return erspan(b, flags&sequence != 0)
	case protocol&0xfe00 == 0x8200: // Aruba's access points
		return wireless, b
	}
	return Layer{EtherType, uint64(protocol)}, b
}

// erspan reads the header of a mirrored frame (draft-foschiano-erspan): version 1
// and 2 are type II and III; type I has neither header nor sequence number.
func erspan(b []byte, sequence bool) (Layer, []byte) {
	if !sequence && (len(b) == 0 || b[0]>>4 != 2) {
		return ethernet, b
	}
	if len(b) < 8 {
		return nothing, nil
	}
	switch b[0] >> 4 {
	case 1:
		return ethernet, b[8:]
	case 2:
		if len(b) < 12 {
			return nothing, nil
		}
		header := 12
		if b[11]&1 != 0 { // platform-specific
			header += 8
		}
		const frameType, ip = 0x1f, 2
		if b[10]>>2&frameType == ip {
			return after(header, rawIP, b)
		}
		return after(header, ethernet, b)
	}
	return nothing, nil
}

// l2tp reads the header of L2TP in UDP: version 2 (RFC 2661) and 3 (RFC 3931).
func l2tp(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 6 {
		return nothing, nil
	}
	const control, length, sequence, offset, version = 0x8000, 0x4000, 0x0800, 0x0200, 15
	flags := be.Uint16(b)
	if flags&control != 0 {
		return nothing, nil
	}
	if flags&version == 3 {
		return session(b[4:])
	}
	header := 6 // flags, tunnel, session
	if flags&length != 0 {
		header += 2
	}
	if flags&sequence != 0 {
		header += 4
	}
	if flags&offset != 0 {
		if len(b) < header+2 {
			return nothing, nil
		}
		header += 2 + int(be.Uint16(b[header:]))
	}
	return after(header, ppp, b)
}

// sessions reads L2TPv3 in IP.
func sessions(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 4 || be.Uint32(b) == 0 { // control
		return nothing, nil
	}
	return session(b)
}

// session finds the frame after a session number of L2TPv3 and an optional cookie
// and sequence number: their lengths are negotiated in messages that may not be in
// the capture.
func session(b []byte) (Layer, []byte) {
	for _, header := range [...]int{4, 8, 12, 16} {
		if len(b) > header && fitsEthernet(b[header:]) {
			return ethernet, b[header:]
		}
	}
	for _, header := range [...]int{4, 8, 12, 16} {
		if len(b) > header+2 && b[header] == 0xff && b[header+1] == 3 {
			return ppp, b[header:]
		}
	}
	return nothing, nil
}

// tzsp reads the header of a mirrored frame: version, kind, protocol, tags.
func tzsp(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 4 || b[0] != 1 || b[1] > 1 {
		return nothing, nil
	}
	link := ethernet
	switch be.Uint16(b[2:]) {
	case 1:
	case 0x12:
		link = wireless
	case 0x77:
		link.Number = 119
	case 0x7f:
		link.Number = 163
	default:
		return nothing, nil
	}
	const pad, end = 0, 1
	for b = b[4:]; len(b) > 0; {
		switch {
		case b[0] == end:
			return link, b[1:]
		case b[0] == pad:
			b = b[1:]
		case len(b) < 2 || len(b) < 2+int(b[1]):
			return nothing, nil
		default:
			b = b[2+int(b[1]):]
		}
	}
	return nothing, nil
}

// teredo reads IPv6 in UDP (RFC 4380), after the indications of authentication
// and origin.
func teredo(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) >= 4 && be.Uint16(b) == 1 {
		if _, b = after(4+int(b[2])+int(b[3])+9, ipv6, b); b == nil {
			return nothing, nil
		}
	}
	if len(b) >= 8 && be.Uint16(b) == 0 {
		b = b[8:]
	}
	return ipv6, b
}

// natTraversal reads IPsec in UDP (RFC 3948): ESP, unless it is a keep-alive
// or IKE.
func natTraversal(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) <= 8 || be.Uint32(b) == 0 {
		return nothing, nil
	}
	return Layer{IPProtocol, protocolESP}, nil
}

// ayiya reads the header of AYIYA (draft-massar-v6ops-ayiya): an identity and a
// signature of any length.
func ayiya(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 {
		return nothing, nil
	}
	const forward = 1
	if b[2]&15 != forward {
		return nothing, nil
	}
	return after(8+1<<(b[0]>>4)+4*int(b[1]>>4), Layer{IPProtocol, uint64(b[3])}, b)
}
