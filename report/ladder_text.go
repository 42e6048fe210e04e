package report

import (
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// maxLadder is the maximum readable width, minArrow the minimum width of an arrow before columns beside it are omitted,
// minOneLine the minimum for name and values on one line.
const (
	maxLadder  = 132
	minArrow   = 28
	minOneLine = 48
)

// textLadder draws one ladder on a terminal. No line exceeds the width: first it omits the times, then the places, then
// it cuts labels.
type textLadder struct {
	*textWriter
	g           glyphs
	ascii       bool
	at, time    int // columns of the place and the time; 0: omitted
	inner       int // columns between the lifelines
	placeHeader string
}

var ladderFormats = formats[func(io.Writer, []*Ladder, Options) error]{
	{"text", textLadders},
	{"svg", svgLadders},
}

// WriteLadders draws ladders, one below the other, as text or svg.
func WriteLadders(w io.Writer, format string, ladders []*Ladder, opt Options) error {
	write, err := ladderFormats.find(format)
	if err != nil {
		return err
	}
	return write(w, ladders, opt)
}

// LadderFormats lists the formats of WriteLadders.
func LadderFormats() []string { return ladderFormats.names() }

func textLadders(w io.Writer, ladders []*Ladder, opt Options) error {
	out := newFlushWriter(w)
	for i, l := range ladders {
		t := &textLadder{textWriter: newTextWriter(opt), g: drawn, ascii: opt.ASCII}
		if opt.ASCII {
			t.g = typed
		}
		t.width = min(t.width, maxLadder)
		if i > 0 {
			t.line("")
		}
		t.ladder(l)
		if err := t.flush(out); err != nil {
			return err
		}
	}
	return out.close()
}

func (t *textLadder) ladder(l *Ladder) {
	rungs := l.rungs()
	t.wrapped("", t.bold(t.plain(l.title())))
	t.measure(rungs)
	names, addresses := l.parties()
	t.line(t.head(t.placeHeader, "time", names))
	if addresses[0]+addresses[1] != "" {
		t.line(t.faint(t.head("", "", addresses)))
	}
	for _, r := range rungs {
		if r.Skipped > 0 {
			t.row("", "", t.g.lost, t.faint(t.fit("  "+t.g.more+" "+count(r.Skipped)+" not shown", t.inner)), t.g.lost)
		}
		t.rung(r)
		for _, m := range r.marks {
			t.mark(m)
		}
	}
	if l.Skipped > 0 {
		t.row("", "", t.g.lost, t.faint(t.fit("  "+t.g.more+" "+count(l.Skipped)+" not shown", t.inner)), t.g.lost)
	}
	if text := l.more(); text != "" {
		t.wrapped("", text)
	}
}

func (t *textLadder) measure(rungs []rung) {
	t.at, t.time, t.placeHeader = 4, 4, "frame"
	for _, r := range rungs {
		t.placeHeader = r.placeName()
		t.at, t.time = max(t.at, len(r.at), len(t.placeHeader)), max(t.time, len(r.time))
	}
	if t.inner = t.width - t.at - t.time - 6; t.inner < minArrow {
		t.time = 0
		t.inner = t.width - t.at - 4
	}
	if t.inner < minArrow {
		t.at = 0
		t.inner = t.width - 2
	}
}

func (t *textLadder) head(at, time string, ends [2]string) string {
	whole := t.inner + 2
	left := t.fit(t.plain(ends[0]), whole/2)
	right := t.fit(t.plain(ends[1]), whole-columns(left)-1)
	return t.gutter(at, time) + pad(left, whole-columns(right)) + right
}

func (t *textLadder) gutter(at, time string) string {
	g := ""
	if t.at > 0 {
		g = strings.Repeat(" ", max(0, t.at-columns(at))) + at + "  "
	}
	if t.time > 0 {
		g += strings.Repeat(" ", max(0, t.time-columns(time))) + time + "  "
	}
	return g
}

func (t *textLadder) row(at, time, left, between, right string) {
	t.line(t.gutter(at, time) + left + pad(between, t.inner) + right)
}

func (t *textLadder) rung(r rung) {
	name, detail := t.plain(r.name), t.plain(r.detail)
	if detail != "" && t.inner < minOneLine {
		below := detail
		detail = ""
		defer func() { t.row("", "", t.g.line, t.faint(t.fit("   "+below, t.inner)), t.g.line) }()
	}
	switch {
	case r.Kind == StepStart && r.Seen:
		t.row(r.at, r.time, t.g.opens, t.filled(t.g.bar, "", name, "", ""), t.g.opensRight)
	case r.Kind == StepEnd && r.Seen:
		t.row(r.at, r.time, t.g.shuts, t.filled(t.g.bar, "", name, "", ""), t.g.shutsRight)
	case r.Kind == StepStart, r.Kind == StepEnd, r.Kind == StepGap, r.Kind == StepNote:
		t.row(r.at, r.time, t.g.lost, t.unsure(t.fit("  "+name, t.inner)), t.g.lost)
	case r.heading == ">":
		t.row(r.at, r.time, t.g.line, t.filled(t.g.dash, "", name, detail, t.g.right), t.g.line)
	case r.heading == "<":
		t.row(r.at, r.time, t.g.line, t.filled(t.g.dash, t.g.left, name, detail, ""), t.g.line)
	default:
		t.row(r.at, r.time, t.g.line, t.filled(t.g.doubt, "", name, detail, ""), t.g.line)
	}
}

// filled returns a line of dashes with a label and, for an arrow, a head.
func (t *textLadder) filled(dash, left, name, detail, right string) string {
	lead := dash + dash + " "
	if left != "" {
		lead = left + dash + " "
	}
	label := name
	if detail != "" {
		label += " " + detail
	}
	label = t.fit(label, t.inner-columns(lead)-2-columns(right))
	fill := t.inner - columns(lead) - columns(label) - 1 - columns(right)
	shown := t.bold(label)
	if rest, ok := strings.CutPrefix(label, name+" "); ok {
		shown = t.bold(name) + " " + rest
	}
	return lead + shown + " " + strings.Repeat(dash, max(0, fill)) + right
}

func (t *textLadder) mark(m countedMark) {
	text := t.fit("  "+m.sign(&t.g)+" "+t.plain(m.text()), t.inner)
	switch {
	case m.Verdict == rules.Inconclusive:
		text = t.unsure(text)
	case m.Severity == rules.Info:
		text = t.faint(text)
	default:
		text = t.severity(text, m.Severity)
	}
	t.row("", "", t.g.line, text, t.g.line)
}

// fit cuts text without colours to a number of columns.
func (t *textLadder) fit(text string, width int) string {
	if columns(text) <= width {
		return text
	}
	if width < 2 {
		return ""
	}
	n, used := cut(text, width-1)
	if used > width-1 {
		return t.g.cut
	}
	return text[:n] + t.g.cut
}

func (t *textLadder) plain(text string) string {
	if !t.ascii {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		q := strconv.QuoteRuneToASCII(r)
		b.WriteString(q[1 : len(q)-1])
	}
	return b.String()
}
