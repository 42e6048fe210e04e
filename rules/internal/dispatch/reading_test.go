package dispatch

import (
	"slices"
	"testing"

	"ivrcheck/rules/internal/program"
)

// Readings that are remembered are those that are worked out, for all that events may satisfy, whatever keys
// they have; only so many are remembered.
func TestRememberedReadings(t *testing.T) {
	template := mustParse("response")
	pl := &Plan{Call: -1, both: -1, keys: make([]keyParts, 2)}
	for i := range 6 {
		r := &Role{Constraint: &program.Constraint{Index: i, Declare: template, Scope: -1, Group: i % 2}, Key: i % 2, pair: -1}
		r.tested = []conditional{{part: when, from: program.IVR, condition: i, exact: true}, {part: then, from: program.Server, condition: (i + 1) % 6}}
		r.prepare()
		pl.Roles = append(pl.Roles, r)
	}
	for range 2 {
		for satisfied := range uint64(64) {
			for _, keys := range [][]string{{"a", "b"}, {"a", ""}, {"", "b"}, {"", ""}} {
				for from := program.IVR; from <= program.Both; from++ {
					for _, passed := range []uint64{satisfied, satisfied & 0x15} {
						read := func(off bool) []Reading {
							control.Off = off
							defer func() { control.Off = false }()
							ev := Event{Plan: pl, Keys: keys, meant: []uint64{satisfied}, passed: []uint64{passed}}
							return ev.Readings(from)
						}
						if got, want := read(false), read(true); !slices.Equal(got, want) {
							t.Fatalf("%b, %b passed, keys %q, from %d: %v, want %v", satisfied, passed, keys, from, got, want)
						}
					}
				}
			}
		}
	}
	if n := len(*pl.variants.known.Load()); n != mostVariants {
		t.Errorf("%d signatures are remembered", n)
	}
}
