package tcp

import (
	"math/rand/v2"
	"slices"
	"testing"
)

type connUsed struct {
	use
	name int
}

func (c *connUsed) lastUse() *use { return &c.use }

// The idlest must be the one that a list would have in front to whose end goes what is
// used, whatever is added, used and removed in between.
func TestIdlestIsTheFirstOfAList(t *testing.T) {
	for trial := range uint64(200) {
		random := rand.New(rand.NewPCG(trial, 3))
		var q idlest[*connUsed]
		var list []*connUsed
		clock := uint64(0)
		for name := range 500 {
			clock++
			switch n := random.IntN(10); {
			case n < 3 || len(list) == 0:
				b := &connUsed{use: use{last: clock}, name: name}
				q.add(b)
				list = append(list, b)
			case n < 8:
				i := random.IntN(len(list))
				b := list[i]
				b.last = clock
				list = append(slices.Delete(list, i, i+1), b)
			case n < 9:
				i := random.IntN(len(list))
				q.remove(list[i])
				list = slices.Delete(list, i, i+1)
			default:
				if got := q.first(); got != list[0] {
					t.Fatalf("trial %d: the idlest is %d, want %d", trial, got.name, list[0].name)
				}
				q.remove(list[0])
				list = list[1:]
			}
			if q.len() != len(list) {
				t.Fatalf("trial %d: %d are there, want %d", trial, q.len(), len(list))
			}
		}
		if !slices.Equal(q.inOrder(), list) {
			t.Fatalf("trial %d: the order is another", trial)
		}
	}
}
