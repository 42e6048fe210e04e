package cli

import (
	"os"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"
)

// permute puts the flags of a command before its paths, because the flag package
// stops at the first path, and users write `ivrcheck check FILE --format json`.
// After -- nothing is a flag.
func permute(app *ucli.App, args []string) []string {
	if len(args) < 2 {
		return args
	}
	if args[1] == "--version" || args[1] == "-V" {
		return []string{args[0], "version"}
	}
	args = withCommand(app, args)
	commands := app.Commands
	var flags []ucli.Flag
	at := 1
	for at < len(args) {
		c := command(commands, args[at])
		if c == nil {
			break
		}
		flags, commands = c.Flags, c.Subcommands
		at++
	}
	if at == 1 {
		return args
	}
	out := append([]string(nil), args[:at]...)
	var paths []string
	for rest := args[at:]; len(rest) > 0; {
		arg := rest[0]
		rest = rest[1:]
		switch {
		case arg == "--":
			paths = append(paths, rest...)
			rest = nil
		case len(arg) < 2 || arg[0] != '-':
			paths = append(paths, arg)
		default:
			// The library cannot mix the names of a repeatable flag:
			// -o a --output b.
			name, value, has := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			f := flagNamed(flags, name)
			if f == nil {
				out = append(out, arg)
				continue
			}
			arg = "--" + f.Names()[0]
			if has {
				arg += "=" + value
			}
			out = append(out, arg)
			if _, is := f.(*ucli.BoolFlag); !is && !has {
				if len(rest) == 0 {
					return out // the flag package reports that the value is missing
				}
				out = append(out, rest[0])
				rest = rest[1:]
			}
		}
	}
	return append(append(out, "--"), paths...)
}

// withCommand puts the name of the command first. It is the first word that is neither
// a flag nor the value of one; a path there means check.
func withCommand(app *ucli.App, args []string) []string {
	flags := command(app.Commands, "check").Flags
	for _, c := range app.Commands {
		flags = slices.Concat(flags, c.Flags)
	}
	at := 1
	for ; at < len(args) && len(args[at]) > 1 && args[at][0] == '-'; at++ {
		name, _, has := strings.Cut(strings.TrimLeft(args[at], "-"), "=")
		switch f := flagNamed(flags, name); {
		case at == 1 && (name == "help" || name == "h"):
			return args
		case args[at] == "--" || f == nil:
			return slices.Insert(slices.Clone(args), 1, "check")
		case !has:
			if _, is := f.(*ucli.BoolFlag); !is {
				at++ // its value
			}
		}
	}
	switch {
	case at >= len(args) && at == 1:
		return args
	case at >= len(args) || isPath(args[at]) && command(app.Commands, args[at]) == nil && args[at] != "help":
		return slices.Insert(slices.Clone(args), 1, "check")
	case at > 1: // flags, then the command or a word that is not one
		rest := slices.Delete(slices.Clone(args), at, at+1)
		if command(app.Commands, args[at]) == nil {
			return []string{args[0], args[at]}
		}
		return slices.Insert(rest, 1, args[at])
	}
	return args
}

// isPath reports whether a word is standard input, a glob or a file that exists.
func isPath(word string) bool {
	if word == "-" || strings.ContainsAny(word, "*?[{") {
		return true
	}
	_, err := os.Lstat(word)
	return err == nil
}

func command(commands []*ucli.Command, name string) *ucli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

func flagNamed(flags []ucli.Flag, name string) ucli.Flag {
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}
