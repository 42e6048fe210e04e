package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// outputs are the reports of a run: one on standard output, the others in files.
type outputs struct {
	format         string       // on standard output
	files          []fileOutput // the others
	stdout, stderr report.Options
	reports        []*openReport // the report on standard output first
	sort           string        // the value of --sort
	sorter         *sorter       // of the findings of the input
	// sorting reports that findings are kept until the input ends, unsorted that those of some input are not. sortErr
	// is the error that prevented it.
	sorting, unsorted bool
	sortErr           error
	// input is the input that --output pcapng copies, nil without it.
	input *rereadable
}

type fileOutput struct{ format, path string }

// openReport is a report with its destination.
type openReport struct {
	report.Report
	format, name string
	file         *files.Output // nil for standard output
	err          error         // why it was abandoned

	// The state at an end of the report: end is the size of the file before that end.
	ended bool
	exit  int
	end   int64
}

// newOutputs reads the flags about reports. It opens no file.
func newOutputs(c *ucli.Context) (*outputs, error) {
	o := &outputs{format: c.String("format"), sort: c.String("sort"), sorter: newSorter()}
	for _, pair := range c.StringSlice("output") {
		format, path, ok := strings.Cut(pair, "=")
		if !ok || path == "" {
			return nil, usagef("--output is %q, use FORMAT=FILE", pair)
		}
		if path == "-" {
			return nil, usagef("--output %s: - would be standard output, which --format %s is for", pair, format)
		}
		if known := append(report.Formats(), annotated); !slices.Contains(known, format) {
			return nil, usagef("--output: unknown format %q, use %s", format, report.OneOf(known))
		}
		o.files = append(o.files, fileOutput{format, path})
	}
	return o, nil
}

// annotates reports whether an output is a copy of the input.
func (o *outputs) annotates() bool {
	return slices.ContainsFunc(o.files, func(f fileOutput) bool { return f.format == annotated })
}

// open opens all reports, or none.
func (o *outputs) open(c *ucli.Context, p *program, rs []*rules.Rule) error {
	o.stdout, o.stderr = terminalOptions(c, p.stdout), terminalOptions(c, p.stderr)
	o.stdout.OneLine = c.Bool("oneline") || !c.IsSet("oneline") && !isTerminal(p.stdout)
	o.stderr.OneLine = o.stdout.OneLine
	o.stdout.Long, o.stdout.Statistics = c.Bool("long"), c.Bool("statistics")
	o.stderr.Statistics = o.stdout.Statistics
	o.stdout.Base, _ = os.Getwd() // without it a path loses its first slash
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
		if err := o.add(r, w, report.Options{OneLine: true, Long: o.stdout.Long, Version: version(), Rules: rs, Base: o.stdout.Base}); err != nil {
			w.Discard()
			o.discard()
			return err
		}
	}
	return nil
}

func (o *outputs) add(r *openReport, w io.Writer, opt report.Options) (err error) {
	if r.format == annotated {
		r.Report = newAnnotation(w, o.input)
	} else if r.Report, err = report.New(r.format, w, opt); err != nil {
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

// direct reports whether written output is final.
func (r *openReport) direct() bool { return r.file == nil || r.file.Direct() }

// fail abandons a report.
func (r *openReport) fail(err error) {
	if err != nil && r.err == nil {
		r.err = err
		r.discard()
	}
}

// each calls the reports that were not abandoned. An error ends the run: standard output is closed, or no report is
// left.
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

// closedPipe reports whether no one reads standard output any more.
func (o *outputs) closedPipe() bool { return errors.Is(o.reports[0].err, syscall.EPIPE) }

// interrupted reports whether a signal ended a blocked write.
func (o *outputs) interrupted() bool {
	return slices.ContainsFunc(o.reports, func(r *openReport) bool { return errors.As(r.err, new(interruption)) })
}

// failures returns the errors of the reports that could not be written. A closed pipe or a signal is not one.
func (o *outputs) failures() (errs []error) {
	for _, r := range o.reports {
		if r.err != nil && !errors.Is(r.err, syscall.EPIPE) && !errors.As(r.err, new(interruption)) {
			errs = append(errs, fmt.Errorf("cannot write %s: %w", r.name, withoutPath(r.err)))
		}
	}
	if o.sortErr != nil {
		errs = append(errs, o.sortErr)
	}
	return errs
}

// failedWith reports whether an error belongs to a report, so that failures has it.
func (o *outputs) failedWith(err error) bool {
	return slices.ContainsFunc(o.reports, func(r *openReport) bool { return r.err != nil && errors.Is(err, r.err) })
}

// notes describes what copies of the input omit.
func (o *outputs) notes() (notes []string) {
	for _, r := range o.reports {
		a, is := r.Report.(*annotation)
		if !is || r.err != nil {
			continue
		}
		for _, result := range a.results {
			if result.Err != nil {
				notes = append(notes, fmt.Sprintf("%s: has what could be read: %v", r.name, result.Err))
			}
		}
	}
	return notes
}

// startInput begins an input. With --sort auto the findings of a live input are not sorted.
func (o *outputs) startInput(live bool) {
	o.sorting = o.sort == "position" || o.sort == "auto" && !live
	o.unsorted = o.unsorted || !o.sorting
}

// inFile notes the start of a file: files are sorted in this order.
func (o *outputs) inFile(name string) {
	if o.sorting {
		o.sorter.rank(name)
	}
	for _, r := range o.reports {
		if a, is := r.Report.(*annotation); is {
			a.sorter.rank(name)
		}
	}
}

// finding passes a finding to the reports and releases it. While sorting, reports get it at the end of its input. A
// follower sorts findings itself and gets it at once, while the steps around it are in memory.
func (o *outputs) finding(f *rules.Finding) error {
	if !o.sorting {
		defer f.Release()
		return o.write(f, func(report.Report) bool { return true })
	}
	if err := o.write(f, isFollower); err != nil {
		f.Release()
		return err
	}
	if o.sort == "auto" && o.sorter.count == o.sorter.most {
		if err := o.giveUpSorting(); err != nil {
			f.Release()
			return err
		}
		defer f.Release()
		return o.write(f, isNoFollower)
	}
	switch err := o.sorter.add(f); {
	case err == nil:
		return nil
	case o.sort == "auto": // the summary reports that they are not sorted
		return o.giveUpSorting()
	default:
		o.sortErr = fmt.Errorf("cannot sort the findings: %w; --sort decided needs no temporary file", err)
		o.sorter.close()
		return o.sortErr
	}
}

// giveUpSorting writes the kept findings. Later findings of the input are written as they are decided.
func (o *outputs) giveUpSorting() error {
	o.sorting, o.unsorted = false, true
	return o.releaseHeld()
}

// write passes a finding to the reports that want it.
func (o *outputs) write(f *rules.Finding, wants func(report.Report) bool) error {
	return o.each(func(r *openReport) error {
		if !wants(r.Report) || f.Suppressed != "" && !report.ShowsSuppressed(r.format) {
			return nil
		}
		return r.Finding(f)
	})
}

// releaseHeld writes the kept findings in order.
func (o *outputs) releaseHeld() error {
	var written error
	err := o.sorter.each(func(f *rules.Finding) error {
		written = o.write(f, isNoFollower)
		return written
	})
	if err != nil && written == nil {
		o.sortErr = fmt.Errorf("cannot read the sorted findings back: %w", err)
		return o.sortErr
	}
	return err
}

func isNoFollower(r report.Report) bool { return !isFollower(r) }

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

// close completes all reports. status returns the exit status of the run, which reports show. A report that cannot be
// written changes it; then the ends of the files are written again. Only then are the files moved to their
// destinations.
func (o *outputs) close(s *report.Summary, status func() int) {
	_ = o.releaseHeld() // the error is kept in the report
	s.Sorted = !o.unsorted && o.sortErr == nil
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

// close writes the end of a report, unless it is already written with the same exit status or does not show it.
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
