package report

import "ivrcheck/rules"

// InputError is an input that could not be read, or not to its end.
type InputError struct {
	Type string `json:"type"` // "input-error", set by the format
	// Host is the machine whose input it is, if there are several.
	Host string `json:"host,omitempty"`
	File string `json:"file"`
	// Place is where reading ended, such as "record 17 at byte 4711"; empty if it
	// did not begin.
	Place string `json:"place,omitempty"`
	Error string `json:"error"`
}

// String returns the error as one line for standard error: "cut.pcap: the file
// ends inside a record (record 17 at byte 4711)".
func (e *InputError) String() string {
	text := InputName(e.File) + ": " + e.Error
	if e.Place != "" {
		text += " (" + e.Place + ")"
	}
	return Printable(text)
}

// Input sums up one input. Kind is pcap, pcapng, gli or log, and empty if nothing
// could be read.
type Input struct {
	// Host is the machine whose input it is, if there are several.
	Host string
	File string
	Kind string
	// Compression is gzip, zstd or empty.
	Compression string
	Bytes       int64
	// Packets, Streams (connections) and GLIStreams (those with messages) are those of a
	// packet capture. Of a rotated set, a connection may begin in an earlier input.
	Packets    int64
	Streams    int64
	GLIStreams int64
	// Messages counts the XML documents found whole.
	Messages int64
	// Error is why it was not read to its end; empty if it was.
	Error string
}

// Stopped marks the report of a run that did not come to its end.
const Stopped = "interrupted before the end: this is what was checked so far"

// streams describes the connections of a packet capture.
func (i *Input) streams() string {
	if i.GLIStreams >= i.Streams {
		return plural(i.GLIStreams, "stream")
	}
	return count(i.GLIStreams) + " of " + plural(i.Streams, "stream") + " GLI"
}

func (i Input) hasPackets() bool { return i.Kind == "pcap" || i.Kind == "pcapng" }

// MarshalJSON leaves out the counts that an input of its kind does not have, but
// not those that are zero.
func (i Input) MarshalJSON() ([]byte, error) {
	o := jsonObject{buf: []byte{'{'}}
	o.optText("host", i.Host)
	o.text("file", InputName(i.File))
	o.optText("kind", i.Kind)
	o.optText("compression", i.Compression)
	if i.Kind != "" {
		optPointer(&o, "bytes", &i.Bytes)
	}
	if i.hasPackets() {
		optPointer(&o, "packets", &i.Packets)
		optPointer(&o, "streams", &i.Streams)
		optPointer(&o, "gli_streams", &i.GLIStreams)
	}
	if i.Kind != "" {
		optPointer(&o, "messages", &i.Messages)
	}
	o.optText("error", i.Error)
	return append(o.buf, '}'), nil
}

// Counts are the violated findings by severity.
type Counts struct {
	Error   int64 `json:"error"`
	Warning int64 `json:"warning"`
	Info    int64 `json:"info"`
}

// Summary closes a report.
type Summary struct {
	Type   string `json:"type,omitempty"` // "summary" in ndjson, set by the format
	Schema string `json:"schema"`         // set by the format
	// Complete is false after an interrupted run.
	Complete bool `json:"complete"`
	// Sorted: the findings come by file and position.
	Sorted       bool          `json:"sorted"`
	Inputs       []Input       `json:"inputs"`
	Messages     int64         `json:"messages"`
	Findings     Counts        `json:"findings"`
	Inconclusive int64         `json:"inconclusive"`
	Suppressed   int64         `json:"suppressed"`
	Rules        []rules.Tally `json:"rules"`
	Exit         int           `json:"exit"`
	// Notes list baseline entries and suppressions without a use.
	Notes []string `json:"notes,omitempty"`

	// Failing reports findings that fail the run.
	Failing bool `json:"-"`
	// Gate is what fails the run, as text; only html shows it.
	Gate string `json:"-"`
	// Worst is the rule of the worst finding.
	Worst string `json:"-"`
	// Counts are how often each thing occurred that rules count, such as calls.
	Counts []Count `json:"-"`
	// Calls is the number of calls opened, -1 if not counted; only text and html
	// show it.
	Calls int64 `json:"-"`
	// Reasons are those of the inconclusive findings, the most frequent first; only
	// the text summary shows them.
	Reasons []Reason `json:"-"`
}

// Count is how often something occurred.
type Count struct {
	Text  string
	Count int64
}

// Reason is why so many findings are inconclusive.
type Reason = Count

// forJSON returns the summary as JSON formats print it: with type and schema, and
// empty lists instead of null.
func (s *Summary) forJSON(typ string) *Summary {
	out := *s
	out.Type, out.Schema = typ, Schema
	if out.Inputs == nil {
		out.Inputs = []Input{}
	}
	if out.Rules == nil {
		out.Rules = []rules.Tally{}
	}
	return &out
}

// notActivated lists the rules that no message activated; all counts the rules
// that could have been.
func notActivated(tallies []rules.Tally) (codes []string, all int) {
	for _, t := range tallies {
		if t.Idle {
			continue
		}
		all++
		if t.Verdict == rules.NotActivated {
			codes = append(codes, t.Rule)
		}
	}
	return codes, all
}
