package schema

// Recognises documents by their layouts if they have the markup of earlier documents that were sound.

import (
	"slices"
	"sync"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/template"
	"ivrcheck/trace"
)

// A located is the note of a layout: the template of documents with a number of values, and the place of the message
// element.
type located struct {
	*Template
	values     int
	start, end template.Spot
	// doctype is the fault of the document type, which precedes all values; nil if there is none.
	doctype *trace.Fault
}

// Estimated costs in bytes.
const (
	templateBytes     = 540
	templateNodeBytes = 28 // with its Binding, and its checks
	locatedBytes      = 56
	doctypeBytes      = 360
)

// learned is the knowledge that Checkers share: layouts, and the templates by a hash of their nodes, which are dropped
// with the layouts.
type learned struct {
	layouts *template.Cache

	lock    sync.Mutex // guards the fields below
	known   map[uint64]*Template
	emptied int
}

// share returns the known template with the same nodes and list, or adds t. Templates with unknown names are not
// shared, because their nodes may be bound differently.
func (l *learned) share(t *Template) *Template {
	key := uint64(t.list.First)
	named := true
	for _, n := range t.nodes {
		named = named && n.id != 0
		key = (key ^ uint64(n.parent)<<32 ^ uint64(n.id)<<16 ^ uint64(n.value)) * 0x9e3779b97f4a7c15
		key ^= key >> 29
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	if emptied := l.layouts.Emptied(); l.emptied != emptied || l.known == nil {
		l.known, l.emptied = map[uint64]*Template{}, emptied
	}
	if same := l.known[key]; same != nil && named && same.list == t.list && slices.Equal(same.nodes, t.nodes) {
		return same
	}
	if named {
		l.known[key] = t
	}
	l.layouts.Grow(templateBytes + templateNodeBytes*len(t.nodes))
	return t
}

// withValues returns the template for documents with another number of values than t, because of another number of
// items; nil if it cannot be made.
func (l *learned) withValues(t *Template, more int) *Template {
	if t.list.Times == 0 {
		return nil
	}
	times := t.list.Times + more/t.list.Values
	if others := t.others.Load(); others != nil && times < len(*others) && (*others)[times] != nil {
		return (*others)[times]
	}
	if !l.layouts.HasRoom() {
		return nil
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	var others []*Template
	if before := t.others.Load(); before != nil {
		others = *before
	}
	size := len(others)
	others = append(make([]*Template, 0, max(times+1, size)), others...)[:max(times+1, size)]
	if others[times] == nil {
		others[times] = t.withItems(t.list, times)
		l.layouts.Grow(templateBytes + templateNodeBytes*len(others[times].nodes) + 8*(len(others)-size))
		t.others.Store(&others)
	}
	return others[times]
}

// recognise reports whether the document has a known template and is sound. If so, it makes the message and the fault
// of the document type. Otherwise it does nothing.
func (k *Checker) recognise(layout *template.Layout) bool {
	if layout == nil || k.scanner.Fault != nil {
		return false
	}
	note, known := layout.Note().(*located)
	if !known {
		return false
	}
	t := note.Template
	if values := k.scanner.Values(); values != note.values {
		if t = k.learned.withValues(t, values-note.values); t == nil {
			return false
		}
	}
	for _, value := range t.filled {
		if k.scanner.IsEmpty(value) {
			return false
		}
	}
	for i := range t.checked {
		if c := &t.checked[i]; !k.takes(c.traits, k.scanner.Text(c.value)) {
			return false
		}
	}
	k.keys = keySet{list: -1, keys: k.keys.keys[:0]}
	for _, key := range t.keys {
		if !k.keys.add(key.list, k.scanner.Text(key.value)) {
			return false
		}
	}
	m := &k.message
	*m = t.message
	m.scanner = k.scanner
	m.CallID, m.Span.Start, m.Span.End = m.Value(m.callID), k.scanner.At(note.start), k.scanner.At(note.end)
	if note.doctype != nil {
		k.faults = append(k.faults, *note.doctype)
		k.faults[0].Whole = k.body
	}
	return true
}

// learn stores the template of a sound document with its layout, and the fault of its document type. A template with
// several items of a list replaces one with a single item.
func (k *Checker) learn() {
	m := &k.message
	if k.layout == nil {
		return
	}
	note, known := k.layout.Note().(*located)
	if known && (note.values == k.scanner.Values() || note.list.Times > 0) {
		return
	}
	numbers := k.scanner.Numbers()
	t, values := k.newTemplate(numbers), k.scanner.Values()
	if list := k.scanner.List(); t.mayRepeat(list) {
		t = t.withItems(list, 1)
		values -= (list.Times - 1) * list.Values
		list.Times = 1
		t.list = list
	}
	t = k.learned.share(t)
	if m.Template = t; values != k.scanner.Values() {
		m.Template = k.learned.withValues(t, k.scanner.Values()-values)
	}
	element := &m.nodes[m.element]
	made := &located{t, values, k.scanner.Spot(element.Start), k.scanner.Spot(element.End), nil}
	if len(k.faults) > 0 {
		doctype := k.faults[0]
		doctype.Whole = nil // belongs to this document
		made.doctype = &doctype
		k.learned.layouts.Grow(doctypeBytes)
	}
	k.layout.SetNote(made)
	k.learned.layouts.Grow(locatedBytes)
}

// newTemplate makes the template of a sound document, whose values have numbers.
func (k *Checker) newTemplate(values []uint16) *Template {
	m, tables := &k.message, k.c.Tables
	t := &Template{message: Message{
		Name: m.Name, Element: m.Spec.Name, Spec: m.Spec, Bound: slices.Clone(m.Bound), catalogue: m.catalogue,
		element: m.element, callID: m.callID, port: m.port, request: m.request,
	}, nodes: make([]templateNode, len(m.nodes)), filled: []uint16{values[m.callID]}}
	t.message.Template = t
	for i := range m.nodes {
		n, number := &m.nodes[i], m.Bound[i].Parameter
		t.nodes[i] = templateNode{n.Parent, uint16(n.ID), values[i], n.Attribute}
		if number == 0 || m.Spec.NameOnly {
			continue
		}
		tr := &tables.Traits[number]
		if hasNodes := i+1 < len(m.nodes) && m.nodes[i+1].Parent == int32(i); !hasNodes && tables.Scopes[k.frames[n.Parent].scope].Required&tr.Bit != 0 {
			t.filled = append(t.filled, values[i])
		}
		if values[i] != 0 && (tr.Enum != 0 || tr.Format != catalogue.AnyFormat) {
			t.checked = append(t.checked, checkedValue{values[i], tr})
		}
		if tr.Flags&catalogue.IsKey != 0 {
			t.keys = append(t.keys, keyValue{values[i], m.nodes[n.Parent].Parent})
		}
	}
	return t
}
