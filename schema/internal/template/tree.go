package template

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sync"
	"sync/atomic"

	"ivrcheck/schema/internal/xmltree"
)

// Limits of the cache.
const (
	mostBytes   = 4 << 20  // approximate, for everything
	mostBody    = 16 << 10 // of a learned document
	mostRefused = 1 << 14  // refused documents after which the cache is emptied
)

// partBytes is the estimated cost of a part.
const partBytes = 110

// A Cache contains the markup of earlier documents as a tree. Scanners of several goroutines share it. They read it
// without a lock while one of them adds to it: a part only changes in its successors, and is otherwise replaced by
// another.
type Cache struct {
	root fork // the start of documents

	lock    sync.Mutex // guards the fields below, and is held to add parts
	path    []*fork    // of the last learned document: the root, and the forks after its values
	bytes   int
	refused int // documents for which there was no room
	emptied int // number of times
}

// NewCache returns an empty Cache, nil if caches are off.
func NewCache() *Cache {
	if control.Off {
		return nil
	}
	return &Cache{}
}

// A part is the markup between two points where documents differ or have a value, or up to the end.
type part struct {
	text []byte
	// first has the first eight bytes of text, last the last eight, middle those before. mask has ones for the bytes
	// that first contains.
	first, mask, middle, last uint64
	ending
	// next is the first of the parts that continue the markup. The others are its siblings (see place).
	next, sibling atomic.Pointer[part]
}

// A fork is the continuation of documents after a value. List items with the same markup lead to the same fork, so the
// tree has paths for any number of them.
type fork struct {
	first atomic.Pointer[part] // the others are its siblings
	list  listAt
}

// listAt is the start of a list with repeatable items: at no fork from here to the end of a document, further on, or
// here. A path has at most one such list, so the number of items follows from the number of values of a document. The
// lock of the Cache guards it.
type listAt uint8

const (
	nowhere listAt = iota
	further
	here
)

// An ending is the possible continuation of a part.
type ending struct {
	// quote ends the following value: the quote of an attribute, or the < of the next tag. It is 0 if no value can
	// follow.
	quote byte
	// after is the continuation after the value. add makes a new fork if it is nil.
	after *fork
	// layout is the layout of the document that may end here.
	layout *Layout
}

// add adds markup with its ending to the siblings that start with first. It returns the last part of it, nil if there
// is no room.
func (c *Cache) add(first *atomic.Pointer[part], text []byte, end ending) *part {
	for {
		first = place(first, text)
		p := first.Load()
		if p == nil {
			if c.bytes >= mostBytes {
				return nil
			}
			p = newPart(bytes.Clone(text), end)
			c.bytes += partBytes + len(text)
			first.Store(p)
			return p
		}
		same := common(p.text, text)
		if same < len(p.text) {
			p = p.split(same)
			first.Store(p)
			c.bytes += partBytes
		}
		if text = text[same:]; len(text) == 0 {
			if p.quote == 0 && end.quote != 0 || end.layout != nil && p.layout == nil {
				p = p.with(end)
				first.Store(p)
			}
			return p
		}
		first = &p.next
	}
}

// mostSiblings limits the parts at one place that begin with the same byte.
const mostSiblings = 8

// place returns the position for a part that begins like text. Siblings differ in their first eight bytes, or one is
// shorter and the first match counts. If there are many, they differ in the first byte.
func place(first *atomic.Pointer[part], text []byte) *atomic.Pointer[part] {
	at, n := first, 0
	for p := at.Load(); p != nil; p, n = at.Load(), n+1 {
		if p.begins(text, 8) {
			return at
		}
		at = &p.sibling
	}
	if n < mostSiblings {
		return at
	}
	at = first
	for p := at.Load(); p != nil && !p.begins(text, 1); p = at.Load() {
		at = &p.sibling
	}
	return at
}

// begins reports whether the part and a text agree in their first n bytes, or in the shorter of them.
func (p *part) begins(text []byte, n int) bool {
	n = min(n, len(p.text), len(text))
	return bytes.Equal(p.text[:n], text[:n])
}

func newPart(text []byte, end ending) *part {
	if end.quote != 0 && end.after == nil {
		end.after = &fork{}
	}
	return &part{
		text: text, first: wordOf(text), middle: wordOf(text[max(0, len(text)-16):]), last: wordOf(text[max(0, len(text)-8):]),
		mask: 1<<(8*min(8, len(text))) - 1, ending: end,
	}
}

// split returns a part with the first n bytes, followed by a part with the rest.
func (p *part) split(n int) *part {
	head, rest := newPart(p.text[:n], ending{}), newPart(p.text[n:], p.ending)
	rest.next.Store(p.next.Load())
	head.next.Store(rest)
	head.sibling.Store(p.sibling.Load())
	return head
}

// with returns the part with an additional ending.
func (p *part) with(end ending) *part {
	if end.quote == 0 {
		end.quote, end.after = p.quote, p.after
	}
	if p.layout != nil {
		end.layout = p.layout
	}
	same := newPart(p.text, end)
	same.next.Store(p.next.Load())
	same.sibling.Store(p.sibling.Load())
	return same
}

// common returns the length of the common prefix of both texts.
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

// wordOf returns up to eight bytes as a word.
func wordOf(b []byte) uint64 {
	var w [8]byte
	copy(w[:], b)
	return binary.LittleEndian.Uint64(w[:])
}
