package mask

// One pass over a document that has a fault: the places of elements and
// attributes, the bytes that may be personal, and where it stops looking like XML.

import (
	"bytes"
	"regexp"
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/xmltree"
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

	c      *catalogue.Catalogue
	body   []byte
	strict bool // the document is not well-formed
	lost   bool // in a strict survey: tags no longer match
	roots  int
	stack  []element
	tag    []xmltree.Token // attributes of the open start tag
	sound  bool            // of the open start tag
	open   xmltree.Token
}

// An element is one that is open, and what is known of its inside.
type element struct {
	name     []byte
	scope    catalogue.ScopeID // what may be inside
	depth    int
	showText bool
}

// run surveys a body. strict says that it is known not to be well-formed.
func (s *survey) run(body []byte, strict bool) {
	s.pass(body, strict)
	if s.flaw != "" && !strict {
		s.pass(body, true)
	}
}

func (s *survey) pass(body []byte, strict bool) {
	*s = survey{c: s.c, body: body, strict: strict, places: s.places[:0], masks: s.masks[:0], stack: s.stack[:0], tag: s.tag[:0]}
	scan := xmltree.Tokenizer{Body: body}
	for t, ok := scan.Next(); ok; t, ok = scan.Next() {
		s.token(t)
	}
	if s.flaw == "" && strict {
		if i := bytes.IndexFunc(body, isForbidden); i >= 0 {
			s.noteFlaw(xmltree.FlawControl, i, i+1)
		}
	}
	if s.flaw == "" && (len(s.stack) > 0 || s.roots == 0) {
		s.noteFlaw(xmltree.FlawUnclosed, len(body), len(body))
	}
}

var xmlDeclaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*["']1\.\d["'](\s+encoding\s*=\s*["'][A-Za-z][A-Za-z0-9._-]{0,40}["'])?(\s+standalone\s*=\s*["'](yes|no)["'])?\s*\?>$`)

// isDeclaration reports whether an instruction is an XML declaration.
func isDeclaration(instruction []byte) bool {
	end, label, ok := xmltree.Declaration(instruction)
	return ok && end == len(instruction) && len(label) <= 41 || xmlDeclaration.Match(instruction)
}

// isForbidden reports whether a character is a control that no XML may contain.
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

func (s *survey) token(t xmltree.Token) {
	switch t.Kind {
	case xmltree.TokOpen:
		s.open, s.tag, s.sound = t, s.tag[:0], true
		s.places = append(s.places, trace.Span{Start: t.Start, End: t.End})
		return
	case xmltree.TokAttribute:
		s.noteFlaw(t.Flaw, t.Start, t.End)
		// A bare & says nothing against the quotes around it.
		s.sound = s.sound && (t.Flaw == "" || t.Flaw == xmltree.FlawAmpersand)
		s.tag = append(s.tag, t)
		return
	case xmltree.TokClose, xmltree.TokEmpty:
		s.startTag(t.End, t.Kind == xmltree.TokEmpty)
		return
	case xmltree.TokBroken:
		s.noteFlaw(t.Flaw, t.Start, t.End)
		if s.open.End > 0 { // in a start tag
			s.sound = false
			s.tag = append(s.tag, t)
			if t.End == len(s.body) || t.Flaw == xmltree.FlawUnclosed {
				s.startTag(t.End, false)
			}
			return
		}
		s.mask(t.Start, t.End)
	case xmltree.TokEnd:
		s.endTag(t)
	case xmltree.TokText, xmltree.TokCDATA:
		if t.Start == 0 && bytes.HasPrefix(s.body, []byte(xmltree.ByteOrderMark)) {
			t.ValueStart = 3 // the byte order mark
		}
		blank := len(bytes.TrimSpace(s.body[t.ValueStart:t.ValueEnd])) == 0
		if len(s.stack) == 0 && !blank {
			s.noteFlaw(xmltree.FlawMarkup, t.Start, t.End)
		}
		s.noteFlaw(t.Flaw, t.Start, t.End)
		if !blank && !(len(s.stack) > 0 && s.stack[len(s.stack)-1].showText && !s.lost && t.Flaw == "") {
			s.mask(t.ValueStart, t.ValueEnd)
		}
	case xmltree.TokComment:
		s.mask(t.ValueStart, t.ValueEnd)
	case xmltree.TokPI:
		// Of the instructions only the XML declaration is no free text.
		if !isDeclaration(s.body[t.Start:t.End]) {
			start := xmltree.EndOfName(s.body, t.ValueStart)
			if s.strict {
				start = t.ValueStart
			}
			s.mask(xmltree.SkipSpace(s.body, start), t.ValueEnd)
		}
	case xmltree.TokDeclare:
		p := xmltree.ReadPrologue(s.body[t.Start:t.End])
		if p.End == 0 || p.Odd || p.Subset || s.strict && (p.Name != s.c.Envelope.Root || p.System != s.c.Envelope.System) {
			s.mask(t.Start+2, t.End-1)
		}
	}
}

// startTag ends the start tag that is open: only then is it known which of its
// contents can be shown.
func (s *survey) startTag(end int, empty bool) {
	name := s.body[s.open.NameStart:s.open.NameEnd]
	id := s.c.NameTable.ID(name)
	s.places[len(s.places)-1].End = end
	inside, known := s.enter(name, id)
	if s.strict && !known && id == 0 {
		s.mask(s.open.NameStart, s.open.NameEnd)
	}
	for i, t := range s.tag {
		if i < xmltree.MaxAttributes && s.repeated(i) {
			s.noteFlaw(xmltree.FlawRepeated, t.Start, t.End)
			s.sound = false
		}
		if t.Kind == xmltree.TokBroken {
			s.mask(t.Start, t.End)
			continue
		}
		attribute := s.body[t.NameStart:t.NameEnd]
		if !xmltree.IsNamespace(attribute) {
			s.places = append(s.places, trace.Span{Start: t.Start, End: t.End})
		}
		id := s.c.NameTable.ID(attribute)
		number, how := s.c.Tables.Child(inside.scope, id, other(id, attribute))
		p := s.c.Parameter(number)
		if s.strict && (how == catalogue.NotFound || !s.sound) && id == 0 {
			s.mask(t.NameStart, t.NameEnd)
		}
		if p == nil || !Shows(p) || len(p.Parameters) > 0 || !s.sound || s.lost {
			s.mask(t.ValueStart, t.ValueEnd)
		}
	}
	if inside.depth == 1 {
		if s.roots++; s.roots == 2 {
			s.noteFlaw(xmltree.FlawMarkup, s.open.Start, end)
		}
	}
	s.open = xmltree.Token{}
	if !empty {
		s.stack = append(s.stack, inside)
	}
}

// repeated reports whether the i-th attribute of the open tag occurs twice.
func (s *survey) repeated(i int) bool {
	t := s.tag[i]
	for _, other := range s.tag[:i] {
		if t.NameEnd > t.NameStart && bytes.Equal(s.body[t.NameStart:t.NameEnd], s.body[other.NameStart:other.NameEnd]) {
			return true
		}
	}
	return false
}

// other is a name that is not in the table of names.
func other(id xmltree.NameID, name []byte) string {
	if id != 0 {
		return ""
	}
	return string(name)
}

// enter returns what is known of an element inside the innermost open one.
func (s *survey) enter(name []byte, id xmltree.NameID) (inside element, known bool) {
	inside = element{name: name, depth: len(s.stack) + 1}
	if s.lost {
		return inside, id != 0
	}
	isRoot := func(name []byte) bool { return strings.EqualFold(string(name), s.c.Envelope.Root) }
	switch inside.depth {
	case 1:
		return inside, isRoot(name)
	case 2:
		if !isRoot(s.stack[0].name) {
			return inside, false
		}
		if s.c.MatchCallID(id, other(id, name)) != catalogue.NotFound {
			inside.showText = true
			return inside, true
		}
		m, how := s.c.FindMessage(id, other(id, name))
		inside.scope = s.c.ScopeOf(m)
		return inside, how != catalogue.NotFound
	}
	number, how := s.c.Tables.Child(s.stack[len(s.stack)-1].scope, id, other(id, name))
	if number == 0 {
		return inside, false
	}
	p := s.c.Parameter(number)
	inside.scope = s.c.Tables.Traits[number].Inside
	inside.showText = Shows(p) && len(p.Parameters) == 0
	return inside, how != catalogue.NotFound
}

func (s *survey) endTag(t xmltree.Token) {
	name := s.body[t.NameStart:t.NameEnd]
	n := len(s.stack)
	matches := n > 0 && bytes.Equal(s.stack[n-1].name, name)
	if s.strict && s.c.NameTable.ID(name) == 0 {
		s.mask(t.NameStart, t.NameEnd)
	}
	if n > 0 {
		s.stack = s.stack[:n-1]
	}
	if !matches {
		s.noteFlaw(xmltree.FlawMismatch, t.Start, t.End)
		s.lost = true
	}
}
