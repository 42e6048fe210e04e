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

// captures is the directory of the bundled captures. Checks run from there, so that
// goldens contain no path.
const captures = "../../testdata/captures"

// ivrcheck runs the program in the directory of the captures.
func ivrcheck(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Chdir(captures)
	var out, err bytes.Buffer
	status = Run(t.Context(), append([]string{"ivrcheck"}, args...), strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

// line has the members of a line of NDJSON that tests use.
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

// Each bundled capture equals its scenario, has exactly the findings that the
// scenario lists, and is reported as in its golden.
func TestScenarios(t *testing.T) {
	for _, s := range allScenarios() {
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
			_, report, _ := ivrcheck(t, checkArgs(s.name)...)
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

// checkArgs are the arguments with which a bundled capture is checked.
func checkArgs(name string) []string {
	return append([]string{"check", "--format", "ndjson", name}, scenarioFlags[name]...)
}

// golden compares the report of a capture with NAME.want.ndjson.
func golden(t *testing.T, name string) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(captures, strings.TrimSuffix(name, filepath.Ext(name))+".want.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	_, got, stderr := ivrcheck(t, checkArgs(name)...)
	if stderr != "" {
		t.Errorf("standard error is for the text format's notes, got %s", stderr)
	}
	for _, jobs := range []string{"1", "7"} {
		if _, again, _ := ivrcheck(t, append(checkArgs(name), "--jobs", jobs)...); again != got {
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

// Frames and streams are numbered as tshark numbers them.
func TestFramesAndStreamsEqualTshark(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed; make setup-test installs it")
	}
	found, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	for i, path := range found {
		name := filepath.Base(path)
		if i%8 != 0 && (strings.HasPrefix(name, "seq") || strings.HasPrefix(name, "msg") || strings.HasPrefix(name, "xml")) {
			continue // all are generated alike
		}
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
