package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	ucli "github.com/urfave/cli/v2"
)

const configSchemaFile = "../../docs/schema/config.schema.json"

// The JSON Schema of the configuration, for editors, is generated from the flags.
func configJSONSchema(t *testing.T) []byte {
	type object = map[string]any
	text := func(about string) object { return object{"type": "string", "description": about} }
	props := object{
		"schema": object{"const": configSchema},
		"severity": object{
			"type": "object", "description": "severity of rules by code; off switches a rule off",
			"additionalProperties": object{"enum": []any{"error", "warning", "info", "off"}},
		},
		"suppressions": object{
			"type": "array", "description": "findings that are accepted, for a reason",
			"items": object{
				"type": "object", "required": []string{"rule", "reason"}, "additionalProperties": false,
				"properties": object{
					"rule":    text("code or prefix of codes"),
					"subject": text("part of the protocol that holds the finding's subject"),
					"reason":  text("why, for whoever meets it later"),
					"expires": object{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`, "description": "last day on which it holds"},
					"where": object{
						"type": "object", "additionalProperties": false, "description": "where it holds; all must match",
						"properties": object{
							"file":    text("glob over the file name (** included), or over its last elements"),
							"call_id": text("CallId"), "port": text("port of the IVR"),
							"src": text("sender, address and port"), "dst": text("receiver, address and port"),
						},
					},
				},
			},
		},
	}
	for _, f := range append(checkFlags(), inputFlags()...) {
		name := f.Names()[0]
		if name == "config" {
			continue
		}
		one := object{}
		switch kindOf(f) {
		case takesBool:
			one["type"] = "boolean"
		case takesNumber, takesNumbers:
			one["type"] = "integer"
		default:
			one["type"] = []string{"string", "number", "boolean"}
		}
		if known := choicesOf("check", name); known != nil {
			one = object{"enum": known}
		}
		prop := one
		if k := kindOf(f); k == takesTexts || k == takesNumbers {
			prop = object{"anyOf": []any{one, object{"type": "array", "items": one}}}
		}
		prop["description"] = strings.ReplaceAll(f.(ucli.DocGenerationFlag).GetUsage(), "`", "")
		props[name] = prop
	}
	b, err := json.MarshalIndent(object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ivrcheck configuration",
		"description": "A file .ivrcheck.yaml. Keys are the long flags of ivrcheck check.",
		"type":        "object", "additionalProperties": false, "properties": props,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

func TestConfigSchemaListsAllFlags(t *testing.T) {
	want := configJSONSchema(t)
	if *update {
		if err := os.WriteFile(configSchemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(read(t, configSchemaFile), want) {
		t.Errorf("%s is stale; run go test ./internal/cli -update", configSchemaFile)
	}
}

// Schema and program accept the same configurations.
func TestConfigSchemaAgreesWithReader(t *testing.T) {
	schema := compiled(t, configSchemaFile)
	for _, tt := range []struct {
		text string
		good bool
	}{
		{"fail-on: warning\njobs: 3\nport: [1, 2]\nselect: SEQ\n", true},
		{"suppressions: [{rule: SEQ010, reason: x, expires: 2027-01-31, where: {file: a*}}]\n", true},
		{"assume-complete: yes\n", false},
		{"jobs: many\n", false},
		{"port: [a]\n", false},
		{"fail_on: error\n", false},
		{"format: [text]\n", false},
		{"suppressions: {rule: SEQ010}\n", false},
		{"suppressions: [{rule: SEQ010, reason: x, where: {place: a}}]\n", false},
		{"severity: {SEQ010: bad}\n", false},
	} {
		path := t.TempDir() + "/c.yaml"
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readConfig(t.Context(), path, settable(), false); (err == nil) != tt.good {
			t.Errorf("%q: the program says %v", tt.text, err)
		}
		var v any
		if err := yaml.Unmarshal([]byte(tt.text), &v); err != nil {
			t.Fatal(err)
		}
		asJSON, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(asJSON, &doc); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); (err == nil) != tt.good {
			t.Errorf("%q: the schema says %v", tt.text, err)
		}
	}
}

// What config show prints is a configuration, and the same one.
func TestConfigShowPrintsAConfiguration(t *testing.T) {
	path := t.TempDir() + "/c.yaml"
	shown := run(t, "config", "show", "--config=", "--fail-on", "info", "--port", "7009", "--select", "SEQ,MSG003")
	if err := os.WriteFile(path, shown, 0o600); err != nil {
		t.Fatal(err)
	}
	again := run(t, "config", "show", "--config", path)
	strip := func(b []byte) string {
		var out []string
		for line := range strings.Lines(string(b)) {
			value, _, _ := strings.Cut(line, "#")
			out = append(out, strings.TrimSpace(value))
		}
		return strings.Join(out[1:], "\n")
	}
	if a, b := strip(shown), strip(again); strings.TrimSpace(a) != strings.TrimSpace(b) {
		t.Errorf("shown\n%s\nand again\n%s", a, b)
	}
}
