// Output: text and its position in the file.

package records

import "slices"

// Record is the log's information about a part of the text.
type Record struct {
	// Front is the text removed before the text on its line: a prefix, or the JSON before
	// a string. After follows the text of a table cell.
	Front, After []byte
	// Times are the values for keys of times in the same JSON object, the most
	// exact first.
	Times []string
	// Writer is the program that wrote the text, as its prefix or the keys of
	// the JSON object name it: pod, container, process.
	Writer string
}

// Segment is the place in the file of the text from offset At up to the next segment. The
// text is contiguous there, in units of Wide bytes if that is not 0.
type Segment struct {
	At, Place int64
	Line      int
	Wide      uint8
	// Fixed: all of the segment is on one line of the file. Coarse: only the place of its first byte is exact.
	Fixed, Coarse bool
	// Column is the column in the file of the first byte, in characters from 1; 0 if it is unknown.
	Column int32
	// Record is nil for text that is verbatim in the file.
	Record *Record
}

// Block is a line of the text that begins with a digit and has a tag, with the lines of markup after it. They end
// with the end tag of a message and are verbatim in the file.
type Block struct {
	// At and End are the offsets of the beginning of the first line and of the end of the last one.
	At, End int64
	// Tag is the index in the first line of its first tag, Line the length of that line.
	Tag, Line, Lines int32
}

// output collects the text.
type output struct {
	dst      []byte
	end      int64 // offset in the text of the end of dst
	segments []Segment
	blocks   []Block
	// next is the place after the last segment, if a line at this place may continue it.
	next struct {
		place int64
		wide  uint8
		ok    bool
	}
}

// copyLine emits one or more lines unchanged.
func (o *output) copyLine(line []byte, at int64, number int) {
	if !o.next.ok || o.next.wide > 0 || o.next.place != at {
		o.segments = append(o.segments, Segment{At: o.end, Place: at, Line: number, Column: 1})
	}
	o.dst = append(o.dst, line...)
	o.end += int64(len(line))
	o.next.place, o.next.wide, o.next.ok = at+int64(len(line)), 0, true
}

// emit emits a text with its record.
func (o *output) emit(t *Text, rec *Record) { o.emitPart(t.Bytes, t.runs, 0, rec) }

// emitPart emits b with its record. The indexes of its runs are counted from before.
func (o *output) emitPart(b []byte, runs []run, before int, rec *Record) {
	if len(b) == 0 {
		return
	}
	first := &runs[0]
	natural := rec == nil && !first.fixed && (len(runs) == 1 || contiguous(runs))
	if !natural || !o.next.ok || o.next.wide != first.wide || o.next.place != first.place {
		n := len(o.segments)
		o.segments = slices.Grow(o.segments, len(runs))[:n+len(runs)]
		for i := range runs {
			r := &runs[i]
			o.segments[n+i] = Segment{At: o.end + int64(int(r.at)-before), Place: r.place, Line: r.line, Wide: r.wide, Fixed: r.fixed, Coarse: r.coarse, Column: r.column, Record: rec}
		}
	}
	o.dst = append(o.dst, b...)
	o.end += int64(len(b))
	o.next.place, o.next.wide, o.next.ok = first.place+Width(b, first.wide), first.wide, natural
}

// contiguous reports whether runs follow one another in the file, in an encoding with one byte for each ASCII
// character.
func contiguous(runs []run) bool {
	first := &runs[0]
	if first.wide > 0 || first.coarse {
		return false
	}
	for i := range runs {
		r := &runs[i]
		if r.fixed || r.wide > 0 || r.line != first.line || r.place-first.place != int64(r.at-first.at) {
			return false
		}
	}
	return true
}
