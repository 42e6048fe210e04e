package rules

import (
	"ivrcheck/rules/internal/program"
	"slices"

	"ivrcheck/schema"
)

// recipe is what a projector knows of the messages of one shape: where the values stand
// that rules compare, and what their tests say as far as it is always the same.
type recipe struct {
	shape  uint64
	fields []ingredient
	// told has a bit for each test that all such messages pass, as in hitCase; open are
	// the tests of which only the values tell.
	told uint64
	open []int
}

// ingredient is a field of the plan, and where it stands.
type ingredient struct {
	field
	found schema.Found
}

const recipeSlots = 256

// recipe gives the recipe of the current message, which is of the current plan.
func (p *Projector) recipe(m *schema.Message) *recipe {
	shape := m.Shape()
	if shape == 0 {
		p.own.fill(p, m)
		return &p.own
	}
	slot := &p.recipes[shape%recipeSlots]
	if *slot == nil {
		*slot = new(recipe)
	}
	if r := *slot; r.shape != shape {
		r.shape = shape
		r.fill(p, m)
	}
	return *slot
}

// fill works out the recipe of a message.
func (r *recipe) fill(p *Projector, m *schema.Message) {
	pl := p.plan
	r.fields, r.told, r.open = r.fields[:0], 0, r.open[:0]
	p.located = pl.paths.Locate(m, p.located[:0])
	for _, f := range p.located {
		r.fields = append(r.fields, ingredient{pl.fields[f.Path()], f})
	}
	if m.Shape() == 0 { // it is of no use to another
		for i := range pl.tests {
			r.open = append(r.open, i)
		}
		return
	}
	// varies tells whether what stands in a slot may differ from message to message.
	varies := func(t program.Test) bool {
		if slices.ContainsFunc(pl.lists, func(f field) bool { return f.slot == t.Slot }) {
			return true
		}
		return slices.ContainsFunc(r.fields, func(f ingredient) bool { return f.slot == t.Slot && !m.IsFixed(f.found) })
	}
	for _, f := range r.fields {
		if f.slot >= 0 && m.IsFixed(f.found) {
			v := &p.values[f.slot]
			v.Text, _ = pl.paths.Value(m, f.found)
			v.OK = true
			p.present = append(p.present, f.slot)
		}
	}
	for i, a := range pl.tests {
		if slices.ContainsFunc(a.Tests, varies) {
			r.open = append(r.open, i)
		} else if a.Holds(p.values, false) {
			r.told |= 1 << (len(pl.groups) + i)
		}
	}
	p.forget()
}
