package tcp

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// A history holds what came last, as far as it follows without a hole, whatever comes in
// pieces of whatever length.
func TestHistory(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 9))
		table := NewTable(nil)
		var y history
		var stream []byte // as it was sent, its holes included
		since := 0        // where the last hole ends
		for range 300 {
			if random.IntN(25) == 0 {
				stream = append(stream, make([]byte, 1+random.IntN(5000))...)
				since = len(stream)
			}
			piece := make([]byte, 1+random.IntN([]int{20, 2000, 3 * maxHistory / 2}[random.IntN(3)]))
			for i := range piece {
				piece[i] = byte(random.Uint32())
			}
			stream = append(stream, piece...)
			y.add(table, int64(len(stream)), piece)
			if want := max(since, len(stream)-maxHistory); y.end != int64(len(stream)) || y.start != int64(want) {
				t.Fatalf("seed %d: from %d to %d, want from %d to %d", seed, y.start, y.end, want, len(stream))
			}
			for at := y.start; at < y.end; {
				got := y.from(at)
				if len(got) == 0 || !bytes.Equal(got, stream[at:at+int64(len(got))]) {
					t.Fatalf("seed %d: at %d of %d to %d are other bytes", seed, at, y.start, y.end)
				}
				at += int64(len(got))
			}
		}
	}
}
