package gate

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/rules"
)

func finding(print string, verdict rules.Verdict) *rules.Finding {
	return &rules.Finding{
		Rule: "SEQ010", Name: "agent-steady-state", Subject: "MonitorInfo.Agent", Verdict: verdict, Severity: rules.Error,
		Message: "text " + print, File: "a/b/c.pcap", Frame: 7, CallID: "c1", Port: "01", Src: "1.2.3.4:5", Fingerprint: print,
	}
}

func recorded(t *testing.T, fs ...*rules.Finding) *Baseline {
	t.Helper()
	var r Recorder
	for _, f := range fs {
		r.Add(f)
	}
	var text bytes.Buffer
	if err := r.Write(&text); err != nil {
		t.Fatal(err)
	}
	b, err := ReadBaseline("base.json", &text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A finding's texts are written over when it is released.
func TestRecorderCopiesTexts(t *testing.T) {
	memory := []byte("0123456789abcdef")
	f := finding(unsafe.String(&memory[0], len(memory)), rules.Violated)
	f.Subject, f.Message = f.Fingerprint, f.Fingerprint
	var r Recorder
	r.Add(f)
	want := string(memory)
	copy(memory, "XXXXXXXXXXXXXXXX")
	for id, e := range r.entries {
		if e.Fingerprint != want || e.Subject != want || e.Message != want || id.fingerprint != want {
			t.Errorf("%+v of %+v", id, *e)
		}
	}
}

func TestBaselineCoversItsCount(t *testing.T) {
	v, i := rules.Violated, rules.Inconclusive
	b := recorded(t, finding("a", v), finding("b", i), finding("a", v), finding("gone", v))
	g := Gate{Baseline: b}
	for n, step := range []struct {
		f    *rules.Finding
		want bool
	}{
		{finding("a", v), true}, {finding("a", v), true}, {finding("a", v), false},
		{finding("b", v), false}, {finding("b", i), true}, {finding("c", v), false},
	} {
		if got := g.Cover(step.f) != ""; got != step.want {
			t.Errorf("step %d: covered %t, want %t", n, got, step.want)
		}
	}
	notes := g.Notes(anything)
	if len(notes) != 1 || !strings.Contains(notes[0], "stale: SEQ010 agent-steady-state (MonitorInfo.Agent) was not found any more") {
		t.Errorf("notes are %q", notes)
	}
}

func TestFindingAboutRunIsNotInBaseline(t *testing.T) {
	f := finding("run", rules.Violated)
	f.Frame = 0
	g := Gate{Baseline: recorded(t, f), Recorder: new(Recorder)}
	if g.Cover(f) != "" || g.Records(f) {
		t.Error("a finding about the whole run was covered")
	}
}

func TestBaselineFilesAreStable(t *testing.T) {
	write := func(fs ...*rules.Finding) string {
		var r Recorder
		for _, f := range fs {
			r.Add(f)
		}
		var text strings.Builder
		if err := r.Write(&text); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	a, b := finding("a", rules.Violated), finding("b", rules.Violated)
	if diff := cmp.Diff(write(a, b), write(b, a)); diff != "" {
		t.Errorf("the order of the findings shows: %s", diff)
	}
}

func TestSuppressions(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	tests := []struct {
		name string
		s    Suppression
		want bool
	}{
		{"code", Suppression{Rule: "SEQ010"}, true},
		{"prefix", Suppression{Rule: "SEQ"}, true},
		{"other code", Suppression{Rule: "SEQ011"}, false},
		{"subject above", Suppression{Rule: "SEQ010", Subject: "MonitorInfo"}, true},
		{"subject that only begins so", Suppression{Rule: "SEQ010", Subject: "Monitor"}, false},
		{"file", Suppression{Rule: "SEQ010", Where: Where{File: "b/*.pcap"}}, true},
		{"whole path", Suppression{Rule: "SEQ010", Where: Where{File: "a/**"}}, true},
		{"other folder", Suppression{Rule: "SEQ010", Where: Where{File: "x/*.pcap"}}, false},
		{"call", Suppression{Rule: "SEQ010", Where: Where{CallID: "c1", Port: "01", Src: "1.2.3.4:5"}}, true},
		{"other call", Suppression{Rule: "SEQ010", Where: Where{CallID: "c2"}}, false},
		{"last day", Suppression{Rule: "SEQ010", Expires: day("2026-11-23")}, true},
		{"expired", Suppression{Rule: "SEQ010", Expires: day("2026-11-22")}, false},
	}
	for _, tt := range tests {
		tt.s.Reason, tt.s.Place = "known", "f:1"
		g := Gate{Suppressions: []Suppression{tt.s}, Now: now}
		if got := g.Cover(finding("a", rules.Violated)) == "known"; got != tt.want {
			t.Errorf("%s: covered %t, want %t", tt.name, got, tt.want)
		}
		if quiet := len(g.Notes(anything)) == 0; quiet != tt.want {
			t.Errorf("%s: notes are %q", tt.name, g.Notes(anything))
		}
	}
}

func TestRecorderIsBounded(t *testing.T) {
	var r Recorder
	for i := range maxEntries + 1 {
		r.Add(finding(time.Duration(i).String(), rules.Violated))
	}
	if err := r.Err(); err == nil {
		t.Error("a baseline of any length was written")
	}
}

func anything(string, string) bool { return true }
