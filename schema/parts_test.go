package schema

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"ivrcheck/trace"
)

// The parts of a document are the same whether its layout is known or not, whatever its values are.
func TestPartsOfKnownLayouts(t *testing.T) {
	c := Builtin()
	g := &generator{c: c, r: rand.New(rand.NewPCG(3, 4))}
	d := newDresser(c, 5)
	known, checked := NewChecker(c, Options{}), NewChecker(c, Options{})
	fast, recognised, all := 0, 0, 0
	compare := func(body []byte) {
		u := &trace.Unit{Kind: trace.Document, Body: body}
		all++
		known.begin(body)
		if _, is := known.plannedParts(body, known.scanner.Begin(body, true)); is {
			fast++
		}
		want := NewChecker(c, Options{}).Parts(u)
		if got := known.Parts(u); !slices.Equal(got, want) {
			t.Fatalf("%s\n%v, want\n%v", body, got, want)
		}
		if got := slices.Collect(Parts{}.Append(want).All()); !slices.Equal(got, want) {
			t.Fatalf("in few bytes: %s\n%v, want\n%v", body, got, want)
		}
		checked.Check(u)
		if got := checked.PartsChecked(u); !slices.Equal(got, want) {
			t.Fatalf("after Check: %s\n%v, want\n%v", body, got, want)
		}
		if checked.recognised != nil {
			recognised++
		}
		part := &trace.Unit{Kind: trace.Document, Partial: true, Body: body[:len(body)/2]}
		want = slices.Clone(NewChecker(c, Options{}).Parts(part))
		if got := checked.PartsChecked(part); !slices.Equal(got, want) {
			t.Fatalf("a partial document: %s\n%v, want\n%v", part.Body, got, want)
		}
	}
	for range 400 {
		g.spec = one(g.r, c.Messages())
		body := g.text(g.document())
		if g.r.IntN(3) == 0 {
			body, _ = d.document()
		}
		parts := slices.Clone(NewChecker(c, Options{}).Parts(&trace.Unit{Kind: trace.Document, Body: body}))
		compare(body)
		for range 4 {
			other := bytes.Clone(body)
			for _, p := range parts {
				switch i := p.Start + g.r.IntN(p.End-p.Start); g.r.IntN(6) {
				case 0:
					other[i] = []byte("a0 =._-Z'&<>\x01\xe4")[g.r.IntN(14)]
				case 1:
					for i := p.Start; i < p.End; i++ {
						other[i] = '0' + byte(g.r.IntN(10))
					}
				case 2: // another length
					if p.Kind != PartName && p.Kind != PartAny {
						longer := slices.Concat(other[:p.Start], bytes.Repeat([]byte("x1 "), g.r.IntN(60)), other[p.Start:])
						compare(longer)
					}
				case 3: // a reference, or white space
					if p.Kind == PartValue || p.Kind == PartShown || p.Kind == PartID {
						inside := one(g.r, []string{"&amp;", "&#49;", " ", "\n", "&#32;", "&lt;", "&#xe4;"})
						longer := slices.Concat(other[:i], []byte(inside), other[i:])
						if g.r.IntN(3) == 0 {
							longer = slices.Concat(other[:p.Start], []byte(inside), other[p.End:])
						}
						compare(longer)
					}
				}
			}
			compare(other)
		}
	}
	if fast*4 < all || recognised*8 < all {
		t.Errorf("%d of %d layouts were known, and %d recognised", fast, all, recognised)
	}
	t.Logf("%d of %d layouts were known, and %d recognised", fast, all, recognised)
}
