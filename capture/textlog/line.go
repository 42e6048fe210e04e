// Reads the time, connection and direction of a message from the lines before it.
//
// Source: protocol notes, section log formats: the shapes of two drivers, a controller
// and a simulator. A line without one of these shapes shows only a time and addresses.

package textlog

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"unicode/utf8"

	"ivrcheck/capture/textlog/records"
	"ivrcheck/trace"
)

// recordLines is the most lines of a record before its XML.
const recordLines = 8

// lineInfo is the information about a message in the text before it.
type lineInfo struct {
	stamp     trace.Stamp
	stamped   bool
	direction trace.Direction
	// peer is the address of the server, as drivers write it; src and dst are both ends,
	// sender first; name is the name that the user's pattern finds.
	peer     netip.AddrPort
	src, dst netip.AddrPort
	name     string
	// writer is the program that wrote the line, named in a removed prefix.
	writer string
	// enough: no further line need be examined.
	enough bool
}

func (t *lineInfo) connected() bool { return t.name != "" || t.peer.IsValid() || t.src.IsValid() }

// side returns the index in c.Ends of the sender of the message, -1 if unknown.
func (t *lineInfo) side(c *connection) int {
	switch {
	case !t.src.IsValid():
		return -1
	case c.Ends[0] == t.src:
		return 0
	case c.Ends[1] == t.src:
		return 1
	}
	return -1
}

// key identifies the connection.
func (t *lineInfo) key() (key connKey, ends [2]netip.AddrPort) {
	key.name = t.name
	if !t.src.IsValid() && t.name == "" {
		key.writer = t.writer
	}
	switch {
	case t.name != "":
		ends[1], _ = netip.ParseAddrPort(t.name)
	case t.src.IsValid():
		ends = [2]netip.AddrPort{t.src, t.dst}
		key.a, key.b = t.src, t.dst
		if key.b.Compare(key.a) < 0 {
			key.a, key.b = key.b, key.a
		}
	case t.peer.IsValid():
		ends[1], key.a = t.peer, t.peer
	}
	return key, ends
}

// begin returns the unit of a document at o, with the information in the text before it.
func (l *reader) begin(o int64) *trace.Unit {
	l.count(o)
	l.outer, l.sameLine, l.stamped, l.cached = trace.Stamp{}, l.line == l.prev.line, true, nil
	if rec := l.record(); rec != nil {
		return l.beginRecord(o, rec)
	}
	line := l.front(o)
	var key lineKey
	if l.pattern == nil && l.atLineStart(l.frontAt) {
		k, stamp, known := l.lines.Lookup(line)
		if known != nil {
			return l.aboutKnown(o, stamp, known)
		}
		key = k
	}
	info := l.readLines(o)
	l.inJSON = bytes.IndexByte(line, '{') >= 0
	l.conn = l.conns.get(info.key())
	if key != nil {
		l.cached = &cachedLine{
			conn: l.conn, side: info.side(l.conn), direction: info.direction, inJSON: l.inJSON, simple: isSimple(key),
			declares: bytes.HasSuffix(bytes.TrimRight(key, " "), []byte(")")), excess: len(key) - utf8.RuneCount(key),
		}
		l.lines.Learn(key, l.cached)
	}
	if near := l.prev.line > 0 && l.line-l.prev.line <= 1; near && !info.stamped && (!l.inJSON || l.line == l.prev.line) {
		info.stamp, l.stamped = l.prev.stamp, false
		if l.line == l.prev.line && !info.connected() {
			l.conn = l.prev.conn
		}
	}
	return l.about(o, info.stamp, info.side(l.conn), info.direction)
}

// isSimple returns cachedLine.simple for lines with a key, false if in doubt. The beginning of the key may continue
// the digits of the time stamp, so that both together are a header in hex.
func isSimple(key lineKey) bool {
	const most = 2
	n := 0
	for n < len(key) && inHexRun[key[n]] {
		n++
	}
	if n > most || hasHexRun(key) || bytes.ContainsAny(key, "&\\") || bytes.HasSuffix(key, []byte("`")) || bytes.HasSuffix(key, []byte(">")) {
		return false
	}
	return bytes.IndexByte(key, '<') < 0 || !bytes.Contains(key, []byte(xmlData))
}

// aboutKnown returns the unit of a document at o after a known line.
func (l *reader) aboutKnown(o int64, stamp trace.Stamp, line *cachedLine) *trace.Unit {
	l.conn, l.inJSON, l.cached = line.conn, line.inJSON, line
	return l.about(o, stamp, line.side, line.direction)
}

// beginRecord is like begin, for a document in a record.
func (l *reader) beginRecord(o int64, rec *records.Record) *trace.Unit {
	front := l.front(o)
	var key lineKey
	var own trace.Stamp
	if l.pattern == nil {
		k, stamp, known := l.lines.LookupRecord(rec, front)
		if known != nil {
			return l.aboutKnown(o, stamp, known)
		}
		key, own = k, stamp
	}
	info := lineInfo{writer: rec.Writer}
	l.readLine(&info, slices.Concat(rec.Front, front), true, true)
	alone := info.enough // no line before matters
	if !alone {
		before := l.readLinesBefore(o, info)
		before.direction = cmp.Or(info.direction, before.direction)
		info = before
	}
	stamp := trace.Stamp{}
	if l.inJSON = bytes.IndexByte(front, '{') >= 0; l.inJSON {
		stamp = jsonStamp(front)
	}
	inner := !stamp.IsZero()
	for _, text := range rec.Times {
		if stamp.IsZero() {
			stamp, _ = stampAt([]byte(text), true, true)
		}
	}
	if stamp.IsZero() {
		stamp = info.stamp
	}
	if stamp.IsZero() {
		stamp, _ = findStamp(rec.After, false)
	}
	l.outer = trace.Stamp{}
	if l.inJSON && !inner {
		stamp, l.outer = l.outer, stamp // a time after the message is nearer
	}
	l.conn = l.conns.get(info.key())
	if side := info.side(l.conn); key != nil && alone && stamp.Text == own.Text && stamp.Time.Equal(own.Time) {
		l.lines.Learn(key, &cachedLine{conn: l.conn, side: side, direction: info.direction})
	}
	return l.about(o, stamp, info.side(l.conn), info.direction)
}

// about returns the unit of a document at o.
func (l *reader) about(o int64, stamp trace.Stamp, side int, direction trace.Direction) *trace.Unit {
	u := &l.unit
	u.Conn, u.Side, u.Direction, u.Partial, u.Faults, u.Origins = &l.conn.Conn, side, direction, false, nil, nil
	l.count(o)
	p := &u.Pos
	p.Line, p.Column, p.Offset, p.Time = l.line, 0, l.place, stamp // the other fields are the same for all documents
	return u
}

// readLines examines the lines before o, the nearest first, back to the last
// document.
func (l *reader) readLines(o int64) (info lineInfo) {
	low := min(o, max(l.base, l.taken, o-lookBack))
	text := l.from(low)[:o-low]
	i := bytes.LastIndexByte(text, '\n') + 1
	l.readLine(&info, text[i:], l.atLineStart(low+int64(i)), true)
	if !info.enough {
		info = l.readLinesBefore(o, info)
	}
	return info
}

// readLinesBefore adds to info the information in the lines before the line of o.
func (l *reader) readLinesBefore(o int64, info lineInfo) lineInfo {
	low := min(o, max(l.base, l.taken, o-lookBack))
	text := l.from(low)[:o-low]
	at := bytes.LastIndexByte(text, '\n')
	if at < 0 {
		return info
	}
	text = text[:at]
	for n := 1; n <= recordLines; n++ {
		i := bytes.LastIndexByte(text, '\n') + 1
		l.readLine(&info, text[i:], l.atLineStart(low+int64(i)), false)
		if info.enough || i == 0 {
			break
		}
		text = text[:i-1]
	}
	return info
}

// readLine adds the information in a line. begins means that line is the start of one,
// own that it is the message's own line, up to the message.
func (l *reader) readLine(t *lineInfo, line []byte, begins, own bool) {
	match := l.pattern.find(line)
	if own {
		t.direction = l.direction(line)
	}
	if match.matched {
		if match.direction != trace.DirectionUnknown {
			t.direction = match.direction
		}
		t.name = match.name
		t.stamp, t.stamped = match.stamp, !match.stamp.IsZero()
	}
	if !t.stamped {
		t.stamp, t.stamped = findStamp(line, begins)
	}
	if !t.stamped && bytes.IndexByte(line, '{') >= 0 {
		t.stamp = jsonStamp(line)
		t.stamped = !t.stamp.IsZero()
	}
	if (own || t.stamped) && !t.connected() {
		if t.src, t.dst = endpoints(line); !t.src.IsValid() {
			t.peer = peer(line)
		}
	}
	if own && t.writer == "" {
		t.writer = string(grepped(line))
	}
	t.enough = match.matched || t.stamped && l.pattern == nil
	if l.pattern != nil && !match.matched {
		t.stamped = t.stamped && !own // a line before may match
	}
}

// grepped returns the name of a log that grep writes before a line: app.log:12:text; nil if the line has none.
func grepped(line []byte) []byte {
	const longest = 256
	line = line[:min(len(line), longest)]
	for _, ending := range [...]string{".log", ".txt", ".out", ".trc"} {
		n := bytes.Index(line, []byte(ending)) + len(ending)
		if n <= len(ending) || bytes.ContainsAny(line[:n], " \t<>\"|") {
			continue
		}
		for n < len(line) && (isWord(line[n]) || line[n] == '.') { // the number of an old file
			n++
		}
		if n < len(line) && (line[n] == ':' || line[n] == '-') {
			return line[:n]
		}
	}
	return nil
}

// shapes are the log shapes that show a direction; the first match counts. A line has a
// shape if it contains all of has and its end matches ends.
//
// A driver writes GCTI_PORT only for messages that it sends for a call; its other
// XML_DATA lines are received messages and the login. A controller logs callbacks, which
// the server caused. A simulator, which plays the server, logs the messages it sends.
//
// To add a shape, add a row.
var shapes = []struct {
	name      string
	has       []string
	ends      func([]byte) bool
	direction trace.Direction
}{
	{"driver, for a call", []string{xmlData, "|GCTI_PORT:"}, nil, trace.FromIVR},
	{"driver, login", []string{xmlData, hasLogin}, nil, trace.FromIVR},
	{"driver, received", []string{xmlData, "|REQ_KEY="}, nil, trace.FromServer},
	{"driver, other", []string{xmlData}, nil, trace.DirectionUnknown},
	{"controller, callback", []string{"|CALLBACK_"}, func(b []byte) bool { return bytes.HasSuffix(b, []byte("|XML:")) }, trace.FromServer},
	{"simulator, sent", []string{"|SEND"}, simulatorSend, trace.FromServer},
}

const (
	xmlData = "XML_DATA=("
	// hasLogin matches the name of the login after a bar.
	hasLogin = "|login"
)

// direction returns the direction of the message after front, if the shape of front
// determines it.
func (l *reader) direction(front []byte) trace.Direction {
	if bytes.IndexByte(front, '|') < 0 {
		return trace.DirectionUnknown
	}
	for i := range shapes {
		s := &shapes[i]
		fits := s.ends == nil || s.ends(front)
		for _, text := range s.has {
			has := []byte(text)
			if text == hasLogin {
				has = l.login
			}
			fits = fits && has != nil && bytes.Contains(front, has)
		}
		if fits {
			return s.direction
		}
	}
	return trace.DirectionUnknown
}

// simulatorSend reports whether front ends with |SEND   |<six digits>|.
func simulatorSend(front []byte) bool {
	const digits = 6
	n := len(front) - digits - 2
	if n < 0 || front[n] != '|' || front[len(front)-1] != '|' {
		return false
	}
	for _, c := range front[n+1 : len(front)-1] {
		if !isDigit(c) {
			return false
		}
	}
	return bytes.HasSuffix(bytes.TrimRight(front[:n], " "), []byte("|SEND"))
}

// declaredLength returns the n of the XML_DATA=(n) directly before o, or -1.
func (l *reader) declaredLength(o int64) int {
	const longest = 32
	low := max(l.base, l.taken, o-longest)
	if low >= o {
		return -1
	}
	front := l.from(low)[:o-low]
	for len(front) > 0 && front[len(front)-1] == ' ' {
		front = front[:len(front)-1]
	}
	if len(front) == 0 || front[len(front)-1] != ')' {
		return -1
	}
	front = front[:len(front)-1]
	i := bytes.LastIndex(front, []byte(xmlData))
	if i < 0 {
		return -1
	}
	n, err := strconv.Atoi(string(front[i+len(xmlData):]))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// peer returns the |address:port| in a driver's line, the server that the driver
// connected to; invalid if the line has none.
func peer(front []byte) netip.AddrPort {
	bar := []byte("|")
	_, rest, _ := bytes.Cut(front, bar)
	for {
		field, after, closed := bytes.Cut(rest, bar)
		if !closed {
			return netip.AddrPort{}
		}
		if a := address(bytes.TrimSpace(field)); a.IsValid() {
			return a
		}
		rest = after
	}
}

func address(field []byte) netip.AddrPort {
	if n := len(field); n < 9 || n > 56 || !isDigit(field[n-1]) || bytes.IndexByte(field, ':') < 0 {
		return netip.AddrPort{}
	}
	a, err := netip.ParseAddrPort(string(field))
	if err != nil || a.Addr().Zone() != "" {
		return netip.AddrPort{}
	}
	return a
}

// endpoints returns two addresses with an arrow between them, as tcpdump, HAProxy
// and many drivers write them: 10.0.0.5:49152 -> 10.0.0.1:7009.
func endpoints(front []byte) (src, dst netip.AddrPort) {
	for rest, at := front, 0; ; at++ {
		i := bytes.IndexAny(rest[at:], "<>")
		if i < 0 {
			return src, dst
		}
		at += i
		before, after := rest[:at], rest[at+1:]
		left := rest[at] == '<'
		if left {
			after = bytes.TrimLeft(after, "-=<")
		} else {
			before = bytes.TrimRight(before, "-=>")
			after = bytes.TrimLeft(after, ">")
		}
		before, after = bytes.TrimRight(before, " ]"), bytes.TrimLeft(after, " ")
		before = before[bytes.LastIndexAny(before, " \t(,;|='\"")+1:]
		a := address(before)
		if !a.IsValid() {
			// A bracket may be part of an IPv6 address, or enclose any.
			a = address(bytes.TrimLeft(before, "["))
		}
		if end := bytes.IndexAny(after, " \t),;|'\""); end >= 0 {
			after = after[:end]
		}
		if b := address(bytes.TrimRight(after, "]:")); a.IsValid() && b.IsValid() && a != b {
			if left {
				a, b = b, a
			}
			return a, b
		}
	}
}
