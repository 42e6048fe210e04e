package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/capture/textlog"
	"ivrcheck/internal/gate"
	"ivrcheck/report"
	"ivrcheck/rules"
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

func checkFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "what goes to standard output: " + strings.Join(report.Formats(), ", ")},
		&ucli.StringSliceFlag{Name: "output", Aliases: []string{"o"}, Usage: "also write a report: `FORMAT=FILE` (repeatable)"},
		&ucli.StringSliceFlag{Name: "select", Usage: "only these `CODES` or prefixes: SEQ, MSG003, MSG003:LoginResp.Status"},
		&ucli.StringSliceFlag{Name: "ignore", Usage: "not these `CODES` or prefixes; the longer match wins"},
		&ucli.StringFlag{Name: "fail-on", Value: "error", Usage: "lowest severity that makes the exit status 1: error, warning, info, never"},
		&ucli.StringFlag{Name: "min-severity", Value: "info", Usage: "lowest severity shown; never changes the exit status"},
		&ucli.StringFlag{Name: "inconclusive", Value: "report", Usage: "report, hide or fail"},
		&ucli.BoolFlag{Name: "assume-complete", Usage: "the capture holds each connection from its first to its last message"},
		&ucli.StringSliceFlag{Name: "require-activated", Usage: "a rule of these `CODES` or prefixes (SEQ02: every SEQ02x) that no message activates is\n" +
			"an error (CAP010), whatever --select and --ignore say"},
		&ucli.BoolFlag{Name: "allow-empty", Usage: "nothing to check is not a failure"},
		&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged or cut input is reported and does not make the status 3"},
		&ucli.StringFlag{Name: "baseline", Usage: "findings listed in `FILE` do not count"},
		&ucli.StringFlag{Name: "write-baseline", Usage: "write the findings to `FILE`, so that they do not count from now on"},
		&ucli.StringFlag{Name: "sort", Value: "decided", Usage: "decided: findings come as they are decided; position: in the order of the input"},
		&ucli.IntFlag{Name: "max-same", Value: 5, Usage: "on a terminal show a finding at most `N` times in a file and count the rest; 0 shows all"},
		&ucli.StringFlag{Name: "values", Value: "masked", Usage: "values that may be personal: masked or shown"},
		&ucli.StringFlag{Name: "xml", Value: "auto", Usage: "libxml2 reads every message with libxml2, auto only those that the fast scanner leaves to it"},
		&ucli.BoolFlag{Name: "oneline", Usage: "one line a finding, also on a terminal"},
		&ucli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"},
	}
}

// inputFlags are those about reading, which check and messages share.
func inputFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.BoolFlag{Name: "join", Usage: "the inputs are one rotated set: ordered by time, connections go on from file to file"},
		rulesFlag(),
		&ucli.IntSliceFlag{Name: "port", Usage: "TCP port `N` carries GLI (repeatable); else a stream is told by its content"},
		&ucli.StringFlag{Name: "input", Usage: "read as pcap, pcapng, gli or log, whatever the content says"},
		&ucli.IntFlag{Name: "max-message", Value: 1 << 20, Usage: "a message in a log longer than `BYTES` is reported and skipped"},
		&ucli.StringFlag{Name: "log-pattern", Usage: "what stands in front of a message in a log: an RE2 `REGEXP` with groups time, direction, connection, thread"},
		&ucli.IntFlag{Name: "jobs", Aliases: []string{"j"}, Value: runtime.NumCPU(), DefaultText: "CPUs", Usage: "workers; the report is the same for every value"},
		&ucli.StringFlag{Name: "progress", Value: "auto", Usage: "auto, always or never: progress on standard error"},
		configFlag(),
	}
}

// configFlag names the configuration file.
func configFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "config", Usage: "configuration `FILE`; else .ivrcheck.yaml is looked for from here upward"}
}

// checking is one run of check.
type checking struct {
	*program
	examiner
	read    capture.Options
	filter  *filter
	jobs    int
	reports *outlets
	gate    gate.Gate
	record  string // where to write a baseline
	bar     *progress

	failOn, minSeverity rules.Severity // failOn 0: never
	inconclusive        string
	demanded            []*rules.Rule // must be activated
	allowEmpty          bool
	allowDamaged        bool
	text                bool

	tally    *rules.Tallies
	summary  report.Summary
	reasons  map[string]int64
	failing  bool // a finding at or above fail-on
	beyond   bool // one that is not only about an empty input
	unread   bool // an input could not be read, or not to its end
	writeErr error
}

func (p *program) check(c *ucli.Context) error {
	s, err := settle(c)
	if err != nil {
		return err
	}
	run, err := p.newChecking(c, s)
	if err != nil {
		return s.blame(err)
	}
	ins, err := inputs(c.Args().Slice())
	if err != nil {
		return err
	}
	together, err := sets(ins, c.Bool("join"))
	if err != nil {
		return err
	}
	if err := run.reports.open(c, p, run.set.Rules()); err != nil {
		return err
	}
	if run.reports.followed() {
		run.opt.Follow = run.follow
	}
	run.summary.Complete = true
	run.bar.begin(ins)
	for _, set := range together {
		if err := run.whole(c.Context, set); err != nil {
			if !errors.Is(err, context.Canceled) {
				return run.abort(err)
			}
			run.summary.Complete = false
			break
		}
	}
	if run.summary.Complete {
		run.set.Exercised("ivrcheck", run.demanded, run.opt, run.tally, run.finding)
		if run.writeErr != nil {
			return run.abort(run.writeErr)
		}
	}
	return run.finish(c.Context, len(ins))
}

func (p *program) newChecking(c *ucli.Context, s *settled) (*checking, error) {
	run := &checking{
		program: p, jobs: c.Int("jobs"), inconclusive: c.String("inconclusive"),
		allowEmpty: c.Bool("allow-empty"), allowDamaged: c.Bool("allow-damaged"), reasons: make(map[string]int64),
	}
	err := chosen(c)
	if err != nil {
		return nil, err
	}
	if run.set, err = loadRules(c.StringSlice("rules"), s.config); err != nil {
		return nil, err
	}
	run.cat = run.set.Catalogue()
	run.opt.AssumeComplete = c.Bool("assume-complete")
	if run.opt.Selection, err = run.set.Select(list(c.StringSlice("select")), list(c.StringSlice("ignore"))); err != nil {
		return nil, usageError{err}
	}
	if run.demanded, err = run.set.Demand("--require-activated", list(c.StringSlice("require-activated"))); err != nil {
		return nil, usageError{err}
	}
	if len(run.demanded) > 0 {
		run.opt.Selection.InsistOnExercise()
	}
	run.opt.ShowValues = c.String("values") == "shown"
	if run.read, err = readOptions(c); err != nil {
		return nil, err
	}
	run.failOn, _ = rules.ParseSeverity(c.String("fail-on")) // 0: never
	run.minSeverity, _ = rules.ParseSeverity(c.String("min-severity"))
	if run.filter, err = newFilter(c); err != nil {
		return nil, err
	}
	run.read.Began = run.filter.begin
	run.libxml2 = c.String("xml") == "libxml2"
	if run.jobs < 1 {
		return nil, usagef("--jobs is %d, use 1 or more", run.jobs)
	}
	if err := run.guard(c, s); err != nil {
		return nil, err
	}
	run.tally = run.set.NewTallies()
	run.text = c.String("format") == "text"
	run.reports, err = newOutlets(c)
	return run, err
}

func readOptions(c *ucli.Context) (capture.Options, error) {
	opt := capture.Options{Input: c.String("input"), MaxMessage: c.Int("max-message")}
	for _, port := range c.IntSlice("port") {
		if port < 1 || port > 65535 {
			return opt, usagef("--port is %d, use 1 to 65535", port)
		}
		opt.Ports = append(opt.Ports, uint16(port))
	}
	if pattern := c.String("log-pattern"); pattern != "" {
		var err error
		if opt.LogPattern, err = textlog.ParsePattern(pattern); err != nil {
			return opt, usagef("--log-pattern: %w", err)
		}
	}
	if opt.MaxMessage < 1 {
		return opt, usagef("--max-message is %d, use 1 or more", opt.MaxMessage)
	}
	return opt, nil
}

// whole checks one input, or a set, and tells the reports where it ends.
func (run *checking) whole(ctx context.Context, set inputSet) error {
	var before, counted []rules.Tally
	if run.reports.divided() {
		before = run.tally.List(run.opt.Selection)
	}
	first := len(run.summary.Inputs)
	err := run.input(ctx, set)
	if before != nil {
		counted = rules.Since(before, run.tally.List(run.opt.Selection))
	}
	sum := &report.Input{File: set[0].name}
	for i, in := range run.summary.Inputs[first:] {
		if i == 0 {
			*sum = in
			continue
		}
		sum.Messages += in.Messages
		if sum.Error == "" {
			sum.Error = in.Error
		}
	}
	if len(set) > 1 {
		sum.File += fmt.Sprintf(" and %d more", len(set)-1)
	}
	run.bar.hide()
	return errors.Join(err, run.reports.input(sum, counted))
}

// input checks one input, or several that are one capture. The error is one of
// a report's writer or of a cancelled run; what is wrong with an input is
// reported.
func (run *checking) input(ctx context.Context, set inputSet) error {
	run.filter.start()
	judge := run.judge(run.tally, run.finding)
	var total int64
	messages := map[string]int64{} // of each file
	results, err := pipe(ctx, set.reading(run.stdin, run.bar.reader, run.read), run.jobs,
		run.worker,
		func(u *trace.Unit, ev *rules.Event) error {
			if u.Kind == trace.Document && !u.Partial {
				messages[u.Pos.File]++
				total++
			}
			run.filter.seen(u)
			judge.Take(ev)
			run.bar.tell(run.summary.Messages+total, run.found())
			return run.writeErr
		})
	if run.writeErr != nil {
		return run.writeErr
	}
	if ctx.Err() == nil && total == 0 && set.named() && !run.allowEmpty && !unreadable(results) && !onlyTLS(results) {
		judge.About(results[0].Name, emptyFault(results))
	}
	judge.Close()
	run.summary.Messages += total
	run.bar.hide()
	for _, r := range results {
		run.givenUp(r.Name, r.Stats)
		sum := report.Input{
			File: r.Name, Kind: r.Stats.Kind, Compression: r.Stats.Compression, Bytes: r.Stats.Bytes, Packets: int64(r.Stats.Packets),
			Streams: int64(r.Stats.Streams), GLIStreams: int64(r.Stats.GLIStreams), Messages: messages[r.Name],
		}
		if err := run.summarised(sum, r.Err); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return run.writeErr
}

// summarised adds what came of an input to the summary; err is nil or a
// *capture.InputError.
func (run *checking) summarised(sum report.Input, err error) error {
	if e := (*capture.InputError)(nil); errors.As(err, &e) {
		if !e.Damaged || !run.allowDamaged {
			return run.broken(sum, e.Place, e.Err)
		}
		sum.Error = e.Err.Error()
	}
	run.summary.Inputs = append(run.summary.Inputs, sum)
	return run.writeErr
}

// givenUp says that there were more connections than are kept at once.
func (p *program) givenUp(name string, stats capture.Stats) {
	if stats.GivenUp > 0 {
		fmt.Fprintf(p.stderr, "ivrcheck: %s: so many connections were open at once that %d were given up, the longest idle first; each was read on as if its start had not been captured\n",
			name, stats.GivenUp)
	}
}

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
// hint at the likely cause.
func emptyFault(results []capture.Result) trace.Fault {
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
	case bytes == 0:
		f.Hint = "empty"
	case logs == len(results):
		f.Hint = "log"
	}
	return f
}

// broken reports an input that could not be read, or not to its end.
func (run *checking) broken(sum report.Input, place string, err error) error {
	run.unread = true
	sum.Error = err.Error()
	run.summary.Inputs = append(run.summary.Inputs, sum)
	e := &report.InputError{File: sum.File, Place: place, Error: err.Error()}
	if run.text {
		fmt.Fprintln(run.stderr, "ivrcheck:", e)
	}
	return run.reports.each(func(r report.Report) error { return r.InputError(e) })
}

// follow passes on what is said between the parties.
func (run *checking) follow(ev *rules.Event) {
	if run.writeErr == nil {
		run.writeErr = run.reports.step(report.NewStep(ev))
	}
}

// finding counts a finding and passes it on.
func (run *checking) finding(f *rules.Finding) {
	if !run.filter.finding(f) {
		return
	}
	if !run.covered(f) {
		run.count(f)
	}
	if f.Severity < run.minSeverity || (f.Verdict == rules.Inconclusive && run.inconclusive == "hide") || run.writeErr != nil {
		return
	}
	run.bar.hide()
	run.writeErr = run.reports.finding(f)
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
		s.Reasons = append(s.Reasons, report.Reason{Text: why, Count: n})
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
