package schema

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ivrcheck/trace"
)

// never gives a Checker that remembers no heads.
func never(options Options) *Checker {
	k := Builtin().NewChecker(options)
	k.stencils.bytes = stencilBytes + 1
	return k
}

// A Checker that has seen many heads shows of the next what one that remembers none
// does, and finds the same places to mask.
func TestStencilsChangeNothing(t *testing.T) {
	rounds := 60_000
	if testing.Short() {
		rounds = 6_000
	}
	d := newDresser(Builtin(), 7)
	var kinds [][]byte
	for range 120 {
		body, _ := d.document()
		kinds = append(kinds, body)
	}
	for _, message := range []string{
		`<NewCall x="1"><CalledNum>1</CalledNum><ANI>` + secret + `</ANI><UDataEx><Node Name="a" Type="Str" Val="` + secret + `"/></UDataEx></NewCall>`,
		`<UDataResp y='1' Result="Success"><RequestId>1</RequestId></UDataResp>`, `<EndCall z=""> </EndCall>`,
		`<Unknown a="` + secret + `">` + secret + `</Unknown>`, `<LogMsg>a<b c="d"/>e</LogMsg>`, `<EndCall><?a b?></EndCall>`, `<EndCall x="y"><!-- z --></EndCall>`,
	} {
		kinds = append(kinds, []byte(doc(message)), []byte(doc(message)), []byte(doc(message)))
	}
	values := []string{"", " ", "\n", "x", secret, " x", "x y", "a&amp;b", "&", "<", ">", "]]>", "'", "é", strings.Repeat("long", 40), strings.Repeat("longer", 100), strings.Repeat(" ", 600), "\x01", "<b/>", "<!-- -->"}
	for _, options := range []Options{{}, {ShowValues: true}} {
		k, other := Builtin().NewChecker(options), never(options)
		known, inWorker := 0, 0
		for range rounds {
			other.stencils.since = 0 // it learns nothing
			body := bytes.Clone(one(d.r, kinds))
			for range d.r.IntN(3) {
				body = revalue(d.r, body, one(d.r, values))
			}
			start := d.r.IntN(len(body) + 1)
			span := trace.Span{Start: start, End: start + d.r.IntN(30)}
			head := Head(body, span)
			if got, want := k.Excerpt(head, span), other.Excerpt(head, span); !bytes.Equal(got, want) {
				t.Fatalf("of %q at %d\ngot  %s\nwant %s", head, start, got, want)
			}
			if k.isKnown(head) {
				known++
				var fresh survey
				fresh.pass(head, k.c, false)
				if got, want := fmt.Sprint(k.survey.masks), fmt.Sprint(fresh.masks); got != want {
					t.Fatalf("of %q\ngot  %s\nwant %s", head, got, want)
				}
			}
			unit := &trace.Unit{Kind: trace.Document, Body: body}
			_, faults := k.Check(unit)
			_, expected := other.Check(unit)
			if got, want := fmt.Sprintf("%+v", faults), fmt.Sprintf("%+v", expected); got != want {
				t.Fatalf("of %q\ngot  %s\nwant %s", body, got, want)
			}
			if k.plain && len(faults) > 0 {
				inWorker++
			}
		}
		if !options.ShowValues && (known < rounds/20 || inWorker < rounds/20) {
			t.Errorf("of %d only %d heads were known, and %d documents with faults plain", rounds, known, inWorker)
		}
	}
}

// revalue puts another value in the place of one in a document.
func revalue(r *rand.Rand, body []byte, value string) []byte {
	var places []trace.Span
	scan := tokenizer{body: body}
	for {
		t, ok := scan.next()
		if !ok {
			break
		}
		if t.kind == tokAttribute || t.kind == tokText {
			places = append(places, trace.Span{Start: t.valueStart, End: t.valueEnd})
		}
	}
	if len(places) == 0 {
		return body
	}
	at := one(r, places)
	return slices.Concat(body[:at.Start], []byte(value), body[at.End:])
}

// What is remembered is bounded, and makes room for what comes later.
func TestStencilsAreBounded(t *testing.T) {
	k := Builtin().NewChecker(Options{})
	r := rand.New(rand.NewPCG(1, 2))
	most := 0
	for i := range 3 * stencilRefuse {
		head := []byte(doc(fmt.Sprintf(`<NewCall a%d="1"/>`, r.IntN(1<<40))))
		if i%3 > 0 { // no more than so many begin alike
			head = []byte(fmt.Sprintf(`<a%d b="%d"/>`, r.IntN(1<<40), i))
		}
		k.Excerpt(head, trace.Span{Start: 0, End: 1})
		most = max(most, k.stencils.bytes)
		if n := len(k.stencils.root.next); n > stencilForks {
			t.Fatalf("%d stencils in one place", n)
		}
	}
	if most > stencilBytes+2*stencilHead {
		t.Errorf("%d bytes are remembered", most)
	}
	long := []byte(strings.Repeat(`<a b="c">`, stencilHead/4))
	before := k.stencils.bytes
	if k.Excerpt(long, trace.Span{}); k.stencils.bytes != before {
		t.Error("a long head is remembered")
	}

	full := never(Options{})
	head := []byte(doc(`<EndCall/>`))
	for range stencilRefuse {
		full.Excerpt(head, trace.Span{})
	}
	if full.Excerpt(head, trace.Span{}); !full.isKnown(head) {
		t.Error("what is remembered never makes room")
	}
}

// However long a tag is, and wherever its head is cut, the evidence of a message that was
// checked is that of its document.
func TestEvidenceOfLongTags(t *testing.T) {
	k := Builtin().NewChecker(Options{})
	for n := range 900 {
		body := []byte(doc(`<CallInfoResp Zone="z" DNIS="800" CalledNum="4711" OtherDN="` + strings.Repeat("5", n) + `"/>`))
		_, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: body})
		if len(faults) != 1 {
			t.Fatalf("%d faults: %+v", len(faults), faults)
		}
		if want := Builtin().NewChecker(Options{}).Evidence(body, faults[0].Span); faults[0].Evidence != want {
			t.Fatalf("%d digits: %q, want %q", n, faults[0].Evidence, want)
		}
	}
}
