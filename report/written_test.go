package report

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// What ivrcheck writes for programs is recognised, also with a byte order mark, in
// UTF-16 and indented; what it writes for eyes contains no XML.
func TestWritten(t *testing.T) {
	want := map[string]string{
		"report-json": "an ivrcheck report (JSON)", "report-ndjson": "an ivrcheck report (NDJSON)", "report-sarif": "an ivrcheck report (SARIF)",
		"report-junit": "an ivrcheck report (JUnit)", "report-html": "an ivrcheck report (HTML)", "report-csv": "an ivrcheck report (CSV)",
		"report-codeclimate": "an ivrcheck report (Code Climate)", "report-github": "an ivrcheck report (GitHub annotations)",
		"report-oneline": "an ivrcheck report (text)", "report-oneline-long": "an ivrcheck report (text)",
		"messages-ndjson": "ivrcheck messages (NDJSON)", "ladder-svg": "an ivrcheck ladder (SVG)",
	}
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(files) < len(want) {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".golden")
		got := Written(data)
		if format, ok := want[name]; ok && got != format {
			t.Errorf("%s is %q, want %q", name, got, format)
		} else if !ok && strings.HasPrefix(name, "messages-xml") && got != "" {
			t.Errorf("%s is %q", name, got)
		}
		if want[name] == "" {
			continue
		}
		wide := []byte{0xff, 0xfe}
		for _, c := range utf16.Encode([]rune(string(data))) {
			wide = append(wide, byte(c), byte(c>>8))
		}
		for how, changed := range map[string][]byte{
			"byte order mark": slices.Concat([]byte("\ufeff"), data), "white space": slices.Concat([]byte("\r\n \t"), data), "UTF-16": wide,
		} {
			if got := Written(changed); got != want[name] {
				t.Errorf("%s with %s is %q, want %q", name, how, got, want[name])
			}
		}
	}
}

func TestWrittenJSON(t *testing.T) {
	for text, want := range map[string]string{
		"{\n  \"schema\": \"ivrcheck/report/v1\",\n  \"findings\": [":                             "an ivrcheck report (JSON)",
		`{"findings":[],"schema":"ivrcheck/baseline/v1"}`:                                         "an ivrcheck baseline (JSON)",
		`{"type":"partial","schema":"ivrcheck/partial/v1","host":"a"}`:                            "an ivrcheck report (NDJSON)",
		`{"fingerprint":"1","message":"m","rule":"SEQ010","type":"finding","verdict":"violated"}`: "an ivrcheck report (NDJSON)",
		`[{"type":"message","file":"a.pcap","frame":1}]`:                                          "ivrcheck messages (NDJSON)",
		`{"bytes":10,"file":"a","name":"NewCall","direction":"ivr>server","type":"message"}`:      "ivrcheck messages (NDJSON)",
		`{"type":"message","text":"<GctiMsg/>","file":"driver.c"}`:                                "",
		`{"msg":"wrote {\"schema\":\"ivrcheck/report/v1\"}","xml":"<GctiMsg/>"}`:                  "",
		`{"level":"info","type":"frame","msg":"<GctiMsg/>"}`:                                      "",
		`[{"type":"issue","xml":"<GctiMsg/>"}]`:                                                   "",
		`09:00:01 ivrcheck/report/v1 <GctiMsg/>`:                                                  "",
		`driver.c:17: error in <GctiMsg/>`:                                                        "",
		`worker:7 2024-03-01T09:00:00Z 3 > LoginReq <GctiMsg/>`:                                   "",
		"": "",
	} {
		if got := Written([]byte(text)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}
