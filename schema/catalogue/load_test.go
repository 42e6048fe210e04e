package catalogue

import (
	"slices"
	"strings"
	"testing"
)

func TestBuiltin(t *testing.T) {
	c := Builtin()
	// The messages of the groups, so that none is lost by an edit.
	want := map[string]string{
		"general":          "LoginReq LoginResp MonitorInfo LogMsg Reset AgentLogin AgentLogout AgentReady AgentNotReady AgentQuery FlowControl",
		"routing":          "NewCall RouteRequest RouteResponse Connected Failure EndCall",
		"call-treatment":   "TreatCall TreatStatus Cancel CancelCompleted",
		"external-routing": "AccessNumGet AccessNumCancel AccessNumResp",
		"transfer":         "CallStatus CallError OneStepXfer OneStepConf InitXfer InitConf CompleteXfer CompleteConf RetrieveCall MakeCall",
		"call-information": "CallInfoReq CallInfoResp",
		"statistics":       "PeekStatReq GetStatReq StatResp",
		"user-data":        "UDataGet UDataSet UDataDel UDataResp",
		"outbound":         "DialOutRegistry DialOutRegistryResp DialOut DialOutInit DialOutError",
	}
	got := map[string]string{}
	for _, m := range c.Messages() {
		got[m.Group] = strings.TrimSpace(got[m.Group] + " " + m.Name)
		if m.From == "" || m.Text == "" || m.Source.Document == "" || m.Source.Section == "" || m.Source.Basis == "" {
			t.Errorf("%s is not described: %+v", m.Name, m)
		}
		// Only Cancel is known to have no parameters.
		if m.NameOnly == (len(m.Parameters) > 0 || m.Name == "Cancel") {
			t.Errorf("%s is names-only and has parameters, or neither", m.Name)
		}
		if m.Open && m.NameOnly {
			t.Errorf("%s is open and nothing in it is judged", m.Name)
		}
		if m.Unverified && !m.NameOnly {
			t.Errorf("%s is unverified and would be judged", m.Name)
		}
		if c.Message(m.Name) != m {
			t.Errorf("%s is not found by its name", m.Name)
		}
	}
	for group, names := range want {
		if got[group] != names {
			t.Errorf("%s:\ngot  %s\nwant %s", group, got[group], names)
		}
	}
	// What is known from memory only is never reported; what is known by name
	// alone is not judged; what is personal is masked.
	const unverified = "LogMsg Reset AgentLogin AgentLogout AgentReady AgentNotReady AgentQuery Connected Failure TreatStatus " +
		"CancelCompleted AccessNumCancel AccessNumResp DialOutInit DialOutError"
	const byName = "CompleteXfer CompleteConf RetrieveCall MakeCall GetStatReq DialOutRegistry"
	const private = "LoginResp.ConfigOptions NewCall.ANI RouteRequest.CED TreatCall.Parameters CallInfoResp.ANI CallInfoResp.OtherDN " +
		"CallInfoResp.ThirdPartyDN DialOut.OrigNum DialOut.DestNum"
	const open = "AccessNumGet OneStepConf InitXfer InitConf UDataDel"
	var are struct{ unverified, byName, private, open []string }
	for _, m := range c.Messages() {
		switch {
		case m.Unverified:
			are.unverified = append(are.unverified, m.Name)
		case m.NameOnly:
			are.byName = append(are.byName, m.Name)
		case m.Open:
			are.open = append(are.open, m.Name)
		}
		for _, p := range m.Parameters {
			if p.Private {
				are.private = append(are.private, m.Name+"."+p.Path)
			}
		}
	}
	for _, list := range []struct {
		is   []string
		want string
	}{{are.unverified, unverified}, {are.byName, byName}, {are.private, private}, {are.open, open}} {
		if is := strings.Join(list.is, " "); is != list.want {
			t.Errorf("got  %s\nwant %s", is, list.want)
		}
	}
	if c.Message("Foo") != nil {
		t.Error("an unknown message is found")
	}
	p := c.Message("MonitorInfo").Parameter("Agent.Status")
	if p == nil || p.Path != "Agent.Status" || !p.Required || p.Source.Basis != "documented" || !slices.Contains(p.Values, "NotReady") {
		t.Errorf("%+v", p)
	}
	if p := c.Message("MonitorInfo").Parameter("ReqId"); p.FormBasis != "inferred" || p.Source.Basis != "documented" {
		t.Errorf("%+v", p)
	}
	if p := c.Message("LoginReq").Parameter("Version"); p.Source.Basis != "implementations" || len(p.Values) > 0 {
		t.Errorf("%+v", p)
	}
	if p := c.Message("NewCall").Parameter("CallControlMode"); p.Required || len(p.Values) > 0 {
		t.Errorf("%+v", p)
	}
}

const smallHead = "schema: ivrcheck/catalogue/v1\n" +
	"envelope: {root: R, call-id: C, system: S, login: L}\n" +
	"list: {containers: [U], item: N, name: K, type: T, value: V}\n"

func TestLoadErrors(t *testing.T) {
	const source = "source: {document: d, section: s, basis: inferred}"
	const start = smallHead + "messages:\n  A:\n    group: general\n    from: ivr\n    text: t\n    " + source + "\n"
	tests := []struct{ data, want string }{
		{"", "f:1:1: expected one YAML document with a catalogue"},
		{"a: b: c", "f:1:"},
		{"- a", "f:1:1: expected a catalogue: a mapping of keys to values"},
		{"schema: x\n", "f:1:9: expected schema ivrcheck/catalogue/v1, not \"x\""},
		{"shema: x\n", "f:1:1: unknown key \"shema\" in a catalogue; did you mean schema?"},
		{smallHead, "expected the key messages"},
		{"schema: ivrcheck/catalogue/v1\nmessages: {}\n", "f:2:1: expected the key list"},
		{smallHead + "messages:\n  A: {}\n", "f:5:3: expected group, from, text and source in message A"},
		{smallHead + "messages:\n  A: x\n", "f:5:6: expected message A: a mapping"},
		{smallHead + "messages:\n  A B: {}\n", "f:5:3: expected the name of a message, not \"A B\""},
		{smallHead + "messages:\n  A: {grup: x}\n", "f:5:7: unknown key \"grup\" in message A"},
		{smallHead + "messages:\n  A: {group: x}\n", "f:5:14: expected \"group\" to be one of general,"},
		{smallHead + "messages:\n  A: {from: client}\n", "f:5:13: expected \"from\" to be one of ivr, server, both"},
		{smallHead + "messages:\n  A: {text: [a]}\n", "f:5:13: expected a text for \"text\""},
		{smallHead + "messages:\n  A: {names-only: maybe}\n", "f:5:19: expected true or false for \"names-only\""},
		{smallHead + "messages:\n  A: {source: *x}\n", "f:5:"},
		{start + "    parameters: {B: {form: atribute}}\n", "f:10:28: expected \"form\" to be one of attribute,"},
		{start + "    parameters: {B: {form: attribute}}\n", "f:10:18: expected a text in parameter B of message A"},
		{start + "    parameters: {B: {text: x, values: [a, a]}}\n", "f:10:43: \"a\" occurs twice"},
		{start + "    parameters: {B: {text: x, values: a}}\n", "expected a list of texts for \"values\""},
		{start + "    parameters: {B: {text: x, aliases: [C]}, C: {text: y}}\n", "\"C\" means two parameters of message A"},
		{start + "    parameters: {B: {text: x, parameters: {C: {text: x}}}}\n", "expected form: struct for parameter B"},
		{start + "    parameters: {B: {text: x}, B: {text: y}}\n", "f:10:"},
		{start + "    subtypes: [X]\n", "f:10:15: expected subtypes to name parameters of message A, not \"X\""},
		{start + "    parameters: {B: {text: x, forbidden-with: [X]}}\n", "to name subtypes, not \"X\""},
		{start + "    parameters: {B: {text: x, format: float}}\n", "expected \"format\" to be one of number, positive-number, key-list, not \"float\""},
		{start + "    parameters: {B: {text: x, since: v3}}\n", "f:10:38: expected a version such as 3.0 for \"since\", not \"v3\""},
		{start + "    open: perhaps\n", "f:10:11: expected true or false for \"open\""},
		{start + "    names-only: true\n    parameters: {B: {text: x}}\n", "expected no parameters in message A, which is names-only"},
	}
	for _, test := range tests {
		_, err := Load("f", []byte(test.data))
		if err == nil || !strings.HasPrefix(err.Error(), "f:") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s\ngot  %v\nwant %s", test.data, err, test.want)
		}
	}
	if _, err := Load("f", []byte(start)); err != nil {
		t.Error(err)
	}
}
