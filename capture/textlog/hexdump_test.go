package textlog

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"ivrcheck/trace"
)

// dumpOf shows bytes as the tools of the test below do: groups of one byte or two, a wider
// gap in the middle or none, the characters beside them or not.
func dumpOf(b, before, between string, group int, wide bool, beside, after string, offset int) string {
	var out strings.Builder
	for at := 0; at < len(b); at += 16 {
		line := b[at:min(len(b), at+16)]
		fmt.Fprintf(&out, before, offset+at)
		for i := range 16 {
			switch {
			case i > 0 && i%8 == 0 && wide:
				out.WriteString(between + between)
			case i > 0 && i%group == 0:
				out.WriteString(between)
			}
			if i < len(line) {
				fmt.Fprintf(&out, "%02x", line[i])
			} else if beside != "" {
				out.WriteString("  ")
			}
		}
		if beside != "" {
			out.WriteString(beside)
			for _, c := range []byte(line) {
				if c < ' ' || c > '~' {
					c = '.'
				}
				out.WriteByte(c)
			}
			out.WriteString(after)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// TestDumpsOfDocuments: dumps that show XML without GLI headers, with whatever length or
// header of HTTP before it, are read from their bytes, and not from the characters.
func TestDumpsOfDocuments(t *testing.T) {
	messages := []string{
		head + `<GctiMsg><CallId>1</CallId><LoginReq ClientName="a" Version="4.0"/></GctiMsg>`,
		head + `<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>`,
		`<GctiMsg><CallId>2</CallId><Cancel></Cancel></GctiMsg>`,
	}
	for _, tool := range []struct {
		name, before, between string
		group                 int
		wide                  bool
		beside, after         string
	}{
		{"Wireshark", "%08x  ", " ", 1, true, "   ", ""},
		{"Wireshark, other side", "\t%08x  ", " ", 1, true, "   ", ""},
		{"hexdump -C", "%08x  ", " ", 1, true, "  |", "|"},
		{"xxd", "%08x: ", " ", 2, false, "  ", ""},
		{"tcpdump -X", "\t0x%04x:  ", " ", 2, false, "  ", ""},
	} {
		for name, prefix := range map[string]string{
			"alone": "", "length": "\x00\x00\x01\x00", "HTTP": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n", "line break": "\r\n",
		} {
			var in strings.Builder
			for i, m := range messages {
				in.WriteString(dumpOf(prefix+m, tool.before, tool.between, tool.group, tool.wide, tool.beside, tool.after, 0))
				if i == 0 {
					in.WriteString("a line between\n")
				}
			}
			var got []string
			text := in.String()
			if _, err := Read(context.Background(), "x.log", strings.NewReader(text), Options{Names: names}, func(u *trace.Unit) error {
				if u.Kind == trace.Document && !u.Partial && len(u.Faults) == 0 {
					got = append(got, string(u.Body))
					if at := text[u.Pos.Offset:]; !strings.HasPrefix(at, "3c") {
						t.Errorf("%s, %s: the place is at %.10q", tool.name, name, at)
					}
				} else if u.Conn != nil && u.Kind != trace.Start && u.Kind != trace.End {
					t.Errorf("%s, %s: %s", tool.name, name, show(u))
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, "\n") != strings.Join(messages, "\n") {
				t.Errorf("%s, %s: got %q", tool.name, name, got)
			}
		}
	}
}
