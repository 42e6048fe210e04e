package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
)

func (p *program) configCommand() *ucli.Command {
	flags := append(checkFlags(), inputFlags()...)
	return &ucli.Command{
		Name: "config", Usage: "show the effective configuration; verify files",
		Action: func(c *ucli.Context) error {
			if c.Args().Present() {
				return usagef("config: unknown command %q; use config show or config verify", c.Args().First())
			}
			return usagef("config: use config show or config verify")
		},
		Subcommands: []*ucli.Command{
			{
				Name: "show", Usage: "every setting of check with its value and where it comes from",
				Description: "Takes the flags of check. The output is a configuration file.",
				Flags:       flags, Action: p.configShow,
			},
			{
				Name: "verify", Usage: "report the errors of configuration files (default: the effective one)",
				ArgsUsage: "[FILE...]", Flags: []ucli.Flag{configFlag()}, Action: p.configVerify,
			},
		},
	}
}

func (p *program) configShow(c *ucli.Context) error {
	if c.Args().Present() {
		return usagef("config show takes no arguments")
	}
	given := make(map[string]bool)
	for _, f := range c.Command.Flags {
		given[f.Names()[0]] = c.IsSet(f.Names()[0])
	}
	s, err := resolveFlags(c)
	if err != nil {
		return err
	}
	if _, err := p.newCheckRun(c, s.config); err != nil {
		return s.withOrigin(err)
	}
	var b strings.Builder
	if s.config == nil {
		b.WriteString("# no " + configName + " from here upward\n")
	} else {
		fmt.Fprintf(&b, "# %s\n", report.Printable(s.config.path))
	}
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if name == "config" || name == "help" {
			continue
		}
		origin := "default"
		if name == "oneline" && !c.IsSet(name) {
			b.WriteString("# oneline: on, unless standard output is a terminal\n")
			continue
		}
		switch {
		case given[name]:
			origin = "command line"
		case s.origins[name] != "":
			origin = s.origins[name]
		}
		fmt.Fprintf(&b, "%-40s # %s\n", name+": "+flagValue(c, f), report.Printable(origin))
	}
	if s.config != nil {
		fmt.Fprintf(&b, "# %d severities and %d suppressions: see the file\n", len(s.config.severities), len(s.config.suppressions))
	}
	_, err = fmt.Fprint(p.stdout, report.PrintableLines(b.String()))
	return err
}

func flagValue(c *ucli.Context, f ucli.Flag) string {
	name := f.Names()[0]
	var v any
	switch kindOf(f) {
	case takesBool:
		v = c.Bool(name)
	case takesNumber:
		v = c.Int(name)
	case takesTexts:
		v = append([]string{}, c.StringSlice(name)...)
	case takesNumbers:
		v = append([]int{}, c.IntSlice(name)...)
	default:
		v = c.String(name)
	}
	text, err := yaml.MarshalWithOptions(v, yaml.Flow(true))
	if err != nil {
		return fmt.Sprintf("%q", v)
	}
	return strings.TrimSpace(string(text))
}

func (p *program) configVerify(c *ucli.Context) error {
	names, found := c.Args().Slice(), false
	if len(names) == 0 {
		s := &flagSources{}
		if err := s.load(c); err != nil {
			return err
		}
		if s.config == nil {
			return usagef("no %s from here upward; name the file to verify", configName)
		}
		names, found = []string{s.config.path}, s.config.found
	}
	failed := false
	for _, file := range names {
		if err := p.verifyConfig(c.Context, file, found); err != nil {
			failed = true
			for _, line := range errorLines(err) {
				fmt.Fprintln(p.stderr, line)
			}
			continue
		}
		if _, err := fmt.Fprintf(p.stdout, "%s: ok\n", report.Printable(file)); err != nil {
			return err
		}
	}
	if failed {
		p.status = exitUsage
	}
	return nil
}

// verifyConfig reads a file as check would, without other settings.
func (p *program) verifyConfig(ctx context.Context, file string, found bool) error {
	config, err := readConfig(ctx, file, settable(), found)
	if err != nil {
		return err
	}
	flags := append(checkFlags(), inputFlags()...)
	set := flag.NewFlagSet("check", flag.ContinueOnError)
	for _, f := range flags {
		if err := f.Apply(set); err != nil {
			return err
		}
	}
	c := ucli.NewContext(p.app(), set, nil)
	c.Context = ctx
	c.Command = &ucli.Command{Name: "check", Flags: flags}
	s := &flagSources{config: config, origins: make(map[string]string)}
	if err := s.apply(c, func(name string, _ flagKind) ([]string, string) { return s.file(name) }); err != nil {
		return err
	}
	_, err = p.newCheckRun(c, s.config)
	return s.withOrigin(err)
}
