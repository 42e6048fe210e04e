package dispatch

import (
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
)

// Role is what messages of one name, or frames of one type, are to one constraint.
type Role struct {
	Constraint *program.Constraint
	// Key is the index of the key among the event's, -1 for the connection as such.
	Key int
	// always is what they are whatever they say; tested are what they are if they satisfy
	// conditions of the plan.
	always match
	tested []conditional
	// pair is the index, among the event's keys, of the values to be paired by that are
	// no part of the key; -1 for none.
	pair int
	// keyless says that the constraint has a key and the events, which are frames, have not.
	keyless bool
	// Depends is not 0 if the role is something only to events that satisfy one of these
	// conditions of the first 64.
	Depends uint64
	// Opens reports that it may open the constraint's scope.
	Opens bool
	// next reports that every message that has the key counts as next.
	next bool
	// ready are the steps for each set of senders, of a role without conditions whose
	// events have their key.
	ready    [program.Both + 1]Step
	isSimple bool
}

// conditional is an alternative of one of a constraint's matchers.
type conditional struct {
	part      part
	from      program.Senders
	condition int // of the plan
}

// match says from which senders an event satisfies each matcher of a constraint; maybe
// is the same, taking a wrong value for the one that is asked for.
type match struct{ sure, maybe [parts]program.Senders }

// part names a matcher of a constraint.
type part uint8

const (
	when part = iota
	then
	among
	after
	until
	parts
)

// Step is what an event is to a constraint once its sender is known, or known to be
// unknown.
type Step struct {
	Symbol declare.Symbol
	// Opens and Closes report that the event may open, or close, the constraint's scope.
	Opens, Closes bool
	// Blind reports that it is not known what the event is about.
	Blind bool
	// Pair holds the values to be paired by, if they are no part of the key.
	Pair string
}

func (m *match) add(p part, from program.Senders) {
	m.sure[p] |= from
	m.maybe[p] |= from
}

// step turns a match into a step. Where the sender is not known, or a value is none of
// those that there are, nobody is blamed for it: it activates nothing, comes first for
// nobody, and what is demanded is there.
func (r *Role) step(m *match, from program.Senders, keyed bool) (s Step) {
	t := r.Constraint.Declare
	must := func(p part) bool { return m.sure[p]&from == from }
	may := func(p part) bool { return m.maybe[p]&from != 0 }
	if must(when) {
		s.Symbol |= declare.When
	}
	if must(then) || may(then) && !t.Forbids {
		s.Symbol |= declare.Then
	}
	if must(among) || may(among) && !t.First() {
		s.Symbol |= declare.Among
	}
	if s.Symbol == declare.Among && !t.Adjacent && !t.Unary {
		s.Symbol = 0 // it is nothing to them what comes next
	}
	if !keyed {
		s.Blind = s.Symbol != 0 && (s.Symbol&declare.Then != 0 || t.Adjacent)
		if !s.Blind {
			s.Symbol = 0 // whatever it is about, it decides nothing
		}
	}
	if r.Constraint.Scope >= 0 {
		s.Opens, s.Closes = m.sure[after]&from != 0, may(until)
	}
	return s
}

// prepare makes the steps of a role without conditions, or what it depends on.
func (r *Role) prepare() {
	r.Opens = r.always.sure[after] != 0 || slices.ContainsFunc(r.tested, func(c conditional) bool { return c.part == after })
	if !r.next && r.always == (match{}) && !slices.ContainsFunc(r.tested, func(c conditional) bool { return c.condition >= 64 }) {
		for _, c := range r.tested {
			r.Depends |= 1 << c.condition
		}
	}
	if r.isSimple = r.tested == nil && r.pair < 0; r.isSimple {
		m := r.always
		if r.next {
			m.add(among, program.Both)
		}
		for from := program.IVR; from <= program.Both; from++ {
			r.ready[from] = r.step(&m, from, true)
		}
	}
}

// matters reports whether an event may be anything to the constraint.
func (r *Role) matters() bool {
	return r.next || r.tested != nil || r.always.maybe != [parts]program.Senders{}
}
