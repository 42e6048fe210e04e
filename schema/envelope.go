package schema

// The frame around a message: GctiMsg with a CallId and one message element.

import (
	"slices"
	"strings"

	"ivrcheck/trace"
)

// open finds CallId and message element and resolves the names in the
// message, without judging anything.
func (k *Checker) open() {
	if !k.recall() {
		k.locate()
		k.remember()
	}
	m := &k.message
	m.Bound = k.bound[:0]
	for i := range m.Nodes {
		m.Bound = append(m.Bound, Binding{int32(m.Nodes[i].spec.Number()), m.Nodes[i].how})
	}
	k.bound = m.Bound
}

func (k *Checker) locate() {
	m := &k.message
	m.element, m.callID, k.ownCallID, k.given = -1, -1, false, k.given[:0]
	for i := int32(1); i < int32(len(m.Nodes)); i++ {
		n := &m.Nodes[i]
		if n.Parent != 0 || n.Attribute {
			continue
		}
		if k.isCallID(n) {
			k.ownCallID = true
			if m.callID < 0 {
				m.setCallID(i)
			}
			continue
		}
		if m.element < 0 {
			m.element = i
		}
	}
	if m.element < 0 {
		return
	}
	n := &m.Nodes[m.element]
	m.Element = n.Name
	if m.Spec, n.how = k.c.matchMessage(n.Name); m.Spec != nil {
		m.Name = m.Spec.Name
		k.resolve(m.element, m.Spec.parameters())
	} else {
		k.resolve(m.element, k.c.unknownMessage.recognised)
	}
	if m.Span = n.place(); m.Span.End == 0 {
		m.Span = tagAt(k.body, m.element)
	}
	if at, stray := k.strayCallID(); stray && m.callID < 0 {
		m.setCallID(at)
	}
}

func (k *Checker) isCallID(n *Node) bool { return matchName(n.Name, k.c.envelope.callID) != unknown }

// strayCallID finds the call id where it does not belong: as an attribute of
// the root or in the message element.
func (k *Checker) strayCallID() (int32, bool) {
	m := &k.message
	for i := range m.Nodes {
		n := &m.Nodes[i]
		inside := n.Parent == m.element || n.Parent == 0 && n.Attribute
		if inside && i > 0 && n.spec == nil && n.Name == k.c.envelope.callID {
			return int32(i), true
		}
	}
	return 0, false
}

// resolve gives the children of a node the specs that their names mean.
func (k *Checker) resolve(parent int32, params []*ParameterSpec) {
	nodes := k.message.Nodes
	for i := parent + 1; i < int32(len(nodes)) && nodes[i].Parent >= parent; i++ {
		n := &nodes[i]
		if n.Parent != parent {
			continue
		}
		n.spec, n.how = matchParameter(n.Name, params)
		if n.spec != nil && !n.Attribute && len(n.spec.Parameters) > 0 {
			k.resolve(i, n.spec.Parameters)
		}
	}
}

// envelope judges the frame, and then the message in it.
func (k *Checker) envelope() {
	m := &k.message
	callID := k.c.envelope.callID
	callIDs, elements := 0, 0
	judged := false // one fault of the call id is enough
	for i := int32(1); i < int32(len(m.Nodes)); i++ {
		n := &m.Nodes[i]
		switch {
		case n.Parent != 0:
		case n.Attribute && n.Name != callID:
			k.unknownParameter(i, k.c.envelope.root, "inferred")
		case n.Attribute:
		case k.isCallID(n):
			if n.Name != callID {
				k.misspelt(i, callID, callID, "implementations")
			}
			callIDs++
			hint := ""
			switch {
			case callIDs > 1:
				hint = "repeated"
			case strings.TrimSpace(n.Value) == "":
				hint = "empty"
			case elements > 0:
				hint = "order"
			}
			if hint != "" && !judged {
				judged = true
				k.add(i, trace.Fault{Code: "MSG009", Subject: callID, Hint: hint})
			}
			for j := i + 1; j < int32(len(m.Nodes)) && m.Nodes[j].Parent >= i; j++ {
				if m.Nodes[j].Parent == i {
					k.unknownParameter(j, callID, "inferred")
				}
			}
		default:
			if elements++; elements == 2 {
				m.Ambiguous = true
				k.add(i, trace.Fault{Code: "MSG010", Subject: k.c.envelope.root, Hint: "several",
					Args: []trace.Arg{{Name: "first", Value: visible(m.Element)}, {Name: "second", Value: visible(n.Name)}}})
			}
		}
	}
	if callIDs == 0 {
		fault := trace.Fault{Code: "MSG009", Subject: callID, Hint: "missing"}
		at, stray := k.strayCallID()
		if stray {
			fault.Hint = "misplaced"
		}
		k.add(at, fault)
	}
	if elements == 0 {
		k.add(0, trace.Fault{Code: "MSG010", Subject: k.c.envelope.root, Hint: "none"})
		return
	}
	k.messageElement()
}

func (k *Checker) messageElement() {
	m := &k.message
	if m.Spec == nil {
		fault := trace.Fault{Code: "MSG001", Subject: visible(m.Element),
			Args: []trace.Arg{{Name: "message", Value: visible(m.Element)}}}
		if meant := k.meant.of(m.Element, k.c.messageNames, nearestMessage); meant.name != "" {
			fault.Hint = meant.hint
			fault.Args = append(fault.Args, trace.Arg{Name: "nearest", Value: meant.name})
		}
		k.add(m.element, fault)
		return
	}
	if m.Element != m.Name && !m.Spec.Unverified {
		k.misspelt(m.element, m.Name, m.Name, m.Spec.Source.Basis)
	}
	if m.Spec.NameOnly {
		return
	}
	if len(m.Spec.Subtypes) > 0 {
		k.subtypes()
	}
	k.judge(m.element, m.Spec.Parameters, m.Name, m.Spec.Source.Basis, m.Spec.Open)
}

// subtypes demands exactly one of the message's subtypes.
func (k *Checker) subtypes() {
	m := &k.message
	second := m.element
	for i := range m.Nodes {
		n := &m.Nodes[i]
		if n.Parent == m.element && n.spec != nil && m.Spec.isSubtype(n.spec.Name) {
			if k.given = append(k.given, n.spec.Name); len(k.given) == 2 {
				second = int32(i)
			}
		}
	}
	hint := "none"
	switch {
	case len(k.given) == 1:
		return
	case len(k.given) > 1:
		hint = "several"
		// Which of the subtypes are there is all that matters from here.
		slices.Sort(k.given)
		k.given = slices.Compact(k.given)
	}
	k.add(second, trace.Fault{Code: "MSG011", Subject: m.Name, Hint: hint, Expected: m.Spec.Subtypes,
		Args: []trace.Arg{{Name: "message", Value: m.Name}, {Name: "subtypes", Value: strings.Join(m.Spec.Subtypes, ", ")}}})
}

func nearestMessage(name string, names []string) meaning {
	if near := nearest(name, names); near != "" {
		return meaning{"nearest", near}
	}
	return meaning{}
}
