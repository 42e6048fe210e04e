package scrub

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// A document of the second reading has the parts of the first, unless it is another one; where nothing can be kept,
// none has.
func TestPartsFile(t *testing.T) {
	scratch, err := os.Create(filepath.Join(t.TempDir(), "scratch"))
	if err != nil {
		t.Fatal(err)
	}
	defer scratch.Close()
	many := make([]schema.Part, 3000)
	for i := range many {
		many[i] = schema.Part{Span: trace.Span{Start: 1000 * i, End: 1000*i + i%300 + 1}, Kind: schema.PartName}
	}
	documents := []struct {
		body  string
		parts []schema.Part
	}{
		{"<a>1</a>", []schema.Part{{Span: trace.Span{Start: 3, End: 4}, Kind: schema.PartShown}}},
		{"<b>1</b>", many},
		{"<c/>", nil},
		{"<d>12</d>", []schema.Part{{Span: trace.Span{Start: 0, End: 1}, Kind: schema.PartAny}, {Span: trace.Span{Start: 3, End: 5}}}},
	}
	f := newPartsFile(scratch)
	for _, d := range documents {
		f.add([]byte(d.body), schema.Parts{}.Append(d.parts))
	}
	for again := range 2 {
		f.rewind()
		for i, d := range documents {
			body := d.body
			other := i == 1 && again == 1
			if other {
				body = "<b>2</b>"
			}
			got := f.next([]byte(body))
			if parts := slices.Collect(got.All()); (got == nil) != other || !other && !slices.Equal(parts, d.parts) {
				t.Errorf("%s: %v, want %v", body, parts, d.parts)
			}
		}
		if got := f.next(nil); got != nil {
			t.Errorf("after the last document: %v", got)
		}
	}
	full := newPartsFile(fullFile{})
	for range 5000 {
		full.add([]byte(documents[0].body), schema.Parts{}.Append(documents[0].parts))
	}
	full.rewind()
	if got := full.next([]byte(documents[0].body)); got != nil {
		t.Errorf("of a file that could not be written: %v", got)
	}
}

// fullFile has no space.
type fullFile struct{ io.ReadSeeker }

func (fullFile) Write([]byte) (int, error) { return 0, errors.New("no space") }
