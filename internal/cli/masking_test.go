package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ivrcheck/report"
	"ivrcheck/schema"
)

// secret is planted wherever a value may be personal; no report may contain it, or
// half of it.
const secret = "Secret5551234"

// plantations are faults of a message with a personal value. Each has findings that
// would show the value.
const cutOff = "cut off" // of which nothing is shown, even with --values shown

var plantations = []struct {
	name  string
	spoil func(doc string) string
}{
	{"as it should be", func(d string) string { return d }},
	{"in the wrong case", func(d string) string { return strings.ReplaceAll(strings.ReplaceAll(d, "ANI", "ani"), "Val=", "val=") }},
	{"misspelt", func(d string) string {
		return strings.NewReplacer("OtherDN", "0therDN", "OrigNum", "OrigNvm", "CED", "CEDD").Replace(d)
	}},
	{"beside an unknown parameter", func(d string) string { return strings.Replace(d, " ", ` Stray="`+secret+`" `, 1) }},
	{"twice", func(d string) string {
		if i := strings.LastIndex(d, secret); i > 0 {
			return d[:i] + secret + "<Again>" + secret + "</Again>" + d[i+len(secret):]
		}
		return d
	}},
	{cutOff, func(d string) string { return d[:strings.LastIndex(d, secret)+len(secret)] }},
	{"not well-formed", func(d string) string { return strings.ReplaceAll(d, secret, secret+"<& ") }},
	{"with an entity", func(d string) string { return strings.Replace(d, secret, "&"+secret+";", 1) }},
	{"with an encoding fault", func(d string) string { return strings.ReplaceAll(d, secret, secret+"\xc3\xbc") }},
	{"in a subset", func(d string) string {
		return strings.Replace(d, `"IServer.dtd">`, `"IServer.dtd" [<!ENTITY a "`+secret+`">]>`, 1)
	}},
	{"in another message", func(d string) string {
		return strings.NewReplacer("NewCall", "NewCal", "CallInfoResp", "CallInfResp").Replace(d)
	}},
	{"without a call", func(d string) string { return strings.Replace(d, "<CallId>c1</CallId>", "", 1) }},
}

// planted gives one message for each parameter that may be personal, of every
// message of the catalogue, with the secret in it.
func planted(t *testing.T) []string {
	t.Helper()
	cat := schema.Builtin()
	var docs []string
	for _, m := range cat.Messages() {
		var paths []string
		var collect func(params []*schema.ParameterSpec)
		collect = func(params []*schema.ParameterSpec) {
			for _, p := range params {
				switch {
				case p.Form == "nodes":
					paths = append(paths, p.Path+".Key")
				case p.Private:
					paths = append(paths, p.Path)
				default:
					collect(p.Parameters)
				}
			}
		}
		collect(m.Parameters)
		for _, path := range paths {
			doc, err := cat.Write(m.Name, "c1", []schema.Param{{Path: path, Value: secret}})
			if err != nil {
				t.Fatalf("%s %s: %v", m.Name, path, err)
			}
			docs = append(docs, string(doc))
		}
	}
	if len(docs) < 20 {
		t.Fatalf("only %d messages have a personal value", len(docs))
	}
	return docs
}

func TestNoReportContainsPersonalValues(t *testing.T) {
	docs := planted(t)
	dir := t.TempDir()
	for i, p := range plantations {
		t.Run(p.name, func(t *testing.T) {
			input := filepath.Join(dir, fmt.Sprint(i, ".log"))
			var log strings.Builder
			for n, doc := range docs {
				fmt.Fprintf(&log, "2024-03-01T09:00:%02d.%03dZ %s\n", n/1000%60, n%1000, p.spoil(doc))
			}
			if err := os.WriteFile(input, []byte(log.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			args := []string{"check", "--fail-on", "never", "--write-baseline", filepath.Join(dir, "base.json"), input}
			for _, f := range report.Formats() {
				args = append(args, "-o", f+"="+filepath.Join(dir, "out."+f))
			}
			outputs := map[string][]byte{"standard output": run(t, args...)}
			for _, f := range report.Formats() {
				outputs[f] = read(t, filepath.Join(dir, "out."+f))
			}
			outputs["a baseline"] = read(t, filepath.Join(dir, "base.json"))
			for _, f := range []string{"ndjson", "text", "xml"} {
				outputs["messages "+f] = run(t, "messages", "--values", "masked", "--format", f, input)
			}
			for name, text := range outputs {
				for _, part := range []string{secret, secret[:7], secret[6:]} {
					if at := bytes.Index(text, []byte(part)); at >= 0 {
						t.Errorf("%s holds %q: ...%s", name, part, text[max(0, at-200):min(len(text), at+60)])
						break
					}
				}
			}
			if shown := run(t, "check", "--fail-on", "never", "--values", "shown", "--format", "json", input); i > 0 && p.name != cutOff && !bytes.Contains(shown, []byte(secret)) {
				t.Error("even with --values shown the value is nowhere: nothing was tested")
			}
		})
	}
}
