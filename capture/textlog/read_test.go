package textlog

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"ivrcheck/trace"
)

// show returns what matters of a unit on one line.
func show(u *trace.Unit) string {
	kind := [...]string{"start", "document", "frame", "gap", "end", "note"}[u.Kind]
	s := kind
	if u.Conn == nil {
		return s + " " + u.Faults[0].Code
	}
	if u.Conn.Ends[1].IsValid() {
		s += " " + u.Conn.Ends[1].String()
	}
	if u.Kind != trace.Document {
		return s
	}
	s += fmt.Sprintf(" line=%d offset=%d", u.Pos.Line, u.Pos.Offset)
	if t := u.Pos.Time; !t.IsZero() {
		s += fmt.Sprintf(" time=%q", t.Text)
	}
	if u.Direction != trace.DirectionUnknown {
		s += " " + u.Direction.String()
	}
	if len(u.Body) > 100 {
		s += fmt.Sprintf(" body=%d %q..%q", len(u.Body), u.Body[:9], u.Body[len(u.Body)-10:])
	} else {
		s += fmt.Sprintf(" body=%q", u.Body)
	}
	if u.Partial {
		s += " partial"
	}
	for _, f := range u.Faults {
		s += " " + f.Code
	}
	return s
}

func units(t testing.TB, r io.Reader, limit int) []string {
	var got []string
	if _, err := Read(context.Background(), "x.log", r, Options{Names: names, MaxMessage: limit}, func(u *trace.Unit) error {
		got = append(got, show(u))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

const (
	one  = `<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>`
	head = `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE GctiMsg SYSTEM "IServer.dtd">`
)

// doc is how show gives a document that is one, at a line and offset.
func doc(line, offset int, more string) string {
	return fmt.Sprintf("document line=%d offset=%d%s body=%q", line, offset, more, one)
}

func at(text string) string { return fmt.Sprintf(" time=%q", text) }

var reads = []struct {
	name string
	in   string
	max  int
	want []string
}{
	{name: "no XML at all", in: "nothing here\n\x00\xff<<<>>\n"},
	{name: "empty"},
	{name: "declaration, document type and message on one line", in: "2026-01-02 03:04:05,678 INFO " + head + one + "\n",
		want: []string{`document line=1 offset=29 time="2026-01-02 03:04:05,678" body=128 "<?xml ver".."</GctiMsg>"`}},
	{name: "a prefix on each line, and an empty line after the declaration",
		in:   "10:00:00.1 INFO a <?xml version=\"1.0\"?>\n10:00:00.1 INFO \n10:00:00.2 INFO <GctiMsg>\n10:00:00.2 INFO <CallId>1</CallId>\n10:00:00.2 INFO </GctiMsg>\n",
		want: []string{`document line=1 offset=18 time="10:00:00.1" body="<?xml version=\"1.0\"?>\n\n<GctiMsg>\n<CallId>1</CallId>\n</GctiMsg>"`}},
	{name: "several on one line share its stamp, and one that begins the next has it too",
		in:   "10:00:00.123 a " + one + " and " + one + " tail\r\n" + one,
		want: []string{doc(1, 15, at("10:00:00.123")), doc(1, 66, at("10:00:00.123")), doc(2, 119, at("10:00:00.123"))}},
	{name: "the nearest stamp on the line wins", in: "10:00:00.1 written 10:00:00.2 " + one,
		want: []string{doc(1, 30, at("10:00:00.2"))}},
	{name: "over many lines, with CRLF, the stamp on the line in front",
		in:   "Jan  2 03:04:05 x\r\n<GctiMsg>\r\n <CallId>1</CallId>\r\n</GctiMsg> tail\r\n",
		want: []string{`document line=2 offset=19 time="Jan  2 03:04:05" body="<GctiMsg>\r\n <CallId>1</CallId>\r\n</GctiMsg>"`}},
	{name: "a stamp too many lines in front is not its own", in: "10:00:00.1\n" + strings.Repeat("x\n", 20) + one,
		want: []string{doc(22, 51, "")}},
	{name: "cut at the end of its line, the next one is whole", in: "10:00:00.1 a <GctiMsg><CallId>1</Cal\n10:00:00.2 b " + one + "\n",
		want: []string{`document line=1 offset=13 time="10:00:00.1" body="<GctiMsg><CallId>1</Cal" partial CAP007`, doc(2, 50, at("10:00:00.2"))}},
	{name: "cut in the middle of its line by the next", in: "<GctiMsg><CallId>1" + one,
		want: []string{`document line=1 offset=0 body="<GctiMsg><CallId>1" partial CAP007`, doc(1, 18, "")}},
	{name: "cut over many lines, by a record with a stamp", in: "<GctiMsg>\n <CallId>1</CallId>\n <NewCall>\n10:00:00.1 x\n" + one,
		want: []string{`document line=1 offset=0 body="<GctiMsg>\n <CallId>1</CallId>\n <NewCall>" partial CAP007`, doc(5, 54, at("10:00:00.1"))}},
	{name: "cut by the end of the file", in: "10:00:00.1 a <GctiMsg><CallId>1</Cal",
		want: []string{`document line=1 offset=13 time="10:00:00.1" body="<GctiMsg><CallId>1</Cal" partial CAP007`}},
	{name: "cut in the document type", in: head[:60] + "\n" + one,
		want: []string{`document line=1 offset=0 body="<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg" partial CAP007`, doc(2, 61, "")}},
	{name: "cut in the document type, at the end of the file", in: "<!DOCTYPE GctiMsg SYS",
		want: []string{`document line=1 offset=0 body="<!DOCTYPE GctiMsg SYS" partial CAP007`}},
	{name: "driver: what it sends for a call has GCTI_PORT",
		in:   "App|10.0.0.1:9090|GCTI_PORT:    1|EndCall        |REQ_KEY=1, XML_DATA=(46)" + one,
		want: []string{"@10.0.0.1:9090 " + doc(1, 74, " ivr>server")}},
	{name: "driver: what it receives has not",
		in:   "App|10.0.0.1:9090|CallStatus     |REQ_KEY=1, Event:Held, XML_DATA=(46)" + one,
		want: []string{"@10.0.0.1:9090 " + doc(1, 70, " server>ivr")}},
	{name: "driver: the login has not either, and is sent",
		in:   "App|10.0.0.1:9090|LoginReq       |REQ_KEY=1, XML_DATA=(46)" + one,
		want: []string{"@10.0.0.1:9090 " + doc(1, 58, " ivr>server")}},
	{name: "driver: the line holds less than it says", in: "App|10.0.0.1:9090|LoginReq       |REQ_KEY=1, XML_DATA=(99)" + one + "\n" + one,
		want: []string{"@10.0.0.1:9090 " + doc(1, 58, " ivr>server") + " CAP007", doc(2, 105, "")}},
	{name: "driver: the line holds what it says, and the XML does not end", in: "XML_DATA=(38)<GctiMsg><CallId>1</CallId></GctiMsgs>\n" + one,
		want: []string{`document line=1 offset=13 body="<GctiMsg><CallId>1</CallId></GctiMsgs>"`, doc(2, 52, "")}},
	{name: "driver: a line that goes on for long holds what it says", in: "XML_DATA=(9000)" + one + strings.Repeat("x", 9000),
		want: []string{doc(1, 15, "")}},
	{name: "driver: cut in the XML declaration", in: "App|10.0.0.1:9090|LoginReq       |REQ_KEY=1, XML_DATA=(946)" + head[:30] + "\nnext " + one,
		want: []string{`@10.0.0.1:9090 document line=1 offset=59 ivr>server body="<?xml version=\"1.0\" encoding=\"" partial CAP007`, doc(2, 95, "")}},
	{name: "driver: a line that says XML_DATA holds a message, whatever its root",
		in:   "App|10.0.0.1:9090|LoginReq       |REQ_KEY=1, XML_DATA=(10)<GctMsg/>  ",
		want: []string{`@10.0.0.1:9090 document line=1 offset=58 ivr>server body="<GctMsg/>"`}},
	{name: "simulator: SEND is the server's", in: "SIM|SEND   |000046|" + one, want: []string{doc(1, 19, " server>ivr")}},
	{name: "controller: callbacks come from the server", in: "Ctl         |PORT:00001|x           |REQKEY:1|CALLBACK_EndCall|XML:" + one,
		want: []string{doc(1, 67, " server>ivr")}},
	{name: "C strings with hexadecimal escapes", in: `10:00:00 buf="\x3cGctiMsg\x3e\x3cCallId\x3e1\x3c/CallId\x3e\x3cCancel/\x3e\x3c/GctiMsg\x3e" n`,
		want: []string{doc(1, 14, at("10:00:00"))}},
	{name: "C strings with octal escapes", in: `10:00:00 buf="\074GctiMsg\076\074CallId\0761\074/CallId\076\074Cancel/\076\074/GctiMsg\076" n`,
		want: []string{doc(1, 14, at("10:00:00"))}},
	{name: "words that might mean anything mean nothing", in: "10:00:00 client: write message " + one,
		want: []string{doc(1, 31, at("10:00:00"))}},
	{name: "other XML is left alone", in: "<?xml version='1.0'?><soap:Envelope/> <foo> <?xml <!DOCTYPE html><html/> " + one,
		want: []string{doc(1, 73, "")}},
	{name: "a root that differs by case is one of ours", in: "<?xml version='1.0'?><gctimsg/> x",
		want: []string{`document line=1 offset=0 body="<?xml version='1.0'?><gctimsg/>"`}},
	{name: "a document type GctiMsg makes any root ours", in: "<?xml version='1.0'?>\n<!DOCTYPE GctiMsg SYSTEM 'x'>\n<!-- <x> --><Foo><a/></Foo> x",
		want: []string{`document line=1 offset=0 body="<?xml version='1.0'?>\n<!DOCTYPE GctiMsg SYSTEM 'x'>\n<!-- <x> --><Foo><a/></Foo>"`}},
	{name: "declarations in the document type", in: "<!DOCTYPE GctiMsg [ <!ENTITY a '<b>]'> ] ><GctiMsg>&a;</GctiMsg> x",
		want: []string{`document line=1 offset=0 body="<!DOCTYPE GctiMsg [ <!ENTITY a '<b>]'> ] ><GctiMsg>&a;</GctiMsg>"`}},
	{name: "a longer name is another name", in: "<GctiMsgs/> <GctiMsg.x/>"},
	{name: "tags in CDATA and comments end nothing", in: "<GctiMsg><![CDATA[<GctiMsg></GctiMsg>]]><!-- </GctiMsg> --></GctiMsg> ",
		want: []string{`document line=1 offset=0 body="<GctiMsg><![CDATA[<GctiMsg></GctiMsg>]]><!-- </GctiMsg> --></GctiMsg>"`}},
	{name: "a comment without end hides nothing", in: "<GctiMsg><!-- x\n10:00:00.1 y " + one,
		want: []string{`document line=1 offset=0 body="<GctiMsg><!-- x" partial CAP007`, doc(2, 29, at("10:00:00.1"))}},
	{name: "an empty root is a document", in: "<GctiMsg/> x <GctiMsg a='>' />",
		want: []string{`document line=1 offset=0 body="<GctiMsg/>"`, `document line=1 offset=13 body="<GctiMsg a='>' />"`}},
	{name: "longer than allowed: told, cut and passed over", max: 80, in: "<GctiMsg>" + strings.Repeat("<a>xx</a>", 20) + "</GctiMsg> " + one,
		want: []string{`document line=1 offset=0 body="<GctiMsg><a>xx</a><a>xx</a><a>xx</a><a>xx</a><a>xx</a><a>xx</a><a>xx</a><a>xx" partial CAP011`, doc(1, 200, "")}},
	{name: "a message without the envelope begins after what is allowed", max: 20, in: "<?xml version='1.0'?><Agent\n Status='x'/>",
		want: []string{`document line=1 offset=21 body="<Agent\n Status='x'/>"`}},
	{name: "not longer than allowed, but cut long before", max: 80, in: "<GctiMsg><a>xx</a>\n" + strings.Repeat("10:00:00.1 x\n", 20) + one,
		want: []string{`document line=1 offset=0 body="<GctiMsg><a>xx</a>" partial CAP007`, doc(22, 279, at("10:00:00.1"))}},
}

// framed adds the Start and End that each connection has; want marks a
// connection with an address by @address.
func framed(want []string) []string {
	var out, order []string
	started := map[string]bool{}
	for _, w := range want {
		addr := ""
		if strings.HasPrefix(w, "@") {
			addr, w, _ = strings.Cut(w[1:], " ")
			addr = " " + addr
			w = strings.Replace(w, "document", "document"+addr, 1)
		}
		if !started[addr] {
			started[addr] = true
			order = append(order, addr)
			out = append(out, "start"+addr)
		}
		out = append(out, w)
	}
	for _, addr := range order {
		out = append(out, "end"+addr)
	}
	return out
}

func TestRead(t *testing.T) {
	for _, c := range reads {
		t.Run(c.name, func(t *testing.T) {
			want := framed(c.want)
			if d := cmp.Diff(want, units(t, strings.NewReader(c.in), c.max)); d != "" {
				t.Errorf("at once: %s", d)
			}
			if d := cmp.Diff(want, units(t, iotest.OneByteReader(strings.NewReader(c.in)), c.max)); d != "" {
				t.Errorf("byte by byte: %s", d)
			}
		})
	}
}
