package report

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"ivrcheck/rules"
	"ivrcheck/rules/declare"
	"ivrcheck/schema"
)

func ruleSet() []*rules.Rule {
	return []*rules.Rule{
		{
			ID: "SEQ010", Name: "agent-steady-state", Title: "Agent left LoggedIn without Ready or NotReady", Severity: rules.Error, Template: "chain-response", Source: general,
			Text: "LoggedIn is never a final state: for one port, the next agent status after LoggedIn must be Ready or NotReady. " +
				"Other ports, and other messages in between, do not matter.\nA second paragraph.",
			Parameters: []rules.Parameter{
				{Name: "template", Value: "chain-response"}, {Name: "key", Value: "Agent.PortNum"},
				{Name: "when", Value: "MonitorInfo Agent.Status = LoggedIn"},
				{Name: "then", Value: "MonitorInfo Agent.Status = Ready or NotReady"}, {Name: "correlate", Value: "Agent.PortNum"},
			},
			Examples: []rules.Example{
				{Verdict: "satisfied", Trace: "> LoginReq ClientName=IVR1\n< MonitorInfo Agent.PortNum=01 Agent.Status=LoggedIn\n"},
				{Verdict: "violated", Words: "The server reports LoggedIn and, for the same port, LoggedOut after it."},
			},
		},
		{
			ID: "MSG004", Name: "value", Title: "Invalid parameter value", Severity: rules.Error, Check: "known-message", ByBasis: true,
			Source: rules.Source{Document: "Genesys Events and Models Reference", Basis: "inferred"},
			Text:   "A value outside the enumeration | with <odd> `signs` and a_b*c.",
			Hints:  map[string]string{"zero": "{actual} is spelt with a zero", "case": "did you mean {nearest}?"},
			Examples: []rules.Example{
				{Verdict: "violated", XML: "<?xml version=\"1.0\"?>\n<GctiMsg>\n\t<CallId>1</CallId>\n</GctiMsg>\n"},
				{Verdict: "inconclusive", Frames: "00 03 00 02 02 00"},
			},
		},
		{
			ID: "SEQ002", Name: "login-answered", Title: "LoginReq without its one LoginResp", Severity: rules.Error, Template: "response", Source: general, Text: "Two demands.",
			Parameters: []rules.Parameter{
				{Name: "1. template", Value: "response"}, {Name: "1. when", Value: "LoginReq"}, {Name: "1. then", Value: "LoginResp"},
				{Name: "1. at-end", Value: "violated"},
				{Name: "2. template", Value: "precedence"}, {Name: "2. when", Value: "LoginResp"}, {Name: "2. then", Value: "LoginReq"},
				{Name: "2. match", Value: "one-to-one"},
			},
		},
		{ID: "X1", Name: "mine", Severity: rules.Info, Check: "message LoginResp", Source: rules.Source{}},
	}
}

func TestRuleListGoldens(t *testing.T) {
	for _, format := range RuleFormats() {
		var buf bytes.Buffer
		if err := RuleList(&buf, format, ruleSet(), Options{}); err != nil {
			t.Fatal(err)
		}
		golden(t, "rules-"+format, buf.Bytes())
	}
	var buf bytes.Buffer
	if err := RuleList(&buf, "text", ruleSet(), Options{Color: true}); err != nil {
		t.Fatal(err)
	}
	golden(t, "rules-text-color", buf.Bytes())
}

func TestRuleListIsJSON(t *testing.T) {
	for n := range len(ruleSet()) + 1 {
		var buf bytes.Buffer
		if err := RuleList(&buf, "json", ruleSet()[:n], Options{}); err != nil {
			t.Fatal(err)
		}
		var list []map[string]any
		if err := json.Unmarshal(buf.Bytes(), &list); err != nil || len(list) != n {
			t.Errorf("%d rules: %v in %s", n, err, buf.Bytes())
		}
	}
}

func TestExplainRuleGoldens(t *testing.T) {
	for i, opt := range []Options{{}, {Width: 60}, {Color: true}} {
		var buf bytes.Buffer
		for _, r := range ruleSet() {
			if err := ExplainRule(&buf, r, opt); err != nil {
				t.Fatal(err)
			}
			buf.WriteString("----\n")
		}
		golden(t, "explain-rule"+[]string{"", "-60", "-color"}[i], buf.Bytes())
	}
}

func monitorInfo() *schema.MessageSpec {
	source := schema.Source(general)
	return &schema.MessageSpec{
		Name: "MonitorInfo", Group: "general", From: "server", Text: "Status of a server, a port or an agent.", Source: source,
		Correlation: "ReqId", Subtypes: []string{"Server", "Port", "Agent"},
		Parameters: []*schema.ParameterSpec{
			{Name: "ReqId", Path: "ReqId", Form: "attribute", FormBasis: "inferred", ForbiddenWith: []string{"Server", "Port"}, Source: source,
				Text: "The ReqId of the request that this answers."},
			{Name: "Agent", Path: "Agent", Form: "struct", Source: source, Parameters: []*schema.ParameterSpec{
				{Name: "PortNum", Path: "Agent.PortNum", Form: "either", Required: true, Format: "number", Source: source},
				{Name: "Status", Path: "Agent.Status", Form: "attribute", Required: true, Source: source,
					Values: []string{"LoggedIn", "LoggedOut", "Ready", "NotReady", "Unknown"}, ValuesBasis: "documented", Aliases: []string{"State"}, Private: true},
			}},
			{Name: "UDataEx", Path: "UDataEx", Form: "nodes", Source: source},
		},
	}
}

func TestExplainMessageGoldens(t *testing.T) {
	var buf bytes.Buffer
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		buf.WriteString("----\n")
	}
	for _, width := range []int{80, 50} {
		m := monitorInfo()
		check(ExplainMessage(&buf, m, ruleSet(), Options{Width: width}))
		check(ExplainParameter(&buf, m, m.Parameters[0], nil, Options{Width: width}))
		check(ExplainParameter(&buf, m, m.Parameters[1], nil, Options{Width: width}))
		check(ExplainParameter(&buf, m, m.Parameters[1].Parameters[1], ruleSet(), Options{Width: width}))
		check(ExplainParameter(&buf, m, m.Parameters[2], nil, Options{Width: width}))
	}
	check(ExplainMessage(&buf, &schema.MessageSpec{Name: "CancelCompleted", NameOnly: true, Unverified: true}, nil, Options{}))
	check(ExplainMessage(&buf, &schema.MessageSpec{Name: "Reset", From: "ivr", NameOnly: true}, nil, Options{}))
	golden(t, "explain-message", buf.Bytes())
}

// Every template that a rule file may use is explained.
func TestTemplatesAreExplained(t *testing.T) {
	for _, name := range declare.Names() {
		r := &rules.Rule{Template: name, Parameters: []rules.Parameter{{Name: "template", Value: name}}}
		if partsOf(r)[0].note == "" {
			t.Errorf("%s is not explained", name)
		}
	}
}

func TestExplainEscapesHostileText(t *testing.T) {
	h := hostile
	source := schema.Source{Document: h, Section: h, Basis: h}
	r := &rules.Rule{
		ID: h, Name: h, Severity: rules.Error, Check: h, Text: h, Source: rules.Source(source), Hints: map[string]string{h: h},
		Parameters: []rules.Parameter{{Name: h, Value: h}},
		Examples:   []rules.Example{{Verdict: h, XML: h}, {Verdict: h, Words: h}},
	}
	par := &schema.ParameterSpec{Name: h, Path: h, Form: h, Values: []string{h}, Aliases: []string{h}, Text: h, Source: source, FormBasis: h, ForbiddenWith: []string{h}}
	m := &schema.MessageSpec{Name: h, Group: h, Text: h, Source: source, Parameters: []*schema.ParameterSpec{par}, Subtypes: []string{h}, Correlation: h}
	for name, write := range map[string]func(io.Writer) error{
		"rule":      func(w io.Writer) error { return ExplainRule(w, r, Options{}) },
		"message":   func(w io.Writer) error { return ExplainMessage(w, m, []*rules.Rule{r}, Options{}) },
		"parameter": func(w io.Writer) error { return ExplainParameter(w, m, par, []*rules.Rule{r}, Options{}) },
		"text":      func(w io.Writer) error { return RuleList(w, "text", []*rules.Rule{r}, Options{}) },
		"json":      func(w io.Writer) error { return RuleList(w, "json", []*rules.Rule{r}, Options{}) },
		"markdown":  func(w io.Writer) error { return RuleList(w, "markdown", []*rules.Rule{r}, Options{}) },
	} {
		var buf bytes.Buffer
		if err := write(&buf); err != nil {
			t.Fatal(err)
		}
		harmless(t, name, buf.Bytes(), false)
	}
}
