package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Try runs one of a rule's examples and gives the rule's verdict on it. An
// example in frames or words cannot be tried here: frames belong to the
// capture room.
func (s *Set) Try(id string, e Example, cat *schema.Catalogue) (Verdict, error) {
	var units []*trace.Unit
	conn := &trace.Conn{Stream: 0, StartSeen: true, Client: 0}
	switch {
	case e.Trace != "":
		var err error
		if units, err = parseTrace(e.Trace, conn, cat); err != nil {
			return NotActivated, err
		}
	case e.XML != "":
		units = []*trace.Unit{{
			Kind: trace.Document, Conn: conn, Side: -1, Body: []byte(strings.TrimRight(e.XML, "\n")),
			StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: trace.Position{Frame: 1},
		}}
	default:
		return NotActivated, fmt.Errorf("only an example with a trace or xml can be tried")
	}
	tally := s.NewTallies()
	judge := s.NewJudge(Options{}, tally, func(*Finding) {})
	checker, projector := cat.NewChecker(schema.Options{}), s.NewProjector()
	var ev Event
	for _, u := range units {
		var m *schema.Message
		var faults []trace.Fault
		if u.Kind == trace.Document {
			m, faults = checker.Check(u)
		}
		projector.Project(&ev, u, m, faults)
		judge.Take(&ev)
	}
	judge.Close()
	for _, t := range tally.List(Selection{}) {
		if t.Rule == id {
			return t.Verdict, nil
		}
	}
	return NotActivated, fmt.Errorf("no rule has the code %s", id)
}

// parseTrace reads the trace of an example (contract, section 6): one message
// or frame (keep-alive-request, keep-alive-ack, error-ack) a line, > from the
// IVR, < from the server, the time in front optional; a line of three dots, first or last, stands for what was not captured.
func parseTrace(text string, conn *trace.Conn, cat *schema.Catalogue) ([]*trace.Unit, error) {
	var units []*trace.Unit
	closing := trace.CloseOrderly
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "..." {
			switch i {
			case 0:
				// Who opened the connection is not known either, but the
				// arrows of the trace say who is who.
				conn.StartSeen = false
			case len(lines) - 1:
				closing = trace.CloseUnseen
			default:
				return nil, fmt.Errorf("line %d: three dots stand first or last", i+1)
			}
			continue
		}
		u, err := parseTraceLine(line, cat)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		u.Conn, u.Pos.Frame = conn, i+1
		units = append(units, u)
	}
	start := &trace.Unit{Kind: trace.Start, Conn: conn, Side: -1, Pos: trace.Position{Frame: 1}}
	end := &trace.Unit{Kind: trace.End, Conn: conn, Side: -1, Closing: closing, Pos: trace.Position{Frame: len(lines) + 1}}
	return append(append([]*trace.Unit{start}, units...), end), nil
}

func parseTraceLine(line string, cat *schema.Catalogue) (*trace.Unit, error) {
	words, err := splitWords(line)
	if err != nil {
		return nil, err
	}
	u := &trace.Unit{Kind: trace.Document, StreamStart: -1, StreamEnd: -1, Acked: -1}
	if len(words) > 0 {
		if d, err := time.ParseDuration(words[0]); err == nil {
			u.Pos.Time.Time = time.Unix(0, 0).UTC().Add(d)
			words = words[1:]
		}
	}
	if len(words) < 2 || (words[0] != ">" && words[0] != "<") {
		return nil, fmt.Errorf("expected > or < and a message, found %q", line)
	}
	if words[0] == "<" {
		u.Side = 1
	}
	if i := slices.Index(trace.TypeNames[:], words[1]); i >= 0 && words[1] != messageType {
		if len(words) > 2 {
			return nil, fmt.Errorf("%s is a frame without XML and has no parameters, found %q", words[1], words[2])
		}
		u.Kind, u.Header = trace.Frame, trace.Header{Raw: [6]byte{0, byte(i), 0, 2, 2, 0}, Present: true}
		return u, nil
	}
	callID := "0"
	var params []schema.Param
	for _, w := range words[2:] {
		path, value, ok := strings.Cut(w, "=")
		switch {
		case !ok || path == "":
			return nil, fmt.Errorf("expected Parameter=value, found %q", w)
		case path == "CallId":
			callID = value
		default:
			params = append(params, schema.Param{Path: path, Value: value})
		}
	}
	u.Body, err = cat.Write(words[1], callID, params)
	return u, err
}

// splitWords splits at white space; double quotes keep it together.
func splitWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted, begun = !quoted, true
		case !quoted && (r == ' ' || r == '\t'):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quoted {
		return nil, fmt.Errorf("a double quote is not closed")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}
