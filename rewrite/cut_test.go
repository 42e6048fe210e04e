package rewrite

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/capture"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// packets lists the packets of a capture.
func packets(t *testing.T, members ...capture.Member) (all []string) {
	t.Helper()
	_, err := capture.ReadRecords(context.Background(), members, capture.Options{}, func(r *capture.Record) error {
		if r.Packet != nil {
			all = append(all, r.Packet.Time.Time().String()+" "+r.Packet.Link.String()+" "+string(r.Packet.Data))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// picked returns the copy of a stream that has a frame, the capture being one or two files.
func picked(t *testing.T, stream int, at Place, members ...capture.Member) capture.Member {
	t.Helper()
	p := NewPicker(stream, at)
	if _, err := capture.ReadSet(context.Background(), members, capture.Options{Names: names, Tap: p.Tap}, func(*trace.Unit) error { return nil }); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, _, err := p.Copy(context.Background(), &out, members, capture.Options{}); err != nil {
		t.Fatal(err)
	}
	return member("out", out.Bytes())
}

// The packets of a connection are picked: also fragments, not those of a later connection of
// the same ports, nor those of UDP with the same number, and from all files of a set.
func TestPickerPicksOneConnection(t *testing.T) {
	b := pcaptest.New()
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")                                 // 1, 2, 3
	b.UDP("10.0.0.5:5000", "10.0.0.1:7009", []byte("<GctiMsg><a/></GctiMsg>"))        // 4, stream 0 of UDP
	other := b.Connect("10.0.0.6:49152", "10.0.0.1:7009")                             // 5, 6, 7
	c.IVR("<GctiMsg><a>" + string(bytes.Repeat([]byte("x"), 200)) + "</a></GctiMsg>") // 8, 9
	b.Fragment(8, 128)                                                                // 8, 9, 10
	other.IVR("<GctiMsg><b/></GctiMsg>")                                              // 11, 12
	c.Close()                                                                         // 13 to 16
	again := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")                             // 17, 18, 19
	again.Seq[0] += 1000
	again.IVR("<GctiMsg><c/></GctiMsg>")

	whole := member("whole", b.Pcapng())
	early, late := *b, *b
	early.Packets, late.Packets = b.Packets[:9], b.Packets[9:]
	set := []capture.Member{member("late", late.Pcap()), member("early", early.Pcapng())}
	all := packets(t, whole)
	if len(all) != b.Frame() {
		t.Fatalf("%d packets", len(all))
	}
	const ofUDP, ofAgain = 4, 5 // a frame, and the number of the last packets
	var tcp []string
	for i, p := range b.Packets[:len(all)-ofAgain] {
		if bytes.Contains(p.Data, []byte{10, 0, 0, 5}) && i+1 != ofUDP {
			tcp = append(tcp, all[i])
		}
	}
	if diff := cmp.Diff(tcp, packets(t, picked(t, 0, Place{"whole", 10}, whole))); diff != "" {
		t.Errorf("TCP (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{all[ofUDP-1]}, packets(t, picked(t, 0, Place{"whole", 4}, whole))); diff != "" {
		t.Errorf("UDP (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(tcp, packets(t, picked(t, 0, Place{"late", 1}, set...))); diff != "" {
		t.Errorf("set (-want +got):\n%s", diff)
	}
}
