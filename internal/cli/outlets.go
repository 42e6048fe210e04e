package cli

import (
	"cmp"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"
	"golang.org/x/term"

	"ivrcheck/report"
	"ivrcheck/rules"
)

// outlets are the reports of a run: one on standard output, the others in
// files.
type outlets struct {
	format  string
	files   []outlet
	stdout  report.Options
	stderr  report.Options
	reports []opened
	closers []io.Closer
	// sorted tells that the findings of an input are held until it ends, held
	// which they are.
	sorted bool
	held   []*rules.Finding
	// aside writes findings while the judge goes on; nil if each is written at
	// once, because somebody looks on or a report follows the exchanges.
	aside  *aside
	quoter quoter
}

// opened is a report of a format.
type opened struct {
	report.Report
	format string
}

type outlet struct{ format, path string }

// newOutlets reads the flags about reports; it opens nothing yet.
func newOutlets(c *ucli.Context) (*outlets, error) {
	o := &outlets{format: c.String("format"), sorted: c.String("sort") == "position"}
	for _, pair := range c.StringSlice("output") {
		format, path, ok := strings.Cut(pair, "=")
		if !ok || path == "" {
			return nil, usagef("--output is %q, use FORMAT=FILE", pair)
		}
		if path == "-" {
			return nil, usagef("--output %s: - would be standard output, which --format %s is for", pair, format)
		}
		if !slices.Contains(report.Formats(), format) {
			return nil, usagef("--output: unknown format %q, use %s", format, oneOf(report.Formats()))
		}
		o.files = append(o.files, outlet{format, path})
	}
	return o, nil
}

// open opens the reports, those in files too.
func (o *outlets) open(c *ucli.Context, p *program, rs []*rules.Rule) error {
	o.stdout, o.stderr = terminalOptions(c, p.stdout), terminalOptions(c, p.stderr)
	o.stdout.OneLine = c.Bool("oneline") || !isTerminal(p.stdout)
	o.stdout.Rules, o.stdout.MaxSame = rs, c.Int("max-same")
	r, err := report.New(o.format, p.stdout, o.stdout)
	if err != nil {
		return usageError{err}
	}
	o.reports = append(o.reports, opened{r, o.format})
	for _, f := range o.files {
		w, err := os.Create(f.path)
		if err != nil {
			_ = o.closeFiles()
			return usagef("--output %s: %w", f.path, reason(err))
		}
		o.closers = append(o.closers, w)
		r, err := report.New(f.format, w, report.Options{OneLine: true, Version: version(), Rules: rs})
		if err != nil {
			return usageError{err}
		}
		o.reports = append(o.reports, opened{r, f.format})
	}
	if !o.followed() && !isTerminal(p.stdout) {
		o.aside = &aside{write: o.writeAll}
	}
	return nil
}

// each gives something to all reports, also after one of them failed.
func (o *outlets) each(do func(report.Report) error) error {
	errs := o.settle()
	for _, r := range o.reports {
		errs = errors.Join(errs, do(r.Report))
	}
	return errs
}

// finding gives a finding to the reports, now or sorted at the end of its input, and
// releases it then. A report that follows the exchanges gets it while what stands
// around it is at hand, and puts it in order itself.
func (o *outlets) finding(f *rules.Finding) error {
	switch {
	case !o.sorted && o.aside != nil:
		return o.aside.finding(f)
	case !o.sorted:
		defer f.Release()
		return o.writeAll(f)
	}
	o.quoter.quote(f)
	o.held = append(o.held, f)
	return o.write(f, isFollower)
}

// settle returns when all findings that were given are written; failed gives the
// first error without waiting.
func (o *outlets) settle() error {
	if o.aside == nil {
		return nil
	}
	return o.aside.wait()
}

func (o *outlets) failed() error {
	if o.aside == nil {
		return nil
	}
	return o.aside.err()
}

func (o *outlets) writeAll(f *rules.Finding) error {
	return o.write(f, func(report.Report) bool { return true })
}

// write gives a finding to those reports that show such ones.
func (o *outlets) write(f *rules.Finding, to func(report.Report) bool) error {
	var errs error
	for _, r := range o.reports {
		if to(r.Report) && (f.Suppressed == "" || report.ShowsSuppressed(r.format)) {
			o.quoter.quote(f)
			errs = errors.Join(errs, r.Finding(f))
		}
	}
	return errs
}

func isFollower(r report.Report) bool {
	_, is := r.(report.Follower)
	return is
}

// followed tells whether a report wants to know the exchanges.
func (o *outlets) followed() bool {
	return slices.ContainsFunc(o.reports, func(r opened) bool { return isFollower(r.Report) })
}

// step gives a step of an exchange to the reports that follow them.
func (o *outlets) step(s *report.Step) error {
	var errs error
	for _, r := range o.reports {
		if f, is := r.Report.(report.Follower); is {
			errs = errors.Join(errs, f.Step(s))
		}
	}
	return errs
}

// release writes what was held, in the order of the positions; what stands at
// one position stays in the order in which it was decided.
func (o *outlets) release() error {
	slices.SortStableFunc(o.held, func(a, b *rules.Finding) int { return cmp.Compare(a.Place(), b.Place()) })
	var errs error
	for _, f := range o.held {
		errs = errors.Join(errs, o.write(f, func(r report.Report) bool { return !isFollower(r) }))
		f.Release()
	}
	o.held = nil
	return errs
}

// divided tells whether a report wants to know what was counted in each input.
func (o *outlets) divided() bool {
	return slices.ContainsFunc(o.reports, func(r opened) bool { _, is := r.Report.(report.Divided); return is })
}

// input ends an input.
func (o *outlets) input(in *report.Input, tallies []rules.Tally) error {
	errs := errors.Join(o.settle(), o.release())
	for _, r := range o.reports {
		if d, is := r.Report.(report.Divided); is {
			errs = errors.Join(errs, d.Input(in, tallies))
		}
	}
	return errs
}

func (o *outlets) close(s *report.Summary) error {
	err := o.release()
	err = errors.Join(err, o.each(func(r report.Report) error { return r.Close(s) }))
	return errors.Join(err, o.closeFiles())
}

func (o *outlets) closeFiles() error {
	var errs error
	for _, c := range o.closers {
		errs = errors.Join(errs, c.Close())
	}
	o.closers = nil
	return errs
}

// terminalOptions says how to write text to a stream.
func terminalOptions(c *ucli.Context, w io.Writer) report.Options {
	opt := report.Options{Version: version()}
	opt.Color = colorWanted(c, w)
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			opt.Width = width
		}
	}
	return opt
}

// colorWanted applies --color, NO_COLOR and CLICOLOR_FORCE; the flag is the
// strongest.
func colorWanted(c *ucli.Context, w io.Writer) bool {
	switch c.String("color") {
	case "always":
		return true
	case "never":
		return false
	}
	if os.Getenv("NO_COLOR") != "" {
		return false
	}
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	return isTerminal(w)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
