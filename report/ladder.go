package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"ivrcheck/rules"
	"ivrcheck/trace"
)

// A ladder shows the exchange between an IVR and its server step by step, the
// IVR on the left, with the findings at the messages that they are about.
//
// This file is what all ladders share: the steps, and the words and numbers of
// the rungs drawn of them. ladder_text.go and ladder_svg.go draw them; the
// HTML report hands the rungs to a script (html.js) that does.

// StepKind is what a step of an exchange is.
type StepKind uint8

const (
	StepMessage StepKind = iota
	StepUnread           // a message that could not be read, or not whole
	StepFrame            // a frame without XML: keep-alive, error ack
	StepGap              // bytes that are missing
	StepStart            // the connection begins, or what is seen of it
	StepEnd              // it ends
	StepNote             // a place where nothing was said, and something found
)

// Step is one step of an exchange. It owns all it holds.
type Step struct {
	// Event is its number in its input (rules.Event.Number).
	Event int64
	Conn  *trace.Conn
	Kind  StepKind
	// Side is the index of the sender in Conn.Ends, -1 where not known.
	Side      int
	Direction trace.Direction
	// File, Frame, Line and Offset are those of a trace.Position.
	File        string
	Frame, Line int
	Offset      int64
	Time        trace.Stamp
	// Name is that of the message, or what else it is in words; Brief the
	// values that matter, such as "Status=OK CallId=17".
	Name, Brief, CallID string
	// Seen tells, of a start or an end, that it was really seen.
	Seen bool
	// Skipped is how many steps between this one and the one before it a
	// ladder leaves out.
	Skipped int64
}

// NewStep makes a step of an event that was judged (rules.Options.Follow).
func NewStep(ev *rules.Event) *Step {
	u := ev.Unit()
	s := &Step{
		Event: ev.Number(), Conn: u.Conn, Side: u.Side, Direction: ev.Direction(),
		File: u.Pos.File, Frame: u.Pos.Frame, Line: u.Pos.Line, Offset: u.Pos.Offset, Time: u.Pos.Time,
		Name: strings.Clone(ev.Name()), Brief: ev.Brief, CallID: strings.Clone(ev.CallID()),
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
		s.Kind, s.Name = StepFrame, frameName(&GLI{Type: u.Header.Type()})
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

// Place is the step's position as findings give it (contract, section 4).
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

// placeName says what place counts.
func (s *Step) placeName() string {
	switch {
	case s.Frame > 0:
		return "frame"
	case s.Line > 0:
		return "line"
	}
	return "byte"
}

// heading is where the arrow points: > from the IVR, < from the server, "" for
// what has no arrow, ? where the sender is not known.
func (s *Step) heading() string {
	switch s.Kind {
	case StepMessage, StepUnread, StepFrame:
		return arrow(s.Direction.String())
	}
	return ""
}

// Mark is a finding in a ladder.
type Mark struct {
	Code, Name string
	Severity   rules.Severity
	Verdict    rules.Verdict
}

// MarkOf makes a mark of a finding.
func MarkOf(f *rules.Finding) Mark { return Mark{f.Rule, f.Name, f.Severity, f.Verdict} }

// Ladder is the exchange of one connection, or a part of it.
type Ladder struct {
	File  string
	Conn  *trace.Conn
	Steps []*Step
	// Marks are the findings by Step.Event.
	Marks map[int64][]Mark
	// Note says what part it is, such as "call 4711"; empty for all.
	Note string
	// LeftOut is how many more steps there are at the end that were to be
	// shown; Skipped how many there are that were not.
	LeftOut, Skipped int64
}

// rung is a step as it is drawn.
type rung struct {
	*Step
	at, time, name, detail string
	heading                string
	marks                  []countedMark
}

// countedMark is a mark and how often it stands there.
type countedMark struct {
	Mark
	n int
}

func (m countedMark) text() string {
	text := Printable(m.Code + " " + m.Name)
	if m.Verdict == rules.Inconclusive {
		text += ", inconclusive"
	}
	if m.n > 1 {
		text += " (" + strconv.Itoa(m.n) + ")"
	}
	return text
}

// rungs gives what is drawn of the steps. Time counts from the first.
func (l *Ladder) rungs() []rung {
	out := make([]rung, 0, len(l.Steps))
	var zero time.Time
	for _, s := range l.Steps {
		if zero.IsZero() {
			zero = s.Time.Time
		}
		r := rung{Step: s, at: s.place(), time: elapsed(zero, s.Time.Time), name: Printable(s.Name), detail: Printable(s.Brief), heading: s.heading()}
		for _, m := range l.Marks[s.Event] {
			r.marks = counted(r.marks, m)
		}
		out = append(out, r)
	}
	return out
}

func counted(marks []countedMark, m Mark) []countedMark {
	for i := range marks {
		if marks[i].Mark == m {
			marks[i].n++
			return marks
		}
	}
	return append(marks, countedMark{m, 1})
}

// elapsed gives the seconds between two times, "" where one is not known.
func elapsed(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return ""
	}
	return strconv.FormatFloat(to.Sub(from).Seconds(), 'f', 3, 64)
}

// title says whose exchange it is.
func (l *Ladder) title() string {
	text := Printable(l.File)
	if l.Conn != nil && l.Conn.Stream >= 0 {
		text += ", stream " + strconv.Itoa(l.Conn.Stream)
	}
	if l.Note != "" {
		text += ", " + Printable(l.Note)
	}
	return text
}

// parties gives the names and addresses of the left and the right end; a name
// has a question mark where nothing tells which end is the IVR.
func (l *Ladder) parties() (names, addresses [2]string) {
	names = [2]string{"IVR?", "server?"}
	for _, s := range l.Steps {
		if s.Direction == trace.DirectionUnknown {
			continue
		}
		names = [2]string{"IVR", "server"}
		if s.Side >= 0 {
			ivr := s.Side
			if s.Direction == trace.FromServer {
				ivr = 1 - s.Side
			}
			return names, l.ends(ivr)
		}
	}
	return names, l.ends(0)
}

// ends gives the addresses, the IVR's first.
func (l *Ladder) ends(ivr int) (out [2]string) {
	for i := range out {
		if end := l.Conn.Ends[(ivr+i)%2]; l.Conn != nil && end.IsValid() {
			out[i] = end.String()
		}
	}
	return out
}

// more says at the end what the ladder does not show.
func (l *Ladder) more() string {
	if l.LeftOut == 0 {
		return ""
	}
	return fmt.Sprintf("%s more not shown, a ladder has %s at most; --frames A-B shows others", count(l.LeftOut), plural(MaxSteps, "step"))
}

// MaxSteps is how many steps the ladders of a run show together: nobody reads
// more, and they are held until all findings about them are known.
const MaxSteps = 10_000

// ladderFormats is the registry of WriteLadders.
var ladderFormats = []struct {
	name  string
	write func(io.Writer, []*Ladder, Options) error
}{
	{"text", textLadders},
	{"svg", svgLadders},
}

// WriteLadders draws ladders, one below the other, as text or svg.
func WriteLadders(w io.Writer, format string, ladders []*Ladder, opt Options) error {
	for _, f := range ladderFormats {
		if f.name == format {
			return f.write(w, ladders, opt)
		}
	}
	return unknownFormat(format, LadderFormats())
}

// LadderFormats lists the formats that WriteLadders knows.
func LadderFormats() []string {
	names := make([]string, len(ladderFormats))
	for i, f := range ladderFormats {
		names[i] = f.name
	}
	return names
}
