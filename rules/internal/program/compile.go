package program

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

// Compile compiles merged rules. It adds errors to the list and continues with the
// next rule.
func Compile(merged *rulefile.Merged, cat *schema.Catalogue, errs *rulefile.ErrorList) *Program {
	c := &compiler{Program: New(cat), errs: errs, switched: merged.Switched}
	c.Begins = c.matcher(merged.Connection.Begins)
	for _, of := range []struct {
		path rulefile.Text
		slot *int
	}{{merged.Connection.Version, &c.Version}, {merged.Connection.Client, &c.Client}} {
		if of.path.Value != "" {
			c.parameter(of.path, merged.Connection.Begins)
			*of.slot = c.slot(of.path.Value)
		}
	}
	c.Accepts = c.matcher(merged.Connection.Accepts)
	c.calls(&merged.Connection.Call)
	for _, spec := range cat.Messages() {
		if p := spec.SentByBoth(); p != nil {
			c.slot(p.Path)
		}
	}
	for _, e := range merged.Rules {
		c.rule(e)
	}
	c.link()
	return c.Program
}

type compiler struct {
	*Program
	errs     *rulefile.ErrorList
	switched map[string]rulefile.Place // rules that are off
	known    []string                  // codes so far, also of rules with errors
}

// calls compiles the facts about calls.
func (c *compiler) calls(y *rulefile.Call) {
	if len(y.Begins) == 0 {
		return
	}
	p := &c.Calls
	p.Begins, p.Ends = c.matcher(y.Begins), c.matcher(y.Ends)
	p.ID = c.slot(c.Catalogue.Envelope.CallID)
	if y.Port.Value != "" {
		c.parameter(y.Port, y.Begins)
		p.Port, p.Slot = c.slot(y.Port.Value), c.slot(CallPort)
		p.Ports = c.slots(y.Ports)
	}
}

func (c *compiler) rule(e *rulefile.Entry) {
	lacks := func(key, fix string) { c.errs.At(e.At, "rule %s lacks %s: %s", e.ID.Value, key, fix) }
	severity, ok := ParseSeverity(e.Severity.Value)
	if e.Name.At.Line == 0 {
		lacks("name", "a short name, such as ready-within-5s")
	}
	if !ok && e.Severity.At.Line == 0 {
		lacks("severity", "error, warning or info")
	}
	if e.Builtin && !e.Changed && (e.Text.Value == "" || e.Source.Document.Value == "" || e.Source.Basis.Value == "" || len(e.Examples) == 0 || e.Message.Value == "") {
		lacks("text, source, message or examples", "a built-in rule has them all")
	}
	r := &Rule{
		Index: len(c.Rules), ID: e.ID.Value, Name: e.Name.Value, Title: cmp.Or(e.Headline.Value, strings.ReplaceAll(e.Name.Value, "-", " "), e.ID.Value), Severity: severity, ByBasis: e.ByBasis.On, Counts: e.Counts.Value,
		Once: e.Report.Value == "once", FirstOnly: e.Report.Value == "key",
		Source:  Source{Document: e.Source.Document.Value, Section: e.Source.Section.Value, Basis: cmp.Or(e.Source.Basis.Value, schema.Bases()[0])},
		Subject: e.Subject.Value, Message: e.Message.Value, Missing: e.Missing.Value,
	}
	for _, h := range e.Hints {
		if r.Hints == nil {
			r.Hints = map[string]string{}
		}
		r.Hints[h.Name.Value] = h.Text.Value
	}
	for _, other := range e.YieldsTo {
		if r2 := c.earlier(other); r2 != nil {
			r.YieldsTo = append(r.YieldsTo, r2)
		}
	}
	c.body(r, e)
	c.known = append(c.known, r.ID)
	c.Rules = append(c.Rules, r)
	c.ByID[r.ID] = r
}

// earlier finds a rule before this one. It returns nil for one that is switched off, which is no error.
func (c *compiler) earlier(id rulefile.Text) *Rule {
	r := c.ByID[id.Value]
	if _, off := c.switched[id.Value]; r == nil && !off {
		c.errs.At(id.At, "yields-to names %s, which is not an earlier rule%s", id.Value, didYouMean(id.Value, c.known))
	}
	return r
}

// didYouMean suggests the nearest name, if one is near.
func didYouMean(name string, known []string) string {
	if near := schema.Nearest(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// body compiles the activation of the rule: a check of single messages or frames, one constraint, or several under
// all.
func (c *compiler) body(r *Rule, e *rulefile.Entry) {
	parts := e.Constraints()
	switch {
	case e.Check.Value != "" && !e.Builtin:
		c.errs.At(e.Check.At, "a check is for built-in rules, which Go carries out; give the rule a template")
		return
	case e.Check.Value != "" && len(parts) > 0:
		c.errs.At(e.Check.At, "rule %s has both a check and a template, expected one of them", r.ID)
		return
	case e.Check.Value != "":
		var err error
		if r.Activate, err = ParseActivation(e.Check.Value, c.Catalogue); err != nil {
			c.errs.At(e.Check.At, "%v", err)
		}
		return
	case !e.Constraint.IsZero() && len(e.All) > 0:
		c.errs.At(e.At, "rule %s has both all and a constraint beside it; write every constraint under all", r.ID)
		return
	case len(parts) == 0:
		c.errs.At(e.At, "rule %s lacks template: response or another; see docs/writing-rules.md", r.ID)
		return
	}
	var about rulefile.Matcher
	for i := range parts {
		if k := c.constraint(r, &parts[i]); k != nil {
			c.Constraints = append(c.Constraints, k)
		}
		about = slices.Concat(about, parts[i].When, parts[i].Then, parts[i].Among, parts[i].Cleared, parts[i].Blurred)
	}
	r.Several = len(parts) > 1
	if r.Message == "" {
		r.Message, r.Missing = defaultSentences(r.Name, parts)
	}
	c.placeholders(e.Message, about)
	c.placeholders(e.Missing, about)
}

// defaultSentences returns the sentences of the template. For several constraints they describe the common demand.
func defaultSentences(name string, parts []rulefile.Constraint) (message, missing string) {
	k := &parts[0]
	if len(parts) > 1 {
		message, missing = "{now} breaks "+name, "what "+name+" demands did not come after {now}"
	} else if t, err := declare.Parse(k.Template.Value); err == nil {
		message, missing = t.Message, t.Missing
	}
	within := ""
	if k.Within.Value != "" {
		within = " within " + k.Within.Value
	}
	// Braces in the file's own values are no placeholders.
	plain := strings.NewReplacer("{", "(", "}", ")")
	fill := strings.NewReplacer("{when}", plain.Replace(k.When.String()), "{then}", plain.Replace(k.Then.String()), "{within}", within)
	return fill.Replace(message), fill.Replace(missing)
}

// placeholders checks the placeholders of a finding's sentence: fixed names, or parameters of the messages that the
// rule is about. Each parameter gets a slot.
func (c *compiler) placeholders(text rulefile.Text, about rulefile.Matcher) {
	fixed := []string{"now", "before", "before.place", "actual", "expected"}
	sentence := ParsePhrase(text.Value, nil)
	sentence.AppendTo(nil, func(b []byte, p *Placeholder) ([]byte, bool) {
		if slices.Contains(fixed, p.Name) {
			return b, true
		}
		if near := schema.Nearest(p.Name, fixed); near != "" {
			c.errs.At(text.At, "unknown placeholder {%s}; did you mean {%s}?", p.Name, near)
			return b, true
		}
		c.parameter(rulefile.Text{Value: p.Name, At: text.At}, about)
		c.slot(p.Name)
		return b, true
	})
}

// constraint compiles one constraint. It returns nil if there is no such template.
func (c *compiler) constraint(r *Rule, y *rulefile.Constraint) *Constraint {
	t, err := declare.Parse(y.Template.Value)
	if err != nil && y.Template.At.Line == 0 {
		c.errs.At(y.Place, "rule %s lacks template: response or another; see docs/writing-rules.md", r.ID)
	}
	k := &Constraint{Rule: r, Index: len(c.Constraints), Declare: declare.Constraint{Template: t}}
	k.Declare.OneToOne, k.Declare.FirstOnly = y.Match.Value == "one-to-one", r.FirstOnly
	k.Exempts, k.Uncounted = y.Exempts.On, y.Uncounted.On
	k.Subject = cmp.Or(y.Subject.Value, r.Subject)
	if k.Severity = r.Severity; y.Severity.At.Line > 0 {
		if own, ok := ParseSeverity(y.Severity.Value); ok {
			k.Severity = min(own, r.Severity)
		}
	}
	k.ViolatedAtEnd = y.AtEnd.Value == "violated"
	k.OpenIgnored = y.Open.Value != ""
	if err == nil {
		c.checkTemplate(t, y)
	}
	k.When, k.Then, k.Among = c.matcher(y.When), c.matcher(y.Then), c.matcher(y.Among)
	k.After, k.Until = c.matcher(y.Scope.After), c.matcher(y.Scope.Until)
	k.Blurred, k.Cleared, k.Asked = c.matcher(y.Blurred), c.matcher(y.Cleared), c.matcher(y.Asked)
	k.Exclusive = y.Scope.Inclusive.At.Line > 0 && !y.Scope.Inclusive.On
	k.Supposed = y.Scope.Unseen.Value != ""
	about := slices.Concat(y.When, y.Then, y.Among, y.Cleared, y.Blurred)
	for _, paths := range y.Key {
		for _, path := range paths {
			c.parameter(path, about)
		}
		k.Key = append(k.Key, c.slots(paths))
	}
	for _, path := range y.Correlate {
		part := c.slots(rulefile.Texts{path})
		if pair := slices.Concat(y.When, y.Then); c.foreign(path.Value, pair) {
			part = append(part, Absent)
		} else {
			c.parameter(path, pair)
		}
		k.Correlate = append(k.Correlate, part)
	}
	if y.Within.Value != "" {
		var err error
		if k.Within, err = time.ParseDuration(y.Within.Value); err != nil || k.Within <= 0 {
			c.errs.At(y.Within.At, "within is %q, expected a time such as 500ms, 5s or 2m", y.Within.Value)
		}
	}
	if p, ok := Predicates[y.Predicate.Value]; ok {
		k.Predicate = &p
		for _, path := range p.Paths {
			k.Compares = append(k.Compares, c.slot(path))
		}
	}
	if err != nil {
		return nil // reported by Read, or above
	}
	k.derive()
	ofPort := func(part []int) bool { return c.Calls.Slot >= 0 && slices.Contains(part, c.Calls.Slot) }
	k.OfPort = ofPort(k.Labels) || slices.ContainsFunc(slices.Concat(k.Key, k.Correlate), ofPort)
	return k
}

// checkTemplate reports missing keys that the template needs, and keys that it cannot have.
func (c *compiler) checkTemplate(t *declare.Template, y *rulefile.Constraint) {
	if len(y.When) == 0 {
		c.errs.At(y.Template.At, "%s needs when: the messages that it is about, such as when: {message: NewCall}", t)
	}
	switch {
	case t.Unary && len(y.Then) > 0:
		c.errs.At(y.Then[0].At, "%s has no then: it is about when alone", t)
	case !t.Unary && len(y.Then) == 0:
		c.errs.At(y.Template.At, "%s needs then: the messages that belong to those of when, such as then: {message: EndCall}", t)
	}
	if y.Within.Value != "" && !t.Awaits {
		c.errs.At(y.Within.At, "%s has no within, since its target does not follow; response, succession and their alternate and chain forms have one", t)
	}
	if len(y.Blurred) > 0 && !t.Awaits {
		c.errs.At(y.Blurred[0].At, "%s has no blurred-by, since it does not wait for a target; response, succession and their alternate and chain forms have one", t)
	}
	if len(y.Asked) > 0 && y.Predicate.Value == "" {
		c.errs.At(y.Asked[0].At, "asked-by needs a predicate")
	}
	if y.Predicate.Value != "" && !t.Awaits {
		c.errs.At(y.Predicate.At, "%s has no predicate, since it does not wait for a target; response and succession have one", t)
	}
}
