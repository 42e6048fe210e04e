package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/report"
	"ivrcheck/rules"
)

// The frames with a comment are those of the findings and related messages of the report.
func TestCommentsAreOnFramesOfFindings(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	paths, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	paths = slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, ".ndjson") })
	if len(paths) < 100 {
		t.Fatalf("%d captures", len(paths))
	}
	for i, path := range paths {
		if testing.Short() && i%50 > 0 {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.pcapng")
			got := run(t, "check", "-f", "ndjson", "-o", "pcapng="+out, path)
			want, messages := map[int]bool{}, map[int][]string{}
			for lines := bufio.NewScanner(bytes.NewReader(got)); lines.Scan(); {
				var f struct {
					Message string
					Frame   int
					Frames  []int
					Related []struct{ Frame int }
				}
				if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
					t.Fatal(err)
				}
				for _, frame := range slices.Compact(slices.Sorted(slices.Values(append(f.Frames, f.Frame)))) {
					want[frame] = true
					messages[frame] = append(messages[frame], f.Message)
				}
				for _, r := range f.Related {
					want[r.Frame] = true
				}
			}
			delete(want, 0)
			shown, _ := exec.Command("tshark", "-r", out, "-Y", "frame.comment", "-T", "fields", "-e", "frame.number", "-e", "frame.comment").Output()
			var frames []int
			for line := range strings.Lines(string(shown)) {
				number, comment, _ := strings.Cut(line, "\t")
				n, err := strconv.Atoi(number)
				if err != nil {
					t.Fatal(err)
				}
				frames = append(frames, n)
				for _, message := range messages[n] { // masked as in the report
					if !strings.Contains(comment, ": "+message) {
						t.Errorf("frame %d has the comment %q, which lacks %q", n, comment, message)
					}
				}
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), frames); diff != "" {
				t.Errorf("frames (-report +comments):\n%s", diff)
			}
		})
	}
}

// Comments beyond the limit of a frame are counted out; those that do not fit into memory come
// in order nevertheless.
func TestCommentsAreBounded(t *testing.T) {
	path := filepath.Join(captures, "seq010-bad.pcap")
	in := input{name: path, named: true}
	var out bytes.Buffer
	a := newAnnotation(&out, &rereadable{set: inputSet{in}, ctx: t.Context()})
	a.sorter.memory = 10_000
	for i := range 300 {
		frame := 12 - i%2
		if err := a.Finding(&rules.Finding{Rule: "SEQ010", Verdict: rules.Violated, Severity: rules.Error, File: path, Frame: frame, Message: "number " + strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.sorter.runs) == 0 {
		t.Error("all comments are in memory")
	}
	if err := a.Close(&report.Summary{Complete: true}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"ivrcheck SEQ010 error: number": 2 * maxComments, "more than 100 findings": 2} {
		if n := bytes.Count(out.Bytes(), []byte(text)); n != want {
			t.Errorf("%q is there %d times, want %d", text, n, want)
		}
	}
}

// The comment of a related message in another file of a rotated set names the file of the finding.
func TestCommentNamesOtherFile(t *testing.T) {
	a := newAnnotation(&bytes.Buffer{}, nil)
	f := &rules.Finding{Rule: "SEQ010", Verdict: rules.Violated, Severity: rules.Error, File: "b", Frame: 1, Message: "m", Related: []rules.Related{{File: "a", Frame: 8, Note: "n"}, {File: "b", Frame: 2, Note: "n"}}}
	if err := a.Finding(f); err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := a.sorter.each(func(f *rules.Finding) error {
		got = append(got, f.Message)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"ivrcheck SEQ010 error at frame 1 of b: n", "ivrcheck SEQ010 error at frame 1: n", "ivrcheck SEQ010 error: m"}, got); diff != "" {
		t.Error(diff)
	}
}
