package schema

import (
	"fmt"
	"strings"
	"testing"

	"ivrcheck/trace"
)

func TestLookup(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	tests := []struct{ body, path, want string }{
		{doc(`<LoginResp IServerVer=" 8 " Result="Success"/>`), "IServerVersion", "8"},
		{doc(`<LoginResp IServerVer=" 8 " Result="Success"/>`), "Result", "Success"},
		{doc(`<LoginResp Result="Success"/>`), "Status", "-"},
		{doc(`<LoginResp Result="Success"/>`), "CallId", "c1"},
		{doc(`<MonitorInfo><agent portnum="01"/></MonitorInfo>`), "Agent.PortNum", "01"},
		{doc(`<MonitorInfo><agent portnum="01"/></MonitorInfo>`), "Agent", ""},
		{doc(`<MonitorInfo><agent portnum="01"/></MonitorInfo>`), "Port", "-"},
		{doc(`<MonitorInfo><Agent PortNum="01"/></MonitorInfo>`), "Agent.Status", "-"},
		{doc(`<MonitorInfo><Port PortNum="1"/><Port Status="2"/></MonitorInfo>`), "Port.Status", "2"},
		{doc(`<LoginReq clientname="a" ClientName="b"/>`), "ClientName", "b"},
		{doc(`<NewCall CalledNum="1"/>`), "CalledNum", "1"},
		{doc(`<NewCall><CalledNum> 1 </CalledNum></NewCall>`), "CalledNum", "1"},
		{doc(`<NewCall><UDataEx><Node Name="a" Val="1"/><Node Name="Vox.File" Val="2"/></UDataEx></NewCall>`), "UDataEx.Vox.File", "2"},
		{doc(`<NewCall><UDataEx><Node Name="a" Val="1"/></UDataEx></NewCall>`), "UDataEx.b", "-"},
		{doc(`<UDataResp Result="NoMatch"><RequestId>7</RequestId><UDataEx><Node Name="a" Type="Str" Val="1"/></UDataEx></UDataResp>`), "UDataEx.a", "1"},
		{doc(`<UDataResp Result="NoMatch"><RequestId>7</RequestId></UDataResp>`), "Result", "NoMatch"},
		{doc(`<Foo><Bar baz="1"/></Foo>`), "Bar.baz", "1"},
		{`<GctiMsg/>`, "Status", "-"},
		{`<GctiMsg/>`, "CallId", "-"},
		{`<GctiMsg><CallId/></GctiMsg>`, "CallId", ""},
	}
	for _, test := range tests {
		for _, judged := range []bool{true, false} {
			var m *Message
			if judged {
				m, _, _ = check(t, k, test.body)
			} else {
				var err error
				if m, err = k.Parse([]byte(test.body)); err != nil {
					t.Fatal(err)
				}
			}
			got, ok := m.Lookup(test.path)
			if !ok {
				got = "-"
			}
			if got != test.want {
				t.Errorf("%s in %s: got %q, want %q", test.path, test.body, got, test.want)
			}
		}
	}
}

func TestCorrelation(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	for body, want := range map[string]string{
		doc(`<MonitorInfo ReqId="7"><Agent PortNum=" 01 " Status="Ready"/></MonitorInfo>`): "7 01",
		doc(`<MonitorInfo><Port PortNum="02" Status="OK"/></MonitorInfo>`):                 " 02",
		doc(`<MonitorInfo><Server Name="02" Status="OK"/></MonitorInfo>`):                  " ",
		doc(`<NewCall><CalledNum>100</CalledNum></NewCall>`):                               " 100",
		doc(`<UDataGet Keys="a"><RequestId>r1</RequestId></UDataGet>`):                     "r1 ",
		doc(`<AgentLogin reqid="9"/>`):                                                     "9 ",
		doc(`<DialOut RefID="4"/>`):                                                        "4 ",
		doc(`<Foo ReqId="4"/>`):                                                            " ",
		`<GctiMsg/>`:                                                                       " ",
	} {
		m, err := k.Parse([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.RequestID() + " " + m.Port(); got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}

func TestMessageNames(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	body := doc(` <loginreq ClientName="a" Version="4.0">` + "\n</loginreq>")
	m, _, _ := check(t, k, body)
	if m.Name != "LoginReq" || m.Element != "loginreq" || m.Spec == nil || m.CallID != "c1" {
		t.Errorf("%+v", m)
	}
	if got := body[m.Span.Start:m.Span.End]; got != `<loginreq ClientName="a" Version="4.0">` {
		t.Errorf("span is %q", got)
	}
	if m, _, _ = check(t, k, doc(`<Foo/>`)); m.Name != "" || m.Element != "Foo" || m.Spec != nil {
		t.Errorf("%+v", m)
	}
}

func TestParseErrors(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	for body, want := range map[string]string{
		"":                         "not well-formed: Document is empty",
		"<a/>":                     "the root element is not GctiMsg",
		"<a/>\x00":                 "not well-formed: a NUL byte, which no XML document may hold",
		"<!DOCTYPE a []><a/>":      "the document defines or uses entities, which are never expanded",
		strings.Repeat("<a>", 300): "the document is beyond the limits of depth, attributes or size",
	} {
		if m, err := k.Parse([]byte(body)); m != nil || err == nil || err.Error() != want {
			t.Errorf("%.40q: %v, %v, want %s", body, m, err, want)
		}
	}
}

// Encodings give the text that was meant, and logs are not held to them.
func TestEncodings(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	named := func(encoding, name string) []byte {
		return []byte(strings.Replace(doc(`<LoginReq ClientName="`+name+`" Version="4.0"/>`), "ISO-8859-1", encoding, 1))
	}
	for _, test := range []struct {
		encoding, bytes, want string
	}{
		{"ISO-8859-1", "\xe9", "é"},
		{"iso-8859-1", "\x80", "\u0080"},
		{"ISO-8859-1", "한", "한"},
		{"UTF-8", "한", "한"},
		{"UTF-8", "\xe9", "é"},
		{"EUC-KR", "\xc7\xd1\xb1\xdb", "한글"},
		{"Shift_JIS", "\x83\x5c", "ソ"},
		{"KLINGON", "é", "é"},
		{"KLINGON", "\xe9", "é"},
	} {
		for _, transcoded := range []bool{false, true} {
			m, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: named(test.encoding, test.bytes), Transcoded: transcoded})
			if m == nil {
				t.Errorf("%v: %v", test, faults)
				continue
			}
			if got, _ := m.Lookup("ClientName"); got != test.want {
				t.Errorf("%s %q: got %q, want %q", test.encoding, test.bytes, got, test.want)
			}
			if transcoded && len(faults) > 0 {
				t.Errorf("%v: a log is held to its encoding: %v", test, faults)
			}
		}
	}
}

func TestWrite(t *testing.T) {
	c := Builtin()
	k := NewChecker(c, Options{})
	tests := []struct {
		name   string
		params []Param
		want   string
	}{
		{"LoginReq", []Param{{Path: "ClientName", Value: `<"&'>é한` + "\t"}, {Path: "Version", Value: "4.0"}}, `<LoginReq ClientName="&lt;&quot;&amp;'&gt;&#233;&#54620;&#9;" Version="4.0"/>`},
		{"MonitorInfo", []Param{{Path: "Agent.PortNum", Value: "01"}, {Path: "Agent.Status", Value: "LoggedIn"}}, `<MonitorInfo><Agent PortNum="01" Status="LoggedIn"/></MonitorInfo>`},
		{"MonitorInfo", []Param{{Path: "Agent", Value: ""}}, `<MonitorInfo><Agent/></MonitorInfo>`},
		{"NewCall", []Param{{Path: "CalledNum", Value: "1"}, {Path: "UDataEx.VoxFile", Value: "x"}, {Path: "UDataEx.b", Value: ""}}, `<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="VoxFile" Type="Str" Val="x"/><Node Name="b" Type="Str" Val=""/></UDataEx></NewCall>`},
		{"UDataSet", []Param{{Path: "RequestId", Value: "1"}, {Path: "UDataEx.a.b", Value: "x"}}, `<UDataSet><RequestId>1</RequestId><UDataEx><Node Name="a.b" Type="Str" Val="x"/></UDataEx></UDataSet>`},
		{"Foo", []Param{{Path: "a", Value: "1"}, {Path: "b.c", Value: "2"}}, `<Foo a="1"><b c="2"/></Foo>`},
		{"NewCall", []Param{{Path: "CalledNum", Value: "1"}, {Path: "CalledNum", Value: "2"}}, `<NewCall><CalledNum>1</CalledNum><CalledNum>2</CalledNum></NewCall>`},
	}
	for _, test := range tests {
		got, err := c.Write(test.name, "c1", test.params)
		if err != nil || string(got) != doc(test.want) {
			t.Errorf("got  %s, %v\nwant %s", got, err, doc(test.want))
			continue
		}
		m, _, _ := check(t, k, string(got))
		for i, p := range test.params {
			if value, ok := m.Lookup(p.Path); !ok || i == 0 && value != strings.TrimSpace(p.Value) {
				t.Errorf("%s: %q, %v", p.Path, value, ok)
			}
		}
	}
	for _, bad := range []struct {
		name   string
		params []Param
	}{
		{"", nil}, {"a b", nil}, {"a:b", nil}, {"A", []Param{{Path: "x y", Value: "1"}}}, {"A", []Param{{Path: "x", Value: "\x00"}}}, {"A", []Param{{Path: "x", Value: "\xff"}}},
		{"A", []Param{{Path: "x", Value: "1"}, {Path: "x", Value: "2"}}}, {"A", []Param{{Path: "x..y", Value: "1"}}},
	} {
		if got, err := c.Write(bad.name, "1", bad.params); err == nil {
			t.Errorf("%v: wrote %s", bad, got)
		}
	}
}

// Every message of the catalogue, written with what it demands, is without
// fault: the catalogue does not contradict itself.
func TestEveryMessageCanBeGood(t *testing.T) {
	c := Builtin()
	k := NewChecker(c, Options{})
	for _, spec := range c.Messages() {
		var params []Param
		var demand func(list []*ParameterSpec) //nolint:staticcheck // it calls itself
		demand = func(list []*ParameterSpec) {
			for _, p := range list {
				switch {
				case len(p.Parameters) > 0:
				case len(p.Values) > 0:
					params = append(params, Param{Path: p.Path, Value: p.Values[0]})
				case p.Required:
					params = append(params, Param{Path: p.Path, Value: "1"})
				}
			}
		}
		demand(spec.Parameters)
		if len(spec.Subtypes) > 0 {
			demand(spec.Parameter(spec.Subtypes[0]).Parameters)
		}
		body, err := c.Write(spec.Name, "1", params)
		if err != nil {
			t.Fatal(err)
		}
		if m, got, _ := check(t, k, string(body)); len(got) > 0 || m.Name != spec.Name {
			t.Errorf("%s: %s", body, fmt.Sprint(got))
		}
	}
}

// Many workers see what one sees.
func TestWorkers(t *testing.T) {
	bodies := []string{
		doc(`<MonitorInfo><agent portnum="1" status="0K"/></MonitorInfo>`), doc(`<CallStatus Event="a & b"/>`),
		doc(`<NewCall><CalledNum>1</CalledNum></NewCall>`), doc(`<Foo/>`), "<a", doc(`<CallStatus Event="&x;"/>`),
	}
	see := func(k *Checker) string {
		var seen strings.Builder
		for _, body := range bodies {
			_, faults := k.Check(&trace.Unit{Body: []byte(body)})
			fmt.Fprintln(&seen, faults)
		}
		return seen.String()
	}
	want := see(NewChecker(Builtin(), Options{}))
	results := make(chan string)
	const workers = 8
	for range workers {
		go func() {
			k := NewChecker(Builtin(), Options{})
			got := ""
			for range 50 {
				got = see(k)
			}
			results <- got
		}()
	}
	for range workers {
		if got := <-results; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
