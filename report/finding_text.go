package report

import (
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// Shared parts of the text formats of findings.

func mentions(f *rules.Finding, values ...string) bool {
	for _, v := range values {
		if v == "" || !strings.Contains(f.Message, v) {
			return false
		}
	}
	return true
}

// withHint returns the message with the hint and the count.
func withHint(f *rules.Finding) string {
	text := f.Message
	if f.Hint != "" {
		text += " (" + f.Hint + ")"
	}
	return text + times(f)
}

// times returns the count of a finding that represents several messages: " (7 times)".
func times(f *rules.Finding) string {
	if f.Count < 2 {
		return ""
	}
	return " (" + strconv.FormatInt(f.Count, 10) + " times)"
}

// position returns a place as text: "frame 42", "line 7", "byte 100". It is empty for a finding about a whole input.
func position(frame, line int, offset *int64) string {
	switch {
	case frame > 0:
		return "frame " + strconv.Itoa(frame)
	case line > 0:
		return "line " + strconv.Itoa(line)
	case offset != nil:
		return "byte " + strconv.FormatInt(*offset, 10)
	}
	return ""
}

// faultPosition returns the POSITION of a finding as text: "line 7:12", or as position. It is empty for a finding about
// a whole input.
func faultPosition(f *rules.Finding) string {
	if f.Spot.Line > 0 {
		return "line " + f.Position()
	}
	return position(f.Frame, f.Line, f.Offset)
}

// number returns the number of a position, "0" if there is none.
func number(frame, line int, offset *int64) string {
	if _, n, ok := strings.Cut(position(frame, line, offset), " "); ok {
		return n
	}
	return "0"
}

// relatedPlaces returns the positions of the related messages, with their file if it differs.
func relatedPlaces(f *rules.Finding) (places []string) {
	for _, r := range f.Related {
		at := number(r.Frame, r.Line, r.Offset)
		if r.File != "" && r.File != f.File {
			at = r.File + ":" + at
		}
		places = append(places, at)
	}
	return places
}

// InputName returns the name of an input for users: stdin for standard input, not -.
func InputName(file string) string {
	if file == "-" {
		return "stdin"
	}
	return file
}

func reference(s rules.Source) string {
	if s.Document == "" || s.Section == "" {
		return s.Document + s.Section
	}
	return s.Document + ", " + s.Section
}

// severityWord returns the severity of a finding, or inconclusive.
func severityWord(v rules.Verdict, s rules.Severity) string {
	if v == rules.Inconclusive {
		return v.String()
	}
	return s.String()
}

// severityOf colours text by the severity of a finding, or as inconclusive.
func (p *textWriter) severityOf(text string, v rules.Verdict, s rules.Severity) string {
	if v == rules.Inconclusive {
		return p.unsure(text)
	}
	return p.severity(text, s)
}

func (p *textWriter) verdict(f *rules.Finding) string {
	return p.severityOf(severityWord(f.Verdict, f.Severity), f.Verdict, f.Severity)
}
