// Package declare implements the Declare templates on finite traces. A template consists of one or two small automata,
// which read the events of one instance (one key value in one connection) and report the outcome of each activation.
//
// It knows neither messages nor captures. An event is a Symbol, and an activation is any value of the caller. The
// caller judges whether the evidence for an Outcome suffices: Outcome.Since is where the evidence has to begin.
//
// A template is an entry in the file of its family, with its formula, its properties, its sentences and its automata.
// CONTRIBUTING.md has the recipe for a new one.
//
// Files, from the entry point down: declare.go, single.go, negative.go, succession.go, response.go, precedence.go, template.go, run.go, state.go.
package declare

import (
	"fmt"
	"slices"
	"strings"
)

// templates lists all templates, in the order of the docs.
var templates = prepared(single, responses, precedences, successions, negatives)

func prepared(families ...[]*Template) []*Template {
	all := slices.Concat(families...)
	for _, t := range all {
		for s := range t.starts {
			var r Runner
			var in Instance
			decided := r.Step(Constraint{Template: t}, &in, &Event{Symbol: Symbol(s), Ordinal: 1})
			t.starts[s] = len(decided) > 0 || !in.Settled()
			t.Waits = t.Waits || in.Waits()
		}
	}
	return all
}

// Parse finds a template by its name in rule files.
func Parse(name string) (*Template, error) {
	for _, t := range templates {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("unknown template %q, expected one of %s", name, strings.Join(Names(), ", "))
}

// Names lists the names of all templates.
func Names() []string {
	var names []string
	for _, t := range templates {
		names = append(names, t.Name)
	}
	return names
}

// Constraint is a template with its options.
type Constraint struct {
	*Template
	// OneToOne lets a target serve only one activation, the oldest first. It applies to response, precedence and
	// succession.
	OneToOne bool
	// FirstOnly: only the first violation of each key is reported.
	FirstOnly bool
}

// Step reads one event of an instance and returns an outcome for each
// activation that it decides, oldest first. The slice is valid until the next
// call of a method of the Runner.
func (r *Runner) Step(c Constraint, in *Instance, ev *Event) []Outcome {
	r.outcomes, r.event = r.outcomes[:0], ev
	for i := range c.arms {
		a := r.begin(c, in, i)
		if ev.Symbol&Blur != 0 {
			r.set(blurred, r.is(waiting))
			r.blurs = r.is(blurred)
			if ev.Symbol == Blur {
				continue
			}
		}
		r.when, r.then = ev.Symbol&When != 0, ev.Symbol&Then != 0
		if a.swapped {
			r.when, r.then = r.then, r.when
		}
		a.read(r)
	}
	return r.outcomes
}

// End ends the trace. It returns an outcome for each waiting activation, oldest first, and empties the instance.
func (r *Runner) End(c Constraint, in *Instance) []Outcome {
	r.outcomes, r.event = r.outcomes[:0], nil
	for i := range c.arms {
		r.end(r.begin(c, in, i), false)
	}
	*in = Instance{}
	return r.outcomes
}

// Forget abandons the instance before the trace ends. Each waiting activation that demands something becomes Open and
// Forgotten, and the instance is emptied. If remember is true, a later event of its key needs a revived instance, whose
// outcomes report where the dropped state may matter.
func (r *Runner) Forget(c Constraint, in *Instance) (out []Outcome, remember bool) {
	r.outcomes, r.event = r.outcomes[:0], nil
	for i := range c.arms {
		a := r.begin(c, in, i)
		if a.matters != nil {
			remember = remember || a.matters(r.state)
		} else {
			remember = remember || !r.settled()
		}
		r.end(a, true)
	}
	*in = Instance{}
	return r.outcomes, remember
}

// GiveUp makes the oldest activation of each queue Open and Forgotten. The next target still counts as its answer.
func (r *Runner) GiveUp(c Constraint, in *Instance) []Outcome {
	r.outcomes, r.event = r.outcomes[:0], nil
	for i := range c.arms {
		if r.begin(c, in, i); len(r.queue()) == 0 {
			continue
		}
		r.cutPair() // an adjacent template keeps one for each waiting activation
		e := r.pop()
		if r.oneToOne {
			if r.givenUp() == 0 {
				r.spread(e.ordinal)
			}
			r.extend().givenUp++
		}
		r.emit(Outcome{Verdict: Open, Activation: e.activation, Since: e.ordinal, Forgotten: true})
	}
	return r.outcomes
}

// begin prepares the Runner for one arm of an instance.
func (r *Runner) begin(c Constraint, in *Instance, i int) *arm {
	a := &c.arms[i]
	r.state, r.swapped, r.oneToOne, r.firstOnly = in.arm(i), a.swapped, c.OneToOne, c.FirstOnly
	r.blurs, r.unsure = r.is(blurred), r.is(uncertain)
	return a
}

// Revived returns an instance for a key with an earlier instance that was dropped although its state may matter.
func (c Constraint) Revived() Instance {
	var in Instance
	for i := range c.arms {
		in.arm(i).set(unknown, true)
	}
	return in
}

// Starts reports whether an event changes a new instance or decides something. Other events need no instance.
func (c Constraint) Starts(s Symbol) bool { return c.starts[s] }
