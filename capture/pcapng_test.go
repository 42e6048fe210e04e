package capture

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

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
	data = append(data, block(9, "__REALTIME_TIMESTAMP=1709283600000000\nMESSAGE=hello\n\n")...)
	data = append(data, block(4, "\x00\x00\x00\x00")...)                                 // names
	data = append(data, block(5, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")...) // statistics
	data = append(data, block(10, "TLSK\x00\x00\x00\x00")...)                            // secrets
	data = append(data, block(0xbad, "\x00\x00\x00\x01")...)                             // custom
	data = append(data, block(0x40000bad, "\x00\x00\x00\x01")...)
	for _, typ := range []uint32{0x204, 0x216, 0x221, 77} {
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
	_, stats, err := read(t, bytes.NewReader(data), Options{Names: names})
	if err != nil || stats.Packets != 7 || len(stats.Seen.Layers) > 0 {
		t.Errorf("got %+v, %v", stats, err)
	}
	documents := 0
	_, err = Read(t.Context(), "test", bytes.NewReader(data), Options{Names: names, Ports: []uint16{7009}}, func(u *trace.Unit) error {
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
