// Package packet decodes captured packets down to the TCP segment.
//
// In: a packet with its link type. Out: the segment, the VLAN tags around it and, if it was
// fragmented, the frames of its fragments; or the layer that is not read. The most common packets
// are decoded in place (plain.go), all others layer by layer, by tables: a step reads one header
// and returns the next layer and its bytes.
//
// gopacket's decoders are not used: they reject packets that a snapshot length
// cut, do not know half of the layers, and allocate. Tests compare both for
// the layers that gopacket reads, and all layers with tshark.
//
// Files, from the entry point down: decoder.go, plain.go, link.go, wireless.go,
// ppp.go, internet.go, tunnel.go, ethernet.go, fit.go, fragments.go, layer.go.
package packet

import (
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

// Outcome describes what a packet contains.
type Outcome uint8

const (
	NoSegment Outcome = iota
	Segment
	// Unread: decoding stopped at a layer that is not read; see Decoder.Unread.
	Unread
	// Datagram: UDP that is not a tunnel.
	Datagram
)

// NewDecoder returns a Decoder.
func NewDecoder() *Decoder { return &Decoder{} }

// VLANs returns the tags of the last packet, outermost first. They are valid
// until the next packet.
func (d *Decoder) VLANs() []uint16 { return d.vlans }

// Frames returns the frames of the fragments of the last packet, nil if it was
// not fragmented.
func (d *Decoder) Frames() []int { return d.frames }

// Fragment returns the data of the last packet and its offset in the complete packet, if it
// is a fragment; otherwise nil. The data is valid until the next packet.
func (d *Decoder) Fragment() (data []byte, from int) { return d.fragment, d.from }

// Header is a header of a packet.
type Header struct {
	Layer
	// Offset is the offset of the header in the packet.
	Offset int
}

// Headers appends the headers of a packet, outermost first, as far as they are read; the last
// one may be a layer that is not read. It omits layers that are not part of data but derived
// from it. IP always has its EtherType, even after a layer that numbers it differently.
func (d *Decoder) Headers(list []Header, link layers.LinkType, data []byte, wire int) []Header {
	d.cut, d.ip.addresses, d.udp = max(0, wire-len(data)), nil, nil
	d.vlans = d.vlans[:0]
	at, rest := Layer{Link, uint64(link)}, data
	for range maxLayers {
		offset := cap(data) - cap(rest)
		if at == nothing || offset < 0 || offset > len(data) || len(rest) > 0 && (offset == len(data) || &rest[0] != &data[offset]) {
			break
		}
		list = append(list, Header{at, offset})
		read, known := steps[at.Kind][at.Number]
		if !known || at == (Layer{IPProtocol, protocolTCP}) || at == FragmentOfIP {
			break
		}
		at, rest = read(d, rest)
	}
	return list
}

// Unread returns the layer at which decoding of the last packet stopped, if its
// Outcome was Unread.
func (d *Decoder) Unread() Layer { return d.unread }

// Decode fills s with the segment in data, whose length on the wire was wire. For
// a datagram it fills the endpoints and the payload. s.Packet must be set. s
// refers to data, or to memory of the Decoder that is valid until the next packet.
func (d *Decoder) Decode(link layers.LinkType, data []byte, wire int, s *tcp.Segment) Outcome {
	if len(d.vlans) > 0 || d.fragment != nil {
		d.vlans, d.frames, d.fragment = d.vlans[:0], nil, nil
	}
	if !fastPath.Off && plain(link, data, s) {
		return Segment
	}
	return d.layered(link, data, wire, s)
}

// steps are the layers that are read.
var steps = [kinds]map[uint64]step{
	Link: links, EtherType: etherTypes, IPProtocol: protocols, PPPProtocol: pppProtocols, SAP: saps, SNAP: snaps,
}

// maxLayers limits the number of headers of one packet.
const maxLayers = 64

// layered is Decode without the fast path.
func (d *Decoder) layered(link layers.LinkType, data []byte, wire int, s *tcp.Segment) Outcome {
	d.cut, d.ip.addresses, d.udp = max(0, wire-len(data)), nil, nil
	at := Layer{Link, uint64(link)}
	for range maxLayers {
		switch at {
		case nothing:
			if d.udp != nil && d.ip.addresses != nil {
				s.Flow, s.Payload, s.Cut = d.ip.flow(d.udp), d.udp[udpHeader:], d.cut
				return Datagram
			}
			return NoSegment
		case Layer{IPProtocol, protocolTCP}:
			return d.segment(data, s)
		case FragmentOfIP:
			if at, data = d.defragment(data, s); at == nothing {
				return NoSegment
			}
			continue
		}
		read, known := steps[at.Kind][at.Number]
		if !known {
			d.unread = at
			return Unread
		}
		at, data = read(d, data)
	}
	return NoSegment
}

// segment fills s from the TCP header that b begins with (RFC 9293, section 3.1)
// and the IP header before it. It ignores the options, so that a bad option does
// not lose the segment.
func (d *Decoder) segment(b []byte, s *tcp.Segment) Outcome {
	if len(b) < tcpHeader || d.ip.addresses == nil {
		return NoSegment
	}
	header := int(b[12]>>4) * 4
	if header < tcpHeader {
		return NoSegment
	}
	s.Flow = d.ip.flow(b)
	s.Seq, s.Ack, s.Flags = be.Uint32(b[4:]), be.Uint32(b[8:]), tcp.Flags(b[13])
	s.Payload, s.Cut = b[min(header, len(b)):], d.cut
	return Segment
}
