package template

import (
	"encoding/binary"
	"slices"

	"ivrcheck/schema/internal/xmltree"
)

// Bounds of what is remembered of layouts.
const (
	mostLayouts     = 4096
	mostLayoutNodes = 64 << 10 // in all
	mostPieces      = 512      // of a document
)

// learnLayout makes the layout of a document whose fragments have the numbers, and remembers it if
// there is space. One that is not remembered is valid until the next call.
func (c *cache) learnLayout(markup []byte) *Layout {
	c.makeLayout(markup)
	c.layoutMisses++
	full := len(c.layouts) >= mostLayouts || c.layoutNodes >= mostLayoutNodes
	if len(markup)/4 > mostPieces || full && c.layoutMisses < mostMisses {
		return &c.made
	}
	if full {
		c.layouts, c.layoutNodes, c.layoutMisses = map[string]*Layout{}, 0, 0
	}
	layout := &Layout{kept: true, prologue: c.made.prologue, nodes: slices.Clone(c.made.nodes), spots: slices.Clone(c.made.spots)}
	c.layouts[string(markup)] = layout
	c.layoutNodes += len(layout.nodes)
	return layout
}

// makeLayout makes c.made the layout of a document.
func (c *cache) makeLayout(markup []byte) {
	var open [2 * mostDepth]int32 // by depth, from 1
	open[0] = -1
	l := &c.made
	l.nodes, l.spots = l.nodes[:0], l.spots[:0]
	s, attribute := &c.start, int32(-1)
	for piece := range uint16(len(markup) / 4) {
		f := s.numbered(binary.LittleEndian.Uint32(markup[4*int(piece):]))
		end := func(node, at int32) { l.nodes[node].End, l.spots[node].end = at, piece }
		if attribute >= 0 {
			end(attribute, 1)
		}
		if f.tag > 0 {
			end(open[f.tag], f.tagEnd)
		}
		for i := range f.parts {
			p, node := &f.parts[i], int32(len(l.nodes))
			l.nodes = append(l.nodes, xmltree.Node{Parent: open[p.slot], Start: p.start, ID: p.id, Attribute: p.attribute})
			l.spots = append(l.spots, spot{start: piece})
			if p.end > 0 {
				end(node, p.end)
			}
			if !p.attribute {
				open[p.slot+1] = node
			}
		}
		if f.prologue != nil {
			l.prologue = f.prologue
		}
		owner := int32(len(l.nodes) - 1)
		if attribute = owner; f.quote == '<' {
			owner, attribute = open[f.owner], -1
		}
		if f.after != nil {
			l.spots[owner].value, l.spots[owner].hasValue = piece, true
		}
		s = f.after
	}
}

// numbered gives the fragment of a number that follows the state.
func (s *state) numbered(number uint32) *fragment {
	for _, f := range s.next {
		if f.number == number {
			return f
		}
	}
	return nil
}
