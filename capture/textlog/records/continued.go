// Joins lines that continue: after a backslash before the line break, after the + in a cell of psql, or in the
// indented lines that ngrep wraps.

package records

import "bytes"

// continuation is how lines continue a message.
type continuation uint8

const (
	notContinued continuation = iota
	byBackslash
	// byPlus: the line is in a cell of a table of psql, whose lines end with +.
	byPlus
	// byIndent: a long line was wrapped, and each part begins with two blanks.
	byIndent
)

const indent = "  " // of ngrep

// continued is the state of joining lines.
type continued struct {
	how continuation
	// column is the index of the cell, or the number of characters of a wrapped line.
	column int
	// inside: a line came before.
	inside bool
}

// looksContinued is a quick test for continues. tag is the first tag of the line, and end the end of its text.
func looksContinued(line []byte, tag, end int) bool {
	return line[end-1] != '>' && (line[end-1] == '\\' || beginsCell(line, tag)) && marksEnd(line[:end], tag)
}

// marksEnd reports whether a line, or its cell, ends with a mark of continuation.
func marksEnd(line []byte, tag int) bool {
	switch line[len(line)-1] {
	case '\\':
		return hasBackslash(line) && isOpen(line)
	case '+':
		return beginsCell(line, tag)
	}
	return bytes.Contains(line[tag:], []byte("+|"))
}

// hasBackslash reports whether a line ends with a backslash that is not escaped.
func hasBackslash(line []byte) bool {
	return (len(line)-len(bytes.TrimRight(line, `\`)))%2 == 1
}

// isOpen reports whether a line ends inside a message, not counting a backslash.
func isOpen(line []byte) bool {
	text := bytes.TrimRight(line, "\\ \t")
	return len(text) > 0 && (text[len(text)-1] == '>' || inTag(text) || inText(text))
}

// beginsCell reports whether a tag begins the first cell of a row of psql, or a later one.
func beginsCell(line []byte, tag int) bool {
	return tag > 0 && line[tag-1] == ' ' && (tag == 1 || line[tag-2] == '|')
}

// continues returns how the next line continues line. next is the text after line; enough is false if more
// of it is needed to decide.
func continues(line, next []byte, final bool) (c continued, enough bool) {
	body := bytes.TrimRight(line, "\r\n")
	tag := firstTag(body)
	if tag < 0 || len(body) < leastSign {
		return c, true
	}
	wraps := bytes.HasPrefix(line, []byte(indent)) && isCut(line)
	if !wraps && !looksContinued(body, tag, len(body)) {
		return c, true
	}
	end := bytes.IndexByte(next, '\n') + 1
	if end == 0 {
		if !final && len(next) < aheadBytes {
			return c, false
		}
		end = len(next)
	}
	next = bytes.TrimRight(next[:end], "\r\n")
	switch {
	case len(next) == 0 || matchShape(next) != nil || beginsRecord(next) || beginsJSON(next):
	case hasBackslash(body):
		c.how = byBackslash
	case wraps && bytes.HasPrefix(next, []byte(indent)) && len(next) > len(indent) && characters(next) <= characters(body):
		c.how, c.column = byIndent, characters(body)
	case !wraps && inCell(next, tag):
		c.how, c.column = byPlus, tag
	}
	return c, true
}

// inCell reports whether a line of psql has text in the cell at a column and none before it.
func inCell(line []byte, column int) bool {
	return len(line) > column && len(bytes.Trim(line[:column], " |")) == 0
}

// cellEnd returns the end of the text of the cell that begins at index at, and whether the next line
// continues it.
func cellEnd(line []byte, at int) (end int, more bool) {
	text := line[at:]
	if more = bytes.HasSuffix(text, []byte("+")); more {
		text = text[:len(text)-1]
	} else if i := bytes.Index(text, []byte("+|")); i >= 0 {
		text, more = text[:i], true
	}
	if more {
		text = bytes.TrimRight(text, " ")
	}
	return at + len(text), more
}

// join takes a line that continues another one or is continued. before is text that ended before it. ok is
// false if the text continues on the next line.
func (p *pasted) join(t *Text) (before Text, ok bool) {
	c := &p.continued
	body := bytes.TrimRight(t.Bytes, "\r\n")
	switch c.how {
	case byPlus:
		if c.inside && !inCell(body, c.column) {
			c.how = notContinued
			return before, true
		}
		end, more := cellEnd(body, c.column)
		if !more {
			c.how = notContinued
		}
		var line Text
		if !c.inside {
			line.add(t, 0, c.column)
		}
		line.add(t, c.column, end)
		line.add(t, len(body), t.Len())
		*t, c.inside = line, true
		return before, true
	case byBackslash:
		if hasBackslash(body) && p.soft.Len() <= maxCell {
			p.soft.add(t, 0, len(body)-1)
			return before, false
		}
	case byIndent:
		if !bytes.HasPrefix(body, []byte(indent)) {
			before, p.soft = p.soft, Text{}
			before.putBreak(t, 0)
			c.how = notContinued
			return before, true
		}
		if characters(body) == c.column && p.soft.Len() <= maxCell {
			end := len(body)
			if p.attribute && (endsName(body) || endsWord(body)) {
				end = t.Len()
			}
			p.soft.add(t, len(indent), end)
			return before, false
		}
		*t = t.part(len(indent), t.Len())
	}
	c.how = notContinued
	p.soft.add(t, 0, t.Len())
	p.flush(t)
	return before, true
}
