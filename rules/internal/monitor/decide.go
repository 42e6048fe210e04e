package monitor

import (
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/trace"
)

// decideAll decides the outcomes of an instance and releases the copies of activations.
func (m *Monitor) decideAll(outcomes []declare.Outcome) {
	for i := range outcomes {
		o := &outcomes[i]
		kept, _ := o.Activation.(*store.Kept)
		switch {
		case o.Verdict == declare.Dropped:
		case kept != nil:
			m.decide(o, &kept.Record, kept)
		default:
			record, _ := o.Activation.(*dispatch.Record)
			m.decide(o, record, nil)
		}
		if kept != nil && !o.Stays {
			m.store.Release(kept)
		}
	}
}

// decide weighs the outcome of an activation against the evidence (contract, section 7). kept is the copy of the
// activation, or nil.
func (m *Monitor) decide(o *declare.Outcome, activation *dispatch.Record, kept *store.Kept) {
	c, k, ev := m.cause.c, m.cause.k, m.cause.ev
	d := &m.decision
	d.Constraint, d.Verdict = k, Satisfied
	switch {
	case k.Exempts:
		if ev != nil && o.Verdict != declare.Satisfied {
			ev.Exempt = k.Rule
		}
		return
	case o.Verdict == declare.Satisfied && o.Sure && !o.Forgotten && k.Within == 0 && k.Predicate == nil:
		m.satisfied(d, o) // nothing can change it
		return
	case o.Verdict == declare.Open && k.OpenIgnored && !o.Forgotten:
		return
	}
	doubted := -1
	if ev != nil && o.AtEvent && o.Verdict != declare.Satisfied {
		doubted = m.holds(k.Rule)
		if ev.Exempt == k.Rule || doubted < 0 && ev.Broke(k.Rule) {
			return // reported by another constraint of the rule
		}
	}
	if !o.Swapped {
		m.late(o, activation)
		m.unfit(o, activation)
	}
	if ev != nil && slices.ContainsFunc(k.Rule.YieldsTo, ev.Broke) {
		o.Verdict, o.Sure, o.Forgotten, o.Unsure, o.Blurred = declare.Satisfied, true, false, false, false
	}
	*d = Decision{Constraint: k, Conn: c.conn}
	d.Verdict, d.Doubt = c.weigh(k, o, m.cause.end)
	switch {
	case d.Verdict == Satisfied:
		m.satisfied(d, o)
		return
	case doubted >= 0 && d.Verdict != Violated:
		return
	case doubted >= 0:
		m.drop(doubted) // a violation takes precedence over a doubt
	}
	m.report(d, o, activation, kept)
}

// report passes on a decision that is not satisfied, or keeps it until more is seen.
func (m *Monitor) report(d *Decision, o *declare.Outcome, activation *dispatch.Record, kept *store.Kept) {
	c, k, ev, end := m.cause.c, m.cause.k, m.cause.ev, m.cause.end
	atEvent := o.AtEvent && ev != nil
	if atEvent && !ev.Broke(k.Rule) {
		ev.Broken = append(ev.Broken, k.Rule)
	}
	if d.Doubt.Reason == trace.StateUnknown || o.Verdict == declare.Satisfied && o.Forgotten {
		atEvent, o.AtEvent = false, false // the target may have been for another activation
	}
	d.At, d.AtEvent, d.Forgotten = activation, o.AtEvent, o.Forgotten
	if atEvent {
		if d.At = &ev.Record; activation != nil && activation.Number != d.At.Number {
			d.Other = activation
		}
	}
	if !o.AtEvent && end != nil && end.closing == trace.CloseOrderly {
		d.End = end.event
	}
	switch {
	case k.Declare.FirstOnly && !c.isFirst(d):
	case d.Verdict == Violated && c.waits(d, o, kept):
	case atEvent && d.Verdict == Inconclusive && k.Rule.Several:
		h := held{Decision: *d}
		if kept != nil {
			h.kept = kept.Share()
		}
		m.held = append(m.held, h)
	default:
		m.sink.Decide(d)
	}
}

// satisfied passes on a satisfied decision.
func (m *Monitor) satisfied(d *Decision, o *declare.Outcome) {
	if o.AtEvent || !d.Constraint.Uncounted {
		m.sink.Decide(d)
	}
}

// waits keeps a violation that could depend on messages of an unseen side, and reports whether it did. The input may
// contain only one side.
func (c *connection) waits(d *Decision, o *declare.Outcome, kept *store.Kept) bool {
	k, m := d.Constraint, c.monitor
	of := k.Until.Senders()
	if o.Since > 0 {
		of |= k.Cleared.Senders()
	}
	if !o.Sure {
		of |= k.Hides
	}
	if of &^= c.sendersSeen; of == program.Nobody {
		return false
	}
	if len(c.pending) >= fewPending && m.pending >= m.store.Limit/pendingShare {
		d.Verdict, d.Doubt = Inconclusive, trace.Doubt{Reason: trace.SideUnseen}
		return false
	}
	p := pendingDecision{Decision: *d, of: of}
	switch {
	case kept != nil && d.At == &kept.Record:
		p.at = kept.Share()
	default:
		head, at := d.At.About(k.Subject)
		p.at = m.store.Keep(d.At, head)
		p.at.At = at
		if kept != nil && d.Other == &kept.Record {
			p.before = kept.Share()
		} else if d.Other != nil {
			p.before = m.store.Keep(d.Other, nil)
		}
	}
	p.size = pendingBytes + p.at.Size()
	if p.At, p.Other = &p.at.Record, nil; p.before != nil {
		p.Other = &p.before.Record
		p.size += p.before.Size()
	}
	p.End = nil
	m.pending += p.size
	m.grow(c, pendingBytes) // the store counts the copies
	c.pending = append(c.pending, p)
	return true
}

// noteSender notes the sender of an event, and passes on the violations that waited for it.
func (c *connection) noteSender(from trace.Direction) {
	if from == trace.DirectionUnknown || c.sendersSeen&program.SendersOf(from) != 0 {
		return
	}
	c.sendersSeen |= program.SendersOf(from)
	c.proceed(trace.NoReason)
}

// flushPending passes on the violations that still wait for a side when the connection ends.
func (c *connection) flushPending(e *ending) {
	reason := trace.SideUnseen
	if e.reason != trace.NoReason {
		reason = e.reason
	}
	c.proceed(reason)
}

// proceed passes on the violations that no longer wait for a side. If there is a reason, it passes on the others as
// inconclusive.
func (c *connection) proceed(reason trace.Reason) {
	waiting := c.pending[:0]
	for _, p := range c.pending {
		if p.of &^= c.sendersSeen; p.of != program.Nobody {
			if reason == trace.NoReason {
				waiting = append(waiting, p)
				continue
			}
			p.Verdict, p.Doubt = Inconclusive, trace.Doubt{Reason: reason}
		}
		c.monitor.sink.Decide(&p.Decision)
		c.monitor.pending -= p.size
		c.monitor.grow(c, -pendingBytes)
		c.monitor.store.Release(p.at)
		if p.before != nil {
			c.monitor.store.Release(p.before)
		}
	}
	clear(c.pending[len(waiting):])
	c.pending = waiting
}

// isFirst reports whether a decision is the first of its key, or of the connection for a rule without a key. A
// violation counts as first after a doubtful verdict.
func (c *connection) isFirst(d *Decision) bool {
	reported, r := c.monitor.cause.reported, d.Constraint.Rule
	if d.Constraint.Group < 0 {
		if reported = c.reported[r]; reported == nil {
			if c.reported == nil {
				c.reported = make(map[*program.Rule]*declare.Reported)
			}
			reported = new(declare.Reported)
			c.reported[r] = reported
			c.monitor.grow(c, markBytes)
		}
	}
	level := declare.Doubtful
	if d.Verdict == Violated {
		level = declare.Proven
	}
	if *reported >= level {
		return false
	}
	*reported = level
	return true
}

// holds returns the index of a rule's decision that waits at the event, -1 for none.
func (m *Monitor) holds(r *program.Rule) int {
	return slices.IndexFunc(m.held, func(h held) bool { return h.Constraint.Rule == r })
}

// drop drops a waiting decision.
func (m *Monitor) drop(i int) {
	if kept := m.held[i].kept; kept != nil {
		m.store.Release(kept)
	}
	m.held = slices.Delete(m.held, i, i+1)
}

// release passes on the decisions that waited at the event.
func (m *Monitor) release() {
	for len(m.held) > 0 {
		d := m.held[0].Decision
		m.sink.Decide(&d)
		m.drop(0)
	}
}

// late turns an outcome into a violation at the activation if its target came after the time limit, or did not come
// within it.
func (m *Monitor) late(o *declare.Outcome, activation *dispatch.Record) {
	within := m.cause.k.Within
	if within == 0 || o.Verdict == declare.Violated {
		return
	}
	from, to := activation.Pos.Time.Time, m.clock.Latest
	if o.Verdict == declare.Satisfied {
		to = m.cause.ev.Unit().Pos.Time.Time
	}
	if from.IsZero() || to.Sub(from) <= within {
		return
	}
	o.Verdict, o.AtEvent, o.Sure = declare.Violated, false, false
}

// unfit turns a pair that the predicate rejects into a violation. The assignment of answers to requests is certain only
// without gaps.
func (m *Monitor) unfit(o *declare.Outcome, activation *dispatch.Record) {
	p, ev := m.cause.k.Predicate, m.cause.ev
	if p == nil || ev == nil || o.Verdict != declare.Satisfied {
		return
	}
	whole := true
	asks := m.cause.k.Asked.Names(activation.Name)
	m.compared[0], m.compared[1] = m.compared[0][:0], m.compared[1][:0]
	for _, slot := range m.cause.k.Compares {
		v := activation.Value(slot)
		whole = whole && !v.Cut
		m.compared[0], m.compared[1] = append(m.compared[0], v), append(m.compared[1], ev.Record.Value(slot))
	}
	if m.cause.k.Asked == nil {
		asks = m.compared[0][0].OK
	}
	if !p.Holds(asks, m.compared[0], m.compared[1]) {
		o.Verdict, o.Sure, o.FromStart = declare.Violated, false, true
		o.Forgotten = o.Forgotten || !whole
	}
}

// weigh returns the verdict and, if it is inconclusive, the reason. end is nil if an event decided.
func (c *connection) weigh(k *program.Constraint, o *declare.Outcome, end *ending) (Verdict, trace.Doubt) {
	if d := c.doubt(k, o, end); d.Reason != trace.NoReason {
		return Inconclusive, d
	}
	because := func(r trace.Reason) (Verdict, trace.Doubt) { return Inconclusive, trace.Doubt{Reason: r} }
	switch {
	case o.Verdict == declare.Satisfied:
		return Satisfied, trace.Doubt{}
	case c.conn.OrderUnknown:
		return because(trace.OrderUnknown)
	case c.mixed || c.otherClient && c.unaccepted:
		return because(trace.ClientsMixed)
	case o.Blurred, o.Since > 0 && c.blurs[k.Index] > o.Since:
		return because(trace.StateUnknown)
	case o.Unsure:
		return because(trace.SenderUnknown)
	case c.startMatters(k, o):
		return because(trace.StartUnseen)
	case o.Verdict == declare.Violated:
		return Violated, trace.Doubt{}
	case end.reason != trace.NoReason:
		return because(end.reason)
	case end.closing == trace.CloseOrderly && k.ViolatedAtEnd, c.monitor.options.AssumeComplete:
		return Violated, trace.Doubt{}
	case end.scope:
		return because(trace.OpenAtScope)
	case end.call:
		return because(trace.OpenAtCall)
	case end.closing == trace.CloseOrderly:
		return because(trace.OpenAtClose)
	case end.closing == trace.CloseReset:
		return because(trace.OpenAtReset)
	case c.conn.Stream < 0:
		return because(trace.InputEnds)
	}
	return because(trace.CaptureEnds)
}

// startMatters reports whether the start of the connection was not captured and could change a verdict that is not
// satisfied.
func (c *connection) startMatters(k *program.Constraint, o *declare.Outcome) bool {
	if c.started || c.monitor.options.AssumeComplete {
		return false
	}
	fromStart := o.FromStart && !o.Sure
	if life := c.monitor.cause.life; life != nil && life.Since > 0 {
		fromStart = false // its call began later
	}
	if k.Scope < 0 {
		return fromStart
	}
	s := &c.scopes[k.Scope]
	switch {
	case !s.initial:
		return fromStart && !s.fresh // otherwise it may have been open before
	case k.Scoped():
		return s.seen == 0 || o.Since < s.seen // it may not have opened
	}
	return true // it may have closed before
}

// doubt returns the gap in the evidence that could have changed the verdict, if there is one.
func (c *connection) doubt(k *program.Constraint, o *declare.Outcome, end *ending) trace.Doubt {
	var since int64
	life := c.monitor.cause.life
	if k.Scope >= 0 {
		s := &c.scopes[k.Scope]
		if since = s.since; s.supposed && o.Verdict != declare.Satisfied {
			return trace.Doubt{Reason: trace.ConnectionEvicted}
		}
		if s.earlier.Reason != trace.NoReason && o.Verdict != declare.Satisfied && o.FromStart && !o.Sure {
			return s.earlier
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
	if port := c.monitor.cause.port; port.Reason != trace.NoReason && k.OfPort && o.Verdict != declare.Satisfied {
		return port // the port may be another one
	}
	if o.Verdict != declare.Satisfied {
		// A message that closes the scope may be lost.
		if d := c.lostSince(k, k.Until.Senders(), since); d.Reason != trace.NoReason {
			return d
		}
		if d := c.lostBetween(k, o, life, end); d.Reason != trace.NoReason {
			return d
		}
	}
	if o.Sure {
		return trace.Doubt{}
	}
	if !o.FromStart {
		since = o.Since
	} else if life != nil {
		since = max(since, life.Since)
	}
	if d := c.lostSince(k, k.Hides, since); d.Reason != trace.NoReason {
		return d
	}
	if c.unsure[k.Index] > since {
		return trace.Doubt{Reason: trace.SenderUnknown}
	}
	return trace.Doubt{}
}

// lostBetween returns the gap that may hide the end of the activation's context: a message that clears the key, or the
// end of the call and the beginning of another.
func (c *connection) lostBetween(k *program.Constraint, o *declare.Outcome, life *store.Life, end *ending) trace.Doubt {
	if o.Since > 0 && k.Cleared != nil {
		if d := c.lostSince(k, k.Cleared.Senders(), o.Since); d.Reason != trace.NoReason {
			return d
		}
	}
	calls := &c.monitor.program.Calls
	switch ev := c.monitor.cause.ev; {
	case life == nil:
	case end != nil:
		if end.call {
			return life.EndDoubt
		}
	case o.FromStart && !o.Sure && life.Doubt.Reason != trace.NoReason:
		return life.Doubt
	case o.AtEvent && o.Since > 0:
		of := calls.Begins.Senders()
		if ev.BeginsCall(program.SendersOf(ev.Record.Direction)) {
			of |= calls.Ends.Senders()
		}
		return c.lostSince(k, of, o.Since)
	}
	return trace.Doubt{}
}
