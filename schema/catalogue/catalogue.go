// Package catalogue contains the facts about the messages of the protocol: their names, their senders, and the
// parameters of each. They are read from iserver.yaml, or from the messages of a rule file. go generate, which runs a
// test, writes the XML Schema and the DTD in this folder.
//
// Files, from the entry point down: write.go, load.go, load_message.go, yaml.go, tables.go,
// keys.go, nearest.go, catalogue.go, traits.go, version.go.
package catalogue

//go:generate go test -run ^TestInStepWithYAML$ -update

import (
	"fmt"
	"slices"
	"strings"

	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// A Catalogue lists the messages and their possible contents. It is immutable once loaded and safe for concurrent use.
type Catalogue struct {
	Envelope Envelope
	List     List
	// NameTable has all names and enumerated values. Messages share its strings, and diagnoses may show them.
	NameTable *xmltree.Names
	Tables    *Tables

	messages     []*Message
	byName       map[string]*Message
	messageNames []string // as in messages
	parameters   []*Parameter
	unknown      *Message // used for unknown messages
}

// Envelope is the frame around every message: the names of the root element, of the call id and of the login, and the
// system identifier of the document type.
type Envelope struct{ Root, CallID, System, Login string }

// Names returns the names by which documents are detected in text.
func (c *Catalogue) Names() trace.Names {
	n := trace.Names{Root: c.Envelope.Root, Login: c.Envelope.Login, CallID: c.Envelope.CallID, Bare: map[string]trace.Bare{}}
	for _, m := range c.messages {
		n.Bare[m.Name] = trace.BareMessage
		if m.CommonWord {
			n.Bare[m.Name] = trace.BareCommonWord
		}
		if m.AloneWith != "" {
			n.AloneWith = m.AloneWith
			n.Subtypes = append(n.Subtypes, m.Subtypes...)
		}
	}
	return n
}

// List is the form of the generic list of keys and values: the elements that are such a list by their name, and the
// names of an item and of its attributes.
type List struct {
	Containers              []string
	Item, Name, Type, Value string
	Items                   []*Parameter // the item, as the one parameter of a list
}

// Message contains the facts about one message.
type Message struct {
	Name, Group string
	// From is the sender: ivr, server or both; empty if unknown.
	From string
	// NameOnly messages are recognised, but their content is not judged.
	NameOnly bool
	// Unverified reports that even name and sender are known from memory only, so nothing about the message may be
	// reported.
	Unverified bool
	// Open reports that there may be unlisted parameters, so an unknown name is not a fault.
	Open bool
	// Correlation is the path of the parameter that pairs a request with its answer, empty if only the call id does.
	Correlation string
	// Subtypes are the parameters of which exactly one must be present.
	Subtypes []string
	// AloneWith is the parameter that identifies an element of a subtype as this message if the envelope and the
	// message element are missing. It is empty if no parameter does.
	AloneWith string
	// CommonWord reports that the name alone does not identify a message without the envelope.
	CommonWord bool
	Text       string
	Source     Source
	Parameters []*Parameter

	// number is its index in the catalogue, from 1.
	number int
	callID string // the name of the envelope's call id
	scope  ScopeID
	// correlation is the number of the parameter named by Correlation, 0 if it is not directly in the message.
	correlation int
	// recognised are the parameters of a NameOnly message that can be recognised without knowing the message.
	recognised []*Parameter
}

// Number is the message's index in its catalogue, from 1. It is 0 for nil, which means an unknown message.
func (m *Message) Number() int {
	if m == nil {
		return 0
	}
	return m.number
}

// CorrelationNumber is the number of the parameter named by Correlation, 0 if it is not directly in the message.
func (m *Message) CorrelationNumber() int { return m.correlation }

// known returns the parameters that resolve the names in a message.
func (m *Message) known() []*Parameter {
	if m.NameOnly {
		return m.recognised
	}
	return m.Parameters
}

// Parameter contains the facts about one parameter.
type Parameter struct {
	Name string
	// Path is the name with the names of the structs around it: Agent.PortNum.
	Path string
	// Form is attribute, element, either, struct, nodes or unknown.
	Form string
	// FormBasis and ValuesBasis are the bases of the form and the values. Source.Basis is for everything else.
	FormBasis, ValuesBasis string
	// FormFirm: all implementations agree on the form.
	FormFirm bool
	Required bool
	// ForbiddenWith names subtypes of the message with which the parameter must not occur.
	ForbiddenWith []string
	// Values are all allowed values, nil if they are unknown.
	Values []string
	// SentByBoth are values with which the other side may also send the message.
	SentByBoth []string
	// Format is number, positive-number, key-list or empty.
	Format  string
	Aliases []string
	// Since is the first version of the protocol with the parameter, empty if all have it.
	Since string
	// ExampleLacks reports that the example in the source lacks the parameter, although it is required.
	ExampleLacks bool
	// Private reports that a value may be personal.
	Private bool
	// Role is port for a parameter that names the IVR's port, otherwise empty.
	Role       string
	Text       string
	Source     Source
	Parameters []*Parameter

	Repeats bool // may occur more than once
	number  int
}

// Number is the parameter's index in its catalogue, from 1; 0 for nil. Parameters of different messages or structs have
// different numbers, but all lists of keys and values share those of their items.
func (p *Parameter) Number() int {
	if p == nil {
		return 0
	}
	return p.number
}

// Codes lists the rules that the parameter alone may violate, in order. It is empty if nothing about it is judged.
func (p *Parameter) Codes() []string {
	known := p.Form != FormUnknown
	var codes []string
	for _, c := range []struct {
		code string
		may  bool
	}{
		{"MSG003", p.Required},
		{"MSG004", len(p.Values) > 0},
		{"MSG006", true},
		{"MSG007", known && p.Form != FormEither},
		{"MSG008", len(p.ForbiddenWith) > 0},
		{"MSG012", p.Format == FormatNumber || p.Format == FormatPositive},
		{"MSG013", p.Form == FormNodes},
		{"MSG014", p.Form == FormNodes},
		{"MSG015", p.Format == FormatKeyList},
		{"MSG016", known && !p.Repeats},
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
	FormAttribute = "attribute"
	FormElement   = "element"
	FormEither    = "either"
	FormStruct    = "struct"
	FormNodes     = "nodes"
	FormUnknown   = "unknown"
)

// Formats of a parameter's value.
const (
	FormatNumber   = "number"
	FormatPositive = "positive-number"
	FormatKeyList  = "key-list"
)

// Source names the document of a fact, and its basis: documented, implementations or inferred.
type Source struct{ Document, Section, Basis string }

// Message returns the message with exactly that name, or nil.
func (c *Catalogue) Message(name string) *Message { return c.byName[name] }

// Parameters returns the number of parameters in the catalogue. Their numbers run from 1.
func (c *Catalogue) Parameters() int { return len(c.parameters) - 1 }

// IsList reports whether the parameter is a list of keys and values.
func (p *Parameter) IsList() bool { return p.Form == FormNodes }

// Parameter returns the parameter with a number, nil for 0.
func (c *Catalogue) Parameter(number int) *Parameter { return c.parameters[number] }

// MessageNames lists the names of all messages, in the order of the file.
func (c *Catalogue) MessageNames() []string { return c.messageNames }

// Messages lists all messages, in the order of the file.
func (c *Catalogue) Messages() []*Message { return c.messages }

// Parameter finds a parameter by its path (Agent.PortNum). It returns nil if the message has no such parameter.
func (m *Message) Parameter(path string) *Parameter {
	return findPath(m.Parameters, path)
}

func findPath(params []*Parameter, path string) *Parameter {
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

// MayHave reports whether the message can have something at a path, as far as known: a parameter, an entry of a list of
// keys and values (UDataEx.VoxFile; any message may have one), all of them (UDataEx.*), any value (*), or the call id.
// It returns true for a message of unknown content.
func (m *Message) MayHave(path string) bool {
	if m.NameOnly || m.Unverified || m.Open || path == "*" || path == m.callID || path == m.Correlation {
		return true
	}
	if m.Parameter(path) != nil {
		return true
	}
	list, _, _ := strings.Cut(path, ".")
	for _, known := range [][]*Parameter{m.Parameters, m.recognised} {
		if p := findPath(known, list); p != nil && p.Form == FormNodes {
			return true
		}
	}
	return false
}

// SentByBoth returns the parameter some values of which show that both sides may send the message, or nil.
func (m *Message) SentByBoth() *Parameter {
	i := slices.IndexFunc(m.Parameters, func(p *Parameter) bool { return p.SentByBoth != nil })
	if i < 0 {
		return nil
	}
	return m.Parameters[i]
}

// Paths lists the paths of all known parameters of the message.
func (m *Message) Paths() []string {
	var out []string
	var walk func([]*Parameter)
	walk = func(params []*Parameter) {
		for _, p := range params {
			out = append(out, p.Path)
			if p.Form != FormNodes {
				walk(p.Parameters)
			}
		}
	}
	walk(m.Parameters)
	return out
}

// IsSubtype reports whether the parameter with that name is a subtype of the message.
func (m *Message) IsSubtype(name string) bool { return slices.Contains(m.Subtypes, name) }

func (c *Catalogue) add(m *Message) {
	if old := c.byName[m.Name]; old != nil {
		c.messages[slices.Index(c.messages, old)] = m
	} else {
		c.messages = append(c.messages, m)
	}
	c.byName[m.Name] = m
}

// markupWords are the words of XML in documents of the protocol, and names of encodings.
var markupWords = map[string]bool{
	"xml": true, "version": true, "encoding": true, "standalone": true, "yes": true, "no": true, "DOCTYPE": true, "SYSTEM": true, "PUBLIC": true,
	"ENTITY": true, "ELEMENT": true, "ATTLIST": true, "CDATA": true, "PCDATA": true, "xmlns": true, "UTF": true, "utf": true, "ISO": true, "iso": true,
}

// IsWord reports whether a word is a name or a value of the catalogue, or one of XML.
func (c *Catalogue) IsWord(word []byte) bool {
	if len(word) < 2 {
		return false
	}
	return c.NameTable.ID(word) != 0 || markupWords[string(word)] || string(word) == strings.TrimSuffix(c.Envelope.System, ".dtd") || string(word) == "dtd"
}

// AllWords returns a text with all names and values of the catalogue, and a document's beginning.
func (c *Catalogue) AllWords() string {
	var all strings.Builder
	for id := 1; id <= c.NameTable.Len(); id++ {
		all.WriteString(c.NameTable.Text(xmltree.NameID(id)) + "\n")
	}
	fmt.Fprintf(&all, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE %s SYSTEM \"%s\">\n", c.Envelope.Root, c.Envelope.System)
	return all.String()
}

// IsCorrelation reports whether a parameter correlates messages of some kind.
func (c *Catalogue) IsCorrelation(p *Parameter) bool {
	return slices.ContainsFunc(c.messages, func(m *Message) bool { return m.Correlation == p.Path })
}
