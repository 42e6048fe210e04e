package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/check"
	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// notForMerge are the flags of check that are about reading and judging, and --output, whose pcapng format copies an
// input.
var notForMerge = []string{"output", "select", "ignore", "assume-complete", "values", "xml"}

func (p *program) mergeCommand() *ucli.Command {
	flags := slices.DeleteFunc(checkFlags(), func(f ucli.Flag) bool { return slices.Contains(notForMerge, f.Names()[0]) })
	flags = slices.Insert(flags, 1, outputFlag(""))
	return &ucli.Command{
		Name:      "merge",
		Usage:     "merge the partial reports of check --shard",
		ArgsUsage: "PARTIAL...",
		Description: "The shards of one machine give the report that check --join gives over the same files;\n" +
			"several machines, their reports in the order of their names. The partial reports may\n" +
			"come in any order. A missing or doubled shard, or partial reports of different\n" +
			"versions, rules, options or inputs, are wrong usage.\n\n" +
			"Exit status: as that of check.",
		Flags: append(flags,
			&ucli.StringFlag{Name: "group", Usage: "fingerprint: one finding for each cause, with its count and the hosts"},
			rulesFlag(),
			&ucli.StringFlag{Name: "progress", Value: "auto", Usage: "progress on standard error: auto, always or never"},
			configFlag()),
		Action: p.merge,
	}
}

func (p *program) merge(c *ucli.Context) error {
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	if c.Bool("statistics") && c.String("format") != "text" {
		return usagef("--statistics is text, it does not go with --format %s", c.String("format"))
	}
	p.quiet = c.Bool("quiet")
	run := &checkRun{
		captureRun:   &captureRun{program: p, allowDamaged: c.Bool("allow-damaged"), bar: newProgress(c, p.stderr)},
		inconclusive: c.String("inconclusive"), allowEmpty: c.Bool("allow-empty"),
		baseline: c.String("write-baseline"), reasons: make(map[trace.Reason]int64),
	}
	if err := checkChoices(c); err != nil {
		return s.withOrigin(err)
	}
	if run.set, err = loadRules(c.Context, c.StringSlice("rules"), s.config); err != nil {
		return s.withOrigin(err)
	}
	hosts, err := check.ReadHosts(c.Context, run.set, version(), c.Args().Slice()...)
	if unusable := (check.PartError{}); errors.As(err, &unusable) {
		return usageError{unusable}
	}
	if err != nil {
		return err
	}
	if err := run.readFlags(c, s.config); err != nil {
		return s.withOrigin(err)
	}
	if run.outputs.annotates() {
		return usagef("--output %s=FILE copies the packets of the input, which merge does not read", annotated)
	}
	selection := hosts[0].Parts[0].Start.Options // the same in all parts
	if run.opt.Selection, err = run.set.Select(selection["select"], selection["ignore"]); err != nil {
		return usageError{err}
	}
	if len(run.required) > 0 {
		run.opt.Selection.AlwaysWantExercised()
	}
	var set inputSet
	for _, h := range hosts {
		for _, part := range h.Parts {
			id, _ := files.Identify(part.Path) // it was opened before
			set = append(set, input{name: part.Path, named: true, id: id})
		}
	}
	run.sets = []inputSet{set}
	if err := run.compareFiles(c, s.config); err != nil {
		return err
	}
	if c.String("group") != "" {
		run.group = newGrouping(len(hosts) > 1)
	}
	if err := run.openOutputs(c); err != nil {
		return err
	}
	if run.outputs.hasFollower() {
		run.note("the HTML report has no ladders and no period of the capture: partial reports have findings only")
	}
	run.summary.Complete = true
	if err := run.mergeHosts(c.Context, hosts); err != nil {
		run.summary.Complete = false
		if run.writeErr == nil && !errors.Is(err, context.Canceled) {
			run.failure = err
		}
	}
	if run.summary.Complete {
		run.set.Exercised("ivrcheck", run.required, run.opt, run.tally, run.finding)
		run.summary.Complete = run.writeErr == nil
	}
	return run.finish(c.Context)
}

// mergeHosts passes the findings of all hosts to the reports.
func (run *checkRun) mergeHosts(ctx context.Context, hosts []*check.Host) error {
	each := func() error {
		for _, h := range hosts {
			if len(hosts) > 1 {
				run.host = h.Name
			}
			merge := func() (*rules.Tallies, error) { return run.mergeHost(ctx, h) }
			var err error
			if run.group != nil {
				_, err = merge()
			} else {
				inputs, first := h.Parts[0].Start.Inputs, ""
				if len(inputs) > 0 {
					first = inputs[0].File
				}
				err = run.divide(first, slices.ContainsFunc(inputs, func(in report.PartialInput) bool { return in.File == "-" }), merge)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	if run.group == nil {
		return each()
	}
	return run.divide("", false, func() (*rules.Tallies, error) {
		err := each()
		if err == nil {
			err = run.group.each(run.outputs.finding)
		}
		return run.tally, err
	})
}

// mergeHost passes on the findings of one host in their order.
func (run *checkRun) mergeHost(ctx context.Context, h *check.Host) (*rules.Tallies, error) {
	inputs := slices.Clone(h.Parts[0].Start.Inputs)
	run.inputs += len(inputs)
	slices.SortFunc(inputs, func(a, b report.PartialInput) int { return cmp.Compare(a.Rank, b.Rank) })
	for _, in := range inputs {
		if in.Rank > 0 {
			run.outputs.inFile(in.File)
		}
	}
	result, err := h.Merge(ctx, check.Options{Options: run.opt, Rules: run.set, AllowEmpty: run.allowEmpty, Finding: func(f *rules.Finding) error {
		f.Host = run.host
		if run.group != nil {
			f.Host = h.Name
		}
		return run.take(f)
	}})
	if err != nil {
		return nil, err
	}
	return result.Tallies, run.add(result, nil)
}
