// Package packet decodes captured packets down to their TCP segment.
//
// In: a packet with its link type. Out: the segment, the VLAN tags around it
// and, if it came in fragments, their frames. The most common packets are
// decoded in place (plain.go), other common ones by a gopacket parser that
// allocates nothing, tunnels and rare links by gopacket's general decoder.
//
// Files, from the entry point down: decoder.go, plain.go, tunnel.go, layers.go, fragments.go.
package packet

import (
	"encoding/binary"
	"slices"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

// Link types that the layers package does not name.
const (
	linkRawDLT       layers.LinkType = 12 // raw IP, as BSD systems number it
	linkRawBSD       layers.LinkType = 14
	linkPPPDirection layers.LinkType = 204
	linkMPLS         layers.LinkType = 219
	linkPKTAP        layers.LinkType = 258 // of macOS
	linkUserPKTAP    layers.LinkType = 149 // as its older tcpdump numbers it
)

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
	if len(d.vlan.tags) > 0 || d.frames != nil {
		d.vlan.tags, d.frames = d.vlan.tags[:0], nil
	}
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
