package program

// The sentences of rules, taken apart once and filled for each finding.

import (
	"slices"
	"strings"
)

// A phrase is a text with {placeholders}. {bytes|byte} is a number of something: 1
// byte, 2 bytes.
type Phrase struct {
	places []Placeholder
	end    string   // behind the last
	paths  []string // of the set
}

// A placeholder is one, with the text in front of it.
type Placeholder struct {
	before string
	Name   string
	noun   string // of a number of something
	// counted tells that it is one.
	counted bool
	Path    int    // the index of the name among the set's paths, -1 if it is none
	rest    string // the text from the name on
}

// takeApart takes a text apart.
func ParsePhrase(text string, paths []string) Phrase {
	p := Phrase{paths: paths}
	for {
		before, rest, found := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			p.end = text
			return p
		}
		next := Placeholder{before: before, rest: rest}
		next.Name, next.noun, next.counted = strings.Cut(name, "|")
		next.Path = slices.Index(paths, next.Name)
		p.places, text = append(p.places, next), after
	}
}

// AppendTo appends the phrase with its placeholders filled. fill appends what stands
// for one. One that is not known stays as it is, so that a slip in a rule file is seen.
func (p *Phrase) AppendTo(b []byte, fill func([]byte, *Placeholder) ([]byte, bool)) []byte {
	for i := range p.places {
		next := &p.places[i]
		b = append(b, next.before...)
		from := len(b)
		filled, known := fill(b, next)
		if !known {
			other := ParsePhrase(next.rest, p.paths)
			return other.AppendTo(append(b[:from], '{'), fill)
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

// OrList joins words as "a, b or c".
func OrList(words []string) string { return string(AppendOrList(nil, words)) }

func AppendOrList(b []byte, words []string) []byte {
	for i, word := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			b = append(b, " or "...)
		default:
			b = append(b, ", "...)
		}
		b = append(b, word...)
	}
	return b
}
