package report

import (
	"strconv"
	"strings"

	"ivrcheck/rules"
	"ivrcheck/trace"
)

// StepKind is the kind of a step.
type StepKind uint8

const (
	StepMessage StepKind = iota
	StepUnread           // a message that could not be read completely
	StepFrame            // a frame without XML: keep-alive, error ack
	StepGap              // lost bytes
	StepStart            // the start of the connection, or of its captured part
	StepEnd              // the end of the connection
	StepNote             // a position with a finding, but without a message
)

// Step is one step of an exchange. It owns its contents.
type Step struct {
	// Event is its number in its input (rules.Event.Number).
	Event int64
	Conn  *trace.Conn
	Kind  StepKind
	// Side is the index of the sender in Conn.Ends, -1 if unknown.
	Side      int
	Direction trace.Direction
	// File, Frame, Line and Offset are those of a trace.Position.
	File        string
	Frame, Line int
	Offset      int64
	Time        trace.Stamp
	// Name is the name of the message, or a description of another step. Brief has the most relevant values, such as
	// "Status=OK CallId=17".
	Name, Brief, CallID string
	// Seen reports, for a start or an end, whether it is in the input.
	Seen bool
	// Skipped counts the steps before this one that a ladder omits.
	Skipped int64
}

// NewStep makes a step of a judged event (rules.Options.Follow). Ids that may be personal are masked unless showValues
// is set.
func NewStep(ev *rules.Event, showValues bool) *Step {
	u := ev.Unit()
	call, _ := ev.ShownIDs(showValues)
	s := &Step{
		Event: ev.Number(), Conn: u.Conn, Side: u.Side, Direction: ev.Direction(),
		File: u.Pos.File, Frame: u.Pos.Frame, Line: u.Pos.Line, Offset: u.Pos.Offset, Time: u.Pos.Time,
		Name: strings.Clone(withSubtype(ev.Name(), ev.Subtype)), Brief: ev.Brief, CallID: strings.Clone(call),
	}
	switch u.Kind {
	case trace.Document:
		switch {
		case u.Partial:
			s.Kind, s.Name = StepUnread, "part of a message"
		case !ev.Readable():
			s.Kind, s.Name = StepUnread, "unreadable message"
		case s.Name == "":
			s.Name = "message without a name"
		}
	case trace.Frame:
		s.Kind, s.Name = StepFrame, frameName(u.Header.Type())
	case trace.Gap:
		s.Kind, s.Name = StepGap, "bytes that cannot be read"
		if u.Lost > 0 {
			s.Name = plural(u.Lost, "byte") + " missing"
		}
	case trace.Start:
		s.Kind, s.Seen = StepStart, u.Conn.StartSeen
		if s.Name = "the start was not seen"; s.Seen {
			s.Name = "connection opened"
		}
	case trace.End:
		s.Kind, s.Seen = StepEnd, u.Closing != trace.CloseUnseen
		switch u.Closing {
		case trace.CloseOrderly:
			s.Name = "connection closed"
		case trace.CloseReset:
			s.Name = "connection reset"
		default:
			s.Name = "the end was not seen"
		}
	case trace.Note:
		s.Kind, s.Name = StepNote, ""
	}
	return s
}

// Place is the step's position as in findings (contract, section 4).
func (s *Step) Place() int64 {
	switch {
	case s.Frame > 0:
		return int64(s.Frame)
	case s.Line > 0:
		return int64(s.Line)
	}
	return s.Offset
}

func (s *Step) place() string { return strconv.FormatInt(s.Place(), 10) }

func (s *Step) placeName() string {
	switch {
	case s.Frame > 0:
		return "frame"
	case s.Line > 0:
		return "line"
	}
	return "byte"
}

// heading returns the direction of the arrow: > from the IVR, < from the server, ? if the sender is unknown, "" without
// an arrow.
func (s *Step) heading() string {
	switch s.Kind {
	case StepMessage, StepUnread, StepFrame:
		return arrow(s.Direction.String())
	}
	return ""
}

// frameName names a frame without XML.
//
// Source: protocol notes, section GLI framing (message types).
func frameName(kind int) string {
	switch kind {
	case 0:
		return "keep-alive"
	case 1:
		return "keep-alive ack"
	case 2:
		return "error ack"
	}
	return "frame of type " + strconv.Itoa(kind)
}

func arrow(direction string) string {
	switch direction {
	case "ivr>server":
		return ">"
	case "server>ivr":
		return "<"
	}
	return "?"
}
