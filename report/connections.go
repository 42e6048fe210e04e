package report

import (
	"io"
	"strconv"
	"strings"

	"ivrcheck/trace"
)

// Connection is a line in ladder's list of connections.
type Connection struct {
	File string
	Conn *trace.Conn
	// At is the first step.
	At *Step
	// CallIDs counts the different call ids, including those of messages that belong to no call.
	Messages, CallIDs, Findings int64
}

// WriteConnections lists connections by file.
func WriteConnections(w io.Writer, list []*Connection, opt Options) error {
	p := newTextWriter(opt)
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].File == list[0].File {
			n++
		}
		p.connections(list[:n])
		if list = list[n:]; len(list) > 0 {
			p.line("")
		}
	}
	return p.flush(w)
}

// connections lists the connections of one file.
func (p *textWriter) connections(list []*Connection) {
	p.wrapped("", p.bold(Printable(InputName(list[0].File))))
	rows := [][]string{{"stream", list[0].At.placeName(), "ends", "messages", "call ids", "findings"}}
	for _, c := range list {
		stream := "-"
		if c.Conn.Stream >= 0 {
			stream = strconv.Itoa(c.Conn.Stream)
		}
		rows = append(rows, []string{stream, c.At.place(), ends(c.Conn), count(c.Messages), count(c.CallIDs), count(c.Findings)})
	}
	align(rows, 0, 1, 3, 4, 5)
	for n, r := range rows {
		line := margin + strings.Join(r, "  ")
		if n == 0 {
			line = p.faint(line)
		}
		p.line(line)
	}
}

// ends returns the addresses of a connection, the client's first if the client is known.
func ends(c *trace.Conn) string {
	first := max(c.Client, 0)
	var out []string
	for _, end := range []int{first, 1 - first} {
		if e := c.Ends[end]; e.IsValid() {
			out = append(out, e.String())
		}
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, " ")
}
