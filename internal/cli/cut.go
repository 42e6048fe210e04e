package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/check"
	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rewrite"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

func (p *program) cutCommand() *ucli.Command {
	return &ucli.Command{
		Name:      "cut",
		Usage:     "write the part of a capture that shows a finding",
		ArgsUsage: "PATH",
		Description: "Writes the packets of the connection that a finding is about, unchanged, as pcapng; of a\n" +
			"log the lines of its messages. With --minimal, only as many messages as the finding\n" +
			"needs, and the result is checked: it has the same rule, subject, verdict and\n" +
			"fingerprint. Without a flag that selects a finding it is the first error.\n\n" +
			"Exit status: 0 written; 2 wrong usage; 3 an input could not be read, or the result\n" +
			"does not show the finding; 4 no such finding.",
		Flags: slices.Concat([]ucli.Flag{
			&ucli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the result to `FILE`"},
			&ucli.BoolFlag{Name: "minimal", Usage: "only the messages without which the finding would not be there"},
		}, findingFlags(), reportFlags(), shownFlags(), inputFlags()),
		Action: p.cut,
	}
}

// findingFlags select the finding that cut and ticket are about.
func findingFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "fingerprint", Usage: "the finding with this `FINGERPRINT`"},
		&ucli.StringFlag{Name: "rule", Usage: "the first finding of the rule `CODE`"},
		&ucli.IntFlag{Name: "stream", Value: -1, DefaultText: "any", Usage: "the first finding in TCP stream `N`, as Wireshark counts them"},
		&ucli.BoolFlag{Name: "assume-complete", Usage: "the capture contains complete connections: absences are violations"},
		&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged or cut input does not make the status 3"},
		&ucli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "no notes on standard error"},
	}
}

// cutRun is one run of cut.
type cutRun struct {
	*captureRun
	output string
	choice choice
	kind   string // of the input
}

func (p *program) cut(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	return s.withOrigin(p.cutOut(c, s.config))
}

func (p *program) cutOut(c *ucli.Context, config *configFile) error {
	p.quiet = c.Bool("quiet")
	base, err := p.newCaptureRun(c, config)
	if err != nil {
		return err
	}
	run := &cutRun{captureRun: base, output: outputPath(c)}
	if run.opt.Selection, err = run.set.Select(nil, nil); err != nil {
		return err
	}
	run.opt.AssumeComplete, run.opt.ShowValues = c.Bool("assume-complete"), c.String("values") == "shown"
	if run.choice, err = run.newChoice(c); err != nil {
		return err
	}
	if run.output == "" {
		return usagef("-o FILE is missing: the file to write")
	}
	if err := run.findInputs(c); err != nil {
		return err
	}
	if len(run.sets) > 1 {
		return usagef("cut takes one input, and there are %d; --join makes them one", len(run.sets))
	}
	if err := run.compareOutput(c, config); err != nil {
		return err
	}
	if len(run.sets) == 0 {
		return run.nothing()
	}
	if run.again, err = newRereadable(c.Context, run.sets[0], run.capture, run.stdin); err != nil {
		return fmt.Errorf("cannot keep the input for a second pass: %w", err)
	}
	defer run.again.close()
	if err := run.find(c.Context); err != nil {
		return err
	}
	if run.choice.found == nil {
		return run.nothing()
	}
	err = run.write(c.Context, c.Bool("minimal"))
	if err != nil && c.Context.Err() != nil {
		return context.Cause(c.Context)
	}
	if err == nil && run.inputFailed {
		run.status = exitInput
	}
	return err
}

// outputPath is the file that --output names. - is standard output, as for other programs.
func outputPath(c *ucli.Context) string {
	if path := c.String("output"); path != "-" {
		return path
	}
	return standardOutput
}

const standardOutput = "/dev/stdout"

func outputName(path string) string {
	if path == standardOutput {
		return "standard output"
	}
	return path
}

// compareOutput compares the output with what the run reads.
func (run *cutRun) compareOutput(c *ucli.Context, config *configFile) error {
	read := run.uses()
	identify := func(name, path string) {
		if id, err := files.Identify(path); err == nil {
			read = append(read, files.Use{Name: name + path, ID: id})
		}
	}
	for _, path := range c.StringSlice("rules") {
		identify("the rule file ", path)
	}
	if config != nil {
		identify("the configuration ", config.path)
	}
	id, err := files.Identify(run.output)
	if err != nil {
		return nil // reported when it is opened
	}
	if err := files.Conflict([]files.Use{{Name: "--output " + run.output, ID: id}}, read); err != nil {
		return usageError{err}
	}
	return nil
}

// find reads the input and chooses a finding.
func (run *cutRun) find(ctx context.Context) error {
	messages := int64(0)
	_, results, err := run.checkInputs(ctx, run.sets[0], check.Options{
		AllowEmpty: true,
		Finding: func(f *rules.Finding) error {
			run.choice.finding(f)
			return nil
		},
		Unit: func(u *trace.Unit) error {
			run.choice.inFile(u.Pos.File)
			if u.Kind == trace.Document {
				messages++
			}
			run.bar.update(messages, -1)
			return nil
		},
	})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	run.reportInputErrors(results)
	if len(results) > 0 {
		run.kind = results[0].Stats.Kind
	}
	return err
}

// nothing lists the existing findings instead.
func (run *cutRun) nothing() error {
	run.status = exitNothing
	if run.inputFailed {
		run.status = exitInput
	}
	run.complain("%s", run.choice.none())
	for _, line := range run.choice.list() {
		fmt.Fprintln(run.stderr, "  "+report.Printable(line))
	}
	return nil
}

// write writes the part of the input.
func (run *cutRun) write(ctx context.Context, minimal bool) error {
	f := run.choice.found
	if f.Conn == nil {
		return usagef("%s at %s is about the input and not about a connection", f.Rule, at(f))
	}
	if minimal && strings.HasPrefix(f.Rule, "CAP") {
		return usagef("--minimal is for GLI, XML, MSG and SEQ findings; leave it out to cut out the connection of %s", f.Rule)
	}
	out, err := files.Create(ctx, run.output)
	if err != nil {
		return usagef("--output %s: %w", run.output, withoutPath(err))
	}
	var note string
	if minimal {
		note, err = run.writeMinimal(ctx, out)
	} else {
		note, err = run.writeConnection(ctx, out)
	}
	if err != nil {
		out.Discard()
		return err
	}
	if err := out.Commit(); err != nil {
		return fmt.Errorf("cannot write %s: %w", run.output, withoutPath(err))
	}
	run.note("%s: %s, for %s %s at %s", outputName(run.output), note, f.Rule, f.Subject, at(f))
	if !minimal && !out.Direct() {
		return run.confirm(ctx)
	}
	return nil
}

// confirm checks a connection that was written unchanged. It adds a note if the finding cannot be reproduced from it.
func (run *cutRun) confirm(ctx context.Context) error {
	file, err := files.Open(ctx, run.output)
	if err != nil {
		return fmt.Errorf("cannot check %s: %w", run.output, withoutPath(err))
	}
	defer file.Close()
	shows, err := run.shows(ctx, file)
	if err == nil && !shows {
		run.note("%s: alone it does not show the finding with the same verdict", run.output)
	}
	return err
}

// at is the position of a finding for the user.
func at(f *rules.Finding) string {
	place := trace.Place{Frame: f.Frame, Line: f.Line}
	if f.Offset != nil {
		place.Offset = *f.Offset
	}
	return string(place.AppendTo(nil)) + " of " + report.InputName(f.File)
}

// writeConnection writes the packets of the connection, or the lines of its messages.
func (run *cutRun) writeConnection(ctx context.Context, out io.Writer) (note string, err error) {
	f := run.choice.found
	if run.isText() {
		text, err := run.text(ctx)
		if err != nil {
			return "", err
		}
		all := make([]int, text.Len())
		for i := range all {
			all[i] = i
		}
		return fmt.Sprintf("%d messages", text.Messages()), text.Write(out, all)
	}
	picker := rewrite.NewPicker(f.Conn.Stream, placeOf(f))
	opt := run.capture
	opt.Tap = picker.Tap
	if err := run.again.read(ctx, opt, func(*trace.Unit) error { return nil }); err != nil {
		return "", err
	}
	packets, results, err := picker.Copy(ctx, out, run.again.members(), capture.Options{Input: run.capture.Input})
	for _, r := range results {
		if errors.Is(r.Err, capture.ErrNoCapture) {
			err = errors.Join(err, fmt.Errorf("%w; --minimal writes a capture of its messages", r.Err))
		}
	}
	return fmt.Sprintf("%d packets of stream %d", packets, f.Conn.Stream), err
}

func placeOf(f *rules.Finding) rewrite.Place { return rewrite.Place{File: f.File, Frame: f.Frame} }

// isText reports whether the finding is in a log or a raw stream.
func (run *cutRun) isText() bool { return run.choice.found.Frame == 0 }

// divided is a connection any part of which can be written.
type divided interface {
	Len() int
	Messages() int
	IsMessage(i int) bool
	Write(to io.Writer, set []int) error
}

// writeMinimal writes the messages that the finding needs.
func (run *cutRun) writeMinimal(ctx context.Context, out io.Writer) (note string, err error) {
	connection, set, err := run.minimize(ctx)
	if err != nil {
		return "", err
	}
	if err := connection.Write(out, set); err != nil {
		return "", err
	}
	messages := 0
	for _, i := range set {
		if connection.IsMessage(i) {
			messages++
		}
	}
	return fmt.Sprintf("%d of %d messages of the connection", messages, connection.Messages()), nil
}

// minimize returns the connection and the set of its parts that the finding needs.
func (run *cutRun) minimize(ctx context.Context) (connection divided, set []int, err error) {
	f := run.choice.found
	var guesses [][]int
	if run.isText() {
		text, err := run.text(ctx)
		if err != nil {
			return nil, nil, err
		}
		places := []int64{f.Place()}
		for _, r := range f.Related {
			places = append(places, (&rules.Finding{Line: r.Line, Offset: r.Offset}).Place())
		}
		connection, guesses = text, text.Guesses(places)
	} else {
		collector := rewrite.NewCollector(f.Conn.Stream)
		opt := run.capture
		opt.Tap = collector.Tap
		if err := run.again.read(ctx, opt, collector.Unit); err != nil {
			return nil, nil, err
		}
		conversation, err := collector.Conversation(placeOf(f))
		if err != nil {
			return nil, nil, fmt.Errorf("%w: --minimal is not possible", err)
		}
		places := []rewrite.Place{placeOf(f)}
		for _, r := range f.Related {
			places = append(places, rewrite.Place{File: r.File, Frame: r.Frame})
		}
		connection, guesses = conversation, conversation.Guesses(places)
	}
	var content bytes.Buffer
	set, ok, err := rewrite.Minimize(connection.Len(), guesses, func(set []int) (bool, error) {
		content.Reset()
		if err := connection.Write(&content, set); err != nil {
			return false, err
		}
		return run.shows(ctx, &content)
	})
	if err == nil && !ok {
		err = fmt.Errorf("the messages of the connection alone do not show %s with the same verdict; cut it without --minimal", f.Rule)
	}
	return connection, set, err
}

// text returns the connection of the finding in a log or a raw stream.
func (run *cutRun) text(ctx context.Context) (text *rewrite.Text, err error) {
	if len(run.sets[0]) > 1 {
		return nil, usagef("cut takes one log, without --join")
	}
	collector := rewrite.NewTextCollector(run.kind == "gli")
	if err := run.again.read(ctx, run.capture, collector.Unit); err != nil {
		return nil, err
	}
	err = run.again.content(ctx, run.capture, func(content io.Reader) (err error) {
		text, err = collector.Text(content, run.choice.found.Place())
		return err
	})
	return text, err
}

// shows reports whether a capture contains the finding.
func (run *cutRun) shows(ctx context.Context, content io.Reader) (found bool, err error) {
	f := run.choice.found
	opt := run.capture
	opt.Input, opt.Began, opt.Waiting = "pcapng", nil, nil
	if run.isText() {
		opt.Input = run.kind
	}
	in := check.Input{Name: run.output, Open: func() (io.ReadCloser, error) { return io.NopCloser(content), nil }}
	result, err := check.Run(ctx, []check.Input{in}, check.Options{
		Options: run.opt, Rules: run.set, Capture: opt, Jobs: 1, AllowEmpty: true,
		Finding: func(x *rules.Finding) error {
			found = found || x.Rule == f.Rule && x.Subject == f.Subject && x.Verdict == f.Verdict && x.Fingerprint == f.Fingerprint
			x.Release()
			return nil
		},
	})
	return found && err == nil && result.Inputs[0].Err == nil, err
}

// choice chooses a finding.
type choice struct {
	filter            *filter
	fingerprint, rule string
	stream            int
	selected          bool // by a flag; else the first error
	ranks             map[string]int
	found             *rules.Finding
	groups            map[string]*group // all groups, by fingerprint
}

// group contains the findings with one fingerprint.
type group struct {
	first *rules.Finding
	count int
}

const maxGroups = 100

func (run *cutRun) newChoice(c *ucli.Context) (choice, error) {
	ch := choice{
		filter: run.filter, fingerprint: c.String("fingerprint"), rule: c.String("rule"), stream: c.Int("stream"),
		ranks: make(map[string]int), groups: make(map[string]*group),
	}
	if ch.rule != "" {
		if _, err := run.set.Select([]string{ch.rule}, nil); err != nil {
			return ch, usagef("--rule%s", strings.TrimPrefix(err.Error(), "--select"))
		}
		ch.rule = run.set.Code(ch.rule)
	}
	if ch.stream < 0 && c.IsSet("stream") {
		return ch, usagef("--stream is %d, streams count from 0", ch.stream)
	}
	ch.selected = ch.rule != "" || ch.fingerprint != "" || ch.stream >= 0 || ch.filter.call != "" || ch.filter.timed()
	return ch, nil
}

func (ch *choice) inFile(name string) {
	if _, known := ch.ranks[name]; !known {
		ch.ranks[name] = len(ch.ranks)
	}
}

// finding takes a finding. Only kept findings are copied.
func (ch *choice) finding(f *rules.Finding) {
	defer f.Release()
	var own *rules.Finding
	kept := func() *rules.Finding {
		if own == nil {
			own = f.Clone()
		}
		return own
	}
	g := ch.groups[f.Fingerprint]
	if g == nil && len(ch.groups) < maxGroups {
		g = &group{first: kept()}
		ch.groups[own.Fingerprint] = g
	}
	if g != nil {
		if g.count++; ch.compare(f, g.first) < 0 {
			g.first = kept()
		}
	}
	if ch.wants(f) && (ch.found == nil || ch.compare(f, ch.found) < 0) {
		ch.found = kept()
	}
}

func (ch *choice) wants(f *rules.Finding) bool {
	switch {
	case ch.fingerprint != "" && f.Fingerprint != ch.fingerprint:
	case ch.rule != "" && f.Rule != ch.rule:
	case ch.stream >= 0 && (f.Stream == nil || *f.Stream != ch.stream):
	case !ch.filter.finding(f):
	default:
		return ch.selected || f.Verdict == rules.Violated && f.Severity == rules.Error
	}
	return false
}

// compare orders findings: violated ones first, then by place.
func (ch *choice) compare(a, b *rules.Finding) int {
	return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(ch.ranks[a.File], ch.ranks[b.File]), cmp.Compare(a.Place(), b.Place()))
}

// none is the error text for a finding that does not exist.
func (ch *choice) none() string {
	switch {
	case len(ch.groups) == 0:
		return "there is no finding"
	case !ch.selected:
		return "there is no error; choose another finding with --fingerprint, --rule, --call or --stream:"
	}
	return "there is no such finding; there are:"
}

// list lists the groups, the worst first.
func (ch *choice) list() (lines []string) {
	all := slices.Collect(maps.Values(ch.groups))
	slices.SortFunc(all, func(a, b *group) int {
		x, y := a.first, b.first
		return cmp.Or(cmp.Compare(report.Rank(x.Verdict, x.Severity), report.Rank(y.Verdict, y.Severity)), ch.compare(x, y), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
	const most = 20
	for i, g := range all {
		if i == most {
			return append(lines, fmt.Sprintf("and %d more", len(all)-most))
		}
		word := g.first.Severity.String()
		if g.first.Verdict == rules.Inconclusive {
			word = g.first.Verdict.String()
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s at %s (%d)", g.first.Fingerprint, word, g.first.Rule, g.first.Subject, at(g.first), g.count))
	}
	return lines
}
