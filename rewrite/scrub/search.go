package scrub

// The search for originals in a result.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/capture/packet"
	"ivrcheck/rewrite/pseudonym"
	"ivrcheck/trace"
)

// overlap is the number of searched bytes that are searched again with the bytes after them.
const overlap = 1 << 10

// FoundError reports that an original is in a result.
type FoundError struct{ Place, Encoding string }

func (e *FoundError) Error() string {
	return fmt.Sprintf("a personal value of the input is still in the result, %s (%s)", e.Place, e.Encoding)
}

// Search searches the bytes of a result for originals. It returns a *FoundError for one that is not there by chance. A
// Searcher searches the streams of the result.
func Search(ctx context.Context, opt *Options, originals *pseudonym.Originals) error {
	in, err := opt.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	var found []match
	buf := make([]byte, overlap+256<<10)
	kept := 0
	for at := int64(0); err == nil && ctx.Err() == nil; {
		var n int
		n, err = io.ReadFull(in, buf[kept:])
		b := buf[:kept+n]
		start := at - int64(kept) // of b in the file
		for from := 0; ; {
			i, end := originals.Find(b[from:])
			if i < 0 {
				break
			}
			found = append(found, match{start + int64(from+i), start + int64(from+end)})
			from += i + 1
		}
		if len(found) > maxMatches {
			return found[0].error()
		}
		if i, encoding := originals.FindEncoded(b, -1); i >= 0 {
			return &FoundError{fmt.Sprintf("at byte %d of the file", start+int64(i)), encoding}
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
	return notByChance(ctx, opt, found)
}

// maxMatches is the number of matches that cannot be by chance.
const maxMatches = 1 << 10

// match is where an original was found in a result.
type match struct{ start, end int64 }

func (m match) error() error {
	return &FoundError{fmt.Sprintf("at byte %d of the file", m.start), "plain text"}
}

// notByChance returns an error for the first match that is not by chance, nil if there is none. A match that consists of
// bytes of a payload and of the headers next to it is by chance: for instance the beginning of a pseudonym at the end of
// its packet, and the time of the next packet. Headers are those of the input and contain no part of a value.
func notByChance(ctx context.Context, opt *Options, found []match) error {
	if len(found) == 0 {
		return nil
	}
	left := slices.Clone(found)
	decoder, l := packet.NewDecoder(), layout{}
	part, end := 0, int64(0)
	member := capture.Member{Name: opt.Name, Open: opt.Open}
	results, err := capture.ReadRecords(ctx, []capture.Member{member}, opt.Read, func(r *capture.Record) error {
		if r.Part != part {
			part = r.Part
			end += int64(len(r.FileHead))
		}
		start := end
		p := r.Packet
		if r.Head != nil {
			start += int64(len(r.Head))
			end = start + int64(len(p.Data))
		} else {
			end += int64(len(r.Block))
			if p == nil {
				return nil
			}
			start += int64(dataAt(r))
		}
		if !slices.ContainsFunc(left, func(m match) bool { return m.start < end && start < m.end }) {
			return nil
		}
		l.read(decoder, p)
		head, tail := start+int64(l.head), start+int64(l.end)
		left = slices.DeleteFunc(left, func(m match) bool {
			crosses := m.start < head && head < m.end || m.start < tail && tail < m.end
			return crosses && head < tail
		})
		return nil
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if len(left) > 0 {
		return left[0].error()
	}
	for _, r := range results {
		err = errors.Join(err, r.Err)
	}
	return err
}

// Searcher searches the streams of a result for originals while the result is checked. Search has searched the bytes
// within each packet, so only those where two packets meet are searched, unless packets came in fragments.
type Searcher struct {
	originals *pseudonym.Originals
	tails     map[directionKey]*tail
	record    []byte // data of the current packet
	apart     bool   // a payload was not a part of its packet
	content   recentContent
	found     error
}

// recentContent has the last bytes of a log or raw stream.
type recentContent struct {
	bytes []byte
	start int64 // of bytes in the content
}

// maxRecent is about the number of bytes that are kept at most. Then half of them are dropped.
const maxRecent = 1 << 19

func (r *recentContent) add(b []byte) {
	r.bytes = append(r.bytes, b...)
	if more := len(r.bytes) - maxRecent/2; more > maxRecent/2 {
		r.bytes = r.bytes[:copy(r.bytes, r.bytes[more:])]
		r.start += int64(more)
	}
}

// has reports whether text is in the content at an offset.
func (r *recentContent) has(text []byte, offset int64) bool {
	at := offset - r.start
	return at >= 0 && at <= int64(len(r.bytes)) && bytes.HasPrefix(r.bytes[at:], text)
}

// tail is the end of the searched bytes of a direction, before an offset of its stream.
type tail struct {
	end, join []byte
	offset    int64
}

// NewSearcher returns a Searcher that has read nothing yet.
func NewSearcher(originals *pseudonym.Originals) *Searcher {
	return &Searcher{originals: originals, tails: map[directionKey]*tail{}}
}

// Watcher returns the Watcher that feeds the Searcher.
func (s *Searcher) Watcher() *capture.Watcher {
	return &capture.Watcher{
		Record: func(r *capture.Record) error {
			if s.record = nil; r.Packet != nil {
				s.record = r.Packet.Data
			}
			return nil
		},
		Payload: s.payload, Fragment: func([]byte, int) {}, Bytes: s.bytes,
		Passed: func(*trace.Conn, int, int64) {}, Content: s.content.add, Unit: s.unit,
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

// unit searches the messages of logs, which may be encoded there. Others were searched with the file. No original is
// in two messages, so nothing is searched across the end of a complete one.
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
	if u.Kind == trace.Document && u.Conn.Stream < 0 && s.found == nil && !s.content.has(u.Body, u.Pos.Offset) {
		if i, encoding := s.originals.FindAnywhere(u.Body); i >= 0 {
			s.found = &FoundError{fmt.Sprintf("in the message of line %d", u.Pos.Line), encoding}
		}
	}
}
