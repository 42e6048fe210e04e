package cli

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/internal/logtest"
)

// logs is the directory of the bundled logs, one for each shape.
const logs = "../../testdata/logs"

// logged has the content of each bundled log.
func logged(s logtest.Shape) []logtest.Record {
	lines := strings.Contains(s.Name, "prefix") || strings.Contains(s.Name, "json") || s.Name == "html" || s.Name == "crlf" || s.Name == "continued"
	var records []logtest.Record
	at := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, m := range []struct {
		ivr        bool
		name, text string
	}{
		{true, "LoginReq", `<CallId>login-1</CallId><LoginReq ClientName="IVR1" Version="4.0" ReportStatus="true"/>`},
		{false, "LoginResp", `<CallId>login-1</CallId><LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`},
		{true, "NewCall", `<CallId>c1</CallId><NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum></NewCall>`},
		{false, "CallStatus", `<CallId>c1</CallId><CallStatus Event="Established"/>`},
		{true, "UDataSet", `<CallId>c1</CallId><UDataSet Action="Replace"><RequestId>r1</RequestId><UDataEx><Node Name="Path" Type="Str" Val="C:\new &amp; old"/></UDataEx></UDataSet>`},
		{false, "UDataResp", `<CallId>c1</CallId><UDataResp Result="Success"><RequestId>r1</RequestId></UDataResp>`},
		{true, "EndCall", `<CallId>c1</CallId><EndCall EndCause="Normal"/>`},
	} {
		xml := `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg>` + m.text + `</GctiMsg>`
		if lines {
			xml = strings.ReplaceAll(xml, "><", ">\n<")
		}
		at = at.Add(123 * time.Millisecond)
		records = append(records, logtest.Record{Time: at, FromIVR: m.ivr, Name: m.name, XML: xml})
	}
	return records
}

// Each shape of log gives its messages byte for byte, and a list as in its golden.
func TestLogShapes(t *testing.T) {
	for _, s := range logtest.Shapes {
		t.Run(s.Name, func(t *testing.T) {
			records := logged(s)
			data := s.Log(records)
			path := filepath.Join(logs, s.Name+".log")
			if *update {
				write(t, path, data)
			}
			if !bytes.Equal(read(t, path), data) {
				t.Errorf("testdata/logs/%s.log is not what its shape makes; run with -update", s.Name)
			}
			golden, err := filepath.Abs(filepath.Join(logs, s.Name+".messages.ndjson"))
			if err != nil {
				t.Fatal(err)
			}
			status, got, stderr := ivrcheck(t, "messages", "../logs/"+s.Name+".log")
			if status != 0 || stderr != "" {
				t.Errorf("status %d, %s", status, stderr)
			}
			if *update {
				write(t, golden, []byte(got))
			}
			if diff := cmp.Diff(string(read(t, golden)), got); diff != "" {
				t.Errorf("messages (-want +got), -update writes them anew:\n%s", diff)
			}
			var have, want []string
			for _, l := range strings.Split(strings.TrimSpace(got), "\n") {
				var m struct{ Type, Name, XML string }
				if err := json.Unmarshal([]byte(l), &m); err != nil {
					t.Fatal(err)
				}
				if m.Type == "message" {
					have = append(have, m.Name+" "+m.XML)
				}
			}
			for _, r := range records {
				xml := r.XML
				if s.Name == "crlf" {
					xml = strings.ReplaceAll(xml, "\n", "\r\n")
				}
				want = append(want, r.Name+" "+xml)
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// The commands in docs/logs.md print what it shows: each block has the command for
// the log before it, and its output.
func TestLogPatternExamples(t *testing.T) {
	text := string(read(t, "../../docs/logs.md"))
	example := regexp.MustCompile("(?s)```log\n(.*?)```\n.*?```console\n\\$ ivrcheck messages --format text --log-pattern '([^']*)' app.log\n(.*?)```")
	found := example.FindAllStringSubmatch(text, -1)
	if len(found) != 3 {
		t.Fatalf("%d examples, want 3", len(found))
	}
	for _, f := range found {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "app.log"), []byte(f[1]))
		t.Chdir(dir)
		var out, err bytes.Buffer
		if status := Run(t.Context(), []string{"ivrcheck", "messages", "--format", "text", "--log-pattern", f[2], "app.log"}, strings.NewReader(""), &out, &err); status != 0 {
			t.Errorf("status %d: %s", status, err.String())
		}
		if diff := cmp.Diff(f[3], out.String()); diff != "" {
			t.Errorf("%s (-docs +got):\n%s", f[2], diff)
		}
	}
}
