package template

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sync"
	"sync/atomic"

	"ivrcheck/schema/internal/xmltree"
)

// Bounds of what is remembered.
const (
	mostBytes   = 4 << 20  // about, of what all need
	mostBody    = 16 << 10 // of a document that is learned
	mostRefused = 1 << 14  // documents, after which the cache is emptied
)

// partBytes is the estimated cost of a part.
const partBytes = 110

// A Cache is the markup of earlier documents: a tree, shared by the Scanners of several goroutines.
// They read it without a lock, while one of them adds to it: a part never changes but for what follows
// it, and is replaced by another.
type Cache struct {
	root fork // where documents begin

	lock    sync.Mutex // of what follows, and held to add parts
	path    []*fork    // of the document that was learned last: the root, and the forks after its values
	bytes   int
	refused int // documents for which there was no space
	emptied int // times
}

// NewCache returns an empty Cache, nil if caches are off.
func NewCache() *Cache {
	if control.Off {
		return nil
	}
	return &Cache{}
}

// A part is the markup from where documents differ, or from a value, to where they differ again, or to
// a value, or to the end.
type part struct {
	text []byte
	// first are the first eight bytes of text, last the last eight, middle those before. mask has ones for the
	// bytes of first that there are.
	first, mask, middle, last uint64
	ending
	// next is the first of the parts that continue with the markup. The others are siblings of it (see place).
	next, sibling atomic.Pointer[part]
}

// A fork is where documents continue after a value. Items of a list that are written alike lead to the same fork, so
// the tree has paths for any number of them.
type fork struct {
	first atomic.Pointer[part] // the others are siblings of it
	list  listAt
}

// listAt is where a list begins whose items may be repeated: at no fork from here to the end of a document, further
// on, or here. A path has at most one such list, so the number of items follows from the number of values of a
// document. It is guarded by the lock of the Cache.
type listAt uint8

const (
	nowhere listAt = iota
	further
	here
)

// An ending is what may follow a part.
type ending struct {
	// quote ends the value that may follow: the quote of an attribute, or the < of the next tag;
	// 0 if none may.
	quote byte
	// after is where documents continue after the value, a new fork if it is nil in add.
	after *fork
	// layout is that of the document that may end here.
	layout *Layout
}

// add adds markup with its ending to the parts of which first is the first. It returns the last part of
// it, nil if there is no space.
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

// mostSiblings bounds the parts at one place that begin with the same byte.
const mostSiblings = 8

// place returns where a part is, or is to be, that begins as a text: siblings differ in their first
// eight bytes, or one is shorter and the first that fits counts. If there are many, they differ in the first.
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

// begins reports whether the part and a text have the same first bytes, at most n of them.
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

// split returns a part that has the first n bytes, and a next one that has the rest.
func (p *part) split(n int) *part {
	head, rest := newPart(p.text[:n], ending{}), newPart(p.text[n:], p.ending)
	rest.next.Store(p.next.Load())
	head.next.Store(rest)
	head.sibling.Store(p.sibling.Load())
	return head
}

// with returns the part with another ending besides its own.
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
