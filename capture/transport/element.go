package transport

import (
	"bytes"

	"ivrcheck/trace"
)

// maxTag is the longest start tag accepted of a message without the envelope.
const maxTag = 1 << 14

// maxFolded is the longest name of a message that is found in another case.
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

// Ours reports whether b begins a document whose root or document type is that
// of the protocol, or a message without the envelope whose name is no common word.
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

// Bare returns what an element of a name, in any case, is without the envelope. A common
// word counts only as the catalogue spells it.
func (d *Documents) Bare(name []byte) trace.Bare {
	if len(name) == 0 || d.outlined[outline(name)/64]>>(outline(name)%64)&1 == 0 {
		return trace.NotBare // nearly always
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
	// Len is the length of the tag; of one that is cut or no tag, how much of it
	// looks like one.
	Len int
	// Seen is how much was examined.
	Seen int
	// Empty: the tag is the whole element.
	Empty bool
	// Attributes counts the attributes.
	Attributes int
}

// StartTag reports whether b begins with the start tag of a message without the
// envelope. No with attributes means that the tag is cut, or not well-formed.
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
			return t, No // no white space before an attribute
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

// attribute reports whether b begins with an attribute, and returns its name and its
// length, or how much of b looks like one.
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
	at  int // everything before has been examined
	// envelope: the element is the envelope, which contains messages.
	envelope bool
	sections Sections
}

// Kind is what the element is, once End has seen its start tag.
func (e *Element) Kind() trace.Bare { return e.tag.Kind }

// Name is the name of the element, once End has seen its start tag.
func (e *Element) Name() []byte { return e.tag.Name }

// End looks for the end of the element that b begins with: of a message without the
// envelope, of an envelope, or of any other element. b grows from call to call. Yes: n is its length. No:
// a document that it cannot contain, or, unless it is a message, any document, begins at n;
// with n 0 this is no element.
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

// rootTag reports whether b begins with the start tag of the root, in whatever case.
func (d *Documents) rootTag(b []byte) Answer {
	if len(b) > 1 && b[1]|0x20 != d.Tag[1]|0x20 {
		return No // most tags
	}
	a := Prefix(b, d.Tag)
	if a == No {
		switch a = prefixFold(b, d.Tag); {
		case a != Yes:
		case len(b) == len(d.Tag):
			return NeedMore // the name may go on
		case isNameByte(b[len(d.Tag)]):
			return No
		}
	}
	return a
}

// Begins reports whether b begins a document, wherever it is.
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

// Parts returns the places of the documents in a body whose root is a wrapper; nil if it is
// none.
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

// pastDoctype returns the index in b after the document type at index at, if there is one, and white space.
func pastDoctype(b []byte, at int) int {
	if hasPrefix(b[at:], "<!DOCTYPE") {
		if i := bytes.IndexByte(b[at:], '>'); i >= 0 {
			at += i + 1
			at += Lead(b[at:])
		}
	}
	return at
}

// Misspelt reports whether the root of the document whose document type or root is at b[at] has the name of the
// protocol's in another case, and where its tag begins.
func (d *Documents) Misspelt(b []byte, at int) (root int, ok bool) {
	b = b[:min(len(b), at+maxProlog)]
	root = pastDoctype(b, at)
	return root, !hasPrefix(b[root:], d.Tag) && d.rootTag(b[root:]) == Yes
}

// Length returns the length of the document that b begins with. ok is false if it is not
// whole; n is 0 if it is not one.
func (d *Documents) Length(b []byte) (n int, ok bool) {
	at, a := d.RootAt(b)
	if a == Yes {
		at = pastDoctype(b, at)
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

// StartOfText and EndOfText are what some programs write before and after each document.
const (
	StartOfText = 2
	EndOfText   = 3
)

// Separators returns the length of the white space, NUL, control characters around documents and byte order
// marks that b begins with.
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

// Separator is Separators for the first of them.
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

// rootName is the name of the root of a body.
func (d *Documents) rootName(body []byte) string {
	at, _ := d.RootAt(body)
	t, _ := d.anyTag(body[at:])
	return string(t.Name)
}
