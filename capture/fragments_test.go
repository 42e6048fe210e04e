package capture

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ivrcheck/internal/pcaptest"
)

func TestFragments(t *testing.T) {
	all := pcaptest.New()
	cases := 0
	for _, test := range []struct {
		name string
		// change is done to a capture with One in frame 4 and Two in the
		// three fragments 6, 7 and 8.
		change func(b *pcaptest.Builder)
		want   string
		// tshark does otherwise.
		other bool
	}{
		{"in order", func(*pcaptest.Builder) {}, "0a One #4; 0a Two #8[6 7 8]; 0a Three #10", false},
		{"the last first", func(b *pcaptest.Builder) { b.Swap(6, 8) }, "0a One #4; 0a Two #8[6 7 8]; 0a Three #10", false},
		{"other packets between", func(b *pcaptest.Builder) { b.Move(7, 10) }, "0a One #4; 0a Two #10[6 7 10]; 0a Three #10[9]", false},
		{"one twice", func(b *pcaptest.Builder) { b.Move(b.Duplicate(6), 7) }, "0a One #4; 0a Two #9[6 8 9]; 0a Three #11", false},
		{"one is missing", func(b *pcaptest.Builder) { b.Drop(7) }, "0a One #4; 0a gap 143 #9 CAP002; 0a Three #9", false},
		{"one was cut", func(b *pcaptest.Builder) { b.Cut(7, 50) }, "0a One #4; 0a gap 143 #10 CAP002; 0a Three #10", false},
		{"one came too late", func(b *pcaptest.Builder) {
			for i := range b.Packets[7:] {
				b.Packets[7+i].Time = b.Packets[7+i].Time.Add(time.Hour)
			}
		}, "0a One #4; 0a gap 143 #10 CAP002; 0a Three #10", true},
		{"with a tag and without", func(b *pcaptest.Builder) {
			p := &b.Packets[6]
			p.Data = slices.Concat(p.Data[:12], []byte{0x81, 0, 0, 5}, p.Data[12:])
			p.Length = len(p.Data)
		}, "0a One #4; 0a gap 143 #10 CAP002; 0a Three #10", true},
	} {
		cases++
		for _, ends := range [][2]string{
			{fmt.Sprintf("10.0.1.%d:49152", cases), server}, {fmt.Sprintf("[2001:db8:1::%d]:49152", cases), "[2001:db8::1]:7009"},
		} {
			t.Run(test.name+" "+ends[0], func(t *testing.T) {
				b := pcaptest.New()
				c := b.Connect(ends[0], ends[1])
				c.IVR(doc("One"), doc("Two"), doc("Three"))
				if n := b.Fragment(6, 64); n != 3 {
					t.Fatalf("%d fragments", n)
				}
				test.change(b)
				lines, _, err := read(t, bytes.NewReader(b.Pcap()), Options{Names: names})
				want := "0 start #1; " + test.want + fmt.Sprintf("; 0 end unseen #%d", len(b.Packets))
				if err != nil || strings.Join(lines, "; ") != strings.ReplaceAll(want, "gap 143", fmt.Sprint("gap ", len(pcaptest.XML(doc("Two"))))) {
					t.Errorf("got %v\n\t%s\nwant\n\t%s", err, strings.Join(lines, "; "), want)
				}
				if !test.other {
					all.Packets = append(all.Packets, b.Packets...)
				}
			})
		}
	}
	data := all.Pcapng()
	if got, want := tcpFrames(t, data), tsharkTCP(t, data); !slices.Equal(got, want) {
		t.Errorf("TCP in frames %v, tshark finds it in %v", got, want)
	}
}
