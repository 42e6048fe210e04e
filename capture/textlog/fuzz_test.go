package textlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/internal/cputime"
	"ivrcheck/internal/logtest"
	"ivrcheck/trace"
)

// audit reads a text and holds the properties of any: a document is where
// its offset and line say, and each connection has one start and one end.
func audit(t testing.TB, in []byte, r io.Reader, limit int) []string {
	var got []string
	wide := bytes.IndexByte(in, 0) >= 0 // it may be UTF-16, in part
	wide = wide || bytes.Contains(in, []byte("\xff\xfe")) || bytes.Contains(in, []byte("\xfe\xff"))
	lines := lineFeeds(in)
	open := map[*trace.Conn]bool{}
	n, err := Read(context.Background(), "x.log", r, Options{Names: names, MaxMessage: limit}, func(u *trace.Unit) error {
		got = append(got, show(u))
		switch u.Kind {
		case trace.Note:
			return nil
		case trace.Start, trace.End:
			if open[u.Conn] != (u.Kind == trace.End) {
				t.Fatalf("%s out of place", show(u))
			}
			open[u.Conn] = u.Kind == trace.Start
			return nil
		}
		if !open[u.Conn] {
			t.Fatalf("%s outside its connection", show(u))
		}
		at := u.Pos.Offset
		if at < 0 || at > int64(len(in)) {
			t.Fatalf("%s is not in the text", show(u))
		}
		if u.Kind != trace.Document || wide {
			return nil
		}
		if want := 1 + bytes.Count(lines[:at], []byte("\n")); u.Pos.Line != want {
			t.Fatalf("%s begins in line %d", show(u), want)
		}
		if !bytes.HasPrefix(lines[at:], u.Body) && strings.IndexByte("<&\\%", in[at]) < 0 && !isWord(in[at]) {
			t.Fatalf("%s is not the text there", show(u))
		}
		if len(u.Body) > limit && !u.Header.Present && hexDigit(in[at]) < 0 { // a dump has a limit of its own
			t.Fatalf("%s is longer than %d", show(u), limit)
		}
		if u.Partial && len(u.Faults) == 0 {
			t.Fatalf("%s is cut without a word", show(u))
		}
		return nil
	})
	if (n != int64(len(in)) && !wide) || err != nil {
		t.Fatalf("%d of %d bytes read: %v", n, len(in), err)
	}
	for c, is := range open {
		if is {
			t.Fatalf("connection %v does not end", c.Ends)
		}
	}
	return got
}

// lineFeeds returns a text with line feeds for carriage returns if its lines end with those alone, up to its first
// line feed.
func lineFeeds(in []byte) []byte {
	const head = 4096
	if bytes.ContainsAny(in[:min(len(in), head)], "\n\x00") {
		return in
	}
	before, _, _ := bytes.Cut(in, []byte("\n"))
	return append(bytes.ReplaceAll(before, []byte("\r"), []byte("\n")), in[len(before):]...)
}

// FuzzTextlog takes any text in any portions: no panic, the portions make no
// difference.
func FuzzTextlog(f *testing.F) {
	for _, c := range reads {
		f.Add([]byte(c.in), uint8(c.max))
	}
	f.Add([]byte("<?xml version=######>\n<!DOCTYPE GctiMsg SYSTEM 'x'>\n<!-- <x> -->"), uint8(0)) // ends where its root is due
	for _, shape := range logtest.Shapes {
		records := []logtest.Record{{XML: one, Name: "Cancel"}, {XML: strings.ReplaceAll(one, "><", ">\r\n<"), Name: "Cancel", FromIVR: true}}
		f.Add(shape.Log(records), uint8(200))
	}
	f.Fuzz(func(t *testing.T, in []byte, limit uint8) {
		max := int(limit) + 1
		whole := audit(t, in, bytes.NewReader(in), max)
		if split := audit(t, in, iotest.OneByteReader(bytes.NewReader(in)), max); !slices.Equal(whole, split) {
			t.Fatal(cmp.Diff(whole, split))
		}
	})
}

// TestManyBlocks checks that documents are found across the window's moves,
// with lines of a million bytes and rubbish between.
func TestManyBlocks(t *testing.T) {
	var in strings.Builder
	var want []string
	line := 1
	for i := range 200 {
		filler := strings.Repeat("\x00<x \xff", (i*7919)%30000)
		fmt.Fprintf(&in, "%s 10:00:00.%03d ", filler, i)
		want = append(want, fmt.Sprintf("line=%d offset=%d", line, in.Len()))
		in.WriteString(one)
		if i%3 == 0 {
			in.WriteString("\n")
			line++
		}
	}
	for name, r := range map[string]io.Reader{"at once": strings.NewReader(in.String()), "halves": iotest.HalfReader(strings.NewReader(in.String()))} {
		var got []string
		if _, err := Read(context.Background(), "x", r, Options{Names: names}, func(u *trace.Unit) error {
			if u.Kind == trace.Document {
				got = append(got, fmt.Sprintf("line=%d offset=%d", u.Pos.Line, u.Pos.Offset))
				if stamp := fmt.Sprintf("10:00:00.%03d", len(got)-1); u.Pos.Time.Text != stamp || string(u.Body) != one {
					t.Errorf("%s: got %q at %q, want %q", name, u.Body, u.Pos.Time.Text, stamp)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// endless returns the same text again and again, n bytes in all.
type endless struct {
	text string
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		n += copy(p[n:], e.text)
	}
	e.n -= n
	return n, nil
}

// TestBounded checks that the window does not grow with the input, nor the time
// for a byte with the length of what is looked for in vain.
func TestBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	for name, text := range map[string]string{
		"no newline":                   "x",
		"NUL":                          "\x00",
		"tags":                         "<a>",
		"declarations":                 "<?xml ",
		"document types":               "<!DOCTYPE GctiMsg ",
		"one root without end":         "<GctiMsg a='",
		"roots":                        "<GctiMsg>",
		"sections without end":         "<GctiMsg><![CDATA[",
		"comments without end":         "<GctiMsg><!-- ",
		"end tags without end":         "<GctiMsg></GctiMsg ",
		"driver lines without a root":  "XML_DATA=(99)<",
		"driver lines that claim much": "XML_DATA=(999999999)<GctiMsg/>",
		"white space in a prolog":      "<?xml?>" + strings.Repeat(" ", 10000),
		"escaped roots":                "&lt;GctiMsg&gt;",
		"escaped declarations":         "&lt;?xml ",
		"escaped white space":          "&lt;?xml?&gt;" + strings.Repeat(" ", 100),
		"roots in JSON":                `{"x":"\u003cGctiMsg a=\"`,
		"declarations in JSON":         `\u003c?xml `,
		"half escapes":                 `\u003`,
		"slashes":                      `\`,
		"ampersands":                   `&amp;`,
		"lines with a prefix":          "10:00:00.1 x <GctiMsg>\n",
		"a prefix without end":         "10:00:00.1 x <?xml?>\n",
		"headers in hex":               "000300b202003c",
		"pairs in hex":                 "00 03 00 b2 02 00 ",
		"dumps that never end":         "00000000  00 03 00 b2 02 00 3c 47  00 00 00\n",
		"keep-alives in hex":           "000000020200",
	} {
		const limit = 1 << 17
		spent := func(n int) time.Duration {
			began := cputime.Used(t)
			l := newReader(context.Background(), "x", &endless{text, n}, Options{Names: names, MaxMessage: limit}, func(*trace.Unit) error { return nil })
			if err := l.read(); err != nil {
				t.Fatal(err)
			}
			if cap(l.buf) > 12*block+4*limit { // a line without an end comes in pieces
				t.Errorf("%s: the window has grown to %d bytes", name, cap(l.buf))
			}
			return cputime.Used(t) - began
		}
		// Four times as much may take four times as long, not sixteen.
		if once, four := spent(1<<19), spent(1<<21); four > 9*once+2*time.Second {
			t.Errorf("%s: %v for 512 kB, but %v for 2 MB", name, once, four)
		}
	}
}

// TestErrors checks that what was read before an error comes out, that the
// connection is ended, and that an error of emit stops at once.
func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	var kinds []trace.Kind
	note := func(u *trace.Unit) error { kinds = append(kinds, u.Kind); return nil }
	_, err := Read(context.Background(), "x", io.MultiReader(strings.NewReader(one), iotest.ErrReader(broken)), Options{Names: names}, note)
	if !errors.Is(err, broken) || !slices.Equal(kinds, []trace.Kind{trace.Start, trace.Document, trace.End}) {
		t.Errorf("error of the reader: %v, %v", err, kinds)
	}
	n := 0
	_, err = Read(context.Background(), "x", strings.NewReader(one+one), Options{Names: names}, func(u *trace.Unit) error {
		if n++; u.Kind == trace.Document {
			return broken
		}
		return nil
	})
	if err != broken || n != 2 {
		t.Errorf("error of emit: %v after %d units", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = Read(ctx, "x", strings.NewReader(one), Options{Names: names}, note); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// BenchmarkSearch reads a log without messages.
func BenchmarkSearch(b *testing.B) {
	log := bytes.Repeat([]byte("2026-01-02 03:04:05,678 INFO [main] something else altogether, of no interest here <a href='x'>&amp;</a> C:\\x\n"), 100000)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), "x", bytes.NewReader(log), Options{Names: names}, func(*trace.Unit) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	message := head + `<GctiMsg><CallId>0123456789</CallId><NewCall CallControlMode="Network" Version="4.0"><CalledNum>1001</CalledNum></NewCall></GctiMsg>`
	log := bytes.Repeat([]byte("2026-01-02 03:04:05,678 INFO [main] App|10.0.0.1:9090|GCTI_PORT:    1|NewCall        |REQ_KEY=0123456789, XML_DATA=(214)"+message+"\n"+
		"2026-01-02 03:04:05,678 INFO [main] something else altogether, of no interest here\n"), 5000)
	messages := 0
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), "x", bytes.NewReader(log), Options{Names: names}, func(u *trace.Unit) error {
			if u.Kind == trace.Document {
				messages++
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(messages)/b.Elapsed().Seconds(), "messages/s")
}
