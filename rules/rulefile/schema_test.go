package rulefile_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"ivrcheck/rules"
	"ivrcheck/rules/rulefile"
)

const schemaFile = "../../docs/schema/rules.schema.json"

var update = flag.Bool("update", false, "write generated files")

// The JSON Schema in docs is up to date.
func TestJSONSchemaFile(t *testing.T) {
	want, err := rulefile.JSONSchema(rules.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/schema/rules.schema.json is stale (-want +got), go test ./rules/rulefile -update writes it:\n%s", diff)
	}
}

// structural are the broken rule files with an error in the structure, which the
// JSON Schema finds.
var structural = strings.Fields(`bad-id bad-within messages-form no-id no-schema no-value not-a-mapping off
	schema-version unknown-extends unknown-group unknown-key unknown-key-example unknown-key-matcher
	unknown-key-top unknown-predicate unknown-sender unknown-severity unknown-template verdict wrong-type
	wrong-type-rules wrong-type-where several`)

// The JSON Schema accepts good rule files, and rejects errors in the structure.
func TestJSONSchema(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("rules.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(file string) error {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := yaml.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		// Through JSON: no Go integers, no typed maps.
		text, err = json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		v, err = jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(v)
	}
	good, _ := filepath.Glob("../../testdata/rules/good/*.yaml")
	if len(good) == 0 {
		t.Fatal("no good rule files")
	}
	for _, file := range append(good, "../"+rules.BuiltinFile) {
		if err := validate(file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	for _, name := range structural {
		if validate("../../testdata/rules/broken/"+name+".yaml") == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
