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

// junitReport writes what CI servers show as a list of tests: a suite for each
// input, with a test case for each rule. A violated rule is a failure, an
// inconclusive or not activated one is skipped.
//
// A suite begins with the number of its failures, so the findings of one input
// are kept until it ends, at most junitShown of each rule.
type junitReport struct {
	out    *flushWriter
	cases  map[string]*junitCase
	errors []*InputError
	any    bool
}

const junitShown = 50

type junitCase struct {
	name                   string
	violated, inconclusive []string
	violations, openEnded  int64
	severity               rules.Severity
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
		c = &junitCase{name: f.Name}
		j.cases[f.Rule] = c
	}
	list, n := &c.violated, &c.violations
	if f.Verdict == rules.Inconclusive {
		list, n = &c.inconclusive, &c.openEnded
	} else {
		c.severity = max(c.severity, f.Severity)
	}
	if *n++; *n <= junitShown {
		*list = append(*list, fmt.Sprintf("%s:%d: %s: %s", f.File, f.Place(), f.Severity, withHint(f)))
	}
	return nil
}

func (j *junitReport) InputError(e *InputError) error {
	j.errors = append(j.errors, e)
	return nil
}

func (j *junitReport) Input(in *Input, tallies []rules.Tally) error {
	j.suite(in.File, tallies)
	return nil
}

// Close writes what is about the whole run: an input that could not be opened, a
// required rule that was not activated.
func (j *junitReport) Close(*Summary) error {
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
			tallies = append(tallies, rules.Tally{Rule: code, Name: c.name})
		}
	}
	slices.SortFunc(tallies[counted:], func(a, b rules.Tally) int { return strings.Compare(a.Rule, b.Rule) })
	for _, t := range tallies {
		c := j.cases[t.Rule]
		fmt.Fprintf(&b, "    <testcase classname=\"%s\" name=\"%s\"", junitText(name), junitText(t.Rule+" "+t.Name))
		switch {
		case c != nil && c.violations > 0:
			failures++
			fmt.Fprintf(&b, ">\n      <failure type=\"%s\" message=\"%s\">%s</failure>\n    </testcase>\n",
				c.severity, junitText(c.violated[0]), junitText(listed(c.violated, c.violations)))
		case c != nil && c.openEnded > 0:
			skipped++
			fmt.Fprintf(&b, ">\n      <skipped type=\"inconclusive\" message=\"%s\">%s</skipped>\n    </testcase>\n",
				junitText("inconclusive: "+c.inconclusive[0]), junitText(listed(c.inconclusive, c.openEnded)))
		case t.Activations == 0:
			skipped++
			b.WriteString(">\n      <skipped type=\"not-activated\" message=\"no message activated the rule\"/>\n    </testcase>\n")
		default:
			b.WriteString("/>\n")
		}
	}
	for _, e := range j.errors {
		fmt.Fprintf(&b, "    <testcase classname=\"%s\" name=\"input\">\n      <error type=\"input\" message=\"%s\"/>\n    </testcase>\n",
			junitText(e.File), junitText(e.String()))
	}
	fmt.Fprintf(j.out, "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n%s  </testsuite>\n",
		junitText(name), len(tallies)+len(j.errors), failures, len(j.errors), skipped, b.String())
	clear(j.cases)
	j.errors = nil
}

func listed(lines []string, all int64) string {
	text := strings.Join(lines, "\n")
	if more := all - int64(len(lines)); more > 0 {
		text += "\nand " + strconv.FormatInt(more, 10) + " more"
	}
	return text
}

// junitText escapes text for an attribute or an element. Characters that XML does
// not allow, or that are unsafe on a terminal, become visible escapes.
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
