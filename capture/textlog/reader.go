// The reader of one log.

package textlog

import (
	"context"
	"io"

	"ivrcheck/capture/textlog/records"
	"ivrcheck/capture/transport"
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
	unit trace.Unit // of the current document

	grammar *grammar
	login   []byte // how a driver marks a login, nil if unknown
	gli     *gli.Protocol
	bodies  *gli.Protocol // of dumps that show XML without headers

	pattern *Pattern
	conns   connections
	lines   lineCache
	prev    previous
	// conn is the connection of the current document; inJSON means that it may be in a
	// JSON record, and outer is the time of the enclosing record.
	conn   *connection
	inJSON bool
	outer  trace.Stamp

	// cached is the line of the current document, nil if it is not cached.
	cached *cachedLine
	// stamped: the current document has its own time stamp; sameLine: it is on the line
	// where the previous one ended.
	stamped, sameLine bool
	copies            copies
	order             sequence

	// hidden is the end of a comment or page, in which names are not messages. inPage: it is a page, in
	// which escaped markup is visible text.
	hidden int64
	inPage bool
	// known: a message was found whose name is not a common word; held are the others
	// until then.
	known     bool
	held      []heldDocument
	heldBytes int

	// origins is the memory for those of the current document, originBudget the limit for held ones.
	origins, sourceOrigins []trace.Origin
	originBudget           originBudget

	// scrap: the last escaped document was short. No end tag of the root begins in endless.
	scrap   bool
	endless struct{ from, to int64 }

	// shown is the dump line that was read last.
	shown shownLine

	found  [marks]found
	absent absent
	escape unescaper
}

// previous describes the previous document.
type previous struct {
	line  int // where it ends
	stamp trace.Stamp
	conn  *connection
}

func newReader(ctx context.Context, name string, r io.Reader, opt Options, emit func(*trace.Unit) error) *reader {
	l := &reader{
		text: text{src: records.New(ctx, r, opt.Names.Root), line: 1, frontOf: -1}, name: name, max: opt.MaxMessage,
		grammar: newGrammar(opt.Names), gli: gli.New(opt.Names), bodies: gli.New(opt.Names), pattern: opt.Pattern, lines: newLineCache(),
		order: sequence{emit: emit},
	}
	l.shown.from = -1
	l.unit = trace.Unit{Kind: trace.Document, Pos: trace.Position{File: name}, Transcoded: true, StreamStart: -1, StreamEnd: -1, Acked: -1}
	l.bodies.Expected = transport.ExpectXML
	if l.max <= 0 {
		l.max = defaultMax
	}
	if opt.Names.Login != "" {
		l.login = []byte("|" + opt.Names.Login)
	}
	for m := range l.found {
		l.found[m].at = -1
	}
	l.emit = func(u *trace.Unit) error {
		if u.Kind == trace.Document && !l.known {
			l.known = true
			if err := l.release(); err != nil {
				return err
			}
		}
		return l.order.take(u)
	}
	return l
}

// position returns the position in the file of offset o. Offsets must not decrease from
// call to call.
func (l *reader) position(o int64, stamp trace.Stamp) trace.Position {
	l.count(o)
	return trace.Position{File: l.name, Line: l.line, Offset: l.place, Time: stamp}
}

// hexDump contains the bytes that a part of a log shows.
type hexDump struct {
	data []byte
	// at[i] is the offset of data[i] in the text, from the start of the dump.
	at []int32
	// end is the offset of the end of the dump.
	end int
}

// shownLine is a line of a dump with a text column.
type shownLine struct {
	hexDump
	from  int64 // offset of the line, -1 for none
	group int   // digits of a group
	tried bool  // a place in it was examined
}

// mark is a kind of text that may begin a message.
type mark uint8

const (
	markLess  mark = iota // <
	markAmp               // &lt;
	markSlash             // \u003c
	markHex               // 0200 or 02 00, the end of a GLI header in a dump
	marks
)

// found is the next place with one mark: at, unless that is before clear. No place is
// before clear.
type found struct{ at, clear int64 }

// Options are the user's settings for a log.
type Options struct {
	// Names are the protocol's names, which are required to find messages.
	Names trace.Names
	// MaxMessage is the length in bytes of the longest document accepted (0: 1 MiB); a
	// longer one becomes a partial Document with CAP011.
	MaxMessage int
	// Pattern, if not nil, describes the lines.
	Pattern *Pattern
	// Note, if not nil, is called at the end with what the user should know about
	// the log.
	Note func(string)
}
