package pcaptest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tshark runs tshark on a capture, or skips the test.
func tshark(t *testing.T, capture []byte, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed")
	}
	file := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(file, capture, 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(program, append([]string{"-r", file}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, stderr.String())
	}
	return string(out)
}

func conversation(b *Builder, client, server string) {
	c := b.Connect(client, server)
	c.IVR("<a/>", "<b>"+strings.Repeat("x", 4001)+"</b>")
	c.Server("<c/>")
	c.KeepAlive()
	c.Close()
}

// tshark reads each format and reports nothing about the packets.
func TestTsharkReportsNothing(t *testing.T) {
	v4 := [2]string{"10.0.0.5:49152", "10.0.0.1:7009"}
	v6 := [2]string{"[2001:db8::5]:49152", "[2001:db8::1]:7009"}
	for _, test := range []struct {
		name  string
		setup func(*Builder)
		ends  [2]string
		write func(*Builder) []byte
	}{
		{"Ethernet", func(b *Builder) {}, v4, (*Builder).Pcap},
		{"VLAN", func(b *Builder) { b.VLAN = []uint16{100} }, v4, (*Builder).Pcap},
		{"QinQ", func(b *Builder) { b.VLAN = []uint16{100, 200} }, v4, (*Builder).Pcap},
		{"SLL", func(b *Builder) { b.Link = SLL }, v4, (*Builder).Pcap},
		{"SLL2", func(b *Builder) { b.Link = SLL2 }, v6, (*Builder).Pcap},
		{"null", func(b *Builder) { b.Link = Null }, v4, (*Builder).Pcap},
		{"null IPv6", func(b *Builder) { b.Link = Null }, v6, (*Builder).Pcap},
		{"loop", func(b *Builder) { b.Link = Loop }, v6, (*Builder).Pcap},
		{"raw", func(b *Builder) { b.Link = Raw }, v6, (*Builder).Pcap},
		{"IPv4", func(b *Builder) { b.Link = IPv4 }, v4, (*Builder).Pcap},
		{"IPv6", func(b *Builder) { b.Link = IPv6 }, v6, (*Builder).Pcap},
		{"hop-by-hop", func(b *Builder) { b.HopByHop = true }, v6, (*Builder).Pcap},
		{"big-endian nanoseconds", func(b *Builder) {}, v4, func(b *Builder) []byte {
			return b.PcapAs(Format{BigEndian: true, Nano: true})
		}},
		{"pcapng", func(b *Builder) {}, v4, (*Builder).Pcapng},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := New()
			test.setup(b)
			conversation(b, test.ends[0], test.ends[1])
			out := tshark(t, test.write(b), "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
				"-T", "fields", "-e", "frame.number", "-e", "tcp.stream", "-e", "frame.time_epoch", "-e", "_ws.expert.message")
			lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
			if len(lines) != len(b.Packets) {
				t.Fatalf("tshark sees %d frames, want %d", len(lines), len(b.Packets))
			}
			for i, line := range lines {
				fields := strings.Split(line, "\t")
				if fields[1] != "0" {
					t.Errorf("frame %d is not TCP: %q", i+1, line)
				}
				for _, bad := range []string{"Bad", "Malformed", "Unencrypted", "should be", "not captured", "retransmission"} {
					if strings.Contains(fields[3], bad) {
						t.Errorf("frame %d: %s", i+1, fields[3])
					}
				}
			}
			if first := strings.Split(lines[0], "\t")[2]; !strings.HasPrefix(first, "1709283600.000000") {
				t.Errorf("first time is %s", first)
			}
		})
	}
}

func TestEditing(t *testing.T) {
	b := New()
	for i := range byte(5) {
		b.Add([]byte{i})
	}
	b.Drop(2, 4)   // 0 2 4
	b.Swap(1, 3)   // 4 2 0
	b.Duplicate(2) // 4 2 0 2
	b.Move(4, 1)   // 2 4 2 0
	var got []byte
	for i, p := range b.Packets {
		got = append(got, p.Data...)
		if i > 0 && p.Time.Before(b.Packets[i-1].Time) {
			t.Errorf("time goes back at frame %d", i+1)
		}
	}
	if want := []byte{2, 4, 2, 0}; !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFrame(t *testing.T) {
	if got, want := XML("<a/>"), []byte("\x00\x03\x00\x06\x02\x00<a/>"); !bytes.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := FrameLength(3, 4, []byte("<a/>")), []byte("\x00\x03\x00\x04\x02\x00<a/>"); !bytes.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
