// Caches of the information in lines and of their time stamps.

package textlog

import (
	"bytes"
	"strings"
	"time"

	"ivrcheck/capture/textlog/records"
	"ivrcheck/internal/cachectl"
	"ivrcheck/trace"
)

var caching = cachectl.New("capture/textlog")

const (
	cachedLines    = 4096 // entries
	cachedLineSize = 256  // of one
	cachedPrologs  = 64
)

// lineCache caches the information in lines, by the text after the time stamp: most lines
// of a log differ only in the time stamp.
type lineCache struct {
	off   bool
	lines map[string]*cachedLine
	// hits is the number of hits since the cache was last empty.
	hits    int
	prologs map[string]string
	stamps  stampCache
	outer   stampCache // of the prefixes and times of records
	masked  []byte     // memory of mask
	record  []byte     // memory of LookupRecord
}

// cachedLine is the information in a line, without its time.
type cachedLine struct {
	conn      *connection
	side      int
	direction trace.Direction
	inJSON    bool
	// simple: no line with this text is part of a dump, or has a mark of a message but the '<' at its end.
	simple bool
	// declares: it may end with the length of a message.
	declares bool
	// excess is the number of its bytes less the number of its characters.
	excess int
	// prolog is the beginning of the last message after such a line, up to the end of its root's start tag. It
	// is "" if unknown or if the line is not simple.
	prolog string
}

// lineKey is the text of a line after its time stamp.
type lineKey []byte

func newLineCache() lineCache {
	return lineCache{off: caching.Off, lines: map[string]*cachedLine{}, prologs: map[string]string{}}
}

// Lookup returns the time stamp at the start of a line and the cached information about
// the rest, nil if none is cached. line is the whole line before a message, and no
// Pattern applies. key is nil if such a line is never cached.
func (c *lineCache) Lookup(line []byte) (key lineKey, stamp trace.Stamp, known *cachedLine) {
	if c.off || len(line) == 0 || len(line) > cachedLineSize {
		return nil, stamp, nil
	}
	from := 0
	if line[0] == '[' {
		from = 1
	} else if class[line[0]] != first {
		return nil, stamp, nil
	}
	stamp, n := c.stamps.at(line[from:])
	if key = line[from+n:]; n == 0 || len(key) == 0 || key[0] != ' ' && key[0] != ']' {
		return nil, stamp, nil
	}
	known = c.lines[string(c.mask(key))]
	if known != nil {
		c.hits++
	}
	return key, stamp, known
}

// LookupRecord is like Lookup, for the text before a message in a record. The stamp comes from the record if the
// record has times, else from the text or the prefix.
func (c *lineCache) LookupRecord(rec *records.Record, front []byte) (key lineKey, stamp trace.Stamp, known *cachedLine) {
	if c.off || len(rec.Front)+len(front) > cachedLineSize || bytes.IndexByte(front, '{') >= 0 {
		return nil, stamp, nil
	}
	b := append(append(c.record[:0], rec.Writer...), 0)
	before, after := rec.Front, []byte(nil)
	var n int
	switch {
	case len(rec.Times) > 0:
		text := append(append(c.masked[:0], rec.Times[0]...), " \n"...)
		c.masked = text
		if stamp, n = c.outer.at(text); n == 0 {
			return nil, stamp, nil
		}
		before, after, _ = bytes.Cut(rec.Front, text[:len(rec.Times[0])])
	case len(rec.Front) > 0 && class[rec.Front[0]] == first:
		stamp, n = c.outer.at(rec.Front)
		before = rec.Front[n:]
	}
	b = append(append(append(b, before...), after...), 0)
	if len(front) > 0 && class[front[0]] == first {
		own, n := c.stamps.at(front)
		if front = front[n:]; n > 0 && len(rec.Times) == 0 {
			stamp = own
		}
	}
	c.record = append(b, front...)
	if stamp.IsZero() {
		return nil, stamp, nil
	}
	if known = c.lines[string(c.mask(c.record))]; known != nil {
		c.hits++
	}
	return c.record, stamp, known
}

// Learn caches the information in a line, unless its key contains another time stamp,
// because the later one counts. If there were few hits, it switches the cache off.
func (c *lineCache) Learn(key lineKey, info *cachedLine) {
	if _, again := findStamp(key, false); again {
		return
	}
	if len(c.lines) == cachedLines {
		if c.off = c.hits < cachedLines; c.off { // each line has a number of its own
			c.lines = nil
			return
		}
		clear(c.lines)
		c.hits = 0
	}
	c.lines[string(c.mask(key))] = info
}

// LearnProlog caches the beginning of a document after a line.
func (c *lineCache) LearnProlog(line *cachedLine, prolog []byte) {
	known, ok := c.prologs[string(prolog)]
	if !ok && len(c.prologs) < cachedPrologs {
		known = string(prolog)
		c.prologs[known] = known
	}
	line.prolog = known
}

// mask replaces the numbers in a driver's line, such as in REQ_KEY=17,
// XML_DATA=(214), which carry no information. A number of more than eleven digits may be a
// frame in hex.
func (c *lineCache) mask(key lineKey) []byte {
	if key[len(key)-1] != ')' || bytes.IndexByte(key, '<') >= 0 {
		return key
	}
	const longest = 11
	masked := c.masked[:0]
	rest := key
	for {
		at := bytes.IndexByte(rest, '=') + 1
		if at == 0 {
			break
		}
		if at < len(rest) && rest[at] == '(' {
			at++
		}
		end := at
		for end < len(rest) && isDigit(rest[end]) {
			end++
		}
		masked = append(masked, rest[:at]...)
		if n := end - at; n > 0 && n <= longest && end < len(rest) && (rest[end] == ',' || rest[end] == ')' || rest[end] == '|') {
			masked = append(masked, '0')
			at = end
		}
		rest = rest[at:]
	}
	c.masked = append(masked, rest...)
	return c.masked
}

// stampCache wraps stampAt for the beginnings of lines: most time stamps are in
// the same minute as the one before.
type stampCache struct {
	// text is the last stamp, if it has seconds. They begin at second, the digits of
	// their fraction at fraction, the zone at zone.
	text                   []byte
	second, fraction, zone int
	// minute is the time without seconds and fraction, since 1970, unit the value in nanoseconds
	// of the last digit of the fraction.
	minute, unit int64
	place        *time.Location
	// written: the stamp has a Text. colon: a colon precedes the seconds.
	written, colon bool
	texts          strings.Builder // of the last Texts
}

// textBlock is the number of bytes of Texts that are allocated together.
const textBlock = 256

// at is stampAt(b, true, true).
func (c *stampCache) at(b []byte) (s trace.Stamp, n int) {
	if s, n = c.Lookup(b); n == 0 {
		s, n = c.parse(b)
	}
	return s, n
}

// parse is like at, without a Lookup.
func (c *stampCache) parse(b []byte) (s trace.Stamp, n int) {
	p := parser{b: b}
	s, n = p.read(true, true)
	c.Learn(&p, s, n)
	return s, n
}

// Lookup returns the stamp that b begins with, if it differs from the last one only in
// seconds and fraction and ends there, so that no AM or PM, no zone and no year follows; otherwise n is 0.
func (c *stampCache) Lookup(b []byte) (s trace.Stamp, n int) {
	n = len(c.text)
	if n == 0 || len(b) < n+2 || !bytes.HasPrefix(b, c.text[:c.second]) || c.zone < n && !bytes.HasPrefix(b[c.zone:], c.text[c.zone:]) {
		return s, 0
	}
	switch b[n] {
	case ' ':
		if next := b[n+1]; next == '+' || next == '-' || next == 'U' || next == 'G' {
			return s, 0
		} else if half, _ := halfOfDay(b[n:]); half > 0 {
			return s, 0
		}
	case ']':
	default:
		return s, 0
	}
	tens, ones := b[c.second]-'0', b[c.second+1]-'0'
	if tens > 5 || ones > 9 || c.fraction < c.zone && b[c.fraction-1] != c.text[c.fraction-1] {
		return s, 0
	}
	fraction := int64(0)
	for _, digit := range b[c.fraction:c.zone] {
		if !isDigit(digit) {
			return s, 0
		}
		fraction = fraction*10 + int64(digit-'0')
	}
	s.Time = time.Unix(c.minute+int64(tens)*10+int64(ones), fraction*c.unit).In(c.place)
	if c.written {
		if c.texts.Cap()-c.texts.Len() < n {
			c.texts = strings.Builder{}
			c.texts.Grow(max(n, textBlock))
		}
		at := c.texts.Len()
		c.texts.Write(b[:n])
		s.Text = c.texts.String()[at:]
	}
	return s, n
}

// Learn keeps the stamp that p has read.
func (c *stampCache) Learn(p *parser, s trace.Stamp, n int) {
	c.text, c.colon = c.text[:0], false
	// A month's name may have its year after the clock.
	if n == 0 || p.secondAt == 0 || p.second > 59 || !isDigit(p.b[0]) || p.zoneAt-p.fractionAt > 9 {
		return
	}
	c.text = append(c.text, p.b[:n]...)
	c.second, c.fraction, c.zone = p.secondAt, p.fractionAt, p.zoneAt
	c.minute, c.place = s.Time.Unix()-int64(p.second), s.Time.Location()
	c.unit = int64(time.Second)
	for range c.zone - c.fraction {
		c.unit /= 10
	}
	c.written, c.colon = s.Text != "", p.b[c.second-1] == ':'
}
