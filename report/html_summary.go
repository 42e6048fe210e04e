package report

import (
	"fmt"

	"ivrcheck/rules"
)

// What stands first in the HTML report: the verdict, what was checked, and the
// rules with their activations.

// closingPage is what the end of the page shows.
type closingPage struct {
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

func (h *htmlReport) closing(s *Summary) *closingPage {
	p := &closingPage{Summary: s, Embedded: h.embedded, Version: h.opt.Version}
	p.State, p.Verdict, p.Because = verdict(s)
	places := make(map[string]string)
	for _, e := range h.errors {
		places[e.File] = e.Place
	}
	for _, in := range s.Inputs {
		if in.Error != "" {
			p.Incomplete++
		}
		p.Inputs = append(p.Inputs, shownInput{in, in.capture(), places[in.File]})
	}
	for _, t := range s.Rules {
		if t.Idle {
			continue
		}
		p.Ran++
		if t.Verdict != rules.NotActivated {
			p.Activated++
		}
	}
	for _, n := range h.left {
		p.Left += n
	}
	return p
}

// verdict says in a word what came of the run, and why.
func verdict(s *Summary) (state, word, because string) {
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

// ratio gives a part of a whole as a sentence does.
func ratio(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }
