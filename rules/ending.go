package rules

import (
	"cmp"
	"ivrcheck/rules/internal/program"
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

// What is open where something ends, be it a connection, a scope, or what is remembered.

// ending is how something ended, for what was still open.
type ending struct {
	closing trace.Closing
	// event is where the end was seen, nil if nowhere.
	event *Event
	// why is set where the end is none of the connection's: what is open is
	// forgotten then, if forgets is set.
	why     trace.Reason
	forgets bool
}

// closeScope ends the scope of a constraint.
func (st *connection) closeScope(k *program.Constraint, s *scope, ev *Event) {
	j := st.judge
	j.gathered = j.gathered[:0]
	if k.Group < 0 {
		if sl := st.own.find(k, &j.at[k.Index]); sl != nil {
			j.gathered = append(j.gathered, gathered{k, &st.own, sl.born})
		}
	} else {
		j.gatherAll(&s.subjects)
	}
	j.finishAll(&ending{closing: trace.CloseOrderly, event: ev})
	j.dropAll(&s.subjects)
	s.open, s.supposed = false, false
}

// end ends the connection.
func (st *connection) end(e *ending) {
	st.opened()
	j := st.judge
	j.gathered = j.gathered[:0]
	j.gather(&st.own)
	j.gatherAll(&st.subjects)
	for i := range st.scopes {
		j.gatherAll(&st.scopes[i].subjects)
	}
	j.finishAll(e)
	j.dropAll(&st.subjects)
	for i := range st.scopes {
		j.dropAll(&st.scopes[i].subjects)
	}
	if !st.forgotten {
		j.tally.settle(program.PerConnection, st.broken)
	}
}

// gathered is an instance that is to be finished.
type gathered struct {
	k    *program.Constraint
	sub  *subject
	born int64
}

func (j *Judge) gather(s *subject) {
	for i, w := range s.which {
		j.gathered = append(j.gathered, gathered{j.set.program.Constraints[w], s, s.slots[i].born})
	}
}

func (j *Judge) gatherAll(l *homes) {
	for s := l.first; s != nil; s = s.home.after {
		j.gather(s)
	}
}

func (j *Judge) dropAll(l *homes) {
	for l.first != nil {
		j.drop(l.first)
	}
}

// finishAll ends what was gathered: constraint by constraint, and of each the
// keys in the order in which they came.
func (j *Judge) finishAll(e *ending) {
	slices.SortFunc(j.gathered, func(a, b gathered) int {
		return cmp.Or(cmp.Compare(a.k.Index, b.k.Index), cmp.Compare(a.born, b.born))
	})
	for _, g := range j.gathered {
		j.finish(g, e)
	}
	clear(j.gathered)
}

// finish ends an instance, or forgets it; then it tells whether it has to be
// remembered that there was one.
func (j *Judge) finish(g gathered, e *ending) (remember bool) {
	sl := g.sub.find(g.k, &j.at[g.k.Index])
	before := extra(sl)
	j.now = moment{st: g.sub.st, k: g.k, e: e}
	if e.forgets {
		var out []declare.Outcome
		out, remember = j.runner.Forget(g.k.Declare, &sl.in)
		j.decided(out)
	} else {
		j.decided(j.runner.End(g.k.Declare, &sl.in))
	}
	j.grow(g.sub, -before)
	j.free(g.sub, g.k)
	return remember
}
