package rules

import (
	"fmt"
	"strings"
	"testing"
)

// ownSet is the set of a user's rule, with a catalogue of its own beside the built-in one.
func ownSet(t *testing.T, rule string) *Set {
	t.Helper()
	set, err := Load(RuleText{Name: "own.yaml", Data: []byte("schema: ivrcheck/rules/v1\nname: own\nextends: []\nrules:\n  - {id: OWN1, name: own, severity: warning, " + rule + "}\n")})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// playOwn gives the findings of a user's rule as "verdict frame".
func playOwn(t *testing.T, set *Set, opt Options, text string) string {
	t.Helper()
	var got []string
	judgeBy(t, set, opt, text, func(f *Finding) { got = append(got, fmt.Sprintf("%s %d", f.Verdict, f.Frame)) })
	return strings.Join(got, ", ")
}

const (
	flow      = "< FlowControl Status=off\n"
	released  = "< CallStatus CallId=7 Event=Released\n"
	retrieved = "< CallStatus CallId=7 Event=Retrieved\n"
)

// Where the start was not captured, or a message may be lost, a scope may have been open or closed.
func TestScopeOfWhichTheStartIsNotSeen(t *testing.T) {
	const after, until = "scope: {after: {message: FlowControl}}", "scope: {until: {message: FlowControl}}"
	const call, callEnd = "when: {message: NewCall}", "when: {message: EndCall}, then: {message: NewCall}"
	for _, tc := range []struct{ name, rule, trace, want string }{
		{"absence until", "template: absence, " + call + ", " + until, "mid\n" + new7 + "cut", "inconclusive 2"},
		{"absence until, whole", "template: absence, " + call + ", " + until, new7 + "fin", "violated 1"},
		{"response until", "template: response, at-end: violated, when: {message: NewCall}, then: {message: EndCall}, " + until, "mid\n" + new7 + "fin", "inconclusive 2"},
		{"existence after", "template: existence, at-end: violated, " + call + ", " + after, "mid\n" + new7 + flow + "fin", "inconclusive 3"},
		{"existence after, whole", "template: existence, at-end: violated, " + call + ", " + after, new7 + flow + "fin", "violated 2"},
		{"precedence after", "template: precedence, " + callEnd + ", " + after, "mid\n" + new7 + flow + end7 + "fin", "inconclusive 4"},
		{"precedence after a scope that was seen to close", "template: precedence, " + callEnd + ", scope: {after: {message: FlowControl}, until: {message: Reset}}",
			"mid\n" + flow + new7 + "> Reset\n" + flow + end7 + "fin", "violated 6"},
		{"init after", "template: init, when: {message: NewCall}, among: {message: [NewCall, EndCall]}, " + after, "mid\n" + flow + end7 + "fin", "inconclusive 3"},
		{"responded existence after", "template: responded-existence, at-end: violated, " + callEnd + ", " + after, "mid\n" + new7 + flow + end7 + "fin", "inconclusive 4"},
		{"alternate precedence after", "template: alternate-precedence, " + callEnd + ", " + after, "mid\n" + flow + end7 + "fin", "inconclusive 3"},
		{"co-existence after", "template: co-existence, at-end: violated, " + callEnd + ", " + after, "mid\n" + flow + end7 + "fin", "inconclusive 3"},
		{"exactly one after", "template: exactly-one, at-end: violated, " + call + ", " + after, "mid\n" + flow + end7 + "fin", "inconclusive 2"},
		{"a lost message may have opened it before", "template: precedence, " + callEnd + ", " + after, "~ <\n" + new7 + flow + end7 + "fin", "inconclusive 4"},
		{"one of the other side cannot", "template: precedence, " + callEnd + ", " + after, "~ >\n" + new7 + flow + end7 + "fin", "violated 4"},
		{"a lost message may have closed it", "template: absence, " + call + ", " + until, "~ <\n" + new7 + "fin", "inconclusive 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := playOwn(t, ownSet(t, tc.rule), Options{}, tc.trace); got != tc.want {
				t.Errorf("%s\n%s\n got %s\nwant %s", tc.rule, tc.trace, got, tc.want)
			}
		})
	}
}

// The opening message belongs to its scope, the closing one does not.
func TestBordersOfAScope(t *testing.T) {
	for _, tc := range []struct{ name, rule, trace, want string }{
		{"the opening message", "template: absence, when: {message: FlowControl}, scope: {after: {message: FlowControl}}", flow + "fin", "violated 1"},
		{"left out", "template: absence, when: {message: FlowControl}, scope: {after: {message: FlowControl}, inclusive: false}", flow + flow + "fin", "violated 2"},
		{"the closing message", "template: absence, when: {message: EndCall}, scope: {until: {message: EndCall}}", end7 + "fin", ""},
		{"no longer answers", "template: response, when: {message: NewCall}, then: {message: EndCall}, scope: {until: {message: EndCall}}", new7 + end7 + "fin", "inconclusive 1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := playOwn(t, ownSet(t, tc.rule), Options{}, tc.trace); got != tc.want {
				t.Errorf("%s\n%s\n got %s\nwant %s", tc.rule, tc.trace, got, tc.want)
			}
		})
	}
}

// Without among every message of the key is the next one, also a lost one of the other side; with it, a
// lost message of those that count. A message without the key, or of another key, is none.
func TestNextMessageOfAKey(t *testing.T) {
	const route, status = "when: {message: RouteResponse}, then: {message: CallStatus}", "< CallStatus CallId=7 Event=Established\n"
	const xfer = "> OneStepXfer CallId=7 DestDN=9\n"
	for _, tc := range []struct{ name, rule, trace, want string }{
		{"adjacent", "template: not-chain-succession, key: [CallId], " + route, routed7 + status + "fin", "violated 2"},
		{"one of the other side in between", "template: not-chain-succession, key: [CallId], " + route, routed7 + xfer + status + "fin", ""},
		{"it may be lost", "template: not-chain-succession, key: [CallId], " + route, routed7 + "~ >\n" + status + "fin", "inconclusive 3"},
		{"it does not count", "template: not-chain-succession, among: {from: server}, " + route, routed7 + "~ >\n" + status + "fin", "violated 3"},
		{"the demanded one may be lost", "template: chain-precedence, key: [CallId], when: {message: CallStatus}, then: {message: OneStepXfer}", routed7 + "~ >\n" + status + "fin", "inconclusive 3"},
		{"one without the key", "template: chain-response, key: [[Port.PortNum, CalledNum]], among: [{message: NewCall}, {message: MonitorInfo, has: Port}, {message: EndCall}], when: {message: NewCall}, then: {message: MonitorInfo, has: Port}",
			new7 + end7 + "< MonitorInfo Port.PortNum=4711 Port.Status=OK\nfin", ""},
		{"one of another key", "template: chain-response, key: [CallId], correlate: [RequestId], when: {message: UDataGet}, then: {message: UDataResp}",
			get7 + "> EndCall CallId=8\n" + got7 + "fin", ""},
		{"one of the key", "template: chain-response, key: [CallId], correlate: [RequestId], when: {message: UDataGet}, then: {message: UDataResp}",
			get7 + end7 + got7 + "fin", "violated 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := playOwn(t, ownSet(t, tc.rule), Options{}, tc.trace); got != tc.want {
				t.Errorf("%s\n%s\n got %s\nwant %s", tc.rule, tc.trace, got, tc.want)
			}
		})
	}
}

// A violated constraint counts before an inconclusive one, whatever their order.
func TestOrderOfConstraints(t *testing.T) {
	const unsure = "{template: precedence, key: [CallId], when: {message: CallStatus, where: {Event: Retrieved}}, then: {message: CallStatus, where: {Event: Held}}}"
	const sure = "{template: not-chain-succession, key: [CallId], among: {message: CallStatus}, when: {message: CallStatus, where: {Event: Released}}, then: {message: CallStatus}}"
	for _, all := range []string{unsure + ", " + sure, sure + ", " + unsure} {
		if got := playOwn(t, ownSet(t, "all: ["+all+"]"), Options{}, "mid\n"+released+retrieved+"cut"); got != "violated 3" {
			t.Errorf("all: [%s]\ngot %s", all, got)
		}
	}
}

// --assume-complete makes what is open at an orderly end violated, whatever at-end says.
func TestAssumeCompleteAtAnOrderlyEnd(t *testing.T) {
	const rule = "template: response, key: [CallId], when: {message: NewCall}, then: {message: EndCall}"
	for _, tc := range []struct{ rule, end, plain, complete string }{
		{rule, "fin", "inconclusive 1", "violated 1"},
		{rule + ", at-end: violated", "fin", "violated 1", "violated 1"},
		{rule, "rst", "inconclusive 1", "violated 1"},
		{rule, "cut", "inconclusive 1", "violated 1"},
		{rule, "~ <\nfin", "inconclusive 1", "inconclusive 1"},
	} {
		for complete, want := range map[bool]string{false: tc.plain, true: tc.complete} {
			if got := playOwn(t, ownSet(t, tc.rule), Options{AssumeComplete: complete}, new7+released+tc.end); got != want {
				t.Errorf("%s, %s, complete %v: got %s, want %s", tc.rule, tc.end, complete, got, want)
			}
		}
	}
}
