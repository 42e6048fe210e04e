package pseudonym

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// reference reads the reference that b begins with. n is its length, 0 if b begins with none.
func reference(b []byte) (r rune, n int) {
	end := bytes.IndexByte(b[:min(len(b), 12)], ';')
	if end < 2 {
		return 0, 0
	}
	name := string(b[1:end])
	switch name {
	case "amp":
		return '&', end + 1
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	}
	if name[0] != '#' {
		return 0, 0
	}
	digits, base := name[1:], 10
	if digits != "" && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if digits == "" || digits[0] == '+' || digits[0] == '-' {
		return 0, 0
	}
	code, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(code)) {
		return 0, 0
	}
	return rune(code), end + 1
}

// Unescape returns a text with its references resolved.
func Unescape(b []byte) []byte {
	if bytes.IndexByte(b, '&') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for {
		at := bytes.IndexByte(b, '&')
		if at < 0 {
			return append(out, b...)
		}
		out = append(out, b[:at]...)
		if r, n := reference(b[at:]); n > 0 {
			out, b = utf8.AppendRune(out, r), b[at+n:]
		} else {
			out, b = append(out, '&'), b[at+1:]
		}
	}
}
