package report

import (
	"fmt"
	"strings"
)

// htmlSummary is the first part of the page: the verdict, the checked inputs, and the rules with their activations.
type htmlSummary struct {
	*Summary
	State, Verdict, Because string
	// Numbers are the findings as text, Input is the name of the input, Span the duration of the traffic, and Single
	// describes the only input.
	Numbers, Input, Span, Single string
	Tiles                        []tile
	Inputs                       []shownInput
	Incomplete                   int // inputs not read completely
	Activated, Ran               int
	Rows                         int
	Shown, Left                  int64
	Version                      string
}

// tile is a number of findings, and the filter for them.
type tile struct {
	Kind, Noun string
	Count      int64
}

type shownInput struct {
	Input
	Capture bool
	Place   string
}

func (h *htmlReport) summary(s *Summary) *htmlSummary {
	p := &htmlSummary{Summary: s, Rows: len(h.order), Shown: h.shown, Version: h.opt.Version, Span: h.span()}
	p.State, p.Verdict, p.Because = htmlVerdict(s)
	if text := newTextWriter(Options{}); len(s.Inputs) > 0 && s.Messages > 0 {
		p.Numbers = strings.Join(text.numbers(s), ", ")
	}
	switch n := len(s.Inputs); n {
	case 0:
	case 1:
		p.Input = InputName(s.Inputs[0].File)
	default:
		p.Input = plural(int64(n), "input")
	}
	places := make(map[string]string)
	for _, e := range h.errors {
		places[e.File] = e.Place
	}
	for _, in := range s.Inputs {
		if in.Error != "" {
			p.Incomplete++
		}
		place := places[in.File]
		in.File = InputName(in.File)
		p.Inputs = append(p.Inputs, shownInput{in, in.hasPackets(), place})
	}
	if len(s.Inputs) == 1 {
		p.Single = inputFacts(&p.Inputs[0], s)
	}
	for _, t := range []tile{
		{"error", "errors", s.Findings.Error}, {"warning", "warnings", s.Findings.Warning}, {"info", "info", s.Findings.Info}, {"inconclusive", "inconclusive", s.Inconclusive},
	} {
		if t.Count == 1 {
			t.Noun = strings.TrimSuffix(t.Noun, "s")
		}
		p.Tiles = append(p.Tiles, t)
	}
	never, all := notActivated(s.Rules)
	p.Ran, p.Activated = all, all-len(never)
	for _, n := range h.left {
		p.Left += n
	}
	return p
}

// span returns the time from the first to the last message.
func (h *htmlReport) span() string {
	if h.first.IsZero() {
		return ""
	}
	first, last := shortTime(h.first.String(), true), shortTime(h.last.String(), true)
	if first == last {
		return Printable(first)
	}
	return Printable(first + " to " + last)
}

// inputFacts describes an input on one line.
func inputFacts(in *shownInput, s *Summary) string {
	if in.Kind == "" {
		return "not read"
	}
	kind := in.Kind
	if in.Compression != "" {
		kind += " in " + in.Compression
	}
	facts := []string{kind, size(in.Bytes)}
	if in.Capture {
		facts = append(facts, plural(in.Packets, "packet"), in.streams())
	}
	return strings.Join(append(facts, checked(s)), ", ")
}

// htmlVerdict returns the result of the run in a word, and the reason.
func htmlVerdict(s *Summary) (state, word, because string) {
	f := s.Findings
	switch {
	case !s.Complete:
		return "stopped", "Interrupted", "The run was interrupted; this is what was checked so far."
	case s.Exit == 0 && f == (Counts{}) && s.Inconclusive == 0:
		return "passed", "Passed", "Nothing was found to be wrong."
	case s.Exit == 0:
		return "passed", "Passed", "No finding fails the check (--fail-on)."
	case s.Exit == 4:
		return "stopped", "Nothing to check", "No message was found, so nothing was shown to be right."
	case s.Failing && s.Exit == 3:
		return "failed", "Failed", "There are findings that fail the check, and an input or an output is not complete."
	case s.Exit == 1 || s.Failing:
		return "failed", "Failed", "There are findings that fail the check."
	}
	return "stopped", "Incomplete", "An input could not be read, or not to its end. What could be read was checked."
}

func ratio(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }
