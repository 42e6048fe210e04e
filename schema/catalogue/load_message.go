package catalogue

// The facts of a catalogue by key: the envelope, the messages, their parameters.

import (
	"cmp"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

func (l *loader) catalogue(n ast.Node) {
	const what = "a catalogue"
	var said, messages bool
	for _, e := range l.mapping(n, what) {
		switch e.key {
		case "schema":
			said = true
			if s := l.text(e); l.err == nil && s != Schema {
				l.fail(e.valueNode, "expected schema %s, not %q", Schema, s)
			}
		case "envelope":
			l.envelope(e.valueNode)
		case "list":
			l.list(e.valueNode)
		case "messages":
			messages = true
			if l.c.List.Item == "" {
				l.fail(e.keyNode, "expected the key list, with the names of a list of keys and values, before messages")
				return
			}
			l.messages(e.valueNode)
		default:
			l.unknown(e, what, "schema", "envelope", "list", "messages")
		}
	}
	switch {
	case l.failures() > 0:
	case !said:
		l.fail(n, "expected schema: %s", Schema)
	case l.c.Envelope.Root == "":
		l.fail(n, "expected the key envelope, with the names of the frame around a message")
	case !messages:
		l.fail(n, "expected the key messages")
	}
}

func (l *loader) envelope(n ast.Node) {
	const what = "envelope"
	v := &l.c.Envelope
	for _, e := range l.mapping(n, what) {
		switch e.key {
		case "root":
			v.Root = l.name(e)
		case "call-id":
			v.CallID = l.name(e)
		case "system":
			v.System = l.text(e)
		case "login":
			v.Login = l.name(e)
		default:
			l.unknown(e, what, "root", "call-id", "system", "login")
		}
	}
	if l.err == nil && (v.Root == "" || v.CallID == "" || v.System == "" || v.Login == "") {
		l.fail(n, "expected root, call-id, system and login in envelope")
	}
}

func (l *loader) list(n ast.Node) {
	const what = "list"
	v := &l.c.List
	for _, e := range l.mapping(n, what) {
		switch e.key {
		case "containers":
			v.Containers = l.texts(e)
		case "item":
			v.Item = l.name(e)
		case "name":
			v.Name = l.name(e)
		case "type":
			v.Type = l.name(e)
		case "value":
			v.Value = l.name(e)
		default:
			l.unknown(e, what, "containers", "item", "name", "type", "value")
		}
	}
	if l.err == nil && (v.Item == "" || v.Name == "" || v.Type == "" || v.Value == "") {
		l.fail(n, "expected item, name, type and value in list")
	}
	v.Items = []*Parameter{{Name: v.Item, Path: v.Item, Form: FormStruct, Repeats: true, Parameters: []*Parameter{
		{Name: v.Name, Path: v.Name, Form: FormAttribute},
		{Name: v.Type, Path: v.Type, Form: FormAttribute},
		{Name: v.Value, Path: v.Value, Form: FormAttribute, Private: true},
	}}}
}

func (l *loader) messages(n ast.Node) {
	for _, e := range l.mapping(n, "messages") {
		l.named(e)
		l.next()
	}
}

func (l *loader) named(e entry) {
	if !plainName(e.key) {
		l.fail(e.keyNode, "expected the name of a message, not %q", e.key)
		return
	}
	l.message(e)
}

func (l *loader) message(e entry) {
	what, before := "message "+e.key, l.failures()
	m := &Message{Name: e.key}
	if old := l.c.byName[e.key]; old != nil && l.refines {
		copied := *old
		m = &copied
	}
	var parameters, subtypes ast.Node
	sourced := false
	for _, e := range l.mapping(e.valueNode, what) {
		switch e.key {
		case "group":
			m.Group = l.oneOf(e, groups)
		case "from":
			m.From, m.Unverified = l.oneOf(e, sides), false
			if l.refines && !sourced {
				m.Source.Basis = "" // known to the user
			}
		case "names-only":
			m.NameOnly = l.yes(e)
		case "unverified":
			m.Unverified = l.yes(e)
		case "open":
			m.Open = l.yes(e)
		case "correlation":
			m.Correlation = l.name(e)
		case "subtypes":
			m.Subtypes, subtypes = l.texts(e), e.valueNode
		case "alone-with":
			m.AloneWith = l.name(e)
		case "common-word":
			m.CommonWord = l.yes(e)
		case "text":
			m.Text = l.text(e)
		case "source":
			old := m.Source
			if sourced = true; l.refines {
				old.Basis = ""
			}
			m.Source = l.source(e, old)
		case "parameters":
			parameters = e.valueNode
		default:
			l.expects(e, what, MessageKeys())
		}
		l.next()
	}
	if m.Source.Basis == "" {
		m.Source.Basis = bases[0]
	}
	if parameters != nil {
		if m.NameOnly && !l.refines {
			l.fail(parameters, "expected no parameters in %s, which is names-only", what)
		}
		m.NameOnly, m.Unverified = false, false
		source := m.Source
		if l.refines {
			source = Source{Basis: bases[0]}
		}
		m.Parameters = l.parameters(parameters, what, "", source, m.Parameters)
	}
	switch {
	case l.failures() > before:
		return
	case !l.refines && (m.Group == "" || m.From == "" || m.Text == "" || m.Source.Document == ""):
		l.fail(e.keyNode, "expected group, from, text and source in %s", what)
	case l.refines && l.c.byName[m.Name] == nil && m.From == "":
		l.fail(e.keyNode, "expected from: ivr, server or both in %s, which is new", what)
	}
	for _, s := range m.Subtypes {
		if m.Parameter(s) == nil {
			l.fail(subtypes, "expected subtypes to name parameters of %s, not %q", what, s)
		}
	}
	for _, p := range m.Parameters {
		for _, s := range p.ForbiddenWith {
			if !m.IsSubtype(s) {
				l.fail(e.keyNode, "expected forbidden-with of %s.%s to name subtypes, not %q", m.Name, p.Path, s)
			}
		}
	}
	if l.failures() == before {
		l.c.add(m)
	}
}

func (l *loader) source(e entry, s Source) Source {
	for _, e := range l.mapping(e.valueNode, "source") {
		switch e.key {
		case "document":
			s.Document = l.text(e)
		case "section":
			s.Section = l.text(e)
		case "basis":
			s.Basis = l.oneOf(e, bases)
		default:
			l.expects(e, "source", SourceKeys())
		}
	}
	return s
}

// parameters reads the parameters of a message or struct. source is the source of its facts, prefix the struct's path
// with a dot. Parameters of old that are not named are kept.
func (l *loader) parameters(n ast.Node, owner, prefix string, source Source, old []*Parameter) []*Parameter {
	all := slices.Clone(old)
	for _, e := range l.mapping(n, "parameters of "+owner) {
		l.next()
		if !plainName(e.key) {
			l.fail(e.keyNode, "expected the name of a parameter, not %q", e.key)
			continue
		}
		i := slices.IndexFunc(all, func(p *Parameter) bool { return p.Name == e.key })
		if i < 0 {
			all = append(all, l.parameter(e, owner, &Parameter{Name: e.key, Path: prefix + e.key, Source: source}))
			continue
		}
		refined := *all[i]
		refined.Source = source
		all[i] = l.parameter(e, owner, &refined)
	}
	// A name must be unambiguous.
	taken := map[string]bool{}
	for _, p := range all {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if taken[name] {
				l.fail(n, "%q means two parameters of %s", name, owner)
			}
			taken[name] = true
		}
	}
	return all
}

func (l *loader) parameter(e entry, owner string, p *Parameter) *Parameter {
	what, before := "parameter "+e.key+" of "+owner, l.failures()
	var parameters ast.Node
	basis, formBasis, valuesBasis := "", "", ""
	for _, e := range l.mapping(e.valueNode, what) {
		switch e.key {
		case "form":
			p.Form, p.FormBasis, p.FormFirm = l.oneOf(e, forms), "", false
		case "form-basis":
			formBasis = l.oneOf(e, bases)
		case "form-firm":
			p.FormFirm = l.yes(e)
		case "values-basis":
			valuesBasis = l.oneOf(e, bases)
		case "required":
			p.Required = l.yes(e)
		case "forbidden-with":
			p.ForbiddenWith = l.texts(e)
		case "values":
			p.Values, p.ValuesBasis = l.texts(e), ""
		case "example-lacks":
			p.ExampleLacks = l.yes(e)
		case "sent-by-both":
			p.SentByBoth = l.texts(e)
		case "format":
			p.Format = l.oneOf(e, formats)
		case "aliases":
			p.Aliases = l.texts(e)
		case "since":
			p.Since = l.text(e)
			if _, ok := ParseVersion(p.Since); l.err == nil && !ok {
				l.fail(e.valueNode, "expected a version such as 3.0 for %q, not %q", e.key, p.Since)
			}
		case "private":
			p.Private = l.yes(e)
		case "role":
			p.Role = l.oneOf(e, roles)
		case "text":
			p.Text = l.text(e)
		case "basis":
			basis = l.oneOf(e, bases)
		case "source":
			p.Source = l.source(e, p.Source)
		case "parameters":
			parameters = e.valueNode
		default:
			l.expects(e, what, ParameterKeys())
		}
		l.next()
	}
	if basis != "" {
		p.Source.Basis = basis
	}
	if p.Form == "" {
		p.Form = FormUnknown
	}
	// In order: the basis of the form or of the values, that from before the refinement, that of the parameter.
	p.FormBasis = cmp.Or(formBasis, p.FormBasis, p.Source.Basis)
	p.ValuesBasis = cmp.Or(valuesBasis, p.ValuesBasis, p.Source.Basis)
	if p.Form == FormNodes {
		p.Parameters = l.c.List.Items
	}
	if parameters != nil {
		if p.Form != FormStruct && l.failures() > before {
			return p
		}
		if p.Form != FormStruct {
			l.fail(parameters, "expected form: struct for %s, which has parameters", what)
			return p
		}
		p.Parameters = l.parameters(parameters, what, p.Path+".", p.Source, p.Parameters)
	}
	if p.Text == "" && !l.refines {
		l.fail(e.keyNode, "expected a text in %s", what)
	}
	return p
}
