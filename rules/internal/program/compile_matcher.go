package program

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

// slot returns the slot of a parameter, adding one if necessary.
func (c *compiler) slot(path string) int {
	if i := slices.Index(c.Paths, path); i >= 0 {
		return i
	}
	c.Paths = append(c.Paths, path)
	return len(c.Paths) - 1
}

func (c *compiler) slots(paths rulefile.Texts) []int {
	var out []int
	for _, path := range paths {
		out = append(out, c.slot(path.Value))
	}
	return out
}

func (c *compiler) matcher(y rulefile.Matcher) Matcher {
	var m Matcher
	for i := range y {
		m = append(m, c.alternative(&y[i]))
	}
	return m
}

func (c *compiler) alternative(y *rulefile.Alternative) Alternative {
	a := Alternative{Exact: y.Exact.On, Messages: slices.Sorted(slices.Values(y.Message.Values())), Groups: y.Group.Values(), From: ParseSenders(y.From.Value)}
	if len(y.Frame) > 0 {
		return c.frame(y)
	}
	if a.Messages == nil && a.Groups == nil {
		a.Can = Both
	}
	for _, name := range y.Message {
		if spec := c.Catalogue.Message(name.Value); spec != nil {
			a.Can |= ParseSenders(spec.From)
			continue
		}
		c.errs.At(name.At, "no catalogue has a message %q%s", name.Value, cmp.Or(didYouMean(name.Value, messageNames(c.Catalogue)), "; add it under messages to use it"))
	}
	for _, group := range a.Groups {
		for _, spec := range c.group(group) {
			a.Can |= ParseSenders(spec.From)
		}
	}
	one := rulefile.Matcher{*y}
	test := func(path rulefile.Text, op TestOp, values []string) {
		c.parameter(path, one)
		a.Tests = append(a.Tests, Test{c.slot(path.Value), op, values})
	}
	for _, path := range y.Has {
		test(path, Has, nil)
	}
	for _, path := range y.Lacks {
		test(path, Lacks, nil)
	}
	for _, item := range y.Where {
		if item.Path.Value == AnyValue {
			for _, name := range a.Messages {
				c.AnyOf[name] = true
			}
		}
		c.values(item, one)
		test(item.Path, Equals, item.Values.Values())
	}
	for _, item := range y.Except {
		c.values(item, one)
		test(item.Path, Differs, item.Values.Values())
	}
	c.alsoSent(&a)
	return a
}

// frame compiles an alternative that names frames: keep-alives and the answers to them. A frame has no parameters, so
// all frames of a connection have the same key.
func (c *compiler) frame(y *rulefile.Alternative) Alternative {
	if len(y.Message)+len(y.Group)+len(y.Has)+len(y.Lacks)+len(y.Where)+len(y.Except) > 0 {
		c.errs.At(y.Frame[0].At, "frame goes with from only: a frame without XML has no parameters")
	}
	return Alternative{Frames: y.Frame.Values(), From: ParseSenders(y.From.Value), Can: Both}
}

func messageNames(cat *schema.Catalogue) []string {
	var names []string
	for _, m := range cat.Messages() {
		names = append(names, m.Name)
	}
	return names
}

// alsoSent adds the senders that some value of a message implies, if the alternative accepts the value.
func (c *compiler) alsoSent(a *Alternative) {
	for _, name := range a.Messages {
		spec := c.Catalogue.Message(name)
		if spec == nil || spec.SentByBoth() == nil {
			continue
		}
		by := spec.SentByBoth()
		one := func(value string) bool {
			return !slices.ContainsFunc(a.Tests, func(t Test) bool {
				listed := slices.Contains(t.Values, value)
				return c.Paths[t.Slot] == by.Path && (t.Op == Equals && !listed || t.Op == Differs && listed || t.Op == Lacks)
			})
		}
		if slices.ContainsFunc(by.SentByBoth, one) {
			a.Can = Both
		}
	}
}

// parameter reports a path that exists in none of the messages of a matcher.
func (c *compiler) parameter(path rulefile.Text, about rulefile.Matcher) {
	if path.Value == CallPort && c.Calls.Slot >= 0 {
		return
	}
	for i := range about {
		specs, named := c.about(&about[i])
		for _, spec := range specs {
			if (named || !spec.NameOnly && !spec.Unverified && !spec.Open) && spec.MayHave(path.Value) {
				return
			}
			if !named && slices.ContainsFunc(spec.Paths(), func(known string) bool { return strings.HasSuffix(known, "."+path.Value) }) {
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
		return // the messages are unknown, which has been reported
	}
	known = append(known, c.Catalogue.Envelope.CallID)
	slices.Sort(known)
	c.errs.At(path.At, "no parameter %q is known of %s%s", path.Value, rulefile.OrList(unique(names)), cmp.Or(didYouMean(path.Value, slices.Compact(known)), "; add it under messages to use it"))
}

// values reports values that the parameter allows in none of the messages of a matcher. A file may allow fewer than
// the built-in catalogue, whose values the built-in rules name.
func (c *compiler) values(item rulefile.Condition, about rulefile.Matcher) {
	var known, builtin []string
	for i := range about {
		specs, _ := c.about(&about[i])
		for _, spec := range specs {
			par := spec.Parameter(item.Path.Value)
			switch {
			case par == nil && spec.MayHave(item.Path.Value), par != nil && par.Values == nil:
				return // it may have any value
			case par != nil:
				known = append(known, slices.DeleteFunc(slices.Clone(par.Values), func(v string) bool { return slices.Contains(known, v) })...)
			}
			if old := schema.Builtin().Message(spec.Name); old != nil && old.Parameter(item.Path.Value) != nil {
				builtin = append(builtin, old.Parameter(item.Path.Value).Values...)
			}
		}
	}
	for _, v := range item.Values {
		if len(known) > 0 && !slices.Contains(known, v.Value) && !slices.Contains(builtin, v.Value) {
			c.errs.At(v.At, "%s has no value %q%s", item.Path.Value, v.Value, cmp.Or(didYouMean(v.Value, known), "; it has "+rulefile.OrList(known)+"; add the value under messages to use it"))
		}
	}
}

// foreign reports whether the parameter exists only in messages outside the matcher. Two messages that cannot have a
// request id do not differ in it.
func (c *compiler) foreign(path string, about rulefile.Matcher) bool {
	for i := range about {
		specs, _ := c.about(&about[i])
		if slices.ContainsFunc(specs, func(m *schema.MessageSpec) bool { return m.MayHave(path) }) {
			return false
		}
	}
	return slices.ContainsFunc(c.Catalogue.Messages(), func(m *schema.MessageSpec) bool { return m.Parameter(path) != nil })
}

// about lists the messages of an alternative, in no order. named means that it names messages or groups.
func (c *compiler) about(y *rulefile.Alternative) (specs []*schema.MessageSpec, named bool) {
	if len(y.Message) == 0 && len(y.Group) == 0 {
		return c.Catalogue.Messages(), false
	}
	for _, name := range y.Message {
		if spec := c.Catalogue.Message(name.Value); spec != nil {
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
	for _, spec := range c.Catalogue.Messages() {
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
