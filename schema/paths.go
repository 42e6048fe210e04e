package schema

import "strings"

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
	// shapeless is in the place of the shape of a message that has none.
	shapeless shape
}

// NewPaths prepares paths for Find.
func NewPaths(paths []string) *Paths {
	p := &Paths{whole: paths, at: make([]int32, len(paths)), sure: make([]bool, len(paths))}
	for i, path := range paths {
		first, rest, _ := strings.Cut(path, ".")
		p.first, p.rest = append(p.first, first), append(p.rest, rest)
		p.byLength[len(first)%len(p.byLength)] = append(p.byLength[len(first)%len(p.byLength)], i)
	}
	return p
}

// Find calls found with the index of each path under which the message holds
// something, and its value: the same as Lookup gives for it. The values are
// valid as long as the message.
func (p *Paths) Find(m *Message, found func(i int, value string)) {
	s := m.shape
	if s == nil {
		s = &p.shapeless
		s.paths = nil
	}
	if s.paths != p {
		p.locate(m)
		s.paths, s.found = p, s.found[:0]
		for i, node := range p.at {
			if node != -1 {
				s.found = append(s.found, foundPath{int32(i), node})
			}
		}
	}
	for _, f := range s.found {
		i := int(f.path)
		if f.node != dependsOnValues {
			found(i, trim(m.Nodes[f.node].Value))
		} else if value, ok := m.Lookup(p.whole[i]); ok {
			found(i, value)
		}
	}
}

// locate fills at for a message: with what its names tell, and not its values.
func (p *Paths) locate(m *Message) {
	for i, path := range p.whole {
		p.at[i], p.sure[i] = -1, false
		if path == m.catalogue.envelope.callID {
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
		name := n.resolvedName()
		for _, path := range p.byLength[len(name)%len(p.byLength)] {
			if p.first[path] != name || p.sure[path] || n.how == misspelt && p.at[path] >= 0 {
				continue
			}
			if p.rest[path] != "" {
				p.at[path], p.sure[path] = dependsOnValues, true // of a list, the names of items are values
				continue
			}
			p.at[path], p.sure[path] = i, n.how != misspelt
		}
	}
}
