package declare

import (
	"fmt"
	"slices"
	"testing"
)

// What is known without asking the automata: events that need no new instance, and what
// a table remembers of Step. On every short trace the shortcuts say what the automata
// say, which are asked beside.
func TestShortcuts(t *testing.T) {
	var said []string
	out := func(o Outcome[int]) {
		if o.Verdict == Satisfied && o.Sure {
			o.Since, o.FromStart = 0, false // nothing can be missing that matters
		}
		said = append(said, fmt.Sprintf("%+v", o))
	}
	take := func() []string { all := said; said = nil; return all }
	known, notStarted := map[Template]int{}, 0
	for template := range templates {
		for _, oneToOne := range []bool{false, true} {
			c := Constraint{template, oneToOne}
			var follow func(asked Instance[int], short *Instance[int], trace []Symbol)
			follow = func(asked Instance[int], short *Instance[int], trace []Symbol) {
				if len(trace) == 4 {
					End(c, &asked, out)
					want := fmt.Sprint(take())
					if short != nil {
						own := copyOf(*short)
						End(c, &own, out)
					}
					if got := fmt.Sprint(take()); got != want {
						t.Fatalf("%s %v ends with %s, want %s", template, trace, got, want)
					}
					return
				}
				for s := Symbol(1); s < 1<<3; s++ {
					if template.Adjacent() {
						s |= Among
					}
					trace := append(trace, s)
					ev := Event[int]{Symbol: s, Ordinal: int64(len(trace)), Activation: len(trace)}
					asked, short := copyOf(asked), short
					Step(c, &asked, &ev, out)
					want := fmt.Sprint(take())
					switch {
					case short == nil && !c.Starts(s):
						notStarted++
					default:
						own := Instance[int]{}
						if short != nil {
							own = copyOf(*short)
						}
						if short = &own; !lookUp(c, short, &ev, out) {
							Step(c, short, &ev, out)
							break
						}
						known[template]++
						if fmt.Sprint(*short) != fmt.Sprint(asked) && short.more == nil {
							t.Fatalf("%s, one-to-one %v, %v: the table leaves %v, want %v", template, oneToOne, trace, *short, asked)
						}
					}
					if got := fmt.Sprint(take()); got != want {
						t.Fatalf("%s, one-to-one %v, %v: %s, want %s", template, oneToOne, trace, got, want)
					}
					follow(asked, short, trace)
				}
			}
			follow(Instance[int]{}, nil, nil)
			revived := Revived[int](c)
			follow(Revived[int](c), &revived, nil)
		}
	}
	for template := range templates {
		if len(arms[template]) == 1 && template != AlternatePrecedence && template != ChainPrecedence && known[template] == 0 {
			t.Errorf("%s: no table told anything", template)
		}
	}
	if notStarted == 0 {
		t.Error("nothing was not started")
	}
}

// lookUp asks the table, and makes of its answer what Step would have said.
func lookUp(c Constraint, in *Instance[int], ev *Event[int], out func(Outcome[int])) bool {
	e, freed := Brief(c.Table(), in, ev.Symbol, ev.Ordinal)
	if e == 0 {
		return false
	}
	if e&Keeps != 0 {
		in.Keep(ev.Activation)
	}
	if e&Tells != 0 {
		o := Outcome[int]{Activation: ev.Activation, AtEvent: true, Sure: true}
		if e&Frees != 0 {
			o.Activation = freed
		}
		out(o)
	}
	if (e&Waits != 0) != (in.Waiting() > 0) || (e&Empty != 0) != in.Settled() {
		panic(fmt.Sprintf("%s: %v says %b", c.Template, *in, e))
	}
	return true
}

// copyOf gives an instance that shares nothing with another.
func copyOf(in Instance[int]) Instance[int] {
	for _, h := range []*half[int]{&in.half, in.second} {
		if h != nil && h.more != nil {
			own := *h.more
			own.behind = slices.Clone(own.behind)
			h.more = &own
		}
	}
	if in.second != nil {
		own := *in.second
		in.second = &own
	}
	return in
}
