package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"ivrcheck/rules"
)

// groupReport is the text form for a terminal. Findings are grouped by file, rule, subject and cause. The result comes
// first, then the worst groups, so nothing is written before the end. Its memory is bounded.
type groupReport struct {
	out    *flushWriter
	text   *textWriter
	groups map[groupKey]*group
	files  map[string]int // in the order of their first findings
	kinds  [ranks]int     // groups by rank
	// places counts the remembered positions, left the findings of groups beyond maxKinds, by rank and rule.
	places  int
	left    map[leftKey]int64
	maxSame int
}

const (
	// maxKinds is the maximum number of groups of a rank. Findings of further groups are counted by rule.
	maxKinds = 1 << 11
	// maxListed is the maximum number of positions in memory.
	maxListed = 1 << 17
)

type groupKey struct {
	file, rule, subject, fingerprint string
	verdict                          rules.Verdict
}

type leftKey struct {
	rank int
	rule string
}

type group struct {
	first  *rules.Finding
	rank   int
	file   int
	number int // in the order of first findings
	// times counts the messages, findings the findings. places are their positions.
	times, findings int64
	places          []string
}

func newGroups(w io.Writer, opt Options) Report {
	return &groupReport{
		out: newFlushWriter(w), text: newTextWriter(opt), maxSame: opt.MaxSame,
		groups: make(map[groupKey]*group), files: make(map[string]int), left: make(map[leftKey]int64),
	}
}

func (t *groupReport) Finding(f *rules.Finding) error {
	key := groupKey{f.File, f.Rule, f.Subject, f.Fingerprint, f.Verdict}
	g := t.groups[key]
	if g == nil {
		r := Rank(f.Verdict, f.Severity)
		if t.kinds[r] >= maxKinds {
			t.left[leftKey{r, strings.Clone(f.Rule)}]++
			return nil
		}
		t.kinds[r]++
		g = &group{first: f.Clone(), rank: r, number: len(t.groups)}
		if _, known := t.files[g.first.File]; !known {
			t.files[g.first.File] = len(t.files)
		}
		g.file = t.files[g.first.File]
		t.groups[groupKey{g.first.File, g.first.Rule, g.first.Subject, g.first.Fingerprint, f.Verdict}] = g
	}
	g.findings++
	g.times += max(f.Count, 1)
	if (t.maxSame == 0 || len(g.places) < t.maxSame) && t.places < maxListed {
		t.places++
		g.places = append(g.places, f.Position())
	}
	return nil
}

func (t *groupReport) InputError(*InputError) error { return nil }

func (t *groupReport) Close(s *Summary) error {
	p := t.text
	p.result(s)
	groups := make([]*group, 0, len(t.groups))
	for _, g := range t.groups {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.file, b.file), cmp.Compare(b.times, a.times), cmp.Compare(a.number, b.number))
	})
	for i, g := range groups {
		one := g.rank == infoRank
		if !one || i == 0 || groups[i-1].rank != infoRank {
			p.line("")
		}
		in := ""
		if len(t.files) > 1 {
			in = Printable(InputName(g.first.File))
		}
		if one {
			p.briefly(g, in)
		} else {
			p.group(g, in)
		}
	}
	t.endKinds()
	if len(groups) > 0 {
		p.line("")
	}
	if err := p.flush(t.out); err != nil {
		return err
	}
	return t.out.close()
}

// endKinds counts the findings of groups beyond the limit.
func (t *groupReport) endKinds() {
	var keys []leftKey
	for k := range t.left {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b leftKey) int { return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.rule, b.rule)) })
	for i, k := range keys {
		if i == 0 {
			t.text.line("")
		}
		t.text.wrapped("", t.text.faint(fmt.Sprintf("and %s more of %s; --oneline shows all", count(t.left[k]), Printable(k.rule))))
	}
}

// briefly writes a group as one line, with as much of the message as fits.
func (p *textWriter) briefly(g *group, in string) {
	f := g.first
	head := p.verdict(f) + " " + p.bold(Printable(f.Rule)) + " "
	tail := ""
	if at := faultPosition(f); at != "" {
		tail += ", " + at
	}
	if in != "" {
		tail += " of " + in
	}
	if g.times > 1 {
		tail += ", " + count(g.times) + " times"
	}
	text := Printable(f.Message)
	space := p.width - columns(head) - columns(tail)
	if space < 12 { // a narrow terminal, or a long name
		p.wrapped("", head+text+p.faint(tail))
		return
	}
	if columns(text) > space {
		n, _ := cut(text, space-1)
		text = text[:n] + "…"
	}
	p.line(head + text + p.faint(tail))
}

// group writes a group as a block.
func (p *textWriter) group(g *group, in string) {
	f := g.first
	head := p.verdict(f) + " " + p.bold(Printable(f.Rule)+" "+Printable(f.Title))
	if g.times > 1 {
		head += ", " + count(g.times) + " times"
	}
	if in != "" {
		head += " in " + in
	}
	p.wrapped("", head)
	p.wrapped(margin, Printable(f.Message))
	// A hint that contains one of the values is enough.
	named := slices.ContainsFunc(f.Expected, func(v string) bool { return strings.Contains(f.Hint, v) })
	if len(f.Expected) > 0 && !named && !mentions(f, f.Expected...) {
		p.item("expected", Printable(OneOf(f.Expected)))
	}
	if f.Actual != nil && !mentions(f, *f.Actual) {
		p.item("actual", logfmt(*f.Actual))
	}
	if f.Hint != "" {
		p.item("hint", p.good(Printable(f.Hint)))
	}
	if f.Evidence != "" {
		p.item("xml", oneLine(Printable(f.Evidence), f, p.width-labelWidth))
	}
	p.related(f)
	p.places(g)
	if ref := p.shortSource(f); ref != "" {
		p.item("source", ref)
	}
}

// related writes the related messages, unless the message of the finding contains their positions.
func (p *textWriter) related(f *rules.Finding) {
	label := "related"
	for i := range f.Related {
		r := &f.Related[i]
		text := position(r.Frame, r.Line, r.Offset)
		other := r.File != "" && r.File != f.File
		if text != "" && !other && strings.Contains(f.Message, "("+text+")") {
			continue
		}
		if other {
			text += " of " + Printable(InputName(r.File))
		}
		if r.Note != "" {
			text += ": " + Printable(r.Note)
		}
		p.item(label, strings.TrimPrefix(text, ": "))
		label = ""
	}
}

// shortSource returns the source of the rule on one line. It omits the last parts of the section if it is too long.
func (p *textWriter) shortSource(f *rules.Finding) string {
	text := Printable(reference(f.Source))
	if text == "" {
		return ""
	}
	basis := ""
	if b := f.Source.Basis; b != "" && b != "documented" && !strings.Contains(f.Source.Document, "implementation") {
		basis = " (" + Printable(b) + ")"
	}
	for columns(text)+columns(basis) > p.width-labelWidth {
		last := strings.LastIndex(text, ", ")
		if last < 0 {
			break
		}
		text = text[:last]
	}
	return text + basis
}

// oneLine cuts evidence to a width, keeping the part that the finding is about.
func oneLine(evidence string, f *rules.Finding, width int) string {
	if columns(evidence) <= width {
		return evidence
	}
	at := -1
	if f.Actual != nil && *f.Actual != "" {
		at = strings.Index(evidence, Printable(*f.Actual))
	}
	if name := f.Subject[strings.LastIndex(f.Subject, ".")+1:]; at < 0 && name != "" {
		at = strings.Index(evidence, "<"+name)
		if attribute := strings.Index(evidence, " "+name+"="); attribute >= 0 {
			at = attribute
		}
	}
	if at < 0 || width < 40 {
		return evidence
	}
	// The part begins in the first third, unless the end of the evidence is near.
	lead := min(columns(evidence[:at])-width/3, columns(evidence)-width+1)
	if lead > 1 {
		n, _ := cut(evidence, lead)
		evidence = "…" + evidence[n:]
	}
	if columns(evidence) > width {
		n, _ := cut(evidence, width-1)
		evidence = evidence[:n] + "…"
	}
	return evidence
}

// places writes the positions of the findings of a group.
func (p *textWriter) places(g *group) {
	f := g.first
	at := faultPosition(f)
	if at == "" || g.findings < 2 {
		text := strings.Join(append([]string{at}, about(f, true)...), ", ")
		if text = strings.TrimPrefix(text, ", "); text != "" {
			p.item("at", text)
		}
		return
	}
	noun, _, _ := strings.Cut(at, " ")
	list := noun + "s " + strings.Join(g.places, ", ")
	if more := g.findings - int64(len(g.places)); more > 0 {
		list += " and " + count(more) + " more"
	}
	if first := about(f, false); len(first) > 0 {
		list += "; first " + strings.Join(first, ", ")
	}
	p.item("at", list)
}

// about returns what identifies the message of a finding besides its position. ids adds the ids of call, request and
// port that are missing in the finding's message.
func about(f *rules.Finding, ids bool) (parts []string) {
	add := func(lead, value string) {
		if value != "" {
			parts = append(parts, lead+Printable(value))
		}
	}
	add("", shortTime(f.Time, f.Frame > 0))
	if f.Stream != nil {
		add("stream ", fmt.Sprint(*f.Stream))
	}
	add("", f.Direction)
	for _, id := range []struct{ lead, value string }{{"call ", f.CallID}, {"request ", f.RequestID}, {"port ", f.Port}} {
		if id.value != "" && ids && !mentions(f, id.lead+id.value) {
			parts = append(parts, id.lead+logfmt(id.value))
		}
	}
	return parts
}

// shortTime omits the digits of an RFC 3339 time that its source does not have: captures have six or nine digits of the
// fraction, logs mostly three or none.
func shortTime(text string, capture bool) string {
	whole, fraction, found := strings.Cut(text, ".")
	digits, zone, utc := strings.Cut(fraction, "Z")
	if !found || !utc || zone != "" {
		return text
	}
	for strings.HasSuffix(digits, "000") && (len(digits) > 6 || !capture) {
		digits = strings.TrimSuffix(digits, "000")
	}
	if digits == "" {
		return whole + "Z"
	}
	return whole + "." + digits + "Z"
}
