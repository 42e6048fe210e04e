package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// maxWords is how many words the documents have together, without docs/rules.md, which is
// generated.
const maxWords = 11_000

func TestDocsAreShort(t *testing.T) {
	paths, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(paths) < 8 {
		t.Fatalf("%d documents: %v", len(paths), err)
	}
	total := 0
	for _, path := range paths {
		if filepath.Base(path) != "rules.md" {
			n := len(strings.Fields(string(read(t, path))))
			t.Logf("%6d %s", n, path)
			total += n
		}
	}
	if total > maxWords {
		t.Errorf("the documents have %d words, expected at most %d", total, maxWords)
	}
}

var (
	docLink  = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	codePath = regexp.MustCompile("`((?:docs|internal|schema|rules|scripts|capture|report|bench|wireshark|testdata)/[A-Za-z0-9_./-]+\\.[a-z]+)`")
)

// Every file that a document links to, or names with its path, exists.
func TestFilesInDocsExist(t *testing.T) {
	paths, _ := filepath.Glob("../../docs/*.md")
	for _, path := range append(paths, "../../README.md", "../../CONTRIBUTING.md", "../../CHANGELOG.md") {
		text := string(read(t, path))
		found := 0
		for _, m := range docLink.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			found++
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", path, m[1], err)
			}
		}
		for _, m := range codePath.FindAllStringSubmatch(text, -1) {
			found++
			if strings.Contains(m[1], "NAME") {
				continue
			}
			if _, err := os.Stat(filepath.Join("../..", m[1])); err != nil {
				t.Errorf("%s names %s: %v", path, m[1], err)
			}
		}
		if name := filepath.Base(path); found == 0 && (name == "README.md" || name == "guide.md") {
			t.Errorf("%s has no links", path)
		}
	}
}
