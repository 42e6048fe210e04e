package rulefile

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"ivrcheck/schema"
)

// ErrorList collects the errors of rule files or of a configuration. As an error it is one line for
// each: FILE:LINE:COLUMN: what is wrong and what was expected.
type ErrorList struct{ list []*schema.FileError } //nolint:errname // it is a list of errors

// At adds an error at a place.
func (l *ErrorList) At(at Place, format string, args ...any) {
	l.Add(&schema.FileError{File: at.File, Line: at.Line, Column: at.Column, Text: fmt.Sprintf(format, args...)})
}

// Add adds an error, or those that it joins.
func (l *ErrorList) Add(err error) {
	switch e := err.(type) {
	case nil:
	case *schema.FileError:
		own := *e
		own.Text = printable(e.Text)
		l.list = append(l.list, &own)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			l.Add(one)
		}
	default:
		l.list = append(l.list, &schema.FileError{Text: printable(err.Error())})
	}
}

// Len is the number of errors.
func (l *ErrorList) Len() int { return len(l.list) }

// longestError is the length of the longest text of an error.
const longestError = 600

// printable makes a text, which may repeat anything of the file, safe for a line
// on a terminal.
func printable(text string) string {
	if len(text) > longestError {
		text = strings.ToValidUTF8(text[:longestError], "") + "..."
	}
	text = strings.NewReplacer("\t", `\t`, "\n", `\n`).Replace(text)
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// Err returns the list as an error, sorted by file, in the given order, and
// place; nil if it is empty.
func (l *ErrorList) Err(files []string) error {
	if len(l.list) == 0 {
		return nil
	}
	slices.SortStableFunc(l.list, func(a, b *schema.FileError) int {
		if a.File != b.File {
			return slices.Index(files, a.File) - slices.Index(files, b.File)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return l
}

// maxErrors is how many errors are listed.
const maxErrors = 100

func (l *ErrorList) Error() string {
	var lines []string
	for i, e := range l.list {
		if i == maxErrors {
			lines = append(lines, fmt.Sprintf("%s: and %d more", e.File, len(l.list)-i))
			break
		}
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}
