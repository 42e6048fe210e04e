package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/cli"
)

// Conformant traffic has no error and no warning, and is the same in each run. One
// driver in a hundred of the mixed traffic sends no DOCTYPE.
func TestConformantTraffic(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		if k.spoil != nil {
			continue
		}
		name := k.name
		var texts [2][]byte
		for i := range texts {
			path := filepath.Join(t.TempDir(), name)
			if _, err := generate(path, k, megabyte); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if texts[i] = text; i > 0 {
				continue
			}
			var out bytes.Buffer
			if status := cli.Run(context.Background(), []string{"ivrcheck", "check", "--config=", "--format", "ndjson", path}, nil, &out, io.Discard); status != 0 {
				t.Errorf("%s: exit status %d", name, status)
			}
			for line := range strings.Lines(out.String()) {
				var finding struct{ Type, Rule, Severity, Message string }
				if err := json.Unmarshal([]byte(line), &finding); err != nil {
					t.Fatal(err)
				}
				if finding.Type == "finding" && finding.Rule != "XML004" {
					t.Errorf("%s: %s %s: %s", name, finding.Severity, finding.Rule, finding.Message)
				}
			}
		}
		if !bytes.Equal(texts[0], texts[1]) {
			t.Errorf("%s: two runs differ", name)
		}
	}
}

// The dialects are many, and a CallId has 6 to 49 bytes.
func TestMixedTraffic(t *testing.T) {
	t.Parallel()
	k, err := kindNamed("mixedlog")
	if err != nil {
		t.Fatal(err)
	}
	k.connections = 2000
	path := filepath.Join(t.TempDir(), "log")
	if _, err := generate(path, k, 3*megabyte); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	shortest, longest := 1000, 0
	for _, rest := range strings.Split(string(text), "<CallId>")[1:] {
		n := strings.Index(rest, "</CallId>")
		shortest, longest = min(shortest, n), max(longest, n)
	}
	if shortest != 6 || longest != 49 {
		t.Errorf("CallIds of %d to %d bytes", shortest, longest)
	}
	for _, d := range ivrDialects {
		if d.declaration != "" && !strings.Contains(string(text), d.declaration+d.doctype+"<GctiMsg>") {
			t.Errorf("no client speaks %s", d.name)
		}
	}
}
