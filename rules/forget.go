package rules

import (
	"cmp"
	"slices"

	"ivrcheck/trace"
)

// fit forgets until what is remembered is within its limits.
func (j *Judge) fit() {
	for j.quiet.held > j.limit/quietPart && j.quiet.first != nil {
		j.forget(j.quiet.first)
	}
	for j.held > j.limit {
		busy, idle := j.busy.first, j.oldest
		if idle == j.newest {
			idle = nil // the only one
		}
		switch {
		case j.quiet.first != nil:
			j.forget(j.quiet.first)
		case idle != nil && (busy == nil || idle.touched <= busy.born):
			j.forgetConnection(idle)
		case busy != nil:
			j.forget(busy)
		default:
			return
		}
	}
}

// forget gives up all that is remembered about a subject.
func (j *Judge) forget(s *subject) {
	if s.waiting == 0 { // nothing is reported, so that the order does not matter
		for i := range s.slots {
			k := j.set.program.Constraints[s.which[i]]
			j.now = moment{st: s.st, k: k, e: &outOfRoom}
			out, remember := j.runner.Forget(k.Declare, &s.slots[i].in)
			if j.decided(out); remember {
				j.note(k, s.sum)
			}
		}
		j.drop(s)
		return
	}
	j.gathered = j.gathered[:0]
	j.gather(s)
	slices.SortFunc(j.gathered, func(a, b gathered) int { return cmp.Compare(a.k.Index, b.k.Index) })
	for _, g := range j.gathered {
		if j.finish(g, &outOfRoom) {
			j.note(g.k, s.sum)
		}
	}
	j.drop(s)
}

// outOfRoom is the ending of what is forgotten for its key alone.
var outOfRoom = ending{why: trace.KeyEvicted, forgets: true}

// forgetConnection gives up all that is remembered about a connection. Should
// it go on, it is one of which nothing is known.
func (j *Judge) forgetConnection(st *connection) {
	j.dropped = true
	st.causal.flush(st.taken)
	st.end(&ending{why: trace.ConnectionEvicted, forgets: true})
	j.remove(st)
}

// recall tells a connection that the judge does not know, though it may once
// have known it: any but the first unit of a connection may be of one that was
// forgotten.
func (st *connection) recall(kind trace.Kind) {
	st.forgotten = st.judge.dropped && kind != trace.Start
}
