package schema

// The frame around a message: GctiMsg with a CallId and one message element.

import (
	"slices"
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/trace"
)

// envelope judges the envelope, and then the message in it.
func (k *Checker) envelope() {
	m := &k.message
	callID := k.c.Envelope.CallID
	callIDs, elements := 0, 0
	judged := false // one fault of the call id is enough
	for i := int32(1); i < int32(len(m.nodes)); i++ {
		n := &m.nodes[i]
		switch {
		case n.Parent != 0:
		case n.Attribute && m.nodeName(i) != callID:
			k.unknownParameter(i, k.c.Envelope.Root, "inferred")
		case n.Attribute:
		case k.c.MatchCallID(n.ID, n.Other) != catalogue.NotFound:
			if m.nodeName(i) != callID {
				k.misspelt(i, callID, callID, "implementations")
			}
			callIDs++
			hint := ""
			switch {
			case callIDs > 1:
				hint = "repeated"
			case n.Value == "":
				hint = "empty"
			case elements > 0:
				hint = "order"
			}
			if hint != "" && !judged {
				judged = true
				k.add(i, trace.Fault{Code: "MSG009", Subject: callID, Hint: hint})
			}
			for j := i + 1; j < int32(len(m.nodes)) && m.nodes[j].Parent >= i; j++ {
				if m.nodes[j].Parent == i {
					k.unknownParameter(j, callID, "inferred")
				}
			}
		default:
			if elements++; elements == 2 {
				m.Ambiguous = true
				k.add(i, trace.Fault{Code: "MSG010", Subject: k.c.Envelope.Root, Hint: "several",
					Args: []trace.Arg{{Name: "first", Value: k.mask.Name(m.Element)}, {Name: "second", Value: k.mask.Name(m.nodeName(i))}}})
			}
		}
	}
	if callIDs == 0 && k.added == 0 {
		fault := trace.Fault{Code: "MSG009", Subject: callID, Hint: "missing"}
		at, stray := k.strayCallID()
		if stray {
			fault.Hint = "misplaced"
		}
		k.add(at, fault)
	}
	if elements == 0 {
		k.add(0, trace.Fault{Code: "MSG010", Subject: k.c.Envelope.Root, Hint: "none"})
		return
	}
	k.messageElement()
}

func (k *Checker) messageElement() {
	m := &k.message
	if m.Spec == nil {
		fault := trace.Fault{Code: "MSG001", Subject: k.mask.Name(m.Element),
			Args: []trace.Arg{{Name: "message", Value: k.mask.Name(m.Element)}}}
		if meant := k.meant.of(m.Element, k.c.MessageNames(), nearestMessage); meant.name != "" {
			fault.Hint = meant.hint
			fault.Args = append(fault.Args, trace.Arg{Name: "nearest", Value: meant.name})
		} else if owner := k.ownerOf(m.Element); owner != "" {
			fault.Hint = "subtype"
			fault.Args = append(fault.Args, trace.Arg{Name: "nearest", Value: owner})
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

// ownerOf returns the name of the message of which an element is a subtype, in any case; "" if it is none.
func (k *Checker) ownerOf(element string) string {
	for _, m := range k.c.Messages() {
		if slices.ContainsFunc(m.Subtypes, func(name string) bool { return strings.EqualFold(name, element) }) {
			return m.Name
		}
	}
	return ""
}

// subtypes demands exactly one of the message's subtypes.
func (k *Checker) subtypes() {
	m := &k.message
	second := m.element
	for i := range m.nodes {
		n := &m.nodes[i]
		if p := k.parameterOf(int32(i)); n.Parent == m.element && p != nil && m.Spec.IsSubtype(p.Name) {
			if k.given = append(k.given, p.Name); len(k.given) == 2 {
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
		// From here on, only the set of subtypes matters.
		slices.Sort(k.given)
		k.given = slices.Compact(k.given)
	}
	k.add(second, trace.Fault{Code: "MSG011", Subject: m.Name, Hint: hint, Expected: m.Spec.Subtypes,
		Args: []trace.Arg{{Name: "message", Value: m.Name}, {Name: "subtypes", Value: strings.Join(m.Spec.Subtypes, ", ")}}})
}
