package rules

import (
	"fmt"
	"strings"

	"ivrcheck/trace"
)

// notExercised is the rule about the other rules. It is violated if a demanded rule was never activated.
const notExercised = "CAP010"

// Demand finds the rules that a run must activate, by codes or prefixes of codes, in the order of the rule file. A
// prefix means every rule that has it, except notExercised.
func (s *Set) Demand(flag string, codes []string) ([]*Rule, error) {
	wanted, err := s.patterns(flag, codes)
	if err != nil {
		return nil, err
	}
	if len(wanted) > 0 && s.program.ByID[notExercised] == nil {
		return nil, fmt.Errorf("%s needs the rule %s, which the rule files leave out: extend the built-in rules and do not switch it off", flag, notExercised)
	}
	for _, p := range wanted {
		switch {
		case p.subject != "":
			return nil, fmt.Errorf("%s: rules are demanded by their codes, and %s:%s names a subject", flag, p.code, p.subject)
		case p.code == notExercised:
			return nil, fmt.Errorf("%s: %s is the rule that reports what was not activated; name others", flag, notExercised)
		}
	}
	var out []*Rule
	for _, r := range s.described {
		for _, p := range wanted {
			if r.ID != notExercised && strings.HasPrefix(r.ID, p.code) {
				out = append(out, r)
				break
			}
		}
	}
	return out, nil
}

// AlwaysWantExercised selects the findings of Exercised regardless of the selection: a gate that asks for them must not
// pass without.
func (sel *Selection) AlwaysWantExercised() { sel.insisted = append(sel.insisted, notExercised) }

// Exercised judges a whole run. Each demanded rule that no message of any input activated is a finding. The findings
// are about no input, so run is their file.
func (s *Set) Exercised(run string, demanded []*Rule, opt Options, tally *Tallies, emit func(*Finding)) {
	judge := s.NewJudge(opt, tally, emit)
	own := s.program.ByID[notExercised] // it exists if rules are demanded
	for _, r := range demanded {
		tally.activated(own, 1)
		if tally.counts[s.program.ByID[r.ID].Index].activations > 0 {
			continue
		}
		tally.failed(own)
		judge.about(run, trace.Fault{Code: notExercised, Subject: r.ID, Args: []trace.Arg{{Name: "name", Value: r.Name}}})
	}
}
