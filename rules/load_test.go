package rules

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every code in Go has a rule, and every rule about single messages is reported
// by Go.
func TestCodesAreKnown(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	code := regexp.MustCompile(`"((?:CAP|GLI|XML|MSG|SEQ)\d{3})"`)
	for _, dir := range []string{"../capture", "../schema", "../internal/cli", "."} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
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
			t.Errorf("%s is in rules/iserver.yaml and nothing reports it", r.ID)
		}
	}
}
