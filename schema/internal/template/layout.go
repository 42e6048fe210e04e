package template

import "sync/atomic"

// layoutBytes is the estimated cost of a Layout, without its Note and its Plan, in bytes.
const layoutBytes = 80

// A Layout describes all documents with the same markup, except for the number of items in a list, which follows from
// the number of values (see Scanner.Values).
type Layout struct {
	note, plan atomic.Value
}

// Note is for the users of the Scanners, who can store results about such documents in it (see Cache.Grow). It is nil
// at first. All notes have the same type.
func (l *Layout) Note() any        { return l.note.Load() }
func (l *Layout) SetNote(note any) { l.note.Store(note) }

// Plan is another Note, with its own type.
func (l *Layout) Plan() any        { return l.plan.Load() }
func (l *Layout) SetPlan(plan any) { l.plan.Store(plan) }

// A Spot is a place in the markup of a layout.
type Spot struct {
	value  uint16 // the number of the value before, 0 for none
	offset int32  // from its end
}

// A List describes the list in a document whose items may be repeated. Other documents with the same Layout have more
// or fewer items.
type List struct {
	// Times is the number of items with the same markup that are followed by another item. It is 0 if the list has one
	// item, or if there is no such list.
	Times int
	// First is the number of the first value of the first item, Values the number of values of each item.
	First, Values int
}

// A hole is the place of a value. Values have numbers from 1, in their order.
type hole struct {
	node       int32
	start, end int
	quote      byte
}
