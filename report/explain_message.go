package report

import (
	"io"
	"strings"

	"ivrcheck/rules"
	"ivrcheck/schema"
)

// ExplainMessage writes the catalogue entry of a message, and the rules about it.
func ExplainMessage(w io.Writer, m *schema.MessageSpec, related []*rules.Rule, opt Options) error {
	p := newTextWriter(opt)
	p.wrapped("", p.bold(Printable(m.Name))+" ("+origin(m)+")")
	p.text(m.Text)
	switch {
	case m.Unverified:
		p.line("")
		p.wrapped(margin, "Only its name is known, and not for certain. It is recognised, so that nobody calls it unknown, and never reported.")
	case m.NameOnly:
		p.line("")
		p.wrapped(margin, "Only its name is known. It is recognised, and its parameters are not checked.")
	}
	if len(m.Parameters) > 0 {
		p.section("Parameters")
		p.parameters(m.Parameters)
	}
	switch {
	case m.Open:
		p.line("")
		p.wrapped(margin, "There may be others: not all that it holds is known.")
	case !m.NameOnly && len(m.Parameters) == 0:
		p.line("")
		p.wrapped(margin, "It has no parameters.")
	}
	if len(m.Subtypes) > 0 {
		p.line("")
		p.wrapped(margin, "Exactly one of "+Printable(OneOf(m.Subtypes))+" must be there.")
	}
	if m.Correlation != "" {
		p.line("")
		p.wrapped(margin, Printable(m.Correlation)+" pairs a request with its answer.")
	}
	p.source(rules.Source(m.Source))
	p.relatedRules(related)
	return p.flush(w)
}

// ExplainParameter writes the catalogue entry of a parameter.
func ExplainParameter(w io.Writer, m *schema.MessageSpec, par *schema.ParameterSpec, related []*rules.Rule, opt Options) error {
	p := newTextWriter(opt)
	p.wrapped("", p.bold(Printable(m.Name+"."+par.Path))+" ("+origin(m)+")")
	p.text(par.Text)
	p.line("")
	p.item("form", Printable(formMeaning(par.Form))+basisNote(par.FormBasis, par.Source.Basis))
	p.item("presence", required(par))
	if len(par.ForbiddenWith) > 0 {
		p.item("not with", Printable(OneOf(par.ForbiddenWith)))
	}
	switch {
	case len(par.Values) > 0:
		p.item("values", Printable(OneOf(par.Values))+" (exact)"+basisNote(par.ValuesBasis, par.Source.Basis))
	case par.Format != "":
		p.item("values", formatMeaning(par.Format))
	case par.Form != "struct" && par.Form != "nodes":
		p.item("values", "any")
	}
	if len(par.Aliases) > 0 {
		p.item("also", Printable(OneOf(par.Aliases))+", accepted as a second spelling")
	}
	if par.Since != "" {
		p.item("since", "version "+Printable(par.Since)+" of the protocol, as the login states it")
	}
	if par.Private {
		p.item("private", "may be personal: masked in reports unless --values shown")
	}
	if len(par.Parameters) > 0 {
		p.section("Parameters")
		p.parameters(par.Parameters)
	}
	p.source(rules.Source(par.Source))
	p.relatedRules(related)
	return p.flush(w)
}

// origin returns the group of a message and its sender.
func origin(m *schema.MessageSpec) string {
	var parts []string
	if m.Group != "" {
		parts = append(parts, Printable(m.Group)+" message")
	}
	switch m.From {
	case "ivr":
		parts = append(parts, "from the IVR to the server")
	case "server":
		parts = append(parts, "from the server to the IVR")
	case "both":
		parts = append(parts, "sent by either side")
	}
	if len(parts) == 0 {
		return "message"
	}
	return strings.Join(parts, ", ")
}

// parameters writes a line for each parameter. Those of a struct follow it.
func (p *textWriter) parameters(list []*schema.ParameterSpec) {
	type row struct{ name, about string }
	var rows []row
	widest := 0
	var add func([]*schema.ParameterSpec, string)
	add = func(list []*schema.ParameterSpec, indent string) {
		for _, par := range list {
			r := row{indent + Printable(par.Name), outline(par)}
			widest = max(widest, columns(r.name))
			rows = append(rows, r)
			add(par.Parameters, indent+margin)
		}
	}
	add(list, margin)
	widest = min(widest, p.width/2)
	for _, r := range rows {
		lead := pad(r.name, widest) + "  "
		for _, l := range Wrap(r.about, p.width-columns(lead)) {
			p.line(lead + l)
			lead = strings.Repeat(" ", widest+2)
		}
	}
}

// outline returns the main facts of a parameter on one line.
func outline(par *schema.ParameterSpec) string {
	text := required(par) + ", " + formMeaning(par.Form)
	if len(par.Values) > 0 {
		text += ": " + OneOf(par.Values)
	} else if par.Format != "" {
		text += ": " + formatMeaning(par.Format)
	}
	return Printable(text)
}

func required(par *schema.ParameterSpec) string {
	if par.Required {
		return "required"
	}
	return "optional"
}

func formMeaning(form string) string {
	switch form {
	case "element":
		return "element with text"
	case "either":
		return "attribute or element"
	case "struct":
		return "element with parameters"
	case "nodes":
		return "element with a list of Node"
	case "unknown", "":
		return "form not known"
	}
	return form
}

func formatMeaning(format string) string {
	if format == "key-list" {
		return "names with a colon between them"
	}
	return "a " + Printable(strings.ReplaceAll(format, "-", " "))
}

// basisNote returns the basis of a part of a fact if it differs from that of the whole.
func basisNote(part, whole string) string {
	if part == "" || part == whole {
		return ""
	}
	return " (basis: " + Printable(part) + ")"
}

func (p *textWriter) relatedRules(related []*rules.Rule) {
	if len(related) == 0 {
		return
	}
	p.section("Rules")
	for _, r := range related {
		p.item(Printable(r.ID), p.severity(r.Severity.String(), r.Severity)+" "+Printable(r.Name))
	}
	p.line("")
	p.wrapped(margin, "ivrcheck explain CODE explains each.")
}
