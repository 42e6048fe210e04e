// The time stamps at the beginnings of lines. Most of them are in the minute of
// the one before.

package textlog

import (
	"strings"
	"time"

	"ivrcheck/trace"
)

// stamps reads one stamp after the other.
type stamps struct {
	// text is the last one, if it is of the kind that is remembered: it has
	// seconds. They begin at second and the digits of their fraction, if there
	// is one, at fraction; the zone begins at zone.
	text                   []byte
	second, fraction, zone int
	// minute is the time less seconds and fraction, unit what the last digit of
	// the fraction counts.
	minute time.Time
	unit   time.Duration
	// written tells that the stamp's text belongs to it.
	written bool
	texts   strings.Builder
}

// at is stampAt for the beginning of a line.
func (r *stamps) at(b []byte) (s trace.Stamp, n int) {
	if n = len(r.text); n == 0 || !r.alike(b) {
		return r.parse(b)
	}
	seconds := int(b[r.second]-'0')*10 + int(b[r.second+1]-'0')
	fraction := 0
	for _, c := range b[r.fraction:r.zone] {
		fraction = fraction*10 + int(c-'0')
	}
	s.Time = r.minute.Add(time.Duration(seconds)*time.Second + time.Duration(fraction)*r.unit)
	if r.written {
		s.Text = r.string(b[:n])
	}
	return s, n
}

// string gives text as a string. Some in a row share their memory, but only a few:
// one that is kept for long keeps the others.
func (r *stamps) string(text []byte) string {
	const few = 16
	if r.texts.Cap()-r.texts.Len() < len(text) {
		r.texts.Reset()
		r.texts.Grow(few * len(text))
	}
	from := r.texts.Len()
	r.texts.Write(text)
	return r.texts.String()[from:]
}

// alike tells that b begins with a stamp of the minute of the last one, in the
// same form, and that it ends there: no zone and no year stands behind it.
func (r *stamps) alike(b []byte) bool {
	n := len(r.text)
	if len(b) < n+2 || string(b[:r.second]) != string(r.text[:r.second]) {
		return false
	}
	switch b[n] {
	case ' ':
		if c := b[n+1]; c == '+' || c == '-' || c == 'U' || c == 'G' {
			return false
		}
	case ']':
	default:
		return false
	}
	if b[r.second] > '5' || !isDigit(b[r.second]) || !isDigit(b[r.second+1]) {
		return false
	}
	if r.fraction < r.zone && b[r.fraction-1] != r.text[r.fraction-1] {
		return false
	}
	for _, c := range b[r.fraction:r.zone] {
		if !isDigit(c) {
			return false
		}
	}
	return r.zone == n || string(b[r.zone:n]) == string(r.text[r.zone:])
}

// parse reads a stamp with no regard to the one before, and remembers it.
func (r *stamps) parse(b []byte) (s trace.Stamp, n int) {
	p := parser{b: b}
	s, n = p.read(true)
	r.text = r.text[:0]
	// A month's name may have its year behind the clock.
	if n == 0 || p.secondAt == 0 || p.second > 59 || !isDigit(b[0]) || p.zoneAt-p.fractionAt > 9 {
		return s, n
	}
	r.text = append(r.text, b[:n]...)
	r.second, r.fraction, r.zone = p.secondAt, p.fractionAt, p.zoneAt
	r.minute = s.Time.Add(-time.Duration(p.second)*time.Second - time.Duration(p.nanos))
	r.unit = time.Second
	for range r.zone - r.fraction {
		r.unit /= 10
	}
	r.written = s.Text != ""
	return s, n
}

// clear tells that the last stamp does not look like the beginning of a message
// in hex: so many digits has only a fraction that is not remembered.
func (r *stamps) clear() bool { return len(r.text) > 0 }
