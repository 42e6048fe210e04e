package report

import (
	"fmt"
	"io"
	"strings"

	"ivrcheck/rules"
)

// githubReport writes workflow commands of GitHub Actions, which become annotations
// of a run: error, warning, or notice.
type githubReport struct{ out *flushWriter }

func newGitHub(w io.Writer, _ Options) Report { return githubReport{newFlushWriter(w)} }

func (g githubReport) Finding(f *rules.Finding) error {
	command, title := f.Severity.String(), f.Rule+" "+f.Name
	if f.Severity == rules.Info || f.Verdict == rules.Inconclusive {
		command = "notice"
	}
	if f.Verdict == rules.Inconclusive {
		title += " (inconclusive)"
	}
	text := withHint(f)
	if at := position(f.Frame, 0, f.Offset); at != "" && f.Line == 0 {
		text = at + ": " + text
	}
	props := "file=" + commandProperty(InputName(f.File))
	switch {
	case f.Spot.Line > 0:
		props += fmt.Sprintf(",line=%d,col=%d", f.Spot.Line, f.Spot.Column)
	case f.Line > 0:
		props += fmt.Sprintf(",line=%d", f.Line)
	}
	return g.line("::%s %s,title=%s::%s", command, props, commandProperty(title), commandData(text))
}

func (g githubReport) InputError(e *InputError) error {
	return g.line("::error file=%s,title=input error::%s", commandProperty(InputName(e.File)), commandData(e.String()))
}

func (g githubReport) Close(sum *Summary) error {
	if !sum.Complete {
		if err := g.line("::error title=ivrcheck::%s", Stopped); err != nil {
			return err
		}
	}
	return g.out.close()
}

func (g githubReport) line(format string, args ...any) error {
	_, err := fmt.Fprintf(g.out, format+"\n", args...)
	return err
}

// Syntax of the runner is percent-encoded, other unprintable characters become visible, so that a capture cannot send a
// command to the runner.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func commandData(s string) string     { return dataEscapes.Replace(Printable(s)) }
func commandProperty(s string) string { return propertyEscapes.Replace(Printable(s)) }
