package rules

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"ivrcheck/internal/literal"
	"ivrcheck/rules/rulefile"
)

// The built-in rules that are checked in as Go are those of the YAML.
func TestInStepWithYAML(t *testing.T) {
	text, err := os.ReadFile(BuiltinFile)
	if err != nil {
		t.Fatal(err)
	}
	f, slips := rulefile.Read(BuiltinFile, text, Vocabulary())
	if err := slips.Err([]string{BuiltinFile}); err != nil {
		t.Fatal(err)
	}
	want, err := literal.File("ivrcheck/rules", BuiltinFile, "builtinRules", *f)
	if err != nil {
		t.Fatal(err)
	}
	const name = "builtin.go"
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) || !*update && !reflect.DeepEqual(builtinRules, *f) {
		t.Errorf("%s is not what %s says; go generate ./rules writes it anew", name, BuiltinFile)
	}
}
