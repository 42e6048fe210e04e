// The forms in which the XML of a message stands in a log, and how they are told.

package textlog

import (
	"bytes"
)

// form is what a logger did to the XML that it wrote: a text of several lines
// has got the log's prefix on each; quotes and line breaks, or all that is not
// plain, are escaped, once for each text that it was put into. The zero form
// is XML as it was.
type form struct {
	// prefix is what stands on the lines behind the first, in the numbers of
	// the first; nil for nothing.
	prefix []byte
	// slashes counts how many times \" and \n stand for what they do in JSON
	// and C, entities how many times &lt; stands for a <. Slashes are outside.
	slashes, entities int
	// quotes tells that quotes stand as they are, although breaks of lines are
	// escaped; so a quote does not end the text.
	quotes bool
}

// maxNesting is how many times a text may be escaped in one way.
const maxNesting = 3

func (f *form) plain() bool { return f.prefix == nil && f.slashes == 0 && f.entities == 0 }

// escapedLess tells in what form the < stands that b begins with, if it
// begins with one that is escaped: &lt; or \u003c, or those once more.
func escapedLess(b []byte) (f form, a answer) {
	if b[0] == '\\' {
		m := 0
		for m < len(b) && b[m] == '\\' && m <= 1<<(maxNesting-1) {
			m++
		}
		if m == len(b) && m <= 1<<(maxNesting-1) {
			return f, needMore
		}
		for f.slashes = 1; 1<<(f.slashes-1) < m; f.slashes++ {
		}
		if 1<<(f.slashes-1) != m || f.slashes > maxNesting {
			return f, no
		}
		for _, less := range []string{"u003c", "u003C", "x3c", "x3C", "074"} {
			if got := prefix(b[m:], less); got != no {
				return f, got
			}
		}
		if a = prefix(b[m:], "u0026"); a != yes {
			return f, a
		}
		b = b[m+len("u0026")-1:] // the & is the last of it
	}
	at := 1
	for f.entities = 1; f.entities <= maxNesting; f.entities++ {
		rest := b[at:]
		for _, less := range []string{"lt;", "#60;", "#x3c;", "#x3C;", "#X3C;"} {
			switch prefix(rest, less) {
			case yes:
				return f, yes
			case needMore:
				a = needMore
			}
		}
		switch prefix(rest, "amp;") {
		case no:
			if a == needMore && len(rest) < len("#x3c;") {
				return f, needMore
			}
			return f, no
		case needMore:
			return f, needMore
		}
		at += len("amp;")
		a = no
	}
	return f, no
}

// slashesOf tells how many times b, which begins with a < and holds no line
// break, has been put into a string with escapes, as far as b itself shows:
// by the first quote behind a = (=\" is once, =\\\" twice), and by breaks of
// lines between tags that are written out. quotes tells that only the breaks
// are escaped. level is -1 if nothing in b tells.
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
				// A break has half the slashes of a quote, and one that is once
				// more escaped: \n, \\n, \\\\n.
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

func slashRun(b []byte) int {
	m := 0
	for m < len(b) && b[m] == '\\' {
		m++
	}
	return m
}

// levelOf gives how many times a quote was escaped that has m slashes in front.
func levelOf(m int) int {
	for l := range maxNesting + 1 {
		if m == 1<<l-1 {
			return l
		}
	}
	return -1
}

// breakLevel is levelOf for an \n.
func breakLevel(m int) int {
	for l := 1; l <= maxNesting; l++ {
		if m == 1<<(l-1) {
			return l
		}
	}
	return -1
}

// stringLevel tells how many times a text behind front is in a JSON string,
// by the quote that begins it: "message":"..., or in any string that begins
// right in front.
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
