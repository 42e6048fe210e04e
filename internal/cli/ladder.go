package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/check"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

func (p *program) ladderCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "ladder",
		Usage:     "draw the messages of a connection or call, with their findings",
		ArgsUsage: "PATH",
		Description: "Draws the messages in causal order, with the findings at their messages. Lists the\n" +
			"connections if there are several and no flag selects one. Values are shown unless\n" +
			"--values masked.",
		Flags: slices.Concat([]ucli.Flag{
			&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "on standard output: " + strings.Join(report.LadderFormats(), ", ")},
			&ucli.IntSliceFlag{Name: "stream", Usage: "only TCP stream `N`, as Wireshark counts them (repeatable)"},
			&ucli.StringFlag{Name: "frames", Usage: "only the frames `A-B` (lines of a log, bytes of a raw stream); A- and -B are open"},
			&ucli.StringFlag{Name: "values", Value: "shown", Usage: "personal values: masked or shown"},
			&ucli.BoolFlag{Name: "ascii", Usage: "draw with ASCII only (default where the locale is not UTF-8)"},
			&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged input does not make the exit status 3"},
			&ucli.StringFlag{Name: "color", Value: "auto", Usage: "colour: auto, always or never"},
		}, reportFlags(), inputFlags()),
		Action: p.ladder,
	}
}

type ladderRun struct {
	*captureRun
	selected selection
	messages int64 // read so far
	found    ladderBuilder
}

func (p *program) ladder(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	return s.withOrigin(p.drawLadder(c, s.config))
}

func (p *program) drawLadder(c *ucli.Context, config *configFile) error {
	base, err := p.newCaptureRun(c, config)
	if err != nil {
		return err
	}
	run := &ladderRun{captureRun: base}
	run.opt.ShowValues = c.String("values") == "shown"
	if run.opt.Selection, err = run.set.Select(nil, nil); err != nil {
		return err
	}
	if run.selected, err = newSelection(run.filter, c.String("frames")); err != nil {
		return err
	}
	if err := run.findInputs(c); err != nil {
		return err
	}
	if err := run.compareStdout(); err != nil {
		return err
	}
	run.found.selected, run.found.showValues = run.selected, run.opt.ShowValues
	run.opt.Follow = run.found.follow
	for _, set := range run.sets {
		results, err := run.followSet(c.Context, set)
		run.reportInputErrors(results)
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
	err = run.draw(c)
	if run.inputFailed {
		p.status = exitInput
	}
	return err
}

func (run *ladderRun) followSet(ctx context.Context, set inputSet) ([]capture.Result, error) {
	run.found.startInput()
	_, results, err := run.checkInputs(ctx, set, check.Options{
		AllowEmpty: true,
		Finding: func(f *rules.Finding) error {
			run.found.finding(f)
			return nil
		},
		Unit: func(u *trace.Unit) error {
			if u.Kind == trace.Document {
				run.messages++
			}
			run.bar.update(run.messages, -1)
			return nil
		},
	})
	return results, err
}

func (run *ladderRun) draw(c *ucli.Context) error {
	format := c.String("format")
	opt := terminalOptions(c, run.stdout)
	opt.ASCII = c.Bool("ascii") || !unicodeLocale()
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		opt.Width = n
	}
	f := &run.found
	switch {
	case len(f.ladders) > 0:
		return report.WriteLadders(run.stdout, format, f.ladders, opt)
	case len(f.connections) == 0:
		run.status = exitNothing
		fmt.Fprintln(run.stderr, "ivrcheck: no GLI connection was found; --port N takes every stream on TCP port N as GLI")
		return nil
	case !run.selected.isAll():
		run.status = exitNothing
		run.note("nothing was found for %s; without it ivrcheck ladder lists the connections", run.selected.String())
		return nil
	case format != "text":
		run.status = exitUsage
		fmt.Fprintf(run.stderr, "ivrcheck: there are %d connections; choose one with --stream N, --call ID or --frames A-B\n", f.count)
		return report.WriteConnections(run.stderr, f.connections, opt)
	}
	if err := report.WriteConnections(run.stdout, f.connections, opt); err != nil {
		return err
	}
	if more := f.count - len(f.connections); more > 0 {
		fmt.Fprintf(run.stderr, "ivrcheck: %d more connections are not listed\n", more)
	}
	fmt.Fprintln(run.stderr, "ivrcheck: there are several connections; --stream N, --call ID or --frames A-B draws one")
	return nil
}
