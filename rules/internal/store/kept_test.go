package store

import (
	"testing"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// Most of a copy is its head. Those without one are kept for long, in memory of their own.
func TestCopiesWithoutHeadTakeNoMemoryOfOthers(t *testing.T) {
	s := New()
	r := &dispatch.Record{CallID: "7", Body: []byte("<R><C>7</C><M/></R>"), At: trace.Span{Start: 11, End: 15}}
	whole := s.Keep(r, r.Head())
	if string(whole.Head()) != string(r.Head()) || len(r.Head()) == 0 {
		t.Errorf("head %q, want %q", whole.Head(), r.Head())
	}
	s.Release(whole)
	bare := s.Keep(r, nil)
	if bare == whole || len(bare.Head()) != 0 {
		t.Errorf("a copy without a head has the memory of one with the head %q", bare.Head())
	}
	if s.Keep(r, r.Head()) != whole {
		t.Error("the memory of a copy is not used again")
	}
	before := s.Held()
	s.KeepHead(bare, r.Head())
	if string(bare.Head()) != string(r.Head()) || s.Held() != before+len(r.Head()) {
		t.Errorf("head %q for %d bytes", bare.Head(), s.Held()-before)
	}
	s.Release(bare)
	if s.Keep(r, nil) != bare {
		t.Error("the memory of a copy without a head is not used again")
	}
}
