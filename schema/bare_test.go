package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ivrcheck/schema/catalogue"
	"ivrcheck/trace"
)

// A message without the envelope is judged as the message that it is.
func TestBareMessages(t *testing.T) {
	for _, tc := range []struct{ xml, want string }{
		{`<LoginReq ClientName="IVR1" Version="4.0"/>`, "LoginReq: XML003 GctiMsg"},
		{`<?xml version="1.0"?><LoginResp IServerVersion="8.5" Result="Success" Status="0K"/>`, "LoginResp: XML003 GctiMsg, MSG004 LoginResp.Status"},
		{`<MonitorInfo><Agent PortNum="01" Status="LoggedIn"/></MonitorInfo>`, "MonitorInfo: XML003 GctiMsg"},
		{`<Agent PortNum="01" Status="LoggedIn"/>`, "MonitorInfo: XML003 GctiMsg"},
		{`<agent portnum="01" status="LoggedIn"></agent>`, "MonitorInfo: XML003 GctiMsg, MSG006 MonitorInfo.Agent"},
		{`<server status="OK"></server>`, "MonitorInfo: XML003 GctiMsg, MSG003 MonitorInfo.Server.Name, MSG006 MonitorInfo.Server"},
		{`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>5</CalledNum></NewCall>`, "NewCall: XML003 GctiMsg"},
		{`<LoginReq CallId="7" ClientName="IVR1" Version="4.0"/>`, "LoginReq: XML003 GctiMsg, MSG005 LoginReq.CallId"},
		{`<Reset/>`, "Reset: XML003 GctiMsg"},
		{`<agent>Mozilla</agent>`, "none: XML003 GctiMsg"},
		{`<agent status="Ready"><x/></agent>`, "none: XML003 GctiMsg"},
		{`<loginreq ClientName="IVR1" Version="4.0"/>`, "LoginReq: XML003 GctiMsg, MSG006 LoginReq"},
		{`<monitorinfo reqid="3"><agent portnum="01" status="Unknown"></agent></monitorinfo>`, "MonitorInfo: XML003 GctiMsg, MSG006 MonitorInfo"},
		{`<cancel/>`, "none: XML003 GctiMsg"},
		{`<loginrequest ClientName="IVR1" Version="4.0"/>`, "none: XML003 GctiMsg"},
		{`<rss/>`, "none: XML003 GctiMsg"},
	} {
		for _, libxml2 := range []bool{false, true} {
			k := NewChecker(catalogue.Builtin(), Options{Libxml2: libxml2})
			m, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(tc.xml)})
			name := "none"
			if m != nil {
				name = m.Name
			}
			var codes []string
			for _, f := range faults {
				codes = append(codes, f.Code+" "+f.Subject)
				if f.Line != 1 || f.Evidence == "" {
					t.Errorf("%s: %s at line %d with evidence %q", tc.xml, f.Code, f.Line, f.Evidence)
				}
			}
			slices.Sort(codes[1:])
			want := strings.SplitN(tc.want, ", ", 2)
			if len(want) > 1 {
				rest := strings.Split(want[1], ", ")
				slices.Sort(rest)
				want[1] = strings.Join(rest, ", ")
			}
			if got := fmt.Sprintf("%s: %s", name, strings.Join(codes, ", ")); got != strings.Join(want, ", ") {
				t.Errorf("%s (libxml2 %v):\ngot  %s\nwant %s", tc.xml, libxml2, got, tc.want)
			}
			if parsed, err := k.Parse([]byte(tc.xml)); (parsed == nil) != (m == nil) || (err == nil) != (m != nil) {
				t.Errorf("%s: Parse gives %v", tc.xml, err)
			}
		}
	}
}

// How bad the missing envelope is depends on what carries the message.
func TestBareSeverity(t *testing.T) {
	k := NewChecker(catalogue.Builtin(), Options{})
	for lower, u := range []trace.Unit{{Header: trace.Header{Present: true}}, {}, {Pos: trace.Position{Line: 1}}} {
		u.Kind, u.Body = trace.Document, []byte(`<Reset/>`)
		if _, faults := k.Check(&u); len(faults) != 1 || faults[0].Lower != uint8(lower) || faults[0].Each {
			t.Errorf("%+v, want Lower %d", faults, lower)
		}
	}
}

// Values at paths are found as in an envelope.
func TestBareValues(t *testing.T) {
	k := NewChecker(catalogue.Builtin(), Options{})
	m, _ := k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(`<agent portnum="07" status="Ready"/>`)})
	if v, ok := m.Lookup("Agent.PortNum"); v != "07" || !ok || m.Port() != "07" || m.HasCallID() {
		t.Errorf("PortNum %q %v, port %q, call id %v", v, ok, m.Port(), m.HasCallID())
	}
}
