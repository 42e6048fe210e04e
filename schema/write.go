package schema

// Writes messages, for examples and tests.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Param is a value at a path, as Message.Lookup would find it: Status,
// Agent.PortNum, UDataEx.VoxFile.
type Param struct{ Path, Value string }

// A piece is an element to be written.
type piece struct {
	name       string
	attributes []Param
	text       string
	children   []*piece
}

// Write builds the document of a message. Parameters take the form that the
// catalogue knows, unknown ones become attributes, and so it is with the
// message itself: one that is unknown has only unknown parameters. A path
// below a list of keys and values becomes a Node. A parameter that names a
// struct makes it, with no value in it.
func (c *Catalogue) Write(name, callID string, params []Param) ([]byte, error) {
	if !writableName(name) {
		return nil, fmt.Errorf("%q cannot be the name of a message, expected an XML name", name)
	}
	message := &piece{name: name}
	known := c.unknownMessage.recognised
	if spec, _ := c.matchMessage(name); spec != nil {
		known = spec.parameters()
	}
	for _, p := range params {
		if err := c.put(message, known, p.Path, p.Value); err != nil {
			return nil, fmt.Errorf("%s %s: %w", name, p.Path, err)
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE %s SYSTEM "%s"><%s><%s>`,
		c.envelope.root, c.envelope.system, c.envelope.root, c.envelope.callID)
	if err := escape(&out, callID); err != nil {
		return nil, fmt.Errorf("%s: %w", c.envelope.callID, err)
	}
	fmt.Fprintf(&out, `</%s>`, c.envelope.callID)
	if err := message.write(&out); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(&out, `</%s>`, c.envelope.root)
	return []byte(out.String()), nil
}

// put adds the value at a path below an element.
func (c *Catalogue) put(into *piece, known []*ParameterSpec, path, value string) error {
	name, rest, nested := strings.Cut(path, ".")
	if !writableName(name) {
		return fmt.Errorf("%q cannot be the name of a parameter, expected an XML name", name)
	}
	p, _ := matchParameter(name, known)
	isList := p != nil && p.Form == formNodes || slices.Contains(c.list.containers, name)
	switch {
	case nested && isList:
		list := into.child(name)
		list.children = append(list.children, &piece{name: c.list.item, attributes: []Param{
			{c.list.name, rest}, {c.list.typ, "Str"}, {c.list.value, value}}})
	case nested:
		var inside []*ParameterSpec
		if p != nil {
			inside = p.Parameters
		}
		return c.put(into.child(name), inside, rest, value)
	case isList, p != nil && p.Form == formStruct:
		into.child(name).text = value
	case p != nil && p.Form == formElement:
		into.children = append(into.children, &piece{name: name, text: value})
	default:
		for _, a := range into.attributes {
			if a.Path == name {
				return fmt.Errorf("an attribute can stand only once")
			}
		}
		into.attributes = append(into.attributes, Param{name, value})
	}
	return nil
}

// child finds or makes the struct or list of that name.
func (e *piece) child(name string) *piece {
	for _, child := range e.children {
		if child.name == name {
			return child
		}
	}
	child := &piece{name: name}
	e.children = append(e.children, child)
	return child
}

func (e *piece) write(out *strings.Builder) error {
	out.WriteByte('<')
	out.WriteString(e.name)
	for _, a := range e.attributes {
		out.WriteByte(' ')
		out.WriteString(a.Path)
		out.WriteString(`="`)
		if err := escape(out, a.Value); err != nil {
			return fmt.Errorf("%s: %w", a.Path, err)
		}
		out.WriteByte('"')
	}
	if e.text == "" && len(e.children) == 0 {
		out.WriteString("/>")
		return nil
	}
	out.WriteByte('>')
	if err := escape(out, e.text); err != nil {
		return fmt.Errorf("%s: %w", e.name, err)
	}
	for _, child := range e.children {
		if err := child.write(out); err != nil {
			return err
		}
	}
	out.WriteString("</" + e.name + ">")
	return nil
}

// escape writes text so that it comes back as it was, in any encoding.
func escape(out *strings.Builder, text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("the value is not UTF-8")
	}
	for _, r := range text {
		switch {
		case r == '&':
			out.WriteString("&amp;")
		case r == '<':
			out.WriteString("&lt;")
		case r == '>':
			out.WriteString("&gt;")
		case r == '"':
			out.WriteString("&quot;")
		case r == '\t', r == '\n', r == '\r', r >= 0x7f && r != 0xfffe && r != 0xffff:
			fmt.Fprintf(out, "&#%d;", r)
		case r < ' ', r == 0xfffe, r == 0xffff:
			return fmt.Errorf("the character U+%04X cannot stand in XML", r)
		default:
			out.WriteRune(r)
		}
	}
	return nil
}

func writableName(s string) bool {
	return s != "" && nameLength([]byte(s), 0) == len(s) && firstAbove([]byte(s)) < 0 && !strings.Contains(s, ":")
}
