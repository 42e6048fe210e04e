// Package packet decodes captured packets down to their TCP segment.
//
// In: a packet with its link type. Out: the segment, the VLAN tags around it
// and, if it came in fragments, their frames. The most common packets are
// decoded in place (plain.go), other common ones by a gopacket parser that
// allocates nothing, tunnels and rare links by gopacket's general decoder.
//
// Files, from the entry point down: decoder.go, plain.go, tunnel.go, fragments.go, layers.go.
package packet

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

// Decoder decodes packets one after the other.
type Decoder struct {
	// The layers of the packet at hand, reused for the next.
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
	frames    []int
}

// Outcome says what a packet contains.
type Outcome uint8

const (
	NoSegment Outcome = iota
	Segment
	// UnknownLink: the link type cannot be decoded.
	UnknownLink
)

// Link types of raw IP, as BSD systems number them, that the layers package
// does not name.
const (
	linkRawDLT layers.LinkType = 12
	linkRawBSD layers.LinkType = 14
)

// NewDecoder returns a Decoder.
func NewDecoder() *Decoder {
	d := &Decoder{parsers: map[layers.LinkType]*gopacket.DecodingLayerParser{}}
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

// VLANs returns the tags of the packet decoded last, outermost first. They are
// valid until the next packet.
func (d *Decoder) VLANs() []uint16 { return d.vlan.tags }

// Frames returns the frames that carried the packet decoded last, if it came in
// fragments; otherwise nil.
func (d *Decoder) Frames() []int { return d.frames }

// Decode fills s with the segment in data, whose length on the wire was wire.
// s.Packet must be set. s refers to data, or to memory of the Decoder that is
// valid until the next packet.
func (d *Decoder) Decode(link layers.LinkType, data []byte, wire int, s *tcp.Segment) Outcome {
	d.vlan.tags, d.frames = d.vlan.tags[:0], nil
	if !fastPath.Off && plain(link, data, s) {
		return Segment
	}
	return d.layered(link, data, wire, s)
}

// layered is Decode without the fast path.
func (d *Decoder) layered(link layers.LinkType, data []byte, wire int, s *tcp.Segment) Outcome {
	cut := max(0, wire-len(data))
	p := d.parser(link, data)
	if p == nil {
		return d.rareLink(link, data, cut, s)
	}
	_ = p.DecodeLayers(data, &d.decoded) // what it cannot decode contains no segment
	if len(d.decoded) == 0 {
		return NoSegment
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
	return NoSegment
}

// parser returns the parser for a packet of the link type, nil if there is none.
func (d *Decoder) parser(link layers.LinkType, data []byte) *gopacket.DecodingLayerParser {
	switch link {
	case layers.LinkTypeRaw, linkRawDLT, linkRawBSD:
		link = layers.LinkTypeIPv4
		if len(data) > 0 && data[0]>>4 == 6 {
			link = layers.LinkTypeIPv6
		}
	}
	return d.parsers[link]
}

// segment fills s from d.tcp and the IP layer around it. cut is how much of the
// packet the snapshot length removed.
func (d *Decoder) segment(ip gopacket.LayerType, cut int, s *tcp.Segment) Outcome {
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
		if d.ip6.Length != 0 { // otherwise a jumbogram
			cut = min(cut, int(d.ip6.Length)-d.length6())
		}
	}
	s.Flow = tcp.FlowOf(netip.AddrPortFrom(src, d.tcp.src), netip.AddrPortFrom(dst, d.tcp.dst))
	s.Seq, s.Ack, s.Flags = d.tcp.seq, d.tcp.ack, d.tcp.flags
	s.Payload, s.Cut = d.tcp.payload, max(0, cut)
	return Segment
}

// length6 returns how many bytes follow the IPv6 header in the capture.
func (d *Decoder) length6() int {
	if h := d.ip6.HopByHop; h != nil {
		return len(d.ip6.Payload) + h.ActualLength
	}
	return len(d.ip6.Payload)
}
