// Where a message begins and ends in running text.

package textlog

import "bytes"

// answer is what can be said with the text at hand.
type answer uint8

const (
	no answer = iota
	yes
	needMore
)

const (
	// maxProlog is how far the root element may stand behind the start of
	// its document.
	maxProlog = 1 << 14
	// maxName is the length of the longest name that is taken for one.
	maxName = 256
)

// opening is the beginning of a document, relative to its first '<'.
type opening struct {
	// name is the root element's name as written, nil if the text ends
	// before it; tag is where its start tag begins.
	name []byte
	tag  int
	// ours tells that this is a message, whatever comes.
	ours bool
}

// open tells whether a message begins at the '<' that b begins with.
//
// Other XML in a log is not our business (SOAP calls, configuration, page
// sources), so a document counts only if it says that it is a message: its
// document type is GctiMsg, or its root is, in whatever case. A root with
// another name and no such document type is left alone: nobody could tell it
// from the rest. Where the line has said so (sure), any root will do.
func (l *reader) open(b []byte, sure bool) (o opening, a answer) {
	declared := sure
	at := 0
	b = b[:min(len(b), maxProlog+1)]
	for {
		at += spaces(b[at:])
		rest := b[at:]
		switch {
		case len(rest) < 2:
			a = needMore
		case rest[0] != '<':
			a = no
		case rest[1] == '?' && at == 0:
			if a = prefix(rest, "<?xml"); a != yes {
				break
			}
			a, at = past(b, at, "?>")
		case rest[1] == '?':
			// Another declaration begins another document.
			a = no
			if prefix(rest, "<?xml") == yes && (len(rest) == 5 || isSpace(rest[5]) || rest[5] == '?') {
				break
			}
			a, at = past(b, at, "?>")
		case rest[1] == '!':
			if at > 0 {
				if a = prefix(rest, "<!--"); a == yes {
					a, at = past(b, at, "-->")
					break
				} else if a == needMore {
					break
				}
			}
			if a = prefix(rest, "<!DOCTYPE"); a != yes {
				break
			}
			name, ok := word(rest[len("<!DOCTYPE")+spaces(rest[len("<!DOCTYPE"):]):])
			if !ok {
				a = needMore
				break
			}
			declared = sure || bytes.EqualFold(name, l.root)
			if !declared && at == 0 {
				return o, no
			}
			a, at = pastDoctype(b, at)
		default:
			name, ok := word(rest[1:])
			if !ok {
				a = needMore
				break
			}
			if len(name) > 0 && (declared || bytes.EqualFold(name, l.root)) {
				return opening{name: name, tag: at, ours: true}, yes
			}
			a = no
		}
		if a == needMore && len(b) > maxProlog {
			a = no
		}
		switch {
		case a == no && declared:
			// It said that it is a message; what it is cut by is not its root.
			return opening{tag: at, ours: true}, yes
		case a == needMore && declared:
			return opening{tag: at, ours: true}, needMore
		case a != yes:
			return o, a
		}
	}
}

// past gives the index behind the first end in b[at:]. In a sound prolog no
// other '<' stands in front of it, but in a comment; so that is where it stops.
func past(b []byte, at int, end string) (answer, int) {
	stop, found := len(b), needMore
	if i := bytes.IndexByte(b[at+1:], '<'); i >= 0 && end != "-->" {
		stop, found = at+1+i, no
	}
	for from, last := at+len(end)-1, len(end)-1; from < stop; from++ {
		i := bytes.IndexByte(b[from:stop], end[last])
		if i < 0 {
			break
		}
		if from += i; string(b[from-last:from]) == end[:last] {
			return yes, from + 1
		}
	}
	return found, at
}

// pastDoctype is past for a document type, which may hold declarations.
func pastDoctype(b []byte, at int) (answer, int) {
	from := at + 1
	for from < len(b) && b[from] != '[' && b[from] != '<' && b[from] != '>' {
		from++
	}
	switch {
	case from == len(b):
		return needMore, at
	case b[from] == '>':
		return yes, from + 1
	case b[from] == '<':
		return no, at
	}
	for {
		i := bytes.IndexByte(b[from:], ']')
		if i < 0 {
			return needMore, at
		}
		from += i + 1
		n := from + spaces(b[from:])
		switch {
		case n == len(b):
			return needMore, at
		case b[n] == '>':
			return yes, n + 1
		}
	}
}

func prefix(b []byte, p string) answer {
	switch {
	case len(b) >= len(p) && string(b[:len(p)]) == p:
		return yes
	case len(b) < len(p) && string(b) == p[:len(b)]:
		return needMore
	}
	return no
}

var endsWord = [256]bool{' ': true, '\t': true, '\r': true, '\n': true, '>': true, '/': true, '<': true, '[': true, 0: true}

// word is the name that b begins with; ok is false if it may go on.
func word(b []byte) (name []byte, ok bool) {
	for i, c := range b {
		if endsWord[c] {
			return b[:i], true
		}
		if i >= maxName {
			return nil, true
		}
	}
	return nil, false
}

func spaces(b []byte) int {
	n := 0
	for n < len(b) && isSpace(b[n]) {
		n++
	}
	return n
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// rooted is a root's name that outlives the window.
func (l *reader) rooted(name []byte) []byte {
	if bytes.Equal(name, l.root) {
		return l.root
	}
	return bytes.Clone(name)
}

// search is the search for the end of one document, so far.
type search struct {
	name []byte // of the root
	at   int    // everything in front has been looked at
	// start is where the document begins in the text; absent is what the
	// searches before have not found.
	start  int64
	absent *absent
	open   func([]byte, bool) (opening, answer)
	letter byte
}

// absent knows where in the text no CDATA section and no comment ends, so that
// many that have no end do not cost a look at all that follows each.
type absent [2]struct{ from, to int64 }

var verbatimEnds = [...]string{"]]>", "-->"}

// find gives the index in b of the end of the given kind, -1 if there is none;
// b stands at o.
func (a *absent) find(kind int, b []byte, o int64) int {
	end, known := verbatimEnds[kind], &a[kind]
	skip := 0
	if known.from <= o && o < known.to {
		skip = min(int(known.to-o), len(b))
	} else {
		known.from, known.to = o, o
	}
	if i := bytes.Index(b[skip:], []byte(end)); i >= 0 {
		return skip + i
	}
	known.to = max(known.to, o+int64(len(b)-len(end)+1))
	return -1
}

// outcome is how a search ended.
type outcome uint8

const (
	unfinished outcome = iota
	// whole: search.at is behind the document.
	whole
	// broken: another document begins at search.at, inside this one.
	broken
)

// end looks for the end of a document in b, which begins with it. final tells
// that b is all that is looked at, so that a section without end is none; more
// that text follows nevertheless, so that a tag at the end of b may go on.
func (s *search) end(b []byte, final, more bool) outcome {
	for s.at < len(b) {
		i := bytes.IndexByte(b[s.at:], '<')
		if i < 0 {
			s.at = len(b)
			break
		}
		s.at += i
		rest := b[s.at:]
		if len(rest) < 2 {
			break
		}
		a := no
		switch c := rest[1]; {
		case c == '/':
			if s.other(rest[2:]) {
				break
			}
			name, ok := word(rest[2:])
			if !ok {
				a = needMore
				break
			}
			if !bytes.EqualFold(name, s.name) {
				break
			}
			n := 2 + len(name)
			n += spaces(rest[n:])
			if n == len(rest) {
				a = needMore
			} else if rest[n] == '>' {
				s.at += n + 1
				return whole
			}
		case c == '!':
			kind := 0
			if a = prefix(rest, "<![CDATA["); a == no {
				kind = 1
				a = prefix(rest, "<!--")
			}
			if a == yes {
				if i := s.absent.find(kind, rest, s.start+int64(s.at)); i >= 0 {
					s.at += i + len(verbatimEnds[kind])
					continue
				}
				if !final {
					return unfinished
				}
				s.at++ // without an end it hides nothing
				continue
			}
			if a == no {
				_, a = s.open(rest, false)
			}
		case c == '?', c|0x20 == s.letter:
			_, a = s.open(rest, false)
		}
		switch {
		case a == yes:
			return broken
		case a == needMore && more:
			return unfinished
		}
		s.at++
	}
	return unfinished
}

// other tells, by the first character, that the name that b begins with is not
// the root's; not where b may hold only a part of it.
func (s *search) other(b []byte) bool {
	return len(b) > maxName && b[0] < 0x80 && s.name[0] < 0x80 && b[0]|0x20 != s.name[0]|0x20
}

// emptyRoot gives the end of a start tag that is its own end tag, or -1. ok is
// false if the tag may go on.
func emptyRoot(b []byte) (n int, ok bool) {
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			if b[i-1] == '/' {
				return i + 1, true
			}
			return -1, true
		case c == '<' && i > 0:
			return -1, true
		}
		if i > maxProlog {
			return -1, true
		}
	}
	return -1, false
}
