package rules

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// A register holds what a map would.
func TestRegister(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	r, want := newRegister(), map[subjectID]*subject{}
	id := func() subjectID {
		return subjectID{connection: int64(random.IntN(4)), group: random.IntN(3), key: makeKey(fmt.Append(nil, random.IntN(400)))}
	}
	most := 0
	for step := range 200_000 {
		at := id()
		if got := r.find(at.connection, at.group, &at.key); got != want[at] {
			t.Fatalf("step %d: found %v, want %v", step, got, want[at])
		}
		grow := step/40_000%2 == 0
		switch s := want[at]; {
		case s == nil && (grow || random.IntN(4) == 0):
			s = &subject{id: at}
			want[at] = s
			r.add(s)
		case s != nil && (!grow || random.IntN(4) == 0):
			delete(want, at)
			r.remove(s)
		}
		if r.count != len(want) {
			t.Fatalf("step %d: %d are counted, %d are there", step, r.count, len(want))
		}
		most = max(most, r.count)
	}
	if most < 3000 || len(r.entries)*16 > most*48 {
		t.Errorf("%d entries for %d subjects at most", len(r.entries), most)
	}
	for at, s := range want {
		if r.find(at.connection, at.group, &at.key) != s {
			t.Errorf("%v is lost", at)
		}
	}
}
