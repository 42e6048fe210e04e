package program

import (
	"slices"
	"strings"

	"ivrcheck/schema"
)

// Matcher matches a message if one of its alternatives does. An empty matcher matches nothing.
type Matcher []Alternative

// Alternative matches messages that fulfil all its conditions.
type Alternative struct {
	Messages []string // sorted; nil and no groups: any message
	Groups   []string
	Frames   []string // types of frames without XML; there are no messages then
	From     Senders  // who must have sent it
	Can      Senders  // who may send such a message at all
	Tests    []Test
	// Exact: a wrong value does not count as the one intended.
	Exact bool
}

// Test is a condition on one parameter.
type Test struct {
	Slot   int
	Op     TestOp
	Values []string
}

// Equal reports whether the tests are the same.
func (t Test) Equal(o Test) bool {
	return t.Slot == o.Slot && t.Op == o.Op && slices.Equal(t.Values, o.Values)
}

// TestOp is the kind of a Test: one of the values, presence, absence, or none of the values.
type TestOp uint8

const (
	Equals TestOp = iota
	Has
	Lacks
	Differs
)

// Named reports whether the alternative is about a message; spec is nil for one
// that is not in the catalogue.
func (a *Alternative) Named(spec *schema.MessageSpec) bool {
	switch {
	case a.Frames != nil:
		return false
	case a.Messages == nil && a.Groups == nil:
		return true
	case spec == nil:
		return false
	}
	_, named := slices.BinarySearch(a.Messages, spec.Name)
	return named || slices.Contains(a.Groups, spec.Group)
}

// Holds reports whether a value satisfies the test. If meant is set, a wrong value counts as the intended one.
func (t *Test) Holds(v *Value, meant bool) bool {
	switch t.Op {
	case Equals:
		return v.OK && v.is(t.Values, meant)
	case Differs:
		return !v.OK || !v.is(t.Values, meant)
	case Has:
		return v.OK
	}
	return !v.OK
}

// All reports whether the matcher matches every message of a sender.
func (m Matcher) All(from Senders) bool {
	return len(m) == 0 || slices.ContainsFunc(m, func(a Alternative) bool {
		return a.Messages == nil && a.Groups == nil && a.Frames == nil && len(a.Tests) == 0 && a.From&from == from
	})
}

// Senders returns the senders of matching messages. A gap in another direction cannot hide such a message.
func (m Matcher) Senders() Senders {
	var s Senders
	for i := range m {
		s |= m[i].Can & m[i].From
	}
	return s
}

// expectation describes the matcher for findings. It returns the slot and the values of the only parameter, or -1 and
// the message names.
func (m Matcher) expectation() (slot int, values []string) {
	slot = -1
	if len(m) == 1 {
		for _, t := range m[0].Tests {
			if t.Op == Equals {
				if slot >= 0 {
					slot = -1
					break
				}
				slot, values = t.Slot, t.Values
			}
		}
		if slot >= 0 {
			return slot, values
		}
	}
	values = nil
	for i := range m {
		text := strings.Join(append(slices.Clone(m[i].Messages), m[i].Frames...), "|")
		for _, t := range m[i].Tests {
			if t.Op == Equals {
				text += " " + strings.Join(t.Values, "|")
			}
		}
		if text != "" {
			values = append(values, text)
		}
	}
	return -1, values
}

// slots lists the slots whose values the matcher tests.
func (m Matcher) slots() []int {
	var out []int
	for i := range m {
		for _, t := range m[i].Tests {
			if (t.Op == Equals || t.Op == Differs) && !slices.Contains(out, t.Slot) {
				out = append(out, t.Slot)
			}
		}
	}
	return out
}

// frames reports whether the matcher is about frames only.
func (m Matcher) frames() bool {
	return len(m) > 0 && !slices.ContainsFunc(m, func(a Alternative) bool { return a.Frames == nil })
}

// MatchFrame returns the senders whose frames of this type match.
func (m Matcher) MatchFrame(typeName string) Senders {
	var s Senders
	for i := range m {
		if slices.Contains(m[i].Frames, typeName) {
			s |= m[i].From
		}
	}
	return s
}

// Names reports whether an alternative names a message.
func (m Matcher) Names(message string) bool {
	return slices.ContainsFunc(m, func(a Alternative) bool { return slices.Contains(a.Messages, message) })
}
