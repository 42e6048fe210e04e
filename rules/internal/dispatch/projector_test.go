package dispatch

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// paths are what the test's program wants to know: of the call, of lists and what is in
// them, of structs, of anything.
func paths(cat *schema.Catalogue, lists bool) []string {
	all := []string{cat.Envelope.CallID, program.AnyValue, "UDataEx.*", "ExtnsEx.*", "NoSuch", "No.Such"}
	if lists {
		all = append(all, "UDataEx.Key1")
	}
	seen := map[string]bool{}
	for _, m := range cat.Messages() {
		for _, path := range m.Paths() {
			if !seen[path] && (lists || !m.Parameter(path).IsList()) {
				seen[path] = true
				all = append(all, path)
			}
		}
	}
	return all
}

// newProgram is a program with one rule about every value of every message.
func newProgram(cat *schema.Catalogue, lists bool) *program.Program {
	p := program.New(cat)
	p.Paths = paths(cat, lists)
	r := &program.Rule{ID: "T1"}
	k := &program.Constraint{Rule: r, Declare: mustParse("existence"), Group: -1, Scope: -1}
	for slot := range p.Paths {
		k.Labels = append(k.Labels, slot)
	}
	k.When = program.Matcher{{From: program.Both, Tests: []program.Test{{Slot: 0, Op: program.Has}}}}
	for _, m := range cat.Messages() {
		p.AnyOf[m.Name] = true
	}
	p.Rules, p.Constraints = []*program.Rule{r}, []*program.Constraint{k}
	return p
}

// document writes a message with some of its parameters, right and wrong, some twice.
func document(dice *rand.Rand, cat *schema.Catalogue) string {
	spec := cat.Messages()[dice.IntN(len(cat.Messages()))]
	odd := dice.IntN(4) == 0
	value := func(p *schema.ParameterSpec) string {
		if len(p.Values) > 0 && dice.IntN(5) > 0 {
			return p.Values[dice.IntN(len(p.Values))]
		}
		return fmt.Sprint(dice.IntN(3), strings.Repeat(" ", dice.IntN(2)))
	}
	name := func(p *schema.ParameterSpec) string {
		if odd && dice.IntN(6) == 0 {
			return strings.ToLower(p.Name)
		}
		if len(p.Aliases) > 0 && dice.IntN(3) == 0 {
			return p.Aliases[0]
		}
		return p.Name
	}
	var write func(params []*schema.ParameterSpec) (attributes, elements string)
	write = func(params []*schema.ParameterSpec) (attributes, elements string) {
		for _, p := range params {
			if dice.IntN(2) == 0 {
				continue
			}
			n := name(p)
			switch {
			case p.Form == "attribute" && (!odd || dice.IntN(6) > 0):
				attributes += fmt.Sprintf(` %s="%s"`, n, value(p))
			case p.Form == "nodes":
				elements += "<" + n + ">"
				for i := range dice.IntN(4) {
					elements += fmt.Sprintf(`<Node Name="Key%d " Type="Str" Val="%d"/>`, i, dice.IntN(9))
				}
				elements += "</" + n + ">"
			default:
				for range 1 + dice.IntN(6)/5 {
					a, e := write(p.Parameters)
					if len(p.Parameters) == 0 {
						e = value(p)
					}
					elements += "<" + n + a + ">" + e + "</" + n + ">"
				}
			}
		}
		if odd && dice.IntN(4) == 0 {
			attributes += ` NoSuch="1"`
		}
		if dice.IntN(6) == 0 {
			attributes += ` Colour="1"`
		}
		if unknown := []string{"<Shape>1</Shape>", "<No><Such>1</Such></No>", "<Shape ReqId='1'/>"}; dice.IntN(8) == 0 {
			elements = unknown[dice.IntN(len(unknown))] + elements
		}
		return attributes, elements
	}
	a, e := write(spec.Parameters)
	message := "<" + spec.Name + a + ">" + e + "</" + spec.Name + ">"
	switch dice.IntN(8) {
	case 0, 1:
	case 2:
		message += "<CallId> c1</CallId>"
	case 3:
		message += "<CallId>c1<NoSuch/></CallId>"
	default:
		message = "<CallId> c1</CallId>" + message
	}
	return "<GctiMsg>" + message + "</GctiMsg>"
}

// What one pass over the nodes finds is what a look-up of each path finds.
func TestOnePassFindsWhatLookUpsFind(t *testing.T) {
	cat, dice := schema.Builtin(), rand.New(rand.NewPCG(2, 7))
	checker := schema.NewChecker(cat, schema.Options{})
	for _, lists := range []bool{true, false} {
		onePass(t, dice, cat, checker, newProgram(cat, lists))
	}
}

func onePass(t *testing.T, dice *rand.Rand, cat *schema.Catalogue, checker *schema.Checker, p *program.Program) {
	fast, slow := New(p).NewProjector(), New(p).NewProjector()
	var a, b Event
	passes, values, lists := 0, 0, 0
	for range 20_000 {
		u := &trace.Unit{Kind: trace.Document, Side: -1, Body: []byte(document(dice, cat))}
		m, faults := checker.Check(u)
		if m == nil {
			continue
		}
		plan := *slow.planOf(m.Spec)
		plan.byNumber = nil
		slow.plans[m.Spec.Number()].Store(&plan)
		fast.Project(&a, u, m, faults)
		m.Nodes()
		m.Template = nil // it notes what fast has found
		slow.Project(&b, u, m, faults)
		if a.Plan.byNumber != nil {
			passes++
		}
		got, want := bySlot(&a), bySlot(&b)
		if !reflect.DeepEqual(got, want) || a.Record.RequestID != b.Record.RequestID || a.Record.Port != b.Record.Port {
			t.Fatalf("%s\ngot  %+v %q %q\nwant %+v %q %q", u.Body, got, a.Record.RequestID, a.Record.Port, want, b.Record.RequestID, b.Record.Port)
		}
		for _, v := range want {
			values++
			if v.List && v.Text != "" {
				lists++
			}
		}
	}
	if passes < 5_000 || values < 30_000 || lists < 1000 {
		t.Errorf("%d passes, %d values, %d lists", passes, values, lists)
	}
}

// Of messages of which only the name is known, documents with the same markup may have a path at
// different nodes: items of lists are found by their keys.
func TestPathsOfNameOnlyMessages(t *testing.T) {
	cat := schema.Builtin()
	p := newProgram(cat, false)
	p.Paths = []string{cat.Envelope.CallID, "Status", "Port.PortNum"}
	p.Constraints[0].Labels = []int{0, 1, 2}
	checker, projector := schema.NewChecker(cat, schema.Options{}), New(p).NewProjector()
	for _, tc := range []struct{ inside, status, port string }{
		{`Status='a'><Port PortNum='7'/>`, "a", "7"},
		{`Status='b'><Port PortNum='8'/>`, "b", "8"},
		{`Status='c'><Port><Node Name='PortNum' Val='1'/><Node Name='Other' Val='2'/></Port>`, "c", "1"},
		{`Status='d'><Port><Node Name='Other' Val='3'/><Node Name='PortNum' Val='4'/></Port>`, "d", "4"},
		{`Status='e'><Port><Node Name='Other' Val='5'/><Node Name='Others' Val='6'/></Port>`, "e", ""},
		{`>`, "", ""},
	} {
		for range 2 {
			u := &trace.Unit{Kind: trace.Document, Body: []byte(`<?xml version='1.0'?><!DOCTYPE GctiMsg SYSTEM 'IServer.dtd'><GctiMsg><CallId>c1</CallId><DialOutInit ` +
				tc.inside + `</DialOutInit></GctiMsg>`)}
			m, faults := checker.Check(u)
			if len(faults) > 0 || !m.Spec.NameOnly || m.Template == nil {
				t.Fatalf("%s: %v, or it has no template", u.Body, faults)
			}
			ev := new(Event)
			projector.Project(ev, u, m, faults)
			if got := [...]string{ev.Record.Value(0).Text, ev.Record.Value(1).Text, ev.Record.Value(2).Text}; got != [...]string{"c1", tc.status, tc.port} {
				t.Errorf("%s: %q", u.Body, got)
			}
		}
	}
}

func bySlot(ev *Event) map[int32]program.Value {
	all := map[int32]program.Value{}
	for _, v := range ev.Record.Values {
		all[v.Slot] = v
	}
	return all
}

// A key is its only value, or the joined text of its parts; it is missing if a part is.
func TestKeys(t *testing.T) {
	for _, tc := range []struct {
		parts  [][]int
		values [3]string
		want   string
	}{
		{[][]int{{0}}, [3]string{"a"}, "a"},
		{[][]int{{0}}, [3]string{"", "b"}, ""},
		{[][]int{{0, 1}}, [3]string{"a", "b"}, "a"},
		{[][]int{{0, 1}}, [3]string{"", "b"}, "b"},
		{[][]int{{0}, {1}}, [3]string{"a", "b"}, "a\x00b"},
		{[][]int{{0}, {1}}, [3]string{"a"}, ""},
		{[][]int{{0}, {1, program.Absent}, {2}}, [3]string{"a", "", "c"}, "a\x00\x01\x00c"},
		{[][]int{{program.Absent}}, [3]string{}, "\x01"},
	} {
		p := &Projector{ev: new(Event), plan: &Plan{keys: []keyParts{newKeyParts(tc.parts)}}}
		for i, text := range tc.values {
			if text != "" {
				p.ev.Record.Values = append(p.ev.Record.Values, program.Value{Text: text, Slot: int32(i), OK: true})
			}
		}
		if p.keys(); p.ev.Keys[0] != tc.want {
			t.Errorf("%v of %q: %q, want %q", tc.parts, tc.values, p.ev.Keys[0], tc.want)
		}
	}
}

// What a copy of an event counts for depends on the event alone, and not on what its memory
// held before: else the order in which workers come to their batches would decide what
// is evicted.
func TestCopiesCountForWhatTheyHold(t *testing.T) {
	cat := schema.Builtin()
	checker, projector := schema.NewChecker(cat, schema.Options{}), New(newProgram(cat, true)).NewProjector()
	event := func(ev *Event, id string) *Event {
		body := []byte(`<?xml version='1.0'?><GctiMsg><CallId>` + id + `</CallId><UDataSet Action='Add'><RequestId>` + strings.Repeat("7", 40) +
			`</RequestId><UDataEx><Node Name='VoxFile' Type='Str' Val='` + id + `'/></UDataEx></UDataSet></GctiMsg>`)
		u := &trace.Unit{Kind: trace.Document, Body: body}
		m, faults := checker.Check(u)
		projector.Project(ev, u, m, faults)
		return ev
	}
	used, kept := new(Event), new(Record)
	for n := 300; n > 0; n -= 7 {
		id := strings.Repeat("c", n)
		var a Record
		fresh := event(new(Event), id)
		a.Copy(&fresh.Record, nil)
		kept.Copy(&event(used, id).Record, nil)
		if a.Size() != kept.Size() || a.CallID != kept.CallID || a.RequestID != kept.RequestID || fresh.Size() != used.Size() {
			t.Fatalf("call id of %d: a copy counts for %d and for %d", n, a.Size(), kept.Size())
		}
	}
}

func mustParse(name string) declare.Constraint {
	t, err := declare.Parse(name)
	if err != nil {
		panic(err)
	}
	return declare.Constraint{Template: t}
}
