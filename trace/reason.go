package trace

import "strconv"

// Reason is why the evidence does not suffice for a verdict. The zero Reason means no reason.
type Reason uint8

const (
	NoReason Reason = iota
	BytesMissing
	AcknowledgedUnseen
	MessageUnreadable
	FrameTypeUnknown
	SenderWrong
	SenderUnknown
	SideUnseen
	StateUnknown
	StartUnseen
	ClientUnknown
	OpenAtClose
	OpenAtScope
	OpenAtCall
	OpenAtReset
	InputEnds
	CaptureEnds
	KeyEvicted
	ConnectionEvicted
	OrderUnknown
	ClientsMixed
)

// reasons are the texts of the reasons. The text of a located reason is followed
// by the place of the missing part.
var reasons = [...]struct {
	text    string
	located bool
}{
	BytesMissing:       {"bytes are missing", true},
	AcknowledgedUnseen: {"the acknowledged bytes are missing, or captured later", true},
	MessageUnreadable:  {"a message could not be read", true},
	FrameTypeUnknown:   {"a frame of unknown type may have been a message", true},
	SenderWrong:        {"the wrong side sent a message", true},
	SenderUnknown:      {text: "the sender of a message is unknown"},
	SideUnseen:         {text: "only one side is in the input"},
	StateUnknown:       {text: "a later message makes the state unknown"},
	StartUnseen:        {text: "the start was not captured"},
	ClientUnknown:      {text: "it is unknown who opened the connection"},
	OpenAtClose:        {text: "it may be open on purpose at the end of the connection"},
	OpenAtScope:        {text: "it may be open on purpose at the end of the scope"},
	OpenAtCall:         {text: "it may be open on purpose when its CallId is used again"},
	OpenAtReset:        {text: "the connection was reset first"},
	InputEnds:          {text: "the input ends first"},
	CaptureEnds:        {text: "the capture ends first"},
	KeyEvicted:         {text: "too many instances were open at once"},
	ConnectionEvicted:  {text: "too many connections were open at once"},
	OrderUnknown:       {text: "the order of the log is unknown"},
	ClientsMixed:       {text: "several clients share a log that tells no connections apart"},
}

func (r Reason) String() string { return reasons[r].text }

// Doubt is a Reason, with the place of the missing part if the reason has one.
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

// Place is the part of a Position that sentences mention.
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
