package catalogue

// Writes messages, for examples and tests.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"ivrcheck/schema/internal/xmltree"
)

// A Param is a value at a path, as in Message.Lookup: Status, Agent.PortNum, UDataEx.VoxFile.
type Param struct{ Path, Value string }

// An Element is an element to write.
type Element struct {
	Name       string
	Attributes []Param
	Text       string
	Children   []*Element
}

// Write builds the document of a message. Parameters get the form from the catalogue; unknown ones become attributes.
// In an unknown message, all parameters are unknown. A path below a list of keys and values becomes a Node. A parameter
// that names a struct makes the struct, without a value in it.
func (c *Catalogue) Write(name, callID string, params []Param) ([]byte, error) {
	if !writableName(name) {
		return nil, fmt.Errorf("%q cannot be the name of a message, expected an XML name", name)
	}
	message := &Element{Name: name}
	known := c.unknown.recognised
	if spec, _ := c.MatchMessage(name); spec != nil {
		known = spec.known()
	}
	for _, p := range params {
		if err := c.put(message, known, p.Path, p.Value); err != nil {
			return nil, fmt.Errorf("%s %s: %w", name, p.Path, err)
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE %s SYSTEM "%s"><%s><%s>`,
		c.Envelope.Root, c.Envelope.System, c.Envelope.Root, c.Envelope.CallID)
	if err := escape(&out, callID); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Envelope.CallID, err)
	}
	fmt.Fprintf(&out, `</%s>`, c.Envelope.CallID)
	if err := message.Write(&out); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(&out, `</%s>`, c.Envelope.Root)
	return []byte(out.String()), nil
}

// put adds the value at a path below an element.
func (c *Catalogue) put(into *Element, known []*Parameter, path, value string) error {
	name, rest, nested := strings.Cut(path, ".")
	if !writableName(name) {
		return fmt.Errorf("%q cannot be the name of a parameter, expected an XML name", name)
	}
	p, _ := MatchParameter(name, known)
	isList := p != nil && p.Form == FormNodes || slices.Contains(c.List.Containers, name)
	switch {
	case nested && isList:
		list := into.child(name)
		list.Children = append(list.Children, &Element{Name: c.List.Item, Attributes: []Param{
			{c.List.Name, rest}, {c.List.Type, "Str"}, {c.List.Value, value}}})
	case nested:
		var inside []*Parameter
		if p != nil {
			inside = p.Parameters
		}
		return c.put(into.child(name), inside, rest, value)
	case isList, p != nil && p.Form == FormStruct:
		into.child(name).Text = value
	case p != nil && p.Form == FormElement:
		into.Children = append(into.Children, &Element{Name: name, Text: value})
	default:
		for _, a := range into.Attributes {
			if a.Path == name {
				return fmt.Errorf("an attribute can stand only once")
			}
		}
		into.Attributes = append(into.Attributes, Param{name, value})
	}
	return nil
}

// child finds or creates the struct or list with that name.
func (e *Element) child(name string) *Element {
	for _, child := range e.Children {
		if child.Name == name {
			return child
		}
	}
	child := &Element{Name: name}
	e.Children = append(e.Children, child)
	return child
}

// Write writes the element and its content. The error contains the value that XML cannot represent.
func (e *Element) Write(out *strings.Builder) error {
	out.WriteByte('<')
	out.WriteString(e.Name)
	for _, a := range e.Attributes {
		out.WriteByte(' ')
		out.WriteString(a.Path)
		out.WriteString(`="`)
		if err := escape(out, a.Value); err != nil {
			return fmt.Errorf("%s: %w", a.Path, err)
		}
		out.WriteByte('"')
	}
	if e.Text == "" && len(e.Children) == 0 {
		out.WriteString("/>")
		return nil
	}
	out.WriteByte('>')
	if err := escape(out, e.Text); err != nil {
		return fmt.Errorf("%s: %w", e.Name, err)
	}
	for _, child := range e.Children {
		if err := child.Write(out); err != nil {
			return err
		}
	}
	out.WriteString("</" + e.Name + ">")
	return nil
}

// escape writes text so that parsers restore it exactly, in any encoding.
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
			return fmt.Errorf("the character U+%04X is not allowed in XML", r)
		default:
			out.WriteRune(r)
		}
	}
	return nil
}

func writableName(s string) bool {
	return s != "" && xmltree.EndOfName([]byte(s), 0) == len(s) && !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) && !strings.Contains(s, ":")
}
