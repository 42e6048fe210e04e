package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/rules/rulefile"
)

func ruleSet(c *ucli.Context) (*rules.Set, error) {
	return loadRules(c.Context, c.StringSlice("rules"), nil)
}

// loadRules loads rule files, and applies the severities of a configuration to
// the built-in rules.
func loadRules(ctx context.Context, names []string, config *configFile) (*rules.Set, error) {
	var texts []rules.RuleText
	for _, name := range names {
		data, err := readRuleFile(ctx, name)
		if err != nil {
			return nil, usagef("cannot read the rule file %s: %w", name, err)
		}
		texts = append(texts, rules.RuleText{Name: name, Data: data})
	}
	if config != nil && len(config.severities) > 0 {
		text, err := config.severityRules(len(texts) == 0)
		if err != nil {
			return nil, usageError{err}
		}
		texts = append(texts, text)
	}
	set, err := rules.Load(texts...)
	if err != nil {
		return nil, usageError{err}
	}
	return set, nil
}

// readRuleFile reads at most one byte more than the size limit of a rule file.
func readRuleFile(ctx context.Context, name string) ([]byte, error) {
	file, err := files.Open(ctx, name)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, rulefile.MaxBytes+1))
	return data, withoutPath(err)
}

func (p *program) verifyCommand() *ucli.Command {
	return &ucli.Command{
		Name: "verify", Usage: "report the errors of rule files", ArgsUsage: "FILE...",
		Description: "Loads the files together and reports each error with file, line, column and what was\n" +
			"expected.\n\n" +
			"Exit status: 0 valid; 2 invalid.",
		Action: p.verify,
	}
}

func (p *program) verify(c *ucli.Context) error {
	if !c.Args().Present() {
		return usagef("rules verify takes one rule file or more")
	}
	set, err := loadRules(c.Context, c.Args().Slice(), nil)
	if err != nil {
		return err
	}
	for _, f := range set.Files() {
		counts := []string{plural(f.Rules, "rule"), plural(f.Messages, "message")}
		if f.Changes > 0 {
			counts = append(counts, fmt.Sprintf("%d built-in changed", f.Changes))
		}
		if f.Off > 0 {
			counts = append(counts, fmt.Sprintf("%d switched off", f.Off))
		}
		if _, err := fmt.Fprintf(p.stdout, "%s: ok (%s)\n", report.Printable(f.Name), strings.Join(counts, ", ")); err != nil {
			return err
		}
	}
	return nil
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
