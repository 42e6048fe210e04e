// The layers that gopacket does not decode as needed.

package packet

import (
	"encoding/binary"
	"errors"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

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
