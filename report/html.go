package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"

	"ivrcheck/rules"
	"ivrcheck/trace"
)

// htmlReport is a page without external parts. Findings, and the steps around them, are streamed as data, which a
// script (html.js) shows on demand. Equal findings are one row: the first has all data, the others only their
// positions. The summary is plain HTML at the end. It is shown first, and readable without the script.
//
// Against hostile captures, data are in elements that are not executed, with < as \u003c. The script inserts them as
// text, never as markup. The page's policy allows only this script and this style, by their hashes.
type htmlReport struct {
	out    *flushWriter
	opt    Options
	err    error // the first error
	opened bool  // the head was written
	data   bytes.Buffer
	window window
	errors []*InputError
	rows   map[groupKey]*htmlRow
	order  []*htmlRow
	// shown counts the findings in the page, byRule its rows by rule, left the other findings by rule.
	shown  int64
	size   int // of the data
	byRule map[string]int
	left   map[string]int64
	// first and last are the time stamps of the earliest and the latest step.
	first, last trace.Stamp
}

// htmlRow is a row of the page, which represents equal findings.
type htmlRow struct {
	number, places int
	findings       int64
}

const (
	// maxRows is the maximum number of rows for a browser. The first fewEach of each rule are always in the page.
	maxRows = 20_000
	fewEach = 100
	// maxPage is the size of data in bytes from which rows and positions are omitted, maxRowPlaces the maximum number
	// of positions of a row.
	maxPage      = 16 << 20
	maxRowPlaces = 20_000
	// maxFrames is the maximum number of frames listed for a finding, maxPlaces the maximum number of input errors with
	// a place.
	maxFrames = 32
	maxPlaces = 1000
	// chunkSize is the size of one element of data in bytes.
	chunkSize = 256 << 10
)

//go:embed html.css
var htmlStyle string

//go:embed html.js
var htmlScript string

//go:embed html.tmpl
var htmlTemplate string

// htmlPage is parsed only in runs that write a page.
var htmlPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"count": count, "plural": plural, "len64": func(n int) int64 { return int64(n) }, "size": size, "print": Printable, "ratio": ratio,
	}).Parse(htmlTemplate))
})

func newHTML(w io.Writer, opt Options) Report {
	return &htmlReport{out: newFlushWriter(w), opt: opt, byRule: make(map[string]int), left: make(map[string]int64), rows: make(map[groupKey]*htmlRow)}
}

func (h *htmlReport) Step(s *Step) error {
	if !s.Time.IsZero() {
		if h.first.IsZero() || s.Time.Time.Before(h.first.Time) {
			h.first = s.Time
		}
		if !s.Time.Time.Before(h.last.Time) {
			h.last = s.Time
		}
	}
	if p := h.window.add(s); p != nil {
		h.datum(stepDatum(p))
	}
	return h.err
}

func (h *htmlReport) Finding(f *rules.Finding) error {
	h.open()
	key := groupKey{f.File, f.Rule, f.Subject, f.Fingerprint, f.Verdict}
	if row := h.rows[key]; row != nil {
		h.again(row, f)
		return h.err
	}
	if (len(h.order) >= maxRows || h.size >= maxPage) && h.byRule[f.Rule] >= fewEach {
		h.left[f.Rule]++
		return h.err
	}
	for _, text := range []*string{&key.file, &key.rule, &key.subject, &key.fingerprint} {
		*text = strings.Clone(*text)
	}
	row := &htmlRow{number: len(h.order), findings: 1}
	h.rows[key], h.order = row, append(h.order, row)
	h.shown++
	h.byRule[key.rule]++
	at, steps := h.window.around(f.Event)
	var relatedAt [][]int64
	for _, r := range f.Related {
		related := h.window.get(r.Event)
		relatedAt = append(relatedAt, related.ref())
		if related != nil && !related.written {
			related.written = true
			steps = append(steps, related)
		}
	}
	for _, step := range steps {
		h.datum(stepDatum(step))
	}
	o := jsonObject{buf: []byte(`{"type":""`), printable: true}
	shown := *f
	shown.Frames = f.Frames[:min(len(f.Frames), maxFrames)]
	o.finding(&shown)
	optList(&o, "at", at.ref(), appendNumber)
	optList(&o, "related_at", relatedAt, func(b []byte, ref []int64) []byte {
		text, _ := json.Marshal(ref) // numbers cannot fail
		return append(b, text...)
	})
	o.text("title", f.Title)
	o.optText("wrong", wrongValue(f))
	h.datum(json.RawMessage(append(o.buf, '}')))
	return h.err
}

// Lists of data begin with the number of a connection (a step), or with one of these.
const (
	placeDatum = -1 // a further position of a row
	totalDatum = -2 // number of findings of a row, if not all positions are in the page
)

// again writes the position of a finding that equals an earlier one: row, position, time, stream, call, request, port,
// and its step.
func (h *htmlReport) again(row *htmlRow, f *rules.Finding) {
	row.findings++
	h.shown++
	if row.places >= maxRowPlaces || h.size >= maxPage {
		return
	}
	row.places++
	var stream any
	if f.Stream != nil {
		stream = *f.Stream
	}
	var place any = f.Place()
	if f.Spot.Line > 0 {
		place = f.Position()
	}
	datum := []any{placeDatum, row.number, place, Printable(shortTime(f.Time, f.Frame > 0)), stream, Printable(f.CallID), Printable(f.RequestID), Printable(f.Port)}
	if at := h.window.get(f.Event); at != nil {
		datum = append(datum, at.conn, at.index)
	}
	h.datum(datum)
}

func (h *htmlReport) InputError(e *InputError) error {
	if len(h.errors) < maxPlaces {
		h.errors = append(h.errors, e)
	}
	return h.err
}

// ref returns the connection and index of a step, an empty list for nil.
func (p *windowStep) ref() []int64 {
	if p == nil {
		return []int64{}
	}
	return []int64{int64(p.conn), p.index}
}

// stepDatum is a step in the page: connection, index, kind, heading, place,
// seconds, name, detail, call, and whether a start or an end was seen.
func stepDatum(p *windowStep) []any {
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
	h.size += len(lead) + len(b)
	h.data.WriteString(lead)
	h.data.Write(escapeUnsafe(b))
	if h.data.Len() >= chunkSize {
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

var pageStyle = ladderStyle + htmlStyle

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

// Flush implements Flusher.
func (h *htmlReport) Flush() error {
	h.open()
	h.writeData()
	h.fail(h.out.flush())
	return h.err
}

func (h *htmlReport) Close(s *Summary) error {
	h.open()
	for _, row := range h.order {
		if row.findings > int64(row.places)+1 {
			h.datum([]any{totalDatum, row.number, row.findings})
		}
	}
	h.writeData()
	h.describeRules()
	h.execute("tail", h.summary(s))
	// Written unchanged, because of its hash.
	h.write([]byte("<script>" + htmlScript + "</script>\n</body>\n</html>\n"))
	h.fail(h.out.close())
	return h.err
}

// describeRules writes the texts of the rules with findings, and the number of their findings that are not in the page.
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
	h.write([]byte(`<script type="application/json" id="rules-data">` + string(escapeUnsafe(b)) + "</script>\n"))
}
