package textlog

import (
	"bytes"

	"ivrcheck/trace"
)

// Messages that stand in a log in another form than their own: escaped, or with a prefix on each line.

// wrapped tells whether b, which is no document of ours as it stands, begins
// with a declaration behind which the line ends, in one way or the other.
func wrapped(b []byte) bool {
	if len(b) < 2 || b[1] != '?' {
		return false
	}
	a, at := past(b[:min(len(b), maxProlog)], 0, "?>")
	rest := bytes.TrimLeft(b[at:min(len(b), at+16)], " \t\r")
	return a == yes && len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\\')
}

// form tells in what form the text at start stands, of which known is what its
// first character shows.
func (l *reader) form(start int64, known form) (f form, a answer) {
	const evidence = 1024
	b := l.from(start)
	line := b[:min(len(b), evidence)]
	broken := bytes.IndexByte(line, '\n')
	if broken >= 0 {
		line = line[:broken]
	}
	ended := l.docs.IndexEndTag(line)
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
		f.slashes, f.quotes = level, quotes
	}
	if f.slashes > 0 || ended >= 0 {
		return f, yes
	}
	// A text that goes on behind the line may have the log's prefix there.
	front := l.front(start)
	if spaces(front) == len(front) {
		return f, yes
	}
	if b = b[:min(len(b), maxProlog)]; broken < 0 {
		broken = bytes.IndexByte(b, '\n')
		switch {
		case bytes.Contains(b[:max(broken, 0)], l.endTag), broken < 0 && bytes.Contains(b, l.endTag):
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
	if i := bytes.IndexByte(second, '\n'); i >= 0 {
		second = second[:i]
	} else if !l.eof && len(b) < maxProlog {
		return f, needMore
	}
	if _, stamped := findStamp(front[:min(len(front), 64)], true); !stamped {
		return f, yes
	}
	// Some of what stands in front of the first line may stand there alone.
	n, m := common(front, second)
	if n == 0 || m == len(second) {
		return f, yes
	}
	if _, stamped := findStamp(front[:n], true); !stamped {
		return f, yes
	}
	if rest := second[m+spaces(second[m:]):]; len(rest) == 0 || rest[0] != '<' && (f.entities == 0 || rest[0] != '&') {
		return f, yes
	}
	f.prefix = bytes.Clone(front[:n])
	return f, yes
}

// maxTangledProlog is maxProlog for a text that has to be taken out of its form
// to be looked at.
const maxTangledProlog = 1 << 11

// tangled takes the document that begins at start in a form of its own.
func (l *reader) tangled(start int64, f form, sure bool) (next int64, a answer, err error) {
	// A text is looked at in steps of four times the length, so that what
	// turns out to be none costs little.
	const first = 1 << 10
	l.undo.begin(f)
	most := 4 * l.max * (1 + f.slashes + f.entities)
	s := l.search(nil, -1, start, new(absent))
	for size := min(first, most); ; {
		b := l.from(start)
		final := l.eof && len(b) <= size || len(b) >= size && size == most
		b = b[:min(len(b), size)]
		text, end := l.undo.undo(b, final)
		final = final || end
		full := len(text) > l.max
		if full {
			text = text[:l.max]
		}
		if s.at < 0 {
			o, a := l.open(text[:min(len(text), maxTangledProlog)], sure)
			switch {
			case a == needMore && !final && len(text) < maxTangledProlog && !full:
				size = l.more(start, len(b), size, most)
				continue
			case a == no || !o.ours:
				return start, no, nil
			}
			s.name, s.at = l.rooted(o.name), min(o.tag+1, len(text))
			if o.name == nil {
				s.name = l.root
			} else if n, ok := emptyRoot(text[o.tag:]); !ok && !final && !full {
				s.at = -1
				size = l.more(start, len(b), size, most)
				continue
			} else if n > 0 {
				return l.untangled(start, text[:o.tag+n], yes)
			}
		}
		switch s.end(text, final || full, full || !final) {
		case whole:
			return l.untangled(start, text[:s.at], yes)
		case broken:
			return l.untangled(start, text[:max(s.at, 1)], no)
		}
		switch {
		case full:
			return l.untangled(start, text, needMore)
		case final:
			return l.untangled(start, text, no)
		}
		size = l.more(start, len(b), size, most)
	}
}

// more gives the size of the next look at the text from start on, after one at
// had bytes of the size that was wanted. If the window held no more, it reads
// on: what has grown by little is not worth another look, unless a line has
// come to its end, for whoever writes it may wait now.
func (l *reader) more(start int64, had, size, most int) int {
	if had == size {
		return min(4*size, most)
	}
	for l.end()-start < int64(had+had/4+1) && l.fill(start) {
		if l.buf[len(l.buf)-1] == '\n' {
			break
		}
	}
	return size
}

// untangled emits the text of the document that begins at start: whole (yes),
// cut (no) or longer than is taken (needMore).
func (l *reader) untangled(start int64, text []byte, whole answer) (int64, answer, error) {
	u := l.begin(start)
	u.Body = text
	switch {
	case whole == no:
		if l.undo.slashes == 0 {
			text = text[:recordEnd(text, l.undo.prefix != nil)]
		}
		u.Body, u.Partial = bytes.TrimRight(text, "\r\n"), true
		u.Faults = []trace.Fault{truncation(-1, len(u.Body))}
	case whole == needMore || len(text) > l.max:
		u.Body, u.Partial = text[:min(len(text), l.max)], true
		u.Faults = []trace.Fault{l.tooLongFault()}
	}
	end := max(start+int64(l.undo.used(len(text))), start+1)
	l.timeBehind(u, start, end)
	return end, yes, l.taken(u, end)
}
