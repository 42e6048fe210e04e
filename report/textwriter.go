package report

import (
	"bytes"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/fatih/color"

	"ivrcheck/rules"
)

// textWriter lays out text for people: wrapped at a width, with or without colours. Its input is printable text of one
// line. The only control sequences in it are its own colours.
type textWriter struct {
	buf     bytes.Buffer
	width   int
	colored bool
}

func newTextWriter(opt Options) *textWriter {
	return &textWriter{width: opt.width(), colored: opt.Color}
}

func (p *textWriter) flush(w io.Writer) error {
	_, err := w.Write(p.buf.Bytes())
	p.buf.Reset()
	return err
}

// margin is the indent below a heading, labelWidth the width of margin and label.
const (
	margin     = "  "
	labelWidth = 11
)

func (p *textWriter) line(text string) {
	p.buf.WriteString(strings.TrimRight(text, " "))
	p.buf.WriteByte('\n')
}

func (p *textWriter) wrapped(indent, text string) {
	for _, l := range Wrap(text, p.width-len(indent)) {
		p.line(indent + l)
	}
}

// item writes text beside a label. An empty label continues the previous item.
func (p *textWriter) item(label, text string) { p.itemAt(labelWidth, label, text) }

// itemAt is item with text beginning at the given column.
func (p *textWriter) itemAt(column int, label, text string) {
	lead := strings.Repeat(" ", column)
	if label != "" {
		lead = margin + p.faint(pad(label, column-len(margin)))
	}
	for _, l := range Wrap(text, p.width-column) {
		p.line(lead + l)
		lead = strings.Repeat(" ", column)
	}
}

// items writes labelled lines with a common column for the text.
func (p *textWriter) items(rows [][2]string) {
	column := labelWidth
	for _, r := range rows {
		column = max(column, len(margin)+columns(r[0])+1)
	}
	column = min(column, p.width/2)
	for _, r := range rows {
		if columns(r[0]) > column-len(margin)-1 {
			p.wrapped(margin, p.faint(r[0]))
			r[0] = ""
		}
		p.itemAt(column, r[0], r[1])
	}
}

// verbatim writes text line by line, made printable.
func (p *textWriter) verbatim(indent, text string) {
	for l := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		p.line(indent + Printable(strings.ReplaceAll(l, "\t", "    ")))
	}
}

// paragraphs writes text of a rule or catalogue file, with one paragraph per line.
func (p *textWriter) paragraphs(indent, text string) {
	for l := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		p.wrapped(indent, Printable(strings.TrimSpace(l)))
	}
}

func (p *textWriter) paint(text string, attrs ...color.Attribute) string {
	if !p.colored || text == "" {
		return text
	}
	c := color.New(attrs...)
	c.EnableColor()
	return c.Sprint(text)
}

func (p *textWriter) bold(text string) string   { return p.paint(text, color.Bold) }
func (p *textWriter) faint(text string) string  { return p.paint(text, color.Faint) }
func (p *textWriter) good(text string) string   { return p.paint(text, color.FgGreen) }
func (p *textWriter) bad(text string) string    { return p.paint(text, color.FgRed) }
func (p *textWriter) unsure(text string) string { return p.paint(text, color.FgMagenta) }

func (p *textWriter) severity(text string, s rules.Severity) string {
	switch s {
	case rules.Error:
		return p.paint(text, color.FgRed, color.Bold)
	case rules.Warning:
		return p.paint(text, color.FgYellow, color.Bold)
	}
	return p.paint(text, color.FgCyan, color.Bold)
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-columns(text)))
}

// align pads the cells of each column to the same width. Columns in right are right-aligned.
func align(rows [][]string, right ...int) {
	for column := range rows[0] {
		width := 0
		for _, row := range rows {
			width = max(width, columns(row[column]))
		}
		for _, row := range rows {
			if slices.Contains(right, column) {
				row[column] = strings.Repeat(" ", width-columns(row[column])) + row[column]
			} else {
				row[column] = pad(row[column], width)
			}
		}
	}
}

// Wrap breaks text into lines of a width in columns, between words if possible.
// It returns at least one line, in linear time, since a capture may contain a word of
// any length.
func Wrap(text string, width int) []string {
	width = max(width, 10)
	var lines []string
	line, used := "", 0
	for word := range strings.SplitSeq(text, " ") {
		n, w := cut(word, width)
		if line != "" && (n < len(word) || used+1+w > width) {
			lines = append(lines, line)
			line, used = "", 0
		}
		for n < len(word) {
			lines = append(lines, word[:n])
			word = word[n:]
			n, w = cut(word, width)
		}
		if line != "" {
			line += " "
			used++
		}
		line += word
		used += w
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// columns returns the width of text on a terminal: no column for colours, two columns for wide East Asian characters.
func columns(text string) int {
	_, used := cut(text, math.MaxInt)
	return used
}

// cut returns the length in bytes of the part of text that fits a width, at least one character, and its width.
func cut(text string, width int) (n, used int) {
	skip := false
	for i, r := range text {
		switch {
		case r == '\x1b':
			skip = true
		case skip:
			skip = r != 'm'
		default:
			w := cells(r)
			if used+w > width && i > 0 {
				return i, used
			}
			used += w
		}
	}
	return len(text), used
}

// cells returns the columns of a character.
func cells(r rune) int {
	switch {
	case r < 0x1100:
		return 1
	case r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}
