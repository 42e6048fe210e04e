package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// maxInputs is how many inputs the text summary lists; of more, it lists only those
// with an error.
const maxInputs = 8

// WriteSummary writes the closing summary of the text format, for standard error.
// The first line is the result, the others show what was checked. Errors of inputs
// are not repeated.
func WriteSummary(w io.Writer, s *Summary, opt Options) error {
	p := newTextWriter(opt)
	p.result(s)
	if !s.Complete {
		p.item("stopped", "interrupted before the end: this is what was checked so far")
	}
	for _, in := range s.Inputs {
		if len(s.Inputs) <= maxInputs || in.Error != "" {
			p.input(in)
		}
	}
	if n := len(s.Inputs); n > maxInputs {
		var all int64
		for _, in := range s.Inputs {
			all += in.Bytes
		}
		p.item("inputs", fmt.Sprintf("%s in all, %s", count(int64(n)), size(all)))
	}
	if s.Inconclusive > 0 {
		p.item("unsure", inconclusive(s))
	}
	if s.Suppressed > 0 {
		p.item("hidden", plural(s.Suppressed, "finding")+" suppressed")
	}
	if s.Messages > 0 {
		p.activated(s.Rules)
	}
	if s.Findings != (Counts{}) || s.Inconclusive > 0 {
		p.item("more", "ivrcheck explain "+worst(s.Rules)+" tells what that rule demands")
	}
	return p.flush(w)
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

func (p *textWriter) result(s *Summary) {
	if s.Complete && s.Messages == 0 && s.Findings == (Counts{}) && s.Inconclusive == 0 {
		p.wrapped("", p.bold("nothing to check: no message found"))
		return
	}
	var found []string
	for _, c := range []struct {
		n        int64
		severity rules.Severity
	}{{s.Findings.Error, rules.Error}, {s.Findings.Warning, rules.Warning}, {s.Findings.Info, rules.Info}} {
		switch {
		case c.n == 0:
		case c.severity == rules.Info:
			found = append(found, p.severity(count(c.n)+" info", c.severity))
		default:
			found = append(found, p.severity(plural(c.n, c.severity.String()), c.severity))
		}
	}
	if s.Inconclusive > 0 {
		found = append(found, p.unsure(count(s.Inconclusive)+" inconclusive"))
	}
	if len(found) == 0 {
		found = append(found, p.good("no findings"))
	}
	p.wrapped("", p.bold(checked(s)+" checked:")+" "+strings.Join(found, ", "))
}

func checked(s *Summary) string {
	if s.Calls > 0 {
		return plural(s.Messages, "message") + " and " + plural(s.Calls, "call")
	}
	return plural(s.Messages, "message")
}

func (p *textWriter) input(in Input) {
	var parts []string
	if in.Kind != "" {
		kind := in.Kind
		if in.Compression != "" {
			kind += " in " + in.Compression
		}
		parts = append(parts, kind, size(in.Bytes))
	}
	if in.hasPackets() {
		parts = append(parts, plural(in.Packets, "packet"))
		if in.GLIStreams == in.Streams {
			parts = append(parts, plural(in.Streams, "GLI stream"))
		} else {
			parts = append(parts, fmt.Sprintf("%s of %s GLI", count(in.GLIStreams), plural(in.Streams, "stream")))
		}
	}
	if in.Kind != "" {
		parts = append(parts, plural(in.Messages, "message"))
	}
	switch {
	case in.Error == "":
	case in.Kind == "":
		parts = append(parts, p.bad("not read"))
	default:
		parts = append(parts, p.bad("not read to its end"))
	}
	p.item("input", Printable(in.File)+": "+strings.Join(parts, ", "))
}

// activated lists the rules that no message activated: nothing is known of them.
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

// worst gives the first violated rule, else the first inconclusive one.
func worst(tallies []rules.Tally) string {
	code, verdict := "CODE", rules.Satisfied
	for _, t := range tallies {
		if t.Verdict > verdict {
			code, verdict = Printable(t.Rule), t.Verdict
		}
	}
	return code
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

// fitWords keeps as many words as fit, and "..." if there are more.
func fitWords(words []string, columns int) []string {
	for i, w := range words {
		columns -= len(w) + 1
		if columns < len("...") && i > 0 {
			return append(words[:i:i], "...")
		}
	}
	return words
}
