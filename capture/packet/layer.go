// The Decoder's state, layers by kind and number, and steps that many headers share.

package packet

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"ivrcheck/capture/tcp"
)

// Decoder decodes packets one after the other.
type Decoder struct {
	// ip is the innermost IP header of the current packet.
	ip internet
	// cut is the number of bytes that the snapshot length removed from the end of
	// the innermost packet.
	cut   int
	vlans []uint16
	// udp is a datagram that is not a tunnel, with its header; else nil.
	udp []byte
	// unread is the layer at which decoding stopped.
	unread Layer

	fragments fragments
	frames    []int
	// fragment is the data of the current packet, if that is a fragment; it begins at offset from.
	fragment []byte
	from     int
}

// tcpHeader is the length of a TCP header without options.
const tcpHeader = 20

// udpHeader is the length of a UDP header.
const udpHeader = 8

// maxVLAN is the most tags of a packet that are kept.
const maxVLAN = 8

// internet is an IP header.
type internet struct {
	// addresses are the source and the destination, nil if there is no header.
	addresses []byte
	// short reports that the packet is shorter than its header says.
	short bool

	// For a fragment: the identification, the offset, whether more follow, and the
	// protocol of the packet.
	id       uint32
	from     int
	more     bool
	protocol byte
}

// v6 reports whether the header is IPv6.
func (p *internet) v6() bool { return len(p.addresses) == 32 }

// flow returns the Flow of a segment whose ports b begins with.
func (p *internet) flow(b []byte) tcp.Flow {
	if p.v6() {
		return tcp.Flow6((*[32]byte)(p.addresses), (*[4]byte)(b))
	}
	return tcp.Flow4((*[8]byte)(p.addresses), (*[4]byte)(b))
}

// ends returns the addresses.
func (p *internet) ends() (src, dst netip.Addr) {
	half := len(p.addresses) / 2
	src, _ = netip.AddrFromSlice(p.addresses[:half])
	dst, _ = netip.AddrFromSlice(p.addresses[half:])
	return src, dst
}

var (
	be = binary.BigEndian
	le = binary.LittleEndian
)

const (
	protocolTCP      = 6
	protocolUDP      = 17
	protocolFragment = 44
	protocolESP      = 50
)

// Kind is a number space of layers.
type Kind uint8

const (
	none Kind = iota
	Link
	EtherType
	IPProtocol
	PPPProtocol
	SAP // service access point of LLC (IEEE 802.2)
	SNAP
	Encrypted // 802.11, MACsec
	kinds     // their number
)

// Layer is a layer, as announced by a header.
type Layer struct {
	Kind   Kind
	Number uint64
}

// nothing is the layer after a header that cannot lead to TCP.
var nothing = Layer{}

// Layers announced by several headers.
var (
	ethernet  = Layer{Link, 1}
	ppp       = Layer{Link, 9}
	llc       = Layer{Link, 100}
	rawIP     = Layer{Link, 101}
	chdlc     = Layer{Link, 104}
	wireless  = Layer{Link, 105}
	relay     = Layer{Link, 107}
	ipv4      = Layer{EtherType, 0x0800}
	ipv6      = Layer{EtherType, 0x86dd}
	mpls      = Layer{EtherType, 0x8847}
	serviceIP = Layer{EtherType, 0x894f} // NSH

	// FragmentOfIP is an IP fragment, whose header is in Decoder.ip.
	FragmentOfIP = Layer{IPProtocol, 1 << 16}
)

// step reads the header that b begins with and returns the layer after it.
type step func(d *Decoder, b []byte) (Layer, []byte)

// as returns the step of an alias of l, so that Headers has one name for each layer: IP, above all.
func as(l Layer) step { return func(_ *Decoder, b []byte) (Layer, []byte) { return l, b } }

// leaf is a layer that cannot contain TCP.
func leaf(*Decoder, []byte) (Layer, []byte) { return nothing, nil }

// skip returns the step over a header of fixed length.
func skip(header int, next Layer) step {
	return func(_ *Decoder, b []byte) (Layer, []byte) { return after(header, next, b) }
}

// skipTo returns the step over a header that ends with the EtherType of the
// next layer.
func skipTo(header int) step {
	return func(_ *Decoder, b []byte) (Layer, []byte) { return typed(header, b) }
}

// after returns the layer and the bytes after a header.
func after(header int, next Layer, b []byte) (Layer, []byte) {
	if header < 0 || len(b) < header {
		return nothing, nil
	}
	return next, b[header:]
}

// typed returns the layer and the bytes after a header that ends with an EtherType.
func typed(header int, b []byte) (Layer, []byte) {
	if header < 2 || len(b) < header {
		return nothing, nil
	}
	return Layer{EtherType, uint64(be.Uint16(b[header-2:]))}, b[header:]
}

// names are the names of layers that occur in captures and are not read.
var names = map[Layer]string{
	{Link, 8}: "SLIP", {Link, 169}: "GPRS LLC", {Link, 187}: "Bluetooth HCI", {Link, 189}: "USB", {Link, 195}: "IEEE 802.15.4",
	{Link, 201}: "Bluetooth HCI", {Link, 220}: "USB", {Link, 227}: "CAN", {Link, 249}: "USB", {Link, 252}: "Wireshark exported PDUs",
	{Link, 253}: "netlink", {Link, 254}: "Bluetooth", {Link, 266}: "USB",
	{EtherType, 0x8137}: "IPX", {EtherType, 0x8809}: "LACP", {EtherType, 0x8863}: "PPPoE discovery", {EtherType, 0x888e}: "EAPOL",
	{EtherType, 0x8906}: "FCoE", {EtherType, 0x88f7}: "PTP", {EtherType, 0x8915}: "RoCE",
	{IPProtocol, protocolESP}: "ESP, encrypted", {IPProtocol, 108}: "IPComp", {IPProtocol, 55}: "minimal encapsulation",
	{PPPProtocol, 0x2d}: "compressed TCP", {PPPProtocol, 0x2f}: "compressed TCP", {PPPProtocol, 0xfd}: "compressed", {PPPProtocol, 0x53}: "encrypted",
	{SAP, 0xe0}: "IPX", {SAP, 0xf0}: "NetBIOS", {SAP, 0xfe}: "ISO network layer",
}

// Numbers of the kind Encrypted.
const (
	encryptedWireless = 80211
	encryptedMACsec   = 8021
)

// String returns the kind, the number and the name, if any.
func (l Layer) String() string {
	format := map[Kind]string{
		Link: "link type %d", EtherType: "EtherType 0x%04x", IPProtocol: "IP protocol %d", PPPProtocol: "PPP protocol 0x%04x",
		SAP: "LLC SAP 0x%02x", SNAP: "SNAP protocol 0x%010x",
	}
	switch l {
	case Layer{Encrypted, encryptedWireless}:
		return "encrypted 802.11"
	case Layer{Encrypted, encryptedMACsec}:
		return "encrypted MACsec (EtherType 0x88e5)"
	}
	text := fmt.Sprintf(format[l.Kind], l.Number)
	if name := names[l]; name != "" {
		text += " (" + name + ")"
	}
	return text
}
