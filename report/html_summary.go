package report

import "fmt"

// htmlSummary is the part of the page that the reader sees first: the verdict,
// what was checked, and the rules with their activations.
type htmlSummary struct {
	*Summary
	State, Verdict, Because string
	Inputs                  []shownInput
	Incomplete              int // inputs not read, or not to their end
	Activated, Ran          int
	Embedded                int
	Left                    int64
	Version                 string
}

type shownInput struct {
	Input
	Capture bool
	Place   string
}

func (h *htmlReport) summary(s *Summary) *htmlSummary {
	p := &htmlSummary{Summary: s, Embedded: h.embedded, Version: h.opt.Version}
	p.State, p.Verdict, p.Because = htmlVerdict(s)
	places := make(map[string]string)
	for _, e := range h.errors {
		places[e.File] = e.Place
	}
	for _, in := range s.Inputs {
		if in.Error != "" {
			p.Incomplete++
		}
		p.Inputs = append(p.Inputs, shownInput{in, in.hasPackets(), places[in.File]})
	}
	never, all := notActivated(s.Rules)
	p.Ran, p.Activated = all, all-len(never)
	for _, n := range h.left {
		p.Left += n
	}
	return p
}

// htmlVerdict gives the result of the run in a word, and the reason.
func htmlVerdict(s *Summary) (state, word, because string) {
	f := s.Findings
	switch {
	case !s.Complete:
		return "stopped", "Interrupted", "The run was interrupted; this is what was checked so far."
	case s.Exit == 0 && f == (Counts{}) && s.Inconclusive == 0:
		return "passed", "Passed", "Nothing was found to be wrong."
	case s.Exit == 0:
		return "passed", "Passed", "Nothing that was found fails the check."
	case s.Exit == 1:
		return "failed", "Failed", "There are findings that fail the check."
	case s.Exit == 4:
		return "stopped", "Nothing to check", "No message was found, so nothing was shown to be right."
	}
	return "stopped", "Incomplete", "An input could not be read, or not to its end. What could be read was checked."
}

func ratio(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }
