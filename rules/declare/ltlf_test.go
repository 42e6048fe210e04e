package declare

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A second opinion on every template: its formula, evaluated by brute force on
// the whole trace. Nothing here is shared with the automata.

// formula is a formula of linear temporal logic on finite traces; it tells
// whether it holds at position i of a trace. Behind the last position nothing
// holds but what is negated.
type formula func(trace []Symbol, i int) bool

func is(s Symbol) formula {
	return func(trace []Symbol, i int) bool { return i < len(trace) && trace[i]&s != 0 }
}

func not(f formula) formula { return func(t []Symbol, i int) bool { return !f(t, i) } }

func and(fs ...formula) formula {
	return func(t []Symbol, i int) bool {
		for _, f := range fs {
			if !f(t, i) {
				return false
			}
		}
		return true
	}
}

func or(f, g formula) formula      { return not(and(not(f), not(g))) }
func implies(f, g formula) formula { return or(not(f), g) }

// next is strong: there is a next position.
func next(f formula) formula {
	return func(t []Symbol, i int) bool { return i+1 < len(t) && f(t, i+1) }
}

func weakNext(f formula) formula { return not(next(not(f))) }

func until(f, g formula) formula {
	return func(t []Symbol, i int) bool {
		for ; i < len(t); i++ {
			if g(t, i) {
				return true
			}
			if !f(t, i) {
				return false
			}
		}
		return false
	}
}

func finally(f formula) formula  { return until(func([]Symbol, int) bool { return true }, f) }
func globally(f formula) formula { return not(finally(not(f))) }
func weakUntil(f, g formula) formula {
	return or(until(f, g), globally(f))
}

// formulas are the definitions of Declare, as process mining prints them, in
// the contract's reading: a is what activates, b what is demanded.
func formulas() map[Template]formula {
	a, b := is(When), is(Then)
	respond := func(a, b formula) formula { return globally(implies(a, finally(b))) }
	alternate := func(a, b formula) formula { return globally(implies(a, next(until(not(a), b)))) }
	chain := func(a, b formula) formula { return globally(implies(a, next(b))) }
	precede := func(a, b formula) formula { return weakUntil(not(a), b) }
	alternatePrecede := func(a, b formula) formula {
		return and(precede(a, b), globally(implies(a, weakNext(precede(a, b)))))
	}
	chainPrecede := func(a, b formula) formula {
		return and(not(a), globally(implies(next(a), b)))
	}
	return map[Template]formula{
		Existence:           finally(a),
		Absence:             globally(not(a)),
		ExactlyOne:          and(finally(a), globally(implies(a, not(next(finally(a)))))),
		Init:                a,
		RespondedExistence:  implies(finally(a), finally(b)),
		Response:            respond(a, b),
		AlternateResponse:   alternate(a, b),
		ChainResponse:       chain(a, b),
		Precedence:          precede(a, b),
		AlternatePrecedence: alternatePrecede(a, b),
		ChainPrecedence:     chainPrecede(a, b),
		Succession:          and(respond(a, b), precede(b, a)),
		AlternateSuccession: and(alternate(a, b), alternatePrecede(b, a)),
		ChainSuccession:     and(chain(a, b), chainPrecede(b, a)),
		CoExistence:         and(implies(finally(a), finally(b)), implies(finally(b), finally(a))),
		NotCoExistence:      not(and(finally(a), finally(b))),
		NotSuccession:       globally(implies(a, not(finally(b)))),
		NotChainSuccession:  globally(implies(a, not(next(b)))),
	}
}

// decided is an outcome with the ordinal of the event that decided it.
type decided struct {
	Outcome[int]
	at int
}

// outcomes runs a trace, that of an instance from its start to its end.
func outcomes(t Template, trace []Symbol, end bool) []decided {
	var in Instance[int]
	var all []decided
	at := 0
	out := func(o Outcome[int]) { all = append(all, decided{o, at}) }
	c := Constraint{Template: t}
	for i, s := range trace {
		at = i + 1
		Step(c, &in, &Event[int]{Symbol: s | Among, Ordinal: int64(i + 1), Activation: i + 1}, out)
	}
	if at++; end {
		End(c, &in, out)
	}
	return all
}

func holds(all []decided) bool {
	return !slices.ContainsFunc(all, func(o decided) bool { return o.Verdict != Satisfied })
}

var symbol = rapid.SampledFrom([]Symbol{0, When, Then, When | Then})

// On whole traces each template is what its formula says. The empty trace is
// left out: a key that was never seen has no instance.
func TestTemplatesAreTheirFormulas(t *testing.T) {
	for template, formula := range formulas() {
		t.Run(template.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				trace := rapid.SliceOfN(symbol, 1, 10).Draw(t, "trace")
				if got, want := holds(outcomes(template, trace, true)), formula(trace, 0); got != want {
					t.Fatalf("%v: %v, and its formula says %v: %+v", trace, got, want, outcomes(template, trace, true))
				}
			})
		})
	}
	if len(formulas()) != len(templates) || len(templates) != 18 {
		t.Errorf("%d templates have formulas, %d exist, the contract has 18", len(formulas()), len(templates))
	}
}

// On a part of a trace a violation that the evidence bears is one in every
// trace that has this part: whatever came before, if the start was not seen;
// whatever hides in a hole, if there is one; whatever comes after. So no cut
// and no loss can make a violation of a conformant trace.
func TestViolationsAreProven(t *testing.T) {
	fillings := words(2)
	for template, formula := range formulas() {
		t.Run(template.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				part := rapid.SliceOfN(symbol, 1, 6).Draw(t, "part")
				startSeen := rapid.Bool().Draw(t, "start seen")
				endSeen := rapid.Bool().Draw(t, "end seen")
				hole := rapid.IntRange(0, len(part)).Draw(t, "hole behind event") // len: none
				proven := slices.ContainsFunc(outcomes(template, part, endSeen), func(o decided) bool {
					since := o.Since
					if o.FromStart {
						since = 0
					}
					inDoubt := hole < o.at && int64(hole) >= since && !o.Sure
					return o.Verdict != Satisfied && !inDoubt && (o.Sure || !o.FromStart || startSeen)
				})
				if !proven {
					return
				}
				for _, before := range fillings {
					if startSeen && len(before) > 0 {
						continue
					}
					for _, lost := range fillings {
						if hole == len(part) && len(lost) > 0 {
							continue
						}
						for _, after := range fillings {
							if endSeen && len(after) > 0 {
								continue
							}
							whole := slices.Concat(before, part[:hole], lost, part[hole:], after)
							if formula(whole, 0) {
								t.Fatalf("%v is called violated (start seen %v, end seen %v, hole behind %d) and %v holds", part, startSeen, endSeen, hole, whole)
							}
						}
					}
				}
			})
		})
	}
}

// words lists all traces up to a length.
func words(n int) [][]Symbol {
	all := [][]Symbol{nil}
	for from := 0; n > 0; n-- {
		to := len(all)
		for _, w := range all[from:to] {
			for _, s := range []Symbol{0, When, Then, When | Then} {
				all = append(all, append(slices.Clone(w), s))
			}
		}
		from = to
	}
	return all
}
