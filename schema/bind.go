package schema

// The nodes of a document bound to the parameters of the catalogue, in one pass that also
// finds out whether anything may be wrong. What is wrong, envelope.go and parameters.go
// say: they see only the few messages that are not sound.

import (
	"math/bits"
	"slices"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/xmltree"
)

// A frame is what is known of the inside of an element.
type frame struct {
	// seen has the bits of the parameters that are there, given of those that
	// are not blank.
	seen, given uint64
	scope       catalogue.ScopeID
}

// bind finds the call id and the message element and binds the nodes in it. It
// reports whether the message is sound: nothing in it is at fault. A message
// that is not sound may be without fault all the same.
func (k *Checker) bind() bool {
	m := &k.message
	nodes := m.Nodes
	k.frames, k.bound = slices.Grow(k.frames[:0], len(nodes))[:len(nodes)], slices.Grow(k.bound[:0], len(nodes))[:len(nodes)]
	frames, bound, t := k.frames, k.bound, k.c.Tables
	m.Bound = bound
	bound[0], m.element, m.callID, m.port, m.request = Binding{}, -1, -1, -1, -1
	k.given, k.excluded, k.correlation, k.keys = k.given[:0], 0, 0, keySet{list: -1, keys: k.keys.keys[:0]}
	envelope, inside := true, true
	for i := 1; i < len(nodes); i++ {
		n := &nodes[i]
		if n.Parent == 0 {
			envelope = k.bindChild(int32(i)) && envelope
			continue
		}
		f := &frames[n.Parent]
		number, how := t.Exactly(f.scope, n.ID), catalogue.Exact
		if number == 0 {
			if number, how = t.Child(f.scope, n.ID, n.Other); number == 0 {
				bound[i], frames[i] = Binding{}, frame{}
				if f.scope == catalogue.Closed {
					envelope = false // the call id's, perhaps
				}
				inside = inside && (f.scope == catalogue.Opaque || t.Scopes[f.scope].Open)
				continue
			}
			inside = false
		}
		bound[i] = Binding{int32(number), how}
		tr := &t.Traits[number]
		unsound := catalogue.NoElement | catalogue.IsVersioned
		if n.Attribute {
			unsound = catalogue.NoAttribute | catalogue.IsVersioned
		} else {
			frames[i] = frame{scope: tr.Inside}
		}
		if tr.Flags&unsound != 0 || f.seen&tr.Bit != 0 && tr.Flags&catalogue.Repeats == 0 {
			inside = false
		}
		f.seen |= tr.Bit
		if n.Value != "" || i+1 < len(nodes) && nodes[i+1].Parent == int32(i) {
			f.given |= tr.Bit
		}
		if tr.Flags&catalogue.Checked != 0 {
			inside = k.checkValue(int32(i), tr) && inside
		}
		if number == k.correlation && (m.request < 0 || bound[m.request].How == catalogue.Misspelt && how != catalogue.Misspelt) {
			m.request = int32(i)
		}
	}
	if m.element < 0 || m.callID < 0 {
		if at, stray := k.strayCallID(); stray && m.element >= 0 {
			m.setCallID(at)
		}
		return false
	}
	return envelope && (m.Spec.NameOnly || inside && k.isComplete())
}

// checkValue reports whether a parameter may have its value, and notes what it says.
func (k *Checker) checkValue(i int32, tr *catalogue.Traits) (sound bool) {
	m := &k.message
	n := &m.Nodes[i]
	k.excluded |= tr.Forbidden
	if tr.Flags&catalogue.IsPort != 0 && m.port < 0 {
		m.port = i
	}
	if tr.Flags&catalogue.IsKey != 0 && !k.keys.add(m.Nodes[n.Parent].Parent, n.Value) {
		return false
	}
	if tr.Enum != 0 && !k.c.Tables.Has(tr.Enum, k.c.NameTable.Of(n.Value)) {
		return false
	}
	switch tr.Format {
	case catalogue.Number, catalogue.PositiveNumber:
		number, positive := isNumber(n.Value)
		return n.Value == "" || number && (positive || tr.Format == catalogue.Number)
	case catalogue.KeyList:
		return otherSeparator(n.Value) == ""
	}
	return true
}

// bindChild binds a child of the root. It reports whether it is without fault.
func (k *Checker) bindChild(i int32) bool {
	m := &k.message
	n := &m.Nodes[i]
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
		return false // nothing of a second message is bound
	}
	m.element, m.Element, m.Span = i, k.c.NameTable.Name(n), n.Place()
	if m.Span.End == 0 {
		m.Span = xmltree.TagAt(k.body, i)
	}
	m.Spec, m.Bound[i].How = k.c.FindMessage(n.ID, n.Other)
	k.frames[i].scope = k.c.ScopeOf(m.Spec)
	if m.Spec == nil {
		return false
	}
	m.Name, k.correlation = m.Spec.Name, m.Spec.CorrelationNumber()
	return m.Bound[i].How == catalogue.Exact
}

// isComplete reports whether all is there that must be, and nothing that must not.
func (k *Checker) isComplete() bool {
	m := &k.message
	whole := &k.frames[m.element]
	if subtypes := k.c.Tables.Scopes[whole.scope].Subtypes; subtypes != 0 && bits.OnesCount64(whole.seen&subtypes) != 1 || whole.seen&k.excluded != 0 {
		return false
	}
	for i := int(m.element); i < len(m.Nodes); i++ {
		if m.Nodes[i].Attribute {
			continue
		}
		f := &k.frames[i]
		if s := &k.c.Tables.Scopes[f.scope]; s.Required&^f.given != 0 || s.Present&^f.seen != 0 || s.Partial {
			return false
		}
	}
	return true
}

// A keySet is the keys of one list.
type keySet struct {
	list int32 // the node of the list
	keys []string
	sums [4]uint64 // a bit for each sum of a key
}

// add adds a key of a list, the set's or another. It reports whether it is a new one.
func (s *keySet) add(list int32, key string) bool {
	if list != s.list {
		*s = keySet{list: list, keys: s.keys[:0]}
	}
	sum := uint64(len(key))
	if key != "" {
		sum = sum<<24 | uint64(key[0])<<16 | uint64(key[len(key)/2])<<8 | uint64(key[len(key)-1])
	}
	sum = sum * 0x9e3779b97f4a7c15 >> 56
	word, bit := &s.sums[sum>>6], uint64(1)<<(sum&63)
	if *word&bit != 0 && slices.Contains(s.keys, key) {
		return false
	}
	*word |= bit
	s.keys = append(s.keys, key)
	return true
}

// strayCallID finds the call id where it does not belong: as an attribute of
// the root or in the message element.
func (k *Checker) strayCallID() (int32, bool) {
	m := &k.message
	for i := range m.Nodes {
		n := &m.Nodes[i]
		inside := n.Parent == m.element || n.Parent == 0 && n.Attribute
		if inside && i > 0 && m.Bound[i].Parameter == 0 && m.nodeName(int32(i)) == k.c.Envelope.CallID {
			return int32(i), true
		}
	}
	return 0, false
}
