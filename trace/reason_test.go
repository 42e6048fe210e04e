package trace

import "testing"

func TestReasonsHaveTexts(t *testing.T) {
	seen := map[string]Reason{}
	for r := NoReason + 1; int(r) < len(reasons); r++ {
		if other, twice := seen[r.String()]; r.String() == "" || twice {
			t.Errorf("reason %d has the text %q, which is empty or that of reason %d", r, r, other)
		}
		seen[r.String()] = r
	}
}

func TestDoubtNamesThePlace(t *testing.T) {
	for _, tc := range []struct {
		doubt Doubt
		want  string
	}{
		{Doubt{Reason: InputEnds, Place: Place{Frame: 7}}, "the input ends first"},
		{Doubt{Reason: BytesMissing, Place: Place{Frame: 7}}, "bytes are missing (frame 7)"},
		{Doubt{Reason: BytesMissing, Place: Place{Line: 8, Offset: 9}}, "bytes are missing (line 8)"},
		{Doubt{Reason: BytesMissing, Place: Place{Offset: 9}}, "bytes are missing (byte 9)"},
	} {
		if got := string(tc.doubt.AppendTo(nil)); got != tc.want {
			t.Errorf("%+v reads %q, want %q", tc.doubt, got, tc.want)
		}
	}
}
