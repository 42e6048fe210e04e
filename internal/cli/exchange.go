package cli

import (
	"fmt"
	"strings"

	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// exchanges collects what `ladder` draws: the steps of the part that is wanted,
// with the findings about them, and an overview of all connections to choose
// from. It holds no more than report.MaxSteps steps and maxListed connections.
type exchanges struct {
	part    part
	ladders []*report.Ladder
	// kept are the steps of the current input that ladders hold, by event.
	kept map[int64]*report.Ladder
	held int

	open        map[*trace.Conn]*exchange
	ended       *trace.Conn
	connections []*report.Connection
	count       int
	calls       int
}

const (
	maxListed = 10_000
	// maxCallIDs is how many call ids are told apart, maxMarks how many findings
	// are marked at a step.
	maxCallIDs = 1 << 16
	maxMarks   = 32
	// maxWaiting is how many gaps wait for the next message of a call.
	maxWaiting = 32
)

// exchange is what is known of one connection.
type exchange struct {
	listed *report.Connection
	ladder *report.Ladder
	calls  map[string]bool
	// skipped are the steps since the last that is drawn; waiting are those
	// among them that are drawn if more of the call follows.
	skipped int64
	waiting []*report.Step
}

// begin starts with an input.
func (x *exchanges) begin() {
	x.kept, x.open = make(map[int64]*report.Ladder), make(map[*trace.Conn]*exchange)
}

// follow takes the next event in the order of judging.
func (x *exchanges) follow(ev *rules.Event) {
	s := report.NewStep(ev)
	e := x.open[s.Conn]
	if e == nil {
		e = x.connect(s)
	}
	if s.Kind == report.StepMessage {
		e.listed.Messages++
		if s.CallID != "" && x.calls < maxCallIDs && !e.calls[s.CallID] {
			e.calls[s.CallID] = true
			x.calls++
			e.listed.CallIDs++
		}
	}
	delete(x.open, x.ended)
	x.ended = nil
	if s.Kind == report.StepEnd {
		x.ended = s.Conn // findings about it are still to come
	}
	switch wanted, waits := x.wants(e, s, ev); {
	case wanted:
		x.keep(e, s)
	case waits && len(e.waiting) < maxWaiting:
		s.Skipped, e.skipped = e.skipped, 0
		e.waiting = append(e.waiting, s)
	default:
		e.skipped++
	}
	if e.ladder != nil {
		e.ladder.Skipped = e.skipped
		for _, w := range e.waiting {
			e.ladder.Skipped += w.Skipped + 1
		}
	}
}

// connect notes a connection.
func (x *exchanges) connect(s *report.Step) *exchange {
	e := &exchange{listed: &report.Connection{File: s.File, Conn: s.Conn, At: s}, calls: make(map[string]bool)}
	x.open[s.Conn] = e
	if x.count++; len(x.connections) < maxListed {
		x.connections = append(x.connections, e.listed)
	}
	if x.count > 1 && !x.part.chosen() {
		// There is no telling which is wanted.
		x.ladders, x.kept, x.held = nil, make(map[int64]*report.Ladder), 0
		for _, other := range x.open {
			other.ladder = nil
		}
	}
	return e
}

// wants tells whether a step is to be drawn, or may be if more of its call
// comes.
func (x *exchanges) wants(e *exchange, s *report.Step, ev *rules.Event) (wanted, waits bool) {
	p := &x.part
	if !p.chosen() {
		return x.count == 1, false
	}
	if at := s.Place(); at < p.first || p.last > 0 && at > p.last {
		return false, false
	}
	if p.unit(ev.Unit(), ev) {
		return true, false
	}
	if p.call == "" || e.ladder == nil {
		return false, false
	}
	// What may have been of the call, and what ended it.
	return s.Kind == report.StepEnd, s.Kind == report.StepGap || s.Kind == report.StepUnread
}

// keep puts a step in the connection's ladder.
func (x *exchanges) keep(e *exchange, s *report.Step) {
	if e.ladder == nil {
		e.ladder = &report.Ladder{File: s.File, Conn: s.Conn, Note: x.note(), Marks: make(map[int64][]report.Mark)}
		x.ladders = append(x.ladders, e.ladder)
	}
	s.Skipped, e.skipped = e.skipped, 0
	for _, w := range append(e.waiting, s) {
		if x.held >= report.MaxSteps {
			e.ladder.LeftOut++
			continue
		}
		x.held++
		e.ladder.Steps = append(e.ladder.Steps, w)
		x.kept[w.Event] = e.ladder
	}
	e.waiting = nil
}

// note says in a ladder's title what was selected.
func (x *exchanges) note() string {
	var parts []string
	if x.part.call != "" {
		parts = append(parts, "call "+x.part.call)
	}
	switch p := &x.part; {
	case p.last > 0:
		parts = append(parts, fmt.Sprintf("from %d to %d", p.first, p.last))
	case p.first > 0:
		parts = append(parts, fmt.Sprintf("from %d on", p.first))
	}
	return strings.Join(parts, ", ")
}

// finding marks a finding where it stands.
func (x *exchanges) finding(f *rules.Finding) {
	if e := x.open[f.Conn]; e != nil {
		e.listed.Findings++
	}
	if l := x.kept[f.Event]; l != nil && len(l.Marks[f.Event]) < maxMarks {
		l.Marks[f.Event] = append(l.Marks[f.Event], report.MarkOf(f))
	}
}
