package report

import (
	"bytes"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// lineReport is the text form for pipes and grep:
//
//	FILE:POSITION: SEVERITY CODE name: MESSAGE [key=value ...]
//
// A finding is exactly one line, whatever stands in it. Input errors and the
// summary are not part of it; WriteSummary writes them.
type lineReport struct {
	out  *outlet
	page *page
	buf  []byte // of the last finding, to be used again
}

func (t *lineReport) Finding(f *rules.Finding) error {
	p := t.page
	b := append(t.buf[:0], p.bold(Printable(f.File))...)
	b = append(strconv.AppendInt(append(b, ':'), f.Place(), 10), ": "...)
	b = append(append(b, p.verdict(f)...), ' ')
	b = append(append(b, Printable(f.Rule)...), ' ')
	b = append(append(b, Printable(f.Name)...), ": "...)
	b = append(b, Printable(f.Message)...)
	from := len(b)
	if b = appendPairs(b, f); p.colored {
		b = append(b[:from], p.faint(string(b[from:]))...)
	}
	t.buf = append(bytes.TrimRight(b, " "), '\n')
	_, err := t.out.Write(t.buf)
	return err
}

func (t *lineReport) InputError(*InputError) error { return nil }

func (t *lineReport) Close(*Summary) error { return t.out.close() }

// verdict is the word in the place of the severity.
func (p *page) verdict(f *rules.Finding) string {
	if f.Verdict == rules.Inconclusive {
		return p.unsure(f.Verdict.String())
	}
	return p.severity(f.Severity.String(), f.Severity)
}

// appendPairs appends " [key=value ...]", keys named and ordered as in JSON, values
// as logfmt writes them; what the message has said already is left out. If there
// is nothing, it appends nothing.
func appendPairs(b []byte, f *rules.Finding) []byte {
	before := len(b)
	key := func(key string) {
		if len(b) == before {
			b = append(b, " ["...)
		} else {
			b = append(b, ' ')
		}
		b = append(append(b, key...), '=')
	}
	add := func(name, value string) {
		if value != "" {
			key(name)
			b = appendLogfmt(b, value)
		}
	}
	add("subject", f.Subject)
	if f.Verdict == rules.Inconclusive {
		add("severity", f.Severity.String())
	}
	add("time", f.Time)
	if f.Stream != nil {
		key("stream")
		b = strconv.AppendInt(b, int64(*f.Stream), 10)
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
	if !said(f, f.Expected...) {
		add("expected", strings.Join(f.Expected, "|"))
	}
	if f.Actual != nil && !said(f, *f.Actual) {
		key("actual")
		b = appendLogfmt(b, *f.Actual)
	}
	add("hint", f.Hint)
	if len(f.Related) == 1 {
		add("related", place(f, &f.Related[0]))
	} else if len(f.Related) > 1 {
		var related []string
		for i := range f.Related {
			related = append(related, place(f, &f.Related[i]))
		}
		add("related", strings.Join(related, ","))
	}
	add("source", reference(f.Source))
	if f.Source.Basis != "documented" {
		add("basis", f.Source.Basis)
	}
	if len(b) == before {
		return b
	}
	return append(b, ']')
}
