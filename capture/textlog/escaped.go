// Messages that a log does not contain verbatim: escaped, or with a prefix on each line.

package textlog

import (
	"bytes"
	"strings"

	"ivrcheck/trace"
)

// maxEscapedProlog is maxProlog for text that must be unescaped before it is examined.
const maxEscapedProlog = 1 << 11

// escaped takes the document that begins at start and has the form f.
func (l *reader) escaped(start int64, f form, sure bool) (next int64, a answer, err error) {
	// A text is examined in steps, so that one that turns out to be no document costs little.
	first := 1 << 8
	if l.scrap {
		first = 1 << 7
	}
	l.escape.begin(f)
	most := 4 * l.max * (1 + f.slashes + f.entities)
	s := search{grammar: l.grammar, at: -1, start: start, absent: new(absent)}
	for size := min(first, most); ; {
		b := l.from(start)
		final := l.eof && len(b) <= size || len(b) >= size && size == most
		b = b[:min(len(b), size)]
		text, end := l.escape.remove(b, final)
		final = final || end
		full := len(text) > l.max
		if full {
			text = text[:l.max]
		}
		if s.at < 0 {
			o, a := l.grammar.open(text[:min(len(text), maxEscapedProlog)], sure, true)
			switch {
			case a == needMore && !final && len(text) < maxEscapedProlog && !full:
				size = l.more(start, len(b), size, most)
				continue
			case a == no || !o.ours, o.bare != trace.NotBare && l.isHidden(start, f.entities > 0):
				l.scrap = true
				return start, no, nil
			}
			s.name, s.at, s.bare = l.grammar.kept(o.name), min(o.tag+1, len(text)), o.bare
			if o.bare != trace.NotBare {
				switch s.bareEnd(text, o.tag, final || full, full || !final) {
				case unfinished:
					s.at = -1
					size = l.more(start, len(b), size, most)
					continue
				case none:
					return start, no, nil
				case broken:
					return l.unescaped(start, text[:max(s.at, 1)], no, o.bare)
				}
				if start < l.hidden && isNameAlone(text[o.tag:s.at]) {
					return start, no, nil // in the sentences of a page
				}
				return l.unescaped(start, text[:s.at], yes, o.bare)
			}
			if o.name != nil {
				n, ok := emptyRoot(text[o.tag:])
				if !ok && !final && !full {
					s.at = -1
					size = l.more(start, len(b), size, most)
					continue
				}
				if n > 0 {
					return l.unescaped(start, text[:o.tag+n], yes, o.bare)
				}
			}
		}
		switch s.end(text, final || full, full || !final) {
		case whole:
			return l.unescaped(start, text[:s.at], yes, trace.NotBare)
		case broken:
			return l.unescaped(start, text[:max(s.at, 1)], no, trace.NotBare)
		}
		switch {
		case full:
			return l.unescaped(start, text, needMore, trace.NotBare)
		case final:
			return l.unescaped(start, text, no, trace.NotBare)
		}
		size = l.more(start, len(b), size, most)
	}
}

// isNameAlone reports whether an element has no attribute and no element inside.
func isNameAlone(b []byte) bool {
	const tags = 2 // its own
	return bytes.IndexByte(b, '=') < 0 && bytes.Count(b, []byte("<")) <= tags
}

// mayBegin is a quick test for an escaped <. It reports whether rest, the text after it, may continue a document.
// Examining the line takes thousands of instructions, and a line may be full of escapes.
func (g *grammar) mayBegin(rest []byte) bool {
	const longest = 64
	if len(rest) < longest {
		return true
	}
	switch c := rest[0]; {
	case c == '&' || c == '\\':
		_, _, a := escapedLess(rest)
		return a != yes && (c == '&' || strings.IndexByte(`\ux01`, rest[1]) >= 0)
	case c == '<':
		_, _, a := layout(rest)
		return a != no
	case !isWord(c):
		return c == '?' || c == '!' || c < ' '
	}
	n := 0
	for n < longest && isWord(rest[n]) {
		n++
	}
	return n == longest || g.isRoot(rest[:n]) || g.Bare(rest[:n]) != trace.NotBare || strings.IndexByte("&\\ /", rest[n]) < 0
}

// more returns the number of bytes from start to examine next, after had bytes of the
// wanted size were examined. If the window has no more, it reads on: a few more bytes are
// not worth another pass, unless they end a line, because the writer may pause there.
func (l *reader) more(start int64, had, size, most int) int {
	if had == size {
		return min(size+max(size/4, 1<<8), most)
	}
	for l.end()-start < int64(had+had/4+1) && l.fill(start) {
		if l.buf[len(l.buf)-1] == '\n' {
			break
		}
	}
	return size
}

// unescaped emits the text of the document that begins at start: complete (yes), cut (no)
// or longer than the limit (needMore).
func (l *reader) unescaped(start int64, text []byte, whole answer, bare trace.Bare) (int64, answer, error) {
	u := l.begin(start)
	u.Body, u.Origins = text, l.originsOfForm(start, text)
	switch {
	case whole == no:
		if l.escape.slashes == 0 {
			text = text[:recordEnd(text, l.escape.prefix != nil)]
		}
		u.Body, u.Partial = bytes.TrimRight(text, "\r\n"), true
		u.Faults = []trace.Fault{truncation(-1, len(u.Body))}
	case whole == needMore || len(text) > l.max:
		u.Body, u.Partial = text[:min(len(text), l.max)], true
		u.Faults = []trace.Fault{l.tooLongFault()}
	}
	end := max(start+int64(l.escape.used(len(text))), start+1)
	l.scrap = end-start < 1<<7
	l.timeAfter(u, start, end)
	return end, yes, l.finish(u, end, bare)
}

// originsOfForm returns the origins of the document that was unescaped last and begins at start, if only a prefix or a
// suffix of each line was removed.
func (l *reader) originsOfForm(start int64, body []byte) []trace.Origin {
	u := &l.escape
	if u.slashes > 0 || u.entities > 0 || u.joined {
		return nil
	}
	source := u.source
	all := l.originsOf(l.sourceOrigins[:0], start, start+int64(len(source)))
	l.sourceOrigins = all
	list := l.origins[:0]
	places := trace.NewOriginReader(source, all)
	for at, from := 0, 0; at < len(body) && len(all) > 0; {
		line := len(body) - at
		if i := bytes.IndexByte(body[at:], '\n'); i >= 0 {
			line = i + 1
		}
		if at > 0 && u.prefix != nil {
			from += max(alike(u.prefix, source[from:]), 0)
		}
		first := places.Origin(from)
		first.At = int32(at)
		list = append(list, first)
		// The parts of the line.
		for k := places.Next(); k < len(all) && int(all[k].At) < from+line && len(list) < maxOrigins; k++ {
			o := all[k]
			o.At += int32(at - from)
			list = append(list, o)
		}
		if len(list) >= maxOrigins {
			list = append(list, trace.Origin{At: int32(at + line), Extent: trace.FirstByte})
			break
		}
		at += line
		if i := bytes.IndexByte(source[from:], '\n'); i >= 0 {
			from += i + 1
		} else {
			from = len(source)
		}
	}
	l.origins = list
	return list
}
