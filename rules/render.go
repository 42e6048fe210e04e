package rules

import (
	"ivrcheck/rules/internal/program"
	"strconv"
	"sync"
	"unsafe"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

// faults turns the faults of an event into findings, counts the rules about
// single messages that it activates, and judges who sent it.
func (j *Judge) faults(st *connection, ev *Event) {
	if st != nil {
		st.misdirected(ev)
		st.gate(ev)
		st.refers(ev)
	}
	for i := range ev.faults {
		f := &ev.faults[i]
		r := j.set.program.ByID[f.Code]
		if r == nil {
			continue // no file has the rule, or one has switched it off
		}
		j.report(r, j.faultFinding(st, r, ev, f))
		if !ev.broke(r) {
			ev.broken = append(ev.broken, r)
		}
		if st == nil {
			j.broken.add(r.Index)
		} else if r.Activate.Kind == program.PerConnection {
			st.broken.add(r.Index)
		}
	}
	j.activate(ev)
}

// activate counts the event for the rules that it activates by what it is: for
// most, one number for all rules of a kind does.
func (j *Judge) activate(ev *Event) {
	j.counts[ev.kinds()]++
	for _, r := range ev.plan.named {
		j.tally.activated(r)
		j.tally.count(r, Satisfied)
	}
	for _, r := range ev.broken {
		if ev.activates(r) {
			j.tally.counts[r.Index].Satisfied--
		}
	}
}

// wrongSender is the code of the one fault that is found here and not in the room
// that has the document.
const WrongSender = "MSG002"

// misdirected adds the fault of a message that the wrong side sent; only here
// it is known which side that is.
func (st *connection) misdirected(ev *Event) {
	if s := ev.plan.sender; s == program.Nobody || ev.direction == trace.DirectionUnknown || s&program.SendersOf(ev.direction) != 0 {
		return
	}
	f := trace.Fault{
		Code: WrongSender, Subject: ev.name, Basis: ev.spec.Source.Basis,
		Document: ev.spec.Source.Document, Section: ev.spec.Source.Section,
		Args:     []trace.Arg{{Name: "message", Value: ev.name}, {Name: "sender", Value: actor(ev.direction)}, {Name: "due", Value: actor(ev.direction.Opposite())}},
		Expected: []string{ev.direction.Opposite().String()}, Actual: ev.direction.String(), HasActual: true,
	}
	if !ev.proven {
		f.Doubt.Reason = trace.ClientUnknown
	}
	ev.misdirected = ev.proven
	ev.faults = append(ev.faults, f)
}

func actor(d trace.Direction) string {
	if d == trace.FromIVR {
		return "the IVR"
	}
	return "the server"
}

// faultFinding makes the finding of a fault.
func (j *Judge) faultFinding(st *connection, r *program.Rule, ev *Event, f *trace.Fault) *Finding {
	out := j.finding(r, st, &ev.sight)
	w, show := &j.wording, j.opt.ShowValues
	if out.Subject = f.Subject; out.Subject == "" {
		out.Subject = r.Subject
	}
	source := r.Source
	if r.ByBasis && f.Basis != "" {
		source.Basis = f.Basis
		out.Severity = byBasis(r.Severity, f.Basis)
	}
	if f.Document != "" {
		source.Document, source.Section = f.Document, f.Section
	}
	out.Source = source
	out.XMLLine, out.XMLColumn, out.Evidence = f.Line, f.Column, f.Evidence
	if f.Code == WrongSender {
		out.quote(&ev.sight)
	}
	if len(f.Expected) > 0 {
		out.expected = append(out.expected, f.Expected...)
		out.Expected = out.expected
	}
	actual := f.Actual
	if f.ActualPrivate && !show {
		actual = program.Mask
	}
	if f.HasActual {
		out.actual = actual
		out.Actual = &out.actual
	}
	fill := func(b []byte, p *program.Placeholder) ([]byte, bool) {
		for i := range f.Args {
			switch a := &f.Args[i]; {
			case a.Name != p.Name:
			case a.Private && !show:
				return append(b, program.Mask...), true
			default:
				return append(b, a.Value...), true
			}
		}
		switch p.Name {
		case "subject":
			return append(b, out.Subject...), true
		case "actual":
			return append(b, actual...), f.HasActual
		case "expected":
			return program.AppendOrList(b, f.Expected), len(f.Expected) > 0
		}
		return b, false
	}
	says := j.phrases(r)
	hint := says.hints[f.Hint]
	w.text = says.message.AppendTo(w.text, func(b []byte, p *program.Placeholder) ([]byte, bool) {
		if says.hinted && p.Name == "hint" {
			return hint.AppendTo(b, fill), true
		}
		return fill(b, p)
	})
	if f.Doubt.Reason != trace.NoReason {
		out.Verdict = Inconclusive
		w.doubt(out, f.Doubt)
	}
	w.ended(&out.Message)
	if !says.hinted {
		w.text = hint.AppendTo(w.text, fill)
		w.ended(&out.Hint)
	}
	for _, rel := range f.Related {
		out.related = append(out.related, related(rel.Pos, rel.Note))
	}
	out.Related = out.related
	w.fingerprint(&out.Fingerprint, r.ID, out.Subject, ev.name, actual)
	w.done(out)
	return &out.Finding
}

// byBasis lowers a severity by how well the broken fact is known (contract,
// section 5).
func byBasis(s program.Severity, basis string) program.Severity {
	switch basis {
	case "implementations":
		return max(program.Info, s-1)
	case "inferred":
		return program.Info
	}
	return s
}

// doubt says why a finding is inconclusive.
func (w *wording) doubt(out *roomyFinding, d trace.Doubt) {
	w.text = d.AppendTo(append(w.text, "; undecided: "...))
	out.Why = d.Reason
}

// sequenceFinding makes the finding of a sequence rule. It stands at one event
// and has, often, another that matters.
func (st *connection) sequenceFinding(k *program.Constraint, o declare.Outcome, at, other *sight, v Verdict, why trace.Doubt) *Finding {
	j, r := st.judge, k.Rule
	w, show, paths := &j.wording, j.opt.ShowValues, j.set.program.Paths
	out := j.finding(r, st, at)
	out.Subject, out.Source, out.Verdict = r.Subject, r.Source, v
	out.quote(at)
	if out.Subject == "" {
		out.Subject = at.name
	}
	if other != nil {
		out.related = append(out.related, Related{})
		out.Related = out.related
		rel := &out.Related[0]
		rel.at(other.pos)
		rel.Event = other.number
		w.text = other.pos.Time.AppendTo(w.text)
		w.ended(&rel.Time)
		w.text = other.appendLabel(w.text, k.Labels, paths, show)
		w.ended(&rel.Note)
	}
	says := &j.phrases(r).message
	if !o.AtEvent && r.Missing != "" {
		says = &j.phrases(r).missing
	}
	out.Expected = k.Expected
	actual := ""
	if o.AtEvent {
		actual = at.title()
		if v := at.value(k.ExpectSlot); v.OK {
			actual = v.Shown(show)
		}
		w.keep(&out.actual, actual)
		out.Actual = &out.actual
	}
	first := other
	if first == nil {
		first = at
	}
	// What a forgotten activation was is not known: the event stands for it.
	unseen := o.Forgotten && o.AtEvent && other == nil
	w.text = says.AppendTo(w.text, func(b []byte, p *program.Placeholder) ([]byte, bool) {
		switch p.Name {
		case "now":
			return at.appendLabel(b, k.Labels, paths, show), true
		case "before", "before.place":
			switch {
			case unseen:
				return append(b, "a message that is forgotten"...), true
			case p.Name == "before":
				return first.appendLabel(b, k.Labels, paths, show), true
			}
			return first.pos.Place().AppendTo(b), true
		case "actual":
			return append(b, actual...), true
		case "expected":
			return program.AppendOrList(b, k.Expected), true
		}
		if p.Path >= 0 {
			for _, ev := range [2]*sight{at, first} {
				if v := ev.value(p.Path); v.OK {
					return append(b, v.Shown(show)...), true
				}
			}
		}
		return b, false
	})
	if v == Inconclusive {
		w.doubt(out, why)
	}
	w.ended(&out.Message)
	w.fingerprint(&out.Fingerprint, r.ID, out.Subject, at.name, actual)
	w.done(out)
	return &out.Finding
}

// roomyFinding is a finding with room for what findings point to.
type roomyFinding struct {
	Finding
	actual   string
	offset   int64
	frames   []int
	expected []string
	related  []Related
	head     []byte
	// text holds most of the finding's texts, evidence that one.
	text, evidence []byte
}

// spare are findings that were released.
var spare = sync.Pool{New: func() any { return new(roomyFinding) }}

// Release gives a finding back, so that others can be made in its memory. Neither it,
// nor what it points to, nor a text of it may be used after that. One that is not
// released is left to the garbage collector.
func (f *Finding) Release() {
	out := f.own
	if out == nil {
		return
	}
	clear(out.expected)
	clear(out.related)
	frames, expected, related := out.frames[:0], out.expected[:0], out.related[:0]
	head, text, evidence := out.head[:0], out.text[:0], out.evidence[:0]
	*out = roomyFinding{}
	out.frames, out.expected, out.related = frames, expected, related
	out.head, out.text, out.evidence = head, text, evidence
	spare.Put(out)
}

// Quote gives a finding a copy of the evidence that was made of its Head, which it
// does not need any more.
func (f *Finding) Quote(evidence []byte) {
	f.Head = nil
	if out := f.own; out != nil {
		out.evidence = append(out.evidence, evidence...)
		f.Evidence = unsafe.String(unsafe.SliceData(out.evidence), len(out.evidence))
		return
	}
	f.Evidence = string(evidence)
}

// lately is the event that the last finding was about: often the next is about it
// too, and says where it was in the same words. They stand first in the wording; ends
// is where each ends.
type lately struct {
	number int64 // of the event, 0: none
	st     *connection
	ends   [7]int
}

// quote gives the finding what its evidence is to be made of. It stands apart from
// the other texts, which are needed for longer.
func (out *roomyFinding) quote(s *sight) {
	out.head = append(out.head, s.head...)
	out.Head, out.HeadSpan = out.head, s.at
}

// finding begins a finding with what every one says about an event. Its texts are
// those of the judge's wording, which is begun.
func (j *Judge) finding(r *program.Rule, st *connection, s *sight) *roomyFinding {
	out := spare.Get().(*roomyFinding)
	out.own = out
	out.Type, out.Verdict = "finding", Violated
	out.Rule, out.Name, out.Severity = r.ID, r.Name, r.Severity
	out.about(st, s)
	w, l := &j.wording, &j.lately
	if s.number == 0 || l.number != s.number || l.st != st {
		l.number, l.st = s.number, st
		w.begin(0)
		w.about(st, s, &l.ends)
	} else {
		w.begin(l.ends[len(l.ends)-1])
	}
	for i, field := range [len(l.ends)]*string{&out.Time, &out.CallID, &out.RequestID, &out.Port, &out.Filter, &out.Src, &out.Dst} {
		w.end(field, l.ends[i])
	}
	return out
}

// about fills in where an event was seen, but for what is text.
func (out *roomyFinding) about(st *connection, s *sight) {
	pos := &s.pos
	out.File, out.Frame, out.Line, out.At, out.Direction, out.Event = pos.File, pos.Frame, pos.Line, pos.Time, s.direction.String(), s.number
	switch {
	case len(pos.Frames) > 0:
		out.frames = append(out.frames, pos.Frames...)
	case pos.Frame > 0:
		out.frames = append(out.frames, pos.Frame)
	}
	out.Frames = out.frames
	if st == nil {
		return
	}
	if pos.Frame == 0 {
		out.offset = pos.Offset
		out.Offset = &out.offset
	}
	out.Conn, out.VLAN = st.conn, st.conn.VLAN
	if st.conn.Stream >= 0 {
		out.Stream = &st.conn.Stream
	}
}

// about writes where and when an event was seen, and what it is about, and notes where
// each of the texts ends.
func (w *wording) about(st *connection, s *sight, ends *[7]int) {
	pos := &s.pos
	w.stamp(pos.Time)
	ends[0] = len(w.text)
	w.text = append(w.text, s.callID...)
	ends[1] = len(w.text)
	w.text = append(w.text, s.requestID...)
	ends[2] = len(w.text)
	w.text = append(w.text, s.port...)
	ends[3] = len(w.text)
	if pos.Frame > 0 {
		w.text = strconv.AppendInt(append(w.text, "frame.number=="...), int64(pos.Frame), 10)
	}
	ends[4] = len(w.text)
	ends[5] = ends[4]
	if st != nil && s.side >= 0 {
		w.address(st.conn, s.side)
		ends[5] = len(w.text)
		w.address(st.conn, 1-s.side)
	}
	ends[6] = len(w.text)
}

func related(p trace.Position, note string) Related {
	out := Related{Time: p.Time.String(), Note: note}
	out.at(p)
	return out
}

// at fills in where the message was seen.
func (r *Related) at(p trace.Position) {
	r.File, r.Frame, r.Line = p.File, p.Frame, p.Line
	if p.Frame == 0 && p.Line == 0 {
		offset := p.Offset
		r.Offset = &offset
	}
}

// report counts a finding and hands it out if it is wanted.
func (j *Judge) report(r *program.Rule, f *Finding) {
	if !j.opt.Selection.Wants(f.Rule, f.Subject) {
		f.Release()
		return
	}
	j.tally.count(r, f.Verdict)
	j.emit(f)
}

// About makes a finding about a whole input or run, such as CAP012; file is
// the input's name.
func (j *Judge) About(file string, f trace.Fault) {
	var ev Event
	ev.reset(&trace.Unit{Kind: trace.Note, Pos: trace.Position{File: file}, Side: -1})
	r := j.set.program.ByID[f.Code]
	if r == nil {
		return
	}
	j.broken.add(r.Index)
	j.report(r, j.faultFinding(nil, r, &ev, &f))
}
