package monitor

import (
	"fmt"
	"slices"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Verdict is the verdict on a rule. The constants are in ascending order: a rule's verdict is the greatest of several.
type Verdict uint8

const (
	NotActivated Verdict = iota
	Satisfied
	Inconclusive
	Violated
)

var verdictNames = [...]string{"not-activated", "satisfied", "inconclusive", "violated"}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the name, so that JSON contains "violated" instead of 3.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (v *Verdict) UnmarshalText(text []byte) error {
	i := slices.Index(verdictNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown verdict %q", text)
	}
	*v = Verdict(i)
	return nil
}

// Decision is the result for one activation of a constraint.
type Decision struct {
	Constraint *program.Constraint
	Conn       *trace.Conn
	Verdict    Verdict
	// Doubt is the reason for an inconclusive verdict.
	Doubt trace.Doubt
	// At is the event that a finding is about, nil if the verdict is satisfied. Other is another relevant event, or
	// nil.
	At, Other *dispatch.Record
	// AtEvent: At is the deciding event, not the activation. Forgotten: an evicted event may have been the activation.
	AtEvent, Forgotten bool
	// End is the event that ended the connection or the scope in order, nil for other decisions.
	End *dispatch.Event
}

// Sink takes the results of a monitor. Its arguments are valid during the call.
type Sink interface {
	// Event takes an event of a connection (nil: none) with all its faults, in the order of judging. It adds the
	// violated rules to Event.Broken.
	Event(*dispatch.Event, *trace.Conn)
	// Decide takes a decision.
	Decide(*Decision)
	// End takes the violated rules about a whole connection at its end. partly: its beginning was evicted, which was
	// reported as an end.
	End(conn *trace.Conn, broken program.RuleSet, partly bool)
}
