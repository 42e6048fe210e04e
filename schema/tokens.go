package schema

// A tolerant tokenizer of the markup of a document, well-formed or not. It
// never judges XML (libxml2 does), it only says what stands where: for the
// limits that libxml2 must not be tried with, for the places of faults, and
// for masking.
//
// It works on bytes and so on every encoding that keeps the bytes of <, >, &,
// quotes and ASCII names for themselves alone, as all supported ones do.

import "bytes"

type tokenKind uint8

const (
	tokText      tokenKind = iota
	tokCDATA               // value: what is inside
	tokComment             // value: what is inside
	tokPI                  // <?...?>, the XML declaration too
	tokDeclare             // <!...>
	tokOpen                // <Name
	tokAttribute           // name="value"
	tokClose               // the > of a start tag
	tokEmpty               // the /> of a start tag
	tokEnd                 // </Name>
	tokBroken              // none of these
)

// A token is a range of the body. Name and value are ranges too, empty where
// the kind has none.
type token struct {
	kind                 tokenKind
	start, end           int
	nameStart, nameEnd   int
	valueStart, valueEnd int
	// flaw says what is wrong with it, if the tokenizer saw something: a
	// reason for not being sure, not a judgement.
	flaw string
}

// Flaws, which are also the names of XML001's hints.
const (
	flawAmpersand = "ampersand" // an & that begins no reference
	flawLessThan  = "less-than" // a < that begins no markup
	flawQuote     = "quote"     // a value without its quotes
	flawUnclosed  = "unclosed"  // the document ends inside something
	flawMismatch  = "mismatch"  // an end tag that closes nothing
	flawRepeated  = "repeated"  // an attribute that stands twice in its tag
	flawControl   = "control"   // a control character
	flawMarkup    = "markup"    // anything else
)

type tokenizer struct {
	body  []byte
	pos   int
	inTag bool
}

// next gives the next token; ok is false at the end of the body. Every call
// moves on by a byte or more, or leaves a tag.
func (s *tokenizer) next() (t token, ok bool) {
	if s.inTag {
		return s.inside()
	}
	if s.pos >= len(s.body) {
		return token{}, false
	}
	b, start := s.body, s.pos
	if b[start] != '<' {
		end := bytes.IndexByte(b[start:], '<')
		if end < 0 {
			end = len(b)
		} else {
			end += start
		}
		s.pos = end
		t = token{kind: tokText, start: start, end: end, valueStart: start, valueEnd: end}
		if !referencesOnly(b[start:end]) {
			t.flaw = flawAmpersand
		}
		return t, true
	}
	rest := b[start:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.until(tokComment, 4, "-->"), true
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return s.until(tokCDATA, 9, "]]>"), true
	case bytes.HasPrefix(rest, []byte("<?")):
		return s.until(tokPI, 2, "?>"), true
	case bytes.HasPrefix(rest, []byte("<!")):
		return s.declaration(), true
	case bytes.HasPrefix(rest, []byte("</")):
		nameEnd := nameLength(b, start+2)
		end := skipSpace(b, nameEnd)
		if nameEnd == start+2 || end >= len(b) || b[end] != '>' {
			return s.broken(start, endOfBroken(b, start+1), flawMarkup), true
		}
		s.pos = end + 1
		return token{kind: tokEnd, start: start, end: end + 1, nameStart: start + 2, nameEnd: nameEnd}, true
	}
	nameEnd := nameLength(b, start+1)
	if nameEnd == start+1 {
		return s.broken(start, endOfBroken(b, start+1), flawLessThan), true
	}
	s.pos, s.inTag = nameEnd, true
	return token{kind: tokOpen, start: start, end: nameEnd, nameStart: start + 1, nameEnd: nameEnd}, true
}

// inside gives the next token of a start tag behind its name.
func (s *tokenizer) inside() (token, bool) {
	b := s.body
	start := skipSpace(b, s.pos)
	if start >= len(b) {
		s.inTag = false
		return s.broken(s.pos, len(b), flawUnclosed), true
	}
	switch {
	case b[start] == '>':
		s.pos, s.inTag = start+1, false
		return token{kind: tokClose, start: start, end: start + 1}, true
	case b[start] == '/' && start+1 < len(b) && b[start+1] == '>':
		s.pos, s.inTag = start+2, false
		return token{kind: tokEmpty, start: start, end: start + 2}, true
	case b[start] == '<':
		s.inTag = false
		return s.broken(start, start, flawUnclosed), true
	}
	nameEnd := nameLength(b, start)
	if nameEnd == start {
		return s.broken(start, endOfBroken(b, start+1), flawMarkup), true
	}
	t := token{kind: tokAttribute, start: start, nameStart: start, nameEnd: nameEnd}
	if start == s.pos { // no space in front
		t.flaw = flawMarkup
	}
	at := skipSpace(b, nameEnd)
	if at >= len(b) || b[at] != '=' {
		return s.broken(start, endOfBroken(b, nameEnd), flawMarkup), true
	}
	at = skipSpace(b, at+1)
	if at >= len(b) || b[at] != '"' && b[at] != '\'' {
		return s.broken(start, endOfBroken(b, at), flawQuote), true
	}
	length := bytes.IndexByte(b[at+1:], b[at])
	if length < 0 {
		// The quote is never closed: all that follows may be the value.
		s.inTag = false
		return s.broken(start, len(b), flawQuote), true
	}
	t.valueStart, t.valueEnd, t.end = at+1, at+1+length, at+length+2
	value := b[t.valueStart:t.valueEnd]
	switch {
	case bytes.IndexByte(value, '<') >= 0:
		t.flaw = flawLessThan
	case !referencesOnly(value):
		t.flaw = flawAmpersand
	}
	s.pos = t.end
	return t, true
}

func (s *tokenizer) broken(start, end int, flaw string) token {
	s.pos = end
	return token{kind: tokBroken, start: start, end: end, flaw: flaw}
}

func (s *tokenizer) until(kind tokenKind, open int, closing string) token {
	start := s.pos
	length := bytes.Index(s.body[start+open:], []byte(closing))
	if length < 0 {
		return s.broken(start, len(s.body), flawUnclosed)
	}
	t := token{kind: kind, start: start, valueStart: start + open, valueEnd: start + open + length}
	t.end = t.valueEnd + len(closing)
	s.pos = t.end
	return t
}

// declaration takes a <!...>, with the quoted texts and the brackets in it.
func (s *tokenizer) declaration() token {
	b, start, depth := s.body, s.pos, 0
	for i := start + 2; i < len(b); i++ {
		switch b[i] {
		case '"', '\'':
			length := bytes.IndexByte(b[i+1:], b[i])
			if length < 0 {
				return s.broken(start, len(b), flawUnclosed)
			}
			i += length + 1
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				s.pos = i + 1
				return token{kind: tokDeclare, start: start, end: i + 1, valueStart: start + 2, valueEnd: i}
			}
		}
	}
	return s.broken(start, len(b), flawUnclosed)
}

// endOfBroken is where something that makes no sense ends: at the next white
// space or markup from at on.
func endOfBroken(b []byte, at int) int {
	for at < len(b) && b[at] != '<' && b[at] != '>' && !isSpace(b[at]) {
		at++
	}
	return min(at, len(b))
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func skipSpace(b []byte, at int) int {
	for at < len(b) && isSpace(b[at]) {
		at++
	}
	return at
}

// nameLength is where a name that begins at at ends; at itself if none does.
// Bytes above ASCII count as letters: libxml2 knows better and decides.
func nameLength(b []byte, at int) int {
	for i := at; i < len(b); i++ {
		c := b[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c == '_', c == ':', c >= 0x80:
		case i > at && (c >= '0' && c <= '9' || c == '-' || c == '.'):
		default:
			return i
		}
	}
	return max(at, len(b))
}

// referencesOnly tells whether every & in b begins something that looks like
// a reference.
func referencesOnly(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			return true
		}
		b = b[i+1:]
		j := 0
		if j < len(b) && b[j] == '#' {
			for j++; j < len(b) && (b[j] >= '0' && b[j] <= '9' || b[j]|0x20 >= 'a' && b[j]|0x20 <= 'x'); j++ {
			}
		} else {
			j = nameLength(b, 0)
		}
		if j == 0 || j >= len(b) || b[j] != ';' {
			return false
		}
	}
}
