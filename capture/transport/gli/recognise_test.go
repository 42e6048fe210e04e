package gli

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"ivrcheck/trace"
)

func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     Answer
		// at is after how many bytes the answer is there, and not before.
		at int
	}{
		{"nothing", "", NeedMore, 0},
		{"a message", good(short), Yes, 7},
		{"white space in front of the XML", good("\r\n <a/>"), Yes, 10},
		{"a keep-alive", keepAlive, Yes, 6},
		{"an ack", ack, Yes, 6},
		{"a length that is wrong", frame(3, 999, short), Yes, 7},
		{"length 0 in front of one of our messages", frame(3, 0, short), Yes, 14},
		{"version 3 in front of one of our messages", "\x00\x03\x00\x30\x03\x00" + message("1"), Yes, 66},
		{"version 3 in front of something else", "\x00\x03\x00\x30\x03\x00<html>", No, 8},
		{"type 9 in front of one of our messages", frame(9, 48, short), Yes, 14},
		{"one of our messages without header", short, Yes, 8},
		{"with declaration and comment", "\n<?xml version='1.0'?>\n<!-- x --><GctiMsg>", Yes, 41},
		{"a document type of ours", "<!DOCTYPE GctiMsg SYSTEM", Yes, 17},
		{"another document type", "<!DOCTYPE html>", No, 11},
		{"other XML", "<?xml version='1.0'?><stream:stream>", No, 23},
		{"a declaration without end", "<?xml " + strings.Repeat("x", 2000), No, 1025},
		{"HTTP request", "GET / HTTP/1.1\r\n", No, 2},
		{"HTTP answer", "HTTP/1.1 200 OK\r\n", No, 2},
		{"TLS client hello", "\x16\x03\x01\x02\x00\x01\x00", No, 5},
		{"SSH", "SSH-2.0-", No, 2},
		{"SMTP", "220 mail", No, 2},
		{"NUL", "\x00\x00\x00\x00\x00\x00\x00", No, 7},
		{"binary with a length of 32 bits", "\x00\x00\x01\x00\x02\x00", No, 7},
		{"DNS over TCP", "\x00\x1d\x12\x34\x01\x00", No, 5},
	} {
		for n := 0; n <= len(c.in); n++ {
			want := NeedMore
			if c.want != NeedMore && n >= c.at {
				want = c.want
			}
			if got := Recognise([]byte(c.in[:n])); got != want {
				t.Errorf("%s: %d after %d bytes, want %d", c.name, got, n, want)
				break
			}
		}
	}
}

func TestFindChain(t *testing.T) {
	tail := short[20:]
	for _, c := range []struct {
		name, in string
		atEnd    bool
		off      int
		ok       bool
	}{
		{"the rest of a message, then a whole one", tail + good(short), false, len(tail), true},
		{"a message of ours that is not whole yet", tail + good(short)[:20], false, len(tail), true},
		{"too little of it to tell", tail + good(short)[:10], false, 0, false},
		{"too little of it, and no more to come", tail + good(short)[:10], true, len(tail), true},
		{"another root, but a chain", tail + good("<a></a>") + good("<b></b>"), false, len(tail), true},
		{"another root that ends with the bytes", good("<a></a>"), false, 0, true},
		{"another root, and rubbish behind", good("<a></a>") + "rubbish", true, 0, false},
		{"one keep-alive and nothing else", keepAlive, false, 0, true},
		{"one keep-alive in the middle of something", "xxxx" + keepAlive, true, 0, false},
		{"two keep-alives in the middle of something", "xxxx" + keepAlive + keepAlive, false, 4, true},
		{"something else", "GET / HTTP/1.1\r\n\r\n\x00\x00\x00\x00", true, 0, false},
		{"NUL", strings.Repeat("\x00", 500), true, 0, false},
		{"nothing", "", true, 0, false},
	} {
		if off, ok := FindChain([]byte(c.in), c.atEnd); off != c.off || ok != c.ok {
			t.Errorf("%s: got %d %v, want %d %v", c.name, off, ok, c.off, c.ok)
		}
	}
}

func TestReadRaw(t *testing.T) {
	in := good(short) + keepAlive + good(short)[:20]
	for name, r := range map[string]io.Reader{
		"at once":      strings.NewReader(in),
		"byte by byte": iotest.OneByteReader(strings.NewReader(in)),
		"error at end": iotest.DataErrReader(strings.NewReader(in)),
	} {
		var kinds []trace.Kind
		var offsets []int64
		conns := map[*trace.Conn]bool{}
		n, err := ReadRaw(context.Background(), "x.gli", r, func(u *trace.Unit) error {
			kinds, offsets = append(kinds, u.Kind), append(offsets, u.Pos.Offset)
			conns[u.Conn] = true
			if u.Pos.File != "x.gli" || u.Pos.Frame != 0 || !u.Pos.Time.IsZero() || u.Side != -1 || u.Acked != -1 || u.Closing != trace.CloseUnseen {
				t.Errorf("%s: place is not that of a raw stream: %+v", name, u)
			}
			if c := u.Conn; c.Stream != -1 || !c.StartSeen || c.Client != -1 {
				t.Errorf("%s: connection is not that of a raw stream: %+v", name, c)
			}
			return nil
		})
		if n != int64(len(in)) || err != nil {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
		wantKinds := []trace.Kind{trace.Start, trace.Document, trace.Frame, trace.Document, trace.End}
		wantOffsets := []int64{0, 0, 52, 58, 78}
		if !slices.Equal(kinds, wantKinds) || !slices.Equal(offsets, wantOffsets) || len(conns) != 1 {
			t.Errorf("%s: got %v at %v of %d connections", name, kinds, offsets, len(conns))
		}
	}
}

// TestReadRawErrors holds that what was read before an error comes out, that
// the connection is ended, and that an error of emit stops at once.
func TestReadRawErrors(t *testing.T) {
	broken := errors.New("broken")
	var kinds []trace.Kind
	note := func(u *trace.Unit) error { kinds = append(kinds, u.Kind); return nil }
	_, err := ReadRaw(context.Background(), "x", io.MultiReader(strings.NewReader(good(short)), iotest.ErrReader(broken)), note)
	if !errors.Is(err, broken) || !slices.Equal(kinds, []trace.Kind{trace.Start, trace.Document, trace.End}) {
		t.Errorf("error of the reader: %v, %v", err, kinds)
	}
	n := 0
	_, err = ReadRaw(context.Background(), "x", strings.NewReader(good(short)+good(short)), func(u *trace.Unit) error {
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
	kinds = nil
	if _, err = ReadRaw(ctx, "x", strings.NewReader(good(short)), note); !errors.Is(err, context.Canceled) || len(kinds) != 2 {
		t.Errorf("cancelled: %v, %v", err, kinds)
	}
}
