package report

import "ivrcheck/rules"

// InputError is an input that could not be read completely.
type InputError struct {
	Type string `json:"type"` // "input-error", set by the format
	// Host is the machine of the input, if there are several.
	Host string `json:"host,omitempty"`
	File string `json:"file"`
	// Place is the position where reading ended, such as "record 17 at byte 4711"; empty if it did not begin.
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

// Input sums up one input. Kind is pcap, pcapng, gli or log, or empty if nothing could be read.
type Input struct {
	// Host is the machine of the input, if there are several.
	Host string
	File string
	Kind string
	// Compression is gzip, zstd or empty.
	Compression string
	Bytes       int64
	// Packets, Streams (connections) and GLIStreams (those with messages) are counts of a packet capture. In a rotated
	// set, a connection may begin in an earlier input.
	Packets    int64
	Streams    int64
	GLIStreams int64
	// Messages counts the complete XML documents.
	Messages int64
	// Error is why it was not read completely, otherwise empty.
	Error string
}

// Stopped marks the report of an interrupted run.
const Stopped = "interrupted before the end: this is what was checked so far"

// streams describes the connections of a packet capture.
func (i *Input) streams() string {
	if i.GLIStreams >= i.Streams {
		return plural(i.GLIStreams, "stream")
	}
	return count(i.GLIStreams) + " of " + plural(i.Streams, "stream") + " GLI"
}

func (i Input) hasPackets() bool { return i.Kind == "pcap" || i.Kind == "pcapng" }

// MarshalJSON omits the counts that an input of its kind does not have. It keeps zero counts.
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
	// Sorted: the findings are in the order of file and position.
	Sorted       bool          `json:"sorted"`
	Inputs       []Input       `json:"inputs"`
	Messages     int64         `json:"messages"`
	Findings     Counts        `json:"findings"`
	Inconclusive int64         `json:"inconclusive"`
	Suppressed   int64         `json:"suppressed"`
	Rules        []rules.Tally `json:"rules"`
	Exit         int           `json:"exit"`
	// Notes list unused baseline entries and suppressions.
	Notes []string `json:"notes,omitempty"`

	// Failing reports findings that fail the run.
	Failing bool `json:"-"`
	// Gate describes what fails the run. Only html shows it.
	Gate string `json:"-"`
	// Worst is the rule of the worst finding.
	Worst string `json:"-"`
	// Counts are the numbers of things that rules count, such as calls.
	Counts []Count `json:"-"`
	// Calls is the number of opened calls, -1 if not counted. Only text and html show it.
	Calls int64 `json:"-"`
	// Reasons are the reasons of the inconclusive findings, the most frequent first. Only the text summary shows them.
	Reasons []Reason `json:"-"`
}

// Count is the number of occurrences of something.
type Count struct {
	Text  string
	Count int64
}

// Reason is a reason of inconclusive findings, with their number.
type Reason = Count

// forJSON returns the summary for JSON formats: with type and schema, and empty lists instead of null.
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

// notActivated lists the rules that no message activated. all is the number of rules that could have been.
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
