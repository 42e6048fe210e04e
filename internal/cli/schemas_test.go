package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Each report for other programs conforms to the schema of its format: ours for JSON,
// the published ones for SARIF and JUnit, in the directory IVRCHECK_SCHEMAS.
func TestRealReportsConform(t *testing.T) {
	ours := compiled(t, "../../docs/schema/report.schema.json")
	published := os.Getenv("IVRCHECK_SCHEMAS")
	out := t.TempDir()
	file := func(name string) string { return filepath.Join(out, name) }
	run(t, "check", "--jobs", "2", "-o", "ndjson="+file("r.ndjson"), "-o", "sarif="+file("r.sarif"), "-o", "junit="+file("r.xml"),
		"-o", "json="+file("r.json"), "--format", "text", captures, "nowhere.pcap")

	for line := range bytes.Lines(read(t, file("r.ndjson"))) {
		conforms(t, ours, line)
	}
	conforms(t, ours, read(t, file("r.json")))
	if !json.Valid(read(t, file("r.sarif"))) {
		t.Error("the SARIF report is no JSON")
	}
	if published == "" {
		t.Log("IVRCHECK_SCHEMAS is not set: not held against the published schemas")
		return
	}
	conforms(t, compiled(t, filepath.Join(published, "sarif-schema-2.1.0.json")), read(t, file("r.sarif")))
	lint := exec.Command("xmllint", "--noout", "--schema", filepath.Join(published, "junit-10.xsd"), file("r.xml"))
	if said, err := lint.CombinedOutput(); err != nil {
		t.Errorf("%v: %.2000s", err, said)
	}
}

// The lines of messages and a baseline conform to their schemas.
func TestMessagesAndBaselinesConform(t *testing.T) {
	lines := compiled(t, "../../docs/schema/messages.schema.json")
	kinds := map[string]int{}
	for line := range bytes.Lines(run(t, "messages", "--config=", captures, logs)) {
		conforms(t, lines, line)
		var m struct{ Type string }
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatal(err)
		}
		kinds[m.Type]++
	}
	if kinds["message"] < 1000 || kinds["frame"] < 10 || kinds["gap"] < 2 {
		t.Errorf("too few lines to show anything: %v", kinds)
	}
	baseline := filepath.Join(t.TempDir(), "baseline.json")
	run(t, "check", "--config=", "--write-baseline", baseline, captures)
	conforms(t, compiled(t, "../../docs/schema/baseline.schema.json"), read(t, baseline))
	run(t, "check", "--config=", "--write-baseline", baseline, filepath.Join(captures, "good.pcap"))
	conforms(t, compiled(t, "../../docs/schema/baseline.schema.json"), read(t, baseline))
}

// run runs the program, whatever its status.
func run(t *testing.T, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	Run(t.Context(), append([]string{"ivrcheck"}, args...), nil, &stdout, &stderr)
	return stdout.Bytes()
}

func compiled(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func conforms(t *testing.T, s *jsonschema.Schema, text []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%.2000s\n%.500s", err.Error(), text)
	}
}
