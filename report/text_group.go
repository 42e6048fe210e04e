package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// groupReport is the text form for a terminal: findings by file, with all that
// explains them. It writes each finding at once, since somebody is watching.
type groupReport struct {
	w    io.Writer
	text *textWriter
	file string
	any  bool // a finding was written
	// same counts the findings of the file by fingerprint and verdict; hidden are
	// those of which there are more than maxSame.
	maxSame int
	same    map[string]int
	hidden  []hiddenFindings
}

type hiddenFindings struct{ key, title string }

func (t *groupReport) Finding(f *rules.Finding) error {
	p := t.text
	if !t.any || t.file != f.File {
		t.endFile()
		p.wrapped("", p.bold(Printable(f.File)))
		p.line("")
		t.any, t.file = true, f.File
	}
	if t.hide(f) {
		return nil
	}
	p.finding(f)
	p.line("")
	return p.flush(t.w)
}

// maxKinds is how many kinds of findings are counted in a file. Findings of
// further kinds are all shown.
const maxKinds = 1 << 12

// hide counts a finding and reports whether enough of its kind were shown.
func (t *groupReport) hide(f *rules.Finding) bool {
	if t.maxSame == 0 {
		return false
	}
	key := f.Fingerprint + f.Verdict.String()
	n := t.same[key]
	if n == 0 && len(t.same) >= maxKinds {
		return false
	}
	t.same[key] = n + 1
	if n == t.maxSame {
		title := f.Rule + " " + f.Name
		if f.Subject != "" {
			title += " (" + f.Subject + ")"
		}
		t.hidden = append(t.hidden, hiddenFindings{key, Printable(title)})
	}
	return n >= t.maxSame
}

func (t *groupReport) endFile() {
	for _, h := range t.hidden {
		t.text.wrapped(margin, t.text.faint(fmt.Sprintf("and %s more of %s; --max-same 0 shows all",
			count(int64(t.same[h.key]-t.maxSame)), h.title)))
	}
	if len(t.hidden) > 0 {
		t.text.line("")
	}
	t.hidden = nil
	clear(t.same)
}

func (t *groupReport) InputError(*InputError) error { return nil }

func (t *groupReport) Close(*Summary) error {
	t.endFile()
	return t.text.flush(t.w)
}

func (p *textWriter) finding(f *rules.Finding) {
	head := p.verdict(f) + " " + p.bold(Printable(f.Rule)) + " " + Printable(f.Name)
	if at := position(f.Frame, f.Line, f.Offset); at != "" {
		head += " " + p.faint("at") + " " + at
	}
	p.wrapped(margin, head)
	p.wrapped(margin, Printable(f.Message))
	if f.Evidence != "" {
		p.item("xml", Printable(f.Evidence))
	}
	if len(f.Expected) > 0 && !mentions(f, f.Expected...) {
		p.item("expected", Printable(OneOf(f.Expected)))
	}
	if f.Actual != nil && !mentions(f, *f.Actual) {
		p.item("actual", logfmt(*f.Actual))
	}
	if f.Hint != "" {
		p.item("hint", p.good(Printable(f.Hint)))
	}
	for i := range f.Related {
		r := &f.Related[i]
		text := position(r.Frame, r.Line, r.Offset)
		if r.File != "" && r.File != f.File {
			text += " of " + Printable(r.File)
		}
		if r.Time != "" {
			text += " at " + Printable(r.Time)
		}
		if r.Note != "" {
			text += ": " + Printable(r.Note)
		}
		p.item([]string{"related", ""}[min(i, 1)], strings.TrimPrefix(text, ": "))
	}
	if text := about(f); text != "" {
		p.item("where", text)
	}
	if ref := reference(f.Source); ref != "" {
		text := Printable(ref)
		if f.Source.Basis != "" {
			text += " (" + Printable(f.Source.Basis) + ")"
		}
		p.item("source", text)
	}
	if f.Filter != "" {
		p.item("filter", Printable(f.Filter))
	}
}

func about(f *rules.Finding) string {
	var parts []string
	add := func(lead, value string) {
		if value != "" {
			parts = append(parts, lead+Printable(value))
		}
	}
	add("", f.Time)
	if f.Stream != nil {
		add("stream ", strconv.Itoa(*f.Stream))
	}
	if f.Src != "" && f.Dst != "" {
		add("", f.Src+" > "+f.Dst)
	}
	add("", f.Direction)
	for _, id := range []struct{ lead, value string }{{"call ", f.CallID}, {"request ", f.RequestID}, {"port ", f.Port}} {
		if id.value != "" {
			parts = append(parts, id.lead+logfmt(id.value))
		}
	}
	if f.XMLLine > 0 {
		text := fmt.Sprintf("line %d", f.XMLLine)
		if f.XMLColumn > 0 {
			text += fmt.Sprintf(" column %d", f.XMLColumn)
		}
		parts = append(parts, text+" of the xml")
	}
	return strings.Join(parts, ", ")
}
