package mask

import (
	"ivrcheck/internal/cachectl"
	"ivrcheck/schema/catalogue"
)

const (
	// evidenceBefore and evidenceAll bound evidence, in bytes of the body.
	evidenceBefore = 40
	evidenceAll    = 120
	// Shown is how much of a place evidence shows at least, in bytes.
	Shown = evidenceAll
	// headAll bounds a Head after the place that it is about, in bytes.
	headAll = 4 * evidenceAll
	// maxExcerpted is the longest head that Excerpt keeps, in bytes.
	maxExcerpted = 16 << 10
)

var excerptControl = cachectl.New("schema/excerpt")

// A Masker makes what reports show of documents. It reuses its memory and is not safe
// for concurrent use.
type Masker struct {
	c *catalogue.Catalogue
	// showValues leaves personal values as they are.
	showValues bool

	marks marker
	// excerpted is a copy of the head that Excerpt read, while marks are those of it.
	excerpted []byte
	line      []byte            // of evidence
	diagnoses map[string]string // libxml2's, as they are shown
}

// New returns a Masker; showValues leaves personal values as they are.
func New(c *catalogue.Catalogue, showValues bool) *Masker {
	return &Masker{c: c, showValues: showValues, marks: marker{c: c}}
}

// Reset releases memory that only a huge document needed.
func (k *Masker) Reset() {
	const ordinary = 1 << 12 // nodes
	if cap(k.marks.places) > ordinary || cap(k.marks.masks) > ordinary || cap(k.marks.stack) > ordinary || cap(k.marks.parts) > ordinary {
		k.marks = marker{c: k.c}
	}
}
