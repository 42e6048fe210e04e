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

// A Binding records which parameter of the catalogue a node is.
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
	// which of them the receiver takes is not known; the first is reported.
	Ambiguous bool
	// Span is the place of the message element's start tag in the body.
	Span trace.Span

	// Versioned are faults if the login of the connection is of an older
	// version than they say.
	Versioned []trace.Fault

	// Bound reports for each node which parameter of the catalogue it is.
	Bound []Binding

	// Template is what the message has in common with others that are written alike; nil if it
	// is not remembered.
	Template *Template

	// nodes are all elements and attributes in document order, nil until somebody wants them
	// if scanner has them.
	nodes   []Node
	scanner *template.Scanner

	catalogue *Catalogue
	// The indexes of nodes, -1 if there is none: of the message element, the call id, the
	// port and the value that pairs the message with another.
	element, callID, port, request int32
}

// Nodes are all elements and attributes in document order.
func (m *Message) Nodes() []Node {
	if m.nodes == nil && m.scanner != nil {
		m.nodes, _, _ = m.scanner.Nodes()
	}
	return m.nodes
}

// Value is the value of a node. Where there is a Template, it takes no Nodes.
func (m *Message) Value(i int32) string {
	if m.isCut() {
		return m.scanner.Text(m.Template.nodes[i].value)
	}
	return m.nodes[i].Value
}

// isCut reports whether the document was only cut into its values, and its nodes were not made.
func (m *Message) isCut() bool { return m.nodes == nil && m.scanner != nil }

// len is the number of nodes; parent returns the parent of one, isAttribute reports whether it is an
// attribute.
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

// nodeName is the name of a node as written.
func (m *Message) nodeName(i int32) string { return m.catalogue.NameTable.Name(&m.Nodes()[i]) }

// isNamed reports whether a node has a name, or is the parameter of that name.
func (m *Message) isNamed(i int32, name string) bool {
	if p := m.Bound[i].Parameter; p != 0 {
		return m.catalogue.Parameter(int(p)).Name == name
	}
	return m.nodeName(i) == name
}

// MessageNode is the index of the message element, -1 if there is none.
func (m *Message) MessageNode() int32 { return m.element }

// HasCallID reports whether there is a call id, even an empty one.
func (m *Message) HasCallID() bool { return m.callID >= 0 }

// Lookup finds the value at a path: Status, Agent.PortNum, CallId,
// UDataEx.VoxFile (a Node by its Name returns its Val). Attribute and element
// count alike, misspelt names and aliases are resolved, the value is trimmed.
// A path that names a struct or list returns "" and true.
func (m *Message) Lookup(path string) (value string, ok bool) {
	at, found := m.Find(path)
	if !found {
		return "", false
	}
	return m.Value(at), true
}

// find returns the index of the node at a path below an element. Of several, it
// is the first that is spelt as it should be.
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

// skip returns the first node from i on that may be in a parent and have a name. Of a message with
// many nodes it passes over those of other names, which find would look at one by one.
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

// item finds the value of the key in a list of keys and values.
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

// HasItems reports whether elements may be items of a list of keys and values, in which Lookup
// finds a value by its key.
func (m *Message) HasItems() bool {
	for i := m.element + 1; i < m.len() && m.parent(i) >= m.element; i++ {
		if !m.isAttribute(i) && m.isNamed(i, m.catalogue.List.Item) {
			return true
		}
	}
	return false
}

// MayShow reports whether a report may show the value of a node: it is not personal.
func (m *Message) MayShow(i int32) bool {
	return !m.HasElements(i) && mask.MayShow(m.catalogue.Parameter(int(m.Bound[i].Parameter)), m.Value(i))
}

// HasElements reports whether elements are in a node. Its text may then be anything.
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

// Find returns the index of the node of which Lookup returns the value.
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
		return m.Value(m.request)
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
	return m.Value(m.port)
}

// AppendAll appends the values under a path that means several: "*" is every
// attribute and text of the message, LIST.* the names of the keys in a list of
// keys and values, such as UDataEx.*. ok is false if the list is not there. Any
// other path appends what Lookup returns.
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
