package gli

import (
	"context"
	"io"
	"time"

	"ivrcheck/trace"
)

// Answer is what Recognise says of the first bytes of a stream.
type Answer uint8

const (
	// NeedMore: too few bytes to tell.
	NeedMore Answer = iota
	// Yes: this is GLI.
	Yes
	// No: this is something else, and no further byte will change that.
	No
)

// Recognise judges the first in-order bytes of a direction whose start was seen.
func Recognise(b []byte) Answer { return NeedMore }

// FindChain gives the offset of the first validated chain of headers.
func FindChain(b []byte, atEnd bool) (off int, ok bool) { return 0, false }

// Chunk is a run of in-order bytes of one direction.
type Chunk struct {
	// Data is valid during the call only.
	Data []byte
	// Frame is the number of the frame with which the receiver had these
	// bytes in order, Carrier that of the frame that carried them.
	Frame, Carrier int
	// Time is the time of Frame.
	Time time.Time
	// Acked is the offset in the other direction's stream that the carrying
	// segment acknowledged, -1 if unknown.
	Acked int64
}

// Config says whose bytes a Framer gets and where its units go.
type Config struct {
	File string
	Conn *trace.Conn
	Side int
	// Mid tells that the start of the stream was not seen.
	Mid  bool
	Emit func(*trace.Unit) error
}

// Framer cuts one direction of a connection into units.
type Framer struct{ cfg Config }

// NewFramer gives a Framer that stands at the first byte of its direction.
func NewFramer(cfg Config) *Framer { return &Framer{cfg: cfg} }

// Data takes the next bytes of the stream.
func (f *Framer) Data(c Chunk) error { return nil }

// Gap says that lost bytes of the stream are not in the capture.
func (f *Framer) Gap(lost int64, fault trace.Fault, pos trace.Position) error { return nil }

// End says that no more bytes will come.
func (f *Framer) End(c trace.Closing) error { return nil }

// ReadRaw reads a raw GLI stream to its end.
func ReadRaw(ctx context.Context, name string, r io.Reader, emit func(*trace.Unit) error) (int64, error) {
	return 0, nil
}
