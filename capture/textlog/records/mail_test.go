package records

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// mailed are lines of a log as people paste them into a mail.
func mailed() string {
	var b strings.Builder
	for i, m := range []string{
		`<LoginReq ClientName="IVR1" Version="4.0" ReportStatus="true"/>`,
		`<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`,
		`<MonitorInfo><Agent PortNum="7001" Status="LoggedIn"/></MonitorInfo>`,
		`<MonitorInfo><Agent PortNum="7001" Status="Ready"/></MonitorInfo>`,
		`<NewCall CallControlMode="Network" Version="4.0"><CalledNum>4711</CalledNum></NewCall>`,
		`<CallStatus Event="Ringing"/>`,
		`<UDataSet Action="Add"><UDataEx><Node Name="account" Type="Str" Val="12"/><Node Name="language" Type="Str" Val="en"/></UDataEx></UDataSet>`,
		`<EndCall EndCause="Normal"/>`,
	} {
		fmt.Fprintf(&b, "2024-03-01T09:00:%02d.000Z out <?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\"><GctiMsg><CallId>call-%d</CallId>%s</GctiMsg>\n", i, i, m)
	}
	return b.String()
}

// hard breaks lines at a column, and words between words, as mail programs do.
func hard(line string, width int) (list []string) {
	for ; len(line) > width; line = line[width:] {
		list = append(list, line[:width])
	}
	return append(list, line)
}

func words(line string, width int) (list []string) {
	for len(line) > width {
		end := strings.LastIndexByte(line[:width+1], ' ')
		if end <= 0 {
			end = width
		}
		list = append(list, line[:end])
		line = strings.TrimPrefix(line[end:], " ")
	}
	return append(list, line)
}

// TestMailedText compares the text of wrapped and quoted lines with the lines of before,
// less the white space that means nothing in XML.
func TestMailedText(t *testing.T) {
	white := regexp.MustCompile(`\s*([<>]|/>|\?>)\s*`)
	normal := func(s string) string {
		return strings.Join(strings.Fields(white.ReplaceAllString(s, "$1")), " ")
	}
	want := normal(mailed())
	for _, style := range []struct {
		name   string
		wrap   func(string, int) []string
		before string
		end    string
	}{
		{"hard", hard, "", "\n"}, {"hard, CRLF", hard, "", "\r\n"}, {"hard, reply", hard, "> ", "\n"}, {"hard, reply to a reply", hard, "> > ", "\n"},
		{"words", words, "", "\n"}, {"words, reply", words, "> ", "\n"}, {"words, reply to a reply, CRLF", words, ">> ", "\r\n"},
	} {
		for width := 48; width <= 140; width++ {
			if width%10 != 0 && width != 72 && width != 76 && width != 78 && strings.HasPrefix(style.name, "words") {
				continue // a word that is too long shows no usual width
			}
			var b strings.Builder
			for line := range strings.Lines(mailed()) {
				for _, part := range style.wrap(strings.TrimSuffix(line, "\n"), width) {
					b.WriteString(style.before + part + style.end)
				}
			}
			if got := normal(read(t, strings.NewReader(b.String())).text); got != want {
				n := 0
				for n < len(got) && n < len(want) && got[n] == want[n] {
					n++
				}
				t.Errorf("%s at %d: byte %d: %.60q, want %.60q", style.name, width, n, got[n:], want[n:])
				break
			}
		}
	}
}

// TestReplyNeedsTwoLines: a single line that begins with > is no reply, and a > alone may be
// the end of a tag.
func TestReplyNeedsTwoLines(t *testing.T) {
	for in, want := range map[string]string{
		"> one\ntwo\n":                       "> one\ntwo\n",
		"> <GctiMsg\n> >\n> </GctiMsg>\n":    "<GctiMsg\n>\n</GctiMsg>\n",
		">> a\n> b\nc\n":                     ">> a\n> b\nc\n",
		"> > a\n> > b\nc\n> d\n":             "a\nb\nc\n> d\n",
		"<a\n><b\n></b>\n":                   "<a\n><b\n></b>\n",
		"> a\n>\n> <b c='1'>\n> > <d/>\nx\n": "a\n\n<b c='1'>\n> <d/>\nx\n",
	} {
		if got := read(t, strings.NewReader(in)).text; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestBase64Mail(t *testing.T) {
	head := "From: a@example.com\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n"
	for _, width := range []int{4, 60, 76} {
		body := base64.StdEncoding.EncodeToString([]byte(mailed() + "no line break"))
		in := head + strings.Join(hard(body, width), "\n") + "\n--end\nafter\n"
		got := read(t, strings.NewReader(in))
		if want := head[:len(head)-1] + mailed() + "no line break" + "--end\nafter\n"; got.text != want {
			t.Errorf("width %d: %q, want %q", width, got.text, want)
		}
		// The text is on the line of its base64.
		at := strings.Index(got.text, "call-3")
		s, _ := got.at(at)
		first := strings.Count(head, "\n") + 1
		if from, to := first+(at-len(head)-width)*4/3/width, first+(at-len(head)+width)*4/3/width; s.Line < from || s.Line > to {
			t.Errorf("width %d: line %d, want %d to %d", width, s.Line, from, to)
		}
	}
	// Other lines are text.
	in := head + "<GctiMsg>\n</GctiMsg>\n"
	if got := read(t, strings.NewReader(in)).text; !strings.Contains(got, "<GctiMsg>\n</GctiMsg>\n") {
		t.Errorf("%q", got)
	}
}

// Base64 that a program wrapped is decoded without a header, too, if it begins with a document.
func TestWrappedBase64(t *testing.T) {
	doc := `<GctiMsg><CallId>0</CallId><LoginResp IServerVersion="8.5.300.12" Result="Success" Status="OK" ConfigOptions="none"></LoginResp></GctiMsg>`
	frame := "\x00\x03\x00\x90\x02\x00" + doc
	coded := func(text string, width int) string {
		return strings.Join(hard(base64.StdEncoding.EncodeToString([]byte(text)), width), "\n") + "\n"
	}
	for name, c := range map[string][2]string{
		"between lines":            {"1 RECV\n" + coded(doc, 76) + "2\n", "1 RECV\n" + doc + "2\n"},
		"one after another":        {coded(doc, 64) + coded(frame, 64) + "RECV:\n", doc + frame + "RECV:\n"},
		"no shorter line":          {coded(doc[:114], 76) + "\n" + coded(doc[:114], 76) + "not base64\n", doc[:114] + "\n" + doc[:114] + "not base64\n"},
		"on one line, and a word":  {coded(doc, 1000) + "RECV\n", doc + "\nRECV\n"},
		"a longer line":            {coded(doc[:114], 76) + strings.Repeat("a", 80) + "\n", doc[:114] + strings.Repeat("a", 80) + "\n"},
		"the end of the text":      {coded(doc, 76), doc},
		"lines in the text":        {coded(doc+"\n"+doc+"\n", 76) + "x\n", doc + "\n" + doc + "\nx\n"},
		"text that is no document": {coded("no document, but more than one line of words in it", 60), coded("no document, but more than one line of words in it", 60)},
	} {
		got := read(t, strings.NewReader(c[0]))
		if got.text != c[1] {
			t.Errorf("%s: %q, want %q", name, got.text, c[1])
		}
		if at := strings.Index(got.text, "RECV"); at > 0 {
			if s, _ := got.at(at); s.Line != 1+strings.Count(c[0][:strings.Index(c[0], "RECV")], "\n") {
				t.Errorf("%s: RECV on line %d", name, s.Line)
			}
		}
	}
}

// TestHexOfDocuments: digits that show XML without a GLI header become text; those of frames
// and of other bytes stay as they are.
func TestHexOfDocuments(t *testing.T) {
	doc := `<GctiMsg><CallId>1</CallId><LoginReq ClientName="a" Version="4.0"/></GctiMsg>`
	colons := strings.TrimSuffix(strings.ReplaceAll(fmt.Sprintf("% x", doc), " ", ":"), ":")
	for name, c := range map[string][2]string{
		"follow, raw":         {fmt.Sprintf("%x\n\t%X\r\n", doc, doc), doc + "\n\t" + doc + "\r\n"},
		"no line break":       {fmt.Sprintf("%x", doc), doc},
		"fields":              {fmt.Sprintf("1709283600.1\t0\t%x\n", doc), "1709283600.1\t0\t" + doc + "\n"},
		"length of 4 bytes":   {fmt.Sprintf("0000004d%x\n", doc), "0000004d" + doc + "\n"},
		"length of 2 bytes":   {fmt.Sprintf("4d00%x\n", doc), "4d00" + doc + "\n"},
		"colons":              {"payload " + colons + "\n", "payload " + doc + "\n"},
		"colons, upper case":  {strings.ToUpper(colons), doc},
		"part of a name":      {fmt.Sprintf("x%x\n", doc), fmt.Sprintf("x%x\n", doc)},
		"a GLI frame":         {fmt.Sprintf("0003004f0200%x\n", doc), fmt.Sprintf("0003004f0200%x\n", doc)},
		"too short":           {fmt.Sprintf("%x\n", doc[:12]), fmt.Sprintf("%x\n", doc[:12])},
		"other bytes":         {fmt.Sprintf("%x\n", "GET / HTTP/1.1 and more"), fmt.Sprintf("%x\n", "GET / HTTP/1.1 and more")},
		"a checksum in a log": {"sha256 3c9909afec25354d551dae21590bb26e38d53f2173b8d3dc3eee4c047e7ab1c1\n", "sha256 3c9909afec25354d551dae21590bb26e38d53f2173b8d3dc3eee4c047e7ab1c1\n"},
	} {
		if got := read(t, strings.NewReader(c[0])).text; got != c[1] {
			t.Errorf("%s: %q, want %q", name, got, c[1])
		}
	}
}
