package mask

import (
	"bytes"

	"ivrcheck/schema/catalogue"
	"ivrcheck/trace"
)

// PartKind describes the syntax of a part and its possible content.
type PartKind uint8

const (
	// PartValue is a personal value: a text or an attribute value, in which characters may be written as references.
	PartValue PartKind = iota
	// PartLiteral is a comment, an instruction or a CDATA section, which contain no references.
	PartLiteral
	// PartAny is text in which only words of the catalogue are harmless: a declaration, or text after damage.
	PartAny
	// PartShown is a value that is shown. PartID is one that is an id or a port: messages are found by it, even where
	// it is hidden.
	PartShown
	PartID
	// PartName is a name that the catalogue does not know.
	PartName
	// partHarmless is hidden only because of its position.
	partHarmless
)

// Part is a non-empty part of a document.
type Part struct {
	trace.Span
	Kind PartKind
}

// Around is the missing part around a message without the envelope: nothing, the envelope, or the envelope and the
// message with the scope Inside.
type Around struct {
	Elements int
	Inside   catalogue.ScopeID
}

// Value has the known facts about an attribute, or an element's text, without the text.
type Value struct {
	start     int
	parameter *catalogue.Parameter // nil if it is not known
	callID    bool
	text      bool // of an element
	shown     PartKind
}

// Kind returns the kind of part for the bytes of a value in a well-formed document. is reports whether they are a part.
// literal means that they have no white space around them.
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
