// Package rulefile reads and merges rule files. In flows the YAML of a file; out
// flows a File, whose texts know their places, and every error in it with line,
// column and what was expected there. Merge combines several files with the
// built-in one.
//
// The structs of file.go are the one description of a rule file's keys: the
// reader follows them and their tags, and the JSON Schema for editors is made
// from them. The tags:
//
//	yaml      the key; "-" for a field that is no key
//	doc       the description, for editors
//	values    the name of the vocabulary that lists all values
//	pattern   a regular expression that the text must match, and
//	expected  the same in words
//	required  the key must be given
//
// The meaning of the entries together is checked by rules/internal/program.
//
// Files, from the entry point down: merge.go, read.go, tree.go, key.go, errors.go, file.go.
package rulefile

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Schema is the value of the key schema.
const Schema = "ivrcheck/rules/v1"

// Place is a position in a rule file. Line and column count from 1, columns
// count characters.
type Place struct {
	File         string
	Line, Column int
}

// Text is a text and its place.
type Text struct {
	Value string
	At    Place
	// Block: it is a literal block, whose lines follow At and are indented by
	// Indent characters.
	Block  bool
	Indent int
}

// Line returns the place of a character of a line of the text, both counted
// from 0. It is known for a literal block (|) only; for any other text it is
// where the text begins.
func (t Text) Line(line, column int) Place {
	if !t.Block {
		return t.At
	}
	return Place{t.At.File, t.At.Line + 1 + line, t.Indent + column + 1}
}

// Texts is one text or a list of them.
type Texts []Text

// Values returns the texts without their places.
func (t Texts) Values() []string {
	var out []string
	for _, one := range t {
		out = append(out, one.Value)
	}
	return out
}

// Flag is true or false, and its place.
type Flag struct {
	On bool
	At Place
}

// File is a rule file.
type File struct {
	Name string `yaml:"-"`
	At   Place  `yaml:"-"`

	Schema     Text       `yaml:"schema" required:"true" values:"schema" doc:"The version of the rule language."`
	Title      Text       `yaml:"name" doc:"The name of the rule set."`
	Extends    Texts      `yaml:"extends" values:"set" doc:"The built-in sets that the file builds on: [iserver], or [] for its own rules alone."`
	Connection Connection `yaml:"connection" doc:"What is known of connections as such."`
	Messages   ast.Node   `yaml:"messages" doc:"Adds messages to the catalogue, or refines those it has."`
	Rules      []Rule     `yaml:"rules" doc:"Rules, and changes to built-in ones."`
}

// Connection is what a file defines about connections as such.
type Connection struct {
	At      Place   `yaml:"-"`
	Begins  Matcher `yaml:"begins" doc:"The message that proves that a connection starts with it, and that its sender is the IVR."`
	Version Text    `yaml:"version" doc:"The parameter of that message with the version of the protocol."`
}

// Rule is an entry under rules: a rule, or a change to a built-in one.
type Rule struct {
	At Place `yaml:"-"`

	ID       Text         `yaml:"id" required:"true" pattern:"^[A-Za-z][A-Za-z0-9_-]*$" expected:"letters and digits, such as ACME001" doc:"The rule's code. That of a built-in rule changes this rule: only the keys that are given."`
	Name     Text         `yaml:"name" doc:"A short name, such as agent-steady-state."`
	Severity Text         `yaml:"severity" values:"severity" doc:"How bad a violation is; off switches the rule off."`
	Subject  Text         `yaml:"subject" doc:"The part of the protocol it is about: LoginResp.Status. Default: the message of the finding."`
	Text     Text         `yaml:"text" doc:"What the rule demands and why, in plain words."`
	Message  Text         `yaml:"message" doc:"The sentence of a finding at the message that breaks the rule. {now} is that message, {before} the other, {before.place} where it is, {actual}, {expected} or the path of a parameter stand for what they name."`
	Missing  Text         `yaml:"missing" doc:"The sentence of a finding about something that did not come; default: message."`
	Hints    []Hint       `yaml:"hints" doc:"Texts of hints by name, of built-in rules."`
	Source   Source       `yaml:"source" doc:"Where the demand stands."`
	All      []Constraint `yaml:"all" doc:"Several constraints; the rule is violated where one of them is."`
	YieldsTo Texts        `yaml:"yields-to" doc:"Earlier rules: where one of them has a finding at a message, this one has none."`
	Check    Text         `yaml:"check" doc:"What activates a built-in rule that Go finds; a rule of your own has a template."`
	Counts   Text         `yaml:"counts" doc:"What the summary calls the things that activate the rule: calls."`
	ByBasis  Flag         `yaml:"by-basis" doc:"Of built-in rules: the severity goes down with the basis of the fact that is broken."`
	Examples []Example    `yaml:"examples" doc:"Good and bad examples, which rules test runs."`

	Constraint `yaml:",inline"`
}

// Constraints are those under all, after the one of the rule itself if there is
// one.
func (r *Rule) Constraints() []Constraint {
	if r.Constraint.IsZero() || r.Template.Value == "" && len(r.All) > 0 {
		return r.All
	}
	return append([]Constraint{r.Constraint}, r.All...)
}

// Constraint is one template and the messages that it is applied to.
type Constraint struct {
	Place Place `yaml:"-"`

	Template  Text    `yaml:"template" values:"template" doc:"What is demanded of when and then."`
	Key       []Texts `yaml:"key" doc:"Parameters: the rule holds for each of their values by itself, within one connection. An entry that is a list stands for the first of its parameters that is there."`
	When      Matcher `yaml:"when" doc:"The activation: the messages that the rule is about."`
	Then      Matcher `yaml:"then" doc:"The target: the messages that are demanded or forbidden."`
	Among     Matcher `yaml:"among" doc:"What counts as next for the chain templates; default: every message of the key."`
	Scope     Scope   `yaml:"scope" doc:"The part of a connection in which the rule holds."`
	Match     Text    `yaml:"match" values:"match" doc:"May one target answer for several activations (any, the default), or for one only."`
	Correlate Texts   `yaml:"correlate" doc:"Parameters that must be equal in activation and target."`
	Within    Text    `yaml:"within" pattern:"^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$" expected:"a time such as 500ms, 5s or 2m" doc:"How long the target may take."`
	AtEnd     Text    `yaml:"at-end" values:"at-end" doc:"What is open when the connection closes in order is violated, or inconclusive (the default)."`
	Predicate Text    `yaml:"predicate" values:"predicate" doc:"A check in Go of each pair of activation and target."`
	Open      Text    `yaml:"open" values:"open" doc:"ignored: that no target came is the business of another rule."`
}

// IsZero reports whether no key of the constraint is given.
func (k *Constraint) IsZero() bool {
	given := *k
	given.Place = Place{}
	return reflect.ValueOf(given).IsZero()
}

// Scope is a part of a connection.
type Scope struct {
	At    Place   `yaml:"-"`
	After Matcher `yaml:"after" doc:"Nothing before such a message counts."`
	Until Matcher `yaml:"until" doc:"Nothing from such a message on counts."`
}

// Source is where a requirement is documented.
type Source struct {
	At       Place `yaml:"-"`
	Document Text  `yaml:"document" doc:"The document."`
	Section  Text  `yaml:"section" doc:"The place in the document."`
	Basis    Text  `yaml:"basis" values:"basis" doc:"How well it is known; default: documented."`
}

// Matcher is one alternative or a list of them, any of which may match.
type Matcher []Alternative

// Alternative matches the messages that fulfil all of its keys.
type Alternative struct {
	At      Place       `yaml:"-"`
	Message Texts       `yaml:"message" doc:"The name of the message, or several; default: any message."`
	Group   Texts       `yaml:"group" values:"group" doc:"A group of messages, or several, beside those that message names."`
	Frame   Texts       `yaml:"frame" values:"frame" doc:"GLI frames without XML, by their type; beside it only from may stand."`
	From    Text        `yaml:"from" values:"from" doc:"Who sent it; default: both."`
	Has     Texts       `yaml:"has" doc:"Parameters that it has."`
	Lacks   Texts       `yaml:"lacks" doc:"Parameters that it has not."`
	Where   []Condition `yaml:"where" doc:"Parameters, each with the value or the values that it may have."`
}

// String renders the matcher in words.
func (m Matcher) String() string {
	var either []string
	for _, a := range m {
		var all []string
		add := func(lead string, items Texts) {
			if len(items) > 0 {
				all = append(all, lead+strings.Join(items.Values(), " or "))
			}
		}
		add("", a.Message)
		add("any message of group ", a.Group)
		add("frame ", a.Frame)
		if len(a.Message) == 0 && len(a.Group) == 0 && len(a.Frame) == 0 {
			all = append(all, "any message")
		}
		if from := a.From.Value; from != "" && from != "both" {
			all = append(all, "from "+from)
		}
		add("with ", a.Has)
		add("without ", a.Lacks)
		for _, item := range a.Where {
			all = append(all, fmt.Sprintf("%s = %s", item.Path.Value, strings.Join(item.Values.Values(), " or ")))
		}
		either = append(either, strings.Join(all, " "))
	}
	return strings.Join(either, "; or ")
}

// Condition is an entry of where: the path of a parameter and its values.
type Condition struct {
	Path   Text
	Values Texts
}

// Hint is an entry of hints.
type Hint struct{ Name, Text Text }

// Example is an example with its expected verdict.
type Example struct {
	At      Place `yaml:"-"`
	Verdict Text  `yaml:"verdict" required:"true" values:"verdict" doc:"What the rule says to it."`
	Trace   Text  `yaml:"trace" doc:"A whole connection, one message a line: > from the IVR, < from the server, the name, then Parameter=value; a time such as 5s may stand in front; a line ... first or last is what was not captured."`
	XML     Text  `yaml:"xml" doc:"One XML document."`
	Frames  Text  `yaml:"frames" doc:"GLI frames of the IVR, in hexadecimal."`
	Words   Text  `yaml:"words" doc:"The example in words, which cannot be run."`
}

// Vocabulary lists the allowed values by the name that a tag values has.
type Vocabulary map[string][]string
