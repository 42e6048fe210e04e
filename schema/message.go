package schema

import (
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// A Node is an element or an attribute of a document, in document order.
type Node = xmltree.Node

// A Binding says which parameter of the catalogue a node is.
type Binding struct {
	// Parameter is the parameter's number, 0 for none.
	Parameter int32
	// How is the spelling under which the parameter was found.
	How catalogue.Spelling
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
	// Ambiguous reports that there is more than one message element, so that
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
	// The indexes of nodes, -1 if there is none: of the message element, the call id, the
	// port and the value that pairs the message with another.
	element, callID, port, request int32
}

func (m *Message) setCallID(at int32) { m.callID, m.CallID = at, m.Nodes[at].Value }

// nodeName is the name of a node as written.
func (m *Message) nodeName(i int32) string { return m.catalogue.NameTable.Name(&m.Nodes[i]) }

// isNamed reports whether a node has a name, or is the parameter of that name.
func (m *Message) isNamed(i int32, name string) bool {
	if p := m.Bound[i].Parameter; p != 0 {
		return m.catalogue.Parameter(int(p)).Name == name
	}
	return m.nodeName(i) == name
}

// MessageNode is the index of the message element, -1 if there is none.
func (m *Message) MessageNode() int32 { return m.element }

// HasCallID reports whether there is a call id, be it empty.
func (m *Message) HasCallID() bool { return m.callID >= 0 }

// Lookup finds the value at a path: Status, Agent.PortNum, CallId,
// UDataEx.VoxFile (a Node by its Name gives its Val). Attribute and element
// count alike, misspelt names and aliases are resolved, the value is trimmed.
// A path that names a struct or list gives "" and true.
func (m *Message) Lookup(path string) (value string, ok bool) {
	at, found := m.Find(path)
	if !found {
		return "", false
	}
	return m.Nodes[at].Value, true
}

// find gives the index of the node at a path below an element. Of several, it
// is the first that is spelt as it should be.
func (m *Message) find(parent int32, path string) (int32, bool) {
	name, rest, nested := strings.Cut(path, ".")
	best, found := int32(0), false
	for i := parent + 1; i < int32(len(m.Nodes)); i++ {
		n := &m.Nodes[i]
		if n.Parent != parent || !m.isNamed(i, name) {
			if n.Parent < parent {
				break // after the element
			}
			continue
		}
		at, ok := i, true
		if nested {
			if at, ok = m.item(i, rest); !ok {
				at, ok = m.find(i, rest)
			}
		}
		misspelt := m.Bound[i].How == catalogue.Misspelt
		if !ok || found && misspelt {
			continue
		}
		best, found = at, true
		if !misspelt {
			break
		}
	}
	return best, found
}

// item finds the value of the key in a list of keys and values.
func (m *Message) item(parent int32, key string) (int32, bool) {
	list := &m.catalogue.List
	for i := parent + 1; i < int32(len(m.Nodes)) && m.Nodes[i].Parent >= parent; i++ {
		n := &m.Nodes[i]
		if n.Parent != parent || n.Attribute || !m.isNamed(i, list.Item) {
			continue
		}
		name, ok := m.find(i, list.Name)
		if !ok || m.Nodes[name].Value != key {
			continue
		}
		if value, ok := m.find(i, list.Value); ok {
			return value, true
		}
	}
	return 0, false
}

// MayShow reports whether a report may show the value of a node: it is not personal.
func (m *Message) MayShow(i int32) bool {
	return !m.HasElements(i) && mask.MayShow(m.catalogue.Parameter(int(m.Bound[i].Parameter)), m.Nodes[i].Value)
}

// HasElements reports whether elements are in a node. Its text may then be anything.
func (m *Message) HasElements(i int32) bool {
	if m.Nodes[i].Attribute {
		return false
	}
	for j := i + 1; int(j) < len(m.Nodes) && m.Nodes[j].Parent == i; j++ {
		if !m.Nodes[j].Attribute {
			return true
		}
	}
	return false
}

// HasMixedIDs reports whether elements are in the call id, the request id or the port, so that
// they may be more than that.
func (m *Message) HasMixedIDs() bool {
	for _, i := range [...]int32{m.callID, m.request, m.port} {
		if i >= 0 && m.HasElements(i) {
			return true
		}
	}
	return false
}

// Find gives the index of the node of which Lookup gives the value.
func (m *Message) Find(path string) (i int32, ok bool) {
	if path == m.catalogue.Envelope.CallID {
		return m.callID, m.callID >= 0
	}
	return m.find(m.element, path)
}

// RequestID is the value that pairs the message with its request or answer
// (what the catalogue calls correlation), "" if there is none.
func (m *Message) RequestID() string {
	switch {
	case m.request >= 0:
		return m.Nodes[m.request].Value
	case m.Spec == nil || m.Spec.Correlation == "" || m.Spec.CorrelationNumber() != 0:
		return ""
	}
	value, _ := m.Lookup(m.Spec.Correlation)
	return value
}

// Port is the port of the IVR that the message is about, "" if it names none.
func (m *Message) Port() string {
	if m.port < 0 {
		return ""
	}
	return m.Nodes[m.port].Value
}

// AppendAll appends the values under a path that means several: "*" is every
// attribute and text of the message, LIST.* the names of the keys in a list of
// keys and values, such as UDataEx.*. ok is false if the list is not there. Any
// other path appends what Lookup returns.
func (m *Message) AppendAll(values []string, path string) (all []string, ok bool) {
	if path == "*" {
		for i := m.element + 1; i < int32(len(m.Nodes)) && m.Nodes[i].Parent >= m.element; i++ {
			if v := m.Nodes[i].Value; v != "" {
				values = append(values, v)
			}
		}
		return values, true
	}
	name, isList := strings.CutSuffix(path, ".*")
	if !isList {
		v, ok := m.Lookup(path)
		return append(values, v), ok
	}
	at, ok := m.find(m.element, name)
	if !ok {
		return values, false
	}
	for i := at + 1; i < int32(len(m.Nodes)) && m.Nodes[i].Parent >= at; i++ {
		if n := &m.Nodes[i]; n.Parent == at && !n.Attribute && m.isNamed(i, m.catalogue.List.Item) {
			if key, ok := m.find(i, m.catalogue.List.Name); ok {
				values = append(values, m.Nodes[key].Value)
			}
		}
	}
	return values, true
}
