package template

import (
	"sync/atomic"
	"unsafe"

	"ivrcheck/schema/internal/xmltree"
)

// layoutBytes is the estimated cost of a Layout, without its Note, in bytes.
const layoutBytes = 60

// A Layout describes all documents with the same markup.
type Layout struct {
	note atomic.Value
}

// Note belongs to the users of the Scanners, who may remember what they find out about such documents
// (see Cache.Grow), nil at first. All notes have the same type.
func (l *Layout) Note() any        { return l.note.Load() }
func (l *Layout) SetNote(note any) { l.note.Store(note) }

// A Spot is a place in the markup of a layout.
type Spot struct {
	value  uint16 // the number of the value before, 0 for none
	offset int32  // from its end
}

// A hole is where a value is. Values have numbers from 1, in their order.
type hole struct {
	node       int32
	start, end int
	quote      byte
}

// mostValues bounds the values of a document.
const mostValues = 512

// A document is the last that was looked up.
type document struct {
	plain      *xmltree.Scanner
	body       []byte
	transcoded bool
	resolves   bool    // the plain scanner has begun with it
	layout     *Layout // nil if it is not known
	// places are those of the values, by their numbers from 1; resolved are the values that are not just
	// the bytes there, by the complement of their start. 0 is the number of an empty value.
	places   [mostValues + 1]extent
	resolved []string
}

type extent struct{ start, end int32 }

// isEmpty reports whether a value, by its number, is empty.
func (d *document) isEmpty(number uint16) bool {
	p := d.places[number]
	return p.start == p.end || p.start < 0 && d.resolved[^p.start] == ""
}

// text returns a value, by its number, without white space around it.
func (d *document) text(number uint16) string {
	p := d.places[number]
	if p.start < 0 {
		return d.resolved[^p.start]
	}
	return unsafe.String((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(d.body)), p.start)), p.end-p.start)
}
