package schema

// What the scanner takes before and behind the root element: the XML
// declaration, a document type without internal subset, comments and
// instructions.

import (
	"bytes"
	"regexp"
	"slices"
)

// A preamble is a document up to the end of its document type, and what it says.
// Nearly all documents begin with the same, so the last one is remembered.
type preamble struct {
	bytes    []byte
	hasType  bool // there is a document type
	prologue prologue
}

const plainPreamble = 1000

var (
	plainDeclaration = regexp.MustCompile(`^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*("1\.0"|'1\.0')` +
		`([ \t\n]+encoding[ \t\n]*=[ \t\n]*("[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?` +
		`([ \t\n]+standalone[ \t\n]*=[ \t\n]*("(yes|no)"|'(yes|no)'))?[ \t\n]*\?>`)
	plainType = regexp.MustCompile(`^<!DOCTYPE[ \t\n]+[A-Za-z_][A-Za-z0-9._-]*` +
		`([ \t\n]+(SYSTEM|PUBLIC[ \t\n]+("[A-Za-z0-9 '()+,./:=?;!*#@$_%-]*"|'[A-Za-z0-9 ()+,./:=?;!*#@$_%-]*'))` +
		`[ \t\n]+("[ !#-~]*"|'[ -&(-~]*'))?[ \t\n]*>`)
)

// prologue reads all before the root element.
func (s *scanner) prologue() (at int, ok bool) {
	b := s.body
	if bytes.HasPrefix(b, []byte(byteOrderMark)) {
		// The mark is one only if the text is UTF-8.
		if at = len(byteOrderMark); !s.isHigh() || s.reading.latin1 {
			return 0, false
		}
	}
	if size := len(s.preamble.bytes); size > 0 && bytes.HasPrefix(b, s.preamble.bytes) {
		if at = size; s.preamble.hasType {
			return s.between(at)
		}
	} else {
		s.preamble = preamble{bytes: s.preamble.bytes[:0]}
		if bytes.HasPrefix(b[at:], []byte("<?xml")) {
			length := len(plainDeclaration.Find(b[at:min(at+plainPreamble, len(b))]))
			label, _ := declaredEncoding(b)
			if length == 0 || familyOf(label) == otherFamily {
				return 0, false
			}
			at += length
			s.preamble.bytes = append(s.preamble.bytes, b[:at]...)
		}
	}
	if at, ok = s.between(at); !ok {
		return 0, false
	}
	if !bytes.HasPrefix(b[at:], []byte("<!D")) {
		return at, true
	}
	length := len(plainType.Find(b[at:min(at+plainPreamble, len(b))]))
	if length == 0 {
		return 0, false
	}
	at += length
	s.preamble.hasType, s.preamble.prologue = true, readPrologue(b)
	s.preamble.bytes = s.preamble.bytes[:0]
	if at <= plainPreamble {
		s.preamble.bytes = append(s.preamble.bytes, b[:at]...)
	}
	return s.between(at)
}

// known is readPrologue, from memory if the last document began the same.
func (s *scanner) known(b []byte) prologue {
	if s.preamble.hasType && len(s.preamble.bytes) > 0 && bytes.HasPrefix(b, s.preamble.bytes) {
		return s.preamble.prologue
	}
	return readPrologue(b)
}

// between skips white space, comments and instructions outside the root.
func (s *scanner) between(at int) (end int, ok bool) {
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
func (s *scanner) comment(start int) (end int, ok bool) {
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
		name := 0
		for name < len(inside) && class[inside[name]]&nameMore != 0 {
			name++
		}
		// Names that begin with xml are reserved, in part.
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
