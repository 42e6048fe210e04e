package pcaptest

import "encoding/binary"

// Types of a GLI frame.
const (
	KeepAliveRequest = 0
	KeepAliveAck     = 1
	ErrorAck         = 2
	XMLData          = 3
)

// Header returns a GLI header with any values.
func Header(reserved, typ byte, length uint16, version, application byte) []byte {
	return []byte{reserved, typ, byte(length >> 8), byte(length), version, application}
}

// Frame returns a valid GLI frame: the length counts version, application and body.
func Frame(typ byte, body []byte) []byte {
	if len(body) > 65533 {
		panic("pcaptest: a GLI body has at most 65533 bytes")
	}
	return append(Header(0, typ, uint16(len(body)+2), 2, 0), body...)
}

// XML returns a GLI frame that carries a document.
func XML(body string) []byte { return Frame(XMLData, []byte(body)) }

// FrameLength returns a frame with any value in its length field.
func FrameLength(typ byte, length uint16, body []byte) []byte {
	f := Frame(typ, body)
	binary.BigEndian.PutUint16(f[2:], length)
	return f
}
