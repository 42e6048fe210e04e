package cli

import (
	"context"
	"errors"
	"io"
	"runtime"
	"time"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/check"
	"ivrcheck/internal/pipeline"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// captureRun is one run of a command that reads captures. check, messages and ladder embed it.
type captureRun struct {
	*program
	set          *rules.Set
	filter       *filter
	capture      capture.Options
	opt          rules.Options
	jobs         int
	allowDamaged bool
	bar          *progress

	sets      []inputSet
	again     *rereadable // the set, if it is read twice
	inputs    int         // files
	unmatched bool        // a note reports a glob without a match
	// inputFailed reports that an input could not be read completely.
	inputFailed bool
}

// newCaptureRun reads the flags. Severities of rules come from the configuration, if there is one.
func (p *program) newCaptureRun(c *ucli.Context, config *configFile) (*captureRun, error) {
	if err := checkChoices(c); err != nil {
		return nil, err
	}
	run := &captureRun{program: p, jobs: c.Int("jobs"), allowDamaged: c.Bool("allow-damaged")}
	var err error
	if run.set, err = loadRules(c.Context, c.StringSlice("rules"), config); err != nil {
		return nil, err
	}
	if run.capture, err = captureOptions(c); err != nil {
		return nil, err
	}
	if run.filter, err = newFilter(c); err != nil {
		return nil, err
	}
	run.capture.Names = run.set.Catalogue().Names()
	run.capture.Began = run.filter.setStart
	run.capture.NotLog = report.Written
	if run.jobs < 1 {
		return nil, usagef("--jobs is %d, use 1 or more", run.jobs)
	}
	run.bar = newProgress(c, p.stderr)
	return run, nil
}

func (run *captureRun) findInputs(c *ucli.Context) error {
	ins, unmatched, err := run.program.inputs(c.Context, c.Args().Slice(), run.capture)
	if err != nil {
		return err
	}
	run.inputs, run.unmatched = len(ins), unmatched
	if run.sets, err = inputSets(ins, c.Bool("join") || c.String("shard") != ""); err != nil {
		return err
	}
	run.bar.start(ins)
	return nil
}

// wrap wraps each file that is read.
func (run *captureRun) wrap(file io.ReadCloser) io.ReadCloser {
	if run.again != nil {
		file = run.again.wrap(file)
	}
	return run.bar.wrap(file)
}

// begin prepares for a set of inputs. The caller calls end after the set.
func (run *captureRun) begin() (end func()) {
	run.filter.start = time.Time{}
	if run.jobs >= runtime.GOMAXPROCS(0) {
		return func() {}
	}
	// The reader and the judge use processors too, besides the workers.
	before := runtime.GOMAXPROCS(run.jobs)
	return func() { runtime.GOMAXPROCS(before) }
}

// checkInputs checks a set of inputs.
func (run *captureRun) checkInputs(ctx context.Context, set inputSet, opt check.Options) (*check.Result, []capture.Result, error) {
	defer run.begin()()
	opt.Options, opt.Rules, opt.Capture, opt.Jobs, opt.Live = run.opt, run.set, run.capture, run.jobs, set.live(run.stdin)
	unit := opt.Unit
	opt.Unit = func(u *trace.Unit) error {
		run.filter.seen(u)
		return unit(u)
	}
	result, err := check.Run(ctx, set.members(ctx, run.stdin, run.wrap), opt)
	var read []capture.Result
	for i := range result.Inputs {
		read = append(read, result.Inputs[i].Result)
	}
	run.noteReading(read)
	return result, read, err
}

// readSet runs the pipeline over one set of inputs (see pipeline.Run).
func readSet[T any](ctx context.Context, run *captureRun, set inputSet,
	newWorker func() func(*trace.Unit, *T) int, take func(*trace.Unit, *T) error,
) ([]capture.Result, error) {
	defer run.begin()()
	src := pipeline.Source{Inputs: set.members(ctx, run.stdin, run.wrap), Options: run.capture, Live: set.live(run.stdin)}
	results, err := pipeline.Run(ctx, src, run.jobs, newWorker, func(u *trace.Unit, made *T) error {
		run.filter.seen(u)
		return take(u, made)
	}, nil)
	run.noteReading(results)
	return results, err
}

func (run *captureRun) noteReading(results []capture.Result) {
	run.bar.hide()
	for _, r := range results {
		if r.Stats.Note != "" {
			run.note("%s: %s", r.Name, r.Stats.Note)
		}
		if r.Stats.GivenUp > 0 {
			run.note("%s: so many connections were open at once that %d were given up, the longest idle first; each was read on as if its start had not been captured",
				r.Name, r.Stats.GivenUp)
		}
	}
}

// inputError returns the error of an input, nil if it has none. counts reports whether it affects the exit status:
// --allow-damaged accepts some errors.
func (run *captureRun) inputError(r capture.Result) (e *report.InputError, counts bool) {
	var failure *capture.InputError
	if !errors.As(r.Err, &failure) {
		return nil, false
	}
	counts = !failure.Damaged || !run.allowDamaged
	run.inputFailed = run.inputFailed || counts
	return &report.InputError{File: r.Name, Place: failure.Place, Error: failure.Err.Error()}, counts
}

func (run *captureRun) reportInputErrors(results []capture.Result) {
	for _, r := range results {
		if e, _ := run.inputError(r); e != nil {
			run.complain("%s", e)
		}
	}
}
