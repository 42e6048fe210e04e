// Package logtest writes logs in the shapes of drivers, servers, loggers and dump
// tools. Only tests use it.
//
// In: messages with a time and a sender. Out: the bytes of a log.
package logtest

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Record is one message of a log.
type Record struct {
	Time    time.Time // in UTC
	FromIVR bool
	Name    string // of the message
	XML     string
}

// Shape is a format of a log.
type Shape struct {
	Name string
	// Write returns the text of one record, including line breaks.
	Write func(n int, r Record) string
	// Encode encodes the text of all records. nil leaves it unchanged.
	Encode func(text string) []byte
	// OneLine is set if a record contains no message with a line break.
	OneLine bool
}

// Log writes records in this shape.
func (s *Shape) Log(records []Record) []byte {
	var b strings.Builder
	for i, r := range records {
		b.WriteString(s.Write(i, r))
	}
	if s.Encode == nil {
		return []byte(b.String())
	}
	return s.Encode(b.String())
}

// stamped writes XML after a time stamp and more text.
func stamped(layout, more string) func(int, Record) string {
	return func(_ int, r Record) string { return r.Time.Format(layout) + more + r.XML + "\n" }
}

// bytesLiteral returns the text as a bytes literal of Python.
func bytesLiteral(text string) string {
	quote := byte('\'')
	if strings.Contains(text, "'") && !strings.Contains(text, `"`) {
		quote = '"'
	}
	b := []byte{'b', quote}
	for i := range len(text) {
		switch c := text[i]; {
		case c == quote, c == '\\':
			b = append(b, '\\', c)
		case strings.IndexByte("\n\r\t", c) >= 0:
			b = append(b, '\\', "nrt"[strings.IndexByte("\n\r\t", c)])
		case c < ' ' || c > '~':
			b = fmt.Appendf(b, `\x%02x`, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, quote))
}

func epoch(name string, text func(time.Time) string) Shape {
	return Shape{Name: name, Write: func(_ int, r Record) string { return text(r.Time) + " " + verb(r) + " " + r.XML + "\n" }}
}

func verb(r Record) string {
	if r.FromIVR {
		return "sent"
	}
	return "got"
}

// repeated writes a prefix before each line.
func repeated(prefix func(n, line int, r Record) string) func(int, Record) string {
	return func(n int, r Record) string {
		var b strings.Builder
		for i, line := range strings.SplitAfter(r.XML, "\n") {
			b.WriteString(prefix(n, i, r) + line)
		}
		return b.String() + "\n"
	}
}

// split splits text into parts of n bytes, or a few less, so that no character is split.
func split(text string, n int) (parts []string) {
	for len(text) > n {
		at := n
		for !utf8.RuneStart(text[at]) {
			at--
		}
		parts = append(parts, text[:at])
		text = text[at:]
	}
	return append(parts, text)
}

// dockerRecords writes records of Docker, which have at most n bytes and end with each line.
func dockerRecords(n int) func(int, Record) string {
	return func(_ int, r Record) string {
		var b strings.Builder
		for _, line := range strings.SplitAfter("message "+r.XML+"\n", "\n") {
			for _, part := range split(line, n) {
				if part != "" {
					fmt.Fprintf(&b, `{"log":%s,"stream":"stdout","time":%q}`+"\n", quote(part, true), r.Time.Format(time.RFC3339Nano))
				}
			}
		}
		return b.String()
	}
}

// quote returns text as a JSON string. plain leaves < unescaped.
func quote(text string, plain bool) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(!plain)
	if err := e.Encode(text); err != nil {
		panic(err)
	}
	return strings.TrimSpace(b.String())
}

// Frame returns the GLI frame of a message.
func Frame(xml string) []byte {
	n := len(xml) + 2
	return append([]byte{0, 3, byte(n >> 8), byte(n), 2, 0}, xml...)
}

func printable(b []byte) string {
	out := bytes.Clone(b)
	for i, c := range out {
		if c < ' ' || c > '~' {
			out[i] = '.'
		}
	}
	return string(out)
}

// rows writes a dump with 16 bytes per line.
func rows(b []byte, row func(offset int, part []byte) string) string {
	var out strings.Builder
	for i := 0; i < len(b); i += 16 {
		out.WriteString(row(i, b[i:min(len(b), i+16)]) + "\n")
	}
	return out.String()
}

// pairs writes bytes in hex with a blank after each group, and another one in the middle if wide is set.
func pairs(b []byte, group int, wide bool) string {
	var out strings.Builder
	for i, c := range b {
		fmt.Fprintf(&out, "%02x", c)
		if (i+1)%group == 0 {
			out.WriteByte(' ')
		}
		if wide && i == 7 {
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// XXD writes the format of xxd, HexdumpC that of hexdump -C, and Wireshark that of Wireshark's hex dumps, with a prefix
// before each line.
func XXD(prefix string, b []byte) string {
	return rows(b, func(o int, part []byte) string {
		return fmt.Sprintf("%s%08x: %-40s %s", prefix, o, pairs(part, 2, false), printable(part))
	})
}

func HexdumpC(prefix string, b []byte) string {
	text := rows(b, func(o int, part []byte) string {
		return fmt.Sprintf("%s%08x  %-49s |%s|", prefix, o, pairs(part, 1, true), printable(part))
	})
	return text + fmt.Sprintf("%s%08x\n", prefix, len(b))
}

// Tcpdump writes the format of tcpdump -X for a packet with the payload b. Only the lengths in its IPv4 and TCP headers
// are correct.
func Tcpdump(prefix string, b []byte) string {
	packet := append([]byte("E\x00\x00\xea\x00\x04@\x00@\x06&\x05\n\x00\x00\x05\n\x00\x00\x01\xc0\x00\x1ba\x00\x10\xc8\xe1\x00M\xd1\xe1P\x18\xfa\xf0SG\x00\x00"), b...)
	return rows(packet, func(o int, part []byte) string {
		return fmt.Sprintf("%s0x%04x:  %-40s %s", prefix, o, pairs(part, 2, false), printable(part))
	})
}

func Wireshark(prefix string, b []byte) string {
	return rows(b, func(o int, part []byte) string {
		return fmt.Sprintf("%s%04x   %-48s  %s", prefix, o, pairs(part, 1, false), printable(part))
	})
}

func dumped(dump func(string, []byte) string) func(int, Record) string {
	return func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + verb(r) + " " + strconv.Itoa(len(r.XML)+6) + " bytes:\n" + dump("", Frame(r.XML))
	}
}

func driver(_ int, r Record) string {
	port := ""
	if r.FromIVR && r.Name != "LoginReq" {
		port = "GCTI_PORT:07001|"
	}
	return fmt.Sprintf("[%s] IVRAPP|10.0.0.1:7009|%s%-15s|REQ_KEY=k, XML_DATA=(%d)%s\n", r.Time.Format("2006-01-02 15:04:05.000"), port, r.Name, len(r.XML), r.XML)
}

func utf16Bytes(text string, big bool) []byte {
	out := []byte{0xff, 0xfe}
	if big {
		out = []byte{0xfe, 0xff}
	}
	for _, c := range utf16.Encode([]rune(text)) {
		if big {
			out = append(out, byte(c>>8), byte(c))
		} else {
			out = append(out, byte(c), byte(c>>8))
		}
	}
	return out
}

const log4j = "2006-01-02 15:04:05,000"

// Shapes are all shapes that the program supports.
var Shapes = []Shape{
	{Name: "iso", Write: stamped("2006-01-02T15:04:05.000Z07:00", " INFO ")},
	{Name: "iso-zone", Write: stamped("2006-01-02 15:04:05.000000-07:00", " [main] DEBUG - ")},
	{Name: "iso-basic", Write: stamped("20060102T150405.000Z", " ")},
	{Name: "log4j", Write: stamped(log4j, " INFO  [main] c.a.Driver - write message ")},
	{Name: "brackets", Write: stamped("[2006/01/02 15:04:05.000]", "[INFO][7] ")},
	{Name: "apache", Write: stamped("10.0.0.5 - - [02/Jan/2006:15:04:05 -0700]", " ")},
	{Name: "month", Write: stamped("02-Jan-2006 15:04:05.000", " FINE [t-1] ")},
	{Name: "ctime", Write: stamped("Mon Jan _2 15:04:05 2006", ": ")},
	{Name: "syslog-rfc3164", Write: stamped("<134>Jan _2 15:04:05", " ivr1 driver[812]: ")},
	{Name: "syslog-rfc5424", Write: stamped("<165>1 2006-01-02T15:04:05.000000Z", " ivr1 driver 812 ID47 - ")},
	epoch("epoch-seconds", func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }),
	epoch("epoch-fraction", func(t time.Time) string { return fmt.Sprintf("[%.3f]", float64(t.UnixMilli())/1000) }),
	epoch("epoch-millis", func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }),
	epoch("epoch-micros", func(t time.Time) string { return "@" + strconv.FormatInt(t.UnixMicro(), 10) }),
	{Name: "at-iso", Write: stamped("@2006-01-02T15:04:05.000", " ")},
	{Name: "clock", Write: stamped("15:04:05.000", " Trc 04541 message ")},
	{Name: "continued", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000") + " Int 04543 message\n  " + r.XML + " end of message\n"
	}},
	{Name: "genesys-iso", Write: func(_ int, r Record) string {
		return r.Time.Format("2006-01-02T15:04:05.000") + " Trc 04541 Message\n\t" + r.XML + "\n"
	}},
	{Name: "several-a-line", Write: func(n int, r Record) string {
		if n%3 == 0 {
			return "\n" + r.Time.Format("15:04:05.000 ") + r.XML
		}
		return " then " + r.XML
	}},
	{Name: "prefix-on-each-line", Write: repeated(func(n, line int, r Record) string {
		return r.Time.Add(time.Duration(line)*time.Millisecond).Format(log4j) + fmt.Sprintf(" %d [thread-%d] ", n*10+line, n%7)
	})},
	{Name: "prefix-and-more", Write: repeated(func(_, line int, r Record) string {
		if line == 0 {
			return r.Time.Format(log4j) + " INFO [main] received: "
		}
		return r.Time.Format(log4j) + " INFO [main] "
	})},
	{Name: "json", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"time":%q,"level":"info","msg":%s,"n":1}`+"\n", r.Time.Format(time.RFC3339Nano), quote("message "+r.XML, true))
	}},
	{Name: "json-html", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"level":"info","ts":%d.%03d,"msg":%s}`+"\n", r.Time.Unix(), r.Time.Nanosecond()/1e6, quote(r.XML, false))
	}},
	{Name: "json-time-behind", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"level":"info","msg":%s,"time":%q}`+"\n", quote(r.XML, true), r.Time.Format(time.RFC3339Nano))
	}},
	{Name: "json-in-json", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"log":%s,"stream":"stdout","time":%q}`+"\n", quote(`{"level":"info","msg":`+quote(r.XML, true)+"}\n", true), r.Time.Format(time.RFC3339Nano))
	}},
	{Name: "json-in-json-html", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"log":%s,"time":%q}`+"\n", quote(`{"msg":`+quote(r.XML, false)+"}\n", false), r.Time.Format(time.RFC3339Nano))
	}},
	{Name: "html", Write: func(_ int, r Record) string {
		return "<tr><td>" + r.Time.Format("15:04:05.000") + "</td><td>" + html.EscapeString(r.XML) + "</td></tr>\n"
	}},
	{Name: "html-twice", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + html.EscapeString(html.EscapeString(r.XML)) + "\n"
	}},
	{Name: "json-of-html", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"time":%q,"msg":%s}`+"\n", r.Time.Format(time.RFC3339Nano), quote(html.EscapeString(r.XML), false))
	}},
	{Name: "c-string", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + `buf="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", `\r`, "\n", `\n`, "\t", `\t`).Replace(r.XML) + `" n=3` + "\n"
	}},
	{Name: "python-bytes", Write: func(_ int, r Record) string {
		return r.Time.Format("2006-01-02 15:04:05,000 ") + "DEBUG " + verb(r) + " " + bytesLiteral(r.XML) + "\n"
	}},
	{Name: "cri", Write: repeated(func(_, _ int, r Record) string { return r.Time.Format(time.RFC3339Nano) + " stdout F " })},
	{Name: "cri-parts", Write: func(_ int, r Record) string {
		var b strings.Builder
		parts := split("message "+r.XML, 100)
		for i, part := range parts {
			for j, line := range strings.Split(part, "\n") {
				tag := "F"
				if j == strings.Count(part, "\n") && i+1 < len(parts) {
					tag = "P"
				}
				b.WriteString(r.Time.Format("2006-01-02T15:04:05.000000000-07:00") + " stderr " + tag + " " + line + "\n")
			}
		}
		return b.String()
	}},
	{Name: "compose", Write: repeated(func(_, line int, r Record) string {
		if line > 0 {
			return "ivr-driver-1  | "
		}
		return "ivr-driver-1  | " + r.Time.Format("2006-01-02T15:04:05.000Z ")
	})},
	{Name: "compose-color", Write: repeated(func(_, _ int, r Record) string {
		return "\x1b[36mivr_1  |\x1b[0m \x1b[2m" + r.Time.Format("15:04:05.000") + "\x1b[0m "
	})},
	{Name: "kubectl", Write: repeated(func(_, line int, r Record) string {
		return "[pod/ivr-7d4b9c6f5-x2x9k/driver] " + r.Time.Format("2006-01-02T15:04:05.000Z ")
	})},
	{Name: "stern", Write: repeated(func(_, line int, r Record) string { return "ivr-0 driver " + r.Time.Format("15:04:05.000 ") })},
	{Name: "docker", Write: dockerRecords(1 << 14)},
	{Name: "docker-parts", Write: dockerRecords(64)},
	{Name: "kubernetes-json", Write: func(_ int, r Record) string {
		var b strings.Builder
		for _, line := range strings.Split(r.XML, "\n") {
			fmt.Fprintf(&b, `{"@timestamp":%q,"message":%s,"kubernetes":{"pod_name":"ivr-0","container_name":"driver"}}`+"\n", r.Time.Format(time.RFC3339Nano), quote(line, true))
		}
		return b.String()
	}},
	{Name: "json-array", Write: func(n int, r Record) string {
		return fmt.Sprintf("[\n  {\n    \"line\": %s,\n    \"date\": %q,\n    \"fields\": {\n      \"pod\": \"ivr-0\"\n    }\n  }\n]\n", quote(r.XML, true), r.Time.Format(time.RFC3339Nano))
	}},
	{Name: "loki", Write: func(n int, r Record) string {
		return fmt.Sprintf(`{"streams":[{"stream":{"pod":"ivr-0"},"values":[["%d",%s]]}]}`+"\n", r.Time.UnixNano(), quote(r.XML, true))
	}},
	{Name: "journald-json", Write: func(n int, r Record) string {
		message := quote(r.XML, true)
		if n%2 == 0 {
			message = strings.ReplaceAll(fmt.Sprint([]byte(r.XML)), " ", ", ")
		}
		return fmt.Sprintf(`{"__REALTIME_TIMESTAMP":"%d","_PID":"812","MESSAGE":%s}`+"\n", r.Time.UnixMicro(), message)
	}},
	{Name: "journald-parts", Write: func(_ int, r Record) string {
		var b strings.Builder
		for _, line := range strings.Split(r.XML, "\n") {
			for _, part := range split(line, 2048) {
				b.WriteString(r.Time.Format("Jan _2 15:04:05.000000") + " ivrhost gli[812]: " + part + "\n")
			}
		}
		return b.String()
	}},
	{Name: "rsyslog", Write: func(_ int, r Record) string {
		return r.Time.Format("Jan _2 15:04:05.000000") + " ivrhost gli[812]: recv " + strings.NewReplacer("\n", "#012", "\r", "#015", "\t", "#011").Replace(r.XML) + "\n"
	}},
	{Name: "color", Write: repeated(func(_, line int, r Record) string {
		if line > 0 {
			return "\x1b[0m\x1b[34m"
		}
		return "\x1b[34m" + r.Time.Format("2006-01-02T15:04:05.000 ")
	})},
	{Name: "csv", Write: func(_ int, r Record) string {
		return fmt.Sprintf("%q,\"ivr1\",\"%s\"\n", r.Time.Format("2006-01-02T15:04:05.000Z"), strings.ReplaceAll(r.XML, `"`, `""`))
	}},
	{Name: "csv-time-behind", Write: func(_ int, r Record) string {
		return fmt.Sprintf("ivr1;\"%s\";%s\n", strings.ReplaceAll(r.XML, `"`, `""`), r.Time.Format("2006-01-02 15:04:05.000"))
	}},
	{Name: "quoted-printable", Write: stamped("15:04:05.000", " "), Encode: func(text string) []byte {
		var b bytes.Buffer
		b.WriteString("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n")
		for _, line := range strings.SplitAfter(text, "\n") {
			var coded bytes.Buffer
			w := quotedprintable.NewWriter(&coded)
			w.Binary = true
			if _, err := w.Write([]byte(strings.TrimSuffix(line, "\n"))); err != nil {
				panic(err)
			}
			if err := w.Close(); err != nil {
				panic(err)
			}
			b.WriteString(strings.ReplaceAll(coded.String(), "=\r\n", "=\n") + line[len(strings.TrimSuffix(line, "\n")):])
		}
		return b.Bytes()
	}},
	{Name: "typographic", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + regexp.MustCompile(`="([^"<>]*)"`).ReplaceAllString(r.XML, "=“$1”") + "\n"
	}},
	{Name: "colon-hex", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + "payload " + strings.ReplaceAll(strings.TrimSpace(pairs(Frame(r.XML), 1, false)), " ", ":") + "\n"
	}},
	{Name: "xxd", Write: dumped(XXD)},
	{Name: "hexdump", Write: dumped(HexdumpC)},
	{Name: "wireshark", Write: dumped(Wireshark)},
	{Name: "tcpdump", Write: func(_ int, r Record) string {
		from, to := "10.0.0.5.49152", "10.0.0.1.7009"
		if !r.FromIVR {
			from, to = to, from
		}
		return r.Time.Format("2006-01-02 15:04:05.000000") + " IP " + from + " > " + to + ": Flags [P.], length 194\n" + Tcpdump("\t", Frame(r.XML))
	}},
	{Name: "arrow", Write: func(_ int, r Record) string {
		from, to := "10.0.0.5:49152", "10.0.0.1:7009"
		if !r.FromIVR {
			from, to = to, from
		}
		return r.Time.Format("15:04:05.000 ") + from + " -> " + to + " " + r.XML + "\n"
	}},
	{Name: "hexdump-prefixed", Write: func(_ int, r Record) string {
		return HexdumpC(r.Time.Format(log4j)+" DEBUG io - ", Frame(r.XML))
	}},
	{Name: "hex", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + "data=" + hex.EncodeToString(Frame(r.XML)) + ";\n"
	}},
	{Name: "hex-pairs", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + strings.ToUpper(pairs(Frame(r.XML), 1, false)) + "\n"
	}},
	{Name: "crlf", Write: stamped("15:04:05.000", " message "), Encode: func(text string) []byte {
		return []byte(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n"))
	}},
	{Name: "utf16-le", Write: stamped("15:04:05.000", " größer "), Encode: func(text string) []byte { return utf16Bytes(text, false) }},
	{Name: "utf16-be", Write: stamped("15:04:05.000", " 😀 "), Encode: func(text string) []byte { return utf16Bytes(text, true) }},
	{Name: "utf16-appended", Write: stamped("2006-01-02T15:04:05.000Z", " "), Encode: func(text string) []byte {
		var out []byte
		for i, line := range strings.SplitAfter(text, "\n") {
			switch i % 5 {
			case 0, 1:
				out = append(out, line...)
			case 2:
				out = append(out, utf16Bytes(line, false)...)
			case 3:
				out = append(out, utf16Bytes(line, false)[2:]...)
			case 4:
				out = append(out, utf16Bytes(line, true)[2:]...)
			}
		}
		return out
	}},
	{Name: "utf8-bom", Write: stamped("2006-01-02T15:04:05.000Z", " "), Encode: func(text string) []byte { return []byte("\xef\xbb\xbf" + text) }},
	{Name: "latin1", Write: stamped("15:04:05.000", " gr\xf6\xdfer ")},
	{Name: "utf32-le", Write: stamped("15:04:05.000", " größer 😀 "), Encode: func(text string) []byte {
		out := []byte{0xff, 0xfe, 0, 0}
		for _, r := range text {
			out = binary.LittleEndian.AppendUint32(out, uint32(r))
		}
		return out
	}},
	{Name: "utf32-be", Write: stamped("15:04:05.000", " 😀 "), Encode: func(text string) (out []byte) {
		for _, r := range text {
			out = binary.BigEndian.AppendUint32(out, uint32(r))
		}
		return out
	}},
	{Name: "url", Write: func(n int, r Record) string {
		text := url.QueryEscape(r.XML)
		if n%2 == 1 {
			text = strings.ReplaceAll(text, "+", "%20")
		}
		return r.Time.Format("15:04:05.000 ") + "POST /ivr?id=1+2&xml=" + text + "&n=3 200\n"
	}},
	{Name: "base64", Write: func(n int, r Record) string {
		data := []byte(r.XML)
		if n%2 == 1 {
			data = Frame(r.XML)
		}
		return r.Time.Format("15:04:05.000 ") + "payload=" + base64.StdEncoding.EncodeToString(data) + ";\n"
	}},
	{Name: "base64-json", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"time":%q,"data":%q}`+"\n", r.Time.Format(time.RFC3339Nano), base64.RawURLEncoding.EncodeToString([]byte(r.XML)))
	}},
	{Name: "follow-yaml", Write: func(n int, r Record) string {
		data := base64.StdEncoding.EncodeToString(Frame(r.XML))
		return fmt.Sprintf("  - packet: %d\n    peer: 0\n    timestamp: %d.%09d\n    data: !!binary |\n      %s\n", n, r.Time.Unix(), r.Time.Nanosecond(), strings.Join(split(data, 80), "\n      "))
	}},
	{Name: "decimal", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + "bytes " + strings.ReplaceAll(fmt.Sprint([]byte(r.XML)), " ", ", ") + "\n"
	}},
	{Name: "decimal-blanks", Write: func(n int, r Record) string {
		between := []string{" ", ",", ", ", "\t"}[n%4]
		return r.Time.Format("15:04:05.000 ") + "bytes " + strings.ReplaceAll(strings.Trim(fmt.Sprint([]byte(r.XML)), "[]"), " ", between) + "\n"
	}},
	{Name: "decimal-rows", Write: dumped(func(_ string, b []byte) string {
		return rows(b[6:], func(o int, part []byte) string {
			line := fmt.Sprintf("%07o", o)
			for _, c := range part {
				line += fmt.Sprintf(" %3d", c)
			}
			return line
		}) + fmt.Sprintf("%07o\n", len(b)-6)
	})},
	{Name: "backslash", Write: func(n int, r Record) string {
		var b strings.Builder
		b.WriteString(r.Time.Format("15:04:05.000 ") + verb(r) + " ")
		for _, line := range strings.SplitAfter(r.XML, "\n") {
			for width := 40 + n; len(line) > width; {
				at := width
				for !utf8.RuneStart(line[at]) || line[at-1] == '\\' || line[at] == '\n' || line[at] == '\r' {
					at--
				}
				b.WriteString(line[:at] + "\\\n")
				line = line[at:]
			}
			b.WriteString(line)
		}
		return b.String() + "\n"
	}},
	{Name: "hex-dashes", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(pairs([]byte(r.XML), 1, false)), " ", "-")) + "\n"
	}},
	{Name: "hex-array", Write: func(n int, r Record) string {
		data := Frame(r.XML)
		if n%2 == 1 {
			data = []byte(r.XML)
		}
		text := rows(data, func(_ int, part []byte) string {
			return "  0x" + strings.ReplaceAll(strings.TrimSpace(pairs(part, 1, false)), " ", ", 0x") + ","
		})
		return r.Time.Format("// 2006-01-02T15:04:05.000Z\n") + fmt.Sprintf("char m%d[] = {\n", n) + strings.TrimSuffix(text, ",\n") + " };\n"
	}},
	{Name: "hex-strings", Write: func(_ int, r Record) string {
		text := rows(Frame(r.XML), func(_ int, part []byte) string {
			return `"\x` + strings.ReplaceAll(strings.TrimSpace(pairs(part, 1, false)), " ", `\x`) + `" \`
		})
		return r.Time.Format("# 2006-01-02T15:04:05.000Z\n") + strings.TrimSuffix(text, " \\\n") + "\n"
	}},
	{Name: "netty", Write: dumped(func(_ string, b []byte) string {
		const bar = "+--------+-------------------------------------------------+----------------+\n"
		return bar + rows(b, func(o int, part []byte) string {
			return fmt.Sprintf("|%08x| %-48s|%-16s|", o, pairs(part, 1, false), printable(part))
		}) + bar
	})},
	{Name: "ncat", Write: dumped(func(_ string, b []byte) string {
		return rows(b, func(o int, part []byte) string {
			return fmt.Sprintf("[%04x]   %-50s %s", o, pairs(part, 1, true), printable(part))
		})
	})},
	{Name: "socat", Write: func(n int, r Record) string {
		b := Frame(r.XML)
		if n%2 == 1 {
			b = []byte(r.XML)
		}
		return r.Time.Format("> 2006/01/02 15:04:05.000000") + " length=1 from=0 to=0\n" + rows(b, func(_ int, part []byte) string {
			return fmt.Sprintf(" %-48s  %s", strings.TrimSpace(pairs(part, 1, false)), printable(part))
		}) + "--\n"
	}},
	{Name: "od", Write: dumped(func(_ string, b []byte) string {
		return rows(b, func(o int, part []byte) string {
			return fmt.Sprintf("%07o %s", o, strings.TrimSpace(pairs(part, 1, false)))
		}) + fmt.Sprintf("%07o\n", len(b))
	})},
	{Name: "cells", Write: func(_ int, r Record) string {
		return fmt.Sprintf("%q,\"h\",\"/var/log/ivr.log\",\"%s INFO got %s\"\n", r.Time.Format("2006-01-02T15:04:05.000Z"), r.Time.Format("15:04:05.000"), strings.ReplaceAll(r.XML, `"`, `""`))
	}},
	{Name: "cef", Write: func(_ int, r Record) string {
		return r.Time.Format("Jan _2 15:04:05.000") + " h CEF:0|a|b|1|2|c|3|msg=" + strings.NewReplacer(`\`, `\\`, "=", `\=`, "\n", `\n`, "\r", `\r`).Replace(r.XML) + " src=10.0.0.5\n"
	}},
	{Name: "numbered", Write: repeated(func(n, line int, r Record) string {
		if line > 0 {
			return fmt.Sprintf("%6d\t", 8*n+line)
		}
		return fmt.Sprintf("%6d\t", 8*n) + r.Time.Format("15:04:05.000 ")
	})},
	{Name: "kibana", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"_id":"1","fields":{"@timestamp":[%q],"message":[%s]}}`+"\n", r.Time.Format(time.RFC3339Nano), quote(r.XML, true))
	}},
	{Name: "rows", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"rows":[[%q,%s]]}`+"\n", r.Time.Format(time.RFC3339Nano), quote(r.XML, true))
	}},
	{Name: "gelf-nul", Write: func(_ int, r Record) string {
		return fmt.Sprintf(`{"version":"1.1","short_message":%s,"timestamp":%d.%03d}`+"\x00", quote(r.XML, true), r.Time.Unix(), r.Time.Nanosecond()/1e6)
	}},
	{Name: "rubbish", Write: func(n int, r Record) string {
		return strings.Repeat("\x00<\xff&\\u00<GctiMs &lt", n%5) + "\x00\x03\n" + r.Time.Format("15:04:05.000 ") + r.XML + "\x00\x01\xfe\n"
	}},
	{Name: "driver", Write: driver},
	{Name: "controller", Write: func(_ int, r Record) string {
		return fmt.Sprintf("%s CTL         |PORT:00001|x           |REQKEY:k|CALLBACK_%s|XML:%s|MSG:done\n", r.Time.Format("15:04:05.000"), r.Name, r.XML)
	}},
	{Name: "simulator", Write: func(_ int, r Record) string {
		return fmt.Sprintf("%s SIM|SEND   |%06d|%s\n", r.Time.Format("15:04:05.000"), len(r.XML), r.XML)
	}},
}

// Copies are shapes that lose bytes of a message: text copied from pages, terminals and other tools.
var Copies = []Shape{
	{Name: "ngrep", Write: ngrep(78)},
	{Name: "ngrep, wide", Write: ngrep(131)},
	{Name: "psql", Write: psql(false)},
	{Name: "psql, with a column after it", Write: psql(true)},
	{Name: "page", Write: page("<br/>", "", "")},
	{Name: "page with line breaks", Write: page("<br />\n", "&nbsp;&nbsp;", "")},
	{Name: "page with colours", Write: page("<BR>\r\n", "&#160;", `<span class="nt">`)},
	{Name: "lines that end with carriage returns", Write: stamped("15:04:05.000", " "), Encode: returns},
	{Name: "messages whose lines end with carriage returns", Write: func(_ int, r Record) string {
		return r.Time.Format("15:04:05.000 ") + verb(r) + "\n" + tags(r.XML) + "\n"
	}, Encode: returns},
	{Name: "prefixes of lines that end with carriage returns", Write: func(n int, r Record) string {
		r.XML = tags(r.XML)
		return repeated(func(_, _ int, r Record) string { return r.Time.Format(log4j) + " INFO [main] " })(n, r)
	}, Encode: returns},
}

// tags puts each tag on its own line.
func tags(xml string) string { return strings.ReplaceAll(xml, "><", ">\n<") }

func returns(text string) []byte { return []byte(strings.ReplaceAll(text, "\n", "\r")) }

// ngrep writes the payload of a packet in lines of a width.
func ngrep(width int) func(int, Record) string {
	return func(n int, r Record) string {
		from, to := "10.0.0.5:49152", "10.0.0.1:7009"
		if !r.FromIVR {
			from, to = to, from
		}
		text := "#\nT " + r.Time.Format("2006/01/02 15:04:05.000000 ") + from + " -> " + to + fmt.Sprintf(" [AP] #%d\n", n)
		for _, part := range split(printable(Frame(r.XML)), width) {
			text += "  " + part + "\n"
		}
		return text
	}
}

// psql writes a table with one row.
func psql(more bool) func(int, Record) string {
	const width = 70
	return func(n int, r Record) string {
		at := r.Time.Format("2006-01-02 15:04:05.000")
		text := " id |           at            |   xml\n"
		for i, line := range strings.Split(tags(r.XML), "\n") {
			front, end := fmt.Sprintf(" %2d | %s | ", n, at), "+"
			if i > 0 {
				front = fmt.Sprintf("    | %*s | ", len(at), "")
			}
			if strings.HasSuffix(line, "</GctiMsg>") {
				end = ""
			}
			if more {
				end = fmt.Sprintf("%-1s| x", end)
			}
			if end != "" {
				line = fmt.Sprintf("%-*s", width, line)
			}
			text += front + line + end + "\n"
		}
		return text + "(1 row)\n\n"
	}
}

// page writes a message in a web page, with a tag for each line break.
func page(tag, indent, open string) func(int, Record) string {
	return func(_ int, r Record) string {
		lines := strings.Split(tags(r.XML), "\n")
		for i := range lines {
			if lines[i] = html.EscapeString(lines[i]); i > 0 {
				lines[i] = indent + lines[i]
			}
			if open != "" {
				lines[i] = open + lines[i] + "</span>"
			}
		}
		return "<p>" + r.Time.Format("15:04:05.000 ") + verb(r) + tag + strings.Join(lines, tag) + "</p>\n"
	}
}
