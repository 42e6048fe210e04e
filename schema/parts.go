package schema

// The parts of documents with known markup, of which only the values have to be read.

import (
	"encoding/binary"
	"iter"
	"maps"

	"ivrcheck/schema/internal/mask"
	"ivrcheck/schema/internal/template"
	"ivrcheck/trace"
)

// plannedPartBytes is the estimated cost of a plannedPart in bytes.
const plannedPartBytes = 64

// plans are the parts of documents with a layout, by their number of values.
type plans map[int][]plannedPart

// PartsChecked is Parts for the last document of Check, unless it is Partial.
func (k *Checker) PartsChecked(u *trace.Unit) []Part {
	if k.recognised != nil && !u.Partial {
		if parts, known := k.plannedParts(u.Body, k.recognised); known {
			return parts
		}
	}
	return k.Parts(u)
}

// plannedParts returns the parts of the document that the scanner has begun, if there is a plan for its layout.
func (k *Checker) plannedParts(body []byte, layout *template.Layout) (parts []Part, known bool) {
	if layout == nil || k.scanner.Fault != nil {
		return nil, false
	}
	plans, _ := layout.Plan().(plans)
	plan, known := plans[k.scanner.Values()]
	if !known {
		return nil, false
	}
	parts = k.parts[:0]
	for i := range plan {
		p := &plan[i]
		if p.number == 0 {
			parts = append(parts, Part{Span: trace.Span{Start: k.scanner.At(p.start), End: k.scanner.At(p.end)}, Kind: p.kind})
			continue
		}
		start, end, literal := k.scanner.Place(p.number)
		if !literal {
			start = k.scanner.At(p.start)
		}
		if kind, is := p.value.Kind(body[start:end], literal); is {
			parts = append(parts, Part{Span: trace.Span{Start: start, End: end}, Kind: kind})
		}
	}
	k.parts = parts
	return parts, true
}

// learnParts stores the parts of the last parsed document, if it has a layout.
func (k *Checker) learnParts(parts []Part) {
	if !k.scanned || k.layout == nil {
		return
	}
	known, _ := k.layout.Plan().(plans)
	if known[k.scanner.Values()] != nil || !k.learned.layouts.HasRoom() {
		return
	}
	k.scanner.Numbers()
	holes := k.scanner.Holes()
	values, ok := k.mask.Values(holes)
	if !ok {
		return
	}
	var plan []plannedPart
	n := 0
	for i := 0; i < len(parts) || n < len(holes); {
		switch {
		case n < len(holes) && (i == len(parts) || parts[i].Start >= holes[n].Start):
			for i < len(parts) && parts[i].Start < holes[n].End {
				i++
			}
			plan = append(plan, plannedPart{number: uint16(n + 1), value: values[n], start: k.scanner.Spot(int32(holes[n].Start))})
			n++
		default:
			plan = append(plan, plannedPart{kind: parts[i].Kind, start: k.scanner.Spot(int32(parts[i].Start)), end: k.scanner.Spot(int32(parts[i].End))})
			i++
		}
	}
	known = maps.Clone(known) // others read it
	if known == nil {
		known = plans{}
	}
	known[k.scanner.Values()] = plan
	k.layout.SetPlan(known)
	k.learned.layouts.Grow(plannedPartBytes * len(plan))
}

// Parts is a compact list of parts, in order.
type Parts []byte

// partKindBits is the number of bits for the kind of a part.
const partKindBits = 3

// Append appends to an empty list.
func (list Parts) Append(parts []Part) Parts {
	at := 0
	for _, p := range parts {
		list = binary.AppendUvarint(list, uint64(p.Start-at))
		list = binary.AppendUvarint(list, uint64(p.End-p.Start)<<partKindBits|uint64(p.Kind))
		at = p.Start
	}
	return list
}

// All returns the parts of the list.
func (list Parts) All() iter.Seq[Part] {
	return func(yield func(Part) bool) {
		at := 0
		for b := list; len(b) > 0; {
			gap, n := binary.Uvarint(b)
			size, m := binary.Uvarint(b[n:])
			b = b[n+m:]
			at += int(gap)
			end := at + int(size>>partKindBits)
			if !yield(Part{Span: trace.Span{Start: at, End: end}, Kind: mask.PartKind(size & (1<<partKindBits - 1))}) {
				return
			}
		}
	}
}
