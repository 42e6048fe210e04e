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
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

func (p *program) ladderCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "ladder",
		Usage:     "draw the exchange of a connection or a call, findings marked",
		ArgsUsage: "PATH",
		Description: "Draws who sent what, in the order in which it was judged, with the findings at the\n" +
			"messages they are about. Where there are several connections and no flag selects\n" +
			"one, they are listed. Values are shown unless --values masked.",
		Flags: slices.Concat([]ucli.Flag{
			&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: strings.Join(report.LadderFormats(), ", ")},
			&ucli.IntSliceFlag{Name: "stream", Usage: "only TCP stream `N`, as Wireshark counts them (repeatable)"},
			&ucli.StringFlag{Name: "frames", Usage: "only what stands in the frames `A-B` (lines of a log, bytes of a raw stream); A- and -B are open"},
			&ucli.StringFlag{Name: "values", Value: "shown", Usage: "values that may be personal: masked or shown"},
			&ucli.BoolFlag{Name: "ascii", Usage: "draw with ASCII only, as is done where the locale is not UTF-8"},
			&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged or cut input does not make the status 3"},
			&ucli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"},
		}, reportFlags(), inputFlags()),
		Action: p.ladder,
	}
}

// drawing is one run of ladder.
type drawing struct {
	*program
	examiner
	read capture.Options
	jobs int
	part part
	bar  *progress
	// messages counts those that were read.
	messages int64
	found    exchanges
}

// part is what of the input is to be drawn.
type part struct {
	*filter
	first, last int64 // 0, 0: any frame
}

// chosen tells that anything is selected.
func (p part) chosen() bool { return p.String() != "" }

func (p *program) ladder(c *ucli.Context) error {
	s, err := settle(c)
	if err != nil {
		return err
	}
	return s.blame(p.drawLadder(c, s))
}

func (p *program) drawLadder(c *ucli.Context, s *settled) error {
	d := &drawing{program: p, jobs: c.Int("jobs")}
	err := chosen(c)
	if err != nil {
		return err
	}
	if d.set, err = loadRules(c.StringSlice("rules"), s.config); err != nil {
		return err
	}
	d.cat = d.set.Catalogue()
	if d.opt.Selection, err = d.set.Select(nil, nil); err != nil {
		return err
	}
	d.opt.ShowValues = c.String("values") == "shown"
	if d.read, err = readOptions(c); err != nil {
		return err
	}
	if d.jobs < 1 {
		return usagef("--jobs is %d, use 1 or more", d.jobs)
	}
	if d.part, err = partWanted(c); err != nil {
		return err
	}
	d.read.Began = d.part.begin
	ins, err := inputs(c.Args().Slice())
	if err != nil {
		return err
	}
	together, err := sets(ins, c.Bool("join"))
	if err != nil {
		return err
	}
	d.bar = newProgress(c, p.stderr)
	d.bar.begin(ins)
	d.found = exchanges{part: d.part}
	d.opt.Follow = d.found.follow
	unread := false
	for _, set := range together {
		results, err := d.input(c.Context, set)
		for _, r := range results {
			if e := (*capture.InputError)(nil); errors.As(r.Err, &e) {
				unread = unread || !e.Damaged || !c.Bool("allow-damaged")
				fmt.Fprintln(p.stderr, "ivrcheck:", &report.InputError{File: r.Name, Place: e.Place, Error: e.Err.Error()})
			}
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
	err = d.draw(c)
	if unread {
		p.status = exitInput
	}
	return err
}

// partWanted reads the flags that select.
func partWanted(c *ucli.Context) (part, error) {
	f, err := newFilter(c)
	w := part{filter: f}
	if err != nil {
		return w, err
	}
	text := c.String("frames")
	if text == "" {
		return w, nil
	}
	from, to, open := strings.Cut(text, "-")
	if !open {
		to = from
	}
	var errs [2]error
	if from != "" {
		w.first, errs[0] = strconv.ParseInt(from, 10, 64)
	}
	if to != "" {
		w.last, errs[1] = strconv.ParseInt(to, 10, 64)
	}
	if errors.Join(errs[:]...) != nil || from == "" && to == "" || w.first < 0 || to != "" && w.last < w.first {
		return w, usagef("--frames is %q, use A-B, A- or -B, such as 10-50", text)
	}
	return w, nil
}

// input follows the exchanges of one input, or of several that are one capture.
func (d *drawing) input(ctx context.Context, set inputSet) ([]capture.Result, error) {
	d.part.start()
	d.found.begin()
	judge := d.judge(d.set.NewTallies(), d.found.finding)
	results, err := pipe(ctx, set.reading(d.stdin, d.bar.reader, d.read), d.jobs,
		d.worker,
		func(u *trace.Unit, ev *rules.Event) error {
			d.part.seen(u)
			judge.Take(ev)
			if u.Kind == trace.Document {
				d.messages++
			}
			d.bar.tell(d.messages, -1)
			return nil
		})
	d.bar.hide()
	judge.Close()
	for _, r := range results {
		d.givenUp(r.Name, r.Stats)
	}
	return results, err
}

// draw draws what was found, or says what there is to choose from.
func (d *drawing) draw(c *ucli.Context) error {
	format := c.String("format")
	opt := terminalOptions(c, d.stdout)
	opt.ASCII = c.Bool("ascii") || !unicodeLocale()
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		opt.Width = n
	}
	f := &d.found
	switch {
	case len(f.ladders) > 0:
		return report.WriteLadders(d.stdout, format, f.ladders, opt)
	case len(f.connections) == 0:
		d.status = exitNothing
		fmt.Fprintln(d.stderr, "ivrcheck: no GLI connection was found; --port N takes every stream on TCP port N as GLI")
		return nil
	case d.part.chosen():
		d.status = exitNothing
		fmt.Fprintf(d.stderr, "ivrcheck: nothing was found for %s; without it ivrcheck ladder lists the connections\n", report.Printable(d.part.String()))
		return nil
	case format != "text":
		d.status = exitUsage
		fmt.Fprintf(d.stderr, "ivrcheck: there are %d connections; choose one with --stream N, --call ID or --frames A-B\n", f.count)
		return report.WriteConnections(d.stderr, f.connections, opt)
	}
	if err := report.WriteConnections(d.stdout, f.connections, opt); err != nil {
		return err
	}
	if more := f.count - len(f.connections); more > 0 {
		fmt.Fprintf(d.stderr, "ivrcheck: %d more connections are not listed\n", more)
	}
	fmt.Fprintln(d.stderr, "ivrcheck: there are several connections; --stream N, --call ID or --frames A-B draws one")
	return nil
}

// String gives the flags that select.
func (p part) String() string {
	text := p.filter.String()
	if p.first > 0 || p.last > 0 {
		if text != "" {
			text += ", "
		}
		text += "--frames"
	}
	return text
}

// unicodeLocale tells whether the locale is one of UTF-8.
func unicodeLocale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(os.Getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}
