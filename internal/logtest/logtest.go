// Package logtest writes logs in the shapes of drivers, servers, loggers and dump
// tools. Only tests use it.
//
// Messages with a time and a sender go in, the bytes of a log come out.
package logtest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
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
	// Write returns the text of one record, with its line breaks.
	Write func(n int, r Record) string
	// Encode encodes the text of all records; nil leaves it as it is.
	Encode func(text string) []byte
	// OneLine is set if a record contains no message with a line break.
	OneLine bool
}

// Log writes records in the shape.
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

// quote returns text as a JSON string; plain does not escape <.
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

// rows writes a dump of 16 bytes a line.
func rows(b []byte, row func(offset int, part []byte) string) string {
	var out strings.Builder
	for i := 0; i < len(b); i += 16 {
		out.WriteString(row(i, b[i:min(len(b), i+16)]) + "\n")
	}
	return out.String()
}

// pairs writes bytes in hex with a blank after each group, and one more in the middle
// if wide is set.
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

// XXD writes the format of xxd, HexdumpC that of hexdump -C, and Wireshark that of
// Wireshark's hex dumps, with a prefix before each line.
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

// Tcpdump writes the format of tcpdump -X for a packet with the payload b. Its IPv4 and
// TCP headers have the right lengths only.
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

// Shapes are all shapes that the program reads.
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
	{Name: "utf8-bom", Write: stamped("2006-01-02T15:04:05.000Z", " "), Encode: func(text string) []byte { return []byte("\xef\xbb\xbf" + text) }},
	{Name: "latin1", Write: stamped("15:04:05.000", " gr\xf6\xdfer ")},
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
