package cli

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/report"
)

// helpWidth is the width of the help in columns, on any terminal.
const helpWidth = 80

// flagGroups arranges the flags of a command with many flags. A flag of no group is special to its command and comes
// first.
var flagGroups = []struct {
	heading string
	flags   []string
}{
	{"OUTPUT", []string{"format", "output", "min-severity", "group", "sort", "max-same", "oneline", "long", "statistics", "quiet", "color", "values"}},
	{"SELECTION", []string{"select", "ignore", "inconclusive", "call", "since", "until", "fingerprint", "rule", "stream"}},
	{"EXIT STATUS", []string{"fail-on", "require-activated", "allow-empty", "allow-damaged", "baseline", "write-baseline"}},
	{"INPUT", []string{"assume-complete", "join", "port", "transport", "input", "max-message", "log-pattern"}},
	{"RUN", []string{"rules", "xml", "jobs", "progress", "config", "shard", "host", "help"}},
}

// fewFlags is the maximum number of flags that form a single group.
const fewFlags = 15

var examples = [][2]string{
	{"ivrcheck run.pcap", "check a capture"},
	{"ivrcheck -o html=report.html run.pcap", "also write a report for a browser"},
	{"ivrcheck explain SEQ010", "explain the rule of a finding"},
	{"ivrcheck COMMAND --help", "list the flags of a command"},
}

func init() {
	ucli.FlagStringer = flagHelp
	ucli.HelpPrinter = printHelp
}

// printHelp writes the help of the program or of a command.
func printHelp(w io.Writer, _ string, data any) {
	var h help
	switch c := data.(type) {
	case *ucli.App:
		h.text("NAME", c.Name+" - "+c.Usage)
		h.text("USAGE", c.UsageText)
		h.text("DESCRIPTION", c.Description)
		h.table("EXAMPLES", examples, 0)
		h.commands(c.Commands)
	case *ucli.Command:
		h.text("NAME", c.HelpName+" - "+c.Usage)
		h.text("USAGE", c.HelpName+" "+synopsis(c))
		h.text("DESCRIPTION", c.Description)
		h.commands(c.Subcommands)
		h.flags(c.VisibleFlags())
	}
	_, _ = io.WriteString(w, h.String()) // helpWriter keeps the error
}

// helpWriter receives the help. It keeps the first error, which the library drops.
type helpWriter struct {
	out io.Writer
	err error
}

func (w *helpWriter) Write(text []byte) (int, error) {
	n, err := w.out.Write(text)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

type help struct{ strings.Builder }

func (h *help) heading(name string) {
	if h.Len() > 0 {
		h.WriteString("\n")
	}
	h.WriteString(name + ":\n")
}

// text writes a section of wrapped paragraphs.
func (h *help) text(heading, text string) {
	if text == "" {
		return
	}
	h.heading(heading)
	for line := range strings.SplitSeq(sameParagraph.ReplaceAllString(text, "$1 $2"), "\n") {
		for _, l := range report.Wrap(line, helpWidth-3) {
			h.WriteString(strings.TrimRight("   "+l, " ") + "\n")
		}
	}
}

// sameParagraph matches a line end within a paragraph. A line that begins with a space starts a new line.
var sameParagraph = regexp.MustCompile(`(\S)\n(\S)`)

func (h *help) commands(commands []*ucli.Command) {
	var rows [][2]string
	for _, c := range commands {
		if !c.Hidden {
			rows = append(rows, [2]string{c.Name, c.Usage})
		}
	}
	h.table("COMMANDS", rows, 0)
}

func (h *help) flags(flags []ucli.Flag) {
	groups := make([][][2]string, len(flagGroups)+1)
	width := 0
	for _, f := range flags {
		name, usage, _ := strings.Cut(flagHelp(f), "\t")
		width = max(width, len(name))
		n := 0
		if len(flags) > fewFlags {
			n = 1 + slices.IndexFunc(flagGroups, func(g struct {
				heading string
				flags   []string
			}) bool {
				return slices.Contains(g.flags, f.Names()[0])
			})
		}
		groups[n] = append(groups[n], [2]string{name, usage})
	}
	for n, rows := range groups {
		heading := "FLAGS"
		if n > 0 {
			heading = flagGroups[n-1].heading
		}
		h.table(heading, rows, width)
	}
}

// table writes rows of two columns. The first is at least width wide.
func (h *help) table(heading string, rows [][2]string, width int) {
	if len(rows) == 0 {
		return
	}
	h.heading(heading)
	for _, r := range rows {
		width = max(width, len(r[0]))
	}
	for _, r := range rows {
		for _, l := range report.Wrap(r[1], helpWidth-width-5) {
			fmt.Fprintf(h, "   %-*s  %s\n", width, r[0], l)
			r[0] = ""
		}
	}
}
