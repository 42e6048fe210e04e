// Package trace is the vocabulary that all other packages share: where and when
// bytes were seen (Position, Conn), what they are (Unit) and what is wrong with
// them (Fault).
//
// It is a leaf: it imports no other package of this module and knows neither
// files nor XML nor rules. capture fills Units, schema adds Faults, rules turns
// them into findings.
//
// Files, from the entry point down: trace.go, arrival.go, instant.go, names.go, reason.go.
package trace

import (
	"fmt"
	"net/netip"
	"time"
)

// Direction is who sent something. A capture alone often does not show it; then
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

// Stamp is a time as its source has it.
type Stamp struct {
	// Time is the instant, in UTC for packet captures, in the zone written for
	// logs. It is zero if the source has none or one without a place on the
	// calendar. A time of day without a date is on day 1 of year 1, so that
	// differences can be computed.
	Time time.Time
	// Text is the stamp as written, for logs without a zone; reports print it
	// instead of Time. It is empty for packet captures.
	Text string
}

// IsZero reports whether the source has no time at all.
func (s Stamp) IsZero() bool { return s.Text == "" && s.Time.IsZero() }

// String returns RFC 3339 with all nine digits of the nanoseconds, so that texts
// sort as times do, or the text as written if the source has no zone, or "" if it
// has no time.
func (s Stamp) String() string {
	if s.Text != "" {
		return s.Text
	}
	return string(s.AppendTo(nil))
}

// AppendTo appends what String returns.
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

// AppendClock appends the part after the date of what AppendTo writes for a time
// in UTC.
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

// Position is where something was seen in an input.
type Position struct {
	// File is the input's name as given on the command line.
	File string
	// Frame is the number, as Wireshark counts, of the frame with which the
	// receiver had everything; 0 if the input is not a packet capture.
	Frame int
	// Frames lists, ascending, all frames that carried the bytes; nil means
	// Frame alone.
	Frames []int
	// Line is the 1-based line in a log, 0 elsewhere.
	Line int
	// Offset is the byte offset in a log or raw GLI stream; it means nothing in
	// a packet capture.
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

// Conn is one TCP connection, or what a log shows of one. It is immutable once a
// Unit refers to it; its address identifies it.
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
	// Client is the index in Ends of the end that opened the connection (it sent
	// the SYN), -1 if that was not seen. The end with a port that the user named
	// with --port is the server.
	Client int
}

// Kind is the kind of a Unit.
type Kind uint8

const (
	// Start: a connection was recognised as one that carries the protocol. Its
	// first unit, once, with the faults of the start, such as CAP005. One with
	// CAP008 is TLS instead; its End follows at once.
	Start Kind = iota
	// Document: one XML body, complete unless Partial is set.
	Document
	// Frame: a GLI frame without XML: keep-alive, acknowledgement, error.
	Frame
	// Gap: bytes of one direction that are not in the capture, or that were
	// skipped to find the next header.
	Gap
	// End: nothing more of the connection follows. Its last unit, once.
	End
	// Note: a fault that does not affect the sequence of messages: of the input
	// itself (CAP001, no Conn), or of a connection whose bytes are complete
	// nevertheless (CAP003).
	Note
)

// Closing is how a connection ended.
type Closing uint8

const (
	// CloseUnseen: the input ended, or the ports were reused, first.
	CloseUnseen Closing = iota
	// CloseOrderly: FIN of both directions, all bytes before them delivered or
	// given up as gaps.
	CloseOrderly
	// CloseReset: RST.
	CloseReset
)

// Header is a GLI header as it was on the wire.
//
// Source: protocol notes, section GLI framing (6 bytes: reserved, type,
// length of version, application and body big-endian, version, application).
type Header struct {
	Raw     [6]byte
	Present bool // false in a log and for XML without a header
}

func (h Header) Type() int        { return int(h.Raw[1]) }
func (h Header) Length() int      { return int(h.Raw[2])<<8 | int(h.Raw[3]) }
func (h Header) Version() int     { return int(h.Raw[4]) }
func (h Header) Application() int { return int(h.Raw[5]) }

// TypeNames are the message types of GLI by their number, as rule files and
// reports write them.
//
// Source: protocol notes, section GLI framing.
var TypeNames = [...]string{"keep-alive-request", "keep-alive-ack", "error-ack", "xml"}

// TypeName returns the name of the header's message type, "" if it has none.
func (h Header) TypeName() string {
	if h.Type() < len(TypeNames) {
		return TypeNames[h.Type()]
	}
	return ""
}

// Unit is one thing seen in an input. Units are in the order in which the
// receiver had them whole.
//
// Whoever receives a Unit owns neither it nor what it refers to: Body, Trailer
// and Pos.Frames are valid until the callback that received the Unit returns.
// Conn stays valid and unchanged.
type Unit struct {
	Kind Kind
	Pos  Position
	Conn *Conn // nil for a Note about the input itself
	// Side is the index of the sender in Conn.Ends, -1 if unknown.
	Side int
	// Direction is what the input itself says, such as a log line that is marked
	// as sent.
	Direction Direction
	// Transcoded: the writer of the input (a log) may have changed the encoding,
	// so that the declared one proves nothing.
	Transcoded bool
	// Partial: Body is not the whole document.
	Partial bool
	// Closing, of an End, is how the connection ended.
	Closing Closing

	Header Header
	// Body is the XML of a Document as on the wire, without the Trailer; the body
	// of a Frame.
	Body []byte
	// Trailer are the bytes after the document that its length counts.
	Trailer []byte

	// Lost is the number of bytes of a Gap, 0 if unknown.
	Lost int64

	// StreamStart and StreamEnd are the extent of the unit in the sender's byte
	// stream, counted from the first byte seen. Acked is how far the segment
	// that completed the unit acknowledged the other direction's stream, -1 if
	// unknown. All are -1 in a log. Peer is how far the other direction's stream
	// had been delivered, or given up, when the unit was complete; 0 if unknown.
	StreamStart, StreamEnd int64
	Acked, Peer            int64

	// Faults are those that package capture found.
	Faults []Fault
}

// Span is a range of bytes in a Unit's Body. The zero Span is no place.
type Span struct{ Start, End int }

// Fault is one thing that is wrong with a Unit. It has no text: package rules
// makes one of the rule's message and the Args.
type Fault struct {
	// Code is the rule's code, such as MSG003.
	Code string
	// Subject is the part of the protocol that it is about: LoginResp.Status,
	// GLI.length.
	Subject string
	// Parameter is the number, in the catalogue, of the parameter that it is
	// about; 0 for none.
	Parameter int
	// Span is the place in the Body, for line, column and evidence.
	Span Span
	// Args fill the placeholders of the rule's message, {name}.
	Args []Arg
	// Basis says how the broken fact is known, for the rules whose severity
	// depends on it: documented, implementations, inferred; empty: the
	// rule's own.
	Basis string
	// Document and Section are where the broken fact stands; empty: where the
	// rule does.
	Document, Section string
	// Expected and Actual are set for values. ActualPrivate tells that
	// Actual may be personal.
	Expected      []string
	Actual        string
	HasActual     bool
	ActualPrivate bool
	// Since, if not empty, is the version of the protocol from which on this
	// is no fault: whether it is one, the connection's login decides.
	Since string
	// Hint names one of the rule's hint texts, empty for none.
	Hint string
	// Evidence is the XML around the place, values masked as the run
	// demands. Empty where nothing helps.
	Evidence string
	// Line and Column are the place inside the message, 1-based; 0: unknown.
	Line, Column int
	// Related are other places that matter.
	Related []Related
	// Doubt is why the evidence does not suffice, if there is a reason.
	Doubt Doubt
}

// Arg is a named value for a rule's message.
type Arg struct {
	Name, Value string
	// Private tells that Value may be personal; it is masked unless the run
	// shows values.
	Private bool
}

// Args pairs names with values.
func Args(pairs ...any) []Arg {
	list := make([]Arg, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Arg{Name: pairs[i].(string), Value: fmt.Sprint(pairs[i+1])})
	}
	return list
}

// Related is another place that matters to a fault, with a short note.
type Related struct {
	Pos  Position
	Note string
}
