package mask

// Makes text safe for a terminal: one line, without control characters.

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visibleLength is the maximum length of a name or value in a sentence, in characters.
const visibleLength = 80

// appendVisible appends a character, or its number if it is invisible or unsafe on a terminal.
func appendVisible(out []byte, r rune) []byte {
	if r >= ' ' && r < 0x7f || unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		return utf8.AppendRune(out, r)
	}
	out = strconv.AppendInt(append(out, `\u{`...), int64(r), 16)
	return append(out, '}')
}

// Visible makes a name or value of a document fit for a sentence: one line, short, and only visible characters. The
// result is a copy.
func Visible(s string) string {
	plain := len(s) <= visibleLength
	for i := 0; plain && i < len(s); i++ {
		plain = s[i] >= ' ' && s[i] < 0x7f
	}
	if plain {
		return strings.Clone(s)
	}
	var out []byte
	count := 0
	for _, r := range s {
		if count++; count > visibleLength {
			out = append(out, "…"...)
			break
		}
		out = appendVisible(out, r)
	}
	return string(out)
}

// ones has a one in each of its bytes.
const ones = 0x0101010101010101

// printablePrefix returns the number of bytes at the beginning that are from space to ~.
func printablePrefix(b []byte) int {
	i := 0
	for ; len(b)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		// The highest bit marks a byte above ASCII, or one that has borrowed or carried.
		if other := (w | (w + ones) | (w - ones*' ')) & (ones * 0x80); other != 0 {
			return i + bits.TrailingZeros64(other)/8
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] < 0x7f {
		i++
	}
	return i
}

// firstForbidden returns the index of the first control character that XML does not allow, or -1.
func firstForbidden(b []byte) int {
	for i := 0; i < len(b); i++ {
		for ; len(b)-i >= 8; i += 8 {
			w := binary.LittleEndian.Uint64(b[i:])
			if controls := (w - ones*' ') &^ w & (ones * 0x80); controls != 0 { // the first is exact
				i += bits.TrailingZeros64(controls) / 8
				break
			}
		}
		if i < len(b) && b[i] < ' ' && b[i] != '\t' && b[i] != '\n' && b[i] != '\r' {
			return i
		}
	}
	return -1
}
