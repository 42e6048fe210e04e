package cli

import (
	"os"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/schema"
)

// permute puts the flags of a command before its paths, because the flag package stops at the first path, and users
// write `ivrcheck check FILE --format json`. After -- there are no flags.
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
		case isHelp(arg):
			return append(args[:at:at], arg) // ignore the other arguments
		default:
			// The library cannot mix the names of a repeatable flag:
			// -o a --output b.
			name, value, has := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			f := flagNamed(flags, name)
			if words := cluster(flags, arg); f == nil && words != nil {
				rest = append(words, rest...)
				continue
			}
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

// withCommand puts the name of the command first. It is the first word that is neither a flag nor a flag's value. If
// that word is a path, the command is check.
func withCommand(app *ucli.App, args []string) []string {
	flags := command(app.Commands, "check").Flags
	for _, c := range app.Commands {
		flags = slices.Concat(flags, c.Flags)
	}
	at := 1
	for ; at < len(args) && len(args[at]) > 1 && args[at][0] == '-'; at++ {
		switch known, value := isFlag(flags, args[at]); {
		case at == 1 && isHelp(args[at]):
			if len(args) > 2 && command(app.Commands, args[2]) != nil {
				return []string{args[0], args[2], args[1]}
			}
			return args[:2]
		case args[at] == "--" || !known:
			return slices.Insert(slices.Clone(args), 1, "check")
		case value:
			at++
		}
	}
	switch {
	case at >= len(args) && at == 1:
		return args
	case at >= len(args) || isPath(args[at]) && command(app.Commands, args[at]) == nil && args[at] != "help":
		return slices.Insert(slices.Clone(args), 1, "check")
	case at > 1: // flags, then the command or an unknown word
		rest := slices.Delete(slices.Clone(args), at, at+1)
		if command(app.Commands, args[at]) == nil {
			return []string{args[0], args[at]}
		}
		return slices.Insert(rest, 1, args[at])
	}
	return args
}

// isPath reports whether a word is empty, standard input, a glob or a file that exists.
func isPath(word string) bool {
	if word == "-" || word == "" || strings.ContainsAny(word, "*?[{") { // an empty word is an unset variable of a shell
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

func isHelp(arg string) bool {
	return slices.Contains([]string{"-h", "-help", "--help"}, arg)
}

// isFlag reports whether an argument is a known flag, or several, and whether the next
// argument is its value.
func isFlag(flags []ucli.Flag, arg string) (known, value bool) {
	name, _, has := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	f := flagNamed(flags, name)
	if f == nil {
		words := cluster(flags, arg)
		if words == nil {
			return false, false
		}
		return isFlag(flags, words[len(words)-1])
	}
	_, is := f.(*ucli.BoolFlag)
	return true, !is && !has
}

// cluster splits flags that are written as one word: -qfjson is -q -f=json. It returns nil for any other word. A word
// like the long name of a flag is a misspelling of it.
func cluster(flags []ucli.Flag, arg string) (words []string) {
	letters, _ := strings.CutPrefix(arg, "-")
	var known []string
	for _, f := range flags {
		known = append(known, f.Names()[0])
	}
	if len(letters) < 2 || letters[0] == '-' || len(schema.Near(letters, known, 1)) > 0 {
		return nil
	}
	for i := range len(letters) {
		f := flagNamed(flags, letters[i:i+1])
		_, is := f.(*ucli.BoolFlag)
		word := "-" + letters[i:i+1]
		switch {
		case f == nil:
			return nil
		case !is && i+1 < len(letters):
			return append(words, word+"="+strings.TrimPrefix(letters[i+1:], "="))
		}
		words = append(words, word)
	}
	return words
}
