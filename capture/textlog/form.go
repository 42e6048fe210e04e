// Recognises the form in which a log contains the XML of a message.

package textlog

import (
	"bytes"
	"strings"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// declarationOnly reports whether the text at start, which is not a document verbatim, begins with a
// declaration before a line break, escaped or not, or the border of a table.
func (l *reader) declarationOnly(start int64) bool {
	b := l.from(start)
	if len(b) < 2 || b[1] != '?' {
		return false
	}
	a, at := past(b[:min(len(b), maxProlog)], 0, "?>")
	const widest = 256
	rest := bytes.TrimLeft(b[at:min(len(b), at+widest)], " \t\r")
	return a == yes && len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\\' || isLineEnd(rest[:1]))
}

// form returns the form of the text at start; known is the form that its first character
// shows, o its beginning.
func (l *reader) form(start int64, known form, o opening) (f form, a answer) {
	b := l.from(start)
	line := b[:min(len(b), evidence)]
	broken := bytes.IndexByte(line, '\n')
	if known.plain() && o.bare == trace.NotBare && l.isUnescaped(b, l.front(start), broken) {
		return known, yes
	}
	if broken >= 0 {
		line = line[:broken]
	}
	ended := l.endTag(start, line)
	if o.bare != trace.NotBare {
		ended = bareEnd(line, o.tag, o.name)
	}
	if ended >= 0 {
		line = line[:ended]
	} else if broken < 0 && len(line) < evidence && !l.eof {
		return known, needMore
	}
	f = known
	if f.slashes == 0 && bytes.IndexByte(line, '\\') >= 0 {
		level, quotes := slashesOf(line)
		if level < 0 {
			level = stringLevel(l.front(start))
		}
		if level < 2 && endsBytesLiteral(l.front(start)) {
			level, quotes = 1, true
		}
		f.slashes, f.quotes = level, quotes
	}
	if broken >= 0 && ended < 0 {
		switch a := f.lineEnd(line, b[broken+1:min(len(b), broken+1+evidence)]); {
		case a == needMore && !l.eof && len(b) <= broken+evidence:
			return known, needMore
		case f.joined:
			return f, yes
		}
	}
	if f.slashes > 0 || ended >= 0 {
		return f, yes
	}
	want := l.declaredLength(start)
	if want > 0 && broken >= want {
		return f, yes // the line has all of it
	}
	// A text that continues on the next line may have the log's prefix there.
	front := l.front(start)
	if transport.Lead(front) == len(front) {
		return f, yes
	}
	if b = b[:min(len(b), maxProlog)]; broken < 0 {
		line = b
		if broken = bytes.IndexByte(b, '\n'); broken >= 0 {
			line = b[:broken]
		}
		switch {
		case want > 0 && broken >= want:
			return f, yes
		case l.grammar.IndexEndTag(line) >= 0:
			return f, yes
		case broken < 0 && len(b) < maxProlog && !l.eof:
			return f, needMore
		case broken < 0:
			return f, yes
		}
	}
	second := b[broken+1:]
	if n := alike(front, second); n > 0 {
		f.prefix = bytes.Clone(front)
		return f, yes
	}
	// The prefix may be only a part of the text before the first line. After it, lines may be empty.
	const mostEmpty = 3
	var n, m int
	for empty := 0; ; empty++ {
		line, after, ended := bytes.Cut(second, []byte("\n"))
		if !ended && !l.eof && len(b) < maxProlog {
			return f, needMore
		}
		if n, m = common(front, line); n == 0 {
			return f, yes
		}
		if len(bytes.TrimSpace(line[m:])) > 0 {
			second = line
			break
		}
		if second = after; !ended || empty == mostEmpty {
			return f, yes
		}
	}
	if _, stamped := findStamp(front[:n], true); !stamped && !counts(front[:n], second[:m]) {
		return f, yes
	}
	if rest := second[m+transport.Lead(second[m:]):]; rest[0] != '<' && (f.entities == 0 || rest[0] != '&') {
		return f, yes
	}
	f.prefix = bytes.Clone(front[:n])
	return f, yes
}

// lineEnd looks for text after the first line of a document and the next one: the border of a table, a mark of the
// line's end (also of a paragraph in RTF), or the end of a string to which the next line is added.
func (f *form) lineEnd(line, next []byte) answer {
	const longest = 64 // of the end and of the beginning of a string
	after := bytes.TrimRight(line[bytes.LastIndexByte(line, '>')+1:], " \t\r")
	after = bytes.TrimPrefix(bytes.TrimPrefix(after, []byte(`\r`)), []byte(`\n`))
	end := bytes.TrimLeft(after, " \t")
	if len(end) == 0 || len(end) > longest || len(after) == len(line) {
		return no
	}
	i := bytes.IndexByte(next, '\n')
	if i < 0 {
		return needMore
	}
	next = bytes.TrimRight(next[:i], " \t\r")
	if quote := end[0]; quote == '"' || quote == '\'' {
		n := bytes.IndexByte(next, quote) + 1
		tag := bytes.IndexByte(next, '<')
		if n == 0 || n > longest || tag < n || len(bytes.TrimLeft(next[n:tag], " \t")) > 0 {
			return no
		}
		f.prefix, f.suffix, f.joined = bytes.Clone(next[:n]), bytes.Clone(end), true
		if f.quotes = quote == '\''; !f.quotes {
			f.slashes = max(f.slashes, 1)
		}
		return yes
	}
	if (isLineEnd(end) || string(end) == `\par`) && bytes.HasSuffix(next, end) {
		f.suffix = bytes.Clone(end)
		return yes
	}
	return no
}

// isLineEnd reports whether b consists of characters of table borders and of marks of a line's end.
func isLineEnd(b []byte) bool {
	for _, c := range b {
		if c < 0x80 && strings.IndexByte("$|,;^M#*+\"'", c) < 0 {
			return false
		}
	}
	return true
}

// evidence is the length of the part of a document's first line that shows its form.
const evidence = 1024

// isUnescaped is a quick test for a text b after front that is neither escaped nor has a prefix on each line. Its first
// line, up to broken, has no escape, and it ends with the end tag or the next line does not begin like front.
func (l *reader) isUnescaped(b, front []byte, broken int) bool {
	if broken < 0 || bytes.IndexByte(b[:min(broken, len(b), evidence)], '\\') >= 0 {
		return false
	}
	if broken >= len(b) {
		return true
	}
	line, rest := b[:broken], b[broken+1:]
	ends := bytes.TrimRight(line, " \t\r")
	if len(rest) > 0 && (len(ends) == 0 || ends[len(ends)-1] == '>') && (len(front) == 0 || front[0] != rest[0] && (rest[0] == '<' || !(mayBeNumber(rest) && mayBeNumber(front)))) {
		return true
	}
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\r")), []byte(">"))
	return bytes.HasSuffix(line, l.grammar.endTag)
}

// mayBeNumber reports whether b may begin with a number, after blanks.
func mayBeNumber(b []byte) bool {
	b = bytes.TrimLeft(b[:min(len(b), 64)], " ")
	return len(b) == 0 || isDigit(b[0])
}

// endTag returns the index in line, which begins at start, of the first end tag of the root, -1
// if line has none. It remembers the range without one, so that many start tags in a line do
// not each cost a search through the rest.
func (l *reader) endTag(start int64, line []byte) int {
	known, skip := &l.endless, 0
	if known.from <= start && start < known.to {
		skip = min(int(known.to-start), len(line))
	} else {
		known.from, known.to = start, start
	}
	if i := l.grammar.IndexEndTag(line[skip:]); i >= 0 {
		return skip + i
	}
	known.to = max(known.to, start+int64(len(line)-len(l.grammar.endTag)+1))
	return -1
}

// escapedLess returns the form of the escaped < that b begins with, and its length: &lt; or
// \u003c, or those escaped again.
func escapedLess(b []byte) (f form, n int, a answer) {
	if b[0] == '\\' {
		m := 0
		for m < len(b) && b[m] == '\\' && m <= 1<<(maxNesting-1) {
			m++
		}
		if m == len(b) && m <= 1<<(maxNesting-1) {
			return f, 0, needMore
		}
		if f.slashes = breakLevel(m); f.slashes < 0 {
			return f, 0, no
		}
		for _, less := range [...]string{"u003c", "u003C", "x3c", "x3C", "074"} {
			if m < len(b) && b[m] != less[0] {
				continue
			}
			if got := transport.Prefix(b[m:], less); got != no {
				return f, m + len(less), got
			}
		}
		if a = transport.Prefix(b[m:], "u0026"); a != yes {
			return f, 0, a
		}
		n = m + len("u0026") - 1 // the & is the last of it
	}
	n++
	for f.entities = 1; f.entities <= maxNesting; f.entities++ {
		rest := b[n:]
		for _, less := range [...]string{"lt;", "#60;", "#x3c;", "#x3C;", "#X3C;"} {
			if len(rest) > 0 && rest[0] != less[0] {
				continue
			}
			switch transport.Prefix(rest, less) {
			case yes:
				return f, n + len(less), yes
			case needMore:
				a = needMore
			}
		}
		switch transport.Prefix(rest, "amp;") {
		case no:
			if a == needMore && len(rest) < len("#x3c;") {
				return f, 0, needMore
			}
			return f, 0, no
		case needMore:
			return f, 0, needMore
		}
		n += len("amp;")
		a = no
	}
	return f, 0, no
}

// slashesOf returns the number of levels of slashes in b, which begins with a < and
// contains no line break. The first quote after a = shows it (=\" is one level, =\\\"
// two), or an escaped line break between tags. quotes means that only line breaks are
// escaped. level is -1 if b does not show it.
func slashesOf(b []byte) (level int, quotes bool) {
	quote := -1
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '=')
		if i < 0 {
			break
		}
		at += i + 1
		m := slashRun(b[at:])
		if at+m == len(b) {
			break
		}
		if c := b[at+m]; c == '"' || c == '\'' && m > 0 {
			quote = levelOf(m)
			break
		}
	}
	if quote > 0 {
		return quote, false
	}
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '\\')
		if i < 0 {
			return quote, false
		}
		at += i
		m := slashRun(b[at:])
		if at > 0 && at+m < len(b) && m > 0 {
			tag, after := b[:at], b[at+m]
			switch {
			case (endsWith(tag, ">") || endsWith(tag, "gt;")) && (after == 'n' || after == 'r' || after == 't'),
				(endsWith(tag, "<") || endsWith(tag, "lt;")) && after == '/':
				if l := breakLevel(m); l > 0 {
					return l, quote == 0
				}
			}
		}
		at += m
	}
}

func endsWith(b []byte, end string) bool {
	return len(b) >= len(end) && string(b[len(b)-len(end):]) == end
}

func slashRun(b []byte) int { return len(b) - len(bytes.TrimLeft(b, `\`)) }

// levelOf returns the level of a quote with m slashes before it, -1 if none has as many.
func levelOf(m int) int {
	for l := range maxNesting + 1 {
		if m == 1<<l-1 {
			return l
		}
	}
	return -1
}

// breakLevel is levelOf for \n, which has half as many slashes as a quote, rounded up.
func breakLevel(m int) int { return levelOf(2*m - 1) }

// stringLevel returns the level of the JSON string that contains the text after front,
// from the quote that begins it ("message":"...), or of any string that begins directly
// before the text.
func stringLevel(front []byte) int {
	json := bytes.IndexByte(front, '{') >= 0
	for n, tries := len(front), 0; tries < 16; tries++ {
		i := bytes.LastIndexByte(front[:n], '"')
		if i < 0 {
			return 0
		}
		n = i
		for n > 0 && front[n-1] == '\\' {
			n--
		}
		before := bytes.TrimRight(front[:n], " ")
		if i == len(front)-1 || json && (endsWith(before, ":") || endsWith(before, "[")) {
			if l := levelOf(i - n); l >= 0 {
				return l + 1
			}
		}
	}
	return 0
}

// endsBytesLiteral reports whether the text after front is in a bytes literal of Python, in which each \ begins an
// escape: b'...'. Other strings in single quotes may have no escapes, such as those of shells and SQL.
func endsBytesLiteral(front []byte) bool {
	n := len(front)
	return n > 1 && (front[n-1] == '\'' || front[n-1] == '"') && front[n-2] == 'b' && (n == 2 || !isWord(front[n-3]))
}

// bareEnd returns the index in line, of any form, of the end of the message without the
// envelope whose start tag is at tag, -1 if the line does not show it.
func bareEnd(line []byte, tag int, name []byte) int {
	line = line[min(tag+1, len(line)):]
	if i := bytes.Index(line, []byte("</"+string(name))); i >= 0 {
		return tag + 1 + i
	}
	if i := bytes.Index(line, []byte("/>")); i >= 0 && bytes.IndexByte(line[:i], '<') < 0 {
		return tag + 1 + i
	}
	return -1
}
