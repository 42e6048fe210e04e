// Package cli is the command line: commands and flags, inputs, the pipeline that
// connects the packages, and the exit status.
//
// In: arguments and streams. Out: a status; the report, and nothing else, on
// standard output; notes, errors and the closing summary of the text format on
// standard error.
//
// Files, from the entry point down: cli.go, args.go, man.go, completion.go,
// config.go, check.go, messages.go, ladder.go, ladderbuilder.go, rules.go,
// ruleexamples.go, uses.go, outputs.go, analyzer.go, capturerun.go,
// progress.go, inputs.go, pipeline.go, rulefiles.go, filter.go, settings.go,
// flags.go, choices.go, configfile.go, terminal.go, program.go.
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
	"syscall"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/files"
	"ivrcheck/rules/rulefile"
)

// Main runs the program as a process. A signal or a closed pipe ends it in order:
// the report of what was checked so far is completed.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A write to a closed pipe then fails, and does not end the process before
	// reports in files are completed.
	signal.Ignore(syscall.SIGPIPE)
	signal.Ignore(syscall.SIGXFSZ) // the same for a file at its size limit
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signal.Notify(signals, syscall.SIGHUP)
	}
	defer signal.Stop(signals)
	go func() {
		for s := range signals {
			if n, ok := s.(syscall.Signal); ok && ctx.Err() != nil {
				files.DiscardAll()
				os.Exit(exitSignal + int(n)) // the second signal does not wait
			}
			cancel(interruption{s})
		}
	}()
	return Run(ctx, args, stdin, stdout, stderr)
}

// memoryLimit is where the garbage collector begins to work harder, so that the
// process stays below 128 MiB.
const memoryLimit = 80 << 20

// boundMemory sets the limit unless the user has (GOMEMLIMIT).
func boundMemory() {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// Run runs the program with arguments, the first being its name, and returns the
// exit status.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	boundMemory()
	p := &program{stdin: stdin, stdout: files.Writer(ctx, stdout), stderr: files.Writer(ctx, stderr)}
	app := p.app()
	return p.exit(ctx, app.RunContext(ctx, permute(app, args)))
}

// exit prints an error, and gives the exit status.
func (p *program) exit(ctx context.Context, err error) int {
	status := p.status
	switch {
	case err == nil:
	case errors.Is(err, syscall.EPIPE):
		status = exitSignal + int(syscall.SIGPIPE)
	case errors.As(err, new(interruption)):
	default:
		status = exitInput
		if _, usage := err.(usageError); usage {
			status = exitUsage
		}
		lead := "ivrcheck: "
		if errors.As(err, new(*rulefile.ErrorList)) {
			lead = "" // each line begins with its file
		}
		for _, line := range errorLines(err) {
			fmt.Fprintln(p.stderr, lead+line)
			if _, several := err.(interface{ Unwrap() []error }); !several {
				lead = ""
			}
		}
	}
	if p.final {
		return p.status
	}
	if status == exitUsage {
		return status
	}
	return interrupted(ctx, status)
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
		// A file name may contain a comma; splitList splits lists of codes.
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
