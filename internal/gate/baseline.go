package gate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ivrcheck/rules"
)

// BaselineSchema is the schema of a baseline file.
const BaselineSchema = "ivrcheck/baseline/v1"

// A Baseline lists known findings by fingerprint and count: the same fault in
// another capture is known, too; one more of it is new.
type Baseline struct {
	// File is its path.
	File    string
	entries map[identity]*Entry
}

// identity is what a baseline counts. An accepted inconclusive finding does not
// accept a violated one.
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

type baselineFile struct {
	Schema   string   `json:"schema"`
	Findings []*Entry `json:"findings"`
}

// maxBaseline is the size limit in bytes.
const maxBaseline = 256 << 20

// ReadBaseline reads a baseline file.
func ReadBaseline(path string) (*Baseline, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxBaseline+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxBaseline {
		return nil, fmt.Errorf("%s: longer than %d bytes: not a baseline", path, maxBaseline)
	}
	var file baselineFile
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s:%s: not a baseline: %w", path, lineOf(text, dec, err), err)
	}
	if file.Schema != BaselineSchema {
		return nil, fmt.Errorf("%s: the schema is %q, not %q; write the baseline anew with --write-baseline", path, file.Schema, BaselineSchema)
	}
	b := &Baseline{File: path, entries: make(map[identity]*Entry, len(file.Findings))}
	for i, e := range file.Findings {
		switch {
		case e == nil || e.Fingerprint == "" || e.Count < 1:
			return nil, fmt.Errorf("%s: entry %d has no fingerprint or no count; write the baseline anew with --write-baseline", path, i+1)
		case b.entries[e.identity()] != nil:
			return nil, fmt.Errorf("%s: entry %d repeats the fingerprint %s; write the baseline anew with --write-baseline", path, i+1, e.Fingerprint)
		}
		b.entries[e.identity()] = e
	}
	return b, nil
}

// lineOf gives the line:column of an error in JSON.
func lineOf(text []byte, dec *json.Decoder, err error) string {
	at := dec.InputOffset()
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	if errors.As(err, &syntax) {
		at = syntax.Offset
	} else if errors.As(err, &typ) {
		at = typ.Offset
	}
	before := text[:min(int(at), len(text))]
	return fmt.Sprintf("%d:%d", bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'))
}

func (e *Entry) identity() identity { return identity{e.Fingerprint, e.Verdict} }

// take counts a finding, and reports whether its entry covers it.
func (b *Baseline) take(f *rules.Finding) bool {
	e := b.entries[identity{f.Fingerprint, f.Verdict.String()}]
	if e == nil {
		return false
	}
	e.Seen++
	return e.Seen <= e.Count
}

// Stale lists the entries that covered less than their count.
func (b *Baseline) Stale() []*Entry {
	var out []*Entry
	for _, e := range b.entries {
		if e.Seen < e.Count {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, byRule)
	return out
}

func byRule(a, b *Entry) int {
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject),
		cmp.Compare(a.Message, b.Message), cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(a.Verdict, b.Verdict))
}

// maxEntries bounds a new baseline. Nobody would read a longer one.
const maxEntries = 1 << 16

// Recorder makes a baseline of the findings of a run.
type Recorder struct {
	entries map[identity]*Entry
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
		if r.full = r.full || len(r.entries) >= maxEntries; r.full {
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

// Write writes the baseline, completely or not at all: entries sorted by rule, one
// a line, so that a diff shows what changed.
func (r *Recorder) Write(path string) error {
	if r.full {
		return fmt.Errorf("%s: more than %d different findings: no baseline was written; mend or --ignore some first", path, maxEntries)
	}
	file := baselineFile{Schema: BaselineSchema, Findings: make([]*Entry, 0, len(r.entries))}
	for _, e := range r.entries {
		file.Findings = append(file.Findings, e)
	}
	slices.SortFunc(file.Findings, byRule)
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"schema\":%q,\"findings\":[", file.Schema)
	for i, e := range file.Findings {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		b.WriteString([]string{"\n", ",\n"}[min(i, 1)])
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	return replace(path, b.Bytes())
}

// replace writes a new file and renames it. A path that is not a regular file
// (/dev/stdout, a named pipe) is written directly.
func replace(path string, text []byte) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(path, text, 0o644)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
