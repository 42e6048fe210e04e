// What follows the layers that the parser knows: tunnels, through gopacket's
// general decoder, and fragments.

package packet

import (
	"encoding/binary"
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

// Numbers that the layers package does not name.
const (
	etherTypeOldQinQ   layers.EthernetType = 0x9100
	etherTypeMostBytes layers.EthernetType = 0x600 // less is a length: LLC follows

	pppoeHeader = 6
)

// udpTunnels are the ports on which Wireshark decodes a datagram as a tunnel.
var udpTunnels = map[uint16]gopacket.Decoder{
	2152: layers.LayerTypeGTPv1U,
	4754: layers.LayerTypeGRE,
	4789: layers.LayerTypeVXLAN,
	6081: layers.LayerTypeGeneve,
	6635: layers.LayerTypeMPLS,
}

// etherTyped decodes data that begins with an EtherType.
var etherTyped = gopacket.DecodeFunc(func(data []byte, p gopacket.PacketBuilder) error {
	if len(data) < 2 {
		p.SetTruncated()
		return nil
	}
	return layers.EthernetType(binary.BigEndian.Uint16(data)).Decode(data[2:], p)
})

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

// defragment adds a fragment and decodes the packet if it is complete.
func (d *Decoder) defragment(f fragment, s *tcp.Segment) Outcome {
	data, protocol, frames := d.fragments.take(f, s.Frame, s.Time)
	if data == nil {
		return NoSegment
	}
	if len(frames) > 1 {
		d.frames = frames
	}
	// The header's lengths are those of the fragment.
	if f.ip == layers.LayerTypeIPv4 {
		d.ip4.Payload = data
	} else {
		d.ip6.Payload, d.ip6.HopByHop = data, nil
	}
	return d.protocol(protocol, data, f.ip, 0, s)
}

// fragment4 returns the fragment in d.ip4; ok is false if it is none.
func (d *Decoder) fragment4() (f fragment, ok bool) {
	ip := &d.ip4
	if ip.FragOffset == 0 && ip.Flags&layers.IPv4MoreFragments == 0 {
		return f, false
	}
	f = fragment{
		ip: layers.LayerTypeIPv4, protocol: ip.Protocol,
		from: int(ip.FragOffset) * fragmentUnit, more: ip.Flags&layers.IPv4MoreFragments != 0, data: ip.Payload,
	}
	f.key = d.datagramKey(ip.SrcIP, ip.DstIP, uint32(ip.Id), ip.Protocol)
	if int(ip.Length) != len(ip.Contents)+len(ip.Payload) {
		f.data = nil // cut by the snapshot length
	}
	return f, true
}

// fragment6 returns the fragment after the headers of d.ip6; data begins with
// the fragment header. ok is false if that is cut.
func (d *Decoder) fragment6(data []byte) (f fragment, ok bool) {
	if len(data) < 8 {
		return f, false
	}
	offset := int(binary.BigEndian.Uint16(data[2:]))
	f = fragment{
		ip: layers.LayerTypeIPv6, protocol: layers.IPProtocol(data[0]),
		from: offset &^ 7, more: offset&1 != 0, data: data[8:],
	}
	// Only the first fragment is sure to name the protocol.
	f.key = d.datagramKey(d.ip6.SrcIP, d.ip6.DstIP, binary.BigEndian.Uint32(data[4:]), 0)
	if int(d.ip6.Length) != d.length6() {
		f.data = nil
	}
	return f, true
}

func (d *Decoder) datagramKey(src, dst []byte, id uint32, p layers.IPProtocol) datagramKey {
	k := datagramKey{id: id, protocol: p}
	k.src, _ = netip.AddrFromSlice(src)
	k.dst, _ = netip.AddrFromSlice(dst)
	if n := len(d.vlan.tags); n > 0 {
		k.vlan = d.vlan.tags[n-1] + 1
	}
	return k
}
