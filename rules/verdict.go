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
	if ev != nil && o.AtEvent && o.Verdict != declare.Satisfied && ev.broke(k.rule) {
		return // another constraint of the rule has said it
	}
	st.judge.tally.activated(k.rule)
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
	if !o.Sure {
		if why := st.doubt(k, s, o); why != "" {
			return Inconclusive, why
		}
	}
	switch o.Verdict {
	case declare.Satisfied:
		return Satisfied, ""
	case declare.Violated:
		if o.FromStart && !st.started && !st.judge.opt.AssumeComplete && !k.scoped() {
			return Inconclusive, "the start of the connection was not captured"
		}
		return Violated, ""
	}
	switch {
	case e.why != "":
		return Inconclusive, e.why
	case e.closing == trace.CloseOrderly && k.violatedAtEnd:
		return Violated, ""
	case e.closing == trace.CloseOrderly:
		return Inconclusive, "it may have been left open on purpose when the connection was closed"
	case st.judge.opt.AssumeComplete:
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
	since := o.Since
	if o.FromStart {
		since = s.since
	}
	for i, d := range [2]senders{ivr, server} {
		l := st.lost[i]
		if (k.hides&d != 0 && l.ordinal > since) || (k.forever&d != 0 && l.ordinal > 0) {
			return l.String()
		}
	}
	if s.blind.ordinal > since {
		return s.blind.String()
	}
	if o.FromStart && s.evicted {
		return "too many of its kind were open at once to remember them all"
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
