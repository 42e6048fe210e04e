// Packets that are built from scratch: Ethernet, IP, TCP and UDP.

package rewrite

import (
	"net"
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/container"
)

// Parts of packets that are built from scratch.
const (
	mss        = 1460
	window     = 65535
	timeToLive = 64
)

// madeOn is the interface of these packets.
var madeOn = container.Interface{Link: layers.LinkTypeEthernet, Resolution: 9, FCS: -1}

// segment is a TCP segment, or a datagram.
type segment struct {
	from, to      netip.AddrPort
	vlan          []uint16
	seq, ack      uint32
	syn, fin, rst bool
	hasAck        bool
	datagram      bool
	payload       []byte
}

// packet returns the segment as an Ethernet frame with correct lengths and checksums. id
// numbers the packets of IPv4.
func (s *segment) packet(id uint16) ([]byte, error) {
	var all []gopacket.SerializableLayer
	ethernet := &layers.Ethernet{SrcMAC: hardware(s.from), DstMAC: hardware(s.to), EthernetType: layers.EthernetTypeIPv4}
	if !s.from.Addr().Is4() {
		ethernet.EthernetType = layers.EthernetTypeIPv6
	}
	all = append(all, ethernet)
	for _, tag := range s.vlan {
		dot1q := &layers.Dot1Q{VLANIdentifier: tag & 0xfff, Type: ethernet.EthernetType}
		if before, is := all[len(all)-1].(*layers.Dot1Q); is {
			before.Type = layers.EthernetTypeDot1Q
		}
		all = append(all, dot1q)
	}
	if len(s.vlan) > 0 {
		ethernet.EthernetType = layers.EthernetTypeDot1Q
	}
	protocol := layers.IPProtocolTCP
	if s.datagram {
		protocol = layers.IPProtocolUDP
	}
	var ip gopacket.NetworkLayer
	if s.from.Addr().Is4() {
		v4 := &layers.IPv4{Version: 4, Id: id, Flags: layers.IPv4DontFragment, TTL: timeToLive, Protocol: protocol, SrcIP: address(s.from), DstIP: address(s.to)}
		ip, all = v4, append(all, v4)
	} else {
		v6 := &layers.IPv6{Version: 6, NextHeader: protocol, HopLimit: timeToLive, SrcIP: address(s.from), DstIP: address(s.to)}
		ip, all = v6, append(all, v6)
	}
	if s.datagram {
		udp := &layers.UDP{SrcPort: layers.UDPPort(s.from.Port()), DstPort: layers.UDPPort(s.to.Port())}
		_ = udp.SetNetworkLayerForChecksum(ip) // it is IP
		all = append(all, udp)
	} else {
		tcp := &layers.TCP{
			SrcPort: layers.TCPPort(s.from.Port()), DstPort: layers.TCPPort(s.to.Port()), Seq: s.seq, Ack: s.ack,
			SYN: s.syn, FIN: s.fin, RST: s.rst, ACK: s.hasAck, PSH: len(s.payload) > 0, Window: window,
		}
		if s.syn {
			tcp.Options = []layers.TCPOption{{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{mss >> 8, mss & 0xff}}}
		}
		_ = tcp.SetNetworkLayerForChecksum(ip)
		all = append(all, tcp)
	}
	buf := gopacket.NewSerializeBuffer()
	err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, append(all, gopacket.Payload(s.payload))...)
	return buf.Bytes(), err
}

func address(end netip.AddrPort) net.IP { return end.Addr().AsSlice() }

// hardware returns a locally administered address for an endpoint.
func hardware(end netip.AddrPort) net.HardwareAddr {
	b := end.Addr().As16()
	return net.HardwareAddr{2, b[11], b[12], b[13], b[14], b[15]}
}
