package wording

import (
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/monitor"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Sequence makes the finding of a decision that is not satisfied.
func (w *Writer) Sequence(d *monitor.Decision) *Finding {
	k, r := d.Constraint, d.Constraint.Rule
	out := w.begin(r, d.Conn, d.At)
	out.Subject, out.Source, out.Verdict, out.Expected, out.Severity = k.Subject, r.Source, d.Verdict, k.Expected, k.Severity
	if out.Subject == "" {
		out.Subject = d.At.Name
	}
	w.quote(d.At.About(out.Subject))
	w.related(d)
	says := &r.Sentences.Message
	if !d.AtEvent && r.Missing != "" {
		says = &r.Sentences.Missing
	}
	actual := ""
	if d.AtEvent {
		actual = d.At.Title()
		if v := d.At.Value(k.ExpectSlot); v.OK {
			actual = v.Shown(w.showValues)
		}
		w.copy(&out.actual, actual)
		out.Actual = &out.actual
	}
	w.text = says.AppendTo(w.text, func(b []byte, p *program.Placeholder) ([]byte, bool) { return w.fillSequence(b, p, d, actual) })
	if d.Verdict == monitor.Inconclusive {
		w.doubt(d.Doubt)
	}
	w.end(&out.Message)
	name := d.At.Name
	if r.Once {
		name = "" // it also represents other messages
		if actual == d.At.Title() {
			actual = ""
		}
	}
	w.fingerprint(name, actual)
	return w.finish()
}

// related adds the other relevant messages.
func (w *Writer) related(d *monitor.Decision) {
	out := w.out
	if d.Other != nil {
		out.related = append(out.related, Related{Event: d.Other.Number})
	}
	if d.End != nil {
		out.related = append(out.related, related(&d.End.Unit().Pos, endNote(d.End)))
	}
	if out.Related = out.related; d.Other != nil {
		rel := &out.related[0]
		rel.setPlace(&d.Other.Pos)
		w.text = d.Other.Pos.Time.AppendTo(w.text)
		w.end(&rel.Time)
		w.text = w.label(w.text, d.Other, d.Constraint.Labels)
		w.end(&rel.Note)
	}
}

func endNote(ev *dispatch.Event) string {
	if ev.Unit().Kind == trace.End {
		return "the connection is closed here"
	}
	return ev.Record.Title() + " ends what the rule is about"
}

// fillSequence fills a placeholder of a sentence about a sequence.
func (w *Writer) fillSequence(b []byte, p *program.Placeholder, d *monitor.Decision, actual string) ([]byte, bool) {
	k, first := d.Constraint, d.Other
	if first == nil {
		first = d.At
	}
	// An evicted activation is unknown.
	unseen := d.Forgotten && d.AtEvent && d.Other == nil
	switch p.Name {
	case "now":
		return w.label(b, d.At, k.Labels), true
	case "before", "before.place":
		switch {
		case unseen:
			return append(b, "an evicted message"...), true
		case p.Name == "before":
			return w.label(b, first, k.Labels), true
		}
		b = first.Pos.Place().AppendTo(b)
		if first.Pos.File != d.At.Pos.File { // in a rotated set
			b = append(append(b, " of "...), first.Pos.File...)
		}
		return b, true
	case "actual":
		return append(b, actual...), true
	case "expected":
		return program.AppendOrList(b, k.Expected), true
	}
	if p.Path >= 0 {
		for _, of := range [2]*dispatch.Record{d.At, first} {
			if v := of.Value(p.Path); v.OK {
				return append(b, v.Shown(w.showValues)...), true
			}
		}
	}
	return b, false
}
