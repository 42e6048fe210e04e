// Package template remembers the markup of documents, without the values. It reads most documents by comparing whole
// stretches of markup between values.
//
// A document is cut at its values: attributes, and the text of elements without children. The markup of earlier
// documents is a tree. A document is known if its markup is a path from the root to a leaf, which has its Layout. A
// path may repeat the items of a list, so documents with any number of items except none have the same Layout.
//
// Scanner wraps xmltree.Scanner, which does not know about it. Verdicts does the same for libxml2's diagnoses of
// malformed documents.
//
// Files, from the entry point down: template.go, learn.go, lookup.go, tree.go, layout.go, verdicts.go.
package template

import (
	"ivrcheck/internal/cachectl"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

var control = cachectl.New("schema/template")

// A Scanner reads documents like xmltree.Scanner, but faster if they have the markup of earlier ones, including those
// of other Scanners with the same Cache. It is not safe for concurrent use.
type Scanner struct {
	// Prologue is that of the last document whose nodes were made, Fault that of the last that was begun.
	Prologue xmltree.Prologue
	Fault    *xmltree.EncodingFault

	plain   *xmltree.Scanner
	cache   *Cache // nil if it is off
	last    document
	nodes   []xmltree.Node // of the last document, if they were made
	numbers []uint16       // the memory of Numbers
	holes   []hole         // the values of the last document whose nodes were made
	list    List           // of that document, if it was learned or its values have numbers
}

// NewScanner returns a Scanner that numbers names by a table. cache may be nil.
func NewScanner(names *xmltree.Names, cache *Cache) *Scanner {
	s := &Scanner{plain: xmltree.NewScanner(names), cache: cache}
	s.last.plain = s.plain
	return s
}

// Begin begins a document. It returns its layout, or nil if that is unknown. If it is known, Text returns its values.
// transcoded is as for xmltree.Scanner.Scan.
func (s *Scanner) Begin(body []byte, transcoded bool) *Layout {
	d := &s.last
	d.body, d.transcoded, d.layout, d.resolves = body, transcoded, nil, false
	if s.cache != nil && len(body) >= 8 && len(body) <= xmltree.MostBytes {
		d.layout = s.cache.Lookup(d)
	}
	s.Fault = d.fault()
	return d.layout
}

// Nodes returns the nodes of the current document. ok is false if it is left to libxml2. layout is nil if the document
// is not remembered. The nodes are valid until the next call.
func (s *Scanner) Nodes() (nodes []xmltree.Node, layout *Layout, ok bool) {
	old, d := s.nodes, &s.last
	if s.nodes, ok = s.plain.Scan(d.body, d.transcoded, old[:0]); !ok {
		return nil, nil, false
	}
	s.Prologue, s.Fault, layout = s.plain.Prologue, s.plain.Fault, d.layout
	if s.cache != nil && layout == nil && len(d.body) <= mostBody && s.findValues() {
		layout, s.list = s.cache.Learn(d.body, s.nodes, s.holes)
		d.values = len(s.holes)
	}
	clear(old[min(len(old), len(s.nodes)):]) // they refer to earlier documents
	return s.nodes, layout, true
}

// Trim releases the nodes if there is memory for more than most, even if the document was left to libxml2.
func (s *Scanner) Trim(most int) {
	if cap(s.nodes) > most {
		s.nodes, s.numbers = nil, nil
	}
}

// Text returns the value with a number in the current document, whose layout must be known; "" for 0.
func (s *Scanner) Text(number uint16) string { return s.last.text(number) }

// IsEmpty reports whether Text is empty.
func (s *Scanner) IsEmpty(number uint16) bool { return s.last.isEmpty(number) }

// At returns the position of a spot in the current document.
func (s *Scanner) At(p Spot) int { return int(s.last.places[p.value].end + p.offset) }

// Numbers returns the numbers of the values of the nodes, 0 for none. It must follow a call of Nodes that returned a
// layout. The result is valid until the next call.
func (s *Scanner) Numbers() []uint16 {
	if s.last.layout != nil {
		s.findValues()
		var layout *Layout
		if layout, s.list = s.cache.Learn(s.last.body, s.nodes, s.holes); layout != s.last.layout {
			s.list = List{} // the cache was emptied in between
		}
	}
	s.numbers = append(s.numbers[:0], make([]uint16, len(s.nodes))...)
	for i := range s.holes {
		s.numbers[s.holes[i].node] = uint16(i + 1)
	}
	return s.numbers
}

// Values returns the number of values of the current document, if its layout is known or Nodes has learned it.
func (s *Scanner) Values() int { return s.last.values }

// List returns the list in the document whose items may be repeated, after Numbers.
func (s *Scanner) List() List { return s.list }

// findValues finds the values of the nodes. ok is false if the document should not be remembered.
func (s *Scanner) findValues() (ok bool) {
	s.holes, ok = find(s.holes[:0], s.last.body, s.nodes)
	return ok
}

// Spot returns the spot for a position, after Numbers.
func (s *Scanner) Spot(at int32) (p Spot) {
	p.offset = at
	for i := range s.holes {
		h := &s.holes[i]
		if h.start >= int(at) {
			break
		}
		p = Spot{uint16(i + 1), at - int32(h.end)}
	}
	return p
}

// Holes returns the places of the values, in their order, after Numbers.
func (s *Scanner) Holes() (all []trace.Span) {
	for i := range s.holes {
		all = append(all, trace.Span{Start: s.holes[i].start, End: s.holes[i].end})
	}
	return all
}

// Place returns the place of the value with a number in the current document, whose layout must be known. If the value
// differs from the bytes there, literal is false and start is undefined.
func (s *Scanner) Place(number uint16) (start, end int, literal bool) {
	p := s.last.places[number]
	return int(p.start), int(p.end), p.start >= 0
}
