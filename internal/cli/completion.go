package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
)

// shells are those with a completion script.
var shells = []struct {
	name, install string
	write         func(io.Writer, []words)
}{
	{"bash", "source <(ivrcheck completion bash), or save it as /etc/bash_completion.d/ivrcheck", bashScript},
	{"zsh", "save it as _ivrcheck in a folder of $fpath", zshScript},
	{"fish", "ivrcheck completion fish > ~/.config/fish/completions/ivrcheck.fish", fishScript},
}

func (p *program) completionCommand() *ucli.Command {
	var names, hints []string
	for _, s := range shells {
		names = append(names, s.name)
		hints = append(hints, fmt.Sprintf("%-5s %s", s.name, s.install))
	}
	return &ucli.Command{
		Name: "completion", Usage: "print what makes a shell complete commands, flags and values",
		ArgsUsage: strings.Join(names, "|"), Description: strings.Join(hints, "\n"),
		Action: func(c *ucli.Context) error {
			for _, s := range shells {
				if c.NArg() == 1 && s.name == c.Args().First() {
					s.write(p.stdout, commandWords(c.App.Commands, nil))
					return nil
				}
			}
			return usagef("completion takes the name of a shell: %s", report.OneOf(names))
		},
	}
}

// words are what may follow a chain of commands, such as "rules list".
type words struct {
	chain []string // empty for the program itself
	subs  []word
	flags []flagWords
	files bool // file names may follow
}

type word struct{ text, about string }

type flagWords struct {
	names  []string
	about  string
	takes  bool
	values []string // that it takes, nil if there is no short list
	file   bool     // it takes a file name
}

// commandWords lists the chains of commands, the program itself first.
func commandWords(commands []*ucli.Command, chain []string) []words {
	here := words{chain: chain}
	var below []words
	for _, c := range commands {
		if c.Hidden {
			continue
		}
		here.subs = append(here.subs, word{c.Name, c.Usage})
		deeper := commandWords(c.Subcommands, append(slices.Clone(chain), c.Name))
		deeper[0].files = strings.Contains(c.ArgsUsage, "PATH") || strings.Contains(c.ArgsUsage, "FILE")
		for _, f := range c.Flags {
			deeper[0].flags = append(deeper[0].flags, wordsOf(c.Name, f))
		}
		if c.Name == "completion" {
			for _, s := range shells {
				deeper[0].subs = append(deeper[0].subs, word{s.name, s.install})
			}
		}
		below = append(below, deeper...)
	}
	return append([]words{here}, below...)
}

func wordsOf(command string, f ucli.Flag) flagWords {
	out := flagWords{values: choicesOf(command, f.Names()[0])}
	for _, n := range f.Names() {
		out.names = append(out.names, strings.Repeat("-", min(len(n), 2))+n)
	}
	if d, ok := f.(ucli.DocGenerationFlag); ok {
		out.takes, out.about = d.TakesValue(), strings.ReplaceAll(d.GetUsage(), "`", "")
		out.file = strings.Contains(d.GetUsage(), "`FILE`")
	}
	return out
}

// path joins a chain.
func (w *words) path() string { return strings.Join(w.chain, " ") }

func bashScript(w io.Writer, all []words) {
	fmt.Fprint(w, "# bash completion of ivrcheck\n_ivrcheck() {\n"+
		"    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= word i\n"+
		"    for ((i = 1; i < COMP_CWORD; i++)); do\n        word=${COMP_WORDS[i]}\n        case \"${path:+$path }$word\" in\n")
	for _, c := range all[1:] {
		fmt.Fprintf(w, "        %q) path=%q ;;\n", c.path(), c.path())
	}
	fmt.Fprint(w, "        esac\n    done\n    COMPREPLY=()\n    case \"$path $prev\" in\n")
	for _, c := range all {
		for _, f := range c.flags {
			if !f.takes {
				continue
			}
			var patterns []string
			for _, n := range f.names {
				patterns = append(patterns, fmt.Sprintf("%q", c.path()+" "+n))
			}
			reply := "return"
			switch {
			case f.values != nil:
				reply = fmt.Sprintf("COMPREPLY=($(compgen -W %q -- \"$cur\")); return", strings.Join(f.values, " "))
			case f.file:
				reply = "COMPREPLY=($(compgen -f -- \"$cur\")); return"
			}
			fmt.Fprintf(w, "    %s) %s ;;\n", strings.Join(patterns, "|"), reply)
		}
	}
	fmt.Fprint(w, "    esac\n    case \"$path\" in\n")
	for _, c := range all {
		var list []string
		for _, s := range c.subs {
			list = append(list, s.text)
		}
		for _, f := range c.flags {
			list = append(list, f.names[0])
		}
		files := ""
		if c.files {
			files = "; [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))"
		}
		fmt.Fprintf(w, "    %q) COMPREPLY=($(compgen -W %q -- \"$cur\"))%s ;;\n", c.path(), strings.Join(list, " "), files)
	}
	fmt.Fprint(w, "    esac\n}\ncomplete -o filenames -F _ivrcheck ivrcheck\n")
}

// shellQuote quotes a word for a shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func zshScript(w io.Writer, all []words) {
	fmt.Fprint(w, "#compdef ivrcheck\n# zsh completion of ivrcheck\n_ivrcheck() {\n"+
		"    local path= word i\n    for ((i = 2; i < CURRENT; i++)); do\n        word=$words[i]\n        case \"${path:+$path }$word\" in\n")
	for _, c := range all[1:] {
		fmt.Fprintf(w, "        (%s) path=%s ;;\n", shellQuote(c.path()), shellQuote(c.path()))
	}
	fmt.Fprint(w, "        esac\n    done\n    case $path in\n")
	for _, c := range all {
		fmt.Fprintf(w, "    (%s)\n", shellQuote(c.path()))
		if len(c.subs) > 0 {
			fmt.Fprint(w, "        local -a commands=(")
			for _, s := range c.subs {
				fmt.Fprintf(w, "\n            %s", shellQuote(s.text+":"+zshText(s.about)))
			}
			fmt.Fprint(w, ")\n        [[ $PREFIX == -* ]] || _describe command commands\n")
		}
		if len(c.flags) > 0 || c.files {
			fmt.Fprint(w, "        _arguments -S")
			for _, f := range c.flags {
				for _, n := range f.names {
					fmt.Fprintf(w, " \\\n            %s", shellQuote("*"+n+"["+zshText(f.about)+"]"+f.zshValue()))
				}
			}
			if c.files {
				fmt.Fprint(w, " \\\n            '*:file:_files'")
			} else {
				fmt.Fprint(w, " \\\n            '*: :'")
			}
			fmt.Fprintln(w)
		}
		fmt.Fprint(w, "        ;;\n")
	}
	fmt.Fprint(w, "    esac\n}\n_ivrcheck \"$@\"\n")
}

func (f *flagWords) zshValue() string {
	switch {
	case !f.takes:
		return ""
	case f.values != nil:
		return ":value:(" + strings.Join(f.values, " ") + ")"
	case f.file:
		return ":file:_files"
	}
	return ":value:"
}

// zshText escapes the syntax of _arguments and _describe.
func zshText(s string) string {
	return strings.NewReplacer(":", `\:`, "[", `\[`, "]", `\]`).Replace(s)
}

func fishScript(w io.Writer, all []words) {
	fmt.Fprint(w, "# fish completion of ivrcheck\ncomplete -c ivrcheck -f\n"+
		"function __ivrcheck_at\n    set -l path\n    for word in (commandline -opc)[2..-1]\n        switch \"$path $word\"\n")
	for _, c := range all[1:] {
		fmt.Fprintf(w, "            case %s\n                set path \"$path $word\"\n", shellQuote(" "+c.path()))
	}
	fmt.Fprint(w, "        end\n    end\n    test \"$path\" = \"$argv[1]\"\nend\n")
	for _, c := range all {
		at := ""
		if len(c.chain) > 0 {
			at = " " + c.path()
		}
		when := "-n " + shellQuote("__ivrcheck_at "+shellQuote(at))
		for _, s := range c.subs {
			fmt.Fprintf(w, "complete -c ivrcheck %s -a %s -d %s\n", when, shellQuote(s.text), shellQuote(s.about))
		}
		for _, f := range c.flags {
			line := "complete -c ivrcheck " + when
			for _, n := range f.names {
				if name, long := strings.CutPrefix(n, "--"); long {
					line += " -l " + name
				} else {
					line += " -s " + strings.TrimPrefix(n, "-")
				}
			}
			switch {
			case f.values != nil:
				line += " -x -a " + shellQuote(strings.Join(f.values, " "))
			case f.file:
				line += " -r -F"
			case f.takes:
				line += " -x"
			}
			fmt.Fprintln(w, line+" -d "+shellQuote(f.about))
		}
		if c.files {
			fmt.Fprintf(w, "complete -c ivrcheck %s -F\n", when)
		}
	}
}
