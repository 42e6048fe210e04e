package template

import (
	"encoding/binary"

	"ivrcheck/schema/internal/xmltree"
)

// Bounds of what is remembered.
const (
	mostDepth     = 64       // of elements; the plain scanner takes no more
	mostFragments = 8192     // in all
	mostBytes     = 1 << 20  // about, of what they need
	mostNext      = 128      // that follow one state
	mostBody      = 16 << 10 // of a document that is learned
	mostMisses    = 1 << 14  // after which a full cache is emptied
)

// A cache is the fragments of earlier documents.
type cache struct {
	start     state
	states    map[string]*state // by what they are
	fragments int
	bytes     int
	misses    int    // since the cache was empty
	number    uint32 // of the last fragment
	buffer    []hole

	layouts                   map[string]*Layout // by the numbers of their fragments
	layoutNodes, layoutMisses int
	made                      Layout // the last that was made
}

func newCache() *cache { return &cache{states: map[string]*state{}, layouts: map[string]*Layout{}} }

// A state is all in the beginning of a document that decides how the rest is read: the
// elements that are open and the attributes of the innermost tag, if it is open. Documents that begin
// with different fragments have different states: their writers write differently.
type state struct {
	// next are the fragments that were seen after it, the frequent ones first. Their
	// texts have the first split bytes in common, and marks are the bytes after.
	next  []*fragment
	marks []byte
	split int
	first *fragment // of next
}

// add adds a fragment. It reports whether it is a new one, and there may be so many.
func (s *state) add(f *fragment) bool {
	for _, known := range s.next {
		if known.text == f.text {
			return false
		}
	}
	if len(s.next) >= mostNext {
		return false
	}
	if s.split = min(s.split, len(f.text)-1); len(s.next) == 0 {
		s.split = len(f.text) - 1
	}
	s.next = append(s.next, f)
	for _, known := range s.next {
		for s.split > 0 && known.text[:s.split] != f.text[:s.split] {
			s.split--
		}
	}
	s.marks = s.marks[:0]
	for _, known := range s.next {
		s.marks = append(s.marks, known.text[s.split])
	}
	s.first = s.next[0]
	return true
}

// A fragment is the markup between two values, or up to the first, or after the last.
type fragment struct {
	text string
	// head and tail are the first and the last eight bytes of the text, mask those that head has.
	head, mask, tail uint64
	number           uint32 // no other fragment of the cache has or had it
	// parts are the nodes that begin in it.
	parts []part
	// tag is the depth, from 1, of the element whose tag, open before the fragment, ends in it at
	// tagEnd; 0 if there is none.
	tag    uint8
	tagEnd int32
	// after is the state after it. nil is the end of the document.
	after *state
	// quote ends the value that follows: the quote of an attribute, or the < of the next tag.
	quote byte // 0 at the end of the document
	// owner is the depth, from 1, of the element that the value is the text of.
	owner uint8
	// prologue is set in the first fragment of a document.
	prologue *xmltree.Prologue
}

// A part is a node of a fragment. Its places are offsets in the fragment; the end is 0 for what ends
// after it.
type part struct {
	start, end int32
	id         xmltree.NameID
	attribute  bool
	slot       uint8 // the depth of the parent, from 1; 0 for that of the root
}

func (f *fragment) setText(text string) {
	var head, mask [8]byte
	f.text = text
	for i := range copy(head[:], text) {
		mask[i] = 0xff
	}
	f.head, f.mask = binary.LittleEndian.Uint64(head[:]), binary.LittleEndian.Uint64(mask[:])
	if n := len(text); n >= 8 {
		f.tail = binary.LittleEndian.Uint64([]byte(text[n-8:]))
	}
}

// other gives the fragment with which b goes on, nil if it is not known.
func (s *state) other(b []byte) *fragment {
	if s.split >= len(b) {
		return nil
	}
	mark := b[s.split]
	for i, m := range s.marks {
		if m != mark || !s.next[i].begins(b) {
			continue
		}
		if f := s.next[i]; i > 0 { // what is frequent comes to be tried first
			s.next[i-1], s.next[i] = f, s.next[i-1]
			s.marks[i-1], s.marks[i] = m, s.marks[i-1]
			s.first = s.next[0]
			return f
		}
		return s.next[i]
	}
	return nil
}

// begins reports whether b begins with the fragment, and goes on with what can follow it: nothing,
// or the text of an element that has no children, or any value of an attribute.
func (f *fragment) begins(b []byte) bool {
	n := len(f.text)
	switch {
	case len(b) < n:
		return false
	case len(b) >= 8 && (binary.LittleEndian.Uint64(b)^f.head)&f.mask != 0:
		return false
	case n >= 8 && n <= 16:
		if binary.LittleEndian.Uint64(b[n-8:]) != f.tail {
			return false
		}
	case (n > 16 || len(b) < 8) && string(b[:n]) != f.text:
		return false
	}
	switch {
	case f.quote == '<':
		return n+1 < len(b) && b[n] > ' ' && (b[n] != '<' || b[n+1] == '/')
	case f.quote == 0:
		return len(b) == n
	}
	return true
}

// A hole is where a value is.
type hole struct {
	node       int32
	start, end int
	quote      byte
}

// A Layout is all that documents with the same markup have in common: their nodes, but for the values
// and the places. All names are in the table.
type Layout struct {
	// Note belongs to the user of the Scanner, who may remember what he finds out from the layout.
	Note any

	kept     bool
	prologue *xmltree.Prologue
	nodes    []xmltree.Node // with places that begin at a fragment
	spots    []spot         // by node
}

// A spot says at which pieces of a document the places of a node begin, and which has its value.
type spot struct {
	start, end, value uint16
	hasValue          bool
}
