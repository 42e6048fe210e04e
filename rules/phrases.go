package rules

import (
	"ivrcheck/rules/internal/program"
	"strings"
)

// phrases are the texts of a rule.
type phrases struct {
	message, missing program.Phrase
	hints            map[string]program.Phrase
	// hinted tells that the message needs the hint to say what is there.
	hinted bool
}

// phrases gives those of a rule.
func (j *Judge) phrases(r *program.Rule) *phrases {
	w := &j.wording
	if w.phrases == nil {
		w.phrases = make([]*phrases, len(j.set.program.Rules))
	}
	p := w.phrases[r.Index]
	if p == nil {
		p = &phrases{
			message: program.ParsePhrase(r.Message, j.set.program.Paths), missing: program.ParsePhrase(r.Missing, j.set.program.Paths),
			hints: make(map[string]program.Phrase), hinted: strings.Contains(r.Message, "{hint}"),
		}
		for name, text := range r.Hints {
			p.hints[name] = program.ParsePhrase(text, j.set.program.Paths)
		}
		w.phrases[r.Index] = p
	}
	return p
}
