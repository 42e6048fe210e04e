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
	// at and sure tell of each path where it was found in the message, -1 for
	// nowhere, and that no later node can be a better one.
	at   []int32
	sure []bool
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
	for i := range p.at {
		p.at[i], p.sure[i] = -1, false
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
			at, ok := i, true
			if rest := p.rest[path]; rest != "" {
				if at, ok = m.item(i, rest); !ok {
					at, ok = m.find(i, rest)
				}
			}
			if ok {
				p.at[path], p.sure[path] = at, n.how != misspelt
			}
		}
	}
	for i, path := range p.whole {
		switch at := p.at[i]; {
		case path == m.catalogue.envelope.callID:
			if value, ok := m.Lookup(path); ok {
				found(i, value)
			}
		case at >= 0:
			found(i, strings.TrimSpace(m.Nodes[at].Value))
		}
	}
}
