package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// newText gives the format made for reading: a line a finding for grep, or,
// for a terminal, findings grouped by file.
func newText(w io.Writer, opt Options) Report {
	if opt.OneLine {
		return &lineReport{out: newOutlet(w), page: newPage(opt)}
	}
	return &groupReport{w: w, page: newPage(opt), most: opt.MaxSame, same: make(map[string]int)}
}

// said tells whether the message holds all the values.
func said(f *rules.Finding, values ...string) bool {
	for _, v := range values {
		if v == "" || !strings.Contains(f.Message, v) {
			return false
		}
	}
	return true
}

// place is where a related message stands, as the finding's own position is
// written: the file only where it is another.
func place(f *rules.Finding, r *rules.Related) string {
	pos := number(r.Frame, r.Line, r.Offset)
	if r.File != "" && r.File != f.File {
		return r.File + ":" + pos
	}
	return pos
}

// number is the number by which a reader finds a place in its input.
func number(frame, line int, offset *int64) string {
	switch {
	case frame > 0:
		return strconv.Itoa(frame)
	case line > 0:
		return strconv.Itoa(line)
	case offset != nil:
		return strconv.FormatInt(*offset, 10)
	}
	return "0"
}

// reference names where the reference says so.
func reference(s rules.Source) string {
	if s.Document == "" || s.Section == "" {
		return s.Document + s.Section
	}
	return s.Document + ", " + s.Section
}

// groupReport is the text form for a terminal: findings under the name of
// their file, with what a reader needs to see each for himself. It writes
// each finding at once, since somebody is looking on.
type groupReport struct {
	w    io.Writer
	page *page
	file string
	any  bool
	// same counts the findings of the file by fingerprint, rest lists those
	// of which some are not shown, since most are enough of one kind.
	most int
	same map[string]int
	rest []*more
}

// more is a finding of which there are more than are shown.
type more struct {
	key, title string
}

func (t *groupReport) Finding(f *rules.Finding) error {
	p := t.page
	if !t.any || t.file != f.File {
		t.counted()
		p.wrapped("", p.bold(Printable(f.File)))
		p.line("")
		t.any, t.file = true, f.File
	}
	if t.known(f) {
		return nil
	}
	p.finding(f)
	p.line("")
	return p.flush(t.w)
}

// maxKinds bounds how many kinds of findings are told apart in a file; what
// comes after so many is shown whenever it comes.
const maxKinds = 1 << 12

// known counts a finding, and tells whether there were enough of its kind.
func (t *groupReport) known(f *rules.Finding) bool {
	if t.most == 0 {
		return false
	}
	key := f.Fingerprint + f.Verdict.String()
	n := t.same[key]
	if n == 0 && len(t.same) >= maxKinds {
		return false
	}
	t.same[key] = n + 1
	if n == t.most {
		title := f.Rule + " " + f.Name
		if f.Subject != "" {
			title += " (" + f.Subject + ")"
		}
		t.rest = append(t.rest, &more{key, Printable(title)})
	}
	return n >= t.most
}

// counted ends a file: it says how many findings were not shown.
func (t *groupReport) counted() {
	for _, m := range t.rest {
		t.page.wrapped(margin, t.page.faint(fmt.Sprintf("and %s more of %s; --max-same 0 shows all",
			count(int64(t.same[m.key]-t.most)), m.title)))
	}
	if len(t.rest) > 0 {
		t.page.line("")
	}
	t.rest = nil
	clear(t.same)
}

func (t *groupReport) InputError(*InputError) error { return nil }

func (t *groupReport) Close(*Summary) error {
	t.counted()
	return t.page.flush(t.w)
}

// finding writes one finding with all that explains it.
func (p *page) finding(f *rules.Finding) {
	head := p.verdict(f) + " " + p.bold(Printable(f.Rule)) + " " + Printable(f.Name)
	if at := position(f.Frame, f.Line, f.Offset); at != "" {
		head += " " + p.faint("at") + " " + at
	}
	p.wrapped(margin, head)
	p.wrapped(margin, Printable(f.Message))
	if f.Evidence != "" {
		p.item("xml", Printable(f.Evidence))
	}
	if len(f.Expected) > 0 && !said(f, f.Expected...) {
		p.item("expected", Printable(OneOf(f.Expected)))
	}
	if f.Actual != nil && !said(f, *f.Actual) {
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

// position names a place in words: "frame 42", "line 7", "byte 100"; empty
// for a finding about a whole input.
func position(frame, line int, offset *int64) string {
	switch {
	case frame > 0:
		return "frame " + strconv.Itoa(frame)
	case line > 0:
		return "line " + strconv.Itoa(line)
	case offset != nil:
		return "byte " + strconv.FormatInt(*offset, 10)
	}
	return ""
}

// about gives time, connection and correlation values of a finding.
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
