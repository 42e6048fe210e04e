package monitor

import (
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
)

// longestQueue is the most activations of one key that wait, one to one, for their targets.
const longestQueue = 1024

// steps gives an event to all instances that it concerns.
func (c *connection) steps(ev *dispatch.Event) {
	m := c.monitor
	m.cause = cause{c: c, ev: ev}
	m.event = declare.Event{Ordinal: c.complete(ev), Activation: &ev.Record}
	c.first(ev)
	roles, from, satisfied := ev.Roles(), program.SendersOf(ev.Record.Direction), ev.Conditions()
	for i := range roles {
		r := &roles[i]
		k := r.Constraint
		if r.Depends&satisfied == 0 && r.Depends != 0 || c.idle[k.Index] && !r.Opens {
			continue
		}
		s := ev.Step(r, from)
		switch {
		case s.Symbol == 0 && !s.Opens && !s.Closes:
		case k.Scope >= 0 || s.Blind:
			c.scoped(ev, r, s)
		default:
			c.read(ev, k, r.Key, s, &c.subjects)
		}
	}
	c.met = c.met || ev.Read
	if m.kept != nil {
		m.store.Release(m.kept)
		m.kept = nil
	}
}

var among = dispatch.Step{Symbol: declare.Among}

// first gives an event that is the first of a key to the constraints that only need to know
// that the key exists.
func (c *connection) first(ev *dispatch.Event) {
	for i := range ev.Plan.Firsts {
		f := &ev.Plan.Firsts[i]
		if f.Key < 0 && !c.met || f.Key >= 0 && ev.Keys[f.Key] != "" && c.find(ev, f.Key).isNew {
			for _, k := range f.Constraints {
				c.read(ev, k, f.Key, &among, &c.subjects)
			}
		}
	}
}

// scoped gives an event to a constraint with a scope, or to one whose key it lacks.
func (c *connection) scoped(ev *dispatch.Event, r *dispatch.Role, s *dispatch.Step) {
	k, subjects := r.Constraint, &c.subjects
	if k.Scope >= 0 {
		scope := &c.scopes[k.Scope]
		if s.Closes && scope.open {
			c.closeScope(k, scope, ev)
			if k.Separate {
				c.monitor.found[r.Key].event = 0 // the group is the constraint's alone
			}
		}
		if s.Opens && !scope.open {
			scope.open, scope.since, c.idle[k.Index] = true, c.ordinal-1, false
		}
		if !scope.open || s.Symbol == 0 {
			return
		}
		if k.Separate {
			subjects = &scope.subjects
		}
	}
	if s.Blind {
		c.blindFor(k, ev)
		return
	}
	c.read(ev, k, r.Key, s, subjects)
}

// find finds the subject of one of the event's keys.
func (c *connection) find(ev *dispatch.Event, key int) *found {
	f := &c.monitor.found[key]
	if f.event == ev.Record.Number {
		return f
	}
	group, text := ev.Plan.Groups[key], ev.Keys[key]
	f.event, f.doubted = ev.Record.Number, 0
	f.subject = c.monitor.store.Find(c.id, group, text)
	if f.isNew = f.subject == nil; f.isNew {
		if c.evicted {
			f.doubted = ^uint64(0)
		} else {
			f.doubted = c.monitor.store.Evicted(c.id, group, text, c.monitor.members[group])
		}
	}
	return f
}

// read lets the constraint's instance for the event's key read it. It makes an instance if
// the event starts one, or if an earlier one was evicted.
func (c *connection) read(ev *dispatch.Event, k *program.Constraint, key int, s *dispatch.Step, subjects *store.Owner) {
	st := c.monitor.store
	if key < 0 {
		if in := &c.unkeyed[k.Member]; !in.Settled() || k.Declare.Starts(s.Symbol) {
			c.monitor.grow(c, c.run(ev, k, in, s))
			c.idle[k.Index] = k.Scope < 0 && in.Over(k.Declare)
		}
		return
	}
	f := c.find(ev, key)
	var in *store.Instance
	if f.subject != nil {
		in = f.subject.Instance(k.Member)
		f.doubted = f.subject.Doubted
	}
	if in == nil {
		doubted := f.doubted>>k.Member&1 > 0
		if !doubted && !k.Declare.Starts(s.Symbol) {
			return
		}
		if f.subject == nil {
			f.subject = st.Add(c.id, k.Group, ev.Keys[key], subjects, f.doubted)
		}
		if in = st.NewInstance(f.subject, k.Member); doubted {
			in.Instance = k.Declare.Revived()
			f.subject.Doubted &^= 1 << k.Member
		}
	}
	extra := c.run(ev, k, &in.Instance, s)
	st.Changed(f.subject, in, extra, k.Declare.Demands() && in.Waiting() > 0)
	if in.Settled() && st.Remove(f.subject, k.Member) {
		f.subject = nil
	}
}

// run lets an instance read the event. It returns the change of its size in bytes.
func (c *connection) run(ev *dispatch.Event, k *program.Constraint, in *declare.Instance, s *dispatch.Step) (bytes int) {
	m := c.monitor
	before := store.Extra(in)
	m.cause.k = k
	m.event.Symbol, m.event.Pair = s.Symbol, s.Pair
	m.decideAll(m.runner.Step(k.Declare, in, &m.event))
	waiting := in.Waiting()
	if waiting > 0 {
		in.Replace(&ev.Record, func() any { return c.keep(ev, k) })
	}
	if waiting > longestQueue {
		current := m.cause
		m.cause = cause{c: c, k: k, end: &evictedKey}
		m.decideAll(m.runner.GiveUp(k.Declare, in))
		m.cause = current
	}
	return store.Extra(in) - before
}

// keep returns a copy of the current event's record that outlasts it, as an activation of a
// constraint. A finding quotes the activation only if a target is missing.
func (c *connection) keep(ev *dispatch.Event, k *program.Constraint) *store.Kept {
	m := c.monitor
	if m.kept == nil {
		m.kept = m.store.Keep(&ev.Record)
	}
	if !k.Declare.Forbids {
		m.store.KeepHead(m.kept, &ev.Record)
	}
	return m.kept.Share()
}
