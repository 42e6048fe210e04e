package rules

import (
	"ivrcheck/rules/internal/program"
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

// decide turns what a constraint says of an activation into a verdict on the
// evidence (contract, section 7), counts it and reports it. ev is the event
// that decides, nil at an end; then e says which.
func (st *connection) decide(k *program.Constraint, o declare.Outcome, activation *sight, ev *Event, e *ending) {
	if o.Verdict == declare.Open && k.OpenIgnored && !o.Forgotten {
		return
	}
	if ev != nil && o.AtEvent && o.Verdict != declare.Satisfied && ev.broke(k.Rule) {
		return // another constraint of the rule has said it
	}
	st.judge.tally.activated(k.Rule)
	if !o.Swapped {
		o = st.late(k, o, activation, ev)
		o = st.unfit(k, o, activation, ev)
	}
	if ev != nil {
		for _, other := range k.Rule.YieldsTo {
			if ev.broke(other) {
				o.Verdict, o.Sure, o.Forgotten = declare.Satisfied, true, false
			}
		}
	}
	verdict, why := st.weigh(k, o, e)
	if verdict == Satisfied {
		st.judge.tally.count(k.Rule, Satisfied)
		return
	}
	if o.Verdict == declare.Satisfied && o.Forgotten {
		o.AtEvent = false // it may have been for another, so that this one lacks it
	}
	at, other := activation, (*sight)(nil)
	if o.AtEvent && ev != nil {
		at = &ev.sight
		if activation != at {
			other = activation
		}
		ev.broken = append(ev.broken, k.Rule)
	}
	f := st.sequenceFinding(k, o, at, other, verdict, why)
	if !o.AtEvent && e != nil && e.closing == trace.CloseOrderly && e.event != nil {
		f.Related = append(f.Related, related(e.event.unit.Pos, closingNote(e.event)))
	}
	st.judge.report(k.Rule, f)
}

// late turns a target that came too late, or that is still awaited when its
// time has run out, into a violation; it stands at the activation.
func (st *connection) late(k *program.Constraint, o declare.Outcome, activation *sight, ev *Event) declare.Outcome {
	if k.Within == 0 || o.Verdict == declare.Violated {
		return o
	}
	from, to := activation.pos.Time.Time, st.judge.latest
	if o.Verdict == declare.Satisfied {
		to = ev.unit.Pos.Time.Time
	}
	if from.IsZero() || to.Sub(from) <= k.Within {
		return o
	}
	o.Verdict, o.AtEvent, o.Sure = declare.Violated, false, false
	return o
}

// unfit turns a pair that the predicate refuses into a violation. Which
// request an answer belongs to is certain only if all were seen.
func (st *connection) unfit(k *program.Constraint, o declare.Outcome, activation *sight, ev *Event) declare.Outcome {
	if k.Predicate == nil || ev == nil || o.Verdict != declare.Satisfied {
		return o
	}
	fits, all := st.judge.fits(k, activation, &ev.sight)
	if !fits {
		o.Verdict, o.Sure, o.FromStart = declare.Violated, false, true
		o.Forgotten = o.Forgotten || !all
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
func (ev *Event) broke(r *program.Rule) bool { return slices.Contains(ev.broken, r) }

// weigh gives the verdict and, if it is inconclusive, why.
func (st *connection) weigh(k *program.Constraint, o declare.Outcome, e *ending) (Verdict, trace.Doubt) {
	if why := st.doubt(k, o, e); why.Reason != trace.NoReason {
		return Inconclusive, why
	}
	if o.Verdict == declare.Satisfied {
		return Satisfied, trace.Doubt{}
	}
	assume := st.judge.opt.AssumeComplete
	if o.FromStart && !o.Sure && !st.started && !assume && !k.Scoped() {
		return Inconclusive, trace.Doubt{Reason: trace.StartUnseen}
	}
	if o.Verdict == declare.Violated {
		return Violated, trace.Doubt{}
	}
	switch {
	case e.why != trace.NoReason:
		return Inconclusive, trace.Doubt{Reason: e.why}
	case e.closing == trace.CloseOrderly && k.ViolatedAtEnd:
		return Violated, trace.Doubt{}
	case e.closing == trace.CloseOrderly:
		return Inconclusive, trace.Doubt{Reason: trace.OpenAtClose}
	case assume:
		return Violated, trace.Doubt{}
	case e.closing == trace.CloseReset:
		return Inconclusive, trace.Doubt{Reason: trace.OpenAtReset}
	case st.conn.Stream < 0:
		return Inconclusive, trace.Doubt{Reason: trace.InputEnds}
	}
	return Inconclusive, trace.Doubt{Reason: trace.CaptureEnds}
}

// doubt says what is missing that could have changed the verdict, if
// anything is.
func (st *connection) doubt(k *program.Constraint, o declare.Outcome, e *ending) trace.Doubt {
	var since int64
	if k.Scope >= 0 {
		s := st.scope(k)
		if since = s.since; s.supposed && o.Verdict != declare.Satisfied {
			return trace.Doubt{Reason: trace.ConnectionEvicted}
		}
	}
	switch {
	case !o.Forgotten:
	case e != nil && e.why != trace.NoReason:
		return trace.Doubt{Reason: e.why}
	case st.forgotten:
		return trace.Doubt{Reason: trace.ConnectionEvicted}
	default:
		return trace.Doubt{Reason: trace.KeyEvicted}
	}
	if o.Verdict != declare.Satisfied {
		// What ends the scope may have come unseen.
		if why := st.lostSince(k, k.Until.Can(), since); why.Reason != trace.NoReason {
			return why
		}
	}
	if o.Sure {
		return trace.Doubt{}
	}
	if !o.FromStart {
		since = o.Since
	}
	if why := st.lostSince(k, k.Hides, since); why.Reason != trace.NoReason {
		return why
	}
	if blind := st.blind[k.Index]; blind.ordinal > since {
		return blind.Doubt
	}
	return trace.Doubt{}
}

// lostSince says what a constraint may have missed of some senders behind an
// ordinal, if anything.
func (st *connection) lostSince(k *program.Constraint, of program.Senders, since int64) trace.Doubt {
	if st.holes == nil {
		return trace.Doubt{}
	}
	lost := &st.holes.lost
	if k.Frames {
		lost = &st.holes.missing
	}
	for i, d := range [2]program.Senders{program.IVR, program.Server} {
		if l := lost[i]; of&d != 0 && l.ordinal > since {
			return l.Doubt
		}
	}
	return trace.Doubt{}
}
