package schema

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"ivrcheck/trace"
)

// told is all that a message and its faults say.
func told(m *Message, faults []trace.Fault) string {
	if m == nil {
		return fmt.Sprintf("%+v", faults)
	}
	out := fmt.Sprintf("%q %q %p %q %v %+v; call id %d, element %d; request %q, port %q;", m.Name, m.Element, m.Spec, m.CallID, m.Span,
		m.Versioned, m.callID, m.element, m.RequestID(), m.Port())
	for i := range m.Bound {
		value := m.Value(int32(i)) // before the nodes are made
		if out += fmt.Sprintf("\n%+v %+v", m.Nodes()[i], m.Bound[i]); value != m.Nodes()[i].Value {
			out += fmt.Sprintf(" value %q", value)
		}
	}
	return out + fmt.Sprintf("\n%+v", faults)
}

// A Checker knows the documents that another one has learned.
func TestCheckersShareWhatTheyLearn(t *testing.T) {
	k := NewChecker(Builtin(), Options{})
	other := k.Another()
	for i, k := range []*Checker{k, other, k} {
		m, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: fmt.Appendf(nil, `<?xml version='1.0' encoding='UTF-8'?>
<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">
<GctiMsg><CallId>c%d</CallId><CallStatus Event="Held"/></GctiMsg>`, i)})
		if len(faults) > 0 || m.isCut() != (i > 0) {
			t.Errorf("document %d: recognised: %v, faults: %+v", i, m.isCut(), faults)
		}
		if want := fmt.Sprint("c", i); m.CallID != want || m.Value(m.callID) != want {
			t.Errorf("call id is %q, %q, want %q", m.CallID, m.Value(m.callID), want)
		}
	}
}

// What a Checker says of a message does not depend on those before, nor on what another one learns,
// and a message that is sound is without fault.
func TestAMessageIsCheckedAlone(t *testing.T) {
	rounds := 20_000
	if testing.Short() {
		rounds = 2_000
	}
	d := newDresser(Builtin(), 9)
	k := NewChecker(Builtin(), Options{})
	other := k.Another()
	sound, faultless := 0, 0
	for range rounds {
		k, other = other, k
		body, _ := d.document()
		u := &trace.Unit{Kind: trace.Document, Body: body, Transcoded: d.r.IntN(4) == 0}
		want := told(NewChecker(Builtin(), Options{}).Check(u))
		m, faults := k.Check(u)
		if got := told(m, faults); got != want {
			t.Fatalf("%q\ngot  %s\nwant %s", body, got, want)
		}
		if m != nil {
			m.Nodes()
			recognised := m.Template != nil
			isSound := k.bind()
			if recognised && !isSound {
				t.Fatalf("%q has a template, and is not sound", body)
			}
			k.faults, k.nodes = k.faults[:0], k.nodes[:0]
			k.envelope()
			if isSound {
				sound++
			}
			if len(k.faults) == 0 {
				faultless++
			} else if isSound {
				t.Fatalf("%q is sound, and has %+v", body, k.faults)
			}
		}
		// Nothing may be kept of the body.
		for i := range body {
			body[i] = '?'
		}
	}
	if sound < rounds/10 || sound < faultless*9/10 {
		t.Errorf("of %d messages %d are faultless and %d sound", rounds, faultless, sound)
	}
}

// What libxml2 has said of a malformed document is what it says of the next with the
// same markup, whatever its values: also of values that would repair the markup, or
// break it elsewhere.
func TestMalformedDocumentsAreCheckedAlone(t *testing.T) {
	rounds := 4_000
	if testing.Short() {
		rounds = 1_000
	}
	r := rand.New(rand.NewPCG(11, 4))
	bases := []string{
		doc(`<UDataSet Action="Add"><RequestId>12</RequestId><UDataEx><Node Name="K" Type="Str" Val="some"/></UDataEx></UDataSet>`),
		doc(`<NewCall CallControlMode='Network' Version="4.0"><CalledNum>4711</CalledNum>` + "\n" + `<ANI/></NewCall>`),
		doc(`<CallStatus Event="Ringing"/>`), doc(`<a><![CDATA[x]]><!-- c --><b>d</b></a>`),
	}
	const strange = "<>&\"'/=]! -?x1\n\t[;"
	words := []string{"", "x", "Id", "/a", "a=b", "]", ">", "b>", "\n", " ", "4711", "'", "CallId>", "=", "some words", "/", "some", "12", "Add", "Ringing"}
	k, known := NewChecker(Builtin(), Options{}), 0
	authority := NewChecker(Builtin(), Options{Libxml2: true})
	for range rounds {
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
			for _, old := range []string{"some", "12", "Add", "4711", "Network", "Ringing", "c1"} {
				if at := bytes.Index(text, []byte(old)); at >= 0 && r.IntN(3) == 0 {
					text = slices.Replace(text, at, at+len(old), []byte(words[r.IntN(len(words))])...)
				}
			}
			if r.IntN(6) == 0 {
				at := r.IntN(len(text) + 1)
				text = slices.Insert(text, at, []byte(words[r.IntN(len(words))])...)
			}
			u := &trace.Unit{Kind: trace.Document, Body: text, Transcoded: r.IntN(8) == 0}
			wanted, wantedFaults := authority.Check(u)
			if k.verdicts.Lookup(text, u.Transcoded) != nil {
				known++
			}
			m, faults := k.Check(u)
			if (m == nil) != (wanted == nil) {
				t.Fatalf("%q\ngot  %s\nwant %s", text, told(m, faults), told(wanted, wantedFaults))
			}
			if got, want := told(m, faults), told(wanted, wantedFaults); m == nil && got != want {
				t.Fatalf("%q\ngot  %s\nwant %s", text, got, want)
			}
		}
	}
	if known < rounds {
		t.Errorf("only %d of %d documents were known", known, 6*rounds)
	}
	t.Logf("%d of %d documents were known", known, 6*rounds)
}

// A message without fault is checked without allocation, one with names that nobody
// knows too.
func TestNothingIsAllocated(t *testing.T) {
	for _, message := range []string{
		`<NewCall Version='4.0'><CalledNum>1</CalledNum>` + "\r\n\t" + `<UDataEx><Node Name="a" Type="Str" Val="1"/><Node Name="b" Type="Str" Val=""/></UDataEx></NewCall>`,
		`<MonitorInfo ReqId="7"><Agent PortNum="01" Status="LoggedIn"/></MonitorInfo>`,
		`<TreatCall Type="Music"><Parameters Mood="calm"/></TreatCall>`,
		`<AccessNumGet DestDN="1" Mood="calm"><Location>x</Location></AccessNumGet>`,
		`<LogMsg Mood="calm">text</LogMsg>`,
	} {
		k := NewChecker(Builtin(), Options{})
		u := &trace.Unit{Kind: trace.Document, Body: []byte(doc(message))}
		judge := func() {
			if m, faults := k.Check(u); m == nil || len(faults) > 0 {
				t.Fatal(message, faults)
			}
		}
		for range 3 {
			judge()
		}
		if n := testing.AllocsPerRun(100, judge); n > 0 {
			t.Errorf("%s: %v allocations", message, n)
		}
	}
}

// What a fault holds is its own: the body may be written over.
func TestFaultsOutliveTheBody(t *testing.T) {
	for _, message := range []string{
		`<CallStatus Event="Rining"/>`, `<Paint Colour="red"/>`, `<EndCall Colour="red"/>`, `<endcall/>`, `<LoginResp IServerVer="8" Result="Success"/>`,
		`<UDataGet Keys="a,b"><RequestId>1</RequestId></UDataGet>`, `<EndCall/><Paint/>`, `<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val=""/><Node Name="a" Type="Str" Val=""/></UDataEx></NewCall>`,
		`<EndCall></Endcall>`, `<DialOut OrigNum="1" DestNum="2" RefID="3" TimeToAnswer="soon"/>`,
	} {
		k := NewChecker(Builtin(), Options{})
		for range 2 {
			body := []byte(doc(message))
			_, faults := k.Check(&trace.Unit{Kind: trace.Document, Body: body})
			before := fmt.Sprintf("%+v", faults)
			for i := range body {
				body[i] = '?'
			}
			if after := fmt.Sprintf("%+v", faults); after != before || len(faults) == 0 {
				t.Errorf("%s: was %s\nis %s", message, before, after)
			}
		}
	}
}
