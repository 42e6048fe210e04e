package dispatch

import (
	"slices"
	"strings"
	"unsafe"

	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Record is the part of a message or frame that a finding needs: its position, its sender, its subject. It is the part
// of an event that is kept.
type Record struct {
	Pos       trace.Position
	Kind      trace.Kind
	Direction trace.Direction
	Header    trace.Header // of a frame
	Side      int
	Name      string // in the catalogue
	Element   string // the name as written
	CallID    string
	RequestID string
	Port      string
	// MixedIDs reports that the three fields above may contain more than an id.
	MixedIDs bool
	// Values are the present values that rules use.
	Values []program.Value
	// At is the place of the message in the document (see Head).
	At trace.Span
	// Body is the whole document; nil in a copy.
	Body []byte
	// Number counts the events of the input from 1, in the order of judging; 0 before that.
	Number int64

	// text contains, in an event, the bytes of lists and joined keys; in a copy, the bytes of all strings except names
	// from the catalogue.
	text []byte
	head []byte // of a copy (see Head)
}

// Head is the beginning of the document, long enough for an excerpt at At. It is nil in a copy that was made without
// one.
func (r *Record) Head() []byte {
	if r.Body != nil {
		return schema.Head(r.Body, r.At)
	}
	return r.head
}

// keep copies a string into text, which has the capacity for it.
func (r *Record) keep(text string) string {
	if text == "" {
		return ""
	}
	at := len(r.text)
	r.text = append(r.text, text...)
	return unsafe.String(&r.text[at], len(text))
}

// Copy makes the record a copy of another. The copy owns its memory and reuses the record's. head may be nil.
func (r *Record) Copy(of *Record, head []byte) {
	frames, values, text := r.Pos.Frames[:0], r.Values[:0], r.text[:0]
	*r = *of
	r.Body = nil
	r.Pos.Frames = append(frames, of.Pos.Frames...)
	r.Values = append(values, of.Values...)
	length := len(of.CallID) + len(of.RequestID) + len(of.Port)
	for i := range r.Values {
		length += len(r.Values[i].Text)
	}
	if of.Element != of.Name {
		length += len(of.Element)
	}
	r.text = slices.Grow(text, length+len(head))
	if r.Element = of.Name; of.Element != of.Name {
		r.Element = r.keep(of.Element)
	}
	r.CallID, r.RequestID, r.Port = r.keep(of.CallID), r.keep(of.RequestID), r.keep(of.Port)
	for i := range r.Values {
		r.Values[i].Text = r.keep(r.Values[i].Text)
	}
	r.CopyHead(head)
}

// About returns the head and the place for an excerpt that shows the parameter named by a subject. For a copy it
// returns those of the message.
func (r *Record) About(subject string) (head []byte, at trace.Span) {
	name := subject[strings.LastIndexByte(subject, '.')+1:]
	if of, _, is := strings.Cut(subject, "."); r.Body == nil || is && of != r.Name {
		return r.Head(), r.At
	}
	return schema.HeadOf(r.Body, r.At, name)
}

// CopyHead sets the head of a copy.
func (r *Record) CopyHead(head []byte) {
	r.head = append(r.text[len(r.text):], head...) // the text no longer grows
}

// Fixed cost estimates in bytes, for the memory limit.
const (
	recordBytes = 400
	valueBytes  = 40
	frameBytes  = 8
	eventBytes  = 1536
	faultBytes  = 360
)

// Size returns the size of a copy for the memory limit, in bytes.
func (r *Record) Size() int {
	return recordBytes + len(r.text) + len(r.Head()) + frameBytes*len(r.Pos.Frames) + valueBytes*len(r.Values)
}

// Value returns the value of a slot.
func (r *Record) Value(slot int) program.Value {
	if v := r.find(slot); v != nil {
		return *v
	}
	return program.Value{}
}

// find returns the value of a slot, nil if it is missing.
func (r *Record) find(slot int) *program.Value {
	for i := range r.Values {
		if v := &r.Values[i]; v.Slot == int32(slot) {
			return v
		}
	}
	return nil
}

// join appends a key made of the record's values: for each part the first value that is not empty. It appends nothing
// if a part is missing. The characters 0, between parts, and 1, for program.Absent, do not occur in XML.
func (r *Record) join(key []byte, parts [][]int) []byte {
	before := len(key)
	for i, slots := range parts {
		if i > 0 {
			key = append(key, 0)
		}
		from := len(key)
		for _, slot := range slots {
			if slot == program.Absent {
				key = append(key, 1)
			} else if v := r.find(slot); v != nil {
				key = append(key, v.Single()...)
			}
			if len(key) > from {
				break
			}
		}
		if len(key) == from {
			return key[:before]
		}
	}
	return key
}

var missing program.Value

// hold reports whether the record's values satisfy all tests.
func (r *Record) hold(tests []program.Test, meant bool) bool {
	for i := range tests {
		v := r.find(tests[i].Slot)
		if v == nil {
			v = &missing
		}
		if !tests[i].Holds(v, meant) {
			return false
		}
	}
	return true
}

// Shown returns an id for a report.
func (r *Record) Shown(id string, showValues bool) string {
	switch {
	case showValues || id == "":
		return id
	case r.MixedIDs:
		return program.Mask
	}
	return schema.ShownID(id)
}

// Title returns the name of the message or frame for a sentence.
func (r *Record) Title() string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Element != "":
		return r.Element
	case r.Kind == trace.Document:
		return "a message without a name"
	case r.Kind == trace.Frame && r.Header.TypeName() != "":
		return r.Header.TypeName()
	}
	return "a frame"
}
