package schema

import (
	"slices"
	"testing"
)

// Every fault about a parameter is among those that the catalogue says it may
// have, and each of these is met.
func TestFaultsOfAParameterAreAmongItsCodes(t *testing.T) {
	met := map[string]bool{}
	for _, s := range samples(10) {
		for i := range s.faults {
			f := &s.faults[i]
			p := s.parameter(f)
			if p == nil || f.Code == "MSG005" || f.Code == "MSG013" || f.Code == "MSG014" {
				continue // about what is not known, or about an item of a list
			}
			met[f.Code] = true
			if !slices.Contains(p.Codes(), f.Code) {
				t.Errorf("%s is found at %s, whose codes are %v\n%s", f.Code, f.Subject, p.Codes(), s.body)
			}
		}
	}
	for _, code := range []string{"MSG003", "MSG004", "MSG006", "MSG007", "MSG008", "MSG012", "MSG015", "MSG016", "MSG017"} {
		if !met[code] {
			t.Errorf("no sample has %s", code)
		}
	}
}
