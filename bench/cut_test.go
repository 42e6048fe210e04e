package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"ivrcheck/internal/cli"
	"ivrcheck/internal/pcaptest"
)

// line is what the test reads of a line of a report or of messages.
type line struct {
	Type, Rule, Subject, Verdict, Fingerprint string
	Direction, XML                            string
}

func lines(t *testing.T, args ...string) (all []line) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := cli.Run(t.Context(), append([]string{"ivrcheck"}, args...), nil, &stdout, &stderr); status > 1 {
		t.Fatalf("%q: status %d: %s", args, status, stderr.String())
	}
	for text := range bytes.Lines(stdout.Bytes()) {
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

var messageRules = regexp.MustCompile(`^(GLI|XML|MSG|SEQ)`)

// Each finding about the messages of faulty traffic is cut to few messages, each of which it
// needs: a capture built of the others does not have it.
func TestCutMinimalOfFaultyTraffic(t *testing.T) {
	var sizes []int
	for _, name := range []string{"catalogue", "sequence", "malformed", "orphans"} {
		t.Run(name, func(t *testing.T) {
			k, err := kindNamed(name)
			if err != nil {
				t.Fatal(err)
			}
			size := int64(1_000_000)
			if testing.Short() {
				size = 100_000
			}
			path, out, part := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "part")
			if _, err := generate(path, k, size); err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, f := range lines(t, "check", "--config=", "-f", "ndjson", path) {
				if f.Verdict != "violated" || !messageRules.MatchString(f.Rule) || seen[f.Fingerprint] {
					continue
				}
				seen[f.Fingerprint] = true
				lines(t, "cut", "--config=", "--minimal", "--fingerprint", f.Fingerprint, "-o", out, path)
				shows := func(path string) bool {
					return slices.ContainsFunc(lines(t, "check", "--config=", "-f", "ndjson", path), func(g line) bool {
						return f.Rule == g.Rule && f.Subject == g.Subject && f.Verdict == g.Verdict && f.Fingerprint == g.Fingerprint
					})
				}
				if !shows(out) {
					t.Errorf("%s %s is not in the report of the part", f.Rule, f.Subject)
				}
				messages := lines(t, "messages", "--config=", out)
				sizes = append(sizes, len(messages))
				for i := range messages {
					b := pcaptest.New()
					c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009")
					for j, m := range messages {
						switch {
						case j == i:
						case m.Direction == "ivr>server":
							c.IVR(m.XML)
						default:
							c.Server(m.XML)
						}
					}
					c.Close()
					if err := os.WriteFile(part, b.Pcap(), 0o600); err != nil {
						t.Fatal(err)
					}
					if len(messages) > 1 && shows(part) {
						t.Errorf("%s %s: message %d of %d can be left out", f.Rule, f.Subject, i+1, len(messages))
					}
				}
			}
			if len(seen) == 0 {
				t.Error("there is no finding")
			}
		})
	}
	slices.Sort(sizes)
	t.Logf("%d findings, median %d messages, most %d", len(sizes), sizes[len(sizes)/2], sizes[len(sizes)-1])
	if sizes[len(sizes)/2] >= 8 {
		t.Errorf("the median is %d messages", sizes[len(sizes)/2])
	}
}
