package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"ivrcheck/capture/window"
	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// calls builds n messages, one a packet, and gives the captures in both
// containers with the offset of each record in them.
func calls(n int) (b *pcaptest.Builder, containers map[string][]byte, records map[string][]int) {
	b = pcaptest.New()
	c := b.Connect(client, server)
	for i := range n {
		c.Send(pcaptest.Client, pcaptest.XML(doc(fmt.Sprint("M", i))))
	}
	containers = map[string][]byte{
		"pcap": b.Pcap(), "pcap big-endian": b.PcapAs(pcaptest.Format{BigEndian: true, Nano: true}),
		"pcap modified": b.PcapAs(pcaptest.Format{Modified: true}),
		"pcapng":        b.Pcapng(), "pcapng big-endian": b.PcapngAs(pcaptest.NgFormat{BigEndian: true}),
	}
	records = map[string][]int{}
	for name, data := range containers {
		at, header := 24, 16
		switch {
		case strings.Contains(name, "modified"):
			header = 24
		case strings.HasPrefix(name, "pcapng"):
			at, header = len(data), 32
			for _, p := range b.Packets {
				at -= header + len(p.Data) + pad(len(p.Data))
			}
		}
		for _, p := range b.Packets {
			records[name] = append(records[name], at)
			at += header + len(p.Data)
			if header == 32 {
				at += pad(len(p.Data))
			}
		}
		if at != len(data) {
			panic(fmt.Sprintf("%s: %d of %d bytes", name, at, len(data)))
		}
	}
	return b, containers, records
}

// Whatever is done to one record, those before it and after it are read, and
// the frames after it are still counted.
func TestReadingContinuesAfterDamage(t *testing.T) {
	b, containers, records := calls(40)
	const at = 20 // the packet, counted from 0, that is damaged
	for name, data := range containers {
		from, to := records[name][at], records[name][at+1]
		order := binary.AppendByteOrder(binary.LittleEndian)
		if strings.Contains(name, "big-endian") {
			order = binary.BigEndian
		}
		length := from + 8 // of what is captured
		if strings.HasPrefix(name, "pcapng") {
			length = from + 4
		}
		put := func(n uint32) func([]byte) []byte {
			return func(d []byte) []byte { return append(order.AppendUint32(d[:length:length], n), d[length+4:]...) }
		}
		for how, test := range map[string]struct {
			damage func(d []byte) []byte
			lost   int // packets
		}{
			"a length that is too large": {put(1 << 31), 1},
			"a length beyond the end":    {put(1 << 20), 1},
			"a length that is too short": {put(12), 1},
			"a header of rubbish":        {func(d []byte) []byte { copy(d[from:], bytes.Repeat([]byte{0xa5}, 16)); return d }, 1},
			"zeros":                      {func(d []byte) []byte { clear(d[from:to]); return d }, 1},
			"zeros in place of many":     {func(d []byte) []byte { clear(d[from:records[name][at+10]]); return d }, 10},
			"text in between": {func(d []byte) []byte {
				return slices.Concat(d[:from], []byte(strings.Repeat("No space left on device\n", 100)), d[from:])
			}, 0},
			"some bytes are missing": {func(d []byte) []byte { return slices.Concat(d[:from+10], d[from+20:]) }, 1},
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				damaged := test.damage(slices.Clone(data))
				messages, notes, stats, err := damagedRead(t, damaged)
				var input *InputError
				if !errors.As(err, &input) || !input.Damaged {
					t.Errorf("error is %v", err)
				}
				lost := 40 + 3 - stats.Packets
				// A length that is wrong may still give a packet.
				if lost != test.lost && lost != test.lost-1 {
					t.Errorf("%d packets, want %d", stats.Packets, len(b.Packets)-test.lost)
				}
				for i := range 40 {
					frame := i + 4
					if frame > at {
						frame -= lost
					}
					gone := i+3 >= at && i+3 < at+max(1, test.lost)
					if got := messages[fmt.Sprint("M", i)]; got != frame && !gone {
						t.Errorf("M%d is in frame %d, want %d", i, got, frame)
					}
				}
				if len(notes) != 1 || !strings.Contains(notes[0], "resumed") || !strings.Contains(notes[0], "byte ") {
					t.Errorf("notes are %q", notes)
				}
			})
		}
	}
}

// damagedRead returns the frame of each message, and what CAP001 says.
func damagedRead(t *testing.T, data []byte) (messages map[string]int, notes []string, stats Stats, err error) {
	t.Helper()
	messages = map[string]int{}
	stats, err = Read(t.Context(), "test", bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
		if u.Kind == trace.Document && !u.Partial {
			messages[name(u.Body)] = u.Pos.Frame
		}
		for _, f := range u.Faults {
			if f.Code == "CAP001" {
				notes = append(notes, fmt.Sprintf("%s #%d %v", f.Hint, u.Pos.Frame, f.Args))
			}
		}
		return nil
	})
	return messages, notes, stats, err
}

// Any few bytes may be wrong: no packet that is not hit by them is lost, but for
// the neighbours of a record whose length is hit.
func TestDamageAnywhere(t *testing.T) {
	trials := 2000
	if testing.Short() {
		trials = 400
	}
	b, containers, records := calls(60)
	for name, data := range containers {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 4))
			first := records[name][0]
			for range trials {
				damaged := slices.Clone(data)
				at := first + random.IntN(len(data)-first)
				for i := at; i < min(at+1+random.IntN(40), len(data)); i++ {
					damaged[i] = byte(random.Int())
				}
				found := packetsIn(t, damaged)
				intact := 0
				for _, p := range b.Packets {
					if found[string(p.Data)] {
						intact++
					}
				}
				if intact < len(b.Packets)-3 {
					t.Fatalf("byte %d: %d packets of %d", at, intact, len(b.Packets))
				}
			}
		})
	}
}

// packetsIn reads the packets of a container, over all damages.
func packetsIn(t *testing.T, data []byte) map[string]bool {
	t.Helper()
	p := newPackets(&Options{Names: names}, &sink{emit: func(*trace.Unit) error { return nil }})
	in := window.New(bytes.NewReader(data))
	kind, err := detect(in, &Options{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	p.stats = &Stats{Kind: kind}
	if err := p.openContainer(kind, in); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for {
		err := p.next()
		switch {
		case err == nil:
			found[string(p.packet.Data)] = true
		case err == io.EOF || !p.source.Resume():
			return found
		}
	}
}

// A hostile file must not take longer than its length allows.
func TestSearchForRecordsIsLinear(t *testing.T) {
	// Each place looks like a record whose next one does not.
	header := []byte{0, 0, 0, 0x60, 0, 0, 0, 0, 200, 0, 0, 0, 200, 0, 0, 0}
	data := pcaptest.New().Pcap()
	data = append(data, bytes.Repeat([]byte{0xff}, 16)...)
	for len(data) < 8<<20 {
		data = append(data, header...)
		data = append(data, 0xff)
	}
	if _, _, stats, err := damagedRead(t, data); err == nil {
		t.Errorf("read without an error: %+v", stats)
	}
}

// compressors are the programs with which captures are compressed.
var compressors = map[string][]string{"gzip": {"gzip", "-c"}, "zstd": {"zstd", "-q", "-c"}}

func compress(t *testing.T, with []string, data []byte) []byte {
	t.Helper()
	program, err := exec.LookPath(with[0])
	if err != nil {
		t.Skipf("%s is not installed", with[0])
	}
	cmd := exec.Command(program, with[1:]...)
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCompressedInputs(t *testing.T) {
	b := pcaptest.New()
	dialogue(b, client, server)
	gliStream := slices.Concat(pcaptest.XML(doc("One")), pcaptest.XML(doc("Two")))
	for compression, with := range compressors {
		for kind, data := range map[string][]byte{
			"pcap": b.Pcap(), "pcapng": b.Pcapng(), "gli": gliStream, "log": []byte("09:00:00 " + doc("One") + "\n"),
		} {
			t.Run(compression+" "+kind, func(t *testing.T) {
				want, _, err := read(t, bytes.NewReader(data), Options{Names: names})
				if err != nil {
					t.Fatal(err)
				}
				packed := compress(t, with, data)
				// Two members in a row are one input.
				half := len(data) / 2
				parts := slices.Concat(compress(t, with, data[:half]), compress(t, with, data[half:]))
				for _, r := range []io.Reader{bytes.NewReader(packed), bytes.NewReader(parts), iotest.OneByteReader(bytes.NewReader(packed))} {
					got, stats, err := read(t, r, Options{Names: names})
					if err != nil || !slices.Equal(got, want) {
						t.Errorf("got %v and %q, want %q", err, got, want)
					}
					if stats.Kind != kind || stats.Compression != compression || stats.Bytes != int64(len(packed)) && stats.Bytes != int64(len(parts)) {
						t.Errorf("got %+v", stats)
					}
				}
			})
		}
	}
}

// What comes before a damage of the compression is checked.
func TestDamagedCompression(t *testing.T) {
	b, containers, _ := calls(2000)
	random := rand.New(rand.NewPCG(5, 6))
	for i := range b.Packets { // so that it is not all one block
		p := &b.Packets[i].Data
		*p = append(*p, make([]byte, 40)...)
		for j := range 40 {
			(*p)[len(*p)-40+j] = byte(random.Int())
		}
	}
	containers["pcap"] = b.Pcap()
	for compression, with := range compressors {
		packed := compress(t, with, containers["pcap"])
		flipped := slices.Clone(packed)
		copy(flipped[len(flipped)/2:], bytes.Repeat([]byte{0x55}, 200))
		for how, data := range map[string][]byte{
			"cut": packed[:len(packed)*2/3], "flipped": flipped, "rubbish behind": append(slices.Clone(packed), "rubbish, more than four bytes"...),
		} {
			t.Run(compression+" "+how, func(t *testing.T) {
				messages, notes, _, err := damagedRead(t, data)
				var input *InputError
				if how == "rubbish behind" {
					if err != nil || len(messages) != 2000 || len(notes) != 1 || !strings.HasPrefix(notes[0], "trailing") {
						t.Errorf("%d messages, error %v, notes %q", len(messages), err, notes)
					}
					return
				}
				if !errors.As(err, &input) || !input.Damaged || how != "flipped" && !strings.Contains(err.Error(), compression) {
					t.Errorf("error is %v", err)
				}
				// Where gzip notices late, records are damaged first.
				if len(messages) < 100 || len(notes) == 0 || !strings.HasPrefix(notes[len(notes)-1], "end") || len(notes) > 1 && how != "flipped" {
					t.Errorf("%d messages, notes %q", len(messages), notes)
				}
			})
		}
	}
	t.Run("from the start", func(t *testing.T) {
		for _, data := range []string{"\x1f\x8b\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff"} {
			_, notes, _, err := damagedRead(t, []byte(data))
			var input *InputError
			if !errors.As(err, &input) || !input.Damaged || len(notes) != 1 {
				t.Errorf("got %v, notes %q", err, notes)
			}
		}
	})
	t.Run("a log", func(t *testing.T) {
		text := strings.Repeat("09:00:00 "+doc("One")+"\n", 20000)
		packed := compress(t, compressors["gzip"], []byte(text))
		messages, notes, _, err := damagedRead(t, packed[:len(packed)-20])
		var input *InputError
		if !errors.As(err, &input) || !input.Damaged || len(messages) != 1 || len(notes) != 1 {
			t.Errorf("got %v, %d messages, notes %q", err, len(messages), notes)
		}
	})
}

// A zstd stream may ask for more memory than there should be.
func TestZstdWindowIsBounded(t *testing.T) {
	data := bytes.Repeat([]byte("09:00:00 nothing\n"), 8<<20)
	packed := compress(t, []string{"zstd", "-q", "-c", "--long=30", "--ultra", "-1"}, data)
	_, _, err := read(t, bytes.NewReader(packed), Options{Names: names})
	if err == nil || !strings.Contains(err.Error(), "needs more than 32 MiB of memory; decompress it first") {
		t.Errorf("error is %v", err)
	}
}

// Sections of different make, in a row, are one capture.
func TestSectionsOfDifferentMake(t *testing.T) {
	var file []byte
	c := (*pcaptest.Conn)(nil)
	b := pcaptest.New()
	for i, f := range []pcaptest.NgFormat{
		{}, {BigEndian: true}, {Block: pcaptest.Legacy, Resolution: 6}, {Block: pcaptest.Simple}, {BigEndian: true, Offset: 1 << 30, Resolution: 3},
	} {
		if c == nil {
			c = b.Connect(client, server)
		}
		if i%2 == 1 && f.Block != pcaptest.Simple {
			b.Link = pcaptest.SLL2
		}
		c.IVR(doc(fmt.Sprint("M", i)))
		b.Link = pcaptest.Ethernet
		c.IVR(doc(fmt.Sprint("N", i)))
		file = append(file, b.PcapngAs(f)...)
		b.Packets = nil
	}
	messages, notes, stats, err := damagedRead(t, file)
	if err != nil || len(notes) != 0 || stats.Packets != 23 || len(messages) != 10 || messages["N4"] != 22 {
		t.Errorf("got %v, %+v, %v", messages, stats, err)
	}
	if want := capinfos(t, file); want != stats.Packets {
		t.Errorf("capinfos counts %d packets", want)
	}
}

// The modified format is read as Wireshark reads it.
func TestModifiedPcap(t *testing.T) {
	b := pcaptest.New()
	dialogue(b, client, server)
	if got := capinfos(t, b.PcapAs(pcaptest.Format{Modified: true})); got != len(b.Packets) {
		t.Errorf("capinfos counts %d packets, we wrote %d", got, len(b.Packets))
	}
}

// capinfos counts the packets of a capture.
func capinfos(t *testing.T, data []byte) int {
	t.Helper()
	program, err := exec.LookPath("capinfos")
	if err != nil {
		t.Skip("capinfos is not installed")
	}
	file := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-c", "-M", "-T", "-r", "-B", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(out))
	n, err := strconv.Atoi(fields[len(fields)-1])
	if err != nil {
		t.Fatalf("capinfos says %q", out)
	}
	return n
}
