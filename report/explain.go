package report

import (
	"io"
	"maps"
	"slices"
	"strings"

	"ivrcheck/rules"
)

// ExplainRule writes a rule in full, for an engineer who knows the protocol but not the program.
func ExplainRule(w io.Writer, r *rules.Rule, opt Options) error {
	p := newTextWriter(opt)
	p.wrapped("", p.bold(Printable(r.ID)+" "+Printable(r.Name))+" ("+p.severity(r.Severity.String(), r.Severity)+")")
	if r.Title != "" {
		p.wrapped("", Printable(r.Title))
	}
	p.text(r.Text)
	p.source(r.Source)
	if r.ByBasis {
		p.wrapped(margin, "The basis of the fact that is broken sets the severity: "+graded(r.Severity)+".")
	}

	p.section("Checked")
	p.judgedOn(r)

	if len(r.Hints) > 0 {
		p.section("Hints it may give")
		for _, name := range slices.Sorted(maps.Keys(r.Hints)) {
			p.bullet(Printable(r.Hints[name]))
		}
	}
	for i, e := range r.Examples {
		if i == 0 {
			p.section("Examples")
		} else {
			p.line("")
		}
		p.example(&e)
	}
	p.section("In use")
	p.item("alone", "ivrcheck check --select "+Printable(r.ID)+" PATH")
	p.item("without", "ivrcheck check --ignore "+Printable(r.ID)+" PATH")
	return p.flush(w)
}

func (p *textWriter) section(title string) {
	p.line("")
	p.line(p.bold(title))
}

func (p *textWriter) bullet(text string) {
	lead := margin + "- "
	for _, l := range Wrap(text, p.width-len(lead)) {
		p.line(lead + l)
		lead = margin + "  "
	}
}

// text writes the text of a rule or catalogue file, if there is one.
func (p *textWriter) text(text string) {
	if strings.TrimSpace(text) != "" {
		p.line("")
		p.paragraphs(margin, text)
	}
}

// source writes the document of a fact, and its basis.
func (p *textWriter) source(s rules.Source) {
	if s == (rules.Source{}) {
		return
	}
	p.section("Source")
	if ref := reference(s); ref != "" {
		p.wrapped(margin, Printable(ref))
	}
	if s.Basis != "" {
		text := Printable(s.Basis)
		if meaning := basisMeaning[s.Basis]; meaning != "" {
			text += ": " + meaning
		}
		p.wrapped(margin, text)
	}
}

// judgedOn writes the activation of a rule, and the parts of its constraints.
func (p *textWriter) judgedOn(r *rules.Rule) {
	if r.Template == "" {
		p.wrapped(margin, Printable(activatedBy(r)))
	}
	var rows [][2]string
	for i, part := range partsOf(r) {
		if part.name == "template" {
			p.items(rows)
			rows = nil
			if i > 0 {
				p.line("")
			}
			if part.note != "" {
				p.wrapped(margin, part.number+part.note)
			}
			part.note = ""
		}
		rows = append(rows, [2]string{Printable(part.name), Printable(part.value) + part.inParentheses()})
	}
	p.items(rows)
}

// example writes an example with its verdict.
func (p *textWriter) example(e *rules.Example) {
	verdict := Printable(e.Verdict)
	switch e.Verdict {
	case "satisfied":
		verdict = p.good(verdict)
	case "violated":
		verdict = p.bad(verdict)
	}
	p.line(margin + verdict)
	const indent = margin + margin
	switch {
	case e.Words != "":
		p.paragraphs(indent, e.Words)
	default:
		p.verbatim(indent, e.Trace+e.XML+e.Frames)
	}
}
