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
	faults := []trace.Fault{{Code: "XML004", Whole: body, Span: trace.Span{Start: 0, End: 9}}, {Code: "MSG001"}}
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
		kept := append(own.Faults, own.Versioned...)[0].Whole
		if len(kept) == 0 || len(kept) > 2000 || string(kept) != before[:len(kept)] {
			t.Errorf("%s: the clone has %.100q, %d bytes", name, kept, len(kept))
		}
		if small := of([]trace.Fault{{}, {}}, nil).Size(); bare != 0 || own.Size() != small+len(kept) {
			t.Errorf("%s: size %d, want %d and %d", name, own.Size(), small, len(kept))
		}
		copy(body, before)
	}
}
