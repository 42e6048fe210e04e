package report

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// conforms validates an output with the published schema of its format, in the
// directory IVRCHECK_SCHEMAS; without it, only parsing is tested.
func conforms(t *testing.T, format string, text []byte) {
	t.Helper()
	dir := os.Getenv("IVRCHECK_SCHEMAS")
	switch format {
	case "sarif":
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if dir != "" {
			validate(t, filepath.Join(dir, "sarif-schema-2.1.0.json"), text)
		}
	case "junit":
		xmllint, err := exec.LookPath("xmllint")
		if err != nil {
			t.Skip("no xmllint: make setup-test installs it")
		}
		args := []string{"--noout"}
		if dir != "" {
			args = append(args, "--schema", filepath.Join(dir, "junit-10.xsd"))
		}
		cmd := exec.Command(xmllint, append(args, "-")...)
		cmd.Stdin = bytes.NewReader(text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s\n%s", out, text)
		}
	}
}

// validate validates JSON with a JSON Schema.
func validate(t *testing.T, schema string, text []byte) {
	t.Helper()
	if err := conformsTo(t, schema, text); err != nil {
		t.Errorf("%#v\n%s", err, text)
	}
}

func conformsTo(t *testing.T, schema string, text []byte) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestSARIFAndJUnitConform(t *testing.T) {
	ops := append(everything(), poisoned(), everything()[0])
	for _, format := range []string{"sarif", "junit"} {
		for n := range len(ops) + 1 {
			conforms(t, format, write(t, format, Options{Version: "1", Rules: ruleSet()}, summary(), ops[:n]...))
		}
	}
}
