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

// A name is found in any case, a common word only as it is spelled, and nothing that is similar.
func TestBare(t *testing.T) {
	names := map[string]trace.Bare{"LoginReq": trace.BareMessage, "CallInfoResp": trace.BareMessage, "Failure": trace.BareCommonWord}
	docs := NewDocuments(trace.Names{Root: "GctiMsg", Bare: names, Subtypes: []string{"Agent"}})
	for _, test := range []struct {
		name string
		want trace.Bare
	}{
		{"LoginReq", trace.BareMessage}, {"loginreq", trace.BareMessage}, {"LOGINREQ", trace.BareMessage}, {"lOGINREq", trace.BareMessage},
		{"CallInfoResp", trace.BareMessage}, {"cALLINFORESP", trace.BareMessage},
		{"Failure", trace.BareCommonWord}, {"failure", trace.NotBare}, {"FAILURE", trace.NotBare},
		{"Agent", trace.BareSubtype}, {"aGENT", trace.BareSubtype},
		{"", trace.NotBare}, {"L", trace.NotBare}, {"LoginRe", trace.NotBare}, {"LoginReqs", trace.NotBare}, {"LogXnReq", trace.NotBare},
		{"Agents", trace.NotBare}, {"\xff", trace.NotBare},
	} {
		if got := docs.Bare([]byte(test.name)); got != test.want {
			t.Errorf("%q: %v, want %v", test.name, got, test.want)
		}
	}
}
