package capture

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"ivrcheck/internal/pcaptest"
)

func gzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstandard(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return z.EncodeAll(data, nil)
}

// Captures that cat put together, of any two formats, are read on, and reported once.
// Only sections of pcapng belong together.
func TestJoinedCaptures(t *testing.T) {
	formats := []string{"pcap", "big-endian", "nanoseconds", "modified", "AIX", "pcapng", "pcapng, big-endian", "pcap in gzip", "pcapng in gzip"}
	make := func(format string, n int) []byte {
		b := pcaptest.New()
		c := b.Connect(fmt.Sprintf("10.0.0.5:%d", 40000+n), server)
		c.IVR(doc("One"), doc("Two"))
		c.Close()
		switch format {
		case "big-endian":
			return b.PcapAs(pcaptest.Format{BigEndian: true})
		case "nanoseconds":
			return b.PcapAs(pcaptest.Format{Nano: true})
		case "modified":
			return b.PcapAs(pcaptest.Format{Modified: true})
		case "AIX":
			return b.PcapAs(pcaptest.Format{AIX: true})
		case "pcapng":
			return b.Pcapng()
		case "pcapng, big-endian":
			return b.PcapngAs(pcaptest.NgFormat{BigEndian: true})
		case "pcap in gzip":
			return gzipped(t, b.Pcap())
		case "pcapng in gzip":
			return gzipped(t, b.Pcapng())
		}
		return b.Pcap()
	}
	for _, first := range formats {
		for _, second := range formats {
			data := slices.Concat(make(first, 1), make(second, 2), make(first, 3))
			lines, stats, err := read(t, bytes.NewReader(data), Options{Names: names})
			if err != nil {
				t.Errorf("%s and %s: %v", first, second, err)
			}
			text := strings.Join(lines, "\n")
			want := 1
			ng := func(format string) bool { return strings.HasPrefix(format, "pcapng") }
			if ng(first) && ng(second) && strings.Contains(first, "gzip") == strings.Contains(second, "gzip") {
				want = 0
			}
			if strings.Count(text, " One ") != 3 || strings.Count(text, " Two ") != 3 || strings.Count(text, "CAP001") != want || stats.Packets != 33 {
				t.Errorf("%s and %s: %d packets\n%s", first, second, stats.Packets, text)
			}
		}
	}
}

// Bytes after compressed data are no damage of what is before them.
func TestAfterCompressedData(t *testing.T) {
	b := pcaptest.New()
	dialogue(b, client, server)
	log := []byte("09:00:01 " + doc("LoginReq") + "\n")
	for _, test := range []struct {
		name  string
		data  []byte
		after string
		want  int // findings
	}{
		{"zeros", gzipped(t, b.Pcap()), strings.Repeat("\x00", 1000), 0},
		{"other bytes", gzipped(t, b.Pcap()), "garbage", 1},
		{"zeros, then other bytes", gzipped(t, b.Pcap()), "\x00\x00\x00garbage", 1},
		{"a byte", gzipped(t, b.Pcap()), "\x1f", 1},
		{"the magic by chance", gzipped(t, b.Pcap()), "\x1f\x8b\x77 and more", 1},
		{"much", gzipped(t, b.Pcap()), strings.Repeat("garbage", 100000), 1},
		{"after two members", slices.Concat(gzipped(t, b.Pcap()[:500]), gzipped(t, b.Pcap()[500:])), "garbage", 1},
		{"after zstd", zstandard(t, b.Pcap()), "garbage", 1},
		{"zeros after a log", gzipped(t, log), "\x00\x00\x00\x00", 0},
		{"bytes after a log", gzipped(t, log), "garbage", 1},
	} {
		lines, _, err := read(t, bytes.NewReader(append(slices.Clone(test.data), test.after...)), Options{Names: names})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := strings.Count(strings.Join(lines, "\n"), "CAP001"); got != test.want || !strings.Contains(strings.Join(lines, "\n"), " LoginReq") {
			t.Errorf("%s: %d findings in\n%s", test.name, got, strings.Join(lines, "\n"))
		}
	}
}

// A capture that was cut and another one after it: the damage is reported, and the
// other is read.
func TestCutCaptureAndAnother(t *testing.T) {
	b := pcaptest.New()
	dialogue(b, client, server)
	other := pcaptest.New()
	other.Connect("10.0.0.6:50000", server).IVR(doc("Other"))
	for name, after := range map[string][]byte{
		"pcap": other.Pcap(), "big-endian": other.PcapAs(pcaptest.Format{BigEndian: true}), "pcapng": other.Pcapng(),
	} {
		for first, data := range map[string][]byte{"pcap": b.Pcap(), "pcapng": b.Pcapng()} {
			cut := slices.Concat(data[:len(data)-150], after)
			lines, _, err := read(t, bytes.NewReader(cut), Options{Names: names})
			if err == nil || !strings.Contains(strings.Join(lines, "\n"), " Other ") || strings.Count(strings.Join(lines, "\n"), "CAP001") != 1 {
				t.Errorf("%s, cut, and %s: %v\n%s", first, name, err, strings.Join(lines, "\n"))
			}
		}
	}
}
