package catalogue

// The catalogue as a document type, so that what names IServer.dtd can be
// edited and looked at with tools that need one. A DTD says less than the XML
// Schema: nothing of order that is free with each element once, no formats,
// and of an element name one thing wherever it occurs.

import (
	"fmt"
	"slices"
	"strings"
)

// DTD gives the catalogue as a document type definition. Equal catalogues give
// equal bytes; they are the caller's.
func (c *Catalogue) DTD() []byte {
	d := &dtdWriter{item: c.List.Item, elements: map[string]*dtdElement{}}
	root := d.declare(c.Envelope.Root, "", "")
	d.declare(c.Envelope.CallID, "(#PCDATA)", "The call, also where a message belongs to none.")
	var names []string
	for _, m := range c.messages {
		names = append(names, m.Name)
		about := m.Text + " " + sender(m.From) + cited(m.Source)
		model := contentModel(m.Parameters, m.Subtypes)
		if m.NameOnly || m.Open {
			model = "ANY"
		}
		d.parameters(d.declare(m.Name, model, about), m.Parameters)
	}
	root.model = "(" + c.Envelope.CallID + ", (" + strings.Join(names, " | ") + "))"
	d.items(&c.List)

	var out strings.Builder
	out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--\n" + grammarHeader)
	out.WriteString(`
  A DTD cannot say that some elements may stand in any order and each of them
  once, nor that an attribute is not known: gctimsg.xsd beside this file is
  stricter in the one and more lenient in the other.
-->
`)
	for _, name := range d.order {
		d.elements[name].write(&out, name)
	}
	return []byte(out.String())
}

type dtdWriter struct {
	item     string // the name of a list's item
	order    []string
	elements map[string]*dtdElement
}

type dtdElement struct {
	model, about string
	attributes   []string // name, type and default
}

// declare adds an element. Where it has another meaning elsewhere, all that a
// DTD can say of it is that it may hold anything.
func (d *dtdWriter) declare(name, model, about string) *dtdElement {
	if e := d.elements[name]; e != nil {
		if e.model != model {
			e.model = "ANY"
		}
		return e
	}
	e := &dtdElement{model: model, about: about}
	d.order = append(d.order, name)
	d.elements[name] = e
	return e
}

// parameters declares the contents of an element: attributes for it, elements
// for themselves.
func (d *dtdWriter) parameters(of *dtdElement, params []*Parameter) {
	for _, p := range params {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if p.Form == FormAttribute || p.Form == FormEither || p.Form == FormUnknown {
				of.attribute(p, name)
			}
			switch p.Form {
			case FormAttribute:
			case FormUnknown:
				d.declare(name, "ANY", p.Text)
			case FormNodes:
				d.declare(name, "("+d.item+"*)", p.Text)
			case FormStruct:
				d.parameters(d.declare(name, contentModel(p.Parameters, nil), p.Text), p.Parameters)
			default:
				d.declare(name, "(#PCDATA)", p.Text)
			}
		}
	}
}

func (e *dtdElement) attribute(p *Parameter, name string) {
	typ, presence := "CDATA", "#IMPLIED"
	tokens := !slices.ContainsFunc(p.Values, func(v string) bool { return !plainName(v) })
	if len(p.Values) > 0 && tokens {
		typ = "(" + strings.Join(p.Values, " | ") + ")"
	}
	if demanded(p) {
		presence = "#REQUIRED"
	}
	declaration := name + " " + typ + " " + presence
	if !slices.Contains(e.attributes, declaration) {
		e.attributes = append(e.attributes, declaration)
	}
}

// items declares the item of lists.
func (d *dtdWriter) items(l *List) {
	e := d.declare(l.Item, "("+l.Item+"*)", "A key and its value; "+l.Value+" is absent only where further items stand inside.")
	e.attributes = []string{l.Name + " CDATA #REQUIRED", l.Type + " CDATA #REQUIRED", l.Value + " CDATA #IMPLIED"}
}

// contentModel is the model of an element with parameters.
func contentModel(params []*Parameter, subtypes []string) string {
	var names []string
	required, known := false, true
	for _, p := range params {
		if p.Form != FormAttribute {
			names = append(append(names, p.Name), p.Aliases...)
			required = demanded(p)
			known = known && p.Form != FormUnknown
		}
	}
	switch {
	case len(names) == 0:
		return "EMPTY"
	case len(subtypes) > 0 || len(names) == 1 && required:
		return "(" + strings.Join(names, " | ") + ")"
	case len(names) == 1 && known:
		return "(" + names[0] + "?)"
	}
	return "(" + strings.Join(names, " | ") + ")*"
}

func (e *dtdElement) write(out *strings.Builder, name string) {
	out.WriteByte('\n')
	if e.about != "" {
		// Two hyphens would end the comment.
		fmt.Fprintf(out, "<!-- %s -->\n", strings.ReplaceAll(strings.Join(strings.Fields(e.about), " "), "--", "- -"))
	}
	fmt.Fprintf(out, "<!ELEMENT %s %s>\n", name, e.model)
	if len(e.attributes) > 0 {
		fmt.Fprintf(out, "<!ATTLIST %s\n  %s>\n", name, strings.Join(e.attributes, "\n  "))
	}
}
