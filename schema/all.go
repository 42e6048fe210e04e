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
			if v := trim(m.Nodes[i].Value); v != "" {
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
	keys, ok := m.keysOf(name)
	for _, key := range keys {
		values = append(values, trim(m.Nodes[key].Value))
	}
	return values, ok
}

// keysOf gives the nodes that hold the keys of a list; ok is false if the list is not
// there. Of the lists directly in the message the shape remembers it.
func (m *Message) keysOf(list string) (keys []int32, ok bool) {
	known := m.shape != nil && !strings.Contains(list, ".")
	if known {
		for i := range m.shape.lists {
			if l := &m.shape.lists[i]; l.name == list {
				return l.keys, l.there
			}
		}
	}
	at, ok := m.find(m.element, list)
	if ok {
		for i := at + 1; i < int32(len(m.Nodes)) && m.Nodes[i].Parent >= at; i++ {
			if n := &m.Nodes[i]; n.Parent == at && !n.Attribute && n.resolvedName() == m.catalogue.list.item {
				if key, ok := m.find(i, m.catalogue.list.name); ok {
					keys = append(keys, key)
				}
			}
		}
	}
	if known && len(m.shape.lists) < mostLists {
		m.shape.lists = append(m.shape.lists, listKeys{list, ok, keys})
	}
	return keys, ok
}
