package report

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"ivrcheck/rules"
	"ivrcheck/trace"
)

const partialSchemaFile = "../docs/schema/partial.schema.json"

func init() {
	for key, text := range map[string]string{
		"shard": "number of this part, from 0", "of": "how many parts there are", "version": "version of the program",
		"options": "the flags that the part depends on, without defaults", "sha256": "digest of the content; absent if it could not be opened",
		"rank": "place among the inputs with contents, by the first of them", "damaged": "its content is the reason of the error",
		"empty": "what CAP012 says, if no message was found", "args": "names and values of the finding's text",
		"tallies": "what was counted of each rule", "failed": "activations that were not satisfied",
		"order": "place of the finding among those of all parts: phase, phase of the first, unit or connection, ordinal",
		"whole": "findings of all parts with the same text are one", "reason": "number of the reason of an inconclusive finding",
		"at": "the time of a log, if time is as written", "exact": "texts that are no valid UTF-8", "number": "which text", "base64": "the text",
	} {
		if meanings[key] == "" {
			meanings[key] = text
		}
	}
}

// partialSchema describes the lines of partial reports.
func partialSchema(t *testing.T) []byte {
	finding := schemaOf(t, reflect.TypeFor[rules.Finding](), object{"type": "finding"})
	more := schemaOf(t, reflect.TypeFor[partialFinding](), nil)
	for key, prop := range more["properties"].(object) {
		finding["properties"].(object)[key] = prop
	}
	finding["required"] = append(finding["required"].([]string), "order")
	start := schemaOf(t, reflect.TypeFor[Partial](), object{"type": "partial", "schema": PartialSchema})
	start["properties"].(object)["rules"] = object{"type": "string", "description": "digest of the rule files"}
	doc := object{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "ivrcheck partial report",
		"description": "One line of what ivrcheck check --shard writes: the first, a finding, or the last.",
		"oneOf": []any{
			start, finding, schemaOf(t, reflect.TypeFor[PartialEnd](), object{"type": "summary"}),
		},
	}
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

func TestPartialSchema(t *testing.T) {
	want := partialSchema(t)
	if *update {
		if err := os.WriteFile(partialSchemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(partialSchemaFile); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is stale; run go test ./report -update", partialSchemaFile)
	}
}

// A finding is the same when it comes back from a partial report, and its line conforms to the
// schema.
func TestPartialFinding(t *testing.T) {
	for _, op := range everything() {
		f, is := op.(*rules.Finding)
		if !is {
			continue
		}
		in := f.Clone()
		in.Order, in.Whole, in.Why = rules.Order{2, 0, 7, 1}, "XML004 0", trace.OpenAtClose
		in.Message += "\xff\u2028\x1b"
		line := AppendPartial(nil, in)
		validate(t, partialSchemaFile, line)
		out, err := ReadPartial(line, false)
		if err != nil {
			t.Fatal(err)
		}
		out.Title, out.Fails = in.Title, in.Fails // merge finds them out
		for _, format := range Formats() {
			a, b := write(t, format, Options{}, summary(), in), write(t, format, Options{}, summary(), out)
			if !bytes.Equal(a, b) {
				t.Errorf("%s: got\n%s\nwant\n%s", format, b, a)
			}
		}
		if out.Order != in.Order || out.Whole != in.Whole || out.Why != in.Why || out.Message != in.Message {
			t.Errorf("got %+v\nwant %+v", out, in)
		}
	}
}
