package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/fatih/color"

	"ivrcheck/rules"
)

// maxInputs is the maximum number of inputs that the text summary lists. If there are more, it lists only those with an
// error.
const maxInputs = 8

// WriteSummary writes the closing summary of the text format, for standard error: the result, unless the report
// contains it (grouped text), and what was checked. It does not repeat errors of inputs. With --statistics it only
// reports facts missing in the table: whether the run was interrupted, and the number of exercised rules.
func WriteSummary(w io.Writer, s *Summary, opt Options) error {
	p := newTextWriter(opt)
	if opt.Statistics {
		if !s.Complete {
			p.item("stopped", Stopped)
		}
		p.activated(s.Rules)
		return p.flush(w)
	}
	if opt.OneLine {
		p.result(s)
	}
	if !s.Complete {
		p.item("stopped", Stopped)
	}
	for _, in := range s.Inputs {
		if len(s.Inputs) <= maxInputs || in.Error != "" {
			p.input(in, s)
		}
	}
	if n := len(s.Inputs); n > maxInputs {
		var all int64
		for _, in := range s.Inputs {
			all += in.Bytes
		}
		p.item("inputs", fmt.Sprintf("%s in all, %s, %s", count(int64(n)), size(all), checked(s)))
	}
	if s.Inconclusive > 0 {
		p.item("unsure", inconclusive(s))
	}
	if s.Suppressed > 0 {
		p.item("hidden", plural(s.Suppressed, "finding")+" suppressed")
	}
	p.notExercised(s)
	if s.Worst != "" && s.Findings.Error+s.Findings.Warning+s.Inconclusive > 0 {
		p.item("more", "ivrcheck explain "+Printable(s.Worst)+" shows the rule, with examples")
	}
	return p.flush(w)
}

// notExercised lists things that did not occur in the inputs and were therefore not checked.
func (p *textWriter) notExercised(s *Summary) {
	if s.Messages == 0 {
		return
	}
	var never []string
	for _, c := range s.Counts {
		if c.Count == 0 {
			never = append(never, Printable(c.Text))
		}
	}
	if len(never) == 0 {
		return
	}
	where := "in these inputs"
	if len(s.Inputs) == 1 {
		where = "in this capture"
		if s.Inputs[0].Kind == "log" {
			where = "in this log"
		}
	}
	p.item("not seen", OneOf(never)+" "+where)
}

func inconclusive(s *Summary) string {
	text := plural(s.Inconclusive, "finding") + " inconclusive"
	for i, r := range s.Reasons {
		text += []string{": ", "; "}[min(i, 1)] + Printable(r.Text)
		if len(s.Reasons) > 1 {
			text += " (" + count(r.Count) + ")"
		}
	}
	return text
}

// result writes the numbers of findings, the input and the verdict.
func (p *textWriter) result(s *Summary) {
	if s.Complete && s.Messages == 0 && s.Findings == (Counts{}) && s.Inconclusive == 0 {
		p.wrapped("", p.bold("nothing to check: no message found"))
		return
	}
	found := p.numbers(s)
	where := ""
	switch {
	case len(s.Inputs) == 1:
		where = " in " + p.bold(Printable(InputName(s.Inputs[0].File)))
	case len(s.Inputs) > 1:
		where = " in " + plural(int64(len(s.Inputs)), "input")
	}
	p.wrapped("", strings.Join(found, ", ")+where+": "+p.verdictWord(s))
}

// numbers returns the numbers of findings as text.
func (p *textWriter) numbers(s *Summary) []string {
	var found []string
	for _, c := range []struct {
		n        int64
		severity rules.Severity
	}{{s.Findings.Error, rules.Error}, {s.Findings.Warning, rules.Warning}, {0, 0}, {s.Findings.Info, rules.Info}} {
		switch {
		case c.severity == 0 && s.Inconclusive > 0:
			found = append(found, p.unsure(count(s.Inconclusive)+" inconclusive"))
		case c.n == 0:
		case c.severity == rules.Info:
			found = append(found, p.severity(count(c.n)+" info", c.severity))
		default:
			found = append(found, p.severity(plural(c.n, c.severity.String()), c.severity))
		}
	}
	if len(found) == 0 {
		found = append(found, "no findings")
	}
	return found
}

// verdictWord returns the result of the run, which depends on --fail-on.
func (p *textWriter) verdictWord(s *Summary) string {
	switch {
	case !s.Complete:
		return p.paint("INTERRUPTED", color.FgYellow, color.Bold)
	case s.Failing:
		return p.paint("FAIL", color.FgRed, color.Bold)
	case s.Exit == 0:
		return p.paint("PASS", color.FgGreen, color.Bold)
	case s.Messages == 0:
		return p.paint("NOTHING TO CHECK", color.FgYellow, color.Bold)
	}
	return p.paint("INCOMPLETE", color.FgYellow, color.Bold)
}

func checked(s *Summary) string {
	if s.Calls > 0 {
		return plural(s.Messages, "message") + ", " + plural(s.Calls, "call")
	}
	return plural(s.Messages, "message")
}

func (p *textWriter) input(in Input, s *Summary) {
	var parts []string
	name := ""
	if len(s.Inputs) > 1 || in.Error != "" {
		name = Printable(InputName(in.File)) + ": "
	}
	if in.Kind != "" {
		kind := in.Kind
		if in.Compression != "" {
			kind += " in " + in.Compression
		}
		parts = append(parts, kind, size(in.Bytes))
	}
	if in.hasPackets() {
		parts = append(parts, plural(in.Packets, "packet"), in.streams())
	}
	switch {
	case in.Kind == "":
	case len(s.Inputs) == 1:
		parts = append(parts, checked(s))
	default:
		parts = append(parts, plural(in.Messages, "message"))
	}
	switch {
	case in.Error == "":
	case in.Kind == "":
		parts = append(parts, p.bad("not read"))
	default:
		parts = append(parts, p.bad("not read to its end"))
	}
	p.item("input", name+strings.Join(parts, ", "))
}

// activated lists the rules that no message activated, so their result is unknown.
func (p *textWriter) activated(tallies []rules.Tally) {
	never, all := notActivated(tallies)
	if all == 0 {
		return
	}
	text := fmt.Sprintf("%d of %d activated", all-len(never), all)
	if len(never) > 0 {
		text += ", never: "
		text += strings.Join(fitWords(ranges(never), p.width-labelWidth-len(text)), " ")
	}
	p.item("rules", text)
}

// ranges joins consecutive codes: SEQ001 SEQ002 SEQ003 becomes SEQ001-003.
func ranges(codes []string) []string {
	var out []string
	for i := 0; i < len(codes); {
		j := i + 1
		for j < len(codes) && follows(codes[j-1], codes[j]) {
			j++
		}
		if j-i > 1 {
			last := codes[j-1]
			out = append(out, codes[i]+"-"+last[len(letters(last)):])
		} else {
			out = append(out, codes[i])
		}
		i = j
	}
	return out
}

func follows(a, b string) bool {
	if letters(a) != letters(b) {
		return false
	}
	n, err1 := strconv.Atoi(a[len(letters(a)):])
	m, err2 := strconv.Atoi(b[len(letters(b)):])
	return err1 == nil && err2 == nil && m == n+1
}

// fitWords returns the words that fit, and "..." if there are more.
func fitWords(words []string, columns int) []string {
	for i, w := range words {
		columns -= len(w) + 1
		if columns < len("...") && i > 0 {
			return append(words[:i:i], "...")
		}
	}
	return words
}
