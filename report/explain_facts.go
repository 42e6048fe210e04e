package report

import (
	"strings"

	"ivrcheck/rules"
	"ivrcheck/rules/declare"
)

// The facts about rules that explain and the reference write.

// basisMeaning explains the basis of a fact.
var basisMeaning = map[string]string{
	"documented":      "a reference says so",
	"implementations": "programs that speak the protocol do so; no reference at hand says it",
	"inferred":        "it follows from what is known, but nobody says it; a peer may differ with good reason",
}

// graded gives the severity for each basis.
func graded(s rules.Severity) string {
	lower := max(s-1, rules.Info)
	return s.String() + " if documented, " + lower.String() + " if known from implementations, " +
		rules.Info.String() + " if inferred"
}

// activatedBy describes what activates a rule without a template.
func activatedBy(r *rules.Rule) string {
	if name, ok := strings.CutPrefix(r.Check, "message "); ok {
		return "Every " + name + " message, by itself."
	}
	if text, ok := checkTexts[r.Check]; ok {
		return text
	}
	return r.Check
}

var checkTexts = map[string]string{
	"run":           "The run as a whole, once for each rule that --require-activated names.",
	"input":         "Every input, by itself.",
	"connection":    "Every connection, by itself.",
	"frame":         "Every GLI frame, by itself.",
	"document":      "Every XML document, by itself.",
	"message":       "Every message that could be read, by itself.",
	"known-message": "Every message whose name is known, by itself.",
	"versioned-parameter": "Every message with a parameter that older versions of the protocol do not have, together with " +
		"the last login of its connection, if that states a version.",
}

// part is a part of a constraint. number is that of the constraint, such as "2. ",
// if the rule has several; note explains the part, if it has to be explained.
type part struct{ number, name, value, note string }

func (p part) inParentheses() string {
	if p.note == "" {
		return ""
	}
	return " (" + p.note + ")"
}

// partsOf lists the parts of a rule's constraints, each constraint beginning with
// its template.
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

// partTexts explains parts, or values of them.
var partTexts = map[string]string{
	"key":                 "each value by itself, within one connection",
	"among":               "these count as next",
	"after":               "nothing before it counts",
	"until":               "nothing after it counts",
	"correlate":           "must be equal in both",
	"match one-to-one":    "one message answers for one other only",
	"open ignored":        "that none came is another rule's business",
	"at-end violated":     "what is open when the connection closes in order breaks the rule",
	"at-end inconclusive": "what is open when the connection closes stays undecided",
}
