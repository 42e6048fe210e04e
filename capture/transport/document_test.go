package transport

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"ivrcheck/trace"
)

// The search for the end tag finds what bytes.Index does.
func TestIndexEndTag(t *testing.T) {
	docs := NewDocuments(trace.Names{Root: "GctiMsg"})
	endTag := docs.EndTag
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20_000 {
		var b []byte
		for range random.IntN(6) {
			at := random.IntN(len(endTag))
			b = append(b, endTag[at:at+random.IntN(len(endTag)-at+1)]...)
			if random.IntN(3) == 0 {
				b = append(b, endTag...)
			}
		}
		want := bytes.Index(b, []byte(endTag))
		if got := docs.IndexEndTag(b); got != want {
			t.Fatalf("%q: found at %d, want %d", b, got, want)
		}
		if want > 0 {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("found in %d only", found)
	}
}
