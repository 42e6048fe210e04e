package cli

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/gzip"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/internal/valgrind"
)

// hostile are inputs that cost a reader more than their bytes are worth, unless it is made
// for them. make gives about n bytes of each.
var hostile = []struct {
	name  string
	input string // of --input, "" to detect it
	make  func(n int) []byte
}{
	// Raw streams of GLI frames.
	{"zeros after a frame", "", func(n int) []byte { return append(pcaptest.XML(small), make([]byte, n)...) }},
	{"comment openers after a frame", "", after("<!--")},
	{"CDATA openers after a frame", "", after("<![CDATA[")},
	{"instruction openers after a frame", "", after("<?")},
	{"instruction openers after small frames", "", after("[main] <CallId>\x00\x03\x00\x05\x02\x00<?x")},
	{"zeros", "gli", func(n int) []byte { return make([]byte, n) }},
	{"zeros and brackets", "gli", filled("\x00<")},
	{"runs of zeros and brackets", "gli", filled(strings.Repeat("\x00", 1000) + "<")},
	{"headers that claim the most", "gli", filled("\x00\x03\xff\xff\x02\x00")},
	{"headers of documents that claim the most", "gli", filled("\x00\x03\xff\xff\x02\x00<?xml ")},
	{"headers of messages that claim the most", "gli", filled("\x00\x03\xff\xff\x02\x00<GctiMsg>")},
	{"headers that claim little", "gli", filled("\x00\x03\x00\x0b\x02\x00<GctiMsg>")},
	{"whole frames of nothing", "gli", filled("\x00\x03\x00\x02\x02\x00")},
	{"keep-alives", "gli", filled("\x00\x00\x00\x02\x02\x00")},
	{"keep-alives too long", "gli", filled("\x00\x00\xff\xf0\x02\x00")},
	{"acks", "gli", filled("\x00\x01\x00\x02\x02\x00")},
	{"unknown types", "gli", filled("\x00\x09\xff\xf0\x02\x00")},
	{"unknown types of the right length", "gli", filled("\x00\x09\x00\x02\x02\x00")},
	{"start tags in a stream", "gli", filled("<GctiMsg>")},
	{"end tags in a stream", "gli", filled("</GctiMsg>")},
	{"declarations in a stream", "gli", filled("<?xml version='1.0'?>")},
	{"empty roots in a stream", "gli", filled("<GctiMsg/>")},
	{"random bytes in a stream", "gli", noise},

	// Documents.
	{"namespace errors in processing instructions", "", documents("<?a:b?>")},
	{"undeclared prefixes", "", documents("<a:b/>")},
	{"undeclared prefixes of attributes", "", documents("<a b:c=''/>")},
	{"nesting", "", documents("<a>")},
	{"open brackets in a document", "", documents("<")},
	{"ampersands in a document", "", documents("&")},
	{"nested escapes in a document", "", documents("&amp;amp;")},
	{"ends of CDATA", "", documents("]]>")},
	{"comment openers", "", documents("<!--")},
	{"CDATA openers", "", documents("<![CDATA[")},
	{"instruction openers", "", documents("<?a ")},
	{"small comments", "", documents("<!---->")},
	{"small CDATA", "", documents("<![CDATA[]]>")},
	{"quotes", "", documents(`<a b="'`)},
	{"one long value", "", documents("x")},
	{"attributes of one element", "", numbered("<LogMsg", " a%d=''", "/>")},
	{"unknown elements", "", numbered("<LogMsg>", "<a%d/>", "</LogMsg>")},
	{"unknown names near known ones", "", numbered("<CallStatus>", "<Evnt%d/>", "</CallStatus>")},
	{"unknown messages", "", messages("<x%d/>")},
	{"unknown messages near known ones", "", messages("<NewCal%d/>")},
	{"unknown attributes of messages", "", messages("<NewCall CalledNum='1' CallControlMode='Network' Version='4.0' x%d='1'/>")},
	{"unknown values near known ones", "", messages("<CallStatus Event='Ringin%d'/>")},
	{"unknown roots", "", func(n int) []byte {
		return bodies(n, func(i int) string { return fmt.Sprintf("<r%d><CallId>1</CallId><EndCall/></r%d>", i, i) })
	}},
	{"calls that never end", "", messages("<NewCall CallControlMode='Network' Version='4.0'><CalledNum>1</CalledNum></NewCall>")},
	{"requests that are never answered", "", messages("<UDataGet RequestId='r%d' Keys='a'/>")},
	{"long distinct call ids", "", func(n int) []byte {
		return bodies(n, func(i int) string {
			return head + fmt.Sprintf("<GctiMsg><CallId>%d%s</CallId><EndCall/></GctiMsg>", i, strings.Repeat("x", 1000))
		})
	}},
	{"entities that nobody declared", "", documents("&a;")},
	{"character references", "", documents("&#60;")},
	{"user data", "", documents("<Node Name='a' Type='Str' Val='b'/>")},
	{"white space in tags", "", documents("<a" + strings.Repeat(" ", 500) + "/>")},
	{"text in UTF-8", "", documents("\xc3\xa9")},

	// Logs.
	{"start tags in a log", "log", filled("<GctiMsg>")},
	{"start tags on lines", "log", filled("<GctiMsg>\n")},
	{"empty roots in a log", "log", filled("<GctiMsg/>\n")},
	{"declarations in a log", "log", filled("<?xml version='1.0'?>")},
	{"document types in a log", "log", filled("<!DOCTYPE GctiMsg ")},
	{"open brackets in a log", "log", filled("<")},
	{"equals signs in a log", "log", filled("=")},
	{"attributes in no tag, in a log", "log", filled("a=b ")},
	{"attributes of one tag without quotes, in a log", "log", func(n int) []byte { return append([]byte("<a "), filled("a=b ")(n)...) }},
	{"no-break spaces in no tag, in a log", "log", filled("a\xa0a=")},
	{"control characters of rsyslog in no tag, in a log", "log", filled("#011a=")},
	{"start tags that do not end, in a log", "log", filled(`x <a b="`)},
	{"elements that do not end, in a log", "log", filled("<a b=''>")},
	{"one long hex line", "log", func(n int) []byte { return []byte(strings.Repeat(hex.EncodeToString([]byte(small)), n/2/len(small))) }},
	{"one long hex line of calls", "log", func(n int) []byte {
		var b []byte
		for i := 0; len(b) < n; i++ {
			b = hex.AppendEncode(b, fmt.Appendf(nil, `%s<GctiMsg><CallId>%d</CallId><EndCall EndCause="Normal"/></GctiMsg>`, head, i))
		}
		return b
	}},
	{"one long hex line of pairs", "log", func(n int) []byte { return []byte(strings.Repeat(fmt.Sprintf("% x ", small), n/3/len(small))) }},
	{"one long line of digits", "log", filled("0123456789")},
	{"bytes with a colon after them", "log", func(n int) []byte { return append(filled("x00:0")(n), ":aa:bb\n"...) }},
	{"bytes with colons between them", "log", filled("00:03:00:aa:bb:cc:dd:ee ")},
	{"hex dump", "log", func(n int) []byte { return []byte(hex.Dump(bytes.Repeat([]byte(small), n/4/len(small)))) }},
	{"hex lines of one byte", "log", filled("0000  3c\n")},
	{"nested escapes", "log", func(n int) []byte { return []byte("<GctiMsg>&" + strings.Repeat("amp;", n/4) + "lt;") }},
	{"nested escapes of a start tag", "log", func(n int) []byte { return []byte("&" + strings.Repeat("amp;", n/4) + "lt;GctiMsg&gt;") }},
	{"short nested escapes", "log", filled("&amp;amp;amp;lt;GctiMsg&amp;amp;amp;gt;")},
	{"numeric escapes", "log", filled("&#60;")},
	{"numeric escapes after slashes", "log", filled(`\&#60;`)},
	{"octal escapes", "log", filled(`\074`)},
	{"escaped start tags", "log", filled("&lt;GctiMsg&gt;")},
	{"line breaks of a page", "log", filled("&lt;a&gt;<br/>")},
	{"backslashes", "log", filled("\\")},
	{"backslashes and quotes", "log", filled("\\\\\"")},
	{"nested JSON", "log", func(n int) []byte { return []byte(strings.Repeat(`{"a":`, n/5)) }},
	{"objects of JSON on one line", "log", filled(`{"":1}`)},
	{"elements of JSON after a long one", "log", func(n int) []byte {
		return []byte(`{"a":["lt;` + strings.Repeat("x", n/2) + `"` + strings.Repeat(`,"a"`, n/8) + "]}")
	}},
	{"elements of JSON after a long one of blanks", "log", func(n int) []byte {
		return []byte(`{"a":["< x` + strings.Repeat(" ", n/2) + `"` + strings.Repeat(`,"b"`, n/8) + "]}")
	}},
	{"JSON strings with start tags", "log", filled(`{"msg":"\u003cGctiMsg\u003e"}` + "\n")},
	{"distinct elements in a JSON array", "log", counted(`{"t":[`, `"<a%d>",`, `""]}`)},
	{"distinct members of a JSON object", "log", counted(`{`, `"k":"<a%d>",`, `"z":""}`)},
	{"equal elements in a JSON array", "log", func(n int) []byte { return []byte(`{"t":[` + strings.Repeat(`"<a>",`, n/6) + `""]}`) }},
	{"JSON strings of escapes", "log", filled(`"\\\"\\\"`)},
	{"base64", "log", func(n int) []byte {
		return []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte(small), n*3/4/len(small))))
	}},
	{"carriage returns", "log", filled("\r")},
	{"lines of one carriage return", "log", filled("x\r")},
	{"newlines", "log", filled("\n")},
	{"short lines", "log", filled("a\n")},
	{"time stamps", "log", filled("2024-03-01 09:00:00.123 ")},
	{"time stamps on lines", "log", filled("2024-03-01 09:00:00.123\n")},
	{"addresses", "log", filled("10.0.0.1:4711 -> 10.0.0.2:7009 ")},
	{"one line without end", "log", filled("lorem ipsum ")},
	{"zeros in a log", "log", func(n int) []byte { return append([]byte(small+"\n"), make([]byte, n)...) }},
	{"half surrogates in UTF-16", "log", func(n int) []byte { return utf16le(strings.Repeat("\ufffd", n/2), 0xd800) }},
	{"start tags in UTF-16", "log", func(n int) []byte { return utf16le(strings.Repeat("<GctiMsg>", n/18), 0) }},
	{"byte order marks", "log", filled("\xff\xfe\xfe\xff")},
	{"control sequences", "log", filled("\x1b[31m")},
	{"lengths before nothing", "log", filled("length=99999 <GctiMsg>\n")},
	{"quoted-printable", "log", filled("=3CGctiMsg=3E=\n")},
	{"equals signs on long lines", "log", filled(strings.Repeat("=", 60_000) + "\n")},
	{"no-break spaces in a tag", "log", filled("a\u00a0b=")},
	{"messages cut by lines", "log", filled("<GctiMsg>\n<CallId>1</CallId>\n")},
	{"start tags of a thread", "log", filled("2024-03-01 09:00:00 [1] <GctiMsg>\n")},
	{"tags after the start tag of a thread", "log", func(n int) []byte {
		return []byte(strings.Repeat("2024-03-01 09:00:00 [1] <GctiMsg>\n"+strings.Repeat("<a>\n", 1000), n/4034))
	}},
	{"random bytes in a log", "log", noise},

	// Captures.
	{"fragments at high offsets", "", fragments(func(i int) (id, offset uint16) { return uint16(i >> 13), uint16(8190 - i%8190) })},
	{"fragments of many packets", "", fragments(func(i int) (id, offset uint16) { return uint16(i), 1 })},
	{"VLAN stacks", "", packets(func(int) []byte {
		return append(append(make([]byte, 12), bytes.Repeat([]byte{0x81, 0, 0, 1}, 300)...), 8, 0)
	})},
	{"MPLS stacks", "", packets(func(int) []byte {
		return append(append(make([]byte, 12), 0x88, 0x47), bytes.Repeat([]byte{0, 1, 0, 1}, 300)...)
	})},
	{"IP in IP in IP", "", packets(func(int) []byte {
		b := append(make([]byte, 12), 8, 0)
		for left := 40; left > 0; left-- {
			b = append(b, 0x45, 0, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2)
			binary.BigEndian.PutUint16(b[len(b)-18:], uint16(left*20))
		}
		return b
	})},
	{"empty packets", "", packets(func(int) []byte { return nil })},
	{"packets of one byte", "", packets(func(int) []byte { return []byte{1} })},
	{"tiny blocks of pcapng", "", func(n int) []byte {
		return append(pcaptest.New().Pcapng(), bytes.Repeat([]byte{99, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0}, n/12)...)
	}},
	{"interfaces of pcapng", "", func(n int) []byte {
		return append(pcaptest.New().Pcapng(), bytes.Repeat([]byte{1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0}, n/20)...)
	}},
	{"sections of pcapng", "", func(n int) []byte {
		s := pcaptest.New().Pcapng()
		return bytes.Repeat(s, n/len(s))
	}},
	{"zeros in pcap", "", func(n int) []byte { return append(pcaptest.New().Pcap(), make([]byte, n)...) }},
	{"zeros in pcap, in base64", "", func(n int) []byte {
		return []byte(base64.StdEncoding.EncodeToString(append(pcaptest.New().Pcap(), make([]byte, n*3/4)...)))
	}},
	{"hex dump of zeros in pcap", "", func(n int) []byte { return []byte(hex.Dump(append(pcaptest.New().Pcap(), make([]byte, n/5)...))) }},
	{"asterisks in a hex dump of pcap", "", func(n int) []byte {
		b := []byte(hex.Dump(append(pcaptest.New().Pcap(), make([]byte, 24)...)))
		for at := 48; len(b) < n; at += 17 {
			b = fmt.Appendf(b, "*\n%08x  00\n", at+16)
		}
		return b
	}},
	{"zeros in a stream", "", stream(func(n int) []byte { return append(pcaptest.XML(small), make([]byte, n)...) })},
	{"tiny segments", "", segments(func(i int) int { return i }, 1)},
	{"tiny segments, reversed", "", segments(func(i int) int { return 20000 - i }, 1)},
	{"every other byte", "", segments(func(i int) int { return 2 * i }, 1)},
	{"every other byte, reversed", "", segments(func(i int) int { return 40000 - 2*i }, 1)},
	{"segments out of the window", "", segments(func(i int) int { return (i % 3) << 30 }, 20)},
	{"overlapping segments", "", segments(func(i int) int { return i % 500 }, 1000)},
	{"segments on the same bytes", "", segments(func(int) int { return 0 }, 500)},
	{"connections", "", connections("")},
	{"connections with a message", "", connections(small)},
	{"connections with a start tag", "", connections("<GctiMsg>")},
	{"start tags on a connection", "", stream(filled("<GctiMsg>"))},
	{"headers on a connection", "", stream(filled("\x00\x03\xff\xff\x02\x00<GctiMsg>"))},
	{"pairs of NUL and ETX after a message", "", stream(func(n int) []byte { return append([]byte(small), filled("\x00\x03")(n)...) })},
	{"elements in JSON in the middle of a connection", "", middle(filled(`"<a>",`))},
	{"call ids in brackets in the middle of a connection", "", middle(filled("[main] <CallId>"))},
	{"elements in UTF-16 after a frame", "", stream(utf16After("<a>"))},
	{"white space in UTF-16 after a frame", "", stream(utf16After(" "))},
	{"declarations in UTF-16 after a frame", "", stream(utf16After("<?xml version='1.0'?>"))},

	// Compressed files.
	{"a gzip bomb", "", func(n int) []byte { return gzipped(make([]byte, n)) }},
	{"empty gzip members", "", func(n int) []byte {
		one := gzipped(nil)
		return bytes.Repeat(one, n/len(one))
	}},
}

const (
	head  = `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`
	small = head + `<GctiMsg><CallId>1</CallId><EndCall EndCause="Normal"/></GctiMsg>`
)

func filled(piece string) func(int) []byte {
	return func(n int) []byte { return bytes.Repeat([]byte(piece), n/len(piece)) }
}

func after(piece string) func(int) []byte {
	return func(n int) []byte { return append(pcaptest.XML(small), filled(piece)(n)...) }
}

// noise are bytes of no meaning, the same in each run.
func noise(n int) []byte {
	out := make([]byte, n)
	x := uint32(2463534242)
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = byte(x)
	}
	return out
}

// bodies gives frames of GLI.
func bodies(n int, body func(i int) string) (out []byte) {
	for i := 0; len(out) < n; i++ {
		out = append(out, pcaptest.XML(body(i))...)
	}
	return out
}

// messages gives a message each, which has a CallId of its own; %d is its number.
func messages(format string) func(int) []byte {
	return func(n int) []byte {
		return bodies(n, func(i int) string {
			return head + fmt.Sprintf("<GctiMsg><CallId>c%d</CallId>", i) + strings.ReplaceAll(format, "%d", strconv.Itoa(i)) + "</GctiMsg>"
		})
	}
}

// documents gives frames of 60 kB full of a piece.
func documents(piece string) func(int) []byte {
	return func(n int) []byte {
		return bodies(n, func(int) string {
			return head + "<GctiMsg><CallId>1</CallId><LogMsg>" + strings.Repeat(piece, 60000/len(piece)) + "</LogMsg></GctiMsg>"
		})
	}
}

// numbered gives frames of 60 kB with pieces that all differ.
func numbered(open, piece, end string) func(int) []byte {
	return func(n int) []byte {
		number := 0
		return bodies(n, func(int) string {
			b := []byte(head + "<GctiMsg><CallId>1</CallId>" + open)
			for len(b) < 60000 {
				b = fmt.Appendf(b, piece, number)
				number++
			}
			return string(b) + end + "</GctiMsg>"
		})
	}
}

// counted repeats a piece with a number.
func counted(open, piece, end string) func(int) []byte {
	return func(n int) []byte {
		b := []byte(open)
		for i := 0; len(b) < n; i++ {
			b = fmt.Appendf(b, piece, i)
		}
		return append(b, end...)
	}
}

func utf16le(text string, instead uint16) []byte {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		if instead != 0 {
			unit = instead
		}
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

// utf16After is a frame and then a piece again and again, in UTF-16.
func utf16After(piece string) func(int) []byte {
	return func(n int) []byte {
		return append(pcaptest.XML(small), utf16le(strings.Repeat(piece, n/2/len(piece)), 0)...)
	}
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

const recordHeader = 16 // of pcap

func packets(one func(i int) []byte) func(int) []byte {
	return func(n int) []byte {
		b := pcaptest.New()
		for i, size := 0, 0; size < n; i++ {
			p := one(i)
			b.Add(p)
			size += recordHeader + len(p)
		}
		return b.Pcap()
	}
}

func fragments(at func(i int) (id, offset uint16)) func(int) []byte {
	return packets(func(i int) []byte {
		id, offset := at(i)
		b := append(make([]byte, 12), 8, 0, 0x45, 0, 0, 28)
		b = binary.BigEndian.AppendUint16(b, id)
		b = binary.BigEndian.AppendUint16(b, 0x2000|offset)
		return append(b, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8)
	})
}

// stream sends bytes over a connection.
func stream(data func(int) []byte) func(int) []byte {
	return func(n int) []byte {
		b := pcaptest.New()
		b.Connect("10.0.0.5:49152", "10.0.0.1:7009").Send(pcaptest.Client, data(n))
		return b.Pcap()
	}
}

// middle sends data in the middle of connections, 16 kB on each: only the first 128 kB of one that is not
// recognised are examined.
func middle(data func(int) []byte) func(int) []byte {
	return func(n int) []byte {
		b := pcaptest.New()
		for i := range n >> 14 {
			b.Midway(fmt.Sprintf("10.0.0.5:%d", 49152+i), "10.0.0.1:7009").Send(pcaptest.Client, data(1<<14))
		}
		return b.Pcap()
	}
}

// segments sends segments of a length at places of a stream, after a message.
func segments(at func(i int) int, length int) func(int) []byte {
	return func(n int) []byte {
		b := pcaptest.New()
		c := b.Connect("10.0.0.5:49152", "10.0.0.1:7009").IVR(small)
		start := c.Seq[pcaptest.Client]
		payload := bytes.Repeat([]byte("x"), length)
		for i := range n / (recordHeader + 54 + length) {
			c.Segment(pcaptest.Client, pcaptest.Segment{Seq: start + uint32(at(i)), Flags: pcaptest.ACK, Payload: payload})
		}
		return b.Pcap()
	}
}

// connections opens connections, and sends a text over each.
func connections(text string) func(int) []byte {
	return func(n int) []byte {
		b := pcaptest.New()
		for i, size := 0, 0; size < n; i++ {
			before := len(b.Packets)
			ip := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
			c := b.Connect(ip.String()+":1024", "10.255.0.1:7009")
			if text != "" {
				c.Send(pcaptest.Client, []byte(text))
			}
			for _, p := range b.Packets[before:] {
				size += recordHeader + len(p.Data)
			}
		}
		return b.Pcap()
	}
}

// slow are the inputs that take more than 300 instructions a byte, with a bound for each that is
// about a quarter above what was measured.
var slow = map[string]float64{
	// A frame of six bytes takes 4,000 instructions to 6,000: it is framed, ordered and judged.
	"keep-alives": 800, "acks": 1200, "headers that claim little": 1000, "headers of documents that claim the most": 1800,
	"headers of messages that claim the most": 1800, "headers on a connection": 1800, "unknown types of the right length": 1500, "whole frames of nothing": 350,
	// A scrap of nine bytes takes 10,000: it has a time, a place, a connection and a fault.
	"start tags in a log": 1400, "start tags on lines": 2500, "empty roots in a log": 2600, "document types in a log": 2000, "escaped start tags": 1900,
	"JSON strings with start tags": 1500, "start tags in UTF-16": 2000, "lengths before nothing": 2100, "messages cut by lines": 450,
	"start tags of a thread": 1100,
	// Each string of six bytes or more takes as much: it is a line with a record of its own.
	"objects of JSON on one line": 600, "equal elements in a JSON array": 2000, "distinct elements in a JSON array": 1300, "distinct members of a JSON object": 2200,
	// libxml2 notes an error of namespaces for each of a few bytes, in a document that is well-formed.
	"undeclared prefixes": 1700, "undeclared prefixes of attributes": 1200,
	// libxml2 reads on after each flaw; each is an element, an attribute or a tag that the mask takes.
	"nesting": 1900, "open brackets in a document": 950, "quotes": 900, "attributes of one element": 550,
	// Each message has a finding, or more than one.
	"unknown messages": 800, "unknown messages near known ones": 2000, "unknown attributes of messages": 1500, "unknown values near known ones": 1000,
	"unknown roots": 600, "calls that never end": 450, "requests that are never answered": 1800, "connections with a message": 800, "connections with a start tag": 1200,
	// Each < of one long line may begin a message.
	"start tags that do not end, in a log": 430, "elements that do not end, in a log": 390, "open brackets in a log": 400,
	// Each < may begin a document after a length of one of eight kinds.
	"elements in JSON in the middle of a connection": 550,
	// Each message of the line has a finding: 3 to 6.5 bytes are written for each byte.
	"one long hex line of pairs": 650, "base64": 750,
	// The segments that wait are kept in order, up to their limit.
	"tiny segments, reversed": 340,
	// Each line of an asterisk is one byte more than its text, and the next packet is looked for at each.
	"asterisks in a hex dump of pcap": 390,
}

// settled are inputs whose work for a byte grows until a limit or a size of a buffer is reached:
// they are made so many times as large.
var settled = map[string]int{"tiny segments, reversed": 10, "ends of CDATA": 6, "nested escapes": 6}

// TestHostileWork counts the instructions that hostile inputs take, and what is written
// about them. A processor executes about 3,000,000,000 instructions a second, so that 300 for
// each byte are 10 MB/s. The work must not grow faster than the input. IVRCHECK_HOSTILE names the
// inputs that are tried.
func TestHostileWork(t *testing.T) {
	const most = 300.0
	sizes := [2]int{48 << 10, 144 << 10}
	only := regexp.MustCompile(os.Getenv("IVRCHECK_HOSTILE"))
	if testing.Short() {
		t.Skip("long, and nothing in it is concurrent")
	}
	if _, err := exec.LookPath("valgrind"); err != nil {
		t.Skip("valgrind is not installed")
	}
	program := os.Getenv("IVRCHECK_PROGRAM")
	if program == "" {
		program = built(t)
	}
	idle, _ := instructions(t, program, "log", []byte("\n"))
	for _, h := range hostile {
		if !only.MatchString(h.name) {
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			cost := func(n int) (bytes, took, written float64) {
				data := h.make(n)
				count, report := instructions(t, program, h.input, data)
				return float64(max(n, len(data))), float64(count - idle), float64(report) // a compressed file counts by its contents
			}
			times := cmp.Or(settled[h.name], 1)
			small, tookSmall, writtenSmall := cost(times * sizes[0])
			large, tookLarge, writtenLarge := cost(times * sizes[1])
			less, more := tookSmall/small, (tookLarge-tookSmall)/(large-small)
			t.Logf("COST %s: %.0f, %.0f instructions a byte; %.1f bytes written a byte", h.name, less, more, (writtenLarge-writtenSmall)/(large-small))
			bound := cmp.Or(slow[h.name], most)
			if more > bound {
				t.Errorf("%.0f instructions for each byte, expected at most %.0f", more, bound)
			}
			if more > most/2 && more > less*1.5+20 {
				t.Errorf("%.0f instructions for each byte at first, then %.0f: the work grows faster than the input", less, more)
			}
		})
	}
}

// Scraps must not have a report that is many times as long as they are: there is one finding
// of each kind.
func TestReportsOfScrapsAreShort(t *testing.T) {
	scraps := []string{
		"headers of documents that claim the most", "headers of messages that claim the most", "headers that claim little", "whole frames of nothing",
		"unknown types of the right length", "start tags in a log", "start tags on lines", "empty roots in a log", "document types in a log", "escaped start tags",
		"JSON strings with start tags", "start tags in UTF-16", "lengths before nothing", "quoted-printable", "messages cut by lines",
		"start tags in a stream", "empty roots in a stream", "start tags on a connection", "headers on a connection",
	}
	for _, h := range hostile {
		if !slices.Contains(scraps, h.name) {
			continue
		}
		scraps = slices.DeleteFunc(scraps, func(name string) bool { return name == h.name })
		file := filepath.Join(t.TempDir(), "input")
		if err := os.WriteFile(file, h.make(64<<10), 0o644); err != nil {
			t.Fatal(err)
		}
		args := []string{"check", "--config=", "-f", "ndjson", "--ignore", "CAP012"}
		if h.input != "" {
			args = append(args, "--input", h.input)
		}
		_, out, _ := ivrcheck(t, append(args, file)...)
		kinds := map[string]int{}
		for line := range strings.Lines(out) {
			var f struct{ Type, Rule, Hint, Direction string }
			if json.Unmarshal([]byte(line), &f) == nil && f.Type == "finding" {
				kinds[f.Rule+" "+f.Hint+" "+f.Direction]++
			}
		}
		for kind, n := range kinds {
			if n > 1 {
				t.Errorf("%s: %d findings of %s", h.name, n, kind)
			}
		}
	}
	if len(scraps) > 0 {
		t.Errorf("no inputs have the names %q", scraps)
	}
}

// built returns the path of the program, built without a profile, as the tests are. Starting the
// binary of the tests takes more instructions, and 2 million more or fewer each time; starting the
// program varies by 0.1 million.
func built(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "ivrcheck")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-pgo=off", "-ldflags=-s -w", "-o", program, "ivrcheck").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// instructions gives how many instructions a check of an input takes, and the length of its
// report.
func instructions(t *testing.T, program, input string, data []byte) (count int64, report int) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "input")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{program, "check", "--config=", "-j", "1", "-f", "ndjson", "--progress", "never"}
	if input != "" {
		args = append(args, "--input", input)
	}
	count, stdout, err := valgrind.Count([]string{"GOMAXPROCS=1"}, append(args, file)...)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(stdout, []byte(`"type":"summary"`)) {
		t.Fatalf("no report: %.2000s", stdout)
	}
	return count, len(stdout)
}
