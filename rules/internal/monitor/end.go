package monitor

import (
	"cmp"
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/trace"
)

// closeScope ends the scope of a constraint.
func (c *connection) closeScope(k *program.Constraint, s *scope, ev *dispatch.Event) {
	m := c.monitor
	current := m.cause
	if k.Group < 0 {
		m.gatherUnkeyed(c, k)
	} else {
		m.gather(&s.subjects)
	}
	c.finishAll(&ending{closing: trace.CloseOrderly, event: ev, scope: true})
	if k.Group < 0 {
		c.unkeyed[k.Member] = c.newInstance(k)
	}
	m.store.DropAll(&s.subjects)
	s.open, s.supposed, s.initial, s.fresh, c.idle[k.Index] = false, false, false, true, true
	s.closed, s.earlier = c.ordinal, trace.Doubt{}
	m.cause = current
}

// end ends the connection.
func (c *connection) end(e *ending) {
	c.begun()
	m := c.monitor
	if ev := e.event; ev != nil && ev.Unit().Present == [2]bool{true, true} {
		c.sendersSeen = program.Both
	}
	for _, k := range m.program.Unkeyed {
		m.gatherUnkeyed(c, k)
	}
	m.gather(&c.subjects)
	for i := range c.scopes {
		m.gather(&c.scopes[i].subjects)
	}
	c.finishAll(e)
	m.store.DropAll(&c.subjects)
	for i := range c.scopes {
		m.store.DropAll(&c.scopes[i].subjects)
	}
	c.flushPending(e)
	m.sink.End(c.conn, c.broken, c.evicted)
}

// gatherUnkeyed lists the instance of a constraint without a key.
func (m *Monitor) gatherUnkeyed(c *connection, k *program.Constraint) {
	if c.unkeyed[k.Member].Waits() {
		m.add(finished{k: k})
	}
}

// gather lists the waiting instances of an owner's subjects. An end decides nothing for other instances.
func (m *Monitor) gather(o *store.Owner) {
	o.All(m.list)
}

// list adds the waiting instances of a subject to those to end.
func (m *Monitor) list(sub *store.Subject) {
	members := m.program.Groups[sub.Group].Members
	sub.Instances(func(member int, in *store.Instance) {
		if in.Waits() {
			m.add(finished{members[member], sub, in.Born})
		}
	})
}

// add adds an instance to those to end.
func (m *Monitor) add(f finished) { m.finished[f.k.Index] = append(m.finished[f.k.Index], f) }

// finishAll ends the gathered instances by constraint, and those of a constraint in the order of their creation. Most
// were gathered in reverse order.
func (c *connection) finishAll(e *ending) {
	for i, all := range c.monitor.finished {
		if len(all) == 0 {
			continue
		}
		slices.SortFunc(all, func(a, b finished) int { return cmp.Compare(b.born, a.born) })
		for _, f := range slices.Backward(all) {
			c.finish(f, e)
		}
		clear(all)
		c.monitor.finished[i] = all[:0]
	}
}

// finish ends or drops an instance, and empties it. For a dropped one it reports whether the store must note that it
// existed.
func (c *connection) finish(f finished, e *ending) (remember bool) {
	m := c.monitor
	var in *declare.Instance
	var kept *store.Instance
	if f.subject == nil {
		in = &c.unkeyed[f.k.Member]
	} else {
		kept = f.subject.Instance(f.k.Member)
		in = &kept.Instance
	}
	extra := store.Extra(in)
	m.reported = *in.Reported()
	m.cause = cause{c: c, k: f.k, end: e, reported: &m.reported}
	if f.subject != nil && f.subject.Life != nil {
		if m.cause.life = f.subject.Life; m.cause.life.Over && !e.call {
			// Its call is already over.
			e = &callEnded
			m.cause.end = e
		}
	}
	var outcomes []declare.Outcome
	if e.forgets {
		outcomes, remember = m.runner.Forget(f.k.Declare, in)
	} else {
		outcomes = m.runner.End(f.k.Declare, in)
	}
	m.decideAll(outcomes)
	if f.subject == nil {
		*in = c.newInstance(f.k)
		m.grow(c, -extra)
	} else {
		m.store.Changed(f.subject, kept, -extra, false)
	}
	return remember
}
