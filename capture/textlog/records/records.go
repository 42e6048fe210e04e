// Package records undoes what loggers, containers and shippers did to the lines of
// a log.
//
// In: the bytes of any text. Out: the text that programs wrote, in UTF-8, with the place
// of each byte in the file (Segment). Lines of JSON become the strings in them, prefixes
// of containers and of syslog are removed, parts of a record are joined, and the lines of
// a message that several writers wrote at the same time follow one another. Removed text
// that concerns a message is in its Record. Other text is copied unchanged; its lines
// with tags (Block) need not be searched again.
//
// This package knows only the name of a message's root element.
//
// Files, from the entry point down: records.go, input.go, continued.go, jsonline.go, json.go, csv.go, shape.go,
// thread.go, hold.go, output.go, pasted.go, mail.go, digits.go, coded.go, undo.go, text.go.
package records

import (
	"bytes"
	"context"
	"io"
)

// Source reads a log.
type Source struct {
	input
	output
	// inLine: raw[at:] continues a line that was too long and is emitted like its beginning.
	inLine bool
	cell   csvCell
	json   *jsonReader
	hold   *holder
	// mixed: another thread writes before the message of the next line ends.
	mixed    bool
	pasted   pasted
	digits   digits
	prefixed prefixed
}

// New returns a Source that reads r. root is the name of the root of messages.
func New(ctx context.Context, r io.Reader, root string) *Source {
	s := &Source{input: input{ctx: ctx, src: r, line: 1}}
	s.hold = &holder{out: &s.output, root: []byte(root), endTag: []byte("</" + root + ">"), writers: map[string]*writer{}}
	s.json = &jsonReader{out: &s.output, hold: s.hold}
	return s
}

// Append appends more of the text to dst. At the end, after all text, the error is io.EOF
// or the error of the reader.
func (s *Source) Append(dst []byte) ([]byte, error) {
	s.dst, s.blocks = dst, s.blocks[:0]
	for len(s.dst) == len(dst) {
		if s.eof && s.at == len(s.raw) {
			s.json.end()
			s.cell.end(s.hold)
			s.emit(&s.pasted.soft, nil)
			s.pasted.soft = Text{}
			s.hold.flushAll()
			if len(s.dst) == len(dst) {
				return s.dst, s.err
			}
			break
		}
		if s.starved || s.at == len(s.raw) {
			s.read()
		}
		s.lines()
	}
	return s.dst, nil
}

// Segments returns the segments that were added since the last call. They are valid until the next call of Append.
func (s *Source) Segments() []Segment {
	list := s.segments
	s.segments = s.segments[:0]
	if cap(list) > maxSpareSegments {
		s.segments = nil
	}
	return list
}

// maxSpareSegments is the most segments whose memory is kept for reuse.
const maxSpareSegments = 1 << 12

// Blocks returns most blocks of the text that the last call of Append added. They are valid until the next one.
func (s *Source) Blocks() []Block { return s.blocks }

// Place returns the offset in the file up to which it was examined.
func (s *Source) Place() int64 { return s.place }

// lines takes the complete lines.
func (s *Source) lines() {
	var odd oddities
	if last := bytes.LastIndexByte(s.raw[s.searched:], '\n'); last >= 0 {
		lines := s.raw[s.at : s.searched+last+1]
		odd.examine(lines)
		if !s.pasted.valued {
			if start, end := s.pasted.firstValue(lines); end > 0 {
				s.pasted.codedFrom, s.pasted.codedTo = s.place+int64(start), s.place+int64(end)
			}
		}
	}
	for s.starved = false; s.at < len(s.raw) && !s.starved; {
		if s.plainLines(&odd) || s.jsonLines(&odd) || s.shapedLines(&odd) {
			continue
		}
		if !s.inLine && s.detect() {
			continue
		}
		if s.encoding.wide > 0 {
			if text, n, ended := s.wideLine(); n > 0 {
				s.takeText(&text)
				s.pass(n, ended)
				s.inLine = s.inLine && n == maxLine
			}
			continue
		}
		n := bytes.IndexByte(s.raw[s.searched:], '\n') + 1
		if n > 0 {
			n += s.searched - s.at
		}
		if n = min(n, maxLine); n == 0 {
			n = min(len(s.raw)-s.at, maxLine)
			if n < maxLine && !s.eof {
				s.searched, s.starved = len(s.raw), true
				return
			}
			odd.examine(s.raw[s.at : s.at+n])
		}
		if line := s.raw[s.at : s.at+n]; !s.inLine && line[0] == '>' && s.pasted.reply == 0 {
			depth, enough := replyDepth(line, s.raw[s.at+n:], s.eof)
			if s.starved = !enough; s.starved {
				return
			}
			s.pasted.reply = depth
		}
		s.mixed = false
		if line := s.raw[s.at : s.at+n]; !s.inLine && s.hold.opensMessage(line, firstTag(line)) {
			mixed, enough := s.hold.interleaved(line, s.raw[s.at+n:], s.eof)
			if s.starved = !enough; s.starved {
				return
			}
			s.mixed = mixed
		}
		inJSON := s.json.active || beginsJSON(s.raw[s.at:s.at+n])
		if line := s.raw[s.at : s.at+n]; !inJSON && !s.inLine && s.pasted.mayContinue() {
			c, enough := continues(line, s.raw[s.at+n:], s.eof)
			if s.starved = !enough; s.starved {
				return
			}
			s.pasted.continued = c
		}
		if line := s.raw[s.at : s.at+n]; s.pasted.column == 0 && s.pasted.continued.how == notContinued && !inJSON && !s.inLine && isCut(line) {
			column, enough := s.pasted.wrappedAt(line, s.raw[s.at+n:], s.eof)
			if s.starved = !enough; s.starved {
				return
			}
			if s.pasted.column = column; column > 0 {
				marks, _ := quotation(line, s.pasted.reply)
				s.pasted.column -= marks
			}
		}
		if s.pasted.column > 0 || s.pasted.continued.how == byIndent {
			next := s.raw[s.at+n:]
			if s.starved = len(next) < longestName && !s.eof; s.starved {
				return
			}
			marks, _ := quotation(next, s.pasted.reply)
			if s.pasted.continued.how == byIndent {
				marks = min(len(indent), len(next))
			}
			s.pasted.attribute = beginsAttribute(next[marks:])
			s.pasted.indented = len(next) > marks && (next[marks] == ' ' || next[marks] == '\t')
		}
		s.take(s.raw[s.at:s.at+n], &odd)
		s.pass(n, s.raw[s.at+n-1] == '\n')
	}
}

// plainLines emits the next complete lines that need no change, in an encoding with one
// byte for each ASCII character: most lines of most logs. It returns false if there are
// no such lines.
func (s *Source) plainLines(odd *oddities) bool {
	if s.inside || s.encoding.wide > 0 || odd.color || odd.control || odd.typographic || s.place < s.pasted.codedTo || s.json.active || s.cell.open || len(s.hold.order) > 0 || s.hold.following() || s.hold.file != "" || s.pasted.active() || s.digits != noDigits {
		return false
	}
	raw := s.raw
	end, lines, from := s.at, 0, max(s.at, s.searched)
	// A message may begin on the line from opened to text, with opening lines before it.
	// No line between text and end begins with a digit, as those of threads do.
	opened, text, opening := -1, 0, 0
	mixed := false // then its lines are not plain
	for end+1 < len(raw) {
		c, second := raw[end], raw[end+1]
		if c == 0 || c >= 0xef || second == 0 && c != '\n' {
			break
		}
		next := from + bytes.IndexByte(raw[from:], '\n') + 1
		if next == from || next-end > maxLine {
			break
		}
		line, tag := raw[end:next], -1
		if isDigit(c) || !isMarkup(line) {
			if tag = firstTag(line); !usual(line, tag) {
				break
			}
		}
		n, more := 0, 0 // length and number of the lines of markup after it
		if next < len(raw) && markup[raw[next]]&begins != 0 {
			n, more = markupLines(raw[next:])
		}
		if isDigit(c) {
			if mixed = opened >= 0 && s.hold.mayMix(raw[opened:text], raw[text:], end-text); mixed {
				break
			}
			opened = -1
			switch {
			case tag < 2:
			case bytes.HasSuffix(body(raw[end:next+n]), s.hold.endTag):
				s.blocks = append(s.blocks, Block{At: s.end + int64(end-s.at), End: s.end + int64(next+n-s.at), Tag: int32(tag), Line: int32(len(line)), Lines: int32(1 + more)})
			case inThread(line, tag):
				opened, text, opening = end, next, lines
			}
		}
		lines, end = lines+1+more, next+n
		from = end
	}
	if mixed || opened >= 0 && s.hold.mayMix(raw[opened:text], raw[text:], end-text) {
		end, lines = opened, opening
	}
	if lines == 0 {
		return false
	}
	s.copyLine(s.raw[s.at:end], s.place, s.line)
	s.line += lines
	s.skip(end - s.at)
	return true
}

// simple reports whether the next lines can be examined one by one, without state from lines before.
func (s *Source) simple(odd *oddities) bool {
	return !s.inside && s.encoding.wide == 0 && !odd.color && !odd.typographic && !s.json.active && !s.cell.open && !s.pasted.active() && s.digits == noDigits
}

// nextLine returns the next complete line that is not too long, nil if it is incomplete or too long.
func (s *Source) nextLine() []byte {
	from := max(s.at, s.searched)
	if n := bytes.IndexByte(s.raw[from:], '\n') + 1; n > 0 && from+n-s.at <= maxLine {
		return s.raw[s.at : from+n]
	}
	return nil
}

// jsonLines takes the next complete lines that are like the jsonLine. It returns false if it took none.
func (s *Source) jsonLines(odd *oddities) (took bool) {
	if len(s.json.line.values) == 0 || !s.simple(odd) {
		return false
	}
	for {
		line := s.nextLine()
		if line == nil || !s.json.takeLine(line, s.place, s.line) {
			return took
		}
		s.line++
		s.skip(len(line))
		took = true
	}
}

// shapedLines takes the next complete lines that have a shape, like the line before, and need no other change. It
// returns false if it took none.
func (s *Source) shapedLines(odd *oddities) (took bool) {
	if s.prefixed.shape == nil || !s.simple(odd) || odd.control {
		return false
	}
	line := Text{runs: make([]run, 1)}
	for {
		b := s.nextLine()
		if len(b) < shortestShaped || len(shapesByFirst[b[0]]) == 0 {
			return took
		}
		shape := matchShape(b)
		if shape == nil {
			return took
		}
		tag := firstTag(b)
		if value := value(b, tag); mayBeRow(b, tag, value) || look(b, tag, value) != signNone || beginsJSON(b) || s.hold.opensMessage(b, tag) {
			return took
		}
		line.Bytes, line.runs[0] = b, run{place: s.place, line: s.line, column: 1}
		s.prefixed.take(s.hold, shape, &line)
		s.line++
		s.skip(len(b))
		took = true
	}
}

// usual reports whether a line with its first tag at tag needs no change, apart from the handling of
// threads.
func usual(line []byte, tag int) bool {
	// Fast path: a time, text, a tag, and a tag at the end.
	if n := len(body(line)); tag > 2 && line[tag-1] == ' ' && n > 0 && line[n-1] == '>' && line[2] != ' ' && isDated(line) && isPlainTag(line, tag) {
		return true
	}
	value := value(line, tag)
	return line[0] != '>' && !mayBeRow(line, tag, value) && look(line, tag, value) == signNone && !beginsJSON(line) && matchShape(line) == nil
}

// pass skips a line, or a part of one, of n bytes.
func (s *Source) pass(n int, ended bool) {
	if s.inLine = !ended; ended {
		s.line++
	}
	s.inside = !ended
	s.skip(n)
}

// oddities are features found in a part of the text. Most parts have none, so their lines
// need not be searched.
type oddities struct{ color, control, typographic bool }

func (o *oddities) examine(b []byte) {
	o.color = o.color || bytes.IndexByte(b, '\x1b') >= 0
	o.control = o.control || hasControl(b)
	o.typographic = o.typographic || hasTypographic(b)
}

// take takes a line in an encoding with one byte for each ASCII character.
func (s *Source) take(line []byte, odd *oddities) {
	if !s.plain(line, odd) {
		text := lineText(line, s.place, s.line, 0, s.inside)
		s.takeText(&text)
		return
	}
	n := len(s.segments)
	if s.copyLine(line, s.place, s.line); s.inside && len(s.segments) > n {
		s.segments[n].Column = 0
	}
}

// plain reports whether a line needs no change.
func (s *Source) plain(line []byte, odd *oddities) bool {
	if s.json.active || s.cell.open || s.hold.following() || s.hold.threads() || s.hold.file != "" {
		return false
	}
	if odd.color && bytes.IndexByte(line, '\x1b') >= 0 {
		return false
	}
	if s.pasted.active() || s.digits != noDigits || odd.control && hasControl(line) || odd.typographic && hasTypographic(line) {
		return false
	}
	coded := s.pasted.codedFrom <= s.place && s.place < s.pasted.codedTo
	if s.inLine || !coded && !isDigit(line[0]) && isMarkup(line) { // the same lines as in plainLines
		return true
	}
	tag := firstTag(line)
	return usual(line, tag) && !s.hold.opensMessage(line, tag)
}

// takeText takes a line, or a part of one that is too long.
func (s *Source) takeText(t *Text) {
	if bytes.IndexByte(t.Bytes, '\x1b') >= 0 {
		removeColor(t)
	}
	if t.Len() == 0 {
		return
	}
	if s.pasted.reply > 0 && !s.inLine {
		n, marks := quotation(t.Bytes, s.pasted.reply)
		if marks == 0 {
			s.pasted.reply = 0
		}
		if *t = t.part(n, t.Len()); t.Len() == 0 {
			return
		}
	}
	if s.pasted.base64 && !s.inLine && !s.decoded(t) {
		return
	}
	if s.pasted.continued.how != notContinued && !s.inLine {
		before, ok := s.pasted.join(t)
		if before.Len() > 0 {
			s.textLine(&before)
		}
		if !ok || t.Len() == 0 {
			return
		}
	}
	tag := firstTag(t.Bytes)
	sign := look(t.Bytes, tag, value(t.Bytes, tag))
	first := !s.json.active && !s.inLine && !beginsJSON(t.Bytes)
	if s.digits == decimals || s.digits == noDigits && sign == signCoded && first && codeOf(t.Bytes) == &codes[decimalCode] {
		out, ok := s.digits.takeNumbers(t)
		if s.emit(&out, nil); ok {
			return
		}
	} else if s.digits != noDigits || sign == signPairs && first {
		out, ok := s.digits.take(t)
		if s.emit(&out, nil); ok {
			return
		}
	}
	switch sign {
	case signBase64:
		s.pasted.base64 = true
	case signQuoted:
		s.pasted.quoted = true
	case signTypographic:
		s.pasted.typographic = true
	case signHex:
		removeColons(t)
		removeHex(t)
	case signDigits:
		removeHex(t)
	case signCoded:
		switch {
		case s.json.active, !s.inLine && beginsJSON(t.Bytes): // its strings are decoded later
		case !s.inLine && s.pasted.beginBase64(t.Bytes):
			s.decoded(t)
			return
		default:
			codeOf(t.Bytes).remove(t)
		}
	case signEscaped:
		removeEscapes(t)
	}
	s.pasted.typographic = s.pasted.typographic || hasTypographic(t.Bytes)
	if s.pasted.quoted && !s.pasted.removeQuoted(t) {
		return
	}
	if s.pasted.typographic {
		s.pasted.removeTypographic(t)
	}
	if s.json.active || !s.inLine && beginsJSON(t.Bytes) {
		rest, ok := s.json.feed(t)
		if !ok {
			return
		}
		t = &rest
	}
	s.textLine(t)
}

// decoded takes a line of base64. It returns false if t was base64, true if t must still be taken.
func (s *Source) decoded(t *Text) bool {
	done, ok := s.pasted.decodeBase64(t)
	if ok && done.Len() == t.Len() && &done.Bytes[0] == &t.Bytes[0] {
		return true
	}
	for at := 0; at < done.Len(); {
		end := done.Len()
		if i := bytes.IndexByte(done.Bytes[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := done.part(at, end)
		s.textLine(&line)
		at = end
	}
	return !ok
}

// textLine takes a line that is not JSON.
func (s *Source) textLine(t *Text) {
	tag := firstTag(t.Bytes)
	if s.cell.open || mayBeRow(t.Bytes, tag, value(t.Bytes, tag)) {
		if s.cell.take(s.hold, t) {
			return
		}
	}
	if hasControl(t.Bytes) {
		removeControl(t)
	}
	if !s.inLine {
		if shape := matchShape(t.Bytes); shape != nil {
			s.prefixed.take(s.hold, shape, t)
			return
		}
		if s.hold.takeThread(t, s.mixed) {
			return
		}
	}
	if column := s.pasted.column; column > 0 {
		switch n := characters(t.Bytes); {
		case n > column:
			s.pasted.column, s.pasted.words = 0, false
		case n < column:
			s.pasted.words = s.pasted.words || inTag(bytes.TrimRight(t.Bytes, "\r\n"))
		case n == column && (inTag(bytes.TrimRight(t.Bytes, "\r\n")) || s.hold.wouldOpen(wrapped, t)):
			line := *t
			if b := bytes.TrimRight(t.Bytes, "\r\n"); s.pasted.joins(b) {
				line = t.part(0, len(b))
			}
			s.hold.take(wrapped, &line, nil, true)
			return
		}
	}
	if s.hold.follow(t) || s.hold.takeOfFile(t) {
		return
	}
	s.emit(t, nil)
}

// longestName is the length of the beginning of the next line that is examined for an attribute.
const longestName = 64

// wrapped is the key of a writer whose lines are wrapped.
const wrapped = "wrapped"

// Typographic reports whether typographic quotes or no-break spaces were found in tags.
func (s *Source) Typographic() bool { return s.pasted.typographic }
