package cli

import (
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/schema"
)

func (p *program) rulesCommand() *ucli.Command {
	flags := []ucli.Flag{
		&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "on standard output: " + strings.Join(report.RuleFormats(), ", ")},
		&ucli.StringFlag{Name: "color", Value: "auto", Usage: "colour: auto, always or never"},
		rulesFlag(),
	}
	return &ucli.Command{
		Name: "rules", Usage: "list rules; test and verify rule files", Flags: flags, Action: p.rules,
		Subcommands: []*ucli.Command{
			{Name: "list", Usage: "every rule: code, name, severity, template, basis", Flags: flags, Action: p.rules},
			p.testCommand(), p.verifyCommand(),
		},
	}
}

func (p *program) rules(c *ucli.Context) error {
	if c.Args().Present() {
		return unknownCommand(c.Command.Subcommands, "ivrcheck rules", c.Args().First())
	}
	if err := checkChoices(c); err != nil {
		return err
	}
	set, err := ruleSet(c)
	if err != nil {
		return err
	}
	return report.RuleList(p.stdout, c.String("format"), set.Rules(), terminalOptions(c, p.stdout))
}

func (p *program) explainCommand() *ucli.Command {
	return &ucli.Command{
		Name:        "explain",
		Usage:       "explain a rule, a message or a parameter",
		ArgsUsage:   "CODE|NAME|MESSAGE|MESSAGE.PARAMETER",
		Description: "For instance SEQ010, agent-steady-state, LoginResp or LoginResp.Status.",
		Flags:       []ucli.Flag{&ucli.StringFlag{Name: "color", Value: "auto", Usage: "colour: auto, always or never"}, rulesFlag()},
		Action:      p.explain,
	}
}

func (p *program) explain(c *ucli.Context) error {
	if c.NArg() != 1 {
		return usagef("explain takes one rule code, message or parameter: SEQ010, LoginResp, LoginResp.Status")
	}
	if err := checkChoices(c); err != nil {
		return err
	}
	set, err := ruleSet(c)
	if err != nil {
		return err
	}
	subject, opt := c.Args().First(), terminalOptions(c, p.stdout)
	explained := false
	for _, r := range set.Rules() { // several rules may share a name
		if strings.EqualFold(r.ID, subject) || strings.EqualFold(r.Name, subject) {
			explained = true
			if err := report.ExplainRule(p.stdout, r, opt); err != nil {
				return err
			}
		}
	}
	if explained {
		return nil
	}
	name, path, deeper := strings.Cut(subject, ".")
	cat := set.Catalogue()
	m := cat.Message(name)
	for _, other := range cat.Messages() {
		if m == nil && strings.EqualFold(other.Name, name) {
			m = other
		}
	}
	if m == nil {
		if of := allowing(cat, subject); len(of) > 0 {
			return usagef("%q is a value of %s; `ivrcheck explain %s` explains it", subject, report.OneOf(of), of[0])
		}
		return usagef("no rule, message or parameter is called %q%s", subject, didYouMean(subject, explainable(set), "`ivrcheck rules list` shows the codes"))
	}
	if !deeper {
		return report.ExplainMessage(p.stdout, m, set.About(m.Name), opt)
	}
	par := parameter(m.Parameters, path)
	if par == nil {
		var known []string
		for _, par := range paths("", m.Parameters) {
			known = append(known, m.Name+par)
		}
		return usagef("%s has no parameter %q%s", m.Name, path, didYouMean(m.Name+"."+path, known, "`ivrcheck explain "+m.Name+"` lists them"))
	}
	var related []*rules.Rule
	if !m.NameOnly {
		for _, code := range par.Codes() {
			if r := set.Rule(code); r != nil {
				related = append(related, r)
			}
		}
	}
	full := *par
	full.Path = fullPath(m.Parameters, path) // a Node of the catalogue has only the last name
	return report.ExplainParameter(p.stdout, m, &full, append(related, set.About(m.Name)...), opt)
}

// allowing lists the parameters that allow a value.
func allowing(cat *schema.Catalogue, value string) (of []string) {
	for _, m := range cat.Messages() {
		for _, path := range paths("", m.Parameters) {
			one := func(known string) bool { return strings.EqualFold(known, value) }
			if par := m.Parameter(path[1:]); par != nil && slices.ContainsFunc(par.Values, one) {
				of = append(of, m.Name+path)
			}
		}
	}
	return of
}

// explainable lists all names that explain accepts.
func explainable(set *rules.Set) (names []string) {
	for _, r := range set.Rules() {
		names = append(names, r.ID)
	}
	for _, m := range set.Catalogue().Messages() {
		names = append(names, m.Name)
		for _, path := range paths("", m.Parameters) {
			names = append(names, m.Name+path)
		}
	}
	for _, r := range set.Rules() {
		names = append(names, r.Name)
	}
	return names
}

// paths lists the paths of parameters, each with a leading dot.
func paths(above string, params []*schema.ParameterSpec) (out []string) {
	for _, par := range params {
		path := above + "." + par.Name
		out = append(append(out, path), paths(path, par.Parameters)...)
	}
	return out
}

// fullPath returns the path of a parameter as the catalogue spells it.
func fullPath(params []*schema.ParameterSpec, path string) string {
	name, rest, deeper := strings.Cut(path, ".")
	par := parameter(params, name)
	if !deeper {
		return par.Name
	}
	return par.Name + "." + fullPath(par.Parameters, rest)
}

// parameter finds a parameter by its path, in any case.
func parameter(params []*schema.ParameterSpec, path string) *schema.ParameterSpec {
	name, rest, deeper := strings.Cut(path, ".")
	for _, par := range params {
		if strings.EqualFold(par.Name, name) {
			if deeper {
				return parameter(par.Parameters, rest)
			}
			return par
		}
	}
	return nil
}
