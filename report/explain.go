package report

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"

	"ivrcheck/rules"
)

// ExplainRule writes one rule in full, for an engineer who knows the protocol
// and not the program.
func ExplainRule(w io.Writer, r *rules.Rule, opt Options) error {
	p := newTextWriter(opt)
	p.wrapped("", p.bold(Printable(r.ID)+" "+Printable(r.Name))+" ("+p.severity(r.Severity.String(), r.Severity)+")")
	p.text(r.Text)
	p.source(r.Source)
	if r.ByBasis {
		p.wrapped(margin, "The basis of the fact that is broken sets the severity: "+graded(r.Severity)+".")
	}

	p.section("Judged on")
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
	for _, l := range wrap(text, p.width-len(lead)) {
		p.line(lead + l)
		lead = margin + "  "
	}
}

// text writes what a rule or catalogue file says about a thing, if it does.
func (p *textWriter) text(text string) {
	if strings.TrimSpace(text) != "" {
		p.line("")
		p.paragraphs(margin, text)
	}
}

// source writes where a fact stands, how well it is known, and what that
// means.
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

// basisMeaning says how far a fact may be trusted.
var basisMeaning = map[string]string{
	"documented":      "a reference says so",
	"implementations": "programs that speak the protocol do so; no reference at hand says it",
	"inferred":        "it follows from what is known, but nobody says it; a peer may differ with good reason",
}

// graded says which severity goes with which basis.
func graded(s rules.Severity) string {
	lower := max(s-1, rules.Info)
	return s.String() + " if documented, " + lower.String() + " if known from implementations, " +
		rules.Info.String() + " if inferred"
}

// judgedOn says in words what a rule looks at, and gives its parts.
func (p *textWriter) judgedOn(r *rules.Rule) {
	if r.Template == "" {
		meaning := checkMeaning[r.Check]
		if name, ok := strings.CutPrefix(r.Check, "message "); ok {
			meaning = "Every " + Printable(name) + " message, by itself."
		}
		p.wrapped(margin, cmp.Or(meaning, Printable(r.Check)))
	}
	var rows [][2]string
	for i, par := range r.Parameters {
		number, name := numbered(par.Name)
		if name == "template" {
			p.items(rows)
			rows = nil
			if i > 0 {
				p.line("")
			}
			if meaning := templateMeaning[par.Value]; meaning != "" {
				p.wrapped(margin, number+meaning)
			}
		}
		value := Printable(par.Value)
		if meaning := cmp.Or(partMeaning[name], partMeaning[name+" "+par.Value]); meaning != "" {
			value += " (" + meaning + ")"
		}
		rows = append(rows, [2]string{Printable(name), value})
	}
	p.items(rows)
}

// numbered divides the name of a part into the number of the constraint that
// it belongs to, if the rule has several ("2. "), and what remains.
func numbered(name string) (number, rest string) {
	digits := len(name) - len(strings.TrimLeft(name, "0123456789"))
	if rest, ok := strings.CutPrefix(name[digits:], ". "); ok && digits > 0 {
		return name[:len(name)-len(rest)], rest
	}
	return "", name
}

// partMeaning says what the parts of a constraint, or values of them, mean.
var partMeaning = map[string]string{
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

// checkMeaning says what activates a rule that judges one thing by itself.
var checkMeaning = map[string]string{
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

// templateMeaning says what the Declare templates demand, in the words of the
// rule file: `when` activates, `then` is the target. Everything holds for each
// value of the key within one connection.
var templateMeaning = map[string]string{
	"existence":            "There must be a message that `when` names.",
	"absence":              "There must be no message that `when` names.",
	"exactly-one":          "There must be one message that `when` names, and no second.",
	"init":                 "The first message must be one that `when` names.",
	"responded-existence":  "Where there is a `when`, there must be a `then`, before or after it.",
	"response":             "Every `when` must be followed by a `then`, sooner or later.",
	"alternate-response":   "Every `when` must be followed by a `then` before the next `when`.",
	"chain-response":       "The very next message after a `when` (of those that count as next) must be a `then`.",
	"precedence":           "Every `when` must have a `then` somewhere before it.",
	"alternate-precedence": "Every `when` must have a `then` before it, and a new one since the last `when`.",
	"chain-precedence":     "The very last message before a `when` (of those that count) must be a `then`.",
	"succession":           "Every `when` must be followed by a `then`, and every `then` must have a `when` before it.",
	"alternate-succession": "`when` and `then` must take turns, `when` first.",
	"chain-succession":     "`when` and `then` must stand side by side, `when` first.",
	"co-existence":         "`when` and `then` must both be there, or neither.",
	"not-co-existence":     "`when` and `then` must not both be there.",
	"not-succession":       "No `then` may come after a `when`.",
	"not-chain-succession": "No `then` may come right after a `when`.",
}

// example writes an example and what the rule says to it.
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
