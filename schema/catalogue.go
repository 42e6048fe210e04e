package schema

import (
	_ "embed" // the built-in catalogue
	"strings"
	"sync"

	"ivrcheck/trace"
)

// A Catalogue says which messages there are and what each may hold. It is
// immutable once loaded and safe for concurrent use.
type Catalogue struct {
	messages []*MessageSpec
	byName   map[string]*MessageSpec
	envelope envelope
	list     list
	// names are all names and enumerated values of the catalogue, so that
	// messages share its strings and diagnoses may show them.
	names        names
	messageNames []string // as in messages
	// parameters are all there are, by their numbers.
	parameters []*ParameterSpec
	// unknownMessage stands for a message that the catalogue does not know.
	unknownMessage *MessageSpec
}

// envelope is the frame around every message: the names of the root element, of
// the call id's and of the login, and the document type's external identifier.
type envelope struct{ root, callID, system, login string }

// Names returns the names by which documents are recognised in text.
func (c *Catalogue) Names() trace.Names {
	return trace.Names{Root: c.envelope.root, Login: c.envelope.login}
}

// list is the shape of the generic list of keys and values: the elements that
// hold one by their very name, the name of an item and of its attributes.
type list struct {
	containers             []string
	item, name, typ, value string
	items                  []*ParameterSpec // the item, as the one parameter of a list
}

// MessageSpec is what is known about one message.
type MessageSpec struct {
	Name, Group string
	// From is who sends it: ivr, server or both; empty where not known.
	From string
	// NameOnly messages are recognised and nothing in them is judged.
	NameOnly bool
	// Unverified tells that even name and sender are known from memory
	// only, so that nothing about the message may be reported.
	Unverified bool
	// Open tells that there may be other parameters than those listed, so
	// that a name that is not known is no fault.
	Open bool
	// Correlation is the path of the parameter that pairs a request with its
	// answer, empty where there is none but the call id.
	Correlation string
	// Subtypes are the parameters of which exactly one must be there.
	Subtypes   []string
	Text       string
	Source     Source
	Parameters []*ParameterSpec

	// number is its index in the catalogue, from 1.
	number int
	// recognised are the parameters of a NameOnly message that can be told
	// without knowing the message.
	recognised []*ParameterSpec
}

// Number tells the messages of a catalogue apart: it is their index, from 1, and 0
// for nil, the message that the catalogue does not know.
func (m *MessageSpec) Number() int {
	if m == nil {
		return 0
	}
	return m.number
}

// parameters are those by which the names in a message are resolved.
func (m *MessageSpec) parameters() []*ParameterSpec {
	if m.NameOnly {
		return m.recognised
	}
	return m.Parameters
}

// ParameterSpec is what is known about one parameter.
type ParameterSpec struct {
	Name string
	// Path is the name with those of the structs around it: Agent.PortNum.
	Path string
	// Form is attribute, element, either, struct, nodes or unknown.
	Form string
	// FormBasis and ValuesBasis say how well the form and the values are
	// known; Source.Basis says it of all else.
	FormBasis, ValuesBasis string
	Required               bool
	// ForbiddenWith names subtypes of the message with which the parameter
	// must not stand.
	ForbiddenWith []string
	// Values are all that it may hold; nil if that is not known.
	Values []string
	// Format is number, positive-number, key-list or empty.
	Format  string
	Aliases []string
	// Since is the first version of the protocol that has the parameter,
	// empty if all have it.
	Since string
	// Private tells that a value may be personal.
	Private bool
	// Role is port for a parameter that names the IVR's port, else empty.
	Role       string
	Text       string
	Source     Source
	Parameters []*ParameterSpec

	repeats bool // may stand more than once
	number  int
}

// Number is the parameter's index in its catalogue, from 1; 0 for nil. Parameters of different
// messages or structs have different numbers, but all lists of keys and values share
// those of their items.
func (p *ParameterSpec) Number() int {
	if p == nil {
		return 0
	}
	return p.number
}

// Codes lists the rules that may be broken at the parameter by itself, in
// order; none where nothing about it is judged.
func (p *ParameterSpec) Codes() []string {
	known := p.Form != formUnknown
	var codes []string
	for _, c := range []struct {
		code string
		may  bool
	}{
		{"MSG003", p.Required},
		{"MSG004", len(p.Values) > 0},
		{"MSG006", true},
		{"MSG007", known && p.Form != formEither},
		{"MSG008", len(p.ForbiddenWith) > 0},
		{"MSG012", p.Format == formatNumber || p.Format == formatPositive},
		{"MSG013", p.Form == formNodes},
		{"MSG014", p.Form == formNodes},
		{"MSG015", p.Format == formatKeyList},
		{"MSG016", known && !p.repeats},
		{"MSG017", len(p.Aliases) > 0},
		{"MSG018", p.Since != ""},
	} {
		if c.may {
			codes = append(codes, c.code)
		}
	}
	return codes
}

// Forms of a parameter.
const (
	formAttribute = "attribute"
	formElement   = "element"
	formEither    = "either"
	formStruct    = "struct"
	formNodes     = "nodes"
	formUnknown   = "unknown"
)

// Formats of a parameter's value.
const (
	formatNumber   = "number"
	formatPositive = "positive-number"
	formatKeyList  = "key-list"
)

// Source is where a fact stands and how well it is known: documented,
// implementations or inferred.
type Source struct{ Document, Section, Basis string }

// builtinFile names the built-in catalogue in errors.
const builtinFile = "iserver.yaml"

//go:embed iserver.yaml
var builtinYAML []byte

// Builtin is the catalogue that comes with the program, read when it is first asked for.
var Builtin = sync.OnceValue(func() *Catalogue {
	c, err := Load(builtinFile, builtinYAML)
	if err != nil {
		panic(err)
	}
	return c
})

// Message gives what is known about the message of that exact name, nil if
// nothing is.
func (c *Catalogue) Message(name string) *MessageSpec { return c.byName[name] }

// Parameters is the number of parameters in the catalogue: their numbers run from 1 to it.
func (c *Catalogue) Parameters() int { return len(c.parameters) - 1 }

// Parameter gives the parameter of a number, nil for 0.
func (c *Catalogue) Parameter(number int) *ParameterSpec { return c.parameters[number] }

// Messages lists all messages, in the order of the file.
func (c *Catalogue) Messages() []*MessageSpec { return c.messages }

// Parameter finds a parameter by its path (Agent.PortNum); nil if the message
// has none of that path.
func (m *MessageSpec) Parameter(path string) *ParameterSpec {
	return findPath(m.Parameters, path)
}

func findPath(params []*ParameterSpec, path string) *ParameterSpec {
	for _, p := range params {
		if p.Path == path {
			return p
		}
		if len(path) > len(p.Path) && path[len(p.Path)] == '.' && path[:len(p.Path)] == p.Path {
			return findPath(p.Parameters, path)
		}
	}
	return nil
}

// MayHave tells whether the message can have something at a path, as far as
// that is known: a parameter, an entry of a list of keys and values
// (UDataEx.VoxFile; any message may have one), all of them (UDataEx.*), any
// value at all (*), the call id. Of a message that is not known from the inside it is always so.
func (m *MessageSpec) MayHave(path string) bool {
	if m.NameOnly || m.Unverified || m.Open || path == "*" || path == "CallId" || path == m.Correlation {
		return true
	}
	if m.Parameter(path) != nil {
		return true
	}
	list, _, _ := strings.Cut(path, ".")
	for _, known := range [][]*ParameterSpec{m.Parameters, m.recognised} {
		if p := findPath(known, list); p != nil && p.Form == formNodes {
			return true
		}
	}
	return false
}

// Paths lists the paths of all parameters that are known of the message.
func (m *MessageSpec) Paths() []string {
	var out []string
	var walk func([]*ParameterSpec)
	walk = func(params []*ParameterSpec) {
		for _, p := range params {
			out = append(out, p.Path)
			if p.Form != formNodes {
				walk(p.Parameters)
			}
		}
	}
	walk(m.Parameters)
	return out
}

// isSubtype tells whether the parameter is one of the message's subtypes.
func (m *MessageSpec) isSubtype(name string) bool {
	for _, s := range m.Subtypes {
		if s == name {
			return true
		}
	}
	return false
}

// finish prepares what checking needs: the messages by name and number, the
// recognised parameters of names-only messages, the names.
func (c *Catalogue) finish() {
	c.byName = make(map[string]*MessageSpec, len(c.messages))
	c.messageNames = make([]string, len(c.messages))
	for i, m := range c.messages {
		c.byName[m.Name], c.messageNames[i], m.number = m, m.Name, i+1
	}
	c.unknownMessage = &MessageSpec{NameOnly: true}
	c.parameters = []*ParameterSpec{nil}
	c.number(c.list.items)
	for _, m := range append([]*MessageSpec{c.unknownMessage}, c.messages...) {
		m.recognised = nil
		if m.Correlation != "" {
			m.recognised = append(m.recognised, &ParameterSpec{Name: m.Correlation, Path: m.Correlation, Form: formUnknown})
		}
		for _, name := range c.list.containers {
			m.recognised = append(m.recognised, &ParameterSpec{Name: name, Path: name, Form: formNodes, Parameters: c.list.items})
		}
		c.number(m.recognised)
		c.number(m.Parameters)
	}
	c.collectNames()
}

// number numbers parameters and those in them, each once.
func (c *Catalogue) number(params []*ParameterSpec) {
	for _, p := range params {
		if p.number == 0 {
			p.number = len(c.parameters)
			c.parameters = append(c.parameters, p)
			c.number(p.Parameters)
		}
	}
}

// collectNames fills c.names from all that the catalogue says.
func (c *Catalogue) collectNames() {
	texts := []string{c.envelope.root, c.envelope.callID}
	texts = append(texts, c.list.containers...)
	texts = append(texts, c.list.item, c.list.name, c.list.typ, c.list.value)
	var add func([]*ParameterSpec)
	add = func(params []*ParameterSpec) {
		for _, p := range params {
			texts = append(append(append(texts, p.Name), p.Aliases...), p.Values...)
			add(p.Parameters)
		}
	}
	for _, m := range c.messages {
		texts = append(texts, m.Name, m.Correlation)
		add(m.Parameters)
	}
	c.names = buildNames(texts)
}

// name gives the catalogue's own string for a name it knows, else a new one.
func (c *Catalogue) name(b []byte) string {
	if id := c.names.id(b); id != 0 {
		return c.names.texts[id]
	}
	return string(b)
}

// intern gives the catalogue's own string for a name it knows, else the name.
func (c *Catalogue) intern(name string) string {
	if id := c.names.of(name); id != 0 {
		return c.names.texts[id]
	}
	return name
}
