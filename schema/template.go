package schema

// Templates, and how to derive those of documents with another number of list items.

import (
	"slices"
	"sync/atomic"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/template"
)

// A Template has the common data of all sound documents with the same nodes, except for their values: the bindings.
type Template struct {
	note atomic.Value

	message Message // without scanner, nodes, values and places
	nodes   []templateNode
	// filled are the numbers of the values that must not be blank.
	filled []uint16
	// checked are the values with restrictions, keys the keys of lists.
	checked []checkedValue
	keys    []keyValue

	// list is the list whose items may be repeated (see template.List); its Times are 1 or, if there is none, 0. others
	// are the templates of documents with other numbers of items, by Times.
	list   template.List
	others atomic.Pointer[[]*Template]
}

// Note is for the users of the Checkers, who can store results derived from the Template in it. It is nil at first. All
// notes have the same type.
func (t *Template) Note() any        { return t.note.Load() }
func (t *Template) SetNote(note any) { t.note.Store(note) }

// A templateNode is a node. value is the number of its value, 0 for none.
type templateNode struct {
	parent    int32
	id        uint16
	value     uint16
	attribute bool
}

type checkedValue struct {
	value  uint16 // its number
	traits *catalogue.Traits
}

type keyValue struct {
	value uint16 // its number
	list  int32  // the node of the list
}

// items returns the nodes of the first item of a list: the index of the first, and their number.
func (t *Template) items(list template.List) (first, size int32) {
	var begin [2]int32
	for i := range t.nodes {
		switch int(t.nodes[i].value) {
		case list.First:
			begin[0] = t.nodes[i].parent
		case list.First + list.Values:
			begin[1] = t.nodes[i].parent
		}
	}
	return begin[0], begin[1] - begin[0]
}

// mayRepeat reports whether templates with other numbers of items can be derived from t: the list is in the message
// element, the port and the request are not in the items, and the keys have values.
func (t *Template) mayRepeat(list template.List) bool {
	if list.Times == 0 {
		return false
	}
	m := &t.message
	first, size := t.items(list)
	inItems := func(i int32) bool { return first <= i && i < first+size*int32(list.Times) }
	return m.element < first && m.callID < first && !inItems(m.port) && !inItems(m.request) &&
		!slices.ContainsFunc(t.keys, func(k keyValue) bool { return k.value == 0 })
}

// withItems returns the template of documents with another number of items in the list.
func (t *Template) withItems(list template.List, times int) *Template {
	first, size := t.items(list)
	node := func(i int32, items int) int32 {
		if i >= first {
			i += int32(items) * size
		}
		return i
	}
	value := func(number uint16, items int) uint16 {
		if int(number) >= list.First {
			number += uint16(items * list.Values)
		}
		return number
	}
	other := &Template{message: t.message}
	m := &other.message
	m.Template = other
	m.port, m.request = node(m.port, times-list.Times), node(m.request, times-list.Times)
	end := list.First + list.Values // of the values of an item
	m.Bound = repeat(t.message.Bound, int(first), int(first+size), list.Times, times, func(b Binding, _ int) Binding { return b })
	other.nodes = repeat(t.nodes, int(first), int(first+size), list.Times, times, func(n templateNode, items int) templateNode {
		n.parent, n.value = node(n.parent, items), value(n.value, items)
		return n
	})
	from, to := between(t.filled, func(v uint16) int { return int(v) }, list.First, end)
	other.filled = repeat(t.filled, from, to, list.Times, times, value)
	from, to = between(t.checked, func(c checkedValue) int { return int(c.value) }, list.First, end)
	other.checked = repeat(t.checked, from, to, list.Times, times, func(c checkedValue, items int) checkedValue {
		c.value = value(c.value, items)
		return c
	})
	from, to = between(t.keys, func(k keyValue) int { return int(k.value) }, list.First, end)
	other.keys = repeat(t.keys, from, to, list.Times, times, func(k keyValue, items int) keyValue {
		k.value, k.list = value(k.value, items), node(k.list, items)
		return k
	})
	return other
}

// between returns the range of the elements whose numbers are from first to below end.
func between[T any](all []T, number func(T) int, first, end int) (from, to int) {
	for _, one := range all {
		if n := number(one); n < first {
			from++
		} else if n >= end {
			break
		}
		to++
	}
	return from, to
}

// repeat returns all with another number of items, times instead of had. all[from:to] belongs to the first item. moved
// returns an element moved back by a number of items.
func repeat[T any](all []T, from, to, had, times int, moved func(one T, items int) T) []T {
	size := to - from
	other := append(make([]T, 0, len(all)+(times-had)*size), all[:from]...)
	for items := range times {
		for _, one := range all[from:to] {
			other = append(other, moved(one, items))
		}
	}
	for _, one := range all[from+had*size:] {
		other = append(other, moved(one, times-had))
	}
	return other
}
