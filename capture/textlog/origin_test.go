package textlog

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"ivrcheck/internal/logtest"
	"ivrcheck/trace"
)

// several is a message of several lines with a character of several bytes.
const several = "<?xml version=\"1.0\"?>\n<!DOCTYPE GctiMsg SYSTEM \"IServer.dtd\">\n<GctiMsg>\n  <CallId>1</CallId>\n" +
	"  <Cancel Münster=\"é€😀\" Reason=\"x\"\n     Other='y'/>\n</GctiMsg>"

// places returns for each document the places of the marks @ in its body, which are before an attribute.
func places(t *testing.T, text string, bytewise bool) (all []string, units []trace.Unit) {
	t.Helper()
	r := strings.NewReader(text)
	read := func(u *trace.Unit) error {
		if u.Kind != trace.Document || u.Partial {
			return nil
		}
		own := *u
		own.Body = bytes.Clone(u.Body)
		own.Origins = append([]trace.Origin(nil), u.Origins...)
		units = append(units, own)
		origins := trace.NewOriginReader(own.Body, own.Origins)
		for _, name := range []string{"<Cancel", "Reason", "Other"} {
			line, column := origins.Place(bytes.Index(own.Body, []byte(name)))
			all = append(all, fmt.Sprintf("%d:%d", line, column))
		}
		return nil
	}
	var err error
	if bytewise {
		_, err = Read(context.Background(), "x.log", iotest.OneByteReader(r), Options{Names: names}, read)
	} else {
		_, err = Read(context.Background(), "x.log", r, Options{Names: names}, read)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all, units
}

// each writes a prefix before each line.
func each(prefix, text string) string {
	var b strings.Builder
	for i, line := range strings.SplitAfter(text, "\n") {
		b.WriteString(strings.ReplaceAll(prefix, "N", fmt.Sprint(i)) + line)
	}
	return b.String() + "\n"
}

// The places of a message that is not contiguous in the log are exact, or unknown. They do not depend on the pieces that
// are read.
func TestOrigins(t *testing.T) {
	jsonLines := func(before, text, after string) string {
		var b strings.Builder
		for _, line := range strings.SplitAfter(text+"\n", "\n") {
			if line != "" {
				b.WriteString(before + strings.NewReplacer(`"`, `\"`, "\r", `\r`, "\n", `\n`).Replace(line) + after + "\n")
			}
		}
		return b.String()
	}
	long := strings.Repeat("é", 600)
	for name, test := range map[string]struct{ text, want string }{
		"marks of a reply":           {each("> ", several), "5:5 5:27 6:8"},
		"marks of a reply to one":    {each(">> ", several), "5:6 5:28 6:9"},
		"a time stamp on each line":  {each("2024-03-01 09:00:0N.123 [main] ", several), "5:34 5:56 6:37"},
		"a prefix of characters":     {each("2024-03-01 09:00:0N.123 [Köln] ", several), "5:34 5:56 6:37"},
		"grep -n":                    {each("N:", several), "5:5 5:27 6:8"},
		"a border":                   {each("| ", strings.ReplaceAll(several, "\n", " |\n")+" |"), "5:5 5:27 6:8"},
		"CRI":                        {each("2024-03-01T09:00:00.00NZ stdout F ", several), "5:37 5:59 6:40"},
		"syslog":                     {each("Mar  1 09:00:0N host ivr[1]: ", several), "5:32 5:54 6:35"},
		"compose":                    {each("ivr-1  | ", several), "5:12 5:34 6:15"},
		"Docker":                     {jsonLines(`{"log":"`, several, `","stream":"stdout","time":"2024-03-01T09:00:00.1Z"}`), "5:11 5:35 6:14"},
		"Docker, time stamps inside": {jsonLines(`{"log":"`, strings.TrimSuffix(each("2024-03-01 09:00:0N.123 ", several), "\n"), `","stream":"stdout","time":"2024-03-01T09:00:00.1Z"}`), "5:35 5:59 6:38"},
		"one line of JSON":           {`{"a":"ü","msg":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(several) + "\"}\n", "1:120 1:144 1:163"},
		"a long line of JSON":        {`{"a":"` + long + `","msg":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(several) + "\"}\n", "1:719 1:743 1:762"},
		"the first column is far":    {strings.Repeat("x", 10000) + " " + several + "\n", "5:3 5:25 6:6"},
		"after other lines":          {"a\nb\n" + each("> ", "x\n"+several), "8:5 8:27 9:8"},
		"CRLF in a reply":            {each("> ", strings.ReplaceAll(several, "\n", "\r\n")), "5:5 5:27 6:8"},
		"CRLF, Docker":               {jsonLines(`{"log":"`, strings.ReplaceAll(several, "\n", "\r\n"), `","stream":"stdout","time":"2024-03-01T09:00:00.1Z"}`), "5:11 5:35 6:14"},
	} {
		for _, bytewise := range []bool{false, true} {
			got, _ := places(t, test.text, bytewise)
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("%s (byte by byte: %v): %s, want %s", name, bytewise, s, test.want)
			}
		}
	}
}

// In logs of all shapes, each byte whose place is known is there in the file, or an escape of it.
func TestOriginsOfShapes(t *testing.T) {
	known := 0
	for _, s := range logtest.Shapes {
		for _, lineBreak := range []string{"\n", "\r\n"} {
			body := strings.ReplaceAll(several, "\n", lineBreak)
			if s.OneLine {
				body = strings.ReplaceAll(several, "\n", "")
			}
			var records []logtest.Record
			for i := range 5 {
				records = append(records, logtest.Record{Time: time.Date(2024, 3, 1, 9, 0, i, 123e6, time.UTC), FromIVR: true, Name: "Cancel", XML: body})
			}
			log := strings.TrimPrefix(string(s.Log(records)), "\ufeff")
			if !utf8.ValidString(log) || strings.ContainsRune(log, 0) || strings.Contains(log, "PD94b") {
				continue // another encoding, or base64
			}
			lines := strings.Split(log, "\n")
			_, units := places(t, log, false)
			for _, u := range units {
				origins := trace.NewOriginReader(u.Body, u.Origins)
				for i, r := range string(u.Body) {
					line, column := origins.Place(i)
					if column == 0 || r == '\n' || r == '\r' {
						continue
					}
					known++
					if line > len(lines) {
						t.Fatalf("%s: line %d of %d", s.Name, line, len(lines))
					}
					there := []rune(lines[line-1])
					if column > len(there) {
						t.Errorf("%s: %q at %d:%d, after the end of %q", s.Name, r, line, column, lines[line-1])
					}
					const escapes = "\\&%#=+\"0123456789“”‘’\u00a0"
					c := there[column-1]
					if c != r && !strings.ContainsRune(escapes, c) && !(r >= 0x80 && strings.ContainsRune("abcdefABCDEF", c)) {
						t.Errorf("%s: %q at %d:%d, found %q", s.Name, r, line, column, string(there[column-1:][:min(20, len(there)-column+1)]))
					}
				}
			}
		}
	}
	if known < 10000 {
		t.Errorf("the places of %d bytes are known", known)
	}
}
