package report

import (
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// newText returns the text form: a line for each finding, or groups by file.
func newText(w io.Writer, opt Options) Report {
	if opt.Statistics {
		return newStatistics(w, opt)
	}
	if opt.OneLine {
		return &lineReport{newFlushWriter(w), newTextWriter(opt), opt.Long}
	}
	return newGroups(w, opt)
}

// lineReport is the text form for pipes and grep:
//
//	FILE:POSITION: SEVERITY CODE name: MESSAGE (HINT)
//
// with (N times) at the end for a finding that represents N messages. With --long it ends with [key=value ...].
// A finding is always exactly one line. Input errors and the summary are not part of it; WriteSummary writes them.
type lineReport struct {
	out  *flushWriter
	text *textWriter
	long bool
}

func (t *lineReport) Finding(f *rules.Finding) error {
	p := t.text
	line := p.bold(Printable(InputName(f.File))) + ":" + f.Position() + ": " + p.verdict(f) + " " +
		Printable(f.Rule) + " " + Printable(f.Name) + ": " + Printable(withHint(f))
	if pairs := pairs(f); t.long && len(pairs) > 0 {
		line += p.faint(" [" + strings.Join(pairs, " ") + "]")
	}
	p.line(line)
	return p.flush(t.out)
}

func (t *lineReport) InputError(*InputError) error { return nil }

func (t *lineReport) Close(*Summary) error { return t.out.close() }

// pairs returns key=value pairs, with the keys and the order of JSON and the values in logfmt. It omits values that are
// in the message.
func pairs(f *rules.Finding) []string {
	var out []string
	add := func(key, value string) {
		if value != "" {
			out = append(out, key+"="+logfmt(value))
		}
	}
	add("subject", f.Subject)
	if f.Verdict == rules.Inconclusive {
		add("severity", f.Severity.String())
	}
	add("time", f.Time)
	if f.Stream != nil {
		add("stream", strconv.Itoa(*f.Stream))
	}
	if f.Src != "" || f.Dst != "" {
		add("src", f.Src)
		add("dst", f.Dst)
	} else {
		add("direction", f.Direction)
	}
	add("call_id", f.CallID)
	add("request_id", f.RequestID)
	add("port", f.Port)
	if !mentions(f, f.Expected...) {
		add("expected", strings.Join(f.Expected, "|"))
	}
	if f.Actual != nil && !mentions(f, *f.Actual) {
		out = append(out, "actual="+logfmt(*f.Actual)) // also if empty
	}
	add("related", strings.Join(relatedPlaces(f), ","))
	add("source", reference(f.Source))
	if f.Source.Basis != "documented" {
		add("basis", f.Source.Basis)
	}
	return out
}
