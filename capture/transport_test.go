package capture

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// carrier makes the bytes that carry documents from a side.
type carrier func(side int, documents ...string) []byte

// each carries each document by itself.
func each(one func(side int, document string) string) carrier {
	return func(side int, documents ...string) []byte {
		var b []byte
		for _, d := range documents {
			b = append(b, one(side, d)...)
		}
		return b
	}
}

// lengthBefore writes a length before each document.
func lengthBefore(order binary.ByteOrder, size, more int) carrier {
	return each(func(_ int, d string) string {
		b := make([]byte, size)
		if size == 4 {
			order.PutUint32(b, uint32(len(d)+more))
		} else {
			order.PutUint16(b, uint16(len(d)+more))
		}
		return string(b) + d
	})
}

// overHTTP writes a request or response for each document; body writes the headers of the
// length, and the body.
func overHTTP(body func(document string) string) carrier {
	return each(func(side int, d string) string {
		line := "POST /ivr HTTP/1.1\r\nHost: server"
		if side == pcaptest.Server {
			line = "HTTP/1.1 200 OK"
		}
		return line + "\r\nContent-Type: text/xml\r\n" + body(d)
	})
}

// inGzip is a text in gzip.
func inGzip(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

// carriers are the ways in which documents are carried over TCP.
var carriers = map[string]carrier{
	"GLI":                      each(func(_ int, d string) string { return string(pcaptest.XML(d)) }),
	"newlines":                 each(func(_ int, d string) string { return d + "\n" }),
	"CRLF before":              each(func(_ int, d string) string { return "\r\n" + d }),
	"NUL":                      each(func(_ int, d string) string { return d + "\x00" }),
	"nothing":                  each(func(_ int, d string) string { return d }),
	"STX and ETX":              each(func(_ int, d string) string { return "\x02" + d + "\x03" }),
	"STX, ETX and line breaks": each(func(_ int, d string) string { return "\x02" + d + "\x03\r\n" }),
	"declaration":              each(func(_ int, d string) string { return "<?xml version=\"1.0\"?>\n" + d + "\n" }),
	"BOM":                      each(func(_ int, d string) string { return "\xef\xbb\xbf" + d + "\n" }),
	"wrapper": each(func(_ int, d string) string {
		return "<m:log><!-- " + doc("No") + " --><entry at='1'>12:00 " + d + "</entry></m:log>"
	}),
	"GLI one way, newlines the other": each(func(side int, d string) string {
		if side == pcaptest.Client {
			return string(pcaptest.XML(d))
		}
		return d + "\n"
	}),
	"4 bytes, big-endian":              lengthBefore(binary.BigEndian, 4, 0),
	"4 bytes, big-endian, of all":      lengthBefore(binary.BigEndian, 4, 4),
	"4 bytes, little-endian":           lengthBefore(binary.LittleEndian, 4, 0),
	"4 bytes, little-endian, of all":   lengthBefore(binary.LittleEndian, 4, 4),
	"2 bytes, big-endian":              lengthBefore(binary.BigEndian, 2, 0),
	"2 bytes, big-endian, of all":      lengthBefore(binary.BigEndian, 2, 2),
	"2 bytes, little-endian":           lengthBefore(binary.LittleEndian, 2, 0),
	"2 bytes, little-endian, of all":   lengthBefore(binary.LittleEndian, 2, 2),
	"2 bytes of a document and a line": each(func(_ int, d string) string { return string([]byte{0, byte(len(d) + 1)}) + d + "\n" }),
	"HTTP":                             overHTTP(func(d string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(d), d) }),
	"HTTP, gzip": overHTTP(func(d string) string {
		text := inGzip(d)
		return fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
	}),
	"HTTP, gzip and chunked": overHTTP(func(d string) string {
		text := inGzip(d)
		return fmt.Sprintf("content-encoding: GZIP\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", text[:7], len(text)-7, text[7:])
	}),
	"HTTP, chunked": overHTTP(func(d string) string {
		return fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n7;x=y\r\n%s\r\n%x\r\n%s\r\n0\r\nMore: no\r\n\r\n", d[:7], len(d)-7, d[7:])
	}),
}

// cuts are the ways in which bytes become segments.
var cuts = map[string]func(c *pcaptest.Conn, side int, carry carrier, documents []string){
	"whole": func(c *pcaptest.Conn, side int, carry carrier, documents []string) {
		c.Send(side, carry(side, documents...))
	},
	"split": func(c *pcaptest.Conn, side int, carry carrier, documents []string) {
		b := carry(side, documents...)
		for n := len(b) / 3; len(b) > 0; {
			n = min(max(n, 1), len(b))
			c.Send(side, b[:n])
			b = b[n:]
		}
	},
	"byte by byte": func(c *pcaptest.Conn, side int, carry carrier, documents []string) {
		for _, b := range carry(side, documents...) {
			c.Send(side, []byte{b})
		}
	},
}

// sender sends documents over a connection.
type sender func(c *pcaptest.Conn, side int, documents ...string)

// conversations are what a carrier may have to carry.
var conversations = map[string]func(b *pcaptest.Builder, send sender){
	"whole": func(b *pcaptest.Builder, send sender) {
		c := b.Connect(client, server)
		send(c, pcaptest.Client, doc("LoginReq"))
		send(c, pcaptest.Server, doc("LoginResp"), doc("MonitorInfo"))
		send(c, pcaptest.Client, doc("NewCall"), doc("EndCall"))
		c.Close()
	},
	"start not captured": func(b *pcaptest.Builder, send sender) {
		c := b.Midway(client, server)
		send(c, pcaptest.Server, doc("One"), doc("Two"), doc("Three"))
		send(c, pcaptest.Client, doc("Four"), doc("Five"))
		c.Close()
	},
	"start not captured, one by one": func(b *pcaptest.Builder, send sender) {
		c := b.Midway(client, server)
		send(c, pcaptest.Client, doc("One"))
		send(c, pcaptest.Server, doc("Two"))
		send(c, pcaptest.Client, doc("Three"))
		send(c, pcaptest.Server, doc("Four"))
		send(c, pcaptest.Client, doc("Five"))
		c.Close()
	},
	"bytes lost": func(b *pcaptest.Builder, send sender) {
		c := b.Connect(client, server)
		send(c, pcaptest.Client, doc("One"), doc("Two"))
		c.Lose(pcaptest.Client, 30)
		send(c, pcaptest.Client, doc("Three"))
		send(c, pcaptest.Server, doc("Four"))
		c.Close()
	},
}

// documents lists the documents of a capture and the gaps, those of each side in
// order.
func documents(t *testing.T, data []byte) (list []string, stats Stats) {
	stats, err := Read(context.Background(), "test", bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
		switch u.Kind {
		case trace.Document:
			list = append(list, fmt.Sprint(u.Side, " ", name(u.Body), " ", u.Partial))
		case trace.Gap:
			list = append(list, fmt.Sprint(u.Side, " gap ", u.Lost))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	slices.SortStableFunc(list, func(a, b string) int { return int(a[0]) - int(b[0]) })
	return list, stats
}

// A conversation gives the same documents over every transport, however it is cut.
func TestTransports(t *testing.T) {
	for what, converse := range conversations {
		var want []string
		for _, how := range append([]string{"GLI"}, slices.Sorted(maps.Keys(carriers))...) {
			for cut, send := range cuts {
				b := pcaptest.New()
				converse(b, func(c *pcaptest.Conn, side int, documents ...string) { send(c, side, carriers[how], documents) })
				got, stats := documents(t, b.Pcap())
				if want == nil {
					want = got
				}
				if !slices.Equal(got, want) || stats.GLIStreams != 1 || len(got) < 4 {
					t.Errorf("%s over %s, %s: %d streams,\ngot  %q\nwant %q", what, how, cut, stats.GLIStreams, got, want)
				}
			}
		}
	}
}

// A direction without any header has one kind of fault, one with headers another.
func TestHeaderless(t *testing.T) {
	for _, tc := range []struct {
		name      string
		transport Transport
		send      []string // by the client
		want      string   // the faults, with Lower, Each and Raise
	}{
		{"no header", AnyTransport, []string{doc("A"), doc("B")}, "GLI010 1 false false, GLI010 1 false false"},
		{"no header where one is expected", OverGLI, []string{doc("A"), doc("B")}, "GLI010 0 true false, GLI010 0 true false"},
		{"no header where none is expected", PlainXML, []string{doc("A"), doc("B")}, ""},
		{"one without", AnyTransport, []string{string(pcaptest.XML(doc("A"))), doc("B")}, "GLI010 0 true false"},
		{"one without where none is expected", PlainXML, []string{string(pcaptest.XML(doc("A"))), doc("B")}, ""},
		{"message without the envelope", AnyTransport, []string{`<EndCall/>`, "\n", `<NewCall><a/></NewCall>`}, "GLI010 1 false false, GLI010 1 false false"},
		{"one without, then with", AnyTransport, []string{doc("A"), string(pcaptest.XML(doc("B"))), string(pcaptest.XML(doc("C")))}, "GLI010 1 false false, GLI010 1 false true"},
		{"one without, then with, where none is expected", PlainXML, []string{doc("A"), string(pcaptest.XML(doc("B")))}, ""},
		{"trailing bytes", AnyTransport, []string{doc("A"), "\r\n\x00\x00\n"}, "GLI010 1 false false"},
	} {
		b := pcaptest.New()
		c := b.Connect(client, server)
		for _, text := range tc.send {
			c.Send(pcaptest.Client, []byte(text))
		}
		c.Close()
		var got []string
		if _, err := Read(context.Background(), "test", bytes.NewReader(b.Pcap()), Options{Names: names, Transport: tc.transport}, func(u *trace.Unit) error {
			for _, f := range u.Faults {
				got = append(got, fmt.Sprint(f.Code, " ", f.Lower, " ", f.Each, " ", f.Raise))
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		if all := strings.Join(got, ", "); all != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, all, tc.want)
		}
	}
}

// Other protocols stay others.
func TestTransportsLeaveOthersAlone(t *testing.T) {
	for _, text := range []string{
		"GET / HTTP/1.1\r\n\r\n", "<soap:Envelope/>\n", "\x16\x03\x01\x00\xc4\x01\x00\x00\xc0\x03\x03", "hello\n",
		"<?xml version='1.0'?><stream:stream to='x'><message/></stream:stream>", "<rss><item><agent>Mozilla</agent></item></rss>",
		"<Cancel/>\n<Reset/>\n", "<html><body>" + doc("A")[:8] + "</body></html>", "\x00\x00\x00\x04<a/>", "\x00\x04<a/>",
		"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>", "POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\n<Cancel/>",
		"<agent status='x'><a/></agent>", "<port protocol='tcp'/>", "<!-- " + doc("A") + " -->",
	} {
		b := pcaptest.New()
		c := b.Connect(client, server)
		c.Data(pcaptest.Client, []byte(text))
		c.Data(pcaptest.Server, []byte(text))
		c.Close()
		if got, stats := documents(t, b.Pcap()); len(got) > 0 || stats.GLIStreams > 0 {
			t.Errorf("%q: %q, %+v", text, got, stats)
		}
	}
}

// A client that polls with GET finds messages, also after empty answers and errors.
func TestPollsOverHTTP(t *testing.T) {
	for cut, send := range cuts {
		b := pcaptest.New()
		c := b.Connect(client, server)
		for _, answer := range []string{
			"204 No Content\r\n\r\n", "404 Not Found\r\nContent-Length: 5\r\n\r\nhello", "204 No Content\r\n\r\n",
			fmt.Sprintf("200 OK\r\nContent-Length: %d\r\n\r\n%s", len(doc("A")), doc("A")), "204 No Content\r\n\r\n",
			fmt.Sprintf("200 OK\r\nContent-Length: %d\r\n\r\n%s", len(doc("B")), doc("B")),
		} {
			asIs := each(func(_ int, text string) string { return text })
			send(c, pcaptest.Client, asIs, []string{"GET /next HTTP/1.1\r\nHost: s\r\n\r\n"})
			send(c, pcaptest.Server, asIs, []string{"HTTP/1.1 " + answer})
		}
		c.Close()
		if got, _ := documents(t, b.Pcap()); strings.Join(got, ", ") != "1 A false, 1 B false" {
			t.Errorf("%s: got %q", cut, got)
		}
	}
}

// The answer to HEAD declares the length of a body that does not follow.
func TestHeadOverHTTP(t *testing.T) {
	for _, declared := range []string{"Content-Length: 999\r\n", "Transfer-Encoding: chunked\r\n", ""} {
		for cut, send := range cuts {
			b := pcaptest.New()
			c := b.Connect(client, server)
			asIs := each(func(_ int, text string) string { return text })
			for _, name := range []string{"A", "B"} {
				send(c, pcaptest.Client, asIs, []string{"HEAD / HTTP/1.1\r\nHost: s\r\n\r\n"})
				send(c, pcaptest.Server, asIs, []string{"HTTP/1.1 200 OK\r\n" + declared + "\r\n"})
				send(c, pcaptest.Client, carriers["HTTP"], []string{doc(name)})
				send(c, pcaptest.Server, carriers["HTTP"], []string{doc(name)})
			}
			c.Close()
			if got, _ := documents(t, b.Pcap()); strings.Join(got, ", ") != "0 A false, 0 B false, 1 A false, 1 B false" {
				t.Errorf("%q, %s: got %q", declared, cut, got)
			}
		}
	}
}

// A client that asks for a page before it posts messages finds them.
func TestPostsAfterAPage(t *testing.T) {
	page := "<!DOCTYPE html><html><body>IVR <b>ready</b></body></html>"
	for cut, send := range cuts {
		b := pcaptest.New()
		c := b.Connect(client, server)
		asIs := each(func(_ int, text string) string { return text })
		send(c, pcaptest.Client, asIs, []string{"GET / HTTP/1.1\r\nHost: s\r\n\r\n"})
		send(c, pcaptest.Server, asIs, []string{fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(page), page)})
		send(c, pcaptest.Client, carriers["HTTP"], []string{doc("A")})
		send(c, pcaptest.Server, carriers["HTTP"], []string{doc("B")})
		c.Close()
		if got, _ := documents(t, b.Pcap()); strings.Join(got, ", ") != "0 A false, 1 B false" {
			t.Errorf("%s: got %q", cut, got)
		}
	}
}

// inUTF16 writes a text in UTF-16.
func inUTF16(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// GLI stays GLI whatever the encoding of its bodies, and a wrapper in a frame is taken apart.
func TestBodiesInGLI(t *testing.T) {
	const declaration = `<?xml version="1.0" encoding="UTF-16"?>`
	for _, tc := range []struct{ what, body, want string }{
		{"byte order mark", "\xef\xbb\xbf" + doc("A"), "\xef\xbb\xbf" + doc("A")},
		{"UTF-16 with a byte order mark", inUTF16(binary.LittleEndian, "\ufeff"+doc("A")), doc("A")},
		{"UTF-16, big-endian", inUTF16(binary.BigEndian, "\ufeff"+doc("A")), doc("A")},
		{"UTF-16 without a byte order mark", inUTF16(binary.LittleEndian, declaration+doc("A")), declaration + doc("A")},
		{"UTF-16, big-endian, without a byte order mark", inUTF16(binary.BigEndian, declaration+doc("A")), declaration + doc("A")},
		{"wrapper", "<messages><!-- " + doc("No") + " -->" + doc("A") + "\n<x>" + doc("B") + "</x></messages>", doc("A") + "|" + doc("B")},
		{"wrapper of messages without the envelope", `<soap:Body><agent status='Ready'/><Cancel/></soap:Body>`, `<agent status='Ready'/>|<Cancel/>`},
		{"another document", `<rss><agent>Mozilla</agent></rss>`, `<rss><agent>Mozilla</agent></rss>`},
	} {
		for cut, send := range cuts {
			b := pcaptest.New()
			c := b.Connect(client, server)
			send(c, pcaptest.Client, carriers["GLI"], []string{tc.body, doc("Next")})
			c.Close()
			var got []string
			var wire []byte
			if _, err := Read(context.Background(), "test", bytes.NewReader(b.Pcap()), Options{Names: names}, func(u *trace.Unit) error {
				if u.Kind == trace.Document {
					got = append(got, string(u.Body))
					if !u.Follows {
						wire = append(wire, u.Header.Raw[:]...)
					}
					if wire = append(wire, u.Lead...); u.Wire != nil {
						wire = append(wire, u.Wire...)
					} else {
						wire = append(append(wire, u.Body...), u.Trailer...)
					}
				}
				if len(u.Faults) > 0 || u.Partial || u.Kind == trace.Gap {
					t.Errorf("%s, %s: %+v", tc.what, cut, u)
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
			if all := strings.Join(got, "|"); all != tc.want+"|"+doc("Next") {
				t.Errorf("%s, %s: got %q, want %q", tc.what, cut, all, tc.want)
			}
			if sent := carriers["GLI"](pcaptest.Client, tc.body, doc("Next")); !bytes.Equal(wire, sent) {
				t.Errorf("%s, %s: the units have %q of %q", tc.what, cut, wire, sent)
			}
		}
	}
}

// FuzzTransports sends any bytes over TCP, whole and in pieces, and as a datagram: no panic,
// and the pieces make no difference.
func FuzzTransports(f *testing.F) {
	for _, carry := range carriers {
		f.Add(carry(pcaptest.Client, doc("A"), doc("B")), uint8(7), false)
		f.Add(carry(pcaptest.Server, doc("A"), `<agent status="x"/>`, `<Cancel/>`)[3:], uint8(3), true)
	}
	// A length that may or may not count itself, since white space or NUL follows the document.
	f.Add([]byte("\x00\x17<Agent stAtus=\"0\"/>    "), uint8(3), false)
	f.Add([]byte("\x00\x17<Agent stAtus=\"0\"/>  "), uint8(3), false)
	f.Add([]byte("\x00\x15<Agent stAtus=\"0\"/>\x00\x20<Agent status=\"Unknown\"/>     \x00\x15<Agent stAtus=\"0\"/>"), uint8(3), false)
	f.Fuzz(func(t *testing.T, data []byte, step uint8, mid bool) {
		if len(data) > 4096 {
			return
		}
		units := func(send func(b *pcaptest.Builder, c *pcaptest.Conn)) (list []string) {
			b := pcaptest.New()
			c := b.Midway(client, server)
			if !mid {
				c = b.Connect(client, server)
			}
			send(b, c)
			c.Close()
			if _, err := Read(context.Background(), "test", bytes.NewReader(b.Pcap()), Options{Names: names}, func(u *trace.Unit) error {
				if u.Kind == trace.Document || u.Kind == trace.Gap || u.Kind == trace.Frame {
					list = append(list, fmt.Sprintf("%d %q %v %d %d-%d", u.Kind, u.Body, u.Partial, u.Lost, u.StreamStart, u.StreamEnd))
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return list
		}
		units(func(b *pcaptest.Builder, _ *pcaptest.Conn) { b.UDP(client, server, data) })
		whole := units(func(_ *pcaptest.Builder, c *pcaptest.Conn) { c.Send(pcaptest.Client, data) })
		split := units(func(_ *pcaptest.Builder, c *pcaptest.Conn) {
			for rest := data; len(rest) > 0; {
				n := min(len(rest), int(step)+1)
				c.Send(pcaptest.Client, rest[:n])
				rest = rest[n:]
			}
		})
		if !slices.Equal(whole, split) {
			t.Fatalf("pieces of %d bytes matter:\nwhole %q\nsplit %q", int(step)+1, whole, split)
		}
	})
}
