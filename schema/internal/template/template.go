// Package template remembers how documents are written, less their values, and so reads most
// documents by comparing the markup between the values as a whole.
//
// A document is cut at its values: attributes, and the text of elements without
// children. What is between two values is a fragment. How a fragment is read depends on
// no more than the elements that are open before it and the attributes of the tag in
// which it begins; that is a state. So fragments that were read once in a state can be
// put together in new ways: a list of another length, or another message by the same
// writer, is known too.
//
// Scanner wraps xmltree.Scanner, which knows nothing of it. Verdicts does the same for what libxml2
// says of malformed documents.
//
// Files, from the entry point down: template.go, lookup.go, learn.go, cache.go, verdicts.go.
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
	// Markup identifies the markup of the last document: documents with the same Markup have the same
	// nodes but for places and values, and all names are in the table. It is nil if the document is not
	// made of known fragments, and valid until the next Scan.
	Markup []byte

	plain  *xmltree.Scanner
	cache  *cache // nil if it is off
	markup []byte // the memory of Markup
}

// NewScanner gives a Scanner that numbers names by a table.
func NewScanner(names *xmltree.Names) *Scanner {
	s := &Scanner{plain: xmltree.NewScanner(names)}
	if !control.Off {
		s.cache = newCache()
	}
	return s
}

// Scan is xmltree.Scanner.Scan.
func (s *Scanner) Scan(body []byte, transcoded bool, nodes []xmltree.Node) (all []xmltree.Node, ok bool) {
	s.Markup = nil
	if s.cache != nil && len(body) <= xmltree.MostBytes {
		l := lookup{plain: s.plain, body: body, transcoded: transcoded, nodes: nodes, markup: s.markup[:0]}
		known := s.cache.Lookup(&l)
		if cap(l.markup) <= mostBody {
			s.markup = l.markup
		}
		if known {
			s.Prologue, s.Fault, s.Markup = *l.prologue, l.fault(), l.markup
			return l.nodes, true
		}
	}
	all, ok = s.plain.Scan(body, transcoded, nodes)
	s.Prologue, s.Fault = s.plain.Prologue, s.plain.Fault
	if s.cache != nil && ok && len(body) <= mostBody {
		s.cache.Learn(body, all[len(nodes):], s.Prologue)
	}
	return all, ok
}
