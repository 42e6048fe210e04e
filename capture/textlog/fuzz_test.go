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

	"ivrcheck/trace"
)

// audit reads a text and holds what is true of any: a document stands where
// its offset and line say, none overlaps another, and each connection has one
// start and one end.
func audit(t testing.TB, in []byte, r io.Reader, limit int) []string {
	var got []string
	var end int64
	open := map[*trace.Conn]bool{}
	n, err := Read(context.Background(), "x.log", r, limit, func(u *trace.Unit) error {
		got = append(got, show(u))
		switch u.Kind {
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
		if at < end {
			t.Fatalf("%s overlaps the one before, which ends at %d", show(u), end)
		}
		end = at + int64(len(u.Body))
		if end > int64(len(in)) || !bytes.Equal(in[at:end], u.Body) {
			t.Fatalf("%s is not what stands there", show(u))
		}
		if want := 1 + bytes.Count(in[:at], []byte("\n")); u.Pos.Line != want {
			t.Fatalf("%s begins in line %d", show(u), want)
		}
		if len(u.Body) > limit {
			t.Fatalf("%s is longer than %d", show(u), limit)
		}
		if u.Partial && len(u.Faults) == 0 {
			t.Fatalf("%s is cut without a word", show(u))
		}
		return nil
	})
	if n != int64(len(in)) || err != nil {
		t.Fatalf("%d of %d bytes read: %v", n, len(in), err)
	}
	for c, is := range open {
		if is {
			t.Fatalf("connection %v does not end", c.Ends)
		}
	}
	return got
}

// FuzzTextlog takes any text in any portions: no panic, the portions make no
// difference.
func FuzzTextlog(f *testing.F) {
	for _, c := range reads {
		f.Add([]byte(c.in), uint8(c.max))
	}
	f.Add([]byte("<?xml version=######>\n<!DOCTYPE GctiMsg SYSTEM 'x'>\n<!-- <x> -->"), uint8(0)) // ends where its root is due
	f.Fuzz(func(t *testing.T, in []byte, limit uint8) {
		max := int(limit) + 1
		whole := audit(t, in, bytes.NewReader(in), max)
		if split := audit(t, in, iotest.OneByteReader(bytes.NewReader(in)), max); !slices.Equal(whole, split) {
			t.Fatal(cmp.Diff(whole, split))
		}
	})
}

// TestManyBlocks holds that documents are found across the window's moves,
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
		if _, err := Read(context.Background(), "x", r, 0, func(u *trace.Unit) error {
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

// endless gives the same text again and again, n bytes in all.
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

// TestBounded holds that the window does not grow with the input, nor the time
// for a byte with the length of what is looked for in vain.
func TestBounded(t *testing.T) {
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
	} {
		const limit = 1 << 20
		began := time.Now()
		l := &reader{ctx: context.Background(), src: &endless{text, 8 << 20}, max: limit, line: 1,
			emit: func(*trace.Unit) error { return nil }, started: map[*trace.Conn]bool{}}
		if err := l.read(); err != nil {
			t.Fatal(err)
		}
		if cap(l.buf) > 8*block+4*limit {
			t.Errorf("%s: the window has grown to %d bytes", name, cap(l.buf))
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: took %v for 8 MB", name, took)
		}
	}
}

// TestErrors holds that what was read before an error comes out, that the
// connection is ended, and that an error of emit stops at once.
func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	var kinds []trace.Kind
	note := func(u *trace.Unit) error { kinds = append(kinds, u.Kind); return nil }
	_, err := Read(context.Background(), "x", io.MultiReader(strings.NewReader(one), iotest.ErrReader(broken)), 0, note)
	if !errors.Is(err, broken) || !slices.Equal(kinds, []trace.Kind{trace.Start, trace.Document, trace.End}) {
		t.Errorf("error of the reader: %v, %v", err, kinds)
	}
	n := 0
	_, err = Read(context.Background(), "x", strings.NewReader(one+one), 0, func(u *trace.Unit) error {
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
	if _, err = Read(ctx, "x", strings.NewReader(one), 0, note); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
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
		if _, err := Read(context.Background(), "x", bytes.NewReader(log), 0, func(u *trace.Unit) error {
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
