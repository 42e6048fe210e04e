// Where a message begins and ends in running text.

package textlog

import (
	"bytes"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

const (
	// maxProlog is how far the root element may be from the start of its
	// document.
	maxProlog = 1 << 14
	// maxName is the length of the longest name accepted.
	maxName = 256
)

// grammar recognises the documents of the protocol.
type grammar struct {
	*transport.Documents
	root   []byte
	endTag []byte
	// tags says of the character after a '<' whether it may begin something that
	// matters to the end of a document.
	tags [256]bool
}

func newGrammar(names trace.Names) *grammar {
	g := &grammar{Documents: transport.NewDocuments(names)}
	g.root, g.endTag = []byte(g.Root), []byte(g.EndTag)
	for _, c := range []byte{'/', '!', '?', g.root[0], g.root[0] ^ 0x20} {
		g.tags[c] = true
	}
	return g
}

// isRoot reports whether name is that of the root, in whatever case.
func (g *grammar) isRoot(name []byte) bool {
	return string(name) == g.Root || bytes.EqualFold(name, g.root)
}

// kept returns a root's name that outlives the window; nil stands for the usual
// one.
func (g *grammar) kept(name []byte) []byte {
	if name == nil || string(name) == g.Root {
		return g.root
	}
	return bytes.Clone(name)
}

// opening is the beginning of a document, relative to its first '<'.
type opening struct {
	// name is that of the root as written, nil if the text ends before it; tag is
	// where its start tag begins.
	name []byte
	tag  int
	// ours: this is a message, whatever follows.
	ours bool
}

// open reports whether a message begins at the '<' that b begins with.
//
// Other XML in a log is ignored (SOAP calls, configuration, pages), so a document
// counts only if its document type or its root has the protocol's name, in
// whatever case. If the line says that a message follows (sure), any root counts.
func (g *grammar) open(b []byte, sure bool) (o opening, a answer) {
	declared := sure
	at := 0
	b = b[:min(len(b), maxProlog+1)]
	for {
		at += transport.Lead(b[at:])
		rest := b[at:]
		switch {
		case len(rest) < 2:
			a = needMore
		case rest[0] != '<':
			a = no
		case rest[1] == '?' && at == 0:
			if a = transport.Prefix(rest, "<?xml"); a != yes {
				break
			}
			a, at = past(b, at, "?>")
		case rest[1] == '?':
			// Another declaration begins another document.
			a = no
			if transport.Prefix(rest, "<?xml") == yes && (len(rest) == 5 || transport.IsSpace(rest[5]) || rest[5] == '?') {
				break
			}
			a, at = past(b, at, "?>")
		case rest[1] == '!':
			if at > 0 {
				if a = transport.Prefix(rest, "<!--"); a == yes {
					a, at = past(b, at, "-->")
					break
				} else if a == needMore {
					break
				}
			}
			if a = transport.Prefix(rest, "<!DOCTYPE"); a != yes {
				break
			}
			name, ok := word(rest[len("<!DOCTYPE")+transport.Lead(rest[len("<!DOCTYPE"):]):])
			if !ok {
				a = needMore
				break
			}
			declared = sure || g.isRoot(name)
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
			if len(name) > 0 && (declared || g.isRoot(name)) {
				return opening{name: name, tag: at, ours: true}, yes
			}
			a = no
		}
		if a == needMore && len(b) > maxProlog {
			a = no
		}
		switch {
		case a == no && declared:
			// It said that it is a message; it is cut, by what is not its root.
			return opening{tag: at, ours: true}, yes
		case a == needMore && declared:
			return opening{tag: at, ours: true}, needMore
		case a != yes:
			return o, a
		}
	}
}

// past returns the index after the first end in b[at:]. A sound prolog has no
// other '<' before it except in a comment, so that is where the search stops.
func past(b []byte, at int, end string) (answer, int) {
	stop, found := len(b), needMore
	if i := bytes.IndexByte(b[at+1:], '<'); i >= 0 && end != "-->" {
		stop, found = at+1+i, no
	}
	if i := bytes.Index(b[at:stop], []byte(end)); i >= 0 {
		return yes, at + i + len(end)
	}
	return found, at
}

// pastDoctype is past for a document type, which may contain declarations.
func pastDoctype(b []byte, at int) (answer, int) {
	from := len(b)
	for _, c := range []byte("><[") {
		if i := bytes.IndexByte(b[at+1:from], c); i >= 0 {
			from = at + 1 + i
		}
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
		n := from + transport.Lead(b[from:])
		switch {
		case n == len(b):
			return needMore, at
		case b[n] == '>':
			return yes, n + 1
		}
	}
}

var endsWord = [256]bool{' ': true, '\t': true, '\r': true, '\n': true, '>': true, '/': true, '<': true, '[': true, 0: true}

// word returns the name that b begins with; ok is false if it may be longer.
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

// search is the progress of the search for the end of one document.
type search struct {
	grammar *grammar
	name    []byte // of the root
	at      int    // everything before has been examined
	// start is where the document begins in the text; absent is what earlier
	// searches have not found.
	start  int64
	absent *absent
}

// absent knows for each kind of section where in the text none ends, so that many
// sections without an end do not each cost a search through all that follows.
type absent [2]struct{ from, to int64 }

// sectionEnds are the ends of CDATA sections and comments.
var sectionEnds = [...]string{"]]>", "-->"}

// find returns the index in b of the end of a section, -1 if there is none; b is
// at o.
func (a *absent) find(kind int, b []byte, o int64) int {
	end, known := sectionEnds[kind], &a[kind]
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

// nextTag returns the index in b, not before at, of the next '<' that may matter,
// len(b) if there is none.
func (g *grammar) nextTag(b []byte, at int) int {
	for {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			return len(b)
		}
		if at += i; at+1 == len(b) || g.tags[b[at+1]] {
			return at
		}
		at++
	}
}

// outcome is the result of a search.
type outcome uint8

const (
	unfinished outcome = iota
	// whole: search.at is after the document.
	whole
	// broken: another document begins at search.at, inside this one.
	broken
)

// end looks for the end of a document in b, which begins with it. final means
// that b is all that is examined, so that a section without end is none; more
// means that text follows nevertheless, so that a tag at the end of b may be
// longer.
func (s *search) end(b []byte, final, more bool) outcome {
	for s.at < len(b) {
		s.at = s.grammar.nextTag(b, s.at)
		rest := b[s.at:]
		if len(rest) < 2 {
			break
		}
		a := no
		switch c := rest[1]; c {
		case '/':
			if s.other(rest[2:]) {
				break
			}
			name, ok := word(rest[2:])
			if !ok {
				a = needMore
				break
			}
			if string(name) != string(s.name) && !bytes.EqualFold(name, s.name) {
				break
			}
			n := 2 + len(name)
			n += transport.Lead(rest[n:])
			if n == len(rest) {
				a = needMore
			} else if rest[n] == '>' {
				s.at += n + 1
				return whole
			}
		case '!':
			kind := 0
			if a = transport.Prefix(rest, "<![CDATA["); a == no {
				kind = 1
				a = transport.Prefix(rest, "<!--")
			}
			if a == yes {
				if i := s.absent.find(kind, rest, s.start+int64(s.at)); i >= 0 {
					s.at += i + len(sectionEnds[kind])
					continue
				}
				if !final {
					return unfinished
				}
				s.at++ // without an end it hides nothing
				continue
			}
			if a == no {
				_, a = s.grammar.open(rest, false)
			}
		default:
			_, a = s.grammar.open(rest, false)
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

// other reports whether, by its first character, the name that b begins with is
// not the root's; never if b may contain only a part of it.
func (s *search) other(b []byte) bool {
	return len(b) > maxName && b[0] < 0x80 && s.name[0] < 0x80 && b[0]|0x20 != s.name[0]|0x20
}

// emptyRoot returns the end of a start tag that is its own end tag, or -1. ok is
// false if the tag may be longer.
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
