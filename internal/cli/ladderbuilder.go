package cli

import (
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// ladderBuilder collects the content of a ladder: the selected steps with their findings, and all connections to choose
// from.
type ladderBuilder struct {
	selected   selection
	showValues bool
	ladders    []*report.Ladder
	// drawn has the ladder of each drawn step of the current input, by event.
	drawn map[int64]*report.Ladder
	steps int // in all ladders, at most report.MaxSteps

	open        map[*trace.Conn]*exchange
	ended       *trace.Conn // removed from open at the next event
	connections []*report.Connection
	count       int // of connections, including unlisted ones
	callIDs     int
}

const (
	maxListed  = 10_000  // connections
	maxCallIDs = 1 << 16 // that are counted separately
	maxMarks   = 32      // findings at a step
	maxWaiting = 32      // gaps that wait for the next message of a call
)

type exchange struct {
	listed  *report.Connection
	ladder  *report.Ladder
	callIDs map[string]bool
	// skipped counts the steps since the last one drawn. waiting are those among them that are drawn if more of the
	// call follows.
	skipped int64
	waiting []*report.Step
}

func (b *ladderBuilder) startInput() {
	b.drawn, b.open = make(map[int64]*report.Ladder), make(map[*trace.Conn]*exchange)
}

func (b *ladderBuilder) follow(ev *rules.Event) {
	s := report.NewStep(ev, b.showValues)
	x := b.open[s.Conn]
	if x == nil {
		x = b.connect(s)
	}
	if s.Kind == report.StepMessage {
		x.listed.Messages++
		if s.CallID != "" && b.callIDs < maxCallIDs && !x.callIDs[s.CallID] {
			x.callIDs[s.CallID] = true
			b.callIDs++
			x.listed.CallIDs++
		}
	}
	delete(b.open, b.ended)
	b.ended = nil
	if s.Kind == report.StepEnd {
		b.ended = s.Conn // findings about it may follow
	}
	switch wanted, waits := b.wants(x, s, ev); {
	case wanted:
		b.draw(x, s)
	case waits && len(x.waiting) < maxWaiting:
		s.Skipped, x.skipped = x.skipped, 0
		x.waiting = append(x.waiting, s)
	default:
		x.skipped++
	}
	if x.ladder != nil {
		x.ladder.Skipped = x.skipped
		for _, w := range x.waiting {
			x.ladder.Skipped += w.Skipped + 1
		}
	}
}

func (b *ladderBuilder) connect(s *report.Step) *exchange {
	x := &exchange{listed: &report.Connection{File: s.File, Conn: s.Conn, At: s}, callIDs: make(map[string]bool)}
	b.open[s.Conn] = x
	if b.count++; len(b.connections) < maxListed {
		b.connections = append(b.connections, x.listed)
	}
	if b.count > 1 && b.selected.isAll() {
		// There are several connections and no selection, so they are only listed.
		b.ladders, b.drawn, b.steps = nil, make(map[int64]*report.Ladder), 0
		for _, other := range b.open {
			other.ladder = nil
		}
	}
	return x
}

// wants reports whether a step is drawn, or waits for more of its call.
func (b *ladderBuilder) wants(x *exchange, s *report.Step, ev *rules.Event) (wanted, waits bool) {
	sel := &b.selected
	if sel.isAll() {
		return b.count == 1, false
	}
	if at := s.Place(); at < sel.first || sel.last > 0 && at > sel.last {
		return false, false
	}
	if sel.unit(ev.Unit(), ev, "") {
		return true, false
	}
	if sel.call == "" || x.ladder == nil {
		return false, false
	}
	// Events that may have been part of the call, and the end of its connection.
	return s.Kind == report.StepEnd, s.Kind == report.StepGap || s.Kind == report.StepUnread
}

// draw adds a step, after those that waited for it, to the connection's ladder.
func (b *ladderBuilder) draw(x *exchange, s *report.Step) {
	if x.ladder == nil {
		x.ladder = &report.Ladder{File: s.File, Conn: s.Conn, Note: b.selected.describe(), Marks: make(map[int64][]report.Mark)}
		b.ladders = append(b.ladders, x.ladder)
	}
	s.Skipped, x.skipped = x.skipped, 0
	for _, w := range append(x.waiting, s) {
		if b.steps >= report.MaxSteps {
			x.ladder.LeftOut++
			continue
		}
		b.steps++
		x.ladder.Steps = append(x.ladder.Steps, w)
		b.drawn[w.Event] = x.ladder
	}
	x.waiting = nil
}

func (b *ladderBuilder) finding(f *rules.Finding) {
	if x := b.open[f.Conn]; x != nil {
		x.listed.Findings++
	}
	if l := b.drawn[f.Event]; l != nil && len(l.Marks[f.Event]) < maxMarks {
		l.Marks[f.Event] = append(l.Marks[f.Event], report.MarkOf(f))
	}
}
