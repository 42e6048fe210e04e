// Package report turns what a run found into bytes: one file for each format,
// behind one interface.
//
// What flows in: findings and input errors in the order in which they are
// decided, and one summary at the end; for `messages`, each message; for
// `rules` and `explain`, rules and catalogue entries. What flows out: text or
// JSON on the writer given. Where findings come from is none of its business.
//
// A capture may be hostile. Whatever stands in a finding, no format lets out
// invalid UTF-8, and none lets a terminal see a control sequence or a change
// of writing direction; only the formats xml and gli of `messages`, which
// exist to give bytes back as they were, do not look at them.
package report

import (
	"fmt"
	"io"
	"strings"

	"ivrcheck/rules"
)

// Schema names the form of the JSON report; it changes with its meaning only.
const Schema = "ivrcheck/report/v1"

// Report is one format writing to one place. Its calls come from one
// goroutine; it reads what it is given during the call and keeps none of it.
//
// An error is one of the writer, returned as it is (errors.Is finds EPIPE),
// and comes back from every call after it. Since some formats hold what they
// write for a moment, the writer may be called from another goroutine, never
// from two at once.
type Report interface {
	Finding(*rules.Finding) error
	InputError(*InputError) error
	// Close completes the report, so that it parses, and writes out what is
	// held. It is called once and last, also after an interrupted run
	// (Summary.Complete is false then). It does not close the writer.
	Close(*Summary) error
}

// Divided is a Report that is told where one input ends and the next begins.
type Divided interface {
	// Input ends an input, after its findings and its error; tallies are
	// those of the input alone.
	Input(in *Input, tallies []rules.Tally) error
}

// ShowsSuppressed tells whether a format shows findings that do not count,
// with the reason why.
func ShowsSuppressed(format string) bool { return format == "sarif" }

// Options say for whom a report is written. The zero value is right for a
// file or a pipe, but for OneLine.
type Options struct {
	// Color lets text use ANSI colours.
	Color bool
	// OneLine makes text print one line for each finding or message, each
	// with its file name; otherwise they are grouped by file, with excerpts.
	OneLine bool
	// ASCII keeps what is drawn to ASCII, for terminals that are not UTF-8.
	ASCII bool
	// Width is the number of columns to wrap at; 0 means 80.
	Width int
	// Version is the program's, for formats that name their producer.
	Version string
	// Rules are those of the run, for formats that describe them.
	Rules []*rules.Rule
	// MaxSame is how often text grouped by file shows the same finding in a
	// file before it only counts; 0 means always.
	MaxSame int
}

// narrowest is the least width at which a labelled line has room for text.
const narrowest = 24

func (o Options) width() int {
	switch {
	case o.Width <= 0:
		return 80
	case o.Width < narrowest:
		return narrowest
	}
	return o.Width
}

// formats is the registry: a format is known if it stands here.
var formats = []struct {
	name string
	open func(io.Writer, Options) Report
}{
	{"text", newText},
	{"json", newJSON},
	{"ndjson", newNDJSON},
	{"sarif", newSARIF},
	{"junit", newJUnit},
	{"github", newGitHub},
	{"html", newHTML},
}

// New opens a report of the format on w.
func New(format string, w io.Writer, opt Options) (Report, error) {
	for _, f := range formats {
		if f.name == format {
			return f.open(w, opt), nil
		}
	}
	return nil, unknownFormat(format, Formats())
}

// Formats lists the formats that New knows.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

func unknownFormat(format string, known []string) error {
	return fmt.Errorf("unknown format %q, use %s", format, OneOf(known))
}

// OneOf lists names as a sentence does: "a, b or c".
func OneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
