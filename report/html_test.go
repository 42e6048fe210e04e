package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"errors"

	"ivrcheck/rules"
)

// page writes a report with the steps of an exchange and its findings.
func pageOf(t *testing.T, s *Summary, opt Options, findings ...*rules.Finding) []byte {
	t.Helper()
	var buf bytes.Buffer
	r := newHTML(&buf, opt)
	for _, step := range exchangeOf() {
		if err := r.(Follower).Step(step); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range findings {
		if err := r.Finding(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.InputError(inputError()); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(s); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

var (
	programs = regexp.MustCompile(`(?s)<(style|script)>(.*?)</(?:style|script)>`)
	data     = regexp.MustCompile(`(?s)<script type="application/json"[^>]*>(.*?)</script>`)
)

// skeleton is a page without its style and script, which the browser tests cover.
func skeleton(page []byte) []byte {
	page = programs.ReplaceAll(page, []byte("<$1>...</$1>"))
	return regexp.MustCompile(`sha256-[A-Za-z0-9+/&#;]*=`).ReplaceAll(page, []byte("sha256-..."))
}

func standing() *rules.Finding {
	f := full()
	f.Event, f.Related[0].Event, f.Fingerprint = 31, 6, "81"
	return f
}

func TestHTMLGolden(t *testing.T) {
	rs := []*rules.Rule{{ID: "SEQ010", Name: "agent-steady-state", Text: "LoggedIn is never a steady state.\n"}, {ID: "SEQ011", Text: "not needed"}}
	s := summary()
	s.Notes = []string{"the baseline lists 2 findings that are gone"}
	golden(t, "report-html", skeleton(pageOf(t, s, Options{Version: "1.2.3", Rules: rs}, append(findings(), standing())...)))
}

func TestEmptyHTMLIsComplete(t *testing.T) {
	var buf bytes.Buffer
	if err := newHTML(&buf, Options{}).Close(&Summary{Complete: true, Exit: 4}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<!DOCTYPE html>", "<h1>Nothing to check</h1>", "</html>\n"} {
		if !bytes.Contains(buf.Bytes(), []byte(want)) {
			t.Errorf("an empty page lacks %s", want)
		}
	}
}

func TestHTMLPolicyAllowsOnlyItsStyleAndScript(t *testing.T) {
	page := string(pageOf(t, summary(), Options{}))
	found := programs.FindAllStringSubmatch(page, -1)
	if len(found) != 2 {
		t.Fatalf("the page has %d styles and scripts, want one of each", len(found))
	}
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
	if policy == nil {
		t.Fatal("no policy")
	}
	said := strings.ReplaceAll(policy[1], "&#43;", "+")
	for _, f := range found {
		if want := f[1] + "-src '" + hash(f[2]) + "'"; !strings.Contains(said, want) {
			t.Errorf("the policy lacks %s: %s", want, said)
		}
	}
	if !strings.HasPrefix(said, "default-src 'none'; ") || strings.Contains(said, "unsafe") {
		t.Errorf("the policy is %s", said)
	}
}

// Text of a capture is in the page only as data or as escaped text.
func TestHTMLEscapesHostileText(t *testing.T) {
	s := summary()
	s.Inputs = append(s.Inputs, Input{File: hostile + "</script><b>", Kind: "log", Error: hostile})
	s.Reasons = append(s.Reasons, Reason{hostile, 1})
	s.Notes = []string{hostile}
	f := poisoned()
	f.Event = 4
	f.Message = "</script><script>alert(1)</script><!-- <script> \u2028"
	page := pageOf(t, s, Options{Version: hostile}, f)
	harmless(t, "html", page, false)
	rest := programs.ReplaceAll(data.ReplaceAll(page, nil), nil)
	for _, bad := range []string{"<script", "<!--", "<b>", "<&>"} {
		if bytes.Contains(rest, []byte(bad)) {
			t.Errorf("outside of the page's own scripts stands %s", bad)
		}
	}
	for _, element := range data.FindAllSubmatch(page, -1) {
		if bytes.ContainsAny(element[1], "<>&") {
			t.Errorf("data hold markup: %s", element[1])
		}
	}
}

// inPage gives the data of a page.
func inPage(t *testing.T, page []byte) (steps [][]any, findings []map[string]any) {
	t.Helper()
	for _, element := range data.FindAllSubmatch(page, -1) {
		var list []any
		if json.Unmarshal(element[1], &list) != nil {
			continue // the texts of rules
		}
		for _, d := range list {
			switch d := d.(type) {
			case []any:
				steps = append(steps, d) // also positions and totals
			case map[string]any:
				findings = append(findings, d)
			}
		}
	}
	return steps, findings
}

func TestHTMLFindingHasItsSteps(t *testing.T) {
	steps, found := inPage(t, pageOf(t, summary(), Options{}, standing()))
	if len(found) != 1 {
		t.Fatalf("%d findings", len(found))
	}
	if got := fmt.Sprint(found[0]["at"], found[0]["related_at"]); got != "[0 8] [[0 2] []]" {
		t.Errorf("it stands at %s", got)
	}
	var indexes []float64
	for _, s := range steps {
		indexes = append(indexes, s[1].(float64))
	}
	slices.Sort(indexes)
	// Its neighbours, those of its call, and the related one.
	if got := fmt.Sprint(indexes); got != "[1 2 5 6 7 8 9]" {
		t.Errorf("the page holds the steps %s", got)
	}
}

func TestHTMLKeepsFindingsOfEveryRule(t *testing.T) {
	var list []*rules.Finding
	add := func(f *rules.Finding) {
		f.Fingerprint = fmt.Sprint(len(list))
		list = append(list, f)
	}
	for range maxRows + 500 {
		add(value())
	}
	for range fewEach + 7 {
		add(undecided())
	}
	page := pageOf(t, summary(), Options{}, list...)
	_, found := inPage(t, page)
	if want := maxRows + fewEach; len(found) != want {
		t.Errorf("%d findings are in the page, want %d", len(found), want)
	}
	for _, want := range []string{`"MSG004":{"left":500}`, `"SEQ023":{"left":7}`, "contains <strong>20,100</strong> findings; <strong>507</strong> more were found"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// Equal findings are in the page once; the others add a position, up to a number.
func TestHTMLWritesEqualFindingsOnce(t *testing.T) {
	var list []*rules.Finding
	for i := range maxRowPlaces + 10 {
		f := value()
		f.Line, f.CallID = i+1, fmt.Sprint("c", i)
		list = append(list, f)
	}
	other := value()
	other.File = "another.log"
	page := pageOf(t, summary(), Options{}, append(list, other)...)
	lists, found := inPage(t, page)
	if len(found) != 2 {
		t.Errorf("%d rows, expected 2", len(found))
	}
	places := 0
	for _, d := range lists {
		switch d[0] {
		case float64(placeDatum):
			if places++; places == 1 {
				if got := fmt.Sprint(d); got != "[-1 0 2 10:00:00.120 <nil> c1  ]" {
					t.Errorf("the second position is %s", got)
				}
			}
		case float64(totalDatum):
			if got := fmt.Sprint(d); got != fmt.Sprintf("[-2 0 %d]", maxRowPlaces+10) {
				t.Errorf("the total is %s", got)
			}
		}
	}
	if places != maxRowPlaces {
		t.Errorf("%d positions, expected %d", places, maxRowPlaces)
	}
	if n := bytes.Count(page, []byte("Status of LoginResp holds a value")); n != 2 {
		t.Errorf("the message is %d times in the page", n)
	}
}

func TestHTMLToClosedPipe(t *testing.T) {
	r := newHTML(&brokenPipe{room: 10}, Options{})
	for range 2 {
		if err := r.Finding(full()); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("a finding gives %v", err)
		}
	}
	if err := r.Close(summary()); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("close gives %v", err)
	}
}

func TestHTMLVerdict(t *testing.T) {
	for _, c := range []struct {
		summary Summary
		want    string
	}{
		{Summary{Complete: true}, "Passed"},
		{Summary{Complete: true, Findings: Counts{Warning: 1}}, "Passed"},
		{Summary{Complete: true, Exit: 1}, "Failed"},
		{Summary{Complete: true, Exit: 3}, "Incomplete"},
		{Summary{Complete: true, Exit: 4}, "Nothing to check"},
		{Summary{Exit: 130}, "Interrupted"},
	} {
		if _, got, because := htmlVerdict(&c.summary); got != c.want || because == "" {
			t.Errorf("%+v: %s, %q", c.summary, got, because)
		}
	}
}
