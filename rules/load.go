package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Set is a loaded rule set. It is immutable and safe for concurrent use.
type Set struct {
	program *program.Program
	// described are the rules for readers, by program.Rule.Index.
	described []*Rule
	// off has the places where rules are switched off, by code.
	off   map[string]rulefile.Place
	files []FileSummary
	// texts are the inputs of Digest besides the built-in set.
	texts []RuleText

	dispatcher func() *dispatch.Dispatcher // made on the first call
}

// FileSummary counts the entries of a rule file.
type FileSummary = rulefile.Summary

// RuleText is a rule file: its name, for errors, and its text.
type RuleText struct {
	Name string
	Data []byte
}

// Builtin is the built-in rule set over the built-in catalogue. It is loaded on the first call.
func Builtin() (*Set, error) { return builtinSet() }

var builtinSet = sync.OnceValues(func() (*Set, error) { return loadTexts(nil) })

// Load combines rule files into one set (contract, sections 6 and 9). The built-in rules are included if no file is
// given or one extends them. The error lists every error of the files, one per line, with file, line, column and the
// expected value.
func Load(texts ...RuleText) (*Set, error) {
	if len(texts) == 0 {
		return Builtin()
	}
	return loadTexts(texts)
}

func loadTexts(texts []RuleText) (*Set, error) {
	base, err := builtin()
	if err != nil {
		return nil, err
	}
	return load(base, texts)
}

// load does not modify base.
func load(base *rulefile.File, texts []RuleText) (*Set, error) {
	errs := new(rulefile.ErrorList)
	names := []string{base.Name}
	var files []*rulefile.File
	for _, t := range texts {
		files = append(files, rulefile.Read(t.Name, t.Data, Vocabulary(), errs))
		names = append(names, t.Name)
	}
	merged := rulefile.Merge(base, files, errs)
	cat := schema.Builtin()
	for _, f := range files {
		if f.Messages != nil {
			var err error
			cat, err = cat.Extend(f.Name, f.Messages)
			errs.Add(err)
		}
	}
	s := &Set{program: program.Compile(merged, cat, errs), off: merged.Switched, files: merged.Files, texts: texts}
	s.dispatcher = sync.OnceValue(func() *dispatch.Dispatcher { return dispatch.New(s.program) })
	for i, e := range merged.Rules {
		s.described = append(s.described, describe(s.program.Rules[i], e))
		checkExamples(e, cat, errs)
	}
	if err := errs.Err(names); err != nil {
		return nil, err
	}
	return s, nil
}

// Vocabulary lists the values of the keys of rule files that do not accept any text.
func Vocabulary() rulefile.Vocabulary {
	return rulefile.Vocabulary{
		"schema":    {rulefile.Schema},
		"set":       {rulefile.BuiltinSet},
		"severity":  {program.Error.String(), program.Warning.String(), program.Info.String(), rulefile.Off},
		"template":  declare.Names(),
		"match":     {"any", "one-to-one"},
		"report":    {"each", "key", "once"},
		"at-end":    {"inconclusive", "violated"},
		"predicate": slices.Sorted(maps.Keys(program.Predicates)),
		"open":      {"ignored"},
		"unseen":    {"open"},
		"basis":     schema.Bases(),
		"group":     schema.Groups(),
		"frame":     frameTypes(),
		"from":      schema.Senders(),
		"verdict":   {Satisfied.String(), Violated.String(), Inconclusive.String(), NotActivated.String()},
	}
}

// frameTypes lists the frames that a matcher can name.
func frameTypes() []string {
	return slices.DeleteFunc(slices.Clone(trace.TypeNames[:]), func(name string) bool { return name == messageType })
}

// messageType is the type of the frames that carry messages.
const messageType = "xml"

// Files counts the entries of the loaded files, in their order.
func (s *Set) Files() []FileSummary { return s.files }

// Digest returns a digest of the built-in set and the texts of the files.
func (s *Set) Digest() string {
	h := sha256.New()
	for _, text := range append([]RuleText{{Data: builtinGob}}, s.texts...) {
		fmt.Fprintf(h, "%d\n", len(text.Data))
		h.Write(text.Data)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Catalogue is the built-in catalogue with the messages of the files.
func (s *Set) Catalogue() *schema.Catalogue { return s.program.Catalogue }

// TestedValues lists the values that rules test for. It omits values with digits, which may be specific to a site.
func (s *Set) TestedValues() []string {
	var all []string
	for _, k := range s.program.Constraints {
		for _, m := range []program.Matcher{k.When, k.Then, k.Among, k.After, k.Until, k.Blurred, k.Cleared, k.Asked} {
			for _, a := range m {
				for _, t := range a.Tests {
					all = append(all, t.Values...)
				}
			}
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(v string) bool { return strings.ContainsAny(v, "0123456789") })
}

// Rules lists the rules in file order.
func (s *Set) Rules() []*Rule { return slices.Clone(s.described) }

// Rule returns the rule with a code, or nil.
func (s *Set) Rule(id string) *Rule {
	if r := s.program.ByID[id]; r != nil {
		return s.described[r.Index]
	}
	return nil
}

// About lists the rules whose matchers name a message, in file order.
func (s *Set) About(message string) []*Rule {
	var out []*Rule
	for _, k := range s.program.Constraints {
		r := s.described[k.Rule.Index]
		if n := len(out); n > 0 && out[n-1] == r {
			continue
		}
		matchers := []program.Matcher{k.When, k.Then, k.Among, k.After, k.Until, k.Blurred, k.Cleared}
		if slices.ContainsFunc(matchers, func(m program.Matcher) bool { return m.Names(message) }) {
			out = append(out, r)
		}
	}
	return out
}
