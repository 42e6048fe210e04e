package rules

import (
	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/wording"
)

// Finding is a violation or an undecided verdict, with everything that a reader needs to understand it.
type Finding = wording.Finding

// Related is another message that is relevant for a finding.
type Related = wording.Related

// Spot is a line and a column of a file.
type Spot = wording.Spot

// HostCount is the number of findings in the inputs of a machine.
type HostCount = wording.HostCount

// Verdict is the verdict on a rule.
type Verdict = monitor.Verdict

// The verdicts, in ascending order: a rule's verdict is the greatest of several.
const (
	NotActivated = monitor.NotActivated
	Satisfied    = monitor.Satisfied
	Inconclusive = monitor.Inconclusive
	Violated     = monitor.Violated
)

// Severity is the severity of a finding.
type Severity = program.Severity

// The severities, in ascending order.
const (
	Info    = program.Info
	Warning = program.Warning
	Error   = program.Error
)

// ParseSeverity is the inverse of Severity.String. ok is false for any other text.
func ParseSeverity(text string) (s Severity, ok bool) { return program.ParseSeverity(text) }

// Source names the document of a rule or fact, and its basis: documented, implementations or inferred.
type Source = program.Source
