package capture

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
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

// tsharkIsWrong lists the bundled captures of which tshark with our dissector
// sees other frames than we do, and why we are right.
var tsharkIsWrong = map[string]string{
	"cap002-bad.pcap":     "it gives up a direction behind a hole",
	"cap004-bad.pcap":     "it lists a frame whose end the snapshot length cut",
	"cap006-bad.pcap":     "it does not look for the next header behind rubbish",
	"cap009-bad.pcap":     "it gives up a direction behind a hole",
	"gap-before-fin.pcap": "it gives up a direction behind a hole",
	"gap-of-two.pcap":     "it gives up a direction behind a hole",
	"gli003-bad.pcap":     "it believes wrong lengths",
	"gli010-bad.pcap":     "it does not look for the next header behind XML that has none",
}

// framesOf lists what we find: "frame stream type length" of each whole frame.
func framesOf(t *testing.T, name string, data []byte) []string {
	t.Helper()
	var list [][4]int
	_, err := Read(t.Context(), name, bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
		if u.Header.Present && !u.Partial {
			list = append(list, [4]int{u.Pos.Frame, u.Conn.Stream, u.Header.Type(), u.Header.Length()})
		}
		return nil
	})
	if e := (*InputError)(nil); err != nil && !errors.As(err, &e) {
		t.Fatal(err)
	}
	return sorted(list)
}

// tsharkFrames lists what tshark finds with wireshark/gli.lua.
func tsharkFrames(t *testing.T, file string) []string {
	t.Helper()
	script, err := filepath.Abs("../wireshark/gli.lua")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("tshark", "-X", "lua_script:"+script, "-o", "tcp.reassemble_out_of_order:TRUE", "-r", file, "-Y", "gli.type",
		"-T", "fields", "-e", "frame.number", "-e", "tcp.stream", "-e", "gli.type", "-e", "gli.length")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil && !strings.Contains(complaint.String(), "cut short") && !strings.Contains(complaint.String(), "damaged") {
		t.Fatalf("tshark: %v: %s", err, complaint.String())
	}
	if strings.Contains(complaint.String(), "gli.lua") {
		t.Errorf("the dissector complains: %s", complaint.String())
	}
	var list [][4]int
	for row := range strings.Lines(string(out)) {
		cols := strings.Split(strings.TrimSpace(row), "\t")
		types, lengths := strings.Split(cols[2], ","), strings.Split(cols[3], ",")
		for i := range types {
			list = append(list, [4]int{number(t, cols[0]), number(t, cols[1]), number(t, types[i]), number(t, lengths[i])})
		}
	}
	return sorted(list)
}

func number(t *testing.T, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sorted puts frames in the order of their numbers; those that one packet
// completed keep theirs within a stream.
func sorted(list [][4]int) []string {
	slices.SortStableFunc(list, func(a, b [4]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprint(f))
	}
	return out
}

func needTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
}

// tshark, with the dissector that we ship, sees the frames that we see, in the
// frames of the capture that we name, on the bundled captures. Those about XML
// and sequences are all of one shape, so that a part of them will do; with -short,
// a part of the others, and all of which tshark is wrong.
func TestTsharkAgrees(t *testing.T) {
	needTshark(t)
	files, err := filepath.Glob("../testdata/captures/*.pcap*")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d captures, %v", len(files), err)
	}
	for i, file := range files {
		name := filepath.Base(file)
		if strings.Contains("msg seq xml", name[:3]) && i%10 != 0 {
			continue
		}
		why, known := tsharkIsWrong[name]
		if testing.Short() && !known && i%15 != 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			ours, theirs := framesOf(t, name, data), tsharkFrames(t, file)
			switch same := slices.Equal(ours, theirs); {
			case same && known:
				t.Errorf("tshark sees the same now, though %s", why)
			case !same && !known:
				t.Errorf("frame, stream, type, length\n  we    %s\n  tshark %s", ours, theirs)
			}
		})
	}
}

// The same for a busy day, of which nothing is lost. Segments that repeat a
// part of others before new bytes are left out: tshark loses the new ones
// in some of them.
func TestTsharkAgreesOnTraffic(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	needTshark(t)
	for seed := range uint64(2) {
		b, _ := pcaptest.Traffic{Seed: seed, Connections: 50, Messages: 10, Duplicated: 0.02, Reordered: 0.02}.Make()
		file := filepath.Join(t.TempDir(), "busy.pcap")
		if err := os.WriteFile(file, b.Pcap(), 0o600); err != nil {
			t.Fatal(err)
		}
		ours, theirs := framesOf(t, file, b.Pcap()), tsharkFrames(t, file)
		for i := range max(len(ours), len(theirs)) {
			if i >= len(ours) || i >= len(theirs) || ours[i] != theirs[i] {
				t.Fatalf("seed %d: %d frames, tshark %d; the first that differs is\n  we    %s\n  tshark %s", seed, len(ours), len(theirs),
					ours[i:min(i+3, len(ours))], theirs[i:min(i+3, len(theirs))])
			}
		}
	}
}

// The dissector names messages, hands their XML on, and says what is wrong.
func TestDissectorReportsFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	needTshark(t)
	for _, test := range []struct{ file, filter string }{
		{"good.pcap", `gli.message == "LoginReq" && xml.tag`},
		{"good.pcap", `gli.type == 0 && gli.length == 2 && !_ws.expert`},
		{"gli001-bad.pcap", "gli.version.wrong"},
		{"gli002-bad.pcap", "gli.type.wrong"},
		{"gli004-bad.pcap", "gli.keepalive.body"},
		{"gli007-bad.pcap", "gli.error"},
		{"gli009-bad.pcap", "gli.oversize"},
	} {
		out, err := exec.Command("tshark", "-X", "lua_script:../wireshark/gli.lua", "-r", "../testdata/captures/"+test.file, "-Y", test.filter).Output()
		if err != nil || len(out) == 0 {
			t.Errorf("%s has no frame with %s (%v)", test.file, test.filter, err)
		}
	}
}

// What tshark exports as text has the documents of the capture, with the frames, times, ends and
// sides that it has there.
func TestExportsOfTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	documents := func(name string, data []byte) (list []string) {
		if _, err := Read(t.Context(), name, bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
			if u.Kind == trace.Document {
				list = append(list, fmt.Sprintf("%d %v %v %d %v %s", u.Pos.Frame, u.Pos.Time, u.Conn.Ends, u.Side, u.Partial, u.Body))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return list
	}
	captures := []string{"good.pcap", "agent-not-ready.pcap"}
	if testing.Short() {
		captures = captures[:1]
	}
	for _, capture := range captures {
		file := filepath.Join("../testdata/captures", capture)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := documents(file, data)
		if len(want) == 0 {
			t.Fatalf("%s has no documents", file)
		}
		for _, form := range []string{"-T json", "-T json -x", "-T ek", "-T ek -x", "-T pdml", "-V -x"} {
			text, err := exec.Command("tshark", append([]string{"-n", "-r", file}, strings.Fields(form)...)...).Output()
			if err != nil {
				t.Fatal(err)
			}
			if got := documents("export", text); !slices.Equal(got, want) {
				t.Errorf("%s, %s: got\n%s\nwant\n%s", capture, form, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}
