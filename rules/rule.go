package rules

import "ivrcheck/rules/internal/program"

// Rule is one rule as a reader of the rule file knows it: what it demands, in
// which words it says so, where the demand comes from, and examples.
type Rule struct {
	// File is the rule file that defines it, or the one that changes it, and
	// Line where it does so.
	File string
	Line int

	ID       string
	Name     string
	Severity program.Severity
	// Template is a Declare template for a sequence rule; for a rule about a
	// single message, frame or input it is empty and Check says what
	// activates it.
	Template string
	Check    string
	Source   program.Source
	// Text says in plain words what is demanded and why.
	Text string
	// Parameters are the rule's parts as the rule file gives them (key,
	// when, then, among, scope, at-end, ...), in file order.
	Parameters []Parameter
	// Hints are the hint texts by name.
	Hints    map[string]string
	Examples []Example
	// Counts is what the summary calls the things that activate the rule, such
	// as calls; empty for most.
	Counts string
	// ByBasis tells that the severity goes down with the basis of the fact
	// that is broken: one step for implementations, to info for inferred.
	ByBasis bool
}

// Parameter is one part of a sequence rule, rendered on one line.
type Parameter struct{ Name, Value string }

// Example is a good or bad example of a rule.
type Example struct {
	// File and Line are where it stands in the rule file.
	File string
	Line int

	Verdict string
	// Exactly one of these is set: a whole connection, one message a line;
	// one XML document; GLI frames in hex; or words.
	Trace, XML, Frames, Words string
}
