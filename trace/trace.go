// Package trace holds what every other room of ivrcheck shares: where and when
// bytes were seen (Position, Conn), what they were taken for (Unit) and what
// was wrong with them (Fault).
//
// It is a leaf: it imports no other package of this module and knows neither
// files nor XML nor rules. capture fills Units, schema adds Faults, rules
// turns them into findings.
package trace

import (
	"fmt"
	"net/netip"
	"time"
)

// Direction tells who sent something. A capture alone often cannot know it;
// then it is DirectionUnknown until the rules room has found out.
type Direction uint8

const (
	DirectionUnknown Direction = iota
	FromIVR
	FromServer
)

// String gives the form that reports use: "ivr>server", "server>ivr" or "".
func (d Direction) String() string {
	switch d {
	case FromIVR:
		return "ivr>server"
	case FromServer:
		return "server>ivr"
	}
	return ""
}

// Opposite gives the other direction; of DirectionUnknown, DirectionUnknown.
func (d Direction) Opposite() Direction {
	switch d {
	case FromIVR:
		return FromServer
	case FromServer:
		return FromIVR
	}
	return DirectionUnknown
}

// Stamp is a time as its source gave it.
type Stamp struct {
	// Time is the instant, in UTC for packet captures, in the zone written
	// for logs. Zero if the source gave none, or gave one that cannot be
	// placed on a calendar (a time of day alone is put on day 1 of year 1,
	// so that differences can still be taken).
	Time time.Time
	// Text is the stamp as written, for logs without a zone; reports print
	// it instead of Time. Empty for packet captures.
	Text string
}

// IsZero tells whether the source gave no time at all.
func (s Stamp) IsZero() bool { return s.Text == "" && s.Time.IsZero() }

// String gives RFC 3339 with all nine digits of the nanoseconds, so that texts
// sort as times do, or the text as written where the
// source had no zone, or "" where it had no time.
func (s Stamp) String() string {
	if s.Text != "" {
		return s.Text
	}
	return string(s.AppendTo(nil))
}

// AppendTo appends what String gives.
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
	// Every finding has one, and Format takes its layout apart each time.
	b = append(appendNumber(b, year, 4), '-')
	b = append(appendNumber(b, int(month), 2), '-')
	b = append(appendNumber(b, day, 2), 'T')
	return AppendClock(b, s.Time)
}

// AppendClock appends what AppendTo writes of a time in UTC behind its date, for those
// who know the date already.
func AppendClock(b []byte, t time.Time) []byte {
	hour, minute, second := t.Clock()
	b = append(appendNumber(b, hour, 2), ':')
	b = append(appendNumber(b, minute, 2), ':')
	b = append(appendNumber(b, second, 2), '.')
	return append(appendNumber(b, t.Nanosecond(), 9), 'Z')
}

// appendNumber appends a number of at most so many digits with zeros in front.
func appendNumber(b []byte, value, digits int) []byte {
	b = append(b, "000000000"[:digits]...)
	for at := len(b) - 1; value > 0; at, value = at-1, value/10 {
		b[at] = byte('0' + value%10)
	}
	return b
}

// Position is where in an input something was seen.
type Position struct {
	// File is the input's name as given on the command line.
	File string
	// Frame is the number, as Wireshark counts, of the frame with which the
	// receiver had everything; 0 if the input is no packet capture.
	Frame int
	// Frames lists, ascending, all frames that carried the bytes if there
	// was more than one; nil means Frame alone.
	Frames []int
	// Line is the 1-based line in a log, 0 elsewhere.
	Line int
	// Offset is the byte offset in a log or raw GLI stream; it has no
	// meaning in a packet capture.
	Offset int64
	Time   Stamp
}

// AllFrames lists the frames that carried the bytes, ascending; nil where the
// input is no packet capture.
func (p Position) AllFrames() []int {
	if len(p.Frames) > 0 {
		return p.Frames
	}
	if p.Frame > 0 {
		return []int{p.Frame}
	}
	return nil
}

// Conn is one TCP connection, or what a log shows of one. It is immutable
// once a Unit refers to it; its address identifies it.
type Conn struct {
	// Stream is the index Wireshark gives as tcp.stream, -1 in a log or a raw
	// stream.
	Stream int
	// Ends are the two endpoints; invalid (zero) where the input does not
	// tell them. A Unit's Side is an index into it.
	Ends [2]netip.AddrPort
	// Name is what a log calls the connection, where the user has said how
	// its lines tell it; else empty.
	Name string
	// VLAN holds the tags of the connection's first packet, outermost first.
	VLAN []uint16
	// StartSeen tells that the capture holds the connection's first bytes:
	// its SYN was seen, or the input is a raw stream, which begins where the
	// connection began. Where it is false, rules may still learn the start
	// from a LoginReq.
	StartSeen bool
	// Client is the index in Ends of the end that opened the connection (it
	// sent the SYN), or -1 where that was not seen. The end whose port the
	// user named with --port is the server, so that the other is Client.
	Client int
}

// Kind says what a Unit is.
type Kind uint8

const (
	// Start: a connection was recognised as GLI. Its first unit, once. It
	// carries the faults of the start, such as CAP005. One with CAP008 is TLS
	// where GLI was due; its End follows at once.
	Start Kind = iota
	// Document: one XML body, whole unless Partial is set.
	Document
	// Frame: a GLI frame without XML: keep-alive, acknowledgement, error.
	Frame
	// Gap: bytes of one direction that are not in the capture, or that could
	// not be read (skipped to find the next header).
	Gap
	// End: nothing more of the connection will come. Its last unit, once.
	End
	// Note: a fault that changes nothing in the sequence of messages: one of
	// the input itself (CAP001, no Conn), or of a connection whose bytes are
	// none the worse for it (CAP003).
	Note
)

// Closing says how a connection ended.
type Closing uint8

const (
	// CloseUnseen: the input ended, or the ports were reused, first.
	CloseUnseen Closing = iota
	// CloseOrderly: FIN of both directions, all bytes before them delivered
	// or given up as gaps.
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

// TypeNames are the message types of GLI by their number, in the words of rule
// files and reports.
//
// Source: protocol notes, section GLI framing.
var TypeNames = [...]string{"keep-alive-request", "keep-alive-ack", "error-ack", "xml"}

// TypeName names the header's message type, "" if there is none of its number.
func (h Header) TypeName() string {
	if h.Type() < len(TypeNames) {
		return TypeNames[h.Type()]
	}
	return ""
}

// Unit is one thing seen in an input, in the order in which the receiver had
// it whole.
//
// Whoever gets a Unit owns neither it nor what it points to: Body and
// Pos.Frames are valid until the callback that received the Unit returns.
// Conn stays valid and unchanged.
type Unit struct {
	Kind Kind
	Pos  Position
	Conn *Conn // nil for a Note about the input itself
	// Side is the index in Conn.Ends of the sender, -1 if not known.
	Side int
	// Direction is what the input itself says, such as a log line that is
	// marked as sent; else unknown.
	Direction Direction
	// Transcoded tells that whoever wrote the input may have changed the
	// encoding (a log), so that the declared one proves nothing.
	Transcoded bool
	// Partial tells that Body is known not to be the whole document.
	Partial bool
	// Closing is how the connection of an End ended.
	Closing Closing

	Header Header
	// Body is the XML of a Document, as on the wire, without the bytes that
	// the length counted beyond it (Trailer); the body of a Frame.
	Body []byte
	// Trailer holds the bytes that the length counts after the document.
	Trailer []byte

	// Lost is the number of bytes of a Gap, 0 if that cannot be told.
	Lost int64

	// StreamEnd is the offset, in the sender's byte stream counted from the
	// first byte seen, just behind this unit; StreamStart where it begins.
	// Acked is how far the segment that completed the unit acknowledged the
	// other direction's stream, on the same count, or -1 where not known.
	// All are -1 in a log. Peer is how far the other direction's stream had
	// been delivered, or given up, when the unit was whole; 0 where not known.
	StreamStart, StreamEnd int64
	Acked, Peer            int64

	// Faults are those the capture room found about this unit.
	Faults []Fault
}

// Span is a range of bytes in a Unit's Body. The zero Span means: no place.
type Span struct{ Start, End int }

// Fault is one thing that is wrong with a Unit. It holds no sentence: the
// rules room makes one from the rule's text and the Args.
type Fault struct {
	// Code is the rule's code, such as MSG003.
	Code string
	// Subject is the part of the protocol it is about: LoginResp.Status,
	// MonitorInfo.Agent, GLI.length.
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
