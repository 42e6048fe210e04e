package capture

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// retag returns the frame of p, which has the tags of from, with those of to.
func retag(p pcaptest.Packet, from, to []uint16) pcaptest.Packet {
	var tags []byte
	for _, tag := range to {
		tags = append(tags, 0x81, 0, byte(tag>>8), byte(tag))
	}
	p.Data = slices.Concat(p.Data[:12], tags, p.Data[12+4*len(from):])
	p.Length = len(p.Data)
	return p
}

func TestTheSameAddressesInSeveralVLANs(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	talk := func(b *pcaptest.Builder, name string) *pcaptest.Conn {
		c := b.Connect(client, server)
		c.IVR(doc(name + "1"))
		c.Server(doc(name + "2"))
		return c
	}
	for _, test := range []struct {
		name  string
		build func(b *pcaptest.Builder)
		want  string // stream, VLAN and name of each message
		// renumbered: tshark gives what follows another number, in all VLANs,
		// as soon as the ports are used again in one.
		renumbered bool
	}{
		{"two connections one after the other", func(b *pcaptest.Builder) {
			b.VLAN = []uint16{10}
			talk(b, "A")
			b.VLAN = []uint16{20}
			talk(b, "B")
		}, "0[10]A1 0[10]A2 1[20]B1 1[20]B2", false},
		{"two connections at once", func(b *pcaptest.Builder) {
			b.VLAN = []uint16{10}
			c := talk(b, "A")
			b.VLAN = []uint16{20}
			d := talk(b, "B")
			b.VLAN = []uint16{10}
			c.IVR(doc("A3"))
			b.VLAN = []uint16{20}
			d.IVR(doc("B3"))
		}, "0[10]A1 0[10]A2 1[20]B1 1[20]B2 0[10]A3 1[20]B3", true},
		{"the same sequence numbers", func(b *pcaptest.Builder) {
			b.VLAN = []uint16{10}
			talk(b, "A")
			for _, p := range b.Packets {
				b.Packets = append(b.Packets, retag(p, b.VLAN, []uint16{20}))
			}
		}, "0[10]A1 0[10]A2 0[20]A1 0[20]A2", false},
		{"an outer tag tells them apart, too", func(b *pcaptest.Builder) {
			b.VLAN = []uint16{1, 10}
			talk(b, "A")
			b.VLAN = []uint16{2, 10}
			talk(b, "B")
		}, "0[1 10]A1 0[1 10]A2 1[2 10]B1 1[2 10]B2", false},
		{"each packet twice, with its tag and without", func(b *pcaptest.Builder) {
			b.VLAN = []uint16{10}
			talk(b, "A").Close()
			talk(b, "B").Close()
			var all []pcaptest.Packet
			for i, p := range b.Packets {
				q := retag(p, b.VLAN, nil)
				if i%3 == 0 {
					p, q = q, p
				}
				all = append(all, p, q)
			}
			b.Packets = all
		}, "0[]A1 0[]A2 1[10]B1 1[10]B2", false},
		{"each packet twice, the start not captured", func(b *pcaptest.Builder) {
			talk(b, "A")
			var all []pcaptest.Packet
			for _, p := range b.Packets[3:] {
				all = append(all, p, retag(p, nil, []uint16{10}))
			}
			b.Packets = all
		}, "0[]A1 0[]A2", false},
		{"untagged, and another one in a VLAN", func(b *pcaptest.Builder) {
			c := talk(b, "A")
			b.VLAN = []uint16{10}
			talk(b, "B")
			b.VLAN = nil
			c.IVR(doc("A3"))
		}, "0[]A1 0[]A2 1[10]B1 1[10]B2 0[]A3", true},
		{"each direction in a VLAN of its own", func(b *pcaptest.Builder) {
			talk(b, "A").Close()
			talk(b, "B").Close()
			for i, p := range b.Packets {
				tag := []uint16{10}
				if p.Data[29] == 1 { // 10.0.0.1 sends
					tag = []uint16{20}
				}
				b.Packets[i] = retag(p, nil, tag)
			}
		}, "0[10]A1 0[10]A2 1[10]B1 1[10]B2", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := pcaptest.New()
			test.build(b)
			data := b.Pcap()
			streams := tsharkStreams(t, data)
			var got []string
			_, err := Read(t.Context(), "test", bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
				if u.Kind == trace.Gap || u.Kind == trace.Note {
					t.Errorf("%s", line(u))
				}
				if u.Kind != trace.Document {
					return nil
				}
				got = append(got, fmt.Sprintf("%d%v%s", u.Conn.Stream, u.Conn.VLAN, name(u.Body)))
				if want := streams[u.Pos.Frame-1]; !test.renumbered && fmt.Sprint(u.Conn.Stream) != want {
					t.Errorf("%s: tshark has stream %s", line(u), want)
				}
				return nil
			})
			if err != nil || strings.Join(got, " ") != test.want {
				t.Errorf("got %v, want %s: %v", got, test.want, err)
			}
		})
	}
}

// tsharkStreams returns tcp.stream of each frame.
func tsharkStreams(t *testing.T, data []byte) []string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed")
	}
	file := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-n", "-r", file, "-T", "fields", "-e", "tcp.stream").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(out), "\n")
}
