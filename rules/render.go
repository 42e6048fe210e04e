package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
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
	for kind := perFrame; kind <= perVersioned; kind++ {
		if kind != perNamedMessage && ev.is(kind) {
			j.counts[kind]++
		}
	}
	for _, r := range ev.named {
		j.tally.activated(r)
		j.tally.count(r, Satisfied)
	}
	for _, r := range ev.broken {
		if ev.activates(r) {
			j.tally.counts[r.index].Satisfied--
		}
	}
}

// misdirected adds the fault of a message that the wrong side sent; only here
// it is known which side that is.
func (st *connection) misdirected(ev *Event) {
	if ev.sender == nobody || ev.direction == trace.DirectionUnknown || ev.may(ev.sender) {
		return
	}
	f := trace.Fault{
		Code: "MSG002", Subject: ev.name, Basis: ev.spec.Source.Basis, Evidence: st.judge.excerpt(&ev.sight),
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
	out.Subject = f.Subject
	if out.Subject == "" {
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
	out.Expected = slices.Clone(f.Expected)
	actual := f.Actual
	if f.ActualPrivate && !j.opt.ShowValues {
		actual = mask
	}
	if f.HasActual {
		out.Actual = &actual
	}
	fill := func(name string) (string, bool) {
		for _, a := range f.Args {
			if a.Name == name {
				if a.Private && !j.opt.ShowValues {
					return mask, true
				}
				return a.Value, true
			}
		}
		switch name {
		case "subject":
			return out.Subject, true
		case "actual":
			return actual, f.HasActual
		case "expected":
			return orList(f.Expected), len(f.Expected) > 0
		}
		return "", false
	}
	hint := expand(r.Hints[f.Hint], fill)
	if strings.Contains(r.message, "{hint}") {
		// The rule's sentence needs it to say what is there.
		out.Message = expand(r.message, func(name string) (string, bool) {
			if name == "hint" {
				return hint, true
			}
			return fill(name)
		})
	} else {
		out.Message, out.Hint = expand(r.message, fill), hint
	}
	if f.Inconclusive != "" {
		out.Verdict = Inconclusive
		out.Message += undecided + f.Inconclusive
		out.Why, _, _ = strings.Cut(f.Inconclusive, " (")
	}
	for _, rel := range f.Related {
		out.Related = append(out.Related, related(rel.Pos, rel.Note))
	}
	out.Fingerprint = fingerprint(r.ID, out.Subject, ev.name, actual)
	return out
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
	r, show, paths := k.rule, st.judge.opt.ShowValues, st.judge.set.paths
	out := st.judge.finding(r, st, at)
	out.Subject, out.Source, out.Evidence, out.Verdict = r.subject, r.Source, st.judge.excerpt(at), v
	if out.Subject == "" {
		out.Subject = at.name
	}
	if other != nil {
		rel := related(other.pos, other.label(k.labels, paths, show))
		rel.Event = other.number
		out.Related = append(out.Related, rel)
	}
	text := r.message
	if !o.AtEvent && r.missing != "" {
		text = r.missing
	}
	out.Expected = slices.Clone(k.expected)
	actual := ""
	if o.AtEvent {
		actual = at.title()
		if v := at.value(k.expectSlot); v.ok {
			actual = strings.Clone(v.shown(show))
		}
		out.Actual = &actual
	}
	first := other
	if first == nil {
		first = at
	}
	// What a forgotten activation was is not known: the event stands for it.
	unseen := o.Forgotten && o.AtEvent && other == nil
	out.Message = expand(text, func(name string) (string, bool) {
		switch name {
		case "now":
			return at.label(k.labels, paths, show), true
		case "before", "before.place":
			switch {
			case unseen:
				return "a message that is forgotten", true
			case name == "before":
				return first.label(k.labels, paths, show), true
			}
			return place(first.pos), true
		case "actual":
			return actual, true
		case "expected":
			return orList(k.expected), true
		}
		if i := slices.Index(paths, name); i >= 0 {
			for _, ev := range [2]*sight{at, first} {
				if v := ev.value(i); v.ok {
					return v.shown(show), true
				}
			}
		}
		return "", false
	})
	if v == Inconclusive {
		out.Message += undecided + why
		out.Why, _, _ = strings.Cut(why, " (")
	}
	out.Fingerprint = fingerprint(r.ID, out.Subject, at.name, actual)
	return out
}

// lately is what findings say about the event that the last one was about: often
// the next is about it too. Findings share it; nobody changes it.
type lately struct {
	st      *connection
	number  int64 // of the event, 0: none
	what    Finding
	excerpt string
	cut     bool // excerpt is set
}

// excerpt is the evidence that a finding at a place shows.
func (j *Judge) excerpt(s *sight) string {
	if j.opt.Excerpt == nil || len(s.head) == 0 {
		return ""
	}
	l := &j.lately
	if s.number == 0 || l.number != s.number {
		return j.opt.Excerpt(s.head, s.at)
	}
	if !l.cut {
		l.excerpt, l.cut = j.opt.Excerpt(s.head, s.at), true
	}
	return l.excerpt
}

// finding fills in what every finding says about an event.
func (j *Judge) finding(r *rule, st *connection, s *sight) *Finding {
	l := &j.lately
	if s.number == 0 || l.number != s.number || l.st != st {
		*l = lately{st: st, number: s.number}
		l.what.about(st, s)
	}
	out := l.what
	out.Rule, out.Name, out.Severity = r.ID, r.Name, r.Severity
	return &out
}

// about fills in where and when an event was seen, and what it is about.
func (out *Finding) about(st *connection, s *sight) {
	pos := &s.pos
	*out = Finding{
		Type: "finding", Verdict: Violated,
		File: pos.File, Frame: pos.Frame, Frames: slices.Clone(pos.AllFrames()), Line: pos.Line,
		Time: pos.Time.String(), At: pos.Time, Direction: s.direction.String(),
		CallID: strings.Clone(s.callID), RequestID: strings.Clone(s.requestID), Port: strings.Clone(s.port), Event: s.number,
	}
	if pos.Frame == 0 && st != nil {
		offset := pos.Offset
		out.Offset = &offset
	}
	if pos.Frame > 0 {
		out.Filter = "frame.number==" + strconv.Itoa(pos.Frame)
	}
	if st != nil {
		out.Conn, out.VLAN = st.conn, st.conn.VLAN
		if st.conn.Stream >= 0 {
			stream := st.conn.Stream
			out.Stream = &stream
		}
		if s.side >= 0 {
			out.Src, out.Dst = address(st.conn.Ends[s.side]), address(st.conn.Ends[1-s.side])
		}
	}
}

func address(a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func related(p trace.Position, note string) Related {
	out := Related{File: p.File, Frame: p.Frame, Line: p.Line, Time: p.Time.String(), Note: note}
	if p.Frame == 0 && p.Line == 0 {
		offset := p.Offset
		out.Offset = &offset
	}
	return out
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

// expand fills the {placeholders} of a text. One that is not known stays as it
// is, so that a slip in a rule file is seen. {bytes|byte} is a number of
// something: 1 byte, 2 bytes.
func expand(text string, fill func(name string) (string, bool)) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		value, known := "", false
		if closed {
			of, noun, counted := strings.Cut(name, "|")
			if value, known = fill(of); counted && value == "1" {
				value += " " + noun
			} else if counted {
				value += " " + noun + "s"
			}
		}
		if !known {
			b.WriteByte('{')
			text = rest
			continue
		}
		b.WriteString(value)
		text = after
	}
}

// orList joins words as "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// fingerprint is the same for the same fault in any capture: it is made of
// the rule, the subject, the message's name and the actual value alone.
func fingerprint(parts ...string) string {
	var room [256]byte
	text := room[:0]
	for i, p := range parts {
		if i > 0 {
			text = append(text, 0)
		}
		text = append(text, p...)
	}
	sum := sha256.Sum256(text)
	var digits [16]byte
	hex.Encode(digits[:], sum[:8])
	return string(digits[:])
}
