package store

import (
	"fmt"
	"testing"
)

// Every key that was evicted is in the filter, and few others are taken for one.
func TestFilter(t *testing.T) {
	const keys, constraints = 65_000, 3
	f := filter{blocks: make([]block, filterBytes(Limit)/len(block{})/8)}
	sum := func(i int) uint64 { return sumOf(fmt.Appendf(nil, "%07d%d0a011b%02x-%08x", i%7, i%2, i%40, i)) }
	for i := range keys {
		for k := range constraints {
			f.add(sum(i), k)
		}
	}
	wrong := 0
	for i := range 2 * keys {
		for k := range 2 * constraints {
			is, has := i < keys && k < constraints, f.has(sum(i), k)
			if is && !has {
				t.Fatalf("key %d of constraint %d is not in the filter", i, k)
			}
			if !is && has {
				wrong++
			}
		}
	}
	if most := 2 * keys * 2 * constraints / 100; wrong > most {
		t.Errorf("%d are taken for evicted, expected at most %d", wrong, most)
	}
}
