// Text that went through a mail program, a word processor or a browser: quoted-printable, lines wrapped
// at a column, typographic quotes, no-break spaces. It also undoes colons between bytes in hex. Marks
// of replies and base64 are in mail.go.

package records

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// pasted records the features found so far; later lines are examined for them.
type pasted struct {
	// quoted: the text is quoted-printable. soft is the part read so far of a line that
	// continues.
	quoted bool
	soft   Text
	// base64: the header of a part of a mail names base64; inBase64: its text has begun.
	base64, inBase64 bool
	// width is the length of lines of base64 without a header, of which the last is shorter.
	width int
	// reply is the number of reply marks of each line, 0 outside a reply.
	reply int
	// typographic: attributes had typographic quotes, or no-break spaces before them.
	typographic bool
	// valued: the first attribute value of the text was examined. If it is quoted-printable or in typographic
	// quotes, its line is from codedFrom to codedTo, else these are 0.
	valued             bool
	codedFrom, codedTo int64
	// column is the length at which lines are wrapped, in characters; 0 if they are not.
	column int
	// words: lines are broken between words, and at the column only where a word is longer.
	words bool
	// attribute: the next line begins with an attribute; indented: with a blank.
	attribute, indented bool
	continued           continued
}

// active reports whether each line must be examined.
func (p *pasted) active() bool {
	return p.quoted || p.base64 || p.reply > 0 || p.typographic || p.column > 0 || p.continued.how != notContinued
}

// mayContinue reports whether a line may begin a continuation.
func (p *pasted) mayContinue() bool {
	return p.continued.how == notContinued && !p.quoted && !p.base64 && p.column == 0
}

// sign is the first feature found in a line.
type sign uint8

const (
	signNone sign = iota
	signQuoted
	signBase64
	signTypographic
	signHex
	// signDigits: the line shows XML in hex digits.
	signDigits
	// signEscaped: the line has characters with format-specific escapes.
	signEscaped
	// signCoded: the line has a document in a code.
	signCoded
	// signPairs: the line has pairs of hex digits with something between them.
	signPairs
	// signContinued: the next line may continue the line.
	signContinued
	// signCut: the line ends inside a tag or an element; it may be wrapped.
	signCut
)

// leastSign is the least length in bytes of a line with a sign.
const leastSign = 7

// look returns the sign of a line with its first tag at tag and its first attribute value
// at value, -1 if it has none.
func look(line []byte, tag, value int) sign {
	end := len(line)
	for end > 0 && (line[end-1] == '\n' || line[end-1] == '\r') {
		end--
	}
	if end < leastSign {
		return signNone
	}
	if (beginsPairs(line) || afterAddress(line, 0) > 0) && hasDigits(line[:end]) {
		return signPairs
	}
	if tag < 0 {
		switch {
		case mayHaveColons(line[:end]) && colons(line) >= 0:
			return signHex
		case line[0] == 'C' && bytes.EqualFold(bytes.TrimSpace(line), []byte("Content-Transfer-Encoding: quoted-printable")):
			return signQuoted
		case line[0] == 'C' && bytes.EqualFold(bytes.TrimSpace(line), []byte("Content-Transfer-Encoding: base64")):
			return signBase64
		case line[end-1] == '|' && bytes.HasSuffix(line[:end], []byte("!!binary |")):
			return signBase64
		case hexValue(line[end-1]) >= 0 && hexDocument(line) >= 0:
			return signDigits
		case hasDigits(line[:end]):
			return signPairs
		case codeOf(line[:end]) != nil:
			return signCoded
		}
		return signNone
	}
	if looksContinued(line, tag, end) {
		return signContinued
	}
	if sign := lookAtValue(line, tag, value); sign != signNone {
		return sign
	}
	if end >= narrowest && line[end-1] != '>' && (inTag(line[:end]) || inText(line[:end])) && !hasPairs(line) && !endsRow(line[:end]) {
		return signCut
	}
	return signNone
}

// lookAtValue is the part of look for the first value of an attribute.
func lookAtValue(line []byte, tag, value int) sign {
	if value < 0 || value+3 >= len(line) {
		return signNone
	}
	switch v := line[value:]; v[0] {
	case '3':
		if v[1] == 'D' && (v[2] == '"' || v[2] == '\'') {
			return signQuoted
		}
	case 0x91, 0x92, 0x93, 0x94:
		if typographic(v) > 0 {
			return signTypographic
		}
	}
	if escapeOf(line, tag, value) != 0 {
		return signEscaped
	}
	return signNone
}

// IsDump reports whether a line belongs to a hex dump: an offset, blanks, bytes.
func IsDump(line []byte) bool {
	b := afterBlanks(line)
	if len(b) > 0 && (b[0] == '|' || b[0] == '[') {
		b = b[1:]
	}
	if len(b) > 1 && b[0] == '0' && b[1] == 'x' {
		b = b[2:]
	}
	n := 0
	for n < len(b) && hexValue(b[n]) >= 0 {
		n++
	}
	if n < 4 || n > 8 {
		return false
	}
	if b = b[n:]; len(b) > 0 && (b[0] == ':' || b[0] == '|' || b[0] == ']') {
		b = b[1:]
	}
	const least = 3 // groups of one or two bytes
	for group := 0; group < least; group++ {
		rest := afterBlanks(b)
		if len(rest) == len(b) {
			return false
		}
		n = 0
		for n < len(rest) && hexValue(rest[n]) >= 0 {
			n++
		}
		if n != 2 && n != 4 {
			return false
		}
		b = rest[n:]
	}
	return true
}

// markupLines returns the length and the number of the lines of usual XML that b begins with: a tag at the beginning,
// after optional blanks, and a tag at the end, or little else. A number in < > is a priority, two digits begin a
// dump, and a NUL shows UTF-16.
func markupLines(b []byte) (n, lines int) {
	rest := b
loop:
	for len(rest) > 0 {
		first := rest[0]
		if markup[first]&begins == 0 {
			break
		}
		end := bytes.IndexByte(rest, '\n')
		if end < 3 {
			if end != 0 && (end < 0 || first != '\r' || rest[1] == 0) {
				break
			}
		} else {
			last := rest[end-1]
			if last == '\r' {
				last = rest[end-2]
			}
			switch {
			case end >= maxLine:
				break loop
			case first == '<' && last == '>' && markup[rest[1]]&afterLess != 0:
			case first == ' ' && markup[rest[1]]&markup[rest[2]]&afterBlank != 0 && (last == '>' || end < narrowest && markup[last]&goesOn == 0):
			case first == '\t' && last == '>' && isIndented(rest[:end]):
			default:
				break loop
			}
		}
		rest = rest[end+1:]
		lines++
	}
	return len(b) - len(rest), lines
}

// isMarkup reports whether markupLines accepts a line.
func isMarkup(line []byte) bool {
	n, _ := markupLines(line)
	return n > 0
}

// isIndented reports whether a line that ends with a tag begins with one after tabs and is not coded.
func isIndented(line []byte) bool {
	tag := 0
	for tag < len(line) && line[tag] == '\t' {
		tag++
	}
	return tag+1 < len(line) && line[tag] == '<' && markup[line[tag+1]]&afterLess != 0 && isPlainTag(line, tag)
}

// isPlainTag reports whether the first attribute value after a tag shows neither a code nor a table cell.
func isPlainTag(line []byte, tag int) bool {
	const declaration = "<?xml version="
	at := tag + len(declaration)
	if at >= len(line) || string(line[tag:at]) != declaration {
		if at = value(line, tag); at < 0 {
			return true
		}
		if line[at-2] == '\\' || bytes.IndexByte(line[tag:at], '+') >= 0 {
			return false
		}
	}
	return at+1 < len(line) && (line[at] == '"' || line[at] == '\'') && line[at+1] != line[at]
}

// Places of a character in a line that markupLines accepts.
const (
	begins     = 1 << iota
	afterLess  // after <
	afterBlank // after a blank
	goesOn     // at the end: the next line may continue it, or it ends with the characters of a dump
)

var markup = func() (is [256]uint8) {
	for c := 1; c < len(is); c++ {
		if c != '?' && !isDigit(byte(c)) {
			is[c] |= afterLess
		}
		if hexValue(byte(c)) < 0 {
			is[c] |= afterBlank
		}
	}
	for _, c := range []byte("< \t\r\n") {
		is[c] |= begins
	}
	for _, c := range []byte(`|+\`) {
		is[c] |= goesOn
	}
	return is
}()

// isCut reports whether a line ends inside a tag or an element, so that it may be wrapped.
func isCut(line []byte) bool {
	tag := firstTag(line)
	return tag >= 0 && look(line, tag, value(line, tag)) == signCut
}

// hasPairs reports whether a line shows bytes in hex with a blank after each, or after two.
func hasPairs(line []byte) bool {
	const enough = 4
	n, digits := 0, 0
	for _, c := range line {
		switch {
		case hexValue(c) >= 0:
			digits++
		case c == ' ' && (digits == 2 || digits == 4):
			if n++; n == enough {
				return true
			}
			digits = 0
		case c == ' ' && digits == 0:
		default:
			n, digits = 0, 5 // no group before the next blank
			if c == ' ' {
				digits = 0
			}
		}
	}
	return false
}

// firstValue looks for the first attribute value of the text, the first on its line, in b, which consists of complete
// lines. It returns the start and end of the line if the value is quoted-printable or in typographic quotes of one
// byte, else 0 and 0. Later values show this only on lines that are not pure markup.
func (p *pasted) firstValue(b []byte) (start, end int) {
	for {
		open := bytes.IndexByte(b[end:], '<') // most lines of most texts have none
		if open < 0 {
			return 0, 0
		}
		open += end
		length := bytes.IndexByte(b[open:], '\n') + 1
		if length == 0 {
			return 0, 0
		}
		start, end = end+bytes.LastIndexByte(b[end:open], '\n')+1, open+length
		line := b[start:end]
		tag := firstTag(line)
		at := value(line, tag)
		if at < 0 || at+3 > len(line) || !inTag(line[tag:at-1]) {
			continue
		}
		switch v := line[at:]; {
		case v[0] == '"', v[0] == '\'':
			p.valued = true
			return 0, 0
		case v[0] == '3' && v[1] == 'D' && (v[2] == '"' || v[2] == '\''), typographic(v) == 1:
			p.valued = true
			return start, end
		}
	}
}

// hasTypographic reports whether b contains a value of an attribute in typographic quotes, or a no-break space
// before an attribute.
func hasTypographic(b []byte) bool {
	return hasTypographicQuote(b) || hasNoBreak(b)
}

func hasTypographicQuote(b []byte) bool {
	for at := 0; ; at++ {
		i := bytes.IndexByte(b[at:], 0xe2)
		if i < 0 {
			return false
		}
		if at += i; at > 0 && b[at-1] == '=' && typographic(b[at:]) > 0 {
			return true
		}
	}
}

// hasNoBreak reports whether b contains a no-break space before an attribute of a tag.
func hasNoBreak(b []byte) bool {
	var open openTag
	for at := 0; ; at++ {
		i := bytes.IndexByte(b[at:], 0xa0)
		if i < 0 {
			return false
		}
		at += i
		before := at
		if at > 0 && b[at-1] == 0xc2 {
			before--
		}
		if before > 0 && (isName(b[before-1]) || b[before-1] == '"' || b[before-1] == '\'') && assigned(b[at+1:]) > 0 && open.has(b, before) {
			return true
		}
	}
}

// noBreak returns the length of the no-break space that b begins with, 0 if b has none there: U+00A0 in UTF-8, or 0xa0
// as in Latin-1.
func noBreak(b []byte) int {
	switch {
	case len(b) >= 2 && b[0] == 0xc2 && b[1] == 0xa0:
		return 2
	case len(b) >= 1 && b[0] == 0xa0:
		return 1
	}
	return 0
}

// endsRow reports whether a line ends with the border of a table, or like a string in a program that
// continues on the next line.
func endsRow(line []byte) bool {
	for _, end := range [...]string{" |", " │", `" +`, `' +`, `");`, `');`, `\n"`, `\n'`, `",`, `',`} {
		if bytes.HasSuffix(line, []byte(end)) {
			return true
		}
	}
	return false
}

// inText reports whether b ends with text after a start tag.
func inText(b []byte) bool {
	open := bytes.LastIndexByte(b, '<')
	end := bytes.LastIndexByte(b, '>')
	return open >= 0 && open+1 < end && isName(b[open+1]) && b[end-1] != '/'
}

// removeQuoted undoes quoted-printable. It returns false if the line continues.
func (p *pasted) removeQuoted(t *Text) bool {
	b := t.Bytes
	if bytes.HasPrefix(b, []byte("--")) && p.soft.Len() == 0 {
		p.quoted = false // the end of a part of a mail
		return true
	}
	from := 0
	for at := 0; at < len(b); at++ {
		if b[at] != '=' {
			continue
		}
		rest := b[at+1:]
		if trimmed := bytes.TrimLeft(rest, " \t"); len(trimmed) == 0 || trimmed[0] == '\n' || trimmed[0] == '\r' && len(trimmed) < 3 {
			p.soft.add(t, from, at)
			return p.soft.Len() > maxCell && p.flush(t)
		}
		if len(rest) < 2 {
			continue
		}
		high, low := hexValue(rest[0]), hexValue(rest[1])
		if high < 0 || low < 0 {
			continue
		}
		p.soft.add(t, from, at)
		p.soft.put([]byte{byte(high<<4 | low)}, t, at)
		at += 2
		from = at + 1
	}
	p.soft.add(t, from, len(b))
	return p.flush(t)
}

// flush moves the text read so far to t.
func (p *pasted) flush(t *Text) bool {
	*t, p.soft = p.soft, Text{}
	return true
}

// typographic returns the length of the typographic quote that b begins with, 0 for any other text:
// U+2018 to U+201F or U+2033 in UTF-8, or 0x91 to 0x94 as in Windows' encoding.
func typographic(b []byte) int {
	switch {
	case len(b) >= 3 && b[0] == 0xe2 && b[1] == 0x80 && (b[2] >= 0x98 && b[2] <= 0x9f || b[2] == 0xb3):
		return 3
	case len(b) >= 1 && b[0] >= 0x91 && b[0] <= 0x94:
		return 1
	}
	return 0
}

// removeTypographic replaces the typographic quotes around values in tags, and no-break spaces between them.
func (p *pasted) removeTypographic(t *Text) {
	var out Text
	b, from := t.Bytes, 0
	inTag, inValue := false, false
	var straight byte // the straight quote that a value began with
	for at := 0; at < len(b); at++ {
		switch c := b[at]; {
		case c == '<':
			inTag, inValue, straight = true, false, 0
			continue
		case c == '>':
			inTag, inValue, straight = false, false, 0
			continue
		case (c == '"' || c == '\'') && !inValue && (straight == 0 || straight == c):
			straight ^= c
			continue
		case straight != 0, !inTag, c < 0x80:
			continue
		}
		if n := noBreak(b[at:]); n > 0 && !inValue {
			out.add(t, from, at)
			out.put([]byte{' '}, t, at)
			from = at + n
			at += n - 1
			continue
		}
		n := typographic(b[at:])
		if n == 0 {
			_, size := utf8.DecodeRune(b[at:])
			at += size - 1
			continue
		}
		before, after := byte('='), byte('>')
		if at > 0 {
			before = b[at-1]
		}
		if at+n < len(b) {
			after = b[at+n]
		}
		opens := !inValue && (before == '=' || before == ' ')
		closes := inValue && strings.IndexByte(" \t\r\n/>?", after) >= 0
		if opens || closes {
			out.add(t, from, at)
			out.put([]byte{'"'}, t, at)
			from = at + n
			inValue = opens
		}
		at += n - 1
	}
	out.add(t, from, len(b))
	*t = out
}

// mayHaveColons is a quick test for colons: a line has the type of a GLI frame with XML, or ends with two bytes, in JSON
// or not.
func mayHaveColons(line []byte) bool {
	if bytes.Contains(line, []byte(":03:")) {
		return true
	}
	end := len(line)
	for end > 0 && strings.IndexByte(`",]}`, line[end-1]) >= 0 {
		end--
	}
	return end >= leastSign && line[end-3] == ':' && line[end-6] == ':'
}

// colons returns the index in a line of bytes in hex with colons between them that begin a
// GLI header or a tag; -1 if the line has none.
func colons(line []byte) int {
	const least = 8 // bytes
	for at := 2; at < len(line); at++ {
		i := bytes.IndexByte(line[at:], ':')
		if i < 0 {
			break
		}
		at += i
		header := line[at-2] == '0' && line[at-1] == '0' && at+1 < len(line) && line[at+1] == '0'
		first := at - 2
		if !header && (line[first] != '3' || line[at-1]|0x20 != 'c') || first > 0 && (line[first-1] == ':' || isName(line[first-1])) {
			continue
		}
		n := 0
		for j := first; n < least && j+1 < len(line) && hexValue(line[j]) >= 0 && hexValue(line[j+1]) >= 0; j += 3 {
			if n++; j+2 == len(line) || line[j+2] != ':' {
				break
			}
		}
		if n == least {
			return first
		}
	}
	return -1
}

// removeColons removes the colons between bytes in hex.
func removeColons(t *Text) {
	var out Text
	b, from := t.Bytes, 0
	for at := 0; ; {
		i := colons(b[at:])
		if i < 0 {
			break
		}
		for at += i + 2; at < len(b) && b[at] == ':' && at+2 < len(b) && hexValue(b[at+1]) >= 0 && hexValue(b[at+2]) >= 0; at += 3 {
			out.add(t, from, at)
			from = at + 1
		}
	}
	out.add(t, from, len(b))
	*t = out
}

// hexDocument returns the index in a line of hex digits, up to its end, that show a document
// without a GLI header, after an optional length of 2 or 4 bytes; -1 if the line has none.
func hexDocument(line []byte) int {
	const least, farthest = 32, 256 // digits, bytes before them
	line = bytes.TrimRight(line, "\r\n")
	for i := range min(len(line)-least+1, farthest) {
		if i > 0 && isName(line[i-1]) || hexValue(line[i]) < 0 {
			continue
		}
		for _, length := range [...]int{0, 2, 4} {
			at := i + 2*length
			mark, next := line[at:at+2], line[at+2:at+4]
			if mark[0] != '3' || mark[1]|0x20 != 'c' || hexValue(next[0]) < 0 || hexValue(next[1]) < 0 {
				continue
			}
			if c := byte(hexValue(next[0])<<4 | hexValue(next[1])); (isName(c) || c == '?' || c == '!') && isHex(line[i:]) {
				return at
			}
		}
	}
	return -1
}

// isHex reports whether b is an even number of hex digits.
func isHex(b []byte) bool {
	if len(b)%2 > 0 {
		return false
	}
	v := &hexValues
	for ; len(b) >= 8; b = b[8:] { // one comparison for eight: the values of others are negative
		if v[b[0]]|v[b[1]]|v[b[2]]|v[b[3]]|v[b[4]]|v[b[5]]|v[b[6]]|v[b[7]] < 0 {
			return false
		}
	}
	for _, c := range b {
		if hexValue(c) < 0 {
			return false
		}
	}
	return true
}

// removeHex replaces the digits of a line that shows a document in hex.
func removeHex(t *Text) {
	at := hexDocument(t.Bytes)
	if at < 0 {
		return
	}
	var out Text
	out.add(t, 0, at)
	end := len(bytes.TrimRight(t.Bytes, "\r\n"))
	var decoded [64]byte // so that each run is short, and places are nearly exact
	for values, digits := &hexValues, t.Bytes[at:end]; len(digits) > 1; {
		n := 0
		for n < len(decoded) && 2*n+1 < len(digits) {
			c := byte(values[digits[2*n]])<<4 | byte(values[digits[2*n+1]])
			decoded[n] = c
			if n++; c == '>' {
				break
			}
		}
		out.put(decoded[:n], t, end-len(digits))
		digits = digits[2*n:]
	}
	out.add(t, end, t.Len())
	*t = out
}

const (
	// ahead is the number of lines examined after one that may be wrapped, and aheadBytes
	// the number of bytes.
	ahead      = 8
	aheadBytes = 4096
	// narrowest is the length of the shortest line that may be wrapped.
	narrowest = 40
)

// usualColumns are lengths at which mail, terminals and buffers wrap lines, besides multiples of ten.
var usualColumns = []int{72, 76, 78, 79, 132, 1023, 1024, 2047, 2048, 4095, 4096, 8191, 8192}

// wrappedAt returns the column at which lines are wrapped, 0 if line is not wrapped: no line
// after it is longer, and a second one is as long. next is the text after it; enough is
// false if more is needed to decide.
func (p *pasted) wrappedAt(line, next []byte, final bool) (column int, enough bool) {
	column, p.words = characters(line), false
	next = next[:min(len(next), aheadBytes)]
	lines := bytes.SplitAfterN(next, []byte("\n"), ahead+1)
	if len(lines) <= ahead && len(next) < aheadBytes && !final {
		return 0, false
	}
	if beginsRecord(next) {
		return 0, true // a tag that was cut does not continue there
	}
	partial := -1 // the line of which only a part is examined
	if len(next) == aheadBytes && len(lines) <= ahead {
		partial = len(lines) - 1
	}
	lines = lines[:min(len(lines), ahead)]
	same := 0
	for i, l := range lines {
		switch n := characters(l); {
		case n > column:
			return 0, true
		case n == column:
			same++
		case i != partial && inTag(bytes.TrimRight(l, "\r\n")):
			p.words = true
		}
	}
	// Between two tags an end of line changes nothing, so that it is left where one line
	// alone would show it.
	if same == 0 && bytes.HasSuffix(bytes.TrimRight(line, "\r\n"), []byte(">")) && bytes.HasPrefix(next, []byte("<")) {
		return 0, true
	}
	usual := column%10 == 0 || slices.Contains(usualColumns, column)
	if column < narrowest || same == 0 && (!usual || len(next) == 0 || next[0] == '\n') {
		return 0, true
	}
	return column, true
}

// beginsRecord reports whether a line begins with a time or a date.
func beginsRecord(line []byte) bool {
	digits := func(i, n int) bool { return len(line) >= i+n && allDigits(line[i:i+n]) }
	return digits(0, 2) && digits(3, 2) && line[2] == ':' && len(line) > 5 && line[5] == ':' ||
		digits(0, 4) && digits(5, 2) && line[4] == '-' && len(line) > 7 && line[7] == '-'
}

// joins reports whether a line of the wrapped length must be joined with the next one. An indented
// tag on a line of its own was there before wrapping.
func (p *pasted) joins(line []byte) bool {
	if p.indented && bytes.HasSuffix(line, []byte(">")) {
		return false
	}
	return !endsWord(line) && !(p.attribute && endsName(line)) && (!p.words || bytes.IndexByte(line, ' ') < 0)
}

// endsName reports whether a line ends with the name of a tag.
func endsName(line []byte) bool {
	n := len(line)
	for n > 0 && (isName(line[n-1]) || line[n-1] == '?') {
		n--
	}
	return n > 0 && n < len(line) && line[n-1] == '<'
}

// beginsAttribute reports whether a line begins with an attribute.
func beginsAttribute(line []byte) bool {
	n := assigned(line)
	return n > 0 && n < len(line) && (line[n] == '"' || line[n] == '\'')
}

// endsWord reports whether a line that ends inside a tag ends after the value of an
// attribute or a keyword of a DOCTYPE, where a line break counts as a blank.
func endsWord(line []byte) bool {
	n := len(line)
	if n > 1 && (line[n-1] == '"' || line[n-1] == '\'') {
		if open := bytes.LastIndexByte(line, '<'); open >= 0 {
			return bytes.Count(line[open:], line[n-1:])%2 == 0
		}
		return line[n-2] != '=' && line[n-2] != ' '
	}
	return bytes.HasSuffix(line, []byte("<!DOCTYPE")) || bytes.HasSuffix(line, []byte(" SYSTEM")) || bytes.HasSuffix(line, []byte(" PUBLIC"))
}

// characters returns the number of characters of a line without its line break.
func characters(line []byte) int { return utf8.RuneCount(bytes.TrimRight(line, "\r\n")) }
