package template

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

var names = xmltree.NewNames(strings.Fields("R C M N list item name type value status"))

// kinds are documents of several writers.
func kinds() []string {
	var all []string
	for _, head := range []string{"", "<?xml version='1.0'?><!DOCTYPE R SYSTEM 's'>", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<!DOCTYPE R SYSTEM \"s\">\r\n", "<?xml version='1.0' encoding='windows-1252'?>"} {
		for _, message := range []string{
			`<M/>`, `<M status="on"/>`, `<M status="on" ></M>`, `<M>text</M>`, `<M><N>1</N><N></N></M>`, `<N status='a'><C>2</C><list/></N>`,
			`<M status="on"><list><item name="a" type="b" value="c"/></list></M>`,
			`<M status="on"><list><item name="a" type="b" value="c"/><item name="d" type="e" value=""/></list><N>x</N></M>`,
			"<M>\n  <list>\n    <item name='a' value='c'/>\n    <item name='d' value='e'/>\n  </list>\n</M>\n",
			"<M\n  status = '1'\n  name='2'\n/>", `<M><M>1</M></M>`, `<M other="1"/>`, `<M><!-- c --><N>1</N></M>`, `<M>a<N>1</N>b</M>`, `<M><![CDATA[x]]></M>`,
		} {
			all = append(all, head+"<R><C>id-7</C>"+message+"</R>")
		}
	}
	return all
}

// noted are a node's number and places.
type noted struct {
	value      uint16
	start, end Spot
}

// Scanners that have seen many documents read the next as the plain scanner does, also while others learn.
func TestWhatIsRememberedChangesNothing(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 20_000
	}
	caches := make([]*Cache, (rounds-1)/renewed+1)
	for i := range caches {
		caches[i] = NewCache()
	}
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rememberedChangesNothing(t, rounds, seed, caches)
		})
	}
}

// renewed is after how many rounds a Scanner begins with another Cache.
const renewed = 20_000

func rememberedChangesNothing(t *testing.T, rounds int, seed uint64, caches []*Cache) {
	r := rand.New(rand.NewPCG(3, seed))
	all, known := kinds(), 0
	var remembering *Scanner
	plain := xmltree.NewScanner(names)
	for round := range rounds {
		if round%renewed == 0 {
			remembering = NewScanner(names, caches[round/renewed])
		}
		body := []byte(all[r.IntN(len(all))])
		for range max(0, r.IntN(6)-2) {
			switch at := r.IntN(len(body)); r.IntN(6) {
			case 0:
				const strange = "\"'<>&]/= \r\n\t\x00\x1f\x7f\x80\xe9x"
				body[at] = strange[r.IntN(len(strange))]
			case 1:
				body = slices.Delete(body, at, min(len(body), at+1+r.IntN(3)))
			case 2: // a part stands twice
				body = slices.Insert(body, at, bytes.Clone(body[at:min(len(body), at+r.IntN(40))])...)
			case 3:
				if at := bytes.IndexByte(body[at:], '>') + at + 1; at > 1 {
					body = slices.Insert(body, at, " xyz"[r.IntN(4)])
				}
			default: // another value
				if at := bytes.IndexAny(body[at:], `"'`) + at; at >= 0 && (body[at] == '"' || body[at] == '\'') {
					value := []string{"", "1", "Normal", " a longer value than those that are ", "&amp;", "]", "\xe9", "é", "&#9;", "<", "'", "a\r\nb"}[r.IntN(12)]
					body = append(body[:at+1], append([]byte(value), body[at+1:]...)...)
				}
			}
			if len(body) == 0 {
				body = []byte("x")
			}
		}
		transcoded := r.IntN(4) == 0
		layout := remembering.Begin(body, transcoded)
		var values []string
		var places []trace.Span
		if layout != nil && layout.Note() != nil {
			known++
			for _, n := range layout.Note().([]noted) {
				values, places = append(values, remembering.Text(n.value)), append(places, trace.Span{Start: remembering.At(n.start), End: remembering.At(n.end)})
			}
		}
		got, layout, ok := remembering.Nodes()
		for i, value := range values {
			if value != got[i].Value || places[i] != got[i].Place() {
				t.Fatalf("%q: value of node %d is %q at %v, want %q at %v", body, i, value, places[i], got[i].Value, got[i].Place())
			}
		}
		if layout != nil && layout.Note() == nil {
			var notes []noted
			for i, value := range remembering.Numbers() {
				notes = append(notes, noted{value, remembering.Spot(got[i].Start), remembering.Spot(got[i].End)})
			}
			layout.SetNote(notes)
		}
		want, taken := plain.Scan(body, transcoded, nil)
		if ok != taken {
			t.Fatalf("%q: taken %v, want %v", body, ok, taken)
		}
		if !ok {
			continue
		}
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(remembering.Fault, plain.Fault) || remembering.Prologue != plain.Prologue {
			t.Fatalf("%q\ngot  %+v %+v %+v\nwant %+v %+v %+v", body, got, remembering.Fault, remembering.Prologue, want, plain.Fault, plain.Prologue)
		}
		if s := fmt.Sprint(got); s == "" { // reads all texts
			t.Fatal(s)
		}
	}
	if known < rounds/4 {
		t.Errorf("only %d of %d documents were known", known, rounds)
	}
	t.Logf("%d of %d documents were known", known, rounds)
}

func knows(s *Scanner, body string) bool { return s.Begin([]byte(body), false) != nil }

func read(s *Scanner, body []byte) (known, ok bool) {
	known = s.Begin(body, false) != nil
	_, _, ok = s.Nodes()
	return known, ok
}

// Another document with the same markup is known, and nothing of a document is kept.
func TestSameMarkupIsKnown(t *testing.T) {
	s := NewScanner(names, NewCache())
	body := []byte(`<R><C>1</C><M><list><item name="a" odd="b"/></list></M></R>`)
	if known, ok := read(s, body); known || !ok {
		t.Fatal(known, ok)
	}
	for i := range body {
		body[i] = '?'
	}
	if knows(s, `<R><C>1</C><M><list><item name="a" odd="b"/><item name="a" odd="b"/></list></M></R>`) {
		t.Error("another list is known")
	}
	if !knows(s, `<R><C>22</C><M><list><item name="" odd="ccc"/></list></M></R>`) {
		t.Fatal("the same markup is not known")
	}
	nodes, _, _ := s.Nodes()
	if n := nodes[len(nodes)-1]; n.Other != "odd" || n.Value != "ccc" {
		t.Errorf("%+v", n)
	}
}

// A hostile capture, in which every document is another one, fills nothing, and others are
// known after it.
func TestBounds(t *testing.T) {
	s := NewScanner(names, NewCache())
	most := 0
	for i := range mostRefused {
		read(s, fmt.Appendf(nil, `<!-- %0500d --><R><C>1</C><M/></R>`, i))
		most = max(most, s.cache.bytes)
		if s.cache.bytes > mostBytes+2*mostBody {
			t.Fatalf("%d bytes", s.cache.bytes)
		}
	}
	for i := range mostRefused {
		read(s, fmt.Appendf(nil, `<R><C>1</C><M a%d='' b%d=''%s/></R>`, i%100, i/100, strings.Repeat(" ", 200)))
		if most = max(most, s.cache.bytes); most > mostBytes+2*mostBody {
			t.Fatalf("%d bytes", most)
		}
	}
	if most < mostBytes/2 {
		t.Errorf("at most %d bytes", most)
	}
	for range mostRefused + 10 {
		read(s, []byte(`<R><C>1</C><M status="1"/></R>`))
	}
	if !knows(s, `<R><C>2</C><M status="3"/></R>`) {
		t.Error("nothing is learned any more")
	}
}
