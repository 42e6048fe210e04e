package report

import (
	"strings"

	"ivrcheck/rules"
	"ivrcheck/rules/declare"
)

// The facts about rules that explain and the reference write.

// basisMeaning explains the basis of a fact.
var basisMeaning = map[string]string{
	"documented":      "stated in a reference",
	"implementations": "known from programs that speak the protocol, not from a reference",
	"inferred":        "follows from known facts, but is stated nowhere; a peer may differ",
}

// graded returns the severity for each basis.
func graded(s rules.Severity) string {
	lower := max(s-1, rules.Info)
	return s.String() + " if documented, " + lower.String() + " if known from implementations, " +
		rules.Info.String() + " if inferred"
}

// activatedBy describes the activation of a rule without a template.
func activatedBy(r *rules.Rule) string {
	if name, ok := strings.CutPrefix(r.Check, "message "); ok {
		return "Every " + name + " message."
	}
	if text, ok := checkTexts[r.Check]; ok {
		return text
	}
	return r.Check
}

var checkTexts = map[string]string{
	"run":           "The whole run, once for each rule of --require-activated.",
	"input":         "Every input.",
	"connection":    "Every connection.",
	"frame":         "Every GLI frame.",
	"carried":       "Every GLI frame, and every message on a stream without a GLI header.",
	"document":      "Every XML document.",
	"message":       "Every message that could be read.",
	"known-message": "Every message whose name is known.",
	"versioned-parameter": "Every message with a parameter that older versions of the protocol do not have, with " +
		"the version of the last login of its connection.",
}

// part is a part of a constraint. number is the number of the constraint, such as "2. ", if the rule has several. note
// explains the part if necessary.
type part struct{ number, name, value, note string }

func (p part) inParentheses() string {
	if p.note == "" {
		return ""
	}
	return " (" + p.note + ")"
}

// partsOf lists the parts of a rule's constraints. Each constraint begins with its template.
func partsOf(r *rules.Rule) []part {
	var out []part
	for _, par := range r.Parameters {
		p := part{name: par.Name, value: par.Value}
		digits := len(p.name) - len(strings.TrimLeft(p.name, "0123456789"))
		if rest, ok := strings.CutPrefix(p.name[digits:], ". "); ok && digits > 0 {
			p.number, p.name = p.name[:digits]+". ", rest
		}
		if p.note = partTexts[p.name]; p.note == "" {
			p.note = partTexts[p.name+" "+p.value]
		}
		if p.name == "template" {
			if t, err := declare.Parse(p.value); err == nil {
				p.note = t.Text
			}
		}
		out = append(out, p)
	}
	return out
}

// partTexts explains parts and their values.
var partTexts = map[string]string{
	"key":                 "each value separately, within a connection",
	"among":               "these count as next",
	"after":               "earlier messages do not count",
	"until":               "later messages do not count",
	"correlate":           "must be equal in both",
	"match one-to-one":    "one message answers one other only",
	"open ignored":        "another rule reports a missing target",
	"at-end violated":     "violated if still open when the connection closes in order",
	"at-end inconclusive": "inconclusive if still open when the connection closes",
}
