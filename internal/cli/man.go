package cli

import (
	"bytes"
	"strings"
	"text/template"

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
			page, err := template.New("man.md").Funcs(template.FuncMap{
				"version":  version,
				"synopsis": synopsis,
				"flagHelp": func(f ucli.Flag) []string { return strings.SplitN(flagHelp(f), "\t", 2) },
				"path":     newManCommand,
				"escape":   strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "|", `\|`, "`", "'").Replace, // the syntax of Markdown
			}).ParseFS(templates, "templates/man.md")
			if err != nil {
				return err
			}
			var text bytes.Buffer
			if err := page.Execute(&text, c.App); err != nil {
				return err
			}
			_, err = p.stdout.Write(md2man.Render(text.Bytes()))
			return err
		},
	}
}

type manCommand struct {
	Path    string
	Command *ucli.Command
}

func newManCommand(parent string, c *ucli.Command) manCommand {
	return manCommand{strings.TrimSpace(parent + " " + c.Name), c}
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
	return strings.Join(append(parts, c.ArgsUsage), " ")
}
