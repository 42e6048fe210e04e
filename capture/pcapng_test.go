package capture

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// Where pcapgo reads a file, both readers must give the same packets.
func TestPcapngIsReadAsPcapgoReadsIt(t *testing.T) {
	files := map[string][]byte{}
	b := pcaptest.New()
	dialogue(b, client, server)
	b.Link = pcaptest.SLL2
	dialogue(b, client, server)
	b.Cut(3, 60)
	files["built"] = b.Pcapng()
	if dir := os.Getenv("IVRCHECK_CORPUS"); dir != "" {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".pcapng") {
				return err
			}
			data, err := os.ReadFile(path)
			files[path[len(dir):]] = data
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			theirs, err := pcapgo.NewNgReader(bytes.NewReader(data), pcapgo.NgReaderOptions{WantMixedLinkType: true})
			if err != nil {
				t.Skip(err)
			}
			ours, err := newNgReader(newWindow(bytes.NewReader(data)))
			if err != nil {
				t.Fatal(err)
			}
			for n := 1; ; n++ {
				want, info, err := theirs.ZeroCopyReadPacketData()
				if err != nil {
					return
				}
				var got packet
				err = ours.next(&got)
				for err == nil && got.link == linkNone {
					err = ours.next(&got)
				}
				if err != nil {
					t.Fatalf("packet %d: %v", n, err)
				}
				if !bytes.Equal(got.data, want) || got.wire != info.Length || got.link != info.AncillaryData[0].(layers.LinkType) {
					t.Errorf("packet %d: got %d of %d bytes, want %d of %d", n, len(got.data), got.wire, len(want), info.Length)
				}
				if !got.time.Time().Equal(info.Timestamp) {
					t.Errorf("packet %d: got %v, want %v", n, got.time.Time(), info.Timestamp)
				}
			}
		})
	}
}

// Frame numbers must be those of tshark where a file holds other blocks too.
func TestOtherBlocksAndFrameNumbers(t *testing.T) {
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed")
	}
	block := func(typ uint32, body string) (out []byte) {
		for len(body)%4 != 0 {
			body += "\x00"
		}
		order, length := binary.LittleEndian, uint32(len(body)+12)
		out = order.AppendUint32(out, typ)
		out = order.AppendUint32(out, length)
		out = append(out, body...)
		return order.AppendUint32(out, length)
	}
	b := pcaptest.New()
	b.Connect(client, server)
	data := b.Pcapng()
	data = append(data, block(blockJournal, "__REALTIME_TIMESTAMP=1709283600000000\nMESSAGE=hello\n\n")...)
	data = append(data, block(4, "\x00\x00\x00\x00")...)                                 // names
	data = append(data, block(5, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")...) // statistics
	data = append(data, block(10, "TLSK\x00\x00\x00\x00")...)                            // secrets
	data = append(data, block(0xbad, "\x00\x00\x00\x01")...)                             // custom
	data = append(data, block(0x40000bad, "\x00\x00\x00\x01")...)
	for _, typ := range []uint32{blockSysdig, blockSysdig2, blockSysdig2Large, 77} {
		data = append(data, block(typ, strings.Repeat("\x00", 40))...)
	}
	b.Packets = nil
	c := b.Midway(client, server)
	c.IVR(doc("One"), doc("Two"))
	data = append(data, b.Pcapng()...) // a second section

	file := filepath.Join(t.TempDir(), "blocks.pcapng")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-n", "-r", file, "-T", "fields", "-e", "frame.number", "-e", "tcp.len").Output()
	if err != nil {
		t.Fatal(err)
	}
	frames := strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	_, stats, err := read(t, bytes.NewReader(data), Options{})
	if err != nil || stats.Packets != 7 || stats.Unsupported != "" {
		t.Errorf("got %+v, %v", stats, err)
	}
	documents := 0
	_, err = Read(t.Context(), "test", bytes.NewReader(data), Options{Ports: []uint16{7009}}, func(u *trace.Unit) error {
		if u.Kind != trace.Document {
			return nil
		}
		documents++
		if strings.HasSuffix(frames[u.Pos.Frame-1], "\t0") {
			t.Errorf("%s: tshark has no bytes there: %q", line(u), frames)
		}
		return nil
	})
	if err != nil || documents != 2 {
		t.Errorf("%d documents, %v", documents, err)
	}
}

func TestTimeOfPcapng(t *testing.T) {
	for _, test := range []struct {
		resolution byte
		offset     int64
		units      uint64
		want       string
	}{
		{6, 0, 1709283600123456, "2024-03-01T09:00:00.123456Z"},
		{9, 0, 1709283600123456789, "2024-03-01T09:00:00.123456789Z"},
		{3, 0, 1709283600123, "2024-03-01T09:00:00.123Z"},
		{0, 0, 1709283600, "2024-03-01T09:00:00Z"},
		{12, 0, 1500000000000, "1970-01-01T00:00:01.5Z"},
		{0x80 | 1, 1709283600, 3, "2024-03-01T09:00:01.5Z"},
		{0x80 | 63, 0, 1 << 62, "1970-01-01T00:00:00.5Z"},
		{19, 0, 5e18, "1970-01-01T00:00:00.5Z"},
	} {
		i := ngInterface{perSecond: perSecond(test.resolution), offset: test.offset}
		if got := i.time(test.units).Time().Format(time.RFC3339Nano); got != test.want {
			t.Errorf("resolution %#x: got %s, want %s", test.resolution, got, test.want)
		}
	}
	for _, resolution := range []byte{20, 0x7f, 0x80 | 64, 0xff} {
		if perSecond(resolution) != 0 {
			t.Errorf("resolution %#x is taken", resolution)
		}
	}
}
