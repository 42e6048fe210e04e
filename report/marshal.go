package report

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// marshal returns JSON: keys in the order of the struct, < and > unescaped, invalid UTF-8 replaced by U+FFFD, and no
// character that is unsafe on a terminal, because `ivrcheck messages` prints JSON there. There is no newline at the
// end.
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

// escapeUnsafe writes unsafe characters as \u escapes. encoding/json has escaped those below 0x20. JSON is ASCII
// outside strings, so unsafe characters only occur where an escape is valid.
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
