package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// marshal is the one way to JSON: keys in the order of the struct, < and > as
// they are, invalid UTF-8 replaced by U+FFFD, and nothing in the output that
// a terminal would obey, since `ivrcheck messages` prints JSON on one. The
// result has no newline at its end.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return inert(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

// marshalLine is marshal with a newline at the end.
func marshalLine(v any) ([]byte, error) {
	b, err := marshal(v)
	return append(b, '\n'), err
}

// inert writes characters that steer a terminal as \u escapes. encoding/json
// does so for those below 0x20 only. Beyond ASCII, JSON has only strings, so
// an escape is right wherever such a character stands.
func inert(b []byte) []byte {
	// All of them begin with a byte that plain JSON has not.
	plain := func(b []byte) int {
		for i, c := range b {
			if c >= 0x7f {
				return i
			}
		}
		return len(b)
	}
	n := plain(b)
	if n == len(b) {
		return b
	}
	out := make([]byte, 0, len(b)+16)
	for rest := b; ; {
		out, rest = append(out, rest[:n]...), rest[n:]
		if len(rest) == 0 {
			return out
		}
		r, size := utf8.DecodeRune(rest)
		if steers(r) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = append(out, rest[:size]...)
		}
		rest = rest[size:]
		n = plain(rest)
	}
}

// steers tells characters that make a terminal do something else than print:
// the control characters (one of the C1 set opens a control sequence, as
// ESC [ does) and those that change the direction of writing.
func steers(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
