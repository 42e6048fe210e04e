package schema

// The catalogue as a document type, so that what names IServer.dtd can be
// edited and looked at with tools that need one. A DTD says less than the XML
// Schema: nothing of order that is free with each element once, no formats,
// and of an element name one thing wherever it stands.

import (
	"fmt"
	"slices"
	"strings"
)

// DTD gives the catalogue as a document type definition. Equal catalogues give
// equal bytes; they are the caller's.
func (c *Catalogue) DTD() []byte {
	d := &dtdWriter{item: c.list.item, elements: map[string]*dtdElement{}}
	root := d.declare(c.envelope.root, "", "")
	d.declare(c.envelope.callID, "(#PCDATA)", "The call, also where a message belongs to none.")
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
	root.model = "(" + c.envelope.callID + ", (" + strings.Join(names, " | ") + "))"
	d.items(&c.list)

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

// parameters declares what stands in an element: attributes for it, elements
// for themselves.
func (d *dtdWriter) parameters(of *dtdElement, params []*ParameterSpec) {
	for _, p := range params {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if p.Form == formAttribute || p.Form == formEither || p.Form == formUnknown {
				of.attribute(p, name)
			}
			switch p.Form {
			case formAttribute:
			case formUnknown:
				d.declare(name, "ANY", p.Text)
			case formNodes:
				d.declare(name, "("+d.item+"*)", p.Text)
			case formStruct:
				d.parameters(d.declare(name, contentModel(p.Parameters, nil), p.Text), p.Parameters)
			default:
				d.declare(name, "(#PCDATA)", p.Text)
			}
		}
	}
}

func (e *dtdElement) attribute(p *ParameterSpec, name string) {
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
func (d *dtdWriter) items(l *list) {
	e := d.declare(l.item, "("+l.item+"*)", "A key and its value; "+l.value+" is absent only where further items stand inside.")
	e.attributes = []string{l.name + " CDATA #REQUIRED", l.typ + " CDATA #REQUIRED", l.value + " CDATA #IMPLIED"}
}

// contentModel is the model of an element with parameters.
func contentModel(params []*ParameterSpec, subtypes []string) string {
	var names []string
	required, known := false, true
	for _, p := range params {
		if p.Form != formAttribute {
			names = append(append(names, p.Name), p.Aliases...)
			required = demanded(p)
			known = known && p.Form != formUnknown
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
