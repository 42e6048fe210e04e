package declare

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// run feeds a trace to a constraint and returns what became of the activations,
// in the order in which it was decided. In a trace each word is an event: a is
// the activation, b the target, m counts as next and is neither; ab is both; a
// digit after it pairs: a1 b1.
func run(c Constraint, trace string) string {
	instances := map[string]*Instance{} // by pair, where each has its own
	var pairs []string
	var got []string
	var r Runner
	take := func(outcomes []Outcome) {
		for _, o := range outcomes {
			if o.Verdict == Dropped {
				continue
			}
			text := [...]string{"satisfied", "violated", "open"}[o.Verdict]
			if o.Activation != nil {
				text += fmt.Sprintf(":%d", o.Activation)
			}
			if o.AtEvent {
				text += "@"
			}
			got = append(got, text)
		}
	}
	for i, word := range strings.Fields(trace) {
		ev := Event{Ordinal: int64(i + 1), Activation: i + 1}
		for _, r := range word {
			switch r {
			case 'a':
				ev.Symbol |= When
			case 'b':
				ev.Symbol |= Then
			case 'm':
			default:
				ev.Pair += string(r)
			}
		}
		if c.Adjacent {
			ev.Symbol |= Among
		}
		own := ""
		if c.InPairs() {
			own = ev.Pair
		}
		if instances[own] == nil {
			instances[own] = new(Instance)
			pairs = append(pairs, own)
		}
		if ev.Symbol != 0 {
			take(r.Step(c, instances[own], &ev))
		}
	}
	for _, pair := range pairs {
		take(r.End(c, instances[pair]))
		if !instances[pair].Settled() {
			got = append(got, "not empty after the end")
		}
	}
	return strings.Join(got, " ")
}

// named returns a template that exists.
func named(name string) *Template {
	t, err := Parse(name)
	if err != nil {
		panic(err)
	}
	return t
}

func TestTemplates(t *testing.T) {
	one := func(template string) Constraint { return Constraint{Template: named(template), OneToOne: true} }
	any := func(template string) Constraint { return Constraint{Template: named(template)} }
	first := func(template string) Constraint { return Constraint{Template: named(template), FirstOnly: true} }
	for _, tc := range []struct {
		name       string
		constraint Constraint
		trace      string
		want       string
	}{
		{"init: the first event is the one", any("init"), "a b a", "satisfied:1@"},
		{"init: another comes first", any("init"), "m a", "violated:1@"},
		{"init: nothing comes", any("init"), "", ""},
		{"absence: each is a fault", any("absence"), "m a m a", "violated@ violated@"},
		{"exactly-one: each after the first is a fault", any("exactly-one"), "a m a a", "violated:1@ violated:1@"},
		{"exactly-one: there is one", any("exactly-one"), "m a m", "satisfied:2"},
		{"response: answered", any("response"), "a m b", "satisfied:1@"},
		{"response: an answer before does not count", any("response"), "b a", "open:2"},
		{"response: any answers all", any("response"), "a a b", "satisfied:1@ satisfied:2@"},
		{"response: each that is open is a fault", any("response"), "a a", "open:1 open:2"},
		{"response, first of a key: the first stands for all", first("response"), "a a", "open:1"},
		{"responded-existence: each that is open is a fault", any("responded-existence"), "a a", "open:1 open:2"},
		{"response: one that answers itself", any("response"), "ab", "satisfied:1@"},
		{"response: pairs are told apart", any("response"), "a1 a2 b2", "satisfied:2@ open:1"},
		{"response: again after the answer", any("response"), "a b a", "satisfied:1@ open:3"},
		{"response one-to-one: each needs its own, the oldest first", one("response"), "a a b", "satisfied:1@ open:2"},
		{"response one-to-one: an answer too many changes nothing", one("response"), "a b b a b", "satisfied:1@ satisfied:4@"},
		{"response one-to-one: pairs are told apart", one("response"), "a1 a2 b2 b1", "satisfied:2@ satisfied:1@"},
		{"chain-response: the next is the target", any("chain-response"), "a b", "satisfied:1@"},
		{"chain-response: another is next", any("chain-response"), "a m b", "violated:1@"},
		{"chain-response: the activation again", any("chain-response"), "a a b", "violated:1@ satisfied:2@"},
		{"chain-response: nothing comes", any("chain-response"), "a", "open:1"},
		{"chain-response: what comes before does not matter", any("chain-response"), "b m a b m", "satisfied:3@"},
		{"precedence: the target came first", any("precedence"), "b m a a", "satisfied:3@ satisfied:4@"},
		{"precedence: each that came before it is a fault", any("precedence"), "a a b a", "violated:1@ violated:2@ satisfied:4@"},
		{"precedence: at the same time will do", any("precedence"), "ab", "satisfied:1@"},
		{"precedence: pairs are told apart", any("precedence"), "b1 a1 a2 a2", "satisfied:2@ violated:3@ violated:4@"},
		{"precedence one-to-one: a target serves once", one("precedence"), "b a a", "satisfied:2@ violated:3@"},
		{"precedence one-to-one: later targets serve later", one("precedence"), "a b a", "violated:1@ satisfied:3@"},
		{"precedence one-to-one: itself does not serve", one("precedence"), "ab a", "violated:1@ satisfied:2@"},
		{"not-succession: each after it is a fault", any("not-succession"), "b a m b b", "violated:2@ violated:2@"},
		{"not-succession: the first stands for all", any("not-succession"), "a a b", "violated:1@"},
		{"not-co-existence: each after one of the other kind is a fault", any("not-co-existence"), "a a b m b a", "violated:1@ violated:1@ violated:3@"},
		{"not-co-existence: at the same time", any("not-co-existence"), "ab", "violated:1@"},
		{"not-co-existence: one kind alone", any("not-co-existence"), "b b", "satisfied:1"},
		{"not-chain-succession: the target is next", any("not-chain-succession"), "a b", "violated:1@"},
		{"not-chain-succession: another is next", any("not-chain-succession"), "a m b", "satisfied:1@"},
		{"not-chain-succession: nothing comes", any("not-chain-succession"), "a", "satisfied:1"},
		{"not-chain-succession: three in a row are two faults", any("not-chain-succession"), "ab ab ab", "violated:1@ violated:2@ satisfied:3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := run(tc.constraint, tc.trace); got != tc.want {
				t.Errorf("trace %q\n got %s\nwant %s", tc.trace, got, tc.want)
			}
		})
	}
}

// Under one-to-one an answer after a hole in the evidence may have been for a
// later request, whose own answer was then in the hole.
func TestDoubtPassesToLaterActivations(t *testing.T) {
	c := Constraint{Template: named("response"), OneToOne: true}
	var r Runner
	var in Instance
	r.Step(c, &in, &Event{Symbol: When, Ordinal: 1, Activation: "first"})
	// A hole at 2 hides the answer to the first.
	r.Step(c, &in, &Event{Symbol: When, Ordinal: 3, Activation: "second"})
	r.Step(c, &in, &Event{Symbol: Then, Ordinal: 4})
	open := r.End(c, &in)
	if len(open) != 1 || open[0].Verdict != Open || open[0].Activation != "second" || open[0].Since != 1 {
		t.Errorf("got %+v, want the second open since 1, so that the hole at 2 makes it inconclusive", open)
	}
}

// What is only forbidden is not doubted because something is missing; what is
// demanded next is.
func TestWhatAHoleCanChange(t *testing.T) {
	for _, tc := range []struct {
		template string
		symbol   Symbol
		sure     bool
	}{
		{"chain-response", Then, false},
		{"chain-response", Among, false},
		{"not-chain-succession", Then, false},
		{"not-chain-succession", Among, true},
		{"response", Then, true},
	} {
		var r Runner
		var in Instance
		c := Constraint{Template: named(tc.template)}
		r.Step(c, &in, &Event{Symbol: When | Among, Ordinal: 1})
		got := r.Step(c, &in, &Event{Symbol: tc.symbol | Among, Ordinal: 2})
		if len(got) != 1 || got[0].Sure != tc.sure {
			t.Errorf("%s, symbol %d: got %+v, want one outcome with Sure %v", tc.template, tc.symbol, got, tc.sure)
		}
	}
}

// An event that starts no instance changes nothing: the events after it are
// judged as if it had been read.
func TestEventsThatStartNothing(t *testing.T) {
	skipped := 0
	for _, template := range templates {
		for _, oneToOne := range []bool{false, true} {
			c := Constraint{Template: template, OneToOne: oneToOne}
			for _, trace := range words(4) {
				if len(trace) < 4 {
					continue
				}
				all, some := fed(c, trace, false), fed(c, trace, true)
				if diff := cmp.Diff(all, some); diff != "" {
					t.Fatalf("%s, one-to-one %v, %v: -all +started\n%s", template, oneToOne, trace, diff)
				}
				if !c.Starts(trace[0] | Among) {
					skipped++
				}
			}
		}
	}
	if skipped == 0 {
		t.Error("every event starts an instance")
	}
}

// fed lists the outcomes of a trace; lazily, an instance is made by an event
// that starts one.
func fed(c Constraint, trace []Symbol, lazily bool) (all []Outcome) {
	var r Runner
	var in Instance
	made := !lazily
	for i, s := range trace {
		s |= Among
		if made = made || c.Starts(s); made {
			all = append(all, r.Step(c, &in, &Event{Symbol: s, Ordinal: int64(i + 1), Activation: i + 1})...)
		}
	}
	return append(all, r.End(c, &in)...)
}

// An activation that waits is the caller's copy of the event.
func TestKeep(t *testing.T) {
	var r Runner
	var in Instance
	c := Constraint{Template: named("response"), OneToOne: true}
	for i, activation := range []string{"first", "second"} {
		r.Step(c, &in, &Event{Symbol: When, Ordinal: int64(i + 1), Activation: activation, Keep: func() any { return "copy of " + activation }})
	}
	another := func() any { t.Error("an event is kept that does not wait"); return nil }
	r.Step(Constraint{Template: named("precedence")}, new(Instance), &Event{Symbol: When, Ordinal: 3, Activation: "third", Keep: another})
	r.Step(Constraint{Template: named("absence")}, new(Instance), &Event{Symbol: When, Ordinal: 3, Activation: "third", Keep: another})
	out := r.End(c, &in)
	if len(out) != 2 || out[0].Activation != "copy of first" || out[1].Activation != "copy of second" {
		t.Errorf("got %+v", out)
	}
}

func TestParseNamesTheTemplates(t *testing.T) {
	for _, name := range Names() {
		if got, err := Parse(name); err != nil || got.String() != name {
			t.Errorf("Parse(%q) = %v, %v", name, got, err)
		}
	}
	if _, err := Parse("respons"); err == nil || !strings.Contains(err.Error(), "chain-response") {
		t.Errorf("an unknown name must be told with those that are known, got %v", err)
	}
}
