package scrub

// The parts of a line of a log that stay whatever their words: time stamps, addresses with ports, lengths, declarations,
// keys of JSON, escapes and colours.
//
// A single expression for all of them would take ten times as long as the rest of the work on a log. A match is looked
// for only at characters with which one can begin, by the expressions for that character.

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Expressions by the character that they begin with. The first match counts.
const (
	keepDigits = `\d{4}[-/.]?\d{2}[-/.]?\d{2}[T _-]?\d{2}:?\d{2}:?\d{2}(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?` + "\n" +
		`\d{1,2}[-/. ][A-Z][a-z]{2}[-/. ]\d{4}[: ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: [+-]\d{4})?` + "\n" +
		`\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T _-]\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?` + "\n" +
		`\d{4}-\d{2}-\d{2}\b` + "\n" +
		`\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?\b`
	keepDigitsLater = `\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:[:.]\d{1,5})?\b` + "\n" +
		`\d{1,7} (?i:bytes)\b`
	keepFirst = `\W{0,3}1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:[.,]\d{1,9})?\b` // at the beginning of a line
	keepMonth = `[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: \d{4})?`
	keepEpoch = `(?i:[@_]*(?:time|timestamp|ts|epoch|_realtime_timestamp|t|date|datetime|timeMillis|eventTime|event_time|created)[\\"']{0,4}\s*[:=]\s*[\\"']{0,4}1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?)\b`
	keepSize  = `(?i:(?:len|length|size|bytes)\b[^\w<]{0,3}\d{1,7})\b`
	keepXML   = `(?i:(?:encoding|version)\s*=\s*(?:[\\"'“”]|(?:&(?:amp;)*[#a-z0-9]{2,5};)){1,4}[A-Za-z0-9._-]{1,20})`
	keepNanos = `\[[\\"]{1,2}1\d{18}[\\"]{1,2},`
	keepColor = `\x1b\[[0-9;]{0,16}[mM]`
	keepOctal = `#0(?:11|12|15|33)`
	keepLevel = `<\d{1,3}>\d? ?` // at the beginning of a line
)

func keeper(expressions ...string) *regexp.Regexp {
	all := strings.Split(strings.Join(expressions, "\n"), "\n")
	return regexp.MustCompile("^(?:" + strings.Join(all, "|") + ")")
}

var (
	firstDigits = keeper(keepDigits, keepFirst, keepDigitsLater)
	otherDigits = keeper(keepDigits, keepDigitsLater)
	first       = keeper(keepFirst)
	month       = keeper(keepMonth)
	epoch       = keeper(keepEpoch)
	sizes       = keeper(keepSize)
	declared    = keeper(keepXML)
	nanos       = keeper(keepNanos)
	color       = keeper(keepColor)
	octal       = keeper(keepOctal)
	level       = keeper(keepLevel)
)

// epochWords are the names in keepEpoch, without the characters before them, in lower case.
var epochWords = []string{"time", "timestamp", "ts", "epoch", "realtime_timestamp", "t", "date", "datetime", "timemillis", "eventtime", "event_time", "created"}

func isWordByte(c byte) bool { return wordBytes[c] }

var wordBytes = func() (is [256]bool) {
	for _, c := range []byte(`0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_`) {
		is[c] = true
	}
	return is
}()

// start is the kind of place where a match can begin with a character, after the beginning of a line.
type start uint8

const (
	noStart       start = iota
	boundaryStart       // between a character of a word and another one alone
	anyStart
)

// keptStarts has the starts of characters.
var keptStarts = func() (starts [256]start) {
	for _, c := range []byte(`0123456789ABCDFGHIJKLMNOPQRSTUWXYZ@_tlsbcd`) {
		starts[c] = boundaryStart
	}
	for _, c := range []byte(`EVev["\&#%=<` + "\x1b") {
		starts[c] = anyStart
	}
	return starts
}()

// firstSegment is the length from which on the first segment of a line may end: keepFirst and keepLevel begin at the
// beginning of a line alone, and may have a bracket among their first characters.
const firstSegment = 16

// Last characters of names that a value can follow in a match: none of keepEpoch, keepSize and keepXML ends with
// another one.
const (
	lastOfNames = "ephnstg" // before an equals sign, except created
	lastOfSizes = "ehns"    // before a bracket, of keepSize alone
)

// segmentEnd returns where the segment of a line ends that begins at an offset. No match goes beyond it or depends on
// what follows it, and no word is on both sides: it ends before the next tag, before the quote of an attribute, or after
// the tag before a value, if the name before is none that a match begins with.
func segmentEnd(b []byte, start int) int {
	from := start + 1
	if start == 0 {
		from = firstSegment
	}
	if from >= len(b) {
		return len(b)
	}
	end := len(b)
	if i := bytes.IndexByte(b[from:], '<'); i >= 0 {
		end = from + i
	}
	for at := from; at+1 < end; at++ {
		i := bytes.IndexByte(b[at:end-1], '=')
		if i < 0 {
			break
		}
		at += i
		if next := b[at+1]; (next == '"' || next == '\'') && isNameEnd(b[at-1], lastOfNames) && !bytes.EqualFold(b[max(start, at-len("created")):at], []byte("created")) {
			return at + 1
		}
	}
	if i := bytes.IndexByte(b[from:end], '>'); i >= 0 && from+i+1 < end && isWordByte(b[from+i+1]) && isNameEnd(b[from+i-1], lastOfSizes) {
		return from + i + 1
	}
	return end
}

// isNameEnd reports whether a character ends a name, but none that ends with one of some others.
func isNameEnd(c byte, others string) bool {
	return isWordByte(c) && strings.IndexByte(others, c|0x20) < 0
}

// nextKept returns where the next match in a line is that begins at an offset or later, -1 if
// there is none.
func nextKept(b []byte, from int) (start, end int) {
	for at := from; at < len(b); at++ {
		if at > 0 {
			switch keptStarts[b[at]] {
			case noStart:
				continue
			case boundaryStart:
				if !isBoundary(b, at) {
					continue
				}
			}
		}
		if n := keptLength(b, at); n > 0 {
			return at, at + n
		}
	}
	return -1, -1
}

// isBoundary reports whether a word begins or ends at an offset. The last letter of a colour or of a line break that is
// escaped belongs to no word.
func isBoundary(b []byte, at int) bool {
	if at == 0 || isWordByte(b[at-1]) != isWordByte(b[at]) {
		return at > 0 || isWordByte(b[0])
	}
	switch b[at-1] {
	case 'n', 'r', 't':
		return at > 1 && b[at-2] == '\\'
	case 'm':
		const longest = 18
		i := at - 2
		for i >= 0 && at-i < longest && (b[i] >= '0' && b[i] <= '9' || b[i] == ';') {
			i--
		}
		return i > 0 && b[i] == '[' && b[i-1] == '\x1b'
	}
	return false
}

// keptLength returns the length of the match that begins at an offset, 0 for none.
func keptLength(b []byte, at int) int {
	rest := b[at:]
	match := func(r *regexp.Regexp) int {
		if found := r.FindIndex(rest); found != nil {
			return found[1]
		}
		return 0
	}
	c := b[at]
	boundary := isBoundary(b, at)
	switch {
	case c >= '0' && c <= '9':
		if n := dateLength(rest); n > 0 {
			return n
		}
		if n := addressLength(rest); n > 0 {
			return n
		}
		switch {
		case at == 0:
			return match(firstDigits)
		case boundary && mayKeepDigits(rest):
			return match(otherDigits)
		}
		return 0
	case at == 0 && !isWordByte(c) && mayKeepFirst(rest):
		if n := match(first); n > 0 {
			return n
		}
	}
	switch c {
	case '@', '_', 't', 'T', 'e', 'E', 'd', 'D', 'c', 'C':
		if boundary {
			if n := keptWord(rest, epoch, epochWords...); n > 0 {
				return n
			}
		}
	case 'l', 'L', 's', 'S', 'b', 'B':
		if boundary {
			if n := keptWord(rest, sizes, "len", "length", "size", "bytes"); n > 0 {
				return n
			}
		}
	case '[':
		return match(nanos)
	case '"':
		return memberLength(rest)
	case '\\':
		if n := memberLength(rest); n > 0 {
			return n
		}
		return escapeLength(rest)
	case '&':
		return referenceLength(rest)
	case '#':
		return match(octal)
	case '\x1b':
		return match(color)
	case '%', '=':
		if len(rest) >= 3 && rest[1] >= '0' && rest[1] <= '7' && isHexDigit(rest[2]) {
			return 3
		}
	case '<':
		if at == 0 && len(rest) > 1 && digits(rest[1:2]) == 1 {
			return match(level)
		}
	}
	switch {
	case boundary && c >= 'A' && c <= 'Z' && len(rest) > 3 && rest[3] == ' ':
		return match(month)
	case c|0x20 == 'e' && hasPrefixFold(rest, "encoding"):
		return declarationLength(rest, len("encoding"))
	case c|0x20 == 'v' && hasPrefixFold(rest, "version"):
		return declarationLength(rest, len("version"))
	}
	return 0
}

// mayKeepFirst reports whether keepFirst may match a line that does not begin with a word: whether it has a number
// of ten digits near its beginning.
func mayKeepFirst(b []byte) bool {
	const before = 3 * utf8.UTFMax
	for i, c := range b[:min(len(b), before+1)] {
		if c == '1' && digits(b[i:min(len(b), i+10)]) == 10 {
			return true
		}
	}
	return false
}

// declarationLength returns the length of the match of keepXML that a text begins with, 0 for none, by the length of
// its name. The expression decides about references and what is not ASCII.
func declarationLength(b []byte, n int) int {
	const mostQuotes, mostValue = 4, 20
	space := func() {
		for n < len(b) && bytes.IndexByte([]byte("\t\n\f\r "), b[n]) >= 0 {
			n++
		}
	}
	if space(); n == len(b) || b[n] != '=' {
		return 0
	}
	n++
	space()
	start := n
	for n < len(b) && n-start < mostQuotes && (b[n] == '"' || b[n] == '\'' || b[n] == '\\') {
		n++
	}
	quotes := n - start
	start = n
	for n < len(b) && n-start < mostValue && (isWordByte(b[n]) || b[n] == '.' || b[n] == '-') {
		n++
	}
	switch {
	case n < len(b) && (b[n] == '&' || b[n] >= utf8.RuneSelf):
		if found := declared.FindIndex(b); found != nil {
			return found[1]
		}
		return 0
	case quotes == 0 || n == start:
		return 0
	}
	return n
}

// hasPrefixFold reports whether a text begins with a word in lower or upper case. The word is in lower case.
func hasPrefixFold(b []byte, prefix string) bool {
	if len(b) < len(prefix) {
		return false
	}
	for i, c := range b[:len(prefix)] {
		if want := prefix[i]; c != want && (want < 'a' || c|0x20 != want) {
			return false
		}
	}
	return true
}

// keptWord matches an expression that begins with one of some words.
func keptWord(b []byte, r *regexp.Regexp, words ...string) int {
	name := bytes.TrimLeft(b, "@_")
	n := 0
	for n < len(name) && isWordByte(name[n]) {
		if n++; n > 40 {
			return 0
		}
	}
	name = name[:n]
	for _, w := range words {
		if len(name) == len(w) && hasPrefixFold(name, w) {
			if found := r.FindIndex(b); found != nil {
				return found[1]
			}
			return 0
		}
	}
	return 0
}

// mayKeepDigits reports whether a number may begin a match, by its length and what follows.
func mayKeepDigits(b []byte) bool {
	n := digits(b)
	if n >= 14 || n == len(b) {
		return n >= 14
	}
	rest := b[n+1:]
	more := digits(rest)
	upper := len(rest) > 0 && rest[0] >= 'A' && rest[0] <= 'Z'
	switch b[n] {
	case '-', '/', '.':
		switch {
		case n <= 2 && upper:
			return true
		case n <= 3:
			return more > 0 && more < len(rest) && bytes.IndexByte([]byte("-/."), rest[more]) >= 0
		}
		return more > 0
	case ':':
		return n <= 2 && more == 2 && len(rest) > 2 && rest[2] == ':' || n >= 10
	case 'T', '_':
		return n == 8
	case ' ':
		return len(rest) > 0 && (n == 8 || n <= 2 && upper || n <= 7 && rest[0]|0x20 == 'b')
	}
	return false
}

// dateLength returns the length of a date and time that b begins with, by the first expression of keepDigits.
func dateLength(b []byte) int {
	n := 0
	for i, separators := range [...]string{"", "-/.", "-/.", "T _-", ":", ":"} {
		if n < len(b) && strings.IndexByte(separators, b[n]) >= 0 {
			n++
		}
		width := 2
		if i == 0 {
			width = 4
		}
		if digits(b[n:min(len(b), n+width)]) < width {
			return 0
		}
		n += width
	}
	if n < len(b) && (b[n] == '.' || b[n] == ',') {
		if fraction := digits(b[n+1 : min(len(b), n+10)]); fraction > 0 {
			n += 1 + fraction
		}
	}
	zone := b[n:]
	if len(zone) > 0 && zone[0] == ' ' {
		zone = zone[1:]
	}
	switch {
	case len(zone) > 0 && zone[0] == 'Z':
		return len(b) - len(zone) + 1
	case len(zone) > 0 && (zone[0] == '+' || zone[0] == '-') && digits(zone[1:min(len(zone), 3)]) == 2:
		minutes := zone[3:]
		if len(minutes) > 0 && minutes[0] == ':' {
			minutes = minutes[1:]
		}
		if digits(minutes[:min(len(minutes), 2)]) == 2 {
			return len(b) - len(minutes) + 2
		}
	}
	return n
}

// addressLength returns the length of an address, with or without a port, that b begins with; 0 if there is none, or
// it takes an expression to see where it ends.
func addressLength(b []byte) int {
	n := 0
	for i := range 4 {
		if i > 0 {
			if n == len(b) || b[n] != '.' {
				return 0
			}
			n++
		}
		width := digits(b[n:min(len(b), n+4)])
		if width == 0 || width > 3 {
			return 0
		}
		n += width
	}
	switch {
	case n == len(b):
		return n
	case b[n] != ':' && b[n] != '.':
		if isWordByte(b[n]) {
			return 0
		}
		return n
	}
	port := digits(b[n+1 : min(len(b), n+7)])
	if port == 0 {
		return n
	}
	if n += 1 + port; port > 5 || n < len(b) && isWordByte(b[n]) {
		return 0
	}
	return n
}

func digits(b []byte) (n int) {
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	return n
}

func isHexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

// keyLength returns the length of a key of JSON, whose quotes may be escaped, with its colon.
func keyLength(b []byte) int {
	slashes := func(n int) int {
		for n < len(b) && b[n] == '\\' {
			n++
		}
		return n
	}
	n := slashes(0)
	if n == len(b) || b[n] != '"' {
		return 0
	}
	n++
	start := n
	for n < len(b) && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z' || b[n] == '_' || b[n] == '@' || n > start && (b[n] == '.' || b[n] == '-')) {
		n++
	}
	if n == start || n-start > 41 {
		return 0
	}
	if n = slashes(n); n == len(b) || b[n] != '"' {
		return 0
	}
	for n++; n < len(b) && bytes.IndexByte([]byte("\t\n\f\r "), b[n]) >= 0; n++ {
	}
	if n == len(b) || b[n] != ':' {
		return 0
	}
	return n + 1
}

// memberLength returns the length of the key of JSON that a text begins with, with the time after it if that is a
// number; 0 if there is none.
func memberLength(b []byte) int {
	n := keyLength(b)
	if n == 0 {
		return 0
	}
	key := bytes.IndexByte(b, '"') + 1
	if stamp := keptWord(b[key:], epoch, epochWords...); stamp > 0 {
		return key + stamp
	}
	return n
}

// escapeLength returns the length of an escape of ASCII: \n, \x3c, \u003c, with any number of backslashes.
func escapeLength(b []byte) int {
	n := 0
	for n < len(b) && b[n] == '\\' {
		n++
	}
	rest := b[n:]
	switch {
	case len(rest) > 0 && bytes.IndexByte([]byte("abfnrtv"), rest[0]|0x20) >= 0:
		return n + 1
	case len(rest) >= 3 && rest[0]|0x20 == 'x' && rest[1] >= '0' && rest[1] <= '7' && isHexDigit(rest[2]):
		return n + 3
	case len(rest) >= 5 && rest[0]|0x20 == 'u' && rest[1] == '0' && rest[2] == '0' && rest[3] >= '0' && rest[3] <= '7' && isHexDigit(rest[4]):
		return n + 5
	}
	return 0
}

// referenceLength returns the length of a reference, whose & may be escaped any number of times.
func referenceLength(b []byte) int {
	n := 1
	for hasPrefixFold(b[n:], "amp;") {
		n += len("amp;")
	}
	rest := b[n:]
	for _, name := range []string{"lt;", "gt;", "quot;", "apos;", "nbsp;"} {
		if hasPrefixFold(rest, name) {
			return n + len(name)
		}
	}
	if len(rest) >= 5 && rest[0] == '#' && rest[1]|0x20 == 'x' && isHexDigit(rest[2]) && isHexDigit(rest[3]) && rest[4] == ';' {
		return n + 5
	}
	if len(rest) > 1 && rest[0] == '#' {
		if d := digits(rest[1:]); (d == 2 || d == 3) && 1+d < len(rest) && rest[1+d] == ';' {
			return n + d + 2
		}
	}
	if n > 1 {
		return n
	}
	return 0
}
