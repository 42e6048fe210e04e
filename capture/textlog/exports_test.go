package textlog

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"ivrcheck/trace"
)

// TestExportsOfMessages checks texts in which tools show messages beside other values, or parts of them.
func TestExportsOfMessages(t *testing.T) {
	messages := []string{
		"<GctiMsg>\n  <CallId>1</CallId>\n  <LoginReq ClientName=\"a\"\n     Version=\"4.0\"/>\n</GctiMsg>",
		"<GctiMsg>\n  <CallId>1</CallId>\n  <LoginResp IServerVersion=\"8\" Result=\"Success\"/>\n</GctiMsg>",
		"<GctiMsg>\n  <CallId>1</CallId>\n  <Cancel/>\n</GctiMsg>",
	}
	bytesOf := func(message string, header bool) []byte {
		if !header {
			return []byte(message)
		}
		return append([]byte{0, 3, 0, byte(len(message) + 2), 2, 0}, message...)
	}
	colons := func(b []byte) string {
		return strings.TrimSuffix(strings.ReplaceAll(fmt.Sprintf("% x", b), " ", ":"), ":")
	}
	each := func(form func(i int, m string) string) string {
		var b strings.Builder
		for i, m := range messages {
			b.WriteString(form(i, m))
		}
		return b.String()
	}
	// What grep -n -C shows: a colon after the number of a line that matches, a hyphen after another.
	grep := func(file, match string) string {
		number := 7
		return each(func(_ int, m string) string {
			var b strings.Builder
			for _, line := range strings.Split(m, "\n") {
				mark := "-"
				if strings.Contains(line, match) {
					mark = ":"
				}
				if number++; file != "" {
					b.WriteString(file + mark)
				}
				fmt.Fprintf(&b, "%d%s%s\n", number, mark, line)
			}
			number += 40
			return b.String() + "--\n"
		})
	}
	quoted := func(s string) string { return strings.ReplaceAll(s, `"`, `\"`) }
	lines := func(m string) string { return `"` + strings.ReplaceAll(quoted(m), "\n", "\",\n  \"") + `"` }
	groups := func(size int, blank string) string {
		return each(func(_ int, m string) string {
			digits := hex.EncodeToString(bytesOf(m, true))
			var list []string
			for ; len(digits) > size; digits = digits[size:] {
				list = append(list, digits[:size])
			}
			return "recv " + strings.Join(append(list, digits), blank) + "\n"
		})
	}
	// ends puts a text after each line of a message, and others before the first line and the others.
	ends := func(first, before, after, last string, change func(string) string) string {
		return each(func(_ int, m string) string {
			return first + strings.ReplaceAll(change(m), "\n", after+"\n"+before) + last + "\n"
		})
	}
	same := func(m string) string { return m }
	doubled := func(m string) string { return strings.ReplaceAll(m, `"`, `""`) }
	box := func(border, side string) string {
		return each(func(_ int, m string) string {
			var b strings.Builder
			b.WriteString(border)
			for _, line := range strings.Split(m, "\n") {
				fmt.Fprintf(&b, "%s %-50s %s\n", side, line, side)
			}
			return b.String() + border
		})
	}
	inArray := func(m string) string { return `"` + strings.ReplaceAll(quoted(m), "\n", `", "`) + `"` }
	for name, in := range map[string]string{
		"cat -A":                   ends("", "", "$", "$", same),
		"cat -A, CRLF":             ends("", "", "^M$", "^M$", same),
		"paragraphs of RTF":        ends("", "", `\par`, `\par`, same),
		"box":                      box("+----+\n", "|"),
		"box without border":       box("", "|"),
		"box of Unicode":           box("┌────┐\n", "│"),
		"strings of Java":          ends(`String xml = "`, `        "`, `\n" +`, `";`, quoted),
		"strings of Java, + first": ends(`String xml = "`, `        + "`, `\n"`, `";`, quoted),
		"strings of C":             ends(`const char *xml = "`, `    "`, `\n"`, `";`, quoted),
		"strings of Python":        ends(`xml = ('`, `       '`, `\n'`, `')`, same),
		"appended":                 ends(`  sb.append("`, `  sb.append("`, `\n");`, `");`, quoted),
		"string of C#":             ends(`Send(@"`, "", "", `");`, doubled),
		"array on one line":        each(func(_ int, m string) string { return "[" + inArray(m) + "]\n" }),
		"gdb, x/64xb": each(func(_ int, m string) string {
			var b strings.Builder
			for data, at := bytesOf(m, true), 0x7ffe3a00; len(data) > 0; data, at = data[min(8, len(data)):], at+8 {
				fmt.Fprintf(&b, "%#x <buf+%d>:\t%s\n", at, at%256, strings.ReplaceAll(fmt.Sprintf("% #x", data[:min(8, len(data))]), " ", "\t"))
			}
			return "(gdb) x/64xb buf\n" + b.String()
		}),
		"groups of 20 digits":  groups(20, " "),
		"groups of 24 digits":  groups(24, "\t"),
		"groups of 32 digits":  groups(32, " "),
		"grep -C, start tag":   grep("", "<GctiMsg"),
		"grep -C, both tags":   grep("", "GctiMsg>"),
		"grep -C, attribute":   grep("", "Version"),
		"grep -C, files":       grep("app.log", "CallId"),
		"columns after digits": each(func(i int, m string) string { return fmt.Sprintf("%x\t%d\t10.0.0.5\n", bytesOf(m, true), 10+i) }),
		"blanks after digits":  each(func(i int, m string) string { return fmt.Sprintf("%x %d 10.0.0.5\n", bytesOf(m, true), 10+i) }),
		"columns after colons": each(func(i int, m string) string { return colons(bytesOf(m, true)) + fmt.Sprintf("\t%d\t10.0.0.5\n", 10+i) }),
		"colons in JSON": "[" + strings.TrimSuffix(each(func(i int, m string) string {
			return fmt.Sprintf(`{"n":%d,"p":"%s","q":1},`, i, colons(bytesOf(m, true)))
		}), ",") + "]\n",
		"colons in lines of JSON": "[\n" + each(func(_ int, m string) string { return "\"" + colons(bytesOf(m, true)) + "\",\n" }) + "\"\"\n]\n",
		"digits in JSON": each(func(i int, m string) string {
			return fmt.Sprintf("{\"p\":\"%s\",\"q\":%d}\n", hex.EncodeToString(bytesOf(m, false)), i)
		}),
		"lines in one array":       "{\n \"text\": [\n  " + lines(strings.Join(messages, "\n")) + "\n ]\n}\n",
		"lines in an array of one": "[\n  " + lines(strings.Join(messages, "\n")) + "\n]\n",
	} {
		var got []string
		if _, err := Read(context.Background(), "x.log", strings.NewReader(in), Options{Names: names}, func(u *trace.Unit) error {
			if u.Kind != trace.Start && u.Kind != trace.End {
				if got = append(got, string(u.Body)); u.Kind != trace.Document || u.Partial || len(u.Faults) > 0 {
					t.Errorf("%s: %s", name, show(u))
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if strings.Join(got, "\n") != strings.Join(messages, "\n") {
			t.Errorf("%s: got %q from\n%s", name, got, in)
		}
	}
}
