package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"ivrcheck/internal/pcaptest"
)

// A kind of traffic is generated from the same calls; what differs is what is
// done to each message.
type kind struct {
	name, text string
	// spoil makes a message worse; nil leaves it as it is.
	spoil func(i int, m message) message
	log   bool
	mixed bool
}

var kinds = []kind{
	{name: "mixed", text: "conformant: many dialects, applications and kinds of calls", mixed: true},
	{name: "uniform", text: "conformant: one dialect and one kind of call"},
	{name: "catalogue", text: "every message has a fault of the catalogue", spoil: misspell},
	{name: "sequence", text: "every message has a fault of the sequences: it answers what nobody has asked", spoil: unasked},
	{name: "orphans", text: "every message is about a call of its own, which nobody opens or ends: 1.7 findings each", spoil: strangeCall},
	{name: "malformed", text: "no message is well-formed", spoil: unclose},
	{name: "log", text: "the uniform messages as a text log, one a line", log: true},
	{name: "mixedlog", text: "the mixed messages as a text log", mixed: true, log: true},
}

// message is one message of a call on its way.
type message struct {
	ivr     bool // the IVR sends it
	callID  string
	element string
}

const envelope = `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">` + "\n"

func (m message) xml() string {
	return envelope + "<GctiMsg>\n<CallId>" + m.callID + "</CallId>\n" + m.element + "\n</GctiMsg>"
}

// misspell adds a parameter that nobody knows.
func misspell(_ int, m message) message {
	at := bytes.IndexAny([]byte(m.element), " />")
	m.element = m.element[:at] + ` Colour="blue"` + m.element[at:]
	return m
}

// unasked makes of each message of a call an answer to a request that nobody has
// made, with the user data of the message.
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

// strangeCall gives each message a call of its own, which nobody has opened.
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

// connections is how many are open at once; their messages are interleaved.
const connections = 40

// generate writes traffic of about so many bytes and says how many messages
// are in it. The same arguments give the same file.
func generate(path string, k kind, size int64) (messages int64, err error) {
	if k.mixed {
		return generateMixed(path, size, mixedOptions{connections: defaultConnections, seed: 1, log: k.log})
	}
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<20)
	g := &generator{kind: k, out: out, size: size, dice: rand.New(rand.NewPCG(1, 2))}
	if err := g.run(); err != nil {
		return 0, err
	}
	if err := out.Flush(); err != nil {
		return 0, err
	}
	return g.messages, f.Close()
}

type generator struct {
	kind     kind
	out      *bufio.Writer
	size     int64
	written  int64
	messages int64
	dice     *rand.Rand
	build    *pcaptest.Builder
	header   bool
	calls    int
}

// talk is one connection with what its call still has to say.
type talk struct {
	conn *pcaptest.Conn
	port int
	rest []message
}

func (g *generator) run() error {
	g.build = pcaptest.New()
	g.build.Step = 40_000 // ns
	talks := make([]*talk, connections)
	for i := range talks {
		t := &talk{port: 7001 + i}
		if !g.kind.log {
			t.conn = g.build.Connect(fmt.Sprintf("10.1.%d.%d:%d", i/200, i%200+1, 40000+i), "10.0.0.1:7009")
		}
		t.rest = login(t.port)
		talks[i] = t
	}
	for g.written < g.size {
		t := talks[g.dice.IntN(len(talks))]
		if len(t.rest) == 0 {
			g.calls++
			t.rest = g.call(t.port)
		}
		g.say(t, t.rest[0])
		t.rest = t.rest[1:]
		if len(g.build.Packets) >= 4096 {
			if err := g.flush(); err != nil {
				return err
			}
		}
	}
	for _, t := range talks {
		for _, m := range t.rest {
			g.say(t, m)
		}
		if t.conn != nil {
			t.conn.Close()
		}
	}
	return g.flush()
}

func (g *generator) say(t *talk, m message) {
	g.messages++
	if g.kind.spoil != nil {
		m = g.kind.spoil(int(g.messages), m)
	}
	text := m.xml()
	if t.conn == nil {
		side := "<<"
		if m.ivr {
			side = ">>"
		}
		line := fmt.Sprintf("2024-03-01 09:%02d:%02d.%03d [%04d] 10.1.%d.%d:%d %s 10.0.0.1:7009 %s\n",
			g.messages/60000%60, g.messages/1000%60, g.messages%1000, t.port, (t.port-7001)/200, (t.port-7001)%200+1, 40000+t.port-7001,
			side, bytes.ReplaceAll([]byte(text), []byte("\n"), nil))
		g.written += int64(len(line))
		_, _ = g.out.WriteString(line) // Flush tells what went wrong
		return
	}
	if m.ivr {
		t.conn.IVR(text)
	} else {
		t.conn.Server(text)
	}
}

// flush writes out the packets made so far.
func (g *generator) flush() error {
	if g.kind.log {
		return nil
	}
	b := g.build.Pcap()
	if g.header {
		b = b[24:]
	}
	g.header = true
	g.build.Packets = g.build.Packets[:0]
	g.written += int64(len(b))
	_, err := g.out.Write(b)
	return err
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

// call is what is said in one call.
func (g *generator) call(port int) []message {
	id := fmt.Sprintf("0a01%04x-%08x-%04x", port, g.calls, g.dice.IntN(1<<16))
	ani := fmt.Sprintf("+4144555%04d", g.dice.IntN(10000))
	request := g.dice.IntN(1 << 20)
	return []message{
		{true, id, fmt.Sprintf(`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>%d</CalledNum><DNIS>8005550100</DNIS><ANI>%s</ANI>%s</NewCall>`, port, ani, g.data(4))},
		{false, id, `<CallStatus Event="Ringing"/>`},
		{false, id, `<CallStatus Event="Established"/>`},
		{true, id, `<CallInfoReq/>`},
		{false, id, fmt.Sprintf(`<CallInfoResp ANI="%s" DNIS="8005550100" CalledNum="%d" ConnId="%016x" PortDN="%d" OtherDN="5551"/>`, ani, port, request, port)},
		{true, id, fmt.Sprintf(`<UDataSet Action="Add"><RequestId>%d</RequestId>%s</UDataSet>`, request, g.data(10))},
		{false, id, fmt.Sprintf(`<UDataResp Result="Success"><RequestId>%d</RequestId></UDataResp>`, request)},
		{true, id, fmt.Sprintf(`<UDataGet Keys="Key1:Key2"><RequestId>%d</RequestId></UDataGet>`, request+1)},
		{false, id, fmt.Sprintf(`<UDataResp Result="Success"><RequestId>%d</RequestId>%s</UDataResp>`, request+1, g.data(2))},
		{true, id, fmt.Sprintf(`<RouteRequest RouteDN="8000"><CED>%d</CED>%s</RouteRequest>`, g.dice.IntN(10000), g.data(6))},
		{false, id, `<RouteResponse RouteType="Normal"><Dest>5551</Dest></RouteResponse>`},
		{true, id, `<EndCall EndCause="Normal"/>`},
		{false, id, `<EndCall EndCause="Normal"/>`},
	}
}

// data is a list of so many keys and values.
func (g *generator) data(n int) string {
	var b bytes.Buffer
	b.WriteString("<UDataEx>")
	for i := range n {
		fmt.Fprintf(&b, `<Node Name="Key%d" Type="Str" Val="value %08x"/>`, i+1, g.dice.Uint32())
	}
	b.WriteString("</UDataEx>")
	return b.String()
}
