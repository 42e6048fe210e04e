package program

import (
	"slices"
	"time"

	"ivrcheck/rules/declare"
)

// Constraint is a compiled constraint of a rule: a template and its messages.
type Constraint struct {
	Rule    *Rule
	Index   int
	Declare declare.Constraint
	// Group is the index of its group, -1 for none. Member is its index in the group or in Program.Unkeyed. Scope is
	// the index of its scope, -1 for none.
	Group, Member, Scope int
	// Bit is its bit in a set of the members of its group.
	Bit uint64
	// Separate: its instances end with its scope, so no other constraint shares its group. It is not set if the scope
	// never opens again and no activation waits for its end.
	Separate bool
	// Within is the time limit for the target, 0 for none.
	Within time.Duration
	// Predicate, if not nil, checks each pair of activation and target by the
	// values in the slots of Compares.
	Predicate *Predicate
	Compares  []int

	// Key and Correlate list the slots of each of their parts. The first parameter that is present is used.
	Key       [][]int
	Correlate [][]int

	When, Then, Among, After, Until, Blurred, Cleared Matcher
	// Asked matches activations that ask for keys, for the predicate; nil matches all.
	Asked Matcher
	// Exclusive: the message that opens the scope is outside it. Supposed: where the start of a connection was not
	// captured, the scope may be open.
	Exclusive, Supposed bool
	// Exempts: a message that violates it is not judged by the rule.
	Exempts bool
	// Uncounted: an activation that is satisfied without a deciding event does not count.
	Uncounted     bool
	ViolatedAtEnd bool
	// Severity and Subject are the severity and the subject of its findings.
	Severity Severity
	Subject  string
	// OpenIgnored: another rule reports a missing target.
	OpenIgnored bool
	// Hides are the senders whose lost messages may change a verdict.
	Hides Senders
	// Expected are the values or messages that a finding reports as expected. ExpectSlot is the slot of the values,
	// -1 for messages.
	ExpectSlot int
	Expected   []string
	// Frames: it is about frames without XML only.
	Frames bool
	// OfPort: it depends on the port of a message's call.
	OfPort bool
	// Labels are the slots of the values that identify a message for readers.
	Labels []int
}

// derive sets the fields that follow from the template and the matchers.
func (k *Constraint) derive() {
	t := k.Declare
	k.Frames = k.When.frames() && (t.Unary || k.Then.frames())
	k.Hides = k.Then.Senders()
	if t.Unary || t.Both || t.Adjacent || k.Predicate != nil {
		k.Hides |= k.When.Senders() // a lost request may be the answered one
	}
	switch {
	case !t.Adjacent:
	case len(k.Among) > 0:
		k.Hides = k.Among.Senders() // nothing else is the next
	case !k.Frames:
		k.Hides = Both // any message of the key is the next
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

// Absent, as the last slot of a key part, means that two messages without the value are equal in that part.
const Absent = -1

// Scoped reports whether the constraint applies only after some message.
func (k *Constraint) Scoped() bool { return len(k.After) > 0 }
