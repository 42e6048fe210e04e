package cli

import (
	"cmp"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
	"ivrcheck/rules"
)

// outputs are the reports of a run: one on standard output, the others in
// files.
type outputs struct {
	format         string       // on standard output
	files          []fileOutput // the others
	stdout, stderr report.Options
	reports        []openReport
	closers        []io.Closer
	// sorted reports that the findings of an input are held until it ends.
	sorted bool
	held   []*rules.Finding
}

type fileOutput struct{ format, path string }

type openReport struct {
	report.Report
	format string
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

func (o *outputs) open(c *ucli.Context, p *program, rs []*rules.Rule) error {
	o.stdout, o.stderr = terminalOptions(c, p.stdout), terminalOptions(c, p.stderr)
	o.stdout.OneLine = c.Bool("oneline") || !isTerminal(p.stdout)
	o.stdout.Rules, o.stdout.MaxSame = rs, c.Int("max-same")
	if err := o.add(o.format, p.stdout, o.stdout); err != nil {
		return err
	}
	for _, f := range o.files {
		w, err := os.Create(f.path)
		if err != nil {
			_ = o.closeFiles()
			return usagef("--output %s: %w", f.path, withoutPath(err))
		}
		o.closers = append(o.closers, w)
		if err := o.add(f.format, w, report.Options{OneLine: true, Version: version(), Rules: rs}); err != nil {
			return err
		}
	}
	return nil
}

func (o *outputs) add(format string, w io.Writer, opt report.Options) error {
	r, err := report.New(format, w, opt)
	if err != nil {
		return usageError{err}
	}
	o.reports = append(o.reports, openReport{r, format})
	return nil
}

// each calls all reports, also after one of them failed.
func (o *outputs) each(call func(report.Report) error) error {
	var errs error
	for _, r := range o.reports {
		errs = errors.Join(errs, call(r.Report))
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
	var errs error
	for _, r := range o.reports {
		if wants(r.Report) && (f.Suppressed == "" || report.ShowsSuppressed(r.format)) {
			errs = errors.Join(errs, r.Finding(f))
		}
	}
	return errs
}

// releaseHeld writes the held findings in the order of their positions; those
// at the same position stay in the order in which they were decided.
func (o *outputs) releaseHeld() error {
	slices.SortStableFunc(o.held, func(a, b *rules.Finding) int { return cmp.Compare(a.Place(), b.Place()) })
	var errs error
	for _, f := range o.held {
		errs = errors.Join(errs, o.write(f, func(r report.Report) bool { return !isFollower(r) }))
		f.Release()
	}
	o.held = nil
	return errs
}

func isFollower(r report.Report) bool {
	_, is := r.(report.Follower)
	return is
}

func (o *outputs) hasFollower() bool {
	return slices.ContainsFunc(o.reports, func(r openReport) bool { return isFollower(r.Report) })
}

func (o *outputs) step(s *report.Step) error {
	return o.each(func(r report.Report) error {
		if f, is := r.(report.Follower); is {
			return f.Step(s)
		}
		return nil
	})
}

func (o *outputs) perInput() bool {
	return slices.ContainsFunc(o.reports, func(r openReport) bool { _, is := r.Report.(report.Divided); return is })
}

func (o *outputs) endInput(in *report.Input, tallies []rules.Tally) error {
	return errors.Join(o.releaseHeld(), o.each(func(r report.Report) error {
		if d, is := r.(report.Divided); is {
			return d.Input(in, tallies)
		}
		return nil
	}))
}

func (o *outputs) close(s *report.Summary) error {
	return errors.Join(o.releaseHeld(), o.each(func(r report.Report) error { return r.Close(s) }), o.closeFiles())
}

func (o *outputs) closeFiles() error {
	var errs error
	for _, c := range o.closers {
		errs = errors.Join(errs, c.Close())
	}
	o.closers = nil
	return errs
}
