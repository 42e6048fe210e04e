package trace

import "time"

// Instant is a time in UTC: a time.Time without its pointer, to save memory. The
// zero Instant is the zero time.
type Instant struct {
	seconds     int64 // since the beginning of year 1
	nanoseconds int32
}

// yearOne is the number of seconds from the beginning of year 1 to 1970.
const yearOne = 62135596800

// UnixInstant returns the Instant of time.Unix(seconds, nanoseconds).
func UnixInstant(seconds, nanoseconds int64) Instant {
	if uint64(nanoseconds) >= uint64(time.Second) {
		return InstantOf(time.Unix(seconds, nanoseconds))
	}
	return Instant{seconds + yearOne, int32(nanoseconds)}
}

// InstantOf returns the Instant of a time.
func InstantOf(t time.Time) Instant { return Instant{t.Unix() + yearOne, int32(t.Nanosecond())} }

// Time returns the Instant as a time in UTC.
func (i Instant) Time() time.Time {
	return time.Unix(i.seconds-yearOne, int64(i.nanoseconds)).UTC()
}

// Sub returns the duration i-j, like time.Time.Sub.
func (i Instant) Sub(j Instant) time.Duration { return i.Time().Sub(j.Time()) }

// Before reports whether i is before j.
func (i Instant) Before(j Instant) bool {
	return i.seconds < j.seconds || i.seconds == j.seconds && i.nanoseconds < j.nanoseconds
}

// IsZero reports whether i is the zero Instant.
func (i Instant) IsZero() bool { return i == Instant{} }
