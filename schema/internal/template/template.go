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

	plain *xmltree.Scanner
	cache *cache // nil if it is off
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
	if s.cache != nil && len(body) <= xmltree.MostBytes {
		l := lookup{plain: s.plain, body: body, transcoded: transcoded, nodes: nodes}
		if s.cache.Lookup(&l) {
			s.Prologue, s.Fault = *l.prologue, l.fault()
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
