package program

import (
	"slices"
	"strings"

	"ivrcheck/rules/rulefile"
)

// Phrase is a parsed sentence of a rule: text with {placeholders}. {bytes
// byte} is a number with its noun: 1 byte, 2 bytes.
type Phrase struct {
	places []Placeholder
	end    string   // after the last placeholder
	paths  []string // of the program
}

// Placeholder is a placeholder of a phrase, with the text before it.
type Placeholder struct {
	before  string
	Name    string
	noun    string
	counted bool   // there is a noun
	Path    int    // the slot of a parameter, -1 for any other name
	rest    string // the text from the name on
}

// ParsePhrase parses a text. paths are the paths of the program.
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

// AppendTo appends the phrase. fill appends the value of a placeholder, or returns false if it is unknown. An unknown
// placeholder is kept, so that an error in a rule file is visible.
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

// AppendOrList joins words as "a, b or c".
func AppendOrList(b []byte, words []string) []byte { return append(b, rulefile.OrList(words)...) }
