// Package trace is the vocabulary that all other packages share: where and when
// bytes were seen (Position, Conn), what they are (Unit) and their faults
// (Fault).
//
// It is a leaf: it imports no other package of this module and knows neither
// files nor XML nor rules. capture fills Units, schema adds Faults, rules turns
// them into findings.
//
// Files, from the entry point down: trace.go, origin.go, reason.go, shard.go, position.go,
// arrival.go, instant.go, names.go.
package trace

import (
	"fmt"
	"strconv"
)

// Kind is the kind of a Unit.
type Kind uint8

const (
	// Start: a connection that carries the protocol was recognised. Its first
	// unit, once, with the faults of the start, such as CAP005. A Start with
	// CAP008 is TLS instead; its End follows immediately.
	Start Kind = iota
	// Document: one XML body, complete unless Partial is set.
	Document
	// Frame: a GLI frame without XML: keep-alive, acknowledgement, error.
	Frame
	// Gap: bytes of one direction that are not in the capture, or that were
	// skipped to find the next header.
	Gap
	// End: the connection has no more units. Its last unit, once.
	End
	// Note: a fault that does not affect the sequence of messages: of the input
	// itself (CAP001, no Conn), or of a connection whose bytes are nevertheless
	// complete (CAP003).
	Note
)

// Closing is the way in which a connection ended.
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

// Header is a GLI header as on the wire.
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

// TypeNames are the message types of GLI by number, in the form used in rule
// files and reports.
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
// receiver had them complete.
//
// The receiver of a Unit owns neither the Unit nor the memory it refers to:
// Body, Trailer, Origins and Pos.Frames are valid until the callback that received the
// Unit returns. Conn stays valid and unchanged.
type Unit struct {
	Kind Kind
	Pos  Position
	Conn *Conn // nil for a Note about the input itself
	// Side is the index of the sender in Conn.Ends, -1 if unknown.
	Side int
	// Direction is the direction stated by the input, such as a log line that is
	// marked as sent.
	Direction Direction
	// Transcoded: the writer of the input (a log) may have changed the encoding,
	// so that the declared one proves nothing.
	Transcoded bool
	// Compressed: Body was compressed on the wire.
	Compressed bool
	// Partial: Body is not the whole document.
	Partial bool
	// Closing, of an End, is the way in which the connection ended; Present reports from which
	// sides the input has a packet. In a log and a raw stream only messages show that.
	Closing Closing
	Present [2]bool

	Header Header
	// Body is the XML of a Document as on the wire, without the Trailer; the body
	// of a Frame.
	Body []byte
	// Wire is the body as on the wire if Body has another encoding.
	Wire []byte
	// Lead are the bytes before the document that belong to the wrapper around it.
	// Follows: the document shares the frame and the header of the previous unit.
	// Wrapper is the name of the wrapper, "" without one.
	Lead    []byte
	Follows bool
	Wrapper string
	// Trailer are the bytes after the document that are included in its length.
	Trailer []byte
	// Origins are, if Pos.Column is 0, the places in the log of the parts of Body, in ascending order, as far as known.
	Origins []Origin

	// Lost is the number of bytes of a Gap, 0 if unknown.
	Lost int64

	// StreamStart and StreamEnd are the extent of the unit in the sender's byte stream, counted from
	// the first byte seen. Acked is the offset in the other direction's stream that the segment that
	// completed the unit acknowledged, -1 if unknown. All are -1 in a log. Peer is the offset up to
	// which the other direction's stream had been delivered or given up when the unit was complete; 0
	// if unknown.
	StreamStart, StreamEnd int64
	Acked, Peer            int64

	// Read is the time of the latest packet that was read before the unit was emitted; zero
	// in a log and a raw stream.
	Read Instant

	// Faults are the faults found by package capture.
	Faults []Fault
}

// Span is a range of bytes in a Unit's Body. The zero Span means no range.
type Span struct{ Start, End int }

// Fault is one fault of a Unit. It has no text: package rules makes one from
// the rule's message and the Args.
type Fault struct {
	// Code is the rule's code, such as MSG003.
	Code string
	// Subject is the part of the protocol that is affected: LoginResp.Status,
	// GLI.length.
	Subject string
	// Parameter is the number, in the catalogue, of the affected parameter; 0 for
	// none.
	Parameter int
	// Span is the place in the Body, for line, column and evidence.
	Span Span
	// Args fill the placeholders of the rule's message, {name}.
	Args []Arg
	// Basis is the source of the violated fact, for rules whose severity depends
	// on it: documented, implementations, inferred; empty: the rule's own.
	Basis string
	// Document and Section are the reference for the violated fact; empty: that of
	// the rule.
	Document, Section string
	// Expected and Actual are set for values. ActualPrivate means that
	// Actual may be personal.
	Expected      []string
	Actual        string
	HasActual     bool
	ActualPrivate bool
	// Since, if not empty, is the version of the protocol from which on this is
	// not a fault. The connection's login decides whether it is one.
	Since string
	// Hint names one of the rule's hint texts, empty for none.
	Hint string
	// Evidence is the XML around the place, with values masked as the run requires. It is empty
	// if it would not help, or if Whole is set: the document from which to make the evidence, a
	// view of the Unit's Body.
	Evidence string
	Whole    []byte
	// Line and Column are the place inside the message, 1-based; 0: unknown. FileLine and FileColumn are the place
	// in the log, if Origins show it.
	Line, Column         int
	FileLine, FileColumn int
	// Related are other relevant places.
	Related []Related
	// Doubt is the reason, if any, why the evidence does not suffice.
	Doubt Doubt
	// Lower is the number of steps by which its severity is below that of the rule.
	Lower uint8
	// Each: every occurrence is reported, even if the rule is reported once.
	Each bool
	// Raise: this fault is not reported. It raises the finding that is reported once for earlier
	// messages of the sender, with this Lower, to the severity of the rule.
	Raise bool
}

// Arg is a named value for a rule's message.
type Arg struct {
	Name, Value string
	// Private means that Value may be personal; it is masked unless the run
	// shows values.
	Private bool
}

// Args pairs names with values.
func Args(pairs ...any) []Arg {
	list := make([]Arg, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Arg{Name: pairs[i].(string), Value: text(pairs[i+1])})
	}
	return list
}

// text is fmt.Sprint with a fast path for most arguments.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(v)
}

// Related is another place relevant to a fault, with a short note.
type Related struct {
	Pos  Position
	Note string
}
