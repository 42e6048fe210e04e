package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
	"ivrcheck/rules"
)

func (p *program) testCommand() *ucli.Command {
	return &ucli.Command{
		Name: "test", Usage: "run the examples of rules", ArgsUsage: "[FILE...]",
		Description: "Runs the examples in the rule files, loaded together; without a file,\n" +
			"those of the built-in rules. Examples without a trace are only counted.\n\n" +
			"Exit status: 0 all pass; 1 an example fails; 2 a rule file is invalid.",
		Action: p.test,
	}
}

// exampleCounts counts the examples by outcome. Examples in prose (words) cannot be run.
type exampleCounts struct{ rules, examples, failed, words int }

func (p *program) test(c *ucli.Context) error {
	files := c.Args().Slice()
	set, err := loadRules(c.Context, files, nil)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		files = []string{rules.BuiltinFile}
	}
	var n exampleCounts
	for _, r := range set.Rules() {
		ran := false
		for i := range r.Examples {
			if e := &r.Examples[i]; slices.Contains(files, e.File) {
				ran = true
				if err := p.runExample(set, r, i, &n); err != nil {
					return err
				}
			}
		}
		if ran {
			n.rules++
		} else if len(r.Examples) == 0 {
			if _, err := fmt.Fprintf(p.stdout, "%s:%d: %s %s has no examples\n", report.Printable(r.File), r.Line, r.ID, r.Name); err != nil {
				return err
			}
		}
	}
	if n.failed > 0 {
		p.status = exitFindings
	}
	passed := n.examples - n.failed - n.words
	_, err = fmt.Fprintf(p.stdout, "%s of %s: %d passed, %d failed, %d not runnable\n",
		plural(n.examples, "example"), plural(n.rules, "rule"), passed, n.failed, n.words)
	return err
}

func (p *program) runExample(set *rules.Set, r *rules.Rule, i int, n *exampleCounts) error {
	e := &r.Examples[i]
	n.examples++
	got, found, err := set.Try(r.ID, *e)
	if errors.Is(err, rules.ErrWords) {
		n.words++
		return nil
	}
	if err == nil && got.String() == e.Verdict {
		return nil
	}
	n.failed++
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s %s, example %d: expected %s, got ", report.Printable(e.File), e.Line, r.ID, r.Name, i+1, e.Verdict)
	if err != nil {
		fmt.Fprintln(&b, err)
	} else {
		fmt.Fprintln(&b, got)
	}
	for _, f := range found {
		at := "at its end"
		if f.Frame > 0 {
			at = fmt.Sprintf("at its message %d", f.Frame)
		}
		fmt.Fprintf(&b, "    %s %s: %s\n", f.Verdict, at, report.Printable(f.Message))
	}
	if got == rules.NotActivated && err == nil {
		fmt.Fprintln(&b, "    no message of the example is one that the rule is about")
	}
	_, err = fmt.Fprint(p.stdout, report.PrintableLines(b.String()))
	return err
}
