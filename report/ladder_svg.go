package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"io"

	"ivrcheck/rules"
)

//go:embed ladder.css
var ladderStyle string

// Sizes in pixels of the SVG.
const (
	svgWidth  = 880
	svgLeft   = 150 // the IVR's lifeline
	svgRight  = svgWidth - 20
	svgRow    = 30
	svgMark   = 18
	svgLetter = 7.3 // maximum width of a monospaced letter of 12 pixels
	svgHead   = 5   // half the length of an arrow head
)

// picture writes an SVG without external parts, in the reader's light or dark scheme. html.js draws the same shapes
// with the same classes.
type picture struct {
	buf bytes.Buffer
	y   int
}

func svgLadders(w io.Writer, ladders []*Ladder, _ Options) error {
	p := &picture{}
	for _, l := range ladders {
		p.ladder(l)
	}
	out := newFlushWriter(w)
	// close also returns an error of Write.
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" class="ladder" role="img" aria-label="ladder diagram">`+
		"\n<style>\n%s</style>\n<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n", svgWidth, p.y+20, svgWidth, p.y+20, ladderStyle)
	out.Write(p.buf.Bytes())
	io.WriteString(out, "</svg>\n")
	return out.close()
}

func (p *picture) ladder(l *Ladder) {
	p.y += 30
	p.text(20, p.y, "title", "", l.title())
	names, addresses := l.parties()
	p.y += 26
	p.text(svgLeft, p.y, "party", "", names[0])
	p.text(svgRight, p.y, "party", "end", names[1])
	if addresses[0]+addresses[1] != "" {
		p.y += 16
		p.text(svgLeft, p.y, "faint", "", addresses[0])
		p.text(svgRight, p.y, "faint", "end", addresses[1])
	}
	p.y += 8
	for _, r := range l.rungs() {
		p.skipped(r.Skipped)
		p.rung(r)
		for _, m := range r.marks {
			p.mark(m)
		}
		if len(r.marks) > 0 {
			p.lifelines(4, "life")
		}
	}
	p.skipped(l.Skipped)
	if text := l.more(); text != "" {
		p.y += 24
		p.text(20, p.y, "faint", "", text)
	}
}

// lifelines draws both lifelines down from the current row, and moves to their ends.
func (p *picture) lifelines(height int, class string) {
	for _, x := range []int{svgLeft, svgRight} {
		p.line(x, p.y, x, p.y+height, class)
	}
	p.y += height
}

func (p *picture) skipped(n int64) {
	if n > 0 {
		p.lifelines(svgMark, "life lost")
		p.text(svgLeft+12, p.y-5, "faint", "", "⋮ "+count(n)+" not shown")
	}
}

func (p *picture) rung(r rung) {
	class := map[StepKind]string{StepFrame: " frame", StepUnread: " unread"}[r.Kind]
	class += marking(r.marks)
	life := "life"
	switch r.Kind {
	case StepStart, StepEnd, StepGap, StepNote:
		if !r.Seen {
			life = "life lost"
		}
	}
	p.lifelines(svgRow, life)
	y := p.y - 8
	p.text(svgLeft-16, y+4, "faint", "end", r.at+"  "+r.time)
	switch {
	case r.heading != "":
		p.arrow(y, r.heading, class)
	case r.Seen:
		p.line(svgLeft, y, svgRight, y, "edge")
	}
	p.label(y-6, r.name, r.detail, class)
}

func (p *picture) arrow(y int, heading, class string) {
	if heading == "?" {
		class += " doubt"
	}
	p.line(svgLeft, y, svgRight, y, "arrow"+class)
	tip, back := svgRight, -2*svgHead
	switch heading {
	case "<":
		tip, back = svgLeft, 2*svgHead
	case "?":
		return
	}
	fmt.Fprintf(&p.buf, `<path class="head%s" d="M%d %d l%d %d v%d z"/>`+"\n", class, tip, y, back, -svgHead, 2*svgHead)
}

func (p *picture) label(y int, name, detail, class string) {
	room := (svgRight - svgLeft - 24) * 10 / int(svgLetter*10)
	name = clipped(name, room)
	detail = clipped(detail, room-columns(name)-1)
	fmt.Fprintf(&p.buf, `<text x="%d" y="%d" class="label%s"><tspan class="name">%s</tspan> %s</text>`+"\n",
		svgLeft+12, y, class, html.EscapeString(name), html.EscapeString(detail))
}

func (p *picture) mark(m countedMark) {
	class := m.Severity.String()
	if m.Verdict == rules.Inconclusive {
		class = m.Verdict.String()
	}
	p.lifelines(svgMark, "life")
	p.text(svgLeft+12, p.y-4, "mark "+class, "", m.sign(&drawn)+" "+m.text())
}

func clipped(text string, width int) string {
	if columns(text) <= width {
		return text
	}
	if width < 2 {
		return ""
	}
	n, _ := cut(text, width-1)
	return text[:n] + "…"
}

func (p *picture) line(x1, y1, x2, y2 int, class string) {
	fmt.Fprintf(&p.buf, `<line x1="%d" y1="%d" x2="%d" y2="%d" class="%s"/>`+"\n", x1, y1, x2, y2, class)
}

func (p *picture) text(x, y int, class, anchor, text string) {
	if anchor != "" {
		anchor = ` text-anchor="` + anchor + `"`
	}
	fmt.Fprintf(&p.buf, `<text x="%d" y="%d" class="%s"%s>%s</text>`+"\n", x, y, class, anchor, html.EscapeString(text))
}
