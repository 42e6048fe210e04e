package schema

import (
	"fmt"
	"testing"

	"ivrcheck/trace"
)

// Shapes are told apart by names and places, not by the sum that finds them.
func TestShapesAreNotMistaken(t *testing.T) {
	good := doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="1"/></UDataEx></NewCall>`)
	others := []string{
		doc(`<NewCall CalledNum="1"><UDataEx><Node Name="a" Type="Str" Val="1"/></UDataEx></NewCall>`),
		doc(`<NewCall><CalledNum>1</CalledNum><UDataEx/><Node Name="a" Type="Str" Val="1"/></NewCall>`),
		doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str"><Val>1</Val></Node></UDataEx></NewCall>`),
		doc(`<NewCall><CalledNum>1<UDataEx><Node Name="a" Type="Str" Val="1"/></UDataEx></CalledNum></NewCall>`),
		doc(`<NewCall><UDataEx><Node Name="a" Type="Str" Val="1"/></UDataEx><CalledNum/></NewCall>`),
		doc(`<NewCall><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Vall="1"/></UDataEx></NewCall>`),
	}
	for _, body := range others {
		k := Builtin().NewChecker(Options{})
		if _, got, _ := check(t, k, good); len(got) > 0 || k.message.shape == nil || !k.message.shape.sound {
			t.Fatalf("%s: %q", good, got)
		}
		for i := range k.shapes {
			k.shapes[i] = k.message.shape
		}
		_, want, _ := check(t, Builtin().NewChecker(Options{Libxml2: true}), body)
		if _, got, _ := check(t, k, body); fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 {
			t.Errorf("%s: got  %q\nwant %q", body, got, want)
		}
	}
}

// A message of a shape that was seen before is judged without allocation, one
// with names that nobody knows too.
func TestNothingIsAllocated(t *testing.T) {
	for _, message := range []string{
		`<NewCall Version="4.0"><CalledNum>1</CalledNum><UDataEx><Node Name="a" Type="Str" Val="1"/><Node Name="b" Type="Str" Val=""/></UDataEx></NewCall>`,
		`<MonitorInfo ReqId="7"><Agent PortNum="01" Status="LoggedIn"/></MonitorInfo>`,
		`<TreatCall Type="Music"><Parameters Mood="calm"/></TreatCall>`,
		`<AccessNumGet DestDN="1" Mood="calm"><Location>x</Location></AccessNumGet>`,
		`<LogMsg Mood="calm">text</LogMsg>`,
	} {
		k := Builtin().NewChecker(Options{})
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
		if !k.message.shape.sound {
			t.Errorf("%s: its shape is not remembered", message)
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
		k := Builtin().NewChecker(Options{})
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
