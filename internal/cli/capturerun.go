package cli

import (
	"context"
	"errors"
	"time"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// captureRun is one run of a command that reads captures: check, messages and
// ladder embed it.
type captureRun struct {
	*program
	set          *rules.Set
	filter       *filter
	capture      capture.Options
	jobs         int
	allowDamaged bool
	bar          *progress

	sets      []inputSet
	inputs    int  // files
	unmatched bool // a note says that a glob has none
	// inputFailed reports that an input could not be read, or not to its end.
	inputFailed bool
}

// newCaptureRun reads the flags; severities of rules are those of the
// configuration, if there is one.
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
	if run.jobs < 1 {
		return nil, usagef("--jobs is %d, use 1 or more", run.jobs)
	}
	run.bar = newProgress(c, p.stderr)
	return run, nil
}

func (run *captureRun) findInputs(c *ucli.Context) error {
	ins, unmatched, err := run.program.inputs(c.Context, c.Args().Slice())
	if err != nil {
		return err
	}
	run.inputs, run.unmatched = len(ins), unmatched
	if run.sets, err = inputSets(ins, c.Bool("join")); err != nil {
		return err
	}
	run.bar.start(ins)
	return nil
}

// readSet runs the pipeline over one set of inputs (see pipe).
func readSet[T any](ctx context.Context, run *captureRun, set inputSet,
	newWorker func() func(*trace.Unit, *T), take func(*trace.Unit, *T) error,
) ([]capture.Result, error) {
	run.filter.start = time.Time{}
	results, err := pipe(ctx, set.source(run.stdin, run.bar.wrap, run.capture), run.jobs, newWorker,
		func(u *trace.Unit, made *T) error {
			run.filter.seen(u)
			return take(u, made)
		})
	run.bar.hide()
	for _, r := range results {
		if r.Stats.GivenUp > 0 {
			run.note("%s: so many connections were open at once that %d were given up, the longest idle first; each was read on as if its start had not been captured",
				r.Name, r.Stats.GivenUp)
		}
	}
	return results, err
}

// inputError gives the error of an input, nil if it has none. It counts for the
// exit status unless --allow-damaged accepts it.
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
			run.note("%s", e)
		}
	}
}
