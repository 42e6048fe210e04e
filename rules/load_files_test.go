package rules

import (
	"strings"
	"testing"

	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/rulefile"
)

const head = "schema: ivrcheck/rules/v1\nextends: [iserver]\nrules:\n"

func file(name, text string) RuleText { return RuleText{name, []byte(text)} }

func loaded(t *testing.T, texts ...RuleText) *Set {
	t.Helper()
	set, err := Load(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

const own = `  - id: OWN1
    name: own
    severity: error
    template: response
    when: {message: NewCall}
    then: {message: EndCall}
`

func TestDefaultsOfOwnRules(t *testing.T) {
	r := loaded(t, file("a", head+own)).Rule("OWN1")
	if r == nil || r.Source.Basis != "documented" || r.Text != "" || r.Template != "response" || r.File != "a" || r.Line != 4 {
		t.Errorf("got %+v", r)
	}
}

// An open activation of a user's rule is undecided at the end, unless at-end
// says otherwise.
func TestAtEndOfOwnRules(t *testing.T) {
	for atEnd, want := range map[string]Verdict{"": Inconclusive, "    at-end: violated\n": Violated} {
		set := loaded(t, file("a", head+own+atEnd))
		got, found, err := set.Try("OWN1", Example{Trace: "> NewCall CallId=1"})
		if err != nil || got != want || len(found) != 1 || !strings.HasPrefix(found[0].Message, "EndCall did not come after NewCall") {
			t.Errorf("%q: got %v %v %v, want %v", atEnd, got, found, err, want)
		}
	}
}

// A change to a built-in rule replaces the keys that it gives and no other.
func TestChanges(t *testing.T) {
	builtin := loaded(t)
	set := loaded(t, file("a", head+`  - {id: SEQ010, severity: info}
  - {id: MSG004, severity: warning, text: other, source: {document: ours}}
  - {id: SEQ030, at-end: inconclusive, within: 3s}
  - {id: SEQ013, severity: off}
  - {id: SEQ012, severity: off}
`))
	was, is := builtin.Rule("SEQ010"), set.Rule("SEQ010")
	if is.Severity != program.Info || is.Text != was.Text || len(is.Examples) != len(was.Examples) || is.Name != was.Name || is.Source != was.Source {
		t.Errorf("SEQ010: %+v", is)
	}
	if is := set.Rule("MSG004"); is.Severity != program.Warning || is.Text != "other" || is.Source != (program.Source{Document: "ours", Basis: "documented"}) || is.Check != builtin.Rule("MSG004").Check {
		t.Errorf("MSG004: %+v", is)
	}
	for _, k := range set.program.Constraints {
		if k.Rule.ID == "SEQ030" && (k.ViolatedAtEnd || k.Within.Seconds() != 3) {
			t.Errorf("SEQ030: %+v", k)
		}
	}
	if set.Rule("SEQ013") != nil || set.Rule("SEQ012") != nil || len(set.program.Rules) != len(builtin.program.Rules)-2 {
		t.Errorf("rules are still there that are switched off: %d rules of %d", len(set.program.Rules), len(builtin.program.Rules))
	}
	// SEQ013 yields to SEQ010: no error if that one is off.
	loaded(t, file("a", head+"  - {id: SEQ010, severity: off}\n"))
}

// A rule that is switched off, or that no file has, has no findings.
func TestNoRuleNoFinding(t *testing.T) {
	bad := Example{XML: "<GctiMsg><CallId>1</CallId><Nonsense/></GctiMsg>"}
	for name, set := range map[string]*Set{
		"off":  loaded(t, file("a", head+"  - {id: MSG001, severity: off}\n")),
		"none": loaded(t, file("a", "schema: ivrcheck/rules/v1\nextends: []\nrules:\n"+own)),
	} {
		if _, found, err := set.Try("MSG001", bad); len(found) > 0 || err == nil {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
	if got, found, err := loaded(t).Try("MSG001", bad); got != Violated || len(found) != 1 || err != nil {
		t.Errorf("built in: %v, %v, %v", got, found, err)
	}
}

// Files are loaded together.
func TestSeveralFiles(t *testing.T) {
	alone := "schema: ivrcheck/rules/v1\nextends: []\n"
	message := file("m", alone+"messages:\n  Mine: {from: ivr, parameters: {A: {form: attribute}}}\n")
	uses := file("u", alone+"rules:\n"+strings.ReplaceAll(own, "{message: EndCall}", "{message: Mine, where: {A: 1}}"))
	for _, set := range []*Set{loaded(t, message, uses), loaded(t, uses, message)} {
		if set.Rule("OWN1") == nil || set.Catalogue().Message("Mine") == nil || set.Rule("SEQ010") != nil {
			t.Error("the files do not see each other")
		}
	}
	if set := loaded(t, message, file("x", head+"  - {id: SEQ010, severity: info}\n")); set.Rule("SEQ010").Severity != program.Info || set.Rule("SEQ001") == nil {
		t.Error("one file extends the built-in rules, but they are missing")
	}
	for name, tc := range map[string]struct {
		files []RuleText
		want  string
	}{
		"two files with one id":        {[]RuleText{file("a", head+own), file("b", alone+"rules:\n"+own)}, "b:4:9: OWN1 is defined twice: here and at a:4:9; give one of them another id, or make them one"},
		"two files change one rule":    {[]RuleText{file("a", head+"  - {id: SEQ010, severity: info}\n"), file("b", head+"  - {id: SEQ010, severity: off}\n")}, "b:4:10: SEQ010 is defined twice: here and at a:4:10; give one of them another id, or make them one"},
		"an error in each":             {[]RuleText{file("b", head+"  - {id: B1}\n"), file("a", head+"  - {id: A1, x: 1}\n")}, "b:4:5: rule B1 lacks name"},
		"an unknown message":           {[]RuleText{uses}, "u:9:21: no catalogue has a message \"Mine\"; add it under messages to use it"},
		"an invalid message":           {[]RuleText{file("m", alone+"messages:\n  Mine: {from: me}\n"), uses}, "m:4:16: expected \"from\" to be one of ivr, server, both, not \"me\""},
		"off, and not there":           {[]RuleText{file("a", head+"  - {id: OLD1, severity: off}\n")}, "a:4:10: no built-in rule is called OLD1, so there is nothing to switch off"},
		"several constraints and one":  {[]RuleText{file("a", head+"  - {id: SEQ013, within: 3s}\n")}, "a:4:5: SEQ013 has several constraints; repeat all of them under all"},
		"another check":                {[]RuleText{file("a", head+"  - {id: MSG004, check: frame}\n")}, "a:4:25: the check of MSG004 cannot be changed"},
		"all and a constraint":         {[]RuleText{file("a", head+own+"    all:\n      - {template: absence, when: {message: EndCall}}\n")}, "a:4:5: rule OWN1 has both all and a constraint beside it"},
		"correlate: unknown parameter": {[]RuleText{file("a", head+own+"    correlate: [RequestID]\n")}, "a:10:17: no parameter \"RequestID\" is known of NewCall or EndCall"},
		"a predicate without a pair":   {[]RuleText{file("a", head+strings.Replace(own, "response", "precedence", 1)+"    predicate: keys-subset\n")}, "a:10:16: precedence has no predicate"},
		"frames that are no frames":    {[]RuleText{file("a", head+own+"    examples: [{verdict: violated, frames: 0g}]\n")}, "a:10:44: frames are not in hexadecimal"},
	} {
		set, err := Load(tc.files...)
		if err == nil || set != nil || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%s:\n got %v\nwant %s", name, err, tc.want)
		}
	}
	_, err := Load(file("b", head+"  - {id: B1, x: 1}\n"), file("a", head+"  - {id: A1, x: 1}\n"))
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 8 || !strings.HasPrefix(lines[0], "b:4:5:") || !strings.HasPrefix(lines[7], "a:4:14:") {
		t.Errorf("not in the order of files and places:\n%v", err)
	}
}

// Every error of the entries of messages is reported.
func TestEveryErrorOfMessages(t *testing.T) {
	_, err := Load(file("a", `schema: ivrcheck/rules/v1
messages:
  Mine:
    from: me
    grup: general
    parameters:
      A: {form: atribute, required: perhaps, values: [x, x]}
      B: {form: element, parameters: {C: {form: element}}}
      7: {}
  Yours: {group: general}
`))
	var places []string
	for _, line := range strings.Split(err.Error(), "\n") {
		places = append(places, strings.Join(strings.SplitN(line, ":", 4)[:3], ":"))
	}
	if want := "a:4:11 a:5:5 a:7:17 a:7:37 a:7:58 a:8:38 a:9:7 a:10:3"; strings.Join(places, " ") != want {
		t.Errorf("got %v\nwant errors at %s", err, want)
	}
}

// A built-in rule needs keys that a user's rule does not.
func TestBuiltinRulesAreComplete(t *testing.T) {
	base := rulefile.Read("b", file("b", head+own).Data, Vocabulary(), new(rulefile.ErrorList))
	if _, err := load(base, nil); err == nil || !strings.Contains(err.Error(), "b:4:5: rule OWN1 lacks text, source, message or examples") {
		t.Errorf("got %v", err)
	}
}

// An alias is replaced by the content of its anchor, also inside another anchor
// and under messages.
func TestAliases(t *testing.T) {
	set := loaded(t, file("a", `schema: ivrcheck/rules/v1
messages:
  A: &m {from: ivr, parameters: {X: &x {form: attribute, values: [a, b]}, Y: *x}}
  B: *m
rules:
  - {id: R1, name: r, severity: info, template: absence, when: &b {message: B, where: {Y: a}}}
  - {id: R2, name: r, severity: info, template: existence, when: *b}
`))
	if y := set.Catalogue().Message("B").Parameter("Y"); y == nil || len(y.Values) != 2 {
		t.Errorf("B.Y: %+v", y)
	}
	for id, want := range map[string]Verdict{"R1": Violated, "R2": Satisfied} {
		if got, _, err := set.Try(id, Example{Trace: "> B Y=a"}); got != want || err != nil {
			t.Errorf("%s: %v %v, want %v", id, got, err, want)
		}
	}
}

// A sentence may contain any parameter of the messages of the rule.
func TestPlaceholders(t *testing.T) {
	set := loaded(t, file("a", "schema: ivrcheck/rules/v1\nrules:\n"+own+`    at-end: violated
    message: "call {CallId} to {CalledNum} is open"
`))
	_, found, err := set.Try("OWN1", Example{Trace: "> NewCall CallId=7 CalledNum=4711"})
	if err != nil || len(found) != 1 || found[0].Message != "call 7 to 4711 is open" {
		t.Errorf("got %v, %v", found, err)
	}
}
