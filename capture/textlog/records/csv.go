// Cells of tables, and strings of C# such as @"text", in which quotes are doubled.

package records

import "bytes"

// csvCell is a cell that continues on the next line.
type csvCell struct {
	open bool
	text Text // of the rows so far, verbatim
	rows int  // lines in it
}

const (
	maxCell = 2 << 20
	maxRows = 10_000
)

// mayBeRow is a quick test for a row of a table that contains a message. The first tag of b,
// which is at tag, begins a cell or follows the first of several quoted cells, or the first
// value of an attribute, which is at value, has doubled quotes.
func mayBeRow(b []byte, tag, value int) bool {
	if tag < 0 {
		return false
	}
	if tag > 0 && b[tag-1] == '"' && (tag == 1 || isSeparator(b[tag-2]) || b[tag-2] == '@') {
		return true
	}
	if b[0] == '"' && bytes.Contains(b[:tag], []byte(`","`)) {
		return true
	}
	if value < 0 || value+2 >= len(b) || b[value] != '"' || b[value+1] != '"' {
		return false
	}
	switch b[value+2] {
	case ' ', '\t', '\r', '\n', '>', '/', '?', '\\':
		return false
	}
	return true
}

func isSeparator(c byte) bool { return c == ',' || c == ';' || c == '\t' || c == '|' || c == '\n' }

// take takes a line of a table. It returns false for any other line.
func (c *csvCell) take(h *holder, t *Text) bool {
	if c.open {
		c.text.add(t, 0, t.Len())
		c.rows++
		t = &c.text
	}
	out, cells, r := rows(t)
	switch {
	case r == open && t.Len() < maxCell && c.rows < maxRows:
		if !c.open {
			c.text = Text{}
			c.text.add(t, 0, t.Len())
			c.open = true
		}
		return true
	case r == whole && len(cells) > 0:
		c.emit(h, t, &out, cells)
	case !c.open:
		return false
	default:
		h.out.emit(t, nil)
	}
	*c = csvCell{}
	return true
}

// end emits a cell that has no end.
func (c *csvCell) end(h *holder) {
	if c.open {
		out, cells, _ := rows(&c.text)
		c.emit(h, &c.text, &out, cells)
		*c = csvCell{}
	}
}

// cell is a cell of a row, from at to end in the decoded row.
type cell struct{ at, end int }

// outcome is the kind of a text: not a table, complete rows, or rows that end inside a cell.
type outcome uint8

const (
	none outcome = iota
	whole
	open
)

// rows returns the text of t with the doubled quotes in cells made single.
func rows(t *Text) (out Text, cells []cell, r outcome) {
	b, from := t.Bytes, 0
	quoted, start := false, 0
	for at := 0; at < len(b); at++ {
		if b[at] != '"' {
			continue
		}
		switch {
		case !quoted:
			if at == 0 || isSeparator(b[at-1]) || b[at-1] == '@' {
				quoted = true
				out.add(t, from, at+1)
				from, start = at+1, out.Len()
			}
		case at+1 < len(b) && b[at+1] == '"':
			out.add(t, from, at+1)
			at++
			from = at + 1 // one of two
		case at+1 < len(b) && b[at+1] != '\r' && b[at+1] != ')' && !isSeparator(b[at+1]):
			return out, nil, none
		default:
			out.add(t, from, at)
			from = at
			cells = append(cells, cell{start, out.Len()})
			quoted = false
		}
	}
	out.add(t, from, len(b))
	if quoted {
		return out, append(cells, cell{start, out.Len()}), open
	}
	return out, cells, whole
}

// emit emits the cells of a row that have a tag, each on its own line, or the row if none
// has one. Their record is the text around the first.
func (c *csvCell) emit(h *holder, t, row *Text, cells []cell) {
	var rec *Record
	for _, k := range cells {
		text := row.part(k.at, k.end)
		if bytes.IndexByte(text.Bytes, '<') < 0 {
			continue
		}
		if rec == nil {
			rec = &Record{
				Front: bytes.Clone(row.Bytes[max(0, k.at-maxKept):k.at]),
				After: bytes.Clone(row.Bytes[k.end:min(row.Len(), k.end+maxKept)]),
			}
		}
		var line Text
		line.add(&text, 0, text.Len())
		line.putBreak(&text, text.Len()-1)
		if hasControl(line.Bytes) {
			removeControl(&line)
		}
		h.take("csv", &line, rec, false)
	}
	if rec == nil {
		h.out.emit(t, nil)
	}
}
