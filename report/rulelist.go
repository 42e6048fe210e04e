package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"ivrcheck/rules"
)

var ruleFormats = formats[func(io.Writer, []*rules.Rule, Options) error]{
	{"text", ruleTable},
	{"json", ruleArray},
	{"markdown", ruleMarkdown},
}

// RuleFormats lists the formats of RuleList.
func RuleFormats() []string { return ruleFormats.names() }

// RuleList writes all rules in the given order: as an aligned table, as a JSON array, or as a Markdown table.
func RuleList(w io.Writer, format string, rs []*rules.Rule, opt Options) error {
	write, err := ruleFormats.find(format)
	if err != nil {
		return err
	}
	return write(w, rs, opt)
}

func kind(r *rules.Rule) string {
	if r.Template != "" {
		return r.Template
	}
	return r.Check
}

func ruleTable(w io.Writer, rs []*rules.Rule, opt Options) error {
	p := newTextWriter(opt)
	rows := [][]string{{"CODE", "NAME", "SEVERITY", "TEMPLATE", "BASIS"}}
	for _, r := range rs {
		rows = append(rows, []string{
			Printable(r.ID), Printable(r.Name), r.Severity.String(), Printable(kind(r)), Printable(r.Source.Basis),
		})
	}
	align(rows)
	for n, row := range rows {
		line := ""
		for i, cell := range row {
			text := cell + "  "
			switch {
			case n == 0:
				text = p.faint(text)
			case i == 0:
				text = p.bold(text)
			case i == 2:
				text = p.severity(text, rs[n-1].Severity)
			}
			line += text
		}
		p.line(line)
	}
	return p.flush(w)
}

type ruleObject struct {
	Code     string         `json:"code"`
	Name     string         `json:"name"`
	Title    string         `json:"title"`
	Severity rules.Severity `json:"severity"`
	Template string         `json:"template,omitempty"`
	Basis    string         `json:"basis,omitempty"`
	Check    string         `json:"check,omitempty"`
	Source   rules.Source   `json:"source"`
	Text     string         `json:"text,omitempty"`
}

func ruleArray(w io.Writer, rs []*rules.Rule, _ Options) error {
	var buf bytes.Buffer
	buf.WriteByte('[')
	for i, r := range rs {
		if i > 0 {
			buf.WriteByte(',')
		}
		b, err := marshal(ruleObject{
			r.ID, r.Name, r.Title, r.Severity, r.Template, r.Source.Basis, r.Check, r.Source, strings.TrimSpace(r.Text),
		})
		if err != nil {
			return err
		}
		buf.WriteByte('\n')
		buf.Write(b)
	}
	buf.WriteString("\n]\n")
	_, err := w.Write(buf.Bytes())
	return err
}

func ruleMarkdown(w io.Writer, rs []*rules.Rule, _ Options) error {
	var b strings.Builder
	b.WriteString("| Code | Name | Severity | Template | Basis | Demands |\n|---|---|---|---|---|---|\n")
	for _, r := range rs {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", cell(r.ID), cell(r.Name), r.Severity,
			cell(kind(r)), cell(r.Source.Basis), cell(r.Text))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cell escapes text for a cell of a Markdown table.
func cell(text string) string {
	text = Printable(strings.Join(strings.Fields(text), " "))
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`").Replace(text)
}
