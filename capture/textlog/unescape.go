// Restores the XML of a message from its form in a log.

package textlog

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// form describes what a logger did to the XML: it added a prefix or a suffix to each
// line, and escaped quotes and line breaks, or all special characters, once for each text
// that encloses the XML. The zero form is verbatim XML.
type form struct {
	// prefix is on the lines after the first, here with the numbers of the first; nil for
	// none.
	prefix []byte
	// suffix is at the end of each line, nil for none. joined: each line is a string, and the line breaks between
	// them are not in the text.
	suffix []byte
	joined bool
	// slashes is the number of levels of escapes as in JSON and C (\", \n), entities that
	// of XML escapes (&lt;). Slashes are outside.
	slashes, entities int
	// quotes: line breaks are escaped but quotes are not, so a quote does not end the
	// text.
	quotes bool
}

// maxNesting is the limit for the levels of one kind of escape.
const maxNesting = 3

func (f *form) plain() bool {
	return f.prefix == nil && f.suffix == nil && f.slashes == 0 && f.entities == 0
}

// unescaper removes a form, one layer after the other.
type unescaper struct {
	form
	layers []layer
	source []byte
	final  bool
	spare  []byte
}

// layer is a step and its result for the text of the layer before, or for the source. Its buffers are reused.
type layer struct {
	step
	text  []byte
	stops []stop
}

// stop is a point where a step stopped: text bytes are the result for read bytes.
type stop struct{ read, text int }

// step removes one layer from b. It continues at index at of b, appends text to dst up to a length of limit, and
// returns where in b it stopped, and whether the text ends there, regardless of what follows. An escape cut by the
// end of b is left unless b is final.
type step func(dst, b []byte, at, limit int, final bool) (text []byte, n int, end bool)

func (u *unescaper) begin(f form) {
	u.form = f
	u.layers = u.layers[:0]
	add := func(s step) {
		if n := len(u.layers); n < cap(u.layers) {
			u.layers = u.layers[:n+1]
		} else {
			u.layers = append(u.layers, layer{})
		}
		l := &u.layers[len(u.layers)-1]
		l.step, l.text, l.stops = s, l.text[:0], append(l.stops[:0], stop{})
	}
	if f.suffix != nil {
		add(u.removeSuffix)
	}
	if f.prefix != nil && !f.joined {
		add(u.removePrefix)
	}
	for range f.slashes {
		add(u.removeSlashes)
	}
	for range f.entities {
		add(removeEntities)
	}
}

// remove returns the text that b encodes; b must extend the argument of the previous call since begin. end means
// that the text ends there, regardless of what follows b. The text is valid until the next call.
func (u *unescaper) remove(b []byte, final bool) (text []byte, end bool) {
	u.source, u.final = b, final
	for i := range u.layers {
		l := &u.layers[i]
		var over bool
		n := l.stops[len(l.stops)-1].read
		l.text, n, over = l.step(l.text, b, n, len(b)+1, final || end)
		l.stops = append(l.stops, stop{n, len(l.text)})
		end = over || end && n == len(b)
		b = l.text
	}
	return b, end
}

// used returns the length of the source of the first n bytes of the text.
func (u *unescaper) used(n int) int {
	for i := len(u.layers) - 1; i >= 0; i-- {
		src, l := u.source, &u.layers[i]
		if i > 0 {
			src = u.layers[i-1].text
		}
		k := len(l.stops) - 1
		for k > 0 && l.stops[k].text >= n {
			k--
		}
		u.spare, n, _ = l.step(u.spare[:0], src, l.stops[k].read, n-l.stops[k].text, u.final)
	}
	return n
}

// removeSuffix removes the suffix from each line that has it, with the blanks around it, and the prefix of the next line
// if the lines are joined.
func (u *unescaper) removeSuffix(dst, b []byte, at, limit int, final bool) ([]byte, int, bool) {
	for at < len(b) {
		if u.joined && at > 0 && b[at-1] == '\n' && u.hasSuffix(b[:at]) {
			n := alike(u.prefix, b[at:])
			if n < 0 && !final {
				break
			}
			at += max(n, 0)
		}
		line := b[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		} else if !final {
			break
		}
		kept, end := body(line), line[len(body(line)):]
		if u.hasSuffix(line) {
			kept = bytes.TrimRight(kept, " \t")
			kept = kept[:len(kept)-len(u.suffix)]
			if u.joined {
				end = nil
			} else {
				kept = bytes.TrimRight(kept, " \t")
			}
		}
		if n := limit - len(dst); len(kept) >= n {
			return append(dst, kept[:n]...), at + n, false
		}
		dst = append(append(dst, kept...), end...)
		at += len(line)
	}
	return dst, at, false
}

// hasSuffix reports whether the last line of b has the suffix.
func (u *unescaper) hasSuffix(b []byte) bool {
	return bytes.HasSuffix(bytes.TrimRight(body(b), " \t"), u.suffix)
}

// body returns a line without its line break.
func body(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

// removePrefix removes the prefix from each line that has it.
func (u *unescaper) removePrefix(dst, b []byte, at, limit int, final bool) ([]byte, int, bool) {
	for at < len(b) && len(dst) < limit {
		if at > 0 && b[at-1] == '\n' {
			n := alike(u.prefix, b[at:])
			if n < 0 && !final {
				break
			}
			at += max(n, 0)
		}
		line := b[at:min(len(b), at+limit-len(dst))]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		dst = append(dst, line...)
		at += len(line)
	}
	return dst, at, false
}

// alike returns the length of the text that b begins with, if it equals prefix except for
// the values of numbers; 0 if it does not, -1 if b is too short to decide.
func alike(prefix, b []byte) int {
	i, j := 0, 0
	for i < len(prefix) {
		if j == len(b) {
			return -1
		}
		if equal := equalUpToNumber(prefix[i:], b[j:]); equal > 0 {
			i, j = i+equal, j+equal
			continue
		}
		n, m := same(prefix[i:], b[j:])
		if i, j = i+n, j+m; j == len(b) && m > 0 && isDigit(b[j-1]) {
			return -1
		}
		if n == 0 {
			return 0
		}
	}
	return j
}

// equalUpToNumber returns the length of the common beginning of a and b, without a number at its end.
func equalUpToNumber(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for n+8 <= most && binary.LittleEndian.Uint64(a[n:]) == binary.LittleEndian.Uint64(b[n:]) {
		n += 8
	}
	for n < most && a[n] == b[n] {
		n++
	}
	for n > 0 && isDigit(a[n-1]) {
		n--
	}
	return n
}

// same returns the lengths of the matching beginnings of a and b: the same character, a number with blanks before it,
// or the character that grep writes after a line number; 0 if they do not match. Neither may be empty.
func same(a, b []byte) (n, m int) {
	digits := func(b []byte, i int) int {
		for i < len(b) && isDigit(b[i]) {
			i++
		}
		return i
	}
	switch x, y := a[0], b[0]; {
	case isDigit(x) && isDigit(y):
		return digits(a, 0), digits(b, 0)
	case x == y, x == ':' && y == '-', x == '-' && y == ':':
		return 1, 1
	case x == ' ' && isDigit(y) || isDigit(x) && y == ' ':
		n, m = len(a)-len(bytes.TrimLeft(a, " ")), len(b)-len(bytes.TrimLeft(b, " "))
		if i, j := digits(a, n), digits(b, m); i > n && j > m || j == len(b) {
			return i, j
		}
	}
	return 0, 0
}

// common returns the lengths ia in a and ib in b of their common beginning, except for
// the values of numbers, up to the last end of a field.
func common(a, b []byte) (ia, ib int) {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		n, m := same(a[i:], b[j:])
		if n == 0 {
			return ia, ib
		}
		i, j = i+n, j+m
		switch a[i-1] {
		case ' ', '\t', '|', ']', ')', ':', '-', '>':
			ia, ib = i, j
		}
	}
	if i == len(a) {
		return i, j
	}
	return ia, ib
}

// counts reports whether the last numbers of two prefixes are consecutive, like line numbers.
func counts(a, b []byte) bool {
	last := func(b []byte) int {
		b = bytes.TrimRight(b, ": \t|")
		i := len(b)
		for i > 0 && isDigit(b[i-1]) {
			i--
		}
		n, err := strconv.Atoi(string(b[i:]))
		if err != nil {
			return -1
		}
		return n
	}
	n := last(a)
	return n >= 0 && last(b) == n+1
}

// removeSlashes removes the escapes of JSON and C. An unescaped quote or a line break
// ends the text; other backslashes stay.
func (u *unescaper) removeSlashes(dst, b []byte, at, limit int, final bool) ([]byte, int, bool) {
	special := &endOfString
	if u.quotes {
		special = &endOfLine
	}
	return unescape(dst, b, at, limit, final, special, slash)
}

// delimiters end a run of text: the byte that begins an escape, and the bytes that end the text.
type delimiters struct {
	escape byte
	in     [256]bool
}

var (
	endOfString = delimiters{'\\', [256]bool{'\\': true, '\n': true, '"': true}}
	endOfLine   = delimiters{'\\', [256]bool{'\\': true, '\n': true}}
	endOfText   = delimiters{'&', [256]bool{'&': true, '<': true}}
)

// unescape copies b from index at on, up to limit bytes of text. decode appends a decoded escape; n is the length of
// the escape, 0 if it may be longer.
func unescape(dst, b []byte, at, limit int, final bool, special *delimiters, decode func(dst, b []byte, final bool) ([]byte, int)) ([]byte, int, bool) {
	for at < len(b) && len(dst) < limit {
		run := b[at:min(len(b), at+limit-len(dst))]
		for i, c := range run {
			if special.in[c] {
				run = run[:i]
				break
			}
		}
		dst = append(dst, run...)
		if at += len(run); at == len(b) || len(dst) >= limit {
			break
		}
		if b[at] != special.escape {
			return dst, at, true
		}
		text, n := decode(dst, b[at:], final)
		if n == 0 {
			return dst, at, false
		}
		dst, at = text, at+n
	}
	return dst, at, false
}

// slash appends the character of the escape that b begins with; n is the length
// of the escape, 0 if it may be longer.
func slash(dst, b []byte, final bool) ([]byte, int) {
	const longest = len(`\ud83d\ude00`)
	if len(b) < longest && !final && (len(b) < 2 || b[1] == 'u' || b[1] == 'x' || isDigit(b[1])) {
		if !complete(b) {
			return dst, 0
		}
	}
	if len(b) < 2 {
		return append(dst, b...), len(b)
	}
	switch c := b[1]; c {
	case '"', '\'', '\\', '/':
		return append(dst, c), 2
	case 'n':
		return append(dst, '\n'), 2
	case 'r':
		return append(dst, '\r'), 2
	case 't':
		return append(dst, '\t'), 2
	case 'b':
		return append(dst, '\b'), 2
	case 'f':
		return append(dst, '\f'), 2
	case 'u':
		if r, ok := digits(b[2:], 4, 16); ok {
			if utf16.IsSurrogate(r) && len(b) >= longest && b[6] == '\\' && b[7] == 'u' {
				if low, ok := digits(b[8:], 4, 16); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
					return utf8.AppendRune(dst, utf16.DecodeRune(r, low)), longest
				}
			}
			return utf8.AppendRune(dst, r), 6
		}
	case 'x':
		if r, ok := digits(b[2:], 2, 16); ok {
			return append(dst, byte(r)), 4
		}
	default:
		if r, ok := digits(b[1:], 3, 8); ok && r < 256 {
			return append(dst, byte(r)), 4
		}
	}
	return append(dst, '\\'), 1
}

// complete reports whether the \u, \x or octal escape that b begins with is complete and
// not half of a surrogate pair.
func complete(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	if b[1] != 'u' {
		return true
	}
	if r, ok := digits(b[2:], 4, 16); len(b) < 6 || ok && utf16.IsSurrogate(r) {
		return false
	}
	return true
}

// digits returns the number that the first n digits of b show in a base.
func digits(b []byte, n, base int) (v rune, ok bool) {
	if len(b) < n {
		return 0, false
	}
	u, err := strconv.ParseUint(string(b[:n]), base, 32)
	return rune(u), err == nil
}

// removeEntities removes the escapes of XML and HTML, and the tags that a page has for line breaks and colours.
// Another unescaped < ends the text; other & stay.
func removeEntities(dst, b []byte, at, limit int, final bool) ([]byte, int, bool) {
	for {
		var end bool
		if dst, at, end = unescape(dst, b, at, limit, final, &endOfText, reference); !end {
			return dst, at, false
		}
		n, breaks, a := layout(b[at:])
		if a == no || a == needMore && final {
			return dst, at, true
		}
		if a == needMore {
			return dst, at, false
		}
		if at += n; breaks {
			dst = append(dst, '\n')
		}
	}
}

// reference is the decode function of removeEntities.
func reference(dst, b []byte, final bool) ([]byte, int) {
	if len(b) > 3 && b[2] == 't' && b[3] == ';' { // most references
		switch b[1] {
		case 'l':
			return append(dst, '<'), 4
		case 'g':
			return append(dst, '>'), 4
		}
	}
	r, n, a := entity(b)
	switch {
	case a == yes && r == 0xa0: // pages indent with it
		return append(dst, ' '), n
	case a == yes:
		return utf8.AppendRune(dst, r), n
	case a == needMore && !final:
		return dst, 0
	}
	return append(dst, '&'), 1
}

// layoutTags are the elements of a page that may be inside a line of code.
var layoutTags = map[string]bool{"br": true, "wbr": true, "span": true, "b": true, "i": true, "u": true, "em": true, "strong": true, "font": true, "code": true, "tt": true, "mark": true}

// layout returns the length of the tag that b begins with, if it is one of layoutTags. breaks: it is a line break, and
// b has no other one after it.
func layout(b []byte) (n int, breaks bool, a answer) {
	const longest = 256
	i := bytes.IndexByte(b[:min(len(b), longest)], '>')
	switch {
	case i < 0 && len(b) < longest && bytes.IndexByte(b[1:], '<') < 0:
		return 0, false, needMore
	case i < 0:
		return 0, false, no
	}
	name, _ := word(bytes.TrimPrefix(b[1:i+1], []byte("/")))
	lower := string(bytes.ToLower(name))
	if !layoutTags[lower] {
		return 0, false, no
	}
	if n = i + 1; lower != "br" {
		return n, false, yes
	}
	if n == len(b) {
		return n, true, needMore
	}
	return n, b[n] != '\n' && b[n] != '\r', yes
}

var entities = []struct {
	name string
	r    rune
}{{"lt;", '<'}, {"gt;", '>'}, {"amp;", '&'}, {"quot;", '"'}, {"apos;", '\''}, {"nbsp;", 0xa0}}

// entity decodes the reference that b begins with; n is its length.
func entity(b []byte) (r rune, n int, a answer) {
	rest := b[1:]
	if len(rest) == 0 {
		return 0, 0, needMore
	}
	for i := range entities {
		e := &entities[i]
		if e.name[0] != rest[0] {
			continue
		}
		switch {
		case len(rest) < len(e.name):
			if string(rest) == e.name[:len(rest)] {
				a = needMore
			}
		case string(rest[:len(e.name)]) == e.name:
			return e.r, 1 + len(e.name), yes
		}
	}
	if rest[0] != '#' {
		return 0, 0, a
	}
	base, at := rune(10), 1
	if len(rest) > 1 && rest[1]|0x20 == 'x' {
		base, at = 16, 2
	}
	for from := at; ; at++ {
		if at == len(rest) {
			return 0, 0, needMore
		}
		d := hexDigit(rest[at])
		if d < 0 || d >= base {
			if rest[at] == ';' && at > from && r > 0 && utf8.ValidRune(r) {
				return r, at + 2, yes
			}
			return 0, 0, no
		}
		if r = r*base + d; at-from > 6 {
			return 0, 0, no
		}
	}
}
