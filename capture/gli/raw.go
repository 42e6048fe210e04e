// Raw streams: what nc or tcpflow wrote to a file.

package gli

import (
	"context"
	"errors"
	"io"

	"ivrcheck/trace"
)

// ReadRaw reads a raw GLI stream to its end: Start, its units, End. The
// stream begins where the connection began; who sent what is not told (both
// directions may stand in one file), so Side is -1 throughout, and places are
// byte offsets without times.
//
// bytes is what was read. An error of emit ends the reading and is returned as
// is; so is an error of r, after what came before it was emitted, and that of
// ctx.
func ReadRaw(ctx context.Context, name string, r io.Reader, emit func(*trace.Unit) error) (bytes int64, err error) {
	conn := &trace.Conn{Stream: -1, StartSeen: true, Client: -1}
	pos := trace.Position{File: name}
	mark := func(k trace.Kind) error {
		return emit(&trace.Unit{Kind: k, Pos: pos, Conn: conn, Side: -1, StreamStart: pos.Offset, StreamEnd: pos.Offset, Acked: -1})
	}
	if err := mark(trace.Start); err != nil {
		return 0, err
	}
	f := NewFramer(Config{File: name, Conn: conn, Side: -1, Emit: emit})
	buf := make([]byte, 1<<17)
	var readErr error
	for readErr == nil {
		if readErr = ctx.Err(); readErr != nil {
			break
		}
		var n int
		n, readErr = r.Read(buf)
		bytes += int64(n)
		if err := f.Data(&Chunk{Data: buf[:n], Acked: -1}); err != nil {
			return bytes, err
		}
	}
	if errors.Is(readErr, io.EOF) {
		readErr = nil
	}
	if err := f.End(trace.CloseUnseen); err != nil {
		return bytes, err
	}
	pos.Offset = bytes
	if err := mark(trace.End); err != nil {
		return bytes, err
	}
	return bytes, readErr
}
