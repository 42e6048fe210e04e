package cli

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/rules"
)

// Examples in frames get their verdict, from packets to the summary. Package rules
// tests those in traces.
func TestFrameExamples(t *testing.T) {
	set, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, r := range set.Rules() {
		for i, e := range r.Examples {
			if e.Frames == "" {
				continue
			}
			ran++
			data, err := hex.DecodeString(strings.Join(strings.Fields(e.Frames), ""))
			if err != nil {
				t.Errorf("%s, example %d: %v", r.ID, i+1, err)
				continue
			}
			b := pcaptest.New()
			c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
			c.Data(pcaptest.Client, data)
			c.Close()
			path := filepath.Join(t.TempDir(), "example.pcap")
			write(t, path, b.Pcap())
			var out, stderr bytes.Buffer
			Run(t.Context(), []string{"ivrcheck", "check", "--format", "ndjson", "--select", r.ID, "--port", "7009", path}, nil, &out, &stderr)
			got := verdict(t, out.String(), r.ID)
			if got != e.Verdict {
				t.Errorf("%s, example %d: got %s, want %s\n%s%s", r.ID, i+1, got, e.Verdict, e.Frames, out.String())
			}
		}
	}
	if ran == 0 {
		t.Error("no rule has an example in frames")
	}
}

// verdict reads a rule's verdict off a report's summary.
func verdict(t *testing.T, report, id string) string {
	t.Helper()
	all := strings.Split(strings.TrimSpace(report), "\n")
	var summary struct {
		Rules []struct{ Rule, Verdict string }
	}
	if err := json.Unmarshal([]byte(all[len(all)-1]), &summary); err != nil {
		t.Fatal(err)
	}
	for _, r := range summary.Rules {
		if r.Rule == id {
			return r.Verdict
		}
	}
	return "not listed"
}
