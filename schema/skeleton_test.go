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

// told is all that a message and its faults tell.
func told(m *Message, faults []trace.Fault) string {
	if m == nil {
		return fmt.Sprintf("%+v", faults)
	}
	out := fmt.Sprintf("%q %q %p %q %v %+v; call id %d, element %d; request %q, port %q;", m.Name, m.Element, m.Spec, m.CallID, m.Span,
		m.Versioned, m.callID, m.element, m.RequestID(), m.Port())
	for i := range m.Nodes {
		n := &m.Nodes[i]
		out += fmt.Sprintf("\n%d %v %q %q %v %p %d", n.Parent, n.Attribute, n.Name, n.Value, n.place(), n.spec, n.how)
	}
	return out + fmt.Sprintf("\n%+v", faults)
}

// A Checker that has seen many messages tells of the next what one that has
// seen none does: whatever it has remembered of those before.
func TestWhatIsRememberedChangesNothing(t *testing.T) {
	rounds := 40_000
	if testing.Short() {
		rounds = 4_000
	}
	r := rand.New(rand.NewPCG(3, 5))
	// Few kinds, so that they come again and again.
	var kinds []string
	for _, spec := range Builtin().Messages() {
		if spec.NameOnly || r.IntN(3) > 0 {
			continue
		}
		g := &generator{c: Builtin(), r: r, spec: spec, bare: r.IntN(10) == 0}
		kinds = append(kinds, string(g.text(g.document())), string(g.text(g.document())))
	}
	kinds = append(kinds,
		doc(`<NewCall Version='4.0'><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="1"/><Node Name="b" Type="Str" Val=""/></UDataEx></NewCall>`),
		doc("<EndCall>\n</EndCall>")+"\n", doc("<EndCall></EndCall>"), doc("<EndCall><!-- over --></EndCall>"), doc("<!-- over --><EndCall/>"),
		doc("<AccessNumGet DestDN='1'><Location>x<!-- there -->y</Location></AccessNumGet>"),
		doc("<AccessNumGet DestDN='1'><Location>x<!-- there --></Location></AccessNumGet>"),
		doc("<AccessNumGet DestDN='1'><Location><!-- there -->x</Location></AccessNumGet>"),
		doc("<AccessNumGet DestDN='1'><Location><![CDATA[x]]></Location></AccessNumGet>"),
		doc("<AccessNumGet DestDN='1' Mood='calm'>x<Location>y</Location>z</AccessNumGet>"),
		"\ufeff"+doc("<EndCall/>"),
		doc(`<AccessNumGet DestDN="a&amp;b"><Location>c</Location></AccessNumGet>`),
		doc(`<AccessNumGet DestDN="a"><Location>c&amp;d</Location></AccessNumGet>`),
		strings.Replace(doc("<EndCall/>"), "<CallId>", "\n<CallId>", 1),
		doc("<TreatCall Type='Music'><Parameters/></TreatCall>"),
	)
	// Some with faults that are none of their values.
	for _, text := range kinds[:len(kinds):len(kinds)] {
		for _, flaw := range [][2]string{
			{"</CallId>", "</CallId><Mood/>"}, {"<CallId>", "<CallId Mood='calm'>"}, {"DOCTYPE GctiMsg", "DOCTYPE Gcti"},
			{` Name="`, ` name="`}, {` Status=`, ` status=`}, {` Version=`, ` Mood="calm" Version=`}, {"<GctiMsg", "<GctiMsg Mood='calm'"}, {"CallId>", "callid>"},
		} {
			if flawed := strings.ReplaceAll(text, flaw[0], flaw[1]); flawed != text && r.IntN(3) == 0 {
				kinds = append(kinds, flawed)
			}
		}
	}
	k := Builtin().NewChecker(Options{})
	same, narrow, flawed := 0, 0, 0
	for round := range rounds {
		body := []byte(kinds[(round/500*7+r.IntN(8))%len(kinds)]) // a few of them for some time
		for range max(0, r.IntN(6)-3) {
			switch at := r.IntN(len(body)); r.IntN(6) {
			case 4:
				body = append(body, "x\n>"[r.IntN(3)])
			case 5:
				if at := bytes.IndexByte(body[at:], '>') + at + 1; at > 1 {
					body = slices.Insert(body, at, " xyz"[r.IntN(4)])
				}
			case 0:
				const strange = "\"'<>&]/= \r\n\t\x00\x1f\x7f\x80\xe9x"
				body[at] = strange[r.IntN(len(strange))]
			case 1:
				body = append(body[:at], body[min(len(body), at+1+r.IntN(3)):]...)
			default: // a value of another length
				if at := bytes.IndexAny(body[at:], `"'`) + at; body[at] == '"' || body[at] == '\'' {
					value := []string{"", "1", "Normal", "a longer value than those that are", "&amp;", "]", "\xe9"}[r.IntN(7)]
					body = append(body[:at+1], append([]byte(value), body[at+1:]...)...)
				}
			}
			if len(body) == 0 {
				body = []byte("x")
			}
		}
		if round%500 == 499 {
			k.skeletons.bytes, k.skeletons.since = skeletonBytes+1, skeletonRefuse // all is forgotten
		}
		if round%1000 == 0 { // other shapes push out all
			for _, s := range k.shapes {
				if s != nil {
					clear(s.nodes)
					*s = shape{nodes: s.nodes[:0]}
				}
			}
		}
		u := &trace.Unit{Kind: trace.Document, Body: body, Transcoded: r.IntN(4) == 0}
		want := told(Builtin().NewChecker(Options{}).Check(u))
		m, faults := k.Check(u)
		k.placeNodes()
		if got := told(m, faults); got != want {
			t.Fatalf("%q\ngot  %s\nwant %s", body, got, want)
		}
		if s := k.skeletons.lent; s != nil {
			same++
			if s.narrow {
				narrow++
			}
			if len(s.faults) > 0 {
				flawed++
			}
		}
		// What is remembered may not be a part of the body.
		for i := range body {
			body[i] = '?'
		}
	}
	if same < rounds/5 {
		t.Errorf("only %d of %d messages were known", same, rounds)
	}
	if narrow < rounds/50 || flawed < rounds/50 {
		t.Errorf("of only %d messages were values part of what was known, and %d had faults", narrow, flawed)
	}
	t.Logf("%d of %d messages were known, %d with values, %d with faults", same, rounds, narrow, flawed)
}

// A hostile capture, in which every message is another one, fills nothing.
func TestSkeletonsAreBounded(t *testing.T) {
	k := Builtin().NewChecker(Options{})
	for i := range 3000 {
		u := &trace.Unit{Kind: trace.Document, Body: []byte(doc(fmt.Sprintf(`<!-- %0500d --><EndCall/>`, i)))}
		if _, faults := k.Check(u); len(faults) > 0 {
			t.Fatal(faults)
		}
	}
	if most := skeletonBytes + 10_000; k.skeletons.bytes > most || k.skeletons.bytes < skeletonBytes/2 {
		t.Errorf("%d bytes are remembered, want up to %d", k.skeletons.bytes, most)
	}
}

// What libxml2 has said of a malformed document is what it says of the next with the
// same markup, whatever its values: also of values that would mend the markup, or
// break it elsewhere.
func TestWhatIsRememberedOfMalformedDocuments(t *testing.T) {
	rounds := 20_000
	if testing.Short() {
		rounds = 2_000
	}
	r := rand.New(rand.NewPCG(11, 4))
	bases := []string{
		doc(`<UDataSet Action="Add"><RequestId>12</RequestId><UDataEx><Node Name="K" Type="Str" Val="some"/></UDataEx></UDataSet>`),
		doc(`<NewCall CallControlMode='Network' Version="4.0"><CalledNum>4711</CalledNum>` + "\n" + `<ANI/></NewCall>`),
		doc(`<CallStatus Event="Ringing"/>`), doc(`<a><![CDATA[x]]><!-- c --><b>d</b></a>`),
	}
	const strange = "<>&\"'/=]! -?x1\n\t[;"
	words := []string{"", "x", "Id", "/a", "a=b", "]", ">", "b>", "\n", " ", "4711", "'", "CallId>", "=", "some words", "/"}
	k := Builtin().NewChecker(Options{})
	same := 0
	for round := range rounds {
		if round%50 == 0 {
			k.skeletons = skeletons{} // room for what comes
		}
		body := []byte(bases[r.IntN(len(bases))])
		for range 1 + r.IntN(2) {
			at := r.IntN(len(body))
			switch r.IntN(3) {
			case 0:
				body[at] = strange[r.IntN(len(strange))]
			case 1:
				body = slices.Delete(body, at, min(len(body), at+1+r.IntN(3)))
			default:
				body = slices.Insert(body, at, strange[r.IntN(len(strange))])
			}
		}
		for range 6 {
			text := bytes.Clone(body)
			if holes, _ := plainHoles(body); len(holes) > 0 {
				h := holes[r.IntN(len(holes))]
				text = slices.Replace(text, h.start, h.end, []byte(words[r.IntN(len(words))])...)
			}
			if r.IntN(3) == 0 {
				at := r.IntN(len(text) + 1)
				text = slices.Insert(text, at, []byte(words[r.IntN(len(words))])...)
			}
			u := &trace.Unit{Kind: trace.Document, Body: text, Transcoded: r.IntN(8) == 0}
			wanted, wantedFaults := Builtin().NewChecker(Options{Libxml2: true}).Check(u)
			known := k.skeletons.find(text)
			m, faults := k.Check(u)
			if (m == nil) != (wanted == nil) {
				t.Fatalf("%q\ngot  %s\nwant %s", text, told(m, faults), told(wanted, wantedFaults))
			}
			if m != nil {
				continue // TestWhatIsRememberedChangesNothing looks at those
			}
			if got, want := told(m, faults), told(wanted, wantedFaults); got != want {
				t.Fatalf("%q\ngot  %s\nwant %s", text, got, want)
			}
			if known != nil && known.malformed != nil && k.verdict == known.malformed {
				same++
			}
		}
	}
	if same < rounds {
		t.Errorf("only %d of %d documents were known", same, 6*rounds)
	}
}

// What was a habit may cease to be one, and something else become one; or both come in
// turn.
func TestHabitsChange(t *testing.T) {
	k := Builtin().NewChecker(Options{})
	message := func(call string, mood string) string {
		return strings.Replace(doc(`<EndCall EndCause="Normal" Mood="`+mood+`"/>`), "c1", call, 1)
	}
	for _, phase := range []struct {
		name string
		text func(i int) string
	}{
		{"of one mood", func(i int) string { return message(fmt.Sprint("c", i), "calm") }},
		{"of one call", func(i int) string { return message("c1", fmt.Sprint(i)) }},
		{"in turn", func(i int) string {
			if i%2 == 0 {
				return message(fmt.Sprint("c", i), "calm")
			}
			return message("c1", fmt.Sprint(i))
		}},
	} {
		narrow := 0
		for i := range 2000 {
			k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(phase.text(i))})
			if s := k.skeletons.lent; s != nil && s.narrow && len(s.holes) == 1 {
				narrow++
			}
		}
		if narrow < 1500 {
			t.Errorf("%s: of 2000 messages %d were known with their habits", phase.name, narrow)
		}
	}
}
