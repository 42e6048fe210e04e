package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// InputError says that an input could not be read, or not to its end.
type InputError struct {
	Type string `json:"type"` // "input-error", set by the format
	File string `json:"file"`
	// Place is where reading ended, such as "record 17 at byte 4711"; empty
	// if it never began.
	Place string `json:"place,omitempty"`
	Error string `json:"error"`
}

// String gives the error as one line for standard error: "cut.pcap: the file
// ends inside a record (record 17 at byte 4711)".
func (e *InputError) String() string {
	text := e.File + ": " + e.Error
	if e.Place != "" {
		text += " (" + e.Place + ")"
	}
	return Printable(text)
}

// Input is what became of one input. Kind is pcap, pcapng, gli or log, and
// empty if nothing of it could be read.
type Input struct {
	File string
	Kind string
	// Compression is what it is packed in: gzip, zstd, or empty.
	Compression string
	Bytes       int64
	// Packets, Streams (TCP connections) and GLIStreams (those that carry
	// GLI) count in packet captures only.
	Packets    int64
	Streams    int64
	GLIStreams int64
	// Messages counts the XML documents found whole.
	Messages int64
	// Error is why it was not read to its end; empty if it was.
	Error string
}

// capture tells whether the input has packets to count.
func (i Input) capture() bool { return i.Kind == "pcap" || i.Kind == "pcapng" }

// MarshalJSON leaves out the counts that an input of its kind does not have,
// and prints those that are zero.
func (i Input) MarshalJSON() ([]byte, error) {
	out := struct {
		File        string `json:"file"`
		Kind        string `json:"kind,omitempty"`
		Compression string `json:"compression,omitempty"`
		Bytes       *int64 `json:"bytes,omitempty"`
		Packets     *int64 `json:"packets,omitempty"`
		Streams     *int64 `json:"streams,omitempty"`
		GLIStreams  *int64 `json:"gli_streams,omitempty"`
		Messages    *int64 `json:"messages,omitempty"`
		Error       string `json:"error,omitempty"`
	}{File: i.File, Kind: i.Kind, Compression: i.Compression, Error: i.Error}
	if i.Kind != "" {
		out.Bytes, out.Messages = &i.Bytes, &i.Messages
	}
	if i.capture() {
		out.Packets, out.Streams, out.GLIStreams = &i.Packets, &i.Streams, &i.GLIStreams
	}
	return marshal(out)
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
	Complete     bool          `json:"complete"`
	Inputs       []Input       `json:"inputs"`
	Messages     int64         `json:"messages"`
	Findings     Counts        `json:"findings"`
	Inconclusive int64         `json:"inconclusive"`
	Suppressed   int64         `json:"suppressed"`
	Rules        []rules.Tally `json:"rules"`
	Exit         int           `json:"exit"`
	// Notes say what of a baseline or of suppressions is of no use any more.
	Notes []string `json:"notes,omitempty"`

	// Calls is how many calls were opened, -1 if nothing counts them; only
	// text and html show it.
	Calls int64 `json:"-"`
	// Reasons, if given, say why findings are inconclusive, the most frequent
	// first; only the text summary shows them.
	Reasons []Reason `json:"-"`
}

// Reason is why findings are inconclusive, and how many are.
type Reason struct {
	Text  string
	Count int64
}

// closing gives the summary as the JSON formats print it: with its type and
// schema, and lists that are empty rather than null.
func (s *Summary) closing(typ string) *Summary {
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

// shownInputs is how many inputs the text summary lists one by one; of more
// it lists those with an error.
const shownInputs = 8

// WriteSummary writes the closing summary of the text format, which belongs
// on standard error. The first line is the result; what follows says what it
// rests on. It ends with a newline and wraps at opt.Width. Why an input could
// not be read is not repeated: that was told when it happened.
func WriteSummary(w io.Writer, s *Summary, opt Options) error {
	p := newPage(opt)
	result(p, s)
	if !s.Complete {
		p.item("stopped", "interrupted before the end: this is what was checked so far")
	}
	for _, in := range s.Inputs {
		if len(s.Inputs) <= shownInputs || in.Error != "" {
			input(p, in)
		}
	}
	if n := len(s.Inputs); n > shownInputs {
		var all int64
		for _, in := range s.Inputs {
			all += in.Bytes
		}
		p.item("inputs", fmt.Sprintf("%s in all, %s", count(int64(n)), size(all)))
	}
	if s.Inconclusive > 0 {
		p.item("unsure", undecidable(s))
	}
	if s.Suppressed > 0 {
		p.item("hidden", plural(s.Suppressed, "finding")+" suppressed")
	}
	if s.Messages > 0 {
		activated(p, s.Rules)
	}
	if s.Findings != (Counts{}) || s.Inconclusive > 0 {
		p.item("more", "ivrcheck explain "+worst(s.Rules)+" tells what that rule demands")
	}
	return p.flush(w)
}

// undecidable says how many findings are inconclusive and why.
func undecidable(s *Summary) string {
	text := plural(s.Inconclusive, "finding") + " inconclusive"
	for i, r := range s.Reasons {
		text += []string{": ", "; "}[min(i, 1)] + Printable(r.Text)
		if len(s.Reasons) > 1 {
			text += " (" + count(r.Count) + ")"
		}
	}
	return text
}

// result writes the first line: how much was checked and what was found.
func result(p *page, s *Summary) {
	if s.Complete && s.Messages == 0 && s.Findings == (Counts{}) && s.Inconclusive == 0 {
		p.wrapped("", p.bold("nothing to check: no message found"))
		return
	}
	var found []string
	for _, c := range []struct {
		n        int64
		severity rules.Severity
	}{{s.Findings.Error, rules.Error}, {s.Findings.Warning, rules.Warning}, {s.Findings.Info, rules.Info}} {
		switch {
		case c.n == 0:
		case c.severity == rules.Info:
			found = append(found, p.severity(count(c.n)+" info", c.severity))
		default:
			found = append(found, p.severity(plural(c.n, c.severity.String()), c.severity))
		}
	}
	if s.Inconclusive > 0 {
		found = append(found, p.unsure(count(s.Inconclusive)+" inconclusive"))
	}
	if len(found) == 0 {
		found = append(found, p.good("no findings"))
	}
	p.wrapped("", p.bold(checked(s)+" checked:")+" "+strings.Join(found, ", "))
}

// checked says how much was.
func checked(s *Summary) string {
	if s.Calls > 0 {
		return plural(s.Messages, "message") + " and " + plural(s.Calls, "call")
	}
	return plural(s.Messages, "message")
}

// input writes the line of one input.
func input(p *page, in Input) {
	parts := []string{}
	if in.Kind != "" {
		kind := in.Kind
		if in.Compression != "" {
			kind += " in " + in.Compression
		}
		parts = append(parts, kind, size(in.Bytes))
	}
	if in.capture() {
		parts = append(parts, plural(in.Packets, "packet"))
		if in.GLIStreams == in.Streams {
			parts = append(parts, plural(in.Streams, "GLI stream"))
		} else {
			parts = append(parts, fmt.Sprintf("%s of %s GLI", count(in.GLIStreams), plural(in.Streams, "stream")))
		}
	}
	if in.Kind != "" {
		parts = append(parts, plural(in.Messages, "message"))
	}
	switch {
	case in.Error == "":
	case in.Kind == "":
		parts = append(parts, p.bad("not read"))
	default:
		parts = append(parts, p.bad("not read to its end"))
	}
	p.item("input", Printable(in.File)+": "+strings.Join(parts, ", "))
}

// activated says which rules no message touched: what was not exercised was
// not shown to hold.
func activated(p *page, tallies []rules.Tally) {
	var never []string
	all := 0
	for _, t := range tallies {
		if t.Idle {
			continue
		}
		all++
		if t.Verdict == rules.NotActivated {
			never = append(never, t.Rule)
		}
	}
	if all == 0 {
		return
	}
	text := fmt.Sprintf("%d of %d activated", all-len(never), all)
	if len(never) > 0 {
		text += ", never: "
		text += strings.Join(fit(ranges(never), p.width-labelWidth-len(text)), " ")
	}
	p.item("rules", text)
}

// worst gives a rule worth explaining: the first that was violated, else the
// first that could not be decided.
func worst(tallies []rules.Tally) string {
	code, verdict := "CODE", rules.Satisfied
	for _, t := range tallies {
		if t.Verdict > verdict {
			code, verdict = Printable(t.Rule), t.Verdict
		}
	}
	return code
}

// ranges shortens runs of codes that differ by one in their last digits:
// SEQ001 SEQ002 SEQ003 becomes SEQ001-003.
func ranges(codes []string) []string {
	var out []string
	for i := 0; i < len(codes); {
		j := i + 1
		for j < len(codes) && follows(codes[j-1], codes[j]) {
			j++
		}
		if j-i > 1 {
			last := codes[j-1]
			out = append(out, codes[i]+"-"+last[len(letters(last)):])
		} else {
			out = append(out, codes[i])
		}
		i = j
	}
	return out
}

func follows(a, b string) bool {
	if letters(a) != letters(b) {
		return false
	}
	n, err1 := strconv.Atoi(a[len(letters(a)):])
	m, err2 := strconv.Atoi(b[len(letters(b)):])
	return err1 == nil && err2 == nil && m == n+1
}

func letters(code string) string { return strings.TrimRight(code, "0123456789") }

// fit keeps as many words as the columns hold, and says that there are more.
func fit(words []string, columns int) []string {
	for i, w := range words {
		columns -= len(w) + 1
		if columns < len("...") && i > 0 {
			return append(words[:i:i], "...")
		}
	}
	return words
}

// plural gives "1 message" or "2,310 messages".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// count groups the digits of a number by threes.
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// size gives bytes in the unit a person would choose.
func size(n int64) string {
	const k = 1000
	for _, u := range []struct {
		unit string
		by   float64
	}{{"GB", k * k * k}, {"MB", k * k}, {"kB", k}} {
		if float64(n) >= u.by {
			return fmt.Sprintf("%.1f %s", float64(n)/u.by, u.unit)
		}
	}
	return plural(n, "byte")
}
