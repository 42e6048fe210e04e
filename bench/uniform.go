package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"ivrcheck/internal/pcaptest"
)

// message is one message of a call.
type message struct {
	ivr     bool // the IVR sends it
	callID  string
	element string
}

const envelope = `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">` + "\n"

func (m message) xml() string {
	return envelope + "<GctiMsg>\n<CallId>" + m.callID + "</CallId>\n" + m.element + "\n</GctiMsg>"
}

// misspell adds an unknown parameter.
func misspell(_ int, m message) message {
	at := bytes.IndexAny([]byte(m.element), " />")
	m.element = m.element[:at] + ` Colour="blue"` + m.element[at:]
	return m
}

// unasked turns each message of a call into the answer to a request that was never sent, with the user data of the
// message.
func unasked(i int, m message) message {
	if m.callID == session {
		return m
	}
	data := ""
	if from := strings.Index(m.element, "<UDataEx>"); from >= 0 {
		data = m.element[from : strings.Index(m.element, "</UDataEx>")+len("</UDataEx>")]
	}
	return message{false, session, fmt.Sprintf(`<UDataResp Result="Success"><RequestId>%d</RequestId>%s</UDataResp>`, i, data)}
}

// strangeCall puts each message into its own call, which was never opened.
func strangeCall(i int, m message) message {
	if m.callID != session {
		m.callID = fmt.Sprintf("%s-%d", m.callID, i)
	}
	return m
}

// unclose leaves an element open.
func unclose(_ int, m message) message {
	m.element = "<a>" + m.element
	return m
}

// session is the CallId of messages that belong to no call.
const session = "session"

// uniformConnections is the number of concurrent connections. Their messages are interleaved.
const uniformConnections = 40

type uniform struct {
	*output
	spoil func(i int, m message) message
	dice  *rand.Rand
	calls int
}

// talk is one connection, with the messages of its call that remain.
type talk struct {
	conn *pcaptest.Conn
	port int
	rest []message
}

func generateUniform(out *output, spoil func(int, message) message, size int64) error {
	u := &uniform{output: out, spoil: spoil, dice: rand.New(rand.NewPCG(1, 2))}
	talks := make([]*talk, uniformConnections)
	for i := range talks {
		t := &talk{port: 7001 + i}
		if !u.log {
			t.conn = u.Connect(address(i), "10.0.0.1:7009")
		}
		t.rest = login(t.port)
		talks[i] = t
	}
	for u.written < size {
		t := talks[u.dice.IntN(len(talks))]
		if len(t.rest) == 0 {
			u.calls++
			t.rest = u.call(t.port)
		}
		u.say(t, t.rest[0])
		t.rest = t.rest[1:]
		if err := u.write(enough); err != nil {
			return err
		}
	}
	for _, t := range talks {
		for _, m := range t.rest {
			u.say(t, m)
		}
		if t.conn != nil {
			t.conn.Close()
		}
	}
	return u.write(0)
}

// address returns the address of the client with an index.
func address(i int) string { return fmt.Sprintf("10.1.%d.%d:%d", i/200, i%200+1, 40000+i) }

func (u *uniform) say(t *talk, m message) {
	u.messages++
	if u.spoil != nil {
		m = u.spoil(int(u.messages), m)
	}
	text := m.xml()
	switch {
	case t.conn == nil:
		side := "<<"
		if m.ivr {
			side = ">>"
		}
		clock := fmt.Sprintf("09:%02d:%02d.%03d", u.messages/60000%60, u.messages/1000%60, u.messages%1000)
		u.record(clock, "[%04d] %s %s 10.0.0.1:7009 %s", t.port, address(t.port-7001), side, strings.ReplaceAll(text, "\n", ""))
	case m.ivr:
		t.conn.IVR(text)
	default:
		t.conn.Server(text)
	}
}

func login(port int) []message {
	return []message{
		{true, session, fmt.Sprintf(`<LoginReq ClientName="IVR_%d" Version="4.0" ReportStatus="true" ServerMonitor="clear"/>`, port)},
		{false, session, `<LoginResp IServerVersion="8.5.100.09" Result="Success" Status="OK"/>`},
		{false, session, fmt.Sprintf(`<MonitorInfo><Port PortNum="%d" Status="OK"/></MonitorInfo>`, port)},
		{false, session, fmt.Sprintf(`<MonitorInfo><Agent PortNum="%d" Status="LoggedIn"/></MonitorInfo>`, port)},
		{false, session, fmt.Sprintf(`<MonitorInfo><Agent PortNum="%d" Status="Ready"/></MonitorInfo>`, port)},
	}
}

// call returns the messages of one call.
func (u *uniform) call(port int) []message {
	id := fmt.Sprintf("0a01%04x-%08x-%04x", port, u.calls, u.dice.IntN(1<<16))
	ani := fmt.Sprintf("+4144555%04d", u.dice.IntN(10000))
	request := u.dice.IntN(1 << 20)
	return []message{
		{true, id, fmt.Sprintf(`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>%d</CalledNum><DNIS>8005550100</DNIS><ANI>%s</ANI>%s</NewCall>`, port, ani, u.data(4))},
		{false, id, `<CallStatus Event="Ringing"/>`},
		{false, id, `<CallStatus Event="Established"/>`},
		{true, id, `<CallInfoReq/>`},
		{false, id, fmt.Sprintf(`<CallInfoResp ANI="%s" DNIS="8005550100" CalledNum="%d" ConnId="%016x" PortDN="%d" OtherDN="5551"/>`, ani, port, request, port)},
		{true, id, fmt.Sprintf(`<UDataSet Action="Add"><RequestId>%d</RequestId>%s</UDataSet>`, request, u.data(10))},
		{false, id, fmt.Sprintf(`<UDataResp Result="Success"><RequestId>%d</RequestId></UDataResp>`, request)},
		{true, id, fmt.Sprintf(`<UDataGet Keys="Key1:Key2"><RequestId>%d</RequestId></UDataGet>`, request+1)},
		{false, id, fmt.Sprintf(`<UDataResp Result="Success"><RequestId>%d</RequestId>%s</UDataResp>`, request+1, u.data(2))},
		{true, id, fmt.Sprintf(`<RouteRequest RouteDN="8000"><CED>%d</CED>%s</RouteRequest>`, u.dice.IntN(10000), u.data(6))},
		{false, id, `<RouteResponse RouteType="Normal"><Dest>5551</Dest></RouteResponse>`},
		{true, id, `<EndCall EndCause="Normal"/>`},
		{false, id, `<EndCall EndCause="Normal"/>`},
	}
}

// data returns a list of n keys and values.
func (u *uniform) data(n int) string {
	var b bytes.Buffer
	b.WriteString("<UDataEx>")
	for i := range n {
		fmt.Fprintf(&b, `<Node Name="Key%d" Type="Str" Val="value %08x"/>`, i+1, u.dice.Uint32())
	}
	b.WriteString("</UDataEx>")
	return b.String()
}
