// Tunnels and rare links, through gopacket's general decoder.

package packet

import (
	"encoding/binary"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

// Numbers that the layers package does not name.
const (
	etherTypeOldQinQ   layers.EthernetType = 0x9100
	etherTypeMostBytes layers.EthernetType = 0x600 // less is a length: LLC follows

	pppoeHeader = 6

	linkPPPDirection layers.LinkType = 204
	linkMPLS         layers.LinkType = 219
	linkPKTAP        layers.LinkType = 258 // of macOS
	linkUserPKTAP    layers.LinkType = 149 // as its older tcpdump numbers it
)

// udpTunnels are the ports on which Wireshark decodes a datagram as a tunnel.
var udpTunnels = map[uint16]gopacket.Decoder{
	2152: layers.LayerTypeGTPv1U,
	4754: layers.LayerTypeGRE,
	4789: layers.LayerTypeVXLAN,
	6081: layers.LayerTypeGeneve,
	6635: layers.LayerTypeMPLS,
}

// rareLinks are the links that the general decoder decodes: the length of the
// header to skip and the layer that follows.
var rareLinks = map[layers.LinkType]struct {
	header int
	first  gopacket.Decoder
}{
	layers.LinkTypePPP:            {0, layers.LayerTypePPP},
	layers.LinkTypePPP_HDLC:       {0, layers.LayerTypePPP},
	layers.LinkTypePPPEthernet:    {0, layers.EthernetTypePPPoESession},
	linkPPPDirection:              {1, layers.LayerTypePPP},
	layers.LinkTypeC_HDLC:         {2, etherTyped},
	layers.LinkTypeATM_RFC1483:    {0, layers.LayerTypeLLC},
	layers.LinkTypeIEEE802_11:     {0, layers.LayerTypeDot11},
	layers.LinkTypeIEEE80211Radio: {0, layers.LayerTypeRadioTap},
	layers.LinkTypePrismHeader:    {0, layers.LayerTypePrismHeader},
	layers.LinkTypeFDDI:           {0, layers.LayerTypeFDDI},
	layers.LinkTypePFLog:          {0, layers.LayerTypePFLog},
	linkMPLS:                      {0, layers.LayerTypeMPLS},
}

// etherTyped decodes data that begins with an EtherType.
var etherTyped = gopacket.DecodeFunc(func(data []byte, p gopacket.PacketBuilder) error {
	if len(data) < 2 {
		p.SetTruncated()
		return nil
	}
	return layers.EthernetType(binary.BigEndian.Uint16(data)).Decode(data[2:], p)
})

// rareLink decodes a packet of a link type that has no parser.
func (d *Decoder) rareLink(link layers.LinkType, data []byte, cut int, s *tcp.Segment) Outcome {
	if link == linkPKTAP || link == linkUserPKTAP {
		// Length of the header, kind (1: a packet follows), inner link type.
		if len(data) < 12 || binary.LittleEndian.Uint32(data[4:]) != 1 {
			return NoSegment
		}
		header, inner := binary.LittleEndian.Uint32(data), layers.LinkType(binary.LittleEndian.Uint32(data[8:]))
		if header < 12 || header > uint32(len(data)) || inner == linkPKTAP || inner == linkUserPKTAP {
			return NoSegment
		}
		data = data[header:]
		return d.Decode(inner, data, len(data)+cut, s)
	}
	rare, known := rareLinks[link]
	switch {
	case !known:
		return UnknownLink
	case len(data) < rare.header:
		return NoSegment
	}
	return d.general(rare.first, data[rare.header:], cut, s)
}

// inside continues where the parser stopped, after the layer last.
func (d *Decoder) inside(last gopacket.LayerType, cut int, s *tcp.Segment) Outcome {
	switch last {
	case layers.LayerTypeEthernet:
		return d.etherType(d.ethernet.EthernetType, d.ethernet.Payload, cut, s)
	case layers.LayerTypeLinuxSLL:
		return d.etherType(d.sll.EthernetType, d.sll.Payload, cut, s)
	case layers.LayerTypeLinuxSLL2:
		return d.etherType(d.sll2.ProtocolType, d.sll2.Payload, cut, s)
	case layers.LayerTypeDot1Q:
		return d.etherType(d.vlan.Type, d.vlan.Payload, cut, s)
	case layers.LayerTypeIPv4:
		if f, ok := d.fragment4(); ok {
			return d.defragment(f, s)
		}
		return d.protocol(d.ip4.Protocol, d.ip4.Payload, layers.LayerTypeIPv4, cut, s)
	case layers.LayerTypeIPv6:
		next := d.ip6.NextHeader
		if d.ip6.HopByHop != nil {
			next = d.ip6.HopByHop.NextHeader
		}
		return d.protocol(next, d.ip6.Payload, layers.LayerTypeIPv6, cut, s)
	case layers.LayerTypeIPv6HopByHop, layers.LayerTypeIPv6Routing, layers.LayerTypeIPv6Destination:
		return d.protocol(d.extension.NextHeader, d.extension.Payload, layers.LayerTypeIPv6, cut, s)
	}
	return NoSegment
}

// etherType decodes the payload that an EtherType announces, if it can contain
// TCP and the parser does not know it.
func (d *Decoder) etherType(t layers.EthernetType, data []byte, cut int, s *tcp.Segment) Outcome {
	switch {
	case t == etherTypeOldQinQ:
		return d.general(layers.LayerTypeDot1Q, data, cut, s)
	case t < etherTypeMostBytes:
		return d.general(layers.LayerTypeLLC, data, cut, s)
	case t == layers.EthernetTypePPPoESession && len(data) > pppoeHeader:
		// gopacket rejects a session whose packet was cut.
		return d.general(layers.LayerTypePPP, data[pppoeHeader:], cut, s)
	case t == layers.EthernetTypeMPLSUnicast, t == layers.EthernetTypeMPLSMulticast, t == layers.EthernetTypeTransparentEthernetBridging:
		return d.general(t, data, cut, s)
	}
	return NoSegment
}

// protocol decodes the payload that an IP header announces, if it can contain
// TCP. It is called for TCP itself only after a reassembly of fragments.
func (d *Decoder) protocol(p layers.IPProtocol, data []byte, ip gopacket.LayerType, cut int, s *tcp.Segment) Outcome {
	switch p {
	case layers.IPProtocolTCP:
		if d.tcp.DecodeFromBytes(data, gopacket.NilDecodeFeedback) != nil {
			return NoSegment
		}
		return d.segment(ip, cut, s)
	case layers.IPProtocolIPv6Fragment:
		if f, ok := d.fragment6(data); ok {
			return d.defragment(f, s)
		}
	case layers.IPProtocolUDP:
		if len(data) < 8 {
			return NoSegment
		}
		for _, port := range []uint16{binary.BigEndian.Uint16(data[2:]), binary.BigEndian.Uint16(data)} {
			if first, ok := udpTunnels[port]; ok {
				return d.general(first, data[8:], cut, s)
			}
		}
	case layers.IPProtocolIPv4, layers.IPProtocolIPv6, layers.IPProtocolGRE, layers.IPProtocolAH, layers.IPProtocolEtherIP,
		layers.IPProtocolMPLSInIP, layers.IPProtocolIPv6HopByHop, layers.IPProtocolIPv6Routing, layers.IPProtocolIPv6Destination:
		return d.general(p, data, cut, s)
	}
	return NoSegment
}

// general decodes data with gopacket's general decoder, down to the outermost
// TCP.
func (d *Decoder) general(first gopacket.Decoder, data []byte, cut int, s *tcp.Segment) Outcome {
	found := gopacket.NewPacket(data, first, gopacket.DecodeOptions{NoCopy: true, SkipDecodeRecovery: true}).Layers()
	ip := gopacket.LayerTypeZero
	for i, l := range found {
		switch l := l.(type) {
		case *layers.Dot1Q:
			d.vlan.add(l.VLANIdentifier)
		case *layers.IPv4:
			d.ip4, ip = *l, layers.LayerTypeIPv4
			if f, ok := d.fragment4(); ok {
				return d.defragment(f, s)
			}
			if l.Protocol == layers.IPProtocolTCP {
				return d.protocol(l.Protocol, l.Payload, ip, cut, s)
			}
		case *layers.IPv6:
			d.ip6, ip = *l, layers.LayerTypeIPv6
			if l.NextHeader == layers.IPProtocolTCP {
				return d.protocol(l.NextHeader, l.Payload, ip, cut, s)
			}
		case *layers.IPv6Fragment:
			if i > 0 && ip != gopacket.LayerTypeZero {
				return d.protocol(layers.IPProtocolIPv6Fragment, found[i-1].LayerPayload(), ip, cut, s)
			}
		case *layers.TCP:
			if i > 0 && ip != gopacket.LayerTypeZero {
				return d.protocol(layers.IPProtocolTCP, found[i-1].LayerPayload(), ip, cut, s)
			}
		}
	}
	return NoSegment
}
