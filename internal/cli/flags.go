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
		&ucli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "what goes to standard output: " + strings.Join(report.Formats(), ", ")},
		&ucli.StringSliceFlag{Name: "output", Aliases: []string{"o"}, Usage: "also write a report: `FORMAT=FILE` (repeatable)"},
		&ucli.StringSliceFlag{Name: "select", Usage: "only these `CODES` or prefixes: SEQ, MSG003, MSG003:LoginResp.Status"},
		&ucli.StringSliceFlag{Name: "ignore", Usage: "not these `CODES` or prefixes; the longer match wins"},
		&ucli.StringFlag{Name: "fail-on", Value: "error", Usage: "lowest severity that makes the exit status 1: error, warning, info, never"},
		&ucli.StringFlag{Name: "min-severity", Value: "info", Usage: "lowest severity shown; never changes the exit status"},
		&ucli.StringFlag{Name: "inconclusive", Value: "report", Usage: "report, hide or fail"},
		&ucli.BoolFlag{Name: "assume-complete", Usage: "the capture holds each connection from its first to its last message"},
		&ucli.StringSliceFlag{Name: "require-activated", Usage: "a rule of these `CODES` or prefixes (SEQ02: every SEQ02x) that no message activates is\n" +
			"an error (CAP010), whatever --select and --ignore say"},
		&ucli.BoolFlag{Name: "allow-empty", Usage: "nothing to check is not a failure"},
		&ucli.BoolFlag{Name: "allow-damaged", Usage: "a damaged or cut input is reported and does not make the status 3"},
		&ucli.StringFlag{Name: "baseline", Usage: "findings listed in `FILE` do not count"},
		&ucli.StringFlag{Name: "write-baseline", Usage: "write the findings to `FILE`, so that they do not count from now on"},
		&ucli.StringFlag{Name: "sort", Value: "decided", Usage: "decided: findings come as they are decided; position: in the order of the input"},
		&ucli.IntFlag{Name: "max-same", Value: 5, Usage: "on a terminal show a finding at most `N` times in a file and count the rest; 0 shows all"},
		&ucli.StringFlag{Name: "values", Value: "masked", Usage: "values that may be personal: masked or shown"},
		&ucli.StringFlag{Name: "xml", Value: "auto", Usage: "libxml2 reads every message with libxml2, auto only those that the fast scanner leaves to it"},
		&ucli.BoolFlag{Name: "oneline", Usage: "one line a finding, also on a terminal"},
		&ucli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"},
	}
}

// inputFlags are those about reading, which all commands that read captures share.
func inputFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.BoolFlag{Name: "join", Usage: "the inputs are one rotated set: ordered by time, connections go on from file to file"},
		rulesFlag(),
		&ucli.IntSliceFlag{Name: "port", Usage: "TCP port `N` carries GLI (repeatable); else a stream is told by its content"},
		&ucli.StringFlag{Name: "input", Usage: "read as pcap, pcapng, gli or log, whatever the content says"},
		&ucli.IntFlag{Name: "max-message", Value: 1 << 20, Usage: "a message in a log longer than `BYTES` is reported and skipped"},
		&ucli.StringFlag{Name: "log-pattern", Usage: "what stands in front of a message in a log: an RE2 `REGEXP` with groups time, direction, connection, thread"},
		&ucli.IntFlag{Name: "jobs", Aliases: []string{"j"}, Value: runtime.GOMAXPROCS(0), DefaultText: "CPUs", Usage: "workers, and processors used; the report is the same for every value"},
		&ucli.StringFlag{Name: "progress", Value: "auto", Usage: "auto, always or never: progress on standard error"},
		configFlag(),
	}
}

func configFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "config", Usage: "configuration `FILE`; else .ivrcheck.yaml is looked for from here upward"}
}

func captureOptions(c *ucli.Context) (capture.Options, error) {
	opt := capture.Options{Input: c.String("input"), MaxMessage: c.Int("max-message")}
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
	"values": "HOW", "color": "WHEN", "input": "KIND", "jobs": "N",
	"sort": "HOW", "progress": "WHEN", "xml": "HOW",
}

// flagHelp gives the line of a flag in the help: its names and value, a tab, and
// what it does.
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
