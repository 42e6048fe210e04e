package check_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ivrcheck/check"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// shown compares what a report shows of findings.
var shown = cmp.Options{
	cmpopts.IgnoreFields(rules.Finding{}, "Title", "Why", "At", "Event", "Conn", "Order", "Whole", "Fails"), cmpopts.IgnoreUnexported(rules.Finding{}),
	cmpopts.IgnoreFields(rules.Related{}, "Event"),
}

// decoded reads a report to its end.
func decoded(r io.Reader) (all []check.Entry, err error) {
	for e, failed := range check.Read(r) {
		if failed != nil {
			return all, failed
		}
		all = append(all, e)
	}
	return all, nil
}

// What each format writes is read back, and a report without its end is an error.
func TestReportsAreReadBack(t *testing.T) {
	inputs := []check.Input{check.File(captured), check.File("../testdata/captures/msg004-bad.pcap")}
	var want []*rules.Finding
	formats := map[string]*bytes.Buffer{"json": {}, "ndjson": {}, "partial": {}}
	run := func(shards rules.Shards, each func(*rules.Finding) error) *check.Result {
		result, err := check.Run(t.Context(), inputs, check.Options{Options: rules.Options{Shards: shards}, Finding: each})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	all := run(0, func(f *rules.Finding) error {
		f.Quote()
		want = append(want, f)
		return nil
	})
	for format, out := range formats {
		if format == "partial" {
			w, err := check.NewPartWriter()
			if err != nil {
				t.Fatal(err)
			}
			part := run(rules.PartOf(0, 1), w.Finding)
			if err := errors.Join(w.Write(out, report.Partial{Host: "a", Of: 1}, part), w.Close()); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w, err := report.New(format, out, report.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range want {
			err = errors.Join(err, w.Finding(f))
		}
		err = errors.Join(err, w.InputError(&report.InputError{File: "x", Error: "is damaged"}),
			w.Close(&report.Summary{Complete: true, Messages: all.Messages, Rules: all.Tallies.List(rules.Selection{}), Exit: 3}))
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(want) < 3 {
		t.Fatalf("%d findings", len(want))
	}
	for format, out := range formats {
		text := out.String()
		entries, err := decoded(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", format, err)
		}
		var got []*rules.Finding
		kinds := ""
		for _, e := range entries {
			switch {
			case e.Finding != nil:
				got = append(got, e.Finding)
			case e.InputError != nil && e.InputError.Error == "is damaged":
				kinds += "error "
			case e.Summary != nil && e.Summary.Messages == all.Messages && e.Summary.Exit == 3 && e.Summary.Rules[0].Verdict.String() != "":
				kinds += "summary"
			case e.Partial != nil && e.Partial.Messages == all.Messages && len(e.Partial.Inputs[0].SHA256) == 64:
				kinds += "start "
			case e.PartialEnd != nil && e.PartialEnd.Findings == int64(len(want)) && len(e.PartialEnd.Tallies) > 0:
				kinds += "end"
			}
		}
		if diff := cmp.Diff(want, got, shown); diff != "" {
			t.Errorf("%s: findings (-want +got):\n%s", format, diff)
		}
		if is := map[string]string{"json": "summary", "ndjson": "error summary", "partial": "start end"}[format]; kinds != is {
			t.Errorf("%s: other values are %q, want %q", format, kinds, is)
		}
		for _, end := range []int{0, 1, len(text) / 2, strings.LastIndex(text, "summary") - 12} {
			if _, err := decoded(strings.NewReader(text[:end])); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: error of the first %d of %d bytes is %v", format, end, len(text), err)
			}
		}
		for range check.Read(strings.NewReader(text)) {
			break // no more is asked for
		}
	}
	for _, text := range []string{"no report", "[]", `{"type":"message"}`, `{"type":"finding","severity":"odd"}`, `{"schema":"","findings":{}}`, `{"schema":"","findings":[]}`} {
		if entries, err := decoded(strings.NewReader(text)); err == nil {
			t.Errorf("%s is read as %v", text, entries)
		}
	}
}

// Results of shards add up to that of the whole; what does not belong together is refused.
func TestResultsMerge(t *testing.T) {
	run := func(path string, shards rules.Shards) *check.Result {
		result, err := check.Run(t.Context(), []check.Input{check.File(path)}, check.Options{Options: rules.Options{Shards: shards}})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	whole, one := run(captured, 0), run(captured, rules.PartOf(0, 4))
	for i := 1; i < 4; i++ {
		if err := one.Merge(run(captured, rules.PartOf(i, 4))); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(whole.Tallies.Counts(), one.Tallies.Counts()); diff != "" || one.Messages != whole.Messages || len(one.Inputs) != 1 {
		t.Errorf("%d messages (-whole +shards):\n%s", one.Messages, diff)
	}
	for name, other := range map[string]*check.Result{
		"the same shard": run(captured, rules.PartOf(1, 4)),
		"the whole":      whole,
	} {
		if one.Merge(other) == nil {
			t.Errorf("%s was merged", name)
		}
	}
	if run(captured, rules.PartOf(0, 2)).Merge(run("../testdata/captures/seq020-bad.pcap", rules.PartOf(1, 2))) == nil {
		t.Error("a shard of another input was merged")
	}
}

// A callback's error ends the run and is returned.
func TestErrorOfCallbackEndsRun(t *testing.T) {
	full := errors.New("full")
	for _, jobs := range []int{1, 4} {
		calls := 0
		_, err := check.Run(t.Context(), []check.Input{check.File(captured)}, check.Options{Jobs: jobs, Finding: func(*rules.Finding) error {
			calls++
			return full
		}})
		if !errors.Is(err, full) || calls != 1 {
			t.Errorf("jobs %d: %d calls, error %v", jobs, calls, err)
		}
	}
}
