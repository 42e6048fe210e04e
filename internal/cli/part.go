package cli

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/check"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

func shardFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "shard", Usage: "judge part `I/N` of the connections (0/4 to 3/4) and write a partial report for merge;" +
			" the inputs are one set, as with --join"},
		&ucli.StringFlag{Name: "host", Usage: "`NAME` of the machine in a partial report (default: its host name)"},
	}
}

// forMerge are flags about the findings of the whole input. A part does not accept them on its command line.
var forMerge = []string{"output", "baseline", "write-baseline", "require-activated", "statistics"}

// partOptions are the flags that a partial report depends on.
var partOptions = []string{"select", "ignore", "assume-complete", "values", "call", "since", "until", "port", "transport", "input", "max-message", "log-pattern"}

// newPart reads --shard, nil without it.
func newPart(c *ucli.Context, run *checkRun) (*report.Partial, error) {
	text := c.String("shard")
	if text == "" {
		if c.IsSet("host") {
			return nil, usagef("--host names the machine of a partial report: give --shard, too")
		}
		return nil, nil
	}
	i, n, ok := parseShard(text)
	if !ok {
		return nil, usagef("--shard is %q, use I/N: N divides %d, and I is from 0 to N-1", text, trace.Shards)
	}
	given := c.LocalFlagNames()
	for _, name := range forMerge {
		if slices.Contains(given, name) {
			return nil, usagef("--%s does not go with --shard: give it to merge, which has all findings", name)
		}
	}
	if format := c.String("format"); slices.Contains(given, "format") && format != "ndjson" {
		return nil, usagef("--format %s does not go with --shard: merge writes it", format)
	}
	host := c.String("host")
	if host == "" {
		var err error
		if host, err = os.Hostname(); err != nil || host == "" {
			return nil, usagef("--host: the name of this machine is not known, give one")
		}
	}
	run.opt.Shards = rules.PartOf(i, n)
	return &report.Partial{Host: host, Shard: i, Of: n, Version: version(), Rules: run.set.Digest(), Options: options(c)}, nil
}

func parseShard(text string) (i, n int, ok bool) {
	before, after, found := strings.Cut(text, "/")
	i, err1 := strconv.Atoi(before)
	n, err2 := strconv.Atoi(after)
	return i, n, found && err1 == nil && err2 == nil && n > 0 && trace.Shards%n == 0 && i >= 0 && i < n
}

// options returns the values of partOptions that differ from the default.
func options(c *ucli.Context) map[string][]string {
	out := make(map[string][]string)
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if !slices.Contains(partOptions, name) || !c.IsSet(name) {
			continue
		}
		var values []string
		switch kindOf(f) {
		case takesTexts:
			values = splitList(c.StringSlice(name))
		case takesNumbers:
			for _, n := range c.IntSlice(name) {
				values = append(values, strconv.Itoa(n))
			}
		default:
			if value := fmt.Sprint(c.Value(name)); !isDefault(f, value) {
				values = []string{value}
			}
		}
		if len(values) > 0 {
			out[name] = values
		}
	}
	return out
}

// isDefault reports whether a single-valued flag has its default.
func isDefault(f ucli.Flag, value string) bool {
	switch f := f.(type) {
	case *ucli.StringFlag:
		return value == defaults[f.Name]
	case *ucli.IntFlag:
		return value == defaults[f.Name]
	}
	return value == "false"
}

// defaults are the defaults of the single-valued flags in partOptions.
var defaults = func() map[string]string {
	out := make(map[string]string)
	for _, f := range slices.Concat(checkFlags(), reportFlags(), inputFlags()) {
		switch f := f.(type) {
		case *ucli.StringFlag:
			out[f.Name] = f.Value
		case *ucli.IntFlag:
			out[f.Name] = strconv.Itoa(f.Value)
		}
	}
	return out
}()

// checkPart judges a part and writes its complete report, or nothing.
func (run *checkRun) checkPart(c *ucli.Context) error {
	w, err := check.NewPartWriter()
	if err != nil {
		return fmt.Errorf("a partial report needs a temporary file: %w", err)
	}
	defer w.Close()
	set := slices.Concat(run.sets...)
	result, _, err := run.checkInputs(c.Context, set, check.Options{Libxml2: run.libxml2, AllowEmpty: !set.named(), Finding: w.Finding, Unit: run.unit})
	if c.Context.Err() != nil {
		run.status = interrupted(c.Context, exitInput)
		return nil
	}
	if err != nil {
		return err
	}
	for i := range result.Inputs {
		if e, counts := run.inputError(result.Inputs[i].Result); counts {
			run.complain("%s", e)
		}
	}
	if err := w.Write(run.stdout, *run.part, result); err != nil {
		return err
	}
	if run.inputs == 0 && !run.unmatched {
		run.note("no file matched")
	}
	run.status = exitClean
	if run.inputFailed {
		run.status = exitInput
	}
	return nil
}
