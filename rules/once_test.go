package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// onceSet has a sequence rule that is reported once, beside the built-in ones.
func onceSet(t *testing.T) *Set {
	t.Helper()
	set, err := Load(RuleText{Name: "once.yaml", Data: []byte(`
schema: ivrcheck/rules/v1
name: once
extends: [iserver]
rules:
  - id: ONCE1
    name: endcall-after-newcall
    severity: error
    report: once
    template: chain-precedence
    when: {message: EndCall}
    then: {message: NewCall}
`)})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// What is missing is decided at the end, and may be at an earlier message than what is wrong.
func TestOnceAtTheFirstMessage(t *testing.T) {
	set, err := Load(RuleText{Name: "once.yaml", Data: []byte(`
schema: ivrcheck/rules/v1
name: once
extends: []
rules:
  - id: ONCE2
    name: routed
    severity: error
    report: once
    all:
      - {template: response, when: {message: RouteRequest}, then: {message: RouteResponse}, at-end: violated}
      - {template: absence, when: {message: Connected}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	var conn trace.Conn
	got := judgeOnce(t, set, Options{}, 0, []sent{
		{conn: &conn, pos: trace.Position{Frame: 1}, line: "> LoginReq ClientName=IVR1 Version=4.0"},
		{conn: &conn, side: 1, pos: trace.Position{Frame: 2}, line: "< LoginResp IServerVersion=8.5 Result=Success Status=OK"},
		{conn: &conn, pos: trace.Position{Frame: 3}, line: "> RouteRequest CallId=7 RouteDN=1"},
		{conn: &conn, pos: trace.Position{Frame: 4}, line: "> Connected CallId=7"},
		{conn: &conn, pos: trace.Position{Frame: 5}, line: "> Connected CallId=7"},
		{conn: &conn, pos: trace.Position{Frame: 6}, line: "fin"},
	})
	if want := []string{"ONCE2 violated 3 3"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// sent is a message of a connection, or a gap if line is empty.
type sent struct {
	conn *trace.Conn
	side int
	pos  trace.Position
	line string
}

// judgeOnce gives the findings of ONCE1 and XML004 as "CODE verdict place count".
func judgeOnce(t *testing.T, set *Set, opt Options, limit int, messages []sent) (got []string) {
	t.Helper()
	judge := set.newJudge(opt, limit, set.NewTallies(), func(f *Finding) {
		if strings.HasPrefix(f.Rule, "ONCE") || f.Rule == "XML004" {
			got = append(got, fmt.Sprintf("%s %s %d %d", f.Rule, f.Verdict, f.Place(), f.Count))
		}
	})
	projector := set.NewProjector()
	var ev Event
	for _, s := range messages {
		u := &trace.Unit{Kind: trace.Gap, Lost: 1}
		var m *schema.Message
		var faults []trace.Fault
		switch s.line {
		case "":
		case "end":
			u = &trace.Unit{Kind: trace.End}
		case "fin":
			u = &trace.Unit{Kind: trace.End, Closing: trace.CloseOrderly}
		default:
			var err error
			if u, _, err = parseTraceLine(s.line, schema.Builtin()); err != nil {
				t.Fatal(err)
			}
			if u.Kind == trace.Frame {
				break
			}
			u.Body = []byte(strings.Replace(string(u.Body), `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, "", 1))
			m, faults = schema.NewChecker(schema.Builtin(), schema.Options{}).Check(u)
		}
		u.Conn, u.Side, u.Pos = s.conn, s.side, s.pos
		u.StreamStart, u.StreamEnd, u.Acked = -1, -1, -1
		projector.Project(&ev, u, m, faults)
		judge.Take(&ev)
	}
	judge.Close()
	return got
}

func frame(n int) trace.Position { return trace.Position{Frame: n} }

func TestReportedOnce(t *testing.T) {
	set := onceSet(t)
	a, b := &trace.Conn{Stream: 0, Client: 0}, &trace.Conn{Stream: 1, Client: 0}
	const server = "< keep-alive-ack" // proves that the input has messages of the server
	const end, more = "> EndCall CallId=7 EndCause=Normal", "< EndCall CallId=7 EndCause=Normal"
	logged := &trace.Conn{Stream: -1}
	for _, tc := range []struct {
		name     string
		opt      Options
		messages []sent
		want     []string
	}{
		{"one finding for each connection and direction, when the connection ends", Options{}, []sent{
			{a, 0, frame(1), end}, {a, 1, frame(2), more}, {b, 0, frame(3), end}, {a, 0, frame(4), end}, {a, 1, frame(5), more}, {a, 0, frame(6), end},
			{a, -1, frame(7), "end"}, {b, 0, frame(8), end}, {b, 1, frame(9), server},
		}, []string{
			"XML004 violated 1 3", "ONCE1 inconclusive 1 1", "XML004 violated 2 2", "ONCE1 violated 2 2", "ONCE1 violated 4 2",
			"XML004 violated 3 2", "ONCE1 inconclusive 3 1", "ONCE1 violated 8 1",
		}},
		{"a violated finding is not counted with inconclusive ones", Options{}, []sent{
			{a, 0, frame(1), "> LoginReq Version=4.0"}, {a, 0, frame(2), end}, {a, 0, frame(3), ""}, {a, 0, frame(4), end}, {a, 0, frame(5), end}, {a, 1, frame(6), server},
		}, []string{"XML004 violated 1 4", "ONCE1 inconclusive 4 1", "ONCE1 violated 2 2"}},
		{"only what the filter wants counts", Options{Filter: func(f *Finding) bool { return f.Frame >= 2 && f.Frame <= 3 }}, []sent{
			{a, 0, frame(1), end}, {a, 0, frame(2), end}, {a, 0, frame(3), end}, {a, 0, frame(4), end}, {a, 1, frame(5), server},
		}, []string{"XML004 violated 2 2", "ONCE1 violated 2 2"}},
		{"one finding for a log", Options{}, []sent{
			{logged, -1, trace.Position{Line: 1}, end}, {logged, -1, trace.Position{Line: 3}, more}, {&trace.Conn{Stream: -1, Name: "pod"}, 0, trace.Position{Line: 5}, end},
		}, []string{"XML004 violated 1 3", "ONCE1 inconclusive 1 3"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := judgeOnce(t, set, tc.opt, 0, tc.messages)
			if !slices.Equal(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

// What is held counts for the memory limit: at the limit the connection that has been silent
// for longest is evicted with its findings.
func TestReportedOnceIsBounded(t *testing.T) {
	var messages []sent
	for i := range 5000 {
		messages = append(messages, sent{&trace.Conn{Stream: i, Client: 0}, 0, frame(i + 1), "> EndCall CallId=7 EndCause=Normal"})
	}
	set := onceSet(t)
	held, most := 0, 0
	judge := set.newJudge(Options{}, 1<<20, set.NewTallies(), func(*Finding) { held-- })
	projector := set.NewProjector()
	checker := schema.NewChecker(schema.Builtin(), schema.Options{})
	var ev Event
	for _, s := range messages {
		u, _, err := parseTraceLine(s.line, schema.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		u.Conn, u.Pos = s.conn, s.pos
		u.Body = []byte("<GctiMsg><CallId>7</CallId><EndCall EndCause='Normal'/></GctiMsg>")
		m, faults := checker.Check(u)
		projector.Project(&ev, u, m, faults)
		judge.Take(&ev)
		most = max(most, len(judge.shards[0].reporter.once.held))
	}
	if most < 100 || most > 1<<20/1024 {
		t.Errorf("at most %d findings were held", most)
	}
	judge.Close()
	if n := len(judge.shards[0].reporter.once.held) + len(judge.shards[0].reporter.once.order); n != 0 {
		t.Errorf("%d findings are held at the end", n)
	}
}

// The fingerprint of a finding that stands for many messages does not depend on which is the
// first; severity and count of a fault are its own.
func TestOnceFingerprint(t *testing.T) {
	set := onceSet(t)
	prints := map[string]bool{}
	for _, line := range []string{"> EndCall CallId=7 EndCause=Normal", "> NewCall CallId=7 CallControlMode=Network Version=4.0"} {
		u, _, err := parseTraceLine(line, schema.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		u.Conn = &trace.Conn{}
		judge := set.NewJudge(Options{}, set.NewTallies(), func(f *Finding) {
			if f.Rule == "XML004" {
				prints[f.Fingerprint] = true
				if f.Count != 1 {
					t.Errorf("count is %d", f.Count)
				}
			}
			if f.Rule == "GLI010" && (f.Severity != Warning || f.Count != 0) {
				t.Errorf("GLI010 is %s, count %d; expected a warning without count", f.Severity, f.Count)
			}
		})
		var ev Event
		m, _ := schema.NewChecker(schema.Builtin(), schema.Options{}).Check(u)
		set.NewProjector().Project(&ev, u, m, []trace.Fault{{Code: "XML004", Subject: "DOCTYPE"}, {Code: "GLI010", Lower: 1, Each: true}})
		judge.Take(&ev)
		judge.Close()
	}
	if len(prints) != 1 {
		t.Errorf("fingerprints %v, expected one", prints)
	}
}
