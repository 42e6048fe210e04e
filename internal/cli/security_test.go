package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every test that the page about security names exists.
func TestSecurityPageNamesTests(t *testing.T) {
	const root = "../.."
	var tests strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") {
			tests.Write(read(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := string(read(t, root+"/docs/security.md"))
	names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(page, -1)
	found := 0
	for _, name := range names {
		switch name := name[1]; {
		case strings.HasPrefix(name, "Test"):
			found++
			if !strings.Contains(tests.String(), "func "+name+"(") {
				t.Errorf("docs/security.md names %s, which is no test", name)
			}
		case strings.HasPrefix(name, "script/"):
			found++
			if m, _ := filepath.Glob("testdata/" + name); len(m) == 0 {
				t.Errorf("docs/security.md names %s, which is no script", name)
			}
		case strings.HasSuffix(name, "_test.go") && strings.Contains(name, "/"):
			found++
			if _, err := os.Stat(filepath.Join(root, name)); err != nil {
				t.Errorf("docs/security.md names %s, which does not exist", name)
			}
		}
	}
	if found < 20 {
		t.Errorf("docs/security.md names %d tests and scripts", found)
	}
}
