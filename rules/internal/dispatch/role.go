package dispatch

import (
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
)

// Role says how messages of one name, or frames of one type, concern one constraint.
type Role struct {
	Constraint *program.Constraint
	// Key is the index of the key in Event.Keys, -1 if the constraint has no key.
	Key int
	// always has the matchers that every such event satisfies, tested those that depend on
	// conditions of the plan.
	always match
	tested []conditional
	// pair is the index in Event.Keys of the values of correlate that are no part of the
	// key, -1 for none.
	pair int
	// keyless: the constraint has a key but the events, which are frames, have none.
	keyless bool
	// Depends, if it is not 0, are the conditions (of the first 64) of which an event has to
	// satisfy one to concern the constraint.
	Depends uint64
	// Opens: such an event may open the constraint's scope.
	Opens bool
	// next: every message with the key counts as the next one.
	next bool
	// ready are the steps by senders, of a role without conditions (isSimple) and an event
	// with a key.
	ready    [program.Both + 1]Step
	isSimple bool
}

// conditional is an alternative of one of a constraint's matchers.
type conditional struct {
	part      part
	from      program.Senders
	condition int // of the plan
}

// match has the senders from which an event satisfies each matcher of a constraint; maybe,
// those from which it would if a wrong value were the right one.
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

// Step says how an event concerns a constraint.
type Step struct {
	Symbol declare.Symbol
	// Opens and Closes: the event may open, or close, the constraint's scope.
	Opens, Closes bool
	// Blind: the event concerns the constraint, but its key is missing.
	Blind bool
	// Pair has the values of correlate, if they are no part of the key.
	Pair string
}

func (m *match) add(p part, from program.Senders) {
	m.sure[p] |= from
	m.maybe[p] |= from
}

// step turns a match into a step. An event whose sender is unknown, or with a wrong value,
// never causes a violation: it is no activation, but counts as a target.
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
		s.Symbol = 0 // other templates ignore it
	}
	if !keyed {
		s.Blind = s.Symbol != 0 && (s.Symbol&declare.Then != 0 || t.Adjacent)
		if !s.Blind {
			s.Symbol = 0 // whatever its key is, it decides nothing
		}
	}
	if r.Constraint.Scope >= 0 {
		s.Opens, s.Closes = m.sure[after]&from != 0, may(until)
	}
	return s
}

// prepare computes Opens, Depends and ready.
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

// matters reports whether such an event may concern the constraint.
func (r *Role) matters() bool {
	return r.next || r.tested != nil || r.always.maybe != [parts]program.Senders{}
}
