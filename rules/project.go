package rules

import (
	"crypto/sha256"
	"ivrcheck/rules/internal/program"
	"slices"
	"strings"
	"unsafe"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Projector turns units into events. Each worker needs its own. Once it has
// seen each kind of message, and its events are used again, it allocates
// nothing.
type Projector struct {
	set   *Set
	plans []*plan // by the numbers of messages
	// values are those of the current message, by slot: those that its plan
	// asks for. present are the slots that hold something.
	values  []program.Value
	present []int
	joined  []byte
	listed  []string // what is to be joined
	plan    *plan
	ev      *Event
	// recipes are those of shapes, by their numbers; one pushes out another. own is for
	// messages of no shape.
	recipes [recipeSlots]*recipe
	own     recipe
	located []schema.Found
}

// NewProjector gives a projector for one worker.
func (s *Set) NewProjector() *Projector {
	s.index()
	p := &Projector{set: s, values: make([]program.Value, len(s.program.Paths))}
	for slot := range p.values {
		p.values[slot].Slot = int32(slot)
	}
	return p
}

// Project makes ev the event of a unit. m is its message, nil if it has none or
// could not be read; faults are those of the schema room. The event has views
// into the unit's body and slices, and into what m has its strings of.
func (p *Projector) Project(ev *Event, u *trace.Unit, m *schema.Message, faults []trace.Fault) {
	ev.reset(u)
	if len(u.Faults)+len(faults) > 0 {
		ev.faults = append(append(ev.faults, u.Faults...), faults...)
	}
	if u.Kind == trace.Frame {
		p.set.frameHits(ev, u)
	}
	if m == nil || m.Ambiguous || u.Kind != trace.Document || u.Partial {
		return
	}
	ev.readable = true
	ev.name, ev.element, ev.spec = m.Name, m.Name, m.Spec
	if m.Element != m.Name {
		ev.element = clip(m.Element)
	}
	ev.callID = clip(m.CallID)
	if len(m.Versioned) > 0 {
		ev.versioned = append(ev.versioned, m.Versioned...)
	}
	ev.head, ev.at = schema.Head(u.Body, m.Span), m.Span
	pl := p.planOf(m.Spec)
	p.plan, p.ev, ev.plan = pl, ev, pl
	p.forget()
	r := p.recipe(m)
	for i := range r.fields {
		f := &r.fields[i]
		text, ok := pl.paths.Value(m, f.found)
		if !ok {
			continue
		}
		if f.requestID {
			ev.requestID = clip(text)
		}
		if f.slot >= 0 {
			v := p.note(&f.field)
			v.Text = text
			p.tell(v)
		}
	}
	if pl.port {
		ev.port = clip(m.Port())
	}
	for i := range pl.lists {
		p.noteList(&pl.lists[i], m)
	}
	doubtful := p.markWrong(m.Name, faults)
	ev.begins = slices.ContainsFunc(pl.begins, func(a *program.Alternative) bool { return a.Holds(p.values, false) })
	ev.keys = slices.Grow(ev.keys, len(pl.groups))[:len(pl.groups)]
	for i, group := range pl.groups {
		p.key(&ev.keys[i], group)
	}
	p.hits(r, doubtful)
}

// forget empties the values of the message before.
func (p *Projector) forget() {
	for _, slot := range p.present {
		v := &p.values[slot]
		v.Text, v.OK, v.List, v.Wrong = "", false, false, false
	}
	p.present = p.present[:0]
}

// tell adds a value to those of the event, as much of it as is kept.
func (p *Projector) tell(v *program.Value) {
	ev := p.ev
	ev.values = append(ev.values, *v)
	if most := p.set.keepAtMost(int(v.Slot)); len(v.Text) > most && !v.List {
		own := &ev.values[len(ev.values)-1]
		own.Text, own.Cut = clipTo(v.Text, most), true
	}
}

// planOf gives the plan for the messages of a name; spec is nil for those that
// the catalogue does not know.
func (p *Projector) planOf(spec *schema.MessageSpec) *plan {
	n := spec.Number()
	if n >= len(p.plans) {
		p.plans = append(p.plans, make([]*plan, n+1-len(p.plans))...)
	}
	if p.plans[n] == nil {
		p.plans[n] = p.set.plan(spec)
	}
	return p.plans[n]
}

// note makes ready for what the current message holds under one of the plan's paths.
func (p *Projector) note(f *field) *program.Value {
	v := &p.values[f.slot]
	v.OK, v.Private = true, f.private
	p.present = append(p.present, f.slot)
	return v
}

// noteList takes in what the current message holds under a path that stands for
// several values.
func (p *Projector) noteList(f *field, m *schema.Message) {
	all, ok := m.AppendAll(p.listed[:0], p.set.program.Paths[f.slot])
	if p.listed = all; !ok {
		return
	}
	ev := p.ev
	at := len(ev.text)
	for _, one := range all {
		ev.text = append(append(ev.text, one...), 0)
	}
	text := ev.text[at:]
	v := p.note(f)
	v.Text, v.List = unsafe.String(unsafe.SliceData(text), len(text)), true
	if p.set.program.Paths[f.slot] != program.AnyValue {
		p.tell(v)
	}
}

// hits works out what the current message is to the constraints. It depends on
// little: which keys the message has and which tests its values pass. What came
// of that is mostly known from an earlier one.
func (p *Projector) hits(r *recipe, doubtful bool) {
	pl, ev := p.plan, p.ev
	told, known := uint64(0), pl.tests != nil && !doubtful
	if known {
		for i := range ev.keys {
			if ev.keys[i].whole() {
				told |= 1 << i
			}
		}
		told |= r.told
		for _, i := range r.open {
			if pl.tests[i].Holds(p.values, false) {
				told |= 1 << (len(ev.keys) + i)
			}
		}
		for i := range pl.cases {
			if c := &pl.cases[i]; c.told == told {
				ev.hits, ev.acts = c.hits, c.acts
				return
			}
		}
	}
	ev.own = ev.own[:0]
	for i := range pl.roles {
		p.hit(&pl.roles[i], doubtful)
	}
	if ev.hits = ev.own; known && len(pl.cases) < mostCases {
		own := slices.Clone(ev.own)
		pl.cases = append(pl.cases, hitCase{told, own, actsOf(own, len(ev.keys))})
	}
}

// hit works out what the current message is to a constraint, and adds it to
// the event's own if it is something.
//
// A value that is wrong (MSG004) may be meant for any other: for what it may be
// it counts as the one that is asked for.
func (p *Projector) hit(r *role, doubtful bool) {
	// It is made where it stays: a copy of what was just written costs more
	// than all the rest.
	n := len(p.ev.own)
	p.ev.own = append(p.ev.own, r.always)
	h := &p.ev.own[n]
	h.keyed = h.key < 0 || p.ev.keys[h.key].whole()
	for i := range r.tested {
		c := &r.tested[i]
		if c.Holds(p.values, false) {
			*h.at(c.part) |= c.From
		} else if doubtful && c.Holds(p.values, true) {
			if maybe := h.orElse(c.part); maybe != nil {
				*maybe |= c.From
			}
		}
	}
	if r.all && h.keyed {
		h.among = program.Both
	}
	h.maybe.then |= h.then
	h.maybe.among |= h.among
	h.maybe.until |= h.until
	if h.when|h.maybe.then|h.maybe.among|h.after|h.maybe.until == program.Nobody {
		p.ev.own = p.ev.own[:n]
		return
	}
	if r.paired {
		joined, ok := p.join(h.constraint.Correlate)
		h.pair, h.keyed = string(joined), h.keyed && ok
	}
}

// markWrong marks the values that the message's faults call wrong, and tells
// whether there are any.
func (p *Projector) markWrong(message string, faults []trace.Fault) (any bool) {
	for i := range faults {
		if faults[i].Code != "MSG004" {
			continue
		}
		path, ok := strings.CutPrefix(faults[i].Subject, message+".")
		if !ok {
			continue
		}
		if slot := slices.Index(p.set.program.Paths, path); slot >= 0 {
			p.values[slot].Wrong, any = true, true
			if !p.values[slot].OK {
				p.present = append(p.present, slot)
			}
			for i := range p.ev.values {
				if v := &p.ev.values[i]; v.Slot == int32(slot) {
					v.Wrong = true
				}
			}
		}
	}
	return any
}

// key is the value of a key as it is remembered: itself if it is short, its sum
// if it is not. noKey is that of a message that does not have all parts.
type key [32]byte

var noKey key

func makeKey(text []byte) (k key) {
	k.set(text)
	return k
}

// set makes of noKey the key of a text.
func (k *key) set(text []byte) {
	const last = len(k) - 1
	if len(text) > last {
		*k = sha256.Sum256(text)
		k[last] = 0xff
		return
	}
	copy(k[:], text)
	k[last] = byte(len(text)) + 1
}

// whole tells it from noKey.
func (k *key) whole() bool { return k[len(k)-1] != 0 }

// key sets the current message's key in a group, or noKey if it has none: what set
// makes of what join gives, without a text between, for nearly all keys are short and
// every message has two.
func (p *Projector) key(k *key, group int) {
	*k = noKey
	const last = len(k) - 1
	g := &p.set.groups[group]
	if g.slot >= 0 {
		if v := &p.values[g.slot]; v.Text != "" && len(v.Text) <= last && !v.List {
			copy(k[:last], v.Text)
			k[last] = byte(len(v.Text)) + 1
			return
		}
	}
	parts, n := g.parts, 0
	for i, slots := range parts {
		if i > 0 {
			n++ // the NUL is there
		}
		from := n
		for _, s := range slots {
			text := "\x01"
			if s != program.Absent {
				text = p.values[s].Single()
			}
			if len(text) > last-n {
				*k = noKey
				if joined, ok := p.join(parts); ok {
					k.set(joined)
				}
				return
			}
			if text != "" {
				n += copy(k[n:last], text)
				break
			}
		}
		if n == from {
			*k = noKey
			return
		}
	}
	k[last] = byte(n) + 1
}

// join makes one text of the parts of a key, each the first of its parameters
// that is there; ok is false if a part is missing or empty. XML has no NUL, so
// that it can stand between.
func (p *Projector) join(parts [][]int) (joined []byte, ok bool) {
	p.joined = p.joined[:0]
	for i, slots := range parts {
		if i > 0 {
			p.joined = append(p.joined, 0)
		}
		from := len(p.joined)
		for _, s := range slots {
			if s == program.Absent {
				p.joined = append(p.joined, 1) // as little a character of XML as NUL
				break
			}
			if p.joined = append(p.joined, p.values[s].Single()...); len(p.joined) > from {
				break
			}
		}
		if len(p.joined) == from {
			return nil, false
		}
	}
	return p.joined, true
}
