package check

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"ivrcheck/report"
	"ivrcheck/rules"
)

// Entry is one value of a report: exactly one field is set.
type Entry struct {
	Finding    *rules.Finding
	InputError *report.InputError
	Summary    *report.Summary
	// Partial is the first value of a partial report, PartialEnd the last.
	Partial    *report.Partial
	PartialEnd *report.PartialEnd
}

// Read decodes a report: json, ndjson, or a partial one. It keeps one value in memory. Nothing
// follows an error; a report without its end is an error.
func Read(r io.Reader) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		in := bufio.NewReader(r)
		d := &decoder{yield: func(e Entry) error {
			if !yield(e, nil) {
				return errStopped
			}
			return nil
		}}
		head, _ := in.Peek(256) // an error is found again
		d.json = json.NewDecoder(in)
		read := d.lines
		if isDocument(head) {
			read = d.document
		}
		err := read()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(Entry{}, fmt.Errorf("report: %w", err))
		}
	}
}

// errStopped means that the caller has stopped the iteration.
var errStopped = errors.New("stopped")

type decoder struct {
	json  *json.Decoder
	yield func(Entry) error
}

// isDocument reports whether a report is one JSON document.
func isDocument(head []byte) bool {
	d := json.NewDecoder(bytes.NewReader(head))
	_, _ = d.Token() // the brace
	key, _ := d.Token()
	return key == "schema" || key == "findings"
}

// document reads a report of the format json.
func (d *decoder) document() error {
	if _, err := d.json.Token(); err != nil {
		return err
	}
	var summary *report.Summary
	for d.json.More() {
		key, err := d.json.Token()
		switch {
		case err != nil:
		case key == "findings":
			err = d.findings()
		case key == "summary":
			if err = d.json.Decode(&summary); err == nil {
				err = d.yield(Entry{Summary: summary})
			}
		default:
			err = d.json.Decode(new(json.RawMessage))
		}
		if err != nil {
			return err
		}
	}
	if _, err := d.json.Token(); err != nil {
		return err
	}
	if summary == nil {
		return errors.New("there is no summary")
	}
	return nil
}

func (d *decoder) findings() error {
	if open, err := d.json.Token(); err != nil {
		return err
	} else if open != json.Delim('[') {
		return errors.New("the findings are no list")
	}
	for d.json.More() {
		f := new(rules.Finding)
		if err := d.json.Decode(f); err != nil {
			return err
		}
		if err := d.yield(Entry{Finding: f}); err != nil {
			return err
		}
	}
	_, err := d.json.Token()
	return err
}

// lines reads a report of the format ndjson, or a partial one, to its last value.
func (d *decoder) lines() error {
	var partial *report.Partial
	for {
		var line json.RawMessage
		if err := d.json.Decode(&line); err != nil {
			return err
		}
		var e Entry
		var is struct{ Type string }
		err := json.Unmarshal(line, &is)
		switch {
		case err != nil:
		case is.Type == "finding" && partial != nil:
			e.Finding, err = report.ReadPartial(line, false)
		case is.Type == "finding":
			err = json.Unmarshal(line, &e.Finding)
		case is.Type == "input-error":
			err = json.Unmarshal(line, &e.InputError)
		case is.Type == "partial":
			partial, err = report.ReadPartialStart(line)
			e.Partial = partial
		case is.Type == "summary" && partial != nil:
			err = json.Unmarshal(line, &e.PartialEnd)
		case is.Type == "summary":
			err = json.Unmarshal(line, &e.Summary)
		default:
			err = fmt.Errorf("a value has the type %q", is.Type)
		}
		if err == nil {
			err = d.yield(e)
		}
		if err != nil || is.Type == "summary" {
			return err
		}
	}
}
