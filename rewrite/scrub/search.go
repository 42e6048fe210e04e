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

// Search looks for originals in a result: in its bytes as they are, and in its streams. It
// returns a *FoundError if it finds one.
func Search(ctx context.Context, opt *Options, originals *pseudonym.Originals) error {
	in, err := opt.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	var tail []byte
	buf := make([]byte, 256<<10)
	for at := int64(0); err == nil && ctx.Err() == nil; {
		var n int
		n, err = io.ReadFull(in, buf)
		b := append(tail, buf[:n]...)
		if i, encoding := originals.FindAnywhere(b); i >= 0 {
			return &FoundError{fmt.Sprintf("at byte %d of the file", at-int64(len(tail))+int64(i)), encoding}
		}
		at += int64(n)
		tail = append([]byte(nil), b[max(0, len(b)-overlap):]...)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return searchStreams(ctx, opt, originals)
}

func searchStreams(ctx context.Context, opt *Options, originals *pseudonym.Originals) error {
	var found error
	tails := map[directionKey][]byte{}
	s := &scrubber{opt: opt}
	_, err := s.watch(ctx, &capture.Watcher{
		Record: func(*capture.Record) error { return found }, Payload: func(*capture.Payload) {}, Fragment: func([]byte, int) {},
		Bytes: func(c capture.Bytes) {
			key := directionKey{c.Conn, c.Side}
			b := append(tails[key], c.Chunk.Bytes...)
			if i, encoding := originals.FindAnywhere(b); i >= 0 && found == nil {
				found = &FoundError{fmt.Sprintf("in frame %d, TCP stream %d", c.Frame, c.Conn.Stream), encoding}
			}
			tails[key] = append(b[:0], b[max(0, len(b)-overlap):]...)
		},
		Passed: func(*trace.Conn, int, int64) {}, Content: func([]byte) {},
	}, func(u *trace.Unit) error {
		if u.Kind == trace.End {
			delete(tails, directionKey{u.Conn, 0})
			delete(tails, directionKey{u.Conn, 1})
		}
		return found
	})
	if found != nil {
		return found
	}
	return err
}
