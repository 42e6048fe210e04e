package httpxml

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/plain"
	"ivrcheck/trace"
)

// The beginning of the first body decides; messages without one wait for a few more.
func TestRecognise(t *testing.T) {
	const (
		get    = "GET / HTTP/1.1\r\nHost: s\r\n\r\n"
		empty  = "HTTP/1.1 204 No Content\r\n\r\n"
		xml    = "<GctiMsg><A/></GctiMsg>"
		chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		sized  = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
		failed = "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello"
		other  = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>"
		post   = "POST / HTTP/1.1\r\nHost: s\r\nContent-Length: 23\r\n\r\n"
	)
	var zipped, bomb bytes.Buffer
	for b, text := range map[*bytes.Buffer]string{&zipped: xml, &bomb: strings.Repeat(" ", 1<<20)} {
		w := gzip.NewWriter(b)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
	}
	inGzip := strings.Replace(sized, "Content-Length", "Content-Encoding: gzip\r\nContent-Length", 1)
	names := trace.Names{Root: "GctiMsg"}
	p := New(names, plain.New(names, nil), transport.ExpectAny)
	for _, tc := range []struct {
		what, bytes string
		want        transport.Answer
	}{
		{"request", get, transport.Asks},
		{"requests", strings.Repeat(get, maxEmpty-1), transport.Asks},
		{"too many requests", strings.Repeat(get, maxEmpty), transport.No},
		{"request and the beginning of another", get + "POST /", transport.NeedMore},
		{"request and one whose body is to come", get + post, transport.NeedMore},
		{"request and one with XML", get + post + xml, transport.Yes},
		{"request and one with another body", get + post + strings.Repeat("x", len(xml)), transport.NeedMore},
		{"request and one with a long other body", get + strings.Replace(post, "23", "23000", 1) + "x", transport.No},
		{"another body and XML", other + sized + xml, transport.Yes},
		{"another body and another", other + other, transport.NeedMore},
		{"too many other bodies", strings.Repeat(other, maxEmpty), transport.No},
		{"chunks of another body, and XML", chunks + "5\r\nhello\r\n0\r\n\r\n" + sized + xml, transport.Yes},
		{"response without a body", empty, transport.NeedMore},
		{"responses without a body", strings.Repeat(empty, maxEmpty-1) + sized + xml, transport.Yes},
		{"too many responses without a body", strings.Repeat(empty, maxEmpty), transport.No},
		{"body to come", sized, transport.NeedMore},
		{"beginning of a body of text", sized + "h", transport.No},
		{"beginning of a wrapper", sized + "<soap:Envelope>", transport.NeedMore},
		{"wrapper", sized + "<soap:Envelope>" + xml, transport.Yes},
		{"document type of another document", sized + "<!DOCTYPE html><html>", transport.No},
		{"white space", sized + " \r\n\t", transport.NeedMore},
		{"byte order mark, cut", sized + "\xef\xbb", transport.NeedMore},
		{"byte order mark and text", sized + "\xef\xbb\xbfh", transport.No},
		{"byte order mark and XML", sized + "\xef\xbb\xbf" + xml, transport.Yes},
		{"root, cut", sized + "\n<Gcti", transport.NeedMore},
		{"beginning of a chunk of text", chunks + "ffff\r\nhel", transport.No},
		{"beginning of a chunk of XML", chunks + "ffff\r\n<GctiMsg>", transport.Yes},
		{"text until the end", "HTTP/1.1 200 OK\r\n\r\nhel", transport.No},
		{"gzip", inGzip + zipped.String(), transport.Yes},
		{"the beginning of gzip", inGzip + zipped.String()[:10], transport.NeedMore},
		{"no gzip", inGzip + xml, transport.NeedMore},
		{"much from little gzip", inGzip + bomb.String(), transport.No},
		{"gzip of something else", strings.Replace(inGzip, "gzip", "br", 1) + zipped.String(), transport.No},
		{"error", failed, transport.NeedMore},
		{"error and XML", failed + sized + xml, transport.Yes},
		{"too many errors", strings.Repeat(failed, maxEmpty), transport.No},
		{"error until the end", "HTTP/1.1 404 Not Found\r\n\r\nhel", transport.No},
	} {
		if got := p.Recognise(transport.Head{Bytes: []byte(tc.bytes)}); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.what, got, tc.want)
		}
	}
}
