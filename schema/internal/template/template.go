// Package template remembers how documents are written, less their values, and so reads most
// documents by comparing the markup between the values as a whole.
//
// A document is cut at its values: attributes, and the text of elements without
// children. The markup of earlier documents is a tree: a document is known if its markup is a path
// from the root to a leaf. The leaf has its Layout. The path may lead again and again through the items of a
// list, so documents with any number of items, but none, have the same Layout.
//
// Scanner wraps xmltree.Scanner, which knows nothing of it. Verdicts does the same for libxml2's diagnoses
// of malformed documents.
//
// Files, from the entry point down: template.go, learn.go, lookup.go, tree.go, layout.go, verdicts.go.
package template

import (
	"ivrcheck/internal/cachectl"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

var control = cachectl.New("schema/template")

// A Scanner reads documents as xmltree.Scanner does, and faster those that are written as
// earlier ones, also by others with the same Cache. It is not safe for concurrent use.
type Scanner struct {
	// Prologue is that of the last document whose nodes were made, Fault of the last that was begun.
	Prologue xmltree.Prologue
	Fault    *xmltree.EncodingFault

	plain   *xmltree.Scanner
	cache   *Cache // nil if it is off
	last    document
	nodes   []xmltree.Node // of the last document, if they were made
	numbers []uint16       // the memory of Numbers
	holes   []hole         // the values of the document of which nodes were made last
	list    List           // of that document, if it was learned or its values have numbers
}

// NewScanner returns a Scanner that numbers names by a table. A cache that is nil is off.
func NewScanner(names *xmltree.Names, cache *Cache) *Scanner {
	s := &Scanner{plain: xmltree.NewScanner(names), cache: cache}
	s.last.plain = s.plain
	return s
}

// Begin begins with a document. It returns its layout, nil if that is not known; then Text returns its
// values. transcoded is as for xmltree.Scanner.Scan.
func (s *Scanner) Begin(body []byte, transcoded bool) *Layout {
	d := &s.last
	d.body, d.transcoded, d.layout, d.resolves = body, transcoded, nil, false
	if s.cache != nil && len(body) >= 8 && len(body) <= xmltree.MostBytes {
		d.layout = s.cache.Lookup(d)
	}
	s.Fault = d.fault()
	return d.layout
}

// Nodes returns the nodes of the document that was begun; ok is false if it is left to libxml2. layout is
// nil if the document is not remembered. The nodes are valid until the next call.
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

// Trim releases the nodes if there is memory for more than most, also if the document was left
// to libxml2.
func (s *Scanner) Trim(most int) {
	if cap(s.nodes) > most {
		s.nodes, s.numbers = nil, nil
	}
}

// Text returns a value, by its number, of the document that was begun, whose layout is known; "" for 0.
func (s *Scanner) Text(number uint16) string { return s.last.text(number) }

// IsEmpty reports whether Text is empty.
func (s *Scanner) IsEmpty(number uint16) bool { return s.last.isEmpty(number) }

// At returns the place of a spot in that document.
func (s *Scanner) At(p Spot) int { return int(s.last.places[p.value].end + p.offset) }

// Numbers returns the numbers of the values of the nodes, 0 for none, if Nodes has just returned a layout.
// They are valid until the next call.
func (s *Scanner) Numbers() []uint16 {
	if s.last.layout != nil {
		s.findValues()
		var layout *Layout
		if layout, s.list = s.cache.Learn(s.last.body, s.nodes, s.holes); layout != s.last.layout {
			s.list = List{} // all was dropped since
		}
	}
	s.numbers = append(s.numbers[:0], make([]uint16, len(s.nodes))...)
	for i := range s.holes {
		s.numbers[s.holes[i].node] = uint16(i + 1)
	}
	return s.numbers
}

// Values counts the values of the document that was begun, whose layout is known, or that Nodes has learned.
func (s *Scanner) Values() int { return s.last.values }

// List returns the list of which the items may be repeated in the document, after Numbers.
func (s *Scanner) List() List { return s.list }

// findValues finds the values of the nodes; ok is false if the document is not one to be remembered.
func (s *Scanner) findValues() (ok bool) {
	s.holes, ok = find(s.holes[:0], s.last.body, s.nodes)
	return ok
}

// Spot returns the spot of a place, after Numbers.
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

// Holes are the places of the values, in their order, after Numbers.
func (s *Scanner) Holes() (all []trace.Span) {
	for i := range s.holes {
		all = append(all, trace.Span{Start: s.holes[i].start, End: s.holes[i].end})
	}
	return all
}

// Place returns the place of a value, by its number, of the document that was begun, whose layout is known. If
// the value is not just the bytes there, literal is false, and start is not known.
func (s *Scanner) Place(number uint16) (start, end int, literal bool) {
	p := s.last.places[number]
	return int(p.start), int(p.end), p.start >= 0
}
