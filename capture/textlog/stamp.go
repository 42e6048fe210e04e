// Parses the time stamps of logs.

package textlog

import (
	"bytes"
	"strings"
	"time"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// findStamp returns the last time stamp in text. lineStart means that text begins a line;
// there, a bare number may be a time since 1970.
func findStamp(text []byte, lineStart bool) (s trace.Stamp, ok bool) {
	for i := 0; i < len(text); {
		switch class[text[i]] {
		case other:
			i++
			continue
		case first:
			epoch := lineStart && leadIn(text[:i]) || i > 0 && text[i-1] == '@'
			if !epoch && !mayBeStamp(text[i:]) || glued(text, i) && !afterNumber(text, i) {
				break
			}
			short := epoch || afterDate(text[:i])
			epoch = epoch || isDigit(text[i]) && namedEpoch(text, i)
			if st, n := stampAt(text[i:], epoch, short); n > 0 {
				s, ok = st, true
				i += n
				continue
			}
		}
		for i++; i < len(text) && class[text[i]] != other; i++ {
		}
	}
	return s, ok
}

// Classes of bytes.
const (
	other = iota
	inner // may be in a word
	first // may begin a stamp
)

var class = func() (c [256]uint8) {
	for i := range c {
		switch b := byte(i); {
		case isDigit(b), strings.IndexByte("JFMASOND", b) >= 0:
			c[i] = first
		case isWord(b):
			c[i] = inner
		}
	}
	return c
}()

// mayBeStamp is a quick test of b, which begins with a word: the third byte continues a clock or date that
// begins with two digits, the second a clock with one, the fourth a month, the fifth a year.
func mayBeStamp(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	switch {
	case !isDigit(b[0]):
		return b[3] == ' '
	case !isDigit(b[1]):
		return b[1] == ':' && isDigit(b[2]) && isDigit(b[3])
	case !isDigit(b[2]):
		return b[2] == ':' || b[2] == '/' || b[2] == '-' || b[2] == '.' || b[2] == ' '
	}
	return isDigit(b[3]) && (b[4] == '-' || b[4] == '/' || b[4] == '.' || isDigit(b[4]))
}

// glued reports whether the word at i continues the text before it, as in an address, a
// version or a number with a sign.
func glued(text []byte, i int) bool {
	return i > 1 && (text[i-1] == ':' || text[i-1] == '.' || text[i-1] == '-') && isWord(text[i-2])
}

// afterNumber reports whether a line number, as written by grep -n, precedes a date at i.
func afterNumber(text []byte, i int) bool {
	n := i - 1
	for n > 0 && isDigit(text[n-1]) {
		n--
	}
	return text[i-1] == ':' && n < i-1 && (n == 0 || text[n-1] == ':') && i+2 < len(text) && text[i+2] != ':'
}

// namedEpoch reports whether a number at i is a time since 1970: it has at least microseconds,
// or follows a name that ends with "timestamp".
func namedEpoch(text []byte, i int) bool {
	const seconds, name = 10, "timestamp"
	b := text[i:]
	if len(b) < seconds+7 && !(len(b) >= seconds && i >= len(name)) || !isDigit(b[seconds-1]) {
		return false
	}
	if len(b) >= seconds+7 && b[seconds] == '.' && isDigit(b[seconds+6]) {
		return true
	}
	before := bytes.TrimRight(text[:i], `"'=`)
	return len(before) < i && len(before) >= len(name) && bytes.EqualFold(before[len(before)-len(name):], []byte(name))
}

// leadIn reports whether b may precede a stamp at the beginning of a line.
func leadIn(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '[' && c != '(' && c != '@' && c != '"' {
			return false
		}
	}
	return true
}

// afterDate reports whether text ends with a date in numbers, such as 3/1/24, and a blank. Which number is the day
// may be ambiguous, but a time of day follows it, not a duration.
func afterDate(text []byte) bool {
	n := len(text) - 1
	if n > 0 && text[n] == ' ' && text[n-1] == ',' {
		n--
	}
	if n < len("3/1/24") || text[n] != ' ' && text[n] != ',' {
		return false
	}
	const numbers = 3
	for i := range numbers {
		width := 0
		for width < 4 && n > 0 && isDigit(text[n-1]) {
			n--
			width++
		}
		if width == 0 || width == 3 {
			return false
		}
		if i == numbers-1 {
			break
		}
		if n--; n < 1 || text[n] != '/' && text[n] != '-' && text[n] != '.' {
			return false
		}
	}
	return n == 0 || !isWord(text[n-1]) && text[n-1] != '.'
}

// stampAt parses the stamp that b begins with; n is its length, 0 if b has none. epoch
// means that a bare number may be one, short that a time of day without a date may have an hour of one digit: elsewhere
// it would be a duration.
func stampAt(b []byte, epoch, short bool) (s trace.Stamp, n int) {
	p := parser{b: b}
	return p.read(epoch, short)
}

// read implements stampAt.
func (p *parser) read(epoch, short bool) (s trace.Stamp, n int) {
	complete := false
	switch {
	case p.isoDate():
		dash := p.at < len(p.b) && p.b[p.at] == '-' // before hours and minutes alone, it is the sign of a zone
		complete = p.dateEnd() && p.clock(dash, true)
	case p.reset() && p.basicDate():
		complete = p.basicClock()
	case p.reset() && p.dayFirst():
		complete = p.oneOf(" :T") && p.clock(false, true)
	case p.reset() && p.syslogDate():
		if complete = p.clock(true, true); complete {
			p.yearAfter()
		}
	case p.reset() && p.clock(true, short):
		p.year, p.month, p.day = 1, 1, 1
		complete = true
	case p.reset() && epoch:
		return epochAt(p.b)
	}
	if !complete {
		return s, 0
	}
	return p.stamp()
}

// parser reads a stamp from left to right.
type parser struct {
	b                           []byte
	at                          int
	year, month, day            int
	hour, minute, second, nanos int
	// The indexes of the seconds, of the digits of their fraction, and after both;
	// 0 for a stamp without seconds.
	secondAt, fractionAt, zoneAt int
	zone                         *time.Location
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
	if p.at < len(p.b) {
		for i := range len(chars) { // there are few
			if chars[i] == p.b[p.at] {
				p.at++
				return true
			}
		}
	}
	return false
}

func (p *parser) digit() bool {
	return p.at < len(p.b) && p.b[p.at] >= '0' && p.b[p.at] <= '9'
}

// isoDate reads YYYY-MM-DD, also with / or . as separator and with one digit for a month or day below 10.
func (p *parser) isoDate() bool {
	return p.number(4, 1900, 9999, &p.year) && p.oneOf("-/.") && (p.number(2, 1, 12, &p.month) || p.number(1, 1, 9, &p.month)) &&
		p.oneOf("-/.") && (p.number(2, 1, 31, &p.day) || p.number(1, 1, 9, &p.day))
}

// dateEnd reads the separator between a date and a time.
func (p *parser) dateEnd() bool {
	ok := p.oneOf("T t_,|-")
	p.oneOf(" ")
	return ok
}

// basicDate reads YYYYMMDD and the separator before the clock.
func (p *parser) basicDate() bool {
	return p.number(4, 1900, 2999, &p.year) && p.number(2, 1, 12, &p.month) && p.number(2, 1, 31, &p.day) && p.oneOf("T t_-")
}

// basicClock reads HHMMSS or HH:MM:SS, a fraction and a zone.
func (p *parser) basicClock() bool {
	if at := p.at; p.clock(true, true) {
		return true
	} else {
		p.at = at
	}
	if !p.number(2, 0, 23, &p.hour) || !p.number(2, 0, 59, &p.minute) || !p.seconds() {
		return false
	}
	if p.digit() {
		return false
	}
	p.half()
	p.readZone()
	return true
}

// dayFirst reads DD/Mon/YYYY, DD-Mon-YYYY, DD Mon YYYY or DD.MM.YYYY. DD/MM/YYYY is
// ambiguous.
func (p *parser) dayFirst() bool {
	if !p.number(2, 1, 31, &p.day) || p.at == len(p.b) {
		return false
	}
	between := p.b[p.at]
	p.at++
	switch between {
	case '.':
		return p.number(2, 1, 12, &p.month) && p.oneOf(".") && p.number(4, 1900, 9999, &p.year)
	case '/', '-', ' ':
		return p.monthName() && p.oneOf("/- ") && p.number(4, 1900, 9999, &p.year)
	}
	return false
}

// monthName reads Jan to Dec.
func (p *parser) monthName() bool {
	if len(p.b) < p.at+3 {
		return false
	}
	i := strings.Index(months, string(p.b[p.at:p.at+3]))
	if i < 0 || i%3 != 0 {
		return false
	}
	p.month, p.at = i/3+1, p.at+3
	return true
}

// yearAfter reads the year that ctime writes after the clock.
func (p *parser) yearAfter() {
	at, year := p.at, 0
	if p.year == leapYear && p.zone == nil && p.oneOf(" ") && p.number(4, 1970, 2999, &year) && !p.digit() {
		p.year = year
		return
	}
	p.at = at
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// leapYear replaces an unknown year, so that every date exists.
const leapYear = 4

// syslogDate reads Mon dd or Mon  d, an optional year, and the blank after it.
func (p *parser) syslogDate() bool {
	p.year = leapYear
	if !p.monthName() || !p.oneOf(" ") {
		return false
	}
	if p.oneOf(" ") {
		if !p.number(1, 1, 9, &p.day) {
			return false
		}
	} else if !p.number(2, 1, 31, &p.day) {
		return false
	}
	if !p.oneOf(" ") {
		return false
	}
	at, year := p.at, 0
	if p.number(4, 1970, 2999, &year) && p.oneOf(" ") {
		p.year = year
	} else {
		p.at = at
	}
	return true
}

// clock reads HH:MM:SS, a fraction, AM or PM, and a zone. seconds means that seconds are
// required, as in a stamp without a date. The hour has two digits, or one if short is set or AM or PM follows.
func (p *parser) clock(seconds, short bool) bool {
	long := p.number(2, 0, 23, &p.hour)
	if !long && !p.number(1, 0, 9, &p.hour) || !p.oneOf(":") || !p.number(2, 0, 59, &p.minute) {
		return false
	}
	switch {
	case p.oneOf(":"):
		if !p.seconds() {
			return false
		}
	case seconds:
		return false
	}
	if p.digit() || p.at+1 < len(p.b) && p.b[p.at] == ':' && isDigit(p.b[p.at+1]) || !p.half() && !long && !short {
		return false
	}
	p.readZone()
	return true
}

// half reads AM or PM, in any case and also after a blank, and sets the hour of the day.
func (p *parser) half() bool {
	n, afternoon := halfOfDay(p.b[p.at:])
	if n == 0 || p.hour < 1 || p.hour > 12 {
		return false
	}
	p.at += n
	if p.hour %= 12; afternoon {
		p.hour += 12
	}
	return true
}

// halfOfDay returns the length of the AM, PM, a.m., p.m. or a. m. that b begins with, with the blank before it; 0 if
// b has none.
func halfOfDay(b []byte) (n int, afternoon bool) {
	n = blank(b)
	if len(b) < n+2 || b[n]|0x20 != 'a' && b[n]|0x20 != 'p' {
		return 0, false
	}
	afternoon = b[n]|0x20 == 'p'
	n++
	if b[n] == '.' {
		n += 1 + blank(b[n+1:])
		if len(b) < n+2 || b[n]|0x20 != 'm' || b[n+1] != '.' {
			return 0, false
		}
		n++
	} else if b[n]|0x20 != 'm' {
		return 0, false
	}
	if n++; n < len(b) && (isWord(b[n]) || b[n] == '-' || b[n] == '.') {
		return 0, false
	}
	return n, afternoon
}

// blank returns the length of the blank or no-break space that b begins with.
func blank(b []byte) int {
	const narrow, wide = "\u202f", "\u00a0"
	switch {
	case len(b) == 0:
	case b[0] == ' ':
		return 1
	case b[0] == narrow[0] && bytes.HasPrefix(b, []byte(narrow)):
		return len(narrow)
	case b[0] == wide[0] && bytes.HasPrefix(b, []byte(wide)):
		return len(wide)
	}
	return 0
}

// seconds reads SS and a fraction.
func (p *parser) seconds() bool {
	p.secondAt = p.at
	if !p.number(2, 0, 60, &p.second) {
		return false
	}
	p.fraction()
	return true
}

// fraction reads .678, ,678 or :678. A fraction after a colon has three digits, others have any number.
func (p *parser) fraction() {
	p.fractionAt, p.zoneAt = p.at, p.at
	rest := p.b[p.at:]
	if len(rest) < 2 || !isDigit(rest[1]) {
		return
	}
	switch rest[0] {
	case '.', ',':
	case ':':
		if len(rest) < 4 || !isDigit(rest[2]) || !isDigit(rest[3]) || len(rest) > 4 && isDigit(rest[4]) {
			return
		}
	default:
		return
	}
	p.at++
	p.fractionAt = p.at
	unit := 100_000_000
	for ; p.digit(); p.at++ {
		p.nanos += int(p.b[p.at]-'0') * unit
		unit /= 10
	}
	p.zoneAt = p.at
}

// readZone reads Z, or UTC or GMT after a blank, or +hh, +hhmm or +hh:mm with or without one.
func (p *parser) readZone() {
	start := p.at
	for _, name := range []string{" UTC", " GMT"} {
		if rest := p.b[p.at:]; transport.Prefix(rest, name) == yes && (len(rest) == len(name) || !isWord(rest[len(name)])) {
			p.at += len(name)
			p.zone = time.UTC
			return
		}
	}
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

// stamp returns the stamp that was read, and its length.
func (p *parser) stamp() (s trace.Stamp, n int) {
	zone := p.zone
	if zone == nil || p.year == 1 || p.year == leapYear {
		// A zone without a date is not enough for a point in time.
		zone = time.UTC
		s.Text = string(p.b[:p.at])
	}
	s.Time = time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nanos, zone)
	if s.Time.Day() != p.day && p.second < 60 {
		return trace.Stamp{}, 0 // no such day
	}
	return s, p.at
}

// epochAt reads seconds, with or without a fraction, milliseconds, microseconds or
// nanoseconds since 1970, in the years from 2001 to 2286.
func epochAt(b []byte) (s trace.Stamp, n int) {
	var v int64
	for n < len(b) && b[n] >= '0' && b[n] <= '9' && n < 20 {
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
	case 16:
		s.Time = time.UnixMicro(v).UTC()
	case 19:
		s.Time = time.Unix(0, v).UTC()
	default:
		return s, 0
	}
	if n < len(b) && isWord(b[n]) || v <= 0 || b[0] == '0' {
		return trace.Stamp{}, 0
	}
	return s, n
}

// jsonStamp returns the time for one of the usual keys in a line, or a part of one, of a
// JSON log; zero if there is no such time.
func jsonStamp(line []byte) trace.Stamp {
	for rest := line; ; {
		before, after, found := bytes.Cut(rest, []byte(`":`))
		if !found {
			return trace.Stamp{}
		}
		rest = after
		switch string(before[bytes.LastIndexByte(before, '"')+1:]) {
		case "time", "timestamp", "@timestamp", "ts", "@t", "date", "datetime", "eventTime":
			value := bytes.TrimLeft(rest, " \"")
			if s, n := stampAt(value, true, true); n > 0 {
				return s
			}
		}
	}
}
