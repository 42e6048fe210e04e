package report

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
)

const messageSchemaFile = "../docs/schema/messages.schema.json"

// messageMeanings are the keys of messages that findings do not have, or that mean something else there.
var messageMeanings = map[string]string{
	"type": "message, frame or gap", "gli": "header of the GLI frame", "length": "bytes after the length field", "version": "2",
	"application": "0", "name": "name of the message as the catalogue has it", "subtype": "what a MonitorInfo is about",
	"bytes": "length of the XML body; of a gap, the bytes that are missing", "xml": "the XML body",
}

// messageSchema describes the lines of ivrcheck messages.
func messageSchema(t *testing.T) []byte {
	before := maps.Clone(meanings)
	maps.Copy(meanings, messageMeanings)
	defer func() { meanings = before }()
	var kinds []any
	for _, kind := range []struct {
		name            string
		without, always []string
	}{
		{TypeMessage, nil, []string{"bytes", "xml"}},
		{TypeFrame, []string{"name", "subtype", "call_id", "request_id", "bytes", "xml"}, []string{"gli"}},
		{TypeGap, []string{"name", "subtype", "call_id", "request_id", "gli", "xml"}, []string{"bytes"}},
	} {
		s := schemaOf(t, reflect.TypeFor[Message](), object{"type": kind.name})
		props := s["properties"].(object)
		for _, key := range kind.without {
			delete(props, key)
		}
		props["direction"] = object{"enum": []string{"ivr>server", "server>ivr"}, "description": meaning(t, "direction")}
		if props["subtype"] != nil {
			props["subtype"] = object{"enum": []string{"Server", "Port", "Agent"}, "description": meaning(t, "subtype")}
		}
		s["required"] = slices.Concat(s["required"].([]string), kind.always)
		kinds = append(kinds, s)
	}
	b, err := json.MarshalIndent(object{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "ivrcheck messages",
		"description": "One line of ivrcheck messages: a message, a GLI frame without XML, or a gap.",
		"oneOf":       kinds,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

func TestMessageSchema(t *testing.T) {
	want := messageSchema(t)
	if *update {
		if err := os.WriteFile(messageSchemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(messageSchemaFile); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is stale; run go test ./report -update", messageSchemaFile)
	}
}
