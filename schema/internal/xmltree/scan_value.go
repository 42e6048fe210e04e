package xmltree

// Text and values that need rewriting: references, line ends, and bytes above ASCII.

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// trimmed is strings.TrimSpace, but fast if there is nothing to trim.
func trimmed(s string) string {
	if n := len(s); n == 0 || isInk(s[0]) && isInk(s[n-1]) {
		return s
	}
	return strings.TrimSpace(s)
}

// isHigh determines how to read the body at the first byte above ASCII. false leaves the document to libxml2.
func (s *Scanner) isHigh() bool {
	if !s.high {
		s.high = true
		s.reading, s.Fault = Decode(s.body, s.transcoded)
	}
	return s.reading.converted == ""
}

// content is the kind of text.
type content uint8

const (
	inText content = iota
	inCDATA
	inValue
)

// unplain adds the text between two positions to the innermost open element.
func (s *Scanner) unplain(start, end int, kind content) bool {
	n := &s.nodes[s.open[s.depth-1]]
	from := len(s.arena)
	if joined := len(n.Value); joined > 0 {
		// The existing text of the element may end at the end of the arena.
		if from >= joined && view(s.arena[from-joined:]) == n.Value {
			from -= joined
		} else {
			s.arena = append(s.arena, n.Value...)
		}
	}
	if !s.resolve(start, end, kind) {
		return false
	}
	n.Value = view(s.arena[from:])
	return true
}

// resolve appends the text between two positions to the arena, as XML defines it.
func (s *Scanner) resolve(start, end int, kind content) bool {
	b := s.body[:end]
	// Text in many pieces may be copied for each piece.
	if len(s.arena)-s.own > 4*len(s.body)+4096 {
		return false
	}
	for at := start; ; {
		plain := at
		if kind == inText {
			at = EndOfText(b, at)
		} else {
			at = EndOfValue(b, at)
		}
		if s.arena = append(s.arena, b[plain:at]...); at == end {
			return true
		}
		c := b[at]
		switch {
		case c == '&' && kind != inCDATA:
			r, size := reference(b[at:])
			if size == 0 {
				return false
			}
			s.arena = utf8.AppendRune(s.arena, r)
			at += size
			continue
		case c == '<' && kind != inCDATA:
			return false
		case c == ']' && kind == inText:
			if bytes.HasPrefix(b[at:], []byte("]]>")) {
				return false
			}
			s.arena = append(s.arena, c)
		case c == '\r':
			if at+1 < end && b[at+1] == '\n' {
				at++
			}
			c = '\n'
			fallthrough
		case c == '\n', c == '\t':
			if kind == inValue {
				c = ' '
			}
			s.arena = append(s.arena, c)
		case c < ' ':
			return false
		case c < utf8.RuneSelf:
			s.arena = append(s.arena, c)
		case !s.isHigh():
			return false
		case s.reading.latin1:
			s.arena = utf8.AppendRune(s.arena, rune(c))
		case s.reading.bytewise != nil:
			s.arena = utf8.AppendRune(s.arena, s.reading.bytewise.DecodeByte(c))
		default:
			r, size := utf8.DecodeRune(b[at:])
			if r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
				return false
			}
			s.arena = append(s.arena, b[at:at+size]...)
			at += size
			continue
		}
		at++
	}
}

// reference reads one of the five entities, or a character reference. size is 0 if it is neither, or if it is left to
// libxml2.
func reference(b []byte) (r rune, size int) {
	const longest = len("&#x0010ffff;")
	length := bytes.IndexByte(b[:min(len(b), longest)], ';')
	if length < 0 {
		return 0, 0
	}
	size = length + 1
	switch name := b[1:length]; string(name) {
	case "amp":
		return '&', size
	case "lt":
		return '<', size
	case "gt":
		return '>', size
	case "quot":
		return '"', size
	case "apos":
		return '\'', size
	default:
		return number(name, size)
	}
}

func number(name []byte, size int) (rune, int) {
	base := rune(10)
	switch {
	case len(name) > 2 && name[0] == '#' && name[1] == 'x':
		base, name = 16, name[2:]
	case len(name) > 1 && name[0] == '#':
		name = name[1:]
	default:
		return 0, 0
	}
	r := rune(0)
	for _, c := range name {
		digit := rune(99)
		switch {
		case c >= '0' && c <= '9':
			digit = rune(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			digit = rune(c|0x20-'a') + 10
		}
		if digit >= base {
			return 0, 0
		}
		if r = r*base + digit; r > utf8.MaxRune {
			return 0, 0
		}
	}
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || !utf8.ValidRune(r) || r == 0xfffe || r == 0xffff {
		return 0, 0
	}
	return r, size
}

// Resolve returns the attribute's value, or text, between two positions as XML defines it, without white space around
// it. ok is false if it is left to libxml2.
func (s *Scanner) Resolve(start, end int, isValue bool) (value string, ok bool) {
	kind, from := inText, len(s.arena)
	if isValue {
		kind = inValue
	}
	if !s.resolve(start, end, kind) {
		return "", false
	}
	return trimmed(view(s.arena[from:])), true
}
