package reference

import (
	"fmt"
	"slices"

	"ivrcheck/rules"
)

// The groups of messages, as the rule texts name them.
var (
	transfers = []string{"OneStepXfer", "OneStepConf", "InitXfer", "InitConf", "CompleteXfer", "CompleteConf"}
	userData  = []string{"UDataGet", "UDataSet", "UDataDel"}
	statistic = []string{"PeekStatReq", "GetStatReq"}
	ofCalls   = slices.Concat(transfers, userData, []string{
		"NewCall", "RouteRequest", "RouteResponse", "Connected", "Failure", "EndCall", "TreatCall", "TreatStatus", "Cancel",
		"CancelCompleted", "AccessNumGet", "AccessNumCancel", "AccessNumResp", "CallStatus", "CallError", "RetrieveCall",
		"MakeCall", "CallInfoReq", "CallInfoResp", "UDataResp",
	})
	requests = slices.Concat(transfers, userData, statistic, []string{
		"NewCall", "MakeCall", "RouteRequest", "AccessNumGet", "RetrieveCall", "CallInfoReq", "DialOutRegistry",
	})
	events = []string{"Dialing", "Ringing", "Established", "Retrieved", "Busy", "Held", "ConfPartyAdd", "ConfPartyDel", "Released", "XferComplete"}
	agents = []string{"AgentLogin", "AgentLogout", "AgentReady", "AgentNotReady", "AgentQuery"}
)

func (m message) is(names ...string) bool { return slices.Contains(names, m.name) }

func (m message) status(values ...string) bool {
	return m.is("CallStatus") && slices.Contains(values, m.params["Event"])
}

// ends reports whether a message ends its call.
func (m message) ends() bool { return m.is("EndCall") || m.status("Released", "XferComplete") }

func (m message) isRequest() bool {
	return !m.server && (m.is(requests...) || m.params["ReqId"] != "")
}

// builtin judges a whole conversation by the texts of the built-in rules.
type builtin struct {
	all   []message
	found map[string][]finding
}

func (b *builtin) broken(rule string, i int) {
	b.found[rule] = append(b.found[rule], finding{i, rules.Violated})
}

func judgeBuiltin(all []message) map[string][]finding {
	b := &builtin{all, map[string][]finding{}}
	b.login()
	b.agents()
	b.ports()
	b.calls()
	b.statistics()
	b.outbound()
	for rule, list := range b.found {
		sortFindings(list)
		b.found[rule] = slices.Compact(list)
	}
	return b.found
}

// login: SEQ001 to SEQ007.
func (b *builtin) login() {
	var open []int // LoginReq without an answer
	// again counts the LoginResp that may still follow one with InitInProgress. Which LoginReq it
	// answers if another one came in between is not known, so that one more is no fault.
	again := 0
	asked, spoke, answered := false, [2]bool{}, false
	last, armed, pending := "", false, true // what the last LoginResp says
	success := false                        // a login succeeded, and no answer took that back
	for i, m := range b.all {
		side := 0
		if m.server {
			side = 1
		}
		first := !spoke[side]
		spoke[side] = true
		switch {
		case first && !m.server && !m.is("LoginReq"):
			b.broken("SEQ001", i)
		case first && m.server && !m.is("LoginResp"):
			b.broken("SEQ007", i)
		}
		switch {
		case m.is("LoginReq"):
			if asked && success {
				b.broken("SEQ003", i)
			}
			asked = true
			open = append(open, i)
		case m.is("LoginResp") && asked:
			switch {
			case len(open) > 0:
				open = open[1:]
			case again > 0:
				again--
			default:
				b.broken("SEQ002", i)
			}
			if m.params["Status"] == "InitInProgress" {
				again++
			}
			answered = true
			result, status := m.exact("Result"), m.exact("Status")
			_, unclear := m.wrong["Status"]
			switch {
			case result == "Success" && !unclear && (status == "" || status == "OK"):
				success = true
			case result == "InvalidProtocolVersion", status == "InitInProgress", status == "NoSuchClient":
				success = false
			}
			if unclear || last == "refusal" && result == "" && m.params["Result"] == "InvalidProtocolVersion" && status != "InitInProgress" {
				break // it decides nothing: the value is wrong, or was meant to be a refusal again
			}
			armed = true
			switch {
			case result == "InvalidProtocolVersion" || status == "NoSuchClient":
				last = "refusal"
			case status == "InitInProgress":
				last = "starting"
			default:
				last = "success"
			}
		}
		if m.isRequest() {
			if last == "refusal" && armed {
				b.broken("SEQ004", i)
				armed = false
			}
			if pending && !answered && !first {
				b.broken("SEQ006", i)
				pending = false
			}
		}
		if m.is("NewCall", "MakeCall") && last == "starting" && armed {
			b.broken("SEQ005", i)
			armed = false
		}
	}
	for _, i := range open {
		b.broken("SEQ002", i)
	}
}

// agents: SEQ010, SEQ011, SEQ013 to SEQ016.
func (b *builtin) agents() {
	ports, ids := map[string]bool{}, map[string]bool{}
	because := map[int]bool{} // messages of which SEQ010 has a finding
	for i, m := range b.all {
		port, status := m.params["Agent.PortNum"], m.params["Agent.Status"]
		if status == "" {
			continue
		}
		ports[port] = true
		if m.exact("Agent.Status") == "Unknown" && m.params["ReqId"] == "" {
			b.broken("SEQ016", i)
		}
		if m.exact("Agent.Status") != "LoggedIn" {
			continue
		}
		blurred, place := false, i
		for j := i + 1; j < len(b.all); j++ {
			n := b.all[j]
			if n.params["Server.Status"] == "Unavailable" || n.params["Port.Status"] == "Unavailable" && n.params["Port.PortNum"] == port {
				blurred = true
			}
			if n.params["Agent.PortNum"] == port && (n.params["Agent.Status"] != "Unknown" || n.params["ReqId"] == "") {
				place = j
				break
			}
		}
		if s := b.all[place].params["Agent.Status"]; place > i && (s == "Ready" || s == "NotReady") {
			continue
		}
		if place > i {
			because[place] = true
		}
		if blurred {
			b.found["SEQ010"] = append(b.found["SEQ010"], finding{i, rules.Inconclusive})
		} else {
			b.broken("SEQ010", place)
		}
	}
	for port := range ports {
		in, out := false, false // a wrong value does not begin what it means, but it does not end it
		for i, m := range b.all {
			if m.params["Agent.PortNum"] != port {
				continue
			}
			status, answer, sure := m.params["Agent.Status"], m.params["ReqId"] != "", m.exact("Agent.Status") != ""
			if !answer && !because[i] && (status == "LoggedIn" && in || status == "LoggedOut" && out) {
				b.broken("SEQ013", i)
			}
			switch {
			case status == "LoggedOut":
				in, out = false, !answer && sure || out
			case status == "Unknown":
				in, out = false, false
			case status != "LoggedIn" && status != "Ready" && status != "NotReady": // a value that means nothing
				out = false
			default:
				in, out = !answer && sure || in, false
			}
		}
	}
	for _, m := range b.all {
		ids[m.params["ReqId"]] = true
	}
	delete(ids, "")
	for id := range ids {
		once := map[string]bool{}
		named := map[string]bool{} // ports
		asked, open := false, -1
		for i, m := range b.all {
			switch {
			case m.params["ReqId"] != id:
			case !m.server:
				asked = true
				if open < 0 {
					open = i
				}
				if port := m.params["PortNum"]; port != "" {
					named[port] = true
				}
			case m.is("MonitorInfo", "CallError"):
				open = -1
				if !asked && !once[m.name] {
					once[m.name] = true
					b.broken("SEQ011", i)
				}
				if m.is("MonitorInfo") && len(named) > 0 && !named[m.params["Agent.PortNum"]] {
					b.broken("SEQ015", i)
				}
			}
		}
		if open >= 0 {
			b.broken("SEQ014", open)
		}
	}
}

// ports: SEQ012.
func (b *builtin) ports() {
	unavailable, of, ended := map[string]bool{}, map[string]string{}, map[string]bool{}
	for i, m := range b.all {
		call := m.params["CallId"]
		if port := m.params["Port.PortNum"]; port != "" {
			switch {
			case m.exact("Port.Status") == "Unavailable":
				unavailable[port] = true
			case m.params["Port.Status"] == "OK":
				unavailable[port] = false
			}
		}
		if m.is("NewCall") && (of[call] == "" || ended[call]) {
			of[call], ended[call] = m.params["CalledNum"], false
		}
		if m.ends() {
			ended[call] = true
		}
		port := of[call]
		if m.params["PortNum"] != "" {
			port = m.params["PortNum"]
		}
		named := m.is("NewCall") && unavailable[m.params["CalledNum"]]
		if m.isRequest() && (named || unavailable[port]) {
			b.broken("SEQ012", i)
		}
	}
}

// calls: SEQ020 to SEQ056.
func (b *builtin) calls() {
	lives := map[string][]int{} // the messages of each life of a CallId
	life, ended := map[string]int{}, map[string]bool{}
	opened, left := map[string]bool{}, map[string]bool{} // by a NewCall; by an EndCall of the IVR
	unknown := true
	for i, m := range b.all {
		call := m.params["CallId"]
		if m.is("MakeCall", "DialOut", "DialOutInit") {
			unknown = false
		}
		if !m.is(ofCalls...) {
			continue
		}
		if m.is("NewCall") && ended[call] {
			life[call]++
			ended[call] = false
		}
		ended[call] = ended[call] || m.ends()
		key := fmt.Sprint(call, " ", life[call])
		lives[key] = append(lives[key], i)
		switch {
		case m.is("NewCall"):
			opened[call] = true
		case unknown && !opened[call] && (!m.is("CallError") || m.params["FailedReq"] != "AgentControl"):
			b.broken("SEQ021", i)
		}
		switch {
		case m.is("NewCall", "MakeCall"):
			left[call] = false
		case !m.server && left[call]:
			b.broken("SEQ022", i)
		}
		if m.is("EndCall") && !m.server {
			left[call] = true
		}
	}
	for _, places := range lives {
		b.call(places)
	}
	for i, m := range b.all {
		faults := []string{"InvalidStateTransition", "InvalidVersion", "FeatureNotSupported", "ServerPaused", "Timeout"}
		if m.is("EndCall") && m.server && slices.Contains(faults, m.exact("EndCause")) {
			b.broken("SEQ024", i)
		}
		if kind := m.params["RouteType"]; m.is("RouteResponse") && m.params["Dest"] == "" && kind != "" && kind != "Default" {
			b.broken("SEQ032", i)
		}
		if m.is("CallError") && m.exact("FailedReq") == "NotAllowed" {
			b.broken("SEQ056", i)
		}
	}
}

// call judges one life of a call.
func (b *builtin) call(places []int) {
	var before []message
	had := func(want func(message) bool) bool { return slices.ContainsFunc(before, want) }
	later := func(k int, want func(message) bool) bool {
		return slices.ContainsFunc(places[k+1:], func(i int) bool { return want(b.all[i]) })
	}
	named := func(names ...string) func(message) bool { return func(m message) bool { return m.is(names...) } }
	status := func(values ...string) func(message) bool {
		return func(m message) bool { return m.status(values...) }
	}
	var routes, infos []int
	data := map[string][]int{}
	for k, i := range places {
		m := b.all[i]
		switch {
		case m.is("NewCall"):
			if had(named("NewCall")) {
				opening := slices.IndexFunc(before, named("NewCall"))
				if !slices.ContainsFunc(before[opening:], message.ends) {
					b.broken("SEQ020", i)
				}
			} else if !later(k, message.ends) {
				b.broken("SEQ023", i)
			}
		case m.is("RouteRequest"):
			routes = append(routes, i)
			if !later(k, named("RouteResponse", "TreatCall", "EndCall")) {
				b.broken("SEQ030", i)
			}
		case m.is("RouteResponse"):
			if slices.Contains([]string{"Reroute", "RerouteAttended", "RerouteConferenced"}, m.params["RouteType"]) {
				break
			}
			if len(routes) == 0 {
				b.broken("SEQ031", i)
			} else {
				routes = routes[1:]
			}
		case m.is(userData...) && m.params["RequestId"] != "":
			data[m.params["RequestId"]] = append(data[m.params["RequestId"]], i)
		case m.is("UDataResp") && m.params["RequestId"] != "":
			id := m.params["RequestId"]
			if len(data[id]) == 0 {
				b.broken("SEQ041", i)
				break
			}
			b.content(b.all[data[id][0]], i)
			data[id] = data[id][1:]
		case m.is("CallInfoReq"):
			infos = append(infos, i)
		case m.is("CallInfoResp") && len(infos) > 0:
			infos = infos[1:]
		case m.is("CallStatus"):
			event := m.exact("Event")
			if had(func(m message) bool {
				return m.is("CallStatus") && (m.exact("Event") == "Released" || m.exact("Event") == "XferComplete")
			}) ||
				event == "Retrieved" && !had(status("Held")) || event == "ConfPartyDel" && !had(status("ConfPartyAdd")) {
				b.broken("SEQ052", i)
			}
		case m.is("CallError"):
			failed := m.exact("FailedReq")
			if failed != "" && !slices.Contains([]string{"Unknown", "NoSuchCall", "AgentControl", "NotAllowed"}, failed) && !had(named(failed)) {
				b.broken("SEQ051", i)
			}
			if m.params["FailedReq"] == "NoSuchCall" && had(named("NewCall")) && !had(message.ends) {
				b.broken("SEQ055", i)
			}
		case m.is("Cancel") && !had(named("TreatCall")):
			b.broken("SEQ054", i)
		}
		if m.is(transfers...) && !later(k, func(x message) bool {
			return x.is("CallError") || x.is("CallStatus") && !x.status("Released") && slices.Contains(events, x.params["Event"])
		}) {
			b.broken("SEQ050", i)
		}
		if m.is("CompleteXfer", "CompleteConf", "RetrieveCall") && !had(named("InitXfer", "InitConf")) {
			b.broken("SEQ053", i)
		}
		before = append(before, m)
	}
	for _, i := range infos {
		b.broken("SEQ045", i)
	}
	for _, open := range data {
		for _, i := range open {
			b.broken("SEQ040", i)
		}
	}
}

// content: SEQ042 of the answer at i.
func (b *builtin) content(request message, i int) {
	for path := range b.all[i].params {
		const list = "UDataEx."
		if len(path) <= len(list) || path[:len(list)] != list {
			continue
		}
		keys, asks := request.params["Keys"]
		if !request.is("UDataGet") || asks && !slices.Contains(splitKeys(keys), path[len(list):]) {
			b.broken("SEQ042", i)
		}
	}
}

func splitKeys(keys string) []string {
	out := []string{""}
	for _, r := range keys {
		if r == ':' {
			out = append(out, "")
		} else {
			out[len(out)-1] += string(r)
		}
	}
	return out
}

// statistics: SEQ043, SEQ044.
func (b *builtin) statistics() {
	open := map[string][]int{}
	for i, m := range b.all {
		id := m.params["RequestId"]
		switch {
		case id == "":
		case m.is(statistic...):
			open[id] = append(open[id], i)
		case m.is("StatResp") && len(open[id]) > 0:
			open[id] = open[id][1:]
		case m.is("StatResp"):
			b.broken("SEQ044", i)
		}
	}
	for _, list := range open {
		for _, i := range list {
			b.broken("SEQ043", i)
		}
	}
}

// outbound: SEQ060 to SEQ063.
func (b *builtin) outbound() {
	var open []int
	registered, used, last := false, map[string]bool{}, message{}
	for i, m := range b.all {
		switch {
		case m.is("DialOutRegistry"):
			open = append(open, i)
			last = m
		case m.is("DialOutRegistryResp"):
			if len(open) > 0 {
				open = open[1:]
			}
			registered = registered || m.params["Result"] == "Success"
			removal := last.is("DialOutRegistry") && (last.params["Command"] == "Remove" || last.params["Command"] == "RemoveAll")
			if m.exact("Result") == "MiscFailure" || m.params["Result"] == "ConfigError" && removal {
				b.broken("SEQ063", i)
			}
			last = m
		case m.is("DialOut"):
			if !registered {
				b.broken("SEQ061", i)
			}
			if used[m.params["RefID"]] {
				b.broken("SEQ062", i)
			}
			used[m.params["RefID"]] = true
		}
	}
	for _, i := range open {
		b.broken("SEQ060", i)
	}
}
