package packet

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

const (
	client = "10.0.0.5:49152"
	server = "10.0.0.1:7009"
	doc    = "<GctiMsg/>"
)

// Of overlapping fragments the first copy counts, as it does in TCP.
func TestOverlappingFragments(t *testing.T) {
	var fs fragments
	for i, f := range []fragment{
		{from: 8, more: true, data: []byte("firstone")},
		{from: 0, more: true, data: []byte("beginninSECONDXX")},
		{from: 16, data: []byte("end")},
	} {
		if data, _, frames := fs.take(f, i+1, trace.Instant{}); data != nil {
			if string(data) != "beginninfirstoneend" || !slices.Equal(frames, []int{1, 2, 3}) {
				t.Errorf("got %q from %v", data, frames)
			}
			return
		}
	}
	t.Error("nothing came out")
}

func TestFragmentsAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	var fs fragments
	piece := make([]byte, 8)
	for i := range 100000 {
		key := datagramKey{id: uint32(i)}
		fs.take(fragment{key: key, from: 8 * (i % 8000), more: true, data: piece}, i, trace.UnixInstant(0, int64(i)))
		if fs.cost > maxFragmented {
			t.Fatalf("%d bytes are kept", fs.cost)
		}
	}
	if len(fs.of) != fs.old.Len() {
		t.Errorf("%d datagrams, %d in order", len(fs.of), fs.old.Len())
	}
	fs.take(fragment{from: 8, more: true, data: piece}, 1, trace.UnixInstant(1000, 0))
	if len(fs.of) != 1 {
		t.Errorf("%d datagrams are kept after a long time", len(fs.of))
	}
}

// The common shapes must cost no allocation.
func TestDecodingAllocatesNothing(t *testing.T) {
	for _, link := range []pcaptest.Link{pcaptest.Ethernet, pcaptest.SLL, pcaptest.SLL2, pcaptest.Raw, pcaptest.Null} {
		b := pcaptest.New()
		b.Link = link
		if link == pcaptest.Ethernet {
			b.VLAN = []uint16{5, 6}
		}
		c := b.Connect(client, server)
		v6 := b.Connect("[2001:db8::5]:49152", "[2001:db8::1]:7009")
		c.IVR(doc)
		v6.IVR(doc)
		b.UDP("10.0.0.9:53", "10.0.0.8:53", []byte("dns"))
		d := NewDecoder()
		var s tcp.Segment
		n := testing.AllocsPerRun(100, func() {
			for i := range b.Packets {
				p := &b.Packets[i]
				if got := d.Decode(layers.LinkType(link), p.Data, p.Length, &s); (got == Segment) != (i < len(b.Packets)-1) {
					t.Fatalf("link %d, packet %d: %d", link, i+1, got)
				}
			}
		})
		if n != 0 {
			t.Errorf("link %d: %v allocations", link, n)
		}
	}
}

// FuzzPacket feeds packets of any link type: no panic in any decoder, and what
// is taken lies within the packet.
func FuzzPacket(f *testing.F) {
	add := func(link pcaptest.Link, around ...pcaptest.Wrapper) {
		for _, ends := range [][2]string{{client, server}, {"[2001:db8::5]:49152", "[2001:db8::1]:7009"}} {
			b := pcaptest.New()
			b.Link, b.Around = link, around
			b.Connect(ends[0], ends[1])
			if len(around) == 0 {
				b.Fragment(1, 8)
			}
			for _, p := range b.Packets {
				f.Add(uint16(link), p.Data)
			}
		}
	}
	for _, link := range []pcaptest.Link{pcaptest.Null, pcaptest.Ethernet, pcaptest.PPP, pcaptest.CHDLC, pcaptest.Raw, pcaptest.SLL, pcaptest.SLL2} {
		add(link)
	}
	for _, w := range []pcaptest.Wrapper{pcaptest.MPLS, pcaptest.PPPoE, pcaptest.GRE, pcaptest.BridgedGRE, pcaptest.VXLAN,
		pcaptest.Geneve, pcaptest.GTP, pcaptest.InIPv4, pcaptest.InIPv6, pcaptest.Authentication, pcaptest.SNAP} {
		add(pcaptest.Ethernet, w)
	}
	for link := range links {
		f.Add(uint16(link), bytes.Repeat([]byte{8, 0, 0x45, 0, 0, 40}, 20))
	}
	f.Add(uint16(258), append([]byte{12, 0, 0, 0, 1, 0, 0, 0, 101, 0, 0, 0}, bytes.Repeat([]byte{0x45, 0, 0, 40}, 10)...))
	d := NewDecoder()
	f.Fuzz(func(t *testing.T, link uint16, data []byte) {
		s := tcp.Segment{Packet: trace.Packet{Frame: 1, Time: trace.UnixInstant(1, 0)}}
		if d.Decode(layers.LinkType(link), data, len(data)+10, &s) != Segment {
			return
		}
		if len(d.frames) == 0 && len(s.Payload) > len(data) || s.Cut < 0 {
			t.Errorf("%+v", s)
		}
	})
}

// However a packet is split, and in whatever order, overlapping and repeated,
// the fragments come, what comes out is the packet, once.
func TestFragmentsInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		whole := make([]byte, 1+random.IntN(2000))
		for i := range whole {
			whole[i] = byte(random.Int())
		}
		var pieces []fragment
		for range 2 {
			for from := 0; from < len(whole); {
				n := min(8*(1+random.IntN(20)), len(whole)-from)
				pieces = append(pieces, fragment{from: from, more: from+n < len(whole), data: whole[from : from+n]})
				from += n
			}
			if random.IntN(2) == 0 {
				break
			}
		}
		random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		var fs fragments
		seen := 0
		for frame, piece := range pieces {
			data, _, _ := fs.take(piece, frame, trace.Instant{})
			if data == nil {
				continue
			}
			if seen++; !bytes.Equal(data, whole) {
				t.Fatalf("%d bytes came out as %d others", len(whole), len(data))
			}
		}
		if seen == 0 {
			t.Fatalf("%d bytes in %d pieces did not come out", len(whole), len(pieces))
		}
	}
}
