package rulefile

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"ivrcheck/schema"
)

// Slips collects what is wrong with rule files.
type Slips struct{ list []*schema.FileError }

// SlipsError is what is wrong with rule files as an error: one line for each
// slip, FILE:LINE:COLUMN: what is wrong and what was expected.
type SlipsError struct{ list []*schema.FileError }

// At adds one.
func (s *Slips) At(at Place, format string, args ...any) {
	s.Add(&schema.FileError{File: at.File, Line: at.Line, Column: at.Column, Text: fmt.Sprintf(format, args...)})
}

// Add adds those that an error holds.
func (s *Slips) Add(err error) {
	switch e := err.(type) {
	case nil:
	case *schema.FileError:
		own := *e
		own.Text = harmless(e.Text)
		s.list = append(s.list, &own)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			s.Add(one)
		}
	default:
		s.list = append(s.list, &schema.FileError{Text: harmless(err.Error())})
	}
}

// longest is the longest text of a slip.
const longest = 600

// harmless makes a text, which may repeat anything of the file, fit for a line
// on a terminal.
func harmless(text string) string {
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "..."
	}
	text = strings.NewReplacer("\t", `\t`, "\n", `\n`).Replace(text)
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// All lists them as errors, in the order in which they were found.
func (s *Slips) All() []error {
	out := make([]error, len(s.list))
	for i, e := range s.list {
		out[i] = e
	}
	return out
}

// Err gives the slips as an error, in the order of their places within each
// file, the files in the order in which they were read; nil if there are none.
func (s *Slips) Err(files []string) error {
	if len(s.list) == 0 {
		return nil
	}
	slices.SortStableFunc(s.list, func(a, b *schema.FileError) int {
		if a.File != b.File {
			return slices.Index(files, a.File) - slices.Index(files, b.File)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return &SlipsError{s.list}
}

// Error lists the slips, one a line; of very many only the first.
func (e *SlipsError) Error() string {
	var lines []string
	for i, one := range e.list {
		if i == maxReports {
			lines = append(lines, fmt.Sprintf("%s: and %d more", one.File, len(e.list)-i))
			break
		}
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}
