// Fast path for lines of JSON that differ from the line before only in their text and times, like most lines of a
// JSON log. They are not parsed.

package records

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

// jsonLine is an object on a line of its own, without nested objects and arrays, with one text under one of textKeys.
type jsonLine struct {
	// bytes is the line without its values, empty if no line is known.
	bytes  []byte
	values []jsonValue
	// rec is the record of the last such line, key the key of its writer.
	rec     *Record
	key     string
	unended bool // the argument of jsonReader.take
}

// jsonValue is the text or a time.
type jsonValue struct {
	at           int // number of bytes of the line before it; in jsonReader.values with values, in jsonLine without
	end          int // in jsonReader.values
	text, quoted bool
}

// learnLine remembers the line whose object ends at end, if it is a jsonLine.
func (j *jsonReader) learnLine(end int, rec *Record, key string, unended bool) {
	p := &j.line
	p.values = p.values[:0]
	b := j.raw.Bytes
	if !j.views || j.nested || len(j.values) > maxNames || blanks(b, end) < len(b) || b[len(b)-1] != '\n' {
		return
	}
	p.bytes, p.rec, p.key, p.unended = p.bytes[:0], rec, key, unended
	from := 0
	for _, v := range j.values {
		p.bytes = append(p.bytes, b[from:v.at]...)
		from = v.end
		p.values = append(p.values, jsonValue{at: len(p.bytes), text: v.text, quoted: v.quoted})
	}
	if p.bytes = append(p.bytes, b[from:]...); bytes.ContainsAny(p.bytes, "<=") {
		p.values = p.values[:0] // they may be in a tag
	}
}

// takeLine takes a line that is like the jsonLine. It returns false for another line.
func (j *jsonReader) takeLine(line []byte, place int64, number int) bool {
	p := &j.line
	text := &j.str
	var times [maxNames][]byte
	front, n := 0, 0 // of the text, of times
	at, from := 0, 0
	same := true // as those of the last line
	for i := range p.values {
		v := &p.values[i]
		before := p.bytes[from:v.at]
		if !bytes.HasPrefix(line[at:], before) {
			return false
		}
		at, from = at+len(before), v.at
		if v.text {
			front = at
			if at = j.text(text, line, at, place, number); at < 0 {
				return false
			}
			setColumns(text.runs, line[:at], place)
			// It shows nothing that takeText undoes before it is parsed.
			b := line[front:]
			if tag := firstTag(b); tag < 0 && mayHaveColons(line[front:at]) || tag >= 0 && lookAtValue(b, tag, value(b, tag)) != signNone {
				return false
			}
			continue
		}
		last := p.rec.Times[n]
		if end := at + len(last); end < len(line) && string(line[at:end]) == last && (line[end] == '"' || !v.quoted && !inNumber(line[end])) {
			times[n] = line[at:end]
		} else {
			for end = at; v.quoted && !endsPlain[line[end]] || !v.quoted && inNumber(line[end]); {
				end++
			}
			if times[n], same = line[at:end], false; len(times[n]) > longestWord || end == at {
				return false
			}
		}
		at += len(times[n])
		n++
	}
	if !bytes.Equal(line[at:], p.bytes[from:]) {
		return false
	}
	if !same {
		p.rec = &Record{Front: bytes.Clone(line[max(0, front-maxKept):front]), Times: make([]string, n), Writer: p.rec.Writer}
		for i := range p.rec.Times {
			p.rec.Times[i] = string(times[i])
		}
	}
	j.take(p.key, text, p.rec, p.unended, true)
	j.strings.drop(text, false)
	j.strings.reset()
	return true
}

// text reads the text at index at of a line, up to its quote. It returns the index of the quote, -1 if the text is
// not a JSON string.
func (j *jsonReader) text(t *Text, line []byte, at int, place int64, number int) int {
	const step = 8 // bytes that are copied together; those after the end of a part are overwritten
	*t = j.strings.begin()
	text, runs, n := slices.Grow(t.Bytes, len(line)-at+step), t.runs, 0
	text = text[:cap(text)]
	for {
		begin := at
		if line[at] != '"' && len(runs) < maxRuns {
			runs = append(runs, run{place: place + int64(at), line: number, at: int32(n), fixed: true})
		}
		for at+step <= len(line) {
			word := binary.LittleEndian.Uint64(line[at:])
			binary.LittleEndian.PutUint64(text[n+at-begin:], word)
			if found := zeros(word^quotes) | zeros(word^slashes); found != 0 {
				at += bits.TrailingZeros64(found) / 8
				break
			}
			at += step
		}
		for ; !endsPlain[line[at]]; at++ {
			text[n+at-begin] = line[at]
		}
		n += at - begin
		switch line[at] {
		case '"':
			t.Bytes, t.runs = text[:n], runs
			return at
		case '\n':
			return -1
		}
		if c := escapes[line[at+1]]; c != 0 {
			text[n] = c
			n, at = n+1, at+2
			continue
		}
		more, length := appendEscape(text[:n], line[at:])
		if length == 0 {
			return -1
		}
		n, at = len(more), at+length
	}
}

const quotes, slashes = 0x2222222222222222, 0x5c5c5c5c5c5c5c5c

// zeros has a bit in the first byte of v that is 0, and may have some after it.
func zeros(v uint64) uint64 { return (v - 0x0101010101010101) &^ v & 0x8080808080808080 }

// endsPlain are the characters that end a verbatim part of a string.
var endsPlain = [256]bool{'"': true, '\\': true, '\n': true}
