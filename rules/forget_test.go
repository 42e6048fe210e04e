package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// everyTemplate is a rule set with each template as it may be used: with a key
// and without, in pairs, one to one, with a scope.
func everyTemplate(t testing.TB) *Set {
	var b strings.Builder
	b.WriteString("schema: ivrcheck/rules/v1\nname: every-template\nrules:\n")
	n := 0
	rule := func(template, rest string) {
		n++
		fmt.Fprintf(&b, "  - id: T%03d\n    name: t%d\n    severity: error\n    template: %s\n    when: {message: TreatCall}\n%s", n, n, template, rest)
		b.WriteString("    text: x\n    message: \"{now} and {before} ({before.place})\"\n    missing: \"{before}\"\n    source: {document: x, section: x, basis: documented}\n    examples: [{verdict: satisfied, words: x}]\n")
	}
	then := "    then: {message: TreatStatus}\n"
	scope := "    scope: {after: {message: RouteRequest}, until: {message: RouteResponse}}\n"
	for _, template := range []string{"existence", "absence", "exactly-one", "init"} {
		rule(template, "    key: [CallId]\n    at-end: violated\n")
		rule(template, "    key: [CallId]\n    at-end: violated\n"+scope)
	}
	for _, template := range []string{
		"responded-existence", "response", "alternate-response", "chain-response", "precedence", "alternate-precedence",
		"chain-precedence", "succession", "alternate-succession", "chain-succession", "co-existence", "not-co-existence",
		"not-succession", "not-chain-succession",
	} {
		rule(template, then+"    key: [CallId]\n    at-end: violated\n")
		rule(template, then+"    key: [CallId]\n    match: one-to-one\n    at-end: violated\n")
		rule(template, then+"    key: [CallId]\n    correlate: [RequestId]\n    at-end: violated\n")
		rule(template, then+"    correlate: [RequestId]\n    at-end: violated\n"+scope)
		rule(template, then+"    at-end: violated\n")
	}
	until := "    scope: {until: {message: RouteResponse}}\n"
	for _, template := range []string{"precedence", "alternate-precedence", "chain-precedence", "response"} {
		rule(template, then+"    key: [CallId]\n    at-end: violated\n"+until)
	}
	for _, template := range []string{"precedence", "alternate-precedence", "responded-existence", "response", "not-succession"} {
		rule(template, then+"    key: [CallId]\n    at-end: violated\n"+scope)
		rule(template, then+"    at-end: violated\n"+scope)
	}
	for _, template := range []string{"response", "alternate-response", "chain-response", "succession"} {
		rule(template, then+"    key: [CallId]\n    within: 4s\n    at-end: violated\n")
		rule(template, then+"    key: [CallId]\n    within: 4s\n    match: one-to-one\n")
	}
	for _, name := range declare.Names() {
		if !strings.Contains(b.String(), "template: "+name+"\n") {
			t.Fatalf("template %s is not tested here", name)
		}
	}
	set, err := Load(RuleText{"every-template.yaml", []byte(b.String())})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// judgeAll gives the findings that a judge with a limit comes to.
func judgeAll(set *Set, opt Options, limit int, units []trace.Unit) []*Finding {
	var out []*Finding
	cat := schema.Builtin()
	judge := set.newJudge(opt, limit, set.NewTallies(), func(f *Finding) { out = append(out, f) })
	checker, projector := schema.NewChecker(cat, schema.Options{}), set.NewProjector()
	var ev Event
	for i := range units {
		var m *schema.Message
		if u := &units[i]; u.Kind == trace.Document {
			m, _ = checker.Check(u) // what is wrong with one message alone does not matter here
		}
		projector.Project(&ev, &units[i], m, nil)
		judge.Take(&ev)
	}
	judge.Close()
	return slices.DeleteFunc(out, func(f *Finding) bool {
		return !strings.HasPrefix(f.Rule, "SEQ") && !strings.HasPrefix(f.Rule, "T")
	})
}

// about are the places that a finding is about.
func about(f *Finding) []int {
	places := []int{f.Frame}
	for _, r := range f.Related {
		places = append(places, r.Frame)
	}
	return places
}

// drawUnits makes the units of a few connections with messages about a few calls.
func drawUnits(t *rapid.T, lines []string) []trace.Unit {
	conns := make([]*trace.Conn, rapid.IntRange(1, 3).Draw(t, "connections"))
	var units []trace.Unit
	for i := range conns {
		conns[i] = &trace.Conn{Stream: i, StartSeen: rapid.Bool().Draw(t, "start seen"), Client: 0}
	}
	started := make([]bool, len(conns))
	for n := rapid.IntRange(1, 40).Draw(t, "messages"); n > 0; n-- {
		i := rapid.IntRange(0, len(conns)-1).Draw(t, "connection")
		frame := len(units) + 1
		if !started[i] {
			started[i] = true
			units = append(units, trace.Unit{Kind: trace.Start, Conn: conns[i], Side: -1, Pos: trace.Position{Frame: frame}})
			frame++
		}
		at := trace.Stamp{Time: time.Unix(int64(frame), 0)}
		if rapid.IntRange(0, 19).Draw(t, "lost") == 0 {
			units = append(units, trace.Unit{
				Kind: trace.Gap, Lost: 10, Conn: conns[i], Side: rapid.IntRange(0, 1).Draw(t, "side"),
				StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: trace.Position{Frame: frame, Time: at},
			})
			continue
		}
		line := rapid.SampledFrom(lines).Draw(t, "message")
		line = strings.ReplaceAll(line, "$C", "CallId="+rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "call"))
		line = strings.ReplaceAll(line, "$R", "RequestId="+rapid.SampledFrom([]string{"7", "8"}).Draw(t, "request"))
		u, _, err := parseTraceLine(line, schema.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		u.Conn, u.Pos.Frame, u.Pos.Time = conns[i], frame, at
		units = append(units, *u)
	}
	for i := range conns {
		if started[i] && rapid.Bool().Draw(t, "closed") {
			units = append(units, trace.Unit{
				Kind: trace.End, Conn: conns[i], Side: -1, Closing: trace.CloseOrderly, Pos: trace.Position{Frame: len(units) + 1},
			})
		}
	}
	return units
}

// A judge that must forget never calls violated what one that remembers all does
// not, and where it misses a violation it says that it could not decide.
func TestForgettingIsNeverHeldAgainstAnyone(t *testing.T) {
	builtin, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		set   *Set
		lines []string
	}{
		{"every template", everyTemplate(t), []string{
			"> TreatStatus $C $R", "< TreatCall $C $R", "> TreatStatus $C $R", "< TreatCall $C $R", "> RouteRequest $C", "< RouteResponse $C", "> NewCall $C",
		}},
		{"built-in", builtin, []string{
			"> NewCall $C CallControlMode=Network Version=4.0", "> EndCall $C EndCause=Normal", "> RouteRequest $C", "< RouteResponse $C RouteType=Normal Dest=1",
			"> UDataGet $C $R Keys=a", "< UDataResp $C $R Result=Success", "< CallStatus $C Event=Released", "< CallStatus $C Event=Held",
			"< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn", "< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedOut",
			"> LoginReq ClientName=IVR1", "< LoginResp Result=Success Status=OK", "> CallInfoReq $C", "< CallInfoResp $C", "< CallError $C FailedReq=NoSuchCall",
			"< EndCall $C EndCause=Timeout", "> OneStepXfer $C",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			missed := 0
			rapid.Check(t, func(t *rapid.T) {
				units := drawUnits(t, tc.lines)
				opt := Options{AssumeComplete: rapid.Bool().Draw(t, "assume complete")}
				all := judgeAll(tc.set, opt, 1<<30, units)
				some := judgeAll(tc.set, opt, rapid.IntRange(1, 12).Draw(t, "limit in kB")<<10, units)
				same := func(f *Finding) func(*Finding) bool {
					return func(g *Finding) bool {
						return g.Rule == f.Rule && g.Verdict == f.Verdict && g.Frame == f.Frame
					}
				}
				for _, f := range some {
					if f.Verdict == Violated && !slices.ContainsFunc(all, same(f)) {
						t.Fatalf("violated only when much is forgotten: frame %d: %s %s\n%s", f.Frame, f.Rule, f.Message, told(units))
					}
				}
				for _, f := range all {
					if f.Verdict != Violated || slices.ContainsFunc(some, same(f)) {
						continue
					}
					missed++
					if !slices.ContainsFunc(some, func(g *Finding) bool {
						yields := slices.ContainsFunc(tc.set.program.ByID[f.Rule].YieldsTo, func(r *program.Rule) bool { return r.ID == g.Rule })
						if g.Rule != f.Rule && !yields || g.Verdict != Inconclusive {
							return false
						}
						// A scope that may be open all along has an earlier first message.
						earlier := g.Stream != nil && f.Stream != nil && *g.Stream == *f.Stream && g.CallID == f.CallID && g.Frame < f.Frame
						return earlier || slices.ContainsFunc(about(g), func(at int) bool { return slices.Contains(about(f), at) })
					}) {
						t.Fatalf("forgotten without a word: frame %d: %s %s\n%s", f.Frame, f.Rule, f.Message, told(units))
					}
				}
			})
			if missed == 0 {
				t.Error("no violation was ever forgotten: the limits do not bite")
			}
		})
	}
}

// Violations that wait for the other side of a connection are forgotten for want of memory only:
// however many there are, each is called violated when that side is heard.
func TestManyViolationsWaitForTheOtherSide(t *testing.T) {
	const many = 500
	set := everyTemplate(t)
	conn := &trace.Conn{}
	var units []trace.Unit
	for range many {
		u, _, err := parseTraceLine("< TreatCall CallId=1 RequestId=7", schema.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		u.Conn, u.Pos.Frame = conn, len(units)+1
		units = append(units, *u)
	}
	u, _, err := parseTraceLine("> NewCall CallId=2", schema.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	u.Conn, u.Pos.Frame = conn, len(units)+1
	heard := append(slices.Clone(units), *u)
	count := func(limit int, units []trace.Unit) (violated, undecided int) {
		for _, f := range judgeAll(set, Options{AssumeComplete: true}, limit, units) {
			switch {
			case f.Rule != "T038": // alternate-precedence without a key
			case f.Verdict == Violated:
				violated++
			default:
				undecided++
			}
		}
		return violated, undecided
	}
	for _, tc := range []struct {
		name      string
		limit     int
		units     []trace.Unit
		all, none bool
	}{
		{"heard", 1 << 30, heard, true, false},
		{"never heard", 1 << 30, units, false, true},
		{"heard, with little memory", 1 << 12, heard, false, false},
	} {
		violated, undecided := count(tc.limit, tc.units)
		if violated+undecided != many || tc.all != (undecided == 0) || tc.none != (violated == 0) {
			t.Errorf("%s: %d violated, %d inconclusive", tc.name, violated, undecided)
		}
	}
}

func told(units []trace.Unit) string {
	var b strings.Builder
	for i := range units {
		u := &units[i]
		fmt.Fprintf(&b, "%d stream %d kind %d side %d %s\n", u.Pos.Frame, u.Conn.Stream, u.Kind, u.Side, strings.TrimPrefix(string(u.Body), `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg>`))
	}
	return b.String()
}

// A scope that a message opens after the connection was evicted may have been open before: what
// came in between counts only then.
func TestScopeOpensAfterEviction(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	other, conn := &trace.Conn{Stream: 0}, &trace.Conn{Stream: 1}
	var units []trace.Unit
	at := func() trace.Position {
		n := len(units) + 1
		return trace.Position{Frame: n, Time: trace.Stamp{Time: time.Unix(int64(n), 0)}}
	}
	say := func(line string) {
		u, _, err := parseTraceLine(line, schema.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		u.Conn, u.Pos = conn, at()
		units = append(units, *u)
	}
	units = append(units, trace.Unit{Kind: trace.Start, Conn: conn, Side: -1, Pos: at()})
	say("> NewCall CallId=1 CallControlMode=Network Version=4.0")
	for range 4 {
		units = append(units, trace.Unit{Kind: trace.Gap, Lost: 10, Conn: other, StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: at()})
	}
	say("< LoginResp Result=Success Status=OK")
	say("> LoginReq ClientName=IVR1")
	say("> NewCall CallId=1 CallControlMode=Network Version=4.0")
	verdict := func(limit int) string {
		for _, f := range judgeAll(set, Options{AssumeComplete: true}, limit, units) {
			if f.Rule == "SEQ006" && f.Frame == len(units) {
				return f.Verdict.String()
			}
		}
		return "none"
	}
	if got := verdict(1 << 30); got != "violated" {
		t.Errorf("all remembered: %s", got)
	}
	if got := verdict(1 << 10); got != "inconclusive" {
		t.Errorf("evicted: %s, expected inconclusive", got)
	}
}

// The first event of a key after its connection was evicted counts, even if no key is known yet: after a
// target nothing waits for one. Another constraint of the key is still in doubt.
func TestTargetAfterEviction(t *testing.T) {
	text := "schema: ivrcheck/rules/v1\nname: response\nrules:\n"
	for i, then := range []string{"TreatStatus", "UDataGet"} {
		text += fmt.Sprintf("  - id: T%03d\n    name: t%d\n    severity: error\n    template: response\n    when: {message: TreatCall}\n    then: {message: %s}\n", i+1, i+1, then) +
			"    key: [RequestId]\n    at-end: violated\n    text: x\n    missing: \"{before}\"\n    source: {document: x, section: x, basis: documented}\n    examples: [{verdict: satisfied, words: x}]\n"
	}
	set, err := Load(RuleText{"response.yaml", []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	for _, answered := range []bool{true, false} {
		conn := &trace.Conn{StartSeen: true}
		var units []trace.Unit
		at := func() trace.Position { return trace.Position{Frame: len(units) + 1} }
		say := func(line string) {
			u, _, err := parseTraceLine(line, schema.Builtin())
			if err != nil {
				t.Fatal(err)
			}
			u.Conn, u.Pos = conn, at()
			units = append(units, *u)
		}
		units = append(units, trace.Unit{Kind: trace.Start, Conn: conn, Side: -1, Pos: at()})
		// Other connections evict it, and leave space when they end.
		for i := range 20 {
			units = append(units, trace.Unit{Kind: trace.Gap, Lost: 10, Conn: &trace.Conn{Stream: i + 1}, StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: at()})
		}
		for _, u := range units[1:] {
			units = append(units, trace.Unit{Kind: trace.End, Conn: u.Conn, Side: -1, Closing: trace.CloseOrderly, Pos: at()})
		}
		if answered {
			say("> TreatStatus CallId=1 RequestId=7 Status=Completed")
		}
		say("< TreatCall CallId=1 RequestId=7 Type=Music")
		units = append(units, trace.Unit{Kind: trace.End, Conn: conn, Side: -1, Closing: trace.CloseOrderly, Pos: at()})
		want := "T001 inconclusive, T002 inconclusive"
		if answered {
			want = "T001 violated, T002 inconclusive"
		}
		var got []string
		for _, f := range judgeAll(set, Options{AssumeComplete: true}, 1<<13, units) {
			got = append(got, f.Rule+" "+f.Verdict.String())
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("target seen after the eviction: %v\ngot  %s\nwant %s", answered, got, want)
		}
	}
}
