// IP, its extension headers and its protocols.

package packet

// protocols are the IP protocols that are read, besides TCP.
var protocols = map[uint64]step{
	4:   as(ipv4),
	41:  as(ipv6),
	47:  gre,
	51:  authentication,
	97:  skip(2, ethernet), // EtherIP
	115: sessions,
	137: readMPLS,
	143: readEthernet,
	17:  datagram,

	0:                extension, // hop-by-hop options
	43:               extension, // routing
	60:               extension, // destination options
	protocolFragment: fragment6,

	// Transport and control protocols.
	1: leaf, 2: leaf, 8: leaf, 33: leaf, 46: leaf, 58: leaf, 59: leaf, 88: leaf, 89: leaf, 103: leaf, 112: leaf, 132: leaf, 136: leaf,
}

// enter makes b, a packet of the given length, the innermost IP packet. It
// returns b without the bytes after the packet.
func (d *Decoder) enter(b []byte, length int, addresses []byte) []byte {
	d.ip = internet{addresses: addresses, short: length > len(b)}
	d.cut = min(d.cut, max(0, length-len(b)))
	return b[:min(length, len(b))]
}

// readRawIP reads IP of the version in its first byte.
func readRawIP(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) == 0 {
		return nothing, nil
	}
	switch b[0] >> 4 {
	case 4:
		return ipv4, b
	case 6:
		return ipv6, b
	}
	return nothing, nil
}

// readIPv4 reads an IPv4 header (RFC 791, section 3.1).
func readIPv4(d *Decoder, b []byte) (Layer, []byte) {
	const least = 20
	if len(b) < least || b[0]>>4 != 4 {
		return nothing, nil
	}
	header, length := int(b[0]&15)*4, int(be.Uint16(b[2:]))
	if length == 0 { // written with segmentation offload
		length = len(b) + d.cut
	}
	if header < least || length < header || len(b) < header {
		return nothing, nil
	}
	data := d.enter(b, length, b[12:20])[header:]
	part := be.Uint16(b[6:])
	const more, offset = 1 << 13, 1<<13 - 1
	if part&(more|offset) != 0 {
		d.ip.id, d.ip.protocol = uint32(be.Uint16(b[4:])), b[9]
		d.ip.from, d.ip.more = int(part&offset)*fragmentUnit, part&more != 0
		return FragmentOfIP, data
	}
	if b[9] == 0 {
		return nothing, nil // hop-by-hop options exist in IPv6 only
	}
	return Layer{IPProtocol, uint64(b[9])}, data
}

// readIPv6 reads an IPv6 header (RFC 8200, section 3).
func readIPv6(d *Decoder, b []byte) (Layer, []byte) {
	const header = 40
	if len(b) < header || b[0]>>4 != 6 {
		return nothing, nil
	}
	length := int(be.Uint16(b[4:]))
	if length == 0 {
		length = jumbo(b[header:], b[6])
	}
	if length == 0 { // written with segmentation offload
		length = len(b) + d.cut - header
	}
	return Layer{IPProtocol, uint64(b[6])}, d.enter(b, header+length, b[8:40])[header:]
}

// jumbo returns the length in the hop-by-hop option of a jumbogram (RFC 2675), 0
// without it.
func jumbo(b []byte, next byte) int {
	if next != 0 || len(b) < 8 {
		return 0
	}
	const pad, option = 0, 0xc2
	options := b[2:min(len(b), 8*int(b[1])+8)]
	for len(options) >= 2 {
		switch {
		case options[0] == pad:
			options = options[1:]
			continue
		case options[0] == option && options[1] == 4 && len(options) >= 6:
			return int(be.Uint32(options[2:]))
		}
		options = options[min(len(options), 2+int(options[1])):]
	}
	return 0
}

// extension reads an extension header of IPv6 (RFC 8200, section 4).
func extension(d *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 {
		return nothing, nil
	}
	return after(8*int(b[1])+8, Layer{IPProtocol, uint64(b[0])}, b)
}

// authentication reads the header of IPsec AH (RFC 4302).
func authentication(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 12 {
		return nothing, nil
	}
	return after(4*int(b[1])+8, Layer{IPProtocol, uint64(b[0])}, b)
}

// fragment6 reads the fragment header of IPv6 (RFC 8200, section 4.5).
func fragment6(d *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 || !d.ip.v6() {
		return nothing, nil
	}
	part := be.Uint16(b[2:])
	d.ip.id, d.ip.protocol = be.Uint32(b[4:]), b[0]
	d.ip.from, d.ip.more = int(part&^7), part&1 != 0
	return FragmentOfIP, b[8:]
}
