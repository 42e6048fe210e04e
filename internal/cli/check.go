package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
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
	reasons  map[trace.Reason]int64
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
		allowEmpty: c.Bool("allow-empty"), allowDamaged: c.Bool("allow-damaged"), reasons: make(map[trace.Reason]int64),
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
	if run.reports, err = newOutlets(c); err != nil {
		return nil, err
	}
	run.reports.quoter = newQuoter(run.cat, run.opt.ShowValues)
	return run, nil
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
	partial := false
	messages := map[string]int64{} // of each file, but for those in the current one
	file, inFile := "", int64(0)
	results, err := pipe(ctx, set.reading(run.stdin, run.bar.reader, run.read), run.jobs,
		run.worker,
		func(u *trace.Unit, ev *rules.Event) error {
			if u.Kind == trace.Document && !u.Partial {
				if u.Pos.File != file {
					messages[file] += inFile
					file, inFile = u.Pos.File, 0
				}
				inFile++
				total++
			}
			partial = partial || u.Partial
			run.filter.seen(u)
			judge.Take(ev)
			if run.writeErr == nil {
				run.writeErr = run.reports.failed()
			}
			run.bar.tell(run.summary.Messages+total, run.found())
			return run.writeErr
		})
	messages[file] += inFile
	if run.writeErr != nil {
		return run.writeErr
	}
	if ctx.Err() == nil && total == 0 && set.named() && !run.allowEmpty && !unreadable(results) && !onlyTLS(results) {
		judge.About(results[0].Name, emptyFault(results, partial))
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
		f.Release()
		return
	}
	if !run.covered(f) {
		run.count(f)
	}
	if f.Severity < run.minSeverity || (f.Verdict == rules.Inconclusive && run.inconclusive == "hide") || run.writeErr != nil {
		f.Release()
		return
	}
	run.bar.hide()
	run.writeErr = run.reports.finding(f)
}
