// Text with the place of each byte in the file.

package records

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"sort"
	"unicode/utf8"
)

// Text is text with the place in the file of each byte. The zero Text is empty.
type Text struct {
	Bytes []byte
	runs  []run
	// near is the last result of a search for a run.
	near int
}

// run records that the bytes from index at up to the next run are contiguous in the file
// from place on. They are on one line.
type run struct {
	place int64
	line  int
	at    int32 // small, because a text may have maxRuns runs
	// column is the column in the file of the first byte, in characters from 1; 0 if it is unknown.
	column int32
	// wide is the number of bytes of a unit in the file, 2 in UTF-16, 4 in UTF-32, else 0. fixed:
	// all bytes are on one line of the file, also after a line break.
	wide  uint8
	fixed bool
	// coarse: only the place of the first byte is exact.
	coarse bool
	chars  charset
}

// charset is a known property of the bytes of a run.
type charset uint8

const (
	anyBytes charset = iota
	ascii
	validUTF8
)

// maxRuns is the most runs of a text; the places after them are not exact.
const maxRuns = 1 << 16

// lineText returns the text of a line, or of a part of one that begins inside a line, that is verbatim in the file.
func lineText(b []byte, place int64, line int, wide uint8, inside bool) Text {
	t := Text{Bytes: b, runs: []run{{place: place, line: line, wide: wide, column: firstColumn(inside), chars: charsetOf(b)}}}
	if wide == 0 && t.runs[0].chars == ascii {
		return t
	}
	step := 64 // so that no search for a place is long
	if t.runs[0].chars == anyBytes {
		step /= 4
	}
	for at := step; at < len(b); at += step {
		for at < len(b) && b[at]&0xc0 == 0x80 {
			at++
		}
		t.runs = append(t.runs, t.locate(at))
	}
	return t
}

// Len returns the number of bytes.
func (t *Text) Len() int { return len(t.Bytes) }

// locate returns the run of the byte at index i, moved so that it begins there.
func (t *Text) locate(i int) run {
	n := t.runAfter(i) - 1
	if n < 0 {
		return run{at: int32(i)}
	}
	r := t.runs[n]
	r.place += Width(t.Bytes[r.at:i], r.wide)
	r.column = r.columnAfter(t.Bytes[r.at:i])
	r.at = int32(i)
	return r
}

// runAfter returns the index of the first run that begins after the byte at index i.
func (t *Text) runAfter(i int) int {
	if n := len(t.runs); n > 0 && int(t.runs[n-1].at) <= i {
		return n // most texts
	}
	if n := t.near; n > 0 && n+1 < len(t.runs) && int(t.runs[n-1].at) <= i && int(t.runs[n+1].at) > i {
		if int(t.runs[n].at) <= i { // a search goes on at the next run
			t.near++
		}
		return t.near
	}
	t.near = sort.Search(len(t.runs), func(n int) bool { return int(t.runs[n].at) > i })
	return t.near
}

// clone returns a copy of a text with its own memory.
func (t *Text) clone() Text { return Text{Bytes: bytes.Clone(t.Bytes), runs: slices.Clone(t.runs)} }

// add appends the bytes of src from i to j.
func (t *Text) add(src *Text, i, j int) {
	if i >= j {
		return
	}
	shift := len(t.Bytes) - i
	if i == 0 && j == len(src.Bytes) && len(src.runs) > 0 && len(t.runs)+len(src.runs) <= maxRuns { // most texts
		for _, r := range src.runs {
			r.at += int32(shift)
			t.runs = append(t.runs, r)
		}
		t.Bytes = append(t.Bytes, src.Bytes...)
		return
	}
	t.run(src.locate(i), shift)
	if len(src.runs) > 1 {
		n, end := src.runAfter(i), src.runAfter(j-1)
		if end > n {
			t.runs = slices.Grow(t.runs, min(end-n, maxRuns-len(t.runs)))
		}
		for ; n < end; n++ {
			t.run(src.runs[n], shift)
		}
	}
	t.Bytes = append(t.Bytes, src.Bytes[i:j]...)
}

func (t *Text) run(r run, shift int) {
	if len(t.runs) < maxRuns {
		r.at += int32(shift)
		t.runs = append(t.runs, r)
	} else {
		t.runs[maxRuns-1].column = 0
	}
}

// view makes t the text of src from i to j, in the memory of src. The runs are in the memory of t.
func (t *Text) view(src *Text, i, j int) {
	t.Bytes, t.runs = src.Bytes[i:j:j], t.runs[:0]
	if i >= j {
		return
	}
	t.run(src.locate(i), -i)
	if len(src.runs) == 1 {
		return
	}
	for n, end := src.runAfter(i), src.runAfter(j-1); n < end; n++ {
		t.run(src.runs[n], -i)
	}
}

// put appends b, whose encoded form is at index i of src.
func (t *Text) put(b []byte, src *Text, i int) {
	r := src.locate(min(i, max(src.Len()-1, 0)))
	r.fixed = true
	r.coarse, r.chars = r.coarse || utf8.RuneCount(b) > 1, anyBytes
	t.run(r, len(t.Bytes)-int(r.at))
	t.Bytes = append(t.Bytes, b...)
}

// putBreak appends a line break that the file does not contain, after the byte at index i of src.
func (t *Text) putBreak(src *Text, i int) {
	t.put([]byte{'\n'}, src, i)
	t.runs[len(t.runs)-1].column = 0
}

// part returns the text from i to j, in the memory of t.
func (t *Text) part(i, j int) Text {
	var p Text
	if i >= j {
		return p
	}
	first := t.locate(i)
	first.at = 0
	n, end := t.runAfter(i), t.runAfter(j-1)
	p.runs = append(make([]run, 0, 1+max(0, end-n)), first)
	for ; n < end; n++ {
		r := t.runs[n]
		r.at -= int32(i)
		p.runs = append(p.runs, r)
	}
	p.Bytes = t.Bytes[i:j:j]
	return p
}

// Width returns the length in the file of b, which is UTF-8 here, but in the file UTF-16 if wide is 2 and
// UTF-32 if it is 4. An invalid character of the file is U+FFFD here, with the same length in the file.
func Width(b []byte, wide uint8) int64 {
	if wide == 0 {
		return int64(len(b))
	}
	n := int64(0)
	for _, c := range b {
		switch {
		case c >= 0xf0:
			n += 4 // a pair
		case c&0xc0 != 0x80:
			n += int64(wide)
		}
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

func isName(c byte) bool { return isLower(c) || c >= 'A' && c <= 'Z' || isDigit(c) }

func allDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// firstTag returns the index in b of the first < of a tag or at the end, not of an arrow or a
// priority; -1 if there is none.
func firstTag(b []byte) int {
	for at := bytes.IndexByte(b, '<'); at >= 0; {
		for at+1 < len(b) && b[at+1] == '<' {
			at++
		}
		if at+1 == len(b) {
			return at
		}
		if c := b[at+1]; beginsTag(c) || c == '/' || c == '\r' || c == '\n' || c == '\\' || c >= 0x80 || c == '_' {
			return at
		}
		i := bytes.IndexByte(b[at+1:], '<')
		if i < 0 {
			break
		}
		at += 1 + i
	}
	return -1
}

// beginsTag reports whether a tag, a declaration or a document type may begin with c after its <.
func beginsTag(c byte) bool { return c >= 'A' && isName(c) || c == '?' || c == '!' }

// value returns the index in b of the first value of an attribute after a tag at tag, -1 if
// there is none.
func value(b []byte, tag int) int {
	if tag < 0 {
		return -1
	}
	i := bytes.IndexByte(b[tag:], '=')
	if i < 0 {
		return -1
	}
	return tag + i + 1
}

// inTag reports whether b ends inside a tag.
func inTag(b []byte) bool {
	open := bytes.LastIndexByte(b, '<')
	if open < 0 || open+1 == len(b) {
		return open >= 0
	}
	if c := b[open+1]; !isName(c) && c != '/' && c != '!' && c != '?' {
		return false
	}
	return bytes.IndexByte(b[open:], '>') < 0
}

// openTag reports whether places of a text, in ascending order, are inside tags.
type openTag struct {
	searched int // up to here
	after    int // the last < before that, 0 for none
}

// has reports whether a place is inside a tag and close to its beginning.
func (t *openTag) has(b []byte, at int) bool {
	const far = 1 << 8
	if i := bytes.LastIndexByte(b[t.searched:at], '<'); i >= 0 {
		t.after = t.searched + i + 1
	}
	t.searched = at
	return t.after > 0 && at-t.after < far && inTag(b[t.after-1:at])
}

// assigned returns the index after the name and the = that a line begins with, 0 if it does not.
func assigned(line []byte) int {
	n := 0
	for n < len(line) && isName(line[n]) {
		n++
	}
	if n == 0 || n == len(line) || line[n] != '=' {
		return 0
	}
	return n + 1
}

func hexValue(c byte) int { return int(hexValues[c]) }

var hexValues = func() (values [256]int8) {
	for c := range values {
		values[c] = -1
	}
	for i, c := range "0123456789abcdef" {
		values[c] = int8(i)
	}
	for i, c := range "ABCDEF" {
		values[c] = int8(10 + i)
	}
	return values
}()

// afterBlanks returns a line without its leading blanks.
func afterBlanks(line []byte) []byte {
	for len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
		line = line[1:]
	}
	return line
}

func blanks(b []byte, at int) int {
	for at < len(b) && (b[at] == ' ' || b[at] == '\t' || b[at] == '\r' || b[at] == '\n' || b[at] == 0) {
		at++
	}
	return at
}

// narrowText reports whether b is ASCII.
func narrowText(b []byte) bool {
	for _, c := range b {
		if !printable(c) {
			return false
		}
	}
	return true
}

func printable(c byte) bool { return c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t' }

// ordinary is the most bytes of memory that a writer without text, or the strings of a value, keep for reuse.
const ordinary = 16 << 10

// arena is the memory of the strings of a value.
type arena struct {
	all, free Text // free is the part of all without kept strings
}

// begin returns an empty text in free memory.
func (a *arena) begin() Text { return Text{Bytes: a.free.Bytes[:0], runs: a.free.runs[:0]} }

// keep keeps a text that begin returned, with room for one more byte and one more run. viewed: its bytes
// are not in the arena.
func (a *arena) keep(t *Text, viewed bool) {
	a.drop(t, viewed)
	if !viewed {
		a.free.Bytes, t.Bytes = after(t.Bytes)
	}
	a.free.runs, t.runs = after(t.runs)
}

// drop frees the memory of a text that begin returned.
func (a *arena) drop(t *Text, viewed bool) {
	if !viewed {
		if a.free.Bytes = t.Bytes[:0]; cap(t.Bytes) > cap(a.all.Bytes) {
			a.all.Bytes = t.Bytes
		}
	}
	if a.free.runs = t.runs[:0]; cap(t.runs) > cap(a.all.runs) {
		a.all.runs = t.runs
	}
}

// after returns the memory after a slice and one spare element, and the slice with room for only that element.
func after[T any](s []T) (free, own []T) {
	end := min(len(s)+1, cap(s))
	return s[end:end:cap(s)], s[:len(s):end]
}

// reset frees all memory for reuse, or drops it if it is large.
func (a *arena) reset() {
	if cap(a.all.Bytes) > ordinary || cap(a.all.runs) > ordinary/16 {
		a.all = Text{}
	}
	a.free = Text{Bytes: a.all.Bytes[:0], runs: a.all.runs[:0]}
}

// interned contains strings that occur often.
type interned map[string]string

// of returns b as a string, without a new allocation if it is known.
func (all *interned) of(b []byte) string {
	const most = 256
	if s, ok := (*all)[string(b)]; ok {
		return s
	}
	if len(*all) >= most {
		clear(*all)
	} else if *all == nil {
		*all = interned{}
	}
	s := string(b)
	(*all)[s] = s
	return s
}

// firstColumn returns the column of the first byte of a line, 0 (unknown) for a part inside a line.
func firstColumn(inside bool) int32 {
	if inside {
		return 0
	}
	return 1
}

// columnAfter returns the column after b, with which the run begins.
func (r *run) columnAfter(b []byte) int32 {
	switch {
	case len(b) == 0:
		return r.column
	case r.column == 0 || r.coarse:
		return 0
	case r.chars == ascii:
		return r.column + int32(len(b))
	case r.chars == validUTF8:
		return r.column + int32(validRunes(b))
	case isASCII(b):
		return r.column + int32(len(b))
	}
	return r.column + int32(utf8.RuneCount(b))
}

// setColumns sets the columns of runs of a line at a place.
func setColumns(runs []run, line []byte, place int64) {
	narrow := isASCII(line)
	at, column := 0, int32(1)
	for i := range runs {
		r := &runs[i]
		before := line[at:min(int(r.place-place), len(line))]
		if at += len(before); narrow {
			column += int32(len(before))
		} else {
			column += int32(utf8.RuneCount(before))
		}
		r.column = column
	}
	if len(runs) == maxRuns {
		runs[maxRuns-1].column = 0
	}
}

// charsetOf returns the charset of b.
func charsetOf(b []byte) charset {
	switch {
	case isASCII(b):
		return ascii
	case utf8.Valid(b):
		return validUTF8
	}
	return anyBytes
}

// validRunes returns the number of characters of valid UTF-8.
func validRunes(b []byte) int {
	n := len(b)
	for ; len(b) >= 8; b = b[8:] {
		w := binary.LittleEndian.Uint64(b)
		n -= bits.OnesCount64(w >> 7 &^ (w >> 6) & 0x01010101_01010101)
	}
	for _, c := range b {
		if c&0xc0 == 0x80 {
			n--
		}
	}
	return n
}

// isASCII reports whether b is ASCII.
func isASCII(b []byte) bool {
	const high = 0x80808080_80808080
	all := uint64(0)
	for len(b) >= 32 {
		all |= binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) | binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		b = b[32:]
	}
	for len(b) >= 8 {
		all |= binary.LittleEndian.Uint64(b)
		b = b[8:]
	}
	for _, c := range b {
		all |= uint64(c)
	}
	return all&high == 0
}
