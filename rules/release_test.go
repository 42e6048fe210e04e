package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"ivrcheck/trace"
)

// A finding that is made in the memory of released ones is as if made in new.
func TestReleasedFindingsAreMadeAnew(t *testing.T) {
	texts := []string{
		login + agent("01", "LoggedIn") + new7 + agent("01", "LoggedOut") + end7 + "~ <\nfin",
		agent("01", "Ready") + "> UDataGet CallId=9 RequestId=5 Keys=a\n< UDataResp CallId=9 RequestId=6 Result=Success\nfin",
		login + new7 + "< NewCall CalledNum=1\n< Unknown x=y\n> Paint Colour=red\n< CallStatus CallId=8 Event=Rinning\n~ >\nrst",
		"mid\n" + agent("01", "LoggedIn") + agent("02", "Ready") + agent("01", "LoggedIn") + "fin",
	}
	// all is everything that a finding says.
	all := func(f *Finding) string {
		text, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%s %v %v %d", text, f.Why, f.At, f.Event)
	}
	quoted := 0
	quote := Options{Evidence: func([]byte, trace.Span) []byte { return []byte("a quote") }}
	var want, got []string
	for range 20 {
		for _, text := range texts {
			for _, f := range findings(t, Options{}, text) {
				want = append(want, all(f))
			}
			judgeText(t, quote, text, func(f *Finding) {
				got = append(got, all(f))
				had := f.Evidence
				if f.Quote(); had == "" && f.Evidence != "" && f.Evidence != "a quote" {
					t.Errorf("quoted %q", f.Evidence)
				} else if had == "" && f.Evidence != "" {
					quoted++
				}
				f.Release()
			})
		}
	}
	if quoted < 20 {
		t.Errorf("%d findings were quoted", quoted)
	}
	if len(want) < 200 || !slices.Equal(got, want) {
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Fatalf("got  %s\nwant %s", got[i], want[i])
			}
		}
		t.Errorf("%d findings, want %d", len(got), len(want))
	}
	f := &Finding{Rule: "X"} // no judge's
	if f.Release(); f.Rule != "X" {
		t.Error("a finding that no judge has made is cleared")
	}
}
