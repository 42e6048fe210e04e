// Time stamps as logs write them.

package textlog

import (
	"strings"
	"time"

	"ivrcheck/trace"
)

// findStamp gives the last time stamp in text. lineStart tells that text is
// the beginning of a line, where a bare number may be seconds or milliseconds
// since 1970; elsewhere it may be anything.
func findStamp(text []byte, lineStart bool) (s trace.Stamp, ok bool) {
	for i := 0; i < len(text); {
		c := text[i]
		if i > 0 && isWord(text[i-1]) || !isWord(c) {
			i++
			continue
		}
		if st, n := stampAt(text[i:], lineStart && leadIn(text[:i]) || i > 0 && text[i-1] == '@'); n > 0 && !glued(text, i) {
			s, ok = st, true
			i += n
			continue
		}
		for i++; i < len(text) && isWord(text[i]); i++ {
		}
	}
	return s, ok
}

// glued tells that what begins at i goes on from what stands before: the end
// of an address, a version, a number with a sign.
func glued(text []byte, i int) bool {
	return i > 1 && (text[i-1] == ':' || text[i-1] == '.' || text[i-1] == '-') && isWord(text[i-2])
}

// leadIn tells whether b is no more than what may stand before a stamp that
// begins a line.
func leadIn(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '[' && c != '(' && c != '@' && c != '"' {
			return false
		}
	}
	return true
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

// stampAt parses the stamp that b begins with; n is its length, 0 if there is
// none. epoch tells that a bare number may be one.
func stampAt(b []byte, epoch bool) (s trace.Stamp, n int) {
	p := parser{b: b}
	switch {
	case p.isoDate():
		if !p.oneOf("T t_") || !p.clock(false) {
			return s, 0
		}
		return p.stamp()
	case p.reset() && p.syslogDate():
		if !p.clock(true) {
			return s, 0
		}
		return p.stamp()
	case p.reset() && p.clock(true):
		p.year, p.month, p.day = 1, 1, 1
		return p.stamp()
	case epoch:
		return epochAt(b)
	}
	return s, 0
}

// parser reads a stamp from left to right.
type parser struct {
	b                           []byte
	at                          int
	year, month, day            int
	hour, minute, second, nanos int
	zone                        *time.Location
}

func (p *parser) reset() bool {
	*p = parser{b: p.b}
	return true
}

func (p *parser) number(digits, low, high int, into *int) bool {
	if len(p.b) < p.at+digits {
		return false
	}
	v := 0
	for _, c := range p.b[p.at : p.at+digits] {
		if c < '0' || c > '9' {
			return false
		}
		v = v*10 + int(c-'0')
	}
	if v < low || v > high {
		return false
	}
	*into = v
	p.at += digits
	return true
}

func (p *parser) oneOf(chars string) bool {
	if p.at < len(p.b) && strings.IndexByte(chars, p.b[p.at]) >= 0 {
		p.at++
		return true
	}
	return false
}

func (p *parser) digit() bool {
	return p.at < len(p.b) && p.b[p.at] >= '0' && p.b[p.at] <= '9'
}

// isoDate reads YYYY-MM-DD or YYYY/MM/DD.
func (p *parser) isoDate() bool {
	return p.number(4, 1900, 9999, &p.year) && p.oneOf("-/") && p.number(2, 1, 12, &p.month) &&
		p.oneOf("-/") && p.number(2, 1, 31, &p.day)
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// syslogDate reads Mon dd or Mon  d, and the blank behind it. The year is not
// told; a leap year stands in, so that every date exists.
func (p *parser) syslogDate() bool {
	if len(p.b) < 7 {
		return false
	}
	i := strings.Index(months, string(p.b[:3]))
	if i < 0 || i%3 != 0 {
		return false
	}
	p.year, p.month, p.at = 4, i/3+1, 3
	if !p.oneOf(" ") {
		return false
	}
	if p.oneOf(" ") {
		return p.number(1, 1, 9, &p.day) && p.oneOf(" ")
	}
	return p.number(2, 1, 31, &p.day) && p.oneOf(" ")
}

// clock reads HH:MM:SS, a fraction, and a zone. Seconds are due if there is no
// date to say that this is a time.
func (p *parser) clock(seconds bool) bool {
	if !p.number(2, 0, 23, &p.hour) || !p.oneOf(":") || !p.number(2, 0, 59, &p.minute) {
		return false
	}
	switch {
	case p.oneOf(":"):
		if !p.number(2, 0, 60, &p.second) {
			return false
		}
		p.fraction()
	case seconds:
		return false
	}
	if p.digit() || p.at < len(p.b) && p.b[p.at] == ':' {
		return false
	}
	p.readZone()
	return true
}

func (p *parser) fraction() {
	if p.at+1 >= len(p.b) || p.b[p.at] != '.' && p.b[p.at] != ',' || p.b[p.at+1] < '0' || p.b[p.at+1] > '9' {
		return
	}
	p.at++
	unit := 100_000_000
	for ; p.digit(); p.at++ {
		p.nanos += int(p.b[p.at]-'0') * unit
		unit /= 10
	}
}

// readZone reads Z, +hh, +hhmm or +hh:mm, also after a blank.
func (p *parser) readZone() {
	start := p.at
	if p.year > 0 && p.at+1 < len(p.b) && p.b[p.at] == ' ' && (p.b[p.at+1] == '+' || p.b[p.at+1] == '-') {
		p.at++
	}
	if p.oneOf("Zz") {
		if p.at == len(p.b) || !isWord(p.b[p.at]) {
			p.zone = time.UTC
			return
		}
		p.at = start
		return
	}
	if p.at >= len(p.b) || p.b[p.at] != '+' && p.b[p.at] != '-' {
		p.at = start
		return
	}
	sign := 1
	if p.b[p.at] == '-' {
		sign = -1
	}
	p.at++
	var h, m int
	if !p.number(2, 0, 14, &h) {
		p.at = start
		return
	}
	colon := p.at
	p.oneOf(":")
	if !p.number(2, 0, 59, &m) {
		p.at = colon
	}
	if p.digit() {
		p.at = start
		return
	}
	p.zone = time.FixedZone("", sign*(h*3600+m*60))
}

// stamp is what was read, as a Stamp.
func (p *parser) stamp() (s trace.Stamp, n int) {
	zone := p.zone
	if zone == nil || p.year == 1 || p.year == 4 {
		// Without a date a zone proves nothing.
		zone = time.UTC
		s.Text = string(p.b[:p.at])
	}
	s.Time = time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nanos, zone)
	if s.Time.Day() != p.day && p.second < 60 {
		return trace.Stamp{}, 0 // no such day
	}
	return s, p.at
}

// epochAt reads seconds, with or without a fraction, or milliseconds since
// 1970, of this century's first half as far as that goes.
func epochAt(b []byte) (s trace.Stamp, n int) {
	var v int64
	for n < len(b) && b[n] >= '0' && b[n] <= '9' && n < 14 {
		v = v*10 + int64(b[n]-'0')
		n++
	}
	switch n {
	case 10:
		p := parser{b: b, at: n}
		p.fraction()
		s.Time = time.Unix(v, int64(p.nanos)).UTC()
		n = p.at
	case 13:
		s.Time = time.UnixMilli(v).UTC()
	default:
		return s, 0
	}
	if n < len(b) && isWord(b[n]) || v == 0 {
		return trace.Stamp{}, 0
	}
	return s, n
}
