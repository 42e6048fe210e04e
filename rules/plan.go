package rules

import (
	"ivrcheck/rules/internal/program"
	"slices"
	"strings"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// What can be known before the first message comes: which constraints a message
// can be something to, by its name, and what is to be looked up in it.

// group is a set of constraints that tell their instances apart by the same
// values: their key and, where the template is in pairs, what they are paired by.
type group struct {
	parts [][]int // as in constraint.key
	// slot is the only parameter of the only part, -1 if there are more.
	slot int
	// members is how many constraints it has.
	members int
	// scope is the constraint that the group is of alone, because its scope
	// ends the instances; nil for all others.
	scope *program.Constraint
}

func newGroup(parts [][]int) group {
	g := group{parts: parts, slot: -1}
	if len(parts) == 1 && len(parts[0]) == 1 && parts[0][0] != program.Absent {
		g.slot = parts[0][0]
	}
	return g
}

// indices are what the engine needs of a loaded set, beyond the rules.
type indices struct {
	groups []group
	scopes int  // how many constraints have one
	timed  bool // whether a constraint asks for times
	// frames are the hits of frames without XML, by type: of those that can be
	// trusted, and of those with a wrong header.
	frames [len(trace.TypeNames)]struct{ sound, wrong frameHits }
	// counted are the rules that each kind of activation counts for.
	counted [program.PerRun + 1][]*program.Rule
	// kept is how much of a value is kept, by slot.
	kept []int
}

// index works out, once, what the engine needs of a loaded set.
func (s *Set) index() {
	s.indexed.Do(func() {
		for _, k := range s.program.Constraints {
			if k.Group = s.group(k); k.Group >= 0 {
				k.Bit = 1 << s.groups[k.Group].members
				s.groups[k.Group].members++
			}
			s.timed = s.timed || k.Within > 0
			if len(k.After)+len(k.Until) > 0 {
				k.Scope = s.scopes
				s.scopes++
			} else {
				k.Scope = -1
			}
		}
		for t := range s.frames {
			s.frames[t].sound = s.hitsOfFrame(trace.TypeNames[t], false)
			s.frames[t].wrong = s.hitsOfFrame(trace.TypeNames[t], true)
		}
		for i := range s.counted {
			for _, r := range s.program.Rules {
				if r.Activate.Kind == program.ActivationKind(i) {
					s.counted[i] = append(s.counted[i], r)
				}
			}
		}
		s.kept = make([]int, len(s.program.Paths))
		for i := range s.kept {
			s.kept[i] = longest
		}
		for _, k := range s.program.Constraints {
			for _, slot := range k.Compares {
				s.kept[slot] = longestCompared
			}
		}
	})
}

// longestCompared is how much is kept of a value that a predicate takes apart.
const longestCompared = 4096

func (s *Set) keepAtMost(slot int) int { return s.kept[slot] }

// group finds or makes a constraint's group, -1 for one whose instance is the
// connection's only.
func (s *Set) group(k *program.Constraint) int {
	g := newGroup(k.Key)
	if k.Declare.InPairs() {
		g = newGroup(slices.Concat(k.Key, k.Correlate))
	}
	if len(g.parts) == 0 {
		return -1
	}
	if len(k.After)+len(k.Until) > 0 {
		g.scope = k
	}
	for i, other := range s.groups {
		if other.scope == g.scope && slices.EqualFunc(other.parts, g.parts, slices.Equal) {
			return i
		}
	}
	s.groups = append(s.groups, g)
	return len(s.groups) - 1
}

// plan is all that a projector does with the messages of one name.
type plan struct {
	sender program.Senders
	named  []*program.Rule
	begins []*program.Alternative // what begins a connection
	roles  []role
	// tests are the different conditions of the roles; with the keys they
	// decide what the messages are to the constraints. nil: not all that does.
	tests []*program.Alternative
	// cases are what came of that so far.
	cases []hitCase
	// groups are those of the roles and greeted, in the order of the event's
	// keys.
	groups []int
	// greeted are the constraints to which these messages are nothing but one
	// more with the key: they matter if they are the first.
	greeted []greeted
	// greets are the keys in greeted, each once.
	greets []int
	// slots are all that are looked up; lists are those that stand for several
	// values, fields the others, by their index in paths.
	slots         []int
	lists, fields []field
	paths         *schema.Paths
	// port tells that the message may name a port.
	port bool
}

// noPlan is for what is no message.
var noPlan plan

// hitCase is what messages of one name are to the constraints in one case: told
// has a bit for each key that they have and for each test that they pass.
type hitCase struct {
	told uint64
	hits []hit
	acts *bySender
}

// mostCases bounds the cases of one plan.
const mostCases = 64

// greeted is a constraint that has to know of each key, and of which of the
// event's keys: -1 for the connection as such.
type greeted struct {
	constraint *program.Constraint
	key        int
}

// field is what is done with the value under one path.
type field struct {
	slot      int // -1: in no slot
	requestID bool
	private   bool
}

// role is what messages of one name can be to one constraint.
type role struct {
	// always is what they are whatever they hold, key the index of the group in
	// the plan's.
	always hit
	// tested are what they are if they hold the right values.
	tested []conditional
	// all tells that every message that has the key counts as next.
	all bool
	// paired tells that the values to be paired by are no part of the key.
	paired bool
}

// conditional is an alternative of one of a constraint's matchers.
type conditional struct {
	part part
	program.Alternative
}

// part names a matcher of a constraint.
type part uint8

const (
	whenPart part = iota
	thenPart
	amongPart
	afterPart
	untilPart
	parts
)

// at is where a hit says for which senders the matcher matches.
func (h *hit) at(p part) *program.Senders {
	return [parts]*program.Senders{&h.when, &h.then, &h.among, &h.after, &h.until}[p]
}

// orElse is the same for the matchers that a wrong value may satisfy; nil for
// the others.
func (h *hit) orElse(p part) *program.Senders {
	return [parts]*program.Senders{nil, &h.maybe.then, &h.maybe.among, nil, &h.maybe.until}[p]
}

// plan makes the plan for the messages of a name; spec is nil for those that
// the catalogue does not know.
func (s *Set) plan(spec *schema.MessageSpec) *plan {
	pl := new(plan)
	if spec != nil {
		for _, r := range s.counted[program.PerNamedMessage] {
			if r.Activate.Message == spec.Name {
				pl.named = append(pl.named, r)
			}
		}
		if !spec.Unverified && spec.From != "" {
			pl.sender = program.ParseSenders(spec.From)
		}
	}
	need := func(slots ...int) {
		for _, slot := range slots {
			if slot >= 0 && !slices.Contains(pl.slots, slot) {
				pl.slots = append(pl.slots, slot)
			}
		}
	}
	for i := range s.program.Begins {
		if a := &s.program.Begins[i]; a.Named(spec) {
			pl.begins = append(pl.begins, a)
			for i := range a.Tests {
				need(a.Tests[i].Slot)
			}
			need(s.program.Version)
		}
	}
	for _, k := range s.program.Constraints {
		t := k.Declare
		r := role{
			always: hit{constraint: k, key: -1},
			all:    len(k.Among) == 0 && (t.Adjacent || t.Unary) && !k.Frames,
			paired: len(k.Correlate) > 0 && !t.InPairs(),
		}
		something := r.all
		for p, m := range [parts]program.Matcher{k.When, k.Then, k.Among, k.After, k.Until} {
			for i := range m {
				a := &m[i]
				if !a.Named(spec) {
					continue
				}
				something = true
				if len(a.Tests) == 0 {
					*r.always.at(part(p)) |= a.From
					continue
				}
				r.tested = append(r.tested, conditional{part(p), *a})
				for i := range a.Tests {
					need(a.Tests[i].Slot)
				}
			}
		}
		if !something {
			continue
		}
		for _, parts := range [][][]int{k.Key, k.Correlate} {
			for _, slots := range parts {
				need(slots...)
			}
		}
		need(k.Labels...)
		need(k.ExpectSlot)
		need(s.told(k.Rule)...)
		need(k.Compares...)
		if k.Group >= 0 {
			if r.always.key = slices.Index(pl.groups, k.Group); r.always.key < 0 {
				r.always.key = len(pl.groups)
				pl.groups = append(pl.groups, k.Group)
			}
		}
		if r.all && !t.Adjacent && k.Scope < 0 && len(r.tested) == 0 && r.always == (hit{constraint: k, key: r.always.key}) {
			pl.greeted = append(pl.greeted, greeted{k, r.always.key})
			if !slices.Contains(pl.greets, r.always.key) {
				pl.greets = append(pl.greets, r.always.key)
			}
			continue
		}
		pl.roles = append(pl.roles, r)
	}
	slices.Sort(pl.slots)
	pl.look(s, spec)
	pl.tests = pl.conditions()
	return pl
}

// conditions lists the different conditions of the roles, but none if they do not
// decide alone what a message is, or are too many.
func (pl *plan) conditions() []*program.Alternative {
	all := []*program.Alternative{}
	for i := range pl.roles {
		r := &pl.roles[i]
		if r.paired {
			return nil
		}
		for t := range r.tested {
			a := &r.tested[t].Alternative
			if !slices.ContainsFunc(all, func(b *program.Alternative) bool { return slices.EqualFunc(a.Tests, b.Tests, program.Test.Equal) }) {
				all = append(all, a)
			}
		}
	}
	if len(all)+len(pl.groups) > 64 {
		return nil
	}
	return all
}

// told lists the slots that the rule's sentences name.
func (s *Set) told(r *program.Rule) (slots []int) {
	for i, path := range s.program.Paths {
		if name := "{" + path + "}"; strings.Contains(r.Message, name) || strings.Contains(r.Missing, name) {
			slots = append(slots, i)
		}
	}
	return slots
}

// look prepares the look-up of the plan's slots.
func (pl *plan) look(s *Set, spec *schema.MessageSpec) {
	var paths []string
	for i, slot := range slices.Clone(pl.slots) {
		path := s.program.Paths[slot]
		switch {
		case path == program.AnyValue && (spec == nil || !s.program.AnyOf[spec.Name]):
			pl.slots[i] = -1
		case program.IsList(path):
			pl.lists = append(pl.lists, field{slot: slot, private: private(spec, path)})
		default:
			paths = append(paths, path)
			pl.fields = append(pl.fields, field{slot: slot, private: private(spec, path)})
		}
	}
	pl.slots = slices.DeleteFunc(pl.slots, func(slot int) bool { return slot < 0 })
	if spec != nil {
		pl.port = namesPort(spec.Parameters)
		if c := spec.Correlation; c != "" {
			i := slices.Index(paths, c)
			if i < 0 {
				i = len(paths)
				paths, pl.fields = append(paths, c), append(pl.fields, field{slot: -1})
			}
			pl.fields[i].requestID = true
		}
	}
	pl.paths = schema.NewPaths(paths)
}

func namesPort(params []*schema.ParameterSpec) bool {
	return slices.ContainsFunc(params, func(p *schema.ParameterSpec) bool { return p.Role == "port" || namesPort(p.Parameters) })
}
