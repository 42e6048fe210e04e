package tcp

import (
	"bytes"
	"crypto/subtle"
	"math/rand/v2"
	"testing"
)

// A retransmission is compared with what came last of its direction, as far as that follows
// without a hole, whatever comes in pieces of whatever length, of however many directions.
func TestHistory(t *testing.T) {
	type direction struct {
		stream []byte // as it was sent, its holes included
		since  int    // where the last hole ends
		pieces []int  // where those after it begin
		last   int64
	}
	seeds := uint64(60)
	if testing.Short() {
		seeds = 8
	}
	ones := bytes.Repeat([]byte{0xff}, 4*maxHistory)
	for seed := range seeds {
		random, content := rand.New(rand.NewPCG(seed, 9)), rand.NewChaCha8([32]byte{byte(seed)})
		var y history
		directions := make([]direction, 1+random.IntN(40))
		if seed%4 == 0 { // alone, it loses nothing to others
			directions = directions[:1]
		}
		lengths, most := []int{20, 2000, 3 * maxHistory / 2}, 25 // of pieces, and of those without a hole between
		if seed%8 == 4 {                                         // maxHops runs are shorter than maxHistory
			lengths, most = lengths[:1], 1000
		}
		for range 2000 {
			d := &directions[random.IntN(len(directions))]
			if random.IntN(most) == 0 {
				d.stream = append(d.stream, make([]byte, 1+random.IntN(5000))...)
				d.since, d.last, d.pieces = len(d.stream), 0, nil
			}
			piece := make([]byte, 1+random.IntN(lengths[random.IntN(len(lengths))]))
			_, _ = content.Read(piece)
			d.pieces = append(d.pieces, len(d.stream))
			if len(piece) > maxHistory { // only its end is kept
				d.pieces = []int{len(d.stream) + len(piece) - maxHistory}
			}
			d.stream = append(d.stream, piece...)
			end := int64(len(d.stream))
			d.last = y.add(d.last, end, piece)
			if len(y.ring) > maxHistoryTotal {
				t.Fatalf("seed %d: the ring has %d bytes", seed, len(y.ring))
			}

			// Every byte of the second copy is another one.
			first := max(d.since, len(d.stream)-2*maxHistory)
			other := make([]byte, len(d.stream)-first)
			subtle.XORBytes(other, d.stream[first:], ones)
			var c Conflict
			y.compare(d.last, held{start: int64(first), end: end, data: other}, end, &c)
			from := max(d.since, len(d.stream)-maxHistory)
			if n := len(d.pieces); n > maxHops {
				from = max(from, d.pieces[n-maxHops])
			}
			from = max(from, d.pieces[0])
			if most := len(d.stream) - from; c.Bytes != most && len(directions) == 1 || c.Bytes > most || c.Bytes < len(piece) && c.Bytes < maxHistory || c.Offset != end-int64(c.Bytes) {
				t.Fatalf("seed %d: %d bytes from %d differ, want %d from %d", seed, c.Bytes, c.Offset, most, from)
			}
			c = Conflict{}
			y.compare(d.last, held{start: int64(first), end: end, data: d.stream[first:]}, end, &c)
			if c.Bytes > 0 {
				t.Fatalf("seed %d: %d bytes of the same differ", seed, c.Bytes)
			}
		}
	}
}
