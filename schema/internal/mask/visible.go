package mask

// Makes text safe for a terminal: one line, without control characters.

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visibleLength bounds a name or value in a sentence, in characters.
const visibleLength = 80

// appendVisible appends a character, or, if it would not be seen or could do
// harm on a terminal, its number.
func appendVisible(out []byte, r rune) []byte {
	if r >= ' ' && r < 0x7f || unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		return utf8.AppendRune(out, r)
	}
	out = strconv.AppendInt(append(out, `\u{`...), int64(r), 16)
	return append(out, '}')
}

// Visible makes a name or value of a document fit for a sentence: one line,
// not long, nothing but what can be seen. The result is a copy.
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
