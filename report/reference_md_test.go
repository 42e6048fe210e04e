package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ivrcheck/rules"
)

// ruleGroups are the groups of codes, in the order in which a message meets them.
var ruleGroups = []struct{ prefix, title, about string }{
	{"CAP", "The capture", "Faults of the capture itself, and what they left unchecked."},
	{"GLI", "Frames", "The GLI header before each message, and frames without XML."},
	{"XML", "Documents", "Whether the XML can be read at all."},
	{"MSG", "Messages", "Each message by itself, held to the catalogue of messages."},
	{"SEQ", "Sequences", "The order of messages on a connection, in a call, on a port."},
}

// ruleReference writes all rules in full as one Markdown document (docs/rules.md).
// A test reads its examples back and runs them.
func ruleReference(w io.Writer, rs []*rules.Rule) error {
	var b strings.Builder
	b.WriteString("# The built-in rules\n\n" +
		"<!-- Generated from rules/iserver.yaml: go test ./report -run Reference -update rewrites it. -->\n\n")
	paragraph(&b, "Every rule of ivrcheck with what it demands, where that comes from, and examples. "+
		"`ivrcheck explain CODE` shows the same in a terminal, `ivrcheck rules test` runs the examples, "+
		"and [writing-rules.md](writing-rules.md) describes how to write your own rules or change these.")
	for _, g := range ruleGroups {
		fmt.Fprintf(&b, "- [%s](#%s): %s\n", g.title, anchor(g.title), g.prefix)
	}
	for _, g := range ruleGroups {
		fmt.Fprintf(&b, "\n## %s\n\n", g.title)
		paragraph(&b, g.about)
		b.WriteString("| Code | Name | Severity | Judged by | Basis |\n|---|---|---|---|---|\n")
		of := func(each func(*rules.Rule)) {
			for _, r := range rs {
				if strings.HasPrefix(r.ID, g.prefix) {
					each(r)
				}
			}
		}
		of(func(r *rules.Rule) {
			fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s | %s |\n", r.ID, anchor(r.ID+" "+r.Name), cell(r.Name), r.Severity, cell(kind(r)), cell(r.Source.Basis))
		})
		of(func(r *rules.Rule) { referenceRule(&b, r) })
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func referenceRule(b *strings.Builder, r *rules.Rule) {
	fmt.Fprintf(b, "\n### %s %s\n\n", r.ID, cell(r.Name))
	paragraph(b, "**"+cell(r.Title)+"**")
	for text := range strings.SplitSeq(strings.TrimSpace(r.Text), "\n\n") {
		paragraph(b, cell(text))
	}
	severity := r.Severity.String()
	if r.ByBasis {
		severity = graded(r.Severity) + ": the basis of the fact that is broken decides"
	}
	fmt.Fprintf(b, "- Severity: %s\n", severity)
	source := cell(reference(r.Source))
	if meaning := basisMeaning[r.Source.Basis]; meaning != "" {
		source += " (" + r.Source.Basis + ": " + meaning + ")"
	}
	fmt.Fprintf(b, "- Source: %s\n", source)
	if r.Template == "" {
		fmt.Fprintf(b, "- Checked: %s\n", cell(activatedBy(r)))
	}
	for _, part := range partsOf(r) {
		if part.name == "template" {
			lead := "Template"
			if part.number != "" {
				lead = "Constraint " + strings.TrimSuffix(part.number, ". ") + ", template"
			}
			fmt.Fprintf(b, "- %s `%s`: %s\n", lead, part.value, part.note)
			continue
		}
		fmt.Fprintf(b, "  - `%s`: %s%s\n", part.name, cell(part.value), part.inParentheses())
	}
	for i, name := range slices.Sorted(maps.Keys(r.Hints)) {
		if i == 0 {
			b.WriteString("- Hints:\n")
		}
		fmt.Fprintf(b, "  - %s\n", cell(r.Hints[name]))
	}
	for i := range r.Examples {
		e := &r.Examples[i]
		fmt.Fprintf(b, "\n*%s*", e.Verdict)
		switch {
		case e.Words != "":
			b.WriteString(": " + cell(e.Words) + "\n")
		case e.Trace != "":
			fence(b, "trace", e.Trace)
		case e.XML != "":
			fence(b, "xml", e.XML)
		default:
			fence(b, "frames", e.Frames)
		}
	}
}

// fence writes a block as it is. No example contains a line of three backticks,
// which would end it.
func fence(b *strings.Builder, language, text string) {
	fmt.Fprintf(b, "\n\n```%s\n%s\n```\n", language, strings.TrimRight(text, "\n"))
}

func paragraph(b *strings.Builder, text string) {
	for _, l := range Wrap(text, 80) {
		b.WriteString(l + "\n")
	}
	b.WriteString("\n")
}

// anchor gives the name of a heading in Markdown.
func anchor(heading string) string {
	return strings.ReplaceAll(strings.ToLower(heading), " ", "-")
}
