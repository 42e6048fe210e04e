package schema

// What was found out about earlier messages of the same shape. Most messages
// of a connection have one of a few shapes: the same names in the same places,
// and only the values differ. What names and places decide is decided once for
// each shape; of the next message with it only the values are looked at.

import (
	"slices"
	"strings"
	"sync/atomic"
)

// A key says which name stands at a node, and where: two documents with the
// same keys in the same order differ in nothing but values.
type key uint32

func makeKey(name nameID, attribute bool, depth int) key {
	k := key(name)<<8 | key(depth)
	if attribute {
		k |= 1 << 7
	}
	return k
}

// name is 0 for a name that neither the catalogue nor the scanner knows.
func (k key) name() nameID { return nameID(k >> 8) }

const (
	shapeSlots = 512
	// shapeNodes bounds a shape that is remembered.
	shapeNodes = 256
	// strangeNames bounds the names beyond the catalogue's that are known.
	strangeNames = 1000
)

// shapes are those seen last, by their sum. One pushes out another.
type shapes [shapeSlots]*shape

type shape struct {
	nodes []shapeNode
	// These are as locate left them.
	element, callID int32
	ownCallID       bool
	spec            *MessageSpec
	request, port   int32 // nodes, as Message knows them
	// judged are the nodes on whose values the verdict depends.
	judged []judgedNode
	// sound tells that a message of the shape was without fault, so that
	// another one is too if its values are.
	sound bool
	// again tells that there was more than one.
	again bool
	// id is what Message.Shape tells; fixed tells of which nodes the values are always
	// the same, nil for none.
	id    uint64
	fixed []bool
	// lists are those whose keys have been asked for.
	lists []listKeys
}

// newShapeID numbers shapes, of all Checkers.
func newShapeID() uint64 { return shapeIDs.Add(1) }

var shapeIDs atomic.Uint64

// Shape is a number that messages have in common in which the same names stand in the
// same places; 0 if nothing is known of others. Messages that are alike may have
// different ones.
func (m *Message) Shape() uint64 {
	if m.shape == nil {
		return 0
	}
	return m.shape.id
}

// listKeys are the nodes with the keys of a list, in a message of the shape.
type listKeys struct {
	name  string
	there bool
	keys  []int32
}

// mostLists bounds those that a shape remembers.
const mostLists = 8

type shapeNode struct {
	key  key
	how  Spelling
	spec *ParameterSpec
}

type judgedNode struct {
	node  int32
	check valueCheck
	spec  *ParameterSpec
}

// A valueCheck says on what of a node's value the verdict depends.
type valueCheck uint8

const (
	notBlank  valueCheck = 1 << iota
	wellMeant            // the specification's values, or format
	listKey              // another one than those before it in its list
)

// recall takes what locate would find out from an earlier message of the same
// shape; false if there was none.
func (k *Checker) recall() bool {
	m := &k.message
	if m.Nodes[0].end == 0 || len(m.Nodes) > shapeNodes {
		return false
	}
	s := k.shapes[k.scanner.shape%shapeSlots]
	if s == nil || len(s.nodes) != len(m.Nodes) {
		return false
	}
	for i := range s.nodes {
		if s.nodes[i].key != m.Nodes[i].key {
			return false
		}
	}
	for i := range s.nodes {
		m.Nodes[i].spec, m.Nodes[i].how = s.nodes[i].spec, s.nodes[i].how
	}
	s.again = true
	m.element, m.callID, m.Spec = s.element, -1, s.spec
	k.ownCallID, k.given, m.shape = s.ownCallID, k.given[:0], s
	if s.callID >= 0 {
		m.setCallID(s.callID)
	}
	if s.element >= 0 {
		n := &m.Nodes[s.element]
		m.Element, m.Span = n.Name, n.place()
	}
	if s.spec != nil {
		m.Name = s.spec.Name
	}
	return true
}

// remember keeps what locate found out.
func (k *Checker) remember() {
	m := &k.message
	if m.Nodes[0].end == 0 || len(m.Nodes) > shapeNodes {
		return
	}
	for i := range m.Nodes {
		if m.Nodes[i].key.name() == 0 {
			k.scanner.learn(m)
			return // the next one of the shape will have another key
		}
	}
	slot := &k.shapes[k.scanner.shape%shapeSlots]
	if *slot == nil {
		*slot = &shape{}
	}
	s := *slot
	*s = shape{id: newShapeID(), nodes: s.nodes[:0], judged: s.judged[:0], element: m.element, callID: m.callID, ownCallID: k.ownCallID, spec: m.Spec,
		request: m.requestNode(), port: m.portNode()}
	for i := range m.Nodes {
		n := &m.Nodes[i]
		s.nodes = append(s.nodes, shapeNode{key: n.key, how: n.how, spec: n.spec})
		if check := k.valueCheck(int32(i)); check != 0 {
			s.judged = append(s.judged, judgedNode{int32(i), check, n.spec})
		}
	}
	m.shape = s
}

// learn numbers the names of a message that have no number yet.
func (s *scanner) learn(m *Message) {
	if s.strange == nil {
		s.strange = map[string]nameID{}
	}
	for i := range m.Nodes {
		n := &m.Nodes[i]
		if n.key.name() != 0 || s.strange[n.Name] != 0 || len(s.strange) >= strangeNames {
			continue
		}
		s.strange[strings.Clone(n.Name)] = nameID(len(s.c.names.texts) + len(s.strange))
	}
}

// valueCheck errs on the side of more: a value that does not pass is judged
// with all else in the message.
func (k *Checker) valueCheck(i int32) (check valueCheck) {
	m := &k.message
	n := &m.Nodes[i]
	if i == m.callID {
		return notBlank
	}
	if n.spec == nil || m.Spec == nil || m.Spec.NameOnly {
		return 0
	}
	nested := int(i)+1 < len(m.Nodes) && m.Nodes[i+1].Parent == i
	if n.spec.Required && !nested {
		check |= notBlank
	}
	if len(n.spec.Values) > 0 || n.spec.Format != "" {
		check |= wellMeant
	}
	if list := &k.c.list; n.Parent > 0 && m.Nodes[n.Parent].spec == list.items[0] {
		if n.spec.Name != list.value {
			check |= notBlank
		}
		if n.spec.Name == list.name {
			check |= listKey
		}
	}
	return check
}

// valuesAreSound tells that no value of a message can be a fault whose shape is
// without one.
func (k *Checker) valuesAreSound() bool {
	nodes := k.message.Nodes
	list := int32(-1)
	for i := range k.message.shape.judged {
		n := &k.message.shape.judged[i]
		value := trim(nodes[n.node].Value)
		if value == "" && n.check&notBlank != 0 {
			return false
		}
		if n.check&wellMeant != 0 && !n.spec.takes(value) {
			return false
		}
		if n.check&listKey != 0 {
			// A key's parent is the item, whose parent is the list.
			if around := nodes[nodes[n.node].Parent].Parent; around != list {
				list, k.keys = around, k.keys[:0]
			}
			if slices.Contains(k.keys, value) {
				return false
			}
			k.keys = append(k.keys, value)
		}
	}
	return true
}

// takes tells whether a value is one that the parameter may hold.
func (p *ParameterSpec) takes(value string) bool {
	if len(p.Values) > 0 && indexOf(p.Values, value) < 0 {
		return false
	}
	switch p.Format {
	case formatNumber, formatPositive:
		number, positive := isNumber(value)
		return value == "" || number && (positive || p.Format == formatNumber)
	case formatKeyList:
		return otherSeparator(value) == ""
	}
	return true
}
