package textlog

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

var names = trace.Names{
	Root: "GctiMsg", Login: "LoginReq", CallID: "CallId",
	Bare: map[string]trace.Bare{
		"LoginReq": trace.BareMessage, "LoginResp": trace.BareMessage, "MonitorInfo": trace.BareMessage, "NewCall": trace.BareMessage,
		"EndCall": trace.BareMessage, "GetStatReq": trace.BareMessage, "Cancel": trace.BareCommonWord, "Reset": trace.BareCommonWord,
	},
	Subtypes: []string{"Server", "Port", "Agent"}, AloneWith: "Status",
}

// The searches of our own find what those of the library do.
func TestSearches(t *testing.T) {
	docs := transport.NewDocuments(names)
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"</GctiMsg", "</", "/G", "GctiMsg", "<", ">", "?>", "?", "-->", "--", "-", "G", "[", "]", " ", "a"}
	found := 0
	for range 100_000 {
		var b []byte
		for range random.IntN(8) {
			b = append(b, pieces[random.IntN(len(pieces))]...)
		}
		want := bytes.Index(b, []byte(docs.EndTag))
		if got := docs.IndexEndTag(b); got != want {
			t.Fatalf("%q: end tag at %d, want %d", b, got, want)
		}
		if want > 0 {
			found++
		}
		if len(b) == 0 {
			continue
		}
		at := random.IntN(len(b))
		for _, end := range []string{">", "?>", "-->"} {
			stop, a, place := len(b), needMore, at
			if i := bytes.IndexByte(b[at+1:], '<'); i >= 0 && end != "-->" {
				stop, a = at+1+i, no
			}
			if i := bytes.Index(b[at:stop], []byte(end)); i >= 0 {
				a, place = yes, at+i+len(end)
			}
			if gotA, got := past(b, at, end); gotA != a || got != place {
				t.Fatalf("%q from %d: %q ends %v at %d, want %v at %d", b, at, end, gotA, got, a, place)
			}
		}
		// A document type without declarations ends with the first >.
		if i := bytes.IndexAny(b[at+1:], "[<>"); i < 0 || b[at+1+i] != '[' {
			// Where it begins with > itself, that is none of its end.
			wantA, want := past(append([]byte{'!'}, b[at+1:]...), 0, ">")
			if wantA == yes {
				want += at
			} else {
				want = at
			}
			if gotA, got := pastDoctype(b, at); gotA != wantA || got != want {
				t.Fatalf("%q from %d: document type ends %v at %d, want %v at %d", b, at, gotA, got, wantA, want)
			}
		}
	}
	if found < 1000 {
		t.Errorf("found in %d only", found)
	}
}

// simpleEnd finds the end that the search for any document finds.
func TestSimpleEnd(t *testing.T) {
	const start = "<GctiMsg>"
	g := newGrammar(names)
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"<a>", "</a>", "</", "<", "</g", "GctiMsg>", "<GctiMsg>", "</GctiMsg>", "<gctiMsg>", "</gctiMsg>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "x", "12345678", "\n", "\xea\xb0\x80", "\xff"}
	found, missed := 0, 0
	for range 200_000 {
		b := []byte(start)
		for range random.IntN(12) {
			b = append(b, pieces[random.IntN(len(pieces))]...)
		}
		if random.IntN(2) == 0 {
			b = append(b, "</GctiMsg>\n2024-03-01 09:00:00 "...)
		}
		s := search{grammar: g, name: g.root, at: 1, absent: new(absent)}
		result := s.end(b, true, false)
		switch got := g.simpleEnd(b, len(start)); {
		case got >= 0 && (result != whole || got != s.at):
			t.Fatalf("%q: ends at %d, want %d (%d)", b, got, s.at, result)
		case got >= 0:
			found++
		case result == whole:
			missed++
		}
	}
	if found < 10_000 || missed > found*2 {
		t.Errorf("found %d, missed %d", found, missed)
	}
}

// The search for hex marks finds what the library's does.
func TestIndexHexMark(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 200_000 {
		b := make([]byte, random.IntN(12))
		for i := range b {
			b[i] = "0002 x"[random.IntN(6)]
		}
		want := bytes.Index(b, []byte("0200"))
		if i := bytes.Index(b, []byte("02 00")); i >= 0 && (want < 0 || i < want) {
			want = i
		}
		if got := indexHexMark(b); got != want {
			t.Fatalf("%q: %d, want %d", b, got, want)
		}
		if want >= 0 {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("found in %d only", found)
	}
}
