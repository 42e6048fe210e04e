// Package template remembers how documents are written, less their values, and so reads most
// documents by comparing the markup between the values as a whole.
//
// A document is cut at its values: attributes, and the text of elements without
// children. What is between two values is a fragment. How a fragment is read depends on
// no more than the elements that are open before it and the attributes of the tag in
// which it begins; that is a state. So fragments that were read once in a state can be
// put together in new ways: a list of another length, or another message by the same
// writer, is known too. Documents of the same fragments have a common Layout, which has their nodes.
//
// Scanner wraps xmltree.Scanner, which knows nothing of it. Verdicts does the same for what libxml2
// says of malformed documents.
//
// Files, from the entry point down: template.go, lookup.go, layout.go, learn.go, cache.go, verdicts.go.
package template

import (
	"ivrcheck/internal/cachectl"
	"ivrcheck/schema/internal/xmltree"
)

var control = cachectl.New("schema/template")

// A Scanner reads documents as xmltree.Scanner does, and faster those that are written as
// earlier ones. It is not safe for concurrent use.
type Scanner struct {
	// Prologue and Fault are those of the last document.
	Prologue xmltree.Prologue
	Fault    *xmltree.EncodingFault
	// Layout is that of the last document, nil if it is not known or will not be remembered.
	Layout *Layout

	plain *xmltree.Scanner
	cache *cache // nil if it is off
	last  lookup // its memory is used again
}

// NewScanner gives a Scanner that numbers names by a table.
func NewScanner(names *xmltree.Names) *Scanner {
	s := &Scanner{plain: xmltree.NewScanner(names)}
	s.last.plain = s.plain
	if !control.Off {
		s.cache = newCache()
	}
	return s
}

// Scan is xmltree.Scanner.Scan.
func (s *Scanner) Scan(body []byte, transcoded bool, nodes []xmltree.Node) (all []xmltree.Node, ok bool) {
	s.Layout = nil
	if s.cache != nil && len(body) <= xmltree.MostBytes {
		l := &s.last
		clear(l.resolved)
		l.body, l.transcoded, l.resolves = body, transcoded, false
		l.pieces, l.resolved, l.markup = l.pieces[:0], l.resolved[:0], l.markup[:0]
		if layout, all := s.cache.Lookup(l, nodes); layout != nil {
			s.Prologue, s.Fault = *layout.prologue, l.fault()
			if layout.kept {
				s.Layout = layout
			}
			if len(l.pieces) > mostPieces {
				s.last = lookup{plain: s.plain}
			}
			return all, true
		}
	}
	all, ok = s.plain.Scan(body, transcoded, nodes)
	s.Prologue, s.Fault = s.plain.Prologue, s.plain.Fault
	if s.cache != nil && ok && len(body) <= mostBody {
		s.cache.Learn(body, all[len(nodes):], s.Prologue)
	}
	return all, ok
}
