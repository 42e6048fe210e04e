package capture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"ivrcheck/internal/cputime"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

func TestFileTypeIsDetected(t *testing.T) {
	b := pcaptest.New()
	for _, test := range []struct {
		name, kind string
		data       []byte
	}{
		{"pcap", "pcap", b.Pcap()},
		{"pcapng", "pcapng", append(b.Pcapng(), 0)},
		{"raw GLI", "gli", pcaptest.XML(doc("LoginReq"))},
		{"raw GLI, long", "gli", pcaptest.XML(`<GctiMsg>` + strings.Repeat(" ", 60000) + `</GctiMsg>`)},
		{"raw GLI, white space first", "gli", pcaptest.XML(strings.Repeat(" ", 60) + doc("LoginReq"))},
		{"log", "log", []byte("2024-03-01 09:00:00 write message " + doc("LoginReq") + "\n")},
		{"zero bytes", "log", make([]byte, 100)},
		{"empty", "log", nil},
		{"one byte", "log", []byte{0}},
		{"UTF-16", "log", []byte("\xff\xfe<\x00G\x00")},
		{"JSON", "log", []byte(`{"msg":"x"}`)},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, stats, _ := read(t, bytes.NewReader(test.data), Options{Names: names})
			if stats.Kind != test.kind {
				t.Errorf("kind is %q, want %q", stats.Kind, test.kind)
			}
			// Small reads, as a pipe gives them, change nothing.
			_, stats, _ = read(t, iotest.OneByteReader(bytes.NewReader(test.data)), Options{Names: names})
			if stats.Kind != test.kind {
				t.Errorf("kind of a slow reader is %q, want %q", stats.Kind, test.kind)
			}
		})
	}
}

func TestInputOverridesDetection(t *testing.T) {
	_, stats, _ := read(t, strings.NewReader("text"), Options{Names: names, Input: "gli"})
	if stats.Kind != "gli" {
		t.Errorf("kind is %q", stats.Kind)
	}
	_, _, err := read(t, strings.NewReader("text"), Options{Names: names, Input: "wav"})
	if err == nil || !strings.Contains(err.Error(), "use pcap, pcapng, gli or log") {
		t.Errorf("error is %v", err)
	}
}

func TestUnreadableInputs(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"bzip2", "BZh91AY&SY", "test: compressed with bzip2, which is not read; decompress it first, with bunzip2"},
		{"xz", "\xfd7zXZ\x00\x00\x04", "test: compressed with xz, which is not read; decompress it first, with unxz"},
		{"lz4", "\x04\x22\x4d\x18", "test: compressed with lz4, which is not read; decompress it first, with unlz4"},
		{"snoop", "snoop\x00\x00\x00\x00", "test: a snoop capture cannot be read; convert it with editcap -F pcapng"},
		{"zip", "PK\x03\x04<GctiMsg/>", "test: compressed with zip, which is not read; decompress it first, with unzip"},
		{"a picture", "\x89PNG\r\n\x1a\n", "test: a picture is neither a capture nor a log; leave it out, or read it with --input log"},
	} {
		t.Run(test.name, func(t *testing.T) {
			lines, _, err := read(t, strings.NewReader(test.data), Options{Names: names})
			var input *InputError
			if !errors.As(err, &input) || input.Damaged || err.Error() != test.want || len(lines) > 0 {
				t.Errorf("got %v and %q", err, lines)
			}
		})
	}
}

func TestEmptyInputIsNoError(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing": nil, "pcap": pcaptest.New().Pcap(), "pcapng": pcaptest.New().Pcapng(),
	} {
		t.Run(name, func(t *testing.T) {
			lines, stats, err := read(t, bytes.NewReader(data), Options{Names: names})
			for _, l := range lines {
				if !strings.Contains(l, "start") && !strings.Contains(l, "end") {
					t.Errorf("unit %s", l)
				}
			}
			if err != nil || stats.Packets != 0 {
				t.Errorf("got %+v, %v", stats, err)
			}
		})
	}
}

func TestHeaderOfAContainerIsCut(t *testing.T) {
	for name, data := range map[string][]byte{"pcap": pcaptest.New().Pcap(), "pcapng": pcaptest.New().Pcapng()} {
		for n := 4; n < len(data); n++ {
			lines, _, err := read(t, bytes.NewReader(data[:n]), Options{Names: names})
			var input *InputError
			if !errors.As(err, &input) || !input.Damaged || !slices.Equal(lines, []string{"- note #0 CAP001"}) {
				t.Errorf("%s, %d bytes: got %v and %q", name, n, err, lines)
			}
		}
	}
}

// A length in a file must not make the reader take the memory it asks for.
func TestHostileLengths(t *testing.T) {
	pcap := func(snaplen, length uint32) []byte {
		data := pcaptest.New().PcapAs(pcaptest.Format{Snaplen: snaplen})
		if snaplen == 0 {
			clear(data[16:20])
		}
		for _, v := range []uint32{0, 0, length, length} {
			data = binary.LittleEndian.AppendUint32(data, v)
		}
		return append(data, make([]byte, 1000)...)
	}
	ng := func(typ, length uint32) []byte {
		b := pcaptest.New()
		b.Add([]byte("x"))
		data := b.Pcapng()
		for _, v := range []uint32{typ, length, 0, 0, 0, length, length} {
			data = binary.LittleEndian.AppendUint32(data, v)
		}
		return append(data, make([]byte, 1000)...)
	}
	for name, data := range map[string][]byte{
		"pcap":                     pcap(262144, 1<<30),
		"pcap, snaplen 4 GiB":      pcap(1<<32-1, 1<<31),
		"pcap, snaplen 0":          pcap(0, 1<<32-1),
		"pcapng packet":            ng(6, 1<<32-4),
		"pcapng block too short":   ng(6, 0),
		"pcapng simple packet":     ng(3, 1<<31),
		"pcapng interface":         ng(1, 1<<32-4),
		"pcapng names":             ng(4, 1<<32-4),
		"pcapng decryption secret": ng(10, 1<<32-4),
		"pcapng unknown":           ng(77, 1<<32-4),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := read(t, bytes.NewReader(data), Options{Names: names})
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
				t.Errorf("took %d bytes", took)
			}
			var input *InputError
			if !errors.As(err, &input) || !input.Damaged {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func TestLargePackets(t *testing.T) {
	b := pcaptest.New()
	b.MSS = 200000 // segmentation offload writes IP length 0
	c := b.Connect(client, server)
	c.Data(pcaptest.Client, slices.Concat(pcaptest.XML(doc("One")), pcaptest.XML(`<GctiMsg>`+strings.Repeat(" ", 60000)+`</GctiMsg>`),
		pcaptest.XML(`<GctiMsg>`+strings.Repeat(" ", 60000)+`</GctiMsg>`), pcaptest.XML(doc("Two"))))
	for _, data := range [][]byte{b.Pcap(), b.PcapAs(pcaptest.Format{Snaplen: 65535}), b.Pcapng()} {
		lines, _, err := read(t, bytes.NewReader(data), Options{Names: names})
		if err != nil || len(lines) != 6 || lines[4] != "0a Two #4" {
			t.Errorf("got %v and %q", err, lines)
		}
	}
}

func TestEthernetPaddingIsNoPayload(t *testing.T) {
	b := pcaptest.New()
	c := b.Connect(client, server)
	c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
	c.IVR(doc("One"))
	for i := range b.Packets {
		p := &b.Packets[i]
		for len(p.Data) < 64 { // to the minimum, and a trailer
			p.Data = append(p.Data, 0)
		}
		p.Length = len(p.Data)
	}
	expect(t, b.Pcap(), Options{Names: names}, "0 start #1; 0a frame #4; 0a One #6; 0 end unseen #7")
}

func TestContextEndsRead(t *testing.T) {
	b := pcaptest.New()
	c := b.Connect(client, server)
	for range 1000 {
		c.IVR(doc("One"))
	}
	ctx, cancel := context.WithCancel(context.Background())
	units := 0
	_, err := Read(ctx, "test", bytes.NewReader(b.Pcap()), Options{Names: names}, func(*trace.Unit) error {
		units++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || units > 300 {
		t.Errorf("%d units, %v", units, err)
	}
}

func TestErrorOfEmitIsReturned(t *testing.T) {
	b := pcaptest.New()
	b.Connect(client, server).IVR(doc("One"))
	enough := errors.New("enough")
	for name, data := range map[string][]byte{
		"pcap": b.Pcap(), "gli": pcaptest.XML(doc("One")), "log": []byte(doc("One")), "cut": b.Pcap()[:200],
	} {
		n := 0
		_, err := Read(context.Background(), "test", bytes.NewReader(data), Options{Names: names}, func(*trace.Unit) error {
			n++
			return enough
		})
		if err != enough || n != 1 {
			t.Errorf("%s: %d units, %v", name, n, err)
		}
	}
}

func TestErrorOfTheReader(t *testing.T) {
	b := pcaptest.New()
	b.Connect(client, server).IVR(doc("One"))
	for name, data := range map[string][]byte{"pcap": b.Pcap(), "log": []byte(doc("One") + "\n")} {
		lines, _, err := read(t, io.MultiReader(bytes.NewReader(data), iotest.ErrReader(errors.New("disk on fire"))), Options{Names: names})
		var input *InputError
		if !errors.As(err, &input) || !strings.Contains(err.Error(), "disk on fire") {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(strings.Join(lines, "\n"), "One") {
			t.Errorf("%s: what came before is lost: %q", name, lines)
		}
	}
}

// FuzzRead feeds anything: no panic, no hang, and the life of each connection
// is whole unless Read failed otherwise.
func FuzzRead(f *testing.F) {
	for _, link := range []pcaptest.Link{pcaptest.Ethernet, pcaptest.SLL, pcaptest.SLL2, pcaptest.Null, pcaptest.Raw} {
		b := pcaptest.New()
		b.Link = link
		c := b.Connect(client, server)
		c.IVR(doc("One"))
		c.KeepAlive()
		c.Close()
		f.Add(b.Pcap())
		f.Add(b.Pcapng())
	}
	b := pcaptest.New()
	b.VLAN, b.HopByHop = []uint16{1, 2}, true
	b.Midway("[2001:db8::5]:49152", "[2001:db8::1]:7009").IVR(doc("One"), doc("Two"))
	f.Add(b.PcapAs(pcaptest.Format{BigEndian: true, Nano: true}))
	f.Add(b.PcapAs(pcaptest.Format{Modified: true}))
	f.Add(b.PcapngAs(pcaptest.NgFormat{BigEndian: true, Block: pcaptest.Legacy}))
	f.Add(pcaptest.XML(doc("One")))
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x4c\x02\x00\x6d\x48\x83\x9e\x02\x00\x00\x00"))
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00\x11\x00\x00\x61\x62\x4a\xc5\x4a\x0b"))
	f.Add([]byte("09:00:00 " + doc("One") + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		limit := cputime.Limit(t, "reading")
		_, _, err := read(t, bytes.NewReader(data), Options{Names: names})
		var input *InputError
		if err != nil && !errors.As(err, &input) {
			t.Errorf("error is no *InputError: %v", err)
		}
		limit()
	})
}
