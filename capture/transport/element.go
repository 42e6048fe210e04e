package transport

import (
	"bytes"

	"ivrcheck/trace"
)

// maxTag is the longest start tag that is accepted for a message without the envelope.
const maxTag = 1 << 14

// maxFolded is the longest message name that is compared without case.
const maxFolded = 64

// Start reports whether b, after white space, begins like a document.
func (d *Documents) Start(b []byte) Answer {
	n := Lead(b)
	if n > maxLead || n < len(b) && b[n] != '<' {
		return No
	}
	rest := b[n:]
	for _, text := range d.starts {
		if a := Prefix(rest, text); a != No {
			return a
		}
	}
	if a := d.rootTag(rest); a != No {
		return a
	}
	t, a := d.StartTag(rest)
	if a == NeedMore && len(b) > maxProlog || t.Kind == trace.NotBare && a == Yes {
		return No
	}
	return a
}

// Ours reports whether b begins a document with the root or document type of the
// protocol, or a message without the envelope whose name is not a common word.
func (d *Documents) Ours(b []byte) Answer {
	if a := d.Start(b); a != Yes {
		return a
	}
	at, a := d.RootAt(b)
	if a != Yes {
		return a
	}
	rest := b[at:]
	if hasPrefix(rest, "<!DOCTYPE") {
		rest = rest[len("<!DOCTYPE"):]
		return decide(b, prefixFold(rest[min(Lead(rest), maxLead):], d.Root))
	}
	if a := d.rootTag(rest); a != No {
		return decide(b, a)
	}
	t, a := d.StartTag(rest)
	switch {
	case t.Kind == trace.BareCommonWord:
		return No
	case a == Yes && t.Kind == trace.BareSubtype:
		_, a = d.End(&Element{}, rest)
	}
	return decide(b, a)
}

// RootAt returns the index in b of the document type, or of the root element if it comes
// first.
func (d *Documents) RootAt(b []byte) (at int, a Answer) {
	b = b[:min(len(b), maxProlog+1)]
	for {
		at += Lead(b[at:])
		rest := b[at:]
		var end string
		switch {
		case hasPrefix(rest, "<?"):
			end = "?>"
		case hasPrefix(rest, "<!--"):
			end = "-->"
		case len(rest) == 0, Prefix(rest, "<?") == NeedMore, Prefix(rest, "<!--") == NeedMore, Prefix(rest, "<!DOCTYPE") == NeedMore:
			return at, decide(b, NeedMore)
		case rest[0] != '<':
			return at, No
		default:
			return at, Yes
		}
		i := bytes.Index(rest, []byte(end))
		if i < 0 {
			return at, decide(b, NeedMore)
		}
		at += i + len(end)
	}
}

// Bare classifies an element outside of the envelope by its name, in any case. A common
// word counts only as spelled in the catalogue.
func (d *Documents) Bare(name []byte) trace.Bare {
	if len(name) == 0 || d.outlined[outline(name)/64]>>(outline(name)%64)&1 == 0 {
		return trace.NotBare // fast path
	}
	if kind := d.bare[string(name)]; kind != trace.NotBare {
		return kind
	}
	for _, s := range d.subtypes {
		if bytes.EqualFold(name, s) {
			return trace.BareSubtype
		}
	}
	var buffer [maxFolded]byte
	if len(name) > min(d.longestBare, len(buffer)) {
		return trace.NotBare
	}
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		buffer[i] = c
	}
	return d.folded[string(buffer[:len(name)])]
}

// Tag is the start tag of a message without the envelope.
type Tag struct {
	Name []byte
	Kind trace.Bare
	// Len is the length of the tag; if it is cut or not a tag, the length of the
	// part that looks like one.
	Len int
	// Seen is the number of bytes examined.
	Seen int
	// Empty: the tag is an empty element.
	Empty bool
	// Attributes counts the attributes.
	Attributes int
}

// StartTag reports whether b begins with the start tag of a message without the
// envelope. No with attributes means that the tag is cut or not well-formed.
func (d *Documents) StartTag(b []byte) (t Tag, a Answer) {
	if len(b) == 0 {
		return t, NeedMore
	}
	n := 1
	for n < len(b) && isNameByte(b[n]) {
		n++
	}
	t.Name = b[1:n]
	t.Seen = min(n+1, len(b))
	if b[0] != '<' || n > maxTag {
		return t, No
	}
	if n == len(b) {
		return t, NeedMore
	}
	if t.Kind = d.Bare(t.Name); t.Kind == trace.NotBare {
		return t, No
	}
	needed := t.Kind != trace.BareSubtype
	for {
		t.Len = n
		n += Lead(b[n:])
		rest := b[n:]
		t.Seen = min(n+1, len(b))
		switch {
		case n > maxTag:
			return t, No
		case len(rest) == 0:
			return t, NeedMore
		case rest[0] == '>', rest[0] == '/' && len(rest) > 1 && rest[1] == '>':
			t.Empty = rest[0] == '/'
			if t.Len = n + 1; t.Empty {
				t.Len++
			}
			t.Seen = t.Len
			if !needed {
				t.Attributes = 0
				return t, No
			}
			return t, Yes
		case rest[0] == '/' && len(rest) == 1:
			return t, NeedMore
		case n == t.Len:
			return t, No // white space is missing before an attribute
		}
		name, length, a := attribute(rest)
		t.Seen = min(n+length+1, len(b))
		if a != Yes {
			return t, a
		}
		t.Attributes++
		needed = needed || bytes.EqualFold(name, d.aloneWith)
		n += length
	}
}

// attribute reports whether b begins with an attribute. It returns the name and the
// length, or the length of the part that looks like one.
func attribute(b []byte) (name []byte, n int, a Answer) {
	for n < len(b) && isNameByte(b[n]) {
		n++
	}
	name = b[:n]
	n += Lead(b[n:])
	switch {
	case n == len(b):
		return nil, n, NeedMore
	case len(name) == 0 || b[n] != '=':
		return nil, n, No
	}
	n++
	if n += Lead(b[n:]); n == len(b) {
		return nil, n, NeedMore
	}
	quote := b[n]
	if quote != '"' && quote != '\'' {
		return nil, n, No
	}
	n++
	end := bytes.IndexByte(b[n:], quote)
	less := bytes.IndexByte(b[n:], '<')
	switch {
	case less >= 0 && (end < 0 || less < end):
		return nil, n + less, No
	case end < 0:
		return nil, len(b), NeedMore
	}
	return name, n + end + 1, Yes
}

// isNameByte reports whether c may be part of a name.
func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80
}

// Element is the progress of the search for the end of an element.
type Element struct {
	tag Tag
	at  int // all bytes before have been examined
	// envelope: the element is the envelope, which contains messages.
	envelope bool
	sections Sections
}

// Kind returns the kind of the element, once End has seen its start tag.
func (e *Element) Kind() trace.Bare { return e.tag.Kind }

// Name returns the name of the element, once End has seen its start tag.
func (e *Element) Name() []byte { return e.tag.Name }

// End looks for the end of the element that b begins with: a message without the envelope, an envelope,
// or any other element. b grows from call to call. Yes: n is the length. No: at n begins a document that
// the element cannot contain or, unless it is a message, any document; with n 0, b does not begin with an
// element.
func (d *Documents) End(e *Element, b []byte) (n int, a Answer) {
	if e.at == 0 {
		t, a := d.anyTag(b)
		switch {
		case a != Yes:
			return 0, a
		case t.Empty:
			e.tag = t
			return t.Len, Yes
		}
		t.Name = bytes.Clone(t.Name)
		e.tag, e.at, e.envelope = t, t.Len, d.rootTag(b) == Yes
	}
	name := e.tag.Name
	for {
		i := bytes.IndexByte(b[e.at:], '<')
		if i < 0 {
			e.at = len(b)
			return 0, NeedMore
		}
		e.at += i
		rest := b[e.at:]
		if len(rest) < 2 {
			return 0, NeedMore
		}
		switch rest[1] {
		case '/':
			end := bytes.IndexByte(rest, '>')
			switch {
			case end < 0 && len(rest) <= maxTag:
				return 0, NeedMore
			case end >= 0 && bytes.EqualFold(bytes.TrimRight(rest[2:end], " \t\r\n"), name):
				return e.at + end + 1, Yes
			}
		case '!', '?':
			length, a := e.sections.At(int64(e.at), rest)
			if a == NeedMore {
				return 0, NeedMore
			}
			if e.at += length; length > 0 {
				continue
			}
			fallthrough
		default:
			var begins Answer
			if e.envelope {
				if begins = StartsLike(rest, "<?xml"); begins == No {
					begins = d.rootTag(rest)
				}
			} else {
				begins = d.begins(rest, e.tag.Kind)
			}
			switch begins {
			case Yes:
				return e.at, No
			case NeedMore:
				return 0, NeedMore
			}
		}
		e.at++
	}
}

// rootTag reports whether b begins with the start tag of the root, in any case.
func (d *Documents) rootTag(b []byte) Answer {
	if len(b) > 1 && b[1]|0x20 != d.Tag[1]|0x20 {
		return No // most tags
	}
	a := Prefix(b, d.Tag)
	if a == No {
		switch a = prefixFold(b, d.Tag); {
		case a != Yes:
		case len(b) == len(d.Tag):
			return NeedMore // the name may continue
		case isNameByte(b[len(d.Tag)]):
			return No
		}
	}
	return a
}

// Begins reports whether b begins a document, at any place in a stream.
func (d *Documents) Begins(b []byte) Answer { return d.begins(b, trace.NotBare) }

// begins reports whether b begins a document that an element cannot contain: a subtype
// contains no element, a message contains no other message; other elements may
// contain documents.
func (d *Documents) begins(b []byte, in trace.Bare) Answer {
	if in == trace.BareSubtype {
		return Yes
	}
	if a := StartsLike(b, "<?xml"); a != No {
		return a
	}
	if a := d.rootTag(b); a != No {
		return a
	}
	t, a := d.StartTag(b)
	switch {
	case a == NeedMore && (t.Kind == trace.NotBare || in == trace.NotBare):
		return NeedMore
	case in == trace.NotBare:
		return a
	case t.Kind == trace.BareMessage || t.Kind == trace.BareCommonWord:
		return Yes
	}
	return No
}

// anyTag is StartTag for an element of any name.
func (d *Documents) anyTag(b []byte) (t Tag, a Answer) {
	if t, a = d.StartTag(b); a == Yes || a == NeedMore && len(b) <= maxTag {
		if t.Kind != trace.NotBare || a == NeedMore {
			return t, a
		}
	}
	n := 1
	for n < len(b) && isNameByte(b[n]) {
		n++
	}
	if b[0] != '<' || n == 1 {
		return Tag{}, No
	}
	t = Tag{Name: b[1:n]}
	var quote byte
	for i := n; i < min(len(b), maxTag); i++ {
		switch c := b[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return t, No
		case c == '>':
			t.Len, t.Empty = i+1, b[i-1] == '/'
			return t, Yes
		}
	}
	if len(b) >= maxTag {
		return t, No
	}
	return t, NeedMore
}

// Parts returns the ranges of the documents in a body whose root is a wrapper, otherwise
// nil.
func (d *Documents) Parts(body []byte) (parts []trace.Span) {
	at, a := d.RootAt(body)
	if a != Yes || hasPrefix(body[at:], "<!DOCTYPE") || d.rootTag(body[at:]) != No {
		return nil
	}
	if _, a := d.StartTag(body[at:]); a == Yes {
		return nil
	}
	var sections Sections
	for at < len(body) {
		if n, a := sections.At(int64(at), body[at:]); a == Yes {
			at += n
			continue
		}
		if body[at] == '<' && d.Begins(body[at:]) == Yes {
			if n, _ := d.Length(body[at:]); n > 0 {
				parts = append(parts, trace.Span{Start: at, End: at + n})
				at += n
				continue
			}
		}
		i := bytes.IndexByte(body[at+1:], '<')
		if i < 0 {
			break
		}
		at += 1 + i
	}
	return parts
}

// PastDoctype returns the index in b after an optional document type at index at and white space.
func PastDoctype(b []byte, at int) int {
	if hasPrefix(b[at:], "<!DOCTYPE") {
		if i := bytes.IndexByte(b[at:], '>'); i >= 0 {
			at += i + 1
			at += Lead(b[at:])
		}
	}
	return at
}

// Misspelt reports whether the root of the document whose document type or root is at b[at] has the name of the
// protocol's root in another case, and at which index its tag begins.
func (d *Documents) Misspelt(b []byte, at int) (root int, ok bool) {
	b = b[:min(len(b), at+maxProlog)]
	root = PastDoctype(b, at)
	return root, !hasPrefix(b[root:], d.Tag) && d.rootTag(b[root:]) == Yes
}

// Length returns the length of the document that b begins with. ok is false if the
// document is incomplete; n is 0 if it is not one.
func (d *Documents) Length(b []byte) (n int, ok bool) {
	at, a := d.RootAt(b)
	if a == Yes {
		at = PastDoctype(b, at)
	}
	if at == len(b) {
		return len(b), false
	}
	var e Element
	n, a = d.End(&e, b[at:])
	switch {
	case a == No && e.Kind() == trace.BareSubtype:
		return 0, false
	case n > 0:
		return at + n, a == Yes
	}
	return len(b), false
}

// StartOfText and EndOfText surround each document of some programs.
const (
	StartOfText = 2
	EndOfText   = 3
)

// Separators returns the length of the white space, NUL, StartOfText, EndOfText and byte order marks that b
// begins with.
func Separators(b []byte) int {
	n := 0
	for {
		one := Separator(b[n:])
		if one == 0 {
			return n
		}
		n += one
	}
}

// Separator is Separators for the first one.
func Separator(b []byte) int {
	switch {
	case len(b) == 0:
		return 0
	case IsTrailing(b[0]), b[0] == StartOfText, b[0] == EndOfText:
		return 1
	case hasPrefix(b, ByteOrderMark):
		return len(ByteOrderMark)
	}
	return 0
}

// rootName returns the name of the root of a body.
func (d *Documents) rootName(body []byte) string {
	at, _ := d.RootAt(body)
	t, _ := d.anyTag(body[at:])
	return string(t.Name)
}
