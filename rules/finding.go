package rules

import (
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Verdict is what the evidence says about a rule. The order of the constants
// is the order in which a rule's verdict is the worst of several.
type Verdict uint8

const (
	NotActivated Verdict = iota
	Satisfied
	Inconclusive
	Violated
)

var verdictNames = [...]string{"not-activated", "satisfied", "inconclusive", "violated"}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText makes JSON say "violated" and not 3.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Related is another message that matters to a finding.
type Related struct {
	File  string `json:"file,omitempty"`
	Frame int    `json:"frame,omitempty"`
	Line  int    `json:"line,omitempty"`
	// Offset is set where the input has neither frames nor lines.
	Offset *int64 `json:"offset,omitempty"`
	Time   string `json:"time,omitempty"`
	Note   string `json:"note,omitempty"`
	// Event is the message's number (Event.Number), 0 where not known.
	Event int64 `json:"-"`
}

// Finding is one thing that is wrong, or could not be decided, with
// everything a reader needs to see it for himself. It owns all it points to, texts
// too, until it is released (Release): whoever keeps one longer clones it. Its values,
// but for Head, are masked already where the run demands it; the JSON keys are those
// of the contract, section 4.
type Finding struct {
	Type     string           `json:"type"` // always "finding"
	Rule     string           `json:"rule"`
	Name     string           `json:"name"`
	Subject  string           `json:"subject,omitempty"`
	Severity program.Severity `json:"severity"`
	Verdict  Verdict          `json:"verdict"`
	Message  string           `json:"message"`

	File   string `json:"file"`
	Frame  int    `json:"frame,omitempty"`
	Frames []int  `json:"frames,omitempty"`
	Line   int    `json:"line,omitempty"`
	// Offset is set for logs and raw streams only.
	Offset    *int64   `json:"offset,omitempty"`
	Time      string   `json:"time,omitempty"`
	Stream    *int     `json:"stream,omitempty"`
	VLAN      []uint16 `json:"vlan,omitempty"`
	Src       string   `json:"src,omitempty"`
	Dst       string   `json:"dst,omitempty"`
	Direction string   `json:"direction,omitempty"`

	CallID    string `json:"call_id,omitempty"`
	RequestID string `json:"request_id,omitempty"`
	Port      string `json:"port,omitempty"`

	XMLLine   int      `json:"xml_line,omitempty"`
	XMLColumn int      `json:"xml_column,omitempty"`
	Evidence  string   `json:"evidence,omitempty"`
	Expected  []string `json:"expected,omitempty"`
	Actual    *string  `json:"actual,omitempty"`
	Hint      string   `json:"hint,omitempty"`

	Related     []Related      `json:"related,omitempty"`
	Source      program.Source `json:"source"`
	Filter      string         `json:"filter,omitempty"`
	Fingerprint string         `json:"fingerprint"`

	// Suppressed is why the finding does not count: the reason of a suppression
	// or a baseline; empty if it counts.
	Suppressed string `json:"suppressed,omitempty"`

	// Head is the beginning of a document (schema.Head) and HeadSpan the place in
	// it of which Evidence is still to be made (schema.Checker.Excerpt, Quote), by whoever
	// writes the finding: the judge, who has all of them to find, need not. Nothing
	// in it is masked.
	Head     []byte     `json:"-"`
	HeadSpan trace.Span `json:"-"`
	// Why is the reason why an inconclusive finding is so; Message says it with
	// the place.
	Why trace.Reason `json:"-"`
	// At is Time before it became text.
	At trace.Stamp `json:"-"`
	// Event is the number of the event at which it stands (Event.Number), 0
	// if it is about no event of a connection.
	Event int64 `json:"-"`
	// Conn is the connection that it is about, nil if none.
	Conn *trace.Conn `json:"-"`

	own *roomyFinding // of which it is part; nil if no judge made it
}

// Place is the POSITION of the contract's text form: the frame of a packet
// capture, the line of a log, the byte offset of a raw stream, 0 for a
// finding about a whole input.
func (f *Finding) Place() int64 {
	switch {
	case f.Frame > 0:
		return int64(f.Frame)
	case f.Line > 0:
		return int64(f.Line)
	case f.Offset != nil:
		return *f.Offset
	}
	return 0
}

// Tally counts what became of one rule.
type Tally struct {
	Rule         string  `json:"rule"`
	Name         string  `json:"name"`
	Verdict      Verdict `json:"verdict"`
	Activations  int64   `json:"activations"`
	Satisfied    int64   `json:"satisfied"`
	Violated     int64   `json:"violated"`
	Inconclusive int64   `json:"inconclusive"`
	// Idle tells that nobody asked for the rule, so that it could not be
	// activated: CAP010 where no rule is demanded.
	Idle bool `json:"-"`
}
