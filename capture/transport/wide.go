// UTF-16.

package transport

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// UTF16 reports whether b begins like XML in UTF-16, with a byte order mark or without, and
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

// FromUTF16 returns UTF-16 as UTF-8, without a byte order mark.
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

// Wide is the byte order of UTF-16. The zero value is another encoding.
type Wide uint8

// The byte orders.
const (
	NotWide Wide = iota
	LittleEndian
	BigEndian
)

// BothOrders are the byte orders.
var BothOrders = [...]Wide{LittleEndian, BigEndian}

// Unit returns the code unit that b begins with.
func (w Wide) Unit(b []byte) uint16 {
	if w == BigEndian {
		return uint16(b[0])<<8 | uint16(b[1])
	}
	return uint16(b[1])<<8 | uint16(b[0])
}

// Lead returns the length of the white space and byte order marks that b begins with.
func (w Wide) Lead(b []byte) int {
	n := 0
	for ; n+1 < len(b); n += 2 {
		if u := w.Unit(b[n:]); u != '\ufeff' && (u >= utf8.RuneSelf || !IsSpace(byte(u))) {
			break
		}
	}
	return n
}

// Append appends b to text, as UTF-8, and returns how much of b it read: of a character that is
// cut nothing, unless b is all that comes.
func (w Wide) Append(text, b []byte, all bool) ([]byte, int) {
	n := 0
	for n+1 < len(b) {
		r := rune(w.Unit(b[n:]))
		n += 2
		if utf16.IsSurrogate(r) {
			switch {
			case n+1 < len(b):
				if r = utf16.DecodeRune(r, rune(w.Unit(b[n:]))); r != utf8.RuneError {
					n += 2
				}
			case !all:
				return text, n - 2
			default:
				r = utf8.RuneError
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text, n
}

// Text returns b, which begins with a document, as UTF-8, without what Lead counts.
func (w Wide) Text(b []byte) []byte {
	text, _ := w.Append(nil, b[w.Lead(b):], true)
	return text
}

// Len returns the length of text in UTF-16, in bytes.
func (w Wide) Len(text []byte) int {
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		n += 2 * max(utf16.RuneLen(r), 1)
	}
	return n
}

// Index returns the index in b of a text of ASCII in UTF-16, -1 if it is not there.
func (w Wide) Index(b []byte, text string) int {
	var wide []byte
	for i := range len(text) {
		if w == BigEndian {
			wide = append(wide, 0, text[i])
		} else {
			wide = append(wide, text[i], 0)
		}
	}
	return bytes.Index(b, wide)
}

// WideStart reports whether b, after white space and a byte order mark, begins like a document in
// UTF-16, and in which byte order.
func WideStart(b []byte) (w Wide, a Answer) {
	if len(b) > 1 && b[1] != 0 && b[0] != 0 && b[0] < 0xfe {
		return NotWide, No // the usual case
	}
	for _, w := range BothOrders {
		switch w.start(b) {
		case Yes:
			return w, Yes
		case NeedMore:
			a = NeedMore
		}
	}
	return NotWide, a
}

// start is WideStart for one byte order.
func (w Wide) start(b []byte) Answer {
	n := w.Lead(b[:min(len(b), 2*maxLead+4)])
	if n > 2*maxLead {
		return No
	}
	b = b[n:]
	switch {
	case len(b) == 0:
		return NeedMore
	case len(b) == 1:
		if c := b[0]; w == BigEndian && (c == 0 || c == 0xfe) || w == LittleEndian && (c == '<' || c == 0xff || IsSpace(c)) {
			return NeedMore
		}
		return No
	case w.Unit(b) != '<':
		return No
	case len(b) < 4:
		return NeedMore
	}
	if c := w.Unit(b[2:]); c == '?' || c == '!' || c|0x20 >= 'a' && c|0x20 <= 'z' {
		return Yes
	}
	return No
}

// maxWideHead is how much of a document in UTF-16 is examined to recognise it: more than a prolog.
const maxWideHead = 4 * maxProlog

// WideHead returns the beginning of a document in UTF-16 as UTF-8, if b begins with one.
func WideHead(b []byte) (text []byte, a Answer) {
	w, a := WideStart(b)
	if a != Yes {
		return nil, a
	}
	return w.Text(b[:min(len(b), maxWideHead)]), Yes
}
