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

// A Scanner that has seen many documents reads the next as the plain scanner does.
func TestWhatIsRememberedChangesNothing(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 20_000
	}
	r := rand.New(rand.NewPCG(3, 5))
	all, known := kinds(), 0
	remembering, plain := NewScanner(names), xmltree.NewScanner(names)
	for round := range rounds {
		if round%20_000 == 0 {
			remembering = NewScanner(names)
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
		l := lookup{plain: xmltree.NewScanner(names), body: body, transcoded: transcoded}
		if layout, _ := remembering.cache.Lookup(&l, nil); layout != nil {
			known++
		}
		got, ok := remembering.Scan(body, transcoded, nil)
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

// A list of another length is known, and nothing of a document is kept.
func TestStates(t *testing.T) {
	list := func(n int) []byte {
		return []byte("<R><C>1</C><M><list>" + strings.Repeat(`<item name="a" value="b"/>`, n) + "</list></M></R>")
	}
	s := NewScanner(names)
	body := list(2)
	if _, ok := s.Scan(body, false, nil); !ok {
		t.Fatal("not taken")
	}
	for i := range body {
		body[i] = '?'
	}
	for _, n := range []int{1, 2, 3, 20} {
		l := lookup{plain: s.plain, body: list(n)}
		if layout, nodes := s.cache.Lookup(&l, nil); layout == nil || len(nodes) != 4+3*n {
			t.Errorf("a list of %d is not known: %d nodes", n, len(nodes))
		}
	}
}

// A hostile capture, in which every document is another one, fills nothing, and others are
// known after it.
func TestBounds(t *testing.T) {
	s := NewScanner(names)
	most := 0
	for i := range 3 * mostFragments {
		s.Scan(fmt.Appendf(nil, `<!-- %0100d --><R><C>1</C><M/></R>`, i), false, nil)
		most = max(most, s.cache.bytes)
		if s.cache.fragments > mostFragments+10 || s.cache.bytes > mostBytes+10_000 {
			t.Fatalf("%d fragments, %d bytes", s.cache.fragments, s.cache.bytes)
		}
	}
	if most < mostBytes/2 {
		t.Errorf("at most %d bytes", most)
	}
	for range mostMisses + 10 {
		s.Scan([]byte(`<R><C>1</C><M status="1"/></R>`), false, nil)
	}
	l := lookup{plain: s.plain, body: []byte(`<R><C>2</C><M status="3"/></R>`)}
	if layout, _ := s.cache.Lookup(&l, nil); layout == nil {
		t.Error("nothing is learned any more")
	}
}
