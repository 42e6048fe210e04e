package cli

import (
	"fmt"
	"strings"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	ucli "github.com/urfave/cli/v2"
)

func (p *program) manCommand() *ucli.Command {
	return &ucli.Command{
		Name: "man", Usage: "print the manual page: ivrcheck man | man -l -",
		Action: func(c *ucli.Context) error {
			if c.Args().Present() {
				return usagef("man takes no arguments")
			}
			_, err := p.stdout.Write(md2man.Render([]byte(manual(c.App))))
			return err
		},
	}
}

// statuses are the meanings of the exit status (contract, section 3).
var statuses = []struct{ status, meaning string }{
	{"0", "checked, and nothing at or above --fail-on"},
	{"1", "findings at or above --fail-on"},
	{"2", "wrong usage, configuration or rule file; nothing was checked"},
	{"3", "an input could not be read, or not to its end; what could be read was checked and reported"},
	{"4", "nothing to check: no file matched, or no message was found"},
	{"130, 143", "interrupted; the report of what was checked so far is complete in form"},
}

// manual gives the manual page as Markdown.
func manual(app *ucli.App) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%% ivrcheck 1 \"\" \"ivrcheck %s\" \"User Commands\"\n\n", version())
	fmt.Fprintf(&b, "# NAME\n\nivrcheck - %s\n\n# SYNOPSIS\n\n", app.Usage)
	for _, c := range app.Commands {
		if !c.Hidden {
			fmt.Fprintf(&b, "**ivrcheck %s** %s\n\n", c.Name, synopsis(c))
		}
	}
	fmt.Fprintf(&b, "# DESCRIPTION\n\n%s\n\n# COMMANDS\n\n", manText(app.Description))
	for _, c := range app.Commands {
		if c.Hidden {
			continue
		}
		manCommandPart(&b, "", c)
		for _, sub := range c.Subcommands {
			manCommandPart(&b, c.Name+" ", sub)
		}
	}
	b.WriteString("# EXIT STATUS\n\n")
	for _, s := range statuses {
		fmt.Fprintf(&b, "**%s**\n: %s\n\n", s.status, manText(s.meaning))
	}
	fmt.Fprintf(&b, "# ENVIRONMENT\n\n**%sNAME**\n: sets the flag --name: --fail-on is %s. Flags are stronger, %s is weaker.\n\n",
		envPrefix, manText(envName("fail-on")), manText(configName))
	b.WriteString("**NO_COLOR**, **CLICOLOR_FORCE**\n: no colour; colour also where no terminal is.\n\n")
	fmt.Fprintf(&b, "# FILES\n\n**%s**\n: configuration, looked for from the working directory upward; ivrcheck config show tells what is in force.\n\n", configName)
	b.WriteString("# EXAMPLES\n\n")
	for _, e := range [][2]string{
		{"ivrcheck check call.pcap", "what is wrong in a capture"},
		{"ivrcheck check --format ndjson *.pcapng | jq -r 'select(.type==\"finding\") | .rule'", "findings for other programs"},
		{"ivrcheck check --fail-on warning --require-activated SEQ010 --baseline known.json captures/", "a gate before a release"},
		{"tcpdump -i any -w - port 7009 | ivrcheck check -", "live"},
		{"ivrcheck explain SEQ010", "what a rule demands"},
	} {
		fmt.Fprintf(&b, "%s:\n\n    %s\n\n", e[1], e[0])
	}
	return b.String()
}

func synopsis(c *ucli.Command) string {
	var parts []string
	if len(c.Subcommands) > 0 {
		var names []string
		for _, s := range c.Subcommands {
			names = append(names, s.Name)
		}
		parts = append(parts, strings.Join(names, "|"))
	}
	if len(c.Flags) > 0 {
		parts = append(parts, "[FLAGS]")
	}
	return manText(strings.Join(append(parts, c.ArgsUsage), " "))
}

func manCommandPart(b *strings.Builder, above string, c *ucli.Command) {
	fmt.Fprintf(b, "## %s%s\n\n%s\n\n", above, c.Name, manText(c.Usage))
	if c.Description != "" {
		fmt.Fprintf(b, "%s\n\n", manText(c.Description))
	}
	for _, f := range c.Flags {
		names, text, _ := strings.Cut(flagHelp(f), "\t")
		fmt.Fprintf(b, "**%s**\n: %s\n\n", manText(names), manText(text))
	}
}

// manText escapes the syntax of Markdown.
func manText(s string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "|", `\|`, "`", "'").Replace(s)
}
