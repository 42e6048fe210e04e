package program

import (
	"slices"
	"time"

	"ivrcheck/rules/declare"
)

// Constraint is one template of a rule, compiled. What every event asks of it
// stands first.
type Constraint struct {
	Rule    *Rule
	Index   int
	Declare declare.Constraint
	// Demands tells that what waits in an instance is open at the end.
	Demands bool
	// Group is the index of the group that it tells its instances apart with, -1 for
	// none; Member is its index in the group, or in Program.Unkeyed. Scope is the index
	// of its scope, -1 for none.
	Group, Member, Scope int
	// Within is how long the target may take, 0 for any time.
	Within time.Duration
	// predicate, if not nil, judges each pair of activation and target by the
	// values that it compares.
	Predicate *Predicate
	Compares  []int

	// Key and correlate list, for each of their parts, the parameters of
	// which the first that is there counts.
	Key       [][]int
	Correlate [][]int

	When, Then, Among, After, Until Matcher
	ViolatedAtEnd                   bool
	// openIgnored: what is open at the end is another rule's business.
	OpenIgnored bool
	// Hides is in which directions a gap may hide a message that would have
	// changed a verdict.
	Hides Senders
	// ExpectSlot and expected say what a finding expected.
	ExpectSlot int
	Expected   []string
	// Frames tells that it is about frames without XML, and no message.
	Frames bool
	// Labels are the parameters that tell a reader what a message is about.
	Labels []int
}

// settle works out what follows from the matchers.
func (k *Constraint) Derive() {
	t := k.Declare
	k.Demands = t.Demands()
	k.Frames = k.When.frames() && (t.Unary || k.Then.frames())
	k.Hides = k.Then.Can()
	if t.Unary || t.Both || t.Adjacent {
		k.Hides |= k.When.Can()
	}
	switch {
	case !t.Adjacent:
	case len(k.Among) > 0:
		k.Hides |= k.Among.Can()
	case t.First():
		k.Hides = Both
	}
	target := k.Then
	if t.Unary {
		target = k.When
	}
	k.ExpectSlot, k.Expected = target.expectation()
	if t.Forbids {
		k.Expected = nil
	}
	for _, m := range []Matcher{k.When, k.Then, k.Among} {
		for _, s := range m.slots() {
			if !slices.Contains(k.Labels, s) {
				k.Labels = append(k.Labels, s)
			}
		}
	}
}

// Absent, as the last slot of a part of a key, says that two messages without the value
// are equal in it.
const Absent = -1

// Scoped tells whether the constraint holds only in a part of a connection.
func (k *Constraint) Scoped() bool { return len(k.After) > 0 }
