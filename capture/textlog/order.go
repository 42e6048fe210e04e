// The order of a log: newest first, or lines that were delivered twice.

package textlog

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"ivrcheck/trace"
)

// sequence puts the units of a log whose newest line is first in the order of time.
//
// Units are held back until a time stamp shows that the log runs forward: usually one,
// until the second.
type sequence struct {
	emit func(*trace.Unit) error
	// decided: units pass. Before that, forward and backward count pairs of time stamps,
	// last is the stamp read last, and unstamped counts documents without one.
	decided           bool
	unknown           bool // the order
	forward, backward int
	last              trace.Stamp
	// inherited: the next unit has the time stamp of the line before.
	inherited        bool
	unstamped        int
	held             []trace.Unit
	documents, bytes int
	budget           originBudget
}

const (
	// maxUnordered is the most bytes of a log that runs backward to put in order;
	// unitCost is the cost of a unit besides its XML.
	maxUnordered = 16 << 20
	unitCost     = 256
	// maxUnstamped is the most documents that wait for a first time stamp, and maxEqual
	// the most that wait for a different one.
	maxUnstamped = 2
	maxEqual     = 64
)

// take takes the next unit.
func (q *sequence) take(u *trace.Unit) error {
	if q.decided {
		q.mark(u)
		return q.emit(u)
	}
	if u.Kind == trace.End {
		if err := q.decide(); err != nil {
			return err
		}
		return q.emit(u)
	}
	kept := *u
	kept.Body, kept.Trailer = bytes.Clone(u.Body), bytes.Clone(u.Trailer)
	kept.Faults, kept.Origins = slices.Clone(u.Faults), q.budget.keep(u.Origins)
	q.held = append(q.held, kept)
	if u.Kind != trace.Document && u.Kind != trace.Frame {
		return nil
	}
	q.documents++
	q.bytes += len(u.Body) + unitCost
	switch t := u.Pos.Time; {
	case t.Time.IsZero(), q.inherited:
		q.unstamped++
	case q.last.Time.IsZero():
		q.last = t
	default:
		if c := t.Time.Compare(q.last.Time); c > 0 {
			q.forward++
		} else if c < 0 {
			q.backward++
		}
		q.last = t
	}
	if q.forward > q.backward || q.backward == 0 && (q.unstamped > maxUnstamped || q.documents > maxEqual) || q.bytes > maxUnordered {
		return q.decide()
	}
	return nil
}

// decide emits the held units, in the order of time if the log runs backward.
func (q *sequence) decide() error {
	q.decided = true
	if q.backward == 0 || q.forward*10 > q.backward {
		return q.release(q.held)
	}
	first := slices.IndexFunc(q.held, func(u trace.Unit) bool { return u.Kind == trace.Document || u.Kind == trace.Frame })
	note := trace.Unit{Kind: trace.Note, Pos: q.held[first].Pos, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1}
	fault := trace.Fault{Code: "CAP013", Args: trace.Args("backward", q.backward, "messages", q.documents), Hint: "ordered"}
	switch {
	case q.bytes > maxUnordered:
		fault.Hint = "long"
	case q.unstamped > 0:
		fault.Hint = "unstamped"
	}
	note.Faults = []trace.Fault{fault}
	if err := q.emit(&note); err != nil {
		return err
	}
	if fault.Hint == "ordered" {
		return q.release(q.inOrder())
	}
	q.unknown = true
	for i := range q.held {
		q.mark(&q.held[i])
	}
	return q.release(q.held)
}

// mark marks the connection that begins with u if its order is not known.
func (q *sequence) mark(u *trace.Unit) {
	if q.unknown && u.Kind == trace.Start {
		u.Conn.OrderUnknown = true
	}
}

// inOrder returns the units in the order of time, each start before the first unit of its
// connection.
func (q *sequence) inOrder() []trace.Unit {
	starts := map[*trace.Conn]trace.Unit{}
	var units []trace.Unit
	for _, u := range slices.Backward(q.held) {
		if u.Kind == trace.Start {
			starts[u.Conn] = u
		} else {
			units = append(units, u)
		}
	}
	slices.SortStableFunc(units, func(a, b trace.Unit) int { return a.Pos.Time.Time.Compare(b.Pos.Time.Time) })
	ordered := make([]trace.Unit, 0, len(q.held))
	for _, u := range units {
		if s, ok := starts[u.Conn]; ok {
			s.Pos = u.Pos
			ordered = append(ordered, s)
			delete(starts, u.Conn)
		}
		ordered = append(ordered, u)
	}
	return ordered
}

func (q *sequence) release(units []trace.Unit) error {
	q.held = nil
	for i := range units {
		if err := q.emit(&units[i]); err != nil {
			return err
		}
		units[i] = trace.Unit{} // frees its memory before all are emitted
	}
	return nil
}

// copies finds messages that were delivered twice: the same line with the same time stamp of
// less than a second, or two lines and more that follow one another again.
type copies struct {
	// seen are the last documents, in sets of a few by the checksum of their text, the newest
	// of a set last; n is the number of the last one.
	seen    [][setSize]seenDocument
	n       int
	dropped int
	// run is the number of the document that the next one repeats if it continues a
	// repeated block, 0 for none. maybe is a document that is a copy if the next one
	// continues the block.
	run   int
	maybe *heldDocument
	key   uint64 // of maybe
}

// seenDocument is the number of a document by the hash of its text and that of its line.
type seenDocument struct {
	key uint64
	n   int
}

const (
	maxSeen = 1 << 14 // documents that are remembered
	setSize = 4
)

// digest hashes a text, 16 bytes at a time. It has no random seed, because the sets depend on it.
func digest(b []byte) uint64 {
	const block = 16
	sum, last := uint64(len(b)), b
	for len(b) > 4*block {
		w := (*[4 * block]byte)(b)
		sum = mix(mix(mix(mix(sum, w[:]), w[block:]), w[2*block:]), w[3*block:])
		b = b[4*block:]
	}
	for len(b) > block {
		sum = mix(sum, b)
		b = b[block:]
	}
	var w [block]byte
	if len(last) >= block {
		last = last[len(last)-block:] // it may begin in the block before
	} else {
		copy(w[:], last)
		last = w[:]
	}
	const fraction = 0xa0761d6478bd642f
	sum = mix(sum, last) ^ fraction
	hi, lo := bits.Mul64(sum, fraction)
	return hi ^ lo
}

// mix adds 16 bytes to a sum.
func mix(sum uint64, b []byte) uint64 {
	hi, lo := bits.Mul64(binary.LittleEndian.Uint64(b)^sum, binary.LittleEndian.Uint64(b[8:])^0xe7037ed1a0b428db)
	return hi ^ lo
}

// set returns the set for the digest of a text. The text alone determines the set, so
// eviction is deterministic.
func (c *copies) set(digest uint64) *[setSize]seenDocument {
	if c.seen == nil {
		c.seen = make([][setSize]seenDocument, maxSeen/setSize)
	}
	return &c.seen[digest%(maxSeen/setSize)]
}

// verdict is the result of the search for an earlier copy.
type verdict uint8

const (
	original verdict = iota
	copied
	// undecided: a copy if the next one is.
	undecided
)

// judge reports whether the document u is a copy. Its line begins with front, after the
// removed prefix. judge remembers an original.
func (c *copies) judge(u *trace.Unit, front, removed []byte) (v verdict, key uint64) {
	body := digest(u.Body)
	key = body ^ digest(front)*31 ^ uint64(u.Pos.Time.Time.UnixNano())
	if len(removed) > 0 {
		key ^= digest(removed) * 127
	}
	set := c.set(body)
	i := slices.IndexFunc(set[:], func(s seenDocument) bool { return s.n > 0 && s.key == key })
	if i < 0 {
		c.run = 0
		c.remember(set, key)
		return original, key
	}
	earlier := set[i].n
	// A message of several lines is a block by itself.
	if c.run > 0 && earlier == c.run || exact(u.Pos.Time) || removed == nil && bytes.IndexByte(u.Body, '\n') >= 0 {
		v = copied
	} else {
		v = undecided
	}
	c.run = earlier + 1
	return v, key
}

// remember adds a document to its set and drops the oldest.
func (c *copies) remember(set *[setSize]seenDocument, key uint64) {
	c.n++
	*set = [setSize]seenDocument{set[1], set[2], set[3], {key, c.n}}
}

// exact reports whether a time stamp has fractions of a second.
func exact(t trace.Stamp) bool {
	return t.Time.Nanosecond() != 0 || strings.ContainsAny(t.Text, ".,")
}

// finishOnce emits u unless it is a copy. An undecided document waits for the next one.
func (l *reader) finishOnce(u *trace.Unit) error {
	c := &l.copies
	l.order.inherited = !l.stamped && !l.sameLine
	if !l.stamped || l.sameLine || u.Pos.Time.IsZero() {
		return l.notCopied(u)
	}
	front := l.buf[l.frontAt-l.base : l.frontOf-l.base]
	var removed []byte
	if rec := l.segment.Record; rec != nil {
		removed = rec.Front
	}
	v, key := c.judge(u, front, removed)
	if c.maybe != nil && v == copied {
		c.dropped++
		c.maybe = nil
	} else if c.maybe != nil {
		run := c.run
		if err := l.notCopied(nil); err != nil {
			return err
		}
		c.run = run
	}
	switch v {
	case copied:
		c.dropped++
		return nil
	case undecided:
		own := *u
		own.Body, own.Trailer, own.Origins = bytes.Clone(u.Body), nil, slices.Clone(u.Origins)
		c.maybe, c.key = &heldDocument{own, l.conn}, key
		return nil
	}
	return l.startAndEmit(u, l.conn)
}

// notCopied emits the document that was undecided, and u if it is not nil.
func (l *reader) notCopied(u *trace.Unit) error {
	if held := l.copies.maybe; held != nil {
		l.copies.maybe, l.copies.run = nil, 0
		l.copies.remember(l.copies.set(digest(held.unit.Body)), l.copies.key)
		if err := l.startAndEmit(&held.unit, held.conn); err != nil {
			return err
		}
	}
	if u == nil {
		return nil
	}
	l.copies.run = 0
	return l.startAndEmit(u, l.conn)
}

func (l *reader) startAndEmit(u *trace.Unit, c *connection) error {
	if err := l.start(c, &u.Pos); err != nil {
		return err
	}
	return l.emit(u)
}

// note returns a note with the number of dropped copies, "" for none.
func (c *copies) note() string {
	switch c.dropped {
	case 0:
		return ""
	case 1:
		return "1 message was delivered twice, with the same text and time stamp; the copy is left out"
	}
	return fmt.Sprintf("%d messages were delivered twice, with the same text and time stamp; the copies are left out", c.dropped)
}
