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

	"ivrcheck/check"
	"ivrcheck/internal/files"
	"ivrcheck/internal/gate"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

func (p *program) checkCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "check",
		Usage:     "check captures and logs",
		ArgsUsage: "PATH...",
		Description: "PATH is a packet capture (pcap, pcapng), a raw GLI stream or a text log, also in\n" +
			"gzip or zstd; a directory; a glob (** included); or - for standard input. The\n" +
			"file type is detected from the content.\n\n" +
			"Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage;\n" +
			"3 an input could not be read, or not to its end; 4 nothing to check.",
		Flags:  slices.Concat(checkFlags(), reportFlags(), inputFlags(), shardFlags()),
		Action: p.check,
	}
}

type checkRun struct {
	*captureRun
	libxml2  bool // for every message
	outputs  *outputs
	gate     gate.Gate
	baseline string        // path of a new baseline
	recorded *files.Output // the file at that path; nil if none is written

	failOn, minSeverity rules.Severity // failOn 0: never
	inconclusive        string
	required            []*rules.Rule // by --require-activated
	allowEmpty          bool

	part  *report.Partial // with --shard: the part that is judged
	group *grouping       // with --group
	host  string          // host of the findings, if there are several

	reading  string // the file of the last unit
	messages int64  // read so far
	tally    *rules.Tallies
	summary  report.Summary
	reasons  map[trace.Reason]int64
	// failing reports a finding at or above failOn. failingMessage reports one that is about more than an empty input.
	failing, failingMessage bool
	selects                 bool  // the filter selects a message
	worst                   int   // report.Rank of the worst finding
	writeErr                error // from outputs; it ends the run
	failure                 error // of the run itself: the status is 3
}

func (p *program) check(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	if c.Bool("statistics") && c.String("format") != "text" {
		return usagef("--statistics is text, it does not go with --format %s", c.String("format"))
	}
	p.quiet = c.Bool("quiet")
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
	if run.part != nil {
		return run.checkPart(c)
	}
	defer func() { run.again.close() }()
	if err := run.rereadInput(c); err != nil {
		return err
	}
	if err := run.openOutputs(c); err != nil {
		return err
	}
	if run.outputs.hasFollower() {
		run.opt.Follow = run.follow
	}
	run.watchFilter()
	run.summary.Complete = c.Context.Err() == nil // otherwise the inputs are unknown
	for _, set := range run.sets {
		if err := run.checkSet(c.Context, set); err != nil {
			run.summary.Complete = false
			if run.writeErr == nil && !errors.Is(err, context.Canceled) && !run.outputs.failedWith(err) {
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

// rereadInput prepares the second pass for a copy of the input.
func (run *checkRun) rereadInput(c *ucli.Context) (err error) {
	if !run.outputs.annotates() || c.Context.Err() != nil {
		return nil
	}
	if len(run.sets) != 1 {
		return usagef("--output %s=FILE copies one packet capture, and there are %d inputs; --join makes them one", annotated, len(run.sets))
	}
	if run.again, err = newRereadable(c.Context, run.sets[0], run.capture, run.stdin); err != nil {
		return usagef("--output %s=FILE needs a temporary file for this input: %w", annotated, err)
	}
	for _, in := range run.sets[0] {
		if !run.again.spooled() && !in.isCapture(c.Context, run.capture) {
			return usagef("--output %s=FILE copies packet captures (pcap, pcapng), and %s is none", annotated, in.name)
		}
	}
	run.outputs.input = run.again
	return nil
}

// openOutputs opens all files that the run writes, or none.
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

// newCheckRun reads the flags. It opens no file.
func (p *program) newCheckRun(c *ucli.Context, config *configFile) (*checkRun, error) {
	base, err := p.newCaptureRun(c, config)
	if err != nil {
		return nil, err
	}
	run := &checkRun{
		captureRun: base, inconclusive: c.String("inconclusive"), allowEmpty: c.Bool("allow-empty"),
		baseline: c.String("write-baseline"), reasons: make(map[trace.Reason]int64),
	}
	run.libxml2 = c.String("xml") == "libxml2"
	if err := run.readFlags(c, config); err != nil {
		return nil, err
	}
	if run.filter.call != "" || run.filter.timed() {
		run.opt.Filter = run.filter.finding
	}
	run.part, err = newPart(c, run)
	return run, err
}

// readFlags reads the flags that check and merge share, except the input flags.
func (run *checkRun) readFlags(c *ucli.Context, config *configFile) (err error) {
	run.opt.AssumeComplete = c.Bool("assume-complete")
	run.opt.ShowValues = c.String("values") == "shown"
	run.failOn, _ = rules.ParseSeverity(c.String("fail-on")) // 0: never
	run.minSeverity, _ = rules.ParseSeverity(c.String("min-severity"))
	if run.opt.Selection, err = run.set.Select(splitList(c.StringSlice("select")), splitList(c.StringSlice("ignore"))); err != nil {
		return usageError{err}
	}
	if run.required, err = run.set.Demand("--require-activated", splitList(c.StringSlice("require-activated"))); err != nil {
		return usageError{err}
	}
	if len(run.required) > 0 {
		run.opt.Selection.AlwaysWantExercised()
	}
	if err := run.openGate(c, config); err != nil {
		return err
	}
	if c.Int("max-same") < 0 {
		return usagef("--max-same is %d, use 0 or more", c.Int("max-same"))
	}
	run.tally = run.set.NewTallies()
	run.outputs, err = newOutputs(c)
	return err
}

func (run *checkRun) openGate(c *ucli.Context, config *configFile) error {
	run.gate.Now = time.Now()
	if config != nil {
		run.gate.Suppressions = config.suppressions
		for i := range run.gate.Suppressions {
			sup := &run.gate.Suppressions[i]
			if _, err := run.set.Select([]string{sup.Rule}, nil); err != nil {
				return usagef("%s%s", sup.Place, strings.TrimPrefix(err.Error(), "--select"))
			}
			sup.Rule = run.set.Code(sup.Rule)
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
	if run.baseline == "-" {
		return usagef("--write-baseline -: - would be standard output, which --format %s is for", c.String("format"))
	}
	if run.baseline != "" {
		run.gate.Recorder = new(gate.Recorder)
	}
	return nil
}

func (run *checkRun) checkSet(ctx context.Context, set inputSet) error {
	return run.divide(set[0].name, slices.ContainsFunc(set, input.isStdin), func() (*rules.Tallies, error) {
		result, _, err := run.checkInputs(ctx, set, check.Options{
			Libxml2: run.libxml2, AllowEmpty: run.allowEmpty || !set.named(), Finding: run.take, Unit: run.unit,
		})
		return result.Tallies, run.add(result, err)
	})
}

// divide marks in the reports where an input, or a set that begins with first, begins and ends. judge passes on its
// findings, and returns the tallies.
func (run *checkRun) divide(first string, live bool, judge func() (*rules.Tallies, error)) error {
	var counted []rules.Tally
	from := len(run.summary.Inputs)
	run.outputs.startInput(live)
	tally, err := judge()
	if tally != nil && run.outputs.perInput() {
		counted = tally.List(run.opt.Selection)
	}
	sum := report.Input{File: first}
	members := run.summary.Inputs[from:]
	for i, in := range members {
		if i == 0 {
			sum = in
			continue
		}
		sum.Messages += in.Messages
		sum.Error = cmp.Or(sum.Error, in.Error)
	}
	if len(members) > 1 {
		sum.File += fmt.Sprintf(" and %d more", len(members)-1)
	}
	run.bar.hide()
	return errors.Join(err, run.outputs.endInput(&sum, counted))
}

// add adds the result of a set, or of a host. err is the error that ended it: of a report's writer or of a cancelled
// run.
func (run *checkRun) add(result *check.Result, err error) error {
	run.tally.Add(result.Tallies)
	if run.writeErr != nil {
		return run.writeErr
	}
	run.summary.Messages += result.Messages
	run.bar.hide()
	for i := range result.Inputs {
		if err := run.summarize(&result.Inputs[i]); err != nil {
			return err
		}
	}
	return cmp.Or(err, run.writeErr)
}

// unit is called for each unit before it is judged.
func (run *checkRun) unit(u *trace.Unit) error {
	if run.reading != u.Pos.File {
		run.reading = u.Pos.File
		run.outputs.inFile(run.reading)
	}
	if u.Kind == trace.Document && !u.Partial {
		run.messages++
	}
	run.bar.update(run.messages, run.found())
	return run.writeErr
}

func (run *checkRun) summarize(r *check.InputResult) error {
	sum := report.Input{
		Host: run.host, File: r.Name, Kind: r.Stats.Kind, Compression: r.Stats.Compression, Bytes: r.Stats.Bytes, Packets: int64(r.Stats.Packets),
		Streams: int64(r.Stats.Streams), GLIStreams: int64(r.Stats.GLIStreams), Messages: r.Messages,
	}
	e, counts := run.inputError(r.Result)
	if e != nil {
		sum.Error, e.Host = e.Error, run.host
	}
	run.summary.Inputs = append(run.summary.Inputs, sum)
	if !counts {
		return run.writeErr
	}
	if run.outputs.format == "text" {
		run.complain("%s", e)
	}
	run.writeErr = cmp.Or(run.writeErr, run.outputs.inputError(e))
	return run.writeErr
}

func (run *checkRun) follow(ev *rules.Event) {
	if run.writeErr == nil {
		run.writeErr = run.outputs.step(report.NewStep(ev, run.opt.ShowValues))
	}
}

// watchFilter notes whether --call, --since and --until select any message.
func (run *checkRun) watchFilter() {
	if run.opt.Filter == nil {
		return
	}
	follow := run.opt.Follow
	run.opt.Follow = func(ev *rules.Event) {
		u := ev.Unit()
		run.selects = run.selects || u.Kind == trace.Document && run.filter.unit(u, ev, "")
		if follow != nil {
			follow(ev)
		}
	}
}

func (run *checkRun) take(f *rules.Finding) error {
	run.finding(f)
	return run.writeErr
}

// finding counts a finding and passes it to the reports.
func (run *checkRun) finding(f *rules.Finding) {
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
	if run.group != nil {
		run.writeErr = run.group.add(f)
		return
	}
	run.writeErr = run.outputs.finding(f)
}

// count counts a finding for the summary and the exit status. A finding that is recorded in a new baseline does not
// affect the exit status.
func (run *checkRun) count(f *rules.Finding) {
	if r := report.Rank(f.Verdict, f.Severity); run.summary.Worst == "" || r < run.worst {
		run.summary.Worst, run.worst = f.Rule, r
	}
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
		run.failing, f.Fails = true, true
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
	s.Rules, s.Failing, s.Gate = run.tally.List(run.opt.Selection), run.failing, run.gateWords()
	names, counts := run.tally.Counted(run.opt.Selection)
	for _, name := range names {
		s.Counts = append(s.Counts, report.Count{Text: name, Count: counts[name]})
	}
	s.Calls = counts["calls"]
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
		} else {
			run.note("wrote the baseline %s: %s", run.baseline, plural(int(run.gate.Recorder.Count()), "finding"))
		}
	}
	run.status, run.final = run.decide(ctx), true
	for _, note := range append(s.Notes, run.outputs.notes()...) {
		run.note("%s", note)
	}
	if run.opt.Filter != nil && !run.selects && s.Complete && s.Messages > 0 {
		run.note(noneSelected, s.Messages, run.filter)
	}
	failed := run.outputs.failures()
	if !s.Complete && run.outputs.format != "text" && !run.outputs.closedPipe() && len(failed) == 0 {
		run.note("%s", report.Stopped) // otherwise invisible, as in a table with a row for each finding
	}
	err := errors.Join(append(failed, run.failure)...)
	if run.outputs.format != "text" || err != nil && !s.Complete || run.outputs.closedPipe() {
		return err
	}
	if run.inputs == 0 && !run.unmatched {
		run.note("no file matched")
	}
	if !run.quiet {
		_ = report.WriteSummary(run.stderr, s, run.outputs.stderr)
	}
	return err
}

// gateWords describes the findings that fail the run.
func (run *checkRun) gateWords() string {
	text := "nothing fails"
	switch run.failOn {
	case rules.Info:
		text = "all findings fail"
	case rules.Warning:
		text = "warnings and errors fail"
	case rules.Error:
		text = "errors fail"
	}
	if run.inconclusive == "fail" && run.failOn != 0 {
		text += ", inconclusive ones too"
	}
	return text
}

// decide returns the exit status for the current state.
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

// finishGate notes suppressions and unused baseline entries, and writes the new baseline. An interrupted run does
// neither, because it did not see all findings.
func (run *checkRun) finishGate() {
	var err error
	if run.summary.Complete {
		run.summary.Notes = run.gate.Notes(func(rule, subject string) bool {
			return run.opt.Filter == nil && run.opt.Selection.Wants(rule, subject)
		})
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
