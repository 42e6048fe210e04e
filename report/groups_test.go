package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"ivrcheck/rules"
)

// grouped gives grouped text without colours.
func grouped(t *testing.T, opt Options, s *Summary, fs ...*rules.Finding) string {
	t.Helper()
	var ops []any
	for _, f := range fs {
		ops = append(ops, f)
	}
	return string(write(t, "text", opt, s, ops...))
}

func TestGroupsAreOrderedWorstFirst(t *testing.T) {
	info, warning, unsure, bad := raw(), value(), undecided(), full()
	text := grouped(t, Options{MaxSame: 3}, summary(), info, unsure, warning, bad, whole())
	heads := regexp.MustCompile(`(?m)^(error|warning|inconclusive|info) \w+`).FindAllString(text, -1)
	want := "error SEQ010, error CAP010, warning MSG004, inconclusive SEQ023, info GLI001"
	if got := strings.Join(heads, ", "); got != want {
		t.Errorf("%s, want %s in\n%s", got, want, text)
	}
	if first, _, _ := strings.Cut(text, "\n"); first != "2 errors, 1 warning, 1 inconclusive, 1 info in 4 inputs: FAIL" {
		t.Errorf("the first line is %q", first)
	}
}

func TestGroupsListTheFirstPositions(t *testing.T) {
	for _, c := range []struct {
		max  int
		want string
	}{
		{0, "frames 1, 2, 3, 4, 5; first 2026"}, {1, "frames 1 and 4 more; first 2026"}, {3, "frames 1, 2, 3 and 2 more; first 2026"}, {5, "frames 1, 2, 3, 4, 5; first 2026"},
	} {
		var fs []*rules.Finding
		for i := range 5 {
			f := full()
			f.Frame = i + 1
			fs = append(fs, f)
		}
		text := grouped(t, Options{MaxSame: c.max}, summary(), fs...)
		if strings.Count(text, "error SEQ010") != 1 || !strings.Contains(text, "NotReady, 5 times\n") || !strings.Contains(text, c.want) {
			t.Errorf("--max-same %d: no %q in\n%s", c.max, c.want, text)
		}
	}
}

// The evidence of a group is one line that shows the part that the finding is about.
func TestEvidenceIsCutAroundItsPart(t *testing.T) {
	long := `…<NewCall Version="4.0"><CalledNum>7001</CalledNum></NewCall><Agent PortNum="7001" Status="LoggedOut"/></MonitorInfo></GctiMsg>`
	out := "LoggedOut"
	for _, c := range []struct {
		subject, want string
		actual        *string
		width         int
	}{
		{"MonitorInfo.Agent", `LoggedOut"`, &out, 40}, {"MonitorInfo.Agent", `<Agent PortNum`, nil, 40}, {"NewCall.Version", ` Version="4.0"`, nil, 40},
		{"NewCall.CalledNum", `<CalledNum>7001`, nil, 60}, {"LoginResp", long, nil, 40}, {"NewCall.Version", long, nil, 30}, {"NewCall", long, nil, 200},
	} {
		f := full()
		f.Subject, f.Actual = c.subject, c.actual
		got := oneLine(long, f, c.width)
		if !strings.Contains(got, c.want) || got != long && columns(got) > c.width {
			t.Errorf("%s in %d columns: %q, expected %q in it", c.subject, c.width, got, c.want)
		}
	}
}

// Another file, rule, subject, cause or verdict is another group.
func TestGroupsAreDivided(t *testing.T) {
	fs := []*rules.Finding{full(), full(), full(), full(), full()}
	fs[1].File, fs[2].Fingerprint, fs[3].Subject, fs[4].Verdict = "b.pcap", "other", "LoginResp", rules.Inconclusive
	if n := strings.Count(grouped(t, Options{}, summary(), fs...), "SEQ010 Agent left"); n != 5 {
		t.Errorf("%d groups, want 5", n)
	}
}

func TestGroupsAreBounded(t *testing.T) {
	g := newGroups(io.Discard, Options{}).(*groupReport)
	f := raw()
	for i := range maxKinds + 10 {
		f.Fingerprint = fmt.Sprint(i)
		if err := g.Finding(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Finding(full()); err != nil { // of another rank
		t.Fatal(err)
	}
	if len(g.groups) != maxKinds+1 || g.left[leftKey{infoRank, "GLI001"}] != 10 {
		t.Errorf("%d groups, left %v", len(g.groups), g.left)
	}
}

func TestVerdictFollowsTheRun(t *testing.T) {
	for _, c := range []struct {
		change func(*Summary)
		want   string
	}{
		{func(s *Summary) { s.Failing, s.Exit = true, 1 }, ": FAIL"},
		{func(s *Summary) { s.Failing, s.Exit = false, 0 }, ": PASS"},
		{func(s *Summary) { s.Failing, s.Exit = false, 3 }, ": INCOMPLETE"},
		{func(s *Summary) { s.Failing, s.Exit, s.Messages = false, 4, 0 }, ": NOTHING TO CHECK"},
		{func(s *Summary) { s.Complete = false }, ": INTERRUPTED"},
	} {
		s := summary()
		c.change(s)
		first, _, _ := strings.Cut(grouped(t, Options{}, s, full()), "\n")
		if !strings.HasSuffix(first, c.want) {
			t.Errorf("%q, want %s", first, c.want)
		}
	}
}

func TestTimesHaveThePrecisionOfTheirSource(t *testing.T) {
	for _, c := range []struct {
		text    string
		capture bool
		want    string
	}{
		{"2024-03-01T09:00:03.174679000Z", true, "2024-03-01T09:00:03.174679Z"},
		{"2024-03-01T09:00:03.174000000Z", true, "2024-03-01T09:00:03.174000Z"},
		{"2024-03-01T09:00:03.174679123Z", true, "2024-03-01T09:00:03.174679123Z"},
		{"2024-03-01T09:00:03.174000000Z", false, "2024-03-01T09:00:03.174Z"},
		{"2024-03-01T09:00:03.000000000Z", false, "2024-03-01T09:00:03Z"},
		{"10:00:00.120", false, "10:00:00.120"},
		{"2024-03-01T09:00:03.174000000+02:00", false, "2024-03-01T09:00:03.174000000+02:00"},
	} {
		if got := shortTime(c.text, c.capture); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}
