package xmltree

// Reads the parts before and after the root element: the XML declaration, a document type without internal subset,
// comments and instructions.

import (
	"bytes"
	"slices"
	"strings"
)

// plainPreamble is the maximum length of a declaration, a document type or an instruction.
const plainPreamble = 1000

// prologue reads everything before the root element.
func (s *Scanner) prologue() (at int, ok bool) {
	b := s.body
	if bytes.HasPrefix(b, []byte(ByteOrderMark)) {
		// It is only a mark if the text is UTF-8.
		if at = len(ByteOrderMark); !s.isHigh() || s.reading.latin1 || s.reading.bytewise != nil {
			return 0, false
		}
	}
	if bytes.HasPrefix(b[at:], []byte("<?xml")) {
		end, label, ok := Declaration(b[at:])
		if !ok || familyOf(label) == otherFamily && !s.isConverted(label) {
			return 0, false
		}
		at += end
	}
	if at, ok = s.between(at); !ok {
		return 0, false
	}
	if !bytes.HasPrefix(b[at:], []byte("<!D")) {
		return at, true
	}
	if at, ok = s.doctype(at); !ok {
		return 0, false
	}
	return s.between(at)
}

// isConverted reports whether there is a converter for an encoding. Its ASCII text stays the same.
func (s *Scanner) isConverted(label []byte) bool {
	const most = 32
	converted, known := s.labels[string(label)]
	if !known {
		if len(s.labels) >= most || s.labels == nil {
			s.labels = map[string]bool{}
		}
		converted = converter(strings.ToLower(string(label))) != nil
		s.labels[string(label)] = converted
	}
	return converted
}

// Declaration reads a plain XML declaration at the start of b: version 1.0, then optional encoding and standalone, at
// most 1,000 bytes. end is its end, label the encoding, a view of b.
func Declaration(b []byte) (end int, label []byte, ok bool) {
	b = b[:min(len(b), plainPreamble)]
	c := cursor{b: b, at: len("<?xml")}
	if !bytes.HasPrefix(b, []byte("<?xml")) || !c.pseudo("version") || string(c.value) != "1.0" {
		return 0, nil, false
	}
	if c.pseudo("encoding") {
		label = c.value
		if len(label) == 0 || label[0]|0x20 < 'a' || label[0]|0x20 > 'z' || endOfName(label, 0) != len(label) {
			return 0, nil, false
		}
	}
	if c.pseudo("standalone") && string(c.value) != "yes" && string(c.value) != "no" {
		return 0, nil, false
	}
	c.space()
	return c.at + 2, label, bytes.HasPrefix(b[c.at:], []byte("?>"))
}

// doctype reads the document type at at.
func (s *Scanner) doctype(at int) (end int, ok bool) {
	c := cursor{b: s.body[:min(len(s.body), at+plainPreamble)], at: at}
	p := Prologue{Start: at}
	if !c.word("<!DOCTYPE") || !c.space() {
		return 0, false
	}
	from := c.at
	if c.at = endOfName(c.b, from); c.at == from || class[c.b[from]]&nameStart == 0 {
		return 0, false
	}
	p.Name = view(c.b[from:c.at])
	spaced := c.space()
	switch {
	case c.word("SYSTEM"):
		ok = spaced && c.space() && c.quoted()
	case c.word("PUBLIC"):
		p.HasPublic = true
		ok = spaced && c.space() && c.quoted() && !bytes.ContainsFunc(c.value, notPublic) && c.space() && c.quoted()
	default:
		ok = true
	}
	p.System = view(c.value)
	c.space()
	if !ok || !c.word(">") {
		return 0, false
	}
	p.End = c.at
	s.Prologue = p
	return c.at, true
}

// notPublic reports whether a character is not allowed in a public identifier.
func notPublic(r rune) bool {
	letter := r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune(" '()+,./:=?;!*#@$_%-", r)
}

// A cursor reads declarations.
type cursor struct {
	b     []byte
	at    int
	value []byte // the last quoted text
}

func (c *cursor) space() (some bool) {
	at := skipBlank(c.b, c.at)
	some, c.at = at > c.at, at
	return some
}

func (c *cursor) word(w string) bool {
	if len(c.b)-c.at < len(w) || string(c.b[c.at:c.at+len(w)]) != w {
		return false
	}
	c.at += len(w)
	return true
}

// quoted reads a quoted text of printable ASCII characters.
func (c *cursor) quoted() bool {
	if c.at >= len(c.b) || c.b[c.at] != '"' && c.b[c.at] != '\'' {
		return false
	}
	quote := c.b[c.at]
	for i := c.at + 1; i < len(c.b) && class[c.b[i]]&literal != 0; i++ {
		if c.b[i] == quote {
			c.value, c.at = c.b[c.at+1:i], i+1
			return true
		}
	}
	return false
}

// pseudo reads space, a name, an equals sign and a quoted text, or nothing.
func (c *cursor) pseudo(name string) bool {
	start := c.at
	if c.space() && c.word(name) {
		c.space()
		if c.word("=") {
			c.space()
			if c.quoted() {
				return true
			}
		}
	}
	c.at = start
	return false
}

// between skips white space, comments and instructions outside the root.
func (s *Scanner) between(at int) (end int, ok bool) {
	b := s.body
	for {
		at = skipBlank(b, at)
		if at+1 >= len(b) || b[at] != '<' || b[at+1] != '?' && !bytes.HasPrefix(b[at:], []byte("<!--")) {
			return at, true
		}
		if at, ok = s.comment(at); !ok {
			return 0, false
		}
	}
}

// comment skips a comment or an instruction.
func (s *Scanner) comment(start int) (end int, ok bool) {
	b := s.body[start:]
	var inside []byte
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		length := bytes.Index(b[4:], []byte("--"))
		if length < 0 || !bytes.HasPrefix(b[4+length:], []byte("-->")) {
			return 0, false
		}
		inside, end = b[4:4+length], start+4+length+3
	case len(b) > 2 && b[1] == '?' && class[b[2]]&nameStart != 0:
		length := bytes.Index(b, []byte("?>"))
		if length < 0 || length > plainPreamble {
			return 0, false
		}
		inside, end = b[2:length], start+length+2
		name := endOfName(inside, 0)
		// Names that begin with xml are partly reserved.
		if name < len(inside) && class[inside[name]]&blank == 0 || bytes.EqualFold(inside[:min(3, name)], []byte("xml")) {
			return 0, false
		}
	default:
		return 0, false
	}
	if slices.ContainsFunc(inside, func(c byte) bool { return c >= 0x80 || c < ' ' && c != '\t' && c != '\n' }) {
		return 0, false
	}
	return end, true
}
