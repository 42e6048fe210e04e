package capture

import (
	"encoding/binary"
	"slices"

	"ivrcheck/internal/pcaptest"
)

// rareLayers are the layers that few networks have. Their bytes are those of the
// specifications, and tshark finds TCP in all but those that say why not.
func rareLayers() []encapsulation {
	around := func(w ...pcaptest.Wrapper) []pcaptest.Wrapper { return w }
	framed, bare, ppp, snap, typed := pcaptest.Inner(pcaptest.Framed), pcaptest.Inner(pcaptest.Bare), pcaptest.Inner(pcaptest.InPPP),
		pcaptest.Inner(pcaptest.InSNAP), pcaptest.Inner(pcaptest.Typed)
	const notDefault = "it must be told the port"
	inside := []uint16{99}

	// Frames of 802.11: data, to the access point.
	wifi := func(control, flags byte, more ...byte) []byte {
		h := []byte{control, flags, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 9, 0, 0}
		return append(h, more...)
	}
	plainWifi := wifi(0x08, 1)
	qosWifi := wifi(0x88, 2, 0, 0)
	header := func(inner pcaptest.Inner, header ...byte) func(uint16) []byte {
		return func(etherType uint16) []byte { return append(slices.Clone(header), inner(etherType, nil)...) }
	}
	join := func(parts ...[]byte) []byte { return slices.Concat(parts...) }
	avs := join([]byte{0x80, 0x21, 0x10, 1, 0, 0, 0, 64}, make([]byte, 56))
	prism := join([]byte{0x44, 0, 0, 0, 0x90, 0, 0, 0}, make([]byte, 136))
	ppi := func(link byte) []byte { return []byte{0, 0, 8, 0, link, 0, 0, 0} }
	families := func(version4, version6 []byte) func(uint16) []byte {
		return func(etherType uint16) []byte {
			if etherType == 0x86dd {
				return version6
			}
			return version4
		}
	}
	erspan3 := []byte{0x20, 0x64, 0, 0x65, 0, 0, 0, 1, 0, 0, 0, 0}
	erspan3More := []byte{0x20, 0x64, 0, 0x65, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8}
	sequenced := func(protocol ...byte) []byte { return join([]byte{0x10, 0}, protocol, []byte{0, 0, 0, 7}) }
	tap := func(link byte) []byte {
		h := make([]byte, 108)
		h[0], h[4], h[8] = 108, 1, link
		return h
	}

	return []encapsulation{
		{name: "VN-Tag", around: around(pcaptest.Tag(0x8926, 0, 0, 0, 0))},
		{name: "VN-Tag, IPv6 in a VLAN", vlan: []uint16{7}, tags: []uint16{7}, v6: true, around: around(pcaptest.Tag(0x8926, 0x80, 1, 2, 3))},
		{name: "E-Tag", around: around(pcaptest.Tag(0x893f, 0, 1, 0, 2, 0, 0))},
		{name: "Cisco MetaData", around: around(pcaptest.Tag(0x8909, 1, 1, 0, 1, 0, 5))},
		{name: "R-Tag", around: around(pcaptest.Tag(0xf1c1, 0, 0, 0, 7))},
		{name: "HSR", around: around(pcaptest.Tag(0x892f, 0x10, 0x80, 0, 7))},
		{name: "MACsec", around: around(pcaptest.Tag(0x88e5, 0, 0, 0, 0, 0, 7))},
		{name: "MACsec with a channel", around: around(pcaptest.Tag(0x88e5, 0x20, 0, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 0, 1)), v6: true},
		{name: "PBB", around: around(pcaptest.Before(0x88e7, framed, 0, 0, 0, 7)), tags: inside},
		{name: "PBB with a B-VLAN", vlan: []uint16{7}, around: around(pcaptest.Before(0x88e7, framed, 0, 0, 0, 7)), tags: []uint16{7, 99}},
		{name: "TRILL", around: around(pcaptest.Before(0x22f3, framed, 0, 0x3f, 0, 1, 0, 2)), tags: inside},
		{name: "FabricPath", around: around(pcaptest.Before(0x8903, framed, 0, 0x60)), tags: inside, tshark: "its heuristics are off"},
		{name: "NSH, Ethernet", around: around(pcaptest.Before(0x894f, framed, 0x0f, 0xc6, 1, 3, 0, 0, 7, 255, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4)), tags: inside},
		{name: "NSH, IP", around: around(pcaptest.Before(0x894f, bare, 0x0f, 0xc2, 2, 1, 0, 0, 7, 255))},
		{name: "NSH, IPv6", v6: true, around: around(pcaptest.Before(0x894f, bare, 0x0f, 0xc2, 2, 2, 0, 0, 7, 255))},
		{name: "MPLS, Ethernet", around: around(pcaptest.Before(0x8847, framed, 0, 1, 1, 64)), tags: inside},
		{name: "MPLS, control word", around: around(pcaptest.Before(0x8847, framed, 0, 1, 1, 64, 0, 0, 0, 7)), tags: inside, tshark: "it must be told of the control word"},
		{name: "old QinQ", around: around(pcaptest.Tag(0x9100, 0, 5)), tags: []uint16{5}},

		{name: "ERSPAN I", around: around(pcaptest.InProtocol(47, framed, 0, 0, 0x88, 0xbe)), tags: inside},
		{name: "ERSPAN II", around: around(pcaptest.InProtocol(47, framed, join(sequenced(0x88, 0xbe), []byte{0x10, 1, 0, 2, 0, 0, 0, 3})...)), tags: inside},
		{name: "ERSPAN III", around: around(pcaptest.InProtocol(47, framed, join(sequenced(0x22, 0xeb), erspan3)...)), tags: inside},
		{name: "ERSPAN III with subheader", around: around(pcaptest.InProtocol(47, framed, join(sequenced(0x22, 0xeb), erspan3More)...)), tags: inside},
		{name: "ERSPAN III in IPv6", v6: true, around: around(pcaptest.InProtocol(47, framed, join(sequenced(0x22, 0xeb), erspan3)...), pcaptest.InIPv6), tags: inside},
		{name: "GRE with checksum, key and number", around: around(pcaptest.InProtocol(47, bare, 0xb0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1))},
		{name: "PPTP", around: around(pcaptest.InProtocol(47, ppp.After(0xff, 3), 0x30, 0x81, 0x88, 0x0b, 0, 9, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1))},
		{name: "WCCP", around: around(pcaptest.InProtocol(47, bare, 0, 0, 0x88, 0x3e, 0, 0, 0, 0))},
		{name: "Aruba", around: around(pcaptest.InProtocol(47, snap, join([]byte{0, 0, 0x82, 0x40}, qosWifi)...))},
		{name: "AH, transport", around: around(authenticated)},
		{name: "EtherIP", around: around(pcaptest.InProtocol(97, framed, 0x30, 0)), tags: inside},
		{name: "Ethernet in IP", around: around(pcaptest.InProtocol(143, framed)), tags: inside, tshark: "newer than 4.0"},
		{name: "MPLS in IP", around: around(pcaptest.InProtocol(137, bare, 0, 1, 1, 64))},
		{name: "L2TPv3 in IP", around: around(pcaptest.InProtocol(115, framed, 0, 0, 0, 7)), tags: inside, tshark: "it takes what has no control message for HDLC"},
		{name: "L2TPv3 in IP, cookie and sublayer", around: around(pcaptest.InProtocol(115, framed, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8, 0x40, 0, 0, 1)), tags: inside, tshark: "the same"},

		{name: "L2TP", around: around(pcaptest.InUDP(1701, ppp.After(0xff, 3), 0, 2, 0, 5, 0, 6))},
		{name: "L2TP with length, number and offset", v6: true,
			around: around(pcaptest.InUDP(1701, ppp, 0x4a, 2, 1, 0, 0, 5, 0, 6, 0, 1, 0, 2, 0, 3, 0, 0, 0)), tshark: "the length is wrong for most"},
		{name: "L2TPv3 in UDP", around: around(pcaptest.InUDP(1701, framed, 0, 3, 0, 0, 0, 0, 0, 7)), tags: inside, tshark: "the same as in IP"},
		{name: "TZSP", around: around(pcaptest.InUDP(37008, framed, 1, 0, 0, 1, 1)), tags: inside},
		{name: "TZSP with tags, 802.11", around: around(pcaptest.InUDP(37008, snap, join([]byte{1, 0, 0, 0x12, 0, 10, 1, 0xc8, 18, 1, 6, 1}, plainWifi)...))},
		{name: "AYIYA", v6: true, around: around(pcaptest.InUDP(5072, bare, join([]byte{0x41, 0x52, 0x11, 41, 0, 0, 0, 1}, make([]byte, 16+20))...))},
		{name: "Teredo", v6: true, around: around(pcaptest.InUDP(3544, bare))},
		{name: "Teredo, origin", v6: true, around: around(pcaptest.InUDP(3544, bare, 0, 0, 0x12, 0x34, 1, 2, 3, 4))},
		{name: "Teredo, authentication and origin", v6: true,
			around: around(pcaptest.InUDP(3544, bare, 0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0x12, 0x34, 1, 2, 3, 4))},
		{name: "VXLAN-GPE, Ethernet", around: around(pcaptest.InUDP(4790, framed, 0x0c, 0, 0, 3, 0, 0, 7, 0)), tags: inside},
		{name: "VXLAN-GPE, IP", around: around(pcaptest.InUDP(4790, bare, 0x0c, 0, 0, 1, 0, 0, 7, 0))},
		{name: "VXLAN-GPE, IPv6", v6: true, around: around(pcaptest.InUDP(4790, bare, 0x0c, 0, 0, 2, 0, 0, 7, 0))},
		{name: "VXLAN-GPE, NSH", around: around(pcaptest.InUDP(4790, framed, 0x0c, 0, 0, 4, 0, 0, 7, 0, 0x0f, 0xc2, 2, 3, 0, 0, 7, 255)), tags: inside},
		{name: "VXLAN-GPE, MPLS", around: around(pcaptest.InUDP(4790, bare, 0x0c, 0, 0, 5, 0, 0, 7, 0, 0, 1, 1, 64))},
		{name: "VXLAN-GPE on another port", around: around(pcaptest.InUDP(5790, framed, 0x0c, 0, 0, 3, 0, 0, 7, 0)), tags: inside, tshark: notDefault},
		{name: "VXLAN with groups", around: around(pcaptest.InUDP(4789, framed, 0x88, 0, 1, 2, 0, 0, 7, 0)), tags: inside},
		{name: "VXLAN on 8472", around: around(pcaptest.InUDP(8472, framed, 8, 0, 0, 0, 0, 0, 7, 0)), tags: inside, tshark: notDefault},
		{name: "VXLAN on another port, IPv6", v6: true, around: around(pcaptest.InUDP(14789, framed, 8, 0, 0, 0, 1, 2, 3, 0)), tags: inside, tshark: notDefault},
		{name: "VXLAN with groups on another port", around: around(pcaptest.InUDP(8472, framed, 0x88, 0, 1, 2, 0, 0, 7, 0)), tags: inside, tshark: notDefault},
		{name: "GTP with extensions", around: around(pcaptest.InUDP(2152, bare, 0x34, 0xff, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0x85, 1, 0x10, 1, 0)), tshark: "the length is that of no packet"},
		{name: "Geneve, IP", around: around(pcaptest.InUDP(6081, bare, 0, 0, 8, 0, 0, 0, 7, 0))},
		{name: "GRE in UDP", around: around(pcaptest.InUDP(4754, typed, 0, 0))},
		{name: "MPLS in UDP", around: around(pcaptest.InUDP(6635, bare, 0, 1, 1, 64))},
		{name: "LISP", around: around(pcaptest.InUDP(4341, bare, 0x80, 0, 0, 1, 0, 0, 0, 1))},
		{name: "LISP, IPv6", v6: true, around: around(pcaptest.InUDP(4341, bare, 0x80, 0, 0, 1, 0, 0, 0, 1))},

		{name: "802.11", link: 105, header: header(snap, plainWifi...)},
		{name: "802.11, QoS, IPv6", link: 105, v6: true, header: header(snap, qosWifi...)},
		{name: "802.11, four addresses", link: 105, header: header(snap, wifi(0x08, 3, 2, 0, 0, 0, 0, 8)...)},
		{name: "802.11, QoS and HT control", link: 105, header: header(snap, wifi(0x88, 0x81, 0, 0, 0, 0, 0, 0)...)},
		{name: "radiotap", link: 127, header: header(snap, join([]byte{0, 0, 8, 0, 0, 0, 0, 0}, plainWifi)...)},
		{name: "radiotap with timer and padding", link: 127,
			header: header(snap, join([]byte{0, 0, 18, 0, 3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x20, 0}, wifi(0x88, 1, 0, 0, 0, 0))...)},
		{name: "radiotap with two words", link: 127,
			header: header(snap, join([]byte{0, 0, 14, 0, 2, 0, 0, 0x80, 0, 0, 0, 0, 0, 0}, qosWifi)...)},
		{name: "Prism", link: 119, header: header(snap, join(prism, plainWifi)...)},
		{name: "AVS", link: 163, header: header(snap, join(avs, plainWifi)...)},
		{name: "AVS as Prism", link: 119, header: header(snap, join(avs, plainWifi)...)},
		{name: "PPI, Ethernet", link: 192, header: header(framed, ppi(1)...), tags: inside},
		{name: "PPI, 802.11", link: 192, header: header(snap, join(ppi(105), plainWifi)...)},
		{name: "PPI, cooked", link: 192, header: header(typed, join(ppi(113), []byte{0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0})...), tshark: "it knows fewer links in PPI"},
		{name: "PKTAP, Ethernet", link: 258, header: header(framed, tap(1)...), tags: inside},
		{name: "PKTAP, raw IP", link: 149, header: header(bare, tap(12)...), tshark: "149 is for users"},
		{name: "cooked, 802.2", link: 113, header: header(snap, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0, 4)},
		{name: "cooked, QinQ", link: 113, header: header(typed, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x88, 0xa8, 0, 5, 0x81, 0, 0, 6), tags: []uint16{5, 6}},
		{name: "Token Ring", link: 6, header: header(snap, 0x10, 0x40, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1)},
		{name: "Token Ring, source routing", link: 6, header: header(snap, 0x10, 0x40, 2, 0, 0, 0, 0, 2, 0x82, 0, 0, 0, 0, 1, 6, 0x30, 0, 0x12, 0, 0x20)},
		{name: "FDDI", link: 10, header: header(snap, 0x50, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1)},
		{name: "ATM", link: 100, header: header(snap)},
		{name: "SunATM", link: 123, header: header(snap, 2, 0, 0, 5)},
		{name: "bridged ATM", link: 100, header: header(framed, 0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0, 7, 0, 0), tags: inside},
		{name: "PPPoE", link: 51, header: header(ppp, 0x11, 0, 0, 7, 0, 0), tshark: "the length is that of no packet"},
		{name: "PPP with direction", link: 204, header: header(ppp, 1, 0xff, 3)},
		{name: "PPP, one byte", link: 9, header: header(bare, 0x21)},
		{name: "PPP, multilink", link: 9, header: header(ppp, 0xff, 3, 0, 0x3d, 0xc0, 0, 0, 1)},
		{name: "pppd", link: 166, header: header(ppp, 1, 3), tshark: "it does not know the link type"},
		{name: "C-HDLC with direction", link: 205, header: header(typed, 0, 0x0f, 0), tshark: "it does not know the link type"},
		{name: "frame relay", link: 107, header: families([]byte{0x18, 0x41, 3, 0xcc}, []byte{0x18, 0x41, 3, 0x8e})},
		{name: "frame relay, IPv6", v6: true, link: 107, header: families([]byte{0x18, 0x41, 3, 0xcc}, []byte{0x18, 0x41, 3, 0x8e})},
		{name: "frame relay, SNAP", link: 107, header: header(typed, 0x18, 0x41, 3, 0, 0x80, 0, 0, 0)},
		{name: "frame relay, Cisco", link: 107, header: header(typed, 0x18, 0x41)},
		{name: "frame relay with direction", link: 206, header: header(typed, 0, 0x18, 0x41), tshark: "it does not know the link type"},
		{name: "enc", link: 109, header: families([]byte{2, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0}, nil)},
		{name: "loopback of FreeBSD, IPv6", link: 0, v6: true, header: header(bare, 28, 0, 0, 0)},
		{name: "loopback, big-endian", link: 0, header: header(bare, 0, 0, 0, 2)},
		{name: "FireWire", link: 138, header: header(typed, make([]byte, 16)...)},
		{name: "Fibre Channel", link: 122, header: header(snap, make([]byte, 16)...)},
		{name: "InfiniBand", link: 242, header: header(bare, join(make([]byte, 40), []byte{8, 0, 0, 0})...)},
		{name: "MPLS link", link: 219, header: header(bare, 0, 1, 1, 64), tshark: "it does not know the link type"},
		{name: "IPNET", link: 226, header: families(join([]byte{1, 2, 0, 0, 0, 0, 1, 0}, make([]byte, 16)), nil), tshark: "the length is that of no packet"},
		{name: "netANALYZER", link: 240, header: header(framed, 0, 4, 0, 0), tags: inside, tshark: "it wants lengths that fit"},
		{name: "mPacket", link: 274, header: header(framed, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xd5), tags: inside, tshark: "it takes four bytes for a checksum"},
		{name: "EPON", link: 259, header: header(framed, 0x55, 0x55, 0xd5, 0x55, 0x55, 0, 1, 0x8f), tags: inside},
		{name: "NFLOG", link: 239, header: nflogHeader, tshark: "the length is that of no packet"},
		{name: "ERF in pcap", link: 197, header: erfHeader(2, 2), tags: inside, tshark: "the lengths are those of no packet"},
		{name: "DOCSIS", link: 143, header: header(framed, 0, 0, 0, 0, 0, 0), tags: inside, tshark: "the length is that of no packet"},
		{name: "DSA", link: 283, header: header(typed, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0xc0, 0x01, 0, 0), tshark: "newer than 4.0"},
	}
}

// authenticated is IPsec AH between the IP header and TCP.
func authenticated(etherType uint16, packet []byte) (uint16, []byte) {
	header := []byte{packet[9], 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	packet = slices.Insert(slices.Clone(packet), 20, header...)
	packet[9] = 51
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)))
	return etherType, packet
}

// nflogHeader is the header of NFLOG with a prefix and the payload.
func nflogHeader(uint16) []byte { return []byte{2, 0, 0, 0, 7, 0, 10, 0, 'a', 'b', 0, 0, 4, 0, 9, 0} }

// erfHeader returns the header of an ERF record.
func erfHeader(kind byte, pad int) func(uint16) []byte {
	return func(etherType uint16) []byte {
		h := append([]byte{0, 0, 0, 0, 1, 2, 3, 4, kind, 4, 0, 100, 0, 0, 0, 84}, make([]byte, pad)...)
		return append(h, pcaptest.Framed(etherType, nil)...)
	}
}
