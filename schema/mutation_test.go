package schema

// Good messages made from the catalogue, and what can be done to them.

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"ivrcheck/schema/catalogue"
)

// A generator makes documents of one message.
type generator struct {
	c    *Catalogue
	r    *rand.Rand
	spec *MessageSpec
	bare bool // no document type declaration
}

func (g *generator) text(root *catalogue.Element) []byte {
	var out strings.Builder
	out.WriteString(`<?xml version="1.0" encoding="ISO-8859-1"?>`)
	if !g.bare {
		out.WriteString(`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`)
	}
	if err := root.Write(&out); err != nil {
		panic(err)
	}
	return []byte(out.String())
}

// document is a good one: all that is required, some of the rest, elements in
// any order, parameters of unknown form in either.
func (g *generator) document() *catalogue.Element {
	m := &catalogue.Element{Name: g.spec.Name}
	g.fill(m, g.spec.Parameters, g.spec.Subtypes)
	return &catalogue.Element{Name: "GctiMsg", Children: []*catalogue.Element{{Name: "CallId", Text: "c-" + strconv.Itoa(g.r.IntN(100))}, m}}
}

func (g *generator) fill(into *catalogue.Element, params []*ParameterSpec, subtypes []string) {
	chosen := ""
	if len(subtypes) > 0 {
		chosen = subtypes[g.r.IntN(len(subtypes))]
	}
	for _, p := range params {
		subtype := slices.Contains(subtypes, p.Name)
		switch {
		case subtype && p.Name != chosen, slices.Contains(p.ForbiddenWith, chosen):
			continue
		case !subtype && !p.Required && g.r.IntN(2) == 0:
			continue
		}
		asElement := p.Form != catalogue.FormAttribute && (p.Form != catalogue.FormUnknown || g.r.IntN(2) == 0)
		if !asElement {
			into.Attributes = append(into.Attributes, Param{Path: p.Name, Value: g.value(p)})
			continue
		}
		child := &catalogue.Element{Name: p.Name}
		switch p.Form {
		case catalogue.FormStruct:
			g.fill(child, p.Parameters, nil)
		case catalogue.FormNodes:
			for i := range g.r.IntN(3) {
				child.Children = append(child.Children, &catalogue.Element{Name: "Node", Attributes: []Param{
					{Path: "Name", Value: "k" + strconv.Itoa(i)}, {Path: "Type", Value: "Str"}, {Path: "Val", Value: strings.Repeat("v", g.r.IntN(3))}}})
			}
		default:
			child.Text = g.value(p)
		}
		into.Children = append(into.Children, child)
	}
	g.r.Shuffle(len(into.Children), func(i, j int) {
		into.Children[i], into.Children[j] = into.Children[j], into.Children[i]
	})
}

func (g *generator) value(p *ParameterSpec) string {
	switch {
	case len(p.Values) > 0:
		return p.Values[g.r.IntN(len(p.Values))]
	case p.Format == catalogue.FormatNumber:
		return strconv.Itoa(g.r.IntN(200) - 100)
	case p.Format == catalogue.FormatPositive:
		return "0" + strconv.Itoa(1+g.r.IntN(100))
	case p.Format == catalogue.FormatKeyList:
		return []string{"a", "a:b", "a, b:c", "Full name"}[g.r.IntN(4)]
	}
	return []string{"x", "4711", "a b", "<&>\"'"}[g.r.IntN(4)]
}

// below lists an element and all elements in it.
func below(e *catalogue.Element) []*catalogue.Element {
	all := []*catalogue.Element{e}
	for _, child := range e.Children {
		all = append(all, below(child)...)
	}
	return all
}

// message is the message element; any gives one of the elements in it that a
// test picks, nil if there is none.
func message(root *catalogue.Element) *catalogue.Element { return root.Children[1] }

func (g *generator) any(root *catalogue.Element, pick func(*catalogue.Element) bool) *catalogue.Element {
	var all []*catalogue.Element
	for _, e := range below(message(root)) {
		if pick(e) {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[g.r.IntN(len(all))]
}

func hasAttributes(e *catalogue.Element) bool { return len(e.Attributes) > 0 }
func hasChildren(e *catalogue.Element) bool   { return len(e.Children) > 0 }
func hasText(e *catalogue.Element) bool       { return e.Text != "" }
func isNode(e *catalogue.Element) bool        { return e.Name == "Node" }
func everything(*catalogue.Element) bool      { return true }

// misspell changes the case of a letter, or loses one.
func (g *generator) misspell(name string) string {
	i := g.r.IntN(len(name))
	if g.r.IntN(2) == 0 {
		return name[:i] + string(name[i]^0x20) + name[i+1:]
	}
	return name[:i] + name[i+1:]
}

// change does something to an attribute of one of the message's elements.
func change(do func(g *generator, e *catalogue.Element, i int)) func(*generator, *catalogue.Element) bool {
	return func(g *generator, root *catalogue.Element) bool {
		e := g.any(root, hasAttributes)
		if e == nil {
			return false
		}
		do(g, e, g.r.IntN(len(e.Attributes)))
		return true
	}
}

// ofParameter does something to the first attribute of the message that is a
// parameter of a kind.
func ofParameter(kind func(*ParameterSpec) bool, do func(e *catalogue.Element, i int, p *ParameterSpec)) func(*generator, *catalogue.Element) bool {
	return func(g *generator, root *catalogue.Element) bool {
		e := message(root)
		for i, a := range e.Attributes {
			if p := g.spec.Parameter(a.Path); p != nil && kind(p) {
				do(e, i, p)
				return true
			}
		}
		return false
	}
}

func hasAlias(p *ParameterSpec) bool { return len(p.Aliases) > 0 }
func isNumeric(p *ParameterSpec) bool {
	return p.Format == catalogue.FormatNumber || p.Format == catalogue.FormatPositive
}
func isKeyList(p *ParameterSpec) bool { return p.Format == catalogue.FormatKeyList }

// on does something to one of the message's elements.
func on(pick func(*catalogue.Element) bool, do func(g *generator, e *catalogue.Element)) func(*generator, *catalogue.Element) bool {
	return func(g *generator, root *catalogue.Element) bool {
		e := g.any(root, pick)
		if e == nil {
			return false
		}
		do(g, e)
		return true
	}
}

// ofDocument does something to the whole document.
func ofDocument(do func(g *generator, root *catalogue.Element)) func(*generator, *catalogue.Element) bool {
	return func(g *generator, root *catalogue.Element) bool { do(g, root); return true }
}

// mutations are what is done to a good message; apply reports whether it could
// be done.
var mutations = []struct {
	name  string
	apply func(g *generator, root *catalogue.Element) bool
}{
	{"none", ofDocument(func(*generator, *catalogue.Element) {})},
	{"white space", ofDocument(func(_ *generator, root *catalogue.Element) {
		for _, e := range below(root) {
			e.Text = " " + e.Text + "\n"
			for i := range e.Attributes {
				e.Attributes[i].Value = " " + e.Attributes[i].Value + " "
			}
		}
	})},
	{"another order", on(hasChildren, func(_ *generator, e *catalogue.Element) { slices.Reverse(e.Children) })},

	{"drop an attribute", change(func(_ *generator, e *catalogue.Element, i int) { e.Attributes = slices.Delete(e.Attributes, i, i+1) })},
	{"empty an attribute", change(func(_ *generator, e *catalogue.Element, i int) { e.Attributes[i].Value = "" })},
	{"another value", change(func(g *generator, e *catalogue.Element, i int) {
		e.Attributes[i].Value += []string{"x", "0", "-", ",b"}[g.r.IntN(4)]
	})},
	{"another case of a value", change(func(_ *generator, e *catalogue.Element, i int) {
		e.Attributes[i].Value = strings.ToLower(e.Attributes[i].Value)
	})},
	{"look-alike letters", change(func(_ *generator, e *catalogue.Element, i int) {
		e.Attributes[i].Value = strings.NewReplacer("O", "0", "I", "l", "l", "I").Replace(e.Attributes[i].Value)
	})},
	{"misspell an attribute", change(func(g *generator, e *catalogue.Element, i int) {
		name := g.misspell(e.Attributes[i].Path)
		if !slices.ContainsFunc(e.Attributes, func(a Param) bool { return a.Path == name }) && writable(name) {
			e.Attributes[i].Path = name
		}
	})},
	{"an attribute as element", change(func(_ *generator, e *catalogue.Element, i int) {
		e.Children = append(e.Children, &catalogue.Element{Name: e.Attributes[i].Path, Text: e.Attributes[i].Value})
		e.Attributes = slices.Delete(e.Attributes, i, i+1)
	})},
	{"an attribute also as element", change(func(_ *generator, e *catalogue.Element, i int) {
		e.Children = append(e.Children, &catalogue.Element{Name: e.Attributes[i].Path, Text: e.Attributes[i].Value})
	})},
	{"an unknown attribute", on(everything, func(_ *generator, e *catalogue.Element) {
		e.Attributes = append(e.Attributes, Param{Path: "Colour", Value: "red"})
	})},
	{"another message's attribute", on(everything, func(_ *generator, e *catalogue.Element) {
		if !slices.ContainsFunc(e.Attributes, func(a Param) bool { return a.Path == "Keys" }) {
			e.Attributes = append(e.Attributes, Param{Path: "Keys", Value: "a"})
		}
	})},

	{"drop an element", on(hasChildren, func(g *generator, e *catalogue.Element) {
		i := g.r.IntN(len(e.Children))
		e.Children = slices.Delete(e.Children, i, i+1)
	})},
	{"repeat an element", on(hasChildren, func(g *generator, e *catalogue.Element) {
		e.Children = append(e.Children, e.Children[g.r.IntN(len(e.Children))])
	})},
	{"empty an element", on(hasText, func(_ *generator, e *catalogue.Element) { e.Text = "" })},
	{"another text", on(hasText, func(g *generator, e *catalogue.Element) { e.Text += []string{"x", "0", "-", ",b"}[g.r.IntN(4)] })},
	{"misspell an element", on(hasChildren, func(g *generator, e *catalogue.Element) {
		child := *e.Children[0]
		if name := g.misspell(child.Name); writable(name) {
			child.Name = name
		}
		e.Children[0] = &child
	})},
	{"an element as attribute", on(hasChildren, func(_ *generator, e *catalogue.Element) {
		child := e.Children[0]
		if !slices.ContainsFunc(e.Attributes, func(a Param) bool { return a.Path == child.Name }) {
			e.Attributes = append(e.Attributes, Param{Path: child.Name, Value: child.Text})
			e.Children = e.Children[1:]
		}
	})},
	{"an unknown element", on(everything, func(_ *generator, e *catalogue.Element) {
		e.Children = append(e.Children, &catalogue.Element{Name: "Colour", Text: "red"})
	})},
	{"nest a structure", on(hasText, func(_ *generator, e *catalogue.Element) {
		e.Children = append(e.Children, &catalogue.Element{Name: "Colour", Attributes: []Param{{Path: "of", Value: "this"}}})
	})},
	{"stray text", on(func(e *catalogue.Element) bool { return e.Text == "" }, func(_ *generator, e *catalogue.Element) { e.Text = "stray" })},

	{"a second spelling", ofParameter(hasAlias, func(e *catalogue.Element, i int, p *ParameterSpec) { e.Attributes[i].Path = p.Aliases[0] })},
	{"both spellings", ofParameter(hasAlias, func(e *catalogue.Element, i int, p *ParameterSpec) {
		e.Attributes = append(e.Attributes, Param{Path: p.Aliases[0], Value: e.Attributes[i].Value})
	})},
	{"no number", ofParameter(isNumeric, func(e *catalogue.Element, i int, _ *ParameterSpec) { e.Attributes[i].Value = "many" })},
	{"no number in an element", ofParameter(isNumeric, func(e *catalogue.Element, i int, p *ParameterSpec) {
		e.Attributes = slices.Delete(e.Attributes, i, i+1)
		e.Children = append(e.Children, &catalogue.Element{Name: p.Name, Text: "many"})
	})},
	{"another separator", ofParameter(isKeyList, func(e *catalogue.Element, i int, _ *ParameterSpec) { e.Attributes[i].Value = "a,b" })},
	{"a ReqId", func(g *generator, root *catalogue.Element) bool {
		m := message(root)
		if slices.ContainsFunc(m.Attributes, func(a Param) bool { return a.Path == "ReqId" }) {
			return false
		}
		m.Attributes = append(m.Attributes, Param{Path: "ReqId", Value: "7"})
		return true
	}},
	{"a second subtype", func(g *generator, root *catalogue.Element) bool {
		if len(g.spec.Subtypes) == 0 {
			return false
		}
		other := &catalogue.Element{Name: g.spec.Name}
		g.fill(other, g.spec.Parameters, g.spec.Subtypes)
		m := message(root)
		m.Children = append(m.Children, other.Children...)
		return true
	}},
	{"a Node without Val", on(isNode, func(_ *generator, e *catalogue.Element) { e.Attributes = e.Attributes[:2] })},
	{"a Node without Name", on(isNode, func(_ *generator, e *catalogue.Element) { e.Attributes = e.Attributes[1:] })},
	{"a Node in a Node", on(isNode, func(_ *generator, e *catalogue.Element) {
		e.Attributes = e.Attributes[:2]
		e.Children = []*catalogue.Element{{Name: "Node", Attributes: []Param{{Path: "Name", Value: "a"}, {Path: "Type", Value: "Str"}, {Path: "Val", Value: "1"}}}}
	})},

	{"misspell the message", ofDocument(func(g *generator, root *catalogue.Element) {
		if name := g.misspell(message(root).Name); writable(name) {
			message(root).Name = name
		}
	})},
	{"an unknown message", ofDocument(func(_ *generator, root *catalogue.Element) { message(root).Name = "Paint" })},
	{"no message", ofDocument(func(_ *generator, root *catalogue.Element) { root.Children = root.Children[:1] })},
	{"two messages", ofDocument(func(g *generator, root *catalogue.Element) {
		root.Children = append(root.Children, g.document().Children[1])
	})},
	{"no call id", ofDocument(func(_ *generator, root *catalogue.Element) { root.Children = root.Children[1:] })},
	{"an empty call id", ofDocument(func(_ *generator, root *catalogue.Element) { root.Children[0].Text = " " })},
	{"two call ids", ofDocument(func(_ *generator, root *catalogue.Element) {
		root.Children = slices.Insert(root.Children, 0, root.Children[0])
	})},
	{"the call id behind", ofDocument(func(_ *generator, root *catalogue.Element) { slices.Reverse(root.Children) })},
	{"the call id as attribute", ofDocument(func(_ *generator, root *catalogue.Element) {
		root.Attributes, root.Children = []Param{{Path: "CallId", Value: "1"}}, root.Children[1:]
	})},
	{"something in the call id", ofDocument(func(g *generator, root *catalogue.Element) {
		if g.r.IntN(2) == 0 {
			root.Children[0].Attributes = []Param{{Path: "Colour", Value: "red"}}
		} else {
			root.Children[0].Children = []*catalogue.Element{{Name: "Colour"}}
		}
	})},
	{"an attribute of the root", ofDocument(func(_ *generator, root *catalogue.Element) { root.Attributes = []Param{{Path: "Colour", Value: "red"}} })},
	{"another root", ofDocument(func(g *generator, root *catalogue.Element) { root.Name = []string{"gctimsg", "Message"}[g.r.IntN(2)] })},
	{"no document type", ofDocument(func(g *generator, _ *catalogue.Element) { g.bare = true })},
}

// writable reports whether a name can be written: whether Write takes it.
func writable(name string) bool {
	_, err := Builtin().Write(name, "1", nil)
	return err == nil
}
