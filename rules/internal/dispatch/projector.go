package dispatch

import (
	"slices"
	"strings"
	"unsafe"

	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
	"ivrcheck/schema/catalogue"
	"ivrcheck/trace"
)

// Projector turns units into events. Each worker needs its own. Once it has seen each kind of
// message, it allocates nothing for an event that is reused.
type Projector struct {
	*Dispatcher
	plans []*Plan // by the numbers of messages
	// values are the values of the current message by slot; present lists the slots that
	// are set.
	values  []program.Value
	present []int
	listed  []string
	plan    *Plan
	ev      *Event
}

// NewProjector returns a projector for one worker.
func (d *Dispatcher) NewProjector() *Projector {
	p := &Projector{Dispatcher: d, values: make([]program.Value, len(d.program.Paths))}
	for slot := range p.values {
		p.values[slot].Slot = int32(slot)
	}
	return p
}

// Project makes ev the event of a unit. m is its message, nil if it has none or could not be
// parsed; faults are those of the schema package. The event refers to the unit's body and
// slices, and to the memory of m's strings.
func (p *Projector) Project(ev *Event, u *trace.Unit, m *schema.Message, faults []trace.Fault) {
	ev.Reset(u)
	if len(u.Faults)+len(faults) > 0 {
		ev.Faults = append(append(ev.Faults, u.Faults...), faults...)
	}
	if u.Kind == trace.Frame {
		ev.Frame = p.frames.of(u)
	}
	if m == nil || m.Ambiguous || u.Kind != trace.Document || u.Partial {
		return
	}
	p.plan, p.ev = p.planOf(m.Spec), ev
	ev.Read, ev.Spec, ev.Plan = true, m.Spec, p.plan
	r := &ev.Record
	if r.Name, r.Element = m.Name, m.Name; m.Element != m.Name {
		r.Element = clip(schema.ShownName(m.Element))
	}
	r.CallID, r.RequestID, r.Port = clip(m.CallID), clip(m.RequestID()), clip(m.Port())
	r.MixedIDs = m.HasMixedIDs()
	r.Head, r.At = schema.Head(u.Body, m.Span), m.Span
	if len(m.Versioned) > 0 {
		ev.Versioned = append(ev.Versioned, m.Versioned...)
	}
	p.forget()
	if !p.read(m) {
		p.lookUp(m)
	}
	wrong := len(faults) > 0 && p.markWrong(faults)
	p.keys()
	p.test(wrong)
}

// planOf returns the plan for a message of the catalogue; nil is any other message.
func (p *Projector) planOf(spec *schema.MessageSpec) *Plan {
	n := spec.Number()
	if n >= len(p.plans) {
		p.plans = append(p.plans, make([]*Plan, n+1-len(p.plans))...)
	}
	if p.plans[n] == nil {
		p.plans[n] = p.newPlan(spec)
	}
	return p.plans[n]
}

// forget clears the values of the previous message.
func (p *Projector) forget() {
	for _, slot := range p.present {
		v := &p.values[slot]
		v.Text, v.OK, v.List, v.Wrong = "", false, false, false
	}
	p.present = p.present[:0]
}

// read collects the values in one pass over the nodes. It returns false if a node is not in
// the catalogue, or is misspelt: then each path has to be looked up.
func (p *Projector) read(m *schema.Message) bool {
	pl := p.plan
	if pl.byNumber == nil {
		return false
	}
	if pl.callID > 0 && m.HasCallID() {
		p.set(&pl.fields[pl.callID], m.CallID, p.ev.Record.MixedIDs)
	}
	first := int(m.MessageNode()) + 1
	bound, byNumber := m.Bound[first:], pl.byNumber
	for i := range bound {
		b := &bound[i]
		if b.Parameter == 0 || b.How == catalogue.Misspelt {
			p.forget()
			p.ev.Record.Values = p.ev.Record.Values[:0]
			return false
		}
		switch at := byNumber[b.Parameter]; {
		case at > 0:
			if f := &pl.fields[at]; !p.values[f.slot].OK {
				p.set(f, m.Nodes[first+i].Value, m.HasElements(int32(first+i)))
			}
		case at < 0:
			if f := &pl.lists[-at-1]; !p.values[f.slot].OK {
				p.keysOf(f, m, first+i)
			}
		}
	}
	for i := range pl.lists {
		if f := &pl.lists[i]; f.path == program.AnyValue {
			p.list(f, m)
		}
	}
	return true
}

// keysOf collects the keys of the list at a node. Its items and their attributes are the next
// nodes, as long as their numbers are those that all lists share.
func (p *Projector) keysOf(f *field, m *schema.Message, list int) {
	r := &p.ev.Record
	text, from, last := r.text, len(r.text), int32(-1)
	for i := list + 1; i < len(m.Bound); i++ {
		number := int(m.Bound[i].Parameter)
		if number == 0 || number > p.lastShared {
			break
		}
		if n := &m.Nodes[i]; number == p.keyNumber && n.Parent != last {
			text = append(append(text, n.Value...), 0)
			last = n.Parent
		}
	}
	r.text = text
	p.setList(f, from)
}

// lookUp collects the values path by path.
func (p *Projector) lookUp(m *schema.Message) {
	for i := range p.plan.fields[1:] {
		f := &p.plan.fields[i+1]
		if text, ok := m.Lookup(f.path); ok {
			at, _ := m.Find(f.path)
			p.set(f, text, m.HasElements(at))
		}
	}
	for i := range p.plan.lists {
		p.list(&p.plan.lists[i], m)
	}
}

// set sets the value of a field; mixed reports that elements are in it.
func (p *Projector) set(f *field, text string, mixed bool) {
	r := &p.ev.Record
	v := p.note(f)
	v.Text = text
	v.Private = v.Private || mixed
	r.Values = append(r.Values, *v)
	if len(text) > f.keep {
		own := &r.Values[len(r.Values)-1]
		own.Text, own.Cut = clipTo(text, f.keep), true
	}
}

// note marks the value of a field as present, and returns it.
func (p *Projector) note(f *field) *program.Value {
	v := &p.values[f.slot]
	v.OK, v.Private = true, f.private
	p.present = append(p.present, f.slot)
	return v
}

// list looks up a path that has several values.
func (p *Projector) list(f *field, m *schema.Message) {
	all, ok := m.AppendAll(p.listed[:0], f.path)
	if p.listed = all; !ok {
		return
	}
	r := &p.ev.Record
	from := len(r.text)
	for _, one := range all {
		r.text = append(append(r.text, one...), 0)
	}
	p.setList(f, from)
}

// setList sets the values of a field to those at the end of the event's memory.
func (p *Projector) setList(f *field, from int) {
	r := &p.ev.Record
	text := r.text[from:]
	v := p.note(f)
	v.Text, v.List = unsafe.String(unsafe.SliceData(text), len(text)), true
	if f.path != program.AnyValue {
		r.Values = append(r.Values, *v)
	}
}

// markWrong marks the values that have a fault, and reports whether there are any.
func (p *Projector) markWrong(faults []trace.Fault) (any bool) {
	for i := range faults {
		if faults[i].Code != "MSG004" {
			continue
		}
		par := p.program.Catalogue.Parameter(faults[i].Parameter)
		if par == nil || p.plan.spec.Parameter(par.Path) != par {
			continue
		}
		slot := slices.Index(p.program.Paths, par.Path)
		if slot < 0 {
			continue
		}
		p.values[slot].Wrong, any = true, true
		p.present = append(p.present, slot)
		values := p.ev.Record.Values
		if i := slices.IndexFunc(values, func(v program.Value) bool { return int(v.Slot) == slot }); i >= 0 {
			values[i].Wrong = true
		}
	}
	return any
}

// keys makes the keys of the message. They refer to the message or to the event's memory.
func (p *Projector) keys() {
	ev := p.ev
	for i := range p.plan.keys {
		k := &p.plan.keys[i]
		if k.single >= 0 {
			ev.Keys = append(ev.Keys, p.values[k.single].Single())
			continue
		}
		from := len(ev.Record.text)
		if !p.join(k.parts) {
			ev.Record.text = ev.Record.text[:from]
		}
		text := ev.Record.text[from:]
		ev.Keys = append(ev.Keys, unsafe.String(unsafe.SliceData(text), len(text)))
	}
}

// join appends the parts of a key to the event's memory: of each part the first parameter that
// is not empty. It returns false if a part is missing. The characters 0, between parts, and
// 1, for program.Absent, do not occur in XML.
func (p *Projector) join(parts [][]int) bool {
	r := &p.ev.Record
	for i, slots := range parts {
		if i > 0 {
			r.text = append(r.text, 0)
		}
		from := len(r.text)
		for _, slot := range slots {
			if slot == program.Absent {
				r.text = append(r.text, 1)
				break
			}
			if r.text = append(r.text, p.values[slot].Single()...); len(r.text) > from {
				break
			}
		}
		if len(r.text) == from {
			return false
		}
	}
	return true
}

// test tests the conditions of the plan. wrong: some values have a fault.
func (p *Projector) test(wrong bool) {
	pl, ev := p.plan, p.ev
	words := (len(pl.conditions) + 63) / 64
	ev.passed, ev.lenient = grow(ev.passed, words), grow(ev.lenient, words)
	for i, tests := range pl.conditions {
		if program.Hold(tests, p.values, false) {
			ev.passed[i/64] |= 1 << (i % 64)
		} else if wrong && program.Hold(tests, p.values, true) {
			ev.lenient[i/64] |= 1 << (i % 64)
		}
	}
	ev.Begins = slices.ContainsFunc(pl.begins, func(i int) bool { return ev.passed[i/64]>>(i%64)&1 > 0 })
}

// grow appends n zero words.
func grow(words []uint64, n int) []uint64 {
	for range n {
		words = append(words, 0)
	}
	return words
}

func clip(s string) string { return clipTo(s, longest) }

func clipTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
