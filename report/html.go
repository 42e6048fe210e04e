package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"ivrcheck/rules"
)

// htmlReport is a page that needs nothing but itself. Findings, and the steps
// around them, are written as they come, as data that a script (html.js) shows
// in parts as its reader asks for them. What was checked is plain HTML, written
// at the end and shown first, so that it can be read without the script too.
//
// A page about a hostile capture: data stand in elements that are never run,
// with < as \u003c; the script makes text of them and never markup; and the
// page's policy lets only that script and that style run, by their hashes.
type htmlReport struct {
	out    *outlet
	opt    Options
	err    error // the first, for ever
	opened bool
	data   bytes.Buffer
	window window
	errors []*InputError
	// embedded counts the findings in the page, all and by rule; left those
	// that are not in it, by rule.
	embedded int
	byRule   map[string]int
	left     map[string]int64
}

// A browser bears so many findings well. Of the first fewEach of a rule each is
// in the page, whatever other rules brought, so that a flood hides nothing.
const (
	maxEmbedded = 20_000
	fewEach     = 100
	// maxFrames bounds the frames listed of one finding, maxPlaces the input
	// errors whose place is shown.
	maxFrames = 32
	maxPlaces = 1000
	// chunk is about how many bytes one element of data holds.
	chunk = 256 << 10
)

//go:embed html.css
var htmlStyle string

//go:embed html.js
var htmlScript string

//go:embed html.tmpl
var htmlTemplate string

// htmlPage is parsed when a page is written, not in every run.
var htmlPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"count": count, "plural": plural, "len64": func(n int) int64 { return int64(n) }, "size": size, "print": Printable, "ratio": ratio,
	}).Parse(htmlTemplate))
})

func newHTML(w io.Writer, opt Options) Report {
	return &htmlReport{out: newOutlet(w), opt: opt, byRule: make(map[string]int), left: make(map[string]int64)}
}

// Follower is a Report that shows what stands around a finding.
type Follower interface {
	// Step gets each step of the exchanges, in the order of judging, before
	// the findings at it. The report keeps it.
	Step(*Step) error
}

func (h *htmlReport) Step(s *Step) error {
	if p := h.window.add(s); p != nil {
		h.datum(stepDatum(p))
	}
	return h.err
}

func (h *htmlReport) Finding(f *rules.Finding) error {
	h.open()
	if h.embedded >= maxEmbedded && h.byRule[f.Rule] >= fewEach {
		h.left[f.Rule]++
		return h.err
	}
	h.embedded++
	h.byRule[f.Rule]++
	d := findingDatum{Finding: printable(f)}
	steps := []*placed{}
	if at, fresh := h.window.around(f.Event); at != nil {
		d.At = at.ref()
		steps = append(steps, fresh...)
	}
	for _, r := range f.Related {
		ref := []int64{}
		if at := h.window.get(r.Event); at != nil {
			ref = at.ref()
			if !at.written {
				at.written = true
				steps = append(steps, at)
			}
		}
		d.RelatedAt = append(d.RelatedAt, ref)
	}
	for _, p := range steps {
		h.datum(stepDatum(p))
	}
	h.datum(d)
	return h.err
}

func (h *htmlReport) InputError(e *InputError) error {
	if len(h.errors) < maxPlaces {
		h.errors = append(h.errors, e)
	}
	return h.err
}

// findingDatum is a finding in the page, with the places of the steps that it
// and its related messages are about: connection and index.
type findingDatum struct {
	rules.Finding
	At        []int64   `json:"at,omitempty"`
	RelatedAt [][]int64 `json:"related_at,omitempty"`
}

func (p *placed) ref() []int64 { return []int64{int64(p.conn), p.index} }

// stepDatum is a step in the page: connection, index, kind, heading, place,
// seconds, name, detail, call, and whether a start or an end was seen.
func stepDatum(p *placed) []any {
	var seconds any
	if p.known {
		seconds = json.Number(strconv.FormatFloat(p.seconds, 'f', 6, 64))
	}
	seen := 0
	if p.Seen {
		seen = 1
	}
	return []any{p.conn, p.index, p.Kind, p.heading(), p.Place(), seconds, Printable(p.Name), Printable(p.Brief), Printable(p.CallID), seen}
}

// printable is a copy of a finding in which every text is fit to be shown.
func printable(f *rules.Finding) rules.Finding {
	out := *f
	out.Type = ""
	for _, s := range []*string{
		&out.Rule, &out.Name, &out.Subject, &out.Message, &out.File, &out.Time, &out.Src, &out.Dst, &out.Direction, &out.CallID, &out.RequestID,
		&out.Port, &out.Evidence, &out.Hint, &out.Source.Document, &out.Source.Section, &out.Source.Basis, &out.Filter, &out.Fingerprint, &out.Suppressed,
	} {
		*s = Printable(*s)
	}
	if f.Actual != nil {
		actual := Printable(*f.Actual)
		out.Actual = &actual
	}
	out.Frames = f.Frames[:min(len(f.Frames), maxFrames)]
	out.Expected = slices.Clone(f.Expected)
	for i, e := range out.Expected {
		out.Expected[i] = Printable(e)
	}
	out.Related = slices.Clone(f.Related)
	for i := range out.Related {
		r := &out.Related[i]
		r.File, r.Time, r.Note = Printable(r.File), Printable(r.Time), Printable(r.Note)
	}
	return out
}

// datum adds to the data, and writes an element when there is enough.
func (h *htmlReport) datum(v any) {
	h.open()
	b, err := json.Marshal(v) // escapes <, >, & and U+2028
	if err != nil {
		h.fail(err)
		return
	}
	lead := ",\n"
	if h.data.Len() == 0 {
		lead = `<script type="application/json" class="data">[` + "\n"
	}
	h.data.WriteString(lead)
	h.data.Write(inert(b))
	if h.data.Len() >= chunk {
		h.writeData()
	}
}

func (h *htmlReport) writeData() {
	if h.data.Len() > 0 {
		h.data.WriteString("\n]</script>\n")
		h.write(h.data.Bytes())
		h.data.Reset()
	}
}

func (h *htmlReport) write(b []byte) {
	if h.err == nil {
		_, err := h.out.Write(b)
		h.fail(err)
	}
}

func (h *htmlReport) fail(err error) {
	if h.err == nil {
		h.err = err
	}
}

// open writes the head of the page, with the first datum or at the end.
func (h *htmlReport) open() {
	if !h.opened {
		h.opened = true
		h.execute("head", map[string]any{
			"Style": template.CSS(pageStyle), "StyleHash": hash(pageStyle), "ScriptHash": hash(htmlScript), "Version": Printable(h.opt.Version),
		})
	}
}

// pageStyle is the style of the page and of the ladders in it.
var pageStyle = ladderStyle + htmlStyle

// hash is what a page's policy calls a script or style by.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func (h *htmlReport) execute(name string, data any) {
	var buf bytes.Buffer
	if err := htmlPage().ExecuteTemplate(&buf, name, data); err != nil {
		h.fail(err)
		return
	}
	h.write(buf.Bytes())
}

func (h *htmlReport) Close(s *Summary) error {
	h.open()
	h.writeData()
	h.describeRules()
	h.execute("tail", h.closing(s))
	// The script is written as it is: its hash is that of its very bytes.
	h.write([]byte("<script>" + htmlScript + "</script>\n</body>\n</html>\n"))
	h.fail(h.out.close())
	return h.err
}

// describeRules writes what the rules with findings demand, and how many of
// their findings are not in the page.
func (h *htmlReport) describeRules() {
	type described struct {
		Text string `json:"text,omitempty"`
		Left int64  `json:"left,omitempty"`
	}
	about := make(map[string]described)
	for _, r := range h.opt.Rules {
		if h.byRule[r.ID] > 0 {
			about[Printable(r.ID)] = described{Text: Printable(strings.TrimSpace(r.Text)), Left: h.left[r.ID]}
		}
	}
	for id, n := range h.left {
		if _, ok := about[Printable(id)]; !ok {
			about[Printable(id)] = described{Left: n}
		}
	}
	b, err := json.Marshal(about)
	if err != nil {
		h.fail(err)
		return
	}
	h.write([]byte(`<script type="application/json" id="rules-data">` + string(inert(b)) + "</script>\n"))
}
