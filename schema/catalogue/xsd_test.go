package catalogue

// The catalogue as an XML Schema, for other tools: xmllint, editors, whoever
// generates code. It is as lenient as the Checker where XML Schema 1.0 cannot
// say what the catalogue does; xmllint_test.go lists where they differ.

import (
	"fmt"
	"strings"
)

// XSD gives the catalogue as an XML Schema 1.0. Equal catalogues give equal
// bytes; they are the caller's.
func (c *Catalogue) XSD() []byte {
	x := &xsdWriter{c: c}
	x.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	x.line("<!--")
	x.out.WriteString(grammarHeader)
	x.line("-->")
	x.open(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">`)
	x.open(`<xs:element name="%s">`, c.Envelope.Root)
	x.open(`<xs:complexType>`)
	x.open(`<xs:sequence>`)
	x.line(`<xs:element name="%s" type="given"/>`, c.Envelope.CallID)
	x.open(`<xs:choice>`)
	for _, m := range c.messages {
		x.message(m)
	}
	x.close(`</xs:choice>`)
	x.close(`</xs:sequence>`)
	x.close(`</xs:complexType>`)
	x.close(`</xs:element>`)
	x.types()
	x.close(`</xs:schema>`)
	return []byte(x.out.String())
}

// grammarHeader begins both grammars; two hyphens in a row
// would end the comment.
const grammarHeader = `  Generated from schema/catalogue/iserver.yaml by "go generate ./schema/catalogue"; do not edit.

  The messages between an IVR and the IVR Server as ivrcheck knows them. This is
  not the vendor's IServer.dtd, which is not public, and was not made from it.
  How well each fact is known stands beside it: documented (in the reference
  that is named), implementations (seen in programs), inferred (from such facts).
  A message of which only the name is known may hold anything here.
`

type xsdWriter struct {
	c      *Catalogue
	out    strings.Builder
	indent int
}

func (x *xsdWriter) line(format string, args ...any) {
	x.out.WriteString(strings.Repeat("  ", x.indent))
	fmt.Fprintf(&x.out, format, args...)
	x.out.WriteByte('\n')
}

func (x *xsdWriter) open(format string, args ...any)  { x.line(format, args...); x.indent++ }
func (x *xsdWriter) close(format string, args ...any) { x.indent--; x.line(format, args...) }

// types are those that messages share. xs:token takes white space around a
// value away, as all readers do.
func (x *xsdWriter) types() {
	list := &x.c.List
	simple := func(name, about string, facets ...string) {
		x.open(`<xs:simpleType name="%s">`, name)
		x.annotation(about)
		x.open(`<xs:restriction base="xs:token">`)
		for _, f := range facets {
			x.line(`%s`, f)
		}
		x.close(`</xs:restriction>`)
		x.close(`</xs:simpleType>`)
	}
	simple("given", "Some text.", `<xs:minLength value="1"/>`)
	simple("blank", "White space at most.", `<xs:length value="0"/>`)
	simple(FormatNumber, "Digits, maybe a sign; or nothing.", `<xs:pattern value="([+\-]?[0-9]+)?"/>`)
	simple(FormatPositive, "Digits, not all of them zero; or nothing.", `<xs:pattern value="(\+?0*[1-9][0-9]*)?"/>`)

	x.open(`<xs:complexType name="anything" mixed="true">`)
	x.annotation("What it holds is not known.")
	x.anyElements()
	x.line(`<xs:anyAttribute processContents="skip"/>`)
	x.close(`</xs:complexType>`)

	x.open(`<xs:complexType name="list">`)
	x.annotation("A list of keys and values.")
	x.open(`<xs:sequence>`)
	x.open(`<xs:element name="%s" minOccurs="0" maxOccurs="unbounded">`, list.Item)
	x.annotation(list.Value + " may be empty, and absent only where further items stand inside, which were heard of and not seen.")
	x.open(`<xs:complexType>`)
	x.open(`<xs:sequence>`)
	x.line(`<xs:element name="%s" type="anything" minOccurs="0" maxOccurs="unbounded"/>`, list.Item)
	x.close(`</xs:sequence>`)
	x.line(`<xs:attribute name="%s" type="given" use="required"/>`, list.Name)
	x.line(`<xs:attribute name="%s" type="given" use="required"/>`, list.Type)
	x.line(`<xs:attribute name="%s" type="xs:string"/>`, list.Value)
	x.close(`</xs:complexType>`)
	x.close(`</xs:element>`)
	x.close(`</xs:sequence>`)
	x.close(`</xs:complexType>`)
}

func (x *xsdWriter) anyElements() {
	x.open(`<xs:sequence>`)
	x.line(`<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>`)
	x.close(`</xs:sequence>`)
}

func (x *xsdWriter) annotation(about string) {
	x.line(`<xs:annotation><xs:documentation>%s</xs:documentation></xs:annotation>`, escaped(about))
}

func (x *xsdWriter) message(m *Message) {
	about := m.Text + " " + sender(m.From) + cited(m.Source)
	if m.NameOnly {
		x.open(`<xs:element name="%s" type="anything">`, m.Name)
		x.annotation(about)
		x.close(`</xs:element>`)
		return
	}
	x.open(`<xs:element name="%s">`, m.Name)
	x.annotation(about)
	x.content(m.Parameters, m.Subtypes, m.Open)
	x.close(`</xs:element>`)
}

// content writes the type of an element with parameters. xs:all is what says
// that their order is free and each occurs once; it takes no wildcards, so
// that the elements of an open message are not judged.
func (x *xsdWriter) content(params []*Parameter, subtypes []string, open bool) {
	var elements []*Parameter
	for _, p := range params {
		if p.Form != FormAttribute {
			elements = append(elements, p)
		}
	}
	x.open(`<xs:complexType>`)
	defer x.close(`</xs:complexType>`)
	switch {
	case open:
		x.anyElements()
	case len(elements) == 0:
		// An empty type would allow no white space either.
		x.open(`<xs:simpleContent>`)
		x.open(`<xs:extension base="blank">`)
		x.attributes(params, false)
		x.close(`</xs:extension>`)
		x.close(`</xs:simpleContent>`)
		return
	default:
		model := "all"
		if len(subtypes) > 0 {
			model = "choice"
		}
		x.open(`<xs:%s>`, model)
		for _, p := range elements {
			for _, name := range append([]string{p.Name}, p.Aliases...) {
				x.element(p, name, len(subtypes) == 0)
			}
		}
		x.close(`</xs:%s>`, model)
	}
	x.attributes(params, open)
}

// element writes an element; mayLack reports that one that is not required may
// be absent, which is not so for the branches of a choice.
func (x *xsdWriter) element(p *Parameter, name string, mayLack bool) {
	occurs := ""
	if mayLack && !demanded(p) {
		occurs = ` minOccurs="0"`
	}
	about := p.Text + cited(p.Source)
	typ := ""
	switch p.Form {
	case FormNodes:
		typ = "list"
	case FormUnknown:
		typ = "anything"
	case FormStruct:
	default:
		if len(p.Values) == 0 {
			typ = simpleType(p)
		}
	}
	if typ != "" {
		x.open(`<xs:element name="%s" type="%s"%s>`, name, typ, occurs)
		x.annotation(about)
	} else {
		x.open(`<xs:element name="%s"%s>`, name, occurs)
		x.annotation(about)
		if p.Form == FormStruct {
			x.content(p.Parameters, nil, false)
		} else {
			x.enumeration(p)
		}
	}
	x.close(`</xs:element>`)
}

func (x *xsdWriter) attributes(params []*Parameter, open bool) {
	for _, p := range params {
		if p.Form != FormAttribute && p.Form != FormEither && p.Form != FormUnknown {
			continue
		}
		use := ""
		if demanded(p) {
			use = ` use="required"`
		}
		about := p.Text + cited(p.Source)
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if name != p.Name {
				about = "An accepted second spelling of " + p.Name + "."
			}
			if len(p.Values) > 0 {
				x.open(`<xs:attribute name="%s"%s>`, name, use)
				x.annotation(about)
				x.enumeration(p)
			} else {
				x.open(`<xs:attribute name="%s" type="%s"%s>`, name, simpleType(p), use)
				x.annotation(about)
			}
			x.close(`</xs:attribute>`)
		}
	}
	if open {
		x.line(`<xs:anyAttribute processContents="skip"/>`)
	}
}

func (x *xsdWriter) enumeration(p *Parameter) {
	x.open(`<xs:simpleType>`)
	x.open(`<xs:restriction base="xs:token">`)
	for _, v := range p.Values {
		x.line(`<xs:enumeration value="%s"/>`, escaped(v))
	}
	x.close(`</xs:restriction>`)
	x.close(`</xs:simpleType>`)
}

// demanded reports whether a grammar can demand a parameter: one with a second
// spelling, or in one of two forms, it can only allow.
func demanded(p *Parameter) bool {
	return p.Required && len(p.Aliases) == 0 && p.Form != FormEither && p.Form != FormUnknown
}

func simpleType(p *Parameter) string {
	switch {
	case p.Format == FormatNumber, p.Format == FormatPositive:
		return p.Format
	case p.Required && p.Form != FormEither && p.Form != FormUnknown:
		return "given"
	}
	return "xs:string"
}

// sender is who sends a message, as a sentence.
func sender(from string) string {
	switch from {
	case "ivr":
		return "Sent by the IVR."
	case "server":
		return "Sent by the server."
	}
	return "Sent by either side."
}

// cited is the source of a fact as a sentence.
func cited(s Source) string {
	where := s.Document
	if s.Section != "" {
		where += ", " + s.Section
	}
	return " Source: " + where + " (" + s.Basis + ")."
}

// escaped is a text of the catalogue, which is YAML and so without characters
// that XML has not.
func escaped(text string) string {
	var out strings.Builder
	if err := escape(&out, strings.Join(strings.Fields(text), " ")); err != nil {
		return ""
	}
	return out.String()
}
