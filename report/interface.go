package report

import "ivrcheck/rules"

// Schema is the schema of the JSON report. It changes only if its meaning changes.
const Schema = "ivrcheck/report/v1"

// Report is one format writing to one destination. Its methods are called from one goroutine. It keeps no arguments.
//
// An error comes from the writer and is returned unchanged (errors.Is finds EPIPE). All later calls return it, too.
// Since formats buffer their output, the writer may be called from another goroutine, but never concurrently.
type Report interface {
	Finding(*rules.Finding) error
	InputError(*InputError) error
	// Close completes the report, so that it parses, and flushes it. It is called once and last, even after an
	// interrupted run (Summary.Complete is false then). It does not close the writer.
	Close(*Summary) error
}

// Divided is a Report with a part for each input.
type Divided interface {
	// Input ends an input, after its findings and its error. tallies are the tallies of the input.
	Input(in *Input, tallies []rules.Tally) error
}

// Flusher is a Report whose end shows the exit status. Flush writes everything before the end. Close may be called
// again after the writer was reset to its position after Flush. It then writes the end with the new summary.
type Flusher interface {
	Flush() error
}

// Follower is a Report that shows the steps around a finding.
type Follower interface {
	// Step gets each step of the exchanges, in the order of judging, before its findings. The report may keep it.
	Step(*Step) error
}

// ShowsSuppressed reports whether a format shows suppressed findings with the reason.
func ShowsSuppressed(format string) bool { return format == "sarif" }

// Options describe the reader of a report. The zero value is for files and pipes, except OneLine.
type Options struct {
	// Color allows ANSI colours in text.
	Color bool
	// Terminal reports that the output is a terminal, which obeys control characters.
	Terminal bool
	// OneLine makes text print one line for each finding or message, with its file name. Otherwise they are grouped by
	// file, with excerpts.
	OneLine bool
	// Long makes such a line end with [key=value ...].
	Long bool
	// Statistics makes text print only a table of counts.
	Statistics bool
	// ASCII restricts drawings to ASCII, for terminals that are not UTF-8.
	ASCII bool
	// Width is the number of columns to wrap at; 0 means 80.
	Width int
	// Version is the version of the program, for formats that name their producer.
	Version string
	// Base is the absolute directory for relative paths in SARIF.
	Base string
	// Rules are the rules of the run, for formats that describe them.
	Rules []*rules.Rule
	// MaxSame is the maximum number of positions for a group of findings in grouped text; 0 means all.
	MaxSame int
}

// minWidth is the minimum width, so that a labelled line has room for text.
const minWidth = 24

func (o Options) width() int {
	if o.Width <= 0 {
		return 80
	}
	return max(o.Width, minWidth)
}
