package records

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// result is what a Source returns for a text.
type result struct {
	text     string
	segments []Segment
	blocks   []Block
}

func read(t testing.TB, r io.Reader) (got result) {
	s := New(context.Background(), r, "GctiMsg")
	var b []byte
	for {
		var err error
		b, err = s.Append(b)
		got.segments = append(got.segments, s.Segments()...)
		got.blocks = append(got.blocks, s.Blocks()...)
		if errors.Is(err, io.EOF) {
			got.text = string(b)
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// at returns the segment of the byte at index i, and the byte's place.
func (r *result) at(i int) (s Segment, place int64) {
	for _, next := range r.segments {
		if next.At > int64(i) {
			break
		}
		s = next
	}
	return s, s.Place + Width([]byte(r.text[s.At:i]), s.Wide)
}

// wrongBlocks lists the blocks that are not as Block says.
func (r *result) wrongBlocks() (wrong []string) {
	end := int64(0)
	for _, b := range r.blocks {
		first, _ := r.at(int(b.At))
		last, _ := r.at(int(b.End) - 1)
		text := r.text[b.At:b.End]
		if b.At < end || b.At > 0 && r.text[b.At-1] != '\n' || !isDigit(text[0]) || firstTag([]byte(text)) != int(b.Tag) || !strings.HasSuffix(strings.TrimRight(text, "\r\n"), "</GctiMsg>") ||
			strings.Count(text, "\n") != int(b.Lines) || strings.IndexByte(text, '\n') != int(b.Line)-1 || first != last || first.Record != nil || first.Fixed || first.Wide > 0 {
			wrong = append(wrong, fmt.Sprintf("%+v: %q", b, text))
		}
		end = b.End
	}
	return wrong
}

// marks lists where the file has each < of the text, by its column of the line that the
// segment names.
func (r *result) wrongPlaces(in string) (wrong []string) {
	if head := in[:min(len(in), returnsHead)]; !strings.ContainsAny(head, "\n\x00") {
		before, after, _ := strings.Cut(in, "\n")
		in = strings.ReplaceAll(before, "\r", "\n") + in[len(before):len(in)-len(after)] + after
	}
	for i := range len(r.text) {
		if r.text[i] != '<' {
			continue
		}
		s, place := r.at(i)
		if have := in[place:min(len(in), int(place)+6)]; s.Wide == 0 && have[0] != '<' && !strings.EqualFold(have, `\u003c`) && !strings.HasPrefix(have, "60") || s.Wide > 0 && !strings.Contains(have[:2], "<") {
			wrong = append(wrong, fmt.Sprintf("%d is at %d, where %q is", i, place, have))
		}
		line := s.Line
		if !s.Fixed {
			line += strings.Count(r.text[s.At:i], "\n")
		}
		if want := 1 + strings.Count(in[:place], "\n"); s.Wide == 0 && line != want {
			wrong = append(wrong, fmt.Sprintf("%d is in line %d, want %d", i, line, want))
		}
	}
	return wrong
}

func (r *result) records() (list []string) {
	for _, s := range r.segments {
		if s.Record == nil {
			continue
		}
		text := fmt.Sprintf("%q %v %q %q", s.Record.Front, s.Record.Times, s.Record.Writer, s.Record.After)
		if len(list) == 0 || list[len(list)-1] != text {
			list = append(list, text)
		}
	}
	return list
}

const (
	doc  = `<GctiMsg a="1"><CallId>c</CallId></GctiMsg>`
	left = `<GctiMsg a="1"><Cal`
	rest = `lId>c</CallId></GctiMsg>`
)

var texts = []struct {
	name, in, want string
	records        []string
}{
	{name: "empty"},
	{name: "plain", in: "a\n" + doc + "\nb", want: "a\n" + doc + "\nb"},
	{name: "bars and brackets of other logs", in: "INFO  | a\n10:00 | b\n[main] c\n{x} d\n2024-03-01T09:00:00Z INFO e\n[1, 2]\nMar 1 was a day\n", want: "INFO  | a\n10:00 | b\n[main] c\n{x} d\n2024-03-01T09:00:00Z INFO e\n[1, 2]\nMar 1 was a day\n"},
	{name: "CRI parts", in: "2024-03-01T09:00:00.669794202Z stderr P " + left + "\n2024-03-01T09:00:00.7Z stdout F x\n2024-03-01T09:00:00.669794202+01:00 stderr F " + rest + "\n",
		want: "x\n" + left + rest + "\n", records: []string{
			`"2024-03-01T09:00:00.7Z stdout F " [] "" ""`, `"2024-03-01T09:00:00.669794202Z stderr P " [] "" ""`, `"2024-03-01T09:00:00.669794202+01:00 stderr F " [] "" ""`}},
	{name: "compose, two writers", in: "a-1  | <?xml?>\nb-1  | <?xml?>\na-1  | " + doc + "\nb-1  | text\nb-1  | " + doc + "\n", want: "<?xml?>\n" + doc + "\n<?xml?>\ntext\n" + doc + "\n",
		records: []string{`"a-1  | " [] "a-1" ""`, `"b-1  | " [] "b-1" ""`}},
	{name: "a writer that never ends its message does not stop the others", in: "a-1  | <GctiMsg>\nb-1  | " + doc + "\n", want: doc + "\n<GctiMsg>\n",
		records: []string{`"b-1  | " [] "b-1" ""`, `"a-1  | " [] "a-1" ""`}},
	{name: "syslog, the next lines without a prefix", in: "Mar  1 09:00:00 h gli[1]: <GctiMsg a=\"1\">\n<CallId>c</CallId>\n</GctiMsg>\nx\n", want: "<GctiMsg a=\"1\">\n<CallId>c</CallId>\n</GctiMsg>\nx\n",
		records: []string{`"Mar  1 09:00:00 h gli[1]: " [] "h gli[1]" ""`}},
	{name: "RFC 5424", in: "<165>1 2026-01-02T03:04:05Z h app 812 ID - " + doc + "\n<165>1 2026-01-02T03:04:05Z h app - - [a b=\"c\"] x\n", want: doc + "\nx\n",
		records: []string{`"<165>1 2026-01-02T03:04:05Z h app 812 ID - " [] "h app 812" ""`, `"<165>1 2026-01-02T03:04:05Z h app - - [a b=\"c\"] " [] "h app -" ""`}},
	{name: "rsyslog", in: "a <?xml?>#012<GctiMsg>#012#011<a/>#012</GctiMsg> #012 b\n#012 c\n", want: "a <?xml?>\n<GctiMsg>\n\t<a/>\n</GctiMsg> \n b\n#012 c\n"},
	{name: "colours", in: "\x1b[34m" + left + "\x1b[0m\x1b[1;31m" + rest + "\x1b]8;;x\a\x1b[0m\n", want: left + rest + "\n"},
	{name: "Docker", in: `{"log":"` + quoted(left) + `","stream":"stdout","time":"T1"}` + "\n" + `{"log":"` + quoted(rest) + `\n","stream":"stdout","time":"T2"}` + "\n",
		want: left + rest + "\n", records: []string{`"{\"log\":\"" [T1] "" ""`, `"{\"log\":\"" [T2] "" ""`}},
	{name: "two containers in JSON", in: `{"message":"<GctiMsg>","pod":"a","time":1}` + "\n" + `{"message":"<GctiMsg>","pod":"b","time":2}` + "\n" + `{"message":"</GctiMsg>","pod":"a","time":3}` + "\n" + `{"message":"</GctiMsg>","pod":"b","time":4}` + "\n",
		want: "<GctiMsg>\n</GctiMsg>\n<GctiMsg>\n</GctiMsg>\n", records: []string{`"{\"message\":\"" [1] "pod=a" ""`, `"{\"message\":\"" [3] "pod=a" ""`, `"{\"message\":\"" [2] "pod=b" ""`, `"{\"message\":\"" [4] "pod=b" ""`}},
	{name: "the time of the object that contains the string", in: "[\n {\"time\": \"T1\", \"a\": {\"text\": \"\\u003cx>\"}},\n {\"a\": [{\"line\": \"<y>\", \"ts\": 5}], \"time\": \"T2\"}\n]\n", want: "<x>\n<y>\n",
		records: []string{`"{\"text\": \"" [T1] "" ""`, `"{\"line\": \"" [5] "" ""`}},
	{name: "the lines of a tag in an array", in: `{"time":"T","lines":["<x"," a='1'"," b='2'"," c='3'/>","d","<y/>"]}` + "\n", want: "<x\n a='1'\n b='2'\n c='3'/>\n<y/>\n", records: []string{`"[\"" [T] "" ""`}},
	{name: "lines of an array that begin alike", in: `{"time":"T","lines":["<x>","<y/>","<x><z/>","</x>"]}` + "\n", want: "<x>\n<y/>\n<x><z/>\n</x>\n", records: []string{`"[\"" [T] "" ""`}},
	{name: "no escape at the end of a line", in: `{"log":"C:\work\x"}` + "\n" + `{"log":"<x>\n","stream":"stdout","time":"T"}` + "\n" + `{"log":"</x>\n","stream":"stdout","time":"T"}` + "\n", want: `{"log":"C:\work\x"}` + "\n<x>\n</x>\n",
		records: []string{`"{\"log\":\"" [T] "" ""`}},
	{name: "a string twice in an object counts once", in: `{"message":"<x>","event":{"original":"<x>"},"time":"T"}` + "\n", want: "<x>\n", records: []string{`"{\"message\":\"" [T] "" ""`}},
	{name: "the beginning of a text in an object does not count", in: `{"short_message":"<x a","full_message":"<x a='b'>c</x>"}` + "\n" + `{"full_message":"<x>d</x>","short_message":"<x>d..."}` + "\n" + `{"text":"<x>e…","xml":"<x>e</x>"}` + "\n", want: "<x a='b'>c</x>\n<x>d</x>\n<x>e</x>\n",
		records: []string{`"{\"short_message\":\"<x a\",\"full_message\":\"" [] "" ""`, `"{\"full_message\":\"" [] "" ""`, `"{\"text\":\"<x>e…\",\"xml\":\"" [] "" ""`}},
	{name: "a string again in the object that it came from", in: `{"message":"<x a=\"b\"/>","event":{"original":"{\"message\":\"\\u003cx a=\\\"b\\\"/>\"}"}}` + "\n", want: "<x a=\"b\"/>\n", records: []string{`"{\"message\":\"" [] "" ""`}},
	{name: "an array of bytes", in: `{"MESSAGE":[60, 120,62],"_PID":"8"}` + "\n", want: "<x>\n", records: []string{`"[" [] "_PID=8" ""`}},
	{name: "no JSON after all", in: `{"msg":"<x>` + "\n" + `{"a": b c}` + "\n", want: `{"msg":"<x>` + "\n" + `{"a": b c}` + "\n"},
	{name: "JSON without a text", in: `{"a":1,"b":[true,null]}` + "\n", want: `{"a":1,"b":[true,null]}` + "\n"},
	{name: "an object over several lines that is cut", in: "{\n\"a\": \"<x>\",\n", want: "{\n\"a\": \"<x>\",\n"},
	{name: "a table", in: `"T","h","<a b=""1""/>",5` + "\n", want: `<a b="1"/>` + "\n", records: []string{`"\"T\",\"h\",\"" [] "" "\",5\n"`}},
	{name: "a cell of several lines", in: "T;\"<a\nb=\"\"1\"\"/>\"\n", want: "<a\nb=\"1\"/>\n"},
	{name: "cells before one of several lines", in: "\"T\",\"h\",\"T in <a>\n<b c=\"\"1\"\"/></a>\"\n", want: "T in <a>\n<b c=\"1\"/></a>\n"},
	{name: "an arrow before a cell", in: "T;<;\"<a>\n<b c=\"\"1\"\"/></a>\"\n", want: "<a>\n<b c=\"1\"/></a>\n"},
	{name: "a quote without an end is no cell", in: "\"x <a>\n\"y,\",z <b>\n", want: "\"x <a>\n\"y,\",z <b>\n"},
	{name: "doubled single quotes", in: "(1,'<a b=''1'' c='''' d=''e''''f''/>')\n<a b='' c='d'/>\n", want: "(1,'<a b='1' c='' d='e''f'/>')\n<a b='' c='d'/>\n"},
	{name: "CEF", in: `CEF:0|x msg=<?a b\="c\\nd"?>\n<e f\="g\|h"/> rt=1` + "\n", want: `CEF:0|x msg=<?a b="c\nd"?>` + "\n" + `<e f="g|h"/> rt=1` + "\n"},
	{name: "plus signs of IIS", in: "POST /x+y <a+b=\"c\"+d=\"e\"/> f+g\n<h+ i=\"+\"/>\n", want: "POST /x+y <a b=\"c\" d=\"e\"/> f+g\n<h+ i=\"+\"/>\n"},
	{name: "NUL after objects", in: `{"msg":"<x>","ts":1}` + "\x00" + `{"msg":"<y>","ts":2}` + "\x00", want: "<x>\n<y>\n", records: []string{`"{\"msg\":\"" [1] "" ""`, `"{\"msg\":\"" [2] "" ""`}},
	{name: "times in arrays", in: `{"fields":{"@timestamp":["2024-03-01T09:00:00Z"],"message":["<x>"]}}` + "\n" + `{"rows":[["2024-03-01T09:00:01Z","<y>"],["2024-03-01T09:00:02Z","<z>"]]}` + "\n", want: "<x>\n<y>\n<z>\n",
		records: []string{`"[\"" [2024-03-01T09:00:00Z] "" ""`, `"[\"2024-03-01T09:00:01Z\",\"" [2024-03-01T09:00:01Z] "" ""`, `"[\"2024-03-01T09:00:02Z\",\"" [2024-03-01T09:00:02Z] "" ""`}},
	{name: "a quote that ends no cell", in: `x,"<a b="1" c=""/>"` + "\n", want: `x,"<a b="1" c=""/>"` + "\n"},
	{name: "empty values", in: `x <a b="" c=""/>` + "\n", want: `x <a b="" c=""/>` + "\n"},
	{name: "quoted-printable by its first value", in: "1 <?xml a=3D\"b\"?><x =\r\ny=3D\"=C3=BC\"/>\na=b\n", want: "1 <?xml a=\"b\"?><x y=\"ü\"/>\na=b\n"},
	{name: "quoted-printable by its header, up to the end of the part", in: "Content-Transfer-Encoding: quoted-printable\n\n<x>=3D=\n</x>\n--b\na=3D\n", want: "Content-Transfer-Encoding: quoted-printable\n\n<x>=</x>\n--b\na=3D\n"},
	{name: "typographic quotes around values, not in them", in: "1 <x a=“b” c=\"d “e” f\" g=”h”/> “i”\n2 <x a=\x93b\x94/>\n", want: "1 <x a=\"b\" c=\"d “e” f\" g=\"h\"/> “i”\n2 <x a=\"b\"/>\n"},
	{name: "quoted-printable on lines of markup alone", in: "<a>=3D</a>\n <x y=3D\"b=20c\"/>\n<x y=3D'=C3=BC'/>\n", want: "<a>=3D</a>\n <x y=\"b c\"/>\n<x y='ü'/>\n"},
	{name: "plain values before what looks quoted-printable", in: "<x y=\"b\"/>\n<x y=3D\"b\"/>\n", want: "<x y=\"b\"/>\n<x y=3D\"b\"/>\n"},
	{name: "typographic quotes of one byte on lines of markup alone", in: "<x a=\x93b\x94/>\n<x a=\x91c\x92/>\n", want: "<x a=\"b\"/>\n<x a=\"c\"/>\n"},
	{name: "no-break spaces between attributes, not in values", in: "<x\u00a0a=\"b\u00a0c=d\"\u00a0e='f\u00a0\" g'/>\u00a0h=i\n<x\xa0a=\"b\"/>\n", want: "<x a=\"b\u00a0c=d\" e='f\u00a0\" g'/>\u00a0h=i\n<x a=\"b\"/>\n"},
	{name: "no-break spaces in text", in: "x\u00a0a=\"b\" <x>\u00a0a=\"b\"</x>\n", want: "x\u00a0a=\"b\" <x>\u00a0a=\"b\"</x>\n"},
	{name: "control characters of rsyslog before attributes", in: "<x#011a=\"b\"#012  c='#012'/>\n#012 a=b\n", want: "<x\ta=\"b\"\n  c='\n'/>\n#012 a=b\n"},
	{name: "bytes with colons", in: "10:00:03 at 00:01:02 x 00:03:00:0a:02:00:3c:61:2f:3e\n", want: "10:00:03 at 00:01:02 x 0003000a02003c612f3e\n"},
	{name: "a backslash before line breaks", in: "1 sent <GctiMsg>\\\n<CallId>12\\\n34</CallId>\\\r\n<Cancel/></GctiMsg>\n2\\\n3\n", want: "1 sent <GctiMsg><CallId>1234</CallId><Cancel/></GctiMsg>\n2\\\n3\n"},
	{name: "a value that ends with a backslash", in: "2024-03-01 09:00:00 <GctiMsg><a b=\"C:\\\n2024-03-01 09:00:01 x\n", want: "2024-03-01 09:00:00 <GctiMsg><a b=\"C:\\\n2024-03-01 09:00:01 x\n"},
	{name: "two backslashes before a line break", in: "<GctiMsg><a b=\"\\\\\n\"/></GctiMsg>\n", want: "<GctiMsg><a b=\"\\\\\n\"/></GctiMsg>\n"},
	{name: "psql", in: " id | xml\n----+---\n  1 | <GctiMsg>  +\n    | <Cancel/>  +\n    | </GctiMsg>\n(1 row)\n", want: " id | xml\n----+---\n  1 | <GctiMsg>\n<Cancel/>\n</GctiMsg>\n(1 row)\n"},
	{name: "psql with one column", in: " xml\n-----\n <GctiMsg>+\n <Cancel/>+\n </GctiMsg>\n(1 row)\n", want: " xml\n-----\n <GctiMsg>\n<Cancel/>\n</GctiMsg>\n(1 row)\n"},
	{name: "psql with a column after the message", in: "  1 | <GctiMsg>  +| a\n    | <Cancel/>  +| \n    | </GctiMsg>  | \n", want: "  1 | <GctiMsg>\n<Cancel/>\n</GctiMsg>  | \n"},
	{name: "a + at the end of a line", in: " <a>1 +\n2</a>\n x | <GctiMsg> +\nyy: +1234\n", want: " <a>1 +\n2</a>\n x | <GctiMsg> +\nyy: +1234\n"},
	{name: "ngrep", in: "T a -> b\n  ......<GctiMsg><CallId>12345678901234</CallId><Can\n  cel/></GctiMsg>\n\nT b -> a\n", want: "T a -> b\n......<GctiMsg><CallId>12345678901234</CallId><Cancel/></GctiMsg>\n\nT b -> a\n"},
	{name: "attributes on indented lines", in: "<GctiMsg>\n  <LoginReq ClientName=\"a\" Version=\"123456789012345678901234567890\"\n  ReportStatus=\"true\"/>\n</GctiMsg>\n", want: "<GctiMsg>\n<LoginReq ClientName=\"a\" Version=\"123456789012345678901234567890\"\nReportStatus=\"true\"/>\n</GctiMsg>\n"},
	{name: "numbers with blanks", in: "x 60 65 62 49 50 51 49 50 51 60 47 65\n62\ny\n", want: "x <A>123123</A>\ny\n"},
	{name: "numbers that are no text", in: "60 65 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\nat 160 65 97 97 97 97 97 97 97 97 items\n60 65 apples and 97 oranges, 97 lemons\n", want: "60 65 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\nat 160 65 97 97 97 97 97 97 97 97 items\n60 65 apples and 97 oranges, 97 lemons\n"},
	{name: "lines that end with carriage returns", in: "1 <GctiMsg>\r<Cancel/>\r</GctiMsg>\r2\r", want: "1 <GctiMsg>\n<Cancel/>\n</GctiMsg>\n2\n"},
	{name: "carriage returns before a line feed", in: "1\r<Cancel/>\r2\n3\r\n", want: "1\r<Cancel/>\r2\n3\r\n"},
	{name: "lines wrapped at 44", in: wrap("1 <GctiMsg><CallId>0123456789</CallId><NewCall CallControlMode=\"x\"/></GctiMsg>\n2 <GctiMsg><CallId>9876543210</CallId><NewCall CallControlMode=\"y\"/></GctiMsg>\n", 44),
		want: "1 <GctiMsg><CallId>0123456789</CallId><NewCall CallControlMode=\"x\"/></GctiMsg>\n2 <GctiMsg><CallId>9876543210</CallId><NewCall CallControlMode=\"y\"/></GctiMsg>\n"},
	{name: "an indented line wrapped at 72", in: "<GctiMsg>\n  <LoginResp IServerVersion=\"IVR Server:8.1.001.02\" Result=\"Success\" Sta\ntus=\"OK\"/>\n</GctiMsg>\nx\nx\nx\nx\nx\nx\nx\nx\nx\n",
		want: "<GctiMsg>\n  <LoginResp IServerVersion=\"IVR Server:8.1.001.02\" Result=\"Success\" Status=\"OK\"/>\n</GctiMsg>\nx\nx\nx\nx\nx\nx\nx\nx\nx\n"},
	{name: "lines wrapped at 1024, more than are examined", in: wrap(options, 1024), want: options},
	{name: "one line wrapped at 1024", in: wrap(options[len(options)-1500:], 1024), want: options[len(options)-1500:]},
	{name: "attributes on lines of their own are not wrapped", in: "1 <GctiMsg><CallId>0123456789</CallId><NewCall\n  CallControlMode=\"x\"\n  VeryLongNameOfAnotherAttribute=\"y and more of it\"/></GctiMsg>\n",
		want: "1 <GctiMsg><CallId>0123456789</CallId><NewCall\n  CallControlMode=\"x\"\n  VeryLongNameOfAnotherAttribute=\"y and more of it\"/></GctiMsg>\n"},
	{name: "UTF-16 without a mark, after ASCII", in: "a<\n" + wide("bcd<ü\n", false) + "c<d<\n" + wide("d<\n", true), want: "a<\nbcd<ü\nc<d<\nd<\n"},
	{name: "UTF-16 without a line break at its end, before ASCII", in: wide("<a>\n<b>", false) + "\r\n<c> of a program\n<d>\n" + wide("<e/><e/>", true) + "<f> of another program\n<g>\n", want: "<a>\n<b>\r\n<c> of a program\n<d>\n<e/><e/><f> of another program\n<g>\n"},
	{name: "byte order marks", in: "\xef\xbb\xbfa\n\xef\xbb\xbfb\n\xff\xfe" + wide("c\n", false) + "d is narrow again\n", want: "a\nb\nc\nd is narrow again\n"},
	{name: "a hole in the file", in: strings.Repeat("\x00", 100) + "a\n\x00b\n", want: "a\n\x00b\n"},
}

// options is a line with a long list.
var options = "1 <GctiMsg><CallId>0</CallId><LoginResp><ConfigOptions>" + strings.Repeat(`<Node Name="option" Type="Str" Val="value"/>`, 140) + "</ConfigOptions></LoginResp></GctiMsg>\n"

// wrap breaks lines at a column.
func wrap(text string, column int) string {
	var b strings.Builder
	for _, line := range strings.SplitAfter(text, "\n") {
		for ; len(line) > column+1; line = line[column:] {
			b.WriteString(line[:column] + "\n")
		}
		b.WriteString(line)
	}
	return b.String()
}

func quoted(s string) string { return strings.ReplaceAll(s, `"`, `\"`) }

func wide(text string, big bool) string {
	var b []byte
	for _, r := range text {
		if big {
			b = append(b, byte(r>>8), byte(r))
		} else {
			b = append(b, byte(r), byte(r>>8))
		}
	}
	return string(b)
}

func TestSource(t *testing.T) {
	for _, c := range texts {
		t.Run(c.name, func(t *testing.T) {
			for how, r := range map[string]io.Reader{"at once": strings.NewReader(c.in), "byte by byte": iotest.OneByteReader(strings.NewReader(c.in))} {
				got := read(t, r)
				if got.text != c.want {
					t.Errorf("%s: got\n%q, want\n%q", how, got.text, c.want)
				}
				if d := cmp.Diff(c.records, got.records()); c.records != nil && d != "" {
					t.Errorf("%s: %s", how, d)
				}
				for _, w := range append(got.wrongPlaces(c.in), got.wrongBlocks()...) {
					t.Errorf("%s: %s", how, w)
				}
			}
		})
	}
}

// No shape is shorter than shortestShaped, and one is as long.
func TestShortestShape(t *testing.T) {
	const characters = "x0-|[]<>{}(): \n"
	lines := []string{""}
	for length := 1; length <= shortestShaped; length++ {
		var longer []string
		for _, line := range lines {
			for _, c := range characters {
				longer = append(longer, line+string(c))
			}
		}
		lines = longer
		shaped := ""
		for _, line := range lines {
			for i := range shapes {
				if n, _, _, _ := shapes[i].split([]byte(line)); n > 0 && shapes[i].first(line[0]) {
					shaped = line
				}
			}
		}
		if (shaped != "") != (length == shortestShaped) {
			t.Errorf("of length %d, a line with a shape: %q", length, shaped)
		}
	}
}

// What others write while a message has no end is bounded, and nothing is lost.
func TestHeldTextIsBounded(t *testing.T) {
	var in strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&in, "w%d  | <GctiMsg>%s\n", i, strings.Repeat("x", 9000))
	}
	s := New(context.Background(), strings.NewReader(in.String()), "GctiMsg")
	var b []byte
	total, err := 0, error(nil)
	for err == nil {
		b, err = s.Append(b[:0])
		total += len(b)
		if s.hold.total > maxHeldAll+maxLine {
			t.Fatalf("%d bytes are held", s.hold.total)
		}
	}
	if want := 3000 * 9010; total != want {
		t.Errorf("%d bytes, want %d", total, want)
	}
}

// FuzzSource checks that the portions of a text make no difference, and that each <
// is where its segment says.
func FuzzSource(f *testing.F) {
	for _, c := range texts {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		whole := read(t, bytes.NewReader(in))
		split := read(t, iotest.OneByteReader(bytes.NewReader(in)))
		if whole.text != split.text {
			t.Fatalf("at once\n%q, byte by byte\n%q", whole.text, split.text)
		}
		for _, w := range append(whole.wrongPlaces(string(in)), whole.wrongBlocks()...) {
			t.Fatal(w)
		}
	})
}
