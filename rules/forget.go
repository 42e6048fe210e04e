package rules

import (
	"cmp"
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

const (
	tooManyKeys  = "too much was open at once to remember all of it"
	tooManyConns = "too many connections were open at once to remember this one"
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
	sum := s.id.sum()
	if s.waiting == 0 { // nothing is reported, so that the order does not matter
		for i := range s.slots {
			k := j.set.constraints[s.which[i]]
			j.now = moment{st: s.st, k: k, e: &outOfRoom}
			if declare.Forget(k.declare, &s.slots[i].in, j.decided) {
				j.note(k, sum)
			}
		}
		s.empty()
		j.drop(s)
		return
	}
	j.gathered = j.gathered[:0]
	j.gather(s)
	slices.SortFunc(j.gathered, func(a, b gathered) int { return cmp.Compare(a.k.index, b.k.index) })
	for _, g := range j.gathered {
		if j.finish(g, &outOfRoom) {
			j.note(g.k, sum)
		}
	}
	j.drop(s)
}

// outOfRoom is the ending of what is forgotten for its key alone.
var outOfRoom = ending{why: tooManyKeys, forgets: true}

// note remembers that a key, of which it gets the sum, was forgotten for a
// constraint.
func (j *Judge) note(k *constraint, sum uint64) {
	if j.filters == nil {
		j.filters = make([]filter, len(j.set.constraints))
	}
	f := &j.filters[k.index]
	if f.bits == nil {
		bytes := filterBytes(j.limit, len(j.filters))
		*f = filter{bits: make([]uint64, bytes/8), born: j.tick()}
		j.filtered += bytes
		j.held += bytes
	}
	f.add(sum)
}

// forgetConnection gives up all that is remembered about a connection. Should
// it go on, it is one of which nothing is known.
func (j *Judge) forgetConnection(st *connection) {
	j.dropped = true
	st.causal.flush(st.taken)
	st.end(&ending{why: tooManyConns, forgets: true})
	j.remove(st)
}

// revived tells whether what was before may be forgotten for a constraint and
// key of the connection; sub is what is remembered about the key, nil for
// nothing. watched tells that an answer may be another later, when more has been
// forgotten: what is known now has to be remembered then.
func (st *connection) revived(k *constraint, sub *subject, id *subjectID) (revived, watched bool) {
	if st.forgotten {
		return true, true
	}
	j := st.judge
	if k.group < 0 || j.filters == nil {
		return false, false
	}
	f := &j.filters[k.index]
	if f.bits == nil || sub != nil && sub.born < f.born {
		return false, false // nothing was forgotten before it
	}
	return f.has(id.sum()), true
}

// recall tells a connection that the judge does not know, though it may once
// have known it: any but the first unit of a connection may be of one that was
// forgotten.
func (st *connection) recall(kind trace.Kind) {
	st.forgotten = st.judge.dropped && kind != trace.Start
}
