package cli

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// failureMode is a fault of real traffic, by its number in the protocol notes,
// section 7.
type failureMode struct {
	name string
	make func() []byte
	// finds are all findings: code, subject, frame or line and, after ~, a part of
	// the hint.
	finds []string
}

// In a session the login is in frames 4 to 7; the messages after it begin at frame 8,
// each followed by an acknowledgement; in a call (serverSends) at frame 10.
var failureModes = []failureMode{
	// Framing.
	{"01 length equals the body", serverSends(
		pcaptest.FrameLength(3, length("c1", "Ringing")-2, []byte(callStatus("c1", "Ringing")))),
		[]string{"GLI003 GLI.length 10 ~ body only"}},
	{"02 length counts the whole frame", serverSends(
		pcaptest.FrameLength(3, length("c1", "Ringing")+4, []byte(callStatus("c1", "Ringing")))),
		[]string{"GLI003 GLI.length 10 ~ whole frame"}},
	{"02 in all that the IVR sends, the login first", lengthOff(4),
		[]string{"GLI003 GLI.length 4 ~ whole frame", "GLI003 GLI.length 8 ~ whole frame", "GLI003 GLI.length 12 ~ whole frame"}},
	{"02 too big by one in all that the IVR sends", lengthOff(1), []string{"GLI003 GLI.length 4", "GLI003 GLI.length 8", "GLI003 GLI.length 12"}},
	{"03 length is little-endian", serverSends(
		pcaptest.FrameLength(3, swapped(length("c1", "Ringing")), []byte(callStatus("c1", "Ringing")))),
		[]string{"GLI003 GLI.length 10 ~ little-endian"}},
	{"04 length 0 or 1", serverSends(
		pcaptest.FrameLength(3, 0, []byte(callStatus("c1", "Ringing"))), pcaptest.FrameLength(3, 1, []byte(callStatus("c1", "Held")))),
		[]string{"GLI003 GLI.length 10 ~ at least 2", "GLI003 GLI.length 12 ~ at least 2"}},
	{"05 body beyond 32767 bytes", ivrSays(bigCall(32768), endCall("c1")), []string{"GLI009 GLI.length 30"}},
	{"06 body beyond 65533 bytes, its length wrapped", session(func(c *pcaptest.Conn) {
		c.Data(pcaptest.Client, append(pcaptest.Header(0, 3, uint16((70000+2)&0xffff), 2, 0), bigCall(70000)...))
		c.IVR(endCall("c1"))
	}), []string{"GLI003 GLI.length 55 ~ wrapped"}},
	{"07 body that peers with small buffers cut", session(func(c *pcaptest.Conn) { // of 9000 bytes nothing is known to fail by framing
		c.IVR(bigCall(9000), endCall("c1"), bigCall(40000), endCall("c1"))
	}), []string{"GLI009 GLI.length 45"}},
	{"08 reserved byte, version or application", serverSends(
		append(pcaptest.Header(1, 3, length("c1", "Ringing"), 2, 0), callStatus("c1", "Ringing")...),
		append(pcaptest.Header(0, 3, length("c1", "Held"), 3, 0), callStatus("c1", "Held")...),
		append(pcaptest.Header(0, 3, length("c1", "Retrieved"), 2, 1), callStatus("c1", "Retrieved")...)),
		[]string{"GLI001 GLI.reserved 10", "GLI001 GLI.version 12", "GLI001 GLI.application 14"}},
	{"08 two of them in one header", serverSends(
		append(pcaptest.Header(0, 3, length("c1", "Ringing"), 3, 1), callStatus("c1", "Ringing")...)),
		[]string{"GLI001 GLI.version 10", "GLI001 GLI.application 10"}},
	{"09 type above 3", serverSends(pcaptest.Frame(7, []byte(callStatus("c1", "Ringing")))), []string{"GLI002 GLI.type 10"}},
	{"10 NUL or newline behind the document", serverSends(
		pcaptest.XML(callStatus("c1", "Ringing")+"\x00"), pcaptest.XML(callStatus("c1", "Established")+"\r\n")),
		[]string{"GLI008 GLI.length 10", "GLI008 GLI.length 12"}},
	{"11 keep-alive with a body", session(func(c *pcaptest.Conn) {
		c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveRequest, []byte("abc")))
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveAck, nil))
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveRequest, []byte("abc"))) // and no answer to that
	}), []string{"GLI004 GLI.length 8", "GLI004 GLI.length 12"}},
	{"11 keep-alive whose length counts what is not there", session(func(c *pcaptest.Conn) {
		c.Data(pcaptest.Client, pcaptest.FrameLength(pcaptest.KeepAliveRequest, 6, nil))
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveAck, nil))
		c.KeepAlive()
	}), []string{"GLI003 GLI.length 8 ~ whole frame"}},
	{"12 keep-alive that is never acknowledged", session(func(c *pcaptest.Conn) {
		c.Data(pcaptest.Server, pcaptest.Frame(pcaptest.KeepAliveRequest, nil))
		c.KeepAlive()
	}), []string{"GLI005 GLI.keep-alive 8"}},
	{"13 acknowledgement that nobody asked for", session(func(c *pcaptest.Conn) {
		c.KeepAlive()
		c.Data(pcaptest.Client, pcaptest.Frame(pcaptest.KeepAliveAck, nil))
	}), []string{"GLI006 GLI.keep-alive 12"}},
	{"14 error acknowledgement", serverSends(pcaptest.Frame(pcaptest.ErrorAck, nil)), []string{"GLI007 GLI.type 10"}},
	{"15 XML without a header", serverSends([]byte(callStatus("c1", "Ringing"))), []string{"GLI010 GLI.header 10"}},
	{"16 frame cut by the end of the capture", capture1(func(_ *pcaptest.Builder, c *pcaptest.Conn) {
		login(c)
		c.Data(pcaptest.Server, pcaptest.XML(agentInfo("7001", "Ready"))[:100])
	}), []string{"CAP009  8"}},
	{"16 frame cut by a reset", capture1(func(_ *pcaptest.Builder, c *pcaptest.Conn) {
		login(c)
		c.Data(pcaptest.Server, pcaptest.XML(agentInfo("7001", "Ready"))[:100])
		c.Reset(pcaptest.Server)
	}), []string{"CAP009  8"}},
	{"16 frame cut by the close", session(func(c *pcaptest.Conn) {
		c.Data(pcaptest.Server, pcaptest.XML(agentInfo("7001", "Ready"))[:100])
	}), []string{"CAP009  8"}},
	{"17 gap in the capture", capture1(func(b *pcaptest.Builder, c *pcaptest.Conn) {
		login(c)
		c.Server(agentInfo("7001", "LoggedIn"))
		lost := c.Data(pcaptest.Server, pcaptest.XML(agentInfo("7001", "Ready")))
		c.Server(agentInfo("7001", "LoggedOut"))
		c.Close()
		b.Drop(lost)
	}), []string{"CAP002  11", "SEQ010 MonitorInfo.Agent 11 inconclusive"}},
	{"17 retransmission", capture1(func(b *pcaptest.Builder, c *pcaptest.Conn) {
		login(c)
		b.Duplicate(c.Data(pcaptest.Server, pcaptest.XML(agentInfo("7001", "Ready"))))
		c.Close()
	}), nil},

	// XML.
	{"18 bare ampersand or less-than in a value", ivrSays(withData("Name", "Smith & Sons"), endCall("c1"), withData("Name", "a<b"), endCall("c1")),
		[]string{"XML001  8 ~ &amp;", "SEQ021 CallId 10 inconclusive", "XML001  12 ~ &lt;", "SEQ021 CallId 14 inconclusive", "SEQ022 EndCall 14 inconclusive"}},
	{"19 other bytes than the declaration says", ivrSays(
		withData("Name", "Zürich"), endCall("c1"), strings.Replace(withData("Name", "Z\xfcrich"), "ISO-8859-1", "UTF-8", 1), endCall("c1")),
		[]string{"XML002 encoding 8 ~ bytes are UTF-8", "XML002 encoding 12 ~ invalid"}},
	{"20 DOCTYPE missing or another", ivrSays(strings.Replace(newCall("c1"), `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, "", 1),
		strings.Replace(endCall("c1"), "IServer.dtd", "Other.dtd", 1)),
		[]string{"XML004 DOCTYPE 8"}},
	{"21 root is not GctiMsg, or in another case", ivrSays(
		strings.ReplaceAll(newCall("c1"), "GctiMsg>", "gctimsg>"), endCall("c1"), strings.ReplaceAll(newCall("c2"), "GctiMsg>", "Message>")),
		[]string{"XML003 GctiMsg 8 ~ case-sensitive", "XML003 GctiMsg 12"}},
	{"22 CallId missing, empty, twice, or behind the message", serverSays(
		prologue+`<GctiMsg><MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo></GctiMsg>`,
		doc("", `<MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo>`),
		doc("x</CallId><CallId>y", `<MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo>`),
		prologue+`<GctiMsg><MonitorInfo><Port PortNum="7001" Status="OK"/></MonitorInfo><CallId>x</CallId></GctiMsg>`),
		[]string{"MSG009 CallId 8", "MSG009 CallId 10", "MSG009 CallId 12", "MSG009 CallId 14"}},
	{"23 no message element, or two", ivrSays(doc("c1", ""), doc("c1", `<LogMsg/><Reset/>`)),
		[]string{"MSG010 GctiMsg 8", "MSG010 GctiMsg 10"}},
	{"24 unknown message", ivrSays(doc("c1", `<LoginRequest ClientName="IVR1"/>`)), []string{"MSG001 LoginRequest 8 ~ LoginReq"}},
	{"25 message of the wrong side", ivrSays(doc("login-1", loginOK)), []string{"MSG002 LoginResp 8"}},
	{"26 required parameter missing", session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), doc("c1", `<UDataGet Keys="a"><RequestId>1</RequestId></UDataGet>`))
		c.Server(doc("c1", `<UDataResp><RequestId>1</RequestId></UDataResp>`))
		c.IVR(endCall("c1"))
	}), []string{"MSG003 UDataResp.Result 12"}},
	{"27 attribute for an element", session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), doc("c1", `<UDataGet Keys="a" RequestId="1"/>`))
		c.Server(doc("c1", `<UDataResp Result="NoMatch"><RequestId>1</RequestId></UDataResp>`))
		c.IVR(endCall("c1"))
	}), []string{"MSG007 UDataGet.RequestId 10"}},
	{"27 element for an attribute", serverSends(pcaptest.XML(doc("c1", `<CallStatus><Event>Ringing</Event></CallStatus>`))),
		[]string{"MSG007 CallStatus.Event 10"}},
	{"28 enumerated value wrong, in another case, or with zero for O", serverSays(
		doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="Broken"/></MonitorInfo>`),
		doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="ok"/></MonitorInfo>`),
		doc("login-1", `<MonitorInfo><Port PortNum="7001" Status="0K"/></MonitorInfo>`)),
		[]string{"MSG004 MonitorInfo.Port.Status 8", "MSG004 MonitorInfo.Port.Status 10 ~ Case matters", "MSG004 MonitorInfo.Port.Status 12 ~ look alike"}},
	{"28 in place of the status that must follow", serverSays(
		agentInfo("7001", "LoggedIn"), agentInfo("7001", "ready"), agentInfo("7001", "LoggedOut")),
		[]string{"MSG004 MonitorInfo.Agent.Status 10 ~ Case matters"}},
	{"28 in place of what would end a status", serverSays(
		agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready"), agentInfo("7001", "Logged0ut"), agentInfo("7001", "LoggedIn"), agentInfo("7001", "Ready")),
		[]string{"MSG004 MonitorInfo.Agent.Status 12 ~ look alike"}},
	{"29 id misspelt", session(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", `<AgentQuery ReqId="5" PortNum="7001"/>`))
		c.Server(doc("login-1", `<MonitorInfo ReqID="5"><Agent PortNum="7001" Status="Ready"/></MonitorInfo>`))
		c.IVR(newCall("c1"), doc("c1", `<UDataGet Keys="a"><RequestID>1</RequestID></UDataGet>`))
		c.Server(doc("c1", `<UDataResp Result="NoMatch"><RequestId>1</RequestId></UDataResp>`))
		c.IVR(doc("c1", `<CallInfoReq/>`))
		c.Server(doc("c1", `<CallInfoResp ConnID="1"/>`))
		c.IVR(endCall("c1"), doc("c0", `<DialOutRegistry/>`))
		c.Server(doc("c0", `<DialOutRegistryResp Result="Success"/>`),
			doc("c2", `<DialOut OrigNum="8001" DestNum="9001" RefId="1" TimeToAnswer="30"/>`))
	}), []string{"MSG006 MonitorInfo.ReqId 10", "MSG006 UDataGet.RequestId 14", "MSG006 CallInfoResp.ConnId 20", "MSG006 DialOut.RefID 28"}},
	{"30 lower case, as in the printed examples", serverSays(doc("login-1", `<MonitorInfo><agent portnum="7001" status="Ready"/></MonitorInfo>`)),
		[]string{"MSG006 MonitorInfo.Agent 8"}},
	{"31 Node without Name, Type or Val", ivrSays(
		strings.Replace(withData("a", "1"), ` Name="a"`, "", 1), endCall("c1"),
		strings.Replace(withData("a", "1"), ` Type="Str"`, "", 1), endCall("c1"),
		strings.Replace(withData("a", "1"), ` Val="1"`, "", 1), endCall("c1")),
		[]string{"MSG013 NewCall.UDataEx.Node 8", "MSG013 NewCall.UDataEx.Node 12", "MSG013 NewCall.UDataEx.Node 16"}},
	{"32 a Name twice in one list", ivrSays(strings.Replace(withData("a", "1"), "</UDataEx>", `<Node Name="a" Type="Str" Val="2"/></UDataEx>`, 1), endCall("c1")),
		[]string{"MSG014 NewCall.UDataEx 8"}},
	{"33 Keys not separated by colons", udataGet("Account,VoxFile", "Account|VoxFile", "Account%VoxFile"),
		[]string{"MSG015 UDataGet.Keys 10", "MSG015 UDataGet.Keys 14", "MSG015 UDataGet.Keys 18"}},
	{"34 TimeToAnswer is no positive number", outbound(`OrigNum="8001" DestNum="9001" RefID="1" TimeToAnswer="30s"`, `OrigNum="8001" DestNum="9001" RefID="2" TimeToAnswer="0"`),
		[]string{"MSG012 DialOut.TimeToAnswer 12", "MSG012 DialOut.TimeToAnswer 14"}},
	{"35 MonitorInfo of no subtype, or of two", serverSays(doc("login-1", `<MonitorInfo/>`),
		doc("login-1", `<MonitorInfo><Port PortNum="1" Status="OK"/><Agent PortNum="1" Status="Ready"/></MonitorInfo>`)),
		[]string{"MSG011 MonitorInfo 8", "MSG011 MonitorInfo 10"}},

	// Session and call.
	{"36 request before the login", noLogin(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"))
		login(c)
		c.IVR(endCall("c1"))
	}), []string{"SEQ001 LoginReq 4"}},
	{"37 NewCall after NoSuchClient", refused(`Result="Success" Status="NoSuchClient"`), []string{"SEQ004 LoginResp.Status 8"}},
	{"37 NewCall after InvalidProtocolVersion", refused(`Result="InvalidProtocolVersion"`), []string{"SEQ004 LoginResp.Status 8"}},
	{"37 NewCall after InitInProgress", refused(`Result="Success" Status="InitInProgress"`), []string{"SEQ005 LoginResp.Status 8"}},
	{"38 LoginReq unanswered", noLogin(func(c *pcaptest.Conn) { c.IVR(doc("login-1", loginReq)) }), []string{"SEQ002 LoginResp 4"}},
	{"38 LoginReq answered twice", serverSays(doc("login-1", loginOK)), []string{"SEQ002 LoginResp 8"}},
	{"39 second LoginReq", session(login), []string{"SEQ003 LoginReq 8"}},
	{"40 FirstHomeLocation to a login below 3.0", callInfo("2.0"), []string{"MSG018 CallInfoResp.FirstHomeLocation 12"}},
	{"41 NewCall for an open call", ivrSays(newCall("c1"), newCall("c1"), endCall("c1")), []string{"SEQ020 NewCall 10"}},
	{"42 message for a call that was never opened", serverSays(callStatus("c9", "Ringing"), callStatus("c9", "Established")), []string{"SEQ021 CallId 8", "SEQ021 CallId 10"}},
	{"43 message after EndCall", ivrSays(newCall("c1"), endCall("c1"), doc("c1", `<RouteRequest RouteDN="5000"/>`), newCall("c1"), endCall("c1")),
		[]string{"SEQ022 EndCall 12", "SEQ030 RouteRequest 12"}},
	{"44 call never ended", ivrSays(newCall("c1"), newCall("c2"), endCall("c2")), []string{"SEQ023 NewCall 8"}},
	{"45 RouteRequest unanswered", session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), doc("c1", `<RouteRequest RouteDN="5000"/>`))
		c.Server(callStatus("c1", "Released"))
	}), []string{"SEQ030 RouteRequest 10"}},
	{"46 RouteResponse unasked", serverSends(pcaptest.XML(doc("c1", `<RouteResponse RouteType="Normal"><Dest>9</Dest></RouteResponse>`))),
		[]string{"SEQ031 RouteResponse 10"}},
	{"47 RouteResponse without Dest", session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), doc("c1", `<RouteRequest RouteDN="5000"/>`))
		c.Server(doc("c1", `<RouteResponse RouteType="Normal"/>`))
		c.IVR(endCall("c1"))
	}), []string{"SEQ032 RouteResponse.Dest 12"}},
	{"48 answer to no request", serverSends(pcaptest.XML(doc("c1", `<UDataResp Result="Success"><RequestId>UEI</RequestId></UDataResp>`)),
		pcaptest.XML(doc("c1", `<StatResp ResultCode="Success"><RequestId>UEI</RequestId></StatResp>`))),
		[]string{"SEQ041 UDataResp.RequestId 10", "SEQ044 StatResp.RequestId 12"}},
	{"49 keys that were not asked for", userData(`<UDataGet Keys="a:b"><RequestId>1</RequestId></UDataGet>`), []string{"SEQ042 UDataResp.UDataEx 12"}},
	{"49 user data in the answer to a set", userData(`<UDataSet Action="Add"><RequestId>1</RequestId><UDataEx><Node Name="c" Type="Str" Val="1"/></UDataEx></UDataSet>`),
		[]string{"SEQ042 UDataResp.UDataEx 12"}},
	{"50 NoSuchCall for an open call", session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"))
		c.Server(doc("c1", `<CallError FailedReq="NoSuchCall"/>`))
		c.IVR(endCall("c1"))
	}), []string{"SEQ055 CallError.FailedReq 10"}},
	{"51 transfer that ends in Released", transfer(callStatus("c1", "Released")), []string{"SEQ050 CallStatus 10"}},
	{"52 CallError for a request that was not sent", transfer(doc("c1", `<CallError FailedReq="InitConf"/>`), endCall("c1")), []string{"SEQ051 CallError.FailedReq 12"}},
	{"53 CallError NotAllowed", transfer(doc("c1", `<CallError FailedReq="NotAllowed"/>`), endCall("c1")), []string{"SEQ056 CallError.FailedReq 12"}},
	{"54 Retrieved without Held", inCall(callStatus("c1", "Retrieved"), endCall("c1")), []string{"SEQ052 CallStatus.Event 10"}},
	{"54 ConfPartyDel without ConfPartyAdd", inCall(callStatus("c1", "ConfPartyDel"), endCall("c1")), []string{"SEQ052 CallStatus.Event 10"}},
	{"54 a status after Released", inCall(callStatus("c1", "Released"), callStatus("c1", "Established")), []string{"SEQ052 CallStatus.Event 12"}},
	{"55 Cancel without TreatCall", inCall(doc("c1", `<Cancel/>`), endCall("c1")), []string{"SEQ054 Cancel 10"}},
	{"56 LoggedIn without Ready or NotReady", serverSays(
		agentInfo("7001", "LoggedIn"), agentInfo("7002", "LoggedIn"), agentInfo("7001", "LoggedOut"), agentInfo("7003", "Ready")),
		[]string{"SEQ010 MonitorInfo.Agent 10", "SEQ010 MonitorInfo.Agent 12"}},
	{"57 ReqId with a server or a port", session(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", `<AgentQuery ReqId="5" PortNum="7001"/>`))
		c.Server(doc("login-1", `<MonitorInfo ReqId="5"><Port PortNum="7001" Status="OK"/></MonitorInfo>`),
			doc("login-1", `<MonitorInfo ReqId="6"><Server Name="TS" Status="OK"/></MonitorInfo>`))
	}), []string{"MSG008 MonitorInfo.ReqId 10", "MSG008 MonitorInfo.ReqId 12"}},
	{"58 ReqId that no request had", serverSays(doc("login-1", `<MonitorInfo ReqId="5"><Agent PortNum="7001" Status="Ready"/></MonitorInfo>`)),
		[]string{"SEQ011 MonitorInfo.ReqId 8"}},
	{"59 port used while Unavailable", session(func(c *pcaptest.Conn) {
		c.Server(doc("login-1", `<MonitorInfo><Port PortNum="4711" Status="Unavailable"/></MonitorInfo>`))
		c.IVR(newCall("c1"), endCall("c1"))
	}), []string{"SEQ012 MonitorInfo.Port 10"}},
	{"60 MiscFailure", session(func(c *pcaptest.Conn) {
		c.IVR(doc("c0", `<DialOutRegistry/>`))
		c.Server(doc("c0", `<DialOutRegistryResp Result="MiscFailure"/>`))
	}), []string{"SEQ063 DialOutRegistryResp.Result 10"}},
	{"60 ConfigError to a Remove", session(func(c *pcaptest.Conn) {
		c.IVR(doc("c0", `<DialOutRegistry Command="Remove" DN="8001"/>`))
		c.Server(doc("c0", `<DialOutRegistryResp Result="ConfigError"/>`))
	}), []string{"SEQ063 DialOutRegistryResp.Result 10"}},
	{"61 DialOut without registry", serverSays(doc("c2", `<DialOut OrigNum="8001" DestNum="9001" RefID="1" TimeToAnswer="30"/>`)), []string{"SEQ061 DialOut 8"}},
	{"61 two DialOut with one RefID", outbound(`OrigNum="8001" DestNum="9001" RefID="1" TimeToAnswer="30"`, `OrigNum="8001" DestNum="9002" RefID="1" TimeToAnswer="30"`),
		[]string{"SEQ062 DialOut.RefID 14"}},
	{"63 EndCall of the server names a fault", session(func(c *pcaptest.Conn) {
		for i, cause := range []string{"InvalidStateTransition", "InvalidVersion", "FeatureNotSupported", "ServerPaused", "Timeout"} {
			id := fmt.Sprint("c", i)
			c.IVR(newCall(id))
			c.Server(doc(id, `<EndCall EndCause="`+cause+`"/>`))
		}
	}), []string{"SEQ024 EndCall.EndCause 10", "SEQ024 EndCall.EndCause 14", "SEQ024 EndCall.EndCause 18", "SEQ024 EndCall.EndCause 22", "SEQ024 EndCall.EndCause 26"}},
	{"64 log record shorter than it says", lengthsLog(func(body string) string { return body[:len(body)-20] }), []string{"CAP007  3 ~ 190"}},
}

// lengthOff is a call whose IVR writes lengths that are wrong by a number of bytes:
// the ends of its messages are seen only later, but the server's answers still
// answer them.
func lengthOff(by int) func() []byte {
	return noLogin(func(c *pcaptest.Conn) {
		say := func(body string) {
			c.Data(pcaptest.Client, pcaptest.FrameLength(3, uint16(len(body)+2+by), []byte(body)))
		}
		say(doc("login-1", loginReq))
		c.Server(doc("login-1", loginOK))
		say(newCall("c1"))
		c.Server(callStatus("c1", "Ringing"))
		say(endCall("c1"))
	})
}

// inCall is a session with a call and messages of the server.
func inCall(bodies ...string) func() []byte {
	return session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"))
		c.Server(bodies...)
	})
}

// transfer is a session in which the IVR requests a transfer, and messages of the
// server.
func transfer(bodies ...string) func() []byte {
	return session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), doc("c1", `<OneStepXfer DestDN="9001"/>`))
		c.Server(bodies...)
	})
}

// refused is a connection whose login is not answered with OK, and that makes a call
// anyway.
func refused(answer string) func() []byte {
	return noLogin(func(c *pcaptest.Conn) {
		c.IVR(doc("login-1", loginReq))
		c.Server(doc("login-1", `<LoginResp IServerVersion="8.5" `+answer+`/>`))
		c.IVR(newCall("c1"), endCall("c1"))
	})
}

// userData is a session in which a request about user data is answered with
// the key c.
func userData(request string) func() []byte {
	return session(func(c *pcaptest.Conn) {
		c.IVR(newCall("c1"), doc("c1", request))
		c.Server(doc("c1", `<UDataResp Result="Success"><RequestId>1</RequestId><UDataEx><Node Name="c" Type="Str" Val="1"/></UDataEx></UDataResp>`))
		c.IVR(endCall("c1"))
	})
}

// outbound is a session that registers and gets a number to dial.
func outbound(dials ...string) func() []byte {
	return session(func(c *pcaptest.Conn) {
		c.IVR(doc("c0", `<DialOutRegistry/>`))
		c.Server(doc("c0", `<DialOutRegistryResp Result="Success"/>`))
		for i, d := range dials {
			c.Server(doc(fmt.Sprint("d", i), `<DialOut `+d+`/>`))
		}
	})
}

// Some findings refer to another message, too: the frame before an error
// acknowledgement, the login of a version, the NewCall of an unknown call.
func TestFailureModesReferToOtherMessage(t *testing.T) {
	for number, want := range map[string]int{"14": 8, "40": 4, "41": 8, "43": 10, "50": 8, "56": 8, "59": 8, "61 two": 12} {
		for _, m := range failureModes {
			if !strings.HasPrefix(m.name, number) {
				continue
			}
			path := filepath.Join(t.TempDir(), "capture")
			write(t, path, m.make())
			_, report, _ := ivrcheck(t, "check", "--sort", "decided", "--format", "ndjson", path)
			var f struct{ Related []struct{ Frame int } }
			if err := json.Unmarshal([]byte(strings.Split(report, "\n")[0]), &f); err != nil {
				t.Fatal(err)
			}
			if len(f.Related) != 1 || f.Related[0].Frame != want {
				t.Errorf("%s: related %v, want frame %d", m.name, f.Related, want)
			}
		}
	}
}

// Each failure mode has exactly one finding, with its code, position and cause.
func TestFailureModes(t *testing.T) {
	for _, m := range failureModes {
		t.Run(strings.ReplaceAll(m.name, " ", "-"), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "capture")
			write(t, path, m.make())
			_, report, _ := ivrcheck(t, "check", "--format", "ndjson", path)
			var got []string
			for _, l := range strings.Split(strings.TrimSpace(report), "\n") {
				var f struct {
					Type, Rule, Subject, Verdict, Hint, Message string
					Frame, Line                                 int
				}
				if err := json.Unmarshal([]byte(l), &f); err != nil {
					t.Fatal(err)
				}
				if f.Type != "finding" {
					continue
				}
				text := fmt.Sprintf("%s %s %d", f.Rule, f.Subject, f.Frame+f.Line)
				if f.Verdict != "violated" {
					text += " " + f.Verdict
				}
				if i := len(got); i < len(m.finds) {
					if _, hint, ok := strings.Cut(m.finds[i], " ~ "); ok && strings.Contains(f.Hint, hint) {
						text += " ~ " + hint
					} else if ok {
						text += " ~ " + f.Hint
					}
				}
				got = append(got, text)
			}
			if g, w := strings.Join(got, "\n"), strings.Join(m.finds, "\n"); g != w {
				t.Errorf("found\n%s\nwant\n%s", g, w)
			}
		})
	}
}
