package declare

import (
	"fmt"
	"strings"
	"testing"
)

// run feeds a trace to a constraint and gives what became of the
// activations, in the order in which it was decided. In a trace each word is
// an event: a is the activation, b the target, m counts as next and is
// neither; ab is both; a digit behind pairs: a1 b1.
func run(c Constraint, trace string) string {
	instances := map[string]*Instance[string]{} // by pair, where each has its own
	var pairs []string
	var got []string
	out := func(o Outcome[string]) {
		text := [...]string{"satisfied", "violated", "open"}[o.Verdict]
		if o.Activation != "" {
			text += ":" + o.Activation
		}
		if o.AtEvent {
			text += "@"
		}
		got = append(got, text)
	}
	for i, word := range strings.Fields(trace) {
		ev := Event[string]{Ordinal: int64(i + 1), Activation: fmt.Sprint(i + 1)}
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
		if c.Template.Adjacent() {
			ev.Symbol |= Among
		}
		own := ""
		if c.Template.InPairs() {
			own = ev.Pair
		}
		if instances[own] == nil {
			instances[own] = new(Instance[string])
			pairs = append(pairs, own)
		}
		if ev.Symbol != 0 {
			Step(c, instances[own], &ev, out)
		}
	}
	for _, pair := range pairs {
		End(c, instances[pair], out)
		if !instances[pair].Settled() {
			got = append(got, "not empty after the end")
		}
	}
	return strings.Join(got, " ")
}

func TestTemplates(t *testing.T) {
	one := func(t Template) Constraint { return Constraint{Template: t, OneToOne: true} }
	any := func(t Template) Constraint { return Constraint{Template: t} }
	for _, tc := range []struct {
		name       string
		constraint Constraint
		trace      string
		want       string
	}{
		{"init: the first event is the one", any(Init), "a b a", "satisfied:1@"},
		{"init: another comes first", any(Init), "m a", "violated:1@"},
		{"init: nothing comes", any(Init), "", ""},
		{"absence: once and for all", any(Absence), "m a m a", "violated@"},
		{"response: answered", any(Response), "a m b", "satisfied:1@"},
		{"response: an answer before does not count", any(Response), "b a", "open:2"},
		{"response: any answers all, the first stands for them", any(Response), "a a b", "satisfied:1@"},
		{"response: one that answers itself", any(Response), "ab", "satisfied:1@"},
		{"response: pairs are told apart", any(Response), "a1 a2 b2", "satisfied:2@ open:1"},
		{"response: again after the answer", any(Response), "a b a", "satisfied:1@ open:3"},
		{"response one-to-one: each needs its own, the oldest first", one(Response), "a a b", "satisfied:1@ open:2"},
		{"response one-to-one: an answer too many changes nothing", one(Response), "a b b a b", "satisfied:1@ satisfied:4@"},
		{"response one-to-one: pairs are told apart", one(Response), "a1 a2 b2 b1", "satisfied:2@ satisfied:1@"},
		{"chain-response: the next is the target", any(ChainResponse), "a b", "satisfied:1@"},
		{"chain-response: another is next", any(ChainResponse), "a m b", "violated:1@"},
		{"chain-response: the activation again", any(ChainResponse), "a a b", "violated:1@ satisfied:2@"},
		{"chain-response: nothing comes", any(ChainResponse), "a", "open:1"},
		{"chain-response: what comes before does not matter", any(ChainResponse), "b m a b m", "satisfied:3@"},
		{"precedence: the target came first", any(Precedence), "b m a a", "satisfied:3@ satisfied:4@"},
		{"precedence: it did not, which is one fault", any(Precedence), "a a b a", "violated:1@"},
		{"precedence: at the same time will do", any(Precedence), "ab", "satisfied:1@"},
		{"precedence: pairs are told apart", any(Precedence), "b1 a1 a2 a2", "satisfied:2@ violated:3@"},
		{"precedence one-to-one: a target serves once", one(Precedence), "b a a", "satisfied:2@ violated:3@"},
		{"precedence one-to-one: later targets serve later", one(Precedence), "a b a", "violated:1@ satisfied:3@"},
		{"precedence one-to-one: itself does not serve", one(Precedence), "ab a", "violated:1@ satisfied:2@"},
		{"not-chain-succession: the target is next", any(NotChainSuccession), "a b", "violated:1@"},
		{"not-chain-succession: another is next", any(NotChainSuccession), "a m b", "satisfied:1@"},
		{"not-chain-succession: nothing comes", any(NotChainSuccession), "a", "satisfied:1"},
		{"not-chain-succession: three in a row are two faults", any(NotChainSuccession), "ab ab ab", "violated:1@ violated:2@ satisfied:3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := run(tc.constraint, tc.trace); got != tc.want {
				t.Errorf("trace %q\n got %s\nwant %s", tc.trace, got, tc.want)
			}
		})
	}
}

// Under one-to-one an answer behind a hole in the evidence may have been for
// a later request, whose own answer was then in the hole.
func TestDoubtPassesToLaterActivations(t *testing.T) {
	c := Constraint{Template: Response, OneToOne: true}
	var in Instance[string]
	var open []Outcome[string]
	out := func(o Outcome[string]) {
		if o.Verdict == Open {
			open = append(open, o)
		}
	}
	Step(c, &in, &Event[string]{Symbol: When, Ordinal: 1, Activation: "first"}, out)
	// A hole at 2 hides the answer to the first.
	Step(c, &in, &Event[string]{Symbol: When, Ordinal: 3, Activation: "second"}, out)
	Step(c, &in, &Event[string]{Symbol: Then, Ordinal: 4}, out)
	End(c, &in, out)
	if len(open) != 1 || open[0].Activation != "second" || open[0].Since != 1 {
		t.Errorf("got %+v, want the second open since 1, so that the hole at 2 makes it inconclusive", open)
	}
}

// What is only forbidden is not doubted because something is missing; what is
// demanded next is.
func TestWhatAHoleCanChange(t *testing.T) {
	for _, tc := range []struct {
		template Template
		symbol   Symbol
		sure     bool
	}{
		{ChainResponse, Then, false},
		{ChainResponse, Among, false},
		{NotChainSuccession, Then, false},
		{NotChainSuccession, Among, true},
		{Response, Then, true},
	} {
		var in Instance[string]
		var got []Outcome[string]
		out := func(o Outcome[string]) { got = append(got, o) }
		c := Constraint{Template: tc.template}
		Step(c, &in, &Event[string]{Symbol: When, Ordinal: 1}, out)
		Step(c, &in, &Event[string]{Symbol: tc.symbol, Ordinal: 2}, out)
		if len(got) != 1 || got[0].Sure != tc.sure {
			t.Errorf("template %d, symbol %d: got %+v, want one outcome with Sure %v", tc.template, tc.symbol, got, tc.sure)
		}
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
