package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"

	"ivrcheck/internal/pcaptest"
)

// output writes a capture or a log piece by piece.
type output struct {
	*bufio.Writer
	*pcaptest.Builder
	log      bool
	shipper  *shipper
	header   bool // of the capture has been written
	written  int64
	messages int64
}

// record writes a record of a log: its time on 1 March 2024, and a text of one or more lines.
func (o *output) record(clock, format string, args ...any) {
	text := fmt.Sprintf(format, args...) + "\n"
	parts := []string{text}
	switch {
	case o.shipper == nil:
		parts[0] = "2024-03-01 " + clock + " " + text
	case o.shipper.lines:
		parts = strings.SplitAfter(text, "\n")
		parts = parts[:len(parts)-1]
		fallthrough
	default:
		for i := range parts {
			parts[i] = o.shipper.write(clock, parts[i], i == 0)
		}
	}
	for _, part := range parts {
		n, _ := o.WriteString(part) // Flush reports the error
		o.written += int64(n)
	}
}

// shipper is the program that wrote a log or forwarded it. To add one, add a row to shippers and one to kinds.
type shipper struct {
	// lines: it treats each line of a record as a record.
	lines bool
	// write returns its output for a text that ends with a line break. first: the text begins a record.
	write func(clock, text string, first bool) string
}

// timed returns a text as programs write it to standard output.
func timed(clock, text string, first bool) string {
	if first {
		return "2024-03-01 " + clock + " " + text
	}
	return text
}

var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

var shippers = map[string]*shipper{
	"jsonlog": {false, func(clock, text string, _ bool) string {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(struct {
			Time  string `json:"time"`
			Level string `json:"level"`
			Msg   string `json:"msg"`
		}{"2024-03-01T" + clock + "Z", "info", strings.TrimSuffix(text, "\n")}); err != nil {
			panic(err)
		}
		return b.String()
	}},
	"dockerlog": {true, func(clock, text string, first bool) string {
		b, err := json.Marshal(struct { // with \u003c for <, like Docker
			Log    string `json:"log"`
			Stream string `json:"stream"`
			Time   string `json:"time"`
		}{timed(clock, text, first), "stdout", "2024-03-01T" + clock + "000000Z"})
		if err != nil {
			panic(err)
		}
		return string(b) + "\n"
	}},
	"prefixlog": {true, func(clock, text string, _ bool) string { return "2024-03-01 " + clock + " INFO  " + text }},
	"escapedlog": {false, func(clock, text string, first bool) string {
		at := strings.Index(text, "7009 ") + len("7009 ") // the XML
		return timed(clock, text[:at]+escaped.Replace(text[at:]), first)
	}},
	"crilog": {true, func(clock, text string, first bool) string {
		return "2024-03-01T" + clock + "000000Z stdout F " + timed(clock, text, first)
	}},
	"sysloglog": {true, func(clock, text string, _ bool) string {
		return "Mar  1 " + clock[:len("09:00:00")] + " ivr01 driver[4711]: " + text
	}},
}

// enough is the number of packets that are written at once.
const enough = 4096

// write writes the packets made so far if there are at least least.
func (o *output) write(least int) error {
	if o.log || len(o.Packets) < least {
		return nil
	}
	b := o.Pcap()
	if o.header {
		b = b[24:]
	}
	o.header = true
	o.Packets = o.Packets[:0]
	o.written += int64(len(b))
	_, err := o.Writer.Write(b)
	return err
}
