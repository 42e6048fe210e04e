package report

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The end of a report may be written again with another exit status. Formats whose end
// does not show it are no Flusher.
func TestEndIsWrittenAgain(t *testing.T) {
	write := func(t *testing.T, format string, findings int, exits ...int) string {
		t.Helper()
		var buf bytes.Buffer
		r, err := New(format, &buf, Options{OneLine: true})
		if err != nil {
			t.Fatal(err)
		}
		for range findings {
			if err := r.Finding(full()); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.InputError(&InputError{File: "x", Error: "cut"}); err != nil {
			t.Fatal(err)
		}
		f, is := r.(Flusher)
		if is {
			if err := f.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		end := buf.Len()
		for _, exit := range exits {
			if is {
				buf.Truncate(end)
			}
			s := summary()
			s.Exit = exit
			if err := r.Close(s); err != nil {
				t.Fatal(err)
			}
			if !is {
				break
			}
		}
		return buf.String()
	}
	for _, format := range Formats() {
		for _, findings := range []int{0, 2} {
			if diff := cmp.Diff(write(t, format, findings, 3), write(t, format, findings, 0, 141, 3)); diff != "" {
				t.Errorf("%s, %d findings: -once +again:\n%s", format, findings, diff)
			}
		}
	}
}
