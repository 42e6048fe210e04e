package schema

import (
	"fmt"
	"strings"
	"testing"

	"ivrcheck/trace"
)

const head = `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`

// doc puts a message element into the frame.
func doc(message string) string {
	return head + `<GctiMsg><CallId>c1</CallId>` + message + `</GctiMsg>`
}

// check gives the faults of a body as "CODE Subject hint/basis".
func check(t testing.TB, k *Checker, body string) (m *Message, all []string, faults []trace.Fault) {
	t.Helper()
	m, faults = k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(body)})
	for _, f := range faults {
		s := f.Code + " " + f.Subject
		if f.Hint != "" {
			s += " " + f.Hint
		}
		if f.Basis != "" {
			s += " (" + f.Basis + ")"
		}
		all = append(all, s)
	}
	return m, all, faults
}

// TestFaults holds, for each code, documents that have the fault and near
// misses that have not.
func TestFaults(t *testing.T) {
	const login = `<LoginReq ClientName="I" Version="4.0"/>`
	tests := []struct {
		name, body string
		want       []string
	}{
		{"a good LoginReq", doc(login), nil},
		{"a good LoginResp", doc(`<LoginResp IServerVersion="8.5" Result="Success" Status="OK" ConfigOptions=""/>`), nil},
		{"config options as an element with anything in it", doc(`<LoginResp IServerVersion="8.5" Result="Success"><ConfigOptions><a b="c"/></ConfigOptions></LoginResp>`), nil},
		{"a good agent", doc(`<MonitorInfo ReqId="7"><Agent PortNum="01" Status="LoggedIn"/></MonitorInfo>`), nil},
		{"a good server", doc(`<MonitorInfo><Server Name="T" Status="OK" Switch="S"/></MonitorInfo>`), nil},
		{"a good port", doc(`<MonitorInfo><Port PortNum="01" Status="OK"/></MonitorInfo>`), nil},
		{"single quotes, lines and open and close tags", strings.ReplaceAll(doc("\n <MonitorInfo>\n  <Port PortNum=' 01 '\n Status='OK'></Port>\n</MonitorInfo>\n"), `"`, `'`), nil},
		{"a good NewCall", doc(`<NewCall CallControlMode="Whatever" Version="4.0"><CalledNum> 1 </CalledNum><DNIS>2</DNIS><ANI>3</ANI><UDataEx><Node Name="a" Type="Str" Val=""/></UDataEx><ExtnsEx/></NewCall>`), nil},
		{"a NewCall with only its port", doc(`<NewCall><CalledNum>1</CalledNum></NewCall>`), nil},
		{"a good CallStatus", doc(`<CallStatus Event="Ringing"/>`), nil},
		{"an EndCall without a cause", doc(`<EndCall/>`), nil},
		{"a names-only message with anything in it", doc(`<LogMsg foo="1"><bar/>x</LogMsg>`), nil},
		{"a good FlowControl", doc(`<FlowControl Status="off"/>`), nil},
		{"a good RouteRequest", doc(`<RouteRequest RouteDN="8000"><CED>5</CED><UDataEx/><ExtnsEx/></RouteRequest>`), nil},
		{"a RouteResponse with nothing in it", doc(`<RouteResponse/>`), nil},
		{"a good RouteResponse, its elements in any order", doc(`<RouteResponse RouteType="RerouteConferenced"><ExtnsEx/><Dest>9</Dest></RouteResponse>`), nil},
		{"a good TreatCall with anything in its parameters", doc(`<TreatCall Type="Music"><Parameters><x y="z">1</x></Parameters><Parameters/><ExtnsEx/></TreatCall>`), nil},
		{"a good Cancel", doc(`<Cancel/>`), nil},
		{"an open message may hold what nobody knows", doc(`<AccessNumGet DestDN="1" XRouteType="Sideways" UUI="5"><Location>x</Location><Other/></AccessNumGet>`), nil},
		{"a good CallError", doc(`<CallError FailedReq="AgentControl" TLibErrCode="-59" ReqId="7"/>`), nil},
		{"a CallError with an empty code", doc(`<CallError FailedReq="NotAllowed" TLibErrCode=""/>`), nil},
		{"a good OneStepXfer", doc(`<OneStepXfer DestDN="9"><UDataEx/><ExtnsEx/></OneStepXfer>`), nil},
		{"a good InitConf in either form", doc(`<InitConf><DestDN>9</DestDN></InitConf>`), nil},
		{"a CallInfoReq with what only a comment names", doc(`<CallInfoReq ReportUUID="true"><ReportThirdPartyDN>true</ReportThirdPartyDN></CallInfoReq>`), nil},
		{"a CallInfoResp for which nothing was collected", doc(`<CallInfoResp/>`), nil},
		{"a good CallInfoResp with extras", doc(`<CallInfoResp ANI="1" DNIS="2" CalledNum="3" ConnId="4" TSCallId="5" PortDN="6" PortTrunk="7" PortQueue="8" OtherDN="9" OtherTrunk="10" OtherQueue="11" LastEvent="EventRinging" FirstHomeLocation="a" ThirdPartyDN="12" UUID="13"/>`), nil},
		{"nor is one inside the value", doc(`<UDataResp Result="FeatureSuported"><RequestId>1</RequestId></UDataResp>`), []string{"MSG004 UDataResp.Result (documented)"}},
		{"nor one that the listed value has", doc(`<LoginResp IServerVersion="8" Result="Success" Status="SuchClient"/>`), []string{"MSG004 LoginResp.Status (documented)"}},
		{"another word for no is none", doc(`<UDataResp Result="NotMatch"><RequestId>1</RequestId></UDataResp>`), []string{"MSG004 UDataResp.Result nearest (documented)"}},
		{"the opposite of a value is no hint", doc(`<MonitorInfo><Port PortNum="1" Status="Available"/></MonitorInfo>`), []string{"MSG004 MonitorInfo.Port.Status (documented)"}},
		{"Value for Val is one fault", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Value="1"/></UDataEx></NewCall>`), []string{"MSG013 NewCall.UDataEx.Node misspelt"}},
		{"another attribute is a second one", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Colour="1"/></UDataEx></NewCall>`), []string{"MSG013 NewCall.UDataEx.Node", "MSG005 NewCall.UDataEx.Node.Colour (implementations)"}},
		{"a good PeekStatReq", doc(`<PeekStatReq><StatName>ExpectedWaitTime</StatName><RequestId>1</RequestId></PeekStatReq>`), nil},
		{"a StatResp that failed", doc(`<StatResp ResultCode="Whatever"><RequestId>1</RequestId></StatResp>`), nil},
		{"a good UDataGet", doc(`<UDataGet Keys="a:b:c"><RequestId>1</RequestId></UDataGet>`), nil},
		{"one key, and odd names among several", doc(`<UDataGet Keys="100%"><RequestId>1</RequestId></UDataGet>`), nil},
		{"keys with spaces and commas, and colons between", doc(`<UDataGet Keys="Last, first name:a|b:50%, off"><RequestId>1</RequestId></UDataGet>`), nil},
		{"a key with a space", doc(`<UDataGet Keys=" Account number "><RequestId>1</RequestId></UDataGet>`), nil},
		{"a UDataSet without data", doc(`<UDataSet Action="Add"><RequestId>1</RequestId></UDataSet>`), nil},
		{"a UDataDel in any form", doc(`<UDataDel Keys="a,b"><RequestId>1</RequestId><Keys>a</Keys><Keys>b</Keys></UDataDel>`), nil},
		{"a UDataDel with nothing that is known", doc(`<UDataDel/>`), nil},
		{"a good UDataResp", doc(`<UDataResp Result="MiscError"><UDataEx/><RequestId>1</RequestId></UDataResp>`), nil},
		{"a good DialOut by attributes", doc(`<DialOut OrigNum="1" DestNum="2" RefID="3" TimeToAnswer="030"><UDataEx/><ExtnsEx/></DialOut>`), nil},
		{"a good DialOut by elements", doc(`<DialOut><OrigNum>1</OrigNum><DestNum>2</DestNum><RefID>3</RefID><TimeToAnswer unit="min">half</TimeToAnswer></DialOut>`), nil},
		{"comments, instructions and CDATA", doc(`<!-- x --><?p q?><NewCall><CalledNum><![CDATA[1]]></CalledNum></NewCall>`), nil},

		{"XML001", doc(`<LoginReq ClientName="a & b" Version="4.0"/>`), []string{"XML001  ampersand"}},
		{"XML001 less-than", doc(`<LoginReq ClientName="a<b" Version="4.0"/>`), []string{"XML001  less-than"}},
		{"XML001 mismatch", doc(`<LoginReq ClientName="a" Version="4.0"></LoginResp>`), []string{"XML001  mismatch"}},
		{"XML001 unclosed", strings.TrimSuffix(doc(login), "</GctiMsg>"), []string{"XML001  unclosed"}},
		{"XML001 quote", doc(`<LoginReq ClientName=a Version="4.0"/>`), []string{"XML001  quote"}},
		{"XML001 NUL at the end", doc(login) + "\x00", []string{"XML001  nul"}},
		{"XML001 NUL inside", doc(`<LoginReq ClientName="` + "a\x00b" + `"/>`), []string{"XML001  nul"}},
		{"XML001 text after the root", doc(login) + "x", []string{"XML001  markup"}},
		{"XML001 two roots", doc(login) + "<a/>", []string{"XML001  markup"}},
		{"XML001 nothing", "", []string{"XML001 "}},
		{"XML001 no XML", "hello", []string{"XML001  markup"}},
		{"XML001 an attribute twice", doc(`<LoginReq ClientName="a" ClientName="b" Version="4.0"/>`), []string{"XML001  repeated"}},
		{"XML001 a control character", doc("<LoginReq ClientName=\"a\x01\" Version='4.0'/>"), []string{"XML001  control"}},
		{"white space after the root is good", doc(login) + "\r\n ", nil},
		{"references are good", doc(`<LoginReq ClientName="&#65;&amp;&lt;&gt;&quot;&apos;&#x41;" Version="4.0"/>`), nil},

		{"XML002 UTF-8 under an ISO-8859-1 label", doc(`<LoginReq ClientName="한" Version="4.0"/>`), []string{"XML002 encoding utf-8-label"}},
		{"ISO-8859-1 as declared", doc("<LoginReq ClientName=\"caf\xe9\" Version='4.0'/>"), nil},
		{"XML002 not UTF-8", strings.Replace(doc("<LoginReq ClientName=\"caf\xe9\" Version='4.0'/>"), "ISO-8859-1", "UTF-8", 1), []string{"XML002 encoding invalid"}},
		{"UTF-8 as declared", strings.Replace(doc(`<LoginReq ClientName="한" Version="4.0"/>`), "ISO-8859-1", "UTF-8", 1), nil},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + strings.Replace(doc(login), "ISO-8859-1", "UTF-8", 1), nil},
		{"EUC-KR as declared", strings.Replace(doc("<LoginReq ClientName=\"\xc7\xd1\" Version='4.0'/>"), "ISO-8859-1", "EUC-KR", 1), nil},
		{"XML002 not EUC-KR", strings.Replace(doc("<LoginReq ClientName=\"\xff\xff\" Version='4.0'/>"), "ISO-8859-1", "EUC-KR", 1), []string{"XML002 encoding invalid"}},
		{"XML002 not ASCII", strings.Replace(doc("<LoginReq ClientName=\"\xe9\" Version='4.0'/>"), "ISO-8859-1", "US-ASCII", 1), []string{"XML002 encoding invalid"}},
		{"XML002 an unknown encoding", strings.Replace(doc(login), "ISO-8859-1", "KLINGON", 1), []string{"XML002 encoding unknown-encoding"}},
		{"XML002 an encoding that it cannot be", strings.Replace(doc(login), "ISO-8859-1", "UTF-16", 1), []string{"XML002 encoding unknown-encoding"}},

		{"XML003", `<html/>`, []string{"XML003 GctiMsg"}},
		{"XML003 a message without its frame", login, []string{"XML003 GctiMsg message"}},
		{"XML003 by case, and the message is judged", head + `<gctimsg><CallId>1</CallId><CallStatus/></gctimsg>`, []string{"XML003 GctiMsg case", "MSG003 CallStatus.Event (documented)"}},

		{"XML004 missing", `<GctiMsg><CallId>1</CallId>` + login + `</GctiMsg>`, []string{"XML004 DOCTYPE missing"}},
		{"XML004 other", strings.Replace(doc(login), "IServer.dtd", "Other.dtd", 1), []string{"XML004 DOCTYPE other"}},
		{"XML004 other name", strings.Replace(doc(login), "DOCTYPE GctiMsg", "DOCTYPE Gcti", 1), []string{"XML004 DOCTYPE other"}},
		{"a DOCTYPE in single quotes", strings.Replace(doc(login), `"IServer.dtd"`, `'IServer.dtd' `, 1), nil},

		{"XML005 a subset", strings.Replace(doc(login), `"IServer.dtd"`, `"IServer.dtd" [<!ENTITY a "b">]`, 1), []string{"XML005  subset"}},
		{"XML005 an empty subset", strings.Replace(doc(login), `"IServer.dtd"`, `"IServer.dtd" []`, 1), []string{"XML005  subset"}},
		{"XML005 a reference in an attribute", doc(`<LoginReq ClientName="AT&T;" Version="4.0"/>`), []string{"XML005  reference"}},
		{"XML005 a reference in a text", doc(`<NewCall><CalledNum>&foo;</CalledNum></NewCall>`), []string{"XML005  reference"}},
		{"a bracket in a comment is no subset", strings.Replace(doc(login), `<!DOCTYPE`, `<!-- <!DOCTYPE a [ --><!DOCTYPE`, 1), nil},

		{"XML006 depth", doc(`<LogMsg>` + strings.Repeat("<a>", 255) + strings.Repeat("</a>", 255) + `</LogMsg>`), []string{"XML006  depth"}},
		{"a depth of 256 is good", doc(`<LogMsg>` + strings.Repeat("<a>", 254) + strings.Repeat("</a>", 254) + `</LogMsg>`), nil},
		{"XML006 attributes", doc(`<LogMsg` + attributes(257) + `/>`), []string{"XML006  attributes"}},
		{"256 attributes are good", doc(`<LogMsg` + attributes(256) + `/>`), nil},
		{"XML006 name", doc(`<LogMsg ` + strings.Repeat("a", 1001) + `="1"/>`), []string{"XML006  name"}},
		{"a name of 1000 bytes is good", doc(`<LogMsg ` + strings.Repeat("a", 1000) + `="1"/>`), nil},

		{"MSG001", doc(`<Hello/>`), []string{"MSG001 Hello"}},
		{"MSG001 with a hint", doc(`<LoginRequest/>`), []string{"MSG001 LoginRequest nearest"}},
		{"MSG001 of a subtype", doc(`<agent PortNum="1" Status="Ready"/>`), []string{"MSG001 agent subtype"}},
		{"MSG001 between two names", doc(`<UDataXet/>`), []string{"MSG001 UDataXet nearest"}},
		{"MSG001 between two names by a lost letter", doc(`<LoginRes/>`), []string{"MSG001 LoginRes nearest"}},

		{"MSG003 by basis", doc(`<LoginReq/>`), []string{"MSG003 LoginReq.ClientName (documented)", "MSG003 LoginReq.Version (implementations)"}},
		{"MSG003 empty", doc(`<LoginReq ClientName=" " Version="4.0"/>`), []string{"MSG003 LoginReq.ClientName empty (documented)"}},
		{"MSG003 empty element", doc(`<NewCall><CalledNum/></NewCall>`), []string{"MSG003 NewCall.CalledNum empty (implementations)"}},
		{"MSG003 in a struct", doc(`<MonitorInfo><Server Status="OK"/></MonitorInfo>`), []string{"MSG003 MonitorInfo.Server.Name example (documented)"}},
		{"MSG003 an enumerated value is empty", doc(`<CallStatus Event=""/>`), []string{"MSG003 CallStatus.Event empty (documented)"}},

		{"MSG004 look-alike", doc(`<MonitorInfo><Port PortNum="1" Status="0K"/></MonitorInfo>`), []string{"MSG004 MonitorInfo.Port.Status look-alike (documented)"}},
		{"MSG004 look-alike l and I", doc(`<LoginResp IServerVersion="1" Result="Success" Status="lnitlnProgress"/>`), []string{"MSG004 LoginResp.Status look-alike (documented)"}},
		{"MSG004 case", doc(`<CallStatus Event="ringing"/>`), []string{"MSG004 CallStatus.Event case (documented)"}},
		{"MSG004 white space", doc(`<MonitorInfo><Agent PortNum="1" Status="Logged In"/></MonitorInfo>`), []string{"MSG004 MonitorInfo.Agent.Status white-space (documented)"}},
		{"MSG004 nearest", doc(`<CallStatus Event="Ringin"/>`), []string{"MSG004 CallStatus.Event nearest (documented)"}},
		{"MSG004 far from all", doc(`<CallStatus Event="Exploded"/>`), []string{"MSG004 CallStatus.Event (documented)"}},
		{"MSG004 empty though optional", doc(`<EndCall EndCause=""/>`), []string{"MSG004 EndCall.EndCause (implementations)"}},
		{"white space around a value is good", doc(`<CallStatus Event=" Ringing "/>`), nil},

		{"MSG005", doc(`<CallStatus Event="Busy" Colour="red"><Shape/></CallStatus>`), []string{"MSG005 CallStatus.Colour (documented)", "MSG005 CallStatus.Shape (documented)"}},
		{"MSG005 once for each name", doc(`<CallStatus Event="Busy"><a/><a/><a/></CallStatus>`), []string{"MSG005 CallStatus.a (documented)"}},
		{"MSG005 inside a value", doc(`<NewCall><CalledNum x="1">2</CalledNum></NewCall>`), []string{"MSG005 NewCall.CalledNum.x (implementations)"}},
		{"MSG005 on the root", strings.Replace(doc(login), "<GctiMsg>", `<GctiMsg x="1">`, 1), []string{"MSG005 GctiMsg.x (inferred)"}},
		{"namespaces are no parameters", strings.Replace(doc(login), "<GctiMsg>", `<GctiMsg xmlns="urn:x" xmlns:y="urn:y">`, 1), nil},
		{"MSG005 a digit is no slip", doc(`<MonitorInfo><Port PortNum="1" PortNum2="1" Status="OK"/></MonitorInfo>`), []string{"MSG005 MonitorInfo.Port.PortNum2 (documented)"}},

		{"MSG006 lower case as in the examples", doc(`<MonitorInfo><agent portnum="1" status="LoggedIn"/></MonitorInfo>`),
			[]string{"MSG006 MonitorInfo.Agent known (documented)"}},
		{"MSG006 ReqID", doc(`<MonitorInfo ReqID="1"><Agent PortNum="1" Status="LoggedIn"/></MonitorInfo>`), []string{"MSG006 MonitorInfo.ReqId known (documented)"}},
		{"MSG006 Reqld", doc(`<MonitorInfo Reqld="1"><Agent PortNum="1" Status="LoggedIn"/></MonitorInfo>`), []string{"MSG006 MonitorInfo.ReqId known (documented)"}},
		{"MSG006 Config0ptions", doc(`<LoginResp IServerVersion="1" Result="Success" Config0ptions=""/>`), []string{"MSG006 LoginResp.ConfigOptions known (documented)"}},
		{"MSG006 two letters changed places", doc(`<LoginReq ClientNaem="1" Version="4.0"/>`), []string{"MSG006 LoginReq.ClientName known (documented)"}},
		{"MSG006 a message by case", doc(`<loginreq ClientName="1" Version="4.0"/>`), []string{"MSG006 LoginReq known (documented)"}},
		{"MSG006 a message by one letter", doc(`<CalStatus Event="Busy"/>`), []string{"MSG006 CallStatus known (documented)"}},
		{"MSG006 CallID", strings.ReplaceAll(doc(login), "CallId>", "CallID>"), []string{"MSG006 CallId known (implementations)"}},
		{"MSG006 beside the right name is not also repeated", doc(`<LoginReq ClientName="1" clientname="2" Version="4.0"/>`), []string{"MSG006 LoginReq.ClientName known (documented)"}},

		{"MSG007 an attribute for an element", doc(`<NewCall CalledNum="1"/>`), []string{"MSG007 NewCall.CalledNum (implementations)"}},
		{"MSG007 an element for an attribute", doc(`<CallStatus><Event>Busy</Event></CallStatus>`), []string{"MSG007 CallStatus.Event"}},
		{"MSG007 an inferred form", doc(`<MonitorInfo><ReqId>1</ReqId><Agent PortNum="1" Status="Ready"/></MonitorInfo>`), []string{"MSG007 MonitorInfo.ReqId (inferred)"}},
		{"MSG003 by analogy", doc(`<InitXfer/>`), []string{"MSG003 InitXfer.DestDN (inferred)"}},
		{"MSG003 Result", doc(`<UDataResp><RequestId>UEI</RequestId></UDataResp>`), []string{"MSG003 UDataResp.Result (documented)"}},
		{"MSG003 an empty parameter of unknown form", doc(`<DialOut OrigNum="1" DestNum="2" RefID="3"><TimeToAnswer/></DialOut>`), []string{"MSG003 DialOut.TimeToAnswer empty (documented)"}},
		{"MSG004 RouteType", doc(`<RouteResponse RouteType="default"/>`), []string{"MSG004 RouteResponse.RouteType case (documented)"}},
		{"MSG005 in a message without parameters", doc(`<Cancel Type="1"/>`), []string{"MSG005 Cancel.Type (documented)"}},
		{"MSG005 in the call id", strings.Replace(doc(login), "<CallId>", `<CallId x="1">`, 1), []string{"MSG005 CallId.x (inferred)"}},
		{"MSG006 in an open message", doc(`<AccessNumGet destdn="1" Location="2"/>`), []string{"MSG006 AccessNumGet.DestDN known (implementations)"}},
		{"MSG006 RefId", doc(`<DialOut OrigNum="1" DestNum="2" RefId="3" TimeToAnswer="4"/>`), []string{"MSG006 DialOut.RefID known (documented)"}},
		{"MSG006 ConnID", doc(`<CallInfoResp ConnID="1"/>`), []string{"MSG006 CallInfoResp.ConnId known (documented)"}},
		{"MSG007 RequestId", doc(`<UDataGet Keys="a" RequestId="1"/>`), []string{"MSG007 UDataGet.RequestId (implementations)"}},
		{"MSG012 an inferred number", doc(`<CallError FailedReq="Unknown" TLibErrCode="busy"/>`), []string{"MSG012 CallError.TLibErrCode (inferred)"}},
		{"MSG012 under the alias", doc(`<CallError FailedReq="Unknown" TlibErrCode="0x1f"/>`), []string{"MSG017 CallError.TLibErrCode (documented)", "MSG012 CallError.TLibErrCode (inferred)"}},
		{"MSG012 zero seconds", doc(`<DialOut OrigNum="1" DestNum="2" RefID="3" TimeToAnswer="0"/>`), []string{"MSG012 DialOut.TimeToAnswer (documented)"}},
		{"MSG012 less than nothing", doc(`<DialOut OrigNum="1" DestNum="2" RefID="3" TimeToAnswer="-5"/>`), []string{"MSG012 DialOut.TimeToAnswer (documented)"}},
		{"MSG012 a sign alone", doc(`<DialOut OrigNum="1" DestNum="2" RefID="3"><TimeToAnswer>+</TimeToAnswer></DialOut>`), []string{"MSG012 DialOut.TimeToAnswer (documented)"}},
		{"a number beyond any machine's", doc(`<DialOut OrigNum="1" DestNum="2" RefID="3" TimeToAnswer="99999999999999999999"/>`), nil},
		{"MSG015 comma", doc(`<UDataGet Keys="a,b"><RequestId>1</RequestId></UDataGet>`), []string{"MSG015 UDataGet.Keys (implementations)"}},
		{"MSG015 bar", doc(`<UDataGet Keys="a | b"><RequestId>1</RequestId></UDataGet>`), []string{"MSG015 UDataGet.Keys (implementations)"}},
		{"MSG015 semicolon", doc(`<UDataGet Keys="a;b"><RequestId>1</RequestId></UDataGet>`), []string{"MSG015 UDataGet.Keys (implementations)"}},
		{"MSG015 percent", doc(`<UDataGet Keys="a%b%c"><RequestId>1</RequestId></UDataGet>`), []string{"MSG015 UDataGet.Keys (implementations)"}},
		{"MSG007 and the value is judged", doc(`<CallStatus><Event>busy</Event></CallStatus>`), []string{"MSG007 CallStatus.Event", "MSG004 CallStatus.Event case (documented)"}},

		{"MSG008 server", doc(`<MonitorInfo ReqId="1"><Server Name="T" Status="OK"/></MonitorInfo>`), []string{"MSG008 MonitorInfo.ReqId (documented)"}},
		{"MSG008 inside the subtype", doc(`<MonitorInfo><Server Name="T" Status="OK" ReqId="1"/></MonitorInfo>`), []string{"MSG008 MonitorInfo.Server.ReqId (documented)"}},
		{"MSG008 inside, as an element and misspelt", doc(`<MonitorInfo><Port PortNum="T" Status="OK"><reqid>1</reqid></Port></MonitorInfo>`), []string{"MSG006 MonitorInfo.Port.ReqId known (documented)", "MSG008 MonitorInfo.Port.ReqId (documented)"}},
		{"an agent may answer", doc(`<MonitorInfo><Agent PortNum="T" Status="Ready" ReqId="1"/></MonitorInfo>`), []string{"MSG005 MonitorInfo.Agent.ReqId (documented)"}},
		{"MSG008 port", doc(`<MonitorInfo ReqId="1"><Port PortNum="T" Status="OK"/></MonitorInfo>`), []string{"MSG008 MonitorInfo.ReqId (documented)"}},

		{"MSG009 missing", head + `<GctiMsg>` + login + `</GctiMsg>`, []string{"MSG009 CallId missing"}},
		{"MSG009 empty", strings.Replace(doc(login), ">c1<", "> <", 1), []string{"MSG009 CallId empty"}},
		{"MSG009 twice", strings.Replace(doc(login), "<CallId>", "<CallId>1</CallId><CallId>", 1), []string{"MSG009 CallId repeated"}},
		{"MSG009 behind", head + `<GctiMsg>` + login + `<CallId>1</CallId></GctiMsg>`, []string{"MSG009 CallId order"}},
		{"MSG009 in the message", head + `<GctiMsg><LoginReq ClientName="a" Version="4.0"><CallId>1</CallId></LoginReq></GctiMsg>`, []string{"MSG009 CallId misplaced"}},
		{"MSG009 an attribute of the root", head + `<GctiMsg CallId="1">` + login + `</GctiMsg>`, []string{"MSG009 CallId misplaced"}},

		{"MSG010 none", doc(""), []string{"MSG010 GctiMsg none"}},
		{"MSG010 two", doc(login + login), []string{"MSG010 GctiMsg several"}},

		{"MSG011 none", doc(`<MonitorInfo/>`), []string{"MSG011 MonitorInfo none"}},
		{"MSG011 two", doc(`<MonitorInfo><Port PortNum="1" Status="OK"/><Agent PortNum="1" Status="Ready"/></MonitorInfo>`), []string{"MSG011 MonitorInfo several"}},

		{"MSG013", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a"/></UDataEx></NewCall>`), []string{"MSG013 NewCall.UDataEx.Node"}},
		{"MSG013 a nested list needs no value", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="List"><Node Name="b" Type="Str" Val="1"/></Node></UDataEx></NewCall>`), nil},
		{"MSG007 in a Node", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str"><Val>1</Val></Node></UDataEx></NewCall>`), []string{"MSG007 NewCall.UDataEx.Node.Val (implementations)"}},
		{"MSG016 in a Node", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="1"><Val>1</Val></Node></UDataEx></NewCall>`), []string{"MSG016 NewCall.UDataEx.Node.Val"}},
		{"MSG014", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="1"/><Node Name="a" Type="Str" Val="2"/></UDataEx></NewCall>`), []string{"MSG014 NewCall.UDataEx"}},
		{"one name in two lists is good", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="1"/></UDataEx><ExtnsEx><Node Name="a" Type="Str" Val="2"/></ExtnsEx></NewCall>`), nil},
		{"MSG006 in a list", doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><node name="a" Type="Str" Val="1"/></UDataEx></NewCall>`), []string{"MSG006 NewCall.UDataEx.Node known (implementations)"}},

		{"MSG016", doc(`<NewCall><CalledNum>1</CalledNum><CalledNum>2</CalledNum><CalledNum>3</CalledNum></NewCall>`), []string{"MSG016 NewCall.CalledNum"}},
		{"MSG016 attribute and element", doc(`<CallStatus Event="Busy"><Event>Busy</Event></CallStatus>`), []string{"MSG016 CallStatus.Event"}},
		{"MSG016 element and attribute, where an element is known", doc(`<NewCall CalledNum="1"><CalledNum>1</CalledNum></NewCall>`), []string{"MSG016 NewCall.CalledNum"}},
		{"MSG016 and both in the other form", doc(`<CallStatus><Event>Busy</Event><Event>Busy</Event></CallStatus>`), []string{"MSG007 CallStatus.Event", "MSG016 CallStatus.Event"}},
		{"MSG016 under both names", doc(`<LoginResp IServerVer="8.1" IServerVersion="8.1" Result="Success"/>`), []string{"MSG016 LoginResp.IServerVersion"}},
		{"MSG017", doc(`<LoginResp IServerVer="8.1" Result="Success"/>`), []string{"MSG017 LoginResp.IServerVersion (documented)"}},
	}
	k := NewChecker(Builtin(), Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, got, _ := check(t, k, test.body)
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

// All misspelt names of a message are one fault, at the first of them.
func TestMisspeltNamesAreOneFault(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	_, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(doc(`<MonitorInfo><agent portnum="1" status="LoggedIn"/></MonitorInfo>`))})
	if len(faults) != 1 {
		t.Fatalf("%d faults", len(faults))
	}
	f := faults[0]
	if f.Actual != "agent, portnum, status" || strings.Join(f.Expected, ", ") != "Agent, PortNum, Status" || f.Args[0].Value != "Agent, PortNum, Status" || f.Basis != "documented" {
		t.Errorf("%+v", f)
	}
	// The severity is that of the best known name.
	_, faults = k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(strings.ReplaceAll(doc(`<MonitorInfo><agent PortNum="1" Status="LoggedIn"/></MonitorInfo>`), "CallId>", "CallID>"))})
	if len(faults) != 1 || faults[0].Subject != "CallId" || faults[0].Basis != "documented" {
		t.Errorf("%+v", faults)
	}
	// A hundred names are not all listed.
	var names strings.Builder
	for i := range 15 {
		names.WriteString(`<Node name="` + string(rune('a'+i)) + `" Type="Str" Val="1"/><node` + ` Name="x` + string(rune('a'+i)) + `" type="Str" Val="1"/>`)
	}
	_, faults = k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(doc(`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>1</CalledNum><DNIS>1</DNIS><dnis>1</dnis><UDataEx>` + names.String() + `</UDataEx></NewCall>`))})
	n := 0
	for _, f := range faults {
		if f.Code == "MSG006" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d faults of many names", n)
	}
}
