package report

import (
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// newText gives the text form: a line for each finding, or groups by file.
func newText(w io.Writer, opt Options) Report {
	if opt.OneLine {
		return &lineReport{out: newFlushWriter(w), text: newTextWriter(opt)}
	}
	return &groupReport{w: w, text: newTextWriter(opt), maxSame: opt.MaxSame, same: make(map[string]int)}
}

// lineReport is the text form for pipes and grep:
//
//	FILE:POSITION: SEVERITY CODE name: MESSAGE [key=value ...]
//
// A finding is exactly one line, whatever it contains. Input errors and the
// summary are not part of it; WriteSummary writes them.
type lineReport struct {
	out  *flushWriter
	text *textWriter
}

func (t *lineReport) Finding(f *rules.Finding) error {
	p := t.text
	line := p.bold(Printable(f.File)) + ":" + strconv.FormatInt(f.Place(), 10) + ": " + p.verdict(f) + " " +
		Printable(f.Rule) + " " + Printable(f.Name) + ": " + Printable(f.Message)
	if pairs := pairs(f); len(pairs) > 0 {
		line += p.faint(" [" + strings.Join(pairs, " ") + "]")
	}
	p.line(line)
	return p.flush(t.out)
}

func (t *lineReport) InputError(*InputError) error { return nil }

func (t *lineReport) Close(*Summary) error { return t.out.close() }

// pairs gives key=value pairs, with the keys and the order of JSON and the values
// in logfmt, without what the message says already.
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
	add("hint", f.Hint)
	var related []string
	for _, r := range f.Related {
		at := number(r.Frame, r.Line, r.Offset)
		if r.File != "" && r.File != f.File {
			at = r.File + ":" + at
		}
		related = append(related, at)
	}
	add("related", strings.Join(related, ","))
	add("source", reference(f.Source))
	if f.Source.Basis != "documented" {
		add("basis", f.Source.Basis)
	}
	return out
}
