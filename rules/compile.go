package rules

import (
	"cmp"
	"errors"
	"fmt"
	"ivrcheck/rules/internal/program"
	"slices"
	"time"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

// compiler turns entries into a Set. It goes on after a slip, so that all of
// them are told.
type compiler struct {
	cat   *schema.Catalogue
	set   *Set
	slips *rulefile.Slips
	known []string // ids so far, with those that do not compile
}

func (c *compiler) rule(e *entry) {
	y, id := e.y, e.y.ID
	lacking := func(what, fix string) { c.slips.At(y.At, "rule %s lacks %s: %s", id.Value, what, fix) }
	severity, ok := program.ParseSeverity(y.Severity.Value)
	if y.Name.At.Line == 0 {
		lacking("name", "a short name, such as ready-within-5s")
	}
	if !ok && y.Severity.At.Line == 0 {
		lacking("severity", "error, warning or info")
	}
	if e.builtin && !e.changed && (y.Text.Value == "" || y.Source.Document.Value == "" || y.Source.Basis.Value == "" || len(y.Examples) == 0 || y.Message.Value == "") {
		lacking("text, source, message or examples", "a built-in rule has them all")
	}
	r := &program.Rule{
		Index: len(c.set.program.Rules), ID: id.Value, Name: y.Name.Value, Severity: severity, ByBasis: y.ByBasis.On, Counts: y.Counts.Value,
		Source:  program.Source{Document: y.Source.Document.Value, Section: y.Source.Section.Value, Basis: cmp.Or(y.Source.Basis.Value, schema.Bases()[0])},
		Subject: y.Subject.Value, Message: y.Message.Value, Missing: y.Missing.Value,
	}
	described := &Rule{
		File: y.At.File, Line: y.At.Line,
		ID: r.ID, Name: r.Name, Severity: severity, Template: y.Template.Value, Check: y.Check.Value, Source: r.Source,
		Text: y.Text.Value, ByBasis: y.ByBasis.On, Counts: y.Counts.Value,
	}
	for _, h := range y.Hints {
		if r.Hints == nil {
			r.Hints = map[string]string{}
		}
		r.Hints[h.Name.Value] = h.Text.Value
	}
	described.Hints = r.Hints
	for i := range y.Examples {
		described.Examples = append(described.Examples, c.example(&y.Examples[i], e.builtin))
	}
	for _, other := range y.YieldsTo {
		r.YieldsTo = append(r.YieldsTo, c.earlier(other)...)
	}
	c.body(r, described, e)
	c.known = append(c.known, r.ID)
	c.set.program.Rules, c.set.described = append(c.set.program.Rules, r), append(c.set.described, described)
	c.set.program.ByID[r.ID] = r
}

// earlier finds a rule before this one; one that is switched off is none, and
// no slip.
func (c *compiler) earlier(id rulefile.Text) []*program.Rule {
	if r := c.set.program.ByID[id.Value]; r != nil {
		return []*program.Rule{r}
	}
	if _, off := c.set.off[id.Value]; !off {
		c.slips.At(id.At, "yields-to names %s, which is no rule before this one%s", id.Value, meant(id.Value, c.known))
	}
	return nil
}

// meant is a hint at the nearest name, if one is near.
func meant(name string, known []string) string {
	if near := schema.Nearest(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// example takes in an example. Those of the built-in set are held by tests, and
// are not read each time that the program starts.
func (c *compiler) example(y *rulefile.Example, builtin bool) Example {
	e := Example{
		File: y.At.File, Line: y.At.Line, Verdict: y.Verdict.Value,
		Trace: y.Trace.Value, XML: y.XML.Value, Frames: y.Frames.Value, Words: y.Words.Value,
	}
	given := 0
	for _, form := range []string{e.Trace, e.XML, e.Frames, e.Words} {
		if form != "" {
			given++
		}
	}
	if given != 1 {
		c.slips.At(y.At, "an example has %d of trace, xml, frames and words, expected one of them", given)
	}
	if e.Frames != "" && !builtin {
		if _, err := parseFrames(e.Frames); err != nil {
			c.slips.At(y.Frames.At, "%v", err)
		}
	}
	if e.Trace != "" && !builtin {
		var wrong *traceError
		if err := checkTrace(e.Trace, c.cat); errors.As(err, &wrong) {
			c.slips.At(y.Trace.Line(wrong.line, wrong.column), "%v", wrong.err)
		}
	}
	return e
}

// body compiles what activates the rule: a check of single messages or
// frames, one constraint, or several under all.
func (c *compiler) body(r *program.Rule, described *Rule, e *entry) {
	y := e.y
	parts := y.All
	single := !isZero(&y.Constraint)
	if single && (y.Template.Value != "" || len(parts) == 0) {
		parts = append([]rulefile.Constraint{y.Constraint}, parts...)
	}
	switch {
	case y.Check.Value != "" && !e.builtin:
		c.slips.At(y.Check.At, "a check is for built-in rules, which Go carries out; give the rule a template")
		return
	case y.Check.Value != "" && len(parts) > 0:
		c.slips.At(y.Check.At, "rule %s has both a check and a template, expected one of them", r.ID)
		return
	case y.Check.Value != "":
		var err error
		if r.Activate, err = program.ParseActivation(y.Check.Value, c.cat); err != nil {
			c.slips.At(y.Check.At, "%v", err)
		}
		return
	case single && len(y.All) > 0:
		c.slips.At(y.At, "rule %s has both all and a constraint beside it; write every constraint under all", r.ID)
		return
	case len(parts) == 0:
		c.slips.At(y.At, "rule %s lacks template: response or another; see docs/writing-rules.md", r.ID)
		return
	}
	for i := range parts {
		k := c.constraint(r, &parts[i])
		if k == nil {
			continue
		}
		c.set.program.Constraints = append(c.set.program.Constraints, k)
		if described.Template == "" {
			described.Template = parts[i].Template.Value
		}
		described.Parameters = append(described.Parameters, describe(&parts[i], len(parts) > 1, i)...)
	}
	say(r, y, parts)
	var about rulefile.Matcher
	for i := range parts {
		about = slices.Concat(about, parts[i].When, parts[i].Then, parts[i].Among)
	}
	c.placeholders(y.Message, about)
	c.placeholders(y.Missing, about)
}

// placeholders takes in those of a finding's sentence: words of ours, or
// parameters of the messages that the rule is about.
func (c *compiler) placeholders(text rulefile.Text, about rulefile.Matcher) {
	ours := []string{"now", "before", "before.place", "actual", "expected"}
	sentence := program.ParsePhrase(text.Value, nil)
	sentence.AppendTo(nil, func(b []byte, p *program.Placeholder) ([]byte, bool) {
		if slices.Contains(ours, p.Name) {
			return b, true
		}
		if near := schema.Nearest(p.Name, ours); near != "" {
			c.slips.At(text.At, "{%s} stands for nothing; did you mean {%s}?", p.Name, near)
			return b, true
		}
		c.parameter(rulefile.Text{Value: p.Name, At: text.At}, about)
		c.slot(p.Name)
		return b, true
	})
}

// constraint compiles one template; nil if there is none of that name.
func (c *compiler) constraint(r *program.Rule, y *rulefile.Constraint) *program.Constraint {
	t, err := declare.Parse(y.Template.Value)
	if err != nil && y.Template.At.Line == 0 {
		c.slips.At(y.Place, "rule %s lacks template: response or another; see docs/writing-rules.md", r.ID)
	}
	k := &program.Constraint{Rule: r, Index: len(c.set.program.Constraints), Declare: declare.Constraint{Template: t}}
	k.Declare.OneToOne = y.Match.Value == "one-to-one"
	k.ViolatedAtEnd = y.AtEnd.Value == "violated"
	k.OpenIgnored = y.Open.Value != ""
	if err == nil {
		c.fits(t, y)
	}
	k.When, k.Then, k.Among = c.matcher(y.When), c.matcher(y.Then), c.matcher(y.Among)
	k.After, k.Until = c.matcher(y.Scope.After), c.matcher(y.Scope.Until)
	about := slices.Concat(y.When, y.Then, y.Among)
	for _, paths := range y.Key {
		for _, path := range paths {
			c.parameter(path, about)
		}
		k.Key = append(k.Key, c.slots(paths))
	}
	for _, path := range y.Correlate {
		part := c.slots(rulefile.Texts{path})
		if pair := slices.Concat(y.When, y.Then); c.foreign(path.Value, pair) {
			part = append(part, absent)
		} else {
			c.parameter(path, pair)
		}
		k.Correlate = append(k.Correlate, part)
	}
	if y.Within.Value != "" {
		var err error
		if k.Within, err = time.ParseDuration(y.Within.Value); err != nil || k.Within <= 0 {
			c.slips.At(y.Within.At, "within is %q, expected a time such as 500ms, 5s or 2m", y.Within.Value)
		}
	}
	if p, ok := program.Predicates[y.Predicate.Value]; ok {
		k.Predicate = &p
		for _, path := range p.Paths {
			k.Compares = append(k.Compares, c.slot(path))
		}
	}
	if err != nil {
		return nil // and what is wrong has been said
	}
	k.Derive()
	return k
}

// fits tells what a template needs that is not there, and what is there that
// it has no use for.
func (c *compiler) fits(t *declare.Template, y *rulefile.Constraint) {
	if len(y.When) == 0 {
		c.slips.At(y.Template.At, "%s needs when: the messages that it is about, such as when: {message: NewCall}", t)
	}
	switch {
	case t.Unary && len(y.Then) > 0:
		c.slips.At(y.Then[0].At, "%s has no then: it is about when alone", t)
	case !t.Unary && len(y.Then) == 0:
		c.slips.At(y.Template.At, "%s needs then: the messages that belong to those of when, such as then: {message: EndCall}", t)
	}
	if y.Within.Value != "" && !t.Awaits {
		c.slips.At(y.Within.At, "%s has no within, since its target does not follow; response, succession and their alternate and chain forms have one", t)
	}
	if y.Predicate.Value != "" && !t.Awaits {
		c.slips.At(y.Predicate.At, "%s has no predicate, since it does not wait for a target; response and succession have one", t)
	}
}

// slot gives the index under which a parameter's value is projected.
func (c *compiler) slot(path string) int {
	if i := slices.Index(c.set.program.Paths, path); i >= 0 {
		return i
	}
	c.set.program.Paths = append(c.set.program.Paths, path)
	return len(c.set.program.Paths) - 1
}

func (c *compiler) slots(paths rulefile.Texts) []int {
	var out []int
	for _, path := range paths {
		out = append(out, c.slot(path.Value))
	}
	return out
}

func (c *compiler) matcher(y rulefile.Matcher) program.Matcher {
	var m program.Matcher
	for i := range y {
		m = append(m, c.alternative(&y[i]))
	}
	return m
}

func (c *compiler) alternative(y *rulefile.Alternative) program.Alternative {
	a := program.Alternative{Messages: slices.Sorted(slices.Values(y.Message.Values())), Groups: y.Group.Values(), From: program.ParseSenders(y.From.Value)}
	if len(y.Frame) > 0 {
		return c.frames(y)
	}
	if a.Messages == nil && a.Groups == nil {
		a.Can = program.Both
	}
	for _, name := range y.Message {
		if spec := c.cat.Message(name.Value); spec != nil {
			a.Can |= program.ParseSenders(spec.From)
			continue
		}
		c.slips.At(name.At, "no catalogue has a message %q%s", name.Value, cmp.Or(meant(name.Value, messageNames(c.cat)), "; add it under messages to use it"))
	}
	for _, group := range a.Groups {
		for _, spec := range c.group(group) {
			a.Can |= program.ParseSenders(spec.From)
		}
	}
	one := rulefile.Matcher{*y}
	for _, path := range y.Has {
		c.parameter(path, one)
		a.Tests = append(a.Tests, program.Test{Slot: c.slot(path.Value), Op: program.Has})
	}
	for _, path := range y.Lacks {
		c.parameter(path, one)
		a.Tests = append(a.Tests, program.Test{Slot: c.slot(path.Value), Op: program.Lacks})
	}
	for _, item := range y.Where {
		c.parameter(item.Path, one)
		if item.Path.Value == program.AnyValue {
			for _, name := range a.Messages {
				c.set.program.AnyOf[name] = true
			}
		}
		a.Tests = append(a.Tests, program.Test{Slot: c.slot(item.Path.Value), Op: program.Equals, Values: item.Values.Values()})
	}
	return a
}

func messageNames(cat *schema.Catalogue) []string {
	var names []string
	for _, m := range cat.Messages() {
		names = append(names, m.Name)
	}
	return names
}

// checkTrace tells whether a trace can be read.
func checkTrace(text string, cat *schema.Catalogue) error {
	_, err := parseTrace(text, newConn(), cat)
	return err
}

// parameter tells of a path that none of the messages that a matcher is about
// can have.
func (c *compiler) parameter(path rulefile.Text, about rulefile.Matcher) {
	for i := range about {
		specs, named := c.about(&about[i])
		for _, spec := range specs {
			if (named || !spec.NameOnly && !spec.Unverified && !spec.Open) && spec.MayHave(path.Value) {
				return
			}
		}
	}
	var names, known []string
	for i := range about {
		specs, named := c.about(&about[i])
		for _, spec := range specs {
			known = append(known, spec.Paths()...)
		}
		if !named {
			names = append(names, "any message")
		}
		names = append(names, about[i].Message.Values()...)
		names = append(names, about[i].Group.Values()...)
	}
	if len(known) == 0 {
		return // that the messages are not known has been said
	}
	known = append(known, callIDPath)
	slices.Sort(known)
	c.slips.At(path.At, "no parameter %q is known of %s%s", path.Value, program.OrList(unique(names)), cmp.Or(meant(path.Value, slices.Compact(known)), "; add it under messages to use it"))
}

// absent, as the last slot of a part, tells that two messages without the value
// are equal in it.
const absent = -1

// foreign tells that none of the messages that a matcher is about can have the
// parameter, while others of the catalogue do: two that lack RequestId, which is
// none of theirs, do not differ in it.
func (c *compiler) foreign(path string, about rulefile.Matcher) bool {
	for i := range about {
		specs, _ := c.about(&about[i])
		if slices.ContainsFunc(specs, func(m *schema.MessageSpec) bool { return m.MayHave(path) }) {
			return false
		}
	}
	return slices.ContainsFunc(c.cat.Messages(), func(m *schema.MessageSpec) bool { return m.Parameter(path) != nil })
}

// callIDPath is the path of the call id, which every message has.
const callIDPath = "CallId"

// about lists the messages that an alternative is about, in no order; named tells
// that it says which.
func (c *compiler) about(y *rulefile.Alternative) (specs []*schema.MessageSpec, named bool) {
	if len(y.Message) == 0 && len(y.Group) == 0 {
		return c.cat.Messages(), false
	}
	for _, name := range y.Message {
		if spec := c.cat.Message(name.Value); spec != nil {
			specs = append(specs, spec)
		}
	}
	for _, group := range y.Group {
		specs = append(specs, c.group(group.Value)...)
	}
	return specs, true
}

// group lists the messages of a group.
func (c *compiler) group(name string) []*schema.MessageSpec {
	var specs []*schema.MessageSpec
	for _, spec := range c.cat.Messages() {
		if spec.Group == name {
			specs = append(specs, spec)
		}
	}
	return specs
}

func unique(names []string) []string {
	var out []string
	for _, n := range names {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) > 4 {
		out = append(out[:4:4], fmt.Sprintf("%d others", len(out)-4))
	}
	return out
}
