// The reader of one log.

package textlog

import (
	"context"
	"io"

	"ivrcheck/capture/transport/gli"
	"ivrcheck/trace"
)

// defaultMax is the longest document if the caller names none.
const defaultMax = 1 << 20

// reader reads one log.
type reader struct {
	text
	name string
	max  int
	emit func(*trace.Unit) error
	unit trace.Unit

	grammar *grammar
	login   []byte // what a driver writes before a login, nil if unknown
	gli     *gli.Protocol

	pattern *Pattern
	conns   connections
	lines   lineCache
	prev    previous
	// conn is the connection of the document at hand; inJSON means that it may
	// be in a record in JSON.
	conn   *connection
	inJSON bool

	found  [marks]found
	absent absent
	escape unescaper
}

// previous is what is known of the document before.
type previous struct {
	line  int // where it ends
	stamp trace.Stamp
	conn  *connection
}

func newReader(ctx context.Context, name string, r io.Reader, opt Options, emit func(*trace.Unit) error) *reader {
	l := &reader{
		text: text{ctx: ctx, src: r, line: 1, frontOf: -1}, name: name, max: opt.MaxMessage, emit: emit,
		grammar: newGrammar(opt.Names), gli: gli.New(opt.Names), pattern: opt.Pattern, lines: newLineCache(),
	}
	if l.max <= 0 {
		l.max = defaultMax
	}
	if opt.Names.Login != "" {
		l.login = []byte("|" + opt.Names.Login)
	}
	for m := range l.found {
		l.found[m].at = -1
	}
	return l
}

// position is the position in the file of offset o, which must not be before the
// one asked for last.
func (l *reader) position(o int64, stamp trace.Stamp) trace.Position {
	l.count(o)
	return trace.Position{File: l.name, Line: l.line, Offset: l.place, Time: stamp}
}

// mark is a way in which the beginning of a message is found.
type mark uint8

const (
	markLess  mark = iota // <
	markAmp               // &lt;
	markSlash             // \u003c
	markHex               // 0200 or 02 00, the end of a GLI header in a dump
	marks
)

// found is the next place with one mark: at, if that is not before clear; there
// is none before clear.
type found struct{ at, clear int64 }

// Options are what the user may say about a log.
type Options struct {
	// Names are the protocol's names; without them no message is found.
	Names trace.Names
	// MaxMessage is the length in bytes of the longest document accepted (0: 1
	// MiB); a longer one is a partial Document with CAP011.
	MaxMessage int
	// Pattern, if not nil, describes the lines.
	Pattern *Pattern
}
