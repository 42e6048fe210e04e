package gli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

var protocol = New(trace.Names{
	Root: "GctiMsg", Login: "LoginReq", CallID: "CallId",
	Bare: map[string]trace.Bare{
		"LoginReq": trace.BareMessage, "LoginResp": trace.BareMessage, "MonitorInfo": trace.BareMessage, "NewCall": trace.BareMessage,
		"EndCall": trace.BareMessage, "GetStatReq": trace.BareMessage, "Cancel": trace.BareCommonWord, "Reset": trace.BareCommonWord,
	},
	Subtypes: []string{"Server", "Port", "Agent"}, AloneWith: "Status",
})

// frame builds a frame whose length says declared.
func frame(typ byte, declared int, body string) string {
	return string([]byte{0, typ, byte(declared >> 8), byte(declared), 2, 0}) + body
}

// good builds a message with the right length.
func good(body string) string { return frame(3, len(body)+2, body) }

const (
	keepAlive = "\x00\x00\x00\x02\x02\x00"
	ack       = "\x00\x01\x00\x02\x02\x00"
	bareEnd   = `<EndCall EndCause='Normal'/>`
	errorAck  = "\x00\x02\x00\x02\x02\x00"
)

// message is an XML body with the given text in it.
func message(text string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><GctiMsg><CallId>` + text + `</CallId><NewCall/></GctiMsg>`
}

// short is a message of 46 bytes.
const short = `<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>`

// show returns what matters of a unit on one line.
func show(u *trace.Unit) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d-%d", [...]string{"start", "document", "frame", "gap", "end", "note"}[u.Kind], u.StreamStart, u.StreamEnd)
	if u.Header.Present {
		fmt.Fprintf(&b, " type=%d", u.Header.Type())
	}
	if u.Kind == trace.Gap {
		fmt.Fprintf(&b, " lost=%d", u.Lost)
	} else if len(u.Body) > 100 {
		fmt.Fprintf(&b, " body=%d %q..%q", len(u.Body), u.Body[:9], u.Body[len(u.Body)-10:])
	} else {
		fmt.Fprintf(&b, " body=%q", u.Body)
	}
	if len(u.Trailer) > 0 {
		fmt.Fprintf(&b, " trailer=%q", u.Trailer)
	}
	if u.Partial {
		b.WriteString(" partial")
	}
	for _, x := range u.Faults {
		if x.Raise {
			fmt.Fprintf(&b, " raises %s", x.Code)
			continue
		}
		fmt.Fprintf(&b, " %s", x.Code)
		if x.Subject != "" {
			fmt.Fprintf(&b, "(%s)", strings.TrimSuffix(x.Subject+" "+x.Hint, " "))
		}
	}
	return b.String()
}

// gap in a list of chunks stands for ten lost bytes.
const gap = "(gap)"

// units frames the chunks and shows what comes out.
func units(mid bool, closing trace.Closing, chunks ...string) []string {
	var got []string
	f := protocol.NewFramer(transport.Config{Conn: &trace.Conn{}, Mid: mid, Emit: func(u *trace.Unit) error {
		got = append(got, show(u))
		return nil
	}})
	for i, c := range chunks {
		if c == gap {
			f.Gap(10, trace.Fault{Code: "CAP002"}, trace.Position{Frame: i + 1})
			continue
		}
		f.Data(&trace.Chunk{Bytes: []byte(c), Arrival: trace.Arrival{Packet: trace.Packet{Frame: i + 1, Time: trace.UnixInstant(int64(i), 0)}, Carrier: i + 1, Acked: int64(i)}})
	}
	f.End(closing)
	return got
}

type framing struct {
	name    string
	mid     bool
	closing trace.Closing
	chunks  []string
	want    []string
}

// doc is how show gives a framed message with the body short.
func doc(start, end int, more string) string {
	return fmt.Sprintf("document %d-%d type=3 body=%q%s", start, end, short, more)
}

// swapped builds a message with its length little-endian.
func swapped(body string) string {
	n := len(body) + 2
	return frame(3, n>>8|n&0xff<<8, body)
}

var (
	huge  = "<GctiMsg>" + strings.Repeat("x", 70000) + "</GctiMsg>"
	large = "<GctiMsg>" + strings.Repeat("x", 40000) + "</GctiMsg>"
)

// The body of short has 46 bytes, so a good frame of it 52 and its length is 48.
var framings = []framing{
	{name: "one message in one chunk", chunks: []string{good(short)}, want: []string{doc(0, 52, "")}},
	{name: "keep-alive and its ack", chunks: []string{keepAlive + ack},
		want: []string{`frame 0-6 type=0 body=""`, `frame 6-12 type=1 body=""`}},
	{name: "an empty message", chunks: []string{good("") + good(short)},
		want: []string{`document 0-6 type=3 body=""`, doc(6, 58, "")}},
	{name: "white space in front of the XML belongs to the body", chunks: []string{good("\r\n" + short)},
		want: []string{`document 0-54 type=3 body="\r\n` + short + `"`}},
	{name: "a root of another case ends its message too", chunks: []string{good("<gctimsg><a/></gctimsg>")},
		want: []string{`document 0-29 type=3 body="<gctimsg><a/></gctimsg>"`}},
	{name: "an empty root ends its message too", chunks: []string{good("<?xml?><GctiMsg a='1'/>")},
		want: []string{`document 0-29 type=3 body="<?xml?><GctiMsg a='1'/>"`}},
	{name: "an end tag in CDATA ends nothing", chunks: []string{good("<GctiMsg><![CDATA[</GctiMsg>]]></GctiMsg>") + good(short)},
		want: []string{`document 0-47 type=3 body="<GctiMsg><![CDATA[</GctiMsg>]]></GctiMsg>"`, doc(47, 99, "")}},
	{name: "two documents in one frame are one body", chunks: []string{good("<GctiMsg></GctiMsg><GctiMsg></GctiMsg>")},
		want: []string{`document 0-44 type=3 body="<GctiMsg></GctiMsg><GctiMsg></GctiMsg>"`}},
	{name: "malformed XML with the right length has no wrong length", chunks: []string{good("<GctiMsg><a></GctiMsg") + good(short)},
		want: []string{`document 0-27 type=3 body="<GctiMsg><a></GctiMsg"`, doc(27, 79, "")}},
	{name: "so has one before a header with a wrong version", chunks: []string{good("<GctiMsg><a>") + "\x00\x03\x00\x30\x03\x00" + short},
		want: []string{`document 0-18 type=3 body="<GctiMsg><a>"`, doc(18, 70, " GLI001(GLI.version)")}},
	{name: "so has one at the end of the bytes", chunks: []string{good("<GctiMsg><a>")},
		want: []string{`document 0-18 type=3 body="<GctiMsg><a>"`}},

	{name: "length of the body alone, another message behind", chunks: []string{frame(3, 46, short) + good(short)},
		want: []string{doc(0, 52, " GLI003(GLI.length body-length)"), doc(52, 104, "")}},
	{name: "length of the body alone, nothing behind", chunks: []string{frame(3, 46, short)},
		want: []string{doc(0, 52, " GLI003(GLI.length body-length)")}},
	{name: "length of the whole frame, another message behind", chunks: []string{frame(3, 52, short) + good(short)},
		want: []string{doc(0, 52, " GLI003(GLI.length whole-frame)"), doc(52, 104, "")}},
	{name: "length of the whole frame, a keep-alive behind", chunks: []string{frame(3, 52, short) + keepAlive},
		want: []string{doc(0, 52, " GLI003(GLI.length whole-frame)"), `frame 52-58 type=0 body=""`}},
	{name: "length of the whole frame, again and again: known once seen", chunks: []string{frame(3, 52, short) + frame(3, 52, short)},
		want: []string{doc(0, 52, " GLI003(GLI.length whole-frame)"), doc(52, 104, " GLI003(GLI.length whole-frame)")}},
	{name: "length of the whole frame, then an orderly end", closing: trace.CloseOrderly, chunks: []string{frame(3, 52, short)},
		want: []string{doc(0, 52, " GLI003(GLI.length whole-frame)")}},
	{name: "length of the whole frame, then the end of the capture: nothing is proven", chunks: []string{frame(3, 52, short)},
		want: []string{doc(0, 52, "")}},
	{name: "length of the whole frame, NUL that it does not count", chunks: []string{frame(3, 52, short) + "\x00" + good(short)},
		want: []string{`document 0-53 type=3 body="` + short + `" trailer="\x00" GLI003(GLI.length whole-frame)`, doc(53, 105, "")}},
	{name: "length little-endian, too long", chunks: []string{swapped(short), swapped(short)},
		want: []string{doc(0, 52, " GLI003(GLI.length little-endian)"), doc(52, 104, " GLI003(GLI.length little-endian)")}},
	{name: "length little-endian, too short", chunks: []string{swapped("<GctiMsg>" + strings.Repeat("x", 491) + "</GctiMsg>")},
		want: []string{`document 0-516 type=3 body=510 "<GctiMsg>".."</GctiMsg>" GLI003(GLI.length little-endian)`}},
	{name: "length 0", chunks: []string{frame(3, 0, short) + good(short)},
		want: []string{doc(0, 52, " GLI003(GLI.length minimum)"), doc(52, 104, "")}},
	{name: "length 1", chunks: []string{frame(3, 1, short)},
		want: []string{doc(0, 52, " GLI003(GLI.length minimum)")}},
	{name: "length 2 in front of a body", chunks: []string{frame(3, 2, short)},
		want: []string{doc(0, 52, " GLI003(GLI.length)")}},
	{name: "length far too long", chunks: []string{frame(3, 900, short), good(short)},
		want: []string{doc(0, 52, " GLI003(GLI.length)"), doc(52, 104, "")}},
	{name: "length one too long", chunks: []string{frame(3, 49, short+">") + good(short)},
		want: []string{`document 0-53 type=3 body="` + short + `>"`, doc(53, 105, "")}},
	{name: "length too short, ending behind an inner tag", chunks: []string{frame(3, 38, short) + good(short)},
		want: []string{doc(0, 52, " GLI003(GLI.length)"), doc(52, 104, "")}},
	{name: "length too long of a message that is cut by the next", chunks: []string{frame(3, 60, "<GctiMsg><a>") + good(short)},
		want: []string{`document 0-18 type=3 body="<GctiMsg><a>" GLI003(GLI.length)`, doc(18, 70, "")}},
	{name: "length wrapped at 65536", chunks: []string{frame(3, (len(huge)+2)&0xffff, huge) + good(short)},
		want: []string{`document 0-70025 type=3 body=70019 "<GctiMsg>".."</GctiMsg>" GLI003(GLI.length wrapped)`, doc(70025, 70077, "")}},
	{name: "length wrapped to 0", chunks: []string{frame(3, 0, "<GctiMsg>"+strings.Repeat("x", 65515)+"</GctiMsg>")},
		want: []string{`document 0-65540 type=3 body=65534 "<GctiMsg>".."</GctiMsg>" GLI003(GLI.length wrapped)`}},
	{name: "length too short and no end within reach", chunks: []string{frame(3, 20, "<GctiMsg>"+strings.Repeat("x", 300000)) + good(short)},
		want: []string{`document 0-262144 type=3 body=262138 "<GctiMsg>".."xxxxxxxxxx" partial GLI003(GLI.length)`, doc(300015, 300067, "")}},
	{name: "a body beyond 32767 bytes", chunks: []string{good(large)},
		want: []string{`document 0-40025 type=3 body=40019 "<GctiMsg>".."</GctiMsg>" GLI009(GLI.length)`}},

	{name: "a NUL behind the document, counted", chunks: []string{good(short+"\x00") + good(short)},
		want: []string{`document 0-53 type=3 body="` + short + `" trailer="\x00" GLI008(GLI.length)`, doc(53, 105, "")}},
	{name: "a NUL after a message without the envelope, counted, nothing more comes", chunks: []string{good(bareEnd + "\x00")},
		want: []string{`document 0-35 type=3 body="` + bareEnd + `" trailer="\x00" GLI008(GLI.length)`}},
	{name: "newline and NUL behind it, nothing more comes", chunks: []string{good(short + "\n\x00")},
		want: []string{`document 0-54 type=3 body="` + short + `" trailer="\n\x00" GLI008(GLI.length)`}},
	{name: "a newline behind it that is not counted", chunks: []string{good(short) + "\n" + good(short)},
		want: []string{doc(0, 52, ""), "gap 52-53 lost=1 CAP006", doc(53, 105, "")}},

	{name: "version 3 once", chunks: []string{"\x00\x03\x00\x30\x03\x00" + short + good(short)},
		want: []string{doc(0, 52, " GLI001(GLI.version)"), doc(52, 104, "")}},
	{name: "version 3 everywhere, also where the length is wrong", chunks: []string{"\x00\x03\x00\x34\x03\x00" + short + "\x00\x03\x00\x34\x03\x00" + short + "\x00\x00\x00\x02\x03\x00"},
		want: []string{doc(0, 52, " GLI001(GLI.version) GLI003(GLI.length whole-frame)"), doc(52, 104, " GLI001(GLI.version) GLI003(GLI.length whole-frame)"), `frame 104-110 type=0 body="" GLI001(GLI.version)`}},
	{name: "reserved byte 1", chunks: []string{good(short) + "\x01\x03\x00\x30\x02\x00" + short},
		want: []string{doc(0, 52, ""), doc(52, 104, " GLI001(GLI.reserved)")}},
	{name: "version 3 and application 1", chunks: []string{good(short) + "\x00\x03\x00\x30\x03\x01" + short + keepAlive},
		want: []string{doc(0, 52, ""), doc(52, 104, " GLI001(GLI.version) GLI001(GLI.application)"), `frame 104-110 type=0 body=""`}},
	{name: "text that is no header in front of XML", chunks: []string{good(short) + "a\x03bcde" + short},
		want: []string{doc(0, 52, ""), "gap 52-58 lost=6 CAP006", `document 58-104 body="` + short + `" GLI010(GLI.header)`}},
	{name: "application 7, on a keep-alive", chunks: []string{"\x00\x00\x00\x02\x02\x07" + good(short)},
		want: []string{`frame 0-6 type=0 body="" GLI001(GLI.application)`, doc(6, 58, "")}},
	{name: "type 9", chunks: []string{frame(9, 4, "ab") + good(short)},
		want: []string{`frame 0-8 type=9 body="ab" GLI002(GLI.type)`, doc(8, 60, "")}},
	{name: "type 4 with a message in it, nothing behind", chunks: []string{frame(4, 48, short)},
		want: []string{`frame 0-52 type=4 body="` + short + `" GLI002(GLI.type)`}},
	{name: "type 9 whose length does not fit is rubbish", chunks: []string{frame(9, 7, "ab") + good(short)},
		want: []string{"gap 0-8 lost=8 CAP006", doc(8, 60, "")}},

	{name: "keep-alive with a body", chunks: []string{frame(0, 5, "abc") + good(short)},
		want: []string{`frame 0-9 type=0 body="abc" GLI004(GLI.length)`, doc(9, 61, "")}},
	{name: "keep-alives with the length of the whole frame", chunks: []string{frame(0, 6, "") + frame(0, 6, "") + good(short)},
		want: []string{`frame 0-6 type=0 body="" GLI003(GLI.length whole-frame)`, `frame 6-12 type=0 body="" GLI003(GLI.length whole-frame)`, doc(12, 64, "")}},
	{name: "keep-alive with length 0", chunks: []string{frame(0, 0, "") + good(short)},
		want: []string{`frame 0-6 type=0 body="" GLI003(GLI.length minimum)`, doc(6, 58, "")}},
	{name: "keep-alive little-endian", chunks: []string{frame(0, 0x200, "") + good(short)},
		want: []string{`frame 0-6 type=0 body="" GLI003(GLI.length little-endian)`, doc(6, 58, "")}},
	{name: "error ack, with and without a body", chunks: []string{good(short) + errorAck + frame(2, 5, "bad")},
		want: []string{doc(0, 52, ""), `frame 52-58 type=2 body="" GLI007(GLI.type)`, `frame 58-67 type=2 body="bad" GLI007(GLI.type)`}},

	{name: "XML without headers", chunks: []string{short + "\n" + short},
		want: []string{`document 0-46 body="` + short + `" GLI010(GLI.header transport)`, `document 47-93 body="` + short + `" GLI010(GLI.header transport)`}},
	{name: "XML without header, then with", chunks: []string{short + good(short)},
		want: []string{`document 0-46 body="` + short + `" GLI010(GLI.header transport)`, doc(46, 98, " raises GLI010")}},
	{name: "XML without header, white space, then with", chunks: []string{short + "\r\n" + good(short)},
		want: []string{`document 0-46 body="` + short + `" GLI010(GLI.header transport)`, doc(48, 100, " raises GLI010")}},
	{name: "XML without header, zeros, a keep-alive", chunks: []string{short + strings.Repeat("\x00", 20) + keepAlive},
		want: []string{`document 0-46 body="` + short + `" GLI010(GLI.header transport)`, `frame 66-72 type=0 body="" raises GLI010`}},
	{name: "XML without header, cut by a header", chunks: []string{"<GctiMsg><a" + good(short)},
		want: []string{`document 0-11 body="<GctiMsg><a" partial GLI010(GLI.header transport) CAP009`, doc(11, 63, " raises GLI010")}},
	{name: "rubbish between messages", chunks: []string{good(short) + "garbage!" + good(short)},
		want: []string{doc(0, 52, ""), "gap 52-60 lost=8 CAP006", doc(60, 112, "")}},
	{name: "rubbish and nothing else", chunks: []string{"garbage"}, want: []string{"gap 0-7 lost=7 CAP006"}},
	{name: "a spoilt header costs the header and not the message", chunks: []string{"\x09\x09\x00\x30\x02\x00" + short},
		want: []string{"gap 0-6 lost=6 CAP006", `document 6-52 body="` + short + `" GLI010(GLI.header transport)`}},

	{name: "rubbish in a stream of version 3", chunks: []string{"\x00\x03\x00\x30\x03\x00" + short + "garbage!" + "\x00\x03\x00\x30\x03\x00" + short},
		want: []string{doc(0, 52, " GLI001(GLI.version)"), "gap 52-60 lost=8 CAP006", doc(60, 112, " GLI001(GLI.version)")}},
	{name: "length of the whole frame once, then right, then not reached: nothing is proven", chunks: []string{frame(3, 52, short) + good(short) + frame(3, 52, short)},
		want: []string{doc(0, 52, " GLI003(GLI.length whole-frame)"), doc(52, 104, ""), doc(104, 156, "")}},

	{name: "bytes lost from XML without headers", chunks: []string{short, gap, "xx" + short},
		want: []string{`document 0-46 body="` + short + `" GLI010(GLI.header transport)`, "gap 46-56 lost=10 CAP002", `document 58-104 body="` + short + `" GLI010(GLI.header transport)`}},
	{name: "bytes lost inside a message", chunks: []string{good(short)[:20], gap, good(short)[30:] + good(short)},
		want: []string{`document 0-20 type=3 body="<GctiMsg><Call" partial CAP009`, "gap 20-30 lost=10 CAP002", doc(52, 104, "")}},
	{name: "bytes lost inside a header", chunks: []string{good(short) + "\x00\x03\x00", gap, short + good(short)},
		want: []string{doc(0, 52, ""), `document 52-55 body="" partial CAP009`, "gap 55-65 lost=10 CAP002", doc(111, 163, "")}},
	{name: "bytes lost between messages", chunks: []string{good(short), gap, good(short)},
		want: []string{doc(0, 52, ""), "gap 52-62 lost=10 CAP002", doc(62, 114, "")}},
	{name: "bytes lost behind a document whose length is not reached", chunks: []string{frame(3, 60, short), gap, good(short)},
		want: []string{doc(0, 52, ""), "gap 52-62 lost=10 CAP002", doc(62, 114, "")}},
	{name: "bytes lost twice", chunks: []string{good(short)[:20], gap, "xx", gap, good(short)},
		want: []string{`document 0-20 type=3 body="<GctiMsg><Call" partial CAP009`, "gap 20-30 lost=10 CAP002", "gap 32-42 lost=10 CAP002", doc(42, 94, "")}},
	{name: "rubbish, then bytes lost", chunks: []string{"garbage", gap, good(short)},
		want: []string{"gap 0-7 lost=7 CAP006", "gap 7-17 lost=10 CAP002", doc(17, 69, "")}},
	{name: "start not seen: the rest of a message is passed over", mid: true, chunks: []string{good(short)[20:] + good(short)},
		want: []string{doc(32, 84, "")}},
	{name: "start not seen, right at a header", mid: true, chunks: []string{keepAlive + good(short)},
		want: []string{`frame 0-6 type=0 body=""`, doc(6, 58, "")}},
	{name: "start not seen, and a document without header, which may have had one", mid: true, chunks: []string{"\x02\x00" + short + good(short)},
		want: []string{doc(48, 100, "")}},
	{name: "start not seen, and two documents without header", mid: true, chunks: []string{"Id></GctiMsg>\n" + short + "\r\n" + short},
		want: []string{`document 14-60 body="` + short + `" GLI010(GLI.header transport)`, `document 62-108 body="` + short + `" GLI010(GLI.header transport)`}},
	{name: "start not seen, and two documents with a header whose bytes may be separators between them", mid: true, chunks: []string{short + frame(3, 0x302, short+strings.Repeat(" ", 722))},
		want: []string{`document 46-820 type=3 body="` + short + `" trailer="` + strings.Repeat(" ", 722) + `" GLI008(GLI.length)`}},
	{name: "start not seen, and two documents with a byte order mark between them", mid: true, chunks: []string{short + transport.ByteOrderMark + short},
		want: []string{`document 0-46 body="` + short + `" GLI010(GLI.header transport)`, `document 49-95 body="` + short + `" GLI010(GLI.header transport)`}},
	{name: "start not seen, a document without header and a keep-alive", mid: true, chunks: []string{short + keepAlive + good(short)},
		want: []string{`frame 46-52 type=0 body=""`, doc(52, 104, "")}},
	{name: "start not seen, two documents without header, the first too long", mid: true, chunks: []string{"<GctiMsg>" + strings.Repeat("x", 300000) + "</GctiMsg>" + short + good(short)},
		want: []string{doc(300065, 300117, "")}},
	{name: "the capture ends inside a message", chunks: []string{good(short)[:20]},
		want: []string{`document 0-20 type=3 body="<GctiMsg><Call" partial CAP009`}},
	{name: "the sender closes inside a message", closing: trace.CloseOrderly, chunks: []string{good(short)[:20]},
		want: []string{`document 0-20 type=3 body="<GctiMsg><Call" partial CAP009`}},
	{name: "reset inside a header", closing: trace.CloseReset, chunks: []string{good(short) + "\x00\x03\x00"},
		want: []string{doc(0, 52, ""), `document 52-55 body="" partial CAP009`}},
	{name: "the capture ends while the true end of a short length is looked for", chunks: []string{frame(3, 10, short[:30])},
		want: []string{`document 0-36 type=3 body="<GctiMsg><CallId>1</CallId><Ca" partial GLI003(GLI.length)`}},
}

func TestFramer(t *testing.T) {
	for _, c := range framings {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, units(c.mid, c.closing, c.chunks...)); d != "" {
				t.Errorf("as given: %s", d)
			}
			var bytewise []string
			for _, chunk := range c.chunks {
				if chunk == gap {
					bytewise = append(bytewise, gap)
					continue
				}
				for i := range len(chunk) {
					bytewise = append(bytewise, chunk[i:i+1])
				}
			}
			if d := cmp.Diff(c.want, units(c.mid, c.closing, bytewise...)); d != "" {
				t.Errorf("byte by byte: %s", d)
			}
		})
	}
}

// TestMessagesAreNotDelayed checks that a message is out when its last byte is in, and does not
// wait for what comes next, wherever its end can be known by then. A NUL that
// the length counts may be the next header's, so that one does wait.
func TestMessagesAreNotDelayed(t *testing.T) {
	for name, stream := range map[string]string{
		"right":                            good(short),
		"keep-alive":                       keepAlive,
		"without header":                   short,
		"body length":                      frame(3, 46, short),
		"little-endian":                    swapped(short),
		"wrapped":                          frame(3, (len(huge)+2)&0xffff, huge),
		"no length":                        frame(3, 0, short),
		"whole frame, not for the first":   good(short) + frame(3, 52, short) + frame(3, 52, short),
		"keep-alive after a wrong message": frame(3, 52, short) + frame(0, 6, ""),
		"trailing newline":                 good(short + "\n"),
		"malformed":                        good("<GctiMsg><a></b></GctiMsg>"),
		"end tag in another case":          good("<GctiMsg><a/></gctimsg>"),
		"another root":                     good("<a></a>"),
		"unknown type":                     frame(9, 48, short),
		"wrong version":                    "\x00\x03\x00\x30\x03\x00" + short,
	} {
		end := int64(0)
		f := protocol.NewFramer(transport.Config{Conn: &trace.Conn{}, Emit: func(u *trace.Unit) error {
			end = u.StreamEnd
			return nil
		}})
		f.Data(&trace.Chunk{Bytes: []byte(stream)})
		if end != int64(len(stream)) {
			t.Errorf("%s: %d of %d bytes are out", name, end, len(stream))
		}
	}
}

// A length that is one too big counts the first byte of the next header, a NUL:
// that is no trailing byte, and the next message is whole.
func TestOneTooBigIsNoTrailer(t *testing.T) {
	for name, next := range map[string]string{"a message": good(short), "a keep-alive": keepAlive} {
		got := strings.Join(units(false, trace.CloseOrderly, frame(3, len(short)+3, short)+next), "\n")
		if !strings.Contains(got, "GLI003") || strings.Contains(got, "GLI008") || strings.Contains(got, "CAP006") || strings.Contains(got, "GLI010") {
			t.Errorf("followed by %s: %s", name, got)
		}
	}
}
