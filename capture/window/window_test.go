package window

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// Reads of any length, after a Peek or not, give all bytes in their order, and the error after them.
func TestRead(t *testing.T) {
	in := make([]byte, 5*Size+17)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range in {
		in[i] = byte(random.Uint32())
	}
	failed := errors.New("failed")
	for name, r := range map[string]func(io.Reader) io.Reader{
		"whole":          func(r io.Reader) io.Reader { return r },
		"halves":         iotest.HalfReader,
		"error with end": iotest.DataErrReader,
	} {
		for i, size := range []int{1 << 10, Size / 2, Size / 2, Size, Size, 3 * Size} {
			w := New(r(io.MultiReader(bytes.NewReader(in), iotest.ErrReader(failed))))
			var got []byte
			p := make([]byte, size)
			var err error
			for err == nil {
				var n int
				if head, _ := w.Peek(random.IntN(1 + 2*(i%2))); !bytes.HasPrefix(in[len(got):], head) {
					t.Fatalf("%s, %d: other bytes are peeked at %d", name, size, len(got))
				}
				if n, err = w.Read(p); w.Passed() != int64(len(got)+n) || n == 0 && err == nil {
					t.Fatalf("%s, %d: %d bytes passed after a read of %d, want %d", name, size, w.Passed(), n, len(got)+n)
				}
				got = append(got, p[:n]...)
			}
			if !bytes.Equal(got, in) || !errors.Is(err, failed) || !errors.Is(w.Failed(), failed) {
				t.Errorf("%s, %d: %d bytes and %v, want %d and %v", name, size, len(got), err, len(in), failed)
			}
		}
	}
}
