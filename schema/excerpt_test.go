package schema

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ivrcheck/schema/catalogue"
	"ivrcheck/trace"
)

// oddMessages are documents in which names come twice, misspelt, nested, as
// attributes and as elements, and in lists.
func oddMessages() []string {
	docs := []string{
		doc(`<MonitorInfo ReqId="1"><Agent PortNum="01" Status="Ready"/></MonitorInfo>`),
		doc(`<MonitorInfo><agent portnum="01"/><Agent PortNum="02" Status=" Ready "/></MonitorInfo>`),
		doc(`<MonitorInfo><Agent/><Agent PortNum="02"/><Agent PortNum="03"/></MonitorInfo>`),
		doc(`<MonitorInfo><agent portnum="01"/><agent PortNum="02"/></MonitorInfo>`),
		doc(`<NewCall version="3.0" Version="4.0"><CalledNum> 1 </CalledNum><CalledNum>2</CalledNum><UDataEx><Node Name="VoxFile" Type="Str" Val="x"/><Node Name="VoxFile" Val="y"/></UDataEx></NewCall>`),
		doc(`<UDataResp RequestId="7" Result="Success"><UDataEx><Node Name="a" Val=""/></UDataEx><UDataEx><Node Name="b" Val="c"/></UDataEx></UDataResp>`),
		doc(`<Foo x="1"><Status>2</Status></Foo>`),
		doc(`<LoginResp Status="OK"/><LoginResp Status="NoSuchClient"/>`),
		`<GctiMsg><EndCall EndCause="Normal"/><CallId>7</CallId></GctiMsg>`,
		`<GctiMsg><CallId>1</CallId></GctiMsg>`,
	}
	c := Builtin()
	for _, m := range c.Messages() {
		var params []Param
		var add func([]*ParameterSpec)
		add = func(ps []*ParameterSpec) {
			for i, p := range ps {
				if len(p.Parameters) == 0 && p.Form != catalogue.FormNodes {
					params = append(params, Param{Path: p.Path, Value: fmt.Sprint("v", i)})
				}
				add(p.Parameters)
			}
		}
		add(m.Parameters)
		if body, err := c.Write(m.Name, "7", params); err == nil {
			docs = append(docs, string(body))
		}
	}
	return docs
}

// An excerpt is the evidence of the whole, though only the head is kept.
func TestExcerptIsTheEvidence(t *testing.T) {
	for _, options := range []Options{{}, {ShowValues: true}} {
		k, other := NewChecker(Builtin(), options), NewChecker(Builtin(), options)
		for _, body := range append(oddMessages(),
			doc(`<NewCall><ANI>`+secret+`</ANI><DNIS>800</DNIS>`+strings.Repeat(`<UDataEx><Node Name="n" Val="`+secret+`"/></UDataEx>`, 40)+`</NewCall>`),
			doc(`<NewCall ANI="`+secret+`" Version="4.0" x='>`+secret+`' y=">>>`+secret+`"/>`),
			doc(`<LogMsg>`+strings.Repeat(secret, 200)+`</LogMsg>`),
		) {
			m, _ := k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(body)})
			want := evidence(k, []byte(body), m.Span)
			head := Head([]byte(body), m.Span)
			got := string(other.Excerpt(head, m.Span))
			if !options.ShowValues && strings.Contains(got, secret) {
				t.Errorf("the secret shows: %s", got)
			}
			// Where the head is cut inside a tag or a long text, less is shown.
			cut := strings.Contains(body, "'>") || strings.TrimSuffix(want, "…") == got
			if got != want && !cut {
				t.Errorf("of %s\ngot  %s\nwant %s", body, got, want)
			}
			if len(head) > m.Span.Start+601 {
				t.Errorf("the head of %d bytes has %d", len(body), len(head))
			}
		}
	}
}

// An excerpt does not depend on what the Checker read before: excerpts of the same head, of another
// place, of another document in the same memory, checks and masked documents.
func TestExcerptDoesNotDependOnHistory(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	docs := append(oddMessages(), doc(`<NewCall ANI="`+secret+`" Version="4.0"><DNIS>800</DNIS></NewCall>`), doc(`<LogMsg>`+secret+`</LogMsg>`),
		`<?p `+secret+`?><!DOCTYPE GctiMsg SYSTEM "`+secret+`"><GctiMsg><CallId>1</CallId><EndCall EndCause="Normal"/></GctiMsg>`)
	k := NewChecker(Builtin(), Options{})
	memory := make([]byte, 0, 1<<16)
	head := []byte(docs[0])
	for range 5000 {
		switch r.IntN(6) {
		case 0:
			k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(docs[r.IntN(len(docs))])})
		case 1:
			k.Check(&trace.Unit{Kind: trace.Document, Body: []byte(docs[r.IntN(len(docs))][1:])})
		case 2:
			memory = append(memory[:0], docs[r.IntN(len(docs))]...)
			head = memory
		}
		start := strings.LastIndexByte(string(head[:r.IntN(len(head))+1]), '<')
		at := trace.Span{Start: start, End: start + 1}
		got := string(k.Excerpt(Head(head, at), at))
		if want := string(NewChecker(Builtin(), Options{}).Excerpt(Head(head, at), at)); got != want {
			t.Fatalf("excerpt %q, by a new Checker %q, of %s", got, want, head)
		}
	}
}
