package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable returns text as one line that is safe on a terminal: line breaks, control characters, changes of writing
// direction and invisible characters appear as \n, \x1b or \u202e, bytes that are not UTF-8 as \xff. Other text in any
// script is unchanged.
func Printable(s string) string {
	if isPrintableASCII(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		}
		i += n
	}
	return b.String()
}

// PrintableLines is Printable for text of several lines. Line breaks and tabs are unchanged.
func PrintableLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		parts := strings.Split(l, "\t")
		for j := range parts {
			parts[j] = Printable(parts[j])
		}
		lines[i] = strings.Join(parts, "\t")
	}
	return strings.Join(lines, "\n")
}

func isPrintableASCII[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// logfmt returns a value in logfmt: bare if that is unambiguous, otherwise in double quotes with Go's escapes.
func logfmt(s string) string {
	needsQuotes := func(r rune) bool {
		return r == ' ' || r == '"' || r == '=' || r == '\\' || r == utf8.RuneError || !strconv.IsPrint(r)
	}
	if s != "" && strings.IndexFunc(s, needsQuotes) < 0 {
		return s
	}
	return strconv.Quote(s)
}

// isUnsafe reports whether a terminal may obey a character instead of printing it: the control characters (one of the
// C1 set begins a control sequence, like ESC [) and those that change the direction of writing.
func isUnsafe(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
