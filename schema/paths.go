package schema

import (
	"strings"

	"ivrcheck/schema/catalogue"
)

// Paths are paths, as Message.Lookup takes them, that are looked up together:
// one pass over the nodes of a message finds the values of all. A Paths is not
// safe for concurrent use.
type Paths struct {
	whole []string
	// first and rest are what stands before and behind the first dot.
	first, rest []string
	// byLength lists the paths by the length of their first name, modulo its
	// own length, so that most nodes are passed over with one look.
	byLength [32][]int
	// at tells of each path where it was found in the message: -1 for nowhere,
	// dependsOnValues where only a look tells; sure that no later node can be a better one.
	at   []int32
	sure []bool
}

// Found is where a message holds, or may hold, what a path names: the index of the path,
// and the node.
type Found struct{ path, node int32 }

// Path is the index of the path among those that were given to NewPaths.
func (f Found) Path() int { return int(f.path) }

// isCallID is in the place of a node's index for what Message.CallID tells.
const isCallID = -3

// NewPaths prepares paths for Locate.
func NewPaths(paths []string) *Paths {
	p := &Paths{whole: paths, at: make([]int32, len(paths)), sure: make([]bool, len(paths))}
	for i, path := range paths {
		first, rest, _ := strings.Cut(path, ".")
		p.first, p.rest = append(p.first, first), append(p.rest, rest)
		p.byLength[len(first)%len(p.byLength)] = append(p.byLength[len(first)%len(p.byLength)], i)
	}
	return p
}

// Locate appends where a message holds what the paths name, in their order.
func (p *Paths) Locate(m *Message, found []Found) []Found {
	p.locate(m)
	for i, node := range p.at {
		if p.whole[i] == m.catalogue.Envelope.CallID {
			if node = isCallID; m.callID < 0 {
				node = -1
			}
		}
		if node != -1 {
			found = append(found, Found{int32(i), node})
		}
	}
	return found
}

// Value gives what is at a place that Locate has found in the message: what Lookup gives for
// the path. ok is false if the message's values say that nothing is there. The value is
// valid as long as the message.
func (p *Paths) Value(m *Message, f Found) (value string, ok bool) {
	switch {
	case f.node >= 0:
		return m.Nodes[f.node].Value, true
	case f.node == isCallID:
		return m.CallID, true
	}
	return m.Lookup(p.whole[f.path])
}

// IsFixed is false: no value is known to be the same in other messages.
func (m *Message) IsFixed(Found) bool { return false }

// Shape is 0: nothing is known of other messages.
func (m *Message) Shape() uint64 { return 0 }

// dependsOnValues is in the place of a node's index if values decide which it is.
const dependsOnValues = -2

// locate fills at for a message: with what its names tell, and not its values.
func (p *Paths) locate(m *Message) {
	for i, path := range p.whole {
		p.at[i], p.sure[i] = -1, false
		if path == m.catalogue.Envelope.CallID {
			p.at[i], p.sure[i] = dependsOnValues, true
		}
	}
	for i := m.element + 1; i < int32(len(m.Nodes)); i++ {
		n := &m.Nodes[i]
		if n.Parent != m.element {
			if n.Parent < m.element {
				break // behind the element
			}
			continue
		}
		name, misspelt := n.Name, m.Bound[i].How == catalogue.Misspelt
		if p := m.catalogue.Parameter(int(m.Bound[i].Parameter)); p != nil {
			name = p.Name
		}
		for _, path := range p.byLength[len(name)%len(p.byLength)] {
			if p.first[path] != name || p.sure[path] || misspelt && p.at[path] >= 0 {
				continue
			}
			if p.rest[path] != "" {
				p.at[path], p.sure[path] = dependsOnValues, true // of a list, the names of items are values
				continue
			}
			p.at[path], p.sure[path] = i, !misspelt
		}
	}
}
