package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
	"unsafe"

	"ivrcheck/trace"
)

// wording collects the texts of one finding, one behind the other, so that they can
// be copied into its memory at once.
type wording struct {
	text  []byte
	from  int // where the text begins that is being written
	texts []wordingPart
	// day is the text of a date, as far as the hour, and since when it holds in Unix
	// seconds: most findings of a run are of one day.
	day      string
	dayBegan int64
	// phrases are the texts of rules, by the rules' index; nil where none was needed.
	phrases []*phrases
	// fingerprints are some of those made before, by what they are made of.
	fingerprints map[string]string
	// ends are the texts of some connections' addresses, by their streams.
	ends [64]endTexts
}

// endTexts are the addresses of a connection's ends, empty where they are not known.
type endTexts struct {
	conn *trace.Conn
	text [2]string
}

type wordingPart struct {
	field    *string
	from, to int
}

// begin begins with so much of the text of the last finding.
func (w *wording) begin(keep int) { w.text, w.texts, w.from = w.text[:keep], w.texts[:0], 0 }

// end makes what stands between the end of the last field and a place that of a
// field, which is set by done.
func (w *wording) end(field *string, at int) {
	if at > w.from {
		w.texts = append(w.texts, wordingPart{field, w.from, at})
		w.from = at
	}
}

// ended makes what was appended since the last end that of a field.
func (w *wording) ended(field *string) { w.end(field, len(w.text)) }

// keep gives a field a copy of a text.
func (w *wording) keep(field *string, text string) {
	w.text = append(w.text, text...)
	w.ended(field)
}

// address appends the address of an end of a connection, if it is known.
func (w *wording) address(c *trace.Conn, end int) {
	known := &w.ends[uint(c.Stream)%uint(len(w.ends))]
	if known.conn != c {
		known.conn = c
		for i, a := range c.Ends {
			known.text[i] = ""
			if a.IsValid() {
				known.text[i] = a.String()
			}
		}
	}
	w.text = append(w.text, known.text[end]...)
}

// done sets the fields, which are those of the finding or it points to them, to texts
// in its memory.
func (w *wording) done(out *roomyFinding) {
	out.text = append(out.text, w.text...)
	all := unsafe.String(unsafe.SliceData(out.text), len(out.text))
	for _, t := range w.texts {
		*t.field = all[t.from:t.to]
	}
	clear(w.texts)
}

// stamp appends a time.
func (w *wording) stamp(at trace.Stamp) {
	const secondsOfDay = 24 * 60 * 60
	utc := at.Text == "" && at.Time.Location() == time.UTC
	if since := at.Time.Unix() - w.dayBegan; utc && w.day != "" && since >= 0 && since < secondsOfDay {
		w.text = trace.AppendClock(append(w.text, w.day...), at.Time)
		return
	}
	from := len(w.text)
	w.text = at.AppendTo(w.text)
	if text := w.text[from:]; utc && len(text) == len("2006-01-02T15:04:05.000000000Z") {
		w.day, w.dayBegan = string(text[:len("2006-01-02T")]), at.Time.Truncate(24*time.Hour).Unix()
	}
}

// mostFingerprints bounds those that are remembered.
const mostFingerprints = 1024

// fingerprint gives a field what is the same for the same fault in any capture: it is
// made of the rule, the subject, the message's name and the actual value alone.
func (w *wording) fingerprint(field *string, parts ...string) {
	of := w.text[len(w.text):]
	for i, p := range parts {
		if i > 0 {
			of = append(of, 0)
		}
		of = append(of, p...)
	}
	known, ok := w.fingerprints[string(of)]
	if !ok {
		sum := sha256.Sum256(of)
		known = hex.EncodeToString(sum[:8])
		if len(w.fingerprints) >= mostFingerprints {
			clear(w.fingerprints)
		}
		if w.fingerprints == nil {
			w.fingerprints = make(map[string]string)
		}
		if len(of) <= longest {
			w.fingerprints[string(of)] = known
		}
	}
	*field = known
}
