// Prefixes that containers and collectors put before each line.

package records

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// shape is a kind of line with a prefix. To add a shape, add a row to shapes.
type shape struct {
	name string
	// first are the first characters of such a line.
	first func(c byte) bool
	// split returns the length of the prefix, 0 if the line has none; the name of the
	// writer is from a to b in it. part is true if the next line of the writer continues
	// this one.
	split func(line []byte) (n, a, b int, part bool)
	// connected: each writer has its own connections.
	connected bool
	// heading: the writer wrote the lines that follow.
	heading bool
}

var shapes = []shape{
	{"CRI: 2024-03-01T09:00:00.1Z stdout F text", isDigit, splitCRI, false, false},
	{"compose: name | text", isName, splitCompose, true, false},
	{"kubectl logs --prefix: [pod/name/container] text", func(c byte) bool { return c == '[' }, splitKubectl, true, false},
	{"stern: pod-0 container text", isLower, splitStern, true, false},
	{"syslog: Mar  1 09:00:00 host name[1]: text", func(c byte) bool { return c == '<' || c >= 'A' && c <= 'S' }, splitSyslog, true, false},
	{"journalctl -o short-iso: 2024-03-01T09:00:00+0000 host name[1]: text", isDigit, splitSyslogISO, true, false},
	{"tail -f: ==> name <==", func(c byte) bool { return c == '=' }, splitTail, true, true},
}

// shortestShaped is the length of the shortest line that has a shape, one of Docker Compose.
const shortestShaped = len("x |\n")

// matchShape returns the shape of a line, nil if it has none.
func matchShape(line []byte) *shape {
	if len(line) < shortestShaped {
		return nil
	}
	for _, s := range shapesByFirst[line[0]] {
		if n, _, _, _ := s.split(line); n > 0 {
			return s
		}
	}
	return nil
}

// isDated reports whether a line begins with a date and a time as in 2024-03-01 09:00:00. No shape begins so.
func isDated(line []byte) bool {
	const date = len("2024-03-01")
	if len(line) <= date+1 || !isDigit(line[0]) || !isDigit(line[date-2]) || !isDigit(line[date-1]) || line[date] != ' ' || !isDigit(line[date+1]) {
		return false
	}
	const high, digitsAndSigns = 0xe0e0e0e0_e0e0e0e0, 0x20202020_20202020 // without the bar
	return binary.LittleEndian.Uint64(line)&high == digitsAndSigns
}

// shapesByFirst are the shapes by the first character of a line.
var shapesByFirst = func() (by [256][]*shape) {
	for i := range shapes {
		for c := range by {
			if shapes[i].first(byte(c)) {
				by[c] = append(by[c], &shapes[i])
			}
		}
	}
	return by
}()

// prefixed takes lines with a prefix. It remembers the prefix of the line before.
type prefixed struct {
	shape *shape
	key   string // of the writer: the names of the shape and of the writer
	rec   *Record
	text  Text // its memory is reused
}

// take takes a line of a shape.
func (p *prefixed) take(h *holder, shape *shape, t *Text) {
	n, a, b, part := shape.split(t.Bytes)
	if shape.heading {
		h.file, h.last = string(t.Bytes[a:b]), nil
		h.out.emit(t, nil)
		return
	}
	if p.shape != shape || p.key[len(shape.name):] != string(t.Bytes[a:b]) {
		*p = prefixed{shape: shape, key: shape.name + string(t.Bytes[a:b]), text: p.text}
	}
	if front := t.Bytes[:n]; p.rec == nil || !bytes.Equal(p.rec.Front, front) {
		p.rec = &Record{Front: bytes.Clone(front)}
		if shape.connected {
			p.rec.Writer = p.key[len(shape.name):]
		}
	}
	p.text.view(t, n, t.Len())
	if body := bytes.TrimSuffix(p.text.Bytes, []byte("\n")); part || isSplit(len(body)) && h.wouldOpen(p.key, &p.text) {
		p.text.view(t, n, n+len(body))
		part = true
	}
	h.take(p.key, &p.text, p.rec, part)
}

// splitCRI: a time, the name of the stream, P or F and a blank.
func splitCRI(b []byte) (n, from, to int, part bool) {
	if len(b) < 30 || b[4] != '-' || b[10] != 'T' {
		return 0, 0, 0, false
	}
	i := bytes.IndexByte(b[:min(len(b), 48)], ' ')
	if i < 0 || len(b) < i+9 || string(b[i+1:i+4]) != "std" {
		return 0, 0, 0, false
	}
	from, to = i+1, i+7
	if name := b[from:to]; string(name) != "stdout" && string(name) != "stderr" || b[to] != ' ' {
		return 0, 0, 0, false
	}
	tag := b[to+1]
	if tag != 'P' && tag != 'F' {
		return 0, 0, 0, false
	}
	n = to + 2
	switch {
	case n < len(b) && b[n] == ' ':
		n++
	case n < len(b) && b[n] == ':': // more tags
		j := bytes.IndexByte(b[n:], ' ')
		if j < 0 {
			return 0, 0, 0, false
		}
		n += j + 1
	case n < len(b) && b[n] != '\n' && b[n] != '\r':
		return 0, 0, 0, false
	}
	return n, from, to, tag == 'P'
}

// levels are words before a bar that are not names of containers.
var levels = map[string]bool{"TRACE": true, "DEBUG": true, "INFO": true, "NOTICE": true, "WARN": true, "WARNING": true, "ERROR": true,
	"FATAL": true, "CRITICAL": true, "SEVERE": true, "FINE": true, "FINER": true, "FINEST": true, "SUCCESS": true, "CONFIG": true,
	"trace": true, "debug": true, "info": true, "warn": true, "warning": true, "error": true, "fatal": true}

// inCompose reports for each character whether a name may contain it.
var inCompose = func() (c [256]bool) {
	for i := range c {
		c[i] = isName(byte(i)) || strings.IndexByte("-_.@/", byte(i)) >= 0
	}
	return c
}()

// splitCompose: a name, blanks, a bar and a blank.
func splitCompose(b []byte) (n, from, to int, part bool) {
	const longest = 128
	if bytes.IndexByte(b[:min(len(b), longest+1)], '|') < 0 {
		return 0, 0, 0, false
	}
	i := 0
	for i < len(b) && i < longest && inCompose[b[i]] {
		i++
	}
	to = i
	for i < len(b) && i < longest && b[i] == ' ' {
		i++
	}
	if i == to || i+1 >= len(b) || b[i] != '|' || b[i+1] != ' ' && b[i+1] != '\n' && b[i+1] != '\r' || allDigits(b[:to]) || levels[string(b[:to])] {
		return 0, 0, 0, false
	}
	if n = i + 1; b[n] == ' ' {
		n++
	}
	return n, 0, to, false
}

// splitKubectl: [pod/ivr-0/driver] and a blank.
func splitKubectl(b []byte) (n, from, to int, part bool) {
	if !bytes.HasPrefix(b, []byte("[pod/")) {
		return 0, 0, 0, false
	}
	i := bytes.IndexByte(b[:min(len(b), 512)], ']')
	if i < 0 || bytes.IndexByte(b[:i], ' ') >= 0 {
		return 0, 0, 0, false
	}
	if n = i + 1; n < len(b) && b[n] == ' ' {
		n++
	}
	return n, 1, i, false
}

// splitStern: the name of a pod, which ends with a number or five random characters, and
// the name of a container.
func splitStern(b []byte) (n, from, to int, part bool) {
	pod := label(b)
	if pod == 0 || pod >= len(b) || b[pod] != ' ' {
		return 0, 0, 0, false
	}
	dash := bytes.LastIndexByte(b[:pod], '-')
	if dash < 1 || !ordinal(b[dash+1:pod]) {
		return 0, 0, 0, false
	}
	container := label(b[pod+1:])
	to = pod + 1 + container
	if container == 0 || to >= len(b) || b[to] != ' ' {
		return 0, 0, 0, false
	}
	return to + 1, 0, to, false
}

// splitTail: the whole line is ==> name <==.
func splitTail(b []byte) (n, from, to int, part bool) {
	const before, after, longest = "==> ", " <==", 1024
	line := body(b)
	if len(line) <= len(before)+len(after) || len(line) > longest || !bytes.HasPrefix(line, []byte(before)) || !bytes.HasSuffix(line, []byte(after)) {
		return 0, 0, 0, false
	}
	return len(b), len(before), len(line) - len(after), false
}

// label returns the length of the name that b begins with: lower case, digits and
// dashes.
func label(b []byte) int {
	for i, c := range b {
		if !isLower(c) && !isDigit(c) && (c != '-' || i == 0) || i > 253 {
			return i
		}
	}
	return len(b)
}

// ordinal reports whether b is the end of the name of a pod: a number, or five
// characters with a digit among them.
func ordinal(b []byte) bool {
	if len(b) > 0 && len(b) < 5 && allDigits(b) {
		return true
	}
	return len(b) == 5 && bytes.ContainsAny(b, "0123456789")
}

// splitSyslog: an optional priority, Mon dd hh:mm:ss, a host, a name with a number in
// brackets, a colon and a blank.
func splitSyslog(b []byte) (n, from, to int, part bool) {
	at := 0
	if b[0] == '<' {
		i := bytes.IndexByte(b[:min(len(b), 6)], '>')
		if i < 2 || !allDigits(b[1:i]) {
			return 0, 0, 0, false
		}
		at = i + 1
		if rest := b[at:]; bytes.HasPrefix(rest, []byte("1 ")) {
			return splitRFC5424(b, at+2)
		}
	}
	const clock = len("Mar  1 09:00:00")
	if len(b) < at+clock+4 || b[at+3] != ' ' || b[at+6] != ' ' || b[at+9] != ':' || b[at+12] != ':' || !isDigit(b[at+5]) {
		return 0, 0, 0, false
	}
	at += clock
	if b[at] == '.' { // a fraction
		for at++; at < len(b) && isDigit(b[at]); at++ {
		}
	}
	return splitHostTag(b, at)
}

// splitSyslogISO: an ISO time, a host, a name with a number in brackets, a colon
// and a blank.
func splitSyslogISO(b []byte) (n, from, to int, part bool) {
	if len(b) < 30 || b[4] != '-' || b[10] != 'T' {
		return 0, 0, 0, false
	}
	i := bytes.IndexByte(b[:min(len(b), 40)], ' ')
	if i < 19 {
		return 0, 0, 0, false
	}
	return splitHostTag(b, i)
}

// splitHostTag: a blank, a host, a blank, a name with a number in brackets, a
// colon and a blank; b[at] is the first blank.
func splitHostTag(b []byte, at int) (n, from, to int, part bool) {
	const longest = 300
	if at >= len(b) || b[at] != ' ' {
		return 0, 0, 0, false
	}
	from = at + 1
	i := from
	for i < len(b) && i < longest && (isName(b[i]) || b[i] == '.' || b[i] == '-' || b[i] == '_' || b[i] == ':') {
		i++
	}
	if i == from || i >= len(b) || b[i] != ' ' {
		return 0, 0, 0, false
	}
	tag := i + 1
	i = tag
	for i < len(b) && i < longest && (isName(b[i]) || b[i] == '.' || b[i] == '-' || b[i] == '_' || b[i] == '/' || b[i] == '@') {
		i++
	}
	if i == tag || i+2 >= len(b) || b[i] != '[' {
		return 0, 0, 0, false
	}
	j := bytes.IndexByte(b[i:min(len(b), i+64)], ']')
	if j < 2 || i+j+2 >= len(b) || b[i+j+1] != ':' {
		return 0, 0, 0, false
	}
	to = i + j + 1
	if n = to + 1; n < len(b) && b[n] == ' ' {
		n++
	}
	return n, from, to, false
}

// splitRFC5424: a time, a host, a name, a process, an identifier and structured
// data; the first is at at.
func splitRFC5424(b []byte, at int) (n, from, to int, part bool) {
	fields := [5]int{}
	for i := range fields {
		j := bytes.IndexByte(b[at:min(len(b), at+256)], ' ')
		if j < 1 {
			return 0, 0, 0, false
		}
		at += j + 1
		fields[i] = at
	}
	switch {
	case bytes.HasPrefix(b[at:], []byte("- ")):
		n = at + 2
	case at < len(b) && b[at] == '[':
		j := bytes.Index(b[at:min(len(b), at+2048)], []byte("] "))
		if j < 0 {
			return 0, 0, 0, false
		}
		n = at + j + 2
	default:
		return 0, 0, 0, false
	}
	return n, fields[0], fields[3] - 1, false
}
