package trace

import "time"

// Instant is a time in UTC as packets have it: a time.Time without its pointer, for
// those who keep many. The zero Instant is the zero time.
type Instant struct {
	seconds     int64 // since the beginning of year 1
	nanoseconds int32
}

// yearOne is how many seconds 1970 is behind the beginning of year 1.
const yearOne = 62135596800

// UnixInstant is the Instant that time.Unix would give.
func UnixInstant(seconds, nanoseconds int64) Instant {
	if uint64(nanoseconds) >= uint64(time.Second) {
		return InstantOf(time.Unix(seconds, nanoseconds))
	}
	return Instant{seconds + yearOne, int32(nanoseconds)}
}

// InstantOf is the Instant of a time.
func InstantOf(t time.Time) Instant { return Instant{t.Unix() + yearOne, int32(t.Nanosecond())} }

// Time gives the Instant as a time in UTC.
func (i Instant) Time() time.Time {
	return time.Unix(i.seconds-yearOne, int64(i.nanoseconds)).UTC()
}

// Sub gives how long i is behind j, as time.Time.Sub does.
func (i Instant) Sub(j Instant) time.Duration { return i.Time().Sub(j.Time()) }

// IsZero tells the zero Instant.
func (i Instant) IsZero() bool { return i == Instant{} }
