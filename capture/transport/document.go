// The beginning and the end of a document in a byte stream.

package transport

import (
	"bytes"
	"strings"
	"unicode/utf16"

	"ivrcheck/trace"
)

const (
	// maxLead is the most white space before a document that can still be
	// recognised.
	maxLead = 64
	// maxProlog is the largest distance of the root element from the start of a
	// document.
	maxProlog = 1024
)

// Documents recognises the documents of the protocol.
type Documents struct {
	// Root is the name of the root, Tag is "<" and EndTag "</" with it.
	Root, Tag, EndTag string
	starts            []string
	bare              map[string]trace.Bare
	// folded has the names of bare in lower case, without common words; longestBare is the
	// length of the longest name.
	folded      map[string]trace.Bare
	longestBare int
	subtypes    [][]byte
	aloneWith   []byte
	// outlined has a bit for the outline of each name in bare and subtypes.
	outlined [outlines / 64]uint64
}

// NewDocuments returns the Documents with the names. Without a root, none are
// recognised.
func NewDocuments(n trace.Names) *Documents {
	root := n.Root
	if root == "" {
		root = "\x00" // no element has this name
	}
	d := &Documents{
		Root: root, Tag: "<" + root, EndTag: "</" + root, starts: []string{"<?xml", "<!DOCTYPE", "<" + root},
		bare: n.Bare, folded: map[string]trace.Bare{}, aloneWith: []byte(n.AloneWith),
	}
	for _, s := range n.Subtypes {
		d.subtypes = append(d.subtypes, []byte(s))
	}
	for name, kind := range n.Bare {
		if kind == trace.BareMessage {
			d.folded[strings.ToLower(name)] = kind
			d.longestBare = max(d.longestBare, len(name))
		}
		d.addOutline(name)
	}
	for _, name := range n.Subtypes {
		d.addOutline(name)
	}
	return d
}

// outlines is the number of outlines.
const outlines = 1 << 12

// outline is a hash that is equal for a name in any case, and for few other names.
func outline[T string | []byte](name T) uint {
	return (uint(name[0]|0x20)*37 + uint(name[len(name)-1]|0x20)*5 + uint(len(name))*331) % outlines
}

func (d *Documents) addOutline(name string) {
	d.outlined[outline(name)/64] |= 1 << (outline(name) % 64)
}

// IndexEndTag returns the index of the first EndTag in b, -1 if absent. It
// searches for the first letter of the name: '<' is too frequent.
func (d *Documents) IndexEndTag(b []byte) int {
	const letter = len("</")
	tag := d.EndTag
	for at := letter; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], tag[letter])
		if i < 0 {
			break
		}
		if at += i; b[at-1] == '/' && hasPrefix(b[at-letter:], tag) {
			return at - letter
		}
	}
	return -1
}

// decide turns NeedMore into No if b is too long for a prolog.
func decide(b []byte, a Answer) Answer {
	if a == NeedMore && len(b) > maxProlog {
		return No
	}
	return a
}

// StartsLike reports whether b begins with one of texts, after white space.
func StartsLike(b []byte, texts ...string) Answer {
	n := Lead(b)
	if n > maxLead {
		return No
	}
	b = b[n:]
	for _, text := range texts {
		if a := Prefix(b, text); a != No {
			return a
		}
	}
	return No
}

// Prefix reports whether b begins with text.
func Prefix(b []byte, text string) Answer {
	switch {
	case hasPrefix(b, text):
		return Yes
	case len(b) < len(text) && string(b) == text[:len(b)]:
		return NeedMore
	}
	return No
}

// prefixFold is Prefix, ignoring case.
func prefixFold(b []byte, text string) Answer {
	n := min(len(b), len(text))
	switch {
	case !strings.EqualFold(string(b[:n]), text[:n]):
		return No
	case n < len(text):
		return NeedMore
	}
	return Yes
}

// Closed reports whether b is a document that ends with the end tag of its own
// root, whatever its name, or is an empty root. n is its length without
// trailing NUL and white space.
func Closed(b []byte) (n int, ok bool) {
	n = len(b)
	for n > 0 && IsTrailing(b[n-1]) {
		n--
	}
	b = b[:n]
	if n == 0 || b[n-1] != '>' {
		return 0, false
	}
	name, at := root(b)
	if len(name) == 0 {
		return 0, false
	}
	if open := bytes.LastIndexByte(b, '<'); open > at {
		last := b[open+1 : n-1]
		if len(last) == 0 || last[0] != '/' {
			return 0, false
		}
		return n, bytes.EqualFold(bytes.TrimRight(last[1:], " \t\r\n"), name)
	}
	return n, n > 1 && b[n-2] == '/' && bytes.IndexByte(b[at:n-1], '>') < 0
}

// root returns the name of the first element of b and the index of its tag.
func root(b []byte) (name []byte, at int) {
	for at < len(b) {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 || at+i+1 >= len(b) {
			return nil, 0
		}
		at += i
		if rest := b[at+1:]; rest[0] != '?' && rest[0] != '!' {
			n := bytes.IndexAny(rest, " \t\r\n/>")
			if n <= 0 {
				return nil, 0
			}
			return rest[:n], at
		}
		end := ">"
		if hasPrefix(b[at:], "<!--") {
			end = "-->"
		}
		i = bytes.Index(b[at:], []byte(end))
		if i < 0 {
			return nil, 0
		}
		at += i + len(end)
	}
	return nil, 0
}

// ByteOrderMark may come before a document.
const ByteOrderMark = "\xef\xbb\xbf"

// IsSpace reports whether c is white space of XML.
func IsSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// IsTrailing reports whether c may follow a document as padding.
func IsTrailing(c byte) bool { return c == 0 || IsSpace(c) }

// Lead counts the white space that b begins with.
func Lead(b []byte) int {
	n := 0
	for n < len(b) && IsSpace(b[n]) {
		n++
	}
	return n
}

func hasPrefix(b []byte, p string) bool { return len(b) >= len(p) && string(b[:len(p)]) == p }

// UTF16 reports whether b begins like XML in UTF-16, with or without a byte order mark, and
// in which byte order.
func UTF16(b []byte) (big bool, a Answer) {
	for _, s := range [...]struct {
		start string
		big   bool
	}{
		{"\xff\xfe<\x00", false}, {"<\x00?\x00", false}, {"<\x00!\x00", false},
		{"\xfe\xff\x00<", true}, {"\x00<\x00?", true}, {"\x00<\x00!", true},
	} {
		switch Prefix(b, s.start) {
		case Yes:
			return s.big, Yes
		case NeedMore:
			a = NeedMore
		}
	}
	return false, a
}

// FromUTF16 converts UTF-16 to UTF-8, without a byte order mark.
func FromUTF16(b []byte, big bool) []byte {
	units := make([]uint16, len(b)/2)
	for i := range units {
		hi, lo := b[2*i], b[2*i+1]
		if !big {
			hi, lo = lo, hi
		}
		units[i] = uint16(hi)<<8 | uint16(lo)
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"))
}
