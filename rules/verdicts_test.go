package rules

import (
	"strings"
	"testing"

	"ivrcheck/trace"
)

const (
	initInProgress = "< LoginResp IServerVersion=8.5 Result=Success Status=InitInProgress\n"
	refused        = "< LoginResp IServerVersion=8.5 Result=Success Status=NoSuchClient\n"
	loginReq       = "> LoginReq ClientName=IVR1 Version=4.0\n"
	loginOK        = "< LoginResp IServerVersion=8.5 Result=Success Status=OK\n"
	route7         = "> RouteRequest CallId=7 RouteDN=8001\n"
	routed7        = "< RouteResponse CallId=7 RouteType=Normal Dest=9\n"
	get7           = "> UDataGet CallId=7 RequestId=1 Keys=k\n"
	got7           = "< UDataResp CallId=7 RequestId=1 Result=Success UDataEx.k=v\n"
)

func playAll(t *testing.T, tests []struct{ name, trace, want string }) {
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := strings.Join(play(t, Options{}, tc.trace), ", "); got != tc.want {
				t.Errorf("%s\n got %s\nwant %s", tc.trace, got, tc.want)
			}
		})
	}
}

// Nothing of a call counts for the next call of its call id (contract, section 9).
func TestCallIdUsedAgain(t *testing.T) {
	status := func(event string) string { return "< CallStatus CallId=7 Event=" + event + "\n" }
	playAll(t, []struct{ name, trace, want string }{
		{"a reply of the second call answers no request of the first", login + new7 + "> UDataSet CallId=7 RequestId=1 Action=Add UDataEx.k=v\n" + end7 + new7 + get7 + got7 + end7 + "fin", "SEQ040 violated 4"},
		{"also where the first answer came late", login + new7 + get7 + end7 + got7 + new7 + get7 + got7 + end7 + "fin", ""},
		{"a lost request may be the one that is answered", login + new7 + "~ >\n> UDataDel CallId=7 RequestId=1\n" + got7 + end7 + "fin", "SEQ042 inconclusive 6"},
		{"a lost answer answers what was open before it", login + new7 + "> CallInfoReq CallId=7\n~ <\n> CallInfoReq CallId=7\n> CallInfoReq CallId=7\n" + end7 + "fin", "SEQ045 inconclusive 4, SEQ045 violated 6, SEQ045 violated 7"},
		{"and an answer that was seen another one", login + new7 + "> CallInfoReq CallId=7\n~ <\n> CallInfoReq CallId=7\n> CallInfoReq CallId=7\n< CallInfoResp CallId=7\n" + end7 + "fin", "SEQ045 inconclusive 6, SEQ045 violated 7"},
		{"a request without pairs", login + new7 + "> CallInfoReq CallId=7\n" + end7 + new7 + "> CallInfoReq CallId=7\n< CallInfoResp CallId=7\n" + end7 + "fin", "SEQ045 violated 4"},
		{"what is open is violated, even if the end is not seen", login + new7 + "> CallInfoReq CallId=7\n" + end7 + new7 + "cut", "SEQ045 violated 4, SEQ023 inconclusive 6"},
		{"a request of the first call solicits nothing in the second", login + new7 + route7 + end7 + new7 + routed7 + end7 + "fin", "SEQ031 violated 7"},
		{"Held of the first call", login + new7 + status("Held") + status("Released") + new7 + status("Retrieved") + end7 + "fin", "SEQ052 violated 7"},
		{"XferComplete ends a call", login + new7 + "> OneStepXfer CallId=7 DestDN=1\n" + status("XferComplete") + new7 + end7 + "fin", ""},
		{"nothing comes after XferComplete", login + new7 + status("XferComplete") + status("Released") + status("Busy") + "fin", "SEQ052 violated 5, SEQ052 violated 6"},
		{"the fault of each call", login + new7 + "< EndCall CallId=7 EndCause=Timeout\n" + new7 + "< EndCall CallId=7 EndCause=ServerPaused\nfin", "SEQ024 violated 4, SEQ024 violated 6"},
		{"a gap may hide that the call ended", login + new7 + route7 + "~ >\n" + new7 + routed7 + routed7 + end7 + "fin", "SEQ020 inconclusive 6, SEQ031 inconclusive 8"},
		{"a gap may hide that another call had begun", login + new7 + end7 + "~ >\n" + get7 + new7 + got7 + end7 + "fin",
			"SEQ022 inconclusive 6, SEQ040 inconclusive 6, SEQ041 inconclusive 8"},
		{"the call began in the capture", "mid\n" + new7 + end7 + new7 + routed7 + end7 + "cut", "SEQ001 inconclusive 2, SEQ006 inconclusive 4, SEQ007 inconclusive 5, SEQ031 violated 5"},
		{"the first call may have begun before", "mid\n" + new7 + routed7 + end7 + "cut", "SEQ001 inconclusive 2, SEQ007 inconclusive 3, SEQ031 inconclusive 3"},
		{"each message after EndCall", login + new7 + end7 + route7 + "> CallInfoReq CallId=7\n" + end7 + "< CallInfoResp CallId=7\nfin", "SEQ022 violated 5, SEQ022 violated 6, SEQ022 violated 7"},
		{"each NoSuchCall", login + new7 + "< CallError CallId=7 FailedReq=NoSuchCall\n< CallError CallId=7 FailedReq=NoSuchCall\n" + end7 + "< CallError CallId=7 FailedReq=NoSuchCall\nfin", "SEQ055 violated 4, SEQ055 violated 5"},
		{"each open request", login + new7 + route7 + route7 + status("Released") + "fin", "SEQ030 violated 4, SEQ030 violated 5"},
		{"a call is reported once", login + new7 + new7 + new7 + "fin", "SEQ020 violated 4, SEQ020 violated 5, SEQ023 violated 3"},
	})
}

// A wrong value counts as the one that was meant, and as none if none is near.
func TestWrongValuesInSequences(t *testing.T) {
	playAll(t, []struct{ name, trace, want string }{
		{"no value ends the call", login + new7 + "< CallStatus CallId=7 Event=Answered\n" + new7 + "fin", "SEQ020 violated 5, SEQ023 violated 3"},
		{"the value that was meant does", login + new7 + "< CallStatus CallId=7 Event=released\n" + new7 + end7 + "fin", ""},
		{"the value that was meant does not", login + new7 + "< CallStatus CallId=7 Event=ringing\n" + new7 + end7 + "fin", "SEQ020 violated 5"},
		{"a wrong value activates nothing", login + agent("01", "loggedin") + agent("01", "LoggedOut") + "fin", ""},
		{"the next status is none", login + agent("01", "LoggedIn") + agent("01", "Banana") + "fin", "SEQ010 violated 4"},
		{"the next status is meant to be Ready", login + agent("01", "LoggedIn") + agent("01", "ready") + "fin", ""},
		{"one that is excluded", login + new7 + "< RouteResponse CallId=7 RouteType=reroute Dest=1\n" + end7 + "fin", ""},
		{"one that is not excluded", login + new7 + "< RouteResponse CallId=7 RouteType=Banana Dest=1\n" + end7 + "fin", "SEQ031 violated 4"},
		{"a login response decides nothing", loginReq + initInProgress + "< LoginResp IServerVersion=8.5 Result=Success Status=Banana\n" + new7 + end7 + "fin", "SEQ005 violated 4"},
		{"not even if its value is near", loginReq + initInProgress + "< LoginResp IServerVersion=8.5 Result=Success Status=0K\n" + new7 + end7 + "fin", "SEQ005 violated 4"},
		{"a wrong value is no other status than the one that was meant", login + agent("01", "LoggedIn") + agent("01", "Ready") + agent("01", "ready") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", "SEQ013 violated 6"},
		{"each LoggedOut", login + agent("01", "LoggedOut") + agent("01", "loggedout") + agent("01", "LoggedOut") + "fin", "SEQ013 violated 4, SEQ013 violated 5"},
		{"another status ends it", login + agent("01", "LoggedOut") + agent("01", "loggedout") + agent("01", "ready") + agent("01", "LoggedOut") + "fin", "SEQ013 violated 4"},
		{"each status after the end of a call", login + new7 + "< CallStatus CallId=7 Event=Released\n< CallStatus CallId=7 Event=released\n< CallStatus CallId=7 Event=Released\nfin", "SEQ052 violated 5, SEQ052 violated 6"},
		{"nothing ended it", login + new7 + "< CallStatus CallId=7 Event=released\n< CallStatus CallId=7 Event=Released\nfin", ""},
		{"a gap before a wrong value", login + agent("01", "Ready") + "~ <\n" + agent("01", "ready") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", "SEQ013 inconclusive 6"},
		{"nor does it refuse", loginReq + "< LoginResp IServerVersion=8.5 Result=Success Status=NoSuchCLient\n" + new7 + end7 + "fin", ""},
	})
}

func TestLoginStates(t *testing.T) {
	playAll(t, []struct{ name, trace, want string }{
		{"only AgentControl is no request", loginReq + refused + "< CallError CallId=7 FailedReq=AgentControl\n> LogMsg\nfin", ""},
		{"refused after InitInProgress", loginReq + initInProgress + "< LoginResp IServerVersion=8.5 Result=InvalidProtocolVersion Status=OK\n" + new7 + end7 + "fin", "SEQ004 violated 4"},
		{"a successful login without Status", loginReq + initInProgress + "< LoginResp IServerVersion=8.5 Result=Success\n" + new7 + end7 + "fin", ""},
		{"the last response decides: refused", loginReq + initInProgress + "< LoginResp IServerVersion=8.5 Result=InvalidProtocolVersion\n" + new7 + end7 + "fin", "SEQ004 violated 4"},
		{"the last response decides: not ready", loginReq + refused + loginReq + initInProgress + "> MakeCall CallId=9\nfin", "SEQ005 violated 5"},
		{"the first request after each refusal", loginReq + refused + new7 + route7 + loginReq + refused + route7 + "< EndCall CallId=7\nfin", "SEQ004 violated 3, SEQ004 violated 7"},
		{"a retry does not end a refusal", loginReq + refused + loginReq + "> AgentQuery ReqId=1\n" + loginOK + "< MonitorInfo ReqId=1 Agent.PortNum=1 Agent.Status=Ready\nfin", "SEQ004 violated 4"},
		{"EndCall is no request", loginReq + refused + "> LogMsg\nfin", ""},
		{"a response before LoginReq is no refusal", refused + loginReq + new7 + end7 + "fin", "SEQ006 violated 3, SEQ002 violated 2"},
		{"nor a success", loginOK + loginReq + loginOK + "fin", ""},
		{"a request before the response, once", loginReq + new7 + route7 + loginOK + routed7 + end7 + "fin", "SEQ006 violated 2"},
		{"the message of SEQ001 is none", new7 + loginReq + loginOK + end7 + "fin", "SEQ001 violated 1"},
		{"the one after it is", new7 + route7 + loginReq + loginOK + routed7 + end7 + "fin", "SEQ001 violated 1, SEQ006 violated 2"},
		{"each LoginReq after success", login + loginReq + loginReq + loginOK + loginOK + "fin", "SEQ003 violated 3, SEQ003 violated 4"},
		{"a refusal in between allows another try", login + loginReq + refused + loginReq + loginOK + "fin", "SEQ003 violated 3"},
		{"a refusal where the start was not captured", "mid\n" + refused + new7 + end7, "SEQ001 inconclusive 3, SEQ004 inconclusive 3"},
		{"a login in a capture without start", "mid\n" + new7 + loginReq + refused + route7 + end7 + "cut", "SEQ001 inconclusive 2, SEQ004 violated 5"},
	})
}

func TestAgents(t *testing.T) {
	query := func(id, port string) string { return "> AgentQuery ReqId=" + id + " PortNum=" + port + "\n" }
	answer := func(id, port, status string) string {
		return "< MonitorInfo ReqId=" + id + " Agent.PortNum=" + port + " Agent.Status=" + status + "\n"
	}
	const down, serverDown = "< MonitorInfo Port.PortNum=01 Port.Status=Unavailable\n", "< MonitorInfo Server.Name=T Server.Status=Unavailable\n"
	playAll(t, []struct{ name, trace, want string }{
		{"an answer Unknown is skipped", login + agent("01", "LoggedIn") + query("1", "01") + answer("1", "01", "Unknown") + agent("01", "Ready") + "fin", ""},
		{"an event Unknown is not", login + agent("01", "LoggedIn") + agent("01", "Unknown") + "fin", "SEQ010 violated 4, SEQ016 violated 4"},
		{"the port is Unavailable in between", login + agent("01", "LoggedIn") + down + agent("01", "LoggedOut") + "fin", "SEQ010 inconclusive 3"},
		{"another port is", login + agent("02", "LoggedIn") + down + agent("02", "LoggedOut") + "fin", "SEQ010 violated 5"},
		{"a server is Unavailable in between", login + agent("01", "LoggedIn") + serverDown + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", "SEQ010 inconclusive 3"},
		{"a server was before", login + serverDown + agent("01", "LoggedIn") + agent("01", "LoggedOut") + "fin", "SEQ010 violated 5"},
		{"a server is Unavailable and nothing follows", login + agent("01", "LoggedIn") + serverDown + "fin", "SEQ010 inconclusive 3"},
		{"Ready implies LoggedIn", login + agent("01", "Ready") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", "SEQ013 violated 4"},
		{"an answer does not log in", login + query("1", "01") + answer("1", "01", "Ready") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", ""},
		{"an answer logs out", login + agent("01", "Ready") + query("1", "01") + answer("1", "01", "LoggedOut") + agent("01", "LoggedIn") + agent("01", "Ready") + "fin", ""},
		{"an answer does not change a LoggedOut", login + agent("01", "LoggedOut") + query("1", "01") + answer("1", "01", "LoggedOut") + agent("01", "LoggedOut") + "fin", "SEQ013 violated 6"},
		{"the first open request of each id", login + query("1", "01") + query("1", "01") + query("2", "01") + "fin", "SEQ014 violated 3, SEQ014 violated 5"},
		{"one answer for all", login + query("1", "01") + query("1", "01") + answer("1", "01", "Ready") + "fin", ""},
		{"an id is reported once for each kind", login + answer("1", "01", "Ready") + answer("1", "01", "Ready") + "< CallError CallId=7 FailedReq=AgentControl ReqId=1\nfin", "SEQ011 violated 3, SEQ011 violated 5"},
		{"an answer for another port", login + query("1", "01") + answer("1", "02", "Ready") + answer("1", "01", "Ready") + "fin", "SEQ015 violated 4"},
		{"one of the requests named it", login + query("1", "01") + query("1", "02") + answer("1", "02", "Ready") + "fin", ""},
		{"a request without a port", login + "> AgentQuery ReqId=1\n" + answer("1", "02", "Ready") + "fin", ""},
		{"each request for an unavailable port", login + new7 + "< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n" + route7 + "> CallInfoReq CallId=7\n< CallInfoResp CallId=7\n" + end7 + "fin", "SEQ012 violated 5, SEQ012 violated 6"},
		{"until it is available", login + new7 + "< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n< MonitorInfo Port.PortNum=4711 Port.Status=OK\n" + route7 + end7 + "fin", ""},
		{"the port of the first call is not that of the second", login + new7 + end7 + "> NewCall CallId=7 CallControlMode=Network Version=4.0 CalledNum=4712\n< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n" + route7 + end7 + "fin", ""},
		{"a NewCall before the capture may have named another port", "mid\n" + new7 + "< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n" + route7 + end7 + "cut", "SEQ001 inconclusive 2, SEQ007 inconclusive 3, SEQ006 inconclusive 4, SEQ012 inconclusive 4"},
		{"not where the call before was seen to end", "mid\n" + new7 + end7 + new7 + "< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n" + route7 + end7 + "cut", "SEQ001 inconclusive 2, SEQ006 inconclusive 4, SEQ007 inconclusive 5, SEQ012 violated 6"},
		{"a lost NewCall may name another port", login + new7 + "~ >\n< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n" + route7 + "< EndCall CallId=7\nfin", "SEQ012 inconclusive 6"},
		{"a gap may hide that it is available", login + "< MonitorInfo Port.PortNum=4711 Port.Status=Unavailable\n~ <\n" + new7 + end7 + "fin", "SEQ012 inconclusive 5"},
	})
}

func TestOtherFacts(t *testing.T) {
	playAll(t, []struct{ name, trace, want string }{
		{"either Init serves a completion", login + new7 + "> InitConf CallId=7 DestDN=1\n< CallStatus CallId=7 Event=Dialing\n> CompleteXfer CallId=7\n< CallStatus CallId=7 Event=XferComplete\nfin", ""},
		{"no completion without one", login + new7 + "> RetrieveCall CallId=7\n> CompleteConf CallId=7\n< CallError CallId=7 FailedReq=CompleteConf\n" + end7 + "fin", "SEQ053 violated 4, SEQ053 violated 5"},
		{"a call that the IVR made is Established", login + "> MakeCall CallId=9\n> CallStatus CallId=9 Event=Established\nfin", ""},
		{"any CallError resolves a transfer", login + new7 + "> OneStepXfer CallId=7 DestDN=1\n< CallError CallId=7 FailedReq=Unknown\n" + end7 + "fin", ""},
		{"an answer to UDataDel has no data", login + new7 + "> UDataDel CallId=7 RequestId=1 Keys=k\n" + got7 + end7 + "fin", "SEQ042 violated 5"},
		{"a UDataGet without keys may ask for all", login + new7 + "> UDataGet CallId=7 RequestId=1\n" + got7 + end7 + "fin", ""},
	})
	found := findings(t, Options{}, login+"< CallError CallId=7 FailedReq=AgentControl ReqId=1\nfin")
	if len(found) != 1 || found[0].Severity.String() != "warning" || found[0].Subject != "CallError.ReqId" {
		t.Errorf("SEQ011 of a CallError: %+v", found)
	}
	for _, tc := range []struct{ trace, want string }{
		{login + "> CallStatus CallId=9 Event=Ringing\nfin", "MSG002 error"},
		{login + "> MakeCall CallId=9\n> CallStatus CallId=9 Event=Established\nfin", ""},
		{login + new7 + "> UDataGet CallId=7 RequestId=1\n" + got7 + end7 + "fin", "MSG003 info"},
		{login + "> PeekStatReq RequestId=1 StatName=Calls\n< StatResp RequestId=1 ResultCode=Success\nfin", "MSG004 warning"},
	} {
		got := ""
		for _, f := range findings(t, Options{}, tc.trace) {
			if strings.HasPrefix(f.Rule, "MSG") {
				got += f.Rule + " " + f.Severity.String()
			}
		}
		if got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.trace, got, tc.want)
		}
	}
}

// Evidence shows the parameter that a finding is about, wherever it stands in the message.
func TestEvidenceShowsTheParameter(t *testing.T) {
	shown := Options{Evidence: func(head []byte, at trace.Span) []byte { return head[at.Start:min(len(head), at.Start+120)] }}
	long := " UDataEx.k=" + strings.Repeat("v", 500)
	for _, tc := range []struct{ trace, rule, parameter string }{
		{login + new7 + "< UDataResp CallId=7" + long + " RequestId=9 Result=Success\n" + end7 + "fin", "SEQ041", "<RequestId>9"},
		{"mid\n< CallStatus CallId=7 Event=Ringing\n" + end7 + "cut", "SEQ021", "<CallId>7"},
		{login + new7 + "< CallStatus CallId=7 Event=Retrieved\n" + end7 + "fin", "SEQ052", `Event="Retrieved"`},
		// It waits until the other side was heard.
		{"< UDataResp CallId=7" + long + " RequestId=9 Result=Success\n" + login + "fin", "SEQ041", "<RequestId>9"},
	} {
		n := 0
		for _, f := range findings(t, shown, tc.trace) {
			if f.Rule == tc.rule {
				n++
				if f.Quote(); !strings.Contains(f.Evidence, tc.parameter) {
					t.Errorf("%s: evidence %q lacks %s", f.Rule, f.Evidence, tc.parameter)
				}
			}
		}
		if n == 0 {
			t.Errorf("%s is not reported in\n%s", tc.rule, tc.trace)
		}
	}
}
