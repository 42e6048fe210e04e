package rules

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/gli"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// ErrWords is returned for an example in prose, which cannot be run.
var ErrWords = errors.New("the example has no trace")

// Try runs an example of a rule. It returns the verdict of the rule and its
// findings, in order and with values shown.
func (s *Set) Try(id string, e Example) (Verdict, []*Finding, error) {
	var found []*Finding
	tally := s.NewTallies()
	judge := s.NewJudge(Options{ShowValues: true}, tally, func(f *Finding) {
		if f.Rule == id {
			found = append(found, f)
		}
	})
	checker, projector := schema.NewChecker(s.program.Catalogue, schema.Options{ShowValues: true}), s.NewProjector()
	var ev Event
	err := e.units(s.program.Catalogue, func(u *trace.Unit) error {
		var m *schema.Message
		var faults []trace.Fault
		if u.Kind == trace.Document && !u.Partial {
			m, faults = checker.Check(u)
		}
		projector.Project(&ev, u, m, faults)
		judge.Take(&ev)
		return nil
	})
	if err != nil {
		return NotActivated, nil, err
	}
	judge.Close()
	for _, t := range tally.List(Selection{}) {
		if t.Rule == id {
			return t.Verdict, found, nil
		}
	}
	return NotActivated, nil, fmt.Errorf("no rule has the code %s", id)
}

// units makes the same units as package capture would.
func (e *Example) units(cat *schema.Catalogue, emit func(*trace.Unit) error) error {
	conn := newConn()
	switch {
	case e.Trace != "":
		units, err := parseTrace(e.Trace, conn, cat)
		for _, u := range units {
			if err == nil {
				err = emit(u)
			}
		}
		return err
	case e.XML != "":
		return emit(&trace.Unit{
			Kind: trace.Document, Conn: conn, Side: -1, Body: []byte(strings.TrimRight(e.XML, "\n")),
			StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: trace.Position{Frame: 1},
		})
	case e.Frames != "":
		data, err := parseFrames(e.Frames)
		if err != nil {
			return err
		}
		mark := func(k trace.Kind, at int) error {
			return emit(&trace.Unit{Kind: k, Conn: conn, Side: -1, Closing: trace.CloseOrderly, Present: [2]bool{true, true}, Pos: trace.Position{Offset: int64(at)}})
		}
		framer := gli.New(cat.Names()).NewFramer(transport.Config{Conn: conn, Emit: emit})
		return errors.Join(
			mark(trace.Start, 0),
			framer.Data(&trace.Chunk{Bytes: data, Arrival: trace.Arrival{Acked: -1}}),
			framer.End(trace.CloseOrderly),
			mark(trace.End, len(data)),
		)
	}
	return ErrWords
}

// parseFrames reads the frames of an example: hexadecimal, with any white space.
func parseFrames(text string) ([]byte, error) {
	data, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, fmt.Errorf("frames are not in hexadecimal: %w", err)
	}
	return data, nil
}

// checkExamples reports the examples of a rule that cannot be run. Tests run the examples of the built-in set, so they
// are not parsed at each start.
func checkExamples(e *rulefile.Entry, cat *schema.Catalogue, errs *rulefile.ErrorList) {
	for i := range e.Examples {
		y := &e.Examples[i]
		given := 0
		for _, form := range []rulefile.Text{y.Trace, y.XML, y.Frames, y.Words} {
			if form.Value != "" {
				given++
			}
		}
		if given != 1 {
			errs.At(y.At, "an example has %d of trace, xml, frames and words, expected one of them", given)
		}
		if e.Builtin {
			continue
		}
		if y.Frames.Value != "" {
			if _, err := parseFrames(y.Frames.Value); err != nil {
				errs.At(y.Frames.At, "%v", err)
			}
		}
		if y.Trace.Value != "" {
			var at *traceError
			if _, err := parseTrace(y.Trace.Value, newConn(), cat); errors.As(err, &at) {
				errs.At(y.Trace.Line(at.line, at.column), "%v", at.err)
			}
		}
	}
}
