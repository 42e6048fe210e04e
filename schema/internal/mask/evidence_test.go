package mask

import (
	"strings"
	"testing"
)

// Every byte ends what is printable or does not, whatever stands around it.
func TestPrintablePrefix(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			for _, around := range []string{" ", "!", "~", "a"} {
				s := strings.Repeat(around, at) + string([]byte{byte(c)}) + strings.Repeat(around, 20-at)
				want := at
				if c >= ' ' && c < 0x7f {
					want = len(s)
				}
				if got := printablePrefix([]byte(s)); got != want {
					t.Fatalf("%q: %d, expected %d", s, got, want)
				}
			}
		}
	}
}
