package rules

import (
	"fmt"
	"strings"

	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/rulefile"
)

// Rule is a rule for readers: what it demands and why, where that is
// documented, and examples.
type Rule struct {
	// File and Line are where a rule file defines it, or changes it.
	File string
	Line int

	ID   string
	Name string
	// Title is what a violation is, in a few words; the name if a rule has none.
	Title    string
	Severity Severity
	// Template is a Declare template for a sequence rule; for a rule about a
	// single message, frame or input it is empty and Check names what
	// activates it.
	Template string
	Check    string
	Source   Source
	// Text is what is demanded and why, in plain words.
	Text string
	// Parameters are the rule's parts as the rule file gives them (key,
	// when, then, among, scope, at-end, ...), in file order.
	Parameters []Parameter
	// Hints are the hint texts by name.
	Hints    map[string]string
	Examples []Example
	// Counts is what the summary calls the activations of the rule, such as
	// calls; empty for most.
	Counts string
	// ByBasis: the severity goes down with the basis of the violated fact: one
	// step for implementations, to info for inferred.
	ByBasis bool
}

// Parameter is one part of a sequence rule, rendered on one line.
type Parameter struct{ Name, Value string }

// Example is a good or bad example of a rule.
type Example struct {
	// File and Line are its place in the rule file.
	File string
	Line int

	Verdict string
	// Exactly one of these is set: a whole connection, one message a line;
	// one XML document; GLI frames in hex; or words.
	Trace, XML, Frames, Words string
}

func describe(r *program.Rule, e *rulefile.Entry) *Rule {
	out := &Rule{
		File: e.At.File, Line: e.At.Line,
		ID: r.ID, Name: r.Name, Title: r.Title, Severity: r.Severity, Template: e.Template.Value, Check: e.Check.Value, Source: r.Source,
		Text: e.Text.Value, Hints: r.Hints, ByBasis: r.ByBasis, Counts: r.Counts,
	}
	for i := range e.Examples {
		y := &e.Examples[i]
		out.Examples = append(out.Examples, Example{
			File: y.At.File, Line: y.At.Line, Verdict: y.Verdict.Value,
			Trace: y.Trace.Value, XML: y.XML.Value, Frames: y.Frames.Value, Words: y.Words.Value,
		})
	}
	parts := e.Constraints()
	for i := range parts {
		prefix := ""
		if len(parts) > 1 {
			prefix = fmt.Sprintf("%d. ", i+1)
		}
		if out.Template == "" {
			out.Template = parts[i].Template.Value
		}
		out.Parameters = append(out.Parameters, parameters(&parts[i], prefix)...)
	}
	return out
}

// parameters renders the keys of a constraint.
func parameters(y *rulefile.Constraint, prefix string) []Parameter {
	out := []Parameter{{prefix + "template", y.Template.Value}}
	add := func(name, v string) {
		if v != "" {
			out = append(out, Parameter{prefix + name, v})
		}
	}
	var keys []string
	for _, paths := range y.Key {
		keys = append(keys, strings.Join(paths.Values(), " or "))
	}
	add("key", strings.Join(keys, ", "))
	add("when", y.When.String())
	add("then", y.Then.String())
	add("among", y.Among.String())
	add("after", y.Scope.After.String())
	add("until", y.Scope.Until.String())
	add("correlate", strings.Join(y.Correlate.Values(), ", "))
	add("match", y.Match.Value)
	add("within", y.Within.Value)
	add("predicate", y.Predicate.Value)
	add("open", y.Open.Value)
	add("at-end", y.AtEnd.Value)
	return out
}
