package rules

import (
	"fmt"
	"ivrcheck/rules/internal/program"
	"math/rand/v2"
	"strings"
	"testing"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// A projector that has seen many messages says of the next what one that
// remembers no cases says: with keys and without, with values that pass tests, that
// do not, and that are none of those that there are.
func TestCasesChangeNothing(t *testing.T) {
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	cat, dice := schema.Builtin(), rand.New(rand.NewPCG(2, 7))
	checker := schema.NewChecker(cat, schema.Options{})
	remembering, forgetful := set.NewProjector(), set.NewProjector()
	said := func(ev *Event) string {
		var b strings.Builder
		for i := range ev.hits {
			h := ev.hits[i]
			k := h.constraint
			h.constraint = nil
			fmt.Fprintf(&b, "%s %d %+v\n", k.Rule.ID, k.Index, h)
		}
		return b.String()
	}
	var a, b Event
	hits, cases := 0, map[string]bool{}
	for range 30_000 {
		spec := cat.Messages()[dice.IntN(len(cat.Messages()))]
		body := `<GctiMsg>`
		if dice.IntN(4) > 0 {
			body += `<CallId>c1</CallId>`
		}
		body += `<` + spec.Name
		elements := ""
		for _, p := range spec.Parameters {
			value := "7"
			if len(p.Values) > 0 && dice.IntN(5) > 0 {
				value = p.Values[dice.IntN(len(p.Values))]
			}
			switch {
			case dice.IntN(2) == 0:
			case p.Form == "attribute":
				body += fmt.Sprintf(` %s="%s"`, p.Name, value)
			case len(p.Parameters) == 0:
				elements += fmt.Sprintf(`<%s>%s</%s>`, p.Name, value, p.Name)
			}
		}
		u := &trace.Unit{Kind: trace.Document, Side: -1, Body: []byte(body + `>` + elements + `</` + spec.Name + `></GctiMsg>`)}
		m, faults := checker.Check(u)
		remembering.Project(&a, u, m, faults)
		forgetful.planOf(m.Spec).cases = nil
		forgetful.Project(&b, u, m, faults)
		if got, want := said(&a), said(&b); got != want {
			t.Fatalf("%s\ngot\n%swant\n%s", u.Body, got, want)
		}
		hits += len(a.hits)
		cases[m.Name+fmt.Sprint(len(a.hits))] = true
	}
	if hits < 100_000 || len(cases) < 60 {
		t.Errorf("only %d hits in %d different cases", hits, len(cases))
	}
}

// A key is made in place where it is short; it is the one that is made of the joined
// text, at every length about the longest and with every part missing.
func TestKeysAreThoseOfTheJoinedText(t *testing.T) {
	set := new(Set)
	set.groups = []group{newGroup([][]int{{0}}), newGroup([][]int{{1}}), newGroup([][]int{{0, 1}}), newGroup([][]int{{0}, {1}}), newGroup([][]int{{0}, {1, program.Absent}, {2}})}
	p := &Projector{set: set, values: make([]program.Value, 3)}
	lengths := []int{0, 1, 14, 15, 16, 28, 29, 30, 31, 32, 40}
	whole := 0
	for _, a := range lengths {
		for _, b := range lengths {
			for _, c := range lengths {
				for i, n := range []int{a, b, c} {
					p.values[i] = program.Value{Text: strings.Repeat(string(rune('a'+i)), n), OK: n > 0}
				}
				p.values[1].List = c == 1
				for g := range set.groups {
					var got, want key
					p.key(&got, g)
					if joined, ok := p.join(set.groups[g].parts); ok {
						want.set(joined)
						whole++
					}
					if got != want {
						t.Fatalf("group %d, lengths %d, %d, %d: %q, want %q", g, a, b, c, got, want)
					}
				}
			}
		}
	}
	if whole < 1000 {
		t.Errorf("only %d keys were whole", whole)
	}
}

// What a copy of an event takes depends on the event alone, and not on what its memory
// held before: else the order in which workers come to their batches would decide what
// is forgotten.
func TestCopiesTakeWhatTheyHold(t *testing.T) {
	set := loaded(t)
	checker, projector := schema.NewChecker(set.Catalogue(), schema.Options{}), set.NewProjector()
	event := func(ev *Event, id string) *Event {
		body := []byte(`<?xml version='1.0'?><GctiMsg><CallId>` + id + `</CallId><UDataSet Action='Add'><RequestId>` + strings.Repeat("7", 40) +
			`</RequestId><UDataEx><Node Name='VoxFile' Type='Str' Val='` + id + `'/></UDataEx></UDataSet></GctiMsg>`)
		u := &trace.Unit{Kind: trace.Document, Body: body}
		m, faults := checker.Check(u)
		projector.Project(ev, u, m, faults)
		return ev
	}
	used := new(Event)
	for n := 300; n > 0; n -= 7 {
		id := strings.Repeat("c", n)
		var a, b sight
		a.copySight(&event(new(Event), id).sight)
		b.copySight(&event(used, id).sight)
		if len(a.text) != len(b.text) || a.room() != b.room() || a.callID != b.callID || a.requestID != b.requestID {
			t.Fatalf("call id of %d: %d bytes with room for %d, and %d with room for %d", n, len(a.text), a.room(), len(b.text), b.room())
		}
	}
}
