package packet

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/tcp"
)

var plainLinks = []layers.LinkType{layers.LinkTypeEthernet, layers.LinkTypeLinuxSLL}

// comparePaths compares the two ways of decoding a packet. It
// reports whether the packet was plain.
func comparePaths(t *testing.T, d *Decoder, link layers.LinkType, data []byte, wire int) bool {
	t.Helper()
	var by, as tcp.Segment
	if !plain(link, data, &by) {
		if by.Payload != nil || by.Flow != (tcp.Flow{}) {
			t.Errorf("%v % x: a packet that was not taken has filled the segment", link, data)
		}
		return false
	}
	d.vlans, d.frames = nil, nil
	if got := d.layered(link, data, wire, &as); got != Segment {
		t.Errorf("%v % x: taken as plain, the layers say %v", link, data, got)
		return true
	}
	if len(d.vlans) > 0 || len(d.frames) > 0 {
		t.Errorf("%v % x: taken as plain, and has tags %v, fragments %v", link, data, d.vlans, d.frames)
	}
	if by.Flow != as.Flow || by.Seq != as.Seq || by.Ack != as.Ack || by.Flags != as.Flags ||
		by.Cut != as.Cut || !bytes.Equal(by.Payload, as.Payload) {
		t.Errorf("%v % x:\nplain  %+v\nlayers %+v", link, data, by, as)
	}
	return true
}

// plainPacket makes a packet that is plain.
func plainPacket(link layers.LinkType, v6 bool, payload int) []byte {
	var b []byte
	etherType := uint16(layers.EthernetTypeIPv4)
	if v6 {
		etherType = uint16(layers.EthernetTypeIPv6)
	}
	if link == layers.LinkTypeEthernet {
		b = binary.BigEndian.AppendUint16(make([]byte, 12), etherType)
	} else {
		b = binary.BigEndian.AppendUint16([]byte{0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0}, etherType)
	}
	if v6 {
		src, dst := netip.MustParseAddr("2001:db8::1").As16(), netip.MustParseAddr("2001:db8::2").As16()
		b = append(b, 0x60, 0, 0, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(20+payload))
		b = append(b, 6, 64)
		b = append(append(b, src[:]...), dst[:]...)
	} else {
		b = append(b, 0x45, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(40+payload))
		b = append(b, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2)
	}
	b = append(b, 0x30, 0x39, 0x13, 0x88, 0, 0, 0, 7, 0, 0, 0, 9, 0x50, 0x18, 1, 0, 0, 0, 0, 0)
	return append(b, bytes.Repeat([]byte("x"), payload)...)
}

// What is taken by hand must be what the layers make of it, also where bytes
// of the headers are wrong, and where bytes are missing or too many.
func TestFastPathAgreesWithLayers(t *testing.T) {
	d := NewDecoder()
	random := rand.New(rand.NewPCG(1, 2))
	for _, link := range plainLinks {
		for _, v6 := range []bool{false, true} {
			taken := 0
			for round := range 50_000 {
				data := plainPacket(link, v6, random.IntN(4)*7)
				if round == 0 && !comparePaths(t, d, link, data, len(data)) {
					t.Errorf("%v v6 %v: a plain packet is not taken as such", link, v6)
				}
				for range random.IntN(3) {
					data[random.IntN(len(data))] = byte(random.UintN(256))
				}
				switch wire := len(data); random.IntN(4) {
				case 0:
					data = data[:random.IntN(len(data)+1)]
					fallthrough
				default:
					if comparePaths(t, d, link, data, wire) {
						taken++
					}
				case 1:
					data = append(data, make([]byte, random.IntN(20))...)
					if comparePaths(t, d, link, data, len(data)+random.IntN(2)*5) {
						taken++
					}
				}
			}
			if taken < 10_000 {
				t.Errorf("%v v6 %v: only %d packets were plain", link, v6, taken)
			}
		}
	}
}

func FuzzPlain(f *testing.F) {
	for i, link := range plainLinks {
		f.Add(plainPacket(link, false, 3), i, 0)
		f.Add(plainPacket(link, true, 3), i, 5)
	}
	d := NewDecoder()
	f.Fuzz(func(t *testing.T, data []byte, link, cut int) {
		comparePaths(t, d, plainLinks[uint(link)%2], data, len(data)+max(0, cut)%4096)
	})
}
