package rules

import (
	"fmt"
	"strings"

	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/rulefile"
)

// Rule is a rule for readers: its demand and the reason, its source, and examples.
type Rule struct {
	// File and Line are the position in the rule file that defines or changes it.
	File string
	Line int

	ID   string
	Name string
	// Title describes a violation in a few words. It is the name if a rule has none.
	Title    string
	Severity Severity
	// Template is the Declare template of a sequence rule. It is empty for a rule about a single message, frame or
	// input, whose activation is in Check.
	Template string
	Check    string
	Source   Source
	// Text describes the demand and the reason in plain words.
	Text string
	// Parameters are the rule's parts as written in the rule file (key, when, then, among, scope, at-end, ...), in file
	// order.
	Parameters []Parameter
	// Hints are the hint texts by name.
	Hints    map[string]string
	Examples []Example
	// Counts is the noun for the activations in the summary, such as calls. It is empty for most rules.
	Counts string
	// ByBasis: the basis of the violated fact lowers the severity, one step for implementations, to info for inferred.
	ByBasis bool
}

// Parameter is one part of a sequence rule, rendered on one line.
type Parameter struct{ Name, Value string }

// Example is a good or bad example of a rule.
type Example struct {
	// File and Line are its position in the rule file.
	File string
	Line int

	Verdict string
	// Exactly one of these is set: a whole connection, one message per line; an XML document; GLI frames in hex; or
	// prose.
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
