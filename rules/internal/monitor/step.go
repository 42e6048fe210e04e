package monitor

import (
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/trace"
)

// longestQueue is the maximum number of activations of one key that wait, one to one, for their targets.
const longestQueue = 1024

// steps passes an event to all instances that it concerns.
func (c *connection) steps(ev *dispatch.Event) {
	m := c.monitor
	m.cause = cause{c: c, ev: ev}
	m.event.Ordinal, m.event.Activation = c.complete(ev), &ev.Record
	from := program.SendersOf(ev.Record.Direction)
	if ev.Plan.Call >= 0 {
		c.enterCall(ev, from)
	}
	c.first(ev)
	readings := ev.Readings(from)
	for i := range readings {
		switch r := &readings[i]; {
		case c.idle[r.Constraint.Index] && !r.Opens:
		case r.Constraint.Scope >= 0 || r.Doubted || r.BlursAll:
			c.scoped(ev, r)
		default:
			c.read(ev, r, &c.subjects)
		}
	}
	if ev.Plan.Call >= 0 && ev.Keys[ev.Plan.Call] != "" && ev.EndsCall(from) {
		c.life(ev).Ended = m.event.Ordinal
	}
	if len(m.held) > 0 {
		m.release()
	}
	c.met = c.met || ev.Read
	if m.kept != nil {
		m.store.Release(m.kept)
		m.kept = nil
	}
}

// first passes the first event of a key to the constraints that only need to know that the key exists.
func (c *connection) first(ev *dispatch.Event) {
	firsts := ev.Plan.Firsts
	for i := range firsts {
		f := &firsts[i]
		if f.Key < 0 && !c.met || f.Key >= 0 && ev.Keys[f.Key] != "" && c.find(ev, f.Key).isNew {
			for i := range f.Readings {
				c.read(ev, &f.Readings[i], &c.subjects)
			}
		}
	}
}

// scoped passes an event to a constraint with a scope or a special role of the event.
func (c *connection) scoped(ev *dispatch.Event, r *dispatch.Reading) {
	k, subjects := r.Constraint, &c.subjects
	if k.Scope >= 0 {
		scope := &c.scopes[k.Scope]
		if r.Closes && scope.open {
			c.closeScope(k, scope, ev)
			if k.Separate {
				c.monitor.found[r.Key].event = 0 // only this constraint uses the group
			}
		}
		switch {
		case !r.Opens:
		case !scope.open:
			scope.open, scope.since, c.idle[k.Index] = true, c.ordinal-1, false
			scope.earlier = c.lostSince(k, k.After.Senders(), scope.closed)
			if k.Exclusive {
				return
			}
		case (scope.initial || scope.supposed) && scope.seen == 0:
			scope.seen = c.ordinal
			// Earlier events do not count if the scope only opens now.
			if scope.supposed && k.Group < 0 && !c.unkeyed[k.Member].Waits() {
				c.unkeyed[k.Member] = k.Declare.Revived()
			}
		}
		if !scope.open {
			return
		}
		if k.Separate {
			subjects = &scope.subjects
		}
	}
	if r.Doubted {
		c.mark(&c.unsure, k)
	}
	if r.BlursAll {
		c.mark(&c.blurs, k)
	}
	if r.Symbol != 0 || r.Clears {
		c.read(ev, r, subjects)
	}
}

// enterCall finds the call of an event. If the event begins a call and the call with its call id has ended, a new call
// begins, and events of the old one no longer count.
func (c *connection) enterCall(ev *dispatch.Event, from program.Senders) {
	m := c.monitor
	var call *store.Life
	if key := ev.Plan.Call; ev.Keys[key] != "" {
		f := c.find(ev, key)
		if ev.BeginsCall(from) {
			if f.subject != nil && f.subject.Life != nil && f.subject.Life.Ended > 0 {
				c.renew(ev, f)
			}
			if l := c.life(ev); l.Port == "" {
				m.store.SetPort(f.subject, ev.OpensPort(m.program), c.ordinal, c.opened(l))
			}
		}
		if f.subject != nil {
			call = f.subject.Life
		}
	}
	if !ev.NeedsPort() || ev.Plan.LateGroups != nil && !slices.ContainsFunc(ev.Plan.LateGroups, func(g int) bool { return !m.store.HasNone(g) }) {
		return
	}
	port, doubt := "", trace.Doubt{}
	if call != nil {
		if port, doubt = call.Port, call.PortDoubt; doubt.Reason == trace.NoReason {
			doubt = c.lostSince(nil, m.program.Calls.Begins.Senders(), call.PortAt)
		}
	}
	if ev.SetPort(m.program, port) {
		m.cause.port = doubt
	}
}

// opened returns the reason why the event may not be the one that began its call.
func (c *connection) opened(l *store.Life) trace.Doubt {
	switch {
	case c.evicted:
		return trace.Doubt{Reason: trace.ConnectionEvicted}
	case l.Since == 0 && !c.started && !c.monitor.options.AssumeComplete:
		return trace.Doubt{Reason: trace.StartUnseen}
	}
	return c.lostSince(nil, c.monitor.program.Calls.Begins.Senders(), l.Since)
}

// renew ends the call of a subject and begins another. If a message that began a call may be missing since the end, the
// event may only repeat it.
func (c *connection) renew(ev *dispatch.Event, f *found) {
	m, sub := c.monitor, f.subject
	old, current := sub.Life, m.cause
	old.Over, old.EndDoubt = true, c.lostSince(nil, m.program.Calls.Begins.Senders(), old.Ended)
	m.list(sub)
	c.finishAll(&ending{closing: trace.CloseOrderly, event: ev, call: true})
	m.store.Begin(sub, store.Life{Since: old.Ended, Doubt: old.EndDoubt})
	f.isNew, f.doubted, m.cause = true, 0, current
}

// life returns the call of an event, creating it if necessary.
func (c *connection) life(ev *dispatch.Event) *store.Life {
	f := c.find(ev, ev.Plan.Call)
	if f.subject == nil {
		f.subject = c.monitor.store.Add(c.id, c.monitor.program.CallGroup, ev.Keys[ev.Plan.Call], &c.subjects, f.doubted)
	}
	if f.subject.Life == nil {
		c.monitor.store.Live(f.subject)
	}
	return f.subject.Life
}

// callEnded is the ending of instances of a finished call.
var callEnded = ending{closing: trace.CloseOrderly, call: true}

// find finds the subject of one of the event's keys.
func (c *connection) find(ev *dispatch.Event, key int) *found {
	f := &c.monitor.found[key]
	if f.event != ev.Record.Number {
		c.search(ev, key, f)
	}
	return f
}

// search fills in the result of find.
func (c *connection) search(ev *dispatch.Event, key int, f *found) {
	group, text := ev.Plan.Groups[key], ev.Keys[key]
	f.event, f.doubted = ev.Record.Number, 0
	f.subject = c.monitor.store.Find(c.id, group, text)
	if f.subject != nil && f.subject.Life != nil && f.subject.Life.Over {
		c.endSubject(f)
	}
	if f.isNew = f.subject == nil; f.isNew {
		if c.evicted {
			f.doubted = ^uint64(0)
		} else {
			f.doubted = c.monitor.store.Evicted(c.id, group, text, c.monitor.members[group])
		}
	}
}

// endSubject ends a subject of a finished call.
func (c *connection) endSubject(f *found) {
	m := c.monitor
	current := m.cause
	m.list(f.subject)
	c.finishAll(&callEnded)
	m.store.Drop(f.subject)
	f.subject, m.cause = nil, current
}

// read lets the constraint's instance for the event's key read it. It creates an instance if the event starts one, or
// if an earlier one was evicted.
func (c *connection) read(ev *dispatch.Event, r *dispatch.Reading, subjects *store.Owner) {
	st, k := c.monitor.store, r.Constraint
	if r.Key < 0 {
		in := &c.unkeyed[k.Member]
		if r.Clears {
			c.clear(ev, finished{k: k})
		}
		if r.Symbol != 0 && (r.Starts() || !in.Settled()) {
			c.monitor.grow(c, c.run(ev, r, in, nil))
			c.idle[k.Index] = k.Scope < 0 && in.Over(k.Declare)
		}
		return
	}
	f := &c.monitor.found[r.Key]
	if f.event != ev.Record.Number {
		if st.HasNone(k.Group) && !c.evicted && !r.Starts() {
			return
		}
		c.search(ev, r.Key, f)
	}
	var in *store.Instance
	if f.subject != nil {
		if f.subject.Has(k.Bit) {
			in = f.subject.Instance(k.Member)
		}
		if r.Clears {
			f.subject.Doubted &^= k.Bit
			if in != nil {
				c.clear(ev, finished{k: k, subject: f.subject})
			}
		}
		f.doubted = f.subject.Doubted
	} else if r.Clears {
		f.doubted &^= k.Bit
	}
	if r.Symbol == 0 {
		if in != nil && in.Settled() && st.Remove(f.subject, in) {
			f.subject = nil
		}
		return
	}
	if in == nil {
		doubted := f.doubted&k.Bit != 0
		if !doubted && !r.Starts() {
			return
		}
		if f.subject == nil {
			f.subject = st.Add(c.id, k.Group, ev.Keys[r.Key], subjects, f.doubted)
			if g := c.monitor.program; g.Groups[k.Group].OfCalls {
				f.subject.Life = c.life(ev)
			}
		}
		if in = st.NewInstance(f.subject, k.Member); doubted {
			in.Instance = k.Declare.Revived()
			f.subject.Doubted &^= k.Bit
		}
	}
	extra := c.run(ev, r, &in.Instance, f.subject.Life)
	st.Changed(f.subject, in, extra, k.Declare.Demands() && in.Waits())
	if in.Settled() && st.Remove(f.subject, in) {
		f.subject = nil
	}
}

// clear ends an instance, because earlier events no longer count.
func (c *connection) clear(ev *dispatch.Event, f finished) {
	m := c.monitor
	current := m.cause
	m.cleared = ending{closing: trace.CloseOrderly, event: ev, scope: true}
	c.finish(f, &m.cleared)
	m.cause = current
}

// run lets an instance read the event. call is the call of its subject, or nil. It returns the change of its size in
// bytes.
func (c *connection) run(ev *dispatch.Event, r *dispatch.Reading, in *declare.Instance, call *store.Life) (bytes int) {
	m, k := c.monitor, r.Constraint
	before := store.Extra(in)
	m.cause.k, m.cause.life, m.cause.reported = k, call, in.Reported()
	m.event.Symbol, m.event.Pair, m.event.Unsure = r.Symbol, ev.Pair(r), r.Unsure
	if outcomes := m.runner.Step(k.Declare, in, &m.event); len(outcomes) > 0 {
		m.decideAll(outcomes)
	}
	after := store.Extra(in)
	if after > 0 && in.Waiting() > longestQueue {
		current := m.cause
		m.cause = cause{c: c, k: k, end: &evictedKey, life: current.life, reported: current.reported}
		m.decideAll(m.runner.GiveUp(k.Declare, in))
		m.cause = current
		after = store.Extra(in)
	}
	return after - before
}

// keep returns a copy of the current event's record to store as an activation of the current constraint. A finding
// quotes the activation only if a target is missing.
func (m *Monitor) keep() any {
	ev := m.cause.ev
	var head []byte
	if !m.cause.k.Declare.Forbids && (m.kept == nil || len(m.kept.Head()) == 0) {
		head = ev.Record.Head()
	}
	if m.kept == nil {
		m.kept = m.store.Keep(&ev.Record, head)
	} else {
		m.store.KeepHead(m.kept, head)
	}
	return m.kept.Share()
}
