package wording

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unsafe"

	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Related is another message that is relevant for a finding.
type Related struct {
	File  string `json:"file,omitempty"`
	Frame int    `json:"frame,omitempty"`
	Line  int    `json:"line,omitempty"`
	// Offset is set if the input has neither frames nor lines.
	Offset *int64 `json:"offset,omitempty"`
	Time   string `json:"time,omitempty"`
	Note   string `json:"note,omitempty"`
	// Event is the message's number (Event.Number), 0 if unknown.
	Event int64 `json:"-"`
}

// HostCount is the number of findings in the inputs of a machine.
type HostCount struct {
	Host  string `json:"host"`
	Count int64  `json:"count"`
}

// Finding is a violation or an undecided verdict, with everything that a reader needs to understand it. It owns its
// memory until Release. Values are masked if the run demands it. The JSON keys are defined in the contract, section 5.
type Finding struct {
	Type     string           `json:"type"` // always "finding"
	Rule     string           `json:"rule"`
	Name     string           `json:"name"`
	Title    string           `json:"-"` // of the rule
	Subject  string           `json:"subject,omitempty"`
	Severity program.Severity `json:"severity"`
	Verdict  monitor.Verdict  `json:"verdict"`
	Message  string           `json:"message"`
	// Count is the number of messages that the finding represents, 0 if each is reported.
	Count int64 `json:"count,omitempty"`
	// Hosts counts the findings of a group by host. Host is the machine of the input, if there are several.
	Hosts []HostCount `json:"hosts,omitempty"`
	Host  string      `json:"host,omitempty"`

	File   string `json:"file"`
	Frame  int    `json:"frame,omitempty"`
	Frames []int  `json:"frames,omitempty"`
	Line   int    `json:"line,omitempty"`
	// Offset is only set for logs and raw streams.
	Offset *int64 `json:"offset,omitempty"`
	// Spot is the exact position of the fault in a log or XML file, zero if it is unknown.
	Spot      Spot     `json:"place,omitzero"`
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

	// Suppressed is the reason why the finding does not count, from a suppression or a baseline. It is empty if it
	// counts.
	Suppressed string `json:"suppressed,omitempty"`

	// Fails reports that the finding makes the run fail.
	Fails bool `json:"-"`
	// Why is the reason for an inconclusive verdict. Message contains it with the place.
	Why trace.Reason `json:"-"`
	// At is Time as a value.
	At trace.Stamp `json:"-"`
	// Event is the number of its event (Event.Number), 0 if it is about no event of a connection.
	Event int64 `json:"-"`
	// Conn is its connection, or nil.
	Conn *trace.Conn `json:"-"`

	// Order is its position among the findings of its input. Whole is set if it represents messages of the whole input:
	// findings of several judges with the same text are merged.
	Order Order  `json:"-"`
	Whole string `json:"-"`

	own *pooled // the finding with its memory; nil if no judge made it
}

// Order is the position of a finding among those of its input, in the order of decisions: the phase of judging; 0, or,
// for a finding about the whole input, the phase in which it was first found; the number of the unit that decided it,
// or that opened the closed connection; and an ordinal.
type Order [4]int64

// Compare compares like cmp.Compare.
func (o Order) Compare(other Order) int {
	for i, n := range o {
		if n != other[i] {
			return cmp.Compare(n, other[i])
		}
	}
	return 0
}

// Next returns the order and advances it to the next finding.
func (o *Order) Next() Order {
	at := *o
	o[3]++
	return at
}

// Spot is a line and a column of a file, from 1.
type Spot struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Place is the POSITION of the contract's text form: the frame of a packet capture, the line of a log, the byte offset
// of a raw stream, or 0 for a finding about a whole input.
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

// Position is the POSITION of the contract's text form: Place, or LINE:COLUMN of Spot.
func (f *Finding) Position() string {
	if f.Spot.Line > 0 {
		return strconv.Itoa(f.Spot.Line) + ":" + strconv.Itoa(f.Spot.Column)
	}
	return strconv.FormatInt(f.Place(), 10)
}

// AboutMessage reports whether the finding is about a message or a place, not about a whole input or run.
func (f *Finding) AboutMessage() bool { return f.Place() != 0 || f.Offset != nil }

// findingBytes is the estimated size in bytes of a finding without texts.
const findingBytes = 1024

// Size returns the size of the finding for a memory limit, in bytes.
func (f *Finding) Size() int {
	size := findingBytes + len(f.Message) + len(f.Evidence) + len(f.Hint)
	if f.own != nil {
		size += len(f.own.text) + len(f.own.head)
	}
	return size
}

// Quote makes the evidence at a place in a document that begins with head. The result is valid until the next call.
type Quote func(head []byte, at trace.Span) []byte

// pooled is a finding with the memory that it points to.
type pooled struct {
	Finding
	actual   string
	offset   int64
	frames   []int
	expected []string
	related  []Related
	// head is the beginning of a document, not masked. quote makes the evidence at the place at in it.
	head  []byte
	at    trace.Span
	quote Quote
	// text has the bytes of most texts, evidence those of Evidence.
	text, evidence []byte
}

// pool contains released findings.
var pool = sync.Pool{New: func() any { return new(pooled) }}

// Release returns a finding to the pool. Neither the finding nor its texts may be used afterwards. Calling Release is
// optional.
func (f *Finding) Release() {
	out := f.own
	if out == nil {
		return
	}
	clear(out.expected)
	clear(out.related)
	const ordinary = 16 << 10
	if cap(out.head) > ordinary || cap(out.text) > ordinary {
		out.head, out.text = nil, nil
	}
	*out = pooled{
		frames: out.frames[:0], expected: out.expected[:0], related: out.related[:0],
		head: out.head[:0], text: out.text[:0], evidence: out.evidence[:0],
	}
	pool.Put(out)
}

// Clone returns a copy that owns its memory and is never released.
func (f *Finding) Clone() *Finding {
	c := *f
	c.own = nil
	for _, text := range []*string{
		&c.Rule, &c.Name, &c.Subject, &c.Message, &c.File, &c.Time, &c.Src, &c.Dst, &c.Direction, &c.CallID, &c.RequestID, &c.Port,
		&c.Evidence, &c.Hint, &c.Filter, &c.Fingerprint, &c.Suppressed,
	} {
		*text = strings.Clone(*text)
	}
	c.Frames, c.VLAN, c.Expected, c.Related = slices.Clone(f.Frames), slices.Clone(f.VLAN), slices.Clone(f.Expected), slices.Clone(f.Related)
	for i := range c.Expected {
		c.Expected[i] = strings.Clone(c.Expected[i])
	}
	for i := range c.Related {
		r := &c.Related[i]
		r.File, r.Time, r.Note = strings.Clone(r.File), strings.Clone(r.Time), strings.Clone(r.Note)
		r.Offset = cloned(r.Offset)
	}
	c.Offset = cloned(f.Offset)
	if f.Actual != nil {
		actual := strings.Clone(*f.Actual)
		c.Actual = &actual
	}
	return &c
}

func cloned(n *int64) *int64 {
	if n == nil {
		return nil
	}
	copied := *n
	return &copied
}

// Quote sets Evidence, if the finding is about a message and has no evidence yet.
func (f *Finding) Quote() {
	out := f.own
	if out == nil || out.quote == nil || len(out.head) == 0 || f.Evidence != "" {
		return
	}
	out.evidence = append(out.evidence, out.quote(out.head, out.at)...)
	f.Evidence = unsafe.String(unsafe.SliceData(out.evidence), len(out.evidence))
}
