package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/internal/files"
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
	baseline string        // where to write a new one
	recorded *files.Output // at that place; nil if none is written

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
	writeErr                error // of outputs: the run ends
	failure                 error // of the run itself: the status is 3
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
	if err := run.compareFiles(c, s.config); err != nil {
		return err
	}
	if err := run.openOutputs(c); err != nil {
		return err
	}
	if run.outputs.hasFollower() {
		run.opt.Follow = run.follow
	}
	run.summary.Complete = c.Context.Err() == nil // else the inputs are not known
	for _, set := range run.sets {
		if err := run.checkSet(c.Context, set); err != nil {
			run.summary.Complete = false
			if run.writeErr == nil && !errors.Is(err, context.Canceled) {
				run.failure = err
			}
			break
		}
	}
	if run.summary.Complete {
		run.set.Exercised("ivrcheck", run.required, run.opt, run.tally, run.finding)
		run.summary.Complete = run.writeErr == nil
	}
	return run.finish(c.Context)
}

// openOutputs opens what the run writes, or nothing.
func (run *checkRun) openOutputs(c *ucli.Context) error {
	if run.baseline != "" {
		var err error
		if run.recorded, err = files.Create(c.Context, run.baseline); err != nil {
			return usagef("--write-baseline %s: %w", run.baseline, withoutPath(err))
		}
	}
	err := run.outputs.open(c, run.program, run.set.Rules())
	if err != nil && run.recorded != nil {
		run.recorded.Discard()
	}
	return err
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
		f, err := files.Open(c.Context, path)
		if err != nil {
			return usagef("--baseline: %w", err)
		}
		defer f.Close()
		if run.gate.Baseline, err = gate.ReadBaseline(path, f); err != nil {
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
// cancelled run; errors of an input are reported.
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
		run.note("%s", e)
	}
	run.writeErr = cmp.Or(run.writeErr, run.outputs.inputError(e))
	return run.writeErr
}

func (run *checkRun) follow(ev *rules.Event) {
	if run.writeErr == nil {
		run.writeErr = run.outputs.step(report.NewStep(ev, run.opt.ShowValues))
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

// finish completes the reports and the baseline, and decides the exit status.
func (run *checkRun) finish(ctx context.Context) error {
	s := &run.summary
	s.Rules, s.Calls = run.tally.List(run.opt.Selection), run.tally.Counted("calls")
	for why, n := range run.reasons {
		s.Reasons = append(s.Reasons, report.Reason{Text: why.String(), Count: n})
	}
	slices.SortFunc(s.Reasons, func(a, b report.Reason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
	})
	run.bar.hide()
	run.finishGate()
	run.outputs.close(s, func() int { return run.decide(ctx) })
	if run.recorded != nil {
		if err := run.recorded.Commit(); err != nil {
			run.failure = errors.Join(run.failure, fmt.Errorf("--write-baseline %s: %w", run.baseline, withoutPath(err)))
		}
	}
	run.status, run.final = run.decide(ctx), true
	for _, note := range s.Notes {
		run.note("%s", note)
	}
	err := errors.Join(append(run.outputs.failures(), run.failure)...)
	if run.outputs.format != "text" || err != nil && !s.Complete || run.outputs.closedPipe() {
		return err
	}
	if run.inputs == 0 && !run.unmatched {
		run.note("no file matched")
	}
	_ = report.WriteSummary(run.stderr, s, run.outputs.stderr)
	return err
}

// decide gives the exit status by what is known now.
func (run *checkRun) decide(ctx context.Context) int {
	status := run.exitStatus()
	switch {
	case run.outputs.closedPipe():
		status = exitSignal + int(syscall.SIGPIPE)
	case run.failure != nil || len(run.outputs.failures()) > 0:
		status = exitInput
	}
	if !run.summary.Complete || run.outputs.interrupted() {
		return interrupted(ctx, status)
	}
	return status
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
// writes the new baseline. A run that was cut short does neither: it did not see all
// findings.
func (run *checkRun) finishGate() {
	var err error
	if run.summary.Complete {
		run.summary.Notes = run.gate.Notes()
		if run.recorded == nil {
			return
		}
		if err = run.gate.Recorder.Err(); err == nil {
			err = run.gate.Recorder.Write(run.recorded)
		}
	}
	if err != nil {
		run.failure = fmt.Errorf("--write-baseline %s: %w", run.baseline, withoutPath(err))
	}
	if run.recorded != nil && (err != nil || !run.summary.Complete) {
		run.recorded.Discard()
		run.recorded = nil
	}
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
