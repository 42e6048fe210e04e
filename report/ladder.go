package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ivrcheck/rules"
	"ivrcheck/trace"
)

// Mark is a finding in a ladder.
type Mark struct {
	Code, Title string
	// Wrong is the wrong value, such as Status="0K"; empty if the finding is not about a value.
	Wrong    string
	Severity rules.Severity
	Verdict  rules.Verdict
}

// MarkOf makes a mark of a finding.
func MarkOf(f *rules.Finding) Mark {
	return Mark{strings.Clone(f.Rule), strings.Clone(f.Title), wrongValue(f), f.Severity, f.Verdict}
}

// wrongValue returns the parameter and value that a finding is about, if its message quotes
// the value.
func wrongValue(f *rules.Finding) string {
	if f.Actual == nil {
		return ""
	}
	quoted := `"` + *f.Actual + `"`
	if !strings.Contains(f.Message, quoted) {
		return ""
	}
	return f.Subject[strings.LastIndexByte(f.Subject, '.')+1:] + "=" + quoted
}

// Ladder is the exchange of one connection, or a part of it: each step, with the IVR on the left, and the findings at
// its messages.
type Ladder struct {
	File  string
	Conn  *trace.Conn
	Steps []*Step
	// Marks are the findings by Step.Event.
	Marks map[int64][]Mark
	// Note describes the part, such as "call 4711". It is empty for the whole exchange.
	Note string
	// LeftOut counts the steps that were omitted after the last one because there are too many, Skipped those that were
	// not selected.
	LeftOut, Skipped int64
}

// rung is a step as drawn. Its texts are printable.
type rung struct {
	*Step
	at, time, name, detail string
	heading                string
	marks                  []countedMark
}

type countedMark struct {
	Mark
	n int
}

func (m countedMark) text() string {
	text := Printable(m.Code + " " + m.Title)
	if m.Wrong != "" {
		text += ": " + Printable(m.Wrong)
	}
	if m.Verdict == rules.Inconclusive {
		text += ", inconclusive"
	}
	if m.n > 1 {
		text += " (" + strconv.Itoa(m.n) + ")"
	}
	return text
}

type glyphs struct {
	line, lost                   string // a lifeline, and one with missing data
	dash, doubt, right, left     string // an arrow, and a line without a known sender
	opens, bar, opensRight       string // the start of a connection
	shuts, shutsRight            string // its end
	cut, more                    string // cut text, omitted steps
	failed, warned, told, unsure string // a finding by severity, and an inconclusive one
}

var (
	drawn = glyphs{"│", "┊", "─", "╌", "▶", "◀", "╒", "═", "╕", "╘", "╛", "…", "⋮", "✖", "▲", "●", "?"}
	typed = glyphs{"|", ":", "-", ".", ">", "<", "+", "=", "+", "+", "+", "~", ":", "X", "!", "*", "?"}
)

// marking returns the class of an arrow with marks: that of its worst violation, none for info.
func marking(marks []countedMark) string {
	worst := rules.Info
	for _, m := range marks {
		if m.Verdict == rules.Violated {
			worst = max(worst, m.Severity)
		}
	}
	switch worst {
	case rules.Error:
		return " marked"
	case rules.Warning:
		return " marked warned"
	}
	return ""
}

// sign returns the glyph of a mark.
func (m countedMark) sign(g *glyphs) string {
	switch {
	case m.Verdict == rules.Inconclusive:
		return g.unsure
	case m.Severity == rules.Error:
		return g.failed
	case m.Severity == rules.Warning:
		return g.warned
	}
	return g.told
}

func (l *Ladder) rungs() []rung {
	out := make([]rung, 0, len(l.Steps))
	var zero time.Time
	for _, s := range l.Steps {
		if zero.IsZero() {
			zero = s.Time.Time
		}
		r := rung{Step: s, at: s.place(), time: elapsed(zero, s.Time.Time), name: Printable(s.Name), detail: Printable(s.Brief), heading: s.heading()}
		for _, m := range l.Marks[s.Event] {
			r.marks = counted(r.marks, m)
		}
		out = append(out, r)
	}
	return out
}

func counted(marks []countedMark, m Mark) []countedMark {
	for i := range marks {
		if marks[i].Mark == m {
			marks[i].n++
			return marks
		}
	}
	return append(marks, countedMark{m, 1})
}

// elapsed returns the seconds between two times, "" if one is unknown.
func elapsed(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return ""
	}
	return strconv.FormatFloat(to.Sub(from).Seconds(), 'f', 3, 64)
}

func (l *Ladder) title() string {
	text := Printable(InputName(l.File))
	if l.Conn != nil && l.Conn.Stream >= 0 {
		text += ", stream " + strconv.Itoa(l.Conn.Stream)
	}
	if l.Note != "" {
		text += ", " + Printable(l.Note)
	}
	return text
}

// parties returns the names and addresses of the left and the right end. A name has a question mark if it is unknown
// which end is the IVR.
func (l *Ladder) parties() (names, addresses [2]string) {
	names = [2]string{"IVR?", "server?"}
	for _, s := range l.Steps {
		if s.Direction == trace.DirectionUnknown {
			continue
		}
		names = [2]string{"IVR", "server"}
		if s.Side >= 0 {
			ivr := s.Side
			if s.Direction == trace.FromServer {
				ivr = 1 - s.Side
			}
			return names, l.ends(ivr)
		}
	}
	return names, l.ends(0)
}

func (l *Ladder) ends(ivr int) (out [2]string) {
	for i := range out {
		if end := l.Conn.Ends[(ivr+i)%2]; l.Conn != nil && end.IsValid() {
			out[i] = end.String()
		}
	}
	return out
}

func (l *Ladder) more() string {
	if l.LeftOut == 0 {
		return ""
	}
	return fmt.Sprintf("%s more not shown, a ladder has %s at most; --frames A-B shows others", count(l.LeftOut), plural(MaxSteps, "step"))
}

// MaxSteps is the maximum number of steps in all ladders of a run, which are kept until all findings are known.
const MaxSteps = 10_000
