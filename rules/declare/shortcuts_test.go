package declare

import (
	"fmt"
	"testing"
)

// What may be left out of account: events that need no new instance, and those that
// an instance confirms without being asked. On every short trace the shortcuts say
// what the automata say, which are asked beside.
func TestShortcuts(t *testing.T) {
	var said []string
	out := func(o Outcome[int]) { said = append(said, fmt.Sprintf("%+v", o)) }
	take := func() []string { all := said; said = nil; return all }
	confirmed, notStarted := 0, 0
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
					case short != nil && short.Confirms(c, s):
						confirmed++
						out(Outcome[int]{Activation: len(trace), AtEvent: true, Sure: true})
					default:
						own := Instance[int]{}
						if short != nil {
							own = copyOf(*short)
						}
						short = &own
						Step(c, short, &ev, out)
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
	if confirmed == 0 || notStarted == 0 {
		t.Errorf("%d confirmed, %d not started: nothing was tested", confirmed, notStarted)
	}
}

// copyOf gives an instance that shares nothing with another.
func copyOf(in Instance[int]) Instance[int] {
	for _, h := range []*half[int]{&in.half, in.second} {
		if h != nil && h.behind != nil {
			own := append([]entry[int](nil), *h.behind...)
			h.behind = &own
		}
	}
	if in.second != nil {
		own := *in.second
		in.second = &own
	}
	return in
}
