package trace

import "strconv"

// Reason is why the evidence does not suffice for a verdict. The zero Reason is none.
type Reason uint8

const (
	NoReason Reason = iota
	BytesMissing
	AcknowledgedUnseen
	MessageUnreadable
	FrameTypeUnknown
	SenderWrong
	KeyMissing
	StartUnseen
	ClientUnknown
	OpenAtClose
	OpenAtReset
	InputEnds
	CaptureEnds
	KeyEvicted
	ConnectionEvicted
)

// reasons are the texts of the reasons. That of a located one is followed by the
// place of what is missing.
var reasons = [...]struct {
	text    string
	located bool
}{
	BytesMissing:       {"bytes are missing", true},
	AcknowledgedUnseen: {"what it acknowledges was not captured, or not yet", true},
	MessageUnreadable:  {"a message could not be read", true},
	FrameTypeUnknown:   {"a frame of unknown type may have been a message", true},
	SenderWrong:        {"a message was sent by the wrong side", true},
	KeyMissing:         {"a message does not say what it is about", true},
	StartUnseen:        {text: "the start of the connection was not captured"},
	ClientUnknown:      {text: "the capture does not show who opened the connection"},
	OpenAtClose:        {text: "it may have been left open on purpose when the connection was closed"},
	OpenAtReset:        {text: "the connection was reset first"},
	InputEnds:          {text: "the input ends first"},
	CaptureEnds:        {text: "the capture ends before the connection does"},
	KeyEvicted:         {text: "too much was open at once to remember all of it"},
	ConnectionEvicted:  {text: "too many connections were open at once to remember this one"},
}

func (r Reason) String() string { return reasons[r].text }

// Doubt is a Reason, with the place of what is missing if the reason has one.
type Doubt struct {
	Reason Reason
	Place  Place
}

// AppendTo appends the reason's text and its place.
func (d Doubt) AppendTo(b []byte) []byte {
	b = append(b, d.Reason.String()...)
	if reasons[d.Reason].located {
		b = append(d.Place.AppendTo(append(b, " ("...)), ')')
	}
	return b
}

// Place is what a sentence says of a Position.
type Place struct {
	Frame, Line int
	Offset      int64
}

// Place returns the frame, line and offset of the position.
func (p *Position) Place() Place { return Place{p.Frame, p.Line, p.Offset} }

// AppendTo appends "frame 7"; in a log "line 7"; in a raw stream "byte 7".
func (p Place) AppendTo(b []byte) []byte {
	switch {
	case p.Frame > 0:
		return strconv.AppendInt(append(b, "frame "...), int64(p.Frame), 10)
	case p.Line > 0:
		return strconv.AppendInt(append(b, "line "...), int64(p.Line), 10)
	}
	return strconv.AppendInt(append(b, "byte "...), p.Offset, 10)
}
