package cli

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// The first collection waits until the heap has some size; afterwards the heap grows as always.
func TestFirstCollectionIsDelayed(t *testing.T) {
	percent := func() int {
		now := debug.SetGCPercent(-1)
		debug.SetGCPercent(now)
		return now
	}
	before := percent()
	defer debug.SetGCPercent(before)
	delayCollection()
	if got := percent(); got != 800 {
		t.Errorf("GOGC is %d before the first collection", got)
	}
	for range 1000 {
		runtime.GC()
		runtime.Gosched()
		if percent() == before {
			return
		}
	}
	t.Errorf("GOGC is still %d after many collections, want %d", percent(), before)
}
