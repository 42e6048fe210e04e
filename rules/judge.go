package rules

import (
	"slices"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/wording"
	"ivrcheck/trace"
)

// Options are those of one run.
type Options struct {
	// AssumeComplete: the capture has each connection from its first to its last message.
	AssumeComplete bool
	// ShowValues: personal values are not masked.
	ShowValues bool
	// Evidence makes the evidence of a place in a document, masked as the run demands, of
	// which head is the beginning; nil for no evidence. Finding.Quote calls it.
	Evidence func(head []byte, at trace.Span) []byte
	// Selection says which findings are wanted.
	Selection Selection
	// Follow, if set, gets each event of a connection in the order in which it is judged,
	// just before; its Number and Direction are known then. The event is valid during the
	// call.
	Follow func(*Event)
}

// Event is what a Judge needs of one unit. It is the caller's: a Projector fills it,
// Judge.Take reads it, and when that has returned it may be filled again.
type Event = dispatch.Event

// Projector turns units into events. Each worker needs its own.
type Projector = dispatch.Projector

// NewProjector returns a projector for one worker.
func (s *Set) NewProjector() *Projector { return s.dispatcher().NewProjector() }

// Speakers finds out who sent each event, for those who list messages and judge nothing.
type Speakers = monitor.Speakers

// NewSpeakers starts with an input.
func NewSpeakers() *Speakers { return monitor.NewSpeakers() }

// Judge takes the events of one input, in the order of the input, and makes findings in
// the order in which they are decided. What it remembers is bounded.
type Judge struct {
	monitor  *monitor.Monitor
	reporter *reporter
}

// NewJudge returns a judge for one input. emit gets each wanted finding, which it may
// release (Finding.Release) when nobody needs it any more; tally counts all of them, and
// may be shared by judges that run one after the other.
func (s *Set) NewJudge(opt Options, tally *Tallies, emit func(*Finding)) *Judge {
	return s.newJudge(opt, 0, tally, emit)
}

// newJudge is NewJudge with a memory limit in bytes, 0 for the usual one.
func (s *Set) newJudge(opt Options, limit int, tally *Tallies, emit func(*Finding)) *Judge {
	r := &reporter{program: s.program, selection: opt.Selection, tally: tally, writer: wording.New(s.program, opt.ShowValues, opt.Evidence), emit: emit}
	return &Judge{monitor.New(s.program, monitor.Options{AssumeComplete: opt.AssumeComplete, Follow: opt.Follow, Limit: limit}, r), r}
}

// Take judges one event. When it returns, the event is the caller's again.
func (j *Judge) Take(ev *Event) { j.monitor.Take(ev) }

// Close ends the input and its open connections.
func (j *Judge) Close() {
	j.monitor.Close()
	j.reporter.close()
}

// About makes a finding about a whole input or run, such as CAP012; file is
// the input's name.
func (j *Judge) About(file string, f trace.Fault) {
	var ev Event
	ev.Reset(&trace.Unit{Kind: trace.Note, Pos: trace.Position{File: file}, Side: -1})
	j.reporter.fault(&ev, nil, &f)
}

// reporter counts what the monitor finds out, and makes findings of it.
type reporter struct {
	program   *program.Program
	selection Selection
	tally     *Tallies
	writer    *wording.Writer
	emit      func(*Finding)
	// broken are the rules about whole inputs that this one broke.
	broken program.RuleSet
	// kinds counts the events by the kinds of activation that they are.
	kinds [1 << (program.PerRun + 1)]int64
}

// Event reports the faults of an event, and counts the rules about single messages and
// frames that it activates.
func (r *reporter) Event(ev *Event, conn *trace.Conn) {
	for i := range ev.Faults {
		r.fault(ev, conn, &ev.Faults[i])
	}
	kinds := ev.Kinds()
	r.kinds[kinds]++
	for _, rule := range ev.Plan.Counted {
		r.tally.activated(rule, 1)
	}
	for _, rule := range ev.Broken {
		if kinds>>rule.Activate.Kind&1 > 0 || slices.Contains(ev.Plan.Counted, rule) {
			r.tally.failed(rule)
		}
	}
}

// fault reports a fault, unless no file has its rule or one has switched it off.
func (r *reporter) fault(ev *Event, conn *trace.Conn, f *trace.Fault) {
	rule := r.program.ByID[f.Code]
	if rule == nil {
		return
	}
	r.report(rule, r.writer.Fault(rule, conn, ev, f))
	if !ev.Broke(rule) {
		ev.Broken = append(ev.Broken, rule)
	}
	if conn == nil {
		r.broken.Add(rule)
	}
}

// Decide counts a decision, and reports it if the rule is not satisfied.
func (r *reporter) Decide(d *monitor.Decision) {
	rule := d.Constraint.Rule
	r.tally.activated(rule, 1)
	if d.Verdict != monitor.Satisfied {
		r.tally.failed(rule)
		r.report(rule, r.writer.Sequence(d))
	}
}

// report counts a finding and hands it out if it is wanted.
func (r *reporter) report(rule *program.Rule, f *Finding) {
	if !r.selection.Wants(f.Rule, f.Subject) {
		f.Release()
		return
	}
	r.tally.found(rule, f.Verdict)
	r.emit(f)
}

// End counts the rules about connections at the end of one.
func (r *reporter) End(broken program.RuleSet) { r.tally.settle(program.PerConnection, broken) }

func (r *reporter) close() {
	r.tally.settle(program.PerInput, r.broken)
	r.tally.kinds(&r.kinds)
}
