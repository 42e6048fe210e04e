package report

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// marshal returns JSON: keys in the order of the struct, < and > as they are,
// invalid UTF-8 replaced by U+FFFD, and no character that is unsafe on a terminal,
// since `ivrcheck messages` prints JSON on one. There is no newline at the end.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return escapeUnsafe(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

func marshalLine(v any) ([]byte, error) {
	b, err := marshal(v)
	return append(b, '\n'), err
}

// escapeUnsafe writes unsafe characters as \u escapes. encoding/json has done so
// for those below 0x20. Outside of strings, JSON is ASCII, so an escape is right
// wherever such a character is.
func escapeUnsafe(b []byte) []byte {
	if isPrintableASCII(b) {
		return b
	}
	var out []byte
	for _, r := range string(b) {
		if isUnsafe(r) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = append(out, string(r)...)
		}
	}
	return out
}
