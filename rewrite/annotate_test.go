package rewrite

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"ivrcheck/capture"
	"ivrcheck/internal/pcaptest"
)

func member(name string, content []byte) capture.Member {
	return capture.Member{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

// annotate annotates every third frame.
func annotate(t *testing.T, members ...capture.Member) []byte {
	t.Helper()
	var out bytes.Buffer
	results, err := Annotate(context.Background(), &out, members, capture.Options{}, func(r *capture.Record) ([]string, error) {
		if r.Number%3 > 0 {
			return nil, nil
		}
		return []string{fmt.Sprintf("comment on %d", r.Number), "another, ünd longer one"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			t.Logf("%s: %v", r.Name, r.Err)
		}
	}
	return out.Bytes()
}

// tshark runs tshark on a capture, or skips the test.
func tshark(t *testing.T, content []byte, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed")
	}
	file := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(program, append([]string{"-r", file}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Logf("tshark: %v\n%s", err, stderr.String()) // a damaged file
	}
	return string(out)
}

// frames lists what tshark shows of the frames.
func frames(t *testing.T, content []byte, fields ...string) []string {
	t.Helper()
	args := []string{"-o", "frame.generate_md5_hash:TRUE", "-T", "fields"}
	for _, f := range append([]string{"frame.number"}, fields...) {
		args = append(args, "-e", f)
	}
	return strings.Split(strings.TrimSuffix(tshark(t, content, args...), "\n"), "\n")
}

var unchanged = []string{"frame.time_epoch", "frame.len", "frame.cap_len", "frame.md5_hash", "frame.encap_type"}

func conversation(b *pcaptest.Builder) *pcaptest.Builder {
	c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
	c.IVR("<a/>", "<b>"+strings.Repeat("x", 4001)+"</b>")
	c.Server("<c/>")
	c.Close()
	b.Cut(6, 77)
	return b
}

func gzipped(content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(content)
	_ = w.Close()
	return out.Bytes()
}

func zstandard(content []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(content, nil)
}

// Annotated copies have the frames of the input, and the comments.
func TestAnnotateKeepsFrames(t *testing.T) {
	b := conversation(pcaptest.New())
	mixed := conversation(pcaptest.New())
	mixed.Link = pcaptest.Raw
	conversation(mixed)
	whole := pcaptest.New()
	whole.Connect("10.0.0.5:49152", "10.0.0.1:7009").IVR("<a/>").Close()
	for name, test := range map[string]struct{ content, plain []byte }{
		"pcap":                     {content: b.Pcap()},
		"pcap, big-endian":         {content: b.PcapAs(pcaptest.Format{BigEndian: true})},
		"pcap, nanoseconds":        {content: b.PcapAs(pcaptest.Format{Nano: true, Snaplen: 96})},
		"pcap, modified":           {content: b.PcapAs(pcaptest.Format{Modified: true})},
		"pcapng":                   {content: b.Pcapng()},
		"pcapng, big-endian":       {content: b.PcapngAs(pcaptest.NgFormat{BigEndian: true, Resolution: 6})},
		"pcapng, offset":           {content: b.PcapngAs(pcaptest.NgFormat{Resolution: 3, Offset: 1600000000})},
		"pcapng, obsolete blocks":  {content: b.PcapngAs(pcaptest.NgFormat{Block: pcaptest.Legacy})},
		"pcapng, several links":    {content: mixed.Pcapng()},
		"pcapng, several sections": {content: slices.Concat(b.Pcapng(), mixed.PcapngAs(pcaptest.NgFormat{BigEndian: true}))},
		"gzip":                     {content: gzipped(b.Pcap()), plain: b.Pcap()},
		"zstd":                     {content: zstandard(b.Pcapng()), plain: b.Pcapng()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := test.plain
			if plain == nil {
				plain = test.content
			}
			checkAnnotated(t, plain, annotate(t, member("in", test.content)))
		})
	}
	// Frames of the second file are counted on; each file is a section.
	t.Run("set", func(t *testing.T) {
		t.Parallel()
		late := pcaptest.New()
		late.Now = late.Now.Add(1e12)
		conversation(late)
		checkAnnotated(t, slices.Concat(b.Pcapng(), late.Pcapng()), annotate(t, member("late", late.Pcap()), member("early", b.Pcapng())))
	})
}

func checkAnnotated(t *testing.T, in, out []byte) {
	t.Helper()
	fields := unchanged
	if kindOf(in) == "pcapng" {
		fields = append(slices.Clone(fields), "frame.interface_id")
	}
	before := frames(t, in, fields...)
	var after, got []string
	for _, line := range frames(t, out, append(fields, "frame.comment")...) {
		at := strings.LastIndexByte(line, '\t')
		after = append(after, line[:max(at, 0)])
		if comment := line[at+1:]; comment != "" {
			got = append(got, strings.SplitN(line, "\t", 2)[0]+"\t"+comment)
		}
	}
	if diff := cmp.Diff(before, after); diff != "" || len(before) < 2 {
		t.Errorf("frames (-before +after):\n%s", diff)
	}
	var want []string
	for n := 3; n <= len(before); n += 3 {
		want = append(want, fmt.Sprintf("%d\tcomment on %d,another, ünd longer one", n, n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// A second run adds its comments to those of the first.
func TestAnnotateKeepsComments(t *testing.T) {
	once := annotate(t, member("in", conversation(pcaptest.New()).Pcap()))
	twice := annotate(t, member("once", once))
	got := frames(t, twice, "frame.comment")[2]
	if want := "3\tcomment on 3,another, ünd longer one,comment on 3,another, ünd longer one"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// capinfos reads the copy, with its interfaces.
func TestCapinfosReadsAnnotated(t *testing.T) {
	program, err := exec.LookPath("capinfos")
	if err != nil {
		t.Skip("capinfos is not installed")
	}
	file := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(file, annotate(t, member("in", conversation(pcaptest.New()).PcapAs(pcaptest.Format{Snaplen: 96}))), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"Wireshark/... - pcapng", "Time precision = microseconds (6)", "Capture length = 96", "Number of packets = 15"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// Captures of testdata are copied, too; damaged ones as far as they can be read.
func TestAnnotateTestdata(t *testing.T) {
	if testing.Short() {
		t.Skip("runs tshark on all captures")
	}
	paths, err := filepath.Glob("../testdata/captures/*.pcap*")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d captures, %v", len(paths), err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, ".ndjson") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			checkAnnotated(t, content, annotate(t, member(path, content)))
		})
	}
}

func TestAnnotateRefusesOthers(t *testing.T) {
	results, err := Annotate(context.Background(), io.Discard, []capture.Member{member("log", []byte("a log\n"))}, capture.Options{}, nil)
	if err != nil || len(results) != 1 || results[0].Err == nil || !strings.Contains(results[0].Err.Error(), capture.ErrNoCapture.Error()) {
		t.Errorf("got %v, %v", results, err)
	}
}

// Whatever an input is, the copy is a capture with the same packets.
func FuzzAnnotate(f *testing.F) {
	b := conversation(pcaptest.New())
	for _, seed := range [][]byte{b.Pcap(), b.Pcapng(), b.PcapngAs(pcaptest.NgFormat{BigEndian: true, Block: pcaptest.Legacy})} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		read := func(content []byte) (packets []string) {
			_, err := capture.ReadRecords(context.Background(), []capture.Member{member("in", content)}, capture.Options{Input: kindOf(content)}, func(r *capture.Record) error {
				if r.Packet != nil {
					packets = append(packets, strconv.Itoa(r.Number)+r.Packet.Time.Time().String()+string(r.Packet.Data))
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return packets
		}
		var out bytes.Buffer
		_, err := Annotate(context.Background(), &out, []capture.Member{member("in", content)}, capture.Options{Input: kindOf(content)}, func(*capture.Record) ([]string, error) { return []string{"x"}, nil })
		if err != nil {
			t.Fatal(err)
		}
		if want := read(content); len(want) > 0 {
			if diff := cmp.Diff(want, read(out.Bytes())); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func kindOf(content []byte) string {
	if bytes.HasPrefix(content, []byte("\x0a\x0d\x0d\x0a")) {
		return "pcapng"
	}
	return "pcap"
}
