package rules

import (
	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/wording"
)

// Finding is one thing that is wrong, or could not be decided, with everything that a
// reader needs to see it.
type Finding = wording.Finding

// Related is another message that matters to a finding.
type Related = wording.Related

// Spot is a line and a column of a file.
type Spot = wording.Spot

// HostCount is how often something was found in the inputs of a machine.
type HostCount = wording.HostCount

// Verdict is what the evidence says about a rule.
type Verdict = monitor.Verdict

// The verdicts. Their order is the order in which a rule's verdict is the worst of
// several.
const (
	NotActivated = monitor.NotActivated
	Satisfied    = monitor.Satisfied
	Inconclusive = monitor.Inconclusive
	Violated     = monitor.Violated
)

// Severity is how bad a finding is.
type Severity = program.Severity

// The severities, in the order of badness.
const (
	Info    = program.Info
	Warning = program.Warning
	Error   = program.Error
)

// ParseSeverity is the inverse of Severity.String; ok is false for any other text.
func ParseSeverity(text string) (s Severity, ok bool) { return program.ParseSeverity(text) }

// Source is where in the reference a rule or a fact is found, and how well it is known:
// documented, implementations or inferred.
type Source = program.Source
