package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/rules"
	"ivrcheck/rules/declare"
)

const writingFile = "../../docs/writing-rules.md"

// All blocks of docs/writing-rules.md are run: files are written, sessions typed,
// fragments loaded, traces read.
func TestWritingRules(t *testing.T) {
	text := string(read(t, writingFile))
	path, err := filepath.Abs(writingFile)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "run.pcap"), read(t, filepath.Join(captures, "agent-not-ready.pcap")))
	t.Chdir(dir)
	var out strings.Builder
	seen := map[string]int{}
	for i, part := range strings.Split(text, "```") {
		if i > 0 {
			out.WriteString("```")
		}
		language, block, _ := strings.Cut(part, "\n")
		if i%2 == 0 {
			out.WriteString(part)
			continue
		}
		seen[language]++
		switch language {
		case "yaml":
			ruleBlock(t, block)
		case "trace":
			traceBlock(t, block)
		case "console":
			block = typed(t, block)
		default:
			t.Errorf("a block of %q, which nothing runs:\n%s", language, block)
		}
		out.WriteString(language + "\n" + block)
	}
	if *update {
		write(t, path, []byte(out.String()))
		text = out.String()
	}
	if diff := cmp.Diff(out.String(), text); diff != "" {
		t.Errorf("docs/writing-rules.md shows other sessions (-want +got), -update writes them anew:\n%s", diff)
	}
	for _, language := range []string{"yaml", "trace", "console"} {
		if seen[language] == 0 {
			t.Errorf("no block of %s", language)
		}
	}
}

// ruleBlock writes a file, named in its first line, or loads a fragment: an entry of
// rules, or keys of one.
func ruleBlock(t *testing.T, block string) {
	t.Helper()
	if name, file := strings.CutPrefix(block, "# "); file {
		name, _, _ = strings.Cut(name, "\n")
		write(t, name, []byte(block))
		return
	}
	if !strings.HasPrefix(block, "- ") {
		entry := "- id: OWN1\n  name: own\n  severity: info\n"
		if !strings.Contains(block, "template:") {
			entry += "  template: response\n"
		}
		block = entry + "  " + strings.ReplaceAll(strings.TrimSpace(block), "\n", "\n  ") + "\n"
	}
	set, err := rules.Load(rules.RuleText{Name: "fragment", Data: []byte(
		"schema: ivrcheck/rules/v1\nextends: [iserver]\nrules:\n  " + strings.ReplaceAll(block, "\n", "\n  ") + "\n",
	)})
	if err != nil {
		t.Errorf("%v\n%s", err, block)
	} else if f := set.Files()[0]; f.Rules != 1 {
		t.Errorf("%d rules in\n%s", f.Rules, block)
	}
}

func traceBlock(t *testing.T, block string) {
	t.Helper()
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := set.Try("SEQ001", rules.Example{Trace: block}); err != nil {
		t.Errorf("%v\n%s", err, block)
	}
}

// typed runs the commands of a session and gives the session with its outputs.
func typed(t *testing.T, block string) string {
	t.Helper()
	var out bytes.Buffer
	status := 0
	for line := range strings.SplitSeq(block, "\n") {
		command, is := strings.CutPrefix(line, "$ ")
		if !is {
			continue
		}
		fmt.Fprintln(&out, line)
		if command == "echo $?" {
			fmt.Fprintln(&out, status)
		} else {
			status = Run(t.Context(), strings.Fields(command), nil, &out, &out)
		}
	}
	return out.String()
}

// The table of templates has all templates, and each of its examples gets the verdict
// of its column.
func TestWritingRulesTemplates(t *testing.T) {
	letters := map[string]string{"a": "> NewCall CallId=1\n", "b": "> EndCall CallId=1\n", "c": "> Connected CallId=1\n"}
	var seen []string
	for line := range strings.SplitSeq(string(read(t, writingFile)), "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) != 4 || !strings.HasPrefix(cells[0], "| `") {
			continue
		}
		template := strings.Trim(cells[0], "| `")
		seen = append(seen, template)
		parsed, err := declare.Parse(template)
		if err != nil {
			t.Error(err)
			continue
		}
		text := "schema: ivrcheck/rules/v1\nrules:\n  - id: T1\n    name: t\n    severity: info\n    at-end: violated\n    template: " +
			template + "\n    when: {message: NewCall}\n"
		if !parsed.Unary {
			text += "    then: {message: EndCall}\n"
		}
		set, err := rules.Load(rules.RuleText{Name: template, Data: []byte(text)})
		if err != nil {
			t.Error(err)
			continue
		}
		for i, want := range []rules.Verdict{rules.Satisfied, rules.Violated} {
			trace := ""
			for _, letter := range strings.Fields(strings.Trim(cells[2+i], "`| ")) {
				trace += letters[letter]
			}
			if got, _, err := set.Try("T1", rules.Example{Trace: trace}); err != nil || got != want {
				t.Errorf("%s, %s: got %v (%v), want %v", template, cells[2+i], got, err, want)
			}
		}
	}
	if diff := cmp.Diff(declare.Names(), seen); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, err := os.Stat("../../docs/schema/rules.schema.json"); err != nil {
		t.Error(err)
	}
}
