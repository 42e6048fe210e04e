package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/internal/cputime"
	"ivrcheck/rules/rulefile"
)

const ruleFiles = "../../testdata/rules"

// ran runs the program in a directory of the checkout and gives its status and
// both streams.
func ran(t *testing.T, dir string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Chdir(dir)
	var out, err bytes.Buffer
	status = Run(t.Context(), append([]string{"ivrcheck"}, args...), nil, &out, &err)
	return status, out.String(), err.String()
}

// Each error of the broken rule files is reported with line, column, what was expected
// and how to fix it: NAME.want.
func TestBrokenRuleFiles(t *testing.T) {
	files, err := filepath.Glob(ruleFiles + "/broken/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d broken rule files, %v", len(files), err)
	}
	place := regexp.MustCompile(`^[a-z0-9-]+\.yaml:[1-9][0-9]*:[1-9][0-9]*: \S`)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want := strings.TrimSuffix(file, ".yaml") + ".want"
			golden, _ := os.ReadFile(want)
			if want, err = filepath.Abs(want); err != nil {
				t.Fatal(err)
			}
			status, stdout, stderr := ran(t, filepath.Dir(file), "rules", "verify", filepath.Base(file))
			if status != exitUsage || stdout != "" {
				t.Errorf("status %d, standard output %q", status, stdout)
			}
			for _, line := range strings.Split(strings.TrimSuffix(stderr, "\n"), "\n") {
				if !place.MatchString(line) {
					t.Errorf("no file, line and column: %s", line)
				}
			}
			if *update {
				write(t, want, []byte(stderr))
			} else if diff := cmp.Diff(string(golden), stderr); diff != "" {
				t.Errorf("-want +got, -update writes it anew:\n%s", diff)
			}
		})
	}
}

// Every example of the built-in rules and of the good rule files gets its verdict.
func TestRulesTest(t *testing.T) {
	good, err := filepath.Glob(ruleFiles + "/good/*.yaml")
	if err != nil || len(good) == 0 {
		t.Fatal(err)
	}
	for i, file := range good {
		if good[i], err = filepath.Abs(file); err != nil {
			t.Fatal(err)
		}
	}
	summary := regexp.MustCompile(`(?m)^[1-9]\d* examples? of [1-9]\d* rules?: [1-9]\d* passed, 0 failed, \d+ not runnable$`)
	for name, files := range map[string][]string{"built-in": nil, "good": good} {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := ran(t, ".", append([]string{"rules", "test"}, files...)...)
			if status != exitClean || stderr != "" || !summary.MatchString(stdout) {
				t.Errorf("status %d\n%s%s", status, stdout, stderr)
			}
		})
	}
}

// A hostile rule file is rejected quickly.
func TestHostileRuleFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	const many = 300_000
	head := "schema: ivrcheck/rules/v1\nrules: "
	for name, text := range map[string]string{
		"nested brackets":       head + strings.Repeat("[", many),
		"nested braces":         head + strings.Repeat("{a: ", many),
		"nested lists":          head + "\n" + strings.Repeat("- ", many),
		"nested complex keys":   strings.Repeat("? ", many),
		"nested mappings":       nestedMappings(900),
		"many keys":             manyKeys(9_900),
		"many anchors":          strings.Repeat("&a ", many),
		"many tags":             strings.Repeat("!a ", many),
		"an open quote":         head + `"` + strings.Repeat("x\n", many),
		"a hundred megabytes":   strings.Repeat("# nothing\n", 10<<20),
		"zeros":                 strings.Repeat("\x00", many),
		"a long line":           head + strings.Repeat("w", many),
		"a message in a loop":   "messages: {A: &a {from: ivr, parameters: {B: {form: struct, parameters: {C: *a}}}}}",
		"a deep list of errors": head + strings.Repeat("\n  - {id: 1, x: y}", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "hostile.yaml")
			write(t, file, []byte(text))
			limit := cputime.Limit(t, "the check of the file")
			status, _, stderr := ran(t, ".", "rules", "verify", file)
			if status != exitUsage || !strings.HasPrefix(stderr, file+":") || len(stderr) > 50_000 {
				t.Errorf("status %d, %d bytes: %.300s", status, len(stderr), stderr)
			}
			limit()
		})
	}
	if rulefile.MaxBytes > 10<<20 {
		t.Error("a hundred megabytes would be read")
	}
}

// A hostile configuration is refused, with an error of bounded length, and quickly.
func TestHostileConfigurations(t *testing.T) {
	const many = 100_000
	const head = "fail-on: never\n"
	for name, text := range map[string]string{
		"open brackets":       head + "a: " + strings.Repeat("[", many),
		"nested lists":        head + "a: " + strings.Repeat("- ", many),
		"nested mappings":     head + nestedMappings(900),
		"many keys":           head + manyKeys(9_900),
		"many documents":      head + strings.Repeat("---\na: 1\n", 9_000),
		"many anchors":        head + strings.Repeat("&a ", many),
		"aliases":             head + "select: &a [x, x]\nignore: *a\nsuppressions: *b\n",
		"an open quote":       head + `"` + strings.Repeat("x\n", many),
		"a hundred megabytes": strings.Repeat("# nothing\n", 10<<20),
		"zeros":               strings.Repeat("\x00", many),
		"many suppressions":   head + "suppressions:\n" + strings.Repeat("  - {a: b, c: d}\n", 2000),
		"a long value":        head + "fail_on: " + strings.Repeat("x", many),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "hostile.yaml")
			write(t, file, []byte(text))
			limit := cputime.Limit(t, "the check of the file")
			status, _, stderr := ran(t, ".", "config", "verify", file)
			if status != exitUsage || !strings.HasPrefix(stderr, file+":") || len(stderr) > 50_000 {
				t.Errorf("status %d, %d bytes: %.300s", status, len(stderr), stderr)
			}
			limit()
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}

func nestedMappings(deep int) string {
	var b strings.Builder
	for i := range deep {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
