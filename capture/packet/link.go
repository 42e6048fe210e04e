// Link types: https://www.tcpdump.org/linktypes.html

package packet

import "encoding/binary"

// links are the link types that are read.
var links = map[uint64]step{
	0:   loopback,
	1:   readEthernet,
	6:   tokenRing,
	9:   pointToPoint,
	10:  skip(13, llc), // FDDI
	12:  readRawIP,     // the number on OpenBSD
	14:  readRawIP,     // the number on BSD/OS
	50:  pointToPoint,
	51:  pppoe,
	100: readLLC, // ATM, RFC 2684
	101: readRawIP,
	104: readCHDLC,
	105: readWireless,
	107: readRelay,
	108: loopback,
	109: encapsulated,
	113: cooked,
	117: packetFilter,
	119: prism,
	122: skip(16, llc), // Fibre Channel
	123: skip(4, llc),  // ATM of SunATM
	127: radiotap,
	138: skipTo(18), // FireWire
	143: docsis,
	149: packetTap, // the number in older tcpdump of macOS
	163: avs,
	166: pppd,
	192: perPacketInformation,
	197: endace,
	204: skip(1, ppp),
	205: skip(1, chdlc),
	206: skip(1, relay),
	219: readMPLS,
	226: skip(24, rawIP), // Solaris IPNET
	228: as(ipv4),
	229: as(ipv6),
	239: netfilterLog,
	240: skip(4, ethernet),  // netANALYZER
	241: skip(12, ethernet), // netANALYZER, with preamble
	242: infiniBand,
	258: packetTap,
	259: skip(8, ethernet), // EPON
	274: skip(8, ethernet), // Ethernet with preamble
	276: cooked2,
	281: switchTag(4), // Broadcom
	282: skip(4, ethernet),
	283: switchTag(4), // Marvell DSA
	284: switchTag(8), // Marvell EDSA
}

// family returns the IP layer of an address family of Linux, macOS or any BSD.
func family(number uint32, b []byte) (Layer, []byte) {
	switch number {
	case 2:
		return ipv4, b
	case 10, 24, 26, 28, 30:
		return ipv6, b
	}
	return nothing, nil
}

// loopback reads the address family before the packets of a BSD loopback
// interface, in either byte order.
func loopback(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 4 {
		return nothing, nil
	}
	number := le.Uint32(b)
	if b[0] == 0 && b[1] == 0 {
		number = be.Uint32(b)
	}
	return family(number, b[4:])
}

// encapsulated reads the header of OpenBSD's enc interface: packets of IPsec,
// decrypted.
func encapsulated(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 12 {
		return nothing, nil
	}
	number := le.Uint32(b)
	if b[0] == 0 {
		number = be.Uint32(b)
	}
	return family(number, b[12:])
}

// packetFilter reads the header of BSD's pflog interface.
func packetFilter(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 2 || len(b) < (int(b[0])+3)&^3 {
		return nothing, nil
	}
	return family(uint32(b[1]), b[(int(b[0])+3)&^3:])
}

// Hardware types of Linux whose protocol field is not an EtherType.
const (
	hardwareWireless = 801
	hardwarePrism    = 802
	hardwareRadiotap = 803
	hardwareNetlink  = 824
)

// cooked reads the header of a Linux cooked capture (LINKTYPE_LINUX_SLL). Its
// address length may exceed the header's address field.
func cooked(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 16 {
		return nothing, nil
	}
	return fromLinux(be.Uint16(b[2:]), be.Uint16(b[14:]), b[16:])
}

// cooked2 is cooked for LINKTYPE_LINUX_SLL2.
func cooked2(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 20 {
		return nothing, nil
	}
	return fromLinux(be.Uint16(b[8:]), be.Uint16(b), b[20:])
}

func fromLinux(hardware, protocol uint16, b []byte) (Layer, []byte) {
	switch hardware {
	case hardwareNetlink:
		return Layer{Link, 253}, b
	case hardwareWireless:
		return wireless, b
	case hardwarePrism:
		return Layer{Link, 119}, b
	case hardwareRadiotap:
		return Layer{Link, 127}, b
	}
	const novell, llcFrames = 1, 4
	switch {
	case protocol == llcFrames:
		return llc, b
	case protocol == novell:
		return nothing, nil
	}
	return Layer{EtherType, uint64(protocol)}, b
}

// tokenRing reads the header of IEEE 802.5, with source routing.
func tokenRing(_ *Decoder, b []byte) (Layer, []byte) {
	header := 14
	if len(b) > header && b[8]&0x80 != 0 {
		header += int(b[14] & 0x1f)
	}
	return after(header, llc, b)
}

// packetTap reads the header of macOS's PKTAP: its length, the kind (1: a packet
// follows) and the link type of the packet.
func packetTap(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 12 || le.Uint32(b[4:]) != 1 || le.Uint32(b) < 12 || uint64(le.Uint32(b)) > uint64(len(b)) {
		return nothing, nil
	}
	return Layer{Link, uint64(le.Uint32(b[8:]))}, b[le.Uint32(b):]
}

// endace reads the header of an ERF record of Ethernet.
func endace(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 16 {
		return nothing, nil
	}
	header, more := 16, b[8]&0x80 != 0
	for more && header < len(b) {
		more = b[header]&0x80 != 0
		header += 8
	}
	switch b[8] & 0x7f {
	case 2, 11, 16, 20: // Ethernet, with two bytes of padding before it
		return after(header+2, ethernet, b)
	case 22:
		return after(header, ipv4, b)
	case 23:
		return after(header, ipv6, b)
	}
	return nothing, nil
}

// netfilterLog reads the header and the attributes of Linux's NFLOG; the one
// with the packet is the last.
func netfilterLog(_ *Decoder, b []byte) (Layer, []byte) {
	const payload = 9
	for at := 4; at+4 <= len(b); {
		length, order := int(le.Uint16(b[at:])), binary.ByteOrder(le)
		if length > len(b)-at && be.Uint16(b[at:]) <= uint16(len(b)-at) {
			length, order = int(be.Uint16(b[at:])), be
		}
		if order.Uint16(b[at+2:])&0x7fff == payload {
			return rawIP, b[at+4:]
		}
		if length < 4 {
			break
		}
		at += (length + 3) &^ 3
	}
	return nothing, nil
}

// infiniBand reads the header of IP over InfiniBand, which begins with a global
// routing header.
func infiniBand(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 44 {
		return nothing, nil
	}
	return Layer{EtherType, uint64(be.Uint16(b[40:]))}, b[44:]
}

// docsis reads the header of a cable modem's frames. Only packet frames contain
// Ethernet.
func docsis(_ *Decoder, b []byte) (Layer, []byte) {
	if len(b) < 6 || b[0]>>6 != 0 {
		return nothing, nil
	}
	header := 6
	if b[0]&1 != 0 { // extended header
		header += int(b[1])
	}
	return after(header, ethernet, b)
}

// switchTag returns the step over Ethernet addresses and the tag that a switch
// inserted after them.
func switchTag(length int) step {
	return func(_ *Decoder, b []byte) (Layer, []byte) { return typed(12+length+2, b) }
}
