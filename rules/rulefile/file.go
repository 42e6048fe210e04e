// Package rulefile reads and merges rule files. In: the YAML of a file. Out: a File, whose texts have positions, and
// every error with line, column and the expected value. Merge combines several files with the built-in one.
//
// The structs of file.go are the only description of a rule file's keys. The reader follows them and their tags, and
// the JSON Schema for editors is generated from them. The tags:
//
//	yaml      the key; "-" for a field that is no key
//	doc       the description, for editors
//	values    the name of the vocabulary that lists all values
//	pattern   a regular expression that the text must match, and
//	expected  the same as text
//	required  the key must be given
//
// Package rules/internal/program checks how the entries fit together.
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

// Place is a position in a rule file. Line and column count from 1. Columns count characters.
type Place struct {
	File         string
	Line, Column int
}

// Text is a text and its place.
type Text struct {
	Value string
	At    Place
	// Block: it is a literal block, whose lines follow At and are indented by Indent characters.
	Block  bool
	Indent int
}

// Line returns the place of a character in a line of the text, both counted from 0. Only literal blocks (
// ) have exact places. For other texts it is the start of the text.
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

// Flag is true or false, with its place.
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
	Extends    Texts      `yaml:"extends" values:"set" doc:"The built-in sets that the file extends: [iserver], or [] for none."`
	Connection Connection `yaml:"connection" doc:"Facts about connections."`
	Messages   ast.Node   `yaml:"messages" doc:"Adds messages to the catalogue, or refines them."`
	Rules      []Rule     `yaml:"rules" doc:"Rules, and changes to built-in ones."`
}

// Connection contains a file's facts about connections.
type Connection struct {
	At      Place   `yaml:"-"`
	Begins  Matcher `yaml:"begins" doc:"The message that proves that a connection starts with it, and that its sender is the IVR."`
	Version Text    `yaml:"version" doc:"The parameter of that message with the version of the protocol."`
	Client  Text    `yaml:"client" doc:"The parameter of that message with the name of the client. Where a log does not show connections, another name means several clients, whose messages cannot be told apart."`
	Accepts Matcher `yaml:"accepts" doc:"The answers to that message after which another one begins a new connection, in a log that does not show connections."`
	Call    Call    `yaml:"call" doc:"Facts about calls."`
}

// Call contains a file's facts about calls. A call has a call id.
type Call struct {
	At     Place   `yaml:"-"`
	Begins Matcher `yaml:"begins" doc:"The message that opens a call. If the call of its call id has ended, it opens a new one, for which earlier messages do not count."`
	Ends   Matcher `yaml:"ends" doc:"The messages that end a call."`
	Port   Text    `yaml:"port" doc:"The parameter of the opening message with the port of the call: Call.Port of the call's messages."`
	Ports  Texts   `yaml:"ports" doc:"The parameters that are the Call.Port of a message that has one of them."`
}

// Rule is an entry under rules: a rule or a change to a built-in one.
type Rule struct {
	At Place `yaml:"-"`

	ID       Text         `yaml:"id" required:"true" pattern:"^[A-Za-z][A-Za-z0-9_-]*$" expected:"letters and digits, such as ACME001" doc:"The rule's code. That of a built-in rule changes the given keys of this rule."`
	Name     Text         `yaml:"name" doc:"A short name, such as agent-steady-state."`
	Headline Text         `yaml:"title" doc:"A violation in a few words: Agent left LoggedIn without Ready or NotReady. Default: the name."`
	Severity Text         `yaml:"severity" values:"severity" doc:"The severity of a violation; off switches the rule off."`
	Subject  Text         `yaml:"subject" doc:"The part of the protocol it is about: LoginResp.Status. Default: the message of the finding."`
	Text     Text         `yaml:"text" doc:"What the rule requires, and why."`
	Message  Text         `yaml:"message" doc:"The sentence of a finding at the violating message. {now} is that message, {before} the other one, {before.place} its position; {actual}, {expected} and paths of parameters are values."`
	Missing  Text         `yaml:"missing" doc:"The sentence of a finding about a missing target; default: message."`
	Hints    []Hint       `yaml:"hints" doc:"Texts of hints by name, of built-in rules."`
	Source   Source       `yaml:"source" doc:"The source of the rule."`
	All      []Constraint `yaml:"all" doc:"Several constraints; violating one violates the rule."`
	YieldsTo Texts        `yaml:"yields-to" doc:"Earlier rules that suppress this one at the same message."`
	Check    Text         `yaml:"check" doc:"What activates a built-in rule that Go checks; other rules have a template."`
	Report   Text         `yaml:"report" values:"report" doc:"How often the rule is reported: each (the default) violating message; key: the first of each key, or of the connection if there is no key; once: one finding for each connection and direction, with the number of messages."`
	Counts   Text         `yaml:"counts" doc:"The word of the summary for what activates the rule: calls."`
	ByBasis  Flag         `yaml:"by-basis" doc:"Of built-in rules: the severity depends on the basis of the violated fact."`
	Examples []Example    `yaml:"examples" doc:"Good and bad examples, which rules test runs."`

	Constraint `yaml:",inline"`
}

// Constraints returns the rule's own constraint, if there is one, and those under all.
func (r *Rule) Constraints() []Constraint {
	if r.Constraint.IsZero() || r.Template.Value == "" && len(r.All) > 0 {
		return r.All
	}
	return append([]Constraint{r.Constraint}, r.All...)
}

// Constraint is a template with the messages that it applies to.
type Constraint struct {
	Place Place `yaml:"-"`

	Template  Text    `yaml:"template" values:"template" doc:"The template of Declare for when and then."`
	Key       []Texts `yaml:"key" doc:"Parameters: the rule applies to each of their values separately, within a connection. Of an entry that is a list, the first parameter that is present counts."`
	When      Matcher `yaml:"when" doc:"The activation."`
	Then      Matcher `yaml:"then" doc:"The target: required or forbidden messages."`
	Among     Matcher `yaml:"among" doc:"What counts as next for the chain templates; default: every message of the key."`
	Scope     Scope   `yaml:"scope" doc:"The part of a connection in which the rule applies."`
	Match     Text    `yaml:"match" values:"match" doc:"Whether a target may answer several activations (any, the default) or one only."`
	Correlate Texts   `yaml:"correlate" doc:"Parameters that must be equal in activation and target."`
	Within    Text    `yaml:"within" pattern:"^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$" expected:"a time such as 500ms, 5s or 2m" doc:"How long the target may take."`
	AtEnd     Text    `yaml:"at-end" values:"at-end" doc:"The verdict of instances that are open when the connection closes in order; default: inconclusive."`
	Predicate Text    `yaml:"predicate" values:"predicate" doc:"A check in Go of each pair of activation and target."`
	Open      Text    `yaml:"open" values:"open" doc:"ignored: another rule reports a missing target."`
	Cleared   Matcher `yaml:"cleared-by" doc:"Messages of the key after which earlier ones do not count."`
	Blurred   Matcher `yaml:"blurred-by" doc:"Messages that make open instances inconclusive: those of their key, or all if they have no key."`
	Asked     Matcher `yaml:"asked-by" doc:"For the predicate: the activations that ask for keys. Default: all."`
	Exempts   Flag    `yaml:"exempts" doc:"A violating message is not reported, nor checked by later constraints of the rule."`
	Uncounted Flag    `yaml:"uncounted" doc:"A satisfied activation does not count in the summary and for require-activated, unless a later message decides it."`
	Severity  Text    `yaml:"severity" values:"severity" doc:"The severity of this constraint, if it is lower than that of the rule."`
	Subject   Text    `yaml:"subject" doc:"The part of the protocol of this constraint, if it differs from that of the rule."`
}

// IsZero reports whether no key of the constraint is set.
func (k *Constraint) IsZero() bool {
	given := *k
	given.Place = Place{}
	return reflect.ValueOf(given).IsZero()
}

// Scope is a part of a connection.
type Scope struct {
	At    Place   `yaml:"-"`
	After Matcher `yaml:"after" doc:"Earlier messages do not count."`
	Until Matcher `yaml:"until" doc:"This and later messages do not count."`
	// Inclusive is true by default.
	Inclusive Flag `yaml:"inclusive" doc:"false: the message that opens the scope does not belong to it. The one that closes it never does."`
	Unseen    Text `yaml:"unseen" values:"unseen" doc:"open: where the start of the connection was not captured, the scope may be open from the first message on."`
}

// Source is where a requirement is documented.
type Source struct {
	At       Place `yaml:"-"`
	Document Text  `yaml:"document" doc:"The document."`
	Section  Text  `yaml:"section" doc:"The place in the document."`
	Basis    Text  `yaml:"basis" values:"basis" doc:"How well the fact is known; default: documented."`
}

// Matcher is one alternative or a list, any of which may match.
type Matcher []Alternative

// Alternative matches the messages that satisfy all of its keys.
type Alternative struct {
	At      Place       `yaml:"-"`
	Message Texts       `yaml:"message" doc:"The name of the message, or several; default: any message."`
	Group   Texts       `yaml:"group" values:"group" doc:"A group of messages, or several, beside those that message names."`
	Frame   Texts       `yaml:"frame" values:"frame" doc:"GLI frames without XML, by their type; only from goes with it."`
	From    Text        `yaml:"from" values:"from" doc:"Who sent it; default: both."`
	Has     Texts       `yaml:"has" doc:"Parameters that it has."`
	Lacks   Texts       `yaml:"lacks" doc:"Parameters that it lacks."`
	Where   []Condition `yaml:"where" doc:"Parameters with their allowed values."`
	Except  []Condition `yaml:"except" doc:"Parameters with their forbidden values. They may be absent."`
	Exact   Flag        `yaml:"exact" doc:"true: a value outside its enumeration does not count as the nearest one."`
}

// String renders the matcher as text.
func (m Matcher) String() string {
	var either []string
	for _, a := range m {
		var all, tests []string
		add := func(lead string, items Texts, between string) {
			if len(items) > 0 {
				all = append(all, lead+strings.Join(items.Values(), between))
			}
		}
		add("", a.Message, " or ")
		add("any message of group ", a.Group, " or ")
		add("frame ", a.Frame, " or ")
		if len(a.Message) == 0 && len(a.Group) == 0 && len(a.Frame) == 0 {
			all = append(all, "any message")
		}
		if from := a.From.Value; from != "" && from != "both" {
			all = append(all, "from "+from)
		}
		add("with ", a.Has, " and ")
		add("without ", a.Lacks, " or ")
		for _, item := range a.Where {
			tests = append(tests, fmt.Sprintf("%s = %s", item.Path.Value, strings.Join(item.Values.Values(), " or ")))
		}
		for _, item := range a.Except {
			tests = append(tests, fmt.Sprintf("%s other than %s", item.Path.Value, strings.Join(item.Values.Values(), " or ")))
		}
		if len(a.Has)+len(a.Lacks) > 0 && len(tests) > 0 {
			all[len(all)-1] += ","
		}
		if len(tests) > 0 {
			all = append(all, strings.Join(tests, ", "))
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
	Verdict Text  `yaml:"verdict" required:"true" values:"verdict" doc:"The expected verdict."`
	Trace   Text  `yaml:"trace" doc:"A whole connection, one message a line: > from the IVR, < from the server, the name, then Parameter=value; a time such as 5s may come first; a line ... first or last was not captured."`
	XML     Text  `yaml:"xml" doc:"One XML document."`
	Frames  Text  `yaml:"frames" doc:"GLI frames of the IVR, in hexadecimal."`
	Words   Text  `yaml:"words" doc:"A description of the example, which is not run."`
}

// Vocabulary lists the allowed values by the name in the tag values.
type Vocabulary map[string][]string
