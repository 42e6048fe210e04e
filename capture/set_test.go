package capture

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// member returns a Member that holds data.
func memberOf(name string, data []byte) Member {
	return Member{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}

// readSet returns the units of a set, one a line, each with its file.
func readSet(t *testing.T, members ...Member) ([]string, []Result) {
	t.Helper()
	var lines []string
	results, err := ReadSet(t.Context(), members, Options{Names: names}, func(u *trace.Unit) error {
		s := line(u)
		if u.Pos.Line > 0 {
			s += fmt.Sprintf(" :%d+%d", u.Pos.Line, u.Pos.Offset)
		}
		lines = append(lines, u.Pos.File+" "+s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines, results
}

// rotate cuts a capture into files after the given frames.
func rotate(b *pcaptest.Builder, behind ...int) (files [][]byte) {
	all, from := b.Packets, 0
	for _, to := range append(behind, len(all)) {
		b.Packets = all[from:to]
		files = append(files, b.Pcap())
		from = to
	}
	b.Packets = all
	return files
}

// Wherever a capture is cut into files, the set says what the whole says.
func TestSetIsReadAsOneCapture(t *testing.T) {
	b := pcaptest.New()
	b.MSS = 60
	c, d := b.Connect(client, server), b.Connect("10.0.0.6:49152", server)
	c.IVR(doc("One"), doc("Two"))
	d.IVR(doc("Three"))
	c.Server(doc("Four"))
	c.Close()
	b.Fragment(20, 32)
	whole, _, err := read(t, bytes.NewReader(b.Pcap()), Options{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	for first := range len(b.Packets) {
		for second := first; second <= len(b.Packets); second += 5 {
			files := rotate(b, first, second)
			begins := map[string]int{"a": 0, "b": first, "c": second}
			var lines []string
			results, err := ReadSet(t.Context(), []Member{memberOf("c", files[2]), memberOf("a", files[0]), memberOf("b", files[1])}, Options{Names: names},
				func(u *trace.Unit) error {
					frames := len(u.Pos.Frames)
					u.Pos.Frame += begins[u.Pos.File]
					for i := range u.Pos.Frames {
						u.Pos.Frames[i] += begins[u.Pos.File]
					}
					s := line(u)
					if i := strings.IndexByte(s, '['); i > 0 {
						s = s[:i] // frames of earlier files are not listed
					}
					lines = append(lines, s)
					if frames > 0 && !slices.Contains(u.Pos.Frames, u.Pos.Frame) && u.Kind != trace.Gap {
						t.Errorf("%s: frame %d is not in %v", u.Pos.File, u.Pos.Frame, u.Pos.Frames)
					}
					return nil
				})
			if err != nil || len(results) != 3 {
				t.Fatal(results, err)
			}
			want := slices.Clone(whole)
			for i, s := range want {
				want[i], _, _ = strings.Cut(s, "[")
			}
			if !slices.Equal(lines, want) {
				t.Fatalf("cut after %d and %d: got\n\t%s\nwant\n\t%s", first, second, strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
			}
			packets, streams := 0, 0
			for _, r := range results {
				packets += r.Stats.Packets
				streams += r.Stats.Streams
			}
			if packets != len(b.Packets) || streams != 2 {
				t.Errorf("%d packets, %d streams", packets, streams)
			}
		}
	}
}

func TestPlacesInASet(t *testing.T) {
	b := pcaptest.New()
	b.MSS = 60
	c := b.Connect(client, server)
	c.IVR(doc("One"), doc("Two"))
	files := rotate(b, 4, 5)
	// The order is that of time, whatever the names and the order given.
	lines, results := readSet(t, memberOf("z", files[1]), memberOf("y", files[0]), memberOf("x", files[2]))
	want := []string{"y 0 start #1", "z 0a One #1", "x 0a Two #3[2 3]", fmt.Sprintf("x 0 end unseen #%d", len(b.Packets)-5)}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
	}
	if got := results[0].Name + results[1].Name + results[2].Name; got != "yzx" {
		t.Errorf("read in the order %s", got)
	}
}

// A member with an error is reported, and the others are read.
func TestBrokenMembers(t *testing.T) {
	b := pcaptest.New()
	c := b.Connect(client, server)
	c.IVR(doc("One"), doc("Two"), doc("Three"), doc("Four"))
	files := rotate(b, 5, 7, 9)
	missing := errors.New("no such file")
	lines, results := readSet(t,
		memberOf("1", files[0]), memberOf("2", files[1][:len(files[1])-1]), memberOf("empty", nil), memberOf("none", pcaptest.New().Pcap()),
		Member{Name: "missing", Open: func() (io.ReadCloser, error) { return nil, missing }},
		memberOf("bz2", []byte("BZh91AY&SY")), memberOf("3", files[2]), memberOf("4", files[3][:len(files[3])-1]))
	want := []string{"1 0 start #1", "1 0a One #4", "2 0a Two #1", "2 - note #1 CAP001", "3 0a Three #1", "4 0a Four #1", "4 - note #1 CAP001", "4 0 end unseen #1"}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
	}
	errs := map[string]string{"2": "2: after packet 1: the file ends inside a record", "4": "4: after packet 1: the file ends inside a record",
		"missing": "missing: no such file", "bz2": "bz2: compressed with bzip2, which is not read; decompress it first, with bunzip2"}
	for _, r := range results {
		if got := fmt.Sprint(cmp.Or(r.Err, errors.New(""))); got != errs[r.Name] {
			t.Errorf("%s: %s, want %s", r.Name, got, errs[r.Name])
		}
		if r.Name == "" || r.Err != nil && !errors.As(r.Err, new(*InputError)) {
			t.Errorf("result %+v", r)
		}
	}
	if len(results) != 8 {
		t.Errorf("%d results", len(results))
	}
}

// Logs of a set are one text: what is broken off in one goes on in the next.
func TestLogsInASet(t *testing.T) {
	record := func(hour, name string) string { return hour + ":00:00.000 sent " + doc(name) + "\n" }
	one, two, three := record("09", "One"), record("10", "Two"), record("11", "Three")
	b := pcaptest.New()
	b.Connect(client, server).IVR(doc("Packet"))
	lines, results := readSet(t, memberOf("b", []byte(two[30:]+three)), memberOf("capture", b.Pcap()), memberOf("a", []byte("started\n"+one+two[:30])))
	want := []string{
		"capture 0 start #1", "capture 0a Packet #4", "capture 0 end unseen #5",
		"a -1 start #0 :2+26", "a -1 One #0 :2+26", fmt.Sprintf("a -1 Two #0 :3+%d", 8+len(one)+18), fmt.Sprintf("b -1 Three #0 :2+%d", len(two)-30+18),
		fmt.Sprintf("b -1 end unseen #0 :3+%d", len(two)-30+len(three)),
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
	}
	for i, want := range []string{"capture pcap 1", "a log 1", "b log 0"} {
		r := results[i]
		if got := fmt.Sprintf("%s %s %d", r.Name, r.Stats.Kind, r.Stats.GLIStreams); got != want {
			t.Errorf("result %d: %s, want %s", i, got, want)
		}
	}
}

func TestRawStreamsInASet(t *testing.T) {
	lines, _ := readSet(t, memberOf("b", pcaptest.XML(doc("One"))), memberOf("a", pcaptest.XML(doc("Two"))))
	want := []string{"b -1 start #0", "b -1 One #0", "b -1 end unseen #0", "a -1 start #0", "a -1 Two #0", "a -1 end unseen #0"}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestErrorOfEmitEndsASet(t *testing.T) {
	enough := errors.New("enough")
	b := pcaptest.New()
	b.Connect(client, server).IVR(doc("One"))
	for _, data := range [][]byte{b.Pcap(), []byte(doc("One")), pcaptest.XML(doc("One"))} {
		n := 0
		_, err := ReadSet(t.Context(), []Member{memberOf("a", data), memberOf("b", data)}, Options{Names: names}, func(*trace.Unit) error { n++; return enough })
		if err != enough || n != 1 {
			t.Errorf("%d units, %v", n, err)
		}
	}
}

// A piece of a log without a time stamp is where its name is, whatever the order of arguments.
func TestPieceWithoutTimeIsPlacedByName(t *testing.T) {
	first := "2024-03-01T09:00:00.1Z <GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>\n2024-03-01T09:00:00.2Z <GctiMsg><CallId>2</CallId><Ca"
	pieces := map[string]string{"app-9.log": first, "app-10.log": "ncel/></Gcti", "app-11.log": "Msg>\n2024-03-01T09:00:00.3Z <GctiMsg><CallId>3</CallId><Cancel/></GctiMsg>\n"}
	for _, order := range [][]string{{"app-9.log", "app-10.log", "app-11.log"}, {"app-10.log", "app-11.log", "app-9.log"}, {"app-11.log", "app-9.log", "app-10.log"}} {
		var members []Member
		for _, name := range order {
			members = append(members, Member{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(pieces[name])), nil }})
		}
		var got []string
		if _, err := ReadSet(t.Context(), members, Options{Names: names}, func(u *trace.Unit) error {
			if u.Kind == trace.Document {
				got = append(got, fmt.Sprintf("%s:%d %v %s", u.Pos.File, u.Pos.Line, u.Partial, u.Body))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"app-9.log:1 false <GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>",
			"app-9.log:2 false <GctiMsg><CallId>2</CallId><Cancel/></GctiMsg>",
			"app-11.log:2 false <GctiMsg><CallId>3</CallId><Cancel/></GctiMsg>",
		}
		if !slices.Equal(want, got) {
			t.Errorf("%v: got %q, want %q", order, got, want)
		}
	}
}
