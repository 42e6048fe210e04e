// Documents as nearly all logs hold them: each begins as the one before, and
// stands on one line as it was.

package textlog

import "bytes"

// maxOpening is how much of a document's beginning is remembered.
const maxOpening = 256

// begins remembers how the document begins that b begins with, up to its root's
// start tag, if that is plain. There are two to remember, those of the two ends.
func (l *reader) begins(b []byte, o opening) {
	end := o.tag + len(l.docs.Tag) + 1
	if end > maxOpening || len(b) < end || string(b[o.tag:end-1]) != l.docs.Tag || b[end-1] != '>' {
		return
	}
	b = b[:end]
	if bytes.IndexByte(b, '\n') >= 0 || bytes.IndexByte(b, '\\') >= 0 {
		return
	}
	for _, known := range l.openings {
		if bytes.Equal(known, b) {
			return
		}
	}
	if same, a := l.open(b, false); a != yes || same.tag != o.tag {
		return // only its line says that it is a message
	}
	l.openings[0], l.openings[1] = append(l.openings[1][:0], b...), l.openings[0]
}

// plain gives the length of the document at start, if it begins as one before
// and nothing in it asks for a closer look; else 0.
func (l *reader) plain(start int64) int {
	if l.afresh {
		return 0
	}
	b := l.from(start)
	b = b[:min(len(b), l.max, maxProlog)]
	for _, known := range l.openings {
		if len(known) > 0 && bytes.HasPrefix(b, known) {
			return l.plainEnd(b, len(known))
		}
	}
	return 0
}

// plainEnd gives the length of the document that b begins with, whose content
// begins at content, if it ends in b and nothing in front of its end is a line
// break, an escape, a section, a comment, a document type or another tag that
// begins like the root's; else 0.
func (l *reader) plainEnd(b []byte, content int) int {
	end := content
	for {
		i := bytes.IndexByte(b[end:], l.root[0])
		if i < 0 {
			return 0
		}
		end += i
		if inTag(b, end) {
			break
		}
		end++
	}
	last := end - len("</")
	if end += len(l.root) + 1; end > len(b) || string(b[last:end-1]) != l.docs.EndTag || b[end-1] != '>' {
		return 0
	}
	b = b[:last]
	if bytes.IndexByte(b[content:], '\n') >= 0 || bytes.IndexByte(b[content:], '\\') >= 0 {
		return 0
	}
	for _, c := range [...]byte{l.root[0] | 0x20, '!'} {
		for at := content; ; at++ {
			i := bytes.IndexByte(b[at:], c)
			if i < 0 {
				break
			}
			if at += i; inTag(b, at) {
				return 0
			}
		}
	}
	return end
}

// inTag tells that the character at i is the first of a tag.
func inTag(b []byte, i int) bool {
	return b[i-1] == '<' || b[i-1] == '/' && b[i-2] == '<'
}

// oneLine emits the document from start to end, which plain has found.
func (l *reader) oneLine(start, end int64) (next int64, err error) {
	u := l.begin(start)
	want := -1
	if l.recalled.at != start || l.recalled.line.declares {
		want = l.declared(start)
	}
	l.pass(end, 0)
	return l.finish(u, start, end, want)
}
