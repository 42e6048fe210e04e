package schema

import (
	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
	"ivrcheck/schema/internal/template"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// Options of a Checker.
type Options struct {
	// ShowValues leaves personal values in evidence and diagnoses.
	ShowValues bool
	// Libxml2 has libxml2 parse every document, not only those that the
	// scanner leaves to it. What comes out is the same.
	Libxml2 bool
}

// A Checker judges documents one after the other. It is not safe for
// concurrent use: have one for each worker. It reuses its memory.
type Checker struct {
	c       *catalogue.Catalogue
	options Options
	scanner *template.Scanner
	// verdicts are those of libxml2 on earlier documents.
	verdicts template.Verdicts
	mask     *mask.Masker

	body     []byte
	prologue xmltree.Prologue
	// scanned reports that the scanner read the body, so that the nodes know their
	// places; marked, that the mask did.
	scanned, marked bool
	message         Message
	bound           []Binding // of the message
	frames          []frame   // of the nodes
	keys            keySet
	structs         []int32 // nodes in the message in which parameters are known
	// excluded are the subtypes with which a parameter of the message must not be.
	excluded uint64

	faults []trace.Fault
	// nodes has, for each fault, the node it is about, or -1 if the fault's
	// span is set already.
	nodes []int32
	given []string // subtypes that are in the message
	seen  map[string]bool
	meant meanings
}

// A frame is what is known of the inside of an element.
type frame struct {
	// seen has the bits of the parameters that are there, given of those that
	// are not blank.
	seen, given uint64
	scope       catalogue.ScopeID
}

// maxFaults bounds the faults of one message: what has a thousand is no
// message, and what is beyond them is not listed.
const maxFaults = 1000

// NewChecker gives a Checker that judges by the catalogue.
func NewChecker(c *catalogue.Catalogue, options Options) *Checker {
	return &Checker{c: c, options: options, scanner: template.NewScanner(c.NameTable), mask: mask.New(c, options.ShowValues)}
}

// begin makes ready for another document. It keeps memory, but not what only a huge
// document needed.
func (k *Checker) begin(body []byte) {
	const ordinary = 1 << 12 // nodes
	if cap(k.message.Nodes) > ordinary {
		k.message.Nodes, k.bound, k.frames = nil, nil, nil
	}
	k.mask.Reset()
	k.faults, k.nodes = k.faults[:0], k.nodes[:0]
	k.body, k.scanned, k.marked = body, false, false
}

// add keeps a fault about a node; node -1 if the span is set already.
func (k *Checker) add(node int32, fault trace.Fault) {
	if len(k.faults) >= maxFaults {
		return
	}
	k.faults = append(k.faults, fault)
	k.nodes = append(k.nodes, node)
}
