package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/internal/gate"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

func (p *program) checkCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "check",
		Usage:     "check captures and logs, and report what is wrong",
		ArgsUsage: "PATH...",
		Description: "PATH is a packet capture (pcap, pcapng), a raw GLI stream or a text log, told by\n" +
			"its content, also in gzip or zstd; a directory; a glob (** included); or - for\n" +
			"standard input.\n\n" +
			"Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage;\n" +
			"3 an input could not be read, or not to its end; 4 nothing to check.",
		Flags:  slices.Concat(checkFlags(), reportFlags(), inputFlags()),
		Action: p.check,
	}
}

type checkRun struct {
	*captureRun
	analyzer
	outputs  *outputs
	gate     gate.Gate
	baseline string // where to write a new one

	failOn, minSeverity rules.Severity // failOn 0: never
	inconclusive        string
	required            []*rules.Rule // by --require-activated
	allowEmpty          bool

	tally   *rules.Tallies
	summary report.Summary
	reasons map[trace.Reason]int64
	// failing reports a finding at or above failOn, failingMessage one that is
	// not only about an empty input.
	failing, failingMessage bool
	writeErr                error
}

func (p *program) check(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	run, err := p.newCheckRun(c, s.config)
	if err != nil {
		return s.withOrigin(err)
	}
	if err := run.findInputs(c); err != nil {
		return err
	}
	if err := run.outputs.open(c, p, run.set.Rules()); err != nil {
		return err
	}
	if run.outputs.hasFollower() {
		run.opt.Follow = run.follow
	}
	run.summary.Complete = true
	for _, set := range run.sets {
		if err := run.checkSet(c.Context, set); err != nil {
			if !errors.Is(err, context.Canceled) {
				return run.abort(err)
			}
			run.summary.Complete = false
			break
		}
	}
	if run.summary.Complete {
		run.set.Exercised("ivrcheck", run.required, run.opt, run.tally, run.finding)
		if run.writeErr != nil {
			return run.abort(run.writeErr)
		}
	}
	return run.finish(c.Context)
}

// newCheckRun reads the flags; it opens nothing yet.
func (p *program) newCheckRun(c *ucli.Context, config *configFile) (*checkRun, error) {
	base, err := p.newCaptureRun(c, config)
	if err != nil {
		return nil, err
	}
	run := &checkRun{
		captureRun: base, inconclusive: c.String("inconclusive"), allowEmpty: c.Bool("allow-empty"),
		baseline: c.String("write-baseline"), reasons: make(map[trace.Reason]int64),
	}
	run.opt.AssumeComplete = c.Bool("assume-complete")
	run.opt.ShowValues = c.String("values") == "shown"
	run.libxml2 = c.String("xml") == "libxml2"
	run.failOn, _ = rules.ParseSeverity(c.String("fail-on")) // 0: never
	run.minSeverity, _ = rules.ParseSeverity(c.String("min-severity"))
	if run.opt.Selection, err = run.set.Select(splitList(c.StringSlice("select")), splitList(c.StringSlice("ignore"))); err != nil {
		return nil, usageError{err}
	}
	if run.required, err = run.set.Demand("--require-activated", splitList(c.StringSlice("require-activated"))); err != nil {
		return nil, usageError{err}
	}
	if len(run.required) > 0 {
		run.opt.Selection.InsistOnExercise()
	}
	if err := run.openGate(c, config); err != nil {
		return nil, err
	}
	if c.Int("max-same") < 0 {
		return nil, usagef("--max-same is %d, use 0 or more", c.Int("max-same"))
	}
	run.opt.Evidence = schema.NewChecker(run.set.Catalogue(), schema.Options{ShowValues: run.opt.ShowValues}).Excerpt
	run.tally = run.set.NewTallies()
	if run.outputs, err = newOutputs(c); err != nil {
		return nil, err
	}
	return run, nil
}

func (run *checkRun) openGate(c *ucli.Context, config *configFile) error {
	run.gate.Now = time.Now()
	if config != nil {
		run.gate.Suppressions = config.suppressions
		for _, sup := range run.gate.Suppressions {
			if _, err := run.set.Select([]string{sup.Rule}, nil); err != nil {
				return usagef("%s: no rule has the code %q; `ivrcheck rules list` shows them all", sup.Place, sup.Rule)
			}
		}
	}
	if path := c.String("baseline"); path != "" {
		var err error
		if run.gate.Baseline, err = gate.ReadBaseline(path); err != nil {
			return usagef("--baseline: %w", err)
		}
	}
	if run.baseline != "" {
		run.gate.Recorder = new(gate.Recorder)
	}
	return nil
}

func (run *checkRun) checkSet(ctx context.Context, set inputSet) error {
	var before, counted []rules.Tally
	if run.outputs.perInput() {
		before = run.tally.List(run.opt.Selection)
	}
	first := len(run.summary.Inputs)
	err := run.judgeSet(ctx, set)
	if before != nil {
		counted = rules.Since(before, run.tally.List(run.opt.Selection))
	}
	sum := report.Input{File: set[0].name}
	for i, in := range run.summary.Inputs[first:] {
		if i == 0 {
			sum = in
			continue
		}
		sum.Messages += in.Messages
		sum.Error = cmp.Or(sum.Error, in.Error)
	}
	if len(set) > 1 {
		sum.File += fmt.Sprintf(" and %d more", len(set)-1)
	}
	run.bar.hide()
	return errors.Join(err, run.outputs.endInput(&sum, counted))
}

// judgeSet reads and judges a set. The error is one of a report's writer or of a
// cancelled run; what is wrong with an input is reported.
func (run *checkRun) judgeSet(ctx context.Context, set inputSet) error {
	judge := run.set.NewJudge(run.opt, run.tally, run.finding)
	messages := map[string]int64{} // by file
	file, inFile := "", int64(0)
	endFile := func() {
		messages[file] += inFile
		inFile = 0
	}
	total, partial := int64(0), false
	results, err := readSet(ctx, run.captureRun, set,
		func() func(*trace.Unit, *rules.Event) { return run.newWorker(run.set) },
		func(u *trace.Unit, ev *rules.Event) error {
			if u.Kind == trace.Document && !u.Partial {
				if u.Pos.File != file {
					endFile()
					file = u.Pos.File
				}
				inFile++
				total++
			}
			partial = partial || u.Partial
			judge.Take(ev)
			run.bar.update(run.summary.Messages+total, run.found())
			return run.writeErr
		})
	endFile()
	if run.writeErr != nil {
		return run.writeErr
	}
	if ctx.Err() == nil && total == 0 && set.named() && !run.allowEmpty {
		if fault, ok := emptyFault(results, partial); ok {
			judge.About(results[0].Name, fault)
		}
	}
	judge.Close()
	run.summary.Messages += total
	run.bar.hide()
	for _, r := range results {
		if err := run.summarize(r, messages[r.Name]); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return run.writeErr
}

func (run *checkRun) summarize(r capture.Result, messages int64) error {
	sum := report.Input{
		File: r.Name, Kind: r.Stats.Kind, Compression: r.Stats.Compression, Bytes: r.Stats.Bytes, Packets: int64(r.Stats.Packets),
		Streams: int64(r.Stats.Streams), GLIStreams: int64(r.Stats.GLIStreams), Messages: messages,
	}
	e, counts := run.inputError(r)
	if e != nil {
		sum.Error = e.Error
	}
	run.summary.Inputs = append(run.summary.Inputs, sum)
	if !counts {
		return run.writeErr
	}
	if run.outputs.format == "text" {
		fmt.Fprintln(run.stderr, "ivrcheck:", e)
	}
	return run.outputs.each(func(r report.Report) error { return r.InputError(e) })
}

func (run *checkRun) follow(ev *rules.Event) {
	if run.writeErr == nil {
		run.writeErr = run.outputs.step(report.NewStep(ev))
	}
}

// finding counts a finding and hands it to the reports.
func (run *checkRun) finding(f *rules.Finding) {
	if !run.filter.finding(f) {
		f.Release()
		return
	}
	if f.Suppressed = run.gate.Cover(f); f.Suppressed != "" {
		run.summary.Suppressed++
	} else {
		run.count(f)
	}
	if f.Severity < run.minSeverity || (f.Verdict == rules.Inconclusive && run.inconclusive == "hide") || run.writeErr != nil {
		f.Release()
		return
	}
	f.Quote()
	run.bar.hide()
	run.writeErr = run.outputs.finding(f)
}

// count counts a finding for the summary and the exit status. A finding that
// goes into a new baseline does not count for the exit status.
func (run *checkRun) count(f *rules.Finding) {
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
		run.failingMessage = run.failingMessage || f.Rule != "CAP012"
	}
}

func (run *checkRun) found() int64 {
	f := &run.summary.Findings
	return f.Error + f.Warning + f.Info + run.summary.Inconclusive
}

func (run *checkRun) finish(ctx context.Context) error {
	run.status = run.exitStatus()
	if !run.summary.Complete {
		run.status = interrupted(ctx, run.status)
	}
	s := &run.summary
	s.Exit = run.status
	s.Rules, s.Calls = run.tally.List(run.opt.Selection), run.tally.Counted("calls")
	for why, n := range run.reasons {
		s.Reasons = append(s.Reasons, report.Reason{Text: why.String(), Count: n})
	}
	slices.SortFunc(s.Reasons, func(a, b report.Reason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
	})
	run.bar.hide()
	baselineErr := run.finishGate()
	if err := run.outputs.close(s); err != nil {
		return err
	}
	for _, note := range s.Notes {
		fmt.Fprintln(run.stderr, "ivrcheck:", report.Printable(note))
	}
	if baselineErr != nil {
		return baselineErr
	}
	if run.outputs.format != "text" {
		return nil
	}
	if run.inputs == 0 {
		fmt.Fprintln(run.stderr, "ivrcheck: no file matched")
	}
	return report.WriteSummary(run.stderr, s, run.outputs.stderr)
}

// exitStatus is the status of a complete run (contract, section 3).
func (run *checkRun) exitStatus() int {
	switch {
	case run.inputFailed:
		return exitInput
	case run.summary.Messages == 0 && !run.allowEmpty && !run.failingMessage:
		return exitNothing
	case run.failing:
		return exitFindings
	}
	return exitClean
}

// finishGate notes suppressions and baseline entries that are of no use, and
// writes the new baseline. An interrupted run does neither: it did not see all
// findings.
func (run *checkRun) finishGate() error {
	if !run.summary.Complete {
		return nil
	}
	run.summary.Notes = run.gate.Notes()
	if run.baseline == "" {
		return nil
	}
	if err := run.gate.Recorder.Write(run.baseline); err != nil {
		return fmt.Errorf("--write-baseline: %w", err)
	}
	return nil
}

func (run *checkRun) abort(err error) error {
	run.summary.Complete = false
	run.summary.Rules = run.tally.List(run.opt.Selection)
	_ = run.outputs.close(&run.summary)
	return err
}

// emptyFault is the finding about an input, or a set, without a message, with a
// hint at the likely cause; partial reports that a part of one was found. There
// is none where an input failed, since its messages are not known, or where
// all is encrypted (CAP008).
func emptyFault(results []capture.Result, partial bool) (f trace.Fault, ok bool) {
	f = trace.Fault{Code: "CAP012", Subject: "input", Hint: "capture"}
	var bytes int64
	var logs, encrypted, gliStreams int
	for _, r := range results {
		if r.Err != nil {
			return f, false
		}
		bytes += r.Stats.Bytes
		encrypted += r.Stats.Encrypted
		gliStreams += r.Stats.GLIStreams
		if r.Stats.Kind == "log" {
			logs++
		}
		if r.Stats.Unsupported != "" && f.Hint != "link" {
			f.Hint = "link"
			f.Args = []trace.Arg{{Name: "link", Value: r.Stats.Unsupported}}
		}
	}
	switch {
	case encrypted > 0 && gliStreams == 0:
		return f, false
	case f.Hint == "link":
	case partial:
		f.Hint = "partial"
	case bytes == 0:
		f.Hint = "empty"
	case logs == len(results):
		f.Hint = "log"
	}
	return f, true
}
