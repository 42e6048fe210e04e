package template

import (
	"bytes"
	"encoding/binary"
	"strings"

	"ivrcheck/schema/internal/xmltree"
)

// A lookup is a document that is looked up.
type lookup struct {
	plain      *xmltree.Scanner
	body       []byte
	transcoded bool
	resolves   bool // the plain scanner has begun with it
	pieces     []piece
	resolved   []string
	markup     []byte // the numbers of the fragments
}

// A piece is a fragment of the document and the value after it.
type piece struct {
	at int32 // of the fragment
	// first and last are the places of the value. If it is no view of the body, first is
	// -1 less its index in resolved.
	first, last int32
}

// fault says that the encoding is not the declared one: only values can have bytes that show it.
func (l *lookup) fault() *xmltree.EncodingFault {
	if l.resolves {
		return l.plain.Fault
	}
	return nil
}

// resolve reads the value between first and the next quote after at that does not stand for itself.
func (l *lookup) resolve(first, at int, quote byte) (end int, ok bool) {
	length := bytes.IndexByte(l.body[at:], quote)
	if length < 0 {
		return 0, false
	}
	if !l.resolves {
		l.resolves = true
		l.plain.Begin(l.body, l.transcoded)
	}
	value, ok := l.plain.Resolve(first, at+length, quote != '<')
	l.resolved = append(l.resolved, value)
	return at + length, ok
}

// Lookup reads a document that is put together of known fragments. The layout is nil if it
// is not.
func (c *cache) Lookup(l *lookup, nodes []xmltree.Node) (*Layout, []xmltree.Node) {
	if !c.cut(l) {
		c.misses++
		return nil, nodes
	}
	layout := c.layouts[string(l.markup)]
	if layout == nil {
		layout = c.learnLayout(l.markup)
	}
	return layout, l.assemble(layout, nodes)
}

// cut cuts the document into pieces. It reports whether all fragments are known.
func (c *cache) cut(l *lookup) bool {
	b, s, at, pieces, markup := l.body, &c.start, 0, l.pieces, l.markup
	for {
		f := s.first
		if f == nil || !f.begins(b[at:]) {
			if f = s.other(b[at:]); f == nil {
				return false
			}
		}
		markup = binary.LittleEndian.AppendUint32(markup, f.number)
		first := at + len(f.text)
		if f.after == nil {
			l.pieces, l.markup = append(pieces, piece{at: int32(at)}), markup
			return true
		}
		p := piece{at: int32(at), first: int32(first)}
		if f.quote != '<' {
			at = xmltree.EndOfValue(b, first)
		} else {
			at = xmltree.EndOfText(b, first)
		}
		if at >= len(b) {
			return false
		}
		p.last = int32(at)
		switch {
		case b[at] != f.quote:
			var ok bool
			if at, ok = l.resolve(first, at, f.quote); !ok {
				return false
			}
			p.first = -int32(len(l.resolved))
		case at > first && (b[first] <= ' ' || b[at-1] <= ' '):
			value := strings.TrimSpace(xmltree.View(b[first:at]))
			p.first = int32(first + strings.Index(xmltree.View(b[first:at]), value))
			p.last = p.first + int32(len(value))
		}
		pieces = append(pieces, p)
		s = f.after
	}
}

// assemble appends the nodes of the document that was cut.
func (l *lookup) assemble(layout *Layout, nodes []xmltree.Node) []xmltree.Node {
	begin := len(nodes)
	nodes = append(nodes, layout.nodes...)
	all, b, pieces := nodes[begin:], l.body, l.pieces
	for i := range all {
		n, s := &all[i], &layout.spots[i]
		n.Start += pieces[s.start].at
		n.End += pieces[s.end].at
		if !s.hasValue {
			continue
		}
		if p := &pieces[s.value]; p.first >= 0 {
			n.Value = xmltree.View(b[p.first:p.last])
		} else {
			n.Value = l.resolved[-1-p.first]
		}
	}
	return nodes
}
