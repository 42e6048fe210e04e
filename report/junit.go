package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ivrcheck/rules"
)

// junitReport writes a list of tests for CI servers: a suite for each input, with a test case for each rule. A case
// fails if a finding fails the run. Other findings are its output. A case for an inconclusive or not activated rule is
// skipped.
//
// A suite begins with the number of its failures, so the findings of one input
// are kept until it ends, at most junitShown of each rule.
type junitReport struct {
	out    *flushWriter
	cases  map[string]*junitCase
	errors []*InputError
	any    bool
	failed bool // a case that was written is a failure or an error
}

const junitShown = 50

type junitCase struct {
	name, title                    string
	failing, passing, inconclusive junitList
	severity                       rules.Severity
}

// junitList has the first findings of a case, and the count of all.
type junitList struct {
	shown []string
	count int64
}

func (l *junitList) add(f *rules.Finding) {
	if l.count++; l.count <= junitShown {
		l.shown = append(l.shown, fmt.Sprintf("%s:%s: %s: %s", InputName(f.File), f.Position(), severityWord(f.Verdict, f.Severity), withHint(f)))
	}
}

func (l *junitList) String() string {
	text := strings.Join(l.shown, "\n")
	if more := l.count - int64(len(l.shown)); more > 0 {
		text += "\nand " + strconv.FormatInt(more, 10) + " more"
	}
	return text
}

func newJUnit(w io.Writer, _ Options) Report {
	return &junitReport{out: newFlushWriter(w), cases: make(map[string]*junitCase)}
}

func (j *junitReport) Finding(f *rules.Finding) error {
	if f.Suppressed != "" {
		return nil
	}
	c := j.cases[f.Rule]
	if c == nil {
		c = &junitCase{name: f.Name, title: f.Title}
		j.cases[f.Rule] = c
	}
	switch {
	case f.Fails:
		c.severity = max(c.severity, f.Severity)
		c.failing.add(f)
	case f.Verdict == rules.Inconclusive:
		c.inconclusive.add(f)
	default:
		c.passing.add(f)
	}
	return nil
}

func (j *junitReport) InputError(e *InputError) error {
	j.errors = append(j.errors, e)
	return nil
}

func (j *junitReport) Input(in *Input, tallies []rules.Tally) error {
	j.suite(InputName(in.File), tallies)
	return nil
}

// The reasons of an exit status that no finding in the report gives.
const (
	nothingChecked = "nothing to check: no message found"
	hiddenFindings = "findings that are not shown fail the run"
)

// Close writes the facts about the whole run: an input that could not be opened, a required rule that was not
// activated, an interruption, and why the run fails if no case does.
func (j *junitReport) Close(sum *Summary) error {
	fails := j.failed || len(j.errors) > 0
	for _, c := range j.cases {
		fails = fails || c.failing.count > 0
	}
	switch {
	case !sum.Complete:
		j.errors = append(j.errors, &InputError{File: "ivrcheck", Error: Stopped})
	case !fails && sum.Exit == 4:
		j.errors = append(j.errors, &InputError{File: "ivrcheck", Error: nothingChecked})
	case !fails && sum.Exit == 1:
		j.errors = append(j.errors, &InputError{File: "ivrcheck", Error: hiddenFindings})
	}
	if len(j.cases) > 0 || len(j.errors) > 0 {
		j.suite("ivrcheck", nil)
	}
	j.open()
	j.out.Write([]byte("</testsuites>\n"))
	return j.out.close()
}

func (j *junitReport) open() {
	if !j.any {
		j.out.Write([]byte(xml.Header + "<testsuites name=\"ivrcheck\">\n"))
		j.any = true
	}
}

func (j *junitReport) suite(name string, tallies []rules.Tally) {
	j.open()
	var b strings.Builder
	var failures, skipped int
	// Add the rules with findings that have no tally.
	tallies = slices.Clone(tallies)
	counted := len(tallies)
	for code, c := range j.cases {
		if !slices.ContainsFunc(tallies, func(t rules.Tally) bool { return t.Rule == code }) {
			tallies = append(tallies, rules.Tally{Rule: code, Name: c.name, Title: c.title})
		}
	}
	slices.SortFunc(tallies[counted:], func(a, b rules.Tally) int { return strings.Compare(a.Rule, b.Rule) })
	for _, t := range tallies {
		c := j.cases[t.Rule]
		fmt.Fprintf(&b, "    <testcase classname=\"%s\" name=\"%s\"", junitText(name), junitText(t.Rule+" "+t.Name))
		switch {
		case c != nil && c.failing.count > 0:
			failures++
			fmt.Fprintf(&b, ">\n      <failure type=\"%s\" message=\"%s\">%s</failure>\n    </testcase>\n",
				c.severity, junitText(t.Title+": "+c.failing.shown[0]), junitText(c.failing.String()))
		case c != nil && c.passing.count > 0:
			fmt.Fprintf(&b, ">\n      <system-out>%s</system-out>\n    </testcase>\n", junitText(c.passing.String()))
		case c != nil && c.inconclusive.count > 0:
			skipped++
			fmt.Fprintf(&b, ">\n      <skipped type=\"inconclusive\" message=\"%s\">%s</skipped>\n    </testcase>\n",
				junitText("inconclusive: "+t.Title+": "+c.inconclusive.shown[0]), junitText(c.inconclusive.String()))
		case t.Activations == 0:
			skipped++
			b.WriteString(">\n      <skipped type=\"not-activated\" message=\"no message activated the rule\"/>\n    </testcase>\n")
		default:
			b.WriteString("/>\n")
		}
	}
	for _, e := range j.errors {
		what := "input"
		switch e.Error {
		case Stopped:
			what = "interrupted"
		case nothingChecked, hiddenFindings:
			what = "run"
		}
		fmt.Fprintf(&b, "    <testcase classname=\"%s\" name=\"%s\">\n      <error type=\"%s\" message=\"%s\"/>\n    </testcase>\n",
			junitText(InputName(e.File)), what, what, junitText(e.String()))
	}
	fmt.Fprintf(j.out, "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n%s  </testsuite>\n",
		junitText(name), len(tallies)+len(j.errors), failures, len(j.errors), skipped, b.String())
	j.failed = j.failed || failures+len(j.errors) > 0
	clear(j.cases)
	j.errors = nil
}

// junitText escapes text for an attribute or an element. Characters that XML does not allow, or that are unsafe on a
// terminal, become visible escapes.
func junitText(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		text, newline := strings.CutSuffix(line, "\n")
		text = Printable(text)
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "\ufffd")
		}
		_ = xml.EscapeText(&b, []byte(text))
		if newline {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
