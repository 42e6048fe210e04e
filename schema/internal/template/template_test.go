package template

import (
	"bytes"
	"fmt"
	"maps"
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

// notesOf returns the notes of documents with a layout and a number of values, nil if there are none.
func notesOf(layout *Layout, values int) []noted {
	if layout == nil || layout.Note() == nil {
		return nil
	}
	return layout.Note().(map[int][]noted)[values]
}

func setNotes(layout *Layout, values int, notes []noted) {
	all, _ := layout.Note().(map[int][]noted)
	if all = maps.Clone(all); all == nil {
		all = map[int][]noted{}
	}
	all[values] = notes
	layout.SetNote(all)
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
		if all := notesOf(layout, remembering.Values()); all != nil {
			known++
			for _, n := range all {
				values, places = append(values, remembering.Text(n.value)), append(places, trace.Span{Start: remembering.At(n.start), End: remembering.At(n.end)})
			}
		}
		got, layout, ok := remembering.Nodes()
		for i, value := range values {
			if value != got[i].Value || places[i] != got[i].Place() {
				t.Fatalf("%q: value of node %d is %q at %v, want %q at %v", body, i, value, places[i], got[i].Value, got[i].Place())
			}
		}
		if layout != nil && notesOf(layout, remembering.Values()) == nil {
			var notes []noted
			for i, value := range remembering.Numbers() {
				notes = append(notes, noted{value, remembering.Spot(got[i].Start), remembering.Spot(got[i].End)})
			}
			setNotes(layout, remembering.Values(), notes)
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

// list is a document with items, which have the attributes of a text each.
func list(items ...string) string {
	text := `<R><C>1</C><M><list>`
	for _, attributes := range items {
		text += "<item " + attributes + "/>"
	}
	return text + `</list><N>x</N></M></R>`
}

// After a document with two items, those with more or fewer are known, with as many values.
func TestItemsRepeat(t *testing.T) {
	const item, other = `name="a" value="b"`, `name="a" type="b" value="c"`
	items := func(n int) []string { return slices.Repeat([]string{item}, n) }
	known := func(s *Scanner, body string, values int) {
		t.Helper()
		if !knows(s, body) {
			t.Errorf("%s is not known", body)
		} else if s.Values() != values {
			t.Errorf("%s: %d values, want %d", body, s.Values(), values)
		}
	}
	unknown := func(s *Scanner, body string) {
		t.Helper()
		if knows(s, body) {
			t.Errorf("%s is known", body)
		}
	}
	s := NewScanner(names, NewCache())
	learn := func(body string) List {
		t.Helper()
		if known, ok := read(s, []byte(body)); known || !ok {
			t.Fatalf("%s: known %v, read %v", body, known, ok)
		}
		return s.List()
	}
	if got := learn(list(item)); got != (List{}) {
		t.Errorf("one item: %+v", got)
	}
	unknown(s, list(items(2)...))
	if got, want := learn(list(items(2)...)), (List{Times: 1, First: 2, Values: 2}); got != want {
		t.Errorf("two items: %+v, want %+v", got, want)
	}
	for n := 1; n <= 100; n++ {
		known(s, list(items(n)...), 2+2*n)
	}
	s.Nodes()
	s.Numbers()
	if got, want := s.List(), (List{Times: 99, First: 2, Values: 2}); got != want {
		t.Errorf("a hundred items: %+v, want %+v", got, want)
	}
	unknown(s, list())
	unknown(s, list(item, `name="a" value='b'`))
	unknown(s, strings.Replace(list(items(3)...), "</list>", "", 1))
	unknown(s, list(items(3)...)+" ")

	// An item with other attributes is no other number of items, wherever it is.
	unknown(s, list(item, other))
	learn(list(item, other))
	for n := range 5 {
		known(s, list(append(items(n), other)...), 5+2*n)
	}
	unknown(s, list(item, other, item))
	learn(list(item, other, item))
	learn(list(item, other, item, item))
	known(s, list(item, item, item, other, item), 13)
	known(s, list(other, item, item), 9)
	unknown(s, list(item, other, item, item, item)) // repeated are the first

	// The number of values is bounded.
	known(s, list(items(mostValues/2-1)...), mostValues)
	for n := mostValues / 2; n < mostValues/2+3; n++ {
		unknown(s, list(items(n)...))
	}
	unknown(s, list(items(mostValues)...))
}

// Only one list of a document has any number of items, so that the number of values gives the number of its items.
func TestOneListRepeats(t *testing.T) {
	const item = `<item name="a"/>`
	lists := func(first, second int) string {
		return `<R><C>1</C><M><list>` + strings.Repeat(item, first) + `</list><list>` + strings.Repeat(item, second) + `</list></M></R>`
	}
	nested := func(outer, inner int) string {
		return `<R><C>1</C><M><list>` + strings.Repeat(`<item name="a"><list>`+strings.Repeat(item, inner)+`</list></item>`, outer) + `</list></M></R>`
	}
	for _, test := range []struct {
		text           func(int, int) string
		learned        [][2]int
		known, unknown [][2]int
	}{
		{lists, [][2]int{{2, 2}}, [][2]int{{1, 2}, {3, 2}}, [][2]int{{2, 1}, {2, 3}, {3, 3}}},
		{lists, [][2]int{{1, 2}}, [][2]int{{1, 1}, {1, 3}}, [][2]int{{2, 2}, {2, 1}}},
		{lists, [][2]int{{1, 2}, {2, 2}}, [][2]int{{1, 1}, {1, 3}, {2, 1}, {2, 3}}, [][2]int{{3, 1}, {3, 2}}},
		{nested, [][2]int{{2, 2}}, [][2]int{{2, 2}}, [][2]int{{1, 1}, {1, 2}, {2, 1}, {2, 3}, {3, 2}}}, // the list of the first item
		{nested, [][2]int{{1, 2}}, [][2]int{{1, 1}, {1, 7}}, [][2]int{{2, 2}, {2, 1}}},
	} {
		s := NewScanner(names, NewCache())
		for _, n := range test.learned {
			read(s, []byte(test.text(n[0], n[1])))
		}
		for _, n := range test.known {
			if body := test.text(n[0], n[1]); !knows(s, body) {
				t.Errorf("after %v: %s is not known", test.learned, body)
			}
		}
		for _, n := range test.unknown {
			if body := test.text(n[0], n[1]); knows(s, body) {
				t.Errorf("after %v: %s is known", test.learned, body)
			}
		}
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
