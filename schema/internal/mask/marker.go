package mask

// One pass over a document with a fault. It finds the place of each element and attribute, the bytes that may be
// personal, and the place where it stops looking like XML.

import (
	"bytes"
	"math"
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// A place is a range of a document. It is small, because a document of 1 MiB has hundreds of thousands.
type place struct{ start, end int32 }

func placeOf(start, end int) place { return place{int32(start), int32(end)} }

// A hidden part of a document may be personal. Another text is shown instead.
type hidden struct {
	place
	with replacement
}

// A replacement is shown instead of a hidden part.
type replacement uint8

const (
	withMasked replacement = iota
	withName
	withNameAndMasked
	withDoctype
)

var replacements = [...]string{
	withMasked:        Masked,
	withName:          maskedName,
	withNameAndMasked: maskedName + " " + Masked,
	withDoctype:       `DOCTYPE ` + maskedName + ` SYSTEM "` + Masked + `"`,
}

// A marker finds the parts to hide. It works on any bytes. It is closed by default: a name or value is shown only if it
// is known to be harmless. In a document that is not well-formed, only names of the catalogue are shown after the first
// damage, and before it no value whose end is uncertain.
type marker struct {
	// places are the places of elements (their start tags) and attributes, in document order: one for each Node of a
	// Message.
	places []place
	// masks are the parts to hide: ascending, not empty, not overlapping.
	masks []hidden
	// flaw is the first thing that is not XML, "" if the tokenizer saw none.
	flaw   string
	flawAt trace.Span

	c      *catalogue.Catalogue
	body   []byte
	strict bool // the document is not well-formed
	damage int  // in a strict pass: position of the first damage
	from   int  // instructions and declarations before it need no masks
	roots  int
	cut    bool // the end of the body affected whether a text is shown
	stack  []element
	// collect makes parts, for Parts. around is the missing part around the document.
	collect bool
	around  Around
	// bare is around as derived from the root element of a well-formed document.
	bare   Around
	parts  []Part
	values []Value
	leaf   int             // the end of the last start tag
	tag    []xmltree.Token // attributes of the open start tag
	sound  bool            // of the open start tag
	open   xmltree.Token
}

// An element is an open element, with the known facts about its content.
type element struct {
	name   []byte
	scope  catalogue.ScopeID // what may be inside
	depth  int
	p      *catalogue.Parameter // nil if it is not one
	callID bool
}

// run reads a body. strict means that it is not well-formed.
func (s *marker) run(body []byte, strict bool) {
	s.pass(body, strict, len(body))
	if s.flaw != "" && !strict {
		s.pass(body, true, len(body))
	}
	if strict && s.flaw == "" && s.damage > len(body) {
		s.pass(body, true, 0) // the position of the damage is unknown
	}
}

// pass reads a body that is damaged from an offset on, or from a flaw on.
func (s *marker) pass(body []byte, strict bool, damage int) { s.passFrom(body, strict, damage, 0) }

// passFrom is pass if only the masks from a place on are needed.
func (s *marker) passFrom(body []byte, strict bool, damage, from int) {
	if damage == len(body) {
		damage = math.MaxInt
	}
	*s = marker{c: s.c, body: body, strict: strict, damage: damage, from: from,
		places: s.places[:0], masks: s.masks[:0], stack: s.stack[:0], tag: s.tag[:0],
		collect: s.collect, around: s.around, parts: s.parts[:0], values: s.values[:0]}
	scan := xmltree.Tokenizer{Body: body}
	for t, ok := scan.Next(); ok; t, ok = scan.Next() {
		s.token(t)
	}
	if s.flaw == "" && strict {
		if i := firstForbidden(body); i >= 0 {
			s.noteFlaw(xmltree.FlawControl, i, i+1)
		}
	}
	if s.flaw == "" && (len(s.stack) > 0 || s.roots == 0) {
		s.noteFlaw(xmltree.FlawUnclosed, len(body), len(body))
	}
}

func (s *marker) noteFlaw(flaw string, start, end int) {
	if flaw == "" {
		return
	}
	if s.flaw == "" {
		s.flaw, s.flawAt = flaw, trace.Span{Start: start, End: end}
	}
	if s.strict {
		s.damage = min(s.damage, start)
	}
}

// suspect notes damage that only libxml2 may see, not the tokenizer.
func (s *marker) suspect(start, end int) {
	if !s.strict {
		return
	}
	b := s.body[start:end]
	if bytes.IndexByte(b, '&') >= 0 && (xmltree.FirstEntity(b) >= 0 || bytes.Contains(b, []byte("&#"))) || bytes.Contains(b, []byte("]]>")) || firstForbidden(b) >= 0 {
		s.damage = min(s.damage, start)
	}
}

func (s *marker) mask(kind PartKind, start, end int) { s.maskAs(kind, start, end, withMasked) }

// maskAs replaces a part. Adjacent parts are merged.
func (s *marker) maskAs(kind PartKind, start, end int, with replacement) {
	if start >= end {
		return
	}
	s.part(kind, start, end)
	if n := len(s.masks); n > 0 && start <= int(s.masks[n-1].end) {
		s.masks[n-1].end, s.masks[n-1].with = max(int32(end), s.masks[n-1].end), withMasked
		return
	}
	s.masks = append(s.masks, hidden{placeOf(start, end), with})
}

func (s *marker) token(t xmltree.Token) {
	switch t.Kind {
	case xmltree.TokOpen:
		s.open, s.tag, s.sound = t, s.tag[:0], true
		s.places = append(s.places, placeOf(t.Start, t.End))
	case xmltree.TokAttribute:
		s.noteFlaw(t.Flaw, t.Start, t.End)
		s.suspect(t.Start, t.End)
		// A bare & is no evidence against the quotes around it.
		s.sound = s.sound && (t.Flaw == "" || t.Flaw == xmltree.FlawAmpersand)
		s.tag = append(s.tag, t)
	case xmltree.TokClose, xmltree.TokEmpty:
		s.startTag(t.End, t.Kind == xmltree.TokEmpty)
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
		s.mask(PartAny, t.Start, t.End)
	case xmltree.TokEnd:
		s.endTag(t)
	case xmltree.TokText, xmltree.TokCDATA:
		s.text(t)
	case xmltree.TokComment:
		s.mask(s.certain(PartLiteral, t.End), t.ValueStart, t.ValueEnd)
	case xmltree.TokPI:
		if t.End > s.from {
			s.instruction(t)
		}
	case xmltree.TokDeclare:
		if t.End > s.from {
			s.declaration(t)
		}
	}
}

func (s *marker) text(t xmltree.Token) {
	if t.Start == 0 && bytes.HasPrefix(s.body, []byte(xmltree.ByteOrderMark)) {
		t.ValueStart = len(xmltree.ByteOrderMark)
	}
	value := bytes.TrimSpace(s.body[t.ValueStart:t.ValueEnd])
	if len(value) == 0 {
		return
	}
	n := len(s.stack)
	if n == 0 {
		s.noteFlaw(xmltree.FlawMarkup, t.Start, t.End)
	}
	s.noteFlaw(t.Flaw, t.Start, t.End)
	s.suspect(t.Start, t.End)
	if n == 0 || t.Start != s.leaf || t.End > s.damage || !s.stack[n-1].mayShow(value) || !s.endsHere(s.stack[n-1].name, t.End) {
		kind := PartValue
		if t.Kind == xmltree.TokCDATA {
			kind = PartLiteral
		}
		s.mask(s.certain(kind, t.End), t.ValueStart, t.ValueEnd)
		return
	}
	s.shown(s.stack[n-1].p, t.ValueStart, t.ValueEnd)
}

// certain returns the kind of a part that ends before the damage, otherwise PartAny.
func (s *marker) certain(kind PartKind, end int) PartKind {
	if end > s.damage {
		return PartAny
	}
	return kind
}

func (e *element) mayShow(text []byte) bool {
	if e.callID {
		return isToken(text)
	}
	return mayShow(e.p, text)
}

// endsHere reports whether an end tag with that name is at a place.
func (s *marker) endsHere(name []byte, at int) bool {
	rest := s.body[at:]
	if len(rest) <= len("</")+len(name) {
		s.cut = true
		return false
	}
	if rest[0] != '<' || rest[1] != '/' || !bytes.HasPrefix(rest[2:], name) {
		return false
	}
	end := xmltree.SkipSpace(rest, len("</")+len(name))
	s.cut = s.cut || end == len(rest)
	return end < len(rest) && rest[end] == '>'
}

// instruction hides an instruction, except an XML declaration.
func (s *marker) instruction(t xmltree.Token) {
	switch {
	case t.End <= s.damage && isDeclaration(s.body[t.Start:t.End]):
	case s.strict:
		kind := s.certain(PartLiteral, t.End)
		if isDeclaration(s.body[t.Start:t.End]) {
			kind = partHarmless
		}
		s.mask(kind, t.ValueStart, t.ValueEnd)
	case xmltree.EndOfName(s.body, t.ValueStart) == t.ValueEnd:
		s.maskAs(PartLiteral, t.ValueStart, t.ValueEnd, withName)
	default:
		s.maskAs(PartLiteral, t.ValueStart, t.ValueEnd, withNameAndMasked)
	}
}

// declaration hides a document type, unless it has a known name and a plain file name.
func (s *marker) declaration(t xmltree.Token) {
	p := xmltree.ReadPrologue(s.body[t.Start:t.End])
	switch {
	case t.End <= s.damage && p.End > 0 && !p.Odd && !p.Subset && !p.HasPublic && s.mayName(p.Name) &&
		(p.System == "" || isFileName(p.System) && !hasNumber(p.System)):
	case s.strict || p.End == 0 || p.Odd || p.Subset:
		s.mask(PartAny, t.Start+2, t.End-1)
	default:
		s.maskAs(PartAny, t.Start+2, t.End-1, withDoctype)
	}
}

// mayName reports whether a document type can have a name: it is in the catalogue, in any case.
func (s *marker) mayName(root string) bool {
	return root == s.c.Envelope.Root || strings.EqualFold(root, s.c.Envelope.Root) || s.c.NameTable.Of(root) != 0
}

// startTag ends the open start tag. Whether its content can be shown is known only now.
func (s *marker) startTag(end int, empty bool) {
	name := s.body[s.open.NameStart:s.open.NameEnd]
	id := s.c.NameTable.ID(name)
	s.places[len(s.places)-1].end = int32(end)
	inside, known := s.enter(name, id)
	s.name(s.open, known && s.open.Start < s.damage)
	for i, t := range s.tag {
		if i < xmltree.MaxAttributes && s.repeated(i) {
			s.noteFlaw(xmltree.FlawRepeated, t.Start, t.End)
			s.sound = false
		}
		if t.Kind == xmltree.TokBroken {
			s.mask(PartAny, t.Start, t.End)
			continue
		}
		attribute := s.body[t.NameStart:t.NameEnd]
		if !xmltree.IsNamespace(attribute) {
			s.places = append(s.places, placeOf(t.Start, t.End))
		}
		id := s.c.NameTable.ID(attribute)
		number, how := s.c.Tables.Child(inside.scope, id, other(id, attribute))
		certain := s.sound && t.End <= s.damage
		s.name(t, how != catalogue.NotFound && certain)
		s.value(Value{start: t.ValueStart, parameter: s.c.Parameter(number)})
		switch {
		case !certain:
			s.mask(PartAny, t.ValueStart, t.ValueEnd)
		case !mayShow(s.c.Parameter(number), bytes.TrimSpace(s.body[t.ValueStart:t.ValueEnd])):
			s.mask(PartValue, t.ValueStart, t.ValueEnd)
		default:
			s.shown(s.c.Parameter(number), t.ValueStart, t.ValueEnd)
		}
	}
	if inside.depth == 1+s.missing().Elements {
		if s.roots++; s.roots == 2 {
			s.noteFlaw(xmltree.FlawMarkup, s.open.Start, end)
		}
	}
	s.open = xmltree.Token{}
	if !empty {
		s.value(Value{start: end, parameter: inside.p, callID: inside.callID, text: true})
		s.stack = append(s.stack, inside)
		s.leaf = end
	}
}

// name hides the name of an element or attribute, unless it is known. An unknown name in a well-formed document is
// certainly a name, and is shown except for parts that look like a number.
func (s *marker) name(t xmltree.Token, known bool) {
	name := s.body[t.NameStart:t.NameEnd]
	switch {
	case known, s.c.NameTable.ID(name) != 0:
	case s.strict:
		s.mask(PartAny, t.NameStart, t.NameEnd)
	default:
		at := t.NameStart
		for part := range bytes.SplitSeq(name, []byte(":")) {
			if hasNumber(part) {
				s.maskAs(PartAny, at, at+len(part), withName)
			} else {
				s.part(PartName, at, at+len(part))
			}
			at += len(part) + 1
		}
	}
}

// repeated reports whether the i-th attribute of the open tag is a duplicate.
func (s *marker) repeated(i int) bool {
	t := s.tag[i]
	for _, other := range s.tag[:i] {
		if t.NameEnd > t.NameStart && bytes.Equal(s.body[t.NameStart:t.NameEnd], s.body[other.NameStart:other.NameEnd]) {
			return true
		}
	}
	return false
}

// other returns a name that is not in the table, otherwise "".
func other(id xmltree.NameID, name []byte) string {
	if id != 0 {
		return ""
	}
	return string(name)
}

// missing returns the missing part around the document.
func (s *marker) missing() Around {
	if s.around.Elements > 0 {
		return s.around
	}
	return s.bare
}

// frame returns the missing part around a document with a root of that name: the envelope, and the message element if
// the root is a subtype.
func (s *marker) frame(root []byte, id xmltree.NameID) Around {
	if _, how := s.c.FindMessage(id, other(id, root)); how != catalogue.NotFound {
		return Around{Elements: 1}
	}
	if m := s.c.MessageOfSubtype(string(root)); m != nil {
		return Around{Elements: 2, Inside: s.c.ScopeOf(m)}
	}
	return Around{}
}

// enter returns the known facts about an element inside the innermost open one.
func (s *marker) enter(name []byte, id xmltree.NameID) (inside element, known bool) {
	isRoot := func(name []byte) bool {
		root := s.c.Envelope.Root
		return string(name) == root || strings.EqualFold(string(name), root)
	}
	if len(s.stack) == 0 && !s.strict && !isRoot(name) {
		s.bare = s.frame(name, id)
	}
	around := s.missing()
	inside = element{name: name, depth: len(s.stack) + 1 + around.Elements}
	switch inside.depth {
	case 1:
		return inside, isRoot(name)
	case 2:
		if around.Elements == 0 && !isRoot(s.stack[0].name) {
			return inside, false
		}
		if s.c.MatchCallID(id, other(id, name)) != catalogue.NotFound {
			inside.callID = true
			return inside, true
		}
		m, how := s.c.FindMessage(id, other(id, name))
		inside.scope = s.c.ScopeOf(m)
		return inside, how != catalogue.NotFound
	}
	outer := around.Inside
	if len(s.stack) > 0 {
		outer = s.stack[len(s.stack)-1].scope
	}
	number, how := s.c.Tables.Child(outer, id, other(id, name))
	if number == 0 {
		return inside, false
	}
	inside.p = s.c.Parameter(number)
	inside.scope = s.c.Tables.Traits[number].Inside
	return inside, how != catalogue.NotFound
}

func (s *marker) endTag(t xmltree.Token) {
	n := len(s.stack)
	matches := n > 0 && bytes.Equal(s.stack[n-1].name, s.body[t.NameStart:t.NameEnd])
	if !matches {
		s.noteFlaw(xmltree.FlawMismatch, t.Start, t.End)
	}
	s.name(t, false)
	if n > 0 {
		s.stack = s.stack[:n-1]
	}
}

// part adds a part.
func (s *marker) part(kind PartKind, start, end int) {
	if s.collect && start < end && kind != partHarmless {
		s.parts = append(s.parts, Part{trace.Span{Start: start, End: end}, kind})
	}
}

// shown adds a part that is shown. p is its parameter, nil for the call id.
func (s *marker) shown(p *catalogue.Parameter, start, end int) {
	if s.collect {
		s.part(s.shownKind(p), start, end)
	}
}

func (s *marker) shownKind(p *catalogue.Parameter) PartKind {
	if p == nil || p.Role != "" || s.c.IsCorrelation(p) {
		return PartID
	}
	return PartShown
}

// value notes an attribute, or an element that may have text.
func (s *marker) value(v Value) {
	if s.collect {
		s.values = append(s.values, v)
	}
}
