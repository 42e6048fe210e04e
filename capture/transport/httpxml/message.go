// One request or response.

package httpxml

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strconv"
	"strings"

	"ivrcheck/capture/transport"
)

const (
	version = "HTTP/1."
	// maxLine and maxHead are the longest start line and header.
	maxLine = 8 << 10
	maxHead = 64 << 10
	// maxHeld is the most bytes of one message that are held.
	maxHeld = 1 << 18
	// maxRecognised limits the part of a compressed body read to recognise it, maxBody that read later.
	maxRecognised = 1 << 14
	maxBody       = 1 << 20
)

// message is one request or response, as far as it has arrived.
type message struct {
	head int    // length of start line and header
	body []byte // without chunk headers
	// length is that of the whole message; missing is the number of body bytes still to
	// come, -1 if unknown.
	length, missing int
	// declared is the least length of the body; delimited: another message may follow it.
	declared  int
	delimited bool
	request   bool
	failed    bool // the status is not a success, and another message may follow
	// encoding is the compression of the body: gzip, deflate, or "".
	encoding string
}

// startLine reports whether b begins with a request line or a status line.
func startLine(b []byte) transport.Answer {
	if a := transport.Prefix(b, version); a != transport.No {
		return a
	}
	n := 0
	for n < len(b) && b[n] >= 'A' && b[n] <= 'Z' {
		n++
	}
	switch {
	case n > len("PROPPATCH"), n < len(b) && (n < len("GET") || b[n] != ' '):
		return transport.No
	case n == len(b):
		return transport.NeedMore
	}
	line, _, ended := bytes.Cut(b[:min(len(b), maxLine)], []byte("\n"))
	switch {
	case ended && bytes.Contains(line, []byte(" "+version)):
		return transport.Yes
	case ended, len(b) >= maxLine:
		return transport.No
	}
	return transport.NeedMore
}

// parse reads the message that b begins with, after line breaks. NeedMore: it is
// incomplete; the part of the body that has arrived is in m.
func parse(b []byte, ended bool) (m message, a transport.Answer) {
	lead := transport.Lead(b)
	if a := startLine(b[lead:]); a != transport.Yes {
		return m, a
	}
	end := bytes.Index(b[lead:min(len(b), lead+maxHead)], []byte("\r\n\r\n"))
	switch {
	case end < 0 && len(b)-lead >= maxHead:
		return m, transport.No
	case end < 0:
		return m, transport.NeedMore
	}
	m.head = lead + end + len("\r\n\r\n")
	size, chunked, ok := m.header(b[lead:m.head])
	if !ok {
		return m, transport.No
	}
	rest := b[m.head:]
	switch {
	case !m.request && (size < 0 || size >= int64(len(version))) && bytes.HasPrefix(rest, []byte(version)):
		m.length, m.delimited = m.head, true // the answer to HEAD: another response follows its header
		return m, transport.Yes
	case chunked:
		n, a := m.chunks(rest)
		m.length, m.missing = m.head+n, -1
		return m, a
	case size < 0:
		m.body, m.length, m.missing = rest, len(b), -1
		if !ended {
			return m, transport.NeedMore
		}
		return m, transport.Yes
	}
	m.declared = int(min(size, 1<<40))
	if int64(len(rest)) < size {
		m.body, m.missing = rest, int(min(size-int64(len(rest)), 1<<40))
		return m, transport.NeedMore
	}
	m.body, m.length = rest[:size], m.head+int(size)
	return m, transport.Yes
}

// header reads start line and header. size is the length of the body, -1 if it extends to
// the end of the connection.
func (m *message) header(head []byte) (size int64, chunked, ok bool) {
	r := bufio.NewReader(bytes.NewReader(head))
	var encodings []string
	if bytes.HasPrefix(head, []byte(version)) {
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			return 0, false, false
		}
		_ = resp.Body.Close() // nothing to release
		size, encodings = resp.ContentLength, resp.TransferEncoding
		m.encoding = compression(resp.Header)
		m.failed = (resp.StatusCode < 200 || resp.StatusCode > 299) && (size >= 0 || len(encodings) > 0)
	} else {
		req, err := http.ReadRequest(r)
		if err != nil {
			return 0, false, false
		}
		_ = req.Body.Close()
		m.request, size, encodings = true, req.ContentLength, req.TransferEncoding
		m.encoding = compression(req.Header)
	}
	chunked = len(encodings) > 0 && encodings[0] == "chunked"
	m.delimited = size >= 0 || chunked
	return size, chunked, true
}

// compression returns the compression of a body, if decompress supports it.
func compression(h http.Header) string {
	switch name := strings.ToLower(h.Get("Content-Encoding")); name {
	case "gzip", "x-gzip":
		return "gzip"
	case "deflate":
		return name
	}
	return ""
}

// decompress decompresses the body, up to limit bytes. whole is false if that is not the whole content.
func (m *message) decompress(limit int) (whole bool) {
	var r io.Reader
	var err error
	in := bytes.NewReader(m.body)
	switch m.encoding {
	case "gzip":
		r, err = gzip.NewReader(in)
	case "deflate":
		r, err = zlib.NewReader(in)
	default:
		return true
	}
	m.body = nil
	if err != nil {
		return false
	}
	m.body, err = io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if whole = err == nil && len(m.body) <= limit; len(m.body) > limit {
		m.body = m.body[:limit]
	}
	return whole
}

// chunks reads a chunked body.
func (m *message) chunks(b []byte) (n int, a transport.Answer) {
	for {
		line, _, ended := bytes.Cut(b[n:], []byte("\r\n"))
		if !ended {
			if len(line) > maxLine {
				return n, transport.No
			}
			return n, transport.NeedMore
		}
		digits, _, _ := bytes.Cut(line, []byte(";"))
		size, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 31)
		if err != nil {
			return n, transport.No
		}
		n += len(line) + len("\r\n")
		if size == 0 {
			return m.trailer(b, n)
		}
		m.declared = len(m.body) + int(size)
		have := b[n:min(len(b), n+int(size))]
		m.body = append(m.body, have...)
		if n += len(have); len(have) < int(size) || len(b)-n < len("\r\n") {
			return n, transport.NeedMore
		}
		n += len("\r\n")
	}
}

// trailer reads the lines after the last chunk, up to an empty one.
func (m *message) trailer(b []byte, n int) (int, transport.Answer) {
	for {
		line, _, ended := bytes.Cut(b[n:], []byte("\r\n"))
		if !ended {
			return n, transport.NeedMore
		}
		if n += len(line) + len("\r\n"); len(line) == 0 {
			return n, transport.Yes
		}
	}
}
