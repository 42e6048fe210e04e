package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// outputs are the reports of a run: one on standard output, the others in
// files.
type outputs struct {
	format         string       // on standard output
	files          []fileOutput // the others
	stdout, stderr report.Options
	reports        []*openReport // that on standard output first
	// sorted reports that the findings of an input are held until it ends.
	sorted bool
	held   []*rules.Finding
}

type fileOutput struct{ format, path string }

// openReport is a report with the place that it is written to.
type openReport struct {
	report.Report
	format, name string
	file         *files.Output // nil for standard output
	err          error         // why it was given up

	// What an end of the report shows: end is the size of the file before it.
	ended bool
	exit  int
	end   int64
}

// newOutputs reads the flags about reports; it opens nothing yet.
func newOutputs(c *ucli.Context) (*outputs, error) {
	o := &outputs{format: c.String("format"), sorted: c.String("sort") == "position"}
	for _, pair := range c.StringSlice("output") {
		format, path, ok := strings.Cut(pair, "=")
		if !ok || path == "" {
			return nil, usagef("--output is %q, use FORMAT=FILE", pair)
		}
		if path == "-" {
			return nil, usagef("--output %s: - would be standard output, which --format %s is for", pair, format)
		}
		if !slices.Contains(report.Formats(), format) {
			return nil, usagef("--output: unknown format %q, use %s", format, report.OneOf(report.Formats()))
		}
		o.files = append(o.files, fileOutput{format, path})
	}
	return o, nil
}

// open opens all reports, or none.
func (o *outputs) open(c *ucli.Context, p *program, rs []*rules.Rule) error {
	o.stdout, o.stderr = terminalOptions(c, p.stdout), terminalOptions(c, p.stderr)
	o.stdout.OneLine = c.Bool("oneline") || !isTerminal(p.stdout)
	o.stdout.Rules, o.stdout.MaxSame = rs, c.Int("max-same")
	if err := o.add(&openReport{format: o.format, name: "standard output"}, p.stdout, o.stdout); err != nil {
		return err
	}
	for _, f := range o.files {
		w, err := files.Create(c.Context, f.path)
		if err != nil {
			o.discard()
			return usagef("--output %s: %w", f.path, withoutPath(err))
		}
		r := &openReport{format: f.format, name: f.path, file: w}
		if err := o.add(r, w, report.Options{OneLine: true, Version: version(), Rules: rs}); err != nil {
			w.Discard()
			o.discard()
			return err
		}
	}
	return nil
}

func (o *outputs) add(r *openReport, w io.Writer, opt report.Options) (err error) {
	if r.Report, err = report.New(r.format, w, opt); err != nil {
		return usageError{err}
	}
	o.reports = append(o.reports, r)
	return nil
}

func (o *outputs) discard() {
	for _, r := range o.reports {
		r.discard()
	}
}

func (r *openReport) discard() {
	if r.file != nil {
		r.file.Discard()
	}
}

// direct reports whether what was written cannot be taken back.
func (r *openReport) direct() bool { return r.file == nil || r.file.Direct() }

// fail gives a report up.
func (r *openReport) fail(err error) {
	if err != nil && r.err == nil {
		r.err = err
		r.discard()
	}
}

// each calls the reports that were not given up. An error ends the run: nobody reads
// standard output any more, or no report is left.
func (o *outputs) each(call func(*openReport) error) error {
	left := false
	for _, r := range o.reports {
		if r.err == nil {
			r.fail(call(r))
		}
		left = left || r.err == nil
	}
	if first := o.reports[0].err; first != nil && (!left || errors.Is(first, syscall.EPIPE)) {
		return first
	}
	return nil
}

// closedPipe reports whether nobody reads standard output any more.
func (o *outputs) closedPipe() bool { return errors.Is(o.reports[0].err, syscall.EPIPE) }

// interrupted reports whether a signal ended a write that nobody took.
func (o *outputs) interrupted() bool {
	return slices.ContainsFunc(o.reports, func(r *openReport) bool { return errors.As(r.err, new(interruption)) })
}

// failures are the errors of the reports that could not be written. A closed pipe is
// none, nor is a signal.
func (o *outputs) failures() (errs []error) {
	for _, r := range o.reports {
		if r.err != nil && !errors.Is(r.err, syscall.EPIPE) && !errors.As(r.err, new(interruption)) {
			errs = append(errs, fmt.Errorf("cannot write %s: %w", r.name, withoutPath(r.err)))
		}
	}
	return errs
}

// finding hands a finding to the reports and releases it. With --sort position
// they get it at the end of its input, but a follower gets it at once, while the
// steps around it are at hand, and sorts findings itself.
func (o *outputs) finding(f *rules.Finding) error {
	if o.sorted {
		o.held = append(o.held, f)
		return o.write(f, isFollower)
	}
	defer f.Release()
	return o.write(f, func(report.Report) bool { return true })
}

// write hands a finding to those reports that want it.
func (o *outputs) write(f *rules.Finding, wants func(report.Report) bool) error {
	return o.each(func(r *openReport) error {
		if !wants(r.Report) || f.Suppressed != "" && !report.ShowsSuppressed(r.format) {
			return nil
		}
		return r.Finding(f)
	})
}

// releaseHeld writes the held findings in the order of their positions; those
// at the same position stay in the order in which they were decided.
func (o *outputs) releaseHeld() error {
	slices.SortStableFunc(o.held, func(a, b *rules.Finding) int { return cmp.Compare(a.Place(), b.Place()) })
	var err error
	for _, f := range o.held {
		if err == nil {
			err = o.write(f, func(r report.Report) bool { return !isFollower(r) })
		}
		f.Release()
	}
	o.held = nil
	return err
}

func isFollower(r report.Report) bool {
	_, is := r.(report.Follower)
	return is
}

func (o *outputs) hasFollower() bool {
	return slices.ContainsFunc(o.reports, func(r *openReport) bool { return isFollower(r.Report) })
}

func (o *outputs) step(s *report.Step) error {
	return o.each(func(r *openReport) error {
		if f, is := r.Report.(report.Follower); is {
			return f.Step(s)
		}
		return nil
	})
}

func (o *outputs) perInput() bool {
	return slices.ContainsFunc(o.reports, func(r *openReport) bool { _, is := r.Report.(report.Divided); return is })
}

func (o *outputs) inputError(e *report.InputError) error {
	return o.each(func(r *openReport) error { return r.InputError(e) })
}

func (o *outputs) endInput(in *report.Input, tallies []rules.Tally) error {
	if err := o.releaseHeld(); err != nil {
		return err
	}
	return o.each(func(r *openReport) error {
		if d, is := r.Report.(report.Divided); is {
			return d.Input(in, tallies)
		}
		return nil
	})
}

// close completes all reports. status gives the exit status of the run, which reports
// show, and which changes with each report that cannot be written. So the ends of
// files are written again after it has changed. Only then are the files put in their
// places.
func (o *outputs) close(s *report.Summary, status func() int) {
	_ = o.releaseHeld() // kept in the report
	_ = o.each(func(r *openReport) error {
		f, is := r.Report.(report.Flusher)
		if !is {
			return nil
		}
		err := f.Flush()
		if r.file != nil {
			r.end = r.file.Size()
		}
		return err
	})
	for again := true; again; again = s.Exit != status() {
		s.Exit = status()
		_ = o.each(func(r *openReport) error {
			if r.direct() {
				return nil
			}
			return r.close(s)
		})
		if s.Exit != status() {
			continue
		}
		_ = o.each(func(r *openReport) error {
			if !r.direct() || r.ended {
				return nil
			}
			return r.close(s)
		})
	}
	_ = o.each(func(r *openReport) error {
		if r.file == nil {
			return nil
		}
		return r.file.Commit()
	})
}

// close writes the end of a report, unless it has been written with the same exit
// status or does not show it.
func (r *openReport) close(s *report.Summary) error {
	if r.ended {
		if _, shows := r.Report.(report.Flusher); !shows || r.exit == s.Exit {
			return nil
		}
		if err := r.file.Rewind(r.end); err != nil {
			return err
		}
	}
	r.ended, r.exit = true, s.Exit
	return r.Close(s)
}
