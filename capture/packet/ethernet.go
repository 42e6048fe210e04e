// Ethernet, EtherTypes and LLC.

package packet

// etherTypes are the EtherTypes that are read. Each header here ends with the
// EtherType of the next layer, or Ethernet follows it.
var etherTypes = map[uint64]step{
	0x0800: readIPv4,
	0x86dd: readIPv6,
	0x8100: vlan, // IEEE 802.1Q
	0x88a8: vlan, // IEEE 802.1ad
	0x9100: vlan, // QinQ before it was a standard
	0x9200: vlan,
	0x9300: vlan,
	0x8847: readMPLS,
	0x8848: readMPLS,
	0x8864: pppoe,
	0x880b: pointToPoint, // in GRE
	0x6558: readEthernet, // transparent bridging
	0x88e7: skip(4, ethernet),
	0x22f3: trill,
	0x8903: skip(2, ethernet), // FabricPath
	0x88e5: macsec,
	0x8909: metaData,
	0x8926: skipTo(6), // VN-Tag
	0x893f: skipTo(8), // E-Tag, IEEE 802.1BR
	0x892f: skipTo(6), // HSR, IEC 62439-3
	0xf1c1: skipTo(6), // R-Tag, IEEE 802.1CB
	0x894f: serviceHeader,
	0x883e: redirected,

	// These carry no IP and need no finding.
	0x0806: leaf, // ARP
	0x8035: leaf, // reverse ARP
	0x88cc: leaf, // LLDP
}

// mostLength is the highest value of the type field that is a length, followed
// by LLC.
const mostLength = 0x5ff

func readEthernet(_ *Decoder, b []byte) (Layer, []byte) {
	next, b := typed(14, b)
	if next.Kind == EtherType && next.Number <= mostLength {
		if next.Number != 0 && int(next.Number) < len(b) {
			b = b[:next.Number] // without padding
		}
		return llc, b
	}
	return next, b
}

func vlan(d *Decoder, b []byte) (Layer, []byte) {
	next, rest := typed(4, b)
	if next == nothing {
		return next, nil
	}
	if len(d.vlans) < maxVLAN {
		d.vlans = append(d.vlans, be.Uint16(b)&0xfff)
	}
	if next.Number <= mostLength {
		next = llc
	}
	return next, rest
}

// macsec reads the tag of IEEE 802.1AE, if only the integrity is protected.
func macsec(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 6 {
		return nothing, nil
	}
	const channel, encrypted, changed = 0x20, 0x08, 0x04
	if b[0]&(encrypted|changed) != 0 {
		return Layer{Encrypted, encryptedMACsec}, nil
	}
	if b[0]&channel != 0 {
		return typed(6+8+2, b)
	}
	return typed(6+2, b)
}

// metaData reads the header of Cisco MetaData: version, number of options of four
// bytes each.
func metaData(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 2 {
		return nothing, nil
	}
	return typed(2+4*int(b[1])+2, b)
}

func trill(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 6 {
		return nothing, nil
	}
	return after(6+4*int(be.Uint16(b)>>6&0x1f), ethernet, b)
}

// readMPLS reads a stack of labels. The next layer has no type: IP, or
// Ethernet with or without a control word (RFC 4448).
func readMPLS(_ *Decoder, b []byte) (Layer, []byte) {
	for {
		if len(b) < 4 {
			return nothing, nil
		}
		bottom := b[2]&1 != 0
		if b = b[4:]; bottom {
			break
		}
	}
	if next, ok := fitsIP(b); ok {
		return next, b
	}
	if fitsEthernet(b) {
		return ethernet, b
	}
	if len(b) > 4 && b[0]>>4 == 0 && fitsEthernet(b[4:]) {
		return ethernet, b[4:]
	}
	return readRawIP(nil, b)
}

// serviceHeader reads the network service header (RFC 8300).
func serviceHeader(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 8 || b[1]&0x3f < 2 {
		return nothing, nil
	}
	return after(4*int(b[1]&0x3f), nextProtocol(b[3]), b)
}

// nextProtocol returns the layer for a "next protocol" of NSH and VXLAN-GPE.
func nextProtocol(number byte) Layer {
	switch number {
	case 1:
		return ipv4
	case 2:
		return ipv6
	case 3:
		return ethernet
	case 4:
		return serviceIP
	case 5:
		return mpls
	}
	return nothing
}

// redirected reads IP redirected by WCCP, after an optional header of four bytes.
func redirected(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) > 4 && b[0]>>4 != 4 {
		b = b[4:]
	}
	return ipv4, b
}

// saps are the service access points of LLC that are read.
var saps = map[uint64]step{
	0x06: as(ipv4),
	0x42: leaf, // spanning tree
}

// snaps are the protocols of SNAP that are read, other than EtherTypes: the
// organisation and its protocol number.
var snaps = map[uint64]step{
	0x0080c2_0001: skip(2, ethernet), // bridged Ethernet on ATM, RFC 2684
	0x0080c2_0007: skip(2, ethernet),
	0x0080c2_000e: leaf, // spanning tree
	0x00000c_010b: leaf, // spanning tree for each VLAN
}

// readLLC reads the header of IEEE 802.2 and SNAP.
func readLLC(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 3 {
		return nothing, nil
	}
	sap, header := uint64(b[0]&^1), 3
	switch {
	case b[0] == 0xff && b[1] == 0xff:
		return Layer{SAP, 0xe0}, nil // IPX without LLC
	case sap != 0xaa:
		if b[2]&3 != 3 {
			header = 4 // two control bytes
		}
		return after(header, Layer{SAP, sap}, b)
	case len(b) < 8:
		return nothing, nil
	}
	organisation, number := uint64(b[3])<<16|uint64(be.Uint16(b[4:])), uint64(be.Uint16(b[6:]))
	switch organisation {
	case 0, 0x0000f8:
		return Layer{EtherType, number}, b[8:]
	}
	return Layer{SNAP, organisation<<16 | number}, b[8:]
}
