package template

import (
	"bytes"
	"strings"

	"ivrcheck/schema/internal/xmltree"
)

// Lookup cuts a document into known markup and values. It returns its layout, nil if not all is known.
func (c *Cache) Lookup(d *document) *Layout {
	clear(d.resolved) // they refer to earlier documents
	d.resolved = d.resolved[:0]
	b, at, n := d.body, 0, 1
	for p := c.root.Load(); ; {
		var word uint64
		if at+8 <= len(b) {
			word = xmltree.Word(b, at)
		} else {
			word = wordOf(b[at:])
		}
		for p != nil && word&p.mask != p.first {
			p = p.sibling.Load()
		}
		if p == nil {
			return nil
		}
		size := len(p.text)
		if at += size; at > len(b) || size > 8 && (xmltree.Word(b, at-8) != p.last || size > 16 && !bytes.Equal(b[at-size:at-8], p.text[:size-8])) {
			return nil
		}
		switch p.quote {
		case 0:
			if at == len(b) {
				return p.layout
			}
			p = p.next.Load()
			continue
		case '<':
			if at+1 < len(b) && (b[at] <= ' ' || b[at] == '<' && b[at+1] != '/') {
				p = p.next.Load() // no text of an element that has no children
				continue
			}
		}
		first := at
		if p.quote == '<' {
			at = xmltree.EndOfText(b, first)
		} else if end, ok := xmltree.EndOfShort(b, first); ok {
			at = end
		} else {
			at = xmltree.EndOfValue(b, end)
		}
		if at >= len(b) {
			return nil
		}
		end, value := at, ""
		switch {
		case b[at] != p.quote:
			var ok bool
			if value, end, ok = d.resolve(first, at, p.quote); !ok {
				return nil
			}
		case b[first] <= ' ' || b[at-1] <= ' ':
			value = strings.TrimSpace(xmltree.View(b[first:at]))
		default:
			d.places[n] = extent{int32(first), int32(at)}
			n, p = n+1, p.after.Load()
			continue
		}
		d.places[n] = extent{int32(^len(d.resolved)), int32(end)}
		d.resolved = append(d.resolved, value)
		n, at, p = n+1, end, p.after.Load()
	}
}

// resolve reads the value between first and the next quote after at that is not literal.
func (d *document) resolve(first, at int, quote byte) (value string, end int, ok bool) {
	length := bytes.IndexByte(d.body[at:], quote)
	if length < 0 {
		return "", 0, false
	}
	if !d.resolves {
		d.resolves = true
		d.plain.Begin(d.body, d.transcoded)
	}
	value, ok = d.plain.Resolve(first, at+length, quote != '<')
	return value, at + length, ok
}

// fault means that the encoding is not the declared one: only values can have bytes that show it.
func (d *document) fault() *xmltree.EncodingFault {
	if d.resolves {
		return d.plain.Fault
	}
	return nil
}
