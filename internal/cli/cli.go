// Package cli is the command line: commands and flags, which inputs there
// are, the pipeline that ties the rooms together, and the exit status.
//
// What flows in: arguments and streams. What flows out: a status, and on the
// streams what the contract says: the report and nothing else on standard
// output; notes, errors and the closing summary of the text format on
// standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/rules/rulefile"
)

// Version is set when the program is linked.
var Version = "dev"

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

// program is one run with its streams.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	status         int
}

// usageError is wrong usage: nothing was checked.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// Main runs the program as a process does: a signal or a closed pipe ends it
// in order, the report of what was checked so far completed.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A write to a closed pipe then fails, instead of killing the process
	// before reports to files are completed.
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	var got atomic.Int32
	go func() {
		for s := range signals {
			if n, ok := s.(syscall.Signal); ok && !got.CompareAndSwap(0, int32(n)) {
				os.Exit(exitSignal + int(n)) // the second signal does not wait
			}
			cancel(interruption{s})
		}
	}()
	status := Run(ctx, args, stdin, stdout, stderr)
	if n := got.Load(); n != 0 && status != exitUsage {
		return exitSignal + int(n)
	}
	return status
}

// interruption is why a run was cancelled.
type interruption struct{ os.Signal }

func (i interruption) Error() string { return i.String() }

// interrupted gives the exit status of a run that a signal ended.
func interrupted(ctx context.Context, status int) int {
	var i interruption
	if errors.As(context.Cause(ctx), &i) {
		if n, ok := i.Signal.(syscall.Signal); ok {
			return exitSignal + int(n)
		}
	}
	return status
}

// enoughMemory is where the garbage collector begins to work harder, so that
// what is bounded in use stays below 128 MiB in all.
const enoughMemory = 80 << 20

// boundMemory sets what the garbage collector has to keep, unless the user has
// (GOMEMLIMIT).
func boundMemory() {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(enoughMemory)
	}
}

// Run runs the program with the given arguments, the first being its name,
// and gives the exit status.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	boundMemory()
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr}
	app := p.app()
	err := app.RunContext(ctx, permute(app, args))
	switch {
	case err == nil:
		return p.status
	case errors.Is(err, syscall.EPIPE):
		return exitSignal + int(syscall.SIGPIPE)
	}
	if list := (*rulefile.ErrorList)(nil); errors.As(err, &list) {
		fmt.Fprintln(stderr, list) // each line begins with its file
	} else {
		fmt.Fprintf(stderr, "ivrcheck: %v\n", err)
	}
	if _, usage := err.(usageError); usage {
		return exitUsage
	}
	return exitInput
}

func (p *program) app() *ucli.App {
	wrong := func(_ *ucli.Context, err error, _ bool) error {
		return usagef("%w; --help shows what there is", err)
	}
	unknown := func(c *ucli.Context) error {
		switch name := c.Args().First(); {
		case name == "help" && c.NArg() == 1:
			return ucli.ShowAppHelp(c)
		case name == "help":
			if err := ucli.ShowCommandHelp(c, c.Args().Get(1)); err != nil {
				return usagef("unknown command %q; ivrcheck --help lists them", c.Args().Get(1))
			}
			return nil
		case name != "":
			return usagef("unknown command %q; ivrcheck --help lists them", name)
		}
		_ = ucli.ShowAppHelp(c)
		p.status = exitUsage
		return nil
	}
	ucli.FlagStringer = flagHelp
	app := &ucli.App{
		Name:           "ivrcheck",
		Usage:          "check the XML protocol between IVRs and the Genesys IVR Server",
		UsageText:      "ivrcheck COMMAND [FLAGS] PATH...",
		Description:    "Reads packet captures and logs, checks every message and every sequence, and\nsays what is wrong, where, and how it is known.",
		HideVersion:    true,
		Writer:         p.stdout,
		ErrWriter:      p.stderr,
		ExitErrHandler: func(*ucli.Context, error) {},
		OnUsageError:   wrong,
		Action:         unknown,
		// A file name may hold a comma; lists of codes are split by list.
		DisableSliceFlagSeparator: true,
		HideHelpCommand:           true,
		Commands: []*ucli.Command{
			p.checkCommand(), p.messagesCommand(), p.ladderCommand(), p.rulesCommand(), p.explainCommand(), p.configCommand(), p.versionCommand(),
			p.completionCommand(), p.manCommand(),
		},
	}
	for _, c := range app.Commands {
		c.OnUsageError, c.HideHelpCommand = wrong, true
		for _, sub := range c.Subcommands {
			sub.OnUsageError, sub.HideHelpCommand = wrong, true
		}
	}
	return app
}

func (p *program) versionCommand() *ucli.Command {
	return &ucli.Command{
		Name: "version", Usage: "print the version",
		Action: func(c *ucli.Context) error {
			if c.Args().Present() {
				return usagef("version takes no arguments")
			}
			_, err := fmt.Fprintf(p.stdout, "ivrcheck %s\n", version())
			return err
		},
	}
}
