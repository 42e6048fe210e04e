package textlog

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"ivrcheck/internal/logtest"
	"ivrcheck/trace"
)

// bodies reads a log that contains nothing but whole messages.
func bodies(t rapid.TB, log []byte, byBytes bool) (got []string) {
	src := iotest.DataErrReader(bytes.NewReader(log))
	if byBytes {
		src = iotest.OneByteReader(bytes.NewReader(log))
	}
	line, offset := 0, int64(-1)
	if _, err := Read(context.Background(), "x.log", src, Options{Names: names}, func(u *trace.Unit) error {
		switch u.Kind {
		case trace.Start, trace.End:
			return nil
		}
		if u.Kind != trace.Document || u.Partial || len(u.Faults) > 0 {
			t.Errorf("%s: %v", show(u), u.Faults)
		}
		if u.Pos.Time.IsZero() {
			t.Errorf("%s has no time", show(u))
		}
		if u.Pos.Line < line || u.Pos.Offset <= offset || u.Pos.Offset >= int64(len(log)) {
			t.Errorf("%s: out of order", show(u))
		} else if c := log[u.Pos.Offset]; !bytes.Contains(log, []byte{0}) && c != '<' && c != '&' && c != '\\' && c != '%' && !isWord(c) && c != 0 {
			t.Errorf("%s: no message begins there: %q", show(u), log[u.Pos.Offset:])
		}
		line, offset = u.Pos.Line, u.Pos.Offset
		got = append(got, string(u.Body))
		return nil
	}); err != nil {
		t.Errorf("%v", err)
	}
	return got
}

// message draws a message as drivers write it, on one line or on many.
func message(t *rapid.T) string {
	text := rapid.StringMatching(`[a-zA-Z0-9 .:/@é€-]{0,12}(&amp;|&lt;|&quot;|&#233;|\\n?|=|\[|\{|; |)[a-z0-9]{0,5}`)
	quote := rapid.SampledFrom([]string{`"`, `"`, `"`, `'`}).Draw(t, "quote")
	var b strings.Builder
	glue := rapid.SampledFrom([]string{"", "", "\n", "\n  ", "\r\n\t"}).Draw(t, "glue")
	if rapid.Bool().Draw(t, "declared") {
		fmt.Fprintf(&b, "<?xml version=%[1]s1.0%[1]s encoding=%[1]sISO-8859-1%[1]s?>%[2]s", quote, glue)
	}
	if rapid.Bool().Draw(t, "typed") {
		fmt.Fprintf(&b, `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">%s`, glue)
	}
	fmt.Fprintf(&b, "<GctiMsg>%[1]s<CallId>%[2]s</CallId>%[1]s<UDataSet Action=%[3]s%[4]s%[3]s>%[1]s", glue, rapid.StringMatching(`[a-z0-9-]{1,20}`).Draw(t, "id"), quote, text.Draw(t, "action"))
	for range rapid.IntRange(0, 6).Draw(t, "nodes") {
		fmt.Fprintf(&b, "<Node Name=%[1]s%[2]s%[1]s Type=%[1]sStr%[1]s Val=%[1]s%[3]s%[1]s/>%[4]s", quote, rapid.StringMatching(`[A-Za-z_]{1,10}`).Draw(t, "name"), text.Draw(t, "value"), glue)
	}
	fmt.Fprintf(&b, "</UDataSet>%s</GctiMsg>", glue)
	return b.String()
}

// fixedSeed lets rapid try the same cases in each run unless -rapid.seed names others.
func fixedSeed(t *testing.T) {
	f := flag.Lookup("rapid.seed")
	if before := f.Value.String(); before == "0" {
		if err := f.Value.Set("20240301"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Value.Set(before) })
	}
}

// TestAnyMessageInAnyShape checks that what was wrapped in any of the shapes
// comes out byte for byte, and nothing else does.
func TestAnyMessageInAnyShape(t *testing.T) {
	fixedSeed(t)
	for _, s := range logtest.Shapes {
		t.Run(s.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				at := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
				var records []logtest.Record
				var want []string
				for range rapid.IntRange(1, 8).Draw(t, "records") {
					at = at.Add(time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond)
					r := logtest.Record{Time: at, FromIVR: true, Name: "UDataSet", XML: message(t)}
					records = append(records, r)
					xml := r.XML
					if s.Name == "crlf" {
						xml = strings.ReplaceAll(strings.ReplaceAll(xml, "\r\n", "\n"), "\n", "\r\n")
					}
					want = append(want, xml)
				}
				log := s.Log(records)
				got := bodies(t, log, rapid.IntRange(0, 4).Draw(t, "byte by byte") == 4)
				if len(got) != len(want) {
					t.Errorf("%d messages of %d in\n%s", len(got), len(want), log)
				}
				for i := range min(len(got), len(want)) {
					if got[i] != want[i] {
						t.Fatalf("message %d is\n%q, want\n%q in\n%s", i, got[i], want[i], log)
					}
				}
			})
		})
	}
}

// A line that ends inside a tag before another record shows no column at which lines are wrapped,
// even if a line of a message is as long.
func TestRubbishIsNotWrapped(t *testing.T) {
	const empty = `<GctiMsg><CallId>-</CallId><UDataSet Action=""></UDataSet></GctiMsg>`
	for length := 40; length < 90; length++ {
		node := `<Node Name="A" Type="Str" Val="` + strings.Repeat("x", length) + `"/>`
		xml := "<GctiMsg>\n<CallId>-</CallId>\n<UDataSet Action=\"\">\n" + node[:length-3] + "\"/>\n</UDataSet>\n</GctiMsg>"
		for _, glue := range []string{"\n", "\n  "} {
			var records []logtest.Record
			for i := range 8 { // two lines of rubbish are as long
				r := logtest.Record{Time: time.Date(2024, 3, 1, 9, 0, i, 0, time.UTC), FromIVR: true, Name: "UDataSet", XML: empty}
				if i == 7 {
					r.XML = strings.ReplaceAll(xml, "\n", glue)
				}
				records = append(records, r)
			}
			i := slices.IndexFunc(logtest.Shapes, func(s logtest.Shape) bool { return s.Name == "rubbish" })
			if got := bodies(t, logtest.Shapes[i].Log(records), false); len(got) != 8 || got[7] != records[7].XML {
				t.Errorf("a line of %d: got %q, want %q", length, got, records[7].XML)
			}
		}
	}
}

// TestMessagesAreNotDelayed checks that a message comes out when its record is whole, and
// does not wait for the log to end: the first when later ones show that the log runs forward.
func TestMessagesAreNotDelayed(t *testing.T) {
	for _, s := range logtest.Shapes {
		t.Run(s.Name, func(t *testing.T) {
			at := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
			var records []logtest.Record
			for i := range 12 { // rubbish between messages may look like their beginning
				records = append(records, logtest.Record{Time: at.Add(time.Duration(i) * time.Second), Name: "Cancel", XML: one})
			}
			log := s.Log(records)
			r, w := io.Pipe()
			seen := make(chan struct{}, 8)
			go func() {
				_, _ = Read(context.Background(), "x.log", r, Options{Names: names}, func(u *trace.Unit) error {
					if u.Kind == trace.Document {
						seen <- struct{}{}
					}
					return nil
				})
			}()
			defer w.Close()
			if !bytes.HasSuffix(log, []byte("\n")) && s.Encode == nil {
				log = append(log, '\n') // a record is whole with its line
			}
			if _, err := w.Write(log); err != nil {
				t.Fatal(err)
			}
			select {
			case <-seen:
			case <-time.After(10 * time.Minute):
				t.Error("nothing came out")
			}
		})
	}
}

// A prefix is compared as if byte by byte and number by number.
func TestAlike(t *testing.T) {
	slow := func(prefix, b []byte) int {
		i, j := 0, 0
		for i < len(prefix) {
			if j == len(b) {
				return -1
			}
			n, m := same(prefix[i:], b[j:])
			if i, j = i+n, j+m; j == len(b) && m > 0 && isDigit(b[j-1]) {
				return -1
			}
			if n == 0 {
				return 0
			}
		}
		return j
	}
	r := rand.New(rand.NewPCG(5, 6))
	pieces := []string{"1", "12", "9", " ", "  ", "[main] ", ":", "-", "a", "2024-03-01 09:00:00.001 ", "| "}
	yes := 0
	for range 200_000 {
		var a, b []byte
		for range r.IntN(8) {
			piece := pieces[r.IntN(len(pieces))]
			a = append(a, piece...)
			if r.IntN(12) == 0 {
				piece = pieces[r.IntN(len(pieces))]
			}
			b = append(b, piece...)
		}
		if r.IntN(2) == 0 {
			b = append(b, "<a>"...)
		}
		want := slow(a, b)
		if got := alike(a, b); got != want {
			t.Fatalf("%q, %q: %d, want %d", a, b, got, want)
		}
		if want > 0 {
			yes++
		}
	}
	if yes < 10_000 {
		t.Errorf("%d alike", yes)
	}
}
