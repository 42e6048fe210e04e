// Raw streams, as nc or tcpflow write them to a file.

package capture

import (
	"context"
	"errors"
	"io"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// readRaw reads a raw byte stream to its end: Start, its units, End. The stream
// begins where the connection began. Senders are unknown (the file may contain
// both directions), so Side is -1; positions are byte offsets without times.
//
// An error of emit ends the reading and is returned unchanged; so is an error of
// r, after everything before it was emitted, and that of ctx.
func readRaw(ctx context.Context, name string, r io.Reader, p transport.Protocol, emit func(*trace.Unit) error) error {
	conn := &trace.Conn{Stream: -1, StartSeen: true, Client: -1}
	pos := trace.Position{File: name}
	mark := func(k trace.Kind) error {
		return emit(&trace.Unit{Kind: k, Pos: pos, Conn: conn, Side: -1, StreamStart: pos.Offset, StreamEnd: pos.Offset, Acked: -1})
	}
	if err := mark(trace.Start); err != nil {
		return err
	}
	f := p.NewFramer(transport.Config{File: name, Conn: conn, Side: -1, Emit: emit})
	buf := make([]byte, 1<<17)
	var readErr error
	for readErr == nil {
		if readErr = ctx.Err(); readErr != nil {
			break
		}
		var n int
		n, readErr = r.Read(buf)
		if err := f.Data(&trace.Chunk{Bytes: buf[:n], Offset: pos.Offset, Arrival: trace.Arrival{Acked: -1}}); err != nil {
			return err
		}
		pos.Offset += int64(n)
	}
	if errors.Is(readErr, io.EOF) {
		readErr = nil
	}
	if err := f.End(trace.CloseUnseen); err != nil {
		return err
	}
	if err := mark(trace.End); err != nil {
		return err
	}
	return readErr
}

// watched is an input whose content is passed to a Watcher.
type watched struct {
	r io.Reader
	w *Watcher
}

func (t watched) Read(b []byte) (int, error) {
	n, err := t.r.Read(b)
	t.w.Content(b[:n])
	return n, err
}

// ErrExport is the error about packets that were exported as text, which a Watcher cannot follow.
var ErrExport = errors.New("packets exported as text; use the capture that they were exported from")
