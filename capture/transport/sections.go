// Comments, CDATA sections and processing instructions, which may contain any text.

package transport

import "bytes"

// sections are the delimiters of sections.
var sections = [...]struct{ start, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}

// MaxStart is the length of the longest start.
const MaxStart = len("<![CDATA[")

// Sections finds the ends of sections in a stream. It remembers where it found none, so that
// many unterminated sections do not each cost a search.
type Sections struct {
	// absent is a part of the stream in which no end of this kind begins.
	absent [len(sections)]struct{ from, to int64 }
}

// At returns the length of the section that b begins with, 0 if it begins with none. pos is the
// offset of b in the stream; b has all bytes that have arrived.
func (s *Sections) At(pos int64, b []byte) (n int, a Answer) {
	switch Prefix(b, "<?xml") {
	case Yes:
		return 0, No // another document
	case NeedMore:
		return 0, NeedMore
	}
	for i, kind := range sections {
		if len(b) > 1 && b[1] != kind.start[1] {
			continue
		}
		switch Prefix(b, kind.start) {
		case NeedMore:
			return 0, NeedMore
		case Yes:
			at, absent := len(kind.start), &s.absent[i]
			from := pos + int64(at)
			known := absent.from <= from && from < absent.to
			if known {
				at = min(at+int(absent.to-from), len(b))
			}
			if end := bytes.Index(b[at:], []byte(kind.end)); end >= 0 {
				return at + end + len(kind.end), Yes
			}
			if !known {
				absent.from = from
			}
			absent.to = pos + int64(max(at, len(b)-len(kind.end)+1))
			return 0, NeedMore
		}
	}
	return 0, No
}
