package rules

import (
	"fmt"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

// decide turns what a constraint says of an activation into a verdict on the
// evidence (contract, section 7), counts it and reports it. ev is the event
// that decides, nil at an end; then e says which.
func (st *connection) decide(k *constraint, s *state, o declare.Outcome[*Event], ev *Event, e *ending) {
	if o.Verdict == declare.Open && k.openIgnored {
		return
	}
	if ev != nil && o.AtEvent && o.Verdict != declare.Satisfied && ev.broke(k.rule) {
		return // another constraint of the rule has said it
	}
	st.judge.tally.activated(k.rule)
	if !o.Swapped {
		o = st.late(k, o, ev)
		o = st.unfit(k, o, ev)
	}
	if ev != nil {
		for _, other := range k.rule.yieldsTo {
			if ev.broke(other) {
				o.Verdict, o.Sure = declare.Satisfied, true
			}
		}
	}
	verdict, why := st.weigh(k, s, o, e)
	if verdict == Satisfied {
		st.judge.tally.count(k.rule, Satisfied)
		return
	}
	at, other := o.Activation, (*Event)(nil)
	if o.AtEvent && ev != nil {
		at = ev
		if o.Activation != ev {
			other = o.Activation
		}
		ev.broken = append(ev.broken, k.rule)
	}
	f := st.sequenceFinding(k, o, at, other, verdict, why)
	if !o.AtEvent && e != nil && e.closing == trace.CloseOrderly && e.event != nil {
		f.Related = append(f.Related, related(e.event.unit.Pos, closingNote(e.event)))
	}
	st.judge.report(k.rule, f)
}

// late turns a target that came too late, or that is still awaited when its
// time has run out, into a violation; it stands at the activation.
func (st *connection) late(k *constraint, o declare.Outcome[*Event], ev *Event) declare.Outcome[*Event] {
	if k.within == 0 || o.Verdict == declare.Violated {
		return o
	}
	from, to := o.Activation.unit.Pos.Time.Time, st.judge.latest
	if o.Verdict == declare.Satisfied {
		to = ev.unit.Pos.Time.Time
	}
	if from.IsZero() || to.Sub(from) <= k.within {
		return o
	}
	o.Verdict, o.AtEvent, o.Sure = declare.Violated, false, false
	return o
}

// unfit turns a pair that the predicate refuses into a violation. Which
// request an answer belongs to is certain only if all were seen.
func (st *connection) unfit(k *constraint, o declare.Outcome[*Event], ev *Event) declare.Outcome[*Event] {
	if k.predicate != nil && ev != nil && o.Verdict == declare.Satisfied && !st.judge.set.fits(k, o.Activation, ev) {
		o.Verdict, o.Sure, o.FromStart = declare.Violated, false, true
	}
	return o
}

func closingNote(ev *Event) string {
	if ev.unit.Kind == trace.End {
		return "the connection is closed here"
	}
	return ev.title() + " ends what the rule is about"
}

// broke tells whether the event has brought a finding of the rule.
func (ev *Event) broke(r *rule) bool {
	for _, b := range ev.broken {
		if b == r {
			return true
		}
	}
	return false
}

// weigh gives the verdict and, if it is inconclusive, why.
func (st *connection) weigh(k *constraint, s *state, o declare.Outcome[*Event], e *ending) (Verdict, string) {
	if why := st.doubt(k, s, o); why != "" {
		return Inconclusive, why
	}
	if o.Verdict == declare.Satisfied {
		return Satisfied, ""
	}
	assume := st.judge.opt.AssumeComplete
	if o.FromStart && !o.Sure && !st.started && !assume && !k.scoped() {
		return Inconclusive, "the start of the connection was not captured"
	}
	if o.Verdict == declare.Violated {
		return Violated, ""
	}
	switch {
	case e.why != "":
		return Inconclusive, e.why
	case e.closing == trace.CloseOrderly && k.violatedAtEnd:
		return Violated, ""
	case e.closing == trace.CloseOrderly:
		return Inconclusive, "it may have been left open on purpose when the connection was closed"
	case assume:
		return Violated, ""
	case e.closing == trace.CloseReset:
		return Inconclusive, "the connection was reset first"
	case st.conn.Stream < 0:
		return Inconclusive, "the input ends first"
	}
	return Inconclusive, "the capture ends before the connection does"
}

// doubt says what is missing that could have changed the verdict; "" if
// nothing is.
func (st *connection) doubt(k *constraint, s *state, o declare.Outcome[*Event]) string {
	if o.Verdict != declare.Satisfied {
		// What ends the scope may have come unseen.
		if why := st.lostSince(k, k.until.can(), s.since); why != "" {
			return why
		}
	}
	if o.Sure {
		return ""
	}
	since := o.Since
	if o.FromStart {
		since = s.since
	}
	if why := st.lostSince(k, k.hides, since); why != "" {
		return why
	}
	if s.blind.ordinal > since {
		return s.blind.String()
	}
	if o.FromStart && s.evicted {
		return "too many of its kind were open at once to remember them all"
	}
	return ""
}

// lostSince says what a constraint may have missed of some senders behind an
// ordinal; "" if nothing is missing.
func (st *connection) lostSince(k *constraint, of senders, since int64) string {
	lost := &st.lost
	if k.frames {
		lost = &st.missing
	}
	for i, d := range [2]senders{ivr, server} {
		if l := lost[i]; of&d != 0 && l.ordinal > since {
			return l.String()
		}
	}
	return ""
}

func (l loss) String() string { return l.why + " (" + place(l.pos) + ")" }

// place names a position for a sentence.
func place(p trace.Position) string {
	switch {
	case p.Frame > 0:
		return fmt.Sprintf("frame %d", p.Frame)
	case p.Line > 0:
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("byte %d", p.Offset)
}
