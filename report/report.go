// Package report writes the results of a run: one file for each format, with one interface for all.
//
// In: findings and input errors in the order of decisions, and a summary at the end; for `messages`, each message; for
// `ladder`, the steps of exchanges; for `rules` and `explain`, rules and catalogue entries. Out: text, JSON, XML or
// HTML on the given writer.
//
// Input may be hostile. No format writes invalid UTF-8, or its control sequences or changes of writing direction. The
// exceptions are the formats xml and gli of `messages`, which return the original bytes.
//
// Files, from the entry point down: report.go, text_line.go, text_group.go,
// json.go, ndjson.go, sarif.go, junit.go, github.go, html.go, html_summary.go,
// codeclimate.go, csv.go, statistics.go, partial.go, written.go,
// messages.go, messages_text.go, connections.go, ladder_text.go, ladder_svg.go,
// ladder.go, rulelist.go, explain_message.go, explain.go,
// explain_facts.go, summary_text.go, window.go, step.go, message.go,
// finding_json.go, finding_text.go, marshal.go, jsonobject.go, flushwriter.go,
// textwriter.go, interface.go, summary.go, formats.go, words.go, printable.go.
package report

import "io"

var reportFormats = formats[func(io.Writer, Options) Report]{
	{"text", newText},
	{"json", newJSON},
	{"ndjson", newNDJSON},
	{"sarif", newSARIF},
	{"junit", newJUnit},
	{"github", newGitHub},
	{"html", newHTML},
	{"codeclimate", newCodeClimate},
	{"csv", newCSV},
}

// New opens a report in a format on w.
func New(format string, w io.Writer, opt Options) (Report, error) {
	open, err := reportFormats.find(format)
	if err != nil {
		return nil, err
	}
	return open(w, opt), nil
}

// Formats lists the formats of New.
func Formats() []string { return reportFormats.names() }
