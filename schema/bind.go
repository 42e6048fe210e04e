package schema

// Binds the nodes of a document to the parameters of the catalogue, in one pass that also detects whether anything may
// be wrong. envelope.go and parameters.go determine the faults. They only see the few messages that are not sound.

import (
	"math/bits"
	"slices"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/xmltree"
)

// bind finds the call id and the message element and binds the nodes in it. It reports whether the message is sound,
// which means free of faults. A message that is not sound may still be free of faults.
func (k *Checker) bind() bool {
	m := &k.message
	nodes := m.nodes
	k.frames, k.bound = slices.Grow(k.frames[:0], len(nodes))[:len(nodes)], slices.Grow(k.bound[:0], len(nodes))[:len(nodes)]
	m.Bound, m.element, m.callID, m.port, m.request = k.bound, -1, -1, -1, -1
	k.given, k.excluded, k.structs = k.given[:0], 0, k.structs[:0]
	k.keys = keySet{list: -1, keys: k.keys.keys[:0]}
	k.bound[0], k.frames[0] = Binding{}, frame{}
	envelope, inside := true, true
	for i := 1; i < len(nodes); {
		switch n := &nodes[i]; {
		case n.Parent == 0:
			envelope = k.bindChild(int32(i)) && envelope
		case n.Parent == m.callID:
			k.bound[i], k.frames[i], envelope = Binding{}, frame{}, false
		case !k.bindElement(int32(i), n):
			inside = k.bindNode(int32(i)) && inside
		}
		if i++; !nodes[i-1].Attribute && i < len(nodes) && nodes[i].Attribute {
			var sound bool
			i, sound = k.bindAttributes(i)
			inside = inside && sound
		}
	}
	if m.element < 0 || m.callID < 0 {
		if at, stray := k.strayCallID(); stray && m.element >= 0 && k.added == 0 {
			m.setCallID(at)
		}
		return false
	}
	return envelope && (m.Spec.NameOnly || inside && k.isComplete()) && m.nodes[m.callID+1].Parent != m.callID
}

// bindElement binds an element if only its presence has to be checked.
func (k *Checker) bindElement(i int32, n *Node) bool {
	f, t := &k.frames[n.Parent], k.c.Tables
	number := t.Exactly(f.scope, n.ID)
	tr := &t.Traits[number]
	if number == 0 || tr.Flags&(catalogue.NoElement|catalogue.IsVersioned|catalogue.Checked) != 0 || f.seen&tr.Bit != 0 && tr.Flags&catalogue.Repeats == 0 {
		return false
	}
	k.bound[i] = Binding{int32(number), catalogue.Exact}
	if k.frames[i] = (frame{scope: tr.Inside}); tr.Inside > catalogue.Closed {
		k.structs = append(k.structs, i)
	}
	f.seen |= tr.Bit
	if nodes := k.message.nodes; n.Value != "" || int(i)+1 < len(nodes) && nodes[i+1].Parent == i {
		f.given |= tr.Bit
	}
	return true
}

// bindAttributes binds the attributes of an element, starting with attribute i. It returns the node after them, and
// reports whether they are sound.
func (k *Checker) bindAttributes(i int) (next int, sound bool) {
	nodes, bound, traits := k.message.nodes, k.bound, k.c.Tables.Traits
	f := &k.frames[nodes[i].Parent]
	row := k.c.Tables.Row(f.scope)
	sound = true
	for ; i < len(nodes) && nodes[i].Attribute; i++ {
		n := &nodes[i]
		number := 0
		if int(n.ID) < len(row) {
			number = int(row[n.ID])
		}
		if number == 0 || number >= len(traits) {
			sound = k.bindNode(int32(i)) && sound
			continue
		}
		tr := &traits[number]
		switch flags := tr.Flags & (catalogue.NoAttribute | catalogue.IsVersioned | catalogue.Checked | catalogue.IsKey); {
		case flags == catalogue.Checked|catalogue.IsKey && f.seen&tr.Bit == 0:
			sound = k.keys.add(nodes[n.Parent].Parent, n.Value) && sound
		case flags != 0, f.seen&tr.Bit != 0:
			sound = k.bindNode(int32(i)) && sound
			continue
		}
		bound[i] = Binding{Parameter: int32(number), How: catalogue.Exact}
		f.seen |= tr.Bit
		if n.Value != "" {
			f.given |= tr.Bit
		}
	}
	return i, sound
}

// bindNode binds a node in the message element, and reports whether the node is sound.
func (k *Checker) bindNode(i int32) (sound bool) {
	m, t := &k.message, k.c.Tables
	n := &m.nodes[i]
	f := &k.frames[n.Parent]
	number, how := t.Child(f.scope, n.ID, n.Other)
	m.Bound[i] = Binding{int32(number), how}
	if number == 0 {
		k.frames[i] = frame{}
		return f.scope == catalogue.Opaque || t.Scopes[f.scope].Open
	}
	tr := &t.Traits[number]
	unsound := catalogue.NoAttribute | catalogue.IsVersioned
	if !n.Attribute {
		unsound = catalogue.NoElement | catalogue.IsVersioned
		if k.frames[i] = (frame{scope: tr.Inside}); tr.Inside > catalogue.Closed {
			k.structs = append(k.structs, i)
		}
	}
	sound = how == catalogue.Exact && tr.Flags&unsound == 0 && (f.seen&tr.Bit == 0 || tr.Flags&catalogue.Repeats != 0)
	f.seen |= tr.Bit
	if n.Value != "" || int(i)+1 < len(m.nodes) && m.nodes[i+1].Parent == i {
		f.given |= tr.Bit
	}
	if tr.Flags&catalogue.Checked == 0 {
		return sound
	}
	k.excluded |= tr.Forbidden
	switch {
	case tr.Flags&catalogue.IsPort != 0 && m.port < 0:
		m.port = i
	case tr.Flags&catalogue.IsKey != 0:
		sound = k.keys.add(m.nodes[n.Parent].Parent, n.Value) && sound
	}
	if tr.Flags&catalogue.IsCorrelation != 0 && (m.request < 0 || m.Bound[m.request].How == catalogue.Misspelt && how != catalogue.Misspelt) {
		m.request = i
	}
	return sound && k.takes(tr, n.Value)
}

// takes reports whether a parameter allows a value.
func (k *Checker) takes(tr *catalogue.Traits, value string) bool {
	if tr.Enum != 0 && !k.c.Tables.Has(tr.Enum, k.c.NameTable.Of(value)) {
		return false
	}
	switch tr.Format {
	case catalogue.Number, catalogue.PositiveNumber:
		number, positive := isNumber(value)
		return value == "" || number && (positive || tr.Format == catalogue.Number)
	case catalogue.KeyList:
		return otherSeparator(value) == ""
	}
	return true
}

// bindChild binds a child of the root, and reports whether it has no fault.
func (k *Checker) bindChild(i int32) bool {
	m := &k.message
	n := &m.nodes[i]
	k.frames[i], m.Bound[i] = frame{}, Binding{}
	if n.Attribute {
		return false
	}
	if how := k.c.MatchCallID(n.ID, n.Other); how != catalogue.NotFound {
		k.frames[i].scope = catalogue.Closed
		if m.callID >= 0 {
			return false
		}
		m.setCallID(i)
		return how == catalogue.Exact && m.CallID != "" && m.element < 0
	}
	if m.element >= 0 {
		return false // a second message is not bound
	}
	m.element, m.Element, m.Span = i, k.c.NameTable.Name(n), n.Place()
	if m.Span.End == 0 {
		m.Span = xmltree.TagAt(k.body, max(0, i-k.added))
	}
	m.Spec, m.Bound[i].How = k.c.FindMessage(n.ID, n.Other)
	k.frames[i].scope = k.c.ScopeOf(m.Spec)
	k.structs = append(k.structs, i)
	if m.Spec == nil {
		return false
	}
	m.Name = m.Spec.Name
	return m.Bound[i].How == catalogue.Exact
}

// isComplete reports whether all required nodes are present and no forbidden ones.
func (k *Checker) isComplete() bool {
	m := &k.message
	whole := &k.frames[m.element]
	if subtypes := k.c.Tables.Scopes[whole.scope].Subtypes; subtypes != 0 && bits.OnesCount64(whole.seen&subtypes) != 1 || whole.seen&k.excluded != 0 {
		return false
	}
	for _, i := range k.structs {
		f := &k.frames[i]
		if s := &k.c.Tables.Scopes[f.scope]; s.Required&^f.given != 0 || s.Present&^f.seen != 0 || s.Partial {
			return false
		}
	}
	return true
}

// strayCallID finds a call id in a wrong position: as an attribute of the root or in the message element.
func (k *Checker) strayCallID() (int32, bool) {
	m := &k.message
	for i := range m.nodes {
		n := &m.nodes[i]
		inside := n.Parent == m.element || n.Parent == 0 && n.Attribute
		if inside && i > 0 && m.Bound[i].Parameter == 0 && m.nodeName(int32(i)) == k.c.Envelope.CallID {
			return int32(i), true
		}
	}
	return 0, false
}
