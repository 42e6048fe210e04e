package capture

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ivrcheck/trace"
)

// tcpFrames lists the frames of a capture in which TCP is found.
func tcpFrames(t *testing.T, data []byte) (frames []int) {
	t.Helper()
	stats := &Stats{}
	p := newPackets(Options{}, func(*trace.Unit) error { return nil })
	p.stats = stats
	in, err := open(t.Context(), bytes.NewReader(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	stats.Kind = in.kind
	if err := p.container(in.content); err != nil {
		t.Fatal(err)
	}
	for {
		data, ci, err := p.next()
		if err != nil {
			return frames
		}
		before := stats.Segments
		if err := p.packet(data, ci); err != nil {
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
