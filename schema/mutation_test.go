package schema

// Good messages made from the catalogue, and what can be done to them.

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A generator makes documents of one message.
type generator struct {
	c    *Catalogue
	r    *rand.Rand
	spec *MessageSpec
	bare bool // no document type declaration
}

func (g *generator) text(root *piece) []byte {
	var out strings.Builder
	out.WriteString(`<?xml version="1.0" encoding="ISO-8859-1"?>`)
	if !g.bare {
		out.WriteString(`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`)
	}
	if err := root.write(&out); err != nil {
		panic(err)
	}
	return []byte(out.String())
}

// document is a good one: all that is required, some of the rest, elements in
// any order, parameters of unknown form in either.
func (g *generator) document() *piece {
	m := &piece{name: g.spec.Name}
	g.fill(m, g.spec.Parameters, g.spec.Subtypes)
	return &piece{name: "GctiMsg", children: []*piece{{name: "CallId", text: "c-" + strconv.Itoa(g.r.IntN(100))}, m}}
}

func (g *generator) fill(into *piece, params []*ParameterSpec, subtypes []string) {
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
		asElement := p.Form != formAttribute && (p.Form != formUnknown || g.r.IntN(2) == 0)
		if !asElement {
			into.attributes = append(into.attributes, Param{p.Name, g.value(p)})
			continue
		}
		child := &piece{name: p.Name}
		switch p.Form {
		case formStruct:
			g.fill(child, p.Parameters, nil)
		case formNodes:
			for i := range g.r.IntN(3) {
				child.children = append(child.children, &piece{name: "Node", attributes: []Param{
					{"Name", "k" + strconv.Itoa(i)}, {"Type", "Str"}, {"Val", strings.Repeat("v", g.r.IntN(3))}}})
			}
		default:
			child.text = g.value(p)
		}
		into.children = append(into.children, child)
	}
	g.r.Shuffle(len(into.children), func(i, j int) {
		into.children[i], into.children[j] = into.children[j], into.children[i]
	})
}

func (g *generator) value(p *ParameterSpec) string {
	switch {
	case len(p.Values) > 0:
		return p.Values[g.r.IntN(len(p.Values))]
	case p.Format == formatNumber:
		return strconv.Itoa(g.r.IntN(200) - 100)
	case p.Format == formatPositive:
		return "0" + strconv.Itoa(1+g.r.IntN(100))
	case p.Format == formatKeyList:
		return []string{"a", "a:b", "a, b:c", "Full name"}[g.r.IntN(4)]
	}
	return []string{"x", "4711", "a b", "<&>\"'"}[g.r.IntN(4)]
}

// below lists an element and all elements in it.
func below(e *piece) []*piece {
	all := []*piece{e}
	for _, child := range e.children {
		all = append(all, below(child)...)
	}
	return all
}

// message is the message element; any gives one of the elements in it that a
// test picks, nil if there is none.
func message(root *piece) *piece { return root.children[1] }

func (g *generator) any(root *piece, pick func(*piece) bool) *piece {
	var all []*piece
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

func hasAttributes(e *piece) bool { return len(e.attributes) > 0 }
func hasChildren(e *piece) bool   { return len(e.children) > 0 }
func hasText(e *piece) bool       { return e.text != "" }
func isNode(e *piece) bool        { return e.name == "Node" }
func everything(*piece) bool      { return true }

// misspell changes the case of a letter, or loses one.
func (g *generator) misspell(name string) string {
	i := g.r.IntN(len(name))
	if g.r.IntN(2) == 0 {
		return name[:i] + string(name[i]^0x20) + name[i+1:]
	}
	return name[:i] + name[i+1:]
}

// change does something to an attribute of one of the message's elements.
func change(do func(g *generator, e *piece, i int)) func(*generator, *piece) bool {
	return func(g *generator, root *piece) bool {
		e := g.any(root, hasAttributes)
		if e == nil {
			return false
		}
		do(g, e, g.r.IntN(len(e.attributes)))
		return true
	}
}

// ofParameter does something to the first attribute of the message that is a
// parameter of a kind.
func ofParameter(kind func(*ParameterSpec) bool, do func(e *piece, i int, p *ParameterSpec)) func(*generator, *piece) bool {
	return func(g *generator, root *piece) bool {
		e := message(root)
		for i, a := range e.attributes {
			if p := g.spec.Parameter(a.Path); p != nil && kind(p) {
				do(e, i, p)
				return true
			}
		}
		return false
	}
}

func hasAlias(p *ParameterSpec) bool  { return len(p.Aliases) > 0 }
func isNumeric(p *ParameterSpec) bool { return p.Format == formatNumber || p.Format == formatPositive }
func isKeyList(p *ParameterSpec) bool { return p.Format == formatKeyList }

// on does something to one of the message's elements.
func on(pick func(*piece) bool, do func(g *generator, e *piece)) func(*generator, *piece) bool {
	return func(g *generator, root *piece) bool {
		e := g.any(root, pick)
		if e == nil {
			return false
		}
		do(g, e)
		return true
	}
}

// frame does something to the whole document.
func frame(do func(g *generator, root *piece)) func(*generator, *piece) bool {
	return func(g *generator, root *piece) bool { do(g, root); return true }
}

// mutations are what is done to a good message; apply tells whether it could
// be done.
var mutations = []struct {
	name  string
	apply func(g *generator, root *piece) bool
}{
	{"none", frame(func(*generator, *piece) {})},
	{"white space", frame(func(_ *generator, root *piece) {
		for _, e := range below(root) {
			e.text = " " + e.text + "\n"
			for i := range e.attributes {
				e.attributes[i].Value = " " + e.attributes[i].Value + " "
			}
		}
	})},
	{"another order", on(hasChildren, func(_ *generator, e *piece) { slices.Reverse(e.children) })},

	{"drop an attribute", change(func(_ *generator, e *piece, i int) { e.attributes = slices.Delete(e.attributes, i, i+1) })},
	{"empty an attribute", change(func(_ *generator, e *piece, i int) { e.attributes[i].Value = "" })},
	{"another value", change(func(g *generator, e *piece, i int) {
		e.attributes[i].Value += []string{"x", "0", "-", ",b"}[g.r.IntN(4)]
	})},
	{"another case of a value", change(func(_ *generator, e *piece, i int) { e.attributes[i].Value = strings.ToLower(e.attributes[i].Value) })},
	{"look-alike letters", change(func(_ *generator, e *piece, i int) {
		e.attributes[i].Value = strings.NewReplacer("O", "0", "I", "l", "l", "I").Replace(e.attributes[i].Value)
	})},
	{"misspell an attribute", change(func(g *generator, e *piece, i int) {
		name := g.misspell(e.attributes[i].Path)
		if !slices.ContainsFunc(e.attributes, func(a Param) bool { return a.Path == name }) && writableName(name) {
			e.attributes[i].Path = name
		}
	})},
	{"an attribute as element", change(func(_ *generator, e *piece, i int) {
		e.children = append(e.children, &piece{name: e.attributes[i].Path, text: e.attributes[i].Value})
		e.attributes = slices.Delete(e.attributes, i, i+1)
	})},
	{"an attribute also as element", change(func(_ *generator, e *piece, i int) {
		e.children = append(e.children, &piece{name: e.attributes[i].Path, text: e.attributes[i].Value})
	})},
	{"an unknown attribute", on(everything, func(_ *generator, e *piece) { e.attributes = append(e.attributes, Param{"Colour", "red"}) })},
	{"another message's attribute", on(everything, func(_ *generator, e *piece) {
		if !slices.ContainsFunc(e.attributes, func(a Param) bool { return a.Path == "Keys" }) {
			e.attributes = append(e.attributes, Param{"Keys", "a"})
		}
	})},

	{"drop an element", on(hasChildren, func(g *generator, e *piece) {
		i := g.r.IntN(len(e.children))
		e.children = slices.Delete(e.children, i, i+1)
	})},
	{"repeat an element", on(hasChildren, func(g *generator, e *piece) { e.children = append(e.children, e.children[g.r.IntN(len(e.children))]) })},
	{"empty an element", on(hasText, func(_ *generator, e *piece) { e.text = "" })},
	{"another text", on(hasText, func(g *generator, e *piece) { e.text += []string{"x", "0", "-", ",b"}[g.r.IntN(4)] })},
	{"misspell an element", on(hasChildren, func(g *generator, e *piece) {
		child := *e.children[0]
		if name := g.misspell(child.name); writableName(name) {
			child.name = name
		}
		e.children[0] = &child
	})},
	{"an element as attribute", on(hasChildren, func(_ *generator, e *piece) {
		child := e.children[0]
		if !slices.ContainsFunc(e.attributes, func(a Param) bool { return a.Path == child.name }) {
			e.attributes = append(e.attributes, Param{child.name, child.text})
			e.children = e.children[1:]
		}
	})},
	{"an unknown element", on(everything, func(_ *generator, e *piece) { e.children = append(e.children, &piece{name: "Colour", text: "red"}) })},
	{"nest a structure", on(hasText, func(_ *generator, e *piece) {
		e.children = append(e.children, &piece{name: "Colour", attributes: []Param{{"of", "this"}}})
	})},
	{"stray text", on(func(e *piece) bool { return e.text == "" }, func(_ *generator, e *piece) { e.text = "stray" })},

	{"a second spelling", ofParameter(hasAlias, func(e *piece, i int, p *ParameterSpec) { e.attributes[i].Path = p.Aliases[0] })},
	{"both spellings", ofParameter(hasAlias, func(e *piece, i int, p *ParameterSpec) {
		e.attributes = append(e.attributes, Param{p.Aliases[0], e.attributes[i].Value})
	})},
	{"no number", ofParameter(isNumeric, func(e *piece, i int, _ *ParameterSpec) { e.attributes[i].Value = "many" })},
	{"no number in an element", ofParameter(isNumeric, func(e *piece, i int, p *ParameterSpec) {
		e.attributes = slices.Delete(e.attributes, i, i+1)
		e.children = append(e.children, &piece{name: p.Name, text: "many"})
	})},
	{"another separator", ofParameter(isKeyList, func(e *piece, i int, _ *ParameterSpec) { e.attributes[i].Value = "a,b" })},
	{"a ReqId", func(g *generator, root *piece) bool {
		m := message(root)
		if slices.ContainsFunc(m.attributes, func(a Param) bool { return a.Path == "ReqId" }) {
			return false
		}
		m.attributes = append(m.attributes, Param{"ReqId", "7"})
		return true
	}},
	{"a second subtype", func(g *generator, root *piece) bool {
		if len(g.spec.Subtypes) == 0 {
			return false
		}
		other := &piece{name: g.spec.Name}
		g.fill(other, g.spec.Parameters, g.spec.Subtypes)
		m := message(root)
		m.children = append(m.children, other.children...)
		return true
	}},
	{"a Node without Val", on(isNode, func(_ *generator, e *piece) { e.attributes = e.attributes[:2] })},
	{"a Node without Name", on(isNode, func(_ *generator, e *piece) { e.attributes = e.attributes[1:] })},
	{"a Node in a Node", on(isNode, func(_ *generator, e *piece) {
		e.attributes = e.attributes[:2]
		e.children = []*piece{{name: "Node", attributes: []Param{{"Name", "a"}, {"Type", "Str"}, {"Val", "1"}}}}
	})},

	{"misspell the message", frame(func(g *generator, root *piece) {
		if name := g.misspell(message(root).name); writableName(name) {
			message(root).name = name
		}
	})},
	{"an unknown message", frame(func(_ *generator, root *piece) { message(root).name = "Paint" })},
	{"no message", frame(func(_ *generator, root *piece) { root.children = root.children[:1] })},
	{"two messages", frame(func(g *generator, root *piece) { root.children = append(root.children, g.document().children[1]) })},
	{"no call id", frame(func(_ *generator, root *piece) { root.children = root.children[1:] })},
	{"an empty call id", frame(func(_ *generator, root *piece) { root.children[0].text = " " })},
	{"two call ids", frame(func(_ *generator, root *piece) { root.children = slices.Insert(root.children, 0, root.children[0]) })},
	{"the call id behind", frame(func(_ *generator, root *piece) { slices.Reverse(root.children) })},
	{"the call id as attribute", frame(func(_ *generator, root *piece) {
		root.attributes, root.children = []Param{{"CallId", "1"}}, root.children[1:]
	})},
	{"something in the call id", frame(func(g *generator, root *piece) {
		if g.r.IntN(2) == 0 {
			root.children[0].attributes = []Param{{"Colour", "red"}}
		} else {
			root.children[0].children = []*piece{{name: "Colour"}}
		}
	})},
	{"an attribute of the root", frame(func(_ *generator, root *piece) { root.attributes = []Param{{"Colour", "red"}} })},
	{"another root", frame(func(g *generator, root *piece) { root.name = []string{"gctimsg", "Message"}[g.r.IntN(2)] })},
	{"no document type", frame(func(g *generator, _ *piece) { g.bare = true })},
}
