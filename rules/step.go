package rules

import (
	"ivrcheck/rules/internal/program"
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

// What happens to instances: each event goes to those that it is something to.

// steps gives an event to all constraints that it is something to.
func (st *connection) steps(ev *Event) {
	j := st.judge
	j.found = slices.Grow(j.found[:0], len(ev.keys))[:len(ev.keys)]
	clear(j.found)
	var as *acts
	if ev.acts != nil {
		as = ev.acts.of(ev.direction)
	} else {
		as = &j.acts
		as.fill(ev.hits, len(ev.keys), program.SendersOf(ev.direction))
	}
	list := as.rest
	if !st.over.covers(as.own) {
		list = as.all
	}
	if st.greets(ev) {
		list = st.greeting(ev, list)
	}
	for i := range list {
		if a := &list[i]; !a.own || !st.over.has(a.constraint.Index) {
			st.step(ev, as, a)
		}
	}
	st.own.greeted = st.own.greeted || ev.readable
	for i := range j.found {
		if sub := j.found[i].subject; sub != nil {
			sub.greeted = true
		}
	}
}

// sought is what was found about a key of the current event.
type sought struct {
	subject *subject // nil if nothing is remembered
	known   bool     // it has been looked for
}

// about finds what is remembered about one of the event's keys.
func (st *connection) about(ev *Event, key int) *sought {
	f := &st.judge.found[key]
	if !f.known {
		f.known = true
		if k := &ev.keys[key]; k.whole() {
			f.subject = st.judge.subjects.find(st.id, ev.plan.groups[key], k)
		}
	}
	return f
}

// greets tells whether the event is the first with a key that some constraint
// has to know of besides those of its acts.
func (st *connection) greets(ev *Event) bool {
	for _, key := range ev.plan.greets {
		if st.first(ev, key) {
			return true
		}
	}
	return false
}

// first tells whether the event is the first with one of its keys, or, for -1,
// the connection's first.
func (st *connection) first(ev *Event, key int) bool {
	if key < 0 {
		return !st.own.greeted
	}
	sub := st.about(ev, key).subject
	return (sub == nil || !sub.greeted) && ev.keys[key].whole()
}

// greeting gives the acts of an event with those that it is for being the first
// with a key, in the order of the constraints.
func (st *connection) greeting(ev *Event, list []act) []act {
	j := st.judge
	j.greeting = j.greeting[:0]
	for _, g := range ev.plan.greeted {
		if !st.first(ev, g.key) {
			continue
		}
		n := 0
		for n < len(list) && list[n].constraint.Index < g.constraint.Index {
			n++
		}
		j.greeting = append(append(j.greeting, list[:n]...), g.act())
		list = list[n:]
	}
	j.greeting = append(j.greeting, list...)
	return j.greeting
}

// step gives an event to one constraint.
func (st *connection) step(ev *Event, as *acts, a *act) {
	k, j := a.constraint, st.judge
	among := &st.subjects
	if a.scoped {
		s := st.scope(k)
		if a.until && s.open {
			st.closeScope(k, s, ev)
			if a.key >= 0 {
				j.found[a.key] = sought{known: true} // the group is the constraint's alone
			}
		}
		if a.after && !s.open {
			s.open, s.since = true, st.ordinal-1
		}
		if !s.open || a.symbol == 0 {
			return
		}
		among = &s.subjects
	}
	if a.blind {
		st.blindFor(k, ev)
		return
	}
	sub, found := &st.own, (*sought)(nil)
	if a.key >= 0 {
		found = st.about(ev, a.key)
		if sub = found.subject; sub != nil {
			if sub.known&^sub.has&k.Bit != 0 && !a.starts && !a.idle {
				return // it is nothing to an instance that would be new
			}
		}
	}
	var sl *slot
	if sub != nil {
		sl = sub.find(k, &j.at[k.Index])
	}
	if sl == nil {
		if sl, sub = st.instance(sub, ev, as, a, among); sl == nil {
			return // it decides nothing and nothing is to be remembered
		}
		if found != nil {
			found.subject = sub
		}
	}
	if a.once && sl.fed {
		return
	}
	st.feed(a, sub, sl, ev)
	if found != nil && len(sub.slots) == 0 {
		j.drop(sub)
		found.subject = nil
	}
}

// blindFor notes that a constraint cannot tell what the event is about.
func (st *connection) blindFor(k *program.Constraint, ev *Event) {
	if st.blind == nil {
		st.blind = make(map[int]loss)
	}
	if _, ok := st.blind[k.Index]; !ok {
		st.judge.grown(st, blindBytes)
	}
	st.blind[k.Index] = loss{ordinal: st.ordinal, Doubt: trace.Doubt{Reason: trace.KeyMissing, Place: ev.unit.Pos.Place()}}
}

// subjectID tells what the event is about, by one of its keys.
func (st *connection) subjectID(ev *Event, key int) subjectID {
	return subjectID{connection: st.id, group: ev.plan.groups[key], key: ev.keys[key]}
}

// instance makes an instance for a key that the constraint remembers nothing
// about; nil if the event needs none. What was known about the key before may be
// forgotten: then even an event that decides nothing may make an end of the
// doubt.
func (st *connection) instance(sub *subject, ev *Event, as *acts, a *act, among *homes) (*slot, *subject) {
	if a.never {
		return nil, sub
	}
	k, j := a.constraint, st.judge
	revived, watched := st.revived(k, sub, ev, a.key)
	if a.idle && !watched || !a.idle && !revived && !a.starts {
		return nil, sub
	}
	if sub == nil {
		id := st.subjectID(ev, a.key)
		sub = j.subject(id, id.sum(), st, among)
		j.stow(sub, as.starting[a.key]+ev.plan.greetedBy(a.key))
	}
	sl := j.slot(sub, k)
	if revived {
		sl.in = k.Declare.Revived()
	}
	sl.kept = revived || a.idle
	return sl, sub
}

// greetedBy counts the constraints that have to know of a key.
func (pl *plan) greetedBy(key int) (n int) {
	for i := range pl.greeted {
		if pl.greeted[i].key == key {
			n++
		}
	}
	return n
}

// feed lets an instance read the event.
func (st *connection) feed(a *act, sub *subject, sl *slot, ev *Event) {
	k, j := a.constraint, st.judge
	sl.fed = true
	before := extra(sl)
	j.now = moment{st: st, k: k, ev: ev}
	j.decided(j.runner.Step(k.Declare, &sl.in, &declare.Event{
		Symbol: a.symbol, Ordinal: st.begun(ev), Pair: a.pair, Activation: &ev.sight,
	}))
	waits := sl.in.Waiting()
	if waits > 0 {
		sl.in.Replace(&ev.sight, func() any { return j.hold(ev) })
	}
	if waits > longestQueue {
		j.now = moment{st: st, k: k, e: &outOfRoom}
		j.decided(j.runner.GiveUp(k.Declare, &sl.in))
	}
	j.grow(sub, extra(sl)-before)
	if sub == &st.own && !a.scoped && sl.in.Over(k.Declare) {
		st.over.add(k.Index)
	}
	waiting := waits > 0 && k.Demands
	changed := waiting != sl.waiting
	if changed {
		if sl.waiting = waiting; waiting {
			sub.waiting++
		} else {
			sub.waiting--
		}
	}
	if sl.in.Settled() && !sl.kept {
		j.free(sub, k)
	}
	if changed {
		j.shift(sub)
	}
}

// begun is the ordinal behind which the evidence for an activation by the event
// has to be complete: a gap of the other side whose end the event does not
// acknowledge may in part lie behind it.
func (st *connection) begun(ev *Event) int64 {
	at := st.ordinal
	if st.holes == nil {
		return at
	}
	for _, l := range st.holes.lost {
		if l.ordinal > 0 && l.side >= 0 && l.side != ev.unit.Side && ev.unit.Acked >= 0 && l.end > ev.unit.Acked {
			at = min(at, l.ordinal-1)
		}
	}
	return at
}
