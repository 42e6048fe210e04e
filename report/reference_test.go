package report

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/rules"
)

const referenceFile = "../docs/rules.md"

// docs/rules.md is generated from the rule data.
func TestReferenceIsCurrent(t *testing.T) {
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := ruleReference(&want, set.Rules()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(referenceFile, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("docs/rules.md is stale (-want +got), -update writes it anew:\n%s", diff)
	}
	for _, r := range set.Rules() {
		if !strings.Contains(want.String(), "\n### "+r.ID+" "+r.Name+"\n") {
			t.Errorf("%s is in no group", r.ID)
		}
	}
}

// Each example of the document gets its verdict.
func TestReferenceExamples(t *testing.T) {
	text, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]int{}
	for code, examples := range documented(t, string(text)) {
		for i, e := range examples {
			if e.Words != "" {
				continue
			}
			ran[code]++
			if got, _, err := set.Try(code, e); err != nil || got.String() != e.Verdict {
				t.Errorf("%s, example %d: got %v (%v), want %s", code, i+1, got, err, e.Verdict)
			}
		}
	}
	for _, r := range set.Rules() {
		want := 0
		for _, e := range r.Examples {
			if e.Words == "" {
				want++
			}
		}
		if ran[r.ID] != want {
			t.Errorf("%s: %d examples of the document were run, the rule has %d", r.ID, ran[r.ID], want)
		}
	}
}

// documented reads the examples of the document, by rule.
func documented(t *testing.T, text string) map[string][]rules.Example {
	t.Helper()
	out := map[string][]rules.Example{}
	code, verdict, language := "", "", ""
	var block strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case language != "" && line == "```":
			e := rules.Example{Verdict: verdict}
			switch language {
			case "trace":
				e.Trace = block.String()
			case "xml":
				e.XML = block.String()
			case "frames":
				e.Frames = block.String()
			default:
				t.Errorf("%s: a block of %s, which nothing runs", code, language)
			}
			out[code] = append(out[code], e)
			language = ""
			block.Reset()
		case language != "":
			block.WriteString(line + "\n")
		case strings.HasPrefix(line, "### "):
			code, _, _ = strings.Cut(line[4:], " ")
		case strings.HasPrefix(line, "```"):
			language = line[3:]
		case strings.HasPrefix(line, "*"):
			var words string
			verdict, words, _ = strings.Cut(line[1:], "*")
			if words != "" {
				out[code] = append(out[code], rules.Example{Verdict: verdict, Words: words})
			}
		}
	}
	return out
}
