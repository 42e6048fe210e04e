package rules

import (
	"fmt"
	"slices"
	"strings"

	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/rulefile"
	"ivrcheck/schema"
)

// Selection selects findings by code, prefix of a code or name of a rule, and by subject or a part of the protocol that
// contains it: SEQ, MSG003, MSG003:LoginResp.Status, MSG003:LoginResp. The longer match wins. A tie means ignored. The
// zero Selection selects all.
type Selection struct {
	selected, ignored []pattern
	insisted          []string // codes that are always selected
}

type pattern struct {
	code, subject string
}

func (p pattern) length() int { return len(p.code) + len(p.subject) }

func (p pattern) matches(code, subject string) bool {
	if p.subject != "" {
		return code == p.code && (subject == p.subject || strings.HasPrefix(subject, p.subject+"."))
	}
	return strings.HasPrefix(code, p.code)
}

// Select makes a Selection from the two lists. Each entry must match a rule of the set.
func (s *Set) Select(selected, ignored []string) (Selection, error) {
	var out Selection
	var err error
	if out.selected, err = s.patterns("--select", selected); err != nil {
		return out, err
	}
	out.ignored, err = s.patterns("--ignore", ignored)
	return out, err
}

func (s *Set) patterns(flag string, texts []string) ([]pattern, error) {
	var out []pattern
	for _, text := range texts {
		text = strings.TrimSpace(text)
		code, subject, exact := strings.Cut(text, ":")
		for _, code := range s.codes(code) {
			known := s.program.ByID[code] != nil || !exact && s.anyWith(code)
			if off, is := s.off[code]; is && !known {
				return nil, fmt.Errorf("%s: %s is switched off at %s:%d", flag, code, off.File, off.Line)
			}
			if !known || code == "" || (exact && subject == "") {
				return nil, fmt.Errorf("%s: no rule has the code or name %q%s", flag, text, s.didYouMean(text))
			}
			out = append(out, pattern{code, subject})
		}
	}
	return out, nil
}

// codes returns the codes of all rules with a name. If there is none, it returns the result of Code.
func (s *Set) codes(text string) (codes []string) {
	code := s.Code(text)
	for _, r := range s.program.Rules {
		if code != text && strings.EqualFold(r.Name, text) {
			codes = append(codes, r.ID)
		}
	}
	if codes == nil {
		codes = []string{code}
	}
	return codes
}

// Code returns the code of the first rule with a name. Any other text that is no prefix of a code is converted to
// capitals, as in codes.
func (s *Set) Code(text string) string {
	if s.anyWith(text) {
		return text
	}
	for _, r := range s.program.Rules {
		if strings.EqualFold(r.Name, text) {
			return r.ID
		}
	}
	return strings.ToUpper(text)
}

func (s *Set) didYouMean(text string) string {
	var known []string
	for _, r := range s.program.Rules {
		known = append(known, r.ID, r.Name)
	}
	text, _, _ = strings.Cut(text, ":")
	if near := schema.Near(text, known, 3); len(near) > 0 {
		return "; did you mean " + rulefile.OrList(near) + "?"
	}
	return "; `ivrcheck rules list` shows them all"
}

// anyWith reports whether the code of a rule has the prefix.
func (s *Set) anyWith(prefix string) bool {
	return slices.ContainsFunc(s.program.Rules, func(r *program.Rule) bool { return strings.HasPrefix(r.ID, prefix) })
}

// Wants reports whether a finding is selected.
func (sel Selection) Wants(code, subject string) bool {
	if slices.Contains(sel.insisted, code) {
		return true
	}
	longest := func(ps []pattern) int {
		n := -1
		for _, p := range ps {
			if p.matches(code, subject) {
				n = max(n, p.length())
			}
		}
		return n
	}
	in, out := longest(sel.selected), longest(sel.ignored)
	if len(sel.selected) == 0 {
		in = 0
	}
	return in >= 0 && in > out
}

// Runs reports whether any finding of a rule may be selected.
func (sel Selection) Runs(code string) bool {
	if sel.Wants(code, "") {
		return true
	}
	for _, p := range sel.selected {
		if p.code == code && p.subject != "" {
			return true
		}
	}
	return false
}
