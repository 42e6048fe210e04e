package wording

import (
	"fmt"
	"strings"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Fault makes the finding of a fault of an event.
func (w *Writer) Fault(r *program.Rule, conn *trace.Conn, ev *dispatch.Event, f *trace.Fault) *Finding {
	out := w.begin(r, conn, &ev.Record)
	out.Verdict = monitor.Violated
	if out.Subject = f.Subject; out.Subject == "" {
		out.Subject = r.Subject
	}
	out.Source = r.Source
	if r.ByBasis && f.Basis != "" {
		out.Source.Basis = f.Basis
		out.Severity = byBasis(r.Severity, f.Basis)
	}
	if f.Lower > 0 {
		out.Severity = program.Severity(max(int(program.Info), int(out.Severity)-int(f.Lower)))
	}
	if f.Document != "" {
		out.Source.Document, out.Source.Section = f.Document, f.Section
	}
	out.XMLLine, out.XMLColumn, out.Evidence = f.Line, f.Column, f.Evidence
	if at := &ev.Record.Pos; f.FileLine > 0 {
		out.Spot = Spot{f.FileLine, f.FileColumn}
	} else if at.Column > 0 && f.Line > 0 && f.Column > 0 {
		out.Spot = Spot{at.Line + f.Line - 1, f.Column}
		if f.Line == 1 {
			out.Spot.Column += at.Column - 1
		}
	}
	switch {
	case f.Whole != nil:
		w.quote(f.Whole, f.Span)
	case f.Code == monitor.WrongSender:
		w.quote(ev.Record.Head(), ev.Record.At)
	}
	if len(f.Expected) > 0 {
		out.expected = append(out.expected, f.Expected...)
		out.Expected = out.expected
	}
	actual := f.Actual
	if f.ActualPrivate && !w.showValues {
		actual = program.Mask
	}
	if f.HasActual {
		out.actual = actual
		out.Actual = &out.actual
	}
	fill := func(b []byte, p *program.Placeholder) ([]byte, bool) { return w.fillFault(b, p, f, actual) }
	says := &r.Sentences
	hint := says.Hints[f.Hint]
	hinted := false // the message contains the hint
	w.text = says.Message.AppendTo(w.text, func(b []byte, p *program.Placeholder) ([]byte, bool) {
		if p.Name == "hint" {
			hinted = true
			return hint.AppendTo(b, fill), true
		}
		return fill(b, p)
	})
	if f.Doubt.Reason != trace.NoReason {
		out.Verdict = monitor.Inconclusive
		w.doubt(f.Doubt)
	}
	w.end(&out.Message)
	if !hinted {
		w.text = hint.AppendTo(w.text, fill)
		w.end(&out.Hint)
	}
	for i := range f.Related {
		out.related = append(out.related, related(&f.Related[i].Pos, f.Related[i].Note))
	}
	out.Related = out.related
	name := ev.Record.Name
	if r.Once && !f.Each {
		name = "" // it also represents other messages
	}
	w.fingerprint(name, actual)
	return w.finish()
}

// fillFault fills a placeholder of a sentence about a fault.
func (w *Writer) fillFault(b []byte, p *program.Placeholder, f *trace.Fault, actual string) ([]byte, bool) {
	for i := range f.Args {
		switch a := &f.Args[i]; {
		case a.Name != p.Name:
		case a.Private && !w.showValues:
			return append(b, program.Mask...), true
		default:
			return append(b, a.Value...), true
		}
	}
	switch p.Name {
	case "subject":
		return append(b, w.out.Subject...), true
	case "actual":
		return append(b, actual...), f.HasActual
	case "expected":
		return appendExpected(b, f.Expected), len(f.Expected) > 0
	}
	return b, false
}

// appendExpected lists values for a sentence. It shortens a long list; Expected has all values.
func appendExpected(b []byte, values []string) []byte {
	const long, few = 5, 2
	if len(values) <= long {
		return program.AppendOrList(b, values)
	}
	b = append(b, strings.Join(values[:few], ", ")...)
	return fmt.Appendf(b, " or %d others", len(values)-few)
}

// byBasis lowers a severity by the basis of the violated fact (contract, section 5).
func byBasis(s program.Severity, basis string) program.Severity {
	switch basis {
	case "implementations":
		return max(program.Info, s-1)
	case "inferred":
		return program.Info
	}
	return s
}
