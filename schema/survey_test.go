package schema

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// What a survey remembers of the beginnings of documents changes nothing.
func TestASurveyThatKnowsTheHead(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 8))
	pieces := []string{
		`<?xml version="1.0"?>`, `<?xml version="1.0" encoding="ISO-8859-1"?>`, `<?other secret?>`, "\n", "  ", "x", "<!-- secret -->",
		`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, `<!DOCTYPE other SYSTEM "x">`, `<!DOCTYPE GctiMsg [ <!ENTITY a "b"> ]>`, "\xef\xbb\xbf", "<", "&", "\x01",
	}
	roots := []string{
		`<GctiMsg><CallId>1</CallId><EndCall/></GctiMsg>`, `<GctiMsg><CallId>1</CallId><NewCall><CalledNum>secret</CalledNum></GctiMsg>`,
		`<GctiMsg`, `<other a="1" a="2"/>`, ``, `text`,
	}
	var k survey
	said := func(s *survey) string {
		return fmt.Sprint(s.places, s.masks, s.flaw, s.flawAt, s.roots, s.lost)
	}
	known := 0
	for range 50_000 {
		var b strings.Builder
		for range dice.IntN(4) {
			b.WriteString(pieces[dice.IntN(len(pieces))])
		}
		b.WriteString(roots[dice.IntN(len(roots))])
		body, strict := []byte(b.String()), dice.IntN(2) == 0
		for _, h := range k.heads {
			if len(h) > 0 && strings.HasPrefix(b.String(), string(h)) {
				known++
				break
			}
		}
		var fresh survey
		fresh.run(body, Builtin(), strict)
		k.run(body, Builtin(), strict)
		if got, want := said(&k), said(&fresh); got != want {
			t.Fatalf("%q strict %v\ngot  %s\nwant %s", body, strict, got, want)
		}
	}
	if known < 1000 {
		t.Errorf("only %d heads were known", known)
	}
}
