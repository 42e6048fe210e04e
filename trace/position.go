// Positions, times, directions and connections.

package trace

import (
	"net/netip"
	"time"
)

// Direction is the sender of something. A capture alone often does not show it;
// it is DirectionUnknown until package rules has found out.
type Direction uint8

const (
	DirectionUnknown Direction = iota
	FromIVR
	FromServer
)

// String returns the form that reports use: "ivr>server", "server>ivr" or "".
func (d Direction) String() string {
	switch d {
	case FromIVR:
		return "ivr>server"
	case FromServer:
		return "server>ivr"
	}
	return ""
}

// Opposite returns the other direction, DirectionUnknown for DirectionUnknown.
func (d Direction) Opposite() Direction {
	switch d {
	case FromIVR:
		return FromServer
	case FromServer:
		return FromIVR
	}
	return DirectionUnknown
}

// Stamp is a time as given by its source.
type Stamp struct {
	// Time is the instant, in UTC for packet captures, in the zone written for
	// logs. It is zero if the source has none or one that is not a calendar date.
	// A time of day without a date is on day 1 of year 1, so that differences can
	// be computed.
	Time time.Time
	// Text is the stamp as written, for logs without a zone; reports print it
	// instead of Time. It is empty for packet captures.
	Text string
}

// IsZero reports whether the source has no time at all.
func (s Stamp) IsZero() bool { return s.Text == "" && s.Time.IsZero() }

// String returns RFC 3339 with all nine digits of the nanoseconds, so that texts
// sort like times; the text as written if the source has no zone; or "" if it has
// no time.
func (s Stamp) String() string {
	if s.Text != "" {
		return s.Text
	}
	return string(s.AppendTo(nil))
}

// AppendTo appends the result of String.
func (s Stamp) AppendTo(b []byte) []byte {
	switch {
	case s.Text != "":
		return append(b, s.Text...)
	case s.Time.IsZero():
		return b
	}
	year, month, day := s.Time.Date()
	if _, off := s.Time.Zone(); off != 0 || year < 0 || year > 9999 {
		return s.Time.AppendFormat(b, "2006-01-02T15:04:05.000000000Z07:00")
	}
	// Faster than Format, which parses its layout each time: every finding has a
	// time.
	b = append(appendNumber(b, year, 4), '-')
	b = append(appendNumber(b, int(month), 2), '-')
	b = append(appendNumber(b, day, 2), 'T')
	return AppendClock(b, s.Time)
}

// AppendClock appends the part after the date that AppendTo writes for a time in
// UTC.
func AppendClock(b []byte, t time.Time) []byte {
	hour, minute, second := t.Clock()
	b = append(appendNumber(b, hour, 2), ':')
	b = append(appendNumber(b, minute, 2), ':')
	b = append(appendNumber(b, second, 2), '.')
	return append(appendNumber(b, t.Nanosecond(), 9), 'Z')
}

// appendNumber appends a number, padded with zeros to a number of digits.
func appendNumber(b []byte, value, digits int) []byte {
	b = append(b, "000000000"[:digits]...)
	for at := len(b) - 1; value > 0; at, value = at-1, value/10 {
		b[at] = byte('0' + value%10)
	}
	return b
}

// Position is the place of something in an input.
type Position struct {
	// File is the input's name as given on the command line.
	File string
	// Frame is the Wireshark number of the frame that completed the bytes for the
	// receiver; 0 if the input is not a packet capture.
	Frame int
	// Frames lists, ascending, all frames that carried the bytes; nil means
	// Frame alone.
	Frames []int
	// Line is the 1-based line in a log, 0 elsewhere.
	Line int
	// Column is the 1-based column in characters where the message begins on Line, if the log
	// contains the message unchanged; else 0.
	Column int
	// Offset is the byte offset in a log or raw GLI stream; it is meaningless in a
	// packet capture.
	Offset int64
	Time   Stamp
}

// AllFrames lists the frames that carried the bytes, ascending; nil if the input
// is not a packet capture.
func (p Position) AllFrames() []int {
	if len(p.Frames) > 0 {
		return p.Frames
	}
	if p.Frame > 0 {
		return []int{p.Frame}
	}
	return nil
}

// Conn is one TCP connection, or its counterpart in a log. It is immutable once
// a Unit refers to it; its address identifies it.
type Conn struct {
	// Stream is Wireshark's tcp.stream, -1 in a log or a raw stream.
	Stream int
	// Ends are the two endpoints; zero if the input does not show them. A Unit's
	// Side is an index into it.
	Ends [2]netip.AddrPort
	// Name is the name of the connection in a log, if the user's pattern has one.
	Name string
	// VLAN are the tags of the connection's first packet, outermost first.
	VLAN []uint16
	// StartSeen: the input contains the connection's first bytes. Its SYN was
	// seen, or the input is a raw stream, which begins where the connection
	// began. If it is false, rules may still find the start by a login.
	StartSeen bool
	// OrderUnknown: the units may have been sent in another order.
	OrderUnknown bool
	// Client is the index in Ends of the side that opened the connection (it sent
	// the SYN), -1 if that was not seen. The side with a port that the user named
	// with --port is the server.
	Client int

	shard uint8 // 1 more than Shard returns, 0 if not computed
}
