package main

import (
	"fmt"
	"strings"
)

// mixes are the kinds of clients, defined by their kinds of calls.
var mixes = [][]weighted{
	{{4, shortCall}, {1, abandoned}, {3, routed}, {2, userData}, {1, agents}},
	{{4, routed}, {4, userData}, {1, shortCall}, {1, statistics}},
	{{8, userData}, {2, routed}, {1, abandoned}},
	{{3, transferred}, {3, conference}, {3, routed}, {2, userData}, {1, agents}},
	{{2, outbound}, {2, shortCall}, {1, agents}},
	{{2, statistics}, {4, routed}, {2, transferred}, {2, userData}},
	{{4, agents}, {3, routed}, {3, treated}, {1, shortCall}},
	{{2, shortCall}, {3, routed}, {4, userData}, {2, transferred}, {2, conference}, {1, statistics}, {2, treated}, {1, abandoned}, {1, agents}},
}

// script begins a script of a client.
func (m *mixed) script(c *client) script {
	sum := 0
	for _, w := range c.mix {
		sum += w.weight
	}
	at := m.dice.IntN(sum)
	var s script
	for _, w := range c.mix {
		if at -= w.weight; at < 0 {
			c.calls++
			s.id = c.driver.callID(c, m.dice)
			w.make(m, c, &s)
			break
		}
	}
	c.left -= len(s.rest)
	return s
}

func (s *script) ivr(e element)    { s.rest = append(s.rest, step{true, e}) }
func (s *script) server(e element) { s.rest = append(s.rest, step{false, e}) }
func (s *script) status(events ...string) {
	for _, event := range events {
		s.server(tag("CallStatus", "Event", event))
	}
}

// tag returns an element with attributes.
func tag(name string, attrs ...string) element {
	e := element{name: name}
	for i := 0; i+1 < len(attrs); i += 2 {
		e.attrs = append(e.attrs, attr{attrs[i], attrs[i+1]})
	}
	return e
}

func (e element) with(children ...element) element {
	for _, child := range children {
		if child.name != "" {
			e.children = append(e.children, child)
		}
	}
	return e
}

func text(name, value string) element { return element{name: name, text: value} }

// data returns a list of values for keys, or an empty element without keys.
func (m *mixed) data(name string, keys []string) element {
	if len(keys) == 0 {
		return element{}
	}
	e := element{name: name}
	for _, key := range keys {
		e.children = append(e.children, tag("Node", "Name", key, "Type", "Str", "Val", value(m.dice)))
	}
	return e
}

// few returns up to n keys. Some clients send many, others few.
func (m *mixed) few(c *client, n int) []string {
	if c.index%3 > 0 {
		return c.app.some(n/2+m.dice.IntN(n/2+1), m.dice)
	}
	return c.app.some(m.dice.IntN(n+1), m.dice)
}

func (m *mixed) number() string { return fmt.Sprintf("+4144555%04d", m.dice.IntN(10000)) }

func (c *client) portNumber(i int) string { return fmt.Sprint(1000 + c.index*4 + i) }

// request returns the RequestId of the next request; some drivers use the CallId.
func (m *mixed) request(c *client, s *script) string {
	c.requests++
	switch c.index % 4 {
	case 0:
		return s.id
	case 1:
		return fmt.Sprint(c.start + c.requests)
	case 2:
		return fmt.Sprintf("req-%08x", m.dice.Uint32())
	default:
		return fmt.Sprintf("%s.%s.%06d", c.host, c.app.name, c.requests)
	}
}

func (m *mixed) logsIn(c *client) []step {
	var s script
	login := tag("LoginReq", "ClientName", fmt.Sprintf("IVR_%d", c.index), "Version", "4.0", "ReportStatus", "true", "ServerMonitor", "clear")
	if c.index%3 == 0 {
		login.attrs = login.attrs[:2]
	}
	s.ivr(login)
	s.server(tag("LoginResp", "IServerVersion", "IVR Server:8.5.100.09", "Result", "Success", "Status", "OK"))
	if c.index%5 == 0 {
		s.server(tag("FlowControl", "Status", "off"))
	}
	s.server(tag("MonitorInfo").with(tag("Server", "Name", "TServer_1", "Status", "OK", "Switch", "Switch_A")))
	for i := range 1 + c.index%4 {
		s.server(tag("MonitorInfo").with(tag("Port", "PortNum", c.portNumber(i), "Status", "OK")))
	}
	return s.rest
}

func (m *mixed) begin(c *client, s *script) {
	call := tag("NewCall", "CallControlMode", "Network", "Version", "4.0")
	if c.index%6 == 0 {
		call.attrs[0].value = "Genesys"
	}
	call = call.with(text("CalledNum", c.portNumber(m.dice.IntN(4))))
	if c.index%7 != 0 {
		call = call.with(text("DNIS", fmt.Sprintf("80055501%02d", m.dice.IntN(100))), text("ANI", m.number()))
	}
	call = call.with(m.data("UDataEx", m.few(c, 20)))
	if c.index%9 == 0 {
		call = call.with(m.data("ExtnsEx", []string{"CPNPresentation", "TrunkGroup"}))
	}
	s.ivr(call)
	s.status("Ringing")
}

func (m *mixed) end(c *client, s *script) {
	cause := []string{"Normal", "Normal", "Normal", "Abandoned", "Resources"}[m.dice.IntN(5)]
	if c.index%8 == 5 {
		s.ivr(tag("EndCall"))
	} else {
		s.ivr(tag("EndCall", "EndCause", cause))
	}
	switch c.index % 3 {
	case 0:
		s.server(tag("EndCall", "EndCause", "Normal"))
	case 1:
		s.status("Released")
	}
}

func shortCall(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.status("Established")
	if m.dice.IntN(3) == 0 {
		m.information(c, s)
	}
	m.end(c, s)
}

func abandoned(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.ivr(tag("EndCall", "EndCause", "Abandoned"))
	s.status("Released")
}

// information requests call information. The answer has only values that the server knows.
func (m *mixed) information(c *client, s *script) {
	s.ivr(tag("CallInfoReq"))
	var known []string
	for _, field := range [][2]string{
		{"ANI", m.number()}, {"DNIS", "8005550100"}, {"CalledNum", c.portNumber(0)}, {"ConnId", fmt.Sprintf("%016x", m.dice.Uint64())},
		{"TSCallId", fmt.Sprint(m.dice.IntN(1 << 24))}, {"PortDN", c.portNumber(1)}, {"PortTrunk", fmt.Sprint(m.dice.IntN(90))}, {"PortQueue", "8100"},
		{"OtherDN", fmt.Sprint(5000 + m.dice.IntN(999))}, {"OtherTrunk", "12"}, {"OtherQueue", "8200"},
		{"LastEvent", []string{"EventEstablished", "EventRinging", "EventQueued"}[m.dice.IntN(3)]}, {"FirstHomeLocation", "Switch_A"},
	} {
		if (c.index+len(field[0]))%4 != 0 || m.dice.IntN(5) == 0 {
			known = append(known, field[0], field[1])
		}
	}
	s.server(tag("CallInfoResp", known...))
}

func routed(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.status("Established")
	if m.dice.IntN(2) == 0 {
		m.information(c, s)
	}
	for range 1 + m.dice.IntN(4) {
		m.attach(c, s)
	}
	request := tag("RouteRequest", "RouteDN", fmt.Sprint(8000+c.index%60))
	if m.dice.IntN(4) > 0 {
		request = request.with(text("CED", fmt.Sprint(m.dice.IntN(10000))))
	}
	s.ivr(request.with(m.data("UDataEx", m.few(c, 20))))
	response := tag("RouteResponse", "RouteType", "Normal")
	switch m.dice.IntN(5) {
	case 0:
		response.attrs[0].value = "Default"
	case 1:
		response.attrs = nil
	}
	response = response.with(text("Dest", fmt.Sprint(5000+m.dice.IntN(999))))
	if c.index%4 == 1 {
		response = response.with(m.data("ExtnsEx", []string{"NETWORK_TYPE", "RouteTarget", "TimeToAnswer"}[:1+m.dice.IntN(3)]))
	}
	s.server(response)
	m.end(c, s)
}

func (m *mixed) attach(c *client, s *script) {
	id := m.request(c, s)
	keys := m.few(c, 20)
	if len(keys) == 0 {
		keys = c.app.keys[:1]
	}
	s.ivr(tag("UDataSet", "Action", []string{"Add", "Replace"}[c.index%2]).with(text("RequestId", id), m.data("UDataEx", keys)))
	s.server(tag("UDataResp", "Result", "Success").with(text("RequestId", id)))
}

func (m *mixed) fetch(c *client, s *script) {
	id := m.request(c, s)
	keys := m.few(c, 20)
	if len(keys) == 0 {
		keys = c.app.keys[:1]
	}
	s.ivr(tag("UDataGet", "Keys", strings.Join(keys, ":")).with(text("RequestId", id)))
	if m.dice.IntN(8) == 0 {
		s.server(tag("UDataResp", "Result", "NoMatch").with(text("RequestId", id)))
		return
	}
	s.server(tag("UDataResp", "Result", "Success").with(text("RequestId", id), m.data("UDataEx", keys[m.dice.IntN(len(keys)):])))
}

func userData(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.status("Established")
	for range 3 + m.dice.IntN(12) {
		switch m.dice.IntN(8) {
		case 0:
			id := m.request(c, s)
			s.ivr(tag("UDataDel", "Keys", c.app.keys[m.dice.IntN(len(c.app.keys))]).with(text("RequestId", id)))
			s.server(tag("UDataResp", "Result", "Success").with(text("RequestId", id)))
		case 1, 2, 3, 4:
			m.fetch(c, s)
		default:
			m.attach(c, s)
		}
	}
	m.end(c, s)
}

func transferred(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.status("Established")
	if m.dice.IntN(2) == 0 {
		m.attach(c, s)
	}
	transferred := false
	destination := fmt.Sprint(9000 + m.dice.IntN(999))
	switch m.dice.IntN(4) {
	case 0:
		s.ivr(tag("InitXfer", "DestDN", destination).with(m.data("UDataEx", m.few(c, 12))))
		s.status("Held", "Dialing")
		s.ivr(tag("CompleteXfer"))
		s.status("XferComplete")
		transferred = true
	case 1:
		s.ivr(tag("InitXfer", "DestDN", destination))
		s.status("Held", "Dialing", "Busy")
		s.ivr(tag("RetrieveCall"))
		s.status("Retrieved")
	case 2:
		s.ivr(tag("OneStepXfer", "DestDN", destination))
		s.server(tag("CallError", "FailedReq", "OneStepXfer", "TLibErrCode", fmt.Sprint(40+m.dice.IntN(900))))
	default:
		s.ivr(tag("OneStepXfer", "DestDN", destination).with(m.data("UDataEx", m.few(c, 12))))
		s.status("XferComplete")
		transferred = true
	}
	if transferred {
		s.ivr(tag("EndCall", "EndCause", "Normal")) // XferComplete has ended the call for the server
		return
	}
	m.end(c, s)
}

func conference(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.status("Established")
	destination := fmt.Sprint(9000 + m.dice.IntN(999))
	if m.dice.IntN(2) == 0 {
		s.ivr(tag("OneStepConf", "DestDN", destination).with(m.data("UDataEx", m.few(c, 12))))
		s.status("ConfPartyAdd", "ConfPartyDel")
	} else {
		s.ivr(tag("InitConf", "DestDN", destination))
		s.status("Held", "Dialing")
		s.ivr(tag("CompleteConf"))
		s.status("ConfPartyAdd")
	}
	m.fetch(c, s)
	m.end(c, s)
}

func statistics(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.status("Established")
	for range 1 + m.dice.IntN(5) {
		id := m.request(c, s)
		s.ivr(tag("PeekStatReq").with(text("RequestId", id), text("StatName", []string{"CurrNumberWaitingCalls", "ExpectedWaitTime"}[m.dice.IntN(2)])))
		response := tag("StatResp", "ResultCode", "Success").with(text("RequestId", id))
		if m.dice.IntN(6) > 0 {
			response = response.with(text("Result", fmt.Sprint(m.dice.IntN(600))))
		}
		s.server(response)
	}
	m.end(c, s)
}

func treated(m *mixed, c *client, s *script) {
	m.begin(c, s)
	s.status("Established")
	s.ivr(tag("RouteRequest", "RouteDN", fmt.Sprint(8000+c.index%60)).with(m.data("UDataEx", m.few(c, 20))))
	s.server(tag("TreatCall", "Type", []string{"Music", "PlayAnnouncement", "RingBack"}[m.dice.IntN(3)]).with(m.data("ExtnsEx", []string{"MUSIC_DN", "DURATION"}[:m.dice.IntN(3)])))
	if m.dice.IntN(2) == 0 {
		s.server(tag("Cancel"))
	}
	s.server(tag("RouteResponse", "RouteType", "Normal").with(text("Dest", fmt.Sprint(5000+m.dice.IntN(999)))))
	m.end(c, s)
}

// agents reports states of agents and of ports, which belong to no call.
func agents(m *mixed, c *client, s *script) {
	s.id = c.session
	number := fmt.Sprintf("%d%03d", 2000+c.index, c.calls%1000)
	agent := func(status string, attrs ...string) {
		s.server(tag("MonitorInfo", attrs...).with(tag("Agent", "PortNum", number, "Status", status)))
	}
	switch m.dice.IntN(4) {
	case 0:
		agent("LoggedIn")
		agent("Ready")
		agent("NotReady")
		agent("LoggedOut")
	case 1:
		agent("Ready")
		agent("NotReady")
		agent("Ready")
	case 2:
		c.requests++
		id := fmt.Sprintf("a%d", c.start+c.requests)
		s.ivr(tag("AgentQuery", "ReqId", id, "PortNum", number))
		agent("Ready", "ReqId", id)
	default:
		for i := range 1 + m.dice.IntN(3) {
			s.server(tag("MonitorInfo").with(tag("Port", "PortNum", c.portNumber(i), "Status", "OK")))
		}
	}
}

// outbound registers a route point, and the server orders calls.
func outbound(m *mixed, c *client, s *script) {
	s.id = c.session
	route := fmt.Sprint(8000 + c.index%60)
	s.ivr(tag("DialOutRegistry", "Command", "Add", "DN", route))
	s.server(tag("DialOutRegistryResp", "Result", "Success"))
	for range 1 + m.dice.IntN(4) {
		c.requests++
		id := fmt.Sprintf("R%d-%d", c.start, c.requests)
		s.server(tag("DialOut", "OrigNum", route, "DestNum", m.number(), "RefID", id, "TimeToAnswer", fmt.Sprint(10+m.dice.IntN(50))).with(m.data("UDataEx", m.few(c, 12))))
		if m.dice.IntN(4) == 0 {
			s.ivr(tag("DialOutError", "RefID", id, "Error", "NoAnswer"))
		} else {
			s.ivr(tag("DialOutInit", "RefID", id))
		}
	}
	s.ivr(tag("DialOutRegistry", "Command", "Remove", "DN", route))
	s.server(tag("DialOutRegistryResp", "Result", "Success"))
}
