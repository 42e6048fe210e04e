// The connections that the lines of a log show.

package textlog

import (
	"net/netip"

	"ivrcheck/trace"
)

// maxConns is the most connections distinguished in one log.
const maxConns = 4096

// connections are the connections of one log.
type connections struct {
	known map[connKey]*connection
	begun []*connection // those with a message, in the order of their first message
	// last is the connection that get returned last, nil before the first call.
	last    *connection
	lastKey connKey
}

// connection is one connection; begun means that it has a message.
type connection struct {
	trace.Conn
	begun bool
}

// connKey identifies a connection. Ends are in ascending order.
type connKey struct {
	a, b netip.AddrPort
	name string
	// writer is the program that wrote the line, as a prefix names it.
	writer string
}

// get returns the connection with a key.
func (c *connections) get(key connKey, ends [2]netip.AddrPort) *connection {
	if c.last != nil && c.lastKey == key {
		return c.last // most lines
	}
	asked := key
	conn := c.known[key]
	if conn == nil && len(c.known) >= maxConns {
		key, ends = connKey{}, [2]netip.AddrPort{} // the connection of lines that show none
		conn = c.known[key]
	}
	if conn == nil {
		conn = &connection{Conn: trace.Conn{Stream: -1, Client: -1, Ends: ends, Name: key.name}}
		conn.SetShard(key.writer)
		if c.known == nil {
			c.known = map[connKey]*connection{}
		}
		c.known[key] = conn
	}
	c.last, c.lastKey = conn, asked
	return conn
}

// begin notes a message of conn and reports whether it is the first.
func (c *connections) begin(conn *connection) bool {
	if conn.begun {
		return false
	}
	conn.begun = true
	c.begun = append(c.begun, conn)
	return true
}
