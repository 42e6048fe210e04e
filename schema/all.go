package schema

import "strings"

// All gives the values under a path that stands for several: "*" is every
// attribute and text of the message, LIST.* the names of the keys in a list of
// keys and values, such as UDataEx.*. ok is false if the list is not there; any
// other path gives what Lookup does.
func (m *Message) All(path string) (values []string, ok bool) { return m.AppendAll(nil, path) }

// AppendAll is All that appends to a slice of the caller's.
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
