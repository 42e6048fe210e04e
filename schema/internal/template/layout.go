package template

import "sync/atomic"

// layoutBytes is the estimated cost of a Layout, without its Note and its Plan, in bytes.
const layoutBytes = 80

// A Layout describes all documents with the same markup, but for the number of items of a list. The number of
// values (see Scanner.Values) gives that of the items.
type Layout struct {
	note, plan atomic.Value
}

// Note belongs to the users of the Scanners, who may remember what they find out about such documents
// (see Cache.Grow), nil at first. All notes have the same type.
func (l *Layout) Note() any        { return l.note.Load() }
func (l *Layout) SetNote(note any) { l.note.Store(note) }

// Plan is another Note, with a type of its own.
func (l *Layout) Plan() any        { return l.plan.Load() }
func (l *Layout) SetPlan(plan any) { l.plan.Store(plan) }

// A Spot is a place in the markup of a layout.
type Spot struct {
	value  uint16 // the number of the value before, 0 for none
	offset int32  // from its end
}

// A List describes the list of a document whose items may be repeated: other documents with the same Layout have
// more or fewer of them.
type List struct {
	// Times is the number of items that are written alike and followed by one more; 0 if the list has
	// one item, or if there is no such list.
	Times int
	// First is the number of the first value of the first item, Values how many values each item has.
	First, Values int
}

// A hole is where a value is. Values have numbers from 1, in their order.
type hole struct {
	node       int32
	start, end int
	quote      byte
}
