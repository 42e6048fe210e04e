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
	// Libxml2 makes libxml2 parse every document, not only those that the scanner leaves to it. The results are the
	// same.
	Libxml2 bool
}

// A Checker judges documents one after the other and reuses its memory. It is not safe for concurrent use: each worker
// needs its own.
type Checker struct {
	c       *catalogue.Catalogue
	options Options
	scanner *template.Scanner
	// verdicts are the verdicts of libxml2 on earlier documents.
	verdicts template.Verdicts
	mask     *mask.Masker

	body     []byte
	prologue xmltree.Prologue
	layout   *template.Layout // of the body, nil if it is not remembered
	learned  *learned
	// recognised is the layout of a document that Check recognised, otherwise nil.
	recognised *template.Layout
	parts      []Part // of the last document
	// scanned reports that the scanner read the body, so the nodes have places. marked reports that the mask did.
	scanned, marked bool
	// added is the number of nodes that were added around a message without the envelope.
	added   int32
	message Message
	parsed  []Node    // the memory of nodes from libxml2
	bound   []Binding // of the message
	frames  []frame   // of the nodes
	keys    keySet
	structs []int32 // nodes in the message that contain known parameters
	// excluded are the subtypes that a parameter of the message excludes.
	excluded uint64

	faults []trace.Fault
	// nodes has, for each fault, the node it is about, or -1 if its span is set already.
	nodes []int32
	given []string // subtypes in the message
	seen  map[string]bool
	meant meanings
}

// plannedPart is a part of all documents with a layout.
type plannedPart struct {
	// number is the number of a value that begins at start, 0 for a part of the markup, which is always the same.
	number     uint16
	value      mask.Value
	kind       mask.PartKind
	start, end template.Spot
}

// A frame is the state of an element's content.
type frame struct {
	// seen has the bits of the parameters that are present, given of those that are not blank.
	seen, given uint64
	scope       catalogue.ScopeID
}

// maxFaults is the maximum number of faults of one message. A document with a thousand is not a message, and further
// faults are not listed.
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

// Another returns a Checker for another goroutine. Both share the forms of documents that they learn.
func (k *Checker) Another() *Checker { return newChecker(k.c, k.options, k.learned) }

// ordinary is the number of nodes that a Checker keeps memory for.
const ordinary = 1 << 12

// Trim releases memory that only a huge document needed. Its Message becomes invalid.
func (k *Checker) Trim() {
	if max(cap(k.message.nodes), cap(k.parsed), cap(k.bound)) > ordinary || cap(k.faults) > maxFaults/4 {
		k.message, k.parsed, k.bound, k.frames, k.structs, k.keys, k.seen = Message{}, nil, nil, nil, nil, keySet{}, nil
		k.faults, k.nodes = nil, nil
	}
	k.scanner.Trim(ordinary)
	k.mask.Reset()
}

// begin prepares for another document.
func (k *Checker) begin(body []byte) {
	k.Trim()
	k.faults, k.nodes = k.faults[:0], k.nodes[:0]
	k.body, k.scanned, k.marked, k.added, k.recognised = body, false, false, 0, nil
}

// add adds a fault about a node. node is -1 if the span is set already.
func (k *Checker) add(node int32, fault trace.Fault) {
	if len(k.faults) >= maxFaults {
		return
	}
	k.faults = append(k.faults, fault)
	k.nodes = append(k.nodes, node)
}
