package rules

import (
	"cmp"
	"math"
	"slices"
	"time"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/wording"
	"ivrcheck/trace"
)

// Options are the options of one run.
type Options struct {
	// AssumeComplete: the capture contains each connection from its first to its last message.
	AssumeComplete bool
	// ShowValues: personal values are not masked.
	ShowValues bool
	// Evidence makes the evidence at a place in a document that begins with head, masked if the run demands it; nil for
	// no evidence. Finding.Quote calls it.
	Evidence func(head []byte, at trace.Span) []byte
	// Selection selects the reported findings.
	Selection Selection
	// Shards are the virtual shards to judge; the zero value means all. The findings and tallies of a judge for some
	// shards are only a part: a Union merges the findings of all parts.
	Shards Shards
	// Filter, if set, reports whether a finding about a message is wanted. A finding that is reported once represents
	// only wanted messages.
	Filter func(*Finding) bool
	// Follow, if set, is called with each event of a connection just before it is judged. Its Number and Direction are
	// set. The event is valid during the call.
	Follow func(*Event)
}

// Event is the part of a unit that a Judge needs. The caller owns it: a Projector fills it, Judge.Take reads it, and
// then it may be filled again.
type Event = dispatch.Event

// Projector turns units into events. Each worker needs its own.
type Projector = dispatch.Projector

// NewProjector returns a projector for one worker.
func (s *Set) NewProjector() *Projector { return s.dispatcher().NewProjector() }

// Speakers determines the sender of each event, for callers that list messages and judge nothing.
type Speakers = monitor.Speakers

// NewSpeakers returns a Speakers for an input.
func NewSpeakers() *Speakers { return monitor.NewSpeakers() }

// Judge takes the events of one input, in input order, and makes findings in the order of decisions. Its memory is
// bounded: each virtual shard (trace.Conn.Shard) has its own monitor with its own limits. So a report does not depend
// on which shards are judged together.
type Judge struct {
	set   *Set
	opt   Options
	limit int // of a shard
	tally *Tallies
	emit  func(*Finding)
	clock monitor.Clock
	// next is the order of the next finding.
	next   Order
	shards [trace.Shards]*shard // made when first needed
}

// shard judges the connections of one virtual shard.
type shard struct {
	monitor  *monitor.Monitor
	reporter *reporter
}

// NewJudge returns a judge for one input. emit gets each wanted finding, which it may release (Finding.Release) after
// use. tally counts all of them, and may be shared by judges that run one after the other.
func (s *Set) NewJudge(opt Options, tally *Tallies, emit func(*Finding)) *Judge {
	return s.newJudge(opt, 0, tally, emit)
}

// newJudge is NewJudge with a memory limit for each virtual shard in bytes, 0 for the default.
func (s *Set) newJudge(opt Options, limit int, tally *Tallies, emit func(*Finding)) *Judge {
	return &Judge{set: s, opt: opt, limit: limit, tally: tally, emit: emit}
}

// shard returns a shard, creating it if necessary.
func (j *Judge) shard(i int) *shard {
	if s := j.shards[i]; s != nil {
		return s
	}
	p := j.set.program
	r := &reporter{
		program: p, selection: j.opt.Selection, filter: j.opt.Filter, tally: j.tally,
		writer: wording.New(p, j.opt.ShowValues, j.opt.Evidence), emit: j.emit, next: &j.next,
	}
	m := monitor.New(p, monitor.Options{AssumeComplete: j.opt.AssumeComplete, Follow: j.opt.Follow, Limit: j.limit, Clock: &j.clock}, r)
	r.once = newOnce(m.Grow, r.found, &j.next)
	r.scraps = newScraps(r.once, r.found)
	j.shards[i] = &shard{m, r}
	return j.shards[i]
}

// Clock is the number of the last event of an input, and the latest time so far.
type Clock struct {
	Unit   int64
	Latest time.Time
}

// Advance advances a clock to the next event.
func (s *Set) Advance(c *Clock, ev *Event) {
	c.Unit++
	if s.program.Timed {
		u := ev.Unit()
		for _, at := range [2]time.Time{u.Pos.Time.Time, u.Read.Time()} {
			if at.After(c.Latest) {
				c.Latest = at
			}
		}
	}
}

// Take judges one event, unless another judge has its virtual shard. The caller may reuse the event when Take returns.
// A judge for some shards needs the events of all shards, so that its numbers match, or the clock of each of its own
// events (TakeAt).
func (j *Judge) Take(ev *Event) {
	at := Clock{j.clock.Unit, j.clock.Latest}
	j.set.Advance(&at, ev)
	j.TakeAt(ev, at)
}

// TakeAt is Take for an event with its clock.
func (j *Judge) TakeAt(ev *Event, at Clock) {
	j.clock.Unit, j.clock.Latest = at.Unit, at.Latest
	if i := ev.Unit().Conn.Shard(); j.opt.Shards.Has(i) {
		j.next = Order{taken, 0, j.clock.Unit, 0}
		j.shard(i).monitor.Take(ev)
	}
}

// CloseAt is Close for a judge whose last event was not the last of the input.
func (j *Judge) CloseAt(at Clock) {
	j.clock.Unit, j.clock.Latest = at.Unit, at.Latest
	j.Close()
}

// Close ends the input and its open connections, in the order in which they were opened.
func (j *Judge) Close() {
	for _, s := range j.shards {
		if s != nil {
			s.monitor.Close()
		}
	}
	for {
		var first *shard
		opened := int64(math.MaxInt64)
		for _, s := range j.shards {
			if s == nil {
				continue
			}
			if unit, open := s.monitor.Open(); open && unit < opened {
				first, opened = s, unit
			}
		}
		if first == nil {
			break
		}
		j.next = Order{closed, 0, opened, 0}
		first.monitor.CloseNext()
	}
	j.closeWhole()
}

// closeWhole completes the counts for the input as a whole.
func (j *Judge) closeWhole() {
	var whole []*Finding
	var broken program.RuleSet
	for i, s := range j.shards {
		if s == nil {
			continue
		}
		whole = append(whole, s.reporter.once.whole()...)
		j.tally.kinds(&s.reporter.kinds)
		if i == 0 {
			broken = s.reporter.broken
		}
	}
	if j.opt.Shards.Has(0) {
		j.tally.countWhole(program.PerInput, broken) // events without a connection belong to shard 0
	}
	slices.SortFunc(whole, func(a, b *Finding) int { return a.Order.Compare(b.Order) })
	if j.opt.Shards != 0 {
		for _, f := range whole {
			j.emit(f)
		}
		return
	}
	union := j.set.NewUnion(j.tally, j.emit)
	for _, f := range whole {
		union.Finding(f)
	}
	union.Close()
}

// AboutInput makes and counts a finding about a whole input, such as CAP012. file is the input's name.
func (s *Set) AboutInput(opt Options, tally *Tallies, emit func(*Finding), file string, f trace.Fault) {
	s.NewJudge(opt, tally, emit).about(file, f)
	if rule := s.program.ByID[f.Code]; rule != nil {
		tally.failed(rule)
	}
}

func (j *Judge) about(file string, f trace.Fault) {
	var ev Event
	ev.Reset(&trace.Unit{Kind: trace.Note, Pos: trace.Position{File: file}, Side: -1})
	j.shard(0).reporter.fault(&ev, nil, &f, nil)
}

// reporter counts the results of the monitor, and makes findings of them.
type reporter struct {
	program   *program.Program
	selection Selection
	filter    func(*Finding) bool
	tally     *Tallies
	writer    *wording.Writer
	emit      func(*Finding)
	next      *Order
	once      *once
	scraps    *scraps
	// broken are the violated rules about this input as a whole.
	broken program.RuleSet
	// kinds counts the events by their kinds of activation.
	kinds [1 << (program.PerRun + 1)]int64
}

// Event reports the faults of an event, and counts the rules about single messages and frames that it activates.
func (r *reporter) Event(ev *Event, conn *trace.Conn) {
	scraps := r.scraps.next(ev, conn)
	for i := range ev.Faults {
		r.fault(ev, conn, &ev.Faults[i], scraps)
	}
	kinds := ev.Kinds()
	r.kinds[kinds]++
	for _, rule := range ev.Plan.Counted {
		r.tally.activated(rule, 1)
	}
	for _, rule := range ev.Broken {
		kind := rule.Activate.Kind
		if !kind.OfEvents() {
			continue
		}
		if kinds>>kind&1 == 0 && !slices.Contains(ev.Plan.Counted, rule) {
			r.tally.activated(rule, 1) // such as a document without a message, which violates a rule about messages
		}
		r.tally.failed(rule)
	}
}

// fault reports a fault, unless its rule is undefined or switched off. scraps is the run that it belongs to, nil for
// none.
func (r *reporter) fault(ev *Event, conn *trace.Conn, f *trace.Fault, scraps *run) {
	rule := r.program.ByID[f.Code]
	if rule == nil {
		return
	}
	subject := cmp.Or(f.Subject, rule.Subject)
	of := &ev.Record
	var k onceKey
	if f.Raise {
		r.once.raise(keyOf(rule, conn, of, f.Doubt.Reason == trace.NoReason, f.Lower))
		return
	}
	if rule.Once && !f.Each {
		k, scraps = keyOf(rule, conn, of, f.Doubt.Reason == trace.NoReason, f.Lower), nil
	}
	if scraps != nil && scraps.long {
		k, scraps = scrapKey(rule, conn, of, f), nil
	} else if scraps == nil && k.rule == nil && r.scraps.repeats(conn, of) {
		k = scrapKey(rule, conn, of, f)
	}
	switch {
	case !r.selection.Wants(rule.ID, subject) || r.filter == nil && r.once.again(k):
	case scraps != nil:
		if finding := r.writer.Fault(rule, conn, ev, f); r.wanted(finding) {
			r.scraps.add(conn, scraps, scrapKey(rule, conn, of, f), finding)
		}
	default:
		r.report(k, r.writer.Fault(rule, conn, ev, f))
	}
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
		var k onceKey
		if rule.Once || r.scraps.repeats(d.Conn, d.At) {
			k = keyOf(rule, d.Conn, d.At, d.Verdict == monitor.Violated, 0)
		}
		switch {
		case !r.selection.Wants(rule.ID, cmp.Or(d.Constraint.Subject, d.At.Name)):
		case r.filter != nil || !r.once.again(k):
			r.report(k, r.writer.Sequence(d))
		case r.once.precedes(k, d.At.Number):
			r.once.replace(k, r.writer.Sequence(d))
		}
	}
}

// report counts a selected finding and emits it if the filter wants it. k is not zero if it is reported once.
func (r *reporter) report(k onceKey, f *Finding) {
	switch {
	case !r.wanted(f):
	case k.rule == nil:
		r.found(f)
	case r.filter != nil && r.once.again(k):
		if r.once.precedes(k, f.Event) {
			r.once.replace(k, f)
		} else {
			f.Release()
		}
	default:
		r.once.hold(k, f)
	}
}

// wanted asks the filter, and releases an unwanted finding.
func (r *reporter) wanted(f *Finding) bool {
	if r.filter == nil || !f.AboutMessage() || r.filter(f) {
		return true
	}
	f.Release()
	return false
}

// found counts a finding and emits it.
func (r *reporter) found(f *Finding) {
	r.tally.found(r.program.ByID[f.Rule], f.Verdict)
	f.Order = r.next.Next()
	r.emit(f)
}

// End passes on the findings kept for a connection, and counts the rules about connections.
func (r *reporter) End(conn *trace.Conn, broken program.RuleSet, partly bool) {
	r.scraps.end(conn)
	r.once.end(conn)
	if !partly {
		r.tally.countWhole(program.PerConnection, broken)
	}
}
