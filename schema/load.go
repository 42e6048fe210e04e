package schema

// Reads a catalogue from YAML, strictly: an unknown key, a value of the wrong
// kind or a name given twice is an error with its place and what was expected.

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Schema is what a catalogue file says in its key schema.
const Schema = "ivrcheck/catalogue/v1"

var (
	groups = []string{"general", "routing", "call-treatment", "external-routing", "transfer", "call-information", "statistics", "user-data", "outbound"}
	sides  = []string{"ivr", "server", "both"}
	forms  = []string{formAttribute, formElement, formEither, formStruct, formNodes, formUnknown}
	bases  = []string{"documented", "implementations", "inferred"}
	// formats are those of Format; shape in parameters.go tells what they mean.
	formats = []string{formatNumber, formatPositive, formatKeyList}
	roles   = []string{"port"}
)

// FileError is a slip in a file: where it is, and what was expected there.
type FileError struct {
	File         string
	Line, Column int
	Text         string
}

func (e *FileError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Text)
}

// Load reads a catalogue. An error names the file, the line and the column,
// and says what was expected there.
func Load(file string, data []byte) (*Catalogue, error) {
	parsed, err := parser.ParseBytes(data, 0)
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil {
			p := syntax.GetToken().Position
			return nil, fmt.Errorf("%s:%d:%d: %s", file, p.Line, p.Column, syntax.GetMessage())
		}
		return nil, fmt.Errorf("%s:1:1: %w", file, err)
	}
	if len(parsed.Docs) != 1 || parsed.Docs[0].Body == nil {
		return nil, fmt.Errorf("%s:1:1: expected one YAML document with a catalogue", file)
	}
	l := &loader{file: file, c: &Catalogue{byName: map[string]*MessageSpec{}}}
	l.catalogue(parsed.Docs[0].Body)
	if l.err != nil {
		return nil, l.err
	}
	l.c.finish()
	return l.c, nil
}

// Extend gives a catalogue that also holds, or refines, what the mapping
// messages says (the key messages of a rule file). A refined message keeps
// the parameters that the mapping does not name, and is no longer only a name
// once it has parameters. A parameter without a basis counts as documented.
// The receiver is left as it is.
//
// Errors name every message that could not be read, joined *FileErrors; the
// catalogue is there nevertheless, and knows of such a message the name only.
func (c *Catalogue) Extend(file string, messages ast.Node) (*Catalogue, error) {
	wider := &Catalogue{envelope: c.envelope, list: c.list, byName: map[string]*MessageSpec{}}
	for _, m := range c.messages {
		own := *m
		wider.add(&own)
	}
	l := &loader{file: file, c: wider, refines: true}
	entries := l.mapping(messages, "messages")
	errs := []error{l.err}
	for _, e := range entries {
		l.err = nil
		if l.named(e); l.err != nil {
			errs = append(errs, l.err)
			if plainName(e.key) {
				wider.add(&MessageSpec{Name: e.key, From: "both", NameOnly: true, Unverified: true})
			}
		}
	}
	wider.finish()
	return wider, errors.Join(errs...)
}

func (c *Catalogue) add(m *MessageSpec) {
	if old := c.byName[m.Name]; old != nil {
		c.messages[slices.Index(c.messages, old)] = m
	} else {
		c.messages = append(c.messages, m)
	}
	c.byName[m.Name] = m
}

// A loader walks the YAML tree and keeps the first error.
type loader struct {
	file    string
	c       *Catalogue
	refines bool // messages may be there already
	anchors map[string]ast.Node
	err     error
}

func (l *loader) fail(n ast.Node, format string, args ...any) {
	if l.err != nil {
		return
	}
	line, column := 1, 1
	if n != nil && n.GetToken() != nil {
		line, column = n.GetToken().Position.Line, n.GetToken().Position.Column
	}
	l.err = &FileError{l.file, line, column, fmt.Sprintf(format, args...)}
}

// An entry is one key of a mapping.
type entry struct {
	key       string
	keyNode   ast.Node
	valueNode ast.Node
}

// resolve follows anchors and aliases to the node they stand for.
func (l *loader) resolve(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.AnchorNode:
		if l.anchors == nil {
			l.anchors = map[string]ast.Node{}
		}
		l.anchors[n.Name.String()] = n.Value
		return n.Value
	case *ast.AliasNode:
		if target := l.anchors[n.Value.String()]; target != nil {
			return target
		}
		l.fail(n, "no anchor %q before this place", n.Value.String())
		return nil
	case *ast.TagNode:
		return l.resolve(n.Value)
	}
	return n
}

// mapping lists the entries of a mapping in file order.
func (l *loader) mapping(n ast.Node, what string) []entry {
	n = l.resolve(n)
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		l.fail(n, "expected %s: a mapping of keys to values", what)
		return nil
	}
	entries := make([]entry, 0, len(values))
	seen := map[string]bool{}
	for _, v := range values {
		key, ok := l.scalar(v.Key)
		if !ok {
			l.fail(v.Key, "expected a plain key in %s", what)
			return nil
		}
		if seen[key] {
			l.fail(v.Key, "key %q stands twice in %s", key, what)
			return nil
		}
		seen[key] = true
		entries = append(entries, entry{key, v.Key, v.Value})
	}
	return entries
}

func (l *loader) scalar(n ast.Node) (string, bool) {
	switch n := l.resolve(n).(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func (l *loader) text(e entry) string {
	s, ok := l.scalar(e.valueNode)
	if !ok || strings.TrimSpace(s) == "" {
		l.fail(e.valueNode, "expected a text for %q", e.key)
	}
	return strings.TrimSpace(s)
}

func (l *loader) name(e entry) string {
	s := l.text(e)
	if l.err == nil && !plainName(s) {
		l.fail(e.valueNode, "expected an XML name for %q, not %q", e.key, s)
	}
	return s
}

func (l *loader) oneOf(e entry, allowed []string) string {
	s := l.text(e)
	if l.err == nil && !slices.Contains(allowed, s) {
		hint := ""
		if near := nearest(s, allowed); near != "" {
			hint = "; did you mean " + near + "?"
		}
		l.fail(e.valueNode, "expected %q to be one of %s, not %q%s", e.key, strings.Join(allowed, ", "), s, hint)
	}
	return s
}

func (l *loader) yes(e entry) bool {
	if b, ok := l.resolve(e.valueNode).(*ast.BoolNode); ok {
		return b.Value
	}
	l.fail(e.valueNode, "expected true or false for %q", e.key)
	return false
}

func (l *loader) texts(e entry) []string {
	sequence, ok := l.resolve(e.valueNode).(*ast.SequenceNode)
	if !ok || len(sequence.Values) == 0 {
		l.fail(e.valueNode, "expected a list of texts for %q", e.key)
		return nil
	}
	var list []string
	for _, v := range sequence.Values {
		s, ok := l.scalar(v)
		if !ok || s == "" {
			l.fail(v, "expected a text in the list %q", e.key)
			return nil
		}
		if slices.Contains(list, s) {
			l.fail(v, "%q stands twice in the list %q", s, e.key)
			return nil
		}
		list = append(list, s)
	}
	return list
}

func (l *loader) unknown(e entry, what string, known ...string) {
	hint := "expected one of " + strings.Join(known, ", ")
	if near := nearest(e.key, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	l.fail(e.keyNode, "unknown key %q in %s; %s", e.key, what, hint)
}

// expects gives the keys of a table; what else stands there is unknown.
func (l *loader) expects(e entry, what string, keys []Key) {
	var known []string
	for _, k := range keys {
		known = append(known, k.Name)
	}
	l.unknown(e, what, known...)
}

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
			if l.c.list.item == "" {
				l.fail(e.keyNode, "expected the key list, with the names of a list of keys and values, before messages")
				return
			}
			l.messages(e.valueNode)
		default:
			l.unknown(e, what, "schema", "envelope", "list", "messages")
		}
	}
	switch {
	case l.err != nil:
	case !said:
		l.fail(n, "expected schema: %s", Schema)
	case l.c.envelope.root == "":
		l.fail(n, "expected the key envelope, with the names of the frame around a message")
	case !messages:
		l.fail(n, "expected the key messages")
	}
}

func (l *loader) envelope(n ast.Node) {
	const what = "envelope"
	v := &l.c.envelope
	for _, e := range l.mapping(n, what) {
		switch e.key {
		case "root":
			v.root = l.name(e)
		case "call-id":
			v.callID = l.name(e)
		case "system":
			v.system = l.text(e)
		default:
			l.unknown(e, what, "root", "call-id", "system")
		}
	}
	if l.err == nil && (v.root == "" || v.callID == "" || v.system == "") {
		l.fail(n, "expected root, call-id and system in envelope")
	}
}

func (l *loader) list(n ast.Node) {
	const what = "list"
	v := &l.c.list
	for _, e := range l.mapping(n, what) {
		switch e.key {
		case "containers":
			v.containers = l.texts(e)
		case "item":
			v.item = l.name(e)
		case "name":
			v.name = l.name(e)
		case "type":
			v.typ = l.name(e)
		case "value":
			v.value = l.name(e)
		default:
			l.unknown(e, what, "containers", "item", "name", "type", "value")
		}
	}
	if l.err == nil && (v.item == "" || v.name == "" || v.typ == "" || v.value == "") {
		l.fail(n, "expected item, name, type and value in list")
	}
	v.items = []*ParameterSpec{{Name: v.item, Path: v.item, Form: formStruct, repeats: true, Parameters: []*ParameterSpec{
		{Name: v.name, Path: v.name, Form: formAttribute},
		{Name: v.typ, Path: v.typ, Form: formAttribute},
		{Name: v.value, Path: v.value, Form: formAttribute, Private: true},
	}}}
}

func (l *loader) messages(n ast.Node) {
	for _, e := range l.mapping(n, "messages") {
		if l.err == nil {
			l.named(e)
		}
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
	what := "message " + e.key
	m := &MessageSpec{Name: e.key}
	if old := l.c.byName[e.key]; old != nil && l.refines {
		copied := *old
		m = &copied
	}
	var parameters, subtypes ast.Node
	for _, e := range l.mapping(e.valueNode, what) {
		switch e.key {
		case "group":
			m.Group = l.oneOf(e, groups)
		case "from":
			m.From, m.Unverified = l.oneOf(e, sides), false
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
		case "text":
			m.Text = l.text(e)
		case "source":
			m.Source = l.source(e, m.Source)
		case "parameters":
			parameters = e.valueNode
		default:
			l.expects(e, what, MessageKeys())
		}
		if l.err != nil {
			return
		}
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
	case l.err != nil:
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
			if !m.isSubtype(s) {
				l.fail(e.keyNode, "expected forbidden-with of %s.%s to name subtypes, not %q", m.Name, p.Path, s)
			}
		}
	}
	if l.err == nil {
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

// parameters reads the parameters of a message or struct whose facts stand in
// source; prefix is the struct's path with a dot. Those of old that are not
// named are kept.
func (l *loader) parameters(n ast.Node, owner, prefix string, source Source, old []*ParameterSpec) []*ParameterSpec {
	all := slices.Clone(old)
	for _, e := range l.mapping(n, "parameters of "+owner) {
		if l.err == nil && !plainName(e.key) {
			l.fail(e.keyNode, "expected the name of a parameter, not %q", e.key)
		}
		if l.err != nil {
			return nil
		}
		i := slices.IndexFunc(all, func(p *ParameterSpec) bool { return p.Name == e.key })
		if i < 0 {
			all = append(all, l.parameter(e, owner, &ParameterSpec{Name: e.key, Path: prefix + e.key, Source: source}))
			continue
		}
		refined := *all[i]
		refined.Source = source
		all[i] = l.parameter(e, owner, &refined)
	}
	// A name must mean one parameter.
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

func (l *loader) parameter(e entry, owner string, p *ParameterSpec) *ParameterSpec {
	what := "parameter " + e.key + " of " + owner
	var parameters ast.Node
	basis, formBasis, valuesBasis := "", "", ""
	for _, e := range l.mapping(e.valueNode, what) {
		switch e.key {
		case "form":
			p.Form, p.FormBasis = l.oneOf(e, forms), ""
		case "form-basis":
			formBasis = l.oneOf(e, bases)
		case "values-basis":
			valuesBasis = l.oneOf(e, bases)
		case "required":
			p.Required = l.yes(e)
		case "forbidden-with":
			p.ForbiddenWith = l.texts(e)
		case "values":
			p.Values, p.ValuesBasis = l.texts(e), ""
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
		if l.err != nil {
			return p
		}
	}
	if basis != "" {
		p.Source.Basis = basis
	}
	if p.Form == "" {
		p.Form = formUnknown
	}
	// What is said of a form or of values holds; else what was said before
	// they were refined; else what is said of the parameter.
	p.FormBasis = cmp.Or(formBasis, p.FormBasis, p.Source.Basis)
	p.ValuesBasis = cmp.Or(valuesBasis, p.ValuesBasis, p.Source.Basis)
	if p.Form == formNodes {
		p.Parameters = l.c.list.items
	}
	if parameters != nil {
		if p.Form != formStruct {
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

// plainName tells whether s can be an XML name as the protocol has them:
// ASCII letters, digits, hyphen and underscore.
func plainName(s string) bool {
	for i, r := range []byte(s) {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z' || r == '_'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}
