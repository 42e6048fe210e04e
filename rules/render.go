package rules

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

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
		r := j.set.byID[f.Code]
		if r == nil {
			continue // no file has the rule, or one has switched it off
		}
		j.report(r, j.faultFinding(st, r, ev, f))
		if !ev.broke(r) {
			ev.broken = append(ev.broken, r)
		}
		if st == nil {
			j.broken.add(r.index)
		} else if r.activate.kind == perConnection {
			st.broken.add(r.index)
		}
	}
	j.activate(ev)
}

// activate counts the event for the rules that it activates by what it is: for
// most, one number for all rules of a kind does.
func (j *Judge) activate(ev *Event) {
	for kinds := ev.kinds(); kinds > 0; kinds &= kinds - 1 {
		j.counts[bits.TrailingZeros(kinds)]++
	}
	for _, r := range ev.plan.named {
		j.tally.activated(r)
		j.tally.count(r, Satisfied)
	}
	for _, r := range ev.broken {
		if ev.activates(r) {
			j.tally.counts[r.index].Satisfied--
		}
	}
}

// wrongSender is the code of the one fault that is found here and not in the room
// that has the document.
const wrongSender = "MSG002"

// misdirected adds the fault of a message that the wrong side sent; only here
// it is known which side that is.
func (st *connection) misdirected(ev *Event) {
	if s := ev.plan.sender; s == nobody || ev.direction == trace.DirectionUnknown || s&sendersOf(ev.direction) != 0 {
		return
	}
	f := trace.Fault{
		Code: wrongSender, Subject: ev.name, Basis: ev.spec.Source.Basis,
		Document: ev.spec.Source.Document, Section: ev.spec.Source.Section,
		Args:     []trace.Arg{{Name: "message", Value: ev.name}, {Name: "sender", Value: actor(ev.direction)}, {Name: "due", Value: actor(ev.direction.Opposite())}},
		Expected: []string{ev.direction.Opposite().String()}, Actual: ev.direction.String(), HasActual: true,
	}
	if !ev.proven {
		f.Inconclusive = "the capture does not show who opened the connection"
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
func (j *Judge) faultFinding(st *connection, r *rule, ev *Event, f *trace.Fault) *Finding {
	out := j.finding(r, st, &ev.sight)
	w, show := &j.wording, j.opt.ShowValues
	if out.Subject = f.Subject; out.Subject == "" {
		out.Subject = r.subject
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
	if f.Code == wrongSender {
		out.quote(&ev.sight)
	}
	out.Expected = slices.Clone(f.Expected)
	actual := f.Actual
	if f.ActualPrivate && !show {
		actual = mask
	}
	if f.HasActual {
		out.actual = actual
		out.Actual = &out.actual
	}
	fill := func(b []byte, name string) ([]byte, bool) {
		for i := range f.Args {
			switch a := &f.Args[i]; {
			case a.Name != name:
			case a.Private && !show:
				return append(b, mask...), true
			default:
				return append(b, a.Value...), true
			}
		}
		switch name {
		case "subject":
			return append(b, out.Subject...), true
		case "actual":
			return append(b, actual...), f.HasActual
		case "expected":
			return appendOrList(b, f.Expected), len(f.Expected) > 0
		}
		return b, false
	}
	hint := r.Hints[f.Hint]
	inside := strings.Contains(r.message, "{hint}") // the sentence needs it to say what is there
	w.text = expand(w.text, r.message, func(b []byte, name string) ([]byte, bool) {
		if inside && name == "hint" {
			return expand(b, hint, fill), true
		}
		return fill(b, name)
	})
	if f.Inconclusive != "" {
		out.Verdict = Inconclusive
		w.text = append(append(w.text, undecided...), f.Inconclusive...)
		out.Why, _, _ = strings.Cut(f.Inconclusive, " (")
	}
	w.end(&out.Message)
	if !inside {
		w.text = expand(w.text, hint, fill)
		w.end(&out.Hint)
	}
	for _, rel := range f.Related {
		out.Related = append(out.Related, related(rel.Pos, rel.Note))
	}
	w.fingerprint(&out.Fingerprint, r.ID, out.Subject, ev.name, actual)
	w.done()
	return &out.Finding
}

// byBasis lowers a severity by how well the broken fact is known (contract,
// section 5).
func byBasis(s Severity, basis string) Severity {
	switch basis {
	case "implementations":
		return max(Info, s-1)
	case "inferred":
		return Info
	}
	return s
}

const undecided = "; undecided: "

// sequenceFinding makes the finding of a sequence rule. It stands at one event
// and has, often, another that matters.
func (st *connection) sequenceFinding(k *constraint, o declare.Outcome[*sight], at, other *sight, v Verdict, why string) *Finding {
	j, r := st.judge, k.rule
	w, show, paths := &j.wording, j.opt.ShowValues, j.set.paths
	out := j.finding(r, st, at)
	out.Subject, out.Source, out.Verdict = r.subject, r.Source, v
	out.quote(at)
	if out.Subject == "" {
		out.Subject = at.name
	}
	if other != nil {
		out.Related = make([]Related, 1, 2)
		rel := &out.Related[0]
		rel.at(other.pos)
		rel.Event = other.number
		w.text = other.pos.Time.AppendTo(w.text)
		w.end(&rel.Time)
		w.text = other.appendLabel(w.text, k.labels, paths, show)
		w.end(&rel.Note)
	}
	text := r.message
	if !o.AtEvent && r.missing != "" {
		text = r.missing
	}
	out.Expected = k.expected
	if o.AtEvent {
		out.Actual, out.actual = &out.actual, at.title()
		if v := at.value(k.expectSlot); v.ok {
			out.actual = strings.Clone(v.shown(show))
		}
	}
	first := other
	if first == nil {
		first = at
	}
	// What a forgotten activation was is not known: the event stands for it.
	unseen := o.Forgotten && o.AtEvent && other == nil
	w.text = expand(w.text, text, func(b []byte, name string) ([]byte, bool) {
		switch name {
		case "now":
			return at.appendLabel(b, k.labels, paths, show), true
		case "before", "before.place":
			switch {
			case unseen:
				return append(b, "a message that is forgotten"...), true
			case name == "before":
				return first.appendLabel(b, k.labels, paths, show), true
			}
			return append(b, place(first.pos)...), true
		case "actual":
			return append(b, out.actual...), true
		case "expected":
			return appendOrList(b, k.expected), true
		}
		if i := slices.Index(paths, name); i >= 0 {
			for _, ev := range [2]*sight{at, first} {
				if v := ev.value(i); v.ok {
					return append(b, v.shown(show)...), true
				}
			}
		}
		return b, false
	})
	if v == Inconclusive {
		w.text = append(append(w.text, undecided...), why...)
		out.Why, _, _ = strings.Cut(why, " (")
	}
	w.end(&out.Message)
	w.fingerprint(&out.Fingerprint, r.ID, out.Subject, at.name, out.actual)
	w.done()
	return &out.Finding
}

// roomyFinding is a finding with room for what most findings point to.
type roomyFinding struct {
	Finding
	actual string
	frame  [1]int
}

// lately is the event that the last finding was about: often the next is about it
// too, and says where it was in the same words.
type lately struct {
	number  int64 // of the event, 0: none
	st      *connection
	finding *Finding
}

// quote gives the finding what its evidence is to be made of. It stands apart from
// the other texts, which are needed for longer.
func (f *Finding) quote(s *sight) { f.Head, f.HeadSpan = string(s.head), s.at }

// finding begins a finding with what every one says about an event. Its texts are
// those of the judge's wording, which is begun.
func (j *Judge) finding(r *rule, st *connection, s *sight) *roomyFinding {
	out, l := new(roomyFinding), &j.lately
	j.wording.begin()
	if s.number != 0 && l.number == s.number && l.st == st {
		out.Finding = l.finding.where()
	} else {
		*l = lately{st: st, number: s.number}
		out.about(&j.wording, st, s)
	}
	l.finding = &out.Finding
	out.Type, out.Verdict = "finding", Violated
	out.Rule, out.Name, out.Severity = r.ID, r.Name, r.Severity
	return out
}

// where gives a finding that says of where and when no more and no less.
func (f *Finding) where() Finding {
	return Finding{
		File: f.File, Frame: f.Frame, Frames: f.Frames, Line: f.Line, Offset: f.Offset, Time: f.Time, At: f.At, Filter: f.Filter,
		Conn: f.Conn, Stream: f.Stream, VLAN: f.VLAN, Src: f.Src, Dst: f.Dst, Direction: f.Direction,
		CallID: f.CallID, RequestID: f.RequestID, Port: f.Port, Event: f.Event,
	}
}

// about fills in where and when an event was seen, and what it is about.
func (out *roomyFinding) about(w *wording, st *connection, s *sight) {
	pos := &s.pos
	out.File, out.Frame, out.Line, out.At, out.Direction, out.Event = pos.File, pos.Frame, pos.Line, pos.Time, s.direction.String(), s.number
	w.stamp(&out.Time, pos.Time)
	w.keep(&out.CallID, s.callID)
	w.keep(&out.RequestID, s.requestID)
	w.keep(&out.Port, s.port)
	switch {
	case len(pos.Frames) > 0:
		out.Frames = slices.Clone(pos.Frames)
	case pos.Frame > 0:
		out.frame[0] = pos.Frame
		out.Frames = out.frame[:]
	}
	if pos.Frame == 0 && st != nil {
		offset := pos.Offset
		out.Offset = &offset
	}
	if pos.Frame > 0 {
		w.text = strconv.AppendInt(append(w.text, "frame.number=="...), int64(pos.Frame), 10)
		w.end(&out.Filter)
	}
	if st == nil {
		return
	}
	out.Conn, out.VLAN = st.conn, st.conn.VLAN
	if st.conn.Stream >= 0 {
		out.Stream = &st.conn.Stream
	}
	if s.side >= 0 {
		w.address(&out.Src, st.conn.Ends[s.side])
		w.address(&out.Dst, st.conn.Ends[1-s.side])
	}
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
func (j *Judge) report(r *rule, f *Finding) {
	if !j.opt.Selection.Wants(f.Rule, f.Subject) {
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
	r := j.set.byID[f.Code]
	if r == nil {
		return
	}
	j.broken.add(r.index)
	j.report(r, j.faultFinding(nil, r, &ev, &f))
}
