// Finds the beginning and the end of a message in running text.

package textlog

import (
	"bytes"
	"encoding/binary"
	"math/bits"

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
	// startTag is a start tag without attributes.
	startTag []byte
	// tags reports for the character after a '<' whether it may begin something that
	// matters to the end of a document.
	tags [256]bool
	// starts reports for the character after a '<' whether it may begin a document.
	starts [256]bool
	// callID is the text in an end tag and in an empty tag of the call id, nil if the call id
	// has no name.
	callID [][]byte
}

func newGrammar(names trace.Names) *grammar {
	g := &grammar{Documents: transport.NewDocuments(names)}
	g.root, g.endTag, g.startTag = []byte(g.Root), []byte(g.EndTag), []byte(g.Tag+">")
	for _, c := range []byte{'/', '!', '?', g.root[0], g.root[0] ^ 0x20} {
		g.tags[c] = true
	}
	g.starts = g.tags
	g.starts['/'] = false
	for name, kind := range names.Bare {
		g.starts[name[0]] = true
		if kind != trace.BareCommonWord {
			g.starts[name[0]^0x20] = true
		}
	}
	for _, name := range append([]string{"html"}, names.Subtypes...) {
		g.starts[name[0]|0x20], g.starts[name[0]&^0x20] = true, true
	}
	if names.CallID != "" {
		g.callID = [][]byte{[]byte("/" + names.CallID), []byte(names.CallID + "/")}
	}
	return g
}

// isRoot reports whether name is the root's name, in any case.
func (g *grammar) isRoot(name []byte) bool {
	return string(name) == g.Root || bytes.EqualFold(name, g.root)
}

// kept returns a copy of a root's name that stays valid when the window moves; nil means
// the usual name.
func (g *grammar) kept(name []byte) []byte {
	if name == nil || string(name) == g.Root {
		return g.root
	}
	return bytes.Clone(name)
}

// opening is the beginning of a document, relative to its first '<'.
type opening struct {
	// name is the root's name as written, nil if the text ends before it; tag is the
	// index of its start tag.
	name []byte
	tag  int
	// ours: this is a message, regardless of the text after it.
	ours bool
	// bare is the kind of the root if the document is a message without the envelope.
	bare trace.Bare
}

// open reports whether a message begins at the '<' that b begins with.
//
// Other XML in a log is ignored (SOAP calls, configuration, pages), so a document counts
// only if its document type or its root has the protocol's name, in any case. If the line
// shows that a message follows (sure), any root counts. bare: a message without the
// envelope counts, too; after a declaration it always does.
func (g *grammar) open(b []byte, sure, bare bool) (o opening, a answer) {
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
			name, ok := g.word(rest[len("<!DOCTYPE")+transport.Lead(rest[len("<!DOCTYPE"):]):])
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
			name, ok := g.word(rest[1:])
			if !ok {
				a = needMore
				break
			}
			if len(name) > 0 && (declared || g.isRoot(name)) {
				return opening{name: name, tag: at, ours: true}, yes
			}
			if bare || at > 0 {
				if kind := g.Bare(name); kind != trace.NotBare {
					return opening{name: name, tag: at, ours: true, bare: kind}, yes
				}
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

// past returns the index after the first end in b[at:]. The search stops at another '<':
// a valid prolog has none before end except in a comment.
func past(b []byte, at int, end string) (answer, int) {
	stop, found := len(b), needMore
	if i := bytes.IndexByte(b[at+1:], '<'); i >= 0 && end != "-->" {
		stop, found = at+1+i, no
	}
	if i := bytes.IndexByte(b[at+1:stop], '>'); end == "?>" && i > 0 && b[at+i] == '?' {
		return yes, at + i + 2 // most declarations
	}
	if i := bytes.Index(b[at:stop], []byte(end)); i >= 0 {
		return yes, at + i + len(end)
	}
	return found, at
}

// pastDoctype is past for a document type, which may contain declarations.
func pastDoctype(b []byte, at int) (answer, int) {
	before := b[at+1:]
	for _, c := range [...]byte{'<', '>', '['} {
		if i := bytes.IndexByte(before, c); i >= 0 {
			before = before[:i]
		}
	}
	from := at + 1 + len(before)
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

// word is like the function word, but faster for the root's name.
func (g *grammar) word(b []byte) (name []byte, ok bool) {
	if n := len(g.Root); len(b) > n && string(b[:n]) == g.Root && endsWord[b[n]] {
		return b[:n], true
	}
	return word(b)
}

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
	// start is where the document begins in the text; absent records what earlier
	// searches did not find.
	start  int64
	absent *absent
	// bare is the kind of the root if it is a message without the envelope.
	bare trace.Bare
	// seen is the length of the examined part of its start tag.
	seen int
}

// absent records for each kind of section the range of the text in which none ends. Without it,
// each of many sections without an end would cost a search through the rest of the text.
type absent [len(sectionEnds)]struct{ from, to int64 }

const (
	sectionCDATA = iota
	sectionComment
	sectionHTML
	sectionUpperHTML
)

// sectionEnds are the texts that end the sections.
var sectionEnds = [...]string{sectionCDATA: "]]>", sectionComment: "-->", sectionHTML: "</html", sectionUpperHTML: "</HTML"}

// find returns the index in b of the end of a section, -1 if b has none; b begins at o.
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

// nextTag returns the index in b, at s.at or after it, of the next '<' that may matter,
// len(b) if b has none.
func (s *search) nextTag(b []byte) int {
	at, letter := s.at, s.name[0]|0x20
	whole := len(b) - maxName - 2 // after it a name may be incomplete
	if letter >= 0x80 {
		whole = 0
	}
	tags := &s.grammar.tags
	if s.bare != trace.NotBare {
		tags = &s.grammar.starts
	}
	for {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			return len(b)
		}
		if at += i; at+1 == len(b) {
			return at
		}
		switch c := b[at+1]; {
		case c == '/':
			// The name of another element begins with another letter.
			if at >= whole || b[at+2] >= 0x80 || b[at+2]|0x20 == letter {
				return at
			}
		case tags[c] || s.bare == trace.BareSubtype:
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

// end looks for the end of the document that b begins with. final means that nothing
// after b is examined, so a section without an end is not a section; more means that text
// follows b, so a tag at the end of b may be longer.
func (s *search) end(b []byte, final, more bool) outcome {
	for s.at < len(b) {
		s.at = s.nextTag(b)
		rest := b[s.at:]
		if len(rest) < 2 {
			break
		}
		a := no
		switch c := rest[1]; c {
		case '/':
			name, ok := s.grammar.word(rest[2:])
			if !ok {
				a = needMore
				break
			}
			if string(name) != string(s.name) && !bytes.EqualFold(name, s.name) && (s.bare != trace.NotBare || !isMisspelt(name, s.name)) {
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
			if s.bare == trace.BareSubtype {
				return broken
			}
			kind := sectionCDATA
			if a = transport.Prefix(rest, "<![CDATA["); a == no {
				kind = sectionComment
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
				s.at++ // a section without an end hides nothing
				continue
			}
			if a == no {
				_, a = s.grammar.open(rest, false, false)
			}
		default:
			if s.bare != trace.NotBare {
				if a = s.another(rest); a != no {
					break
				}
			}
			_, a = s.grammar.open(rest, false, false)
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

// isMisspelt reports whether name differs from meant by one letter or by two swapped neighbours, as in a misspelt end tag of
// the root. No other element of the protocol has such a name.
func isMisspelt(name, meant []byte) bool {
	if len(name) != len(meant) {
		return false
	}
	i, n := 0, len(name)
	for i < n && name[i] == meant[i] {
		i++
	}
	for n > i && name[n-1] == meant[n-1] {
		n--
	}
	return n-i == 1 || n-i == 2 && name[i] == meant[i+1] && name[i+1] == meant[i]
}

// Words of eight bytes that are all '<', 1 or 0x80. They are variables, so that a loop keeps them in registers.
var lessWord, onesWord, highWord uint64 = 0x3c3c3c3c_3c3c3c3c, 0x01010101_01010101, 0x80808080_80808080

// simpleEnd returns the end of the document in b, whose root has the usual name and whose content begins at at. It
// returns -1 if b does not contain all of it and a few bytes more, or if anything in it may not be an element. Tags
// are close together, so this loop costs less than a search of package bytes for each.
func (g *grammar) simpleEnd(b []byte, at int) int {
	const step, ahead = 16, 2 // bytes
	less, ones, high := lessWord, onesWord, highWord
	letter := g.root[0] | 0x20
	for rest := b[at:]; len(rest) > step+ahead; {
		// A byte of v or w is 0 for '<'; then the highest bit of that of x or y is set, as it may be above ASCII.
		v, w := binary.LittleEndian.Uint64(rest)^less, binary.LittleEndian.Uint64(rest[8:])^less
		x, y := v-ones, w-ones
		if (x|y)&high == 0 {
			rest = rest[step:]
			continue
		}
		n, found := 0, x&^v&high
		if found == 0 {
			n, found = 8, y&^w&high
		}
		if found == 0 {
			rest = rest[step:]
			continue
		}
		rest = rest[n+bits.TrailingZeros64(found)/8:]
		switch c, next := rest[1], rest[2]; {
		case !g.tags[c]:
		case c != '/':
			return -1
		case next|0x20 == letter || next >= 0x80:
			n := len(g.endTag) + 1
			if len(rest) < n || rest[n-1] != '>' || string(rest[:n-1]) != g.EndTag {
				return -1
			}
			return len(b) - len(rest) + n
		}
		rest = rest[1:]
	}
	return -1
}

// emptyRoot returns the end of an empty-element tag, -1 for another tag. ok is false if
// the tag may be longer.
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

// none is the outcome of a search whose beginning is not a message.
const none outcome = broken + 1

// bareEnd is like end, for a message without the envelope whose start tag is at b[tag]. A
// message that is cut is broken.
func (s *search) bareEnd(b []byte, tag int, final, more bool) outcome {
	t, a := s.grammar.StartTag(b[min(tag, len(b)):])
	s.seen = t.Seen
	cut := none
	if t.Kind == trace.BareMessage && t.Attributes > 0 {
		cut = broken // only a message has this
	}
	switch {
	case a == needMore && !final:
		return unfinished
	case a != yes:
		s.at = tag + t.Len
		return cut
	case t.Empty:
		s.at = tag + t.Len
		return whole
	}
	s.at = max(s.at, tag+t.Len)
	switch s.end(b, final, more) {
	case whole:
		return whole
	case broken:
		return cut
	}
	if !final {
		return unfinished
	}
	s.at = len(b)
	return cut
}

// another reports whether b begins with markup that the examined message without the
// envelope cannot contain: another message, or, in a subtype, any element.
func (s *search) another(b []byte) answer {
	if s.bare == trace.BareSubtype {
		return yes
	}
	name, ok := word(b[1:])
	if !ok {
		return needMore
	}
	if kind := s.grammar.Bare(name); kind == trace.NotBare || kind == trace.BareSubtype {
		return no
	}
	return yes
}
