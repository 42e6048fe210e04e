package template

import (
	"bytes"

	"ivrcheck/schema/internal/xmltree"
)

// Learn remembers a document that the plain scanner has read, with its values. It returns the layout, nil if the
// document is not remembered, and the list whose items may be repeated.
func (c *Cache) Learn(body []byte, nodes []xmltree.Node, holes []hole) (*Layout, List) {
	if len(holes) > mostValues {
		return nil, List{}
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	var list List
	c.path = append(c.path[:0], &c.root)
	f, at, passed := &c.root, 0, false // passed: a list begins at one of the forks on the path
	for i := range holes {
		end := ending{quote: holes[i].quote}
		former := itemBefore(nodes, holes, i)
		var begin *fork // after the first value of the item before
		if former >= 0 {
			if begin = c.path[former+1]; begin.list == nowhere && !passed {
				end.after = begin
			}
		}
		p := c.add(&f.first, body[at:holes[i].start], end)
		if p == nil {
			return c.refuse(), List{}
		}
		if f, at = p.after, holes[i].end; f == begin { // the items repeat
			if f.list != here {
				for _, before := range c.path[:former+1] {
					before.list = further
				}
				f.list = here
			}
			if list.Times++; list.Times == 1 {
				list.First, list.Values = former+1, i-former
			}
		}
		passed = passed || f.list == here
		c.path = append(c.path, f)
	}
	layout := &Layout{}
	p := c.add(&f.first, body[at:], ending{layout: layout})
	if p == nil {
		return c.refuse(), List{}
	}
	if p.layout == layout {
		c.bytes += layoutBytes
	}
	return p.layout, list
}

// itemBefore returns the index of the first value of the previous item if value i is the first of a list item,
// otherwise -1. Both are first attributes of consecutive elements with the same parent and the same names. So the same
// markup may follow both values.
func itemBefore(nodes []xmltree.Node, holes []hole, i int) int {
	at := holes[i].node
	if !nodes[at].Attribute || nodes[at-1].Attribute {
		return -1
	}
	item := &nodes[at-1]
	before := at - 2
	for before > item.Parent && nodes[before].Parent != item.Parent {
		before = nodes[before].Parent
	}
	if before <= item.Parent || nodes[before].ID != item.ID || item.ID == 0 ||
		nodes[before+1].ID != nodes[at].ID || nodes[at].ID == 0 || !nodes[before+1].Attribute {
		return -1
	}
	former := i - 1
	for holes[former].node > before+1 {
		former--
	}
	if holes[former].quote != holes[i].quote {
		return -1
	}
	return former
}

// refuse counts a document for which there is no room.
func (c *Cache) refuse() *Layout {
	if c.refused++; c.refused >= mostRefused {
		c.root.first.Store(nil)
		c.root.list = nowhere
		c.bytes, c.refused = 0, 0
		c.emptied++
	}
	return nil
}

// HasRoom reports whether there is room for more notes.
func (c *Cache) HasRoom() bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.bytes >= mostBytes {
		c.refuse()
		return false
	}
	return true
}

// Grow adds to the bytes that the notes of layouts use.
func (c *Cache) Grow(bytes int) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.bytes += bytes
}

// Emptied returns how often all layouts were dropped.
func (c *Cache) Emptied() int {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.emptied
}

// find appends the values of a document to holes. ok is false if the document should not be remembered: it has
// comments, instructions or text beside elements.
func find(holes []hole, body []byte, nodes []xmltree.Node) (all []hole, ok bool) {
	root := body[nodes[0].Start:]
	if bytes.IndexByte(root, '!') >= 0 && bytes.Contains(root, []byte("<!")) || bytes.IndexByte(root, '?') >= 0 && bytes.Contains(root, []byte("<?")) {
		return holes, false
	}
	for i := 0; i < len(nodes); {
		element := i
		for i++; i < len(nodes) && nodes[i].Attribute; i++ {
			end := int(nodes[i].End) - 1
			quote := body[end]
			holes = append(holes, hole{int32(i), int(nodes[i].Start) + bytes.IndexByte(body[nodes[i].Start:], quote) + 1, end, quote})
		}
		start, hasElements := int(nodes[element].End), i < len(nodes) && nodes[i].Parent == int32(element)
		switch {
		case hasElements && nodes[element].Value != "":
			return holes, false
		case hasElements || body[start-2] == '/':
		case body[start] <= ' ':
			return holes, false
		default:
			holes = append(holes, hole{int32(element), start, start + bytes.IndexByte(body[start:], '<'), '<'})
		}
	}
	for at, i := 0, 0; ; at = holes[i].end { // bytes above ASCII must be in a hole
		above := xmltree.FirstAbove(body[at:])
		if above < 0 {
			return holes, true
		}
		for i < len(holes) && holes[i].end <= at+above {
			i++
		}
		if i == len(holes) || at+above < holes[i].start {
			return holes, false
		}
	}
}
