package report

import (
	"fmt"
	"strconv"
	"time"
)

// messageTable is the format text of `messages`: an aligned line for each message,
// with an arrow as in the trace of a rule: > from the IVR, < from the server.
//
// With OneLine every line begins with FILE:POSITION, like findings. Otherwise the file and the day are headings above
// their lines.
type messageTable struct {
	out     *flushWriter
	text    *textWriter
	oneLine bool
	file    string
	day     string
	any     bool
}

func newMessageTable(out *flushWriter, opt Options) MessageWriter {
	return &messageTable{out: out, text: newTextWriter(opt), oneLine: opt.OneLine}
}

func (t *messageTable) Message(m *Message) error {
	p := t.text
	at := number(m.Frame, m.Line, m.Offset)
	stamp := Printable(m.Time)
	if t.oneLine {
		at = fmt.Sprintf("%s %-30s", pad(Printable(InputName(m.File))+":"+at, 16), stamp)
	} else {
		day, clock := splitTime(m.Time)
		if !t.any || m.File != t.file || day != "" && day != t.day {
			t.heading(m.File, day)
		}
		at = fmt.Sprintf("%6s  %-15s", at, Printable(clock))
	}
	stream := "-"
	if m.Stream != nil {
		stream = strconv.Itoa(*m.Stream)
	}
	line := fmt.Sprintf("%s  %3s %s %s", at, stream, arrow(m.Direction), t.subject(m))
	if !t.oneLine && columns(line) > p.width {
		n, _ := cut(line, p.width-len("..."))
		line = line[:n] + "..."
		if p.colored {
			line += "\x1b[0m"
		}
	}
	p.line(line)
	return p.flush(t.out)
}

func (t *messageTable) heading(file, day string) {
	if t.any {
		t.text.line("")
	}
	text := t.text.bold(Printable(InputName(file)))
	if day != "" {
		text += t.text.faint(", " + day)
	}
	t.text.wrapped("", text)
	t.any, t.file, t.day = true, file, day
}

// subject describes a message by its name, call and main parameters, a frame by its type, a gap by its size.
func (t *messageTable) subject(m *Message) string {
	p := t.text
	switch m.Type {
	case TypeGap:
		if m.Bytes != nil {
			return p.unsure("gap, " + plural(*m.Bytes, "byte") + " lost")
		}
		return p.unsure("gap")
	case TypeFrame:
		if m.GLI == nil {
			return p.faint("frame")
		}
		return p.faint(frameName(m.GLI.Type))
	}
	text := "(unreadable)"
	if m.Name != "" {
		text = Printable(withSubtype(m.Name, m.Subtype))
	}
	text = p.bold(pad(text, 18))
	for _, part := range []struct{ key, value string }{{"call=", m.CallID}, {"request=", m.RequestID}} {
		if part.value != "" {
			text += " " + part.key + logfmt(part.value)
		}
	}
	if m.Brief != "" {
		text += " " + Printable(m.Brief)
	}
	return text
}

// withSubtype returns the name of a message with its subtype: MonitorInfo/Agent.
func withSubtype(name, subtype string) string {
	if subtype == "" {
		return name
	}
	return name + "/" + subtype
}

func (t *messageTable) Close() error { return t.out.close() }

// splitTime splits an RFC 3339 time into the day and the time of day with microseconds. A time in another form, from a
// log, counts as time of day.
func splitTime(stamp string) (day, clock string) {
	at, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil {
		return "", stamp
	}
	day = at.Format("2006-01-02")
	if _, offset := at.Zone(); offset == 0 {
		return day + " UTC", at.Format("15:04:05.000000")
	}
	return day + at.Format(" -07:00"), at.Format("15:04:05.000000")
}
