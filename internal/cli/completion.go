package cli

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
)

// shells are the shells with a completion script, templates/completion.NAME.
var shells = []struct{ name, install string }{
	{"bash", "source <(ivrcheck completion bash), or save it as /etc/bash_completion.d/ivrcheck"},
	{"zsh", "save it as _ivrcheck in a folder of $fpath"},
	{"fish", "ivrcheck completion fish > ~/.config/fish/completions/ivrcheck.fish"},
}

//go:embed templates
var templates embed.FS

func (p *program) completionCommand() *ucli.Command {
	var names, hints []string
	for _, s := range shells {
		names = append(names, s.name)
		hints = append(hints, fmt.Sprintf(" %-5s %s", s.name, s.install))
	}
	return &ucli.Command{
		Name: "completion", Usage: "print shell completions",
		ArgsUsage: strings.Join(names, "|"), Description: strings.Join(hints, "\n"),
		Action: func(c *ucli.Context) error {
			shell := c.Args().First()
			if c.NArg() != 1 || !slices.Contains(names, shell) {
				return usagef("completion takes the name of a shell: %s", report.OneOf(names))
			}
			script, err := template.New("completion."+shell).Funcs(template.FuncMap{
				"join":     func(words []string) string { return strings.Join(words, " ") },
				"quote":    shellQuote,
				"zsh":      strings.NewReplacer(":", `\:`, "[", `\[`, "]", `\]`).Replace, // the syntax of _arguments and _describe
				"fishFlag": fishFlag,
			}).ParseFS(templates, "templates/completion."+shell)
			if err != nil {
				return err
			}
			return script.Execute(p.stdout, completions(c.App.Commands, nil))
		},
	}
}

// completion describes the words that may follow a chain of commands, such as "rules list". The chain of the program
// itself is empty.
type completion struct {
	Chain []string
	Subs  []subcommand
	Flags []flagCompletion
	Files bool // file names may follow
}

type subcommand struct{ Text, About string }

type flagCompletion struct {
	Names      []string
	About      string
	TakesValue bool
	Values     []string // nil if there is no short list
	IsFile     bool     // it takes a file name
}

func completions(commands []*ucli.Command, chain []string) []completion {
	here := completion{Chain: chain, Files: len(chain) == 0} // check may be omitted
	var below []completion
	for _, c := range commands {
		if c.Hidden {
			continue
		}
		here.Subs = append(here.Subs, subcommand{c.Name, c.Usage})
		deeper := completions(c.Subcommands, append(slices.Clone(chain), c.Name))
		deeper[0].Files = strings.Contains(c.ArgsUsage, "PATH") || strings.Contains(c.ArgsUsage, "FILE") || strings.Contains(c.ArgsUsage, "PARTIAL")
		for _, f := range c.Flags {
			deeper[0].Flags = append(deeper[0].Flags, newFlagCompletion(c.Name, f))
		}
		if len(chain) == 0 && c.Name == "check" {
			here.Flags = deeper[0].Flags
		}
		if c.Name == "completion" {
			for _, s := range shells {
				deeper[0].Subs = append(deeper[0].Subs, subcommand{s.name, s.install})
			}
		}
		below = append(below, deeper...)
	}
	return append([]completion{here}, below...)
}

func newFlagCompletion(command string, f ucli.Flag) flagCompletion {
	out := flagCompletion{Names: dashed(f), Values: choicesOf(command, f.Names()[0])}
	if d, ok := f.(ucli.DocGenerationFlag); ok {
		out.TakesValue, out.About = d.TakesValue(), strings.ReplaceAll(d.GetUsage(), "`", "")
		out.IsFile = strings.Contains(d.GetUsage(), "`FILE`")
	}
	return out
}

func (c completion) Path() string { return strings.Join(c.Chain, " ") }

// FishPath is the path with a space before each command.
func (c completion) FishPath() string { return strings.TrimRight(" "+c.Path(), " ") }

// Commands returns the words that may follow, without flags.
func (c completion) Commands() (words []string) {
	for _, s := range c.Subs {
		words = append(words, s.Text)
	}
	return words
}

func (c completion) Words() []string {
	words := c.Commands()
	for _, f := range c.Flags {
		words = append(words, f.Names[0])
	}
	return words
}

func (f flagCompletion) ZshValue() string {
	switch {
	case !f.TakesValue:
		return ""
	case f.Values != nil:
		return ":value:(" + strings.Join(f.Values, " ") + ")"
	case f.IsFile:
		return ":file:_files"
	}
	return ":value:"
}

// fishFlag returns "-l long" or "-s x".
func fishFlag(name string) string {
	if long, is := strings.CutPrefix(name, "--"); is {
		return "-l " + long
	}
	return "-s " + strings.TrimPrefix(name, "-")
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
