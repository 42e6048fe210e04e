package rules

import (
	"bytes"
	"encoding/gob"
	"flag"
	"os"
	"strings"
	"testing"

	"ivrcheck/rules/rulefile"
)

var update = flag.Bool("update", false, "write generated files")

// The embedded rules are those of the YAML.
func TestBuiltinGob(t *testing.T) {
	text, err := os.ReadFile(BuiltinFile)
	if err != nil {
		t.Fatal(err)
	}
	errs := new(rulefile.ErrorList)
	f := rulefile.Read(BuiltinFile, text, Vocabulary(), errs)
	if err := errs.Err([]string{BuiltinFile}); err != nil {
		t.Fatal(err)
	}
	var want, have bytes.Buffer
	if err := gob.NewEncoder(&want).Encode(f); err != nil {
		t.Fatal(err)
	}
	const name = "iserver.gob"
	if *update {
		if err := os.WriteFile(name, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		builtinGob = want.Bytes()
	}
	// Encoded again, because the bytes depend on what the process encoded before.
	embedded := new(rulefile.File)
	if err = gob.NewDecoder(bytes.NewReader(builtinGob)).Decode(embedded); err == nil {
		err = gob.NewEncoder(&have).Encode(embedded)
	}
	if err != nil || !bytes.Equal(have.Bytes(), want.Bytes()) {
		t.Errorf("%s does not match %s (%v); go generate ./rules writes it", name, BuiltinFile, err)
	}
}

// Every built-in rule has a title of words, which reports show instead of the name.
func TestBuiltinTitles(t *testing.T) {
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, r := range set.Rules() {
		switch first := r.Title[:1]; {
		case r.Title == strings.ReplaceAll(r.Name, "-", " "), r.Title == r.ID:
			t.Errorf("%s has no title", r.ID)
		case strings.ToUpper(first) != first, strings.HasSuffix(r.Title, "."), len(r.Title) > 60, strings.Contains(r.Title, "-") && !strings.Contains(r.Title, " "):
			t.Errorf("%s: the title is %q, expected a few words with a capital letter and without a full stop", r.ID, r.Title)
		case seen[r.Title] != "":
			t.Errorf("%s and %s have the title %q", seen[r.Title], r.ID, r.Title)
		}
		seen[r.Title] = r.ID
	}
	if len(seen) < 70 {
		t.Errorf("only %d rules", len(seen))
	}
}
