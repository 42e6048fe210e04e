package dispatch

import (
	"bytes"
	"testing"

	"ivrcheck/trace"
)

// A clone keeps what its faults quote when the bytes of the unit are used again, and its size counts that.
func TestCloneOwnsWhatFaultsQuote(t *testing.T) {
	body := append([]byte("<GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>"), bytes.Repeat([]byte(" "), 5000)...)
	before := string(body)
	faults := []trace.Fault{{Code: "XML004", Whole: body, Span: trace.Span{Start: 0, End: 9}}, {Code: "MSG001"}, {Code: "MSG018", Whole: body, Span: trace.Span{Start: 40, End: 50}}}
	of := func(now, versioned []trace.Fault) *Event {
		ev := new(Event)
		ev.Reset(&trace.Unit{Body: body})
		ev.Faults, ev.Versioned = now, versioned
		return ev
	}
	for name, ev := range map[string]*Event{"faults": of(faults, nil), "versioned": of(nil, faults)} {
		own, bare := ev.Clone(), ev.Size()-of(faults, nil).Size()
		for i := range body {
			body[i] = '?'
		}
		all := append(own.Faults, own.Versioned...)
		first, kept := all[0].Whole, all[2].Whole
		if len(first) == 0 || len(kept) <= len(first) || len(kept) > 2000 || string(first) != before[:len(first)] || string(kept) != before[:len(kept)] || all[1].Whole != nil {
			t.Errorf("%s: the clone has %.100q and %.100q, %d bytes", name, first, kept, len(kept))
		}
		if &first[0] != &kept[0] {
			t.Errorf("%s: the clone has two copies", name)
		}
		if small := of([]trace.Fault{{}, {}, {}}, nil).Size(); bare != 0 || own.Size() != small+len(kept) {
			t.Errorf("%s: size %d, want %d and %d", name, own.Size(), small, len(kept))
		}
		copy(body, before)
	}
}
