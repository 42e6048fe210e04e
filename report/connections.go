package report

import (
	"io"
	"strconv"
	"strings"

	"ivrcheck/trace"
)

// Connection is a line of the list from which a ladder is chosen.
type Connection struct {
	File string
	Conn *trace.Conn
	// At is the first step that was seen of it.
	At *Step
	// CallIDs counts the different call ids, those that belong to no call
	// among them.
	Messages, CallIDs, Findings int64
}

// WriteConnections lists connections, those of a file under its name.
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

// connections lists those of one file.
func (p *textWriter) connections(list []*Connection) {
	p.wrapped("", p.bold(Printable(list[0].File)))
	rows := [][]string{{"stream", list[0].At.placeName(), "ends", "messages", "call ids", "findings"}}
	for _, c := range list {
		stream := "-"
		if c.Conn.Stream >= 0 {
			stream = strconv.Itoa(c.Conn.Stream)
		}
		rows = append(rows, []string{stream, c.At.place(), ends(c.Conn), count(c.Messages), count(c.CallIDs), count(c.Findings)})
	}
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for n, r := range rows {
		for i, cell := range r {
			if i != 2 {
				r[i] = strings.Repeat(" ", widths[i]-columns(cell)) + cell
			} else {
				r[i] = pad(cell, widths[i])
			}
		}
		line := margin + strings.Join(r, "  ")
		if n == 0 {
			line = p.faint(line)
		}
		p.line(line)
	}
}

// ends gives the addresses of a connection, its client's first where that is
// known.
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
