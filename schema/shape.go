package schema

import "ivrcheck/schema/catalogue"

// A shape is all that the layout of a sound document decides.
type shape struct {
	message Message // without nodes, values and places
	// filled are the nodes whose values must not be blank.
	filled []int32
	// checked are the nodes whose values are keys or not free.
	checked []checkedValue
}

type checkedValue struct {
	node, list int32 // the list is that of a key
	traits     *catalogue.Traits
}

// bind finds the call id and the message element and binds the nodes in it. It
// reports whether the message is sound: nothing in it is at fault. A message
// that is not sound may be without fault all the same.
//
// It remembers how sound documents were bound, with the layout. It has nothing of documents
// with faults: these are bound as if nothing were remembered.
func (k *Checker) bind() bool {
	layout := k.scanner.Layout
	if layout == nil {
		return k.bindNodes()
	}
	s, known := layout.Note.(*shape)
	if known && k.bindAs(s) {
		return true
	}
	sound := k.bindNodes()
	if sound && !known {
		layout.Note = k.shape()
	}
	return sound
}

// shape makes the shape of a document that was bound and is sound.
func (k *Checker) shape() *shape {
	m, t := &k.message, k.c.Tables
	s := &shape{message: Message{
		Name: m.Name, Element: m.Element, Spec: m.Spec, Bound: append([]Binding(nil), m.Bound...), catalogue: m.catalogue,
		element: m.element, callID: m.callID, port: m.port, request: m.request,
	}, filled: []int32{m.callID}}
	if m.Spec.NameOnly {
		return s
	}
	for i := range m.Nodes {
		n, number := &m.Nodes[i], m.Bound[i].Parameter
		if number == 0 {
			continue
		}
		tr := &t.Traits[number]
		if hasNodes := i+1 < len(m.Nodes) && m.Nodes[i+1].Parent == int32(i); !hasNodes && t.Scopes[k.frames[n.Parent].scope].Required&tr.Bit != 0 {
			s.filled = append(s.filled, int32(i))
		}
		if tr.Enum != 0 || tr.Format != catalogue.AnyFormat || tr.Flags&catalogue.IsKey != 0 {
			s.checked = append(s.checked, checkedValue{node: int32(i), list: m.Nodes[n.Parent].Parent, traits: tr})
		}
	}
	return s
}

// bindAs binds a document with the layout of the shape. It reports whether it is sound; if not, it
// has done nothing.
func (k *Checker) bindAs(s *shape) bool {
	m := &k.message
	nodes := m.Nodes
	for _, i := range s.filled {
		if nodes[i].Value == "" {
			return false
		}
	}
	k.keys = keySet{list: -1, keys: k.keys.keys[:0]}
	for i := range s.checked {
		c := &s.checked[i]
		value := nodes[c.node].Value
		if c.traits.Flags&catalogue.IsKey != 0 && !k.keys.add(c.list, value) || !k.takes(c.traits, value) {
			return false
		}
	}
	*m = s.message
	m.Nodes = nodes
	m.CallID, m.Span = nodes[m.callID].Value, nodes[m.element].Place()
	return true
}
