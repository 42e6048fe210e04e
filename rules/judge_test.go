package rules

import (
	"fmt"
	"strings"
	"testing"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// play judges a trace written as in rule examples, with more kinds of lines:
//
//	~ >   bytes from the IVR are missing          ! <  a message from the server is unreadable
//	fin   both sides closed in order              rst  the connection was reset
//	cut   the capture ends (also without a line)  mid  (first) the start was not captured
//
// and gives the sequence findings as "CODE verdict frame", the frame being
// the number of the line.
func play(t *testing.T, opt Options, text string) []string {
	t.Helper()
	var got []string
	for _, f := range findings(t, opt, text) {
		if strings.HasPrefix(f.Rule, "SEQ") {
			got = append(got, fmt.Sprintf("%s %s %d", f.Rule, f.Verdict, f.Frame))
		}
	}
	return got
}

func findings(t *testing.T, opt Options, text string) (out []*Finding) {
	t.Helper()
	judgeText(t, opt, text, func(f *Finding) { out = append(out, f) })
	return out
}

// judgeText judges such a trace and gives the findings to emit.
func judgeText(t *testing.T, opt Options, text string, emit func(*Finding)) {
	t.Helper()
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	judgeBy(t, set, opt, text, emit)
}

// judgeBy judges such a trace by a set of rules.
func judgeBy(t *testing.T, set *Set, opt Options, text string, emit func(*Finding)) {
	t.Helper()
	cat := set.Catalogue()
	judge := set.NewJudge(opt, set.NewTallies(), emit)
	checker, projector := schema.NewChecker(cat, schema.Options{}), set.NewProjector()
	conn := &trace.Conn{Stream: 0, StartSeen: !strings.HasPrefix(text, "mid"), Client: 0}
	var ev Event
	take := func(u *trace.Unit) {
		var m *schema.Message
		var faults []trace.Fault
		if u.Kind == trace.Document && !u.Partial {
			m, faults = checker.Check(u)
		}
		projector.Project(&ev, u, m, faults)
		judge.Take(&ev)
	}
	take(&trace.Unit{Kind: trace.Start, Conn: conn, Side: -1})
	closing := trace.CloseUnseen
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		u := &trace.Unit{Conn: conn, StreamStart: -1, StreamEnd: -1, Acked: -1}
		var err error
		switch word, rest, _ := strings.Cut(line, " "); word {
		case "mid":
			continue
		case "fin":
			closing = trace.CloseOrderly
			continue
		case "rst":
			closing = trace.CloseReset
			continue
		case "cut":
			continue
		case "~", "!":
			u.Kind, u.Lost = trace.Gap, 10
			if word == "!" {
				u.Kind, u.Partial = trace.Document, true
			}
			if rest == "<" {
				u.Side = 1
			}
		default:
			if u, _, err = parseTraceLine(line, cat); err != nil {
				t.Fatal(err)
			}
			u.Conn = conn
		}
		u.Pos.Frame = i + 1
		take(u)
	}
	take(&trace.Unit{Kind: trace.End, Conn: conn, Side: -1, Closing: closing, Present: [2]bool{true, true}, Pos: trace.Position{Frame: len(lines)}})
	judge.Close()
}

const (
	login = "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\n"
	new7  = "> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4711\n"
	end7  = "> EndCall CallId=7 EndCause=Normal\n"
)

func agent(port, status string) string {
	return "< MonitorInfo Agent.PortNum=" + port + " Agent.Status=" + status + "\n"
}

func TestVerdicts(t *testing.T) {
	for _, tc := range []struct {
		name, trace, want string
	}{
		// Section 7 of the contract, row by row.
		{"open response, the connection not seen to close", login + agent("01", "LoggedIn") + "cut", "SEQ010 inconclusive 3"},
		{"open response, closed in order", login + agent("01", "LoggedIn") + "fin", "SEQ010 violated 3"},
		{"open response, reset", login + agent("01", "LoggedIn") + "rst", "SEQ010 inconclusive 3"},
		{"init, start not captured", "mid\n" + agent("01", "Ready"), "SEQ007 inconclusive 2"},
		{"init, start seen", agent("01", "Ready"), "SEQ007 violated 1"},
		{"precedence, start not captured and no login", "mid\n< CallStatus CallId=9 Event=Ringing", "SEQ007 inconclusive 2, SEQ021 inconclusive 2"},
		{"a gap between activation and the deciding message", login + agent("01", "LoggedIn") + "~ <\n" + agent("01", "LoggedOut") + "fin", "SEQ010 inconclusive 5"},
		{"a gap of the other direction cannot change it", login + agent("01", "LoggedIn") + "~ >\n" + agent("01", "LoggedOut") + "fin", "SEQ010 violated 5"},
		{"a gap before the activation does not matter", login + "~ <\n" + agent("01", "LoggedIn") + agent("01", "LoggedOut") + "fin", "SEQ010 violated 5"},
		{"an unreadable message is a gap for every key", login + agent("01", "LoggedIn") + "! <\n" + agent("01", "LoggedOut") + "fin", "SEQ010 inconclusive 5"},
		{"a gap before the end hides what ends the call", login + new7 + "~ >\nfin", "SEQ023 inconclusive 3"},
		{"a gap of either side hides it, since both can end a call", login + new7 + "~ <\nfin", "SEQ023 inconclusive 3"},
		{"a gap before the call does not", login + "~ >\n~ <\n" + new7 + "fin", "SEQ023 violated 5"},
		{"a gap hides the NewCall", login + "~ >\n< CallStatus CallId=9 Event=Ringing\nfin", "SEQ021 inconclusive 4"},
		{"a gap of the server does not hide the NewCall, but a DialOut", login + "~ <\n< CallStatus CallId=9 Event=Ringing\nfin", "SEQ021 inconclusive 4"},

		// Agents: about one port.
		{"other ports and messages in between do not matter", login + agent("01", "LoggedIn") + agent("02", "LoggedOut") + new7 + end7 + agent("01", "Ready") + "fin", ""},
		{"ReqId answers count as the next status", login + "> AgentQuery ReqId=1 PortNum=01\n" + agent("01", "LoggedIn") + "< MonitorInfo ReqId=1 Agent.PortNum=01 Agent.Status=NotReady\nfin", ""},
		{"LoggedIn twice is SEQ010 alone", login + agent("01", "LoggedIn") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", "SEQ010 violated 4"},
		{"LoggedIn again later is SEQ013", login + agent("01", "LoggedIn") + agent("01", "Ready") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", "SEQ013 violated 5"},
		{"Unknown counts as LoggedOut", login + agent("01", "LoggedIn") + agent("01", "Ready") + agent("01", "Unknown") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", "SEQ016 violated 5"},
		{"Unknown after LoggedOut is no fault, nor LoggedOut after it", login + agent("01", "LoggedOut") + agent("01", "Unknown") + agent("01", "LoggedOut") + "fin", "SEQ016 violated 4"},
		{"Ready needs no LoggedIn", login + agent("01", "Ready") + agent("01", "NotReady") + "fin", ""},
		{"LoggedOut twice", login + agent("01", "LoggedOut") + agent("01", "LoggedOut") + "fin", "SEQ013 violated 4"},
		{"a query repeats a status", login + agent("01", "LoggedOut") + "> AgentQuery ReqId=1 PortNum=01\n< MonitorInfo ReqId=1 Agent.PortNum=01 Agent.Status=LoggedOut\nfin", ""},
		{"a request may be what ended a status", login + agent("01", "LoggedIn") + agent("01", "Ready") + "> AgentLogout ReqId=1 PortNum=01\n< MonitorInfo ReqId=1 Agent.PortNum=01 Agent.Status=LoggedOut\n" + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", ""},
		{"a status without its port is of no port", login + agent("01", "LoggedIn") + "< MonitorInfo Agent.Status=Ready\n" + agent("01", "LoggedOut") + "fin", "SEQ010 violated 5"},

		// Login.
		{"two answers", login + "< LoginResp IServerVersion=8.5 Result=Success Status=OK\nfin", "SEQ002 violated 3"},
		{"InitInProgress and then OK", "> LoginReq ClientName=IVR1 Version=4.0\n< LoginResp IServerVersion=8.5 Result=Success Status=InitInProgress\n< LoginResp IServerVersion=8.5 Result=Success Status=OK\nfin", ""},
		{"no answer", "> LoginReq ClientName=IVR1 Version=4.0\nfin", "SEQ002 violated 1"},
		{"an answer without a request is no login", "< LoginResp IServerVersion=8.5 Result=Success Status=OK\n> LoginReq ClientName=IVR1 Version=4.0\n" + new7 + end7 + "fin", "SEQ006 violated 3, SEQ002 violated 2"},
		{"a LoginReq is a start", "mid\n" + login + "< CallStatus CallId=9 Event=Ringing", "SEQ021 violated 4"},

		// Calls.
		{"a repeated NewCall changes nothing else", login + new7 + new7 + "fin", "SEQ020 violated 4, SEQ023 violated 3"},
		{"a CallId may be used again", login + new7 + end7 + new7 + end7 + "fin", ""},
		{"each message of an unknown call is reported", login + "< CallStatus CallId=9 Event=Ringing\n< CallStatus CallId=9 Event=Established\nfin", "SEQ021 violated 3, SEQ021 violated 4"},
		{"an error about agents belongs to no call", login + "< CallError CallId=9 FailedReq=AgentControl\nfin", ""},
		{"MakeCall may have opened any", login + "> MakeCall CallId=1\n< CallStatus CallId=9 Event=Dialing\nfin", ""},
		{"Released ends a call", login + new7 + "< CallStatus CallId=7 Event=Released\nfin", ""},
		{"the server may end it", login + new7 + "< EndCall CallId=7 EndCause=Normal\nfin", ""},
		{"an unanswered id", login + "< MonitorInfo ReqId=4 Agent.PortNum=01 Agent.Status=Ready\nfin", "SEQ011 violated 3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := strings.Join(play(t, Options{}, tc.trace), ", "); got != tc.want {
				t.Errorf("%s\n got %s\nwant %s", tc.trace, got, tc.want)
			}
		})
	}
}

func TestAssumeComplete(t *testing.T) {
	for _, tc := range []struct{ name, trace, want string }{
		{"what is open at the end is violated", login + agent("01", "LoggedIn") + "cut", "SEQ010 violated 3"},
		{"also after a reset", login + agent("01", "LoggedIn") + "rst", "SEQ010 violated 3"},
		{"what is missing at the start was never there", "mid\n< CallStatus CallId=9 Event=Ringing", "SEQ007 violated 2, SEQ021 violated 2"},
		{"a gap stays a gap", login + agent("01", "LoggedIn") + "~ <\ncut", "SEQ010 inconclusive 3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := strings.Join(play(t, Options{AssumeComplete: true}, tc.trace), ", "); got != tc.want {
				t.Errorf("%s\n got %s\nwant %s", tc.trace, got, tc.want)
			}
		})
	}
}

// An agent finding names port, both frames and the reference.
func TestAgentFindingNamesAll(t *testing.T) {
	all := findings(t, Options{}, login+agent("01", "LoggedIn")+agent("02", "LoggedIn")+agent("02", "Ready")+agent("01", "LoggedOut")+"fin")
	if len(all) != 1 {
		t.Fatalf("got %d findings, want 1", len(all))
	}
	f := all[0]
	if f.Port != "01" || f.Frame != 6 || len(f.Related) != 1 || f.Related[0].Frame != 3 || f.Actual == nil || *f.Actual != "LoggedOut" {
		t.Errorf("got %+v", f)
	}
	if want := "agent on port 01 is LoggedOut after LoggedIn (frame 3), expected Ready or NotReady"; f.Message != want {
		t.Errorf("message\n got %s\nwant %s", f.Message, want)
	}
	if f.Source.Document == "" || f.Source.Section == "" || f.Source.Basis != "documented" {
		t.Errorf("source %+v", f.Source)
	}
}

// The fingerprint is of the fault, not of where it was seen.
func TestFingerprintIsStable(t *testing.T) {
	one := findings(t, Options{}, login+agent("01", "LoggedIn")+agent("01", "LoggedOut")+"fin")
	two := findings(t, Options{}, login+new7+end7+agent("44", "LoggedIn")+agent("44", "LoggedOut")+"fin")
	other := findings(t, Options{}, login+agent("01", "LoggedIn")+agent("01", "Unknown")+"fin")
	if len(one) != 1 || len(two) != 1 || one[0].Fingerprint != two[0].Fingerprint {
		t.Errorf("the same fault elsewhere: %v and %v", one, two)
	}
	if other[0].Fingerprint == one[0].Fingerprint {
		t.Error("another actual value must give another fingerprint")
	}
}

// Every example of the built-in rules gets the verdict that it says.
func TestExamples(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Rules() {
		for i, e := range r.Examples {
			if e.Words != "" {
				continue
			}
			got, _, err := set.Try(r.ID, e)
			if err != nil || got.String() != e.Verdict {
				t.Errorf("%s, example %d: got %v (%v), want %s\n%s%s", r.ID, i+1, got, err, e.Verdict, e.Trace, e.XML+e.Frames)
			}
		}
	}
}

func TestSelection(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name            string
		selected        []string
		ignored         []string
		code, subject   string
		wanted, runsToo bool
	}{
		{"all by default", nil, nil, "SEQ010", "x", true, true},
		{"a prefix", []string{"SEQ"}, nil, "SEQ010", "x", true, true},
		{"another prefix", []string{"SEQ"}, nil, "MSG003", "x", false, false},
		{"ignored", nil, []string{"SEQ010"}, "SEQ010", "x", false, false},
		{"the longer match wins", []string{"SEQ010"}, []string{"SEQ"}, "SEQ010", "x", true, true},
		{"ignoring wins a tie", []string{"SEQ010"}, []string{"SEQ010"}, "SEQ010", "x", false, false},
		{"a subject", []string{"MSG003:LoginResp.Status"}, nil, "MSG003", "LoginResp.Status", true, true},
		{"another subject", []string{"MSG003:LoginResp.Status"}, nil, "MSG003", "LoginResp.Result", false, true},
		{"a subject ignored", nil, []string{"MSG003:LoginResp.Status"}, "MSG003", "LoginResp.Status", false, true},
	} {
		sel, err := set.Select(tc.selected, tc.ignored)
		if err != nil {
			t.Fatal(err)
		}
		if got := sel.Wants(tc.code, tc.subject); got != tc.wanted {
			t.Errorf("%s: wanted %v, got %v", tc.name, tc.wanted, got)
		}
		if got := sel.Runs(tc.code); got != tc.runsToo {
			t.Errorf("%s: runs %v, got %v", tc.name, tc.runsToo, got)
		}
	}
	for _, bad := range []string{"FOO", "MSG003:", ":x", "SEQ01x"} {
		if _, err := set.Select([]string{bad}, nil); err == nil {
			t.Errorf("%q must be refused", bad)
		}
	}
}
