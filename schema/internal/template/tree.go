package template

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"ivrcheck/schema/internal/xmltree"
)

// Bounds of what is remembered.
const (
	mostBytes   = 4 << 20  // about, of what all need
	mostBody    = 16 << 10 // of a document that is learned
	mostRefused = 1 << 14  // documents, after which the tree is emptied
)

// partBytes is the estimated cost of a part.
const partBytes = 110

// A tree is the markup of earlier documents.
type tree struct {
	root    *part // the first of those with which documents begin
	bytes   int
	refused int    // documents for which there was no space
	holes   []hole // of the document that was learned last
	emptied int    // times
}

// A part is the markup from where documents differ, or from a value, to where they differ again, or to
// a value, or to the end.
type part struct {
	text []byte
	// first are the first eight bytes of text, last the last eight. mask has ones for the bytes of first that
	// there are.
	first, mask, last uint64
	// quote ends the value that may follow: the quote of an attribute, or the < of the next tag;
	// 0 if none may.
	quote byte
	// next is the first of the parts that continue with the markup, after of those that continue after the value.
	// The others are siblings of it (see place).
	next, after, sibling *part
	// layout is that of the document that may end here.
	layout *Layout
}

// add adds markup to the parts of which *first is the first. It returns the last part of it, nil if
// there is no space.
func (t *tree) add(first **part, text []byte) *part {
	for {
		first = place(first, text)
		p := *first
		if p == nil {
			if t.bytes >= mostBytes {
				return nil
			}
			p = new(part)
			p.setText(bytes.Clone(text))
			t.bytes += partBytes + len(text)
			*first = p
			return p
		}
		same := common(p.text, text)
		if same < len(p.text) {
			p.split(same)
			t.bytes += partBytes
		}
		if text = text[same:]; len(text) == 0 {
			return p
		}
		first = &p.next
	}
}

// mostSiblings bounds the parts at one place that begin with the same byte.
const mostSiblings = 8

// place returns where a part is, or is to be, that begins as a text: siblings differ in their first
// eight bytes, or one is shorter and the first that fits counts. If there are many, they differ in the first.
func place(first **part, text []byte) **part {
	at, n := first, 0
	for ; *at != nil; at, n = &(*at).sibling, n+1 {
		if (*at).begins(text, 8) {
			return at
		}
	}
	if n < mostSiblings {
		return at
	}
	for at = first; *at != nil && !(*at).begins(text, 1); at = &(*at).sibling {
	}
	return at
}

// begins reports whether the part and a text have the same first bytes, at most n of them.
func (p *part) begins(text []byte, n int) bool {
	n = min(n, len(p.text), len(text))
	return bytes.Equal(p.text[:n], text[:n])
}

// split makes a part that has the first n bytes, and a next one that has the rest.
func (p *part) split(n int) {
	rest := *p
	rest.sibling = nil
	*p = part{sibling: p.sibling, next: &rest}
	p.setText(rest.text[:n])
	rest.setText(rest.text[n:])
}

func (p *part) setText(text []byte) {
	p.text, p.first, p.last = text, wordOf(text), wordOf(text[max(0, len(text)-8):])
	p.mask = 1<<(8*min(8, len(text))) - 1
}

// common counts the bytes with which both texts begin.
func common(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for ; n+8 <= most; n += 8 {
		if other := xmltree.Word(a, n) ^ xmltree.Word(b, n); other != 0 {
			return n + bits.TrailingZeros64(other)/8
		}
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

// wordOf gives up to eight bytes as a word.
func wordOf(b []byte) uint64 {
	var w [8]byte
	copy(w[:], b)
	return binary.LittleEndian.Uint64(w[:])
}
