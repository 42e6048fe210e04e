package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"ivrcheck/rules"
	"ivrcheck/trace"
)

// PartialSchema is the schema of partial reports.
const PartialSchema = "ivrcheck/partial/v1"

// Partial is the first line of a partial report: it identifies the part.
type Partial struct {
	Type   string `json:"type"`   // "partial"
	Schema string `json:"schema"` // PartialSchema
	// Host is the machine of the inputs. Shard is the number of the part, from 0, Of the number of parts.
	Host  string `json:"host"`
	Shard int    `json:"shard"`
	Of    int    `json:"of"`
	// Version is the version of the program. Rules is a digest of the rule files. Options has the flags that a part
	// depends on, by name.
	Version string              `json:"version"`
	Rules   string              `json:"rules"`
	Options map[string][]string `json:"options"`
	// Inputs are the inputs of the whole, in reading order. Messages counts their messages.
	Inputs   []PartialInput `json:"inputs"`
	Messages int64          `json:"messages"`
	// Empty is set if no message was found.
	Empty *Empty `json:"empty,omitempty"`
}

// PartialInput is an input of a partial report: the fields of Input, and what was read.
type PartialInput struct {
	File string `json:"file"`
	// SHA256 is the digest of its content, empty if it could not be opened.
	SHA256      string `json:"sha256,omitempty"`
	Kind        string `json:"kind,omitempty"`
	Compression string `json:"compression,omitempty"`
	Bytes       int64  `json:"bytes"`
	Packets     int64  `json:"packets,omitempty"`
	Streams     int64  `json:"streams,omitempty"`
	GLIStreams  int64  `json:"gli_streams,omitempty"`
	Messages    int64  `json:"messages,omitempty"`
	// Rank is the rank among inputs with contents, by their first occurrence, from 1.
	Rank int `json:"rank,omitempty"`
	// Error is why reading stopped early, after Place. Damaged: the content is the reason.
	Error   string `json:"error,omitempty"`
	Place   string `json:"place,omitempty"`
	Damaged bool   `json:"damaged,omitempty"`
}

// Empty has the content of the finding about inputs without a message (CAP012).
type Empty struct {
	File string      `json:"file"`
	Hint string      `json:"hint,omitempty"`
	Args [][2]string `json:"args,omitempty"`
}

// Fault returns the fault for the finding.
func (e *Empty) Fault() trace.Fault {
	f := trace.Fault{Code: "CAP012", Subject: "input", Hint: e.Hint}
	for _, a := range e.Args {
		f.Args = append(f.Args, trace.Arg{Name: a[0], Value: a[1]})
	}
	return f
}

// EmptyOf is the inverse of Fault.
func EmptyOf(file string, f *trace.Fault) *Empty {
	e := &Empty{File: file, Hint: f.Hint}
	for _, a := range f.Args {
		e.Args = append(e.Args, [2]string{a.Name, a.Value})
	}
	return e
}

// PartialEnd is the last line. A partial report without it is not complete.
type PartialEnd struct {
	Type string `json:"type"` // "summary"
	// Findings counts the lines before it, without the first.
	Findings int64         `json:"findings"`
	Tallies  []rules.Count `json:"tallies"`
}

// Line returns the first line of a partial report.
func (p *Partial) Line() ([]byte, error) {
	p.Type, p.Schema = "partial", PartialSchema
	return marshalLine(p)
}

// Line returns the last line of a partial report.
func (e *PartialEnd) Line() ([]byte, error) {
	e.Type = "summary"
	return marshalLine(e)
}

// partialFinding has the fields of a finding's line besides the finding.
type partialFinding struct {
	Order rules.Order `json:"order"`
	// Whole is set for a finding that represents messages of the whole input. Such findings of all parts with the same
	// text are merged.
	Whole string `json:"whole,omitempty"`
	// Reason is the number of the reason for an inconclusive verdict.
	Reason trace.Reason `json:"reason,omitempty"`
	// At is the time of a log, which Time has as written.
	At string `json:"at,omitempty"`
	// Exact has the texts that are not valid UTF-8, which JSON cannot represent.
	Exact []exactText `json:"exact,omitempty"`
}

// exactText is a text with its number in texts.
type exactText struct {
	Number int    `json:"number"`
	Bytes  []byte `json:"base64"`
}

// texts returns the fields that may contain text of the input.
func texts(f *rules.Finding) []*string {
	list := []*string{
		&f.Subject, &f.Message, &f.File, &f.Time, &f.Src, &f.Dst, &f.CallID, &f.RequestID, &f.Port, &f.Evidence, &f.Hint, &f.Filter, &f.Whole,
	}
	if f.Actual != nil {
		list = append(list, f.Actual)
	}
	for i := range f.Expected {
		list = append(list, &f.Expected[i])
	}
	for i := range f.Related {
		r := &f.Related[i]
		list = append(list, &r.File, &r.Time, &r.Note)
	}
	return list
}

// AppendPartial appends the line of a finding in a partial report.
func AppendPartial(b []byte, f *rules.Finding) []byte {
	o := jsonObject{buf: append(b, `{"type":"finding"`...)}
	optList(&o, "order", f.Order[:], appendNumber)
	o.finding(f)
	o.optText("whole", f.Whole)
	o.optNumber("reason", int(f.Why))
	if f.At.Text != "" && !f.At.Time.IsZero() {
		o.text("at", f.At.Time.Format(time.RFC3339Nano))
	}
	var exact []exactText
	for i, text := range texts(f) {
		if !utf8.ValidString(*text) {
			exact = append(exact, exactText{i, []byte(*text)})
		}
	}
	if exact != nil {
		o.key("exact")
		b, _ := json.Marshal(exact) // numbers and base64 cannot fail
		o.buf = append(o.buf, b...)
	}
	return append(o.buf, '}', '\n')
}

// ReadPartial reads the line of a finding. stdin means that the file called stdin is standard input.
func ReadPartial(line []byte, stdin bool) (*rules.Finding, error) {
	var in struct {
		rules.Finding
		partialFinding
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, err
	}
	f := in.Finding
	if f.Type != "finding" {
		return nil, fmt.Errorf("a line has the type %q, expected finding", f.Type)
	}
	f.Order, f.Whole, f.Why = in.partialFinding.Order, in.partialFinding.Whole, in.Reason
	list := texts(&f)
	for _, e := range in.Exact {
		if e.Number < 0 || e.Number >= len(list) {
			return nil, fmt.Errorf("there is no text %d", e.Number)
		}
		*list[e.Number] = string(e.Bytes)
	}
	if f.Time != "" {
		at, err := time.Parse(time.RFC3339Nano, f.Time)
		if err != nil || in.partialFinding.At != "" {
			f.At.Text, at = f.Time, time.Time{}
		}
		if in.partialFinding.At != "" {
			if at, err = time.Parse(time.RFC3339Nano, in.partialFinding.At); err != nil {
				return nil, err
			}
		}
		f.At.Time = at
	}
	if stdin {
		names := []*string{&f.File}
		for i := range f.Related {
			names = append(names, &f.Related[i].File)
		}
		for _, name := range names {
			if *name == InputName("-") {
				*name = "-"
			}
		}
	}
	return &f, nil
}

// ReadPartialStart reads the first line of a partial report.
func ReadPartialStart(line []byte) (*Partial, error) {
	p := new(Partial)
	if err := json.Unmarshal(line, p); err != nil || p.Type != "partial" {
		return nil, errors.New("not a partial report: check --shard writes them")
	}
	if p.Schema != PartialSchema {
		return nil, fmt.Errorf("a partial report of the schema %q, expected %q", p.Schema, PartialSchema)
	}
	if p.Of < 1 || trace.Shards%p.Of != 0 || p.Shard < 0 || p.Shard >= p.Of || p.Host == "" {
		return nil, fmt.Errorf("shard %d of %d is none", p.Shard, p.Of)
	}
	return p, nil
}

// ReadPartialEnd reads the last line of a partial report. It returns nil for other lines.
func ReadPartialEnd(line []byte) *PartialEnd {
	e := new(PartialEnd)
	if !bytes.HasSuffix(line, []byte("\n")) || json.Unmarshal(line, e) != nil || e.Type != "summary" || e.Tallies == nil {
		return nil
	}
	return e
}
