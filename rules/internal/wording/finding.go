package wording

import (
	"sync"
	"unsafe"

	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

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
// everything a reader needs to see it. It owns its memory until it is released (Release).
// Values are masked as the run demands. The JSON keys are those of the contract, section 5.
type Finding struct {
	Type     string           `json:"type"` // always "finding"
	Rule     string           `json:"rule"`
	Name     string           `json:"name"`
	Subject  string           `json:"subject,omitempty"`
	Severity program.Severity `json:"severity"`
	Verdict  monitor.Verdict  `json:"verdict"`
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

	// Why is the reason for an inconclusive verdict. Message has it with the place.
	Why trace.Reason `json:"-"`
	// At is Time before it became text.
	At trace.Stamp `json:"-"`
	// Event is the number of the event that it is about (Event.Number), 0 if it is about no
	// event of a connection.
	Event int64 `json:"-"`
	// Conn is the connection that it is about, nil if none.
	Conn *trace.Conn `json:"-"`

	own *pooled // the finding with its memory; nil if no judge made it
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

// Quote makes the evidence of a place in a document that begins with head. The result is valid
// until the next call.
type Quote func(head []byte, at trace.Span) []byte

// pooled is a finding with the memory that it points to.
type pooled struct {
	Finding
	actual   string
	offset   int64
	frames   []int
	expected []string
	related  []Related
	// head is the beginning of a document, not masked, and at the place in it of which quote
	// makes the evidence.
	head  []byte
	at    trace.Span
	quote Quote
	// text has the bytes of most texts, evidence those of Evidence.
	text, evidence []byte
}

// pool has released findings.
var pool = sync.Pool{New: func() any { return new(pooled) }}

// Release returns a finding to the pool. It must not be used afterwards, nor any of its
// texts. A finding need not be released.
func (f *Finding) Release() {
	out := f.own
	if out == nil {
		return
	}
	clear(out.expected)
	clear(out.related)
	*out = pooled{
		frames: out.frames[:0], expected: out.expected[:0], related: out.related[:0],
		head: out.head[:0], text: out.text[:0], evidence: out.evidence[:0],
	}
	pool.Put(out)
}

// Quote makes Evidence, if the finding is about a message and has no evidence yet.
func (f *Finding) Quote() {
	out := f.own
	if out == nil || out.quote == nil || len(out.head) == 0 || f.Evidence != "" {
		return
	}
	out.evidence = append(out.evidence, out.quote(out.head, out.at)...)
	f.Evidence = unsafe.String(unsafe.SliceData(out.evidence), len(out.evidence))
}
