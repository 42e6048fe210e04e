package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// newConn returns the connection of an example. It is captured from its start, and the side of the arrow > opened it.
func newConn() *trace.Conn { return &trace.Conn{StartSeen: true} }

// parseTrace reads the trace of an example (contract, section 6): one message or frame (keep-alive-request,
// keep-alive-ack, error-ack) per line, > from the IVR, < from the server, after an optional time. A first or last line
// of three dots means that the start or the end was not captured. The error is a *traceError.
func parseTrace(text string, conn *trace.Conn, cat *schema.Catalogue) ([]*trace.Unit, error) {
	var units []*trace.Unit
	closing := trace.CloseOrderly
	lines := strings.Split(text, "\n")
	first, last := 0, len(lines)-1
	for first < last && strings.TrimSpace(lines[first]) == "" {
		first++
	}
	for first < last && strings.TrimSpace(lines[last]) == "" {
		last--
	}
	lines = lines[first : last+1]
	for i, line := range lines {
		wrong := func(column int, err error) error {
			return &traceError{first + i, len(line) - len(strings.TrimLeft(line, " \t")) + column, err}
		}
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if line == "..." {
			switch i {
			case 0:
				// The opener of the connection is unknown, but the arrows still mean the IVR and the server.
				conn.StartSeen = false
			case len(lines) - 1:
				closing = trace.CloseUnseen
			default:
				return nil, wrong(0, fmt.Errorf("a line ... (not captured) must be first or last in a trace"))
			}
			continue
		}
		u, column, err := parseTraceLine(line, cat)
		if err != nil {
			return nil, wrong(column, err)
		}
		u.Conn, u.Pos.Frame = conn, i+1
		units = append(units, u)
	}
	start := &trace.Unit{Kind: trace.Start, Conn: conn, Side: -1, Pos: trace.Position{Frame: 1}}
	end := &trace.Unit{Kind: trace.End, Conn: conn, Side: -1, Closing: closing, Present: [2]bool{true, true}, Pos: trace.Position{Frame: len(lines) + 1}}
	return append(append([]*trace.Unit{start}, units...), end), nil
}

// traceError is an error in a trace, with its line and the character in the line, both counted from 0.
type traceError struct {
	line, column int
	err          error
}

func (e *traceError) Error() string { return fmt.Sprintf("line %d: %v", e.line+1, e.err) }

// parseTraceLine reads a line of a trace. column is the position of the error, from 0.
func parseTraceLine(line string, cat *schema.Catalogue) (u *trace.Unit, column int, err error) {
	words, column, err := splitWords(line)
	if err != nil {
		return nil, column, err
	}
	u = &trace.Unit{Kind: trace.Document, StreamStart: -1, StreamEnd: -1, Acked: -1}
	if len(words) > 0 {
		if at, ok := traceTime(words[0].text); ok {
			u.Pos.Time.Time = at
			words = words[1:]
		}
	}
	if len(words) == 0 || (words[0].text != ">" && words[0].text != "<") {
		if len(words) > 0 {
			column = words[0].at
		}
		return nil, column, fmt.Errorf("expected > (from the IVR) or < (from the server) and a message, after a time such as 2.5s or 10:30:01 if there is one; found %q", line)
	}
	if len(words) < 2 {
		return nil, words[0].at, fmt.Errorf("expected the name of a message after %s", words[0].text)
	}
	if words[0].text == "<" {
		u.Side = 1
	}
	if i := slices.Index(trace.TypeNames[:], words[1].text); i >= 0 && words[1].text != messageType {
		if len(words) > 2 {
			return nil, words[2].at, fmt.Errorf("%s is a frame without XML and has no parameters, found %q", words[1].text, words[2].text)
		}
		u.Kind, u.Header = trace.Frame, trace.Header{Raw: [6]byte{0, byte(i), 0, 2, 2, 0}, Present: true}
		return u, 0, nil
	}
	callID := "0"
	var params []schema.Param
	for _, w := range words[2:] {
		path, value, ok := strings.Cut(w.text, "=")
		switch {
		case !ok || path == "":
			return nil, w.at, fmt.Errorf("expected Parameter=value, found %q; put a value with spaces in double quotes", w.text)
		case path == cat.Envelope.CallID:
			callID = value
		default:
			params = append(params, schema.Param{Path: path, Value: value})
		}
	}
	u.Body, err = cat.Write(words[1].text, callID, params)
	return u, words[1].at, err
}

// traceTime reads the time before a message: a duration since the start, or a time of day.
func traceTime(text string) (time.Time, bool) {
	start := time.Unix(0, 0).UTC()
	if d, err := time.ParseDuration(text); err == nil {
		return start.Add(d), true
	}
	clock, err := time.Parse("15:04:05", text)
	return start.Add(clock.Sub(clock.Truncate(24 * time.Hour))), err == nil
}

// word is a word and its column.
type word struct {
	text string
	at   int
}

// splitWords splits a line at white space outside double quotes.
func splitWords(line string) (words []word, column int, err error) {
	var text strings.Builder
	quoted, begun := false, false
	at, quote, column := 0, 0, 0
	end := func() {
		if begun {
			words = append(words, word{text.String(), at})
			text.Reset()
			begun = false
		}
	}
	for _, r := range line {
		if blank := !quoted && (r == ' ' || r == '\t'); blank {
			end()
		} else {
			if !begun {
				at, begun = column, true
			}
			if r == '"' {
				quoted, quote = !quoted, column
			} else {
				text.WriteRune(r)
			}
		}
		column++
	}
	if quoted {
		return nil, quote, fmt.Errorf("a double quote is not closed")
	}
	end()
	return words, 0, nil
}
