package container

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"ivrcheck/capture/window"
	"ivrcheck/internal/pcaptest"
)

// dialogue adds a connection with two messages.
func dialogue(b *pcaptest.Builder) {
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	c.IVR("<GctiMsg/>")
	c.Server("<GctiMsg/>")
}

// Where pcapgo reads a file, both readers must give the same packets.
func TestPcapngAgreesWithPcapgo(t *testing.T) {
	files := map[string][]byte{}
	b := pcaptest.New()
	dialogue(b)
	b.Link = pcaptest.SLL2
	dialogue(b)
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
			ours, err := NewPcapng(window.New(bytes.NewReader(data)))
			if err != nil {
				t.Fatal(err)
			}
			for n := 1; ; n++ {
				want, info, err := theirs.ZeroCopyReadPacketData()
				if err != nil {
					return
				}
				var got Packet
				err = ours.Next(&got)
				for err == nil && got.Link == LinkNone {
					err = ours.Next(&got)
				}
				if err != nil {
					t.Fatalf("packet %d: %v", n, err)
				}
				if !bytes.Equal(got.Data, want) || got.Wire != info.Length || got.Link != info.AncillaryData[0].(layers.LinkType) {
					t.Errorf("packet %d: got %d of %d bytes, want %d of %d", n, len(got.Data), got.Wire, len(want), info.Length)
				}
				if !got.Time.Time().Equal(info.Timestamp) {
					t.Errorf("packet %d: got %v, want %v", n, got.Time.Time(), info.Timestamp)
				}
			}
		})
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
