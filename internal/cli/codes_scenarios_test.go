package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"ivrcheck/internal/pcaptest"
)

// allScenarios are all bundled captures and logs that are made.
var allScenarios = sync.OnceValue(func() []scenario {
	return slices.Concat(scenarios, codeScenarios, exampleScenarios())
})

// scenarioFlags are the flags of the few scenarios that need some.
var scenarioFlags = map[string][]string{
	"cap008-bad.pcap":  {"--port", "7009"},
	"cap008-good.pcap": {"--port", "7009"},
	"cap008-mid.pcap":  {"--port", "7009"},
	"cap010-bad.pcap":  {"--require-activated", "SEQ001,SEQ02"},
	"cap010-good.pcap": {"--require-activated", "SEQ001,SEQ02"},
	"cap011-bad.log":   {"--max-message", fmt.Sprint(len(newCall("c1")) - 1)},
	"cap011-good.log":  {"--max-message", fmt.Sprint(len(newCall("c1")))},
}

// codeScenarios are captures and near misses for the codes without another scenario
// or example.
var codeScenarios = []scenario{
	{"cap001-good.pcap", "", session(func(c *pcaptest.Conn) { c.IVR(newCall("c1"), endCall("c1")) })},
	{"cap002-good.pcap", "", split(func(b *pcaptest.Builder, c *pcaptest.Conn) { // lost, and sent again
		at, info := c.Seq[pcaptest.Server], pcaptest.XML(agentInfo("7001", "Ready"))
		lost := c.Send(pcaptest.Server, info)
		c.Segment(pcaptest.Server, pcaptest.Segment{Seq: at, Ack: c.Seq[pcaptest.Client], Flags: pcaptest.PSH | pcaptest.ACK, Payload: info[:c.MSS]})
		c.Ack(pcaptest.Client)
		c.Close()
		b.Drop(lost)
	})},
	{"cap003-good.pcap", "", split(func(b *pcaptest.Builder, c *pcaptest.Conn) { // twice, and the same
		at, info := c.Seq[pcaptest.Server], pcaptest.XML(agentInfo("7001", "Ready"))
		first := c.Send(pcaptest.Server, info)
		b.Duplicate(first)
		c.Segment(pcaptest.Server, pcaptest.Segment{Seq: at + 10, Ack: c.Seq[pcaptest.Client], Flags: pcaptest.ACK, Payload: info[10:100]})
		c.Close()
	})},
	{"cap004-good.pcap", "", capture1(func(b *pcaptest.Builder, c *pcaptest.Conn) { // cut, in a stream without the protocol
		login(c)
		web := b.Connect("10.0.0.5:49150", "10.0.0.9:80")
		frame := web.Data(pcaptest.Client, []byte("GET / HTTP/1.1\r\nHost: intranet\r\nUser-Agent: something long enough\r\n\r\n"))
		c.Close()
		b.Cut(frame, 96)
	})},
	{"cap006-good.pcap", "", serverSends( // a header over three segments
		pcaptest.XML(callStatus("c1", "Ringing"))[:1], pcaptest.XML(callStatus("c1", "Ringing"))[1:5],
		pcaptest.XML(callStatus("c1", "Ringing"))[5:])},
	{"cap007-bad.log", "CAP007", lengthsLog(func(body string) string { return body[:len(body)-20] })},
	{"cap007-good.log", "", lengthsLog(func(body string) string { return body })},
	{"cap008-bad.pcap", "CAP008", capture1(func(_ *pcaptest.Builder, c *pcaptest.Conn) { // and a login in the clear on another port
		c.Data(pcaptest.Client, tls(22, "\x01\x00\x00\x2a\x03\x03"+strings.Repeat("\xa5", 40)))
		c.Data(pcaptest.Server, tls(22, "\x02\x00\x00\x2a\x03\x03"+strings.Repeat("\x5a", 40)))
		c.Data(pcaptest.Client, tls(23, "\x00\x03\x00\x30\x02\x00<?xml is a chance"))
		c.Data(pcaptest.Server, tls(23, "\x00\x00\x00\x02\x02\x00"))
		c.Close()
	})},
	{"cap008-mid.pcap", "CAP008", func() []byte { // from the middle of a record, both ways
		b := pcaptest.New()
		c := b.Midway("10.0.0.5:49152", "10.0.0.1:7009")
		c.Data(pcaptest.Client, tls(23, strings.Repeat("\xa5\x00", 100))[50:])
		for range 2 {
			c.Data(pcaptest.Client, tls(23, strings.Repeat("\xa5\x00", 50)))
			c.Data(pcaptest.Server, tls(23, strings.Repeat("\x5a\x00", 50)))
		}
		c.Close()
		return b.Pcap()
	}},
	{"cap008-good.pcap", "", func() []byte { // TLS, on another port
		b := pcaptest.New()
		web := b.Connect("10.0.0.5:49150", "10.0.0.9:443")
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		web.Data(pcaptest.Client, tls(22, "\x01\x00\x00\x2a\x03\x03"+strings.Repeat("\xa5", 40)))
		login(c)
		web.Close()
		c.Close()
		return b.Pcap()
	}},
	{"cap009-good.pcap", "", split(func(_ *pcaptest.Builder, c *pcaptest.Conn) { // over many segments, and whole
		c.Server(agentInfo("7001", "Ready"))
		c.Close()
	})},
	{"cap010-bad.pcap", "CAP010 CAP010 CAP010 CAP010", noLogin(login)},
	{"cap010-good.pcap", "", ivrSays(newCall("c1"), endCall("c1"))},
	{"cap011-bad.log", "CAP011 SEQ002", func() []byte { return []byte(doc("login-1", loginReq) + "\n" + newCall("c1") + "\n") }},
	{"cap011-good.log", "SEQ002 SEQ006 SEQ023", func() []byte { return []byte(doc("login-1", loginReq) + "\n" + newCall("c1") + "\n") }},
	{"cap013-bad.log", "CAP013", datedLog(5, 4, 3, 2, 1)},
	{"cap013-good.log", "", datedLog(1, 2, 4, 3, 5)}, // two threads, each with its line
	{"cap014-bad.pcap", "CAP014", capture1(func(b *pcaptest.Builder, c *pcaptest.Conn) { // of no known EtherType, and encrypted
		login(c)
		frame := func(etherType uint16, payload ...byte) {
			b.Add(append([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, byte(etherType >> 8), byte(etherType)}, payload...))
		}
		esp := []byte{0x45, 0, 0, 28, 0, 1, 0, 0, 64, 50, 0, 0, 10, 0, 0, 5, 10, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 1}
		frame(0x0800, esp...)
		frame(0x0800, esp...)
		frame(0x1234, 1, 2, 3)
		c.Close()
	})},
	{"cap014-good.pcap", "", capture1(func(b *pcaptest.Builder, c *pcaptest.Conn) { // what is on every network
		login(c)
		frame := func(etherType uint16, payload ...byte) {
			b.Add(append([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, byte(etherType >> 8), byte(etherType)}, payload...))
		}
		frame(0x0806, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 5, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1)
		frame(0x88cc, 2, 7, 4, 2, 0, 0, 0, 0, 1, 4, 2, 7, 1, 6, 2, 0, 120, 0, 0)
		frame(38, 0x42, 0x42, 3, 0, 0, 0, 0, 0)
		frame(50, 0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 0x0b, 0, 0)
		frame(0x0800, 0x45, 0, 0, 28, 0, 1, 0, 0, 64, 1, 0, 0, 10, 0, 0, 5, 10, 0, 0, 1, 8, 0, 0, 0, 0, 1, 0, 1)
		b.UDP("10.0.0.9:53", "10.0.0.8:53", []byte("dns"))
		c.Close()
	})},
	{"cap012-good.pcap", "SEQ002", func() []byte { // one message among other traffic
		b := pcaptest.New()
		web := b.Connect("10.0.0.5:49150", "10.0.0.9:80")
		web.Data(pcaptest.Client, []byte("GET / HTTP/1.1\r\nHost: intranet\r\n\r\n"))
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		c.IVR(doc("login-1", loginReq))
		web.Close()
		return b.Pcap()
	}},

	{"gli005-open.pcap", "GLI005", capture1(func(_ *pcaptest.Builder, c *pcaptest.Conn) { // the capture ends first
		login(c)
		c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
	})},
	{"gli005-server.pcap", "GLI005 GLI005 XML001", session(func(c *pcaptest.Conn) { // the server gets no answer; no message can hide an ack
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
		c.IVR(newCall("c1"), doc("c1", `<EndCall EndCause="Normal"><X></EndCall>`), endCall("c1"))
		c.KeepAlive()
	})},
	{"gli004-answers.pcap", "GLI004 GLI004", session(func(c *pcaptest.Conn) { // a wrong one is an answer, too
		c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveAck, []byte("?")))
		c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, []byte("?")))
		c.KeepAlive()
	})},
	{"gli006-gap.pcap", "CAP002 GLI006", capture1(func(b *pcaptest.Builder, c *pcaptest.Conn) { // the request may be missing
		login(c)
		lost := c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveAck, nil))
		c.Close()
		b.Drop(lost)
	})},
	{"gli007-good.pcap", "", session(func(c *pcaptest.Conn) { c.KeepAlive() })}, // an ack, and no error ack
	{"gli008-good.pcap", "", serverSends( // white space before and inside
		pcaptest.XML(strings.Replace("\n"+callStatus("c1", "Ringing")[strings.Index(prologue, "<!"):], "</GctiMsg>", "\n</GctiMsg>", 1)))},
	{"gli010-good.pcap", "", serverSends( // a header without an XML declaration after it
		pcaptest.XML(callStatus("c1", "Ringing")[strings.Index(prologue, "<!"):]))},

	{"xml005-good.pcap", "", ivrSays(withData("Name", "&amp;&#65;&#x42;&lt;&gt;&quot;&apos;"), endCall("c1"))},
	{"xml006-good.pcap", "", ivrSays(
		doc("c1", "<LogMsg>"+strings.Repeat("<a>", 254)+strings.Repeat("</a>", 254)+"</LogMsg>"),
		doc("c1", "<LogMsg"+attributes(256)+"/>"))},

	{"msg018-bad.pcap", "MSG018", callInfo("2.0")},
	{"msg018-good.pcap", "", callInfo("3.0")},
}

// split is a capture of a login and more, in segments of 100 bytes.
func split(do func(b *pcaptest.Builder, c *pcaptest.Conn)) func() []byte {
	return func() []byte {
		b := pcaptest.New()
		b.MSS = 100
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		do(b, c)
		return b.Pcap()
	}
}

// tls is a TLS record.
func tls(content byte, body string) []byte {
	return append([]byte{content, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

// lengthsLog is a log whose second record gives the length of its message, which
// cut shortens.
func lengthsLog(cut func(string) string) func() []byte {
	return func() []byte {
		var b bytes.Buffer
		line := func(name, body, written string) {
			fmt.Fprintf(&b, "[2024-03-01 09:00:00.000] IVRAPP|10.0.0.1:7009|%-15s|REQ_KEY=k, XML_DATA=(%d)%s\n", name, len(body), written)
		}
		line("LoginReq", doc("login-1", loginReq), doc("login-1", loginReq))
		line("LoginResp", doc("login-1", loginOK), doc("login-1", loginOK))
		line("MonitorInfo", agentInfo("7001", "Ready"), cut(agentInfo("7001", "Ready")))
		return b.Bytes()
	}
}

// datedLog is a log of a login, an agent and a call, its messages in the order in which they are
// numbered from 1; each has its number as the second of its time stamp.
func datedLog(order ...int) func() []byte {
	return func() []byte {
		var b bytes.Buffer
		bodies := []string{doc("login-1", loginReq), doc("login-1", loginOK), agentInfo("7001", "Ready"), newCall("c1"), endCall("c1")}
		for _, n := range order {
			fmt.Fprintf(&b, "2024-03-01 09:00:%02d.000 %s\n", n, bodies[n-1])
		}
		return b.Bytes()
	}
}

// callInfo is a session with a version in the login and a FirstHomeLocation.
func callInfo(version string) func() []byte {
	return noLogin(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", `<LoginReq ClientName="IVR1" Version="`+version+`"/>`))
		c.Server(doc("login-1", loginOK))
		c.IVR(newCall("c1"), doc("c1", `<CallInfoReq/>`))
		c.Server(doc("c1", `<CallInfoResp ANI="5551234" FirstHomeLocation="Site1"/>`))
		c.IVR(endCall("c1"))
	})
}
