package program

import (
	"slices"
	"strings"

	"ivrcheck/schema"
)

// Matcher matches a message that one of its alternatives matches. An empty
// matcher matches nothing.
type Matcher []Alternative

type Alternative struct {
	Messages []string // sorted; nil and no groups: any message
	Groups   []string
	Frames   []string // GLI frames without XML, by their types; then nothing else is there
	From     Senders  // who must have sent it
	Can      Senders  // who may send such a message at all
	Tests    []Test
}

// Test is a condition on one parameter: one of values, or presence, or
// absence.
type Test struct {
	Slot   int
	Op     TestOp
	Values []string
}

func (t Test) Equal(o Test) bool {
	return t.Slot == o.Slot && t.Op == o.Op && slices.Equal(t.Values, o.Values)
}

type TestOp uint8

const (
	Equals TestOp = iota
	Has
	Lacks
)

// Named tells whether the alternative is about messages of a name; spec is nil
// for those that the catalogue does not know.
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

// Hold reports whether the values, by slot, satisfy all tests. A wrong value satisfies any
// if lenient is set.
func Hold(tests []Test, values []Value, lenient bool) bool {
	for i := range tests {
		t := &tests[i]
		v := &values[t.Slot]
		switch t.Op {
		case Equals:
			if !v.OK || !v.OneOf(t.Values) && !(lenient && v.Wrong) {
				return false
			}
		case Has:
			if !v.OK {
				return false
			}
		case Lacks:
			if v.OK {
				return false
			}
		}
	}
	return true
}

// Can is who may send a message that the matcher matches: a gap in another
// direction cannot hide one.
func (m Matcher) Can() Senders {
	var s Senders
	for i := range m {
		s |= m[i].Can & m[i].From
	}
	return s
}

// expectation gives what the matcher demands in terms of one parameter, if it
// demands nothing else: the parameter's slot and the values; else slot -1 and
// the names of the messages.
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

// slots lists the parameters that the matcher compares with values.
func (m Matcher) slots() []int {
	var out []int
	for i := range m {
		for _, t := range m[i].Tests {
			if t.Op == Equals && !slices.Contains(out, t.Slot) {
				out = append(out, t.Slot)
			}
		}
	}
	return out
}

// frames tells that the matcher names frames and nothing else.
func (m Matcher) frames() bool {
	return len(m) > 0 && !slices.ContainsFunc(m, func(a Alternative) bool { return a.Frames == nil })
}

// MatchFrame tells from which senders a frame of the type would satisfy the
// matcher.
func (m Matcher) MatchFrame(typeName string) Senders {
	var s Senders
	for i := range m {
		if slices.Contains(m[i].Frames, typeName) {
			s |= m[i].From
		}
	}
	return s
}

func (m Matcher) Names(message string) bool {
	for i := range m {
		for _, n := range m[i].Messages {
			if n == message {
				return true
			}
		}
	}
	return false
}
