package rules

import (
	"fmt"
	"ivrcheck/rules/internal/program"
	"strings"
	"testing"

	"ivrcheck/trace"
)

func TestKeepAlives(t *testing.T) {
	const ask, answer = "> keep-alive-request\n", "< keep-alive-ack\n"
	for _, tc := range []struct{ name, trace, want string }{
		{"answered, also in a row", login + ask + ask + answer + answer + "fin", ""},
		{"unanswered, closed in order", login + ask + ask + answer + "fin", "GLI005 violated 4"},
		{"unanswered, reset", login + ask + "rst", "GLI005 inconclusive 3"},
		{"unanswered, the capture ends", login + ask + "cut", "GLI005 inconclusive 3"},
		{"the side that asked does not answer itself", login + ask + "> keep-alive-ack\nfin", "GLI006 violated 4, GLI005 violated 3"},
		{"the server asks", login + "< keep-alive-request\n" + ask + answer + "> keep-alive-ack\nfin", ""},
		{"the server asks in vain", login + "< keep-alive-request\n" + ask + answer + "fin", "GLI005 violated 3"},
		{"unasked", login + ask + answer + answer + "fin", "GLI006 violated 5"},
		{"unasked, the start was not captured", "mid\n" + answer + "fin", "GLI006 inconclusive 2"},
		{"a gap of the answering side hides the answer", login + ask + "~ <\nfin", "GLI005 inconclusive 3"},
		{"a gap of the other side hides no answer", login + ask + "~ >\nfin", "GLI005 violated 3"},
		{"a gap of the asking side hides the request", login + "~ >\n" + answer + "fin", "GLI006 inconclusive 4"},
		{"a gap of the other side hides no request", login + "~ <\n" + answer + "fin", "GLI006 violated 4"},
		{"a message that cannot be read hides none", login + ask + "< Nothing\nfin", "MSG001 violated 4, GLI005 violated 3"},
		{"a message of the wrong side hides none", login + ask + "< NewCall CalledNum=1\nfin", "MSG002 violated 4, GLI005 violated 3"},
		{"the part of a message may hide one", login + ask + "! <\nfin", "GLI005 inconclusive 3"},
		{"they are no messages: SEQ001 passes over them", ask + answer + login + "fin", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []string
			for _, f := range findings(t, Options{}, tc.trace) {
				got = append(got, fmt.Sprintf("%s %s %d", f.Rule, f.Verdict, f.Frame))
			}
			if got := strings.Join(got, ", "); got != tc.want {
				t.Errorf("%s\n got %s\nwant %s", tc.trace, got, tc.want)
			}
		})
	}
}

func TestFrameMatcherErrors(t *testing.T) {
	rule := "schema: ivrcheck/rules/v1\nrules:\n  - {id: A, name: a, severity: info, template: absence, when: {"
	for matcher, want := range map[string]string{
		"frame: keepalive":                     `frame is "keepalive"; expected keep-alive-request, keep-alive-ack or error-ack`,
		"frame: xml":                           `frame is "xml"; expected keep-alive-request`,
		"frame: error-ack, message: NewCall":   "frame goes with from only",
		"frame: [error-ack], where: {A: b}":    "frame goes with from only",
		"frame: error-ack, from: me":           `from is "me"`,
		"frame: error-ack, has: [ReqId, Port]": "frame goes with from only",
	} {
		if _, err := Load(file("f", rule+matcher+"}}\n")); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "f:3:") {
			t.Errorf("%s: got %v, want %s", matcher, err, want)
		}
	}
	k := loaded(t, file("f", rule+"frame: error-ack, from: server}}\n")).program.Constraints[0]
	if k.When.MatchFrame(trace.TypeNames[2]) != program.Server || k.When.MatchFrame(trace.TypeNames[0]) != program.Nobody {
		t.Errorf("got %+v", k.When)
	}
}

// What the version of the login decides, and what may have changed it.
func TestVersionGate(t *testing.T) {
	const old, resp = "> LoginReq ClientName=IVR1 Version=2.0\n", "< LoginResp IServerVersion=8.5 Result=Success Status=OK\n"
	const info = new7 + "> CallInfoReq CallId=7\n< CallInfoResp CallId=7 FirstHomeLocation=a\n" + end7
	for _, tc := range []struct{ name, trace, want string }{
		{"older", old + resp + info + "fin", "violated 5 login 1"},
		{"newer", login + info + "fin", ""},
		{"no number", "> LoginReq ClientName=IVR1 Version=two\n" + resp + info + "fin", ""},
		{"not stated", "> LoginReq ClientName=IVR1\n" + resp + info + "fin", ""},
		{"the login was not seen", "mid\n" + info + "fin", ""},
		{"another login may be lost", old + resp + "~ >\n" + info + "fin", "inconclusive 6 login 1"},
		{"what the server lost is no login", old + resp + "~ <\n" + info + "fin", "violated 6 login 1"},
		{"the last login counts", old + "< LoginResp IServerVersion=8.5 Result=InvalidProtocolVersion\n" + login + info + "fin", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ""
			for _, f := range findings(t, Options{}, tc.trace) {
				if f.Rule == "MSG018" {
					got = fmt.Sprintf("%s %d login %d", f.Verdict, f.Frame, f.Related[0].Frame)
				}
			}
			if got != tc.want {
				t.Errorf("%s\n got %s\nwant %s", tc.trace, got, tc.want)
			}
		})
	}
}
