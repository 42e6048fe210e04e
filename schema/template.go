package schema

import (
	"slices"
	"sync"
	"sync/atomic"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/template"
)

// A Template is what all sound documents with the same nodes, but for their values, have in common: how
// they are bound.
type Template struct {
	note atomic.Value

	message Message // without scanner, nodes, values and places
	nodes   []templateNode
	// filled are the numbers of the values that must not be blank.
	filled []uint16
	// checked are the values that are not free, keys those of the keys of lists.
	checked []checkedValue
	keys    []keyValue
}

// Note belongs to the users of the Checkers, who may remember what they find out from the Template, nil at
// first. All notes have the same type.
func (t *Template) Note() any        { return t.note.Load() }
func (t *Template) SetNote(note any) { t.note.Store(note) }

// A templateNode is a node. value is the number of its value, 0 for none.
type templateNode struct {
	parent    int32
	id        uint16
	value     uint16
	attribute bool
}

type checkedValue struct {
	value  uint16 // its number
	traits *catalogue.Traits
}

type keyValue struct {
	value uint16 // its number
	list  int32
}

// A located is the note of a layout: its template, and the place of the message element.
type located struct {
	*Template
	start, end template.Spot
}

// Estimated costs in bytes.
const (
	templateBytes     = 500
	templateNodeBytes = 28 // with its Binding, and what is checked
	locatedBytes      = 40
)

// learned is what a Checker has learned with those that it is shared with: how documents are written, and
// the templates by a hash of their nodes, which are dropped with the layouts.
type learned struct {
	layouts *template.Cache

	lock    sync.Mutex // of the rest
	known   map[uint64]*Template
	emptied int
}

// template returns the template of nodes, which it makes if it is not known.
func (l *learned) template(nodes []Node, values []uint16, make func() *Template) *Template {
	l.lock.Lock()
	defer l.lock.Unlock()
	if emptied := l.layouts.Emptied(); l.emptied != emptied || l.known == nil {
		l.known, l.emptied = map[uint64]*Template{}, emptied
	}
	t, key := l.lookup(nodes, values)
	if t == nil {
		t = make()
		l.known[key] = t
		l.layouts.Grow(templateBytes + templateNodeBytes*len(nodes))
	}
	return t
}

// lookup returns the template of nodes, nil if it is not known, and the key to keep it by.
func (l *learned) lookup(nodes []Node, values []uint16) (t *Template, key uint64) {
	for i := range nodes {
		n := &nodes[i]
		if n.ID == 0 {
			key += uint64(len(n.Other)) // another name may be bound otherwise
			for _, c := range []byte(n.Other) {
				key = (key ^ uint64(c)) * 0x100000001b3
			}
		}
		key = (key ^ uint64(n.Parent)<<32 ^ uint64(n.ID)<<16 ^ uint64(values[i])) * 0x9e3779b97f4a7c15
		key ^= key >> 29
	}
	t = l.known[key]
	if t == nil || len(t.nodes) != len(nodes) {
		return nil, key
	}
	for i := range nodes {
		if n := &nodes[i]; n.ID == 0 || t.nodes[i] != (templateNode{n.Parent, uint16(n.ID), values[i], n.Attribute}) {
			return nil, key
		}
	}
	return t, key
}

// recognise reports whether the document has a known template and is sound. Then it has made the
// message; else it has done nothing.
func (k *Checker) recognise(layout *template.Layout) bool {
	if layout == nil || k.scanner.Fault != nil {
		return false
	}
	t, known := layout.Note().(*located)
	if !known {
		return false
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
	m.CallID, m.Span.Start, m.Span.End = m.Value(m.callID), k.scanner.At(t.start), k.scanner.At(t.end)
	return true
}

// learn notes the template of a document that is sound, with its layout.
func (k *Checker) learn() {
	m := &k.message
	if k.layout == nil || k.layout.Note() != nil {
		return
	}
	values := k.scanner.Numbers()
	t := k.learned.template(m.nodes, values, func() *Template { return k.newTemplate(values) })
	element := &m.nodes[m.element]
	m.Template = t
	k.layout.SetNote(&located{t, k.scanner.Spot(element.Start), k.scanner.Spot(element.End)})
	k.learned.layouts.Grow(locatedBytes)
}

// newTemplate makes the template of a document that is sound, whose values have numbers.
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
		if tr.Enum != 0 || tr.Format != catalogue.AnyFormat {
			t.checked = append(t.checked, checkedValue{values[i], tr})
		}
		if tr.Flags&catalogue.IsKey != 0 {
			t.keys = append(t.keys, keyValue{values[i], m.nodes[n.Parent].Parent})
		}
	}
	return t
}
