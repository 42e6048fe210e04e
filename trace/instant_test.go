package trace

import (
	"math"
	"testing"
	"time"
)

// An Instant is the time that it was made of, to the bit, whatever a file says.
func TestInstant(t *testing.T) {
	for _, seconds := range []int64{0, 1, -1, 1_700_000_000, math.MaxUint32, -yearOne, -yearOne - 1,
		math.MaxInt64, math.MinInt64, math.MaxInt64 - yearOne, math.MaxInt64 - yearOne + 1} {
		for _, nanoseconds := range []int64{0, 1, 999_999_999, 1_000_000_000, 4_294_967_295_000, -1, math.MinInt64, math.MaxInt64} {
			want := time.Unix(seconds, nanoseconds).UTC()
			i := UnixInstant(seconds, nanoseconds)
			if got := i.Time(); got != want {
				t.Errorf("%d s %d ns: %v, want %v", seconds, nanoseconds, got, want)
			}
			if InstantOf(want) != i {
				t.Errorf("%d s %d ns: the Instant of its time is another", seconds, nanoseconds)
			}
			if i.IsZero() != want.IsZero() {
				t.Errorf("%d s %d ns: zero is %v, want %v", seconds, nanoseconds, i.IsZero(), want.IsZero())
			}
			at := time.Unix(1_700_000_000, 5)
			if got, want := i.Sub(InstantOf(at)), want.Sub(at); got != want {
				t.Errorf("%d s %d ns: %v apart, want %v", seconds, nanoseconds, got, want)
			}
		}
	}
	if zero := (Instant{}).Time(); zero != (time.Time{}) || !InstantOf(time.Time{}).IsZero() {
		t.Errorf("the zero Instant is %#v", zero)
	}
}
