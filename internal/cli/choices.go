package cli

import (
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
)

// choices are the values of the flags that take one of a few. Help, errors,
// completion and the schema of the configuration are made from it.
var choices = map[string][]string{
	"fail-on":      {"error", "warning", "info", "never"},
	"min-severity": {"error", "warning", "info"},
	"inconclusive": {"report", "hide", "fail"},
	"values":       {"masked", "shown"},
	"sort":         {"decided", "position"},
	"color":        {"auto", "always", "never"},
	"progress":     {"auto", "always", "never"},
	"input":        {"pcap", "pcapng", "gli", "log"},
	"xml":          {"auto", "libxml2"},
}

// formats are the values of --format, command by command.
func formats(command string) []string {
	switch command {
	case "check", "show":
		return report.Formats()
	case "messages":
		return report.MessageFormats()
	case "rules", "list":
		return report.RuleFormats()
	case "ladder":
		return report.LadderFormats()
	}
	return nil
}

// choicesOf lists what a flag of a command may be; nil if it may be anything.
func choicesOf(command, flag string) []string {
	if flag == "format" {
		return formats(command)
	}
	return choices[flag]
}

// chosen holds the flags of a command against what they may be.
func chosen(c *ucli.Context) error {
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		known := choicesOf(c.Command.Name, name)
		value := c.String(name)
		if known == nil || slices.Contains(known, value) || value == "" && !c.IsSet(name) {
			continue
		}
		return usagef("--%s is %q, use %s", name, value, oneOf(known))
	}
	return nil
}

// oneOf lists words as a sentence does: "a, b or c".
func oneOf(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
