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
	layout   *template.Layout // of the body, nil if it is not remembered
	learned  *learned
	// recognised is the layout of a document that Check recognised, else nil.
	recognised *template.Layout
	parts      []Part // of the last document
	// scanned reports that the scanner read the body, so that the nodes know their
	// places; marked, that the mask did.
	scanned, marked bool
	// added is the number of nodes that were put around a message without the envelope.
	added   int32
	message Message
	parsed  []Node    // the memory of those that libxml2 made
	bound   []Binding // of the message
	frames  []frame   // of the nodes
	keys    keySet
	structs []int32 // nodes in the message in which parameters are known
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

// plannedPart is a part of all documents with a layout.
type plannedPart struct {
	// number is that of a value, which begins at start; 0 for a part of the markup, which is always the same.
	number     uint16
	value      mask.Value
	kind       mask.PartKind
	start, end template.Spot
}

// A frame is what is known of the inside of an element.
type frame struct {
	// seen has the bits of the parameters that are there, given of those that
	// are not blank.
	seen, given uint64
	scope       catalogue.ScopeID
}

// maxFaults bounds the faults of one message: a document with a thousand
// is not a message, and further ones are not listed.
const maxFaults = 1000

// NewChecker returns a Checker that judges by the catalogue.
func NewChecker(c *catalogue.Catalogue, options Options) *Checker {
	return newChecker(c, options, &learned{layouts: template.NewCache()})
}

func newChecker(c *catalogue.Catalogue, options Options, learned *learned) *Checker {
	return &Checker{
		c: c, options: options, learned: learned,
		scanner: template.NewScanner(c.NameTable, learned.layouts), mask: mask.New(c, options.ShowValues),
	}
}

// Another returns a Checker for another goroutine, which shares what both learn of how documents are
// written.
func (k *Checker) Another() *Checker { return newChecker(k.c, k.options, k.learned) }

// ordinary is how many nodes a document has memory for without being huge.
const ordinary = 1 << 12

// Trim releases memory that only a huge document needed, which ends the validity of its
// Message.
func (k *Checker) Trim() {
	if max(cap(k.message.nodes), cap(k.parsed), cap(k.bound)) > ordinary || cap(k.faults) > maxFaults/4 {
		k.message, k.parsed, k.bound, k.frames, k.structs, k.keys, k.seen = Message{}, nil, nil, nil, nil, keySet{}, nil
		k.faults, k.nodes = nil, nil
	}
	k.scanner.Trim(ordinary)
	k.mask.Reset()
}

// begin makes ready for another document.
func (k *Checker) begin(body []byte) {
	k.Trim()
	k.faults, k.nodes = k.faults[:0], k.nodes[:0]
	k.body, k.scanned, k.marked, k.added, k.recognised = body, false, false, 0, nil
}

// add keeps a fault about a node; node -1 if the span is set already.
func (k *Checker) add(node int32, fault trace.Fault) {
	if len(k.faults) >= maxFaults {
		return
	}
	k.faults = append(k.faults, fault)
	k.nodes = append(k.nodes, node)
}
