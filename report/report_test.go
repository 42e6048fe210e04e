package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"ivrcheck/rules"
)

// write gives a whole report.
func write(t *testing.T, format string, opt Options, s *Summary, ops ...any) []byte {
	t.Helper()
	var buf bytes.Buffer
	r, err := New(format, &buf, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		switch op := op.(type) {
		case *rules.Finding:
			err = r.Finding(op)
		case *InputError:
			err = r.InputError(op)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(s); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// variants are the formats with all their options.
var variants = []struct {
	name, format string
	opt          Options
}{
	{"oneline", "text", Options{OneLine: true}},
	{"oneline-color", "text", Options{OneLine: true, Color: true}},
	{"grouped", "text", Options{}},
	{"grouped-60", "text", Options{Width: 60}},
	{"grouped-color", "text", Options{Color: true}},
	{"json", "json", Options{}},
	{"ndjson", "ndjson", Options{}},
	{"sarif", "sarif", Options{Version: "1.2.3", Rules: ruleSet()}},
	{"junit", "junit", Options{}},
	{"github", "github", Options{}},
	{"codeclimate", "codeclimate", Options{}},
	{"csv", "csv", Options{}},
	{"statistics", "text", Options{Statistics: true}},
	{"oneline-long", "text", Options{OneLine: true, Long: true}},
}

func everything() []any {
	var ops []any
	for _, f := range findings() {
		ops = append(ops, f)
	}
	return append(ops, inputError())
}

func TestReportGoldens(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			golden(t, "report-"+v.name, write(t, v.format, v.opt, summary(), everything()...))
		})
	}
}

func TestEmptyReports(t *testing.T) {
	want := map[string]string{
		"text":   "",
		"json":   `{"schema":"ivrcheck/report/v1","findings":[],"summary":` + emptySummary("") + "}\n",
		"ndjson": emptySummary(`"type":"summary",`) + "\n",
	}
	for _, format := range Formats() {
		for _, oneLine := range []bool{false, true} {
			got := write(t, format, Options{OneLine: oneLine}, &Summary{Complete: true})
			if format == "html" {
				continue // html_test.go
			}
			if format == "csv" || format == "codeclimate" || format == "text" && !oneLine {
				continue // tables_test.go, groups_test.go
			}
			if format == "sarif" || format == "junit" {
				conforms(t, format, got)
				continue
			}
			if string(got) != want[format] {
				t.Errorf("%s: got %q, want %q", format, got, want[format])
			}
		}
	}
}

// Every format for a pipeline marks the report of a run that did not come to its end; a
// table of findings has no place for that.
func TestInterruptedReportsAreMarked(t *testing.T) {
	for format, mark := range map[string]string{
		"json": `"complete":false`, "ndjson": `"complete":false`, "sarif": `"complete":false`, "html": "The run was interrupted",
		"junit":       `<error type="interrupted" message="ivrcheck: interrupted before the end`,
		"github":      "::error title=ivrcheck::interrupted before the end",
		"codeclimate": `"check_name":"interrupted","description":"interrupted before the end`,
	} {
		for _, complete := range []bool{false, true} {
			got := string(write(t, format, Options{}, &Summary{Complete: complete}, everything()...))
			if strings.Contains(got, mark) == complete {
				t.Errorf("%s, complete %t: %q in\n%s", format, complete, mark, got)
			}
		}
	}
}

func emptySummary(typ string) string {
	return `{` + typ + `"schema":"ivrcheck/report/v1","complete":true,"sorted":false,"inputs":[],"messages":0,` +
		`"findings":{"error":0,"warning":0,"info":0},"inconclusive":0,"suppressed":0,"rules":[],"exit":0}`
}

func TestUnknownFormatListsFormats(t *testing.T) {
	_, err := New("yaml", io.Discard, Options{})
	if err == nil || err.Error() != `unknown format "yaml", use text, json, ndjson, sarif, junit, github, html, codeclimate or csv` {
		t.Errorf("got %v", err)
	}
	_, err = NewMessages("json", io.Discard, Options{})
	if err == nil || err.Error() != `unknown format "json", use ndjson, text, xml or gli` {
		t.Errorf("got %v", err)
	}
	err = RuleList(io.Discard, "html", nil, Options{})
	if err == nil || err.Error() != `unknown format "html", use text, json or markdown` {
		t.Errorf("got %v", err)
	}
}

// A run may be interrupted after any call; the report must then parse and have all
// findings.
func TestInterruptedJSONParses(t *testing.T) {
	ops := append(everything(), poisoned())
	for n := range len(ops) + 1 {
		found := 0
		for _, op := range ops[:n] {
			if _, ok := op.(*rules.Finding); ok {
				found++
			}
		}
		var doc struct {
			Schema   string
			Findings []map[string]any
			Summary  *ending
		}
		if err := json.Unmarshal(write(t, "json", Options{}, &Summary{Complete: n == len(ops)}, ops[:n]...), &doc); err != nil {
			t.Fatalf("after %d operations: %v", n, err)
		}
		if doc.Schema != Schema || len(doc.Findings) != found || doc.Summary == nil || doc.Summary.Complete != (n == len(ops)) {
			t.Errorf("after %d operations: %+v", n, doc)
		}

		lines := bytes.Split(bytes.TrimSuffix(write(t, "ndjson", Options{}, &Summary{}, ops[:n]...), []byte("\n")), []byte("\n"))
		if len(lines) != n+1 {
			t.Fatalf("ndjson after %d operations has %d lines", n, len(lines))
		}
		for i, line := range lines {
			var object struct{ Type string }
			if err := json.Unmarshal(line, &object); err != nil {
				t.Fatalf("%v in %s", err, line)
			}
			if (object.Type == "summary") != (i == n) {
				t.Errorf("line %d of %d has type %s", i+1, n+1, object.Type)
			}
		}
	}
}

// ending has the members of a summary that a test uses.
type ending struct{ Complete bool }

func TestKeyOrderOfContract(t *testing.T) {
	for _, c := range []struct {
		name string
		json []byte
		want string
	}{
		{"finding", write(t, "ndjson", Options{}, &Summary{}, func() *rules.Finding { f := full(); f.Line, f.Offset = 1, new(int64(2)); return f }()),
			"type rule name subject severity verdict message file frame frames line offset time stream vlan src dst direction " +
				"call_id request_id port xml_line xml_column evidence expected actual hint related source filter fingerprint"},
		{"summary", write(t, "ndjson", Options{}, summary()),
			"type schema complete sorted inputs messages findings inconclusive suppressed rules exit"},
		{"input-error", write(t, "ndjson", Options{}, &Summary{}, inputError()), "type file place error"},
		{"message", messages(t, "ndjson", Options{}, fullMessage()),
			"type file frame frames line offset time stream vlan src dst direction gli name call_id request_id bytes xml"},
	} {
		line, _, _ := bytes.Cut(c.json, []byte("\n"))
		if got := strings.Join(keys(t, line), " "); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// keys lists the keys of an object's first level in their order.
func keys(t *testing.T, object []byte) []string {
	t.Helper()
	var out []string
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, key.(string))
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestReportsEscapeHostileText(t *testing.T) {
	s := summary()
	s.Inputs = append(s.Inputs, Input{File: hostile, Kind: "log", Error: hostile})
	s.Reasons = append(s.Reasons, Reason{hostile, 1})
	for _, v := range variants {
		got := write(t, v.format, v.opt, s, poisoned(), &InputError{File: hostile, Place: hostile, Error: hostile})
		harmless(t, v.name, got, v.opt.Color)
	}
	for _, width := range []int{0, 1, 20, 33} {
		var buf bytes.Buffer
		if err := WriteSummary(&buf, s, Options{Width: width, OneLine: true}); err != nil {
			t.Fatal(err)
		}
		harmless(t, "summary", buf.Bytes(), false)
	}
}

// steering are the characters, besides those below the space, that no format may
// write.
const steering = "\u007f\u0080\u0085\u009b\u009f\u061c\u200e\u200f\u2028\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

// harmless fails if text is unsafe on a terminal.
func harmless(t *testing.T, name string, text []byte, colored bool) {
	t.Helper()
	if !utf8.Valid(text) {
		t.Errorf("%s: invalid UTF-8 in %q", name, text)
	}
	s := string(text)
	if colored {
		for _, own := range []string{"0", "1", "2", "22", "0;22", "31", "32", "33", "35", "36", "31;1", "33;1", "36;1", "0;22;0", "0;0;22", "0;22;22"} {
			s = strings.ReplaceAll(s, "\x1b["+own+"m", "")
		}
	}
	for i, r := range s {
		if r != '\n' && (r < ' ' || strings.ContainsRune(steering, r)) {
			t.Fatalf("%s: %U at %d of %q", name, r, i, s)
		}
	}
}

func TestOneLineIsOneLine(t *testing.T) {
	for _, f := range append(findings(), poisoned()) {
		got := write(t, "text", Options{OneLine: true}, &Summary{}, f)
		if n := bytes.Count(got, []byte("\n")); n != 1 || got[len(got)-1] != '\n' {
			t.Errorf("%d newlines in %q", n, got)
		}
	}
}

func TestTextLineForm(t *testing.T) {
	for _, c := range []struct {
		finding *rules.Finding
		want    string
	}{
		{full(), "captures/agent.pcap:42: error SEQ010 agent-steady-state: port 7001: LoggedIn"},
		{value(), "driver.log:7: warning MSG004 value: Status of"},
		{undecided(), "driver.log:9: inconclusive SEQ023 call-unended: the call"},
		{raw(), "stream.gli:0: info GLI001 header-constant: the version"},
		{whole(), "ivrcheck:0: error CAP010 not-exercised: rule SEQ020 was never activated\n"},
	} {
		got := write(t, "text", Options{OneLine: true}, &Summary{}, c.finding)
		if !strings.HasPrefix(string(got), c.want) {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}

func TestTextFitsWidth(t *testing.T) {
	long := full()
	long.Evidence = strings.Repeat("x", 500)
	long.Message = strings.Repeat("\ud55c\uad6d", 100) // wide characters
	for _, width := range []int{24, 40, 60, 80, 132} {
		var buf bytes.Buffer
		buf.Write(write(t, "text", Options{Width: width}, summary(), full(), value(), long, poisoned()))
		if err := WriteSummary(&buf, summary(), Options{Width: width, OneLine: true}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(buf.String(), "\n") {
			if n := columns(line); n > width {
				t.Errorf("%d columns at width %d: %s", n, width, line)
			}
		}
	}
}

func TestColorChangesNoText(t *testing.T) {
	plain := write(t, "text", Options{}, summary(), full(), value(), undecided())
	colored := write(t, "text", Options{Color: true}, summary(), full(), value(), undecided())
	if bytes.Equal(plain, colored) {
		t.Error("no colour")
	}
	if got := withoutColor(string(colored)); got != string(plain) {
		t.Errorf("got %s\nwant %s", got, plain)
	}
}

func withoutColor(s string) string {
	var b strings.Builder
	skip := false
	for _, r := range s {
		switch {
		case r == '\x1b':
			skip = true
		case skip:
			skip = r != 'm'
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// brokenPipe takes some bytes and then fails.
type brokenPipe struct{ room int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.room -= len(p); b.room < 0 {
		return 0, syscall.EPIPE
	}
	return len(p), nil
}

func TestBrokenPipeIsReturned(t *testing.T) {
	for _, v := range variants {
		if v.format == "text" && !v.opt.OneLine {
			continue // writes nothing at its end
		}
		r, err := New(v.format, &brokenPipe{room: 10}, v.opt)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			// junit writes an input when it has ended.
			if err := r.Finding(full()); !errors.Is(err, syscall.EPIPE) && v.format != "junit" {
				t.Errorf("%s: a finding gave %v", v.name, err)
			}
		}
		if err := r.Close(summary()); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("%s: close gave %v", v.name, err)
		}
	}
	grouped, _ := New("text", &brokenPipe{}, Options{})
	_ = grouped.Finding(full()) // it writes at the end
	if err := grouped.Close(summary()); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("grouped: close gave %v", err)
	}
	for _, format := range MessageFormats() {
		m, _ := NewMessages(format, &brokenPipe{}, Options{})
		if err := m.Message(fullMessage()); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("messages %s: gave %v", format, err)
		}
	}
}
