package rules

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"ivrcheck/rules/declare"
	"ivrcheck/schema"
)

// builtinFS carries the built-in rule set; it is the only place where the
// codes, their names and their texts stand.
//
//go:embed iserver.yaml
var builtinFS embed.FS

// fileYAML is a rule file as written.
type fileYAML struct {
	Schema     string         `yaml:"schema"`
	Name       string         `yaml:"name"`
	Extends    []string       `yaml:"extends"`
	Connection connectionYAML `yaml:"connection"`
	Rules      []ruleYAML     `yaml:"rules"`
}

// connectionYAML says what a file knows about connections as such.
type connectionYAML struct {
	// Begins matches the message that proves that a connection starts with
	// it, and that its sender is the IVR.
	Begins matcherYAML `yaml:"begins"`
	// Version is the parameter of that message with the version of the
	// protocol.
	Version string `yaml:"version"`
}

type ruleYAML struct {
	ID       string            `yaml:"id"`
	Name     string            `yaml:"name"`
	Severity string            `yaml:"severity"`
	Subject  string            `yaml:"subject"`
	Check    string            `yaml:"check"`
	ByBasis  bool              `yaml:"by-basis"`
	All      []ConstraintYAML  `yaml:"all"`
	YieldsTo []string          `yaml:"yields-to"`
	Source   sourceYAML        `yaml:"source"`
	Text     string            `yaml:"text"`
	Message  string            `yaml:"message"`
	Missing  string            `yaml:"missing"`
	Hints    map[string]string `yaml:"hints"`
	Examples []exampleYAML     `yaml:"examples"`

	ConstraintYAML `yaml:",inline"`
}

type ConstraintYAML struct {
	Template  string      `yaml:"template"`
	Key       []names     `yaml:"key"`
	When      matcherYAML `yaml:"when"`
	Then      matcherYAML `yaml:"then"`
	Among     matcherYAML `yaml:"among"`
	Scope     scopeYAML   `yaml:"scope"`
	Match     string      `yaml:"match"`
	Correlate []string    `yaml:"correlate"`
	AtEnd     string      `yaml:"at-end"`
	Within    string      `yaml:"within"`
	Predicate string      `yaml:"predicate"`
	Open      string      `yaml:"open"`
}

type scopeYAML struct {
	After matcherYAML `yaml:"after"`
	Until matcherYAML `yaml:"until"`
}

type sourceYAML struct {
	Document string `yaml:"document"`
	Section  string `yaml:"section"`
	Basis    string `yaml:"basis"`
}

type exampleYAML struct {
	Verdict string `yaml:"verdict"`
	Trace   string `yaml:"trace"`
	XML     string `yaml:"xml"`
	Frames  string `yaml:"frames"`
	Words   string `yaml:"words"`
}

// matcherYAML is one matcher or a list of them, any of which may match.
type matcherYAML []alternativeYAML

type alternativeYAML struct {
	Message names         `yaml:"message"`
	Group   names         `yaml:"group"`
	Frame   names         `yaml:"frame"`
	From    string        `yaml:"from"`
	Has     names         `yaml:"has"`
	Lacks   names         `yaml:"lacks"`
	Where   yaml.MapSlice `yaml:"where"`
}

func (m *matcherYAML) UnmarshalYAML(unmarshal func(any) error) error {
	var many []alternativeYAML
	var shape any
	if err := unmarshal(&shape); err != nil {
		return err
	}
	if _, list := shape.([]any); list {
		if err := unmarshal(&many); err != nil {
			return err
		}
		*m = many
		return nil
	}
	var one alternativeYAML
	if err := unmarshal(&one); err != nil {
		return err
	}
	*m = matcherYAML{one}
	return nil
}

// names is one name or a list of them.
type names []string

func (n *names) UnmarshalYAML(unmarshal func(any) error) error {
	var shape any
	if err := unmarshal(&shape); err != nil {
		return err
	}
	if _, list := shape.([]any); list {
		return unmarshal((*[]string)(n))
	}
	var one string
	if err := unmarshal(&one); err != nil {
		return err
	}
	*n = names{one}
	return nil
}

// Set is a loaded rule set: immutable, and safe for concurrent use.
type Set struct {
	rules       []*rule
	byID        map[string]*rule
	constraints []*constraint
	begins      matcher
	version     int // slot of the login's version, -1 for none
	paths       []string
	// anyOf lists the messages of which a rule tests every value.
	anyOf map[string]bool

	indexed sync.Once
	indices
}

// rule is a Rule with what the engine needs of it.
type rule struct {
	Rule
	index    int
	subject  string
	message  string
	missing  string
	activate activation
	yieldsTo []*rule
}

// Builtin is the built-in rule set over the built-in catalogue.
func Builtin() (*Set, error) {
	data, err := builtinFS.ReadFile("iserver.yaml")
	if err != nil {
		return nil, err
	}
	return Load("iserver.yaml", data, schema.Builtin())
}

// Load reads a rule file. Errors name file, line and column and what was
// expected there.
func Load(file string, data []byte, cat *schema.Catalogue) (*Set, error) {
	var f fileYAML
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %s", file, yaml.FormatError(err, false, true))
	}
	if f.Schema != "ivrcheck/rules/v1" {
		return nil, fmt.Errorf("%s: schema is %q, expected ivrcheck/rules/v1", file, f.Schema)
	}
	c := compiler{cat: cat, set: &Set{byID: make(map[string]*rule), anyOf: make(map[string]bool)}}
	var err error
	if c.set.begins, err = c.matcher(f.Connection.Begins); err != nil {
		return nil, fmt.Errorf("%s: connection begins: %w", file, err)
	}
	c.set.version = -1
	if f.Connection.Version != "" {
		c.set.version = c.slot(f.Connection.Version)
	}
	for i := range f.Rules {
		if err := c.rule(&f.Rules[i]); err != nil {
			return nil, fmt.Errorf("%s: rule %d (%s): %w", file, i+1, f.Rules[i].ID, err)
		}
	}
	return c.set, nil
}

// Rules lists the rules in file order.
func (s *Set) Rules() []*Rule {
	out := make([]*Rule, len(s.rules))
	for i, r := range s.rules {
		out[i] = &r.Rule
	}
	return out
}

// Rule finds a rule by its code; nil if there is none.
func (s *Set) Rule(id string) *Rule {
	if r := s.byID[id]; r != nil {
		return &r.Rule
	}
	return nil
}

// compiler turns a rule file into a Set.
type compiler struct {
	cat *schema.Catalogue
	set *Set
}

func (c *compiler) rule(y *ruleYAML) error {
	severity, ok := ParseSeverity(y.Severity)
	switch {
	case y.ID == "":
		return fmt.Errorf("id is missing")
	case c.set.byID[y.ID] != nil:
		return fmt.Errorf("the id is taken by an earlier rule")
	case y.Name == "":
		return fmt.Errorf("name is missing")
	case !ok:
		return fmt.Errorf("severity is %q, expected error, warning or info", y.Severity)
	case y.Text == "" || y.Source.Document == "" || len(y.Examples) == 0:
		return fmt.Errorf("text, source and examples are needed")
	case y.Message == "":
		return fmt.Errorf("message is missing")
	case !oneOf(y.Source.Basis, "documented", "implementations", "inferred"):
		return fmt.Errorf("source basis is %q, expected documented, implementations or inferred", y.Source.Basis)
	}
	r := &rule{
		Rule: Rule{
			ID: y.ID, Name: y.Name, Severity: severity, Template: y.Template, Check: y.Check,
			Source: Source(y.Source), Text: y.Text, Hints: y.Hints, ByBasis: y.ByBasis,
		},
		index: len(c.set.rules), subject: y.Subject, message: y.Message, missing: y.Missing,
	}
	for _, e := range y.Examples {
		if !oneOf(e.Verdict, "satisfied", "violated", "inconclusive", "not-activated") {
			return fmt.Errorf("an example's verdict is %q, expected satisfied, violated, inconclusive or not-activated", e.Verdict)
		}
		r.Examples = append(r.Examples, Example(e))
	}
	for _, id := range y.YieldsTo {
		other := c.set.byID[id]
		if other == nil {
			return fmt.Errorf("yields-to names %s, which is no rule before this one", id)
		}
		r.yieldsTo = append(r.yieldsTo, other)
	}
	if err := c.body(r, y); err != nil {
		return err
	}
	c.set.rules = append(c.set.rules, r)
	c.set.byID[r.ID] = r
	return nil
}

// body compiles what activates the rule: a check of single messages or
// frames, one constraint, or several under all.
func (c *compiler) body(r *rule, y *ruleYAML) error {
	parts := y.All
	if y.Template != "" {
		parts = []ConstraintYAML{y.ConstraintYAML}
	}
	switch {
	case y.Check != "" && len(parts) > 0:
		return fmt.Errorf("a rule has either a check or a template")
	case y.Check != "":
		var err error
		r.activate, err = parseActivation(y.Check, c.cat)
		return err
	case len(parts) == 0:
		return fmt.Errorf("template is missing")
	}
	for i := range parts {
		k, err := c.constraint(r, &parts[i])
		if err != nil {
			return err
		}
		c.set.constraints = append(c.set.constraints, k)
		if r.Template == "" {
			r.Template = parts[i].Template
		}
		r.Parameters = append(r.Parameters, describe(&parts[i], len(parts) > 1, i)...)
	}
	return nil
}

func (c *compiler) constraint(r *rule, y *ConstraintYAML) (*constraint, error) {
	t, err := declare.Parse(y.Template)
	if err != nil {
		return nil, err
	}
	k := &constraint{rule: r, index: len(c.set.constraints), declare: declare.Constraint{Template: t}}
	switch y.Match {
	case "", "any":
	case "one-to-one":
		k.declare.OneToOne = true
	default:
		return nil, fmt.Errorf("match is %q, expected any or one-to-one", y.Match)
	}
	switch y.AtEnd {
	case "", "inconclusive":
	case "violated":
		k.violatedAtEnd = true
	default:
		return nil, fmt.Errorf("at-end is %q, expected inconclusive or violated", y.AtEnd)
	}
	switch y.Open {
	case "":
	case "ignored":
		k.openIgnored = true
	default:
		return nil, fmt.Errorf("open is %q, expected ignored or nothing", y.Open)
	}
	if len(y.When) == 0 || t.Unary() != (len(y.Then) == 0) {
		return nil, fmt.Errorf("template %s needs when%s", y.Template, map[bool]string{true: " and no then", false: " and then"}[t.Unary()])
	}
	for _, p := range []struct {
		to   *matcher
		from matcherYAML
	}{{&k.when, y.When}, {&k.then, y.Then}, {&k.among, y.Among}, {&k.after, y.Scope.After}, {&k.until, y.Scope.Until}} {
		if *p.to, err = c.matcher(p.from); err != nil {
			return nil, err
		}
	}
	for _, paths := range y.Key {
		var part []int
		for _, path := range paths {
			part = append(part, c.slot(path))
		}
		k.key = append(k.key, part)
	}
	if y.Within != "" {
		if k.within, err = time.ParseDuration(y.Within); err != nil || k.within <= 0 {
			return nil, fmt.Errorf("within is %q, expected a time such as 500ms, 5s or 2m", y.Within)
		}
		if !t.Awaits() {
			return nil, fmt.Errorf("template %s has no within: its target does not follow", y.Template)
		}
	}
	if y.Predicate != "" {
		p, ok := predicates[y.Predicate]
		if !ok {
			return nil, fmt.Errorf("predicate is %q, expected %s", y.Predicate, orList(slices.Sorted(maps.Keys(predicates))))
		}
		if !t.Awaits() {
			return nil, fmt.Errorf("template %s has no predicate: it pairs nothing", y.Template)
		}
		k.predicate = &p
		for _, path := range p.paths {
			c.slot(path)
		}
	}
	for _, path := range y.Correlate {
		k.correlate = append(k.correlate, []int{c.slot(path)})
	}
	k.settle()
	return k, nil
}

func oneOf(s string, among ...string) bool {
	for _, a := range among {
		if s == a {
			return true
		}
	}
	return false
}
