package cli

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"ivrcheck/internal/pcaptest"
)

// scenario is one bundled capture or log: how it is made, and its findings. Its name
// is CODE-bad or CODE-good for its rule; a good one is a near miss.
type scenario struct {
	name string
	// finds lists the codes of all findings, violated or not, in byte order;
	// the golden has the rest of the report.
	finds string
	make  func() []byte
}

const (
	prologue = `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`
	loginReq = `<LoginReq ClientName="IVR1" Version="4.0" ReportStatus="true"/>`
	loginOK  = `<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`
)

// doc makes the document of a message; the call id may be empty text.
func doc(callID, element string) string {
	return prologue + "<GctiMsg><CallId>" + callID + "</CallId>" + element + "</GctiMsg>"
}

func newCall(id string) string {
	return doc(id, `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum></NewCall>`)
}

// withData is a NewCall of c1 with a key and its value.
func withData(name, value string) string {
	return strings.Replace(newCall("c1"), "</NewCall>", `<UDataEx><Node Name="`+name+`" Type="Str" Val="`+value+`"/></UDataEx></NewCall>`, 1)
}

// bigCall is a NewCall of c1 whose document has n bytes.
func bigCall(n int) string {
	return withData("pad", strings.Repeat("x", n-len(withData("pad", ""))))
}

func endCall(id string) string { return doc(id, `<EndCall EndCause="Normal"/>`) }

func callStatus(id, event string) string {
	return doc(id, `<CallStatus Event="`+event+`"/>`)
}

func agentInfo(port, status string) string {
	return doc("login-1", `<MonitorInfo><Agent PortNum="`+port+`" Status="`+status+`"/></MonitorInfo>`)
}

// session is a capture of one connection with a login, messages, and an orderly
// close.
func session(do func(c *pcaptest.Conn)) func() []byte {
	return capture1(func(b *pcaptest.Builder, c *pcaptest.Conn) {
		login(c)
		do(c)
		c.Close()
	})
}

func login(c *pcaptest.Conn) {
	c.IVR(doc("login-1", loginReq))
	c.Server(doc("login-1", loginOK))
}

// capture1 is a capture of one connection.
func capture1(do func(b *pcaptest.Builder, c *pcaptest.Conn)) func() []byte {
	return func() []byte {
		b := pcaptest.New()
		do(b, b.Connect("10.0.0.5:49152", "10.0.0.1:7009"))
		return b.Pcap()
	}
}

// ivrSays and serverSays are sessions with messages of one side.
func ivrSays(bodies ...string) func() []byte {
	return session(func(c *pcaptest.Conn) { c.IVR(bodies...) })
}

func serverSays(bodies ...string) func() []byte {
	return session(func(c *pcaptest.Conn) { c.Server(bodies...) })
}

// udataGet is a session with a call in which the IVR asks for keys, and is
// answered.
func udataGet(keys ...string) func() []byte {
	return session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"))
		for i, k := range keys {
			id := fmt.Sprintf("<RequestId>%d</RequestId>", i)
			c.IVR(doc("c1", `<UDataGet Keys="`+k+`">`+id+`</UDataGet>`))
			c.Server(doc("c1", `<UDataResp Result="NoMatch">`+id+`</UDataResp>`))
		}
		c.IVR(endCall("c1"))
	})
}

// serverSends is a session in which the server sends the bytes, which end a call.
func serverSends(frames ...[]byte) func() []byte {
	return session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"))
		for _, f := range frames {
			c.Data(pcaptest.Server, f)
		}
		c.Server(callStatus("c1", "Released"))
	})
}

func noLogin(do func(c *pcaptest.Conn)) func() []byte {
	return capture1(func(_ *pcaptest.Builder, c *pcaptest.Conn) { do(c); c.Close() })
}

var scenarios = []scenario{
	// What `make run` shows.
	{"agent-not-ready.pcap", "MSG003 MSG004 SEQ010 SEQ010 SEQ023", func() []byte {
		b := pcaptest.New()
		web := b.Connect("10.0.0.5:49150", "10.0.0.9:80")
		web.Data(pcaptest.Client, []byte("GET / HTTP/1.1\r\nHost: intranet\r\n\r\n"))
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		c.IVR(doc("login-1", loginReq))
		c.Server(doc("login-1", `<LoginResp IServerVersion="8.5" Result="Success" Status="0K"/>`))
		b.UDP("10.0.0.5:53111", "10.0.0.2:53", []byte("not ours"))
		c.Server(agentInfo("7001", "LoggedIn"), agentInfo("7002", "LoggedIn"), agentInfo("7002", "Ready"))
		c.IVR(newCall("call-1"))
		c.KeepAlive()
		c.Server(callStatus("call-1", "Ringing"), callStatus("call-1", "Established"))
		c.Server(agentInfo("7001", "LoggedOut"))
		c.Server(doc("login-1", `<MonitorInfo><Server Status="Unavailable"/></MonitorInfo>`))
		c.IVR(newCall("call-2"), endCall("call-2"))
		c.Server(agentInfo("7003", "LoggedIn"))
		web.Close()
		c.Close()
		return b.Pcap()
	}},
	{"good.pcap", "", session(func(c *pcaptest.Conn) {
		c.Server(
			doc("login-1", `<MonitorInfo><Server Name="TS_Main" Status="OK" Switch="SW1"/></MonitorInfo>`),
			doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo>`),
			agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"))
		c.IVR(newCall("call-1"))
		c.Server(callStatus("call-1", "Ringing"), callStatus("call-1", "Established"))
		c.KeepAlive()
		c.IVR(endCall("call-1"))
		c.Server(endCall("call-1"))
	})},

	{"cap001-bad.pcap", "CAP001", func() []byte {
		whole := session(func(c *pcaptest.Conn) { c.IVR(newCall("c1"), endCall("c1")) })()
		return whole[:len(whole)-700]
	}},
	{"cap002-bad.pcap", "CAP002 SEQ010", func() []byte {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		c.Server(agentInfo("7001", "LoggedIn"))
		lost := c.Data(pcaptest.Server, pcaptest.XML(agentInfo("7001", "Ready")))
		c.Server(agentInfo("7001", "LoggedOut"))
		c.Close()
		b.Drop(lost)
		return b.Pcap()
	}},
	{"cap003-bad.pcap", "CAP003", func() []byte {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		at := c.Seq[pcaptest.Server]
		info := pcaptest.XML(agentInfo("7001", "Ready"))
		c.Send(pcaptest.Server, info)
		c.Segment(pcaptest.Server, pcaptest.Segment{Seq: at, Ack: c.Seq[pcaptest.Client], Flags: pcaptest.PSH | pcaptest.ACK,
			Payload: bytes.ReplaceAll(info, []byte("Ready"), []byte("Rxxxx"))})
		c.Close()
		return b.Pcap()
	}},
	{"cap004-bad.pcap", "CAP004 CAP009 SEQ023", func() []byte {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		c.IVR(newCall("c1"))
		frame := c.Data(pcaptest.Client, pcaptest.XML(endCall("c1")))
		c.Close()
		b.Cut(frame, 96)
		return b.Pcap()
	}},
	{"cap006-bad.pcap", "CAP006 SEQ010", session(func(c *pcaptest.Conn) {
		c.Server(agentInfo("7001", "LoggedIn"))
		c.Data(pcaptest.Server, []byte("\x07\x07\x07 rubbish, no header, no XML"))
		c.Server(agentInfo("7001", "LoggedOut"))
	})},
	{"cap009-bad.pcap", "CAP002 CAP009", func() []byte {
		b := pcaptest.New()
		b.MSS = 100
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		first := c.Data(pcaptest.Server, pcaptest.XML(agentInfo("7001", "Ready")))
		c.Server(agentInfo("7001", "NotReady"))
		c.Close()
		b.Drop(first + 1)
		return b.Pcap()
	}},
	{"cap005-bad.pcap", "CAP005 SEQ001 SEQ007 SEQ021", func() []byte {
		b := pcaptest.New()
		c := b.Midway("10.0.0.5:49152", "10.0.0.1:7009")
		c.Server(callStatus("before", "Established"))
		c.IVR(newCall("c1"), endCall("c1"))
		c.Close()
		return b.Pcap()
	}},
	{"cap012-bad.pcap", "CAP012", func() []byte {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49150", "10.0.0.9:80")
		c.Data(pcaptest.Client, []byte("GET / HTTP/1.1\r\nHost: intranet\r\n\r\n"))
		c.Close()
		return b.Pcap()
	}},

	{"gli001-bad.pcap", "GLI001 GLI001 GLI001", serverSends(
		append(pcaptest.Header(1, 3, length("c1", "Ringing"), 2, 0), callStatus("c1", "Ringing")...),
		append(pcaptest.Header(0, 3, length("c1", "Ringing"), 3, 0), callStatus("c1", "Ringing")...),
		append(pcaptest.Header(0, 3, length("c1", "Ringing"), 2, 1), callStatus("c1", "Ringing")...))},
	{"gli001-good.pcap", "", serverSends(pcaptest.XML(callStatus("c1", "Ringing")))},
	{"gli002-bad.pcap", "GLI002", serverSends(pcaptest.Frame(7, []byte(callStatus("c1", "Ringing"))))},
	{"gli002-good.pcap", "", session(func(c *pcaptest.Conn) { c.KeepAlive() })},
	{"gli003-bad.pcap", "GLI003 GLI003 GLI003", serverSends(
		pcaptest.FrameLength(3, length("c1", "Ringing")-2, []byte(callStatus("c1", "Ringing"))),
		pcaptest.FrameLength(3, length("c1", "Ringing")+4, []byte(callStatus("c1", "Ringing"))),
		pcaptest.FrameLength(3, swapped(length("c1", "Established")), []byte(callStatus("c1", "Established"))))},
	{"gli003-good.pcap", "", serverSends( // two frames in one segment, one over two
		append(pcaptest.XML(callStatus("c1", "Ringing")), pcaptest.XML(callStatus("c1", "Established"))...),
		pcaptest.XML(callStatus("c1", "Held"))[:100], pcaptest.XML(callStatus("c1", "Held"))[100:])},
	{"gli004-bad.pcap", "GLI004", serverSends(pcaptest.Frame(pcaptest.KeepAliveAck, []byte("?")), pcaptest.XML(callStatus("c1", "Ringing")))},
	{"gli004-good.pcap", "", session(func(c *pcaptest.Conn) { c.KeepAlive() })},
	{"gli007-bad.pcap", "GLI007", serverSends(pcaptest.Frame(pcaptest.ErrorAck, nil), pcaptest.XML(callStatus("c1", "Ringing")))},
	{"gli008-bad.pcap", "GLI008 GLI008", serverSends(pcaptest.XML(callStatus("c1", "Ringing")+"\x00"), pcaptest.XML(callStatus("c1", "Established")+"\n"))},
	{"gli009-bad.pcap", "GLI009", session(func(c *pcaptest.Conn) { c.IVR(bigCall(32768), endCall("c1")) })},
	{"gli009-good.pcap", "", session(func(c *pcaptest.Conn) { c.IVR(bigCall(32767), endCall("c1")) })},
	{"gli010-bad.pcap", "GLI010", serverSends([]byte(callStatus("c1", "Ringing")))},

	{"xml001-bad.pcap", "XML001", ivrSays(newCall("c1"),
		doc("c1", `<EndCall EndCause="Normal"><X></EndCall>`), endCall("c1"))},
	{"xml001-good.pcap", "", ivrSays(doc("a&amp;b &#60;1&#62;", `<NewCall CallControlMode='Network' Version='4.0'><CalledNum> 4711 </CalledNum></NewCall>`), endCall("a&amp;b &#60;1&#62;"))},
	{"xml002-bad.pcap", "XML002 XML002", ivrSays(
		withData("Name", "Zürich"), endCall("c1"), // UTF-8 under an ISO-8859-1 label
		strings.Replace(withData("Name", "Z\xfcrich"), "ISO-8859-1", "UTF-8", 1), endCall("c1"))},
	{"xml002-good.pcap", "", ivrSays(withData("Name", "Z\xfcrich"), endCall("c1"))},
	{"xml003-bad.pcap", "XML003", ivrSays(prologue + "<Message><CallId>c1</CallId></Message>")},
	{"xml003-good.pcap", "", ivrSays(strings.Replace(newCall("c1"), "<GctiMsg>", "<!-- a call --><GctiMsg>\n  ", 1), endCall("c1"))},
	{"xml004-bad.pcap", "XML004", ivrSays(strings.Replace(newCall("c1"), `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, "", 1),
		strings.Replace(endCall("c1"), "IServer.dtd", "Other.dtd", 1))},
	{"xml004-good.pcap", "", ivrSays(strings.Replace(newCall("c1"), `"IServer.dtd"`, `'IServer.dtd'`, 1), endCall("c1"))},
	{"xml005-bad.pcap", "XML005 XML005", ivrSays(
		`<!DOCTYPE GctiMsg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><GctiMsg><CallId>&b;</CallId></GctiMsg>`,
		`<!DOCTYPE GctiMsg [<!ENTITY x SYSTEM "file:///etc/passwd">]><GctiMsg><CallId>&x;</CallId></GctiMsg>`)},
	{"xml006-bad.pcap", "XML006 XML006", ivrSays(
		doc("c1", strings.Repeat("<a>", 300)+strings.Repeat("</a>", 300)),
		doc("c1", "<EndCall"+attributes(300)+"/>"))},

	{"msg001-bad.pcap", "MSG001", ivrSays(doc("c1", `<CallTransfer Dest="9"/>`))},
	{"msg001-good.pcap", "", ivrSays(newCall("c1"), doc("c1", `<TreatStatus/>`), endCall("c1"))},
	{"msg002-bad.pcap", "MSG002", ivrSays(newCall("c1"), callStatus("c1", "Ringing"), endCall("c1"))},
	{"msg002-good.pcap", "", session(func(c *pcaptest.Conn) { c.IVR(newCall("c1")); c.Server(endCall("c1")) })},
	{"msg003-bad.pcap", "MSG003 MSG003", serverSays(doc("login-1", `<MonitorInfo><Port PortNum="7001"/></MonitorInfo>`),
		doc("login-1", `<MonitorInfo><Server Name="" Status="OK"/></MonitorInfo>`))},
	{"msg003-good.pcap", "", serverSays(doc("login-1", `<MonitorInfo><Server Name="TS" Status="OK"/></MonitorInfo>`))},
	{"msg004-bad.pcap", "MSG004 MSG004 MSG004", serverSays(
		doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="0K"/></MonitorInfo>`),
		doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="ok"/></MonitorInfo>`),
		doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="Broken"/></MonitorInfo>`))},
	{"msg004-good.pcap", "", serverSays(doc("login-1", `<MonitorInfo><Port PortNum="7001" Status=" OK "/></MonitorInfo>`))},
	{"msg005-bad.pcap", "MSG005", serverSays(doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="OK" Location="7"/></MonitorInfo>`))},
	{"msg005-good.pcap", "", noLogin(func(c *pcaptest.Conn) { // inside an unknown element, and beside unknown ones
		c.IVR(doc("login-1", loginReq))
		c.Server(doc("login-1", `<LoginResp IServerVersion="8.5" Result="Success" Status="OK"><ConfigOptions/></LoginResp>`))
		c.IVR(newCall("c1"), doc("c1", `<AccessNumGet DestDN="8001" Location="Site2" XRouteType="DirectUUI" UUI="7"/>`), endCall("c1"))
	})},
	{"msg006-bad.pcap", "MSG006 MSG006", session(func(c *pcaptest.Conn) {
		c.Server(doc("login-1", `<MonitorInfo><agent portnum="7001" status="Ready"/></MonitorInfo>`))
		c.IVR(newCall("c1"), strings.Replace(endCall("c1"), "EndCall", "Endcall", 1))
	})},
	{"msg006-good.pcap", "", serverSays(agentInfo("7001", "Ready"))},
	{"msg007-bad.pcap", "MSG007", ivrSays(doc("c1", `<NewCall CallControlMode="Network" Version="4.0" CalledNum="4711"/>`), endCall("c1"))},
	{"msg007-good.pcap", "", noLogin(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", loginReq))
		c.Server(doc("login-1", `<LoginResp IServerVersion="8.5" Result="Success" Status="OK" ConfigOptions=""/>`))
	})},
	{"msg008-bad.pcap", "MSG008", serverSays(doc("login-1", `<MonitorInfo ReqId="5"><Port PortNum="7001" Status="OK"/></MonitorInfo>`))},
	{"msg008-good.pcap", "", session(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", `<AgentQuery ReqId="5" PortNum="7001"/>`))
		c.Server(doc("login-1", `<MonitorInfo ReqId="5"><Agent PortNum="7001" Status="Ready"/></MonitorInfo>`))
	})},
	{"msg009-bad.pcap", "MSG009 MSG009 MSG009 MSG009", serverSays(
		prologue+`<GctiMsg><MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo></GctiMsg>`,
		doc(" ", `<MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo>`),
		doc("x</CallId><CallId>y", `<MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo>`),
		prologue+`<GctiMsg><MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo><CallId>x</CallId></GctiMsg>`)},
	{"msg009-good.pcap", "", serverSays(doc("\n x \n", `<MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo>`))},
	{"msg010-bad.pcap", "MSG010 MSG010", ivrSays(doc("c1", ""),
		doc("c1", `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>1</CalledNum></NewCall><EndCall/>`))},
	{"msg010-good.pcap", "", ivrSays(newCall("c1"), endCall("c1"))},
	{"msg011-bad.pcap", "MSG011 MSG011", serverSays(doc("login-1", `<MonitorInfo/>`),
		doc("login-1", `<MonitorInfo><Port PortNum="1" Status="OK"/><Agent PortNum="1" Status="Ready"/></MonitorInfo>`))},
	{"msg011-good.pcap", "", serverSays(doc("login-1", `<MonitorInfo><Port PortNum="1" Status="OK"/></MonitorInfo>`))},
	{"msg012-bad.pcap", "MSG012 MSG012", session(func(c *pcaptest.Conn) {
		c.IVR(doc("c0", `<DialOutRegistry/>`))
		c.Server(doc("c0", `<DialOutRegistryResp Result="Success"/>`),
			doc("c2", `<DialOut OrigNum="8001" DestNum="5551234567" RefID="1" TimeToAnswer="30s"/>`))
		c.IVR(newCall("c1"), doc("c1", `<OneStepXfer DestDN="8002"/>`))
		c.Server(doc("c1", `<CallError FailedReq="OneStepXfer" TLibErrCode="busy"/>`))
		c.IVR(endCall("c1"))
	})},
	{"msg012-good.pcap", "", session(func(c *pcaptest.Conn) { // in either form, and a negative code
		c.IVR(doc("c0", `<DialOutRegistry/>`))
		c.Server(doc("c0", `<DialOutRegistryResp Result="Success"/>`),
			doc("c2", `<DialOut OrigNum="8001" DestNum="5551234567" RefID="1" TimeToAnswer=" 030 "/>`),
			doc("c3", `<DialOut><OrigNum>8001</OrigNum><DestNum>5551234567</DestNum><RefID>2</RefID><TimeToAnswer>30</TimeToAnswer></DialOut>`))
		c.Server(doc("c0", `<CallError FailedReq="AgentControl" TLibErrCode="-1"/>`))
	})},
	{"msg013-bad.pcap", "MSG013 MSG013", ivrSays(
		strings.Replace(withData("a", "1"), ` Name="a"`, "", 1), endCall("c1"),
		strings.Replace(withData("a", "1"), ` Val="1"`, "", 1), endCall("c1"))},
	{"msg013-good.pcap", "", ivrSays(withData("a", ""), endCall("c1"))},
	{"msg014-bad.pcap", "MSG014", ivrSays(strings.Replace(withData("a", "1"), "</UDataEx>", `<Node Name="a" Type="Str" Val="2"/></UDataEx>`, 1), endCall("c1"))},
	{"msg014-good.pcap", "", ivrSays( // one key in two lists, and in another case
		strings.Replace(withData("a", "1"), "</UDataEx>", `<Node Name="A" Type="Str" Val="2"/></UDataEx><ExtnsEx><Node Name="a" Type="Str" Val="2"/></ExtnsEx>`, 1), endCall("c1"))},
	{"msg015-bad.pcap", "MSG015 MSG015 MSG015", udataGet("Account,VoxFile", "Account | VoxFile", "Account%VoxFile%Language")},
	{"msg015-good.pcap", "", udataGet("Account:VoxFile", "Account", "Account, first:Vox File", "100%")},
	{"msg016-bad.pcap", "MSG016", ivrSays(
		doc("c1", `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>1</CalledNum><CalledNum>2</CalledNum></NewCall>`), endCall("c1"))},
	{"msg016-good.pcap", "", ivrSays(
		doc("c1", `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="1"/><Node Name="b" Type="Str" Val="1"/></UDataEx></NewCall>`), endCall("c1"))},
	{"msg017-bad.pcap", "MSG017", noLogin(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", loginReq))
		c.Server(doc("login-1", `<LoginResp IServerVer="8.5" Result="Success" Status="OK"/>`))
	})},
	{"msg017-good.pcap", "", ivrSays()},

	{"seq001-bad.pcap", "SEQ001", noLogin(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), endCall("c1"))
		login(c)
	})},
	{"seq001-good.pcap", "", noLogin(func(c *pcaptest.Conn) {
		c.KeepAlive() // no XML message: it may come first
		login(c)
	})},
	{"seq002-bad.pcap", "SEQ002", serverSays(doc("login-1", loginOK))},
	{"seq002-good.pcap", "", noLogin(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", loginReq))
		c.Server(doc("login-1", `<LoginResp IServerVersion="8.5" Result="Success" Status="InitInProgress"/>`), doc("login-1", loginOK))
	})},
	{"seq010-bad.pcap", "SEQ010 SEQ010", serverSays(
		agentInfo("7001", "LoggedIn"), agentInfo("7002", "LoggedIn"), agentInfo("7001", "LoggedOut"))},
	{"seq010-good.pcap", "", session(func(c *pcaptest.Conn) {
		c.Server(agentInfo("7001", "LoggedIn"), agentInfo("7002", "LoggedOut"))
		c.IVR(newCall("c1"), endCall("c1"))
		c.Server(agentInfo("7002", "LoggedIn"), agentInfo("7001", "NotReady"), agentInfo("7002", "Ready"))
	})},
	{"seq010-unsure.pcap", "SEQ010", func() []byte { // the capture ends first
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		c.Server(agentInfo("7001", "LoggedIn"))
		return b.Pcap()
	}},
	{"seq011-bad.pcap", "SEQ011", serverSays(doc("login-1", `<MonitorInfo ReqId="5"><Agent PortNum="7001" Status="Ready"/></MonitorInfo>`))},
	{"seq011-good.pcap", "", session(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", `<AgentQuery ReqId="5" PortNum="7001"/>`))
		c.Server(doc("login-1", `<MonitorInfo ReqId="5"><Agent PortNum="7001" Status="Ready"/></MonitorInfo>`))
	})},
	{"seq013-bad.pcap", "SEQ013 SEQ013", serverSays(
		agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"), agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"),
		agentInfo("7001", "LoggedOut"), agentInfo("7001", "LoggedOut"))},
	{"seq013-good.pcap", "SEQ016", serverSays(
		agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"), agentInfo("7001", "LoggedOut"), agentInfo("7001", "Unknown"),
		agentInfo("7001", "LoggedIn"), agentInfo("7001", "NotReady"))},
	{"seq020-bad.pcap", "SEQ020", ivrSays(newCall("c1"), newCall("c1"), endCall("c1"))},
	{"seq020-good.pcap", "", func() []byte { // again after its end, and on another connection
		b := pcaptest.New()
		c, d := b.Connect("10.0.0.5:49152", "10.0.0.1:7009"), b.Connect("10.0.0.5:49153", "10.0.0.2:7009")
		login(c)
		login(d)
		c.IVR(newCall("c1"))
		d.IVR(newCall("c1"), endCall("c1"))
		c.IVR(endCall("c1"), newCall("c1"), endCall("c1"))
		c.Close()
		d.Close()
		return b.Pcap()
	}},
	{"seq021-bad.pcap", "SEQ021 SEQ021", serverSays(callStatus("c9", "Ringing"), callStatus("c9", "Established"))},
	{"seq021-good.pcap", "", session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), endCall("c1"), doc("c2", "<MakeCall/>"))
		c.Server(callStatus("c9", "Dialing"))
	})},
	{"seq023-bad.pcap", "SEQ023", ivrSays(newCall("c1"), newCall("c2"), endCall("c2"))},
	{"seq023-good.pcap", "", session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), newCall("c2"))
		c.Server(callStatus("c2", "Released"), endCall("c1"))
	})},
	{"reset.pcap", "SEQ023", func() []byte {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		c.IVR(newCall("c1"))
		c.Reset(pcaptest.Server)
		return b.Pcap()
	}},
	{"ipv6-vlan.pcapng", "SEQ010 SEQ016", func() []byte {
		b := pcaptest.New()
		b.VLAN = []uint16{101}
		c := b.Connect("[2001:db8::5]:49152", "[2001:db8::1]:7009")
		login(c)
		c.Server(agentInfo("7001", "LoggedIn"), agentInfo("7001", "Unknown"))
		c.Close()
		return b.Pcapng()
	}},
	{"disorder.pcap", "", func() []byte { // reordering, a duplicate, split messages: all complete
		b := pcaptest.New()
		b.MSS = 120
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		first := b.Frame()
		c.IVR(newCall("c1"))
		c.Server(agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"))
		c.IVR(endCall("c1"))
		b.Swap(first+1, first+2)
		b.Duplicate(first + 3)
		c.Close()
		return b.Pcap()
	}},

	{"driver-good.log", "", driverLog("Ready")},
	{"driver-bad.log", "SEQ010", driverLog("LoggedOut")},
	{"any-bad.log", "MSG003 SEQ010", func() []byte {
		pretty := strings.NewReplacer("><", ">\n  <").Replace
		var b bytes.Buffer
		at := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
		for _, body := range []string{
			doc("login-1", `<LoginReq ClientName="IVR1" Version="4.0"/>`), doc("login-1", `<LoginResp IServerVersion="8.5" Status="OK"/>`),
			agentInfo("7001", "LoggedIn"), agentInfo("7001", "LoggedOut"),
		} {
			fmt.Fprintf(&b, "%s Trc 04541 message\n%s end of message\n", at.Format("2006-01-02T15:04:05.000"), pretty(body))
			at = at.Add(time.Second)
		}
		return b.Bytes()
	}},
	{"endcall-good.log", "SEQ006", func() []byte { // both sides send EndCall: it is no first message of either
		return []byte(doc("login-1", loginReq) + "\n" + newCall("c1") + "\n" + endCall("c1") + "\n" + doc("login-1", loginOK) + "\n")
	}},
	{"cap005-good.pcap", "", func() []byte { // no SYN, but a LoginReq is a start as well
		b := pcaptest.New()
		c := b.Midway("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		c.Close()
		return b.Pcap()
	}},
	{"gap-before-fin.pcap", "CAP002 SEQ023", func() []byte { // both sides close in order, though bytes before a FIN are missing
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		login(c)
		c.Server(doc("login-1", "<MonitorInfo><Server Name=\"T1\" Status=\"OK\"/></MonitorInfo>"))
		c.Lose(pcaptest.Client, 40)
		c.IVR(newCall("c1"))
		c.Close()
		return b.Pcap()
	}},
	{"gap-of-two.pcap", "CAP002 SEQ001 SEQ021", func() []byte { // the answer acknowledges only the first gap
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
		first := c.Data(pcaptest.Client, pcaptest.XML(doc("login-1", loginReq)))
		c.Server(doc("login-1", loginOK))
		second := c.Data(pcaptest.Client, pcaptest.XML(newCall("c1")))
		c.IVR(endCall("c1"))
		c.Close()
		b.Drop(first, second)
		return b.Pcap()
	}},
	{"nothing.log", "CAP012", func() []byte { return []byte("09:00:01 started\n09:00:02 <xml>not ours</xml>\n") }},
}

// length is the right length field of a CallStatus.
func length(id, event string) uint16 { return uint16(len(callStatus(id, event)) + 2) }

func swapped(n uint16) uint16 { return n>>8 | n<<8 }

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

// driverLog is a log of the C++ driver; status follows LoggedIn.
func driverLog(status string) func() []byte {
	return func() []byte {
		var b bytes.Buffer
		line := func(name, port, body string) {
			if port != "" {
				port = "GCTI_PORT:" + port + "|"
			}
			fmt.Fprintf(&b, "[2024-03-01 09:00:00.%03d] IVRAPP|10.0.0.1:7009|%s%-15s|REQ_KEY=k, XML_DATA=(%d)%s\n", b.Len()%1000, port, name, len(body), body)
		}
		line("LoginReq", "", doc("login-1", loginReq))
		line("LoginResp", "", doc("login-1", loginOK))
		line("MonitorInfo", "", agentInfo("7001", "LoggedIn"))
		line("NewCall", "07001", newCall("c1"))
		line("CallStatus", "", callStatus("c1", "Ringing"))
		line("MonitorInfo", "", agentInfo("7001", status))
		line("EndCall", "07001", endCall("c1"))
		return b.Bytes()
	}
}
