package textlog

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"ivrcheck/trace"
)

// The column is that of the file, in characters, or 0 where the file has something else, or the
// line begins too far before the message. It does not depend on the pieces that are read.
func TestColumns(t *testing.T) {
	wide := func(s string) string {
		var b strings.Builder
		b.WriteString("\xff\xfe")
		for _, u := range utf16.Encode([]rune(s)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	}
	for name, test := range map[string]struct{ text, want string }{
		"alone":                  {one + "\n", "1:1"},
		"after a prefix":         {"2024-03-01 09:00:00 SEND " + one + "\n", "1:26"},
		"characters, not bytes":  {"grün: " + one + "\n", "1:7"},
		"two on a line":          {one + " " + one + "\n", fmt.Sprintf("1:1 1:%d", len(one)+2)},
		"over several lines":     {"x\n <GctiMsg>\n<CallId>1</CallId>\n<Cancel/></GctiMsg>\n  " + one, "2:2 5:3"},
		"UTF-16":                 {wide("grün: " + one + "\n"), "1:7"},
		"4,095 bytes before it":  {strings.Repeat("x", 4094) + " " + one, "1:4096"},
		"10,000 bytes before it": {strings.Repeat("x", 10000) + " " + one, "1:0"},
		"escaped":                {`{"m":"` + strings.ReplaceAll(one, "/", `\/`) + `"}` + "\n", "1:0"},
		"in a reply":             {"> a\n> b " + one + "\n>> " + one + "\n", "2:5 3:4"},
		"a prefix on each line":  {"driver-1  | " + one + "\n", "1:0"},
	} {
		for _, small := range []bool{false, true} {
			var got []string
			in := strings.NewReader(test.text)
			read := func(u *trace.Unit) error {
				if u.Kind == trace.Document {
					got = append(got, fmt.Sprintf("%d:%d", u.Pos.Line, u.Pos.Column))
				}
				return nil
			}
			var err error
			if small {
				_, err = Read(context.Background(), "x.log", iotest.OneByteReader(in), Options{Names: names}, read)
			} else {
				_, err = Read(context.Background(), "x.log", in, Options{Names: names}, read)
			}
			if err != nil {
				t.Fatal(err)
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("%s (byte by byte: %v): %s, want %s", name, small, s, test.want)
			}
		}
	}
}
