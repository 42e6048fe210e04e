package cli

import (
	"slices"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
)

// choices lists the values of flags that accept a fixed set. Errors, completion and the schema of the configuration use
// it.
var choices = map[string][]string{
	"fail-on":      {"error", "warning", "info", "never"},
	"min-severity": {"error", "warning", "info"},
	"inconclusive": {"report", "hide", "fail"},
	"values":       {"masked", "shown"},
	"sort":         {"auto", "decided", "position"},
	"color":        {"auto", "always", "never"},
	"progress":     {"auto", "always", "never"},
	"input":        {"pcap", "pcapng", "gli", "log"},
	"transport":    {"auto", "gli", "xml"},
	"xml":          {"auto", "libxml2"},
	"group":        {"fingerprint"},
}

func formats(command string) []string {
	switch command {
	case "check", "merge", "show":
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

// choicesOf lists the values of a flag of a command, nil if it takes any value.
func choicesOf(command, flag string) []string {
	if flag == "format" {
		return formats(command)
	}
	return choices[flag]
}

func checkChoices(c *ucli.Context) error {
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		known := choicesOf(c.Command.Name, name)
		value := c.String(name)
		if known == nil || slices.Contains(known, value) || value == "" && !c.IsSet(name) {
			continue
		}
		return usagef("--%s is %q, use %s", name, value, report.OneOf(known))
	}
	return nil
}
