package capture

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
)

func TestRoots(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"09:00:01 started, 3 < 4, <-- <3 and < b>", nil},
		{`<?xml version="1.0"?><!DOCTYPE rss><rss version="2.0"><channel/></rss>`, []string{"rss"}},
		{"<soap:Envelope>\n<soap:Body/></soap:Envelope>\n<html><p>x</p></html>\n<br/><soap:Envelope>", []string{"soap:Envelope", "html", "br"}},
		{"<open><inside>", []string{"open", "inside"}},
		{"<a><b></a><b><c/></b><a><d/></a><e", []string{"a", "b"}},
		{`x <a b="x <a b="x <b/><c `, []string{"a", "c"}},
		{"<" + strings.Repeat("a", 100) + ">", nil},
		{"<a/><b/><c/><d/><e/><f/><g/><h/><i/><j/><k/>", strings.Split("abcdefghi", "")},
	} {
		if got := roots([]byte(test.text)); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

// What a capture without messages contains is listed: ports of servers, also where no
// SYN was seen, what --port excludes, and layers.
func TestSeenInPackets(t *testing.T) {
	b := pcaptest.New()
	for range 2 {
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:80")
		c.Data(pcaptest.Client, []byte("GET / HTTP/1.1\r\n\r\n"))
		c.Close()
	}
	b.Midway("10.0.0.5:8080", "10.0.0.1:50000").Data(pcaptest.Client, []byte("HTTP/1.1 200 OK\r\n\r\n"))
	tls := b.Connect("10.0.0.5:49153", "10.0.0.1:443")
	tls.Data(pcaptest.Client, append([]byte{22, 3, 1, 0, 46, 1, 0, 0, 42, 3, 3}, bytes.Repeat([]byte{0xa5}, 40)...))
	tls.Data(pcaptest.Server, append([]byte{22, 3, 3, 0, 46, 2, 0, 0, 42, 3, 3}, bytes.Repeat([]byte{0x5a}, 40)...))
	b.Connect("10.0.0.5:49154", "10.0.0.1:25").Close() // without data
	b.Around = []pcaptest.Wrapper{pcaptest.Tag(0x1234)}
	b.UDP("10.0.0.9:53", "10.0.0.8:53", []byte("dns"))
	for _, test := range []struct {
		opt                                Options
		ports, excluded, encrypted, unread string
	}{
		{Options{}, "80, 25, 443, 8080", "", "443", "EtherType 0x1234 in 1 packet"},
		{Options{Ports: []uint16{7009}}, "", "80, 25, 443, 8080", "", "EtherType 0x1234 in 1 packet"},
	} {
		test.opt.Names = names
		_, stats, err := read(t, bytes.NewReader(b.Pcap()), test.opt)
		if err != nil {
			t.Fatal(err)
		}
		s := stats.Seen
		for i, pair := range [][2]string{
			{PortList(s.Ports), test.ports}, {PortList(s.Excluded), test.excluded}, {PortList(s.Encrypted), test.encrypted}, {LayerList(s.Layers), test.unread},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%v, list %d: %q, want %q", test.opt.Ports, i, pair[0], pair[1])
			}
		}
	}
}

// Layers that are not read are reported with their kind and number; what every
// network has is not.
func TestUnreadLayers(t *testing.T) {
	wrapped := func(w ...pcaptest.Wrapper) func(*pcaptest.Builder) {
		return func(b *pcaptest.Builder) {
			b.Around = w
			b.UDP("10.0.0.9:53", "10.0.0.8:53", []byte("dns"))
		}
	}
	linked := func(link pcaptest.Link, data ...byte) func(*pcaptest.Builder) {
		return func(b *pcaptest.Builder) {
			b.Link = link
			b.Add(data)
		}
	}
	bare := pcaptest.Inner(pcaptest.Bare)
	wifi := []byte{0x08, 0x41, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 9, 0, 0, 1, 2, 3, 0x20, 0, 0, 0, 0}
	for want, add := range map[string]func(*pcaptest.Builder){
		"link type 147 in 1 packet":                       linked(147, 1, 2, 3),
		"link type 220 (USB) in 1 packet":                 linked(220, 1, 2, 3),
		"link type 253 (netlink) in 1 packet":             linked(113, 0, 0, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4),
		"encrypted 802.11 in 1 packet":                    linked(105, wifi...),
		"encrypted MACsec (EtherType 0x88e5) in 1 packet": wrapped(pcaptest.Tag(0x88e5, 0x0c, 0, 0, 0, 0, 1)),
		"EtherType 0x8137 (IPX) in 1 packet":              wrapped(pcaptest.Tag(0x8137)),
		"EtherType 0x1234 in 1 packet":                    wrapped(pcaptest.Before(0x1234, bare), pcaptest.VXLAN),
		"EtherType 0x7777 in 1 packet":                    wrapped(pcaptest.InProtocol(47, bare, 0, 0, 0x77, 0x77)),
		"IP protocol 50 (ESP, encrypted) in 1 packet":     wrapped(pcaptest.InProtocol(50, bare, 0, 0, 0, 7, 0, 0, 0, 1)),
		"IP protocol 200 in 1 packet":                     wrapped(pcaptest.InProtocol(200, bare)),
		"PPP protocol 0x00fd (compressed) in 1 packet":    linked(9, 0xff, 3, 0, 0xfd, 1, 2, 3),
		"LLC SAP 0xfe (ISO network layer) in 1 packet":    linked(1, 1, 0x80, 0xc2, 0, 0, 0x14, 2, 0, 0, 0, 0, 1, 0, 5, 0xfe, 0xfe, 3, 0x83, 1),
		"SNAP protocol 0x00000c2000 in 1 packet":          linked(1, 1, 0, 0xc, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 1, 0, 9, 0xaa, 0xaa, 3, 0, 0, 0xc, 0x20, 0, 1),
		"ARP":                                             linked(1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1),
		"LLDP":                                            linked(1, 1, 0x80, 0xc2, 0, 0, 0x0e, 2, 0, 0, 0, 0, 1, 0x88, 0xcc, 2, 7),
		"STP":                                             linked(1, 1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 3, 0x42, 0x42, 3),
		"PVST":                                            linked(1, 1, 0, 0x0c, 0xcc, 0xcc, 0xcd, 2, 0, 0, 0, 0, 1, 0, 9, 0xaa, 0xaa, 3, 0, 0, 0xc, 1, 0xb, 0),
		"ICMP":                                            wrapped(pcaptest.InProtocol(1, bare)),
		"LCP":                                             linked(9, 0xff, 3, 0xc0, 0x21, 1, 2, 3),
	} {
		b := pcaptest.New()
		add(b)
		lines, stats, err := read(t, bytes.NewReader(b.Pcap()), Options{Names: names})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(want, " in 1 packet") {
			if len(lines) > 0 {
				t.Errorf("%s: got %q", want, lines)
			}
			continue
		}
		if got := LayerList(stats.Seen.Layers); got != want || !slices.Equal(lines, []string{"- note #1 CAP014"}) {
			t.Errorf("got %q and %q, want %q", got, lines, want)
		}
	}
}
