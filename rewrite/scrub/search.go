package scrub

// The search for originals in a result.

import (
	"context"
	"errors"
	"fmt"
	"io"

	"ivrcheck/capture"
	"ivrcheck/rewrite/pseudonym"
	"ivrcheck/trace"
)

// overlap is how much of what was searched is searched again with what follows.
const overlap = 1 << 10

// FoundError reports that an original is in a result.
type FoundError struct{ Place, Encoding string }

func (e *FoundError) Error() string {
	return fmt.Sprintf("a personal value of the input is still in the result, %s (%s)", e.Place, e.Encoding)
}

// Search looks for originals in the bytes of a result as they are. It returns a *FoundError if it finds one. A
// Searcher looks in its streams.
func Search(ctx context.Context, opt *Options, originals *pseudonym.Originals) error {
	in, err := opt.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	buf := make([]byte, overlap+256<<10)
	kept := 0
	for at := int64(0); err == nil && ctx.Err() == nil; {
		var n int
		n, err = io.ReadFull(in, buf[kept:])
		b := buf[:kept+n]
		if i, encoding := originals.FindAnywhere(b); i >= 0 {
			return &FoundError{fmt.Sprintf("at byte %d of the file", at-int64(kept)+int64(i)), encoding}
		}
		at += int64(n)
		kept = copy(buf, b[max(0, len(b)-overlap):])
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return nil
}

// Searcher looks for originals in the streams of a result while it is read. Within a packet its bytes were searched
// with the file, unless the packet came in fragments: then only those where packets meet are left.
type Searcher struct {
	originals *pseudonym.Originals
	tails     map[directionKey]*tail
	record    []byte // data of the current packet
	apart     bool   // a payload was no part of its packet
	found     error
}

// tail is the end of what was searched of a direction, before an offset of its stream.
type tail struct {
	end, join []byte
	offset    int64
}

// NewSearcher returns a Searcher that has read nothing yet.
func NewSearcher(originals *pseudonym.Originals) *Searcher {
	return &Searcher{originals: originals, tails: map[directionKey]*tail{}}
}

// Watcher follows the reading.
func (s *Searcher) Watcher() *capture.Watcher {
	return &capture.Watcher{
		Record: func(r *capture.Record) error {
			if s.record = nil; r.Packet != nil {
				s.record = r.Packet.Data
			}
			return nil
		},
		Payload: s.payload, Fragment: func([]byte, int) {}, Bytes: s.bytes,
		Passed: func(*trace.Conn, int, int64) {}, Content: func([]byte) {}, Unit: s.unit,
	}
}

// Err returns a *FoundError if an original was found.
func (s *Searcher) Err() error { return s.found }

func (s *Searcher) payload(p *capture.Payload) {
	at := cap(s.record) - cap(p.Payload)
	if len(p.Payload) > 0 && (at < 0 || at >= len(s.record) || &p.Payload[0] != &s.record[at]) {
		s.apart = true
	}
}

func (s *Searcher) bytes(c capture.Bytes) {
	if s.found != nil {
		return
	}
	key := directionKey{c.Conn, c.Side}
	t := s.tails[key]
	if t == nil {
		t = &tail{}
		s.tails[key] = t
	}
	t.offset = c.Chunk.Offset + int64(len(c.Chunk.Bytes))
	b := c.Chunk.Bytes
	if !s.apart {
		b = b[:min(len(b), overlap)]
	}
	if len(t.end) == 0 && !s.apart {
		t.keep(c.Chunk.Bytes)
		return
	}
	before, border := len(t.end), len(t.end)
	if s.apart {
		border = -1
	}
	t.join = append(append(t.join[:0], t.end...), b...)
	plain := t.join
	if !s.apart {
		plain = plain[max(0, before-pseudonym.MaxOriginal):min(len(plain), before+pseudonym.MaxOriginal)]
	}
	i, _ := s.originals.Find(plain)
	encoding := "plain text"
	if i < 0 {
		i, encoding = s.originals.FindEncoded(t.join, border)
	}
	if i >= 0 {
		s.found = &FoundError{fmt.Sprintf("in frame %d, TCP stream %d", c.Frame, c.Conn.Stream), encoding}
	}
	whole := c.Chunk.Bytes
	if len(whole) < overlap {
		whole = t.join
	}
	t.keep(whole)
}

func (t *tail) keep(b []byte) { t.end = append(t.end[:0], b[max(0, len(b)-overlap):]...) }

// unit searches the messages of logs, which may have encoded them. No original is in two messages, so
// that nothing is searched across the end of a whole one.
func (s *Searcher) unit(u *trace.Unit) {
	if u.Kind == trace.Document && !u.Partial && u.Side >= 0 {
		if t := s.tails[directionKey{u.Conn, u.Side}]; t != nil && t.offset == u.StreamEnd {
			t.end = t.end[:0]
		}
	}
	if u.Kind == trace.End {
		delete(s.tails, directionKey{u.Conn, 0})
		delete(s.tails, directionKey{u.Conn, 1})
	}
	if u.Kind == trace.Document && u.Conn.Stream < 0 && s.found == nil {
		if i, encoding := s.originals.FindAnywhere(u.Body); i >= 0 {
			s.found = &FoundError{fmt.Sprintf("in the message of line %d", u.Pos.Line), encoding}
		}
	}
}
