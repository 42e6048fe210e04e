package rules

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

// entry is a rule as it stands after all files have had their say.
type entry struct {
	y *rulefile.Rule
	// builtin tells that it comes with the program, changed that a file gives
	// some of its keys.
	builtin, changed bool
}

// merger puts the entries of several files together.
type merger struct {
	slips   *rulefile.Slips
	builtin map[string]*entry
	// own are the entries of the files that are given, by id: rules of their
	// own and changes alike.
	own map[string]*entry
	off map[string]rulefile.Place
	// extended tells that the built-in rules are among the set.
	extended bool
}

func (m *merger) read(t RuleText) *rulefile.File {
	f, slips := rulefile.Read(t.Name, t.Data, Vocabulary())
	for _, err := range slips.All() {
		m.slips.Add(err)
	}
	return f
}

// merge lists the rules in their order: the built-in ones, then those of the
// files.
func (m *merger) merge(base *rulefile.File, files []*rulefile.File) []*entry {
	m.extended = len(files) == 0
	for _, f := range files {
		m.extended = m.extended || slices.Contains(f.Extends.Values(), builtinName)
	}
	var all []*entry
	for i := range base.Rules {
		e := &entry{y: &base.Rules[i], builtin: true}
		m.builtin[e.y.ID.Value] = e
		if m.extended {
			all = append(all, e)
		}
	}
	for _, f := range files {
		for i := range f.Rules {
			if e := m.add(&entry{y: &f.Rules[i]}); e != nil {
				all = append(all, e)
			}
		}
	}
	return slices.DeleteFunc(all, func(e *entry) bool {
		off := e.y.Severity.Value == severityOff
		if off {
			m.off[e.y.ID.Value] = e.y.Severity.At
		}
		return off
	})
}

// add takes in an entry of a file. It gives the entry if it is a rule of its
// own; else it changes a built-in rule.
func (m *merger) add(e *entry) *entry {
	id := e.y.ID
	if id.Value == "" {
		return nil // that it has no id has been said
	}
	if first := m.own[id.Value]; first != nil {
		at := first.y.ID.At
		m.slips.At(id.At, "%s is defined twice: here and at %s:%d:%d; give one of them another id, or make them one", id.Value, at.File, at.Line, at.Column)
		return nil
	}
	m.own[id.Value] = e
	old := m.builtin[id.Value]
	whole := isWhole(e.y)
	switch {
	case m.extended && old != nil:
		m.change(old, e.y)
		return nil
	case whole:
		return e
	case old != nil:
		m.slips.At(id.At, "%s is a built-in rule, and no file extends them: write extends: [%s] at the top", id.Value, builtinName)
	case m.near(id.Value) != "":
		m.slips.At(id.At, "no built-in rule is called %s, did you mean %s? A rule of your own needs a template", id.Value, m.near(id.Value))
	default:
		return e // whatever it lacks is told where it is compiled
	}
	return nil
}

// isWhole tells whether an entry can be a rule of its own.
func isWhole(y *rulefile.Rule) bool { return y.Template.At.Line != 0 || len(y.All) > 0 }

// near gives the built-in code that a code was meant to be, if it looks like
// one.
func (m *merger) near(id string) string {
	if len(id) < 3 || !slices.Contains([]string{"CAP", "GLI", "XML", "MSG", "SEQ"}, strings.ToUpper(id[:3])) {
		return ""
	}
	codes := make([]string, 0, len(m.builtin))
	for code := range m.builtin {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return schema.Nearest(id, codes)
}

// change lays what an entry gives over a built-in rule, key by key.
func (m *merger) change(old *entry, y *rulefile.Rule) {
	switch {
	case y.Check.Value != "" && y.Check.Value != old.y.Check.Value:
		m.slips.At(y.Check.At, "the check of %s cannot be changed, since Go finds what it is about", y.ID.Value)
		return
	case old.y.Check.Value != "" && !isZero(&y.Constraint):
		m.slips.At(cmp.Or(y.Template.At, y.At), "%s has no template that could be changed: it is about a single %s; change its severity, or write a rule with an id of its own", y.ID.Value, old.y.Check.Value)
		return
	case len(old.y.All) > 0 && len(y.All) == 0 && !isZero(&y.Constraint):
		m.slips.At(cmp.Or(y.Template.At, y.At), "%s has several constraints; give all of them anew under all", y.ID.Value)
		return
	}
	changed := *old.y
	lay(reflect.ValueOf(&changed).Elem(), reflect.ValueOf(y).Elem())
	if len(y.All) > 0 {
		changed.Constraint = rulefile.Constraint{}
	}
	old.y, old.changed = &changed, true
}

// isZero tells whether nothing of a constraint is given.
func isZero(k *rulefile.Constraint) bool {
	given := *k
	given.Place = rulefile.Place{}
	return reflect.ValueOf(given).IsZero()
}

// lay copies the fields that are given.
func lay(over, given reflect.Value) {
	for i := range given.NumField() {
		switch f := given.Field(i); {
		case given.Type().Field(i).Anonymous:
			lay(over.Field(i), f)
		case !f.IsZero():
			over.Field(i).Set(f)
		}
	}
}

func (m *merger) count(files []*rulefile.File) []FileSummary {
	var out []FileSummary
	for _, f := range files {
		n := FileSummary{Name: f.Name, Messages: rulefile.Len(f.Messages)}
		for _, y := range f.Rules {
			switch old := m.builtin[y.ID.Value]; {
			case y.Severity.Value == severityOff:
				n.Off++
			case old != nil && m.extended:
				n.Changes++
			default:
				n.Rules++
			}
		}
		out = append(out, n)
	}
	return out
}
