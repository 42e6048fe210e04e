package records

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lineReader reads a line at a time, and calls before before each.
type lineReader struct {
	text   []byte
	before func()
}

func (r *lineReader) Read(b []byte) (n int, err error) {
	r.before()
	if len(r.text) == 0 {
		return 0, io.EOF
	}
	n = copy(b, r.text[:min(len(b), bytes.IndexByte(r.text, '\n')+1)])
	r.text = r.text[n:]
	return n, nil
}

// Lines of JSON and with a prefix are read the same whether they are like the line before or not: the same text, places
// and records.
func TestLinesLikeTheLastAreReadAsOthers(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 7))
	pick := func(list ...string) string { return list[dice.IntN(len(list))] }
	var log bytes.Buffer
	prefixes := false
	for range 4000 {
		text := ""
		for range dice.IntN(5) {
			text += pick("a", `\"`, `\\`, `\n`, `\r\n`, "\xe4", `\u00e4`, `\ud83d\ude00`, `\ud83d`, `\u003cGctiMsg\u003e`, "<GctiMsg>", "</GctiMsg>", `<a b=\"1\">`,
				`<a b=3D\"1\">`, "00:03:00:20:02:00:3c:3f:", "#012<", `\u001b[1m`, `\x`, "longer than a word of eight bytes", "</a+b=c")
		}
		text += pick("", `\n`)
		at := fmt.Sprintf("2024-03-01T09:00:%02dZ", dice.IntN(3))
		if dice.IntN(200) == 0 {
			prefixes = !prefixes
		}
		form := dice.IntN(12)
		if prefixes {
			text = strings.NewReplacer(`\n`, "", `\r\n`, "\r", `\"`, `"`, `\u003c`, "<", `\u003e`, ">").Replace(text)
			form += 12
		}
		switch {
		case form < 8:
			fmt.Fprintf(&log, `{"log":"%s","stream":"%s","time":"%s"}`+"\n", text, pick("stdout", "stdout", "stderr"), at)
		case form < 10:
			fmt.Fprintf(&log, `{"ts":%d.5,"msg":"%s"}`+"\n", dice.IntN(3), text)
		case form < 11:
			fmt.Fprintf(&log, `{"time":"%s","a":{"b":[1]},"message":"%s"} `+"\n", pick(at, `a\"b`), text)
		case form >= 20:
			fmt.Fprintf(&log, "%s stdout %s %s\n", strings.Replace(at, "Z", ".000000000Z", 1), pick("F", "F", "P"), text)
		case form >= 14:
			fmt.Fprintf(&log, "Mar  1 09:00:00 host %s[17]: %s\n", pick("a", "a", "b"), text)
		case form >= 13:
			fmt.Fprintf(&log, "web-1 | %s\n", text)
		default:
			fmt.Fprintf(&log, "%s %s\n", at, pick("a", "<b>", "{"))
		}
	}
	read := func(others bool) (text []byte, places []string) {
		r := &lineReader{text: log.Bytes()}
		s := New(context.Background(), r, "GctiMsg")
		r.before = func() {
			if others {
				s.json.line.values, s.prefixed.shape = nil, nil
			}
		}
		var segments []Segment
		for err := error(nil); !errors.Is(err, io.EOF); segments = append(segments, s.Segments()...) {
			text, err = s.Append(text)
		}
		for i, seg := range segments {
			end := int64(len(text))
			if i+1 < len(segments) {
				end = segments[i+1].At
			}
			for at := seg.At; at < end; at++ {
				places = append(places, fmt.Sprintf("%d %d %v", seg.Place, seg.Line, seg.Record))
				if seg.Place++; text[at] == '\n' && !seg.Fixed {
					seg.Line++
				}
			}
		}
		return text, places
	}
	text, places := read(false)
	want, wantPlaces := read(true)
	if !bytes.Equal(text, want) {
		t.Fatal(cmp.Diff(string(want), string(text)))
	}
	for i := range places {
		if places[i] != wantPlaces[i] {
			t.Fatalf("byte %d: %s, want %s: %q", i, places[i], wantPlaces[i], text[max(0, i-40):min(len(text), i+40)])
		}
	}
}
