package cli

import (
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
			if _, is := f.(*ucli.BoolFlag); !is && !has && len(rest) > 0 {
				out = append(out, rest[0])
				rest = rest[1:]
			}
		}
	}
	return append(append(out, "--"), paths...)
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
