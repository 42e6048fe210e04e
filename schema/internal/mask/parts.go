package mask

import (
	"bytes"

	"ivrcheck/schema/catalogue"
	"ivrcheck/trace"
)

// PartKind describes how a part of a document is written and what it may be.
type PartKind uint8

const (
	// PartValue is a personal value: a text or the value of an attribute, in which characters
	// may be written as references.
	PartValue PartKind = iota
	// PartLiteral is a comment, an instruction or a CDATA section, in which nothing is a reference.
	PartLiteral
	// PartAny is text of which only the words of the catalogue are harmless: a declaration, or
	// what comes after damage.
	PartAny
	// PartShown is a value that is shown, PartID one that is an id or a port: messages are found by
	// it, also where it is hidden.
	PartShown
	PartID
	// PartName is a name that the catalogue does not know.
	PartName
	// partHarmless is hidden because of its place alone.
	partHarmless
)

// Part is a part of a document that is not empty.
type Part struct {
	trace.Span
	Kind PartKind
}

// Around is what is missing around a message that comes without the envelope: nothing, the
// envelope, or the envelope and the message with the scope Inside.
type Around struct {
	Elements int
	Inside   catalogue.ScopeID
}

// Value is an attribute, or the text of an element: what is known of it without its text.
type Value struct {
	start     int
	parameter *catalogue.Parameter // nil if it is not known
	callID    bool
	text      bool // of an element
	shown     PartKind
}

// Kind returns the kind of the part that the bytes of a value are in a well-formed document; is reports whether
// they are one. literal means that they have no white space around them.
func (v *Value) Kind(b []byte, literal bool) (kind PartKind, is bool) {
	if len(b) == 0 {
		return 0, false
	}
	if !literal {
		if b = bytes.TrimSpace(b); len(b) == 0 && v.text {
			return 0, false
		}
	}
	if v.callID && isToken(b) || !v.callID && mayShow(v.parameter, b) {
		return v.shown, true
	}
	return PartValue, true
}
