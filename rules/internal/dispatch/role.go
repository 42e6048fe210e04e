package dispatch

import (
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
)

// Role describes how messages of one name, or frames of one type, concern one constraint.
type Role struct {
	Constraint *program.Constraint
	// Key is the index of the key in Event.Keys, -1 if the constraint has no key.
	Key int
	// always has the matchers that every such event satisfies, tested those that depend on conditions of the plan.
	always match
	tested []conditional
	// pair is the index in Event.Keys of the correlate values that are not part of the key, -1 for none.
	pair int
	// keyless: the constraint has a key, but the events, which are frames, do not.
	keyless bool
	// next: every message with the key counts as the next one.
	next bool
	// depends has a bit for each condition. An event concerns the constraint only if it satisfies one of them. always
	// is set if it may concern it in any case.
	depends uint64
}

// conditional is an alternative of one of a constraint's matchers. exact: a wrong value does not count as the intended
// one. like: such a value has the role declare.Like.
type conditional struct {
	part      part
	from      program.Senders
	condition int // of the plan
	exact     bool
	like      bool
}

// match has the senders from which an event satisfies each matcher of a constraint.
type match [parts]program.Senders

// part names a matcher of a constraint.
type part uint8

const (
	when part = iota
	then
	among
	after
	until
	cleared
	blurred
	parts
)

// matchers lists the matchers of a constraint by part.
func matchers(k *program.Constraint) [parts]program.Matcher {
	return [parts]program.Matcher{k.When, k.Then, k.Among, k.After, k.Until, k.Cleared, k.Blurred}
}

// step turns a match into a step, which must be zero. keyed and paired: the event has the key and the correlate values.
func (r *Role) step(s *Step, m *match, from program.Senders, keyed, paired bool) {
	k := r.Constraint
	t := k.Declare
	must := func(p part) bool { return m[p]&from == from }
	may := func(p part) bool { return m[p]&from != 0 }
	if k.Scope >= 0 {
		s.Opens, s.Closes = must(after), may(until)
	}
	if !keyed {
		// It has no key.
		s.BlursAll = may(blurred)
		return
	}
	s.Clears = may(cleared)
	if may(among) && !(t.First() && !must(among)) || t.Adjacent && !t.Unary && len(k.Among) == 0 {
		s.Symbol |= declare.Among
	}
	s.Doubted = t.First() && may(among) && !must(among)
	if paired {
		switch {
		case must(when):
			s.Symbol |= declare.When
		case !may(when):
		case t.Doubts():
			s.Symbol |= declare.When
			s.Unsure = true
		default:
			s.Doubted = true
		}
		if may(then) {
			s.Symbol |= declare.Then
			s.Unsure = s.Unsure || t.Forbids && !must(then)
		}
	}
	if s.Symbol == declare.Among && !t.Adjacent && !t.Unary {
		s.Symbol = 0 // other templates ignore it
	}
	if may(blurred) {
		s.Symbol |= declare.Blur
	}
}

// always is the bit that every event has, besides the bits of the satisfied conditions among the first 63 of a plan.
const always = 1 << 63

// prepare computes depends. If next is set, it makes every message with the key count as the next one.
func (r *Role) prepare() {
	if r.depends = always; !r.next && r.always == (match{}) && !slices.ContainsFunc(r.tested, func(c conditional) bool { return c.condition >= 63 }) {
		r.depends = 0
		for _, c := range r.tested {
			r.depends |= 1 << c.condition
		}
	}
	if r.next {
		r.always[among] = program.Both
	}
}

// symbols returns all possible roles of an event for the constraint.
func (r *Role) symbols() (s declare.Symbol) {
	is := func(p part) bool {
		return r.always[p] != 0 || slices.ContainsFunc(r.tested, func(c conditional) bool { return c.part == p })
	}
	for p, symbol := range [...]declare.Symbol{when: declare.When, then: declare.Then, among: declare.Among} {
		if is(part(p)) || part(p) == among && r.next {
			s |= symbol
		}
	}
	return s
}

// matters reports whether such an event may concern the constraint.
func (r *Role) matters() bool {
	return r.next || r.tested != nil || r.always != match{}
}
