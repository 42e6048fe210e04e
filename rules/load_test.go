package rules

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ivrcheck/schema"
)

const fileHead = "schema: ivrcheck/rules/v1\nname: t\nrules:\n"

const goodRule = `  - id: T1
    name: t
    severity: error
    template: response
    when: {message: NewCall}
    then: {message: EndCall}
    source: {document: d, section: s, basis: documented}
    text: t
    message: m
    examples: [{verdict: satisfied, words: w}]
`

// A slip in a rule file is told with its place and what was expected there.
func TestLoadErrors(t *testing.T) {
	if _, err := Load("t.yaml", []byte(fileHead+goodRule), schema.Builtin()); err != nil {
		t.Fatalf("the good rule does not load: %v", err)
	}
	for _, tc := range []struct{ name, from, to, want string }{
		{"an unknown key", "    text: t\n", "    text: t\n    tmplate: x\n", "tmplate"},
		{"an unknown key of a matcher", "when: {message: NewCall}", "when: {mesage: NewCall}", "mesage"},
		{"an unknown template", "template: response", "template: respnse", "chain-response"},
		{"an unknown message", "{message: NewCall}", "{message: NewCal}", `"NewCal" is not in the catalogue`},
		{"an unknown group", "{message: NewCall}", "{group: calls}", `"calls" is not in the catalogue`},
		{"an unknown severity", "severity: error", "severity: fatal", "error, warning or info"},
		{"no target", "    then: {message: EndCall}\n", "", "when and then"},
		{"no examples", "    examples: [{verdict: satisfied, words: w}]\n", "", "examples"},
		{"no text", "    text: t\n", "", "text"},
		{"a bad match", "    text: t\n", "    text: t\n    match: all\n", "any or one-to-one"},
		{"a bad end", "    text: t\n", "    text: t\n    at-end: fail\n", "inconclusive or violated"},
		{"a bad sender", "{message: EndCall}", "{message: EndCall, from: client}", "ivr, server or both"},
		{"a bad basis", "basis: documented", "basis: rumour", "documented, implementations or inferred"},
		{"a bad verdict", "verdict: satisfied", "verdict: good", "satisfied, violated"},
		{"both a check and a template", "    text: t\n", "    text: t\n    check: message\n", "either a check or a template"},
		{"a value that is missing", "{message: NewCall}", "{message: NewCall, where: {CallId: }}", "CallId has no value"},
		{"yields to nobody", "    text: t\n", "    text: t\n    yields-to: [T9]\n", "T9"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(fileHead+goodRule, tc.from, tc.to, 1)
			if text == fileHead+goodRule {
				t.Fatal("the case changes nothing")
			}
			_, err := Load("t.yaml", []byte(text), schema.Builtin())
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "t.yaml") {
				t.Errorf("got %v, want it to begin with the file and to say %q", err, tc.want)
			}
		})
	}
}

// Every code that the rooms report has a rule, every rule about single
// messages is reported by a room, and every hint named in Go has its text.
func TestCodesAreKnown(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	code := regexp.MustCompile(`"((?:CAP|GLI|XML|MSG|SEQ)\d{3})"`)
	for _, room := range []string{"../capture", "../schema", "../internal/cli", "."} {
		err := filepath.WalkDir(room, func(path string, d os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			for _, m := range code.FindAllStringSubmatch(string(data), -1) {
				used[m[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for c := range used {
		if set.Rule(c) == nil {
			t.Errorf("Go reports %s, which rules/iserver.yaml does not have", c)
		}
	}
	for _, r := range set.Rules() {
		if r.Check != "" && !used[r.ID] {
			t.Errorf("%s stands in rules/iserver.yaml and nothing reports it", r.ID)
		}
	}
}
