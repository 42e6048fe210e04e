package declare

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The formula of every template is evaluated by brute force on whole traces,
// and compared with the automata, with which it shares nothing.

// formula is a formula of linear temporal logic on finite traces; it reports
// whether it holds at position i of a trace. After the last position nothing
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

// parseFormula reads a template's formula. The operators from the weakest to the
// strongest: -> & U W, then the unary ones ! G F X Xw; a is the activation, b the
// target.
func parseFormula(text string) formula {
	p := &formulaParser{tokens: regexp.MustCompile(`->|Xw|[A-Za-z!&()]`).FindAllString(text, -1)}
	f := p.implication()
	if len(p.tokens) > 0 {
		panic(fmt.Sprintf("%s: unexpected %q", text, p.tokens))
	}
	return f
}

type formulaParser struct{ tokens []string }

func (p *formulaParser) take(token string) bool {
	if len(p.tokens) == 0 || p.tokens[0] != token {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

func (p *formulaParser) implication() formula {
	f := p.conjunction()
	if p.take("->") {
		return implies(f, p.implication())
	}
	return f
}

func (p *formulaParser) conjunction() formula {
	f := p.until()
	for p.take("&") {
		f = and(f, p.until())
	}
	return f
}

func (p *formulaParser) until() formula {
	f := p.unary()
	switch {
	case p.take("U"):
		return until(f, p.unary())
	case p.take("W"):
		return weakUntil(f, p.unary())
	}
	return f
}

func (p *formulaParser) unary() formula {
	switch {
	case p.take("!"):
		return not(p.unary())
	case p.take("G"):
		return globally(p.unary())
	case p.take("F"):
		return finally(p.unary())
	case p.take("X"):
		return next(p.unary())
	case p.take("Xw"):
		return weakNext(p.unary())
	case p.take("a"):
		return is(When)
	case p.take("b"):
		return is(Then)
	case p.take("("):
		f := p.implication()
		if p.take(")") {
			return f
		}
	}
	panic(fmt.Sprintf("expected a formula before %q", p.tokens))
}

// decided is an outcome with the ordinal of the event that decided it.
type decided struct {
	Outcome
	at int
}

// outcomes runs a trace, that of an instance from its start to its end.
func outcomes(t *Template, trace []Symbol, end bool) []decided {
	var r Runner
	var in Instance
	var all []decided
	add := func(outcomes []Outcome, at int) {
		for _, o := range outcomes {
			all = append(all, decided{o, at})
		}
	}
	c := Constraint{Template: t}
	for i, s := range trace {
		add(r.Step(c, &in, &Event{Symbol: s | Among, Ordinal: int64(i + 1), Activation: i + 1}), i+1)
	}
	if end {
		add(r.End(c, &in), len(trace)+1)
	}
	return all
}

func holds(all []decided) bool {
	return !slices.ContainsFunc(all, func(o decided) bool { return o.Verdict == Violated || o.Verdict == Open })
}

var symbol = rapid.SampledFrom([]Symbol{0, When, Then, When | Then})

// On complete traces the automata of a template agree with its formula. The empty
// trace is left out: a key that was never seen has no instance.
func TestAutomataAgreeWithFormulas(t *testing.T) {
	for _, template := range templates {
		formula := parseFormula(template.Formula)
		t.Run(template.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				trace := rapid.SliceOfN(symbol, 1, 10).Draw(t, "trace")
				if got, want := holds(outcomes(template, trace, true)), formula(trace, 0); got != want {
					t.Fatalf("%v: got %v, the formula has %v: %+v", trace, got, want, outcomes(template, trace, true))
				}
			})
		})
	}
	if len(templates) < 18 {
		t.Errorf("%d templates, the contract has 18", len(templates))
	}
}

// If a part of a trace proves a violation, every trace with this part is violated:
// whatever came before, if the start was not captured; whatever a gap hides, if
// there is one; whatever comes after. So a conformant trace has no violation,
// however much of it is missing.
func TestViolationsAreProven(t *testing.T) {
	fillings := words(2)
	for _, template := range templates {
		formula := parseFormula(template.Formula)
		t.Run(template.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				part := rapid.SliceOfN(symbol, 1, 6).Draw(t, "part")
				startSeen := rapid.Bool().Draw(t, "start seen")
				endSeen := rapid.Bool().Draw(t, "end seen")
				gap := rapid.IntRange(0, len(part)).Draw(t, "gap after event") // len: none
				proven := slices.ContainsFunc(outcomes(template, part, endSeen), func(o decided) bool {
					since := o.Since
					if o.FromStart {
						since = 0
					}
					inDoubt := gap < o.at && int64(gap) >= since && !o.Sure
					return (o.Verdict == Violated || o.Verdict == Open) && !inDoubt && (o.Sure || !o.FromStart || startSeen)
				})
				if !proven {
					return
				}
				for _, before := range fillings {
					if startSeen && len(before) > 0 {
						continue
					}
					for _, lost := range fillings {
						if gap == len(part) && len(lost) > 0 {
							continue
						}
						for _, after := range fillings {
							if endSeen && len(after) > 0 {
								continue
							}
							whole := slices.Concat(before, part[:gap], lost, part[gap:], after)
							if formula(whole, 0) {
								t.Fatalf("%v is violated (start seen %v, end seen %v, gap after %d), but %v is not", part, startSeen, endSeen, gap, whole)
							}
						}
					}
				}
			})
		})
	}
}

// The properties of a template agree with its formula and its automata.
func TestProperties(t *testing.T) {
	for _, template := range templates {
		waits, open, swapped := false, false, false
		for _, trace := range words(4)[1:] {
			for _, o := range outcomes(template, trace, true) {
				waits = waits || !o.AtEvent
				open = open || o.Verdict == Open
				swapped = swapped || o.Swapped
			}
		}
		for property, holds := range map[string]bool{
			"Unary: its formula has no target":                  template.Unary == !strings.Contains(template.Formula, "b"),
			"Forbids: what waits at the end is satisfied":       template.Forbids == (waits && !open),
			"Awaits: its formula has the target after a":        template.Awaits == (strings.HasPrefix(template.Formula, "G(a -> F") || strings.HasPrefix(template.Formula, "G(a -> X")),
			"Both: it has a swapped arm, if it forbids nothing": template.Both == swapped || template.Forbids,
			"it has its sentences":                              template.Text != "" && template.Message+template.Missing != "",
		} {
			if !holds {
				t.Errorf("%s: wrong: %s", template.Name, property)
			}
		}
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
