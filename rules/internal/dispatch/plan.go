package dispatch

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
)

// Plan describes how messages of one name are projected, and which constraints they concern.
type Plan struct {
	// Sender is the sender of such messages, Nobody if it is unknown.
	Sender program.Senders
	// Counted are the rules that every such message activates.
	Counted []*program.Rule
	// Roles are the roles of the messages, in the order of constraints.
	Roles []*Role
	// Firsts are, by key, the constraints that only need to know that a key exists. Only the first message with the key
	// concerns them.
	Firsts []First
	// Groups are the groups of the roles and the firsts, in the order of Event.Keys.
	Groups []int

	// Call is the index in Event.Keys of the call id, -1 if the message is not about a call.
	Call int
	// callBegins and callEnds match a message that begins or ends a call, accepts one after which a connection may
	// begin without a mark. both is a condition for messages that the side other than Sender may send, -1 for none.
	callBegins, callEnds, accepts gate
	both                          int
	// lateKeys and lateConditions are the keys and conditions that depend on the port of the call. usesPort: some value
	// does.
	lateKeys, lateConditions []int
	usesPort                 bool
	// LateGroups are the groups of the late keys where such a message only concerns existing subjects. It is nil if the
	// port matters in other ways, too.
	LateGroups []int

	keys       []keyParts       // of the groups, then of pairs
	begins     []int            // conditions, each of which makes a message begin a connection
	conditions [][]program.Test // of the roles and of begins, without duplicates
	fields     []field          // from 1
	lists      []field
	// anyValue is the slot of AnyValue, which is only tested, -1 if it is not needed.
	anyValue int32
	// byNumber maps the number of a parameter to an index in fields, 0 for none. For a list whose keys are needed, it
	// is -1 minus the index in lists. If it is nil, values have to be looked up by path.
	byNumber []int16
	// unlisted are the first names of the paths that are not in byNumber.
	unlisted map[string]struct{}
	callID   uint16 // the index in fields of the call id, 0 for none
	spec     *schema.MessageSpec
	// closed: the plan is for messages without unknown parameters. open is the plan for all other messages.
	closed bool
	open   *Plan

	variants variants
}

// First has the readings of constraints that only need to know that a key exists. Key is its index in Event.Keys, -1
// for constraints without a key.
type First struct {
	Key      int
	Readings []Reading
}

// keyParts are the slots that make up a key. single is the only slot, -1 if there are more.
type keyParts struct {
	parts  [][]int
	single int
}

// field is a value to collect: its path and its slot.
type field struct {
	path    string
	slot    int
	private bool
}

// gate is a matcher that does not belong to a constraint.
type gate []conditional

// noPlan is the plan of a unit without a message.
var noPlan = Plan{Call: -1, both: -1}

// planner makes a plan.
type planner struct {
	*Plan
	d     *Dispatcher
	slots []int
}

// newPlan makes the plan of a message and the plan for messages with unknown parameters. The latter are rare, and more
// constraints may concern them.
func (d *Dispatcher) newPlan(spec *schema.MessageSpec) *Plan {
	open := d.planFor(spec, false)
	if open.byNumber == nil {
		return open
	}
	closed := d.planFor(spec, true)
	closed.open = open
	return closed
}

func (d *Dispatcher) planFor(spec *schema.MessageSpec, closed bool) *Plan {
	pl := &planner{Plan: &Plan{spec: spec, Call: -1, both: -1, anyValue: -1, closed: closed}, d: d}
	p := d.program
	if spec != nil {
		for _, r := range p.Rules {
			if r.Activate.Kind == program.PerNamedMessage && r.Activate.Message == spec.Name {
				pl.Counted = append(pl.Counted, r)
			}
		}
		if !spec.Unverified && spec.From != "" {
			pl.Sender = program.ParseSenders(spec.From)
		}
		if by := spec.SentByBoth(); by != nil {
			pl.both = pl.condition([]program.Test{{Slot: slices.Index(p.Paths, by.Path), Op: program.Equals, Values: by.SentByBoth}})
		}
	}
	pl.callBegins, pl.callEnds, pl.accepts = pl.gate(p.Calls.Begins), pl.gate(p.Calls.Ends), pl.gate(p.Accepts)
	if pl.callBegins != nil {
		pl.need(p.Calls.Port)
	}
	for i := range p.Begins {
		if a := &p.Begins[i]; a.Named(spec) {
			pl.begins = append(pl.begins, pl.condition(a.Tests))
			pl.need(p.Version, p.Client)
		}
	}
	for _, k := range p.Constraints {
		pl.constraint(k)
	}
	if pl.usesPort = slices.Contains(pl.slots, p.Calls.Slot); pl.usesPort {
		pl.need(p.Calls.Ports...)
	}
	if about := func(g int) bool { return p.Groups[g].OfCalls || g == p.CallGroup }; p.CallGroup >= 0 &&
		(pl.usesPort || pl.callBegins != nil || pl.callEnds != nil || slices.ContainsFunc(pl.Groups, about)) {
		pl.need(p.Calls.ID)
		pl.Call = pl.group(p.CallGroup)
	}
	slices.Sort(pl.slots)
	pl.locate()
	return pl.Plan
}

// constraint adds the role of the messages for a constraint, if they have one.
func (pl *planner) constraint(k *program.Constraint) {
	t := k.Declare
	r := &Role{
		Constraint: k, Key: -1, pair: -1,
		next: len(k.Among) == 0 && (t.Adjacent || t.Unary) && !k.Frames,
	}
	for p, m := range matchers(k) {
		for _, c := range pl.gate(m) {
			if c.condition < 0 {
				r.always[p] |= c.from
				continue
			}
			// The values of an activation count as written.
			c.part, c.like = part(p), part(p) == when && !c.exact && t.Forbids && t.Adjacent
			c.exact = c.exact || part(p) == when
			r.tested = append(r.tested, c)
		}
	}
	if !r.matters() {
		return
	}
	for _, slots := range slices.Concat(k.Key, k.Correlate) {
		pl.need(slots...)
	}
	pl.need(k.Labels...)
	pl.need(k.ExpectSlot)
	pl.need(k.Compares...)
	pl.need(pl.d.told(k.Rule)...)
	if k.Group >= 0 {
		r.Key = pl.group(k.Group)
	}
	if r.next && !t.Adjacent && k.Scope < 0 && r.tested == nil && r.always == (match{}) {
		i := slices.IndexFunc(pl.Firsts, func(f First) bool { return f.Key == r.Key })
		if i < 0 {
			i = len(pl.Firsts)
			pl.Firsts = append(pl.Firsts, First{Key: r.Key})
		}
		pl.Firsts[i].Readings = append(pl.Firsts[i].Readings, Reading{k, r.Key, -1, Step{Symbol: declare.Among}})
		return
	}
	pl.Roles = append(pl.Roles, r)
}

// gate lists the alternatives of a matcher that the messages may satisfy. The condition of one without tests is -1.
func (pl *planner) gate(m program.Matcher) (g gate) {
	for i := range m {
		switch a := &m[i]; {
		case !a.Named(pl.spec), !pl.sentBy(a.From), pl.closed && slices.ContainsFunc(a.Tests, pl.lacks):
		case len(a.Tests) == 0:
			g = append(g, conditional{from: a.From, condition: -1})
		default:
			g = append(g, conditional{from: a.From, condition: pl.condition(a.Tests), exact: a.Exact})
		}
	}
	return g
}

// lacks reports whether no message of a closed plan can satisfy a test.
func (pl *planner) lacks(t program.Test) bool {
	path := pl.d.program.Paths[t.Slot]
	return (t.Op == program.Has || t.Op == program.Equals) && t.Slot != pl.d.program.Calls.Slot && !pl.spec.MayHave(path)
}

// sentBy reports whether some of the senders may send the messages. Messages from the wrong side are not judged.
func (pl *planner) sentBy(from program.Senders) bool {
	return pl.Sender == program.Nobody || pl.Sender&from != 0 || pl.both >= 0
}

// group returns the index of the key of a group, adding it if necessary.
func (pl *planner) group(group int) int {
	i := slices.Index(pl.Groups, group)
	if i < 0 {
		i = len(pl.Groups)
		pl.Groups = append(pl.Groups, group)
	}
	return i
}

// need adds slots to the values to collect.
func (pl *planner) need(slots ...int) {
	for _, slot := range slots {
		if slot >= 0 && !slices.Contains(pl.slots, slot) {
			pl.slots = append(pl.slots, slot)
		}
	}
}

// condition returns the index of a condition, adding it if necessary.
func (pl *planner) condition(tests []program.Test) int {
	for _, t := range tests {
		pl.need(t.Slot)
	}
	same := func(o []program.Test) bool { return slices.EqualFunc(o, tests, program.Test.Equal) }
	if i := slices.IndexFunc(pl.conditions, same); i >= 0 {
		return i
	}
	pl.conditions = append(pl.conditions, tests)
	return len(pl.conditions) - 1
}

// locate makes the fields of the slots, and the keys.
func (pl *planner) locate() {
	p, spec := pl.d.program, pl.spec
	pl.fields = []field{{}}
	for _, slot := range pl.slots {
		path := p.Paths[slot]
		f := field{path: path, slot: slot, private: isPrivate(spec, path)}
		switch {
		case path == program.AnyValue && (spec == nil || !p.AnyOf[spec.Name]), slot == p.Calls.Slot:
		case program.IsList(path):
			if pl.lists = append(pl.lists, f); path == program.AnyValue {
				pl.anyValue = int32(slot)
			}
		default:
			pl.fields = append(pl.fields, f)
		}
	}
	if spec != nil {
		pl.number()
	}
	for _, g := range pl.Groups {
		pl.keys = append(pl.keys, newKeyParts(p.Groups[g].Parts))
	}
	for _, r := range pl.Roles {
		if k := r.Constraint; len(k.Correlate) > 0 && !k.Declare.InPairs() {
			r.pair = len(pl.keys)
			pl.keys = append(pl.keys, newKeyParts(k.Correlate))
		}
		r.prepare()
	}
	if !pl.usesPort {
		return
	}
	for i, k := range pl.keys {
		if slices.ContainsFunc(k.parts, func(slots []int) bool { return slices.Contains(slots, p.Calls.Slot) }) {
			pl.lateKeys = append(pl.lateKeys, i)
		}
	}
	for i, tests := range pl.conditions {
		if slices.ContainsFunc(tests, func(t program.Test) bool { return t.Slot == p.Calls.Slot }) {
			pl.lateConditions = append(pl.lateConditions, i)
		}
	}
	if pl.lateConditions == nil {
		pl.LateGroups = pl.waitingGroups()
	}
}

// waitingGroups lists the groups of the late keys if no such message starts an instance with them.
func (pl *planner) waitingGroups() (groups []int) {
	for _, r := range pl.Roles {
		late := r.Key >= 0 && slices.Contains(pl.lateKeys, r.Key)
		switch s := r.symbols(); {
		case late && !r.Constraint.Declare.Starts(s):
			groups = append(groups, r.Constraint.Group)
		case late, strings.Contains(r.Constraint.Rule.Message+r.Constraint.Rule.Missing, "{"+program.CallPort+"}"),
			slices.Contains(r.Constraint.Labels, pl.d.program.Calls.Slot), r.pair >= 0 && slices.Contains(pl.lateKeys, r.pair):
			return nil
		}
	}
	return groups
}

// number fills byNumber and callID. A path that is no parameter of the message can only occur in a list, or in a
// message with a node that is not in the catalogue.
func (pl *planner) number() {
	if pl.spec.NameOnly {
		return
	}
	numbers := make([]int16, pl.d.program.Catalogue.Parameters()+1)
	pl.unlisted = map[string]struct{}{}
	for i, f := range pl.fields[1:] {
		switch par := pl.spec.Parameter(f.path); {
		case f.path == pl.d.program.Catalogue.Envelope.CallID:
			pl.callID = uint16(i + 1)
		case par != nil:
			numbers[par.Number()] = int16(i + 1)
		default:
			list, _, nested := strings.Cut(f.path, ".")
			if par := pl.spec.Parameter(list); nested && par != nil && par.IsList() {
				return // an entry of a list has to be looked up
			}
			pl.unlisted[list] = struct{}{}
		}
	}
	for i, f := range pl.lists {
		list, ok := strings.CutSuffix(f.path, ".*")
		if par := pl.spec.Parameter(list); ok && par != nil && par.IsList() {
			if numbers[par.Number()] != 0 {
				return // the list itself is needed, too
			}
			numbers[par.Number()] = int16(-1 - i)
		} else if f.path != program.AnyValue {
			name, _, _ := strings.Cut(f.path, ".")
			pl.unlisted[name] = struct{}{}
		}
	}
	if !slices.ContainsFunc(numbers[:pl.d.lastShared+1], func(n int16) bool { return n != 0 }) { // keysOf skips them
		pl.byNumber = numbers
	}
}

func newKeyParts(parts [][]int) keyParts {
	k := keyParts{parts, -1}
	if len(parts) == 1 && len(parts[0]) == 1 {
		k.single = parts[0][0] // or program.Absent
	}
	return k
}

// isPrivate reports whether the value at a path is personal: as the catalogue defines, and always inside undescribed
// parts, such as a list of keys and values.
func isPrivate(spec *schema.MessageSpec, path string) bool {
	if spec == nil {
		return strings.Contains(path, ".")
	}
	params := spec.Parameters
	for depth := 0; ; depth++ {
		name, rest, deeper := strings.Cut(path, ".")
		i := slices.IndexFunc(params, func(p *schema.ParameterSpec) bool { return p.Name == name })
		switch {
		case i < 0:
			return deeper || depth > 0
		case !deeper || params[i].Private:
			return params[i].Private
		}
		params, path = params[i].Parameters, rest
	}
}

// Dispatcher has the data that the projectors of a program share.
type Dispatcher struct {
	program *program.Program
	frames  *framePlans
	kept    []int // maximum number of bytes of a value to keep, by slot
	// All lists of keys and values share the parameters of their items, which have the first numbers: lastShared is the
	// last of these, keyNumber the number of the key.
	lastShared, keyNumber int

	plans []atomic.Pointer[Plan] // by the numbers of messages
	lock  sync.Mutex             // held to make a plan
	slots map[*program.Rule][]int
}

// planOf returns the plan for a message of the catalogue. nil means any other message.
func (d *Dispatcher) planOf(spec *schema.MessageSpec) *Plan {
	if p := d.plans[spec.Number()].Load(); p != nil {
		return p
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	p := d.plans[spec.Number()].Load()
	if p == nil {
		p = d.newPlan(spec)
		d.plans[spec.Number()].Store(p)
	}
	return p
}

// told returns the slots of the values in the sentences of a rule.
func (d *Dispatcher) told(r *program.Rule) []int {
	slots, known := d.slots[r]
	if known {
		return slots
	}
	for slot, path := range d.program.Paths {
		if in := "{" + path + "}"; strings.Contains(r.Message, in) || strings.Contains(r.Missing, in) {
			slots = append(slots, slot)
		}
	}
	d.slots[r] = slots
	return slots
}

// longest is the maximum number of bytes of a value in an event, because events may be kept and hostile values may be
// as long as a message. longestCompared is the same for arguments of predicates.
const (
	longest         = 256
	longestCompared = 4096
)

// New returns the dispatcher of a linked program.
func New(p *program.Program) *Dispatcher {
	d := &Dispatcher{
		program: p, frames: newFramePlans(p), kept: make([]int, len(p.Paths)),
		plans: make([]atomic.Pointer[Plan], len(p.Catalogue.Messages())+1), slots: make(map[*program.Rule][]int),
	}
	item := p.Catalogue.List.Items[0]
	d.keyNumber, d.lastShared = item.Parameters[0].Number(), item.Parameters[len(item.Parameters)-1].Number()
	for i := range d.kept {
		d.kept[i] = longest
	}
	for _, k := range p.Constraints {
		for _, slot := range k.Compares {
			d.kept[slot] = longestCompared
		}
	}
	return d
}
