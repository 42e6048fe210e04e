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

// Projector turns units into events. Each worker needs its own. Once the plans of all messages are made, it allocates
// nothing if the event is reused.
type Projector struct {
	*Dispatcher
	listed  []string
	long    bool    // a value may be longer than an event keeps
	sources sources // reused memory
	plan    *Plan
	ev      *Event
}

// NewProjector returns a projector for one worker.
func (d *Dispatcher) NewProjector() *Projector { return &Projector{Dispatcher: d} }

// Project makes ev the event of a unit. m is its message, nil if it has none or could not be parsed. faults are the
// faults of the schema package. The event refers to the unit's body and slices, and to the memory of m's strings.
func (p *Projector) Project(ev *Event, u *trace.Unit, m *schema.Message, faults []trace.Fault) {
	ev.Reset(u)
	if len(u.Faults)+len(faults) > 0 {
		ev.Faults = append(append(ev.Faults, u.Faults...), faults...)
	}
	if u.Kind == trace.Frame {
		ev.Plan = p.frames.of(u)
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
	r.At, r.Body = m.Span, u.Body
	if len(m.Versioned) > 0 {
		ev.Versioned = append(ev.Versioned, m.Versioned...)
	}
	p.long = false
	p.collect(m)
	wrong := len(faults) > 0 && p.markWrong(faults)
	p.keys()
	p.test(wrong)
	if p.long || p.plan.anyValue >= 0 {
		p.cut()
	}
}

// collect collects the values of the message.
func (p *Projector) collect(m *schema.Message) {
	var from *sources
	if m.Template != nil {
		from, _ = m.Template.Note().(*sources)
	}
	if from == nil {
		from = &p.sources
		p.locate(m, from)
		if m.Template != nil {
			own := *from
			own.all, own.keys = slices.Clone(own.all), slices.Clone(own.keys)
			m.Template.SetNote(&own)
		}
	}
	r := &p.ev.Record
	if r.MixedIDs = from.mixedIDs; !from.known || from.open {
		if pl := p.plan.open; pl != nil {
			p.plan, p.ev.Plan = pl, pl
		}
	}
	if !from.known {
		p.lookUp(m)
		return
	}
	pl := p.plan
	if pl.callID > 0 && m.HasCallID() {
		p.set(&pl.fields[pl.callID], m.CallID, r.MixedIDs)
	}
	all := from.all
	for i := range all {
		s := &all[i]
		if s.node >= 0 {
			p.set(s.field, m.Value(s.node), s.mixed)
			continue
		}
		text, start := r.text, len(r.text)
		for _, key := range from.keys[s.first:s.last] {
			text = append(append(text, m.Value(key)...), 0)
		}
		r.text = text
		p.setList(s.field, start)
	}
	if pl.anyValue >= 0 {
		for i := range pl.lists {
			if f := &pl.lists[i]; f.path == program.AnyValue {
				p.list(f, m)
			}
		}
	}
}

// sources are the nodes with the values of a message. They are the same for all messages with a Template.
type sources struct {
	known    bool // otherwise each path has to be looked up
	open     bool // the fields are those of the open plan
	mixedIDs bool
	all      []source
	keys     []int32 // the nodes of the keys of lists
}

// source is the node with the value of a field. node is -1 if the field is a list, whose keys are at the nodes from
// first to last of keys.
type source struct {
	field       *field
	node        int32
	mixed       bool // it contains elements
	first, last int32
}

// locate finds the sources in a single pass over the nodes. They are unknown if a node is misspelt, or if a node that
// is not in the catalogue may matter.
func (p *Projector) locate(m *schema.Message, s *sources) {
	*s = sources{mixedIDs: m.HasMixedIDs(), all: s.all[:0], keys: s.keys[:0]}
	pl := p.plan
	if pl.byNumber == nil {
		s.known = p.locateByPath(m, s)
		return
	}
	first := m.MessageNode() + 1
	bound := m.Bound[first:]
	if pl.open != nil && slices.ContainsFunc(bound, func(b schema.Binding) bool { return b.Parameter == 0 }) {
		pl, s.open = pl.open, true
	}
	for i := 0; i < len(bound); i++ {
		b, node := &bound[i], first+int32(i)
		if b.How == catalogue.Misspelt {
			return
		}
		if b.Parameter == 0 {
			if p.mayMatter(pl, m, node) {
				return
			}
			continue
		}
		switch at := pl.byNumber[b.Parameter]; {
		case at > 0 && !s.has(&pl.fields[at]):
			s.all = append(s.all, source{field: &pl.fields[at], node: node, mixed: m.HasElements(node)})
		case at < 0 && !s.has(&pl.lists[-at-1]):
			from := int32(len(s.keys))
			var passed int
			s.keys, passed = p.keysOf(s.keys, m, node)
			s.all = append(s.all, source{field: &pl.lists[-at-1], node: -1, first: from, last: int32(len(s.keys))})
			i += passed
		}
	}
	s.known = true
}

// mayMatter reports whether a node that is not in the catalogue may have a value of a plan, or may cause another node
// to have one.
func (p *Projector) mayMatter(pl *Plan, m *schema.Message, i int32) bool {
	n := &m.Nodes()[i]
	if n.Parent != m.MessageNode() {
		return n.Parent > m.MessageNode() // otherwise it is after the message
	}
	_, matters := pl.unlisted[p.program.Catalogue.NameTable.Name(n)]
	return matters
}

// locateByPath finds the sources path by path. It returns false if they depend on values: items of lists are found by
// their keys.
func (p *Projector) locateByPath(m *schema.Message, s *sources) (known bool) {
	if m.HasItems() || slices.ContainsFunc(p.plan.lists, func(f field) bool { return f.path != program.AnyValue }) {
		return false
	}
	for i := range p.plan.fields[1:] {
		f := &p.plan.fields[i+1]
		if node, ok := m.Find(f.path); ok {
			s.all = append(s.all, source{field: f, node: node, mixed: m.HasElements(node)})
		}
	}
	return true
}

// has reports whether a field has a source.
func (s *sources) has(f *field) bool {
	return slices.ContainsFunc(s.all, func(s source) bool { return s.field == f })
}

// keysOf appends the key nodes of the list at a node. passed is the number of nodes read. Its items and their
// attributes are the next nodes, as long as they have the numbers that all lists share.
func (p *Projector) keysOf(keys []int32, m *schema.Message, list int32) (all []int32, passed int) {
	nodes, last := m.Nodes(), int32(-1)
	items := m.Bound[list+1:]
	for i := range items {
		b := &items[i]
		if b.Parameter == 0 || int(b.Parameter) > p.lastShared || b.How == catalogue.Misspelt {
			return keys, i
		}
		if int(b.Parameter) != p.keyNumber {
			continue
		}
		if at := list + 1 + int32(i); nodes[at].Parent != last {
			keys = append(keys, at)
			last = nodes[at].Parent
		}
	}
	return keys, len(items)
}

// lookUp collects the values path by path.
func (p *Projector) lookUp(m *schema.Message) {
	for i := range p.plan.fields[1:] {
		f := &p.plan.fields[i+1]
		if at, ok := m.Find(f.path); ok {
			p.set(f, m.Value(at), m.HasElements(at))
		}
	}
	for i := range p.plan.lists {
		p.list(&p.plan.lists[i], m)
	}
}

// set sets the value of a field. mixed means that it contains elements.
func (p *Projector) set(f *field, text string, mixed bool) {
	p.long = p.long || len(text) > longest
	r := &p.ev.Record
	r.Values = append(r.Values, program.Value{Text: text, Slot: int32(f.slot), OK: true, Private: f.private || mixed})
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

// setList sets the values of a field to the end of the event's text.
func (p *Projector) setList(f *field, from int) {
	r := &p.ev.Record
	text := r.text[from:]
	r.Values = append(r.Values, program.Value{Text: unsafe.String(unsafe.SliceData(text), len(text)), Slot: int32(f.slot), OK: true, List: true, Private: f.private})
}

// cut truncates the values that are too long to keep.
func (p *Projector) cut() {
	r := &p.ev.Record
	for i := range r.Values {
		if v := &r.Values[i]; !v.List && len(v.Text) > p.kept[v.Slot] {
			v.Text, v.Cut = clipTo(v.Text, p.kept[v.Slot]), true
		}
	}
	if p.plan.anyValue >= 0 {
		r.Values = slices.DeleteFunc(r.Values, func(v program.Value) bool { return v.Slot == p.plan.anyValue })
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
		meant := ""
		for _, a := range faults[i].Args {
			if a.Name == "meant" {
				meant = a.Value
			}
		}
		if v := p.ev.Record.find(slot); v != nil {
			v.Wrong, v.Meant, any = true, meant, true
		}
	}
	return any
}

// keys makes the keys of the message. They refer to the message or to the event's memory.
func (p *Projector) keys() {
	r, parts, keys := &p.ev.Record, p.plan.keys, p.ev.Keys
	for i := range parts {
		k := &parts[i]
		key := ""
		if k.single >= 0 {
			if v := r.find(k.single); v != nil {
				key = v.Single()
			}
		} else {
			from := len(r.text)
			r.text = r.join(r.text, k.parts)
			text := r.text[from:]
			key = unsafe.String(unsafe.SliceData(text), len(text))
		}
		keys = append(keys, key)
	}
	p.ev.Keys = keys
}

// test tests the conditions of the plan. wrong means that some values have a fault.
func (p *Projector) test(wrong bool) {
	pl, ev := p.plan, p.ev
	if len(pl.conditions) == 0 {
		return // Reset has set the results
	}
	words := (len(pl.conditions) + 63) / 64
	ev.passed, ev.meant = grow(ev.passed, words), grow(ev.meant, words)
	for i, tests := range pl.conditions {
		if !ev.Record.hold(tests, true) {
			continue
		}
		ev.meant[i/64] |= 1 << (i % 64)
		if !wrong || ev.Record.hold(tests, false) {
			ev.passed[i/64] |= 1 << (i % 64)
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
