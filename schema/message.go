package schema

import (
	"strings"

	"ivrcheck/trace"
)

// A Node is an element or an attribute of a document. Name and Value are as
// written, but for references, which are resolved, and the encoding.
type Node struct {
	// Parent is the index of the element around it, -1 for the root.
	Parent    int32
	Attribute bool
	Name      string
	// Value is an attribute's value, or the text directly in an element.
	Value string

	// start and end are its place in the body: a start tag's, or that of an
	// attribute with its value. 0, 0 if libxml2 read the document, which does
	// not tell.
	start, end int32
	// key is 0 if libxml2 read the document.
	key key
	// spec is what the catalogue knows under the name, resolved from a
	// misspelling or an alias; nil if it knows nothing.
	spec *ParameterSpec
	// how tells under which spelling spec was found.
	how Spelling
}

// A Binding is what the catalogue knows of a node.
type Binding struct {
	// Parameter is the number of the parameter that the node is, 0 for none.
	Parameter int32
	// How is the spelling under which the parameter was found.
	How Spelling
}

// A Message is one document as the catalogue sees it. It is valid until the
// next call of the Checker that made it. Its strings outlive that, but some are
// views into the body that it was made of: they are valid until the bytes of
// the body are written over, and whoever keeps one longer clones it. Name and
// Spec, and what hangs on Spec, are for ever.
type Message struct {
	// Name is the catalogue's name of the message, "" if it knows none;
	// Element is the name as written.
	Name, Element string
	Spec          *MessageSpec
	// CallID is trimmed; "" if there is none.
	CallID string
	// Ambiguous tells that there is more than one message element, so that
	// which of them the receiver takes is not known; the first is told of.
	Ambiguous bool
	// Span is the place of the message element's start tag in the body.
	Span trace.Span

	// Versioned are faults if the login of the connection is of an older
	// version than they say.
	Versioned []trace.Fault

	// Nodes are all elements and attributes in document order.
	Nodes []Node

	// Bound says of each node which parameter of the catalogue it is.
	Bound []Binding

	catalogue *Catalogue
	shape     *shape // nil if it has none that is remembered
	element   int32  // index of the message element, -1 if there is none
	callID    int32  // index of the call id's node, -1 if there is none
}

func (m *Message) setCallID(at int32) {
	m.callID, m.CallID = at, trim(m.Nodes[at].Value)
}

// place is where the node stands, if the scanner read it.
func (n *Node) place() trace.Span { return trace.Span{Start: int(n.start), End: int(n.end)} }

// resolvedName is the catalogue's name of a node, or the name as written.
func (n *Node) resolvedName() string {
	if n.spec != nil {
		return n.spec.Name
	}
	return n.Name
}

// Lookup finds the value at a path: Status, Agent.PortNum, CallId,
// UDataEx.VoxFile (a Node by its Name gives its Val). Attribute and element
// count alike, misspelt names and aliases are resolved, the value is trimmed.
// A path that names a struct or list gives "" and true.
func (m *Message) Lookup(path string) (value string, ok bool) {
	if path == m.catalogue.envelope.callID {
		return m.CallID, m.callID >= 0
	}
	at, found := m.find(m.element, path)
	if !found {
		return "", false
	}
	return trim(m.Nodes[at].Value), true
}

// find gives the index of the node at a path below an element. Of several, it
// is the first that is spelt as it should be.
func (m *Message) find(parent int32, path string) (int32, bool) {
	name, rest, nested := strings.Cut(path, ".")
	best, found := int32(0), false
	for i := parent + 1; i < int32(len(m.Nodes)); i++ {
		n := &m.Nodes[i]
		if n.Parent != parent || n.resolvedName() != name {
			if n.Parent < parent {
				break // behind the element
			}
			continue
		}
		at, ok := i, true
		if nested {
			if at, ok = m.item(i, rest); !ok {
				at, ok = m.find(i, rest)
			}
		}
		if !ok || found && n.how == misspelt {
			continue
		}
		best, found = at, true
		if n.how != misspelt {
			break
		}
	}
	return best, found
}

// item finds the value of the key in a list of keys and values.
func (m *Message) item(parent int32, key string) (int32, bool) {
	list := &m.catalogue.list
	for i := parent + 1; i < int32(len(m.Nodes)) && m.Nodes[i].Parent >= parent; i++ {
		n := &m.Nodes[i]
		if n.Parent != parent || n.Attribute || n.resolvedName() != list.item {
			continue
		}
		name, ok := m.find(i, list.name)
		if !ok || trim(m.Nodes[name].Value) != key {
			continue
		}
		if value, ok := m.find(i, list.value); ok {
			return value, true
		}
	}
	return 0, false
}

// RequestID is the value that pairs the message with its request or answer
// (what the catalogue calls correlation), "" if there is none.
func (m *Message) RequestID() string {
	switch {
	case m.Spec == nil || m.Spec.Correlation == "":
		return ""
	case m.shape != nil && m.shape.request != dependsOnValues:
		return m.at(m.shape.request)
	}
	value, _ := m.Lookup(m.Spec.Correlation)
	return value
}

// Port is the port of the IVR that the message is about, "" if it names none.
func (m *Message) Port() string {
	if m.shape != nil {
		return m.at(m.shape.port)
	}
	return m.at(m.portNode())
}

// portNode is the node that holds the port, -1 if none does.
func (m *Message) portNode() int32 {
	if m.Spec != nil {
		for i := range m.Nodes {
			if n := &m.Nodes[i]; n.spec != nil && n.spec.Role == "port" {
				return int32(i)
			}
		}
	}
	return -1
}

// requestNode is the node that holds what the catalogue calls correlation, -1
// if none does.
func (m *Message) requestNode() int32 {
	if m.Spec == nil || m.Spec.Correlation == "" {
		return -1
	}
	if path := m.Spec.Correlation; path == m.catalogue.envelope.callID || strings.Contains(path, ".") {
		return dependsOnValues
	}
	if at, found := m.find(m.element, m.Spec.Correlation); found {
		return at
	}
	return -1
}

// trim is strings.TrimSpace, quick where there is nothing to trim.
func trim(s string) string {
	if n := len(s); n > 0 && isInk(s[0]) && isInk(s[n-1]) {
		return s
	}
	return strings.TrimSpace(s)
}

// isInk tells that a byte is no space, nor part of one beyond ASCII.
func isInk(c byte) bool { return c > ' ' && c < 0x80 }

// dependsOnValues is in the place of a node's index if values decide which it
// is.
const dependsOnValues = -2

// at is the value of a node, "" if there is no such node.
func (m *Message) at(i int32) string {
	if i < 0 {
		return ""
	}
	return trim(m.Nodes[i].Value)
}
