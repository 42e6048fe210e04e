package mask

import (
	"ivrcheck/internal/cachectl"
	"ivrcheck/schema/catalogue"
)

const (
	// evidenceBefore and evidenceAll bound evidence, in bytes of the body.
	evidenceBefore = 40
	evidenceAll    = 120
	// Shown is the minimum length of a place that evidence shows, in bytes.
	Shown = evidenceAll
	// headAll limits a Head after its place, in bytes.
	headAll = 4 * evidenceAll
	// maxExcerpted is the maximum length of a head that Excerpt keeps, in bytes.
	maxExcerpted = 16 << 10
)

var excerptControl = cachectl.New("schema/excerpt")

// A Masker determines what reports show of documents. It reuses its memory and is not safe for concurrent use.
type Masker struct {
	c *catalogue.Catalogue
	// showValues disables masking.
	showValues bool

	marks marker
	// excerpted is a copy of the head that Excerpt read, while marks belong to it.
	excerpted []byte
	line      []byte            // of evidence
	diagnoses map[string]string // libxml2's diagnoses, as shown
}

// New returns a Masker. showValues disables masking.
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
