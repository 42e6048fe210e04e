package schema

import (
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
	"ivrcheck/schema/internal/template"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// A Node is an element or an attribute of a document, in document order.
type Node = xmltree.Node

// A Binding records the parameter of the catalogue that a node is.
type Binding struct {
	// Parameter is the parameter's number, 0 for none.
	Parameter int32
	// How describes how the spelling matches the parameter.
	How catalogue.Spelling
}

// A Message is a document interpreted by the catalogue. It is valid until the next call of the Checker that made it.
// Its strings stay valid, except that some are views of the body and valid until its bytes are overwritten. Callers
// that keep one longer clone it. Name and Spec, including everything that Spec refers to, are valid forever.
type Message struct {
	// Name is the catalogue's name of the message, "" if it is unknown. Element is the name as written.
	Name, Element string
	Spec          *MessageSpec
	// CallID is trimmed, "" if there is none.
	CallID string
	// Ambiguous reports that there is more than one message element, so it is unknown which one the receiver takes. The
	// first is reported.
	Ambiguous bool
	// Span is the place of the message element's start tag in the body.
	Span trace.Span

	// Versioned are faults that apply if the login of the connection has an older version than they name.
	Versioned []trace.Fault

	// Bound has the parameter of each node.
	Bound []Binding

	// Template has the common data of all messages with this form, nil if it is not remembered.
	Template *Template

	// nodes are all elements and attributes in document order. If scanner is set, they are nil until they are needed.
	nodes   []Node
	scanner *template.Scanner

	catalogue *Catalogue
	// The indexes of nodes, -1 for none: the message element, the call id, the port and the value that correlates the
	// message with another.
	element, callID, port, request int32
}

// Nodes returns all elements and attributes in document order.
func (m *Message) Nodes() []Node {
	if m.nodes == nil && m.scanner != nil {
		m.nodes, _, _ = m.scanner.Nodes()
	}
	return m.nodes
}

// Value returns the value of a node. If there is a Template, it does not need Nodes.
func (m *Message) Value(i int32) string {
	if m.isCut() {
		return m.scanner.Text(m.Template.nodes[i].value)
	}
	return m.nodes[i].Value
}

// isCut reports whether the document was only cut into its values, without making nodes.
func (m *Message) isCut() bool { return m.nodes == nil && m.scanner != nil }

// len returns the number of nodes, parent the parent of one. isAttribute reports whether it is an attribute.
func (m *Message) len() int32 {
	if m.isCut() {
		return int32(len(m.Template.nodes))
	}
	return int32(len(m.nodes))
}

func (m *Message) parent(i int32) int32 {
	if m.isCut() {
		return m.Template.nodes[i].parent
	}
	return m.nodes[i].Parent
}

func (m *Message) isAttribute(i int32) bool {
	if m.isCut() {
		return m.Template.nodes[i].attribute
	}
	return m.nodes[i].Attribute
}

func (m *Message) setCallID(at int32) { m.callID, m.CallID = at, m.nodes[at].Value }

// nodeName returns the name of a node as written.
func (m *Message) nodeName(i int32) string { return m.catalogue.NameTable.Name(&m.Nodes()[i]) }

// isNamed reports whether a node has that name, or is the parameter with that name.
func (m *Message) isNamed(i int32, name string) bool {
	if p := m.Bound[i].Parameter; p != 0 {
		return m.catalogue.Parameter(int(p)).Name == name
	}
	return m.nodeName(i) == name
}

// MessageNode returns the index of the message element, -1 if there is none.
func (m *Message) MessageNode() int32 { return m.element }

// HasCallID reports whether there is a call id, even an empty one.
func (m *Message) HasCallID() bool { return m.callID >= 0 }

// Lookup finds the value at a path: Status, Agent.PortNum, CallId, UDataEx.VoxFile (a Node by its Name returns its
// Val). Attributes and elements are equivalent, misspelt names and aliases are resolved, and the value is trimmed. A
// path that names a struct or list returns "" and true.
func (m *Message) Lookup(path string) (value string, ok bool) {
	at, found := m.Find(path)
	if !found {
		return "", false
	}
	return m.Value(at), true
}

// find returns the index of the node at a path below an element. Of several, it is the first with the correct spelling.
func (m *Message) find(parent int32, path string) (int32, bool) {
	name, rest, nested := strings.Cut(path, ".")
	best, found := int32(0), false
	for i := parent + 1; i < m.len(); i++ {
		if i = m.skip(i, parent, name); i == m.len() {
			break
		}
		if of := m.parent(i); of != parent || !m.isNamed(i, name) {
			if of < parent {
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

// skip returns the first node from i on that may be in parent and have that name. In a message with many nodes, it is
// faster than the loop in find.
func (m *Message) skip(i, parent int32, name string) int32 {
	const many = 64
	if len(m.nodes)-int(i) < many {
		return i
	}
	id := m.catalogue.NameTable.Of(name)
	if id == 0 {
		return i
	}
	for ; int(i) < len(m.nodes); i++ {
		if n := &m.nodes[i]; n.Parent < parent || n.ID == id || m.Bound[i].Parameter != 0 {
			break
		}
	}
	return i
}

// item finds the value for a key in a list of keys and values.
func (m *Message) item(parent int32, key string) (int32, bool) {
	list := &m.catalogue.List
	for i := parent + 1; i < m.len() && m.parent(i) >= parent; i++ {
		if m.parent(i) != parent || m.isAttribute(i) || !m.isNamed(i, list.Item) {
			continue
		}
		name, ok := m.find(i, list.Name)
		if !ok || m.Value(name) != key {
			continue
		}
		if value, ok := m.find(i, list.Value); ok {
			return value, true
		}
	}
	return 0, false
}

// HasItems reports whether elements may be items of a list of keys and values, in which Lookup finds a value by its
// key.
func (m *Message) HasItems() bool {
	for i := m.element + 1; i < m.len() && m.parent(i) >= m.element; i++ {
		if !m.isAttribute(i) && m.isNamed(i, m.catalogue.List.Item) {
			return true
		}
	}
	return false
}

// MayShow reports whether a report may show the value of a node, because it is not personal.
func (m *Message) MayShow(i int32) bool {
	return !m.HasElements(i) && mask.MayShow(m.catalogue.Parameter(int(m.Bound[i].Parameter)), m.Value(i))
}

// HasElements reports whether a node contains elements. Its text may then be anything.
func (m *Message) HasElements(i int32) bool {
	if m.isAttribute(i) {
		return false
	}
	for j := i + 1; j < m.len() && m.parent(j) == i; j++ {
		if !m.isAttribute(j) {
			return true
		}
	}
	return false
}

// HasMixedIDs reports whether the call id, the request id or the port contain elements, so that they may contain more
// than an id.
func (m *Message) HasMixedIDs() bool {
	for _, i := range [...]int32{m.callID, m.request, m.port} {
		if i >= 0 && m.HasElements(i) {
			return true
		}
	}
	return false
}

// Find returns the index of the node whose value Lookup returns.
func (m *Message) Find(path string) (i int32, ok bool) {
	if path == m.catalogue.Envelope.CallID {
		return m.callID, m.callID >= 0
	}
	return m.find(m.element, path)
}

// RequestID returns the value that correlates the message with its request or answer (correlation in the catalogue), ""
// if there is none.
func (m *Message) RequestID() string {
	switch {
	case m.request >= 0:
		return m.Value(m.request)
	case m.Spec == nil || m.Spec.Correlation == "" || m.Spec.CorrelationNumber() != 0:
		return ""
	}
	value, _ := m.Lookup(m.Spec.Correlation)
	return value
}

// Port returns the port of the IVR that the message is about, "" if it names none.
func (m *Message) Port() string {
	if m.port < 0 {
		return ""
	}
	return m.Value(m.port)
}

// AppendAll appends the values at a path with several values: "*" is every attribute and text of the message, LIST.*
// the names of the keys in a list of keys and values, such as UDataEx.*. ok is false if the list is missing. For any
// other path, it appends the result of Lookup.
func (m *Message) AppendAll(values []string, path string) (all []string, ok bool) {
	if path == "*" {
		for i := m.element + 1; i < m.len() && m.parent(i) >= m.element; i++ {
			if v := m.Value(i); v != "" {
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
	for i := at + 1; i < m.len() && m.parent(i) >= at; i++ {
		if m.parent(i) == at && !m.isAttribute(i) && m.isNamed(i, m.catalogue.List.Item) {
			if key, ok := m.find(i, m.catalogue.List.Name); ok {
				values = append(values, m.Value(key))
			}
		}
	}
	return values, true
}
