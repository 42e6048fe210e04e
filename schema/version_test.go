package schema

import (
	"testing"

	"ivrcheck/trace"
)

func TestVersionsAreNumbers(t *testing.T) {
	for _, test := range []struct {
		older, newer string
	}{{"2.0", "3.0"}, {"2", "3.0"}, {"2.9", "3"}, {"3.0", "3.0.1"}, {"9.0", "10.0"}, {" 2.10 ", "2.11"}} {
		older, ok1 := ParseVersion(test.older)
		newer, ok2 := ParseVersion(test.newer)
		if !ok1 || !ok2 || !older.Below(newer) || newer.Below(older) {
			t.Errorf("%q is not below %q", test.older, test.newer)
		}
	}
	three, _ := ParseVersion("3")
	same, _ := ParseVersion("3.0")
	if three.Below(same) || same.Below(three) {
		t.Error("3 is not 3.0")
	}
	for _, text := range []string{"", "v3", "3.", "3.x", "-3", "99999999999999999999", "3,0"} {
		if v, ok := ParseVersion(text); ok {
			t.Errorf("%q is taken for version %v", text, v)
		}
	}
}

// A parameter that older versions lack is no fault of the message alone; what
// it may be has a place all the same.
func TestVersionedParameters(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	m, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(doc(`<CallInfoResp FirstHomeLocation="a"/>`))})
	if len(faults) != 0 || len(m.Versioned) != 1 {
		t.Fatalf("faults %v, versioned %v", faults, m.Versioned)
	}
	if f := m.Versioned[0]; f.Since != "3.0" || f.Subject != "CallInfoResp.FirstHomeLocation" || f.Column == 0 {
		t.Errorf("got %+v", f)
	}
	if m, _ := k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(doc(`<CallInfoResp ANI="1"/>`))}); len(m.Versioned) != 0 {
		t.Errorf("got %v", m.Versioned)
	}
}
