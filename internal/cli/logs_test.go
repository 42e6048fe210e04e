package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
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
	lines := strings.Contains(s.Name, "prefix") || strings.Contains(s.Name, "cri") || strings.Contains(s.Name, "compose") || strings.Contains(s.Name, "docker") || strings.Contains(s.Name, "journald") || strings.Contains(s.Name, "csv") || slices.Contains([]string{"color", "kubectl", "stern", "rsyslog"}, s.Name) || strings.Contains(s.Name, "json") || s.Name == "html" || s.Name == "numbered" || s.Name == "cef" || s.Name == "crlf" || s.Name == "continued"
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
			if status != 0 || stderr != "" && s.Name != "typographic" {
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

// faulty is a conversation with a wrong value and wrong orders, and faults what is to be found in it,
// however it is written: rule, verdict, subject and the number of the message.
func faulty() (records []logtest.Record, faults []string) {
	xml := func(text string) string {
		return `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg>` + text + `</GctiMsg>`
	}
	for i, m := range []struct {
		ivr        bool
		name, text string
	}{
		{true, "LoginReq", `<CallId>login-1</CallId><LoginReq ClientName="IVR1" Version="4.0"/>`},
		{false, "LoginResp", `<CallId>login-1</CallId><LoginResp IServerVersion="8.5" Result="Success" Status="0K"/>`},
		{false, "MonitorInfo", `<CallId>login-1</CallId><MonitorInfo><Agent PortNum="7001" Status="LoggedIn"/></MonitorInfo>`},
		{false, "MonitorInfo", `<CallId>login-1</CallId><MonitorInfo><Agent PortNum="7001" Status="LoggedOut"/></MonitorInfo>`},
		{true, "NewCall", `<CallId>c1</CallId><NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum></NewCall>`},
		{false, "CallStatus", `<CallId>c1</CallId><CallStatus Event="Established"/>`},
		{true, "NewCall", `<CallId>c1</CallId><NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum></NewCall>`},
		{true, "EndCall", `<CallId>c1</CallId><EndCall EndCause="Normal"/>`},
	} {
		at := time.Date(2024, 3, 1, 9, 0, i, 123e6, time.UTC)
		records = append(records, logtest.Record{Time: at, FromIVR: m.ivr, Name: m.name, XML: xml(m.text)})
	}
	return records, []string{"MSG004 violated LoginResp.Status 2", "SEQ010 violated MonitorInfo.Agent 4", "SEQ020 violated NewCall 7"}
}

// Each shape of log gives the same findings about messages and their order, also one that does not keep
// every byte of a message.
func TestLogShapesGiveTheSameFindings(t *testing.T) {
	records, want := faulty()
	for _, s := range slices.Concat(logtest.Shapes, logtest.Copies) {
		if s.Name == "controller" || s.Name == "simulator" {
			continue // all lines are the server's
		}
		t.Run(s.Name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			write(t, path, s.Log(records))
			_, messages, _ := ivrcheck(t, "messages", path)
			number := map[float64]int{} // by offset
			for l := range strings.Lines(messages) {
				var m map[string]any
				if err := json.Unmarshal([]byte(l), &m); err != nil {
					t.Fatal(err)
				}
				if m["type"] == "message" {
					number[m["offset"].(float64)] = len(number) + 1
				}
			}
			_, out, _ := ivrcheck(t, "check", "-f", "ndjson", path)
			var got []string
			for l := range strings.Lines(out) {
				var f map[string]any
				if err := json.Unmarshal([]byte(l), &f); err != nil {
					t.Fatal(err)
				}
				if rule, _ := f["rule"].(string); strings.HasPrefix(rule, "MSG") || strings.HasPrefix(rule, "SEQ") || strings.HasPrefix(rule, "XML") || strings.HasPrefix(rule, "CAP") {
					offset, _ := f["offset"].(float64)
					got = append(got, fmt.Sprintf("%s %v %v %d", rule, f["verdict"], f["subject"], number[offset]))
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
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
	if len(found) != 2 {
		t.Fatalf("%d examples, want 2", len(found))
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
