package rulefile

import (
	"fmt"
	"strings"
	"testing"
)

// keys gives n keys at an indentation.
func keys(n int, indent, name string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s%s%d: 1\n", indent, name, i)
	}
	return b.String()
}

// The limits hold for rule files and configurations, before the parser takes quadratic
// time.
func TestLimits(t *testing.T) {
	list := "a:\n" + strings.Repeat("  - b: 1\n    c: 2\n", 2000)
	nested := func(deep int) string {
		var b strings.Builder
		for i := range deep {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		return b.String() + strings.Repeat(" ", deep) + "1\n"
	}
	flow := func(n int) string { return "a: {" + strings.ReplaceAll(keys(n, "", "k"), "\n", ", ") + "}\n" }
	tests := []struct{ name, text, want string }{
		{"keys within the limit", keys(maxKeys, "", "k"), ""},
		{"too many keys", keys(maxKeys+1, "", "k"), "f:1001:6: more than 1000 keys in one mapping, which no configuration needs"},
		{"keys in two mappings", "a:\n" + keys(maxKeys-2, "  ", "k") + "b:\n" + keys(maxKeys-2, "  ", "k"), ""},
		{"too many nested keys", "a:\n" + keys(maxKeys+1, "  ", "k"), "f:1002:8: more than 1000 keys in one mapping, which no configuration needs"},
		{"keys around a nested mapping", keys(maxKeys, "", "k") + "a:\n  b: 1\nc: 2\n", "f:1001:2: more than 1000 keys in one mapping, which no configuration needs"},
		{"a long list of short mappings", list, ""},
		{"keys of a flow mapping", flow(maxKeys - 1), ""},
		{"too many keys of a flow mapping", flow(maxKeys), "more than 1000 keys"},
		{"too many parts", "a:\n" + strings.Repeat("  - x\n", maxTokens), "f:15001:3: the file has more than 30000 parts, divide it into several"},
		{"nested within the limit", nested(60), ""},
		{"nested too deep", nested(70), "nested more than 64 deep, which no configuration needs"},
		{"many marks of documents", strings.Repeat("---\n", 10), "f:9:1: a second YAML document"},
		{"aliases", "a: &a [1, 2]\nb: [*a, *a]\n", ""},
		{"aliases of aliases", bomb(), "with its aliases put in their places the file has more than 200000 parts"},
		{"too long", strings.Repeat("#\n", MaxBytes/2) + "#", "the file is longer than 1048576 bytes, which no configuration needs"},
	}
	for _, tt := range tests {
		_, err := Tree("f", []byte(tt.text), "configuration")
		if err == nil != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}

func bomb() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 8 {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 10))
	}
	return text
}

// An error about a file that does not name its schema as a rule file does quotes
// nothing of it.
func TestErrorsQuoteRuleFilesOnly(t *testing.T) {
	for _, text := range []string{
		"hunter2", "hunter2: 1", "- hunter2", "a: hunter2\na: hunter2", "schema: hunter2", "name: acme\nrules: hunter2", "a: *hunter2", "\t\"hunter2",
		"a: !hunter2 1", "<<: hunter2", "{[hunter2", "a: hunter2\n---\nhunter2",
	} {
		errs := new(ErrorList)
		Read("f", []byte(text), nil, errs)
		if got, want := errs.Error(), "f:1:1: a rule file needs the key schema: ivrcheck/rules/v1"; got != want {
			t.Errorf("%q: got %s", text, got)
		}
	}
}
