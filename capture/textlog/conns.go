// What the lines of a log tell about a message: time, connection, direction.

package textlog

import (
	"bytes"
	"net/netip"

	"ivrcheck/trace"
)

// maxConns bounds the connections told apart in one file.
const maxConns = 4096

// told is what the text in front of a message says about it.
type told struct {
	stamp     trace.Stamp
	stamped   bool
	direction trace.Direction
	// peer is the address of the server, as drivers write it; src and dst
	// stand where a line names both ends, sender first; name where the
	// user's pattern finds what tells one connection from another.
	peer     netip.AddrPort
	src, dst netip.AddrPort
	name     string
	// enough tells that no further line needs to be heard.
	enough bool
}

func (t *told) connected() bool { return t.name != "" || t.peer.IsValid() || t.src.IsValid() }

// side is the end of c that has sent the message, -1 if that is not told.
func (t *told) side(c *connection) int {
	switch {
	case !t.src.IsValid():
		return -1
	case c.Ends[0] == t.src:
		return 0
	case c.Ends[1] == t.src:
		return 1
	}
	return -1
}

// connections are those of one log.
type connections struct {
	known map[connKey]*connection
	// last is the one asked for last, by lastKey.
	last    *connection
	lastKey connKey
	order   []*connection // that have begun, as they did

	// field is an address as it was written last, and addr what it says.
	field []byte
	addr  netip.AddrPort
}

// connection is one of them; begun tells that a message of it was seen.
type connection struct {
	trace.Conn
	begun bool
}

// connKey tells connections apart. Ends stand in ascending order.
type connKey struct {
	a, b netip.AddrPort
	name string
}

// hear takes what a line says, as far as it stands in front of the message:
// own is the message's own line. begins tells that the line begins here.
func (l *reader) hear(t *told, line []byte, begins, own bool) {
	p := l.pattern
	said := p.match(line)
	if own {
		t.direction = l.direction(line)
	}
	if said.matched {
		if said.direction != trace.DirectionUnknown {
			t.direction = said.direction
		}
		t.name = said.name
		t.stamp, t.stamped = said.stamp, !said.stamp.IsZero()
	}
	if !t.stamped {
		t.stamp, t.stamped = findStamp(line, begins)
	}
	if !t.stamped && bytes.IndexByte(line, '{') >= 0 {
		t.stamp = jsonStamp(line)
		t.stamped = !t.stamp.IsZero()
	}
	if (own || t.stamped) && !t.connected() {
		if t.src, t.dst = endpoints(line); !t.src.IsValid() {
			t.peer = l.conns.peer(line)
		}
	}
	t.enough = said.matched || t.stamped && p == nil
	if p != nil && !said.matched {
		// A line in front may match.
		t.stamped = t.stamped && !own
	}
}

// get gives the connection that a message is of.
func (c *connections) get(t *told) *connection {
	key := connKey{name: t.name}
	var ends [2]netip.AddrPort
	switch {
	case t.name != "":
		if a, err := netip.ParseAddrPort(t.name); err == nil {
			ends[1] = a
		}
	case t.src.IsValid():
		ends = [2]netip.AddrPort{t.src, t.dst}
		key.a, key.b = t.src, t.dst
		if key.b.Compare(key.a) < 0 {
			key.a, key.b = key.b, key.a
		}
	case t.peer.IsValid():
		ends[1], key.a = t.peer, t.peer
	}
	if c.last != nil && key == c.lastKey {
		return c.last
	}
	conn := c.known[key]
	if conn == nil && len(c.known) >= maxConns {
		key = connKey{} // that of lines that tell none
		conn = c.known[key]
		ends = [2]netip.AddrPort{}
	}
	if conn == nil {
		conn = &connection{Conn: trace.Conn{Stream: -1, Client: -1, Ends: ends, Name: key.name}}
		if c.known == nil {
			c.known = map[connKey]*connection{}
		}
		c.known[key] = conn
	}
	c.lastKey, c.last = key, conn
	return conn
}

// begin notes that a message of conn was seen; it is true for the first.
func (c *connections) begin(conn *connection) bool {
	if conn.begun {
		return false
	}
	conn.begun = true
	c.order = append(c.order, conn)
	return true
}

// peer gives the |address:port| of a driver's line, the end that the driver
// has connected to; invalid if there is none.
func (c *connections) peer(front []byte) netip.AddrPort {
	for {
		i := bytes.IndexByte(front, '|')
		if i < 0 {
			return netip.AddrPort{}
		}
		front = front[i+1:]
		end := bytes.IndexByte(front, '|')
		if end < 0 {
			return netip.AddrPort{}
		}
		if a := c.address(bytes.TrimSpace(front[:end])); a.IsValid() {
			return a
		}
	}
}

// address reads an address with its port; most lines of a log have the one of
// the line before.
func (c *connections) address(field []byte) netip.AddrPort {
	if c.addr.IsValid() && bytes.Equal(field, c.field) {
		return c.addr
	}
	a := address(field)
	if a.IsValid() {
		c.field, c.addr = append(c.field[:0], field...), a
	}
	return a
}

func address(field []byte) netip.AddrPort {
	if n := len(field); n < 9 || n > 56 || !isDigit(field[n-1]) || bytes.IndexByte(field, ':') < 0 {
		return netip.AddrPort{}
	}
	a, err := netip.ParseAddrPort(string(field))
	if err != nil || a.Addr().Zone() != "" {
		return netip.AddrPort{}
	}
	return a
}

// endpoints reads two addresses with an arrow between, such as tcpdump, HAProxy
// and many a driver write: 10.0.0.5:49152 -> 10.0.0.1:7009.
func endpoints(front []byte) (src, dst netip.AddrPort) {
	if bytes.IndexByte(front, '>') < 0 && bytes.IndexByte(front, '<') < 0 {
		return src, dst
	}
	for rest, at := front, 0; ; {
		i := bytes.IndexAny(rest[at:], "<>")
		if i < 0 {
			return src, dst
		}
		at += i
		before, after := rest[:at], rest[at+1:]
		left := rest[at] == '<'
		if left {
			after = bytes.TrimLeft(after, "-=<")
		} else {
			before = bytes.TrimRight(before, "-=>")
			after = bytes.TrimLeft(after, ">")
		}
		before, after = bytes.TrimRight(before, " ]"), bytes.TrimLeft(after, " ")
		const delimiters = " \t(,;|='\""
		a := address(before[bytes.LastIndexAny(before, delimiters)+1:])
		if !a.IsValid() {
			// A bracket may belong to an address of version 6, or be around it.
			a = address(bytes.TrimLeft(before[bytes.LastIndexAny(before, delimiters)+1:], "["))
		}
		if end := bytes.IndexAny(after, " \t),;|'\""); end >= 0 {
			after = after[:end]
		}
		if b := address(bytes.TrimRight(after, "]:")); a.IsValid() && b.IsValid() && a != b {
			if left {
				a, b = b, a
			}
			return a, b
		}
		at++
	}
}
