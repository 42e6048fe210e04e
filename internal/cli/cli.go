// Package cli is the command line: commands and flags, inputs, outputs, and the exit status. Package check does the
// work.
//
// In: arguments and streams. Out: a status; the report, and nothing else, on
// standard output; notes, errors and the closing summary of the text format on
// standard error.
//
// Files, from the entry point down: cli.go, args.go, man.go, completion.go,
// help.go, config.go, merge.go, grouping.go, check.go, part.go, ticket.go, cut.go, messages.go, ladder.go, ladderbuilder.go, scrub.go, rules.go,
// ruleexamples.go, uses.go, outputs.go, annotation.go, sorter.go, findingcodec.go, capturerun.go,
// progress.go, inputs.go, rulefiles.go, filter.go, settings.go, flags.go, choices.go,
// configfile.go, terminal.go, program.go.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/files"
	"ivrcheck/rules/rulefile"
)

// Main runs the program as a process. After a signal or on a closed pipe it completes the report of the part that was
// checked.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A write to a closed pipe then fails instead of ending the process before reports in files are completed.
	signal.Ignore(syscall.SIGPIPE)
	signal.Ignore(syscall.SIGXFSZ) // the same for a file at its size limit
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it
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

// memoryLimit is the heap size at which the garbage collector works harder, so that the process stays below 128 MiB.
const memoryLimit = 80 << 20

// scrubLimit is the memoryLimit of scrub, which remembers up to 27 MiB of replaced values. With the other limit the
// collector would run nearly all the time on a large capture.
const scrubLimit = 96 << 20

// firstHeap is the heap size at the first collection. The rules and the first learned data stay in memory, so earlier
// collections would free nothing. It is a multiple of smallestHeap.
const firstHeap = 32 << 20

// smallestHeap is the heap size of Go's first collection, with a GOGC of 100.
const smallestHeap = 4 << 20

// boundMemory sets the limit and the first collection, unless GOMEMLIMIT or GOGC does.
func boundMemory() {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return
	}
	debug.SetMemoryLimit(memoryLimit)
	if os.Getenv("GOGC") == "" {
		delayCollection()
	}
}

// boundScrub sets the limit of scrub unless the user has set one. It returns a function that undoes it.
func boundScrub() (undo func()) {
	if debug.SetMemoryLimit(-1) != memoryLimit {
		return func() {}
	}
	debug.SetMemoryLimit(scrubLimit)
	return func() { debug.SetMemoryLimit(memoryLimit) }
}

// delayCollection delays the first garbage collection only.
func delayCollection() {
	before := debug.SetGCPercent(100 * firstHeap / smallestHeap)
	type garbage struct{ _ *byte }
	runtime.AddCleanup(new(garbage), func(percent int) { debug.SetGCPercent(percent) }, before)
}

// Run runs the program with arguments, of which the first is its name, and returns the exit status.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	boundMemory()
	p := &program{stdin: stdin, stdout: files.Writer(ctx, stdout), stderr: files.Writer(ctx, stderr)}
	app := p.app()
	help := &helpWriter{out: p.stdout}
	app.Writer = help
	err := app.RunContext(ctx, permute(app, args))
	if err == nil {
		err = help.err
	}
	return p.exit(ctx, err)
}

// exit prints an error, and returns the exit status.
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
		for _, line := range slices.Compact(errorLines(err)) {
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
	noCommand := func(c *ucli.Context) error {
		switch name := c.Args().First(); {
		case name == "help" && c.NArg() == 1:
			return ucli.ShowAppHelp(c)
		case name == "help":
			if err := ucli.ShowCommandHelp(c, c.Args().Get(1)); err != nil {
				return unknownCommand(c.App.Commands, "ivrcheck", c.Args().Get(1))
			}
			return nil
		case name != "":
			return unknownCommand(c.App.Commands, "ivrcheck", name)
		}
		_ = ucli.ShowAppHelp(c)
		p.status = exitUsage
		return nil
	}
	app := &ucli.App{
		Name:           "ivrcheck",
		Usage:          "check the XML protocol between IVRs and the Genesys IVR Server",
		UsageText:      "ivrcheck [check] [FLAGS] PATH...\n ivrcheck COMMAND [FLAGS] ...",
		Description:    "Reads packet captures and logs, checks every message and every sequence, and reports violations with position and source.",
		HideVersion:    true,
		Writer:         p.stdout,
		ErrWriter:      p.stderr,
		ExitErrHandler: func(*ucli.Context, error) {},
		OnUsageError:   wrongUsage,
		Action:         noCommand,
		// A file name may contain a comma; splitList splits lists of codes.
		DisableSliceFlagSeparator: true,
		HideHelpCommand:           true,
		Commands: []*ucli.Command{
			p.checkCommand(), p.mergeCommand(), p.messagesCommand(), p.ladderCommand(), p.cutCommand(), p.scrubCommand(), p.ticketCommand(), p.rulesCommand(), p.explainCommand(), p.configCommand(), p.versionCommand(),
			p.completionCommand(), p.manCommand(),
		},
	}
	for _, c := range app.Commands {
		c.OnUsageError, c.HideHelpCommand = wrongUsage, true
		for _, sub := range c.Subcommands {
			sub.OnUsageError, sub.HideHelpCommand = wrongUsage, true
		}
	}
	return app
}

// wrongValue matches the error of the flag package for a number or a boolean.
var wrongValue = regexp.MustCompile(`^invalid (boolean )?value (".*") for +(?:flag )?-(\S+): .*(?:parsing|parse error|invalid syntax|out of range)`)

// wrongUsage is the error for a wrong flag or value, with similar flags.
func wrongUsage(c *ucli.Context, err error, _ bool) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if found := wrongValue.FindStringSubmatch(err.Error()); found != nil {
		use := "a number"
		if found[1] != "" {
			use = "true or false"
		}
		return usagef("--%s is %s, use %s", found[3], found[2], use)
	}
	if flag, is := strings.CutPrefix(err.Error(), "flag needs an argument: -"); is {
		return usagef("--%s needs a value; --help lists the flags", strings.TrimLeft(flag, "-"))
	}
	if !unknown || c.Command == nil {
		return usagef("%w; --help lists the flags", err)
	}
	var known []string
	for _, f := range c.Command.Flags {
		known = append(known, dashed(f)[0])
	}
	name = strings.TrimLeft(name, "-")
	return usagef("unknown flag %s%s%s", strings.Repeat("-", min(len(name), 2)), name, didYouMean("--"+name, known, "--help lists the flags"))
}

// unknownCommand is the error for a word that is no command of a program.
func unknownCommand(commands []*ucli.Command, program, name string) error {
	var known []string
	for _, c := range commands {
		known = append(known, c.Name)
	}
	if strings.ContainsAny(name, "./") {
		return usagef("unknown command %q, and there is no such file", name)
	}
	return usagef("unknown command %q%s", name, didYouMean(name, known, program+" --help lists the commands"))
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
