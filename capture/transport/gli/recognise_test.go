package gli

import (
	"strings"
	"testing"

	"ivrcheck/capture/transport"
)

func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     transport.Answer
		// at is after how many bytes the answer is there, and not before.
		at int
	}{
		{"nothing", "", transport.NeedMore, 0},
		{"a message", good(short), transport.Yes, 7},
		{"white space in front of the XML", good("\r\n <a/>"), transport.Yes, 10},
		{"a keep-alive", keepAlive, transport.Yes, 6},
		{"an ack", ack, transport.Yes, 6},
		{"a length that is wrong", frame(3, 999, short), transport.Yes, 7},
		{"length 0 in front of one of our messages", frame(3, 0, short), transport.Yes, 14},
		{"version 3 in front of one of our messages", "\x00\x03\x00\x30\x03\x00" + message("1"), transport.Yes, 66},
		{"version 3 in front of something else", "\x00\x03\x00\x30\x03\x00<html>", transport.No, 12},
		{"type 9 in front of one of our messages", frame(9, 48, short), transport.Yes, 14},
		{"one of our messages without header", short, transport.No, 1},
		{"white space and XML", "\n<?xml version='1.0'?>", transport.No, 1},
		{"HTTP request", "GET / HTTP/1.1\r\n", transport.No, 2},
		{"HTTP answer", "HTTP/1.1 200 OK\r\n", transport.No, 2},
		{"TLS client hello", "\x16\x03\x01\x02\x00\x01\x00", transport.No, 5},
		{"SSH", "SSH-2.0-", transport.No, 2},
		{"SMTP", "220 mail", transport.No, 2},
		{"NUL", "\x00\x00\x00\x00\x00\x00\x00", transport.No, 7},
		{"binary with a length of 32 bits", "\x00\x00\x01\x00\x02\x00", transport.No, 7},
		{"DNS over TCP", "\x00\x1d\x12\x34\x01\x00", transport.No, 5},
	} {
		for n := 0; n <= len(c.in); n++ {
			want := transport.NeedMore
			if c.want != transport.NeedMore && n >= c.at {
				want = c.want
			}
			if got := protocol.recogniseStart([]byte(c.in[:n])); got != want {
				t.Errorf("%s: %d after %d bytes, want %d", c.name, got, n, want)
				break
			}
		}
	}
}

func TestFindChain(t *testing.T) {
	tail := short[20:]
	for _, c := range []struct {
		name, in string
		atEnd    bool
		off      int
		ok       bool
	}{
		{"the rest of a message, then a whole one", tail + good(short), false, len(tail), true},
		{"a message of ours that is not whole yet", tail + good(short)[:20], false, len(tail), true},
		{"too little of it to tell", tail + good(short)[:10], false, 0, false},
		{"too little of it, and no more to come", tail + good(short)[:10], true, len(tail), true},
		{"another root, but a chain", tail + good("<a></a>") + good("<b></b>"), false, len(tail), true},
		{"another root that ends with the bytes", good("<a></a>"), false, 0, true},
		{"another root, and rubbish behind", good("<a></a>") + "rubbish", true, 0, false},
		{"one keep-alive and nothing else", keepAlive, false, 0, true},
		{"one keep-alive in the middle of something", "xxxx" + keepAlive, true, 0, false},
		{"two keep-alives in the middle of something", "xxxx" + keepAlive + keepAlive, false, 4, true},
		{"something else", "GET / HTTP/1.1\r\n\r\n\x00\x00\x00\x00", true, 0, false},
		{"NUL", strings.Repeat("\x00", 500), true, 0, false},
		{"nothing", "", true, 0, false},
	} {
		if off, ok := protocol.FindChain([]byte(c.in), c.atEnd); off != c.off || ok != c.ok {
			t.Errorf("%s: got %d %v, want %d %v", c.name, off, ok, c.off, c.ok)
		}
	}
}
