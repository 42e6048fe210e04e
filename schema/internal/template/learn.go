package template

import (
	"bytes"

	"ivrcheck/schema/internal/xmltree"
)

// Learn remembers a document that the plain scanner has read, with its values. It returns the layout,
// nil if the document is not remembered. It continues where the markup is no longer known.
func (c *Cache) Learn(body []byte, holes []hole, known known) *Layout {
	if len(holes) > mostValues {
		return nil
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	first, at, passed := &c.root, 0, 0
	if known.isIn(body, holes) {
		first, at, passed = known.first, known.at, known.values
	}
	for i := passed; i < len(holes); i++ {
		h := &holes[i]
		p := c.add(first, body[at:h.start], ending{quote: h.quote})
		if p == nil {
			return c.refuse()
		}
		first, at = &p.after, h.end
	}
	layout := &Layout{}
	p := c.add(first, body[at:], ending{layout: layout})
	if p == nil {
		return c.refuse()
	}
	if p.layout == layout {
		c.bytes += layoutBytes
	}
	return p.layout
}

// isIn reports whether the known markup of a document with the holes ends between two of them. If another
// Scanner has replaced the parts there since, additions are lost, and the next such document is learned.
func (k *known) isIn(body []byte, holes []hole) bool {
	if k.first == nil || k.values > len(holes) || k.values > 0 && k.at < holes[k.values-1].end {
		return false
	}
	if k.values < len(holes) {
		return k.at < holes[k.values].start
	}
	return k.at < len(body)
}

// refuse counts a document for which there is no space.
func (c *Cache) refuse() *Layout {
	if c.refused++; c.refused >= mostRefused {
		c.root.Store(nil)
		c.bytes, c.refused = 0, 0
		c.emptied++
	}
	return nil
}

// Grow counts bytes that the notes of layouts hold.
func (c *Cache) Grow(bytes int) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.bytes += bytes
}

// Emptied counts how often all layouts were dropped.
func (c *Cache) Emptied() int {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.emptied
}

// find appends the values of a document to holes; ok is false if the document is not one to be remembered:
// it has comments, instructions or text beside elements.
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
	for at, i := 0, 0; ; at = holes[i].end { // a byte above ASCII is in a hole
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
