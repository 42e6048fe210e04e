package template

import (
	"bytes"
	"encoding/binary"
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
	markup     []byte // the numbers of the fragments
	resolves   bool   // the plain scanner has begun with it
}

// fault says that the encoding is not the declared one: only values can have bytes that show it.
func (l *lookup) fault() *xmltree.EncodingFault {
	if l.resolves {
		return l.plain.Fault
	}
	return nil
}

// resolve reads the value between first and the next quote after at that does not stand for itself.
func (l *lookup) resolve(first, at int, quote byte) (value string, end int, ok bool) {
	length := bytes.IndexByte(l.body[at:], quote)
	if length < 0 {
		return "", 0, false
	}
	if !l.resolves {
		l.resolves = true
		l.plain.Begin(l.body, l.transcoded)
	}
	value, ok = l.plain.Resolve(first, at+length, quote != '<')
	return value, at + length, ok
}

// Lookup reads a document that is put together of known fragments. It reports whether it is.
func (c *cache) Lookup(l *lookup) bool {
	open := &c.open
	open[0] = -1
	b, nodes, s, at, attribute, markup := l.body, l.nodes, &c.start, 0, false, l.markup
	for {
		f := s.first
		if f == nil || !f.begins(b[at:]) {
			if f = s.other(b[at:]); f == nil {
				break
			}
		}
		markup = binary.LittleEndian.AppendUint32(markup, f.number)
		if attribute {
			nodes[len(nodes)-1].End = int32(at) + 1
		}
		if f.tag > 0 {
			nodes[open[f.tag%(2*mostDepth)]].End = int32(at) + f.tagEnd
		}
		count := len(nodes)
		nodes = slices.Grow(nodes, len(f.parts))[:count+len(f.parts)]
		for i := range f.parts {
			p := &f.parts[i]
			n := xmltree.Node{Parent: open[p.slot%(2*mostDepth)], Start: p.start + int32(at), ID: p.id, Attribute: p.attribute}
			if p.end > 0 {
				n.End = p.end + int32(at)
			}
			if !p.attribute {
				open[(p.slot+1)%(2*mostDepth)] = int32(count + i)
			}
			nodes[count+i] = n
		}
		if f.prologue != nil {
			l.prologue = f.prologue
		}
		if at += len(f.text); f.after == nil {
			l.nodes, l.markup = nodes, markup
			return true
		}
		first, owner := at, len(nodes)-1
		if attribute = f.quote != '<'; attribute {
			at = xmltree.EndOfValue(b, at)
		} else {
			owner, at = int(open[f.owner%(2*mostDepth)]), xmltree.EndOfText(b, at)
		}
		if at >= len(b) {
			break
		}
		n := &nodes[owner]
		switch {
		case b[at] != f.quote:
			var ok bool
			if n.Value, at, ok = l.resolve(first, at, f.quote); !ok {
				c.misses++
				return false
			}
		case at > first && (b[first] <= ' ' || b[at-1] <= ' '):
			n.Value = strings.TrimSpace(xmltree.View(b[first:at]))
		default:
			n.Value = xmltree.View(b[first:at])
		}
		s = f.after
	}
	c.misses++
	return false
}
