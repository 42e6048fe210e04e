package schema

// The parts of documents whose markup is known: only values have to be looked at.

import (
	"ivrcheck/schema/internal/template"
	"ivrcheck/trace"
)

// plannedPartBytes is the estimated cost of a plannedPart in bytes.
const plannedPartBytes = 64

// knownParts returns the parts of a document if its layout is known.
func (k *Checker) knownParts(body []byte) (parts []Part, known bool) {
	if k.options.Libxml2 {
		return nil, false
	}
	k.begin(body)
	layout := k.scanner.Begin(body, true)
	if layout == nil || k.scanner.Fault != nil {
		return nil, false
	}
	plan, known := k.learned.plan(layout)
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
	return parts, known
}

// learnParts notes the parts of the document that was parsed last, if it has a layout.
func (k *Checker) learnParts(parts []Part) {
	if !k.scanned || k.layout == nil {
		return
	}
	if _, known := k.learned.plan(k.layout); known {
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
	k.learned.addPlan(k.layout, plan)
}

// plan returns the plan of the parts of documents with a layout, if it is known.
func (l *learned) plan(layout *template.Layout) (plan []plannedPart, known bool) {
	l.lock.Lock()
	defer l.lock.Unlock()
	if l.plansEmptied != l.layouts.Emptied() {
		return nil, false
	}
	plan, known = l.plans[layout]
	return plan, known
}

// addPlan adds the plan of a layout. Plans are dropped with the layouts.
func (l *learned) addPlan(layout *template.Layout, plan []plannedPart) {
	l.lock.Lock()
	defer l.lock.Unlock()
	if emptied := l.layouts.Emptied(); l.plans == nil || l.plansEmptied != emptied {
		l.plans, l.plansEmptied = map[*template.Layout][]plannedPart{}, emptied
	}
	if _, known := l.plans[layout]; !known {
		l.plans[layout] = plan
		l.layouts.Grow(plannedPartBytes * len(plan))
	}
}
