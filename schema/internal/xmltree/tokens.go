package xmltree

// A Tokenizer works on bytes, so it supports every encoding that uses the bytes of <, >, &, quotes and ASCII names only
// for these, as all supported ones do.

import (
	"bytes"
	"math/bits"

	"ivrcheck/trace"
)

type TokenKind uint8

const (
	TokText      TokenKind = iota
	TokCDATA               // value: its text
	TokComment             // value: its text
	TokPI                  // <?...?>, the XML declaration too
	TokDeclare             // <!...>
	TokOpen                // <Name
	TokAttribute           // name="value"
	TokClose               // the > of a start tag
	TokEmpty               // the /> of a start tag
	TokEnd                 // </Name>
	TokBroken              // none of these
)

// A token is a range of the body. Name and value are ranges, too, and empty if the kind has none.
type Token struct {
	Kind                 TokenKind
	Start, End           int
	NameStart, NameEnd   int
	ValueStart, ValueEnd int
	// Flaw is an error that the Tokenizer found in it, or "". It is a reason for doubt, not a verdict.
	Flaw string
}

// Flaws, which are also the names of XML001's hints.
const (
	FlawAmpersand = "ampersand" // an & that begins no reference
	FlawLessThan  = "less-than" // a < that begins no markup
	FlawQuote     = "quote"     // a value without its quotes
	FlawUnclosed  = "unclosed"  // the document ends inside a token
	FlawMismatch  = "mismatch"  // an end tag that closes nothing
	FlawRepeated  = "repeated"  // an attribute that occurs twice in its tag
	FlawControl   = "control"   // a control character
	FlawMarkup    = "markup"    // anything else
)

// manyNodes is the number of nodes from which the rest is counted before allocation.
const manyNodes = 1 << 12

// countNodes counts the elements and attributes that begin in a part of a document.
func countNodes(part []byte) (n int) {
	s := Tokenizer{Body: part}
	for t, ok := s.Next(); ok; t, ok = s.Next() {
		if t.Kind == TokOpen || t.Kind == TokAttribute {
			n++
		}
	}
	return n
}

// A Tokenizer splits a document, well-formed or not, into markup and text. It judges nothing. It is used for the limits
// of libxml2, the places of faults, and masking.
type Tokenizer struct {
	Body  []byte
	At    int // where the next token begins
	inTag bool
}

// Next returns the next token. ok is false at the end of the body. Every call advances by a byte or more, or leaves a
// tag.
func (s *Tokenizer) Next() (t Token, ok bool) {
	if s.inTag {
		return s.inside()
	}
	if s.At >= len(s.Body) {
		return Token{}, false
	}
	b, start := s.Body, s.At
	if b[start] != '<' {
		end := bytes.IndexByte(b[start:], '<')
		if end < 0 {
			end = len(b)
		} else {
			end += start
		}
		s.At = end
		t = Token{Kind: TokText, Start: start, End: end, ValueStart: start, ValueEnd: end}
		if !referencesOnly(b[start:end]) {
			t.Flaw = FlawAmpersand
		}
		return t, true
	}
	rest := b[start:]
	var second byte
	if len(rest) > 1 {
		second = rest[1]
	}
	switch {
	case second == '?':
		return s.until(TokPI, 2, "?>"), true
	case second == '!' && bytes.HasPrefix(rest, []byte("<!--")):
		return s.until(TokComment, 4, "-->"), true
	case second == '!' && bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return s.until(TokCDATA, 9, "]]>"), true
	case second == '!':
		return s.declaration(), true
	case second == '/':
		nameEnd := EndOfName(b, start+2)
		end := SkipSpace(b, nameEnd)
		if nameEnd == start+2 || end >= len(b) || b[end] != '>' {
			return s.broken(start, endOfBroken(b, start+1), FlawMarkup), true
		}
		s.At = end + 1
		return Token{Kind: TokEnd, Start: start, End: end + 1, NameStart: start + 2, NameEnd: nameEnd}, true
	}
	nameEnd := EndOfName(b, start+1)
	if nameEnd == start+1 {
		return s.broken(start, endOfBroken(b, start+1), FlawLessThan), true
	}
	s.At, s.inTag = nameEnd, true
	return Token{Kind: TokOpen, Start: start, End: nameEnd, NameStart: start + 1, NameEnd: nameEnd}, true
}

// inside returns the next token of a start tag after its name.
func (s *Tokenizer) inside() (Token, bool) {
	b := s.Body
	start := SkipSpace(b, s.At)
	if start >= len(b) {
		s.inTag = false
		return s.broken(s.At, len(b), FlawUnclosed), true
	}
	switch {
	case b[start] == '>':
		s.At, s.inTag = start+1, false
		return Token{Kind: TokClose, Start: start, End: start + 1}, true
	case b[start] == '/' && start+1 < len(b) && b[start+1] == '>':
		s.At, s.inTag = start+2, false
		return Token{Kind: TokEmpty, Start: start, End: start + 2}, true
	case b[start] == '<':
		s.inTag = false
		return s.broken(start, start, FlawUnclosed), true
	}
	nameEnd := EndOfName(b, start)
	if nameEnd == start {
		return s.broken(start, endOfBroken(b, start+1), FlawMarkup), true
	}
	t := Token{Kind: TokAttribute, Start: start, NameStart: start, NameEnd: nameEnd}
	if start == s.At { // no space before it
		t.Flaw = FlawMarkup
	}
	at := SkipSpace(b, nameEnd)
	if at >= len(b) || b[at] != '=' {
		return s.broken(start, endOfBroken(b, nameEnd), FlawMarkup), true
	}
	at = SkipSpace(b, at+1)
	if at >= len(b) || b[at] != '"' && b[at] != '\'' {
		return s.broken(start, endOfBroken(b, at), FlawQuote), true
	}
	end := EndOfValue(b, at+1)
	if end >= len(b) || b[end] != b[at] { // otherwise the value is plain
		length := bytes.IndexByte(b[end:], b[at])
		if length < 0 {
			// The quote is never closed, so the rest may be the value.
			s.inTag = false
			return s.broken(start, len(b), FlawQuote), true
		}
		plain := end
		end += length
		switch value := b[plain:end]; {
		case bytes.IndexByte(value, '<') >= 0:
			t.Flaw = FlawLessThan
		case !referencesOnly(value):
			t.Flaw = FlawAmpersand
		}
	}
	t.ValueStart, t.ValueEnd, t.End = at+1, end, end+1
	s.At = t.End
	return t, true
}

func (s *Tokenizer) broken(start, end int, flaw string) Token {
	s.At = end
	return Token{Kind: TokBroken, Start: start, End: end, Flaw: flaw}
}

// until returns a token that ends with the first closing text, which ends with >, after its first open bytes.
func (s *Tokenizer) until(kind TokenKind, open int, closing string) Token {
	start := s.At
	text := s.Body[start+open:]
	for end := 0; ; {
		next := bytes.IndexByte(text[end:], '>')
		if next < 0 {
			return s.broken(start, len(s.Body), FlawUnclosed)
		}
		end += next + 1
		if length := end - len(closing); length >= 0 && string(text[length:end]) == closing {
			s.At = start + open + end
			return Token{Kind: kind, Start: start, End: s.At, ValueStart: start + open, ValueEnd: start + open + length}
		}
	}
}

// declaration reads a <!...> with the quoted texts and brackets in it.
func (s *Tokenizer) declaration() Token {
	b, start, depth := s.Body, s.At, 0
	for i := start + 2; i < len(b); i++ {
		if class[b[i]]&(anyMore|blank) != 0 {
			continue
		}
		switch b[i] {
		case '"', '\'':
			length := bytes.IndexByte(b[i+1:], b[i])
			if length < 0 {
				return s.broken(start, len(b), FlawUnclosed)
			}
			i += length + 1
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				s.At = i + 1
				return Token{Kind: TokDeclare, Start: start, End: i + 1, ValueStart: start + 2, ValueEnd: i}
			}
		}
	}
	return s.broken(start, len(b), FlawUnclosed)
}

// endOfBroken returns the end of invalid text: the next white space or markup from at on.
func endOfBroken(b []byte, at int) int {
	for at < len(b) && b[at] != '<' && b[at] != '>' && !isSpace(b[at]) {
		at++
	}
	return min(at, len(b))
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func SkipSpace(b []byte, at int) int {
	for at < len(b) && isSpace(b[at]) {
		at++
	}
	return at
}

// EndOfName returns the end of the name at at, or at if there is none. Bytes above ASCII count as letters, because
// libxml2 decides.
func EndOfName(b []byte, at int) int {
	if at >= len(b) || class[b[at]]&anyStart == 0 {
		return at
	}
	at++
	for at+8 <= len(b) {
		others := nonLetters(Word(b, at))
		if others == 0 {
			at += 8
			continue
		}
		at += bits.TrailingZeros64(others) / 8
		if class[b[at]]&anyMore == 0 {
			return at
		}
		at++
	}
	for at < len(b) && class[b[at]]&anyMore != 0 {
		at++
	}
	return at
}

// referencesOnly reports whether every & in b begins an apparent reference.
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
			j = EndOfName(b, 0)
		}
		if j == 0 || j >= len(b) || b[j] != ';' {
			return false
		}
	}
}

// FirstEntity returns the index of the first reference to an entity other than the five of XML, or -1.
func FirstEntity(b []byte) int {
	for i := 0; i < len(b); i++ {
		if b[i] != '&' {
			continue
		}
		end := EndOfName(b, i+1)
		switch string(b[i+1 : end]) {
		case "", "amp", "lt", "gt", "quot", "apos":
		default:
			return i
		}
	}
	return -1
}

// TagAt finds the start tag of the n-th node of a well-formed document, which
// must be an element.
func TagAt(body []byte, n int32) trace.Span {
	s := Tokenizer{Body: body}
	count, start := int32(-1), -1
	for {
		t, ok := s.Next()
		if !ok {
			return trace.Span{}
		}
		switch t.Kind {
		case TokOpen:
			if count++; count == n {
				start = t.Start
			}
		case TokAttribute:
			if !IsNamespace(body[t.NameStart:t.NameEnd]) {
				count++
			}
		case TokClose, TokEmpty:
			if start >= 0 {
				return trace.Span{Start: start, End: t.End}
			}
		}
	}
}

// IsNamespace reports whether an attribute declares a namespace, so it is not a Node.
func IsNamespace(name []byte) bool {
	return string(name) == "xmlns" || bytes.HasPrefix(name, []byte("xmlns:"))
}
