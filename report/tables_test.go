package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// codeClimateIssue has the keys that GitLab documents, and no others.
type codeClimateIssue struct {
	Type        string   `json:"type"`
	CheckName   string   `json:"check_name"`
	Description string   `json:"description"`
	Categories  []string `json:"categories"`
	Severity    string   `json:"severity"`
	Fingerprint string   `json:"fingerprint"`
	Location    struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
		} `json:"lines"`
	} `json:"location"`
}

func issues(t *testing.T, ops ...any) (out []codeClimateIssue) {
	t.Helper()
	text := write(t, "codeclimate", Options{}, summary(), ops...)
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return out
}

func TestCodeClimateIssues(t *testing.T) {
	seen := map[string]bool{}
	ops := append(everything(), poisoned(), full(), full(), poisoned(), inputError())
	got := issues(t, ops...)
	if len(got) != len(ops) {
		t.Fatalf("%d issues of %d findings and errors", len(got), len(ops))
	}
	for _, i := range got {
		if i.CheckName == "" || i.Description == "" || i.Fingerprint == "" || i.Location.Lines.Begin < 1 ||
			i.Location.Path == "" || strings.HasPrefix(i.Location.Path, "./") ||
			!slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, i.Severity) {
			t.Errorf("not an issue that GitLab takes: %+v", i)
		}
		if seen[i.Fingerprint] {
			t.Errorf("the fingerprint %s is there twice", i.Fingerprint)
		}
		seen[i.Fingerprint] = true
	}
	if len(issues(t)) != 0 {
		t.Error("issues without findings")
	}
}

func TestCodeClimateFingerprintsAreUniqueBeyondTheLimit(t *testing.T) {
	c := newCodeClimate(nil, Options{}).(*codeClimateReport)
	for i := range maxFingerprints {
		c.seen[fmt.Sprint(i)] = 1
	}
	if a, b, known := c.unique("new"), c.unique("new"), c.unique("7"); a == b || known != "7-2" || len(c.seen) != maxFingerprints {
		t.Errorf("%s, %s, %s and %d fingerprints", a, b, known, len(c.seen))
	}
}

func TestCSVRows(t *testing.T) {
	formula := full()
	formula.Actual, formula.File, formula.Hint = new("=cmd()"), "-", "two\nlines, and \"quotes\""
	text := write(t, "csv", Options{}, summary(), append(everything(), poisoned(), formula)...)
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if want := len(findings()) + 3; len(rows) != want || strings.Count(string(text), "\n") != want {
		t.Errorf("%d rows of %d", len(rows), want)
	}
	last := map[string]string{}
	for i, column := range rows[0] {
		last[column] = rows[len(rows)-1][i]
	}
	for column, want := range map[string]string{
		"rule": "SEQ010", "severity": "error", "verdict": "violated", "file": "stdin", "position": "42", "actual": "'=cmd()",
		"hint": `two\nlines, and "quotes"`, "expected": "Ready|NotReady", "stream": "3", "count": "1", "related": "captures/agent.pcap:38 captures/before.pcap:9",
	} {
		if last[column] != want {
			t.Errorf("%s is %q, want %q", column, last[column], want)
		}
	}
	if got := string(write(t, "csv", Options{}, &Summary{})); got != strings.Join(csvColumns, ",")+"\n" {
		t.Errorf("without findings: %q", got)
	}
}

// Only what makes the run fail is a failure in JUnit.
func TestJUnitFailuresAreThoseOfTheRun(t *testing.T) {
	f := full()
	for fails, want := range map[bool]int{true: 1, false: 0} {
		f.Fails = fails
		text := string(write(t, "junit", Options{}, summary(), f))
		if n := strings.Count(text, "<failure "); n != want || !strings.Contains(text, fmt.Sprintf(`failures="%d"`, want)) {
			t.Errorf("fails %v: %d failures in\n%s", fails, n, text)
		}
		if !strings.Contains(text, f.Message) {
			t.Errorf("fails %v: the finding is lost in\n%s", fails, text)
		}
	}
}

func TestSARIFPlaces(t *testing.T) {
	for _, test := range []struct{ file, want string }{
		{"-", "stdin"}, {"run.pcap", "run.pcap"}, {"a b/c:d.pcap", "a%20b/c:d.pcap"}, {"c:d.pcap", "./c:d.pcap"},
		{"/home/me/logs/run.pcap", "logs/run.pcap"}, {"/tmp/run.pcap", "../../tmp/run.pcap"},
	} {
		f := raw()
		f.File = test.file
		var doc struct {
			Runs []struct {
				Results []struct {
					Locations []struct {
						PhysicalLocation struct {
							ArtifactLocation struct{ URI string }
							Region           struct{ StartLine int }
						}
					}
				}
			}
		}
		if err := json.Unmarshal(write(t, "sarif", Options{Base: "/home/me"}, summary(), f), &doc); err != nil {
			t.Fatal(err)
		}
		at := doc.Runs[0].Results[0].Locations[0].PhysicalLocation
		if at.ArtifactLocation.URI != test.want || at.Region.StartLine != 1 {
			t.Errorf("%s: %+v, want %s", test.file, at, test.want)
		}
	}
	if got := relativeURI("/tmp/run.pcap", ""); got != "tmp/run.pcap" {
		t.Errorf("without a directory: %s", got)
	}
}

func TestStandardInputIsStdin(t *testing.T) {
	f, e := full(), inputError()
	f.File, e.File = "-", "-"
	s := summary()
	s.Inputs = s.Inputs[:1]
	s.Inputs[0].File = "-"
	for _, format := range Formats() {
		text := string(write(t, format, Options{OneLine: true}, s, f, e))
		if !strings.Contains(text, "stdin") {
			t.Errorf("%s: no stdin in\n%s", format, text)
		}
	}
}
