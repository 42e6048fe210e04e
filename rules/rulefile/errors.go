package rulefile

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"ivrcheck/schema"
)

// ErrorList collects the errors of rule files or of a configuration. Its Error method returns a line for each:
// FILE:LINE:COLUMN: the error and the expected value.
type ErrorList struct{ list []*schema.FileError } //nolint:errname // it is a list of errors

// At adds an error at a place.
func (l *ErrorList) At(at Place, format string, args ...any) {
	l.Add(&schema.FileError{File: at.File, Line: at.Line, Column: at.Column, Text: fmt.Sprintf(format, args...)})
}

// Add adds an error, or each of its joined errors.
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

// Len returns the number of errors.
func (l *ErrorList) Len() int { return len(l.list) }

// longestError is the maximum length of an error text.
const longestError = 600

// printable makes a text safe for a line on a terminal. The text may repeat anything of the file.
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

// Err returns the list as an error, or nil if it is empty. It sorts the list by file, in the given order, and by
// place.
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

// maxErrors is the maximum number of errors that are listed.
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
