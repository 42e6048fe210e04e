package reference

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ivrcheck/rules"
)

// scene is what a conversation is about, so that its messages have to do with each other.
type scene func(d dice) message

func made(server bool, name string, params ...string) message {
	m := message{name: name, server: server, params: map[string]string{}}
	for i := 0; i < len(params); i += 2 {
		if params[i+1] != "" {
			m.params[params[i]] = params[i+1]
		}
	}
	return m
}

const ivr, server = false, true

// listed are the parameters whose values are listed.
var listed = []string{"Agent.Status", "Port.Status", "Server.Status", "Status", "Event", "RouteType", "FailedReq", "EndCause", "Result"}

// spoil makes a value of some messages a wrong one: near the value that was there, or near none.
// A CallStatus of the IVR with another value than Established is one of the wrong side (MSG002).
func (d dice) spoil(m *message) {
	for _, path := range listed {
		v := m.params[path]
		if v == "" || !d.oneIn(5) || m.is("UDataResp") || m.is("CallStatus") && !m.server {
			continue
		}
		if m.wrong == nil {
			m.wrong = map[string]string{}
		}
		m.wrong[path] = strings.ToLower(v)
		if d.oneIn(2) {
			m.wrong[path], m.params[path] = "Banana", "Banana"
		}
	}
}

var scenes = []scene{
	func(d dice) message { // login
		if d.oneIn(2) {
			return made(ivr, "LoginReq", "ClientName", "IVR1", "Version", "4.0")
		}
		if d.oneIn(6) {
			return made(server, "LoginResp", "IServerVersion", "8.5", "Result", "InvalidProtocolVersion")
		}
		return made(server, "LoginResp", "IServerVersion", "8.5", "Result", "Success", "Status", pick(d, "OK", "OK", "", "InitInProgress", "InitInProgress", "NoSuchClient"))
	},
	func(d dice) message { // agents
		port, id := pick(d, "01", "02"), pick(d, "", "", "5", "6")
		switch d.IntN(8) {
		case 0, 1:
			return made(ivr, pick(d, agents...), "ReqId", pick(d, "5", "6"), "PortNum", pick(d, port, port, ""))
		case 2:
			return made(server, "CallError", "CallId", pick(d, "7", "8"), "FailedReq", "AgentControl", "ReqId", id)
		}
		return made(server, "MonitorInfo", "ReqId", id, "Agent.PortNum", port, "Agent.Status",
			pick(d, "LoggedIn", "LoggedIn", "LoggedOut", "Ready", "NotReady", "Unknown"))
	},
	func(d dice) message { // ports and servers
		switch d.IntN(4) {
		case 0:
			return made(server, "MonitorInfo", "Server.Name", "TServer", "Server.Status", pick(d, "OK", "Unavailable"))
		case 1:
			return inCall(d)
		}
		return made(server, "MonitorInfo", "Port.PortNum", pick(d, "01", "02"), "Port.Status", pick(d, "OK", "Unavailable"))
	},
	inCall, inCall, inCall,
	func(d dice) message { // user data
		return d.ofCall(pick(d,
			made(ivr, "UDataGet", "RequestId", pick(d, "1", "2", "1", ""), "Keys", pick(d, "a", "a:b", "b", "")),
			made(ivr, pick(d, "UDataSet", "UDataDel"), "RequestId", pick(d, "1", "2"), "Action", "Add"),
			made(server, "UDataResp", "RequestId", pick(d, "1", "2", "1", ""), "Result", "Success", "UDataEx.a", pick(d, "", "x"), "UDataEx.b", pick(d, "", "", "x")),
			inCall(d)))
	},
	func(d dice) message { // routing and treatment
		return d.ofCall(pick(d,
			made(ivr, "RouteRequest", "RouteDN", "8001"), made(ivr, "RouteRequest", "RouteDN", "8001"),
			made(server, "RouteResponse", "RouteType", pick(d, "Default", "Normal", "Reroute", "RerouteAttended", ""), "Dest", pick(d, "", "9001")),
			made(server, "RouteResponse", "RouteType", "Normal", "Dest", "9001"),
			made(server, "TreatCall", "Type", "Music"), made(server, "Cancel"), inCall(d)))
	},
	func(d dice) message { // transfers
		return d.ofCall(pick(d,
			made(ivr, pick(d, transfers...), "DestDN", "9001"), made(ivr, "RetrieveCall"),
			made(ivr, "CallStatus", "Event", "Established"),
			made(server, "CallError", "FailedReq", pick(d, append([]string{"Unknown", "NoSuchCall", "NotAllowed", "RetrieveCall"}, transfers...)...)),
			inCall(d)))
	},
	func(d dice) message { // statistics
		return d.ofCall(pick(d,
			made(ivr, pick(d, statistic...), "RequestId", pick(d, "1", "2"), "StatName", "ExpectedWaitTime"),
			made(server, "StatResp", "RequestId", pick(d, "1", "2"), "ResultCode", "Success")))
	},
	func(d dice) message { // outbound
		switch d.IntN(4) {
		case 0, 1:
			return made(ivr, "DialOutRegistry", "Command", pick(d, "Add", "Remove", "RemoveAll"), "DN", "8001")
		case 2:
			return made(server, "DialOutRegistryResp", "Result", pick(d, "Success", "ConfigError", "MiscFailure"))
		}
		return made(server, "DialOut", "RefID", pick(d, "1", "2"), "OrigNum", "1", "DestNum", "2", "TimeToAnswer", "30")
	},
}

// inCall makes a message of a call.
func inCall(d dice) message {
	return d.ofCall(pick(d,
		made(ivr, "NewCall", "CallControlMode", "Network", "Version", "4.0", "CalledNum", pick(d, "01", "02")),
		made(ivr, "NewCall", "CallControlMode", "Network", "Version", "4.0", "CalledNum", pick(d, "01", "02")),
		made(ivr, "EndCall", "EndCause", "Normal"),
		made(server, "EndCall", "EndCause", pick(d, "Normal", "Timeout", "InvalidVersion")),
		made(server, "CallStatus", "Event", pick(d, "Dialing", "Ringing", "Established", "Retrieved", "Busy", "Held", "ConfPartyAdd", "ConfPartyDel")),
		made(server, "CallStatus", "Event", pick(d, "Released", "XferComplete")),
		made(ivr, "CallInfoReq"), made(server, "CallInfoResp", "ANI", "1"),
		made(ivr, "MakeCall"), made(ivr, "Connected"), made(ivr, "AccessNumGet"), made(server, "TreatCall", "Type", "Music")))
}

// ofCall gives a message a CallId.
func (d dice) ofCall(m message) message {
	m.params["CallId"] = pick(d, "7", "7", "8")
	return m
}

// session makes a conversation about two scenes, most often after a login.
func (d dice) session() (c conversation, about []scene) {
	about = []scene{pick(d, scenes...), pick(d, scenes...)}
	for {
		c = conversation{}
		if !d.oneIn(6) {
			c.messages = append(c.messages, made(ivr, "LoginReq", "ClientName", "IVR1", "Version", "4.0"),
				made(server, "LoginResp", "IServerVersion", "8.5", "Result", "Success", "Status", "OK"))
		}
		if d.oneIn(2) {
			c.messages = append(c.messages, made(ivr, "NewCall", "CallId", "7", "CallControlMode", "Network", "Version", "4.0", "CalledNum", "01"))
		}
		for range d.IntN(9) {
			c.messages = append(c.messages, pick(d, about...)(d))
		}
		spoils := d.oneIn(3)
		for i := range c.messages {
			if c.messages[i].at = i; spoils {
				d.spoil(&c.messages[i])
			}
		}
		if c.bothSpeak() {
			return c, about
		}
	}
}

// sequenceRules are the rules that the reference knows.
func sequenceRules(set *rules.Set) (ids []string) {
	for _, r := range set.Rules() {
		if strings.HasPrefix(r.ID, "SEQ") {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// TestBuiltinRules compares the judge and the texts of the built-in sequence rules on random
// conversations of which nothing is missing. IVRCHECK_JUDGEMENTS says how many
// conversations, IVRCHECK_SEED which.
func TestBuiltinRules(t *testing.T) {
	t.Parallel()
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	d, e, ids := dice{rand.New(rand.NewPCG(seed(), 3))}, newEngine(set), sequenceRules(set)
	bad, reported := map[string]int{}, map[string]int{}
	for range amount(500, 20_000) {
		c, _ := d.session()
		found, _ := e.judge(t, c)
		want := judgeBuiltin(c.messages)
		for _, id := range ids {
			reported[id] += len(want[id])
			if got := slices.Compact(found[id]); !slices.Equal(got, want[id]) {
				if bad[id]++; bad[id] == 1 {
					t.Errorf("%s: judge: %v, reference: %v\n%s", id, got, want[id], c)
				}
			}
		}
	}
	for _, id := range ids {
		if reported[id] == 0 {
			t.Errorf("%s was never violated", id)
		}
	}
	if len(bad) > 0 {
		t.Errorf("disagreements: %v", bad)
	}
}

// firstOnly are the rules that report the first of several messages, so that a completion can
// move a violation to another place.
var firstOnly = []string{"SEQ006", "SEQ011", "SEQ014", "SEQ023"}

// TestBuiltinRulesCut judges conversations of which the start, the end or messages are missing:
// no completion refutes what the judge says is violated. Of what is inconclusive, completions
// disagree about nearly all.
func TestBuiltinRulesCut(t *testing.T) {
	t.Parallel()
	const completions, more = 60, 1500
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	d, e, ids := dice{rand.New(rand.NewPCG(seed(), 4))}, newEngine(set), sequenceRules(set)
	bad, needless := map[string]int{}, map[string]int{}
	unsure, agree := 0, 0
	for range amount(200, 5_000) {
		c, about := d.session()
		c = d.cutSession(c)
		if len(c.messages) == 0 {
			continue
		}
		found, _ := e.judge(t, c)
		open := map[string][]opinion{}
		for _, id := range ids {
			for _, f := range slices.Compact(found[id]) {
				if f.verdict == rules.Inconclusive {
					unsure++
					open[id] = append(open[id], opinion{place: f.place})
				}
			}
		}
		for k := 0; k < completions || k < more && len(open) > 0; k++ {
			whole, places := d.completeSession(c, about, k == 0)
			truth := judgeBuiltin(whole)
			for id, list := range open {
				var rest []opinion
				for _, o := range list {
					if !o.disagrees(truth[id], places) {
						rest = append(rest, o)
					}
				}
				if open[id] = rest; len(rest) == 0 {
					delete(open, id)
				}
			}
			for _, id := range ids {
				for _, f := range slices.Compact(found[id]) {
					broken := slices.Contains(truth[id], finding{places[f.place], rules.Violated})
					if broken || f.verdict != rules.Violated || slices.Contains(firstOnly, id) && violations(truth[id]) >= violations(found[id]) {
						continue
					}
					if bad[id]++; bad[id] == 1 {
						t.Errorf("%s at %d: judge: %v, refuted: %v\n%s\n%s", id, f.place, found[id], truth[id], c, conversation{messages: whole})
					}
				}
			}
		}
		for id, list := range open {
			agree += len(list)
			if needless[id] += len(list); needless[id] == len(list) {
				t.Logf("%s: inconclusive at %v, all completions agree\n%s", id, list, c)
			}
		}
	}
	// What is left: more open requests than the messages that were made up could have answered, and a
	// SEQ010 that is inconclusive because the rule says so.
	t.Logf("%d inconclusive, of %d all completions agree: %v", unsure, agree, needless)
	if unsure == 0 {
		t.Error("no verdict was inconclusive")
	}
	if unsure > 2000 && agree*50 > unsure {
		t.Errorf("%d of %d inconclusive findings are needless, which is more than 2 %%: %v", agree, unsure, needless)
	}
	if len(bad) > 0 {
		t.Errorf("refuted: %v", bad)
	}
}

// TestUnreadableFirst: what comes after a message that cannot be read is not the first.
func TestUnreadableFirst(t *testing.T) {
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(set)
	for _, tc := range []struct {
		first message
		want  []finding
	}{
		{message{lost: true, broken: true}, nil},
		{message{lost: true, partial: true}, nil},
		{message{lost: true}, []finding{{1, rules.Inconclusive}}},
		{made(ivr, "LogMsg"), []finding{{0, rules.Violated}}},
	} {
		c := conversation{messages: []message{tc.first, made(ivr, "NewCall", "CallId", "7", "CallControlMode", "Network", "Version", "4.0", "CalledNum", "01"),
			made(server, "LoginResp", "IServerVersion", "8.5", "Result", "Success")}}
		if found, _ := e.judge(t, c); !slices.Equal(found["SEQ001"], tc.want) {
			t.Errorf("SEQ001: got %v, want %v\n%s", found["SEQ001"], tc.want, c)
		}
	}
}

// opinion is what the completions so far say of an inconclusive finding.
type opinion struct {
	place           int
	broken, allowed bool
}

// disagrees adds a completion, and reports whether two completions disagree.
func (o *opinion) disagrees(truth []finding, places []int) bool {
	broken := slices.Contains(truth, finding{places[o.place], rules.Violated})
	o.broken, o.allowed = o.broken || broken, o.allowed || !broken
	return o.broken && o.allowed
}

// cutSession takes something away from a conversation. What it shows has no LoginReq if the start
// is missing: that would be the start (contract, section 9).
func (d dice) cutSession(c conversation) conversation {
	if d.oneIn(8) { // one side was captured
		side := d.oneIn(2)
		c.messages = slices.DeleteFunc(c.messages, func(m message) bool { return m.server == side })
		return c
	}
	n := len(c.messages)
	switch d.IntN(4) {
	case 0, 1:
		c.startCut = true
		c.messages = slices.DeleteFunc(c.messages[d.IntN(n):], func(m message) bool { return m.is("LoginReq") })
	case 2:
		c.endCut = true
		c.messages = c.messages[:1+d.IntN(n)]
	}
	if n = len(c.messages); n > 1 && (!c.startCut && !c.endCut || d.oneIn(3)) {
		// What is lost before a LoginReq is not of the same start, either.
		login := slices.IndexFunc(c.messages, func(m message) bool { return m.is("LoginReq") })
		i := login + 1 + d.IntN(n-login)
		if i == n {
			return c
		}
		kind := d.IntN(4)
		c.messages[i] = message{lost: true, broken: kind == 0, partial: kind == 1, server: c.messages[i].server, at: c.messages[i].at}
	}
	return c
}

// completeSession makes up what may have been lost; nothing, if asked to. A side of which nothing
// is seen, not even that something is lost, may have sent something anywhere.
func (d dice) completeSession(c conversation, about []scene, nothing bool) (whole []message, places []int) {
	seen := c.without()
	about = append(slices.Clone(about), pick(d, scenes...))
	one := func() message {
		m := pick(d, about...)(d)
		if len(seen) > 0 && !d.oneIn(3) {
			d.relate(&m, pick(d, seen...))
		}
		return m
	}
	some := func(sender func(message) bool) {
		for n := d.IntN(3); n > 0 && !nothing; n-- {
			if m := one(); sender(m) {
				whole = append(whole, m)
			}
		}
	}
	said := func(server bool) bool {
		return slices.ContainsFunc(c.messages, func(m message) bool { return m.server == server })
	}
	silent := func(m message) bool { return !said(m.server) }
	any := func(message) bool { return true }
	if c.startCut {
		some(any)
	}
	for _, m := range c.messages {
		if !(said(ivr) && said(server)) {
			some(silent)
		}
		places = append(places, len(whole))
		switch {
		case m.broken || m.partial: // a message of its sender, whichever
			for {
				if x := pick(d, one, func() message { return pick(d, scenes...)(d) })(); x.server == m.server {
					whole = append(whole, x)
					break
				}
			}
			continue
		case m.lost:
			some(func(x message) bool { return x.server == m.server })
			continue
		}
		whole = append(whole, m)
	}
	if c.endCut || !(said(ivr) && said(server)) {
		some(func(m message) bool { return c.endCut || silent(m) })
	}
	return whole, places
}

// relate makes a message one of the same call, request or port as another.
func (d dice) relate(m *message, to message) {
	for _, path := range []string{"CallId", "RequestId", "ReqId", "RefID"} {
		if v := to.params[path]; v != "" && m.params[path] != "" {
			m.params[path] = v
		}
	}
	ports := []string{"PortNum", "CalledNum", "Agent.PortNum", "Port.PortNum"}
	for _, path := range ports {
		if v := to.params[path]; v != "" {
			for _, own := range ports {
				if m.params[own] != "" {
					m.params[own] = v
				}
			}
		}
	}
}
