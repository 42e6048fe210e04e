package report

import "ivrcheck/rules"

// Schema is the schema of the JSON report; it changes only with its meaning.
const Schema = "ivrcheck/report/v1"

// Report is one format writing to one place. Its calls come from one goroutine;
// it keeps nothing that it is given.
//
// An error is one of the writer, returned as it is (errors.Is finds EPIPE), and
// every later call returns it again. Since formats buffer what they write, the
// writer may be called from another goroutine, but never from two at once.
type Report interface {
	Finding(*rules.Finding) error
	InputError(*InputError) error
	// Close completes the report, so that it parses, and flushes it. It is called
	// once and last, also after an interrupted run (Summary.Complete is false
	// then). It does not close the writer.
	Close(*Summary) error
}

// Divided is a Report that is divided by input.
type Divided interface {
	// Input ends an input, after its findings and its error; tallies are those
	// of the input alone.
	Input(in *Input, tallies []rules.Tally) error
}

// Flusher is a Report whose end shows the exit status. Flush writes all that comes
// before the end. Close may be called again after the writer was taken back to the
// place where it was after Flush: it writes the end with the new summary.
type Flusher interface {
	Flush() error
}

// Follower is a Report that shows the steps around a finding.
type Follower interface {
	// Step gets each step of the exchanges, in the order of judging, before the
	// findings at it. The report keeps it.
	Step(*Step) error
}

// ShowsSuppressed reports whether a format shows findings that do not count,
// with the reason.
func ShowsSuppressed(format string) bool { return format == "sarif" }

// Options describe the reader of a report. The zero value is right for a file
// or a pipe, except OneLine.
type Options struct {
	// Color allows ANSI colours in text.
	Color bool
	// Terminal reports that the output is one, which obeys control characters.
	Terminal bool
	// OneLine makes text print one line for each finding or message, each with
	// its file name; otherwise they are grouped by file, with excerpts.
	OneLine bool
	// Long makes such a line end with [key=value ...].
	Long bool
	// Statistics makes text print only a table of counts.
	Statistics bool
	// ASCII restricts drawings to ASCII, for terminals that are not UTF-8.
	ASCII bool
	// Width is the number of columns to wrap at; 0 means 80.
	Width int
	// Version is the program's, for formats that name their producer.
	Version string
	// Base is the directory that paths in SARIF are relative to, absolute.
	Base string
	// Rules are those of the run, for formats that describe them.
	Rules []*rules.Rule
	// MaxSame is how many positions of a group of findings grouped text lists; 0
	// means all.
	MaxSame int
}

// minWidth is the least width, so that a labelled line has space for text.
const minWidth = 24

func (o Options) width() int {
	if o.Width <= 0 {
		return 80
	}
	return max(o.Width, minWidth)
}
