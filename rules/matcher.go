package rules

import (
	"slices"
	"strings"
	"time"

	"ivrcheck/rules/declare"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// senders is a set of directions.
type senders uint8

const (
	ivr senders = 1 << iota
	server
	nobody senders = 0
	both           = ivr | server
)

func sendersOf(d trace.Direction) senders {
	switch d {
	case trace.FromIVR:
		return ivr
	case trace.FromServer:
		return server
	}
	return both
}

// parseSenders reads who sends a message; what it does not know is nobody.
func parseSenders(from string) senders {
	switch from {
	case "ivr":
		return ivr
	case "server":
		return server
	case "", "both":
		return both
	}
	return nobody
}

// matcher matches a message that one of its alternatives matches. An empty
// matcher matches nothing.
type matcher []alternative

type alternative struct {
	messages []string // sorted; nil and no groups: any message
	groups   []string
	frames   []string // GLI frames without XML, by their types; then nothing else is there
	from     senders  // who must have sent it
	can      senders  // who may send such a message at all
	tests    []test
}

// test is a condition on one parameter: one of values, or presence, or
// absence.
type test struct {
	slot   int
	op     testOp
	values []string
}

func (t test) equal(o test) bool {
	return t.slot == o.slot && t.op == o.op && slices.Equal(t.values, o.values)
}

type testOp uint8

const (
	equals testOp = iota
	has
	lacks
)

// named tells whether the alternative is about messages of a name; spec is nil
// for those that the catalogue does not know.
func (a *alternative) named(spec *schema.MessageSpec) bool {
	switch {
	case a.frames != nil:
		return false
	case a.messages == nil && a.groups == nil:
		return true
	case spec == nil:
		return false
	}
	_, named := slices.BinarySearch(a.messages, spec.Name)
	return named || slices.Contains(a.groups, spec.Group)
}

// holds tells whether the values satisfy all tests. A wrong value satisfies any
// if lenient is set.
func (a *alternative) holds(values []value, lenient bool) bool {
	for i := range a.tests {
		t := &a.tests[i]
		v := &values[t.slot]
		switch t.op {
		case equals:
			if !v.ok || !v.oneOf(t.values) && !(lenient && v.wrong) {
				return false
			}
		case has:
			if !v.ok {
				return false
			}
		case lacks:
			if v.ok {
				return false
			}
		}
	}
	return true
}

// can is who may send a message that the matcher matches: a gap in another
// direction cannot hide one.
func (m matcher) can() senders {
	var s senders
	for i := range m {
		s |= m[i].can & m[i].from
	}
	return s
}

// expectation gives what the matcher demands in terms of one parameter, if it
// demands nothing else: the parameter's slot and the values; else slot -1 and
// the names of the messages.
func (m matcher) expectation() (slot int, values []string) {
	slot = -1
	if len(m) == 1 {
		for _, t := range m[0].tests {
			if t.op == equals {
				if slot >= 0 {
					slot = -1
					break
				}
				slot, values = t.slot, t.values
			}
		}
		if slot >= 0 {
			return slot, values
		}
	}
	values = nil
	for i := range m {
		text := strings.Join(append(slices.Clone(m[i].messages), m[i].frames...), "|")
		for _, t := range m[i].tests {
			if t.op == equals {
				text += " " + strings.Join(t.values, "|")
			}
		}
		if text != "" {
			values = append(values, text)
		}
	}
	return -1, values
}

// slots lists the parameters that the matcher compares with values.
func (m matcher) slots() []int {
	var out []int
	for i := range m {
		for _, t := range m[i].tests {
			if t.op == equals && !slices.Contains(out, t.slot) {
				out = append(out, t.slot)
			}
		}
	}
	return out
}

// constraint is one template of a rule, compiled. What every event asks of it
// stands first.
type constraint struct {
	rule    *rule
	index   int
	declare declare.Constraint
	// table tells what its instances do; nil where an outcome has to be looked at.
	table *declare.Table
	// demands tells that what waits in an instance is open at the end.
	demands bool
	// group is the index of the group that it tells its instances apart with,
	// -1 for none; scope is the index of its scope, -1 for none.
	group, scope int
	// bit stands for the constraint in a subject of its group; 0 if there are too many.
	bit uint64
	// within is how long the target may take, 0 for any time.
	within time.Duration
	// predicate, if not nil, judges each pair of activation and target by the
	// values that it compares.
	predicate *predicate
	compares  []int

	// key and correlate list, for each of their parts, the parameters of
	// which the first that is there counts.
	key       [][]int
	correlate [][]int

	when, then, among, after, until matcher
	violatedAtEnd                   bool
	// openIgnored: what is open at the end is another rule's business.
	openIgnored bool
	// hides is in which directions a gap may hide a message that would have
	// changed a verdict.
	hides senders
	// expectSlot and expected say what a finding expected.
	expectSlot int
	expected   []string
	// frames tells that it is about frames without XML, and no message.
	frames bool
	// labels are the parameters that tell a reader what a message is about.
	labels []int
}

// settle works out what follows from the matchers.
func (k *constraint) settle() {
	t := k.declare.Template
	k.demands = t.Demands()
	k.frames = k.when.frames() && (t.Unary() || k.then.frames())
	k.hides = k.then.can()
	if t.Unary() || t.Both() || t.Adjacent() {
		k.hides |= k.when.can()
	}
	switch {
	case !t.Adjacent():
	case len(k.among) > 0:
		k.hides |= k.among.can()
	case t == declare.Init:
		k.hides = both
	}
	target := k.then
	if t.Unary() {
		target = k.when
	}
	k.expectSlot, k.expected = target.expectation()
	if t.Forbids() {
		k.expected = nil
	}
	for _, m := range []matcher{k.when, k.then, k.among} {
		for _, s := range m.slots() {
			if !slices.Contains(k.labels, s) {
				k.labels = append(k.labels, s)
			}
		}
	}
}

// scoped tells whether the constraint holds only in a part of a connection.
func (k *constraint) scoped() bool { return len(k.after) > 0 }
