package schema

// One pass over a document that has a fault: where each element and attribute
// stands, which bytes may be personal, and where it stops looking like XML.

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"ivrcheck/trace"
)

// A survey is what one pass found. It works on any bytes. What it shows of a
// document that does not look like XML is only what it is sure about: names
// and values that the catalogue knows as harmless, in tags that are sound.
type survey struct {
	// places are those of elements (their start tags) and attributes, in
	// document order: one for each Node of a Message.
	places []trace.Span
	// masks are the places of what may be personal, ascending, not empty,
	// not overlapping.
	masks []trace.Span
	// flaw is the first thing that is not XML, "" if the tokenizer saw none.
	flaw   string
	flawAt trace.Span

	declaration []byte // the last one
	// heads are, of a loose and of a strict survey, what stood before the root
	// element of an earlier document and had nothing to mask.
	heads [2][]byte

	c      *Catalogue
	body   []byte
	strict bool // the document is not well-formed
	lost   bool // in a strict survey: tags no longer match
	roots  int
	stack  []element
	tag    []token // attributes of the open start tag
	sound  bool    // of the open start tag
	open   token
}

// An element is one that is open, and what is known of its inside.
type element struct {
	name     string
	params   []*ParameterSpec // what may stand inside
	depth    int
	showText bool
}

// run surveys a body. strict says that it is known not to be well-formed.
func (s *survey) run(body []byte, c *Catalogue, strict bool) {
	s.pass(body, c, strict)
	if s.flaw != "" && !strict {
		s.pass(body, c, true)
	}
}

func (s *survey) pass(body []byte, c *Catalogue, strict bool) {
	*s = survey{c: c, body: body, strict: strict, places: s.places[:0], masks: s.masks[:0], stack: s.stack[:0], tag: s.tag[:0],
		declaration: s.declaration, heads: s.heads}
	scan := tokenizer{body: body}
	head := &s.heads[0]
	if strict {
		head = &s.heads[1]
	}
	n := len(*head)
	known := n > 0 && n < len(body) && body[n] == '<' && bytes.Equal(body[:n], *head)
	if known {
		scan.pos = n
	}
	for {
		t, ok := scan.next()
		if !ok {
			break
		}
		if !known && t.kind == tokOpen && len(s.places)+len(s.masks) == 0 && s.flaw == "" && t.start <= longestHead {
			*head = append((*head)[:0], body[:t.start]...)
		}
		s.token(t)
	}
	if s.flaw == "" && strict {
		if i := bytes.IndexFunc(body, isForbidden); i >= 0 {
			s.noteFlaw(flawControl, i, i+1)
		}
	}
	if s.flaw == "" && (len(s.stack) > 0 || s.roots == 0) {
		s.noteFlaw(flawUnclosed, len(body), len(body))
	}
}

// longestHead bounds what is remembered of the beginnings of documents.
const longestHead = 512

var xmlDeclaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*["']1\.\d["'](\s+encoding\s*=\s*["'][A-Za-z][A-Za-z0-9._-]{0,40}["'])?(\s+standalone\s*=\s*["'](yes|no)["'])?\s*\?>$`)

// declares tells whether an instruction is an XML declaration. Most documents
// have the same, so the last one is remembered.
func (s *survey) declares(instruction []byte) bool {
	if !bytes.Equal(instruction, s.declaration) {
		if !xmlDeclaration.Match(instruction) {
			return false
		}
		s.declaration = append(s.declaration[:0], instruction...)
	}
	return true
}

// isForbidden tells a control character that no XML may hold.
func isForbidden(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }

func (s *survey) noteFlaw(flaw string, start, end int) {
	if s.flaw == "" && flaw != "" {
		s.flaw, s.flawAt = flaw, trace.Span{Start: start, End: end}
	}
}

func (s *survey) mask(start, end int) {
	if start >= end {
		return
	}
	if n := len(s.masks); n > 0 && start <= s.masks[n-1].End {
		s.masks[n-1].End = max(end, s.masks[n-1].End)
		return
	}
	s.masks = append(s.masks, trace.Span{Start: start, End: end})
}

func (s *survey) token(t token) {
	switch t.kind {
	case tokOpen:
		s.open, s.tag, s.sound = t, s.tag[:0], true
		s.places = append(s.places, trace.Span{Start: t.start, End: t.end})
		return
	case tokAttribute:
		s.noteFlaw(t.flaw, t.start, t.end)
		// A bare & says nothing against the quotes around it.
		s.sound = s.sound && (t.flaw == "" || t.flaw == flawAmpersand)
		s.tag = append(s.tag, t)
		return
	case tokClose, tokEmpty:
		s.startTag(t.end, t.kind == tokEmpty)
		return
	case tokBroken:
		s.noteFlaw(t.flaw, t.start, t.end)
		if s.open.end > 0 { // in a start tag
			s.sound = false
			s.tag = append(s.tag, t)
			if t.end == len(s.body) || t.flaw == flawUnclosed {
				s.startTag(t.end, false)
			}
			return
		}
		s.mask(t.start, t.end)
	case tokEnd:
		s.endTag(t)
	case tokText, tokCDATA:
		if t.start == 0 && bytes.HasPrefix(s.body, []byte(byteOrderMark)) {
			t.valueStart = 3 // the byte order mark
		}
		blank := len(bytes.TrimSpace(s.body[t.valueStart:t.valueEnd])) == 0
		if len(s.stack) == 0 && !blank {
			s.noteFlaw(flawMarkup, t.start, t.end)
		}
		s.noteFlaw(t.flaw, t.start, t.end)
		if !blank && !(len(s.stack) > 0 && s.stack[len(s.stack)-1].showText && !s.lost && t.flaw == "") {
			s.mask(t.valueStart, t.valueEnd)
		}
	case tokComment:
		s.mask(t.valueStart, t.valueEnd)
	case tokPI:
		// Of the instructions only the XML declaration is no free text.
		if !s.declares(s.body[t.start:t.end]) {
			start := nameLength(s.body, t.valueStart)
			if s.strict {
				start = t.valueStart
			}
			s.mask(skipSpace(s.body, start), t.valueEnd)
		}
	case tokDeclare:
		p := readPrologue(s.body[t.start:t.end])
		if p.end == 0 || p.odd || p.subset || s.strict && (p.name != s.c.envelope.root || p.system != s.c.envelope.system) {
			s.mask(t.start+2, t.end-1)
		}
	}
}

// startTag ends the start tag that is open: what is in it can be shown or not
// only when all of it was seen.
func (s *survey) startTag(end int, empty bool) {
	name := s.c.name(s.body[s.open.nameStart:s.open.nameEnd])
	s.places[len(s.places)-1].End = end
	inside, known := s.enter(name)
	if s.strict && !known && !s.c.names.known(name) {
		s.mask(s.open.nameStart, s.open.nameEnd)
	}
	for i, t := range s.tag {
		if i < maxAttributes && s.repeated(i) {
			s.noteFlaw(flawRepeated, t.start, t.end)
			s.sound = false
		}
		if t.kind == tokBroken {
			s.mask(t.start, t.end)
			continue
		}
		attribute := s.c.name(s.body[t.nameStart:t.nameEnd])
		if attribute != "xmlns" && !strings.HasPrefix(attribute, "xmlns:") {
			s.places = append(s.places, trace.Span{Start: t.start, End: t.end})
		}
		p, how := matchParameter(attribute, inside.params)
		if s.strict && (how == unknown || !s.sound) {
			if !s.c.names.known(attribute) {
				s.mask(t.nameStart, t.nameEnd)
			}
		}
		if p == nil || p.Private || len(p.Parameters) > 0 || !s.sound || s.lost {
			s.mask(t.valueStart, t.valueEnd)
		}
	}
	if inside.depth == 1 {
		if s.roots++; s.roots == 2 {
			s.noteFlaw(flawMarkup, s.open.start, end)
		}
	}
	s.open = token{}
	if !empty {
		s.stack = append(s.stack, inside)
	}
}

// repeated tells whether the i-th attribute of the open tag stands there twice.
func (s *survey) repeated(i int) bool {
	t := s.tag[i]
	for _, other := range s.tag[:i] {
		if t.nameEnd > t.nameStart && bytes.Equal(s.body[t.nameStart:t.nameEnd], s.body[other.nameStart:other.nameEnd]) {
			return true
		}
	}
	return false
}

// enter says what is known of the inside of an element that stands in the
// innermost open one.
func (s *survey) enter(name string) (inside element, known bool) {
	inside = element{name: name, depth: len(s.stack) + 1}
	if s.lost {
		return inside, s.c.names.known(name)
	}
	switch inside.depth {
	case 1:
		return inside, strings.EqualFold(name, s.c.envelope.root)
	case 2:
		if !strings.EqualFold(s.stack[0].name, s.c.envelope.root) {
			return inside, false
		}
		if matchName(name, s.c.envelope.callID) != unknown {
			inside.showText = true
			return inside, true
		}
		m, how := s.c.matchMessage(name)
		if m == nil {
			m = s.c.unknownMessage
		}
		inside.params = m.parameters()
		return inside, how != unknown
	}
	p, how := matchParameter(name, s.stack[len(s.stack)-1].params)
	if p == nil {
		return inside, false
	}
	inside.params = p.Parameters
	inside.showText = !p.Private && len(p.Parameters) == 0
	return inside, how != unknown
}

func (s *survey) endTag(t token) {
	name := s.c.name(s.body[t.nameStart:t.nameEnd])
	n := len(s.stack)
	matches := n > 0 && s.stack[n-1].name == name
	if s.strict {
		if !s.c.names.known(name) {
			s.mask(t.nameStart, t.nameEnd)
		}
	}
	if n > 0 {
		s.stack = s.stack[:n-1]
	}
	if !matches {
		s.noteFlaw(flawMismatch, t.start, t.end)
		s.lost = true
	}
}

// tagAt finds the start tag of the n-th node of a well-formed document, which
// must be an element.
func tagAt(body []byte, n int32) trace.Span {
	s := tokenizer{body: body}
	count, start := int32(-1), -1
	for {
		t, ok := s.next()
		if !ok {
			return trace.Span{}
		}
		switch t.kind {
		case tokOpen:
			if count++; count == n {
				start = t.start
			}
		case tokAttribute:
			if name := string(body[t.nameStart:t.nameEnd]); name != "xmlns" && !strings.HasPrefix(name, "xmlns:") {
				count++
			}
		case tokClose, tokEmpty:
			if start >= 0 {
				return trace.Span{Start: start, End: t.end}
			}
		}
	}
}

// A ruler turns offsets, of where characters begin, into lines and columns. It
// remembers where it was, so that ascending offsets cost one pass in all.
type ruler struct {
	body         []byte
	pos          int
	line, column int // of pos; the column counts from 0
}

// at gives the 1-based line and column, in characters, of an offset.
func (r *ruler) at(offset int) (line, column int) {
	if offset < r.pos {
		*r = ruler{body: r.body, line: 1}
	}
	passed := r.body[r.pos:max(r.pos, min(offset, len(r.body)))]
	r.pos += len(passed)
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		r.line += bytes.Count(passed, []byte{'\n'})
		r.column, passed = 0, passed[i+1:]
	}
	r.column += utf8.RuneCount(passed)
	return r.line, r.column + 1
}
