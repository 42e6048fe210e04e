package schema

// The parameters of a message, judged by the catalogue.

import (
	"fmt"
	"slices"
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
	"ivrcheck/trace"
)

// judge judges the attributes and elements directly inside parent. subject is the parent's name for readers, such as
// MonitorInfo.Agent. basis is the basis of the fact that there are no other parameters. open means that there may be
// others.
func (k *Checker) judge(parent int32, params []*catalogue.Parameter, subject, basis string, open bool) {
	m := &k.message
	counts := make([]count, len(params))
	given := make([]bool, len(params)) // not empty
	// A parameter that occurs twice, once in the known form or under its own name, is MSG016 and no other fault.
	formed, named := make([]bool, len(params)), make([]bool, len(params))
	for i := parent + 1; i < int32(len(m.nodes)) && m.nodes[i].Parent >= parent; i++ {
		p, how := k.parameterOf(i), m.Bound[i].How
		if n := &m.nodes[i]; n.Parent == parent && p != nil {
			at := slices.Index(params, p)
			counts[at].add()
			given[at] = given[at] || !k.empty(i)
			single := !p.Repeats && how != catalogue.Misspelt
			formed[at] = formed[at] || single && !wrongForm(n, p)
			named[at] = named[at] || single && how == catalogue.Exact
		}
	}
	for at, p := range params {
		if !p.Required || given[at] {
			continue
		}
		fault := trace.Fault{Code: "MSG003", Basis: p.Source.Basis}
		where := parent
		if p.ExampleLacks {
			fault.Hint = "example"
		}
		if counts[at] > 0 {
			fault.Hint = "empty"
			where = k.child(parent, p)
		}
		k.about(where, p, subject, fault)
	}
	clear(counts)
	for i := parent + 1; i < int32(len(m.nodes)) && m.nodes[i].Parent >= parent; i++ {
		n, p, how := &m.nodes[i], k.parameterOf(i), m.Bound[i].How
		if n.Parent != parent {
			continue
		}
		if p == nil && k.misplaced(i, subject) {
			continue
		}
		if p == nil {
			stray := k.added == 0 && m.nodeName(i) == k.c.Envelope.CallID && parent == m.element && !k.hasOwnCallID() // MSG009 reports it
			if !stray && !open {
				k.unknownParameter(i, subject, basis)
			}
			continue
		}
		at := slices.Index(params, p)
		counts[at].add()
		if how == catalogue.Misspelt {
			k.misspelt(i, subject+"."+p.Name, p.Name, p.Source.Basis)
		} else if subtype := parent == m.element && m.Spec.IsSubtype(p.Name); counts[at] == 2 &&
			!p.Repeats && !subtype && p.Form != catalogue.FormUnknown {
			k.about(i, p, subject, trace.Fault{Code: "MSG016"})
		}
		if how == catalogue.Alias && !named[at] {
			k.about(i, p, subject, trace.Fault{Code: "MSG017", Basis: p.Source.Basis,
				Args: []trace.Arg{{Name: "alias", Value: m.nodeName(i)}}})
		}
		k.parameter(i, p, subject, formed[at])
		formed[at] = true // report it once
	}
}

// parameterOf returns the parameter of a node, or nil.
func (k *Checker) parameterOf(i int32) *catalogue.Parameter {
	return k.c.Parameter(int(k.message.Bound[i].Parameter))
}

// parameter judges one attribute or element that is in the catalogue. formed reports that the parameter also occurs in
// its known form.
func (k *Checker) parameter(i int32, p *catalogue.Parameter, subject string, formed bool) {
	m := &k.message
	n := &m.nodes[i]
	if p.Since != "" {
		// A single message does not show whether the login of its connection is older.
		k.about(i, p, subject, trace.Fault{Code: "MSG018", Since: p.Since, Basis: p.Source.Basis,
			Args: []trace.Arg{{Name: "since", Value: p.Since}}})
	}
	if p.Form == catalogue.FormUnknown {
		k.value(i, p, subject)
		return
	}
	if wrongForm(n, p) && !formed {
		basis := p.FormBasis
		if p.FormFirm {
			basis = "" // use the severity of the rule
		}
		k.form(i, p, subject, basis)
	}
	if other := k.forbidden(p); other != "" {
		k.about(i, p, subject, trace.Fault{Code: "MSG008", Basis: p.Source.Basis,
			Args: []trace.Arg{{Name: "with", Value: other}}})
	}
	switch {
	case p.Form == catalogue.FormNodes && !n.Attribute:
		k.items(i, p, subject+"."+p.Name)
		return
	case p.Form == catalogue.FormStruct:
		if !n.Attribute {
			k.judge(i, p.Parameters, subject+"."+p.Name, p.Source.Basis, false)
		}
		return
	}
	// A value contains nothing else.
	for j := i + 1; j < int32(len(m.nodes)) && m.nodes[j].Parent >= i; j++ {
		if m.nodes[j].Parent == i {
			k.unknownParameter(j, subject+"."+p.Name, p.Source.Basis)
		}
	}
	k.value(i, p, subject)
}

// wrongForm reports whether a node does not have the known form of its parameter.
func wrongForm(n *Node, p *catalogue.Parameter) bool {
	switch p.Form {
	case catalogue.FormAttribute, catalogue.FormElement, catalogue.FormStruct, catalogue.FormNodes:
		return (p.Form == catalogue.FormAttribute) != n.Attribute
	}
	return false
}

// form adds MSG007: a parameter does not have the known form.
func (k *Checker) form(i int32, p *catalogue.Parameter, subject, basis string) {
	known, given := "an element", "an attribute"
	if p.Form == catalogue.FormAttribute {
		known, given = given, known
	}
	k.about(i, p, subject, trace.Fault{Code: "MSG007", Basis: basis, Args: []trace.Arg{
		{Name: "known", Value: known}, {Name: "given", Value: given}}})
}

// value judges the text of one attribute or element.
func (k *Checker) value(i int32, p *catalogue.Parameter, subject string) {
	m := &k.message
	value := m.nodes[i].Value
	switch {
	case value == "" && (p.Required || p.Format != ""):
		return // reported by MSG003, or there is nothing to judge
	case p.Form == catalogue.FormUnknown && int(i)+1 < len(m.nodes) && m.nodes[i+1].Parent == i:
		return // a structure of unknown meaning
	}
	if len(p.Values) > 0 && !slices.Contains(p.Values, value) {
		fault, given := k.wrongValue(i, p, "MSG004")
		fault.Expected = p.Values
		meant := k.meant.of(value, p.Values, meantValue)
		fault.Hint = meant.hint
		if meant.name != "" {
			fault.Args = append(fault.Args, trace.Arg{Name: "meant", Value: meant.name})
		}
		fault.Args = append(fault.Args, given)
		k.about(i, p, subject, fault)
		return
	}
	switch p.Format {
	case catalogue.FormatNumber, catalogue.FormatPositive:
		if number, positive := isNumber(value); !number || p.Format == catalogue.FormatPositive && !positive {
			fault, given := k.wrongValue(i, p, "MSG012")
			fault.Args = []trace.Arg{given, {Name: "due", Value: strings.ReplaceAll(p.Format, "-", " ")}}
			k.about(i, p, subject, fault)
		}
	case catalogue.FormatKeyList:
		if separator := otherSeparator(value); separator != "" {
			fault, given := k.wrongValue(i, p, "MSG015")
			fault.Args = []trace.Arg{given, {Name: "separator", Value: separator}}
			k.about(i, p, subject, fault)
		}
	}
}

// wrongValue returns a fault about a value, and the value as an argument of the fault.
func (k *Checker) wrongValue(i int32, p *catalogue.Parameter, code string) (fault trace.Fault, given trace.Arg) {
	private, shown := !k.message.MayShow(i), mask.Visible(k.message.nodes[i].Value)
	return trace.Fault{Code: code, Basis: p.ValuesBasis, Actual: shown, HasActual: true, ActualPrivate: private},
		trace.Arg{Name: "value", Value: shown, Private: private}
}

// items judges a list of keys and values.
func (k *Checker) items(list int32, p *catalogue.Parameter, subject string) {
	m := &k.message
	if k.seen == nil {
		k.seen = map[string]bool{}
	}
	defer k.forget()
	for i := list + 1; i < int32(len(m.nodes)) && m.nodes[i].Parent >= list; i++ {
		n := &m.nodes[i]
		if n.Parent != list {
			continue
		}
		one := k.parameterOf(i)
		if one == nil || n.Attribute {
			k.unknownParameter(i, subject, p.Source.Basis)
			continue
		}
		item := subject + "." + one.Name
		if m.Bound[i].How == catalogue.Misspelt {
			k.misspelt(i, item, one.Name, p.Source.Basis)
		}
		k.item(i, one, item, p)
		if at, ok := m.find(i, k.c.List.Name); ok {
			key := m.nodes[at].Value
			if k.seen[key] {
				k.add(i, trace.Fault{Code: "MSG014", Subject: subject, Args: []trace.Arg{
					{Name: "list", Value: p.Name}, {Name: "key", Value: k.mask.Plain(key)}}})
			}
			k.seen[key] = true
		}
	}
}

// forget clears the keys of a list, and releases a table that grew large.
func (k *Checker) forget() {
	if len(k.seen) > 64 {
		k.seen = nil
	}
	clear(k.seen)
}

// A count is none, one, two or more.
type count uint8

func (c *count) add() {
	if *c < 3 {
		*c++
	}
}

// item judges one item of a list. An item with nested items need not have a value: nested lists are documented, though
// none was seen.
func (k *Checker) item(i int32, p *catalogue.Parameter, subject string, list *catalogue.Parameter) {
	m := &k.message
	nested := false
	counts := make([]count, len(p.Parameters))
	var strangers []int32
	for j := i + 1; j < int32(len(m.nodes)) && m.nodes[j].Parent >= i; j++ {
		n, part := &m.nodes[j], k.parameterOf(j)
		switch {
		case n.Parent != i:
		case !n.Attribute && catalogue.MatchName(m.nodeName(j), p.Name) != catalogue.NotFound:
			nested = true
		case part == nil:
			strangers = append(strangers, j)
		default:
			at := slices.Index(p.Parameters, part)
			counts[at].add()
			if m.Bound[j].How == catalogue.Misspelt {
				k.misspelt(j, subject+"."+part.Name, part.Name, list.Source.Basis)
			} else if counts[at] == 2 {
				k.about(j, part, subject, trace.Fault{Code: "MSG016"})
			}
			if !n.Attribute && counts[at] == 1 {
				k.form(j, part, subject, list.Source.Basis)
			}
		}
	}
	var lacking []string
	for _, a := range p.Parameters {
		at, ok := m.find(i, a.Name)
		isValue := a.Name == k.c.List.Value
		switch {
		case isValue && nested:
		case !ok, !isValue && m.nodes[at].Value == "":
			lacking = append(lacking, a.Name)
		}
	}
	if len(lacking) > 0 {
		fault := trace.Fault{Code: "MSG013", Subject: subject, Args: []trace.Arg{
			{Name: "list", Value: list.Name}, {Name: "lacking", Value: strings.Join(lacking, ", ")}}}
		// An unknown attribute with a name near a missing one explains the fault.
		for at, j := range strangers {
			if known := meantAttribute(m.nodeName(j), lacking); known != "" {
				fault.Hint = "misspelt"
				fault.Args = append(fault.Args, trace.Arg{Name: "written", Value: k.mask.Name(m.nodeName(j))}, trace.Arg{Name: "known", Value: known})
				strangers = slices.Delete(strangers, at, at+1)
				break
			}
		}
		k.add(i, fault)
	}
	for _, j := range strangers {
		k.unknownParameter(j, subject, list.Source.Basis)
	}
}

// meantAttribute returns the name that an unknown one was probably intended to be: a near one, or one that is a prefix
// of the other, like Val of Value.
func meantAttribute(name string, known []string) string {
	for _, k := range known {
		short, long := strings.ToLower(k), strings.ToLower(name)
		if strings.HasPrefix(long, short) || len(long) > 1 && strings.HasPrefix(short, long) {
			return k
		}
	}
	return catalogue.Nearest(name, known)
}

// about adds a fault about a parameter, with its common arguments.
func (k *Checker) about(i int32, p *catalogue.Parameter, subject string, fault trace.Fault) {
	fault.Subject, fault.Parameter = subject+"."+p.Name, p.Number()
	if fault.Basis != "" {
		fault.Document, fault.Section = p.Source.Document, p.Source.Section
	}
	fault.Args = append([]trace.Arg{{Name: "message", Value: k.message.Name}, {Name: "parameter", Value: p.Path}}, fault.Args...)
	k.add(i, fault)
}

// misspelt adds MSG006, once for each name. joinMisspelt joins the faults of a message.
func (k *Checker) misspelt(i int32, subject, known, basis string) {
	written := k.mask.Name(k.message.nodeName(i))
	k.ofMessage(i, trace.Fault{Code: misspeltCode, Subject: subject, Basis: basis, Expected: []string{known}, Actual: written, HasActual: true, Hint: "known"})
}

const misspeltCode = "MSG006"

// joinMisspelt merges all misspelt names of a message into one fault: at the first name, with the worst basis.
func (k *Checker) joinMisspelt() {
	const most = 10 // further names are counted
	var first *trace.Fault
	more := 0
	kept := k.faults[:0]
	for i := range k.faults {
		f := k.faults[i]
		if f.Code == misspeltCode && first != nil {
			if more++; more < most {
				first.Actual += ", " + f.Actual
				first.Expected = append(first.Expected, f.Expected...)
			}
			if slices.Index(catalogue.Bases(), f.Basis) < slices.Index(catalogue.Bases(), first.Basis) {
				first.Basis = f.Basis
			}
			continue
		}
		kept = append(kept, f)
		if f.Code == misspeltCode {
			first = &kept[len(kept)-1]
		}
	}
	k.faults = kept
	if first != nil {
		if more >= most {
			first.Actual += fmt.Sprintf(" and %d more", more-most+1)
		}
		first.Args = []trace.Arg{{Name: "known", Value: strings.Join(first.Expected, ", ")}}
	}
}

// unknownParameter adds MSG005, once for each name.
func (k *Checker) unknownParameter(i int32, subject, basis string) {
	name := k.mask.Name(k.message.nodeName(i))
	if len(k.faults) >= maxFaults || k.isUnknown(subject, name) {
		return
	}
	k.ofMessage(i, trace.Fault{Code: "MSG005", Subject: subject + "." + name, Basis: basis,
		Args: []trace.Arg{{Name: "message", Value: subject}, {Name: "parameter", Value: name}}})
}

// isUnknown reports whether there is already a fault for an unknown parameter. Many names in a document may be masked
// to the same name, so it does not allocate.
func (k *Checker) isUnknown(subject, name string) bool {
	n := len(subject)
	for j := range k.faults {
		if f := &k.faults[j]; f.Code == "MSG005" && len(f.Subject) == n+1+len(name) && f.Subject[:n] == subject && f.Subject[n] == '.' && f.Subject[n+1:] == name {
			return true
		}
	}
	return false
}

// ofMessage adds, once, a fault about the message as a whole: about the names in it.
func (k *Checker) ofMessage(i int32, fault trace.Fault) {
	if spec := k.message.Spec; spec != nil {
		fault.Document, fault.Section = spec.Source.Document, spec.Source.Section
	}
	k.once(i, fault)
}

// once adds a fault unless there is one with its code, subject and value: a name that is wrong in a thousand places is
// one fault.
func (k *Checker) once(i int32, fault trace.Fault) {
	if len(k.faults) >= maxFaults {
		return
	}
	for j := range k.faults {
		if f := &k.faults[j]; f.Code == fault.Code && f.Subject == fault.Subject && f.Actual == fault.Actual {
			return
		}
	}
	k.add(i, fault)
}

// misplaced adds MSG008 for a parameter inside a subtype that even excludes it beside the subtype.
func (k *Checker) misplaced(i int32, subject string) bool {
	in := k.parameterOf(k.message.nodes[i].Parent)
	if in == nil || k.message.nodes[i].Parent == k.message.element {
		return false
	}
	p, how := catalogue.MatchParameter(k.message.nodeName(i), k.message.Spec.Parameters)
	if p == nil || slices.Index(p.ForbiddenWith, in.Name) < 0 {
		return false
	}
	if how == catalogue.Misspelt {
		k.misspelt(i, subject+"."+p.Name, p.Name, p.Source.Basis)
	}
	k.about(i, p, subject, trace.Fault{Code: "MSG008", Basis: p.Source.Basis, Args: []trace.Arg{{Name: "with", Value: in.Name}}})
	return true
}

// forbidden returns the subtype in the message that excludes p. It returns "" if there is none, or if another subtype
// in the message allows p.
func (k *Checker) forbidden(p *catalogue.Parameter) string {
	for _, subtype := range k.given {
		if slices.Index(p.ForbiddenWith, subtype) < 0 {
			return ""
		}
	}
	if len(k.given) == 0 {
		return ""
	}
	return k.given[0]
}

// empty reports whether an attribute or element is empty.
func (k *Checker) empty(i int32) bool {
	nodes := k.message.nodes
	hasChildren := int(i)+1 < len(nodes) && nodes[i+1].Parent == i
	return !hasChildren && nodes[i].Value == ""
}

// child returns the first child of parent that is p, otherwise parent.
func (k *Checker) child(parent int32, p *catalogue.Parameter) int32 {
	for i := parent + 1; i < int32(len(k.message.nodes)); i++ {
		if n := &k.message.nodes[i]; n.Parent == parent && k.parameterOf(i) == p {
			return i
		}
	}
	return parent
}

// hasOwnCallID reports whether the call id is in the correct position.
func (k *Checker) hasOwnCallID() bool {
	m := &k.message
	return m.callID >= 0 && m.nodes[m.callID].Parent == 0 && !m.nodes[m.callID].Attribute
}
