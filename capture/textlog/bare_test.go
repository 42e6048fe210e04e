package textlog

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"

	"ivrcheck/trace"
)

const (
	login  = `<LoginReq ClientName="IVR1" Version="4.0"/>`
	agent  = `<agent portnum="01" status="LoggedIn"></agent>`
	cancel = `<Cancel/>`
)

// bareDocuments lists line, offset and body of each document, "!" after one that is partial.
func bareDocuments(t *testing.T, in string) (list []string) {
	for name, r := range map[string]func() []string{
		"whole":        func() []string { return units(t, strings.NewReader(in), 1<<16) },
		"byte by byte": func() []string { return units(t, iotest.OneByteReader(strings.NewReader(in)), 1<<16) },
	} {
		var got []string
		for _, u := range r() {
			if rest, ok := strings.CutPrefix(u, "document "); ok {
				got = append(got, rest)
			}
		}
		if list != nil && !slices.Equal(list, got) {
			t.Errorf("%q, %s: got %q, and %q otherwise", in, name, got, list)
		}
		if list = got; list == nil {
			list = []string{}
		}
	}
	return list
}

// A message without the envelope is found where an element of its name is whole, and
// nowhere else.
func TestBareMessages(t *testing.T) {
	const multi = "<MonitorInfo>\n  <Agent PortNum=\"01\" Status=\"Ready\"/>\n</MonitorInfo>"
	for _, tc := range []struct {
		name, in string
		want     []string // the bodies
	}{
		{"empty element", "12:00 SEND " + login + "\n", []string{login}},
		{"two on a line", login + agent + "\n", []string{login, agent}},
		{"over several lines", "RECV " + multi + " ok\n", []string{multi}},
		{"after a declaration", "<?xml version=\"1.0\"?>\n" + login, []string{"<?xml version=\"1.0\"?>\n" + login}},
		{"subtype in any case", `<Agent Status='x'/><SERVER STATUS = "OK" />`, []string{`<Agent Status='x'/>`, `<SERVER STATUS = "OK" />`}},
		{"subtype with a text", `<agent status="x">Mozilla</agent>`, []string{`<agent status="x">Mozilla</agent>`}},
		{"subtype without a status", `<agent>Mozilla</agent><port protocol="tcp"/>`, nil},
		{"subtype with an element", `<agent status="x"><name/></agent>`, nil},
		{"subtype with an element that counts", `<agent status="x">` + agent + `</agent>`, []string{agent}},
		{"subtype without an end, and one with", `see <agent status="x"> ` + "\n" + agent, []string{agent}},
		{"wrapper", "<messages>\n<a>" + login + "</a>" + one + "</messages>", []string{login, one}},
		{"name in prose", "the <LoginResp> of the <Server> and <Port status> after <LoginReq a b=1> and < LoginReq/>\n" + login, []string{login}},
		{"closed name in prose", "the <LoginResp></LoginReq>", nil},
		{"names in Markdown", "The root is `<GctiMsg>`, or `<GctiMsg>...</GctiMsg>` after `<!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\">`; ``<LoginReq/>`` is a message.\n", nil},
		{"names in the code of a page", "<p>The root is <code>&lt;GctiMsg&gt;</code>, see <code>&lt;GctiMsg&gt;&lt;/GctiMsg&gt;</code>", nil},
		{"messages in Markdown", "It sent `" + login + "` and `" + one + "`", []string{login, one}},
		{"names in Markdown, cut", "The root is `<GctiMsg>", []string{"<GctiMsg>"}},
		{"other name", `<LoginRequest ClientName="IVR1"/><loginrequest ClientName="IVR1"/>`, nil},
		{"name in another case", `<loginreq ClientName="IVR1"/><MONITORINFO REQID="3">` + agent + `</MONITORINFO>`, []string{`<loginreq ClientName="IVR1"/>`, `<MONITORINFO REQID="3">` + agent + `</MONITORINFO>`}},
		{"common word in another case", login + `<cancel/><reset/>`, []string{login}},
		{"message in a message", `<NewCall Version="1"><GetStatReq/></NewCall>`, []string{`<NewCall Version="1">`, `<GetStatReq/>`}},
		{"message in an envelope", `<GctiMsg><CallId>1</CallId><GetStatReq/></GctiMsg>`, []string{`<GctiMsg><CallId>1</CallId><GetStatReq/></GctiMsg>`}},
		{"rest of an envelope without a call", `g><CallId/><NewCall Version="4.0"/></GctiMsg>`, nil},
		{"declaration, and the rest of an envelope", `<!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><CallId/><NewCall Version="4.0"/></GctiMsg>`, []string{`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd"><CallId/>`}},
		{"a call id in front of a message", `CallId=1 <GetStatReq/>`, []string{`<GetStatReq/>`}},
		{"rest of an envelope", `sg><CallId>1</CallId><NewCall Version="4.0"/></GctiMsg>`, nil},
		{"cut in its start tag", `RECV <LoginResp Result="Success" Stat` + "\n12:00 SEND " + login, []string{`<LoginResp Result="Success"`, login}},
		{"cut at the end", `RECV <LoginResp Result="Success" Stat`, []string{`<LoginResp Result="Success"`}},
		{"cut after its start tag", "RECV <NewCall Version=\"4.0\"><CalledNum>5\n12:00 SEND " + login, []string{"<NewCall Version=\"4.0\"><CalledNum>5", login}},
		{"wrong end tag inside", `<NewCall Version="4.0"><CalledNum>5</Called></NewCall>`, []string{`<NewCall Version="4.0"><CalledNum>5</Called></NewCall>`}},
		{"comment", "<!-- " + login + " -->" + agent, []string{agent}},
		{"comment without end", "<!-- " + login, []string{login}},
		{"comment inside", `<NewCall Version="4.0"><!-- </NewCall> --></NewCall>`, []string{`<NewCall Version="4.0"><!-- </NewCall> --></NewCall>`}},
		{"page", "<html><td>" + agent + "</td></html>" + login, []string{login}},
		{"page with a document type", "<!DOCTYPE html><HTML>" + agent + "</HTML></html>", nil},
		{"text of a page", "<html><td>" + html.EscapeString(agent) + "</td>" + agent + "</html>", []string{agent}},
		{"text of a page that is no message", "<html><td>&lt;agent&gt;Mozilla&lt;/agent&gt;, &lt;Cancel/&gt;</td></html>", nil},
		{"sentences of a page", "<html><p>Send &lt;LoginResp/&gt;, or &lt;MonitorInfo&gt; with &lt;/MonitorInfo&gt;.</p>" + html.EscapeString(agent) + "</html>", []string{agent}},
		{"comment escaped", "<!-- " + html.EscapeString(agent) + " -->", nil},
		{"user data", `<NewCall Version="4.0"><UDataEx><Node Name="a" Type="Str" Val="x"/><![CDATA[` + login + `]]></UDataEx></NewCall>`, []string{
			`<NewCall Version="4.0"><UDataEx><Node Name="a" Type="Str" Val="x"/><![CDATA[` + login + `]]></UDataEx></NewCall>`}},
		{"common word alone", "press <Cancel/> or <Reset></Reset>", nil},
		{"common word before another message", cancel + "\n" + login, []string{cancel, login}},
		{"common word after another message", login + "\n" + cancel, []string{login, cancel}},
		{"common word beside an envelope", cancel + "\n" + one, []string{cancel, one}},
		{"common word without end", login + "\n<Cancel> the call", []string{login}},
		{"escaped for HTML", "x " + html.EscapeString(login) + " y\n", []string{login}},
		{"every sign escaped by its number", "x " + escapedSigns(one, "&#%d;") + " y " + escapedSigns(one, "&#x%x;") + "\n", []string{one, one}},
		{"every sign escaped by its number in a JSON string", `{"m":"` + escapedSigns(agent, `\u%04x`) + `"}` + "\n", []string{agent}},
		{"letters escaped", "x &#60;&#76;oginReq a=\"1\"/> " + `"\x3c\x4coginReq a=\"1\"/>"` + "\n", []string{`<LoginReq a="1"/>`, `<LoginReq a="1"/>`}},
		{"escaped brackets before a message", `&lt;&#60;\x3c\u003c\074&lt; &lt;=&lt;1&#60;` + html.EscapeString(login) + " y\n", []string{login}},
		{"coloured by a page", "x &lt;<b>LoginReq</b> a=\"1\"/&gt; " + login, []string{`<LoginReq a="1"/>`, login}},
		{"escaped twice", "x " + html.EscapeString(html.EscapeString(agent)) + " y\n", []string{agent}},
		{"in a JSON string", `{"m":"` + strings.ReplaceAll(login, `"`, `\"`) + `","n":1}` + "\n", []string{login}},
		{"in a JSON string with line breaks", `{"m":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(multi) + `","n":1}` + "\n", []string{multi}},
		{"with a prefix on each line", "12:00:01 app: " + strings.ReplaceAll(multi, "\n", "\n12:00:01 app: ") + "\n", []string{multi}},
		{"unicode escapes", `{"m":"` + strings.NewReplacer(`"`, `\"`, "<", `\u003c`, ">", `\u003e`).Replace(agent) + `"}` + "\n", []string{agent}},
	} {
		got := bareDocuments(t, tc.in)
		matches := len(got) == len(tc.want)
		for i := range got {
			if !matches {
				break
			}
			_, body, _ := strings.Cut(got[i], "body=")
			want := fmt.Sprintf("%q", tc.want[i])
			if len(tc.want[i]) > 100 {
				want = fmt.Sprintf("%d %q..%q", len(tc.want[i]), tc.want[i][:9], tc.want[i][len(tc.want[i])-10:])
			}
			matches = strings.HasPrefix(body, want)
		}
		if !matches {
			t.Errorf("%s: %q\ngot  %q\nwant %q", tc.name, tc.in, got, tc.want)
		}
	}
}

// escapedSigns writes all but letters and digits in a format.
func escapedSigns(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, format, r)
		}
	}
	return b.String()
}

// Places are those of the file.
func TestBarePlaces(t *testing.T) {
	got := bareDocuments(t, "x\n<messages>\n  "+login+"\r\n  é "+agent+"</messages>\n")
	want := []string{fmt.Sprintf("line=3 offset=15 body=%q", login), fmt.Sprintf("line=4 offset=%d body=%q", 15+len(login)+7, agent)}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Names that begin nothing hold no memory.
func TestBareWithoutEnd(t *testing.T) {
	for _, piece := range []string{`<agent status="x">`, `<agent status="x"><!--`, "<!--", "<html>", `<LoginReq a="b"><!--`, `<LoginReq a="b"><![CDATA[`, "<LoginReq>", `<Cancel>`, cancel, `<LoginReq a="`} {
		in := strings.Repeat(piece, 40_000)
		l := newReader(t.Context(), "x.log", strings.NewReader(in), Options{Names: names}, func(*trace.Unit) error { return nil })
		if err := l.read(); err != nil {
			t.Error(err)
		}
		if len(l.held) > maxHeldDocuments {
			t.Errorf("%q: %d documents are held", piece, len(l.held))
		}
	}
}
