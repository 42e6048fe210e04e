package gli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/trace"
)

// frame builds a frame whose length says declared.
func frame(typ byte, declared int, body string) string {
	return string([]byte{0, typ, byte(declared >> 8), byte(declared), 2, 0}) + body
}

// good builds a message with the right length.
func good(body string) string { return frame(3, len(body)+2, body) }

const (
	keepAlive = "\x00\x00\x00\x02\x02\x00"
	ack       = "\x00\x01\x00\x02\x02\x00"
	errorAck  = "\x00\x02\x00\x02\x02\x00"
)

// message is an XML body with the given text in it.
func message(text string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg><CallId>` + text + `</CallId><NewCall/></GctiMsg>`
}

// short is a message of which the tests say the length by heart: 44 bytes.
const short = `<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>`

// show gives what matters of a unit on one line.
func show(u *trace.Unit) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d-%d", [...]string{"start", "document", "frame", "gap", "end", "note"}[u.Kind], u.StreamStart, u.StreamEnd)
	if u.Header.Present {
		fmt.Fprintf(&b, " type=%d", u.Header.Type())
	}
	if u.Kind == trace.Gap {
		fmt.Fprintf(&b, " lost=%d", u.Lost)
	} else if len(u.Body) > 100 {
		fmt.Fprintf(&b, " body=%d %q..%q", len(u.Body), u.Body[:9], u.Body[len(u.Body)-10:])
	} else {
		fmt.Fprintf(&b, " body=%q", u.Body)
	}
	if len(u.Trailer) > 0 {
		fmt.Fprintf(&b, " trailer=%q", u.Trailer)
	}
	if u.Partial {
		b.WriteString(" partial")
	}
	for _, x := range u.Faults {
		fmt.Fprintf(&b, " %s", x.Code)
		if x.Subject != "" {
			fmt.Fprintf(&b, "(%s)", strings.TrimSuffix(x.Subject+" "+x.Hint, " "))
		}
	}
	return b.String()
}

// gap in a list of chunks stands for ten lost bytes.
const gap = "(gap)"

// units frames the chunks and shows what comes out.
func units(mid bool, closing trace.Closing, chunks ...string) []string {
	var got []string
	f := NewFramer(Config{Conn: &trace.Conn{}, Mid: mid, Emit: func(u *trace.Unit) error {
		got = append(got, show(u))
		return nil
	}})
	for i, c := range chunks {
		if c == gap {
			f.Gap(10, trace.Fault{Code: "CAP002"}, trace.Position{Frame: i + 1})
			continue
		}
		f.Data(Chunk{Data: []byte(c), Frame: i + 1, Carrier: i + 1, Time: time.Unix(int64(i), 0), Acked: int64(i)})
	}
	f.End(closing)
	return got
}

type framing struct {
	name    string
	mid     bool
	closing trace.Closing
	chunks  []string
	want    []string
}

var framings = []framing{
	{name: "one message in one chunk", chunks: []string{good(short)},
		want: []string{`document 0-52 type=3 body="` + short + `"`}},
	{name: "keep-alive and its ack", chunks: []string{keepAlive + ack},
		want: []string{`frame 0-6 type=0 body=""`, `frame 6-12 type=1 body=""`}},
}

func TestFramer(t *testing.T) {
	for _, c := range framings {
		t.Run(c.name, func(t *testing.T) {
			got := units(c.mid, c.closing, c.chunks...)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
