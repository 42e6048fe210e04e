package cli

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// findingsOf lists the findings of files as "RULE verdict line", XML004 and notes on the input left out.
func findingsOf(t *testing.T, args ...string) (list []string) {
	t.Helper()
	_, out, _ := ivrcheck(t, append([]string{"check", "-f", "ndjson"}, args...)...)
	for l := range strings.Lines(out) {
		var f struct {
			Type, Rule, Verdict string
			Frame, Line         int
		}
		if err := json.Unmarshal([]byte(l), &f); err != nil {
			t.Fatal(err)
		}
		if f.Type == "finding" && f.Rule != "XML004" {
			list = append(list, fmt.Sprint(f.Rule, " ", f.Verdict, " ", f.Line+f.Frame))
		}
	}
	slices.Sort(list)
	return list
}

// message is a message of a call; login ones have a call id of their own.
func logged1(element string) string {
	return "<GctiMsg><CallId>c1</CallId>" + element + "</GctiMsg>"
}

const (
	inProgress = `<LoginResp IServerVersion="8.5" Result="Success" Status="InitInProgress"/>`
	noClient   = `<LoginResp IServerVersion="8.5" Result="Success" Status="NoSuchClient"/>`
	badVersion = `<LoginResp IServerVersion="8.5" Result="InvalidProtocolVersion"/>`
	called     = `<NewCall CallControlMode="Network" Version="4.0"><CalledNum>1</CalledNum></NewCall>`
	ended      = `<EndCall EndCause="Normal"/>`
)

// What a log without connections shows is judged as one connection, until a login shows that
// another one begins: a LoginReq is another try while the last one is unanswered or was refused.
func TestVerdictsOfLogs(t *testing.T) {
	status := func(event string) string { return `<CallStatus Event="` + event + `"/>` }
	const monitored = `<MonitorInfo><Port PortNum="1" Status="OK"/></MonitorInfo>`
	otherReq := strings.Replace(loginReq, `ClientName="`, `ClientName="Other`, 1)
	for _, tc := range []struct {
		name     string
		elements []string
		want     []string
	}{
		{"a wrong value does not end a call", []string{loginReq, loginOK, called, status("ringing"), called, ended}, []string{"MSG004 violated 4", "SEQ020 violated 5"}},
		{"nor does one that means nothing", []string{loginReq, loginOK, called, status("Answered"), called, ended}, []string{"MSG004 violated 4", "SEQ020 violated 5"}},
		{"one that means Released does", []string{loginReq, loginOK, called, status("released"), called, ended}, []string{"MSG004 violated 4"}},
		{"a wrong Status decides nothing", []string{loginReq, inProgress, `<LoginResp IServerVersion="8.5" Result="Success" Status="Banana"/>`, called, ended}, []string{"MSG004 violated 3", "SEQ005 violated 4"}},
		{"success without Status", []string{loginReq, inProgress, `<LoginResp IServerVersion="8.5" Result="Success"/>`, called, ended}, nil},
		{"two tries, two answers", []string{loginReq, loginReq, loginOK, loginOK}, nil},
		{"another try after InitInProgress", []string{loginReq, inProgress, loginReq, loginOK, called, ended}, nil},
		{"another try after NoSuchClient", []string{loginReq, noClient, loginReq, loginOK, called, ended}, nil},
		{"another try after InvalidProtocolVersion", []string{loginReq, badVersion, loginReq, loginOK, called, ended}, nil},
		{"the refusal counts until then", []string{loginReq, noClient, loginReq, called, loginOK, ended}, []string{"SEQ004 violated 4"}},
		{"another connection after success", []string{loginReq, loginOK, called, loginReq, loginOK, called, ended}, []string{"SEQ023 inconclusive 3"}},
		{"three answers to two tries", []string{loginReq, loginReq, loginOK, loginOK, loginOK}, []string{"SEQ002 violated 5"}},
		{"another client begins while the first goes on", []string{loginReq, loginOK, otherReq, monitored, loginOK}, []string{"SEQ007 inconclusive 4"}},
		{"a call of the first client goes on after another one has begun", []string{loginReq, loginOK, called, otherReq, loginOK, ended, called, called}, []string{"SEQ020 inconclusive 8", "SEQ021 inconclusive 6", "SEQ023 inconclusive 3", "SEQ023 inconclusive 7"}},
		{"another client after the first", []string{loginReq, loginOK, called, ended, otherReq, loginOK, called, called, ended}, []string{"SEQ020 violated 8"}},
		{"another client after a refusal", []string{loginReq, noClient, otherReq, loginOK, loginOK, loginOK}, []string{"SEQ002 violated 5", "SEQ002 violated 6"}},
		{"the same client is late", []string{loginReq, loginOK, loginReq, monitored, loginOK}, []string{"SEQ007 violated 4"}},
		{"an EndCall of either side", []string{loginReq, loginOK, called, ended, `<RouteRequest RouteDN="1"/>`, `<EndCall EndCause="Timeout"/>`}, []string{"SEQ022 inconclusive 5", "SEQ022 inconclusive 6", "SEQ024 inconclusive 6"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var log strings.Builder
			for i, e := range tc.elements {
				fmt.Fprintf(&log, "09:00:%02d.000 Std 1 %s\n", i, logged1(e))
			}
			path := filepath.Join(t.TempDir(), "app.log")
			write(t, path, []byte(log.String()))
			if got := findingsOf(t, path); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q\n%s", got, tc.want, log.String())
			}
		})
	}
}

// A record that is as long as it says is whole, whatever is in it; a shorter one was cut.
func TestRecordsThatSayTheirLength(t *testing.T) {
	record := func(n int, xml string) string {
		return fmt.Sprintf("2026-11-22 10:00:00.01%d A|10.0.1.4:7009|GCTI_PORT:1    |NewCall        |REQ_KEY=c1, XML_DATA=(%d)%s\n", n, len(xml), xml)
	}
	whole, malformed := logged1(called), strings.Replace(logged1(called), "</GctiMsg>", "</GctiMag>", 1)
	for _, tc := range []struct{ log, want string }{
		{logged1(loginReq) + "\n" + strings.Replace(whole, "</GctiMsg>", "</GtciMsg>", 1) + "\n", "XML001 violated 2"},
		{record(1, logged1(loginReq)) + record(2, malformed) + record(3, whole), "XML001 violated 2"},
		{record(1, logged1(loginReq)) + record(2, strings.Replace(malformed, "<NewCall", "<!--"+strings.Repeat(" long", 400)+"--><NewCall", 1)) + record(3, whole), "XML001 violated 2"},
		{record(1, logged1(loginReq)) + strings.Replace(record(2, whole), "</CallId>"+called+"</GctiMsg>", "", 1) + record(3, whole), "CAP007 violated 2"},
	} {
		path := filepath.Join(t.TempDir(), "app.log")
		write(t, path, []byte(tc.log))
		got := slices.DeleteFunc(findingsOf(t, path), func(f string) bool { return strings.HasPrefix(f, "SEQ") })
		if strings.Join(got, ", ") != tc.want {
			t.Errorf("got %q, want %s\n%s", got, tc.want, tc.log)
		}
	}
}

// Lines of several logs have a connection for each of them.
func TestVerdictsOfSeveralLogs(t *testing.T) {
	const monitored = `<MonitorInfo><Port PortNum="1" Status="OK"/></MonitorInfo>`
	for name, form := range map[string]string{
		"tail -f":          "==> /var/log/ivr-%[1]d.log <==\n09:00:%02[2]d.000 %[3]s\n\n",
		"tail -f, Unicode": "==> ivr %[1]d ä <==\nfirst line\n09:00:%02[2]d.000 %[3]s\n",
		"grep":             "ivr-%[1]d.log:09:00:%02[2]d.000 %[3]s\n",
		"grep -n":          "logs/ivr-%[1]d.log:%[2]d:%[3]s\n",
		"grep, old files":  "ivr.log.%[1]d:%[3]s\n",
		"grep -C":          "ivr-%[1]d.txt-%[2]d-%[3]s\n",
	} {
		var log strings.Builder
		for i, e := range []string{loginReq, loginReq, loginOK, loginOK, monitored, loginReq, called, monitored, loginOK, ended} {
			fmt.Fprintf(&log, form, []int{1, 2, 1, 2, 1, 3, 1, 2, 3, 1}[i], i, logged1(e))
		}
		path := filepath.Join(t.TempDir(), "app.log")
		write(t, path, []byte(log.String()))
		if got := findingsOf(t, path); got != nil {
			t.Errorf("%s: got %q\n%s", name, got, log.String())
		}
	}
}

// A piece of a log without a time stamp is where the names of the files put it.
func TestJoinedLogWithoutTimes(t *testing.T) {
	document := prologue + logged1(called)
	lines := "2026-11-22 10:00:01 " + prologue + logged1(loginReq) + "\n2026-11-22 10:00:02 " + prologue + logged1(loginOK) + "\n2026-11-22 10:00:03 " + document
	folder := t.TempDir()
	for cut := len(lines) - len(document) + 10; cut < len(lines); cut += 40 {
		one, two := filepath.Join(folder, "app-1.log"), filepath.Join(folder, "app-2.log")
		write(t, one, []byte(lines[:cut]))
		write(t, two, []byte(lines[cut:]+"\n"))
		got := findingsOf(t, "--join", two, one)
		if want := []string{"SEQ023 inconclusive 3"}; !slices.Equal(got, want) {
			t.Errorf("cut at %d: got %q, want %q", cut, got, want)
		}
	}
}

// The evidence of a finding contains the parameter that it is about, if the message has it.
func TestEvidenceHasTheParameter(t *testing.T) {
	var files []string
	for _, pattern := range []string{captures + "/*", "../../testdata/logs/*.log"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	checked := 0
	for _, file := range files {
		if strings.HasSuffix(file, ".ndjson") {
			continue
		}
		file, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		type place struct {
			frame        int
			offset, line int64
		}
		bodies := map[place][]string{}
		_, out, _ := ivrcheck(t, "messages", "--allow-empty", file)
		type entry struct {
			Type, XML, Rule, Subject, Evidence, Message, Hint string
			Frame                                             int
			Offset, Line                                      int64
		}
		each := func(out string, do func(e *entry)) {
			for l := range strings.Lines(out) {
				var e entry
				if err := json.Unmarshal([]byte(l), &e); err != nil {
					t.Fatal(err)
				}
				do(&e)
			}
		}
		each(out, func(e *entry) {
			p := place{e.Frame, e.Offset, e.Line}
			bodies[p] = append(bodies[p], e.XML)
		})
		_, out, _ = ivrcheck(t, "check", "-f", "ndjson", "--allow-empty", file)
		each(out, func(e *entry) {
			if e.Rule == "MSG006" && e.Hint == "" {
				t.Errorf("%s: MSG006 without a hint: %s", filepath.Base(file), e.Message)
			}
			if e.Rule == "GLI003" && e.Message == "the length field is 39680, expected 155 for a body of 153 bytes" && !strings.Contains(e.Hint, "little-endian") {
				t.Errorf("%s: the hint does not name the cause: %s", filepath.Base(file), e.Hint)
			}
			parts := strings.Split(e.Subject, ".")
			name := parts[len(parts)-1]
			if e.Type != "finding" || strings.HasPrefix(e.Rule, "GLI") || len(parts) < 2 || name == "" {
				return
			}
			written := regexp.MustCompile(`[<\s/]` + regexp.QuoteMeta(name) + `\b`)
			bodies := bodies[place{e.Frame, e.Offset, e.Line}]
			if len(bodies) == 0 || !slices.ContainsFunc(bodies, written.MatchString) || slices.ContainsFunc(bodies, func(b string) bool { return !written.MatchString(b) }) {
				return
			}
			checked++
			if !written.MatchString(e.Evidence) {
				t.Errorf("%s: %s %s: the evidence lacks it: %s\n%s", filepath.Base(file), e.Rule, e.Subject, e.Evidence, e.Message)
			}
		})
	}
	if checked < 40 {
		t.Errorf("%d findings about a parameter of their message, expected more", checked)
	}
}
