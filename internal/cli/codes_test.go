package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ivrcheck/rules"
	"ivrcheck/schema"
)

// Each code has a rule, a page of explain with its source, a bundled capture or log
// in which it is found, and a near miss, in which it is activated and not found.
func TestEveryCodeIsComplete(t *testing.T) {
	codes := strings.Fields(withoutComments(string(read(t, "testdata/codes.txt"))))
	_, text, _ := ivrcheck(t, "rules", "list", "--format", "json")
	var listed []struct{ Code, Name, Basis, Text string }
	if err := json.Unmarshal([]byte(text), &listed); err != nil {
		t.Fatal(err)
	}
	for _, r := range listed {
		if !slices.Contains(codes, r.Code) {
			t.Errorf("%s is a rule and not among the codes of testdata/codes.txt", r.Code)
		}
	}
	for _, code := range codes {
		t.Run(code, func(t *testing.T) {
			if !slices.ContainsFunc(listed, func(r struct{ Code, Name, Basis, Text string }) bool {
				return r.Code == code && r.Name != "" && r.Basis != "" && r.Text != ""
			}) {
				t.Error("rules list does not show it with name, basis and text")
			}
			explained(t, code)
			bad, good := judged(t, code, "-bad"), judged(t, code, "-good")
			if bad.found == 0 {
				t.Error("its capture does not break it")
			}
			if good.found != 0 || good.activations == 0 {
				t.Errorf("its near miss has %d findings and %d activations", good.found, good.activations)
			}
		})
	}
}

// explained checks for a page with name, text, source and examples of both kinds.
func explained(t *testing.T, code string) {
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r := set.Rule(code)
	status, page, _ := ivrcheck(t, "explain", code)
	if status != 0 || r == nil {
		t.Fatalf("explain gives status %d", status)
	}
	flat := strings.Join(strings.Fields(page), " ")
	for what, part := range map[string]string{
		"its name": code + " " + r.Name, "its text": strings.Join(strings.Fields(r.Text), " "),
		"the document of its source": r.Source.Document, "the section of its source": r.Source.Section,
		"the basis of its source": r.Source.Basis, "a good example": "satisfied", "a bad example": "violated",
	} {
		if part == "" || !strings.Contains(flat, part) {
			t.Errorf("the page lacks %s (%q)", what, part)
		}
	}
}

type outcome struct{ found, activations int }

// judged checks the bundled capture or log of a code, code-bad or code-good.
func judged(t *testing.T, code, kind string) (v outcome) {
	i := slices.IndexFunc(allScenarios(), func(s scenario) bool {
		stem, _, _ := strings.Cut(s.name, ".")
		return stem == strings.ToLower(code)+kind
	})
	if i < 0 {
		t.Fatalf("there is no %s%s", strings.ToLower(code), kind)
	}
	_, report, _ := ivrcheck(t, checkArgs(allScenarios()[i].name)...)
	for _, l := range strings.Split(strings.TrimSpace(report), "\n") {
		var line struct {
			Type, Rule string
			Rules      []struct {
				Rule        string
				Activations int
			}
		}
		if err := json.Unmarshal([]byte(l), &line); err != nil {
			t.Fatal(err)
		}
		if line.Type == "finding" && line.Rule == code {
			v.found++
		}
		for _, r := range line.Rules {
			if r.Rule == code {
				v.activations = r.Activations
			}
		}
	}
	return v
}

func withoutComments(text string) string {
	lines := strings.Split(text, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "#") }), "\n")
}

// A parameter's page lists the codes that may be found at it.
func TestExplainListsTheCodesOfAParameter(t *testing.T) {
	for _, m := range schema.Builtin().Messages() {
		for _, p := range m.Parameters {
			_, page, _ := ivrcheck(t, "explain", m.Name+"."+p.Path)
			for _, code := range p.Codes() {
				if !m.NameOnly && !strings.Contains(page, code) {
					t.Errorf("the page of %s.%s lacks %s", m.Name, p.Path, code)
				}
			}
		}
	}
	_, page, _ := ivrcheck(t, "explain", "LoginResp.Status")
	for _, code := range []string{"MSG004", "SEQ004", "SEQ005"} {
		if !strings.Contains(page, code) {
			t.Errorf("the page of LoginResp.Status lacks %s", code)
		}
	}
}
