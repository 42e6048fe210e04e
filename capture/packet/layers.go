// The Decoder with its layers, and those that gopacket does not decode as needed.

package packet

import (
	"encoding/binary"
	"errors"
	"net/netip"

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

// tcpHeader is the length of a TCP header without options.
const tcpHeader = 20

// segment decodes a TCP header. It ignores the options, so that a bad option
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
	if len(data) < tcpHeader {
		df.SetTruncated()
		return errors.New("tcp header is cut")
	}
	header := int(data[12]>>4) * 4
	if header < tcpHeader {
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
// address length may exceed the header's address field; gopacket rejects such
// packets.
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

// vlanTags decodes VLAN tags, of which a packet may have several, and keeps all.
type vlanTags struct {
	layers.Dot1Q
	tags []uint16
}

// maxVLAN is how many tags of a packet are kept.
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

// extension skips the extension headers of IPv6 (RFC 8200, section 4) except for
// the fragment header: a fragment is no segment.
type extension struct{ layers.IPv6ExtensionSkipper }

// CanDecode implements gopacket.DecodingLayer.
func (*extension) CanDecode() gopacket.LayerClass { return extensionClass }

var extensionClass = gopacket.NewLayerClass([]gopacket.LayerType{
	layers.LayerTypeIPv6HopByHop,
	layers.LayerTypeIPv6Routing,
	layers.LayerTypeIPv6Destination,
})

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
