// From a captured packet to its TCP segment, through whatever is around it.

package capture

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"slices"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

// decoder takes packets apart. Its layers are used again for each packet. The
// plainest are taken by hand (plain.go), the common shapes cost no allocation,
// tunnels and rare links go through gopacket's general decoder (tunnel.go).
type decoder struct {
	ethernet  layers.Ethernet
	sll       cooked
	sll2      layers.LinuxSLL2
	loopback  layers.Loopback
	vlan      vlanTags
	ip4       layers.IPv4
	ip6       layers.IPv6
	extension extension
	tcp       segment

	parsers map[layers.LinkType]*gopacket.DecodingLayerParser
	decoded []gopacket.LayerType

	fragments fragments
	// frames are those that carried the packet, if it came in fragments.
	frames []int
}

// outcome is what a packet turned out to be.
type outcome uint8

const (
	noSegment outcome = iota
	isSegment
	unknownLink
)

// Link types that the layers package does not name, as libpcap numbers them:
// raw IP as BSD systems wrote it.
const (
	linkRawDLT layers.LinkType = 12
	linkRawBSD layers.LinkType = 14
)

func newDecoder() *decoder {
	d := &decoder{parsers: map[layers.LinkType]*gopacket.DecodingLayerParser{}}
	for link, first := range map[layers.LinkType]gopacket.LayerType{
		layers.LinkTypeEthernet:  layers.LayerTypeEthernet,
		layers.LinkTypeLinuxSLL:  layers.LayerTypeLinuxSLL,
		layers.LinkTypeLinuxSLL2: layers.LayerTypeLinuxSLL2,
		layers.LinkTypeNull:      layers.LayerTypeLoopback,
		layers.LinkTypeLoop:      layers.LayerTypeLoopback,
		layers.LinkTypeIPv4:      layers.LayerTypeIPv4,
		layers.LinkTypeIPv6:      layers.LayerTypeIPv6,
	} {
		p := gopacket.NewDecodingLayerParser(first)
		p.SetDecodingLayerContainer(gopacket.DecodingLayerArray(nil))
		for _, l := range []gopacket.DecodingLayer{&d.ethernet, &d.sll, &d.sll2, &d.loopback, &d.vlan,
			&d.ip4, &d.ip6, &d.extension, &d.tcp} {
			p.AddDecodingLayer(l)
		}
		p.IgnoreUnsupported, p.IgnorePanic = true, true
		d.parsers[link] = p
	}
	return d
}

// parser gives the parser for a packet of the link type, nil if there is none.
func (d *decoder) parser(link layers.LinkType, data []byte) *gopacket.DecodingLayerParser {
	switch link {
	case layers.LinkTypeRaw, linkRawDLT, linkRawBSD:
		link = layers.LinkTypeIPv4
		if len(data) > 0 && data[0]>>4 == 6 {
			link = layers.LinkTypeIPv6
		}
	}
	return d.parsers[link]
}

// packet fills s with the segment in data, whose length on the wire was wire,
// and whose frame and time are in s. s refers to data, or to what the decoder
// holds until the next packet. VLAN tags are in d.vlan.tags after it, and the
// frames of a fragmented packet in d.frames.
func (d *decoder) packet(link layers.LinkType, data []byte, wire int, s *tcp.Segment) outcome {
	d.vlan.tags, d.frames = d.vlan.tags[:0], nil
	if plain(link, data, s) {
		return isSegment
	}
	return d.layered(link, data, wire, s)
}

// layered is packet for what is not plain.
func (d *decoder) layered(link layers.LinkType, data []byte, wire int, s *tcp.Segment) outcome {
	cut := max(0, wire-len(data))
	p := d.parser(link, data)
	if p == nil {
		return d.rareLink(link, data, cut, s)
	}
	// An error is a packet that cannot be understood to its end: no segment.
	_ = p.DecodeLayers(data, &d.decoded)
	if len(d.decoded) == 0 {
		return noSegment
	}
	last := d.decoded[len(d.decoded)-1]
	if last != layers.LayerTypeTCP {
		return d.inside(last, cut, s)
	}
	for _, layer := range slices.Backward(d.decoded) {
		if layer == layers.LayerTypeIPv4 || layer == layers.LayerTypeIPv6 {
			return d.segment(layer, cut, s)
		}
	}
	return noSegment
}

// segment fills s from d.tcp and the layer of IP around it. cut is how much of
// the packet the snapshot length took away.
func (d *decoder) segment(ip gopacket.LayerType, cut int, s *tcp.Segment) outcome {
	var src, dst netip.Addr
	if ip == layers.LayerTypeIPv4 {
		src, _ = netip.AddrFromSlice(d.ip4.SrcIP)
		dst, _ = netip.AddrFromSlice(d.ip4.DstIP)
		// Segmentation offload writes length 0; then there is no padding.
		if length := int(binary.BigEndian.Uint16(d.ip4.Contents[2:])); length != 0 {
			cut = min(cut, length-len(d.ip4.Contents)-len(d.ip4.Payload))
		}
	} else {
		src, _ = netip.AddrFromSlice(d.ip6.SrcIP)
		dst, _ = netip.AddrFromSlice(d.ip6.DstIP)
		if d.ip6.Length != 0 { // else a jumbogram
			have := len(d.ip6.Payload)
			if d.ip6.HopByHop != nil {
				have += d.ip6.HopByHop.ActualLength
			}
			cut = min(cut, int(d.ip6.Length)-have)
		}
	}
	s.Flow = tcp.FlowOf(netip.AddrPortFrom(src, d.tcp.src), netip.AddrPortFrom(dst, d.tcp.dst))
	s.Seq, s.Ack, s.Flags = d.tcp.seq, d.tcp.ack, d.tcp.flags
	s.Payload, s.Cut = d.tcp.payload, max(0, cut)
	return isSegment
}

// segment decodes the TCP header. Options are not looked at, so that a bad one
// costs no segment.
type segment struct {
	src, dst uint16
	seq, ack uint32
	flags    tcp.Flags
	payload  []byte
}

// DecodeFromBytes implements gopacket.DecodingLayer. The header is that of
// RFC 9293, section 3.1.
func (g *segment) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	if len(data) < 20 {
		df.SetTruncated()
		return errors.New("tcp header is cut")
	}
	header := int(data[12]>>4) * 4
	if header < 20 {
		return errors.New("tcp header is shorter than 20 bytes")
	}
	g.src, g.dst = binary.BigEndian.Uint16(data), binary.BigEndian.Uint16(data[2:])
	g.seq, g.ack = binary.BigEndian.Uint32(data[4:]), binary.BigEndian.Uint32(data[8:])
	g.flags = tcp.Flags(data[13])
	g.payload = data[min(header, len(data)):]
	return nil
}

func (g *segment) CanDecode() gopacket.LayerClass    { return layers.LayerTypeTCP }
func (g *segment) NextLayerType() gopacket.LayerType { return gopacket.LayerTypeZero }
func (g *segment) LayerPayload() []byte              { return g.payload }

// cooked decodes the header of Linux cooked captures (LINKTYPE_LINUX_SLL). Its
// length of the link address may be that of the device, which the header has
// no room for; gopacket turns such packets away.
type cooked struct{ layers.LinuxSLL }

// DecodeFromBytes implements gopacket.DecodingLayer.
func (c *cooked) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	if len(data) < 16 {
		df.SetTruncated()
		return errors.New("cooked header is cut")
	}
	c.AddrType = binary.BigEndian.Uint16(data[2:])
	c.EthernetType = layers.EthernetType(binary.BigEndian.Uint16(data[14:]))
	c.BaseLayer = layers.BaseLayer{Contents: data[:16], Payload: data[16:]}
	return nil
}

// vlanTags decodes VLAN tags, of which there may be several, and keeps all.
type vlanTags struct {
	layers.Dot1Q
	tags []uint16
}

// maxVLAN is how many tags of a packet are kept; more are not met in earnest.
const maxVLAN = 8

// DecodeFromBytes implements gopacket.DecodingLayer.
func (v *vlanTags) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	err := v.Dot1Q.DecodeFromBytes(data, df)
	if err == nil {
		v.add(v.VLANIdentifier)
	}
	return err
}

func (v *vlanTags) add(tag uint16) {
	if len(v.tags) < maxVLAN {
		v.tags = append(v.tags, tag)
	}
}

// extension passes over the extension headers of IPv6 (RFC 8200, section 4),
// but for the fragment header: a fragment is no segment.
type extension struct{ layers.IPv6ExtensionSkipper }

// CanDecode implements gopacket.DecodingLayer.
func (*extension) CanDecode() gopacket.LayerClass { return extensionClass }

var extensionClass = gopacket.NewLayerClass([]gopacket.LayerType{
	layers.LayerTypeIPv6HopByHop,
	layers.LayerTypeIPv6Routing,
	layers.LayerTypeIPv6Destination,
})
