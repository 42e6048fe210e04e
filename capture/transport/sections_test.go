package transport

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// At gives the same results as a new Sections, at any offset and however the stream is cut.
func TestSections(t *testing.T) {
	pieces := []string{"<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<?xml", "-", "]", "?", ">", "a", "<"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var b []byte
		for range rng.IntN(30) {
			b = append(b, pieces[rng.IntN(len(pieces))]...)
		}
		var s Sections
		arrived := 0
		for range 40 {
			arrived += rng.IntN(len(b) - arrived + 1)
			pos := rng.IntN(arrived + 1)
			if rng.IntN(3) > 0 {
				pos = max(pos, bytes.IndexByte(b[:arrived], '<'))
			}
			n, a := s.At(int64(pos), b[pos:arrived])
			if wantN, want := new(Sections).At(int64(pos), b[pos:arrived]); n != wantN || a != want {
				t.Fatalf("%q, of which %d bytes have arrived, at %d: %d, %v; expected %d, %v", b, arrived, pos, n, a, wantN, want)
			}
		}
	}
}

// A section that does not end is searched for its end once, not for each start within it.
func TestSectionsAreSearchedOnce(t *testing.T) {
	b := []byte(strings.Repeat("<?", 1<<20))
	var s Sections
	if _, a := s.At(0, b); a != NeedMore {
		t.Fatal(a)
	}
	if got, want := s.absent[2].to, int64(len(b)-1); got != want {
		t.Fatalf("no end begins before %d, expected %d", got, want)
	}
	// An end within what was searched is not seen.
	copy(b[1000:], "?>")
	if _, a := s.At(10, b[10:]); a != NeedMore {
		t.Error(a)
	}
}
