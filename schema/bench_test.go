package schema

import (
	"fmt"
	"strings"
	"testing"

	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// traffic are messages as they pass between peers: short ones and such with
// data attached.
func traffic(nodes int) []*trace.Unit {
	var list strings.Builder
	for i := range nodes {
		fmt.Fprintf(&list, `<Node Name="Account_%d" Type="Str" Val="some value number %d"/>`, i, i*7919)
	}
	var units []*trace.Unit
	for _, message := range []string{
		`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>1001</CalledNum><DNIS>8005550100</DNIS><ANI>5550123</ANI><UDataEx>` + list.String() + `</UDataEx><ExtnsEx><Node Name="a" Type="Str" Val="1"/></ExtnsEx></NewCall>`,
		`<RouteRequest RouteDN="8000"><CED>12</CED><UDataEx>` + list.String() + `</UDataEx></RouteRequest>`,
		`<RouteResponse RouteType="Normal"><Dest>7001</Dest><ExtnsEx>` + list.String() + `</ExtnsEx></RouteResponse>`,
		`<UDataResp Result="Success"><RequestId>77</RequestId><UDataEx>` + list.String() + `</UDataEx></UDataResp>`,
	} {
		units = append(units, &trace.Unit{Kind: trace.Document, Body: []byte(doc(message))})
	}
	return units
}

// units are messages of one kind.
func units(message string) []*trace.Unit {
	u := &trace.Unit{Kind: trace.Document, Body: []byte(doc(message))}
	return []*trace.Unit{u, u, u, u}
}

func size(units []*trace.Unit) (n int64) {
	for _, u := range units {
		n += int64(len(u.Body))
	}
	return n / int64(len(units))
}

// The scanner alone, by the size of the messages.
func BenchmarkScan(b *testing.B) {
	for _, nodes := range []int{0, 2, 5, 14, 40} {
		units := traffic(nodes)
		b.Run(fmt.Sprintf("%dB", size(units)), func(b *testing.B) {
			s := xmltree.NewScanner(Builtin().NameTable)
			var nodes []Node
			b.SetBytes(size(units))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				var ok bool
				if nodes, ok = s.Scan(units[i&3].Body, false, nodes[:0]); !ok {
					b.Fatal("not taken")
				}
			}
		})
	}
}

// A message alone, read and judged: by the scanner, by libxml2, and with what
// makes it slow.
func BenchmarkCheck(b *testing.B) {
	damage := func(old, new string) []*trace.Unit {
		units := traffic(5)
		for _, u := range units {
			u.Body = []byte(strings.Replace(string(u.Body), old, new, 1))
		}
		return units
	}
	for _, test := range []struct {
		name  string
		units []*trace.Unit
		opt   Options
	}{
		{"scanner", traffic(5), Options{}},
		{"libxml2", traffic(5), Options{Libxml2: true}},
		{"item not whole", damage(` Type="Str"`, ""), Options{}},
		{"unknown name", damage(` Type=`, " Typ1="), Options{}},
		{"misspelt name", damage(` Type=`, " type="), Options{}},
		{"unknown message", units(`<Paint Colour="red"/>`), Options{}},
		{"misspelt message", units(`<Newcall><CalledNum>1</CalledNum></Newcall>`), Options{}},
		{"missing parameter", units(`<NewCall Version="4.0"/>`), Options{}},
		{"wrong value", units(`<CallStatus Event="Rining"/>`), Options{}},
		{"no message", units(``), Options{}},
		{"two messages", units(`<EndCall/><EndCall/>`), Options{}},
		{"no document type", damage(`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`, ""), Options{}},

		{"wrong encoding", damage(`8005550100`, "é"), Options{}},
		{"malformed", damage(`</UDataEx>`, "</UData>"), Options{}},
		{"malformed, libxml2", damage(`</UDataEx>`, "</UData>"), Options{Libxml2: true}},
	} {
		b.Run(test.name, func(b *testing.B) {
			k := NewChecker(Builtin(), test.opt)
			b.SetBytes(size(test.units))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				k.Check(test.units[i&3])
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// What libxml2 takes for a document, without anything of ours.
func BenchmarkLibxml2(b *testing.B) {
	for _, test := range []struct{ name, old, new string }{{"good", "", ""}, {"malformed", `</UDataEx>`, "</UData>"}} {
		b.Run(test.name, func(b *testing.B) {
			units := traffic(5)
			var texts []string
			for _, u := range units {
				texts = append(texts, strings.Replace(string(u.Body), test.old, test.new, 1))
			}
			var nodes []Node
			b.SetBytes(size(units))
			for i := 0; b.Loop(); i++ {
				nodes, _ = xmltree.Parse(texts[i&3], nodes[:0], Builtin().NameTable)
			}
		})
	}
}

func BenchmarkEvidence(b *testing.B) {
	k := NewChecker(Builtin(), Options{})
	u := traffic(5)[0]
	m, _ := k.Check(u)
	b.SetBytes(int64(len(u.Body)))
	b.ReportAllocs()
	for b.Loop() {
		k.Excerpt(Head(u.Body, m.Span), m.Span)
	}
}
