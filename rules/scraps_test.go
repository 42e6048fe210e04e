package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// scraps are events of one connection: x is a scrap from the IVR, y one from the server with
// another fault, m a message, l a part of a document that is as long as a message, g a gap, n an empty document.
func judgeScraps(t *testing.T, text string, opt Options) (got []string) {
	t.Helper()
	set, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	tally := set.NewTallies()
	judge := set.NewJudge(opt, tally, func(f *Finding) {
		if strings.HasPrefix(f.Rule, "CAP0") || f.Rule == "GLI010" || f.Rule == "GLI006" || f.Rule == "GLI007" {
			got = append(got, fmt.Sprintf("%s %d %d", f.Rule, f.Frame, f.Count))
		}
	})
	conn := &trace.Conn{Stream: 0, Client: 0}
	projector, checker := set.NewProjector(), schema.NewChecker(schema.Builtin(), schema.Options{})
	var ev Event
	for i, c := range text {
		u := &trace.Unit{Kind: trace.Document, Conn: conn, Pos: frame(i + 1), Partial: true, Body: []byte("<GctiMsg>"), Faults: []trace.Fault{{Code: "CAP009"}}}
		var m *schema.Message
		var faults []trace.Fault
		switch c {
		case 'y':
			u.Side, u.Faults = 1, append(u.Faults, trace.Fault{Code: "GLI010"})
		case 'l':
			u.Body = []byte(strings.Repeat("x", scrapBytes))
		case 'g':
			u.Kind, u.Lost, u.Faults = trace.Gap, 5, []trace.Fault{{Code: "CAP006"}}
		case 'e':
			u.Kind, u.Partial, u.Body, u.Header, u.Faults = trace.Frame, false, nil, trace.Header{Raw: [6]byte{0, 2, 0, 2, 2, 0}, Present: true}, []trace.Fault{{Code: "GLI007"}}
		case 'm':
			v, _, err := parseTraceLine("> EndCall CallId=7 EndCause=Normal", schema.Builtin())
			if err != nil {
				t.Fatal(err)
			}
			u.Body, u.Partial, u.Faults = v.Body, false, nil
			m, faults = checker.Check(u)
		}
		u.StreamStart, u.StreamEnd, u.Acked = -1, -1, -1
		projector.Project(&ev, u, m, faults)
		judge.Take(&ev)
	}
	judge.Close()
	held := judge.shards[0].reporter
	if n := len(held.scraps.runs) + len(held.scraps.frames) + len(held.once.held); n > 0 {
		t.Errorf("%d are held at the end", n)
	}
	for _, r := range tally.List(Selection{}) {
		n := int64(0)
		for _, f := range got {
			if strings.HasPrefix(f, r.Rule+" ") {
				n++
			}
		}
		if strings.HasPrefix(r.Rule, "CAP0") && r.Violated != n {
			t.Errorf("%s counts %d violations, %d were reported", r.Rule, r.Violated, n)
		}
	}
	return got
}

func TestDebris(t *testing.T) {
	many := strings.Repeat("x", longRun)
	for _, tc := range []struct {
		name, text string
		opt        Options
		want       []string
	}{
		{name: "few scraps are reported each", text: "xxg", want: []string{"CAP009 1 0", "CAP009 2 0", "CAP006 3 0"}},
		{name: "before the message that ends them", text: "xmx", want: []string{"CAP009 1 0", "CAP009 3 0"}},
		{name: "one finding for a long run", text: many, want: []string{fmt.Sprintf("CAP009 1 %d", longRun)}},
		{name: "one for each kind and direction, with all that follow", text: many + "ygy" + "m" + "xgm", want: []string{
			fmt.Sprintf("CAP009 1 %d", longRun+1), fmt.Sprintf("CAP009 %d 2", longRun+1), fmt.Sprintf("GLI010 %d 2", longRun+1), fmt.Sprintf("CAP006 %d 2", longRun+2),
		}},
		{name: "parts as long as messages are reported each", text: strings.Repeat("l", 3), want: []string{"CAP009 1 0", "CAP009 2 0", "CAP009 3 0"}},
		{name: "what the filter refuses does not count", text: many, opt: Options{Filter: func(f *Finding) bool { return f.Frame > 4 }},
			want: []string{fmt.Sprintf("CAP009 5 %d", longRun-4)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := judgeScraps(t, tc.text, tc.opt); !slices.Equal(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
	// Frames without XML are reported at once; only a long run of them has a finding for the rest.
	for _, tc := range []struct {
		text     string
		findings int
		last     string
	}{
		{"eee", 3, "GLI007 3 0"},
		{strings.Repeat("e", longRun), longRun, "GLI007 32 0"},
		{strings.Repeat("e", longRun+5), longRun + 1, "GLI007 33 5"},
		{strings.Repeat("eeem", longRun), 3 * longRun, "GLI007 127 0"},
		{strings.Repeat("e", longRun+5) + "me", longRun + 2, "GLI007 33 5"},
	} {
		if got := judgeScraps(t, tc.text, Options{}); len(got) != tc.findings || got[len(got)-1] != tc.last {
			t.Errorf("%s: %d findings, the last is %v; expected %d, %s", tc.text, len(got), got[len(got)-1], tc.findings, tc.last)
		}
	}
	// Messages between keep the run short.
	if got := judgeScraps(t, strings.Repeat("xm", 3*longRun), Options{}); len(got) != 3*longRun {
		t.Errorf("%d findings, expected one for each scrap", len(got))
	}
}
