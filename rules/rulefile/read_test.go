package rulefile

import (
	"strings"
	"testing"
)

// vocabulary is enough for the files of these tests.
var vocabulary = Vocabulary{"schema": {Schema}, "verdict": {"violated"}}

// Each text knows its place; a block also those of its lines.
func TestPlaces(t *testing.T) {
	text := "schema: ivrcheck/rules/v1\nname:   ü x\nrules:\n  - id: A\n    examples:\n" +
		"      - verdict: violated\n        trace: |\n\n            one\n              two\n      - {verdict: violated, trace: 'one\n\n          two'}\n"
	for name, text := range map[string]string{
		"as it is": text, "with a byte order mark": "\ufeff" + text, "with carriage returns": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		errs := new(ErrorList)
		f := Read("f", []byte(text), vocabulary, errs)
		if err := errs.Err(nil); err != nil {
			t.Fatal(err)
		}
		block, quoted := f.Rules[0].Examples[0].Trace, f.Rules[0].Examples[1].Trace
		for _, tc := range []struct {
			what      string
			got, want Place
		}{
			{"a text", f.Title.At, Place{"f", 2, 9}},
			{"an entry", f.Rules[0].At, Place{"f", 4, 5}},
			{"a block's first line, which is blank", block.Line(0, 0), Place{"f", 8, 13}},
			{"a block's second line", block.Line(1, 0), Place{"f", 9, 13}},
			{"a character of its third line", block.Line(2, 3), Place{"f", 10, 16}},
			{"a line of a quoted text", quoted.Line(1, 3), quoted.At},
		} {
			if tc.got != tc.want {
				t.Errorf("%s, %s: got %v, want %v", name, tc.what, tc.got, tc.want)
			}
		}
	}
}

// Control characters of a file do not reach the terminal in an error.
func TestErrorsArePrintable(t *testing.T) {
	errs := new(ErrorList)
	Read("f", []byte("schema: ivrcheck/rules/v1\n\"\\e[31m\\u202e\": 1\n\""+strings.Repeat("w", 10_000)+"\": 1\n"), vocabulary, errs)
	err := errs.Err(nil)
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\u202e") || len(err.Error()) > 2_000 || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("got %q", err)
	}
}

// The list of errors is cut short.
func TestManyErrors(t *testing.T) {
	errs := new(ErrorList)
	Read("f", []byte("schema: ivrcheck/rules/v1\nrules:\n"+strings.Repeat("- {id: A, x: 1}\n", 150)), vocabulary, errs)
	lines := strings.Split(errs.Err([]string{"f"}).Error(), "\n")
	if len(lines) != maxErrors+1 || lines[maxErrors] != "f: and 50 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

// Any bytes are read without a panic.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"schema: ivrcheck/rules/v1\nrules:\n  - id: A\n    when: [{message: x}]\n", "a: &a [*a]", "- - - ?", "{", "|\n x", "a: !t b", "<<: {}", "\ufeff---\n...\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		errs := new(ErrorList)
		if Read("f", data, vocabulary, errs) == nil {
			t.Error("no file")
		}
		if err := errs.Err(nil); err != nil && strings.Count(err.Error(), "\n") > maxErrors {
			t.Error("too many errors are listed")
		}
	})
}
