package wording

import (
	"net/netip"
	"testing"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// newRule is a rule with parsed sentences.
func newRule(paths []string) *program.Rule {
	r := &program.Rule{ID: "T1", Name: "test", Severity: program.Error, ByBasis: true}
	r.Sentences.Message = program.ParsePhrase("{now} on {Agent.PortNum} after {before} ({before.place}): {actual}, not {expected}", paths)
	r.Sentences.Missing = program.ParsePhrase("nothing after {before}", paths)
	r.Missing = "nothing after {before}"
	r.Sentences.Hints = map[string]program.Phrase{"near": program.ParsePhrase("did you mean {nearest}?", paths)}
	return r
}

func newEvent(name string, frame int, values ...program.Value) *dispatch.Event {
	ev := new(dispatch.Event)
	ev.Reset(&trace.Unit{Kind: trace.Document, Side: 1, Pos: trace.Position{File: "f", Frame: frame}})
	ev.Record.Name, ev.Record.Values, ev.Record.CallID = name, values, "c1"
	return ev
}

var conn = &trace.Conn{Stream: 3, Ends: [2]netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:5"), netip.MustParseAddrPort("[2001:db8::1]:6")}}

func TestFaults(t *testing.T) {
	p := program.New(schema.Builtin())
	r := newRule(nil)
	r.Sentences.Message = program.ParsePhrase("{subject} is {actual} ({what}), expected {expected}", nil)
	f := trace.Fault{
		Code: "T1", Subject: "A.B", Actual: "secret", HasActual: true, ActualPrivate: true, Expected: []string{"x", "y", "z"}, Hint: "near", Basis: "implementations",
		Args: []trace.Arg{{Name: "what", Value: "also secret", Private: true}, {Name: "nearest", Value: "x"}},
	}
	for _, tc := range []struct {
		show          bool
		message, hint string
	}{
		{true, "A.B is secret (also secret), expected x, y or z", "did you mean x?"},
		{false, "A.B is *** (***), expected x, y or z", "did you mean x?"},
	} {
		got := New(p, tc.show, nil).Fault(r, conn, newEvent("NewCall", 7), &f)
		if got.Message != tc.message || got.Hint != tc.hint || got.Severity != program.Warning || got.Verdict != monitor.Violated {
			t.Errorf("shown %v: %s %s %q, hint %q", tc.show, got.Severity, got.Verdict, got.Message, got.Hint)
		}
		if got.Src != "[2001:db8::1]:6" || got.Dst != "10.0.0.1:5" || *got.Stream != 3 || got.Filter != "frame.number==7" || len(got.Fingerprint) != 16 {
			t.Errorf("from %s to %s, stream %d, filter %s, fingerprint %s", got.Src, got.Dst, *got.Stream, got.Filter, got.Fingerprint)
		}
	}
	f.Doubt = trace.Doubt{Reason: trace.BytesMissing, Place: trace.Place{Frame: 5}}
	if got := New(p, true, nil).Fault(r, conn, newEvent("NewCall", 7), &f); got.Verdict != monitor.Inconclusive || got.Why != trace.BytesMissing ||
		got.Message != "A.B is secret (also secret), expected x, y or z; undecided: bytes are missing (frame 5)" {
		t.Errorf("%s: %q", got.Verdict, got.Message)
	}
}

func TestSequences(t *testing.T) {
	p := program.New(schema.Builtin())
	p.Paths = []string{"Agent.PortNum"}
	k := &program.Constraint{Rule: newRule(p.Paths), Labels: []int{0}, ExpectSlot: -1, Expected: []string{"Ready", "NotReady"}}
	port := func(text string) program.Value { return program.Value{Text: text, OK: true} }
	now, before := newEvent("MonitorInfo", 9, port("01")), newEvent("LoginReq", 4, port("02"))
	for _, tc := range []struct {
		name     string
		decision monitor.Decision
		want     string
	}{
		{"at the event", monitor.Decision{At: &now.Record, Other: &before.Record, AtEvent: true, Verdict: monitor.Violated},
			"MonitorInfo Agent.PortNum=01 on 01 after LoginReq Agent.PortNum=02 (frame 4): MonitorInfo, not Ready or NotReady"},
		{"the activation was evicted", monitor.Decision{At: &now.Record, AtEvent: true, Forgotten: true, Verdict: monitor.Inconclusive, Doubt: trace.Doubt{Reason: trace.KeyEvicted}},
			"MonitorInfo Agent.PortNum=01 on 01 after an evicted message (an evicted message): MonitorInfo, not Ready or NotReady; undecided: " + trace.KeyEvicted.String()},
		{"at the activation", monitor.Decision{At: &before.Record, Verdict: monitor.Violated}, "nothing after LoginReq Agent.PortNum=02"},
	} {
		tc.decision.Constraint, tc.decision.Conn = k, conn
		got := New(p, true, nil).Sequence(&tc.decision)
		if got.Message != tc.want || got.Verdict != tc.decision.Verdict || (got.Actual != nil) != tc.decision.AtEvent {
			t.Errorf("%s: %s %q, want %q", tc.name, got.Verdict, got.Message, tc.want)
		}
		if tc.decision.Other != nil && (len(got.Related) != 1 || got.Related[0].Frame != 4) {
			t.Errorf("%s: related %+v", tc.name, got.Related)
		}
	}
}
