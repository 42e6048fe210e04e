package template

import (
	"bytes"
	"strings"
	"unsafe"

	"ivrcheck/schema/internal/xmltree"
)

// mostValues is the maximum number of values of a document.
const mostValues = 512

// A document is the last document that was looked up.
type document struct {
	plain      *xmltree.Scanner
	body       []byte
	transcoded bool
	resolves   bool    // the plain scanner has begun it
	layout     *Layout // nil if it is unknown
	values     int     // their number, if the layout is known
	// places are the places of the values, by their numbers from 1. resolved are the values that differ from the bytes
	// there, by the complement of their start. Number 0 is an empty value.
	places   [mostValues + 1]extent
	resolved []string
}

type extent struct{ start, end int32 }

// isEmpty reports whether the value with a number is empty.
func (d *document) isEmpty(number uint16) bool {
	p := d.places[number]
	return p.start == p.end || p.start < 0 && d.resolved[^p.start] == ""
}

// text returns the value with a number, without white space around it.
func (d *document) text(number uint16) string {
	p := d.places[number]
	if p.start < 0 {
		return d.resolved[^p.start]
	}
	return unsafe.String((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(d.body)), p.start)), p.end-p.start)
}

// Lookup cuts a document of at least eight bytes into known markup and values. It returns its layout, or nil if some
// markup is unknown.
func (c *Cache) Lookup(d *document) *Layout {
	clear(d.resolved) // they refer to earlier documents
	d.resolved = d.resolved[:0]
	b := d.body
	at, n := 0, 1
	// List items with the same markup lead to the same parts again.
	for first := &c.root.first; ; {
		p := first.Load()
		var word uint64
		if more := at + 8 - len(b); more <= 0 {
			word = xmltree.Word(b, at)
		} else {
			word = xmltree.Word(b, len(b)-8) >> (8 * more)
		}
		for p != nil && word&p.mask != p.first {
			p = p.sibling.Load()
		}
		if p == nil {
			return nil
		}
		size := len(p.text)
		if at += size; at > len(b) || size > 8 && (xmltree.Word(b, at-8) != p.last ||
			size > 16 && (xmltree.Word(b, at-16) != p.middle || size > 24 && !sameWords(b[at-size:], p.text))) {
			return nil
		}
		start := at
		switch p.quote {
		case 0:
			if at == len(b) {
				d.values = n - 1
				return p.layout
			}
			first = &p.next
			continue
		case '<':
			if at+1 < len(b) && (xmltree.Byte(b, at) <= ' ' || xmltree.Byte(b, at) == '<' && xmltree.Byte(b, at+1) != '/') {
				first = &p.next // not the text of an element without children
				continue
			}
			// The text of an element without children, which may be empty, ends at the < of the end tag.
			at = xmltree.EndOfText(b, start)
		default:
			at = xmltree.EndOfValue(b, start)
		}

		if uint(at) >= uint(len(b)) || uint(n) > mostValues {
			return nil
		}
		end := at
		var value string
		switch {
		case b[at] != p.quote:
			var ok bool
			if value, end, ok = d.resolve(start, at, p.quote); !ok {
				return nil
			}
		case xmltree.Byte(b, start) <= ' ' || xmltree.Byte(b, at-1) <= ' ':
			value = strings.TrimSpace(xmltree.View(b[start:at]))
		default:
			d.places[n] = extent{int32(start), int32(at)}
			n, first = n+1, &p.after.first
			continue
		}
		d.places[n] = extent{int32(^len(d.resolved)), int32(end)}
		d.resolved = append(d.resolved, value)
		n, at, first = n+1, end, &p.after.first
	}
}

// sameWords reports whether two texts have the same bytes from the ninth to those before the last 16 of b. It compares
// 16 at a time, which may include some of the last 16.
func sameWords(a, b []byte) bool {
	i := 8
	for i < len(b)-16 && xmltree.Word(a, i) == xmltree.Word(b, i) && xmltree.Word(a, i+8) == xmltree.Word(b, i+8) {
		i += 16
	}
	return i >= len(b)-16
}

// resolve reads a non-literal value from first to the next quote after at.
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

// fault returns a fault if the encoding is not the declared one. Only bytes of values can show that.
func (d *document) fault() *xmltree.EncodingFault {
	if d.resolves {
		return d.plain.Fault
	}
	return nil
}
