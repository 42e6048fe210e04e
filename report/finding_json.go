package report

import (
	"slices"
	"strconv"

	"ivrcheck/rules"
)

// A finding as JSON, written field by field: reflection took longer than all
// else that a finding costs. A test holds it against marshal for every field.

// findingWriter writes findings as marshal does for that type. It remembers what many
// have in common. The zero value is ready for use.
type findingWriter struct {
	kinds [64]findingKind
	file  string
	place []byte // the file as JSON
}

// findingKind is what findings of one rule about one subject have in common. It
// holds on to nothing but the rule's own texts and those of the catalogue.
type findingKind struct {
	rule, name string
	subject    []byte
	severity   rules.Severity
	verdict    rules.Verdict
	source     rules.Source
	// opening and reference are the JSON of it: the one up to the message, the other
	// of the source.
	opening, reference []byte
}

// kind gives what the finding has in common with others, which holds until the
// next call.
func (w *findingWriter) kind(f *rules.Finding) *findingKind {
	at := uint(len(f.Subject)) + uint(f.Verdict)
	if n := len(f.Subject); n > 0 {
		at = at*31 + uint(f.Subject[0]) + uint(f.Subject[n/2])<<2
	}
	if n := len(f.Rule); n > 1 {
		at = at*31 + uint(f.Rule[n-2])*10 + uint(f.Rule[n-1])
	}
	k := &w.kinds[at%uint(len(w.kinds))]
	if k.opening == nil || k.severity != f.Severity || k.verdict != f.Verdict || k.rule != f.Rule || k.name != f.Name ||
		string(k.subject) != f.Subject || k.source != f.Source {
		k.set(f)
	}
	return k
}

func (k *findingKind) set(f *rules.Finding) {
	k.rule, k.name, k.subject, k.severity, k.verdict, k.source = f.Rule, f.Name, append(k.subject[:0], f.Subject...), f.Severity, f.Verdict, f.Source
	b := appendString(append(k.opening[:0], `{"type":"finding","rule":`...), f.Rule)
	b = appendString(append(b, `,"name":`...), f.Name)
	b = appendSome(b, `,"subject":`, f.Subject)
	b = appendString(append(b, `,"severity":`...), f.Severity.String())
	b = appendString(append(b, `,"verdict":`...), f.Verdict.String())
	k.opening = append(b, `,"message":`...)

	b = append(k.reference[:0], `,"source":{`...)
	from := len(b)
	b = appendSome(b, `,"document":`, f.Source.Document)
	b = appendSome(b, `,"section":`, f.Source.Section)
	b = appendSome(b, `,"basis":`, f.Source.Basis)
	k.reference = append(withoutComma(b, from), '}')
}

// append appends a finding.
func (w *findingWriter) append(b []byte, f *rules.Finding) []byte {
	k := w.kind(f)
	b = appendString(append(b, k.opening...), f.Message)
	if f.File != w.file || w.place == nil {
		w.file, w.place = f.File, appendString(append(w.place[:0], `,"file":`...), f.File)
	}
	b = append(b, w.place...)
	b = appendNumber(b, `,"frame":`, f.Frame)
	b = appendNumbers(b, `,"frames":[`, f.Frames)
	b = appendNumber(b, `,"line":`, f.Line)
	b = appendPointer(b, `,"offset":`, f.Offset)
	b = appendSome(b, `,"time":`, f.Time)
	b = appendPointer(b, `,"stream":`, f.Stream)
	b = appendNumbers(b, `,"vlan":[`, f.VLAN)
	b = appendSome(b, `,"src":`, f.Src)
	b = appendSome(b, `,"dst":`, f.Dst)
	b = appendSome(b, `,"direction":`, f.Direction)
	b = appendSome(b, `,"call_id":`, f.CallID)
	b = appendSome(b, `,"request_id":`, f.RequestID)
	b = appendSome(b, `,"port":`, f.Port)
	b = appendNumber(b, `,"xml_line":`, f.XMLLine)
	b = appendNumber(b, `,"xml_column":`, f.XMLColumn)
	b = appendSome(b, `,"evidence":`, f.Evidence)
	if len(f.Expected) > 0 {
		b = append(b, `,"expected":[`...)
		for _, e := range f.Expected {
			b = append(appendString(b, e), ',')
		}
		b[len(b)-1] = ']'
	}
	if f.Actual != nil {
		b = appendString(append(b, `,"actual":`...), *f.Actual)
	}
	b = appendSome(b, `,"hint":`, f.Hint)
	if len(f.Related) > 0 {
		b = append(b, `,"related":[`...)
		for i := range f.Related {
			b = append(appendRelated(b, &f.Related[i]), ',')
		}
		b[len(b)-1] = ']'
	}
	b = append(b, k.reference...)
	b = appendSome(b, `,"filter":`, f.Filter)
	b = appendString(append(b, `,"fingerprint":`...), f.Fingerprint)
	b = appendSome(b, `,"suppressed":`, f.Suppressed)
	return append(b, '}')
}

func appendRelated(b []byte, r *rules.Related) []byte {
	b = append(b, '{')
	from := len(b)
	b = appendSome(b, `,"file":`, r.File)
	b = appendNumber(b, `,"frame":`, r.Frame)
	b = appendNumber(b, `,"line":`, r.Line)
	b = appendPointer(b, `,"offset":`, r.Offset)
	b = appendSome(b, `,"time":`, r.Time)
	b = appendSome(b, `,"note":`, r.Note)
	return append(withoutComma(b, from), '}')
}

// withoutComma takes away the comma in front of an object's first member.
func withoutComma(b []byte, from int) []byte {
	if from == len(b) {
		return b
	}
	return slices.Delete(b, from, from+1)
}

// appendSome appends a member, whose key stands with all that is around it, and leaves
// out what is empty; appendNumber leaves out what is 0.
func appendSome(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(append(b, key...), value)
}

func appendNumber(b []byte, key string, value int) []byte {
	if value == 0 {
		return b
	}
	return strconv.AppendInt(append(b, key...), int64(value), 10)
}

func appendPointer[N int | int64](b []byte, key string, value *N) []byte {
	if value == nil {
		return b
	}
	return strconv.AppendInt(append(b, key...), int64(*value), 10)
}

func appendNumbers[N int | uint16](b []byte, key string, values []N) []byte {
	if len(values) == 0 {
		return b
	}
	b = append(b, key...)
	for _, v := range values {
		b = append(strconv.AppendInt(b, int64(v), 10), ',')
	}
	b[len(b)-1] = ']'
	return b
}
