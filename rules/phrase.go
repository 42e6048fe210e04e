package rules

// The sentences of rules, taken apart once and filled for each finding.

import (
	"slices"
	"strings"
)

// A phrase is a text with {placeholders}. {bytes|byte} is a number of something: 1
// byte, 2 bytes.
type phrase struct {
	places []placeholder
	end    string   // behind the last
	paths  []string // of the set
}

// A placeholder is one, with the text in front of it.
type placeholder struct {
	before string
	name   string
	noun   string // of a number of something
	// counted tells that it is one.
	counted bool
	path    int    // the index of the name among the set's paths, -1 if it is none
	rest    string // the text from the name on
}

// takeApart takes a text apart.
func takeApart(text string, paths []string) phrase {
	p := phrase{paths: paths}
	for {
		before, rest, found := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			p.end = text
			return p
		}
		next := placeholder{before: before, rest: rest}
		next.name, next.noun, next.counted = strings.Cut(name, "|")
		next.path = slices.Index(paths, next.name)
		p.places, text = append(p.places, next), after
	}
}

// appendTo appends the phrase with its placeholders filled. fill appends what stands
// for one. One that is not known stays as it is, so that a slip in a rule file is seen.
func (p *phrase) appendTo(b []byte, fill func([]byte, *placeholder) ([]byte, bool)) []byte {
	for i := range p.places {
		next := &p.places[i]
		b = append(b, next.before...)
		from := len(b)
		filled, known := fill(b, next)
		if !known {
			other := takeApart(next.rest, p.paths)
			return other.appendTo(append(b[:from], '{'), fill)
		}
		if b = filled; next.counted {
			one := string(b[from:]) == "1"
			if b = append(append(b, ' '), next.noun...); !one {
				b = append(b, 's')
			}
		}
	}
	return append(b, p.end...)
}

// phrases are the texts of a rule.
type phrases struct {
	message, missing phrase
	hints            map[string]phrase
	// hinted tells that the message needs the hint to say what is there.
	hinted bool
}

// phrases gives those of a rule.
func (j *Judge) phrases(r *rule) *phrases {
	w := &j.wording
	if w.phrases == nil {
		w.phrases = make([]*phrases, len(j.set.rules))
	}
	p := w.phrases[r.index]
	if p == nil {
		p = &phrases{
			message: takeApart(r.message, j.set.paths), missing: takeApart(r.missing, j.set.paths),
			hints: make(map[string]phrase), hinted: strings.Contains(r.message, "{hint}"),
		}
		for name, text := range r.Hints {
			p.hints[name] = takeApart(text, j.set.paths)
		}
		w.phrases[r.index] = p
	}
	return p
}
