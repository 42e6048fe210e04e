package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ivrcheck/trace"
)

func TestBounds(t *testing.T) {
	nine := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
	zone := time.FixedZone("", 3600)
	for _, test := range []struct {
		since, until string
		at           time.Time
		want         bool
	}{
		{"", "", nine, true},
		{"", "", time.Time{}, true},
		{"2024-03-01T09:00:00Z", "", nine, true},
		{"2024-03-01T09:00:00.000000001Z", "", nine, false},
		{"2024-03-01T10:00:00+01:00", "2024-03-01T10:00:00+01:00", nine, true},
		{"2024-03-01 09:00", "2024-03-01T09:00:00", nine, true},
		{"2024-03-01", "", nine, true},
		{"2024-03-02", "", nine, false},
		{"", "2024-03-01", nine, false},
		{"2024-03-01", "", time.Time{}, false},
		{"2024-03-01", "", time.Date(1, 1, 1, 9, 0, 0, 0, time.UTC), false}, // a time of day alone
		{"", "2024-03-01", time.Date(1, 1, 1, 9, 0, 0, 0, time.UTC), false},
		{"09:00:00", "09:00", nine, true},
		{"09:00", "", time.Date(1, 1, 1, 9, 0, 0, 0, time.UTC), true},
		{"09:00:00.5", "", nine, false},
		{"10:00", "10:00", nine.In(zone), true}, // as the log shows it
		{"22:00", "06:00", nine, false},
		{"22:00", "09:30", nine, true},
		{"08:00", "06:00", nine, true},
		{"5", "", nine, true}, // the input began five seconds before
		{"5.001", "", nine, false},
		{"+5s", "+5s", nine, true},
		{"", "4.999", nine, false},
		{"0", "09:00", nine, true},
	} {
		f := &filter{}
		for text, to := range map[string]*bound{test.since: &f.since, test.until: &f.until} {
			if text == "" {
				continue
			}
			b, err := parseBound(text)
			if err != nil {
				t.Fatal(err)
			}
			*to = b
			if text == test.since && text == test.until {
				f.since, f.until = b, b
			}
		}
		f.setStart(nine.Add(-5 * time.Second))
		if got := f.during(trace.Stamp{Time: test.at}); got != test.want {
			t.Errorf("%v since %q until %q: %v", test.at, test.since, test.until, got)
		}
	}
	for _, text := range []string{"noon", "-5", "25:00", "2024-13-01", "1e300", "NaN", ""} {
		if _, err := parseBound(text); err == nil {
			t.Errorf("%q is taken for a time", text)
		}
	}
}

// The output of `messages --format gli`, checked as a raw stream, has the findings of
// the capture about frames and messages, and no others. What a raw stream does not
// show, such as senders and the end of the connection, is left out.
func TestWrittenFramesHaveSameFindings(t *testing.T) {
	files, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, file := range files {
		name := filepath.Base(file)
		_, report, _ := ivrcheck(t, "check", "--format", "ndjson", name)
		want, ok := wireFaults(t, report)
		if !ok {
			continue
		}
		compared++
		_, frames, complaint := ivrcheck(t, "messages", "--format", "gli", name)
		var out, stderr bytes.Buffer
		Run(t.Context(), []string{"ivrcheck", "check", "--format", "ndjson", "--input", "gli", "-"}, strings.NewReader(frames), &out, &stderr)
		got, _ := wireFaults(t, out.String())
		if !slices.Equal(got, want) {
			t.Errorf("%s: %s\nfrom the frames:\n  %s\nfrom the capture:\n  %s", name, complaint, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
		}
	}
	if compared < 100 {
		t.Errorf("only %d captures were compared", compared)
	}
}

// wireFaults lists the findings about frames and messages; ok is false if bytes are
// missing or there is more than one connection.
func wireFaults(t *testing.T, report string) (list []string, ok bool) {
	t.Helper()
	ok = true
	for row := range strings.Lines(report) {
		var f struct {
			Type, Rule, Subject, Verdict, Message string
			Inputs                                []struct {
				GLIStreams int `json:"gli_streams"`
			}
		}
		if err := json.Unmarshal([]byte(row), &f); err != nil {
			t.Fatal(err)
		}
		switch {
		case f.Type == "summary":
			ok = ok && len(f.Inputs) == 1 && f.Inputs[0].GLIStreams == 1
		case strings.HasPrefix(f.Rule, "CAP"):
			ok = false
		case f.Rule != "MSG002" && !strings.HasPrefix(f.Rule, "SEQ") && f.Rule != "GLI005" && f.Rule != "GLI006":
			list = append(list, strings.Join([]string{f.Rule, f.Subject, f.Verdict, f.Message}, " "))
		}
	}
	slices.Sort(list)
	return list, ok
}

// The frames of a clean capture are the bytes that were sent.
func TestFramesAreWrittenUnchanged(t *testing.T) {
	_, frames, _ := ivrcheck(t, "messages", "--format", "gli", "good.pcap")
	file := filepath.Join(t.TempDir(), "good.gli")
	if err := os.WriteFile(file, []byte(frames), 0o600); err != nil {
		t.Fatal(err)
	}
	_, again, _ := ivrcheck(t, "messages", "--format", "gli", file)
	if again != frames || !strings.Contains(frames, "\x00\x00\x00\x02\x02\x00") {
		t.Errorf("%d bytes become %d, or keep-alives are left out", len(frames), len(again))
	}
}
