package capture

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// tcpFrames lists the frames of a capture in which TCP is found.
func tcpFrames(t *testing.T, data []byte) (frames []int) {
	t.Helper()
	stats := &Stats{}
	p := newPackets(&Options{Names: names}, &sink{emit: func(*trace.Unit) error { return nil }})
	p.stats = stats
	in, err := open(t.Context(), bytes.NewReader(data), &Options{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	stats.Kind = in.kind
	if err := p.openContainer(in.kind, in.content); err != nil {
		t.Fatal(err)
	}
	for {
		if err := p.next(); err != nil {
			return frames
		}
		before := stats.Segments
		if err := p.take(&p.packet); err != nil {
			t.Fatal(err)
		}
		if stats.Segments > before {
			frames = append(frames, p.frame)
		}
	}
}

// tsharkTCP lists the frames in which tshark finds TCP.
func tsharkTCP(t *testing.T, data []byte) (frames []int) {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed")
	}
	file := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-n", "-r", file, "-o", "tcp.reassemble_out_of_order:TRUE",
		"-Y", "tcp && !icmp && !icmpv6", "-T", "fields", "-e", "frame.number").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range strings.Fields(string(out)) {
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, n)
	}
	return frames
}

// encapsulation is what may be around IP.
type encapsulation struct {
	name   string
	link   pcaptest.Link
	vlan   []uint16
	around []pcaptest.Wrapper
	v6     bool
	tags   []uint16
	header func(etherType uint16) []byte
	// tshark is why tshark does not find the TCP on its default settings.
	tshark string
}

// Whatever is around IP, tshark must find TCP in the same frames, and the
// messages must be there.
func TestEncapsulations(t *testing.T) {
	all := pcaptest.New()
	var listed []string
	tests := []encapsulation{
		{name: "QinQ", vlan: []uint16{100, 200}, tags: []uint16{100, 200}},
		{name: "three tags", vlan: []uint16{100, 200, 300}, tags: []uint16{100, 200, 300}},
		{name: "MPLS", around: []pcaptest.Wrapper{pcaptest.MPLS}},
		{name: "MPLS, IPv6", around: []pcaptest.Wrapper{pcaptest.MPLS}, v6: true},
		{name: "MPLS in a VLAN", vlan: []uint16{7}, around: []pcaptest.Wrapper{pcaptest.MPLS}, tags: []uint16{7}},
		{name: "PPPoE", around: []pcaptest.Wrapper{pcaptest.PPPoE}},
		{name: "PPPoE in QinQ, IPv6", vlan: []uint16{1, 2}, around: []pcaptest.Wrapper{pcaptest.PPPoE}, v6: true, tags: []uint16{1, 2}},
		{name: "GRE", around: []pcaptest.Wrapper{pcaptest.GRE}},
		{name: "GRE, IPv6", around: []pcaptest.Wrapper{pcaptest.GRE}, v6: true},
		{name: "bridged GRE", around: []pcaptest.Wrapper{pcaptest.BridgedGRE}, tags: []uint16{99}},
		{name: "VXLAN", around: []pcaptest.Wrapper{pcaptest.VXLAN}, tags: []uint16{99}},
		{name: "VXLAN in a VLAN", vlan: []uint16{7}, around: []pcaptest.Wrapper{pcaptest.VXLAN}, tags: []uint16{7, 99}},
		{name: "Geneve", around: []pcaptest.Wrapper{pcaptest.Geneve}, tags: []uint16{99}},
		{name: "GTP", around: []pcaptest.Wrapper{pcaptest.GTP}},
		{name: "4in4", around: []pcaptest.Wrapper{pcaptest.InIPv4}},
		{name: "6in4", around: []pcaptest.Wrapper{pcaptest.InIPv4}, v6: true},
		{name: "4in6", around: []pcaptest.Wrapper{pcaptest.InIPv6}},
		{name: "6in6", around: []pcaptest.Wrapper{pcaptest.InIPv6}, v6: true},
		{name: "AH", around: []pcaptest.Wrapper{pcaptest.Authentication}},
		{name: "SNAP", around: []pcaptest.Wrapper{pcaptest.SNAP}},
		{name: "4in6 in GRE in MPLS", around: []pcaptest.Wrapper{pcaptest.InIPv6, pcaptest.GRE, pcaptest.MPLS}},
		{name: "VXLAN in VXLAN", around: []pcaptest.Wrapper{pcaptest.VXLAN, pcaptest.VXLAN}, tags: []uint16{99, 99}},
		{name: "cooked, GRE", link: pcaptest.SLL, around: []pcaptest.Wrapper{pcaptest.GRE}},
		{name: "cooked v2, MPLS", link: pcaptest.SLL2, around: []pcaptest.Wrapper{pcaptest.MPLS}},
		{name: "raw, VXLAN", link: pcaptest.Raw, around: []pcaptest.Wrapper{pcaptest.VXLAN}, tags: []uint16{99}},
		{name: "PPP", link: pcaptest.PPP},
		{name: "PPP, IPv6", link: pcaptest.PPP, v6: true},
		{name: "PPP, MPLS", link: pcaptest.PPP, around: []pcaptest.Wrapper{pcaptest.MPLS}},
		{name: "PPP in HDLC", link: pcaptest.PPPHDLC},
		{name: "C-HDLC", link: pcaptest.CHDLC},
		{name: "C-HDLC, IPv6", link: pcaptest.CHDLC, v6: true},
	}
	for _, test := range slices.Concat(tests, rareLayers()) {
		t.Run(test.name, func(t *testing.T) {
			b := pcaptest.New()
			if test.link != 0 || test.header != nil {
				b.Link = test.link
			}
			b.VLAN, b.Around, b.Header = test.vlan, test.around, test.header
			ends := [2]string{client, server}
			if test.v6 {
				ends = [2]string{"[2001:db8::5]:49152", "[2001:db8::1]:7009"}
			}
			b.UDP(strings.Replace(ends[0], "49152", "53", 1), ends[1], []byte("no TCP"))
			c := b.Connect(ends[0], ends[1])
			c.IVR(doc("One"), doc("Cut"), doc("Two"))
			c.Close()
			b.Cut(7, len(b.Packets[6].Data)-20)
			data := b.Pcap()
			lines, _, err := read(t, bytes.NewReader(data), Options{Names: names})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"0a One #5", "0a gap 20 #7 CAP004", "0a Two #9", "0 end orderly #13"} {
				if !slices.Contains(lines, want) {
					t.Errorf("no %q in\n\t%s", want, strings.Join(lines, "\n\t"))
				}
			}
			_, err = Read(t.Context(), "test", bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
				if !slices.Equal(u.Conn.VLAN, test.tags) {
					t.Errorf("VLAN is %v, want %v", u.Conn.VLAN, test.tags)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			if test.tshark == "" {
				listed = append(listed, test.name)
				all.Packets = append(all.Packets, b.Packets...)
			}
		})
	}
	const perCase = 14 // packets
	data := all.Pcapng()
	ours, theirs := tcpFrames(t, data), tsharkTCP(t, data)
	for i, name := range listed {
		of := func(frames []int) (out []int) {
			for _, frame := range frames {
				if (frame-1)/perCase == i {
					out = append(out, frame)
				}
			}
			return out
		}
		if a, b := of(ours), of(theirs); !slices.Equal(a, b) {
			t.Errorf("%s: TCP in %v, tshark finds it in %v of %d to %d", name, a, b, i*perCase+1, (i+1)*perCase)
		}
	}
}
