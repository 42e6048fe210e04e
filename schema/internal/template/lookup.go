package template

import (
	"bytes"
	"slices"
	"strings"

	"ivrcheck/schema/internal/xmltree"
)

// A lookup is a document that is looked up, and its nodes as far as they are known.
type lookup struct {
	plain      *xmltree.Scanner
	body       []byte
	transcoded bool
	nodes      []xmltree.Node
	prologue   *xmltree.Prologue
	resolves   bool // the plain scanner has begun with it
}

// fault says that the encoding is not the declared one: only values can have bytes that show it.
func (l *lookup) fault() *xmltree.EncodingFault {
	if l.resolves {
		return l.plain.Fault
	}
	return nil
}

// value reads the value that begins at at and that quote ends.
func (l *lookup) value(at int, quote byte) (value string, end int, ok bool) {
	b := l.body
	if quote == '<' {
		end = xmltree.EndOfText(b, at)
	} else {
		end = xmltree.EndOfValue(b, at)
	}
	if end >= len(b) {
		return "", 0, false
	}
	if b[end] == quote {
		if value = xmltree.View(b[at:end]); end > at && (b[at] <= ' ' || b[end-1] <= ' ') {
			value = strings.TrimSpace(value)
		}
		return value, end, true
	}
	length := bytes.IndexByte(b[end:], quote)
	if length < 0 {
		return "", 0, false
	}
	if !l.resolves {
		l.resolves = true
		l.plain.Begin(b, l.transcoded)
	}
	value, ok = l.plain.Resolve(at, end+length, quote != '<')
	return value, end + length, ok
}

// Lookup reads a document that is put together of known fragments. It reports whether it is.
func (c *cache) Lookup(l *lookup) bool {
	open := [2 * mostDepth]int32{-1} // by depth, from 1
	b, nodes, s, at, attribute := l.body, l.nodes, &c.start, 0, false
	for {
		f := s.take(b[at:])
		if f == nil {
			c.misses++
			return false
		}
		if attribute {
			nodes[len(nodes)-1].End = int32(at) + 1
		}
		if f.tag > 0 {
			nodes[open[f.tag%len(open)]].End = int32(at) + f.tagEnd
		}
		if f.prologue != nil {
			l.prologue = f.prologue
		}
		from := len(nodes)
		nodes = slices.Grow(nodes, len(f.parts))[:from+len(f.parts)]
		for i := range f.parts {
			p, n := &f.parts[i], &nodes[from+i]
			slot := int(p.parent) % mostDepth
			n.Value, n.Other, n.Parent, n.Start, n.End, n.ID, n.Attribute = "", "", open[slot], int32(at)+p.start, 0, p.id, p.attribute
			if !p.attribute {
				open[slot+1] = int32(from + i)
			}
			if p.end > 0 {
				n.End = int32(at) + p.end
			}
		}
		if at += len(f.text); f.after == nil {
			l.nodes = nodes
			return true
		}
		value, end, ok := l.value(at, f.quote)
		if !ok {
			c.misses++
			return false
		}
		owner := len(nodes) - 1
		if attribute = f.quote != '<'; !attribute {
			owner = int(open[f.owner%len(open)])
		}
		nodes[owner].Value = value
		at, s = end, f.after
	}
}
