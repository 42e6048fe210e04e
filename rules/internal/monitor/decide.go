package monitor

import (
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/trace"
)

// decideAll decides the outcomes of an instance, and releases the copies of activations.
func (m *Monitor) decideAll(outcomes []declare.Outcome) {
	for i := range outcomes {
		o := &outcomes[i]
		switch a := o.Activation.(type) {
		case *store.Kept:
			m.decide(o, &a.Record)
			m.store.Release(a)
		case *dispatch.Record:
			m.decide(o, a)
		default:
			m.decide(o, nil)
		}
	}
}

// decide weighs the outcome of an activation against the evidence (contract, section 7).
func (m *Monitor) decide(o *declare.Outcome, activation *dispatch.Record) {
	c, k, ev, end := m.cause.c, m.cause.k, m.cause.ev, m.cause.end
	d := &m.decision
	d.Constraint, d.Verdict = k, Satisfied
	if o.Verdict == declare.Satisfied && o.Sure && !o.Forgotten && k.Within == 0 && k.Predicate == nil {
		m.sink.Decide(d) // nothing can change that
		return
	}
	if o.Verdict == declare.Open && k.OpenIgnored && !o.Forgotten {
		return
	}
	if ev != nil && o.AtEvent && o.Verdict != declare.Satisfied && ev.Broke(k.Rule) {
		return // another constraint of the rule has reported it
	}
	if !o.Swapped {
		m.late(o, activation)
		m.unfit(o, activation)
	}
	if ev != nil {
		for _, other := range k.Rule.YieldsTo {
			if ev.Broke(other) {
				o.Verdict, o.Sure, o.Forgotten = declare.Satisfied, true, false
			}
		}
	}
	*d = Decision{Constraint: k, Conn: c.conn}
	if d.Verdict, d.Doubt = c.weigh(k, o, end); d.Verdict != Satisfied {
		atEvent := o.AtEvent && ev != nil
		if o.Verdict == declare.Satisfied && o.Forgotten {
			atEvent = false // the target may have been for another activation
			o.AtEvent = false
		}
		d.At, d.AtEvent, d.Forgotten = activation, o.AtEvent, o.Forgotten
		if atEvent {
			if d.At = &ev.Record; activation != d.At {
				d.Other = activation
			}
			ev.Broken = append(ev.Broken, k.Rule)
		}
		if !o.AtEvent && end != nil && end.closing == trace.CloseOrderly {
			d.End = end.event
		}
	}
	m.sink.Decide(d)
}

// late makes an outcome whose target came after the time limit, or has not come within it, a
// violation at the activation.
func (m *Monitor) late(o *declare.Outcome, activation *dispatch.Record) {
	within := m.cause.k.Within
	if within == 0 || o.Verdict == declare.Violated {
		return
	}
	from, to := activation.Pos.Time.Time, m.latest
	if o.Verdict == declare.Satisfied {
		to = m.cause.ev.Unit().Pos.Time.Time
	}
	if from.IsZero() || to.Sub(from) <= within {
		return
	}
	o.Verdict, o.AtEvent, o.Sure = declare.Violated, false, false
}

// unfit makes a pair that the predicate refuses a violation. Which request an answer belongs
// to is certain only without gaps.
func (m *Monitor) unfit(o *declare.Outcome, activation *dispatch.Record) {
	p, ev := m.cause.k.Predicate, m.cause.ev
	if p == nil || ev == nil || o.Verdict != declare.Satisfied {
		return
	}
	whole := true
	m.compared[0], m.compared[1] = m.compared[0][:0], m.compared[1][:0]
	for _, slot := range m.cause.k.Compares {
		v := activation.Value(slot)
		whole = whole && !v.Cut
		m.compared[0], m.compared[1] = append(m.compared[0], v), append(m.compared[1], ev.Record.Value(slot))
	}
	if !p.Holds(m.compared[0], m.compared[1]) {
		o.Verdict, o.Sure, o.FromStart = declare.Violated, false, true
		o.Forgotten = o.Forgotten || !whole
	}
}

// weigh returns the verdict and, if it is inconclusive, the reason. end is nil if an event
// decided.
func (c *connection) weigh(k *program.Constraint, o *declare.Outcome, end *ending) (Verdict, trace.Doubt) {
	if d := c.doubt(k, o, end); d.Reason != trace.NoReason {
		return Inconclusive, d
	}
	assume := c.monitor.options.AssumeComplete
	because := func(r trace.Reason) (Verdict, trace.Doubt) { return Inconclusive, trace.Doubt{Reason: r} }
	switch {
	case o.Verdict == declare.Satisfied:
		return Satisfied, trace.Doubt{}
	case o.FromStart && !o.Sure && !c.started && !assume && !k.Scoped():
		return because(trace.StartUnseen)
	case o.Verdict == declare.Violated:
		return Violated, trace.Doubt{}
	case end.reason != trace.NoReason:
		return because(end.reason)
	case end.closing == trace.CloseOrderly && k.ViolatedAtEnd:
		return Violated, trace.Doubt{}
	case end.closing == trace.CloseOrderly:
		return because(trace.OpenAtClose)
	case assume:
		return Violated, trace.Doubt{}
	case end.closing == trace.CloseReset:
		return because(trace.OpenAtReset)
	case c.conn.Stream < 0:
		return because(trace.InputEnds)
	}
	return because(trace.CaptureEnds)
}

// doubt returns the gap in the evidence that could have changed the verdict, if any.
func (c *connection) doubt(k *program.Constraint, o *declare.Outcome, end *ending) trace.Doubt {
	var since int64
	if k.Scope >= 0 {
		s := &c.scopes[k.Scope]
		if since = s.since; s.supposed && o.Verdict != declare.Satisfied {
			return trace.Doubt{Reason: trace.ConnectionEvicted}
		}
	}
	switch {
	case !o.Forgotten:
	case end != nil && end.reason != trace.NoReason:
		return trace.Doubt{Reason: end.reason}
	case c.evicted:
		return trace.Doubt{Reason: trace.ConnectionEvicted}
	default:
		return trace.Doubt{Reason: trace.KeyEvicted}
	}
	if o.Verdict != declare.Satisfied {
		// A message that closes the scope may be missing.
		if d := c.lostSince(k, k.Until.Senders(), since); d.Reason != trace.NoReason {
			return d
		}
	}
	if o.Sure {
		return trace.Doubt{}
	}
	if !o.FromStart {
		since = o.Since
	}
	if d := c.lostSince(k, k.Hides, since); d.Reason != trace.NoReason {
		return d
	}
	if b := c.blind[k.Index]; b.ordinal > since {
		return b.Doubt
	}
	return trace.Doubt{}
}
