package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata anew")

// captures is where the bundled captures stand, seen from this package; checks
// run from there, so that goldens hold no path.
const captures = "../../testdata/captures"

// ivrcheck runs the program in the directory of the captures.
func ivrcheck(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Chdir(captures)
	var out, err bytes.Buffer
	status = Run(t.Context(), append([]string{"ivrcheck"}, args...), strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

// line is what tests read of a line of NDJSON.
type line struct {
	Type, Rule, Name, Verdict, Severity, Subject, File string
	Frame                                              int
	Frames                                             []int
	Stream                                             *int
	Messages                                           int
}

func lines(t *testing.T, text string) []line {
	t.Helper()
	var out []line
	for _, one := range strings.Split(strings.TrimSpace(text), "\n") {
		if one == "" {
			continue
		}
		var l line
		if err := json.Unmarshal([]byte(one), &l); err != nil {
			t.Fatalf("%v in %s", err, one)
		}
		out = append(out, l)
	}
	return out
}

// Each bundled capture is what its scenario makes, finds the faults that the
// scenario names and no others, and is reported as its golden says.
func TestScenarios(t *testing.T) {
	for _, s := range append(scenarios, exampleScenarios()...) {
		t.Run(s.name, func(t *testing.T) {
			data := s.make()
			path := filepath.Join(captures, s.name)
			if *update {
				write(t, path, data)
			}
			if have := read(t, path); !bytes.Equal(have, data) {
				t.Errorf("testdata/captures/%s is not what its scenario makes; run with -update", s.name)
			}
			golden(t, s.name)
			_, report, _ := ivrcheck(t, "check", "--format", "ndjson", s.name)
			var codes []string
			for _, l := range lines(t, report) {
				if l.Type == "finding" {
					codes = append(codes, l.Rule)
				}
			}
			slices.Sort(codes)
			if got := strings.Join(codes, " "); got != s.finds {
				t.Errorf("found %q, want %q\n%s", got, s.finds, report)
			}
		})
	}
}

// Recorded captures have goldens, too.
func TestRecordings(t *testing.T) {
	found, err := filepath.Glob(captures + "/recorded-*.pcap*")
	if err != nil || len(found) == 0 {
		t.Fatalf("no recording is bundled (%v)", err)
	}
	for _, path := range found {
		t.Run(filepath.Base(path), func(t *testing.T) { golden(t, filepath.Base(path)) })
	}
}

// golden compares the report of a capture with NAME.want.ndjson beside it;
// nothing but the capture decides its bytes.
func golden(t *testing.T, name string) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(captures, strings.TrimSuffix(name, filepath.Ext(name))+".want.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	_, got, stderr := ivrcheck(t, "check", "--format", "ndjson", name)
	if stderr != "" {
		t.Errorf("standard error is for the text format's notes, got %s", stderr)
	}
	for _, jobs := range []string{"1", "7"} {
		if _, again, _ := ivrcheck(t, "check", "--format", "ndjson", "--jobs", jobs, name); again != got {
			t.Errorf("--jobs %s gives another report:\n%s", jobs, cmp.Diff(got, again))
		}
	}
	if *update {
		write(t, path, []byte(got))
	}
	if diff := cmp.Diff(string(read(t, path)), got); diff != "" {
		t.Errorf("report of %s (-want +got), -update writes it anew:\n%s", name, diff)
	}
}

// Every code that is checked has a capture that breaks it and one that comes
// close and does not.
func TestEveryCodeHasItsCaptures(t *testing.T) {
	_, text, _ := ivrcheck(t, "rules", "list", "--format", "json")
	var rules []struct{ Code string }
	if err := json.Unmarshal([]byte(text), &rules); err != nil {
		t.Fatal(err)
	}
	// Those of this list are made in the tests of the room that finds them.
	elsewhere := map[string]string{
		"CAP007": "capture/textlog", "CAP011": "capture/textlog",
	}
	scenarios := append(scenarios, exampleScenarios()...)
	for _, r := range rules {
		bad, good := false, false
		for _, s := range scenarios {
			broken := slices.Contains(strings.Fields(s.finds), r.Code)
			bad = bad || broken
			good = good || !broken
		}
		if !bad && elsewhere[r.Code] == "" {
			t.Errorf("no bundled capture breaks %s", r.Code)
		}
		if !good {
			t.Errorf("no bundled capture keeps %s", r.Code)
		}
		near := slices.ContainsFunc(scenarios, func(s scenario) bool { return s.name == strings.ToLower(r.Code)+"-good.pcap" })
		if !near && (required[r.Code] || strings.HasPrefix(r.Code, "SEQ")) {
			t.Errorf("no near miss is bundled for %s", r.Code)
		}
	}
}

// required are the codes whose near miss must stand in testdata.
var required = map[string]bool{
	"XML001": true, "XML003": true, "XML004": true, "MSG001": true, "MSG002": true, "MSG003": true, "MSG004": true,
	"MSG005": true, "MSG006": true, "MSG007": true, "MSG008": true, "MSG009": true, "MSG010": true, "MSG011": true,
	"MSG012": true, "MSG013": true, "MSG014": true, "MSG015": true, "MSG016": true, "MSG017": true, "GLI001": true, "GLI002": true, "GLI003": true, "SEQ001": true, "SEQ002": true,
	"SEQ010": true, "SEQ011": true, "SEQ013": true, "SEQ020": true, "SEQ021": true, "SEQ023": true,
}

// Frames and streams are numbered as tshark numbers them.
func TestNumbersAreTshark(t *testing.T) {
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed; make setup-test installs it")
	}
	found, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	for _, path := range found {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			_, listed, _ := ivrcheck(t, "messages", "--allow-empty", name)
			out, err := exec.Command(tshark, "-n", "-r", name, "-T", "fields", "-e", "frame.number", "-e", "tcp.stream", "-e", "tcp.len").Output()
			if err != nil && name != "cap001-bad.pcap" { // tshark ends with a status for a cut file
				t.Fatal(err)
			}
			stream, carries := map[int]int{}, map[int]bool{}
			for _, row := range strings.Split(strings.TrimSpace(string(out)), "\n") {
				cells := strings.Split(row, "\t")
				if len(cells) < 3 || cells[1] == "" {
					continue
				}
				frame, _ := strconv.Atoi(cells[0])
				stream[frame], _ = strconv.Atoi(cells[1])
				carries[frame] = cells[2] != "0"
			}
			for _, l := range lines(t, listed) {
				if l.Type == "gap" {
					continue
				}
				for _, frame := range l.Frames {
					s, tcp := stream[frame]
					if !tcp || !carries[frame] {
						t.Errorf("frame %d carries no TCP data, says tshark, but part of %s %s", frame, l.Type, l.Name)
					} else if l.Stream == nil || *l.Stream != s {
						t.Errorf("frame %d is of stream %d, says tshark; we say %v", frame, s, l.Stream)
					}
				}
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
