package template

import (
	"bytes"
	"slices"
	"strings"
	"unsafe"

	"ivrcheck/schema/internal/xmltree"
)

// Learn remembers the fragments of a document that the plain scanner has read. It leaves those
// that have comments, instructions, text beside elements, or names that are not in the table.
func (c *cache) Learn(body []byte, nodes []xmltree.Node, prologue xmltree.Prologue) {
	if c.fragments >= mostFragments || c.bytes >= mostBytes {
		if c.misses < mostMisses {
			return
		}
		*c = *newCache()
	}
	holes, ok := c.holes(body, nodes)
	if !ok {
		return
	}
	s, at, next, depths := &c.start, 0, 0, make([]uint8, len(nodes))
	for i := 0; s != nil; i++ {
		c.number++ // layouts go with the fragments, so no number is used twice
		f := &fragment{number: c.number}
		end := len(body)
		if i < len(holes) {
			end = holes[i].start
			f.quote = holes[i].quote
		}
		f.setText(string(body[at:end]))
		if i > 0 && holes[i-1].quote != '<' { // the tag that is open ends here, or later
			if owner := nodes[holes[i-1].node].Parent; int(nodes[owner].End) <= end {
				f.tag, f.tagEnd = depths[owner], nodes[owner].End-int32(at)
			}
		}
		for ; next < len(nodes) && int(nodes[next].Start) < end; next++ {
			n := &nodes[next]
			p := part{start: n.Start - int32(at), id: n.ID, attribute: n.Attribute}
			if n.Parent >= 0 {
				p.slot = depths[n.Parent]
			}
			depths[next] = p.slot + 1
			if int(n.End) <= end {
				p.end = n.End - int32(at)
			}
			f.parts = append(f.parts, p)
		}
		if i < len(holes) {
			h := holes[i]
			f.owner, f.after = depths[h.node], c.state(body[:holes[0].start], nodes, h.node)
			at = h.end
		}
		if i == 0 {
			p := prologue
			p.Name, p.System = strings.Clone(p.Name), strings.Clone(p.System)
			f.prologue = &p
		}
		if s.add(f) {
			c.fragments++
			c.bytes += int(unsafe.Sizeof(*f)) + len(f.text) + len(f.parts)*int(unsafe.Sizeof(part{}))
		}
		s = f.after
	}
}

// state gives the state after the markup before the value of a node, in a document that
// begins with a text.
func (c *cache) state(beginning []byte, nodes []xmltree.Node, at int32) *state {
	key := append(append([]byte(nil), beginning...), 0)
	add := func(id xmltree.NameID) { key = append(key, byte(id), byte(id>>8)) }
	element := at
	if nodes[at].Attribute {
		element = nodes[at].Parent
		for i := element + 1; i <= at; i++ {
			add(nodes[i].ID)
		}
	}
	add(0)
	for ; element >= 0; element = nodes[element].Parent {
		add(nodes[element].ID)
	}
	s := c.states[string(key)]
	if s == nil {
		s = &state{}
		c.states[string(key)] = s
	}
	return s
}

// holes lists the values of a document; ok is false if the document is not one to be remembered.
func (c *cache) holes(body []byte, nodes []xmltree.Node) (holes []hole, ok bool) {
	root := body[nodes[0].Start:]
	if bytes.Contains(root, []byte("<!")) || bytes.Contains(root, []byte("<?")) {
		return nil, false
	}
	holes = c.buffer[:0]
	defer func() { c.buffer = holes }()
	for i := range nodes {
		n := &nodes[i]
		h := hole{node: int32(i), start: int(n.End), quote: '<'}
		hasElements := false
		for j := i + 1; j < len(nodes) && nodes[j].Parent >= int32(i) && !hasElements; j++ {
			hasElements = nodes[j].Parent == int32(i) && !nodes[j].Attribute
		}
		switch {
		case n.ID == 0:
			return holes, false
		case n.Attribute:
			h.start = int(n.Start) + bytes.IndexByte(body[n.Start:], '=') + 1
			h.start += bytes.IndexAny(body[h.start:], `"'`) + 1
			h.quote, h.end = body[h.start-1], int(n.End)-1
		case hasElements:
			if n.Value != "" {
				return holes, false
			}
			continue
		case body[n.End-2] == '/':
			continue
		default:
			if h.end = h.start + bytes.IndexByte(body[h.start:], '<'); body[h.start] <= ' ' {
				return holes, false
			}
		}
		holes = append(holes, h)
	}
	slices.SortFunc(holes, func(a, b hole) int { return a.start - b.start })
	at := 0
	for i := 0; i <= len(holes); i++ {
		end := len(body)
		if i < len(holes) {
			end = holes[i].start
		}
		if xmltree.IsAboveASCII(body[at:end]) {
			return holes, false
		}
		if i < len(holes) {
			at = holes[i].end
		}
	}
	return holes, true
}
