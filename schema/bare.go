package schema

// Messages without the envelope.

import (
	"strings"

	"ivrcheck/trace"
)

// wrap wraps the nodes of a message without the envelope in one, so that all later steps find the message in its usual
// position. It reports whether the root is such a message: a known name in any case, or a subtype.
func (k *Checker) wrap() bool {
	m := &k.message
	around, name := []string{k.c.Envelope.Root}, m.nodeName(0)
	if k.c.BareMessage(name) == nil {
		owner := k.c.MessageOfSubtype(name)
		if owner == nil || m.HasElements(0) || !k.hasAttribute(owner.AloneWith) {
			return false
		}
		around = append(around, owner.Name)
	}
	k.added = int32(len(around))
	m.nodes = append(m.nodes, make([]Node, len(around))...)
	copy(m.nodes[len(around):], m.nodes)
	for i := range m.nodes[len(around):] {
		m.nodes[len(around)+i].Parent += k.added
	}
	for i, name := range around {
		root := &m.nodes[len(around)]
		m.nodes[i] = Node{ID: k.c.NameTable.Of(name), Parent: int32(i) - 1, Start: root.Start, End: root.End}
	}
	return true
}

// hasAttribute reports whether the root has an attribute, in any case.
func (k *Checker) hasAttribute(name string) bool {
	nodes := k.message.nodes
	for i := 1; i < len(nodes) && nodes[i].Attribute && nodes[i].Parent == 0; i++ {
		if strings.EqualFold(k.message.nodeName(int32(i)), name) {
			return true
		}
	}
	return false
}

// bare adds the fault of a message without the envelope. A log may have omitted the envelope. Without GLI headers, a
// test rig may have.
func (k *Checker) bare(u *trace.Unit) {
	fault := k.rootFault(k.message.nodeName(k.added), "message")
	switch {
	case u.Pos.Line > 0:
		fault.Lower = 2
	case !u.Header.Present:
		fault.Lower = 1
	}
	k.add(0, fault)
}

// rootFault returns the fault of a root element that is not the envelope.
func (k *Checker) rootFault(name, hint string) trace.Fault {
	return trace.Fault{Code: "XML003", Subject: k.c.Envelope.Root, Hint: hint, Args: []trace.Arg{{Name: "root", Value: k.mask.Name(name)}}}
}
