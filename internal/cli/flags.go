package cli

import (
	"runtime"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/capture"
	"ivrcheck/capture/textlog"
	"ivrcheck/report"
)

func checkFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "report on standard output: " + strings.Join(report.Formats(), ", ")},
		outputFlag("; pcapng=FILE: a copy of the capture with the findings as comments"),
		&ucli.StringSliceFlag{Name: "select", Usage: "only these `CODES`, separated by commas: SEQ010, SEQ, MSG003:LoginResp.Status or agent-steady-state"},
		&ucli.StringSliceFlag{Name: "ignore", Usage: "not these `CODES`; the longer match wins, on a tie --ignore"},
		&ucli.StringFlag{Name: "fail-on", Value: "error", Usage: "lowest severity that makes the exit status 1: error, warning, info, never"},
		&ucli.StringFlag{Name: "min-severity", Value: "info", Usage: "lowest severity shown; never changes the exit status"},
		&ucli.StringFlag{Name: "inconclusive", Value: "report", Usage: "what inconclusive findings do: report, hide or fail"},
		&ucli.BoolFlag{Name: "assume-complete", Usage: "the capture contains complete connections: absences are violations"},
		&ucli.StringSliceFlag{Name: "require-activated", Usage: "fail if no message activates a rule of these `CODES` or prefixes (SEQ02: every SEQ02x), whatever --select and --ignore are (CAP010)"},
		&ucli.BoolFlag{Name: "allow-empty", Usage: "exit status 0 instead of 4 if there is nothing to check"},
		&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged input does not make the exit status 3"},
		&ucli.StringFlag{Name: "baseline", Usage: "findings listed in `FILE` do not count"},
		&ucli.StringFlag{Name: "write-baseline", Usage: "write the findings to `FILE` as a new baseline"},
		&ucli.StringFlag{Name: "sort", Value: "auto", Usage: "auto: by file and position, except for standard input and more than 100,000 findings; position: always; decided: as found"},
		&ucli.IntFlag{Name: "max-same", Value: 3, Usage: "on a terminal, list the first `N` positions of a group; 0 lists all"},
		&ucli.StringFlag{Name: "values", Value: "masked", Usage: "personal values: masked or shown"},
		&ucli.StringFlag{Name: "xml", Value: "auto", Usage: "auto, or libxml2 to parse every message with libxml2; the report is the same"},
		&ucli.BoolFlag{Name: "oneline", Usage: "one line for each finding, also on a terminal"},
		&ucli.BoolFlag{Name: "long", Usage: "end each line with [key=value ...]: time, stream, addresses, source"},
		&ucli.BoolFlag{Name: "statistics", Usage: "print only a table of counts by rule and subject"},
		&ucli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "no summary and no notes on standard error"},
		&ucli.StringFlag{Name: "color", Value: "auto", Usage: "colour: auto, always or never"},
	}
}

// outputFlag is the flag --output. more is appended to its usage.
func outputFlag(more string) ucli.Flag {
	return &ucli.StringSliceFlag{Name: "output", Aliases: []string{"o"}, Usage: "also write a report: `FORMAT=FILE` (repeatable)" + more}
}

// shownFlags are the flags about terminal output of a command that writes a capture. All commands that read captures
// take them; check, messages and ladder have their own.
func shownFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "values", Value: "masked", Usage: "personal values in notes and reports: masked or shown"},
		&ucli.StringFlag{Name: "color", Value: "auto", Usage: "colour: auto, always or never"},
	}
}

// inputFlags are the flags about reading, which all commands that read captures share.
func inputFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.BoolFlag{Name: "join", Usage: "read the inputs as one rotated set, ordered by time"},
		rulesFlag(),
		&ucli.IntSliceFlag{Name: "port", Usage: "read TCP port `N` as GLI and no other (repeatable; default: detect)"},
		&ucli.StringFlag{Name: "transport", Value: "auto", Usage: "a message without a GLI header is reported once a stream as a warning (auto), each time as an error (gli), or not (xml)"},
		&ucli.StringFlag{Name: "input", Usage: "read as pcap, pcapng, gli or log instead of detecting"},
		&ucli.IntFlag{Name: "max-message", Value: 1 << 20, Usage: "report and skip messages in logs longer than `BYTES`"},
		&ucli.StringFlag{Name: "log-pattern", Usage: "RE2 `REGEXP` for the text before a message in a log, with the groups time, direction, connection and thread"},
		&ucli.IntFlag{Name: "jobs", Aliases: []string{"j"}, Value: runtime.GOMAXPROCS(0), DefaultText: "CPUs", Usage: "`N` workers; the report is the same for every value"},
		&ucli.StringFlag{Name: "progress", Value: "auto", Usage: "progress on standard error: auto, always or never"},
		configFlag(),
	}
}

func configFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "config", Usage: "configuration `FILE` (default: .ivrcheck.yaml here or above)"}
}

func captureOptions(c *ucli.Context) (capture.Options, error) {
	opt := capture.Options{Input: c.String("input"), MaxMessage: c.Int("max-message")}
	switch c.String("transport") {
	case "gli":
		opt.Transport = capture.OverGLI
	case "xml":
		opt.Transport = capture.PlainXML
	}
	for _, port := range c.IntSlice("port") {
		if port < 1 || port > 65535 {
			return opt, usagef("--port is %d, use 1 to 65535", port)
		}
		opt.Ports = append(opt.Ports, uint16(port))
	}
	if pattern := c.String("log-pattern"); pattern != "" {
		var err error
		if opt.LogPattern, err = textlog.ParsePattern(pattern); err != nil {
			return opt, usagef("--log-pattern: %w", err)
		}
	}
	if opt.MaxMessage < 1 {
		return opt, usagef("--max-message is %d, use 1 or more", opt.MaxMessage)
	}
	return opt, nil
}

func rulesFlag() ucli.Flag {
	return &ucli.StringSliceFlag{Name: "rules", Aliases: []string{"r"}, Usage: "load rule `FILE`, over the built-in rules if it extends them (repeatable)"}
}

// metavars names the value of a flag if its usage text does not.
var metavars = map[string]string{
	"format": "FORMAT", "fail-on": "LEVEL", "min-severity": "LEVEL", "inconclusive": "HOW",
	"values": "HOW", "color": "WHEN", "input": "KIND",
	"sort": "HOW", "transport": "KIND", "group": "HOW", "progress": "WHEN", "xml": "HOW",
}

// flagHelp returns the line of a flag in the help: its names and value, a tab, and its description.
func flagHelp(f ucli.Flag) string {
	line := strings.Join(dashed(f), ", ")
	d, ok := f.(ucli.DocGenerationFlag)
	if !ok {
		return line
	}
	usage := d.GetUsage()
	if before, rest, found := strings.Cut(usage, "`"); found {
		value, after, _ := strings.Cut(rest, "`")
		line += " " + value
		usage = before + value + after
	} else if d.TakesValue() {
		line += " " + metavars[f.Names()[0]]
	}
	if text := strings.Trim(d.GetDefaultText(), `"`); d.TakesValue() && text != "" {
		usage += " (default: " + text + ")"
	}
	return line + "\t" + usage
}

func dashed(f ucli.Flag) (names []string) {
	for _, n := range f.Names() {
		names = append(names, strings.Repeat("-", min(len(n), 2))+n)
	}
	return names
}

func splitList(values []string) []string {
	var out []string
	for _, v := range values {
		for _, one := range strings.Split(v, ",") {
			if one = strings.TrimSpace(one); one != "" {
				out = append(out, one)
			}
		}
	}
	return out
}
