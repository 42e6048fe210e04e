// Inputs that cannot be read, or not to their end.

package capture

import (
	"errors"
	"fmt"
	"strconv"

	"ivrcheck/trace"
)

// InputError says that an input could not be read, or not to its end.
type InputError struct {
	File string
	// Place is the last place read without damage: "packet 17"; empty if there
	// is none.
	Place string
	Err   error
	// Damaged: the content is damaged or cut. A Note with CAP001 was emitted for
	// each damage, and all that can be read before and after it.
	Damaged bool
}

func (e *InputError) Error() string {
	if e.Place == "" {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: after %s: %v", e.File, e.Place, e.Err)
}

func (e *InputError) Unwrap() error { return e.Err }

// failure converts an error to the one that Read returns.
func (rd *reading) failure(name string, in *opened, err error) error {
	place := ""
	if in.content != nil && in.content.Passed() > 0 {
		place = fmt.Sprintf("byte %d", in.content.Passed())
	}
	switch damaged := (*compressionError)(nil); {
	case err == nil:
		return nil
	case rd.sink.err != nil:
		return rd.sink.err
	case rd.ctx.Err() != nil:
		return rd.ctx.Err()
	case errors.As(err, new(*InputError)):
		return err
	case errors.As(err, &damaged):
		at := place
		if at == "" {
			at = "byte 0"
		}
		if err := rd.sink.unit(damageNote(trace.Position{File: name}, damaged.Error(), at, "end")); err != nil {
			return err
		}
		return &InputError{File: name, Place: place, Err: damaged, Damaged: true}
	}
	return &InputError{File: name, Place: place, Err: err}
}

// damageNote returns the Note that an input cannot be read on: why, after which
// place, and the consequence (a hint of CAP001).
func damageNote(pos trace.Position, what, after, consequence string) *trace.Unit {
	return &trace.Unit{
		Kind: trace.Note, Pos: pos, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Faults: []trace.Fault{{Code: "CAP001", Hint: consequence, Args: trace.Args("what", what, "at", after)}},
	}
}

// recovered, deferred, turns a panic, which hostile input may cause, into an
// error that says what cannot be read.
func recovered(what string, err *error) {
	if broken := recover(); broken != nil {
		*err = internalError(what, broken)
	}
}

func internalError(what string, broken any) error {
	return fmt.Errorf("%s (internal error: %v; please report it with the input)", what, broken)
}

// packetName is the name of a packet for the user, empty for number 0.
func packetName(number int) string {
	if number == 0 {
		return ""
	}
	return "packet " + strconv.Itoa(number)
}
