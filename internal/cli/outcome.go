package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ivrcheck/capture"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// What check makes of its inputs and findings: what counts, and how a run ends.

// unreadable tells that an input failed before anything of it was understood;
// what it holds is then not known, and so not nothing.
func unreadable(results []capture.Result) bool {
	return slices.ContainsFunc(results, func(r capture.Result) bool { return r.Err != nil })
}

// onlyTLS tells that there is nothing to read because it is encrypted, which
// CAP008 has said.
func onlyTLS(results []capture.Result) bool {
	encrypted, streams := 0, 0
	for _, r := range results {
		encrypted += r.Stats.Encrypted
		streams += r.Stats.GLIStreams
	}
	return encrypted > 0 && streams == 0
}

// emptyFault says that an input, or a set as a whole, holds no message, with a
// hint at the likely cause; partial tells that there was one that was not whole.
func emptyFault(results []capture.Result, partial bool) trace.Fault {
	f := trace.Fault{Code: "CAP012", Subject: "input", Hint: "capture"}
	bytes, logs := int64(0), 0
	for _, r := range results {
		bytes += r.Stats.Bytes
		if r.Stats.Kind == "log" {
			logs++
		}
		if r.Stats.Unsupported != "" {
			f.Hint = "link"
			f.Args = []trace.Arg{{Name: "link", Value: r.Stats.Unsupported}}
			return f
		}
	}
	switch {
	case partial:
		f.Hint = "partial"
	case bytes == 0:
		f.Hint = "empty"
	case logs == len(results):
		f.Hint = "log"
	}
	return f
}

// count counts a finding for summary and exit status. What goes into a new
// baseline does not count for the latter.
func (run *checking) count(f *rules.Finding) {
	counts := f.Verdict == rules.Violated
	if counts {
		switch f.Severity {
		case rules.Error:
			run.summary.Findings.Error++
		case rules.Warning:
			run.summary.Findings.Warning++
		case rules.Info:
			run.summary.Findings.Info++
		}
	} else {
		run.summary.Inconclusive++
		run.reasons[f.Why]++
		counts = run.inconclusive == "fail"
	}
	if counts && run.failOn != 0 && f.Severity >= run.failOn && !run.gate.Records(f) {
		run.failing = true
		run.beyond = run.beyond || f.Rule != "CAP012"
	}
}

// found is how many findings there are so far.
func (run *checking) found() int64 {
	f := &run.summary.Findings
	return f.Error + f.Warning + f.Info + run.summary.Inconclusive
}

// status is the exit status (contract, section 3).
func (run *checking) status() int {
	switch {
	case run.unread:
		return exitInput
	case run.summary.Messages == 0 && !run.allowEmpty && !run.beyond:
		return exitNothing
	case run.failing:
		return exitFindings
	}
	return exitClean
}

// finish closes the reports and gives the status.
func (run *checking) finish(ctx context.Context, inputs int) error {
	run.program.status = run.status()
	if !run.summary.Complete {
		run.program.status = interrupted(ctx, run.program.status)
	}
	s := &run.summary
	s.Exit = run.program.status
	s.Rules, s.Calls = run.tally.List(run.opt.Selection), run.tally.Counted("calls")
	for why, n := range run.reasons {
		s.Reasons = append(s.Reasons, report.Reason{Text: why.String(), Count: n})
	}
	slices.SortFunc(s.Reasons, func(a, b report.Reason) int {
		if a.Count != b.Count {
			return int(b.Count - a.Count)
		}
		return strings.Compare(a.Text, b.Text)
	})
	run.bar.hide()
	concluded := run.conclude()
	if err := run.reports.close(s); err != nil {
		return err
	}
	writeNotes(run.stderr, s)
	if concluded != nil {
		return concluded
	}
	if run.text {
		if inputs == 0 {
			fmt.Fprintln(run.stderr, "ivrcheck: no file matched")
		}
		return report.WriteSummary(run.stderr, s, run.reports.stderr)
	}
	return nil
}

// abort completes what reports there are after one could not be written.
func (run *checking) abort(err error) error {
	run.summary.Complete = false
	run.summary.Rules = run.tally.List(run.opt.Selection)
	_ = run.reports.close(&run.summary)
	return err
}
