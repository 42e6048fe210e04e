package schema

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"ivrcheck/trace"
)

// withoutCache returns a Checker that remembers nothing.
func withoutCache() *Checker { return newChecker(Builtin(), Options{}, &learned{}) }

// A document with another number of items than that which was learned is recognised, and checked item by item.
func TestItemsOfKnownLists(t *testing.T) {
	newCall := func(items string) string {
		return doc(`<NewCall Version="4.0"><CalledNum>1</CalledNum><UDataEx>` + items + `</UDataEx></NewCall>`)
	}
	regular := regularItems
	for _, test := range []struct {
		name, items string
		recognised  bool
	}{
		{"none", "", false},
		{"one", regular(1), true},
		{"two", regular(2), true},
		{"three", regular(3), true},
		{"many", regular(150), true},
		{"more values than a template has", regular(400), false},
		{"a key that is there", regular(4) + `<Node Name="k2" Type="Str" Val=""/>`, false},
		{"a key that is blank", regular(4) + `<Node Name="" Type="Str" Val="1"/>`, false},
		{"a blank type", regular(4) + `<Node Name="a" Type="" Val="1"/>`, false},
		{"another attribute", regular(3) + `<Node Name="a" Type="Str" Val="1" Colour="red"/>`, false},
		{"an attribute less", regular(3) + `<Node Name="a" Val="1"/>`, false},
		{"a list in an item", regular(3) + `<Node Name="a" Type="List"><Node Name="a" Type="Str" Val="1"/></Node>`, false},
		{"references", regular(3) + `<Node Name=" &lt;a&gt; " Type="Str" Val="&#228;"/>`, true},
	} {
		k := NewChecker(Builtin(), Options{})
		for _, learned := range []string{newCall(regular(1)), newCall(regular(2))} {
			k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(learned)})
		}
		t.Run(test.name, func(t *testing.T) { compare(t, k, newCall(test.items), test.recognised) })
	}
}

// What follows a list is checked whatever number of items is in it.
func TestValuesAfterKnownLists(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	for _, test := range []struct {
		items      int
		time       string
		recognised bool
	}{{2, "20", false}, {2, "21", true}, {5, "22", true}, {1, "23", true}, {5, "soon", false}, {1, "soon", false}, {3, "", false}} {
		body := doc(`<DialOut OrigNum="1" DestNum="2"><UDataEx>` + regularItems(test.items) + `</UDataEx><RefID>3</RefID><TimeToAnswer>` + test.time + `</TimeToAnswer></DialOut>`)
		compare(t, k, body, test.recognised)
	}
}

// A document whose only fault is its document type is recognised, with the fault and its place; one in an
// element around the message of a frame is not.
func TestOtherDocumentTypesAreRecognised(t *testing.T) {
	k, plain := NewChecker(Builtin(), Options{}), withoutCache()
	for i, test := range []struct {
		before, wrapper string
		recognised      bool
	}{
		{before: ""}, {before: "", recognised: true}, {before: "", wrapper: "Messages"}, {before: "", recognised: true},
		{before: "<!-- c -->\r\n<!DOCTYPE GctiMsg\r\n SYSTEM 'other.dtd'>\r\n"},
		{before: "<!-- c -->\r\n<!DOCTYPE GctiMsg\r\n SYSTEM 'other.dtd'>\r\n", recognised: true},
		{before: "<!DOCTYPE GctiMsg PUBLIC 'a' 'IServer.dtd'>"}, {before: "<!DOCTYPE GctiMsg PUBLIC 'a' 'IServer.dtd'>", recognised: true},
		{before: "<!DOCTYPE GctiMsg SYSTEM 'IServer.dtd'>"}, {before: "<!DOCTYPE GctiMsg SYSTEM 'IServer.dtd'>", recognised: true},
	} {
		body := fmt.Appendf(nil, "%s<GctiMsg><CallId>c%d</CallId><EndCall EndCause='Normal'/></GctiMsg>", test.before, i*i*i)
		u := &trace.Unit{Kind: trace.Document, Body: body, Wrapper: test.wrapper}
		u.Header.Present = true
		want := told(plain.Check(u))
		m, faults := k.Check(u)
		if m.isCut() != test.recognised {
			t.Errorf("%s: recognised: %v, want %v", body, m.isCut(), test.recognised)
		}
		if got := told(m, faults); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", body, got, want)
		}
		if i < 4 && (len(faults) == 0 || !strings.HasPrefix(string(k.Excerpt(faults[0].Whole, faults[0].Span)), fmt.Sprintf("<GctiMsg><CallId>c%d<", i*i*i))) {
			t.Errorf("%s: faults %+v", body, faults)
		}
	}
}

// compare checks a document, and fails if it is not checked as without a cache, or recognised or not against what is wanted.
func compare(t *testing.T, k *Checker, body string, recognised bool) {
	t.Helper()
	u := &trace.Unit{Kind: trace.Document, Body: []byte(body)}
	want := told(withoutCache().Check(u))
	m, faults := k.Check(u)
	if m.isCut() != recognised {
		t.Errorf("%s: recognised: %v, want %v", body, m.isCut(), recognised)
	}
	if got := told(m, faults); got != want {
		t.Errorf("%s\ngot  %s\nwant %s", body, got, want)
	}
}

// regularItems returns items that are written alike.
func regularItems(n int) (items string) {
	for i := range n {
		items += fmt.Sprintf(`<Node Name="k%d" Type="Str" Val="v%d"/>`, i, i)
	}
	return items
}

// Of a message with two lists, each document is checked as without a cache, whichever of them repeats.
func TestTwoListsOfItems(t *testing.T) {
	body := func(first, second int, quote string) string {
		text := doc(`<RouteRequest RouteDN="1"><UDataEx>` + regularItems(first) + `</UDataEx><ExtnsEx>` + regularItems(second) + `</ExtnsEx></RouteRequest>`)
		return strings.ReplaceAll(text, `"`, quote)
	}
	type size struct {
		first, second int
		quote         string
	}
	for _, learned := range [][]size{
		{{2, 2, `"`}}, {{1, 2, `"`}}, {{1, 2, `"`}, {2, 2, `"`}}, {{2, 1, `"`}, {1, 2, `"`}},
		{{2, 2, `"`}, {1, 2, "'"}, {2, 2, "'"}}, // the same nodes, of which the first list repeats, or the second
		{{1, 2, "'"}, {2, 2, "'"}, {2, 2, `"`}},
	} {
		for first := 1; first < 5; first++ {
			for second := 1; second < 5; second++ {
				for _, quote := range []string{`"`, "'"} {
					k := NewChecker(Builtin(), Options{})
					for _, s := range learned {
						compare(t, k, body(s.first, s.second, s.quote), false)
					}
					u := &trace.Unit{Kind: trace.Document, Body: []byte(body(first, second, quote))}
					want := told(withoutCache().Check(u))
					if got := told(k.Check(u)); got != want {
						t.Fatalf("after %v, %s\ngot  %s\nwant %s", learned, u.Body, got, want)
					}
				}
			}
		}
	}
}

// Lists of all lengths and with all kinds of items are checked as without a cache, also while another Checker
// learns, and most of those without a fault are recognised.
func TestListsAreCheckedAsWithoutCache(t *testing.T) {
	rounds := 20_000
	if testing.Short() {
		rounds = 1_000
	}
	r := rand.New(rand.NewPCG(7, 8))
	messages := []string{
		`<NewCall Version="4.0"><CalledNum>1</CalledNum><UDataEx>%s</UDataEx></NewCall>`,
		"\n <NewCall Version='4.0'>\n  <CalledNum>1</CalledNum>\n  <UDataEx>%s</UDataEx>\n  <ANI>2</ANI>\n </NewCall>\n",
		`<UDataSet Action="Add"><UDataEx>%s</UDataEx><RequestId>7</RequestId></UDataSet>`,
		`<UDataSet Action="Add"><RequestId>7</RequestId><UDataEx>%s</UDataEx></UDataSet>`,
		`<RouteRequest RouteDN="1"><UDataEx>%s</UDataEx><ExtnsEx>%s</ExtnsEx></RouteRequest>`,
		`<DialOut OrigNum="1" DestNum="2"><ExtnsEx>%s</ExtnsEx><UDataEx>%s</UDataEx><RefID>@</RefID><TimeToAnswer>@</TimeToAnswer></DialOut>`,
		`<MonitorInfo>%s<Agent PortNum="1" Status="Ready"/><Agent PortNum="2" Status="Ready"/></MonitorInfo>`,
		`<LogMsg>%s</LogMsg>`,
	}
	value := func(sound string) string {
		switch r.IntN(40) {
		case 0:
			return ""
		case 1:
			return " " + sound
		case 2:
			return "&amp;" + sound
		}
		return sound
	}
	var items func(depth int) string
	items = func(depth int) (all string) {
		n := r.IntN(4)
		if r.IntN(4) == 0 {
			n = r.IntN(60)
		}
		between := []string{"", "", "\n   "}[r.IntN(3)]
		usual := r.IntN(2)
		for i := range n {
			key, form := fmt.Sprint("k", i), usual
			if r.IntN(60) == 0 {
				key = "k1"
			}
			if r.IntN(30) == 0 {
				form = r.IntN(8)
			}
			all += between
			switch form {
			case 0:
				all += fmt.Sprintf(`<Node Name="%s" Type="%s" Val="%s"/>`, value(key), value("Str"), value("v"))
			case 1:
				all += fmt.Sprintf(`<Node Val='%s' Name='%s' Type='%s'></Node>`, value("v"), value(key), value("Int"))
			case 2:
				all += fmt.Sprintf(`<Node Name="%s" Val="%s"/>`, value(key), value("v"))
			case 3:
				all += fmt.Sprintf(`<Node><Name>%s</Name><Type>Str</Type><Val>%s</Val></Node>`, value(key), value("v"))
			case 4:
				all += fmt.Sprintf(`<Node Name="%s" Colour="%s" Type="Str" Val=""/>`, value(key), value("red"))
			case 5:
				all += fmt.Sprintf(`<Pair Name="%s" Val="1"/>`, key)
			case 6:
				if depth < 2 {
					all += fmt.Sprintf(`<Node Name="%s" Type="List">%s</Node>`, key, items(depth+1))
				}
			default:
				all += fmt.Sprintf(`<Node Name="%s" Type="Str" Val="1"/><Node Name="%s" Type="Text" Val="1"/>`, key, value(key+"x"))
			}
		}
		return all + between
	}
	k := NewChecker(Builtin(), Options{})
	other, plain := k.Another(), withoutCache()
	recognised, sound := 0, 0
	for range rounds {
		k, other = other, k
		message := messages[r.IntN(len(messages))]
		for strings.Contains(message, "%s") {
			message = strings.Replace(message, "%s", items(0), 1)
		}
		for strings.Contains(message, "@") {
			message = strings.Replace(message, "@", []string{"1", "20", "soon", ""}[max(0, r.IntN(24)-20)], 1)
		}
		body := []byte(doc(message))
		u := &trace.Unit{Kind: trace.Document, Body: body}
		m, faults := plain.Check(u)
		if len(faults) == 0 {
			sound++
		}
		want := told(m, faults)
		m, faults = k.Check(u)
		if m.isCut() {
			recognised++
		}
		if got := told(m, faults); got != want {
			t.Fatalf("%s\ngot  %s\nwant %s", body, got, want)
		}
		for i := range body {
			body[i] = '?' // nothing may be kept of it
		}
	}
	if recognised < sound/2 {
		t.Errorf("of %d documents %d are sound and %d recognised", rounds, sound, recognised)
	}
	t.Logf("of %d documents %d are sound and %d recognised", rounds, sound, recognised)
}

// Templates of lists count as others do: they have a bound, and after many documents that found no space others are
// learned.
func TestTemplatesOfListsAreBounded(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	// Lists of 150 items, and where each item ends, with the attributes in each order.
	type list struct {
		text string
		ends []int
	}
	var orders []list
	for _, item := range []string{
		` Name="%d" Type="Str" Val=""`, ` Name="%d" Val="" Type="Str"`, ` Type="Str" Name="%d" Val=""`,
		` Type="Str" Val="" Name="%d"`, ` Val="" Name="%d" Type="Str"`, ` Val="" Type="Str" Name="%d"`,
	} {
		var l list
		for i := range 150 {
			l.text += fmt.Sprintf("<Node"+item+"/>", i)
			l.ends = append(l.ends, len(l.text))
		}
		orders = append(orders, l)
	}
	numbers := [][]string{{"CalledNum"}, {"CalledNum", "DNIS"}, {"DNIS", "CalledNum"}, {"CalledNum", "ANI"}, {"ANI", "CalledNum"}, {"ANI", "DNIS", "CalledNum"}, {"DNIS", "ANI", "CalledNum"}}
	check := func(order list, number []string, n int) (recognised bool) {
		var body strings.Builder
		body.WriteString(`<NewCall Version="4.0">`)
		for _, name := range number {
			fmt.Fprintf(&body, "<%s>1</%[1]s>", name)
		}
		body.WriteString("<UDataEx>" + order.text[:order.ends[n-1]] + "</UDataEx></NewCall>")
		m, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(doc(body.String()))})
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		return m.isCut()
	}
	memory := func() uint64 {
		var s runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	before, most := memory(), uint64(0)
	for _, order := range orders {
		for _, number := range numbers {
			check(order, number, 2)
		}
	}
	for range 5 {
		for _, order := range orders {
			for _, number := range numbers {
				for n := range 150 {
					check(order, number, n+1)
				}
			}
			most = max(most, memory())
		}
	}
	if most > before+12<<20 {
		t.Errorf("%d bytes are used, %d before", most, before)
	}
	if k.learned.layouts.Emptied() == 0 {
		t.Error("the bound is not reached")
	}
	for range 20_000 {
		if check(orders[0], numbers[0], 2) && check(orders[0], numbers[0], 3) {
			return
		}
	}
	t.Error("nothing is learned any more")
}
