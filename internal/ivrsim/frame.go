package ivrsim

import (
	"encoding/binary"
	"fmt"
	"io"
)

// The types of GLI frames that the two ends use.
const (
	keepAlive    = 0
	keepAliveAck = 1
	xmlData      = 3
)

// frame is one GLI frame: six bytes of header, then the body.
//
// Source: docs/protocol.md, The GLI header.
type frame struct {
	kind byte
	body []byte
}

// bytes returns the frame on the wire. The length counts the bytes after it: the version, the application and the body.
func (f frame) bytes() []byte {
	out := []byte{0, f.kind, 0, 0, 2, 0}
	binary.BigEndian.PutUint16(out[2:], uint16(len(f.body)+2))
	return append(out, f.body...)
}

// readFrame reads one frame from any number of segments. It returns io.EOF at the end
// of the stream.
func readFrame(r io.Reader) (frame, error) {
	var header [6]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return frame{}, err
	}
	length := int(binary.BigEndian.Uint16(header[2:]))
	if header[0] != 0 || header[1] > xmlData || length < 2 || header[4] != 2 || header[5] != 0 {
		return frame{}, fmt.Errorf("% x is no GLI header", header)
	}
	f := frame{kind: header[1], body: make([]byte, length-2)}
	if _, err := io.ReadFull(r, f.body); err != nil {
		return frame{}, fmt.Errorf("frame ends early: %w", err)
	}
	return f, nil
}
