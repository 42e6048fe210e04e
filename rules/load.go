package rules

import (
	"ivrcheck/rules/internal/program"
	"maps"
	"slices"
	"sync"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

// Set is a loaded rule set: immutable, and safe for concurrent use.
type Set struct {
	program *program.Program
	// described are the rules for readers, by the indices of the program's.
	described []*Rule
	// off are the rules that a file has switched off, and where.
	off   map[string]rulefile.Place
	files []FileSummary

	indexed sync.Once
	indices
}

// FileSummary counts what a rule file holds.
type FileSummary struct {
	Name string
	// Rules are the file's own, Changes those to built-in ones, Off the rules
	// that it switches off, Messages its entries of the catalogue.
	Rules, Changes, Off, Messages int
}

// RuleText is a rule file: its name, for errors, and its text.
type RuleText struct {
	Name string
	Data []byte
}

// Builtin is the built-in rule set over the built-in catalogue.
func Builtin() (*Set, error) { return Load() }

// Load makes one set of rule files (contract, sections 6 and 9). The built-in
// rules are among it if no file is given or one extends them. The error lists
// every slip of the files that can be told, each with file, line and column
// and what was expected there, one a line.
func Load(texts ...RuleText) (*Set, error) {
	base, err := builtin()
	if err != nil {
		return nil, err
	}
	return load(base, texts)
}

// load leaves base as it is.
func load(base *rulefile.File, texts []RuleText) (*Set, error) {
	m := &merger{slips: &rulefile.Slips{}, own: map[string]*entry{}, builtin: map[string]*entry{}, off: map[string]rulefile.Place{}}
	files := make([]*rulefile.File, len(texts))
	for i, t := range texts {
		files[i] = m.read(t)
	}
	entries := m.merge(base, files)
	cat := schema.Builtin()
	for _, f := range files {
		if f.Messages != nil {
			var err error
			cat, err = cat.Extend(f.Name, f.Messages)
			m.slips.Add(err)
		}
	}
	c := &compiler{
		cat: cat, slips: m.slips,
		set: &Set{program: program.New(cat), off: m.off, files: m.count(files)},
	}
	connection := base.Connection
	for _, f := range files {
		if len(f.Connection.Begins) > 0 {
			connection = f.Connection
		}
	}
	c.set.program.Begins, c.set.program.Version = c.matcher(connection.Begins), -1
	if version := connection.Version; version.Value != "" {
		c.parameter(version, connection.Begins)
		c.set.program.Version = c.slot(version.Value)
	}
	for _, e := range entries {
		c.rule(e)
	}
	names := []string{base.Name}
	for _, f := range files {
		names = append(names, f.Name)
	}
	if err := m.slips.Err(names); err != nil {
		return nil, err
	}
	return c.set, nil
}

// Vocabulary lists the values that rule files may have where they are not
// free.
func Vocabulary() rulefile.Vocabulary {
	return rulefile.Vocabulary{
		"schema":    {rulefile.Schema},
		"set":       {builtinName},
		"severity":  {program.Error.String(), program.Warning.String(), program.Info.String(), severityOff},
		"template":  declare.Names(),
		"match":     {"any", "one-to-one"},
		"at-end":    {"inconclusive", "violated"},
		"predicate": slices.Sorted(maps.Keys(program.Predicates)),
		"open":      {"ignored"},
		"basis":     schema.Bases(),
		"group":     schema.Groups(),
		"frame":     frameTypes(),
		"from":      schema.Senders(),
		"verdict":   {Satisfied.String(), Violated.String(), Inconclusive.String(), NotActivated.String()},
	}
}

// severityOff switches a rule off.
const severityOff = "off"

// Files counts what each of the files holds that were loaded, in their order.
func (s *Set) Files() []FileSummary { return s.files }

// Catalogue is what the set's files know of messages.
func (s *Set) Catalogue() *schema.Catalogue { return s.program.Catalogue }

// Rules lists the rules in file order.
func (s *Set) Rules() []*Rule { return slices.Clone(s.described) }

// Rule finds a rule by its code; nil if there is none.
func (s *Set) Rule(id string) *Rule {
	if r := s.program.ByID[id]; r != nil {
		return s.described[r.Index]
	}
	return nil
}
