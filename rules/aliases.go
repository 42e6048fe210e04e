package rules

import "ivrcheck/rules/internal/program"

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
