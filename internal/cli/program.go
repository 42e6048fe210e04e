package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"ivrcheck/report"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	status         int
	// names maps paths of inputs to the names that reports show; nil for none.
	names map[string]string
	// quiet is --quiet: no notes, no summary.
	quiet bool
	// final reports that a report shows the status, so a later signal must not change it.
	final bool
}

// note writes a line to standard error, unless --quiet is given.
func (p *program) note(format string, args ...any) {
	if !p.quiet {
		p.complain(format, args...)
	}
}

// complain writes a line about an error to standard error. Quoted text cannot control a terminal.
func (p *program) complain(format string, args ...any) {
	fmt.Fprintln(p.stderr, "ivrcheck:", report.Printable(fmt.Sprintf(format, args...)))
}

// errorLines returns an error as lines that cannot control a terminal.
func errorLines(err error) []string {
	switch e := err.(type) {
	case usageError:
		return errorLines(e.error)
	case interface{ Unwrap() []error }:
		var lines []string
		for _, one := range e.Unwrap() {
			lines = append(lines, errorLines(one)...)
		}
		return lines
	case *rulefile.ErrorList:
		lines := strings.Split(e.Error(), "\n")
		for i, line := range lines {
			lines[i] = report.Printable(line)
		}
		return lines
	}
	return []string{report.Printable(err.Error())}
}

// The exit status (contract, section 3).
const (
	exitClean    = 0
	exitFindings = 1
	exitUsage    = 2
	exitInput    = 3
	exitNothing  = 4
	// exitSignal is added to the number of the signal that ended the run.
	exitSignal = 128
)

// usageError reports wrong usage: nothing was checked.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// didYouMean suggests the known names that are near a wrong one. If none is near, it returns otherwise, which lists
// them all.
func didYouMean(wrong string, known []string, otherwise string) string {
	if near := schema.Near(wrong, known, 5); len(near) > 0 {
		return "; did you mean " + report.OneOf(near) + "?"
	}
	return "; " + otherwise
}

// withoutPath strips the operation and the path from an error of package os, because the message has them already.
func withoutPath(err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}

type interruption struct{ os.Signal }

func (i interruption) Error() string { return i.String() }

// interrupted returns the exit status of a run that a signal ended, otherwise status.
func interrupted(ctx context.Context, status int) int {
	var i interruption
	if errors.As(context.Cause(ctx), &i) {
		if n, ok := i.Signal.(syscall.Signal); ok {
			return exitSignal + int(n)
		}
	}
	return status
}

// Version is set by the linker.
var Version = "dev"

// version returns the version set by the linker, otherwise that of the module.
func version() string {
	if Version != "dev" {
		return Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return Version
}
