package gate

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ivrcheck/rules"
)

// BaselineSchema is the schema of a baseline file.
const BaselineSchema = "ivrcheck/baseline/v1"

// A Baseline lists known findings by fingerprint and count: the same fault in
// another capture is also known; one occurrence more is new.
type Baseline struct {
	// File is its path.
	File    string
	entries map[identity]*Entry
}

// identity is the unit that a baseline counts. An accepted inconclusive finding
// does not accept a violated one.
type identity struct{ fingerprint, verdict string }

// Entry is one line of a baseline. Rule, Name, Subject and Message are for its
// readers.
type Entry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Name        string `json:"name"`
	Subject     string `json:"subject,omitempty"`
	Verdict     string `json:"verdict"`
	Message     string `json:"message"`
	Count       int64  `json:"count"`

	// Seen counts the findings of this run.
	Seen int64 `json:"-"`

	order int // in the file
}

// String describes a stale entry.
func (e *Entry) String() string {
	text := fmt.Sprintf("stale: %s %s", e.Rule, e.Name)
	if e.Subject != "" {
		text += " (" + e.Subject + ")"
	}
	if e.Seen == 0 {
		return text + " was not found any more; --write-baseline takes it out"
	}
	return text + fmt.Sprintf(" was found %d times instead of %d; --write-baseline lowers the count", e.Seen, e.Count)
}

// Limits of a baseline. A larger one is rejected.
const (
	maxBytes   = 64 << 20
	maxEntries = 1 << 16
	maxEntry   = 1 << 20
	// maxText is the total length of the texts in memory.
	maxText = 24 << 20
)

// byteOrderMark is written before a text by some editors.
const byteOrderMark = "\ufeff"

// ReadBaseline reads a baseline. It decodes entry by entry and keeps only the
// texts that a run needs. Errors quote the file only once its schema was found to
// be that of a baseline.
func ReadBaseline(name string, r io.Reader) (*Baseline, error) {
	b := &Baseline{File: name, entries: make(map[identity]*Entry)}
	text := bufio.NewReader(r)
	if mark, _ := text.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		_, _ = text.Discard(len(byteOrderMark)) // just peeked
	}
	d := &decoder{in: stream{r: io.LimitReader(text, maxBytes+1)}}
	d.json = json.NewDecoder(&d.in)
	d.json.DisallowUnknownFields()
	d.in.consumed = d.json.InputOffset
	if err := d.file(b); err != nil {
		return nil, d.explain(name, err)
	}
	return b, nil
}

// decoder reads the JSON of a baseline.
type decoder struct {
	in    stream
	json  *json.Decoder
	known bool  // the schema is that of a baseline
	begin int64 // of the current entry
	text  int   // length of the texts in memory
	words map[string]string
}

// faultError is an error that quotes nothing of the file.
type faultError string

func (f faultError) Error() string { return string(f) }

const again = "; write the baseline again with --write-baseline"

func (d *decoder) file(b *Baseline) error {
	if err := d.delim('{'); err != nil {
		return err
	}
	for d.json.More() {
		key, err := d.json.Token()
		if err != nil {
			return err
		}
		switch key {
		case "schema":
			var schema string
			if err := d.json.Decode(&schema); err != nil {
				return err
			}
			if d.known = schema == BaselineSchema; !d.known {
				return faultError("the schema is not " + BaselineSchema + again)
			}
		case "findings":
			if err := d.findings(b); err != nil {
				return err
			}
		default:
			return fmt.Errorf("unknown key %q", key)
		}
	}
	if err := d.delim('}'); err != nil {
		return err
	}
	if !d.known {
		return faultError("no key schema, expected " + BaselineSchema)
	}
	if _, err := d.json.Token(); err == nil {
		return faultError("text after the end of the baseline")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func (d *decoder) delim(want json.Delim) error {
	if got, err := d.json.Token(); err != nil || got != want {
		return cmp.Or[error](err, faultError(fmt.Sprintf("expected %s", want)))
	}
	return nil
}

func (d *decoder) findings(b *Baseline) error {
	if err := d.delim('['); err != nil {
		return err
	}
	for n := 1; d.json.More(); n++ {
		var e *Entry
		d.begin = d.json.InputOffset()
		if err := d.json.Decode(&e); err != nil {
			return err
		}
		switch {
		case e == nil || e.Fingerprint == "" || e.Count < 1:
			return faultError(fmt.Sprintf("entry %d has no fingerprint or no count%s", n, again))
		case b.entries[e.identity()] != nil:
			return faultError(fmt.Sprintf("entry %d repeats the fingerprint of an earlier one%s", n, again))
		case n > maxEntries:
			return faultError(fmt.Sprintf("more than %d entries", maxEntries))
		}
		// The message is for readers. Entries keep the order of the file.
		e.Message, e.order = "", n
		e.Rule, e.Name, e.Verdict = d.word(e.Rule), d.word(e.Name), d.word(e.Verdict)
		if d.text += len(e.Fingerprint) + len(e.Subject); d.text > maxText {
			return faultError(fmt.Sprintf("more than %d bytes of fingerprints and subjects", maxText))
		}
		b.entries[e.identity()] = e
	}
	return d.delim(']')
}

// word keeps one copy of a text that occurs in many entries.
func (d *decoder) word(s string) string {
	if kept, ok := d.words[s]; ok {
		return kept
	}
	if d.words == nil {
		d.words = make(map[string]string)
	}
	d.text += len(s)
	d.words[s] = s
	return s
}

// explain adds the position to an error, and removes quotations of a file that is not
// a baseline.
func (d *decoder) explain(name string, err error) error {
	var fault faultError
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	at := d.json.InputOffset()
	switch {
	case d.in.n > maxBytes:
		return fmt.Errorf("%s: longer than %d bytes: not a baseline", name, maxBytes)
	case d.in.err != nil:
		return fmt.Errorf("%s: %w", name, d.in.err)
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &typ):
		at = d.begin + typ.Offset
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		at = d.in.n
		err = faultError("it ends early")
	}
	place := fmt.Sprintf("%s:%s: not a baseline", name, d.in.position(at))
	switch {
	case errors.As(err, &fault), d.known:
		return fmt.Errorf("%s: %w", place, err)
	}
	return errors.New(place)
}

// stream counts the bytes read, and rejects a value that is too long to keep.
type stream struct {
	r        io.Reader
	consumed func() int64 // offset up to which the input was decoded
	n        int64        // bytes read
	err      error        // of the reader
	// newlines are the offsets of the newlines that were read but not decoded;
	// before them are lines others, and the current line begins at last.
	newlines []int64
	lines    int
	last     int64
}

func (s *stream) Read(p []byte) (int, error) {
	if s.n-s.consumed() > maxEntry {
		return 0, faultError(fmt.Sprintf("an entry longer than %d bytes", maxEntry))
	}
	s.forget(s.consumed())
	n, err := s.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			s.newlines = append(s.newlines, s.n+int64(i))
		}
	}
	s.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// forget counts and removes the newlines before an offset.
func (s *stream) forget(before int64) {
	i := 0
	for ; i < len(s.newlines) && s.newlines[i] < before; i++ {
		s.lines++
		s.last = s.newlines[i] + 1
	}
	s.newlines = slices.Delete(s.newlines, 0, i)
}

// position returns the line:column of an offset.
func (s *stream) position(at int64) string {
	s.forget(at)
	return fmt.Sprintf("%d:%d", s.lines+1, max(1, at-s.last))
}

func (e *Entry) identity() identity { return identity{e.Fingerprint, e.Verdict} }

// take counts a finding and reports whether its entry covers it.
func (b *Baseline) take(f *rules.Finding) bool {
	e := b.entries[identity{f.Fingerprint, f.Verdict.String()}]
	if e == nil {
		return false
	}
	e.Seen++
	return e.Seen <= e.Count
}

// Stale lists the entries that covered less than their count, in the order of the
// file.
func (b *Baseline) Stale() []*Entry {
	var out []*Entry
	for _, e := range b.entries {
		if e.Seen < e.Count {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *Entry) int { return a.order - b.order })
	return out
}

func byRule(a, b *Entry) int {
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject),
		cmp.Compare(a.Message, b.Message), cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(a.Verdict, b.Verdict))
}

// Recorder makes a baseline from the findings of a run.
type Recorder struct {
	entries map[identity]*Entry
	text    int // length of the texts
	full    bool
}

// Add counts a finding.
func (r *Recorder) Add(f *rules.Finding) {
	if r.entries == nil {
		r.entries = make(map[identity]*Entry)
	}
	id := identity{f.Fingerprint, f.Verdict.String()}
	e := r.entries[id]
	if e == nil {
		r.text += len(f.Fingerprint) + len(f.Subject) + len(f.Message)
		if r.full = r.full || len(r.entries) >= maxEntries || r.text > maxText; r.full {
			return
		}
		e = &Entry{
			Fingerprint: strings.Clone(f.Fingerprint), Rule: f.Rule, Name: f.Name, Subject: strings.Clone(f.Subject),
			Verdict: f.Verdict.String(), Message: strings.Clone(f.Message),
		}
		r.entries[e.identity()] = e
	}
	e.Count++
}

// Err returns the reason why no baseline can be written, nil if one can.
func (r *Recorder) Err() error {
	if r.full {
		return fmt.Errorf("more than %d different findings, or more than %d bytes of them: no baseline was written; fix or --ignore some first",
			maxEntries, maxText)
	}
	return nil
}

// Count returns the number of findings in the baseline.
func (r *Recorder) Count() (n int64) {
	for _, e := range r.entries {
		n += e.Count
	}
	return n
}

// Write writes the baseline: entries sorted by rule, one per line, so that a diff
// shows the changes.
func (r *Recorder) Write(to io.Writer) error {
	entries := make([]*Entry, 0, len(r.entries))
	for _, e := range r.entries {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, byRule)
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, "{\"schema\":%q,\"findings\":[", BaselineSchema)
	for i, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		_, _ = w.WriteString([]string{"\n", ",\n"}[min(i, 1)]) // Flush returns the error
		_, _ = w.Write(line)
	}
	_, _ = w.WriteString("\n]}\n")
	return w.Flush()
}
