package packet

import (
	"bytes"
	"slices"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
	"ivrcheck/internal/pcaptest"
)

// gopacket finds the same segments and tags in the layers that it reads.
func TestLayersAgreeWithGopacket(t *testing.T) {
	wrappers := []pcaptest.Wrapper{nil, pcaptest.MPLS, pcaptest.PPPoE, pcaptest.GRE, pcaptest.BridgedGRE, pcaptest.VXLAN,
		pcaptest.Geneve, pcaptest.GTP, pcaptest.InIPv4, pcaptest.InIPv6, pcaptest.Authentication, pcaptest.SNAP}
	links := []pcaptest.Link{pcaptest.Null, pcaptest.Ethernet, pcaptest.PPP, pcaptest.Raw, pcaptest.SLL, pcaptest.SLL2}
	for _, link := range links {
		for i, inner := range wrappers {
			for j, outer := range wrappers {
				last, typed := len(wrappers)-1, link == pcaptest.Ethernet || link == pcaptest.SLL || link == pcaptest.SLL2
				switch {
				case (i == last || j == last) && (link != pcaptest.Ethernet || i+j != last): // SNAP needs a length before it
				case !typed && (i == 1 || i == 2 || j == 1 || j == 2): // MPLS and PPPoE need an EtherType
				case (j == 1 || j == 2 || j >= 7) && (i == 1 || i == 2): // these contain IP only
				default:
					agree(t, link, inner, outer)
				}
			}
		}
	}
}

func agree(t *testing.T, link pcaptest.Link, around ...pcaptest.Wrapper) {
	t.Helper()
	d := NewDecoder()
	for _, ends := range [][2]string{{client, server}, {"[2001:db8::5]:49152", "[2001:db8::1]:7009"}} {
		b := pcaptest.New()
		b.Link, b.VLAN = link, []uint16{7, 8}
		for _, w := range around {
			if w != nil {
				b.Around = append(b.Around, w)
			}
		}
		b.Connect(ends[0], ends[1]).IVR(doc)
		for n, p := range b.Packets {
			var s tcp.Segment
			if d.Decode(layers.LinkType(link), p.Data, len(p.Data), &s) != Segment {
				t.Fatalf("link %d, %s: no TCP in packet %d: % x", link, ends[0], n+1, p.Data)
			}
			compare(t, &s, d.VLANs(), gopacket.NewPacket(p.Data, layers.LinkType(link), gopacket.Default))
		}
	}
}

func compare(t *testing.T, s *tcp.Segment, tags []uint16, p gopacket.Packet) {
	t.Helper()
	src, dst := s.Ends()
	var want []uint16
	var net gopacket.NetworkLayer
	for _, l := range p.Layers() {
		switch l := l.(type) {
		case *layers.Dot1Q:
			want = append(want, l.VLANIdentifier)
		case *layers.IPv4:
			net = l
		case *layers.IPv6:
			net = l
		case *layers.TCP:
			if !bytes.Equal(l.Payload, s.Payload) || l.Seq != s.Seq || l.Ack != s.Ack || uint16(l.SrcPort) != src.Port() || uint16(l.DstPort) != dst.Port() {
				t.Errorf("got %+v, gopacket finds %+v", s, l)
			}
			from, to := net.NetworkFlow().Endpoints()
			if from.String() != src.Addr().String() || to.String() != dst.Addr().String() || !slices.Equal(tags, want) {
				t.Errorf("from %v to %v with tags %v, gopacket finds %v", src, dst, tags, p)
			}
			return
		}
	}
	t.Errorf("gopacket finds no TCP in %v", p)
}
