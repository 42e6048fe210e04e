package report

import (
	"strconv"
	"strings"

	"ivrcheck/rules"
)

// What the text formats of findings share.

func mentions(f *rules.Finding, values ...string) bool {
	for _, v := range values {
		if v == "" || !strings.Contains(f.Message, v) {
			return false
		}
	}
	return true
}

func withHint(f *rules.Finding) string {
	if f.Hint == "" {
		return f.Message
	}
	return f.Message + " (" + f.Hint + ")"
}

// position names a place in words: "frame 42", "line 7", "byte 100"; empty for
// a finding about a whole input.
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

// number is the number of a position, "0" if there is none.
func number(frame, line int, offset *int64) string {
	if _, n, ok := strings.Cut(position(frame, line, offset), " "); ok {
		return n
	}
	return "0"
}

func reference(s rules.Source) string {
	if s.Document == "" || s.Section == "" {
		return s.Document + s.Section
	}
	return s.Document + ", " + s.Section
}

// verdict gives the word that replaces the severity of an inconclusive finding,
// else the severity.
func (p *textWriter) verdict(f *rules.Finding) string {
	if f.Verdict == rules.Inconclusive {
		return p.unsure(f.Verdict.String())
	}
	return p.severity(f.Severity.String(), f.Severity)
}
