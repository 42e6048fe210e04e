package rulefile

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"ivrcheck/schema"
)

const (
	// BuiltinSet is the name of the built-in set, for extends.
	BuiltinSet = "iserver"
	// Off is the severity that disables a rule.
	Off = "off"
)

// Merged is the result of Merge.
type Merged struct {
	// Rules are the rules of the built-in set, if a file extends it, then those of the files.
	Rules      []*Entry
	Connection Connection
	// Switched has the places where rules are switched off, by code.
	Switched map[string]Place
	// Files counts the entries of each file.
	Files []Summary
}

// Entry is a rule with all changes applied.
type Entry struct {
	*Rule
	// Builtin: it belongs to the built-in set. Changed: a file changes some of its keys.
	Builtin, Changed bool
}

// Summary counts the entries of a rule file.
type Summary struct {
	Name string
	// Rules counts the file's own rules, Changes its changes to built-in ones, Off the rules that it switches off,
	// and Messages its catalogue entries.
	Rules, Changes, Off, Messages int
}

// Merge combines the built-in set with files. The set is included if there is no file or one extends it. Merge does
// not modify base.
func Merge(base *File, files []*File, errs *ErrorList) *Merged {
	m := &merger{errs: errs, own: map[string]*Entry{}, builtin: map[string]*Entry{}}
	out := &Merged{Connection: base.Connection, Switched: map[string]Place{}}
	m.extended = len(files) == 0
	for _, f := range files {
		m.extended = m.extended || slices.Contains(f.Extends.Values(), BuiltinSet)
		if len(f.Connection.Begins) > 0 {
			call := out.Connection.Call
			if out.Connection = f.Connection; len(f.Connection.Call.Begins) == 0 {
				out.Connection.Call = call
			}
		}
	}
	var all []*Entry
	for i := range base.Rules {
		e := &Entry{Rule: &base.Rules[i], Builtin: true}
		m.builtin[e.ID.Value] = e
		if m.extended {
			all = append(all, e)
		}
	}
	for _, f := range files {
		for i := range f.Rules {
			if e := m.add(&Entry{Rule: &f.Rules[i]}); e != nil {
				all = append(all, e)
			}
		}
		out.Files = append(out.Files, m.count(f))
	}
	for _, e := range all {
		if e.Severity.Value == Off {
			out.Switched[e.ID.Value] = e.Severity.At
		} else {
			out.Rules = append(out.Rules, e)
		}
	}
	return out
}

type merger struct {
	errs    *ErrorList
	builtin map[string]*Entry
	// own are the entries of the files by code, both rules and changes.
	own map[string]*Entry
	// extended: the built-in rules are included.
	extended bool
}

// add adds an entry of a file. It returns the entry if it is a rule, nil if it changes a built-in one.
func (m *merger) add(e *Entry) *Entry {
	id := e.ID
	if id.Value == "" {
		return nil // reported by Read
	}
	if first := m.own[id.Value]; first != nil {
		at := first.ID.At
		m.errs.At(id.At, "%s is defined twice: here and at %s:%d:%d; give one of them another id, or make them one", id.Value, at.File, at.Line, at.Column)
		return nil
	}
	m.own[id.Value] = e
	old := m.builtin[id.Value]
	complete := e.Template.At.Line != 0 || len(e.All) > 0
	switch {
	case m.extended && old != nil:
		m.change(old, e.Rule)
		return nil
	case complete:
		return e
	case old != nil:
		m.errs.At(id.At, "%s is a built-in rule, and no file extends them: write extends: [%s] at the top", id.Value, BuiltinSet)
	case m.nearest(id.Value) != "":
		m.errs.At(id.At, "no built-in rule is called %s, did you mean %s? A rule of your own needs a template", id.Value, m.nearest(id.Value))
	case e.Severity.Value == Off:
		m.errs.At(id.At, "no built-in rule is called %s, so there is nothing to switch off; `ivrcheck rules list` shows them all", id.Value)
	default:
		return e // the compiler reports what is missing
	}
	return nil
}

// nearest returns the built-in code that was probably intended, if the code looks like one.
func (m *merger) nearest(id string) string {
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

// change applies the given keys to a built-in rule.
func (m *merger) change(old *Entry, y *Rule) {
	switch {
	case y.Check.Value != "" && y.Check.Value != old.Check.Value:
		m.errs.At(y.Check.At, "the check of %s cannot be changed, since Go finds what it is about", y.ID.Value)
		return
	case old.Check.Value != "" && !y.Constraint.IsZero():
		m.errs.At(cmp.Or(y.Template.At, y.At), "%s has no template that could be changed: it is about a single %s; change its severity, or write a rule with an id of its own", y.ID.Value, old.Check.Value)
		return
	case len(old.All) > 0 && len(y.All) == 0 && !y.Constraint.IsZero():
		m.errs.At(cmp.Or(y.Template.At, y.At), "%s has several constraints; repeat all of them under all", y.ID.Value)
		return
	}
	changed := *old.Rule
	overlay(reflect.ValueOf(&changed).Elem(), reflect.ValueOf(y).Elem())
	if len(y.All) > 0 {
		changed.Constraint = Constraint{}
	}
	old.Rule, old.Changed = &changed, true
}

// overlay copies the fields that are set.
func overlay(to, from reflect.Value) {
	for i := range from.NumField() {
		switch f := from.Field(i); {
		case from.Type().Field(i).Anonymous:
			overlay(to.Field(i), f)
		case !f.IsZero():
			to.Field(i).Set(f)
		}
	}
}

func (m *merger) count(f *File) Summary {
	s := Summary{Name: f.Name, Messages: entryCount(f.Messages)}
	for i := range f.Rules {
		switch y := &f.Rules[i]; {
		case y.Severity.Value == Off:
			s.Off++
		case m.builtin[y.ID.Value] != nil && m.extended:
			s.Changes++
		default:
			s.Rules++
		}
	}
	return s
}
