package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ivrcheck/rules"
)

// The JSON Schema of the reports is generated from the Go types, with the meanings of
// the keys below.

const reportSchemaFile = "../docs/schema/report.schema.json"

var meanings = map[string]string{
	"type": "what the object is", "schema": "the form of the report; it changes with its meaning only",
	"rule": "code of the rule, such as SEQ010", "name": "name of the rule", "subject": "what part of the protocol it is about",
	"severity": "how bad it is", "verdict": "violated, or inconclusive where the capture cannot prove it",
	"message": "one English sentence: what is there, what was expected",
	"count":   "how many messages the finding stands for, of a rule that is reported once",
	"host":    "machine whose input it is, if there are several",
	"hosts":   "of a group: how many of its findings are in the inputs of each machine",
	"file":    "as given on the command line",
	"frame":   "frame that completed the message, as Wireshark numbers it", "frames": "all frames that carried the message",
	"line": "line in a log, from 1", "offset": "byte offset in a log or raw stream", "time": "RFC 3339 with nanoseconds; as written for logs without a zone",
	"stream": "index of the TCP stream, as tcp.stream of Wireshark", "vlan": "VLAN tags, outermost first",
	"src": "sender, address and port", "dst": "receiver, address and port", "direction": "who sent it",
	"call_id": "CallId of the message", "request_id": "value that pairs request and answer", "port": "port of the IVR (PortNum or CalledNum)",
	"xml_line": "line inside the message, from 1", "xml_column": "column inside the message, from 1",
	"evidence": "the XML around the place, personal values masked", "expected": "values or messages that would have been right",
	"actual": "the value that is there", "hint": "the likely cause, or the nearest name", "related": "other messages that matter",
	"note": "what the other message is", "source": "where the reference says so", "document": "name of the document",
	"section": "part of the document", "basis": "how well the fact is known", "filter": "Wireshark display filter that shows it",
	"fingerprint": "the same for the same fault in any capture", "suppressed": "of a finding: why it does not count; of the summary: how many do not",
	"complete": "false after an interrupted run", "sorted": "the findings come by file and position, and not as they are decided", "inputs": "what became of each input", "kind": "what the input is; absent if nothing could be read", "compression": "what the input is packed in, or the text that it was written as",
	"bytes": "length of the input", "packets": "packets of a capture", "streams": "TCP connections of a capture",
	"gli_streams": "those that carry GLI", "messages": "XML documents found whole", "error": "why it was not read to its end, or findings of this severity",
	"findings": "violated findings", "warning": "findings of this severity", "info": "findings of this severity",
	"inconclusive": "findings that the evidence cannot decide", "rules": "what became of each rule",
	"activations": "how often something activated the rule", "satisfied": "activations that were satisfied",
	"violated": "activations that were violated", "exit": "exit status of the run",
	"notes": "what of a baseline or of suppressions is of no use any more", "place": "of a finding in a log or XML file: where the fault itself is; of an error: where reading ended",
	"column": "column in characters, from 1",
}

type object = map[string]any

func reportSchema(t *testing.T) []byte {
	defs := object{
		"finding":    schemaOf(t, reflect.TypeFor[rules.Finding](), object{"type": "finding"}),
		"inputError": schemaOf(t, reflect.TypeFor[InputError](), object{"type": "input-error"}),
		"input":      inputSchema(t),
		"summary":    schemaOf(t, reflect.TypeFor[Summary](), object{"type": "summary", "schema": Schema}),
	}
	ref := func(name string) object { return object{"$ref": "#/$defs/" + name} }
	doc := object{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "ivrcheck report",
		"description": "Output of ivrcheck check: the one document of --format json, or one line of --format ndjson.",
		"oneOf": []any{
			object{
				"type": "object", "required": []string{"schema", "findings", "summary"}, "additionalProperties": false,
				"properties": object{
					"schema":   object{"const": Schema},
					"findings": object{"type": "array", "items": ref("finding")},
					"summary":  ref("summary"),
				},
			},
			ref("finding"), ref("inputError"),
			object{"allOf": []any{ref("summary"), object{"required": []string{"type"}}}},
		},
		"$defs": defs,
	}
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// inputSchema is that of a type with MarshalJSON: its counts depend on the kind.
func inputSchema(t *testing.T) object {
	count := func(key string) object {
		return object{"type": "integer", "minimum": 0, "description": meaning(t, key)}
	}
	return object{
		"type": "object", "required": []string{"file"}, "additionalProperties": false,
		"properties": object{
			"host":        object{"type": "string", "description": meaning(t, "host")},
			"file":        object{"type": "string", "description": meaning(t, "file")},
			"kind":        object{"enum": []string{"pcap", "pcapng", "gli", "log"}, "description": meaning(t, "kind")},
			"compression": object{"enum": []string{"gzip", "zstd", "base64", "hex", "hexdump"}, "description": meaning(t, "compression")},
			"bytes":       count("bytes"), "packets": count("packets"), "streams": count("streams"),
			"gli_streams": count("gli_streams"), "messages": count("messages"),
			"error": object{"type": "string", "description": meaning(t, "error")},
		},
	}
}

func meaning(t *testing.T, key string) string {
	text := meanings[key]
	if text == "" {
		t.Errorf("nothing says what the key %q means", key)
	}
	return text
}

// schemaOf describes a struct; constants are keys that always have one value.
func schemaOf(t *testing.T, typ reflect.Type, constants object) object {
	props := object{}
	required := []string{}
	for f := range typ.Fields() {
		key, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if key == "-" || !f.IsExported() {
			continue
		}
		if opts == "" && !(f.Type.Kind() == reflect.Map) {
			required = append(required, key)
		}
		prop := typeSchema(t, f.Type)
		if c, ok := constants[key]; ok {
			prop = object{"const": c}
		}
		if _, isRef := prop["$ref"]; !isRef {
			prop["description"] = meaning(t, key)
		}
		props[key] = prop
	}
	return object{"type": "object", "required": required, "additionalProperties": false, "properties": props}
}

func typeSchema(t *testing.T, typ reflect.Type) object {
	switch typ {
	case reflect.TypeFor[rules.Severity]():
		return object{"enum": names(rules.Info, rules.Error)}
	case reflect.TypeFor[rules.Verdict]():
		return object{"enum": names(rules.NotActivated, rules.Violated)}
	case reflect.TypeFor[Input]():
		return object{"$ref": "#/$defs/input"}
	case reflect.TypeFor[rules.Source]():
		s := schemaOf(t, typ, nil)
		s["properties"].(object)["basis"] = object{"enum": []string{"documented", "implementations", "inferred"}, "description": meaning(t, "basis")}
		return s
	}
	switch typ.Kind() {
	case reflect.Pointer:
		return typeSchema(t, typ.Elem())
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Uint8, reflect.Uint16:
		return object{"type": "integer", "minimum": 0}
	case reflect.Array:
		return object{"type": "array", "items": typeSchema(t, typ.Elem()), "minItems": typ.Len(), "maxItems": typ.Len()}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": typeSchema(t, typ.Elem())}
	case reflect.Slice:
		if typ.Elem().Kind() == reflect.Uint8 {
			return object{"type": "string", "contentEncoding": "base64"}
		}
		return object{"type": "array", "items": typeSchema(t, typ.Elem())}
	case reflect.Struct:
		return schemaOf(t, typ, nil)
	}
	t.Fatalf("no schema for %v", typ)
	return nil
}

func names[T interface {
	~uint8
	fmt.Stringer
}](first, last T) []string {
	var out []string
	for v := first; v <= last; v++ {
		out = append(out, v.String())
	}
	return out
}

func TestReportSchemaListsAllFields(t *testing.T) {
	want := reportSchema(t)
	if *update {
		if err := os.MkdirAll(filepath.Dir(reportSchemaFile), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(reportSchemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(reportSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale; run go test ./report -update", reportSchemaFile)
	}
}

func TestReportsConformToSchema(t *testing.T) {
	ops := everything()
	for n := range len(ops) + 1 {
		validate(t, reportSchemaFile, write(t, "json", Options{}, summary(), ops[:n]...))
	}
	for line := range bytes.Lines(write(t, "ndjson", Options{}, summary(), ops...)) {
		validate(t, reportSchemaFile, line)
	}
}

// Inputs with all their keys conform, whatever they are packed in.
func TestInputsConformToSchema(t *testing.T) {
	for _, compression := range []string{"", "gzip", "zstd", "base64", "hex", "hexdump"} {
		s := summary()
		s.Inputs = nil
		for _, kind := range []string{"", "pcap", "pcapng", "gli", "log"} {
			in := Input{Bytes: 1, Packets: 2, Streams: 3, GLIStreams: 4, Messages: 5, Kind: kind, Compression: compression}
			for f := range reflect.TypeFor[Input]().Fields() {
				if f.Type.Kind() == reflect.String && f.Name != "Kind" && f.Name != "Compression" {
					reflect.ValueOf(&in).Elem().FieldByIndex(f.Index).SetString("x")
				}
			}
			s.Inputs = append(s.Inputs, in)
		}
		validate(t, reportSchemaFile, write(t, "json", Options{}, s))
	}
}

// The schema rejects wrong reports.
func TestReportSchemaRejects(t *testing.T) {
	good := string(write(t, "json", Options{}, summary(), everything()...))
	for _, swap := range [][2]string{
		{`"severity":"error"`, `"severity":"bad"`}, {`"verdict":"violated"`, `"verdict":"guilty"`}, {`"frame":42`, `"frame":"42"`},
		{`"rule":"SEQ010",`, ``}, {`"schema":"ivrcheck/report/v1","findings"`, `"schema":"v2","findings"`}, {`"complete":true`, `"complete":1`},
	} {
		bad := strings.Replace(good, swap[0], swap[1], 1)
		if bad == good {
			t.Fatalf("%s is not in the report", swap[0])
		}
		if conformsTo(t, reportSchemaFile, []byte(bad)) == nil {
			t.Errorf("the schema takes %s for %s", swap[1], swap[0])
		}
	}
}
