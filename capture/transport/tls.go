// TLS on a port that should carry the protocol. It is recognised by its record
// headers, so that its bytes are not reported as damage.
//
// Source: RFC 8446, sections 4 and 5.1 (and RFC 5246, section 6.2.1): a record
// is a content type from 20 to 24, the version 3.0 to 3.4, a length of two
// bytes, and that many bytes; the first record of each side is a handshake
// with a ClientHello or ServerHello, or an alert.

package transport

const (
	recordHeader = 5
	// maxRecord is the longest record: 2^14 bytes plus the overhead of
	// compression and encryption.
	maxRecord = 1<<14 + 2048

	contentAlert     = 21
	contentHandshake = 22
	contentLast      = 24
	contentFirst     = 20

	helloClient = 1
	helloServer = 2
)

// RecogniseTLS reports whether the bytes of a direction are TLS.
func RecogniseTLS(h Head) Answer {
	if h.Mid {
		return tlsMidway(h.Bytes)
	}
	return tlsStart(h.Bytes)
}

// tlsStart is RecogniseTLS for bytes from the start of the direction.
func tlsStart(b []byte) Answer {
	if a := record(b); a != Yes {
		return a
	}
	body := b[recordHeader:]
	switch b[0] {
	case contentAlert:
		return equal(body, 0, 1, 2) // warning or fatal
	case contentHandshake:
		// The type, and the first byte of a length below 2^16.
		if a := equal(body, 0, helloClient, helloServer); a != Yes {
			return a
		}
		return equal(body, 1, 0)
	}
	return No
}

// tlsMidway is RecogniseTLS for bytes from anywhere in the direction: they are
// TLS if records follow each other.
func tlsMidway(b []byte) Answer {
	if binary(b) == No {
		return No
	}
	for off := 0; off < len(b) && off < recordHeader+maxRecord; off++ {
		// At the first byte, one record and the next header are no coincidence;
		// elsewhere it takes two records.
		if off == 0 && records(b, 1) || records(b[off:], 2) {
			return Yes
		}
	}
	if len(b) > 4*maxRecord {
		return No
	}
	return NeedMore
}

// records reports whether b begins with n whole records, followed by the end
// of b or another header.
func records(b []byte, n int) bool {
	for ; n > 0; n-- {
		if record(b) != Yes {
			return false
		}
		size := recordHeader + (int(b[3])<<8 | int(b[4]))
		if size > len(b) {
			return false
		}
		b = b[size:]
	}
	return len(b) == 0 || record(b) == Yes
}

// record reports whether b begins with the header of a non-empty record.
func record(b []byte) Answer {
	switch {
	case len(b) > 0 && (b[0] < contentFirst || b[0] > contentLast),
		len(b) > 1 && b[1] != 3,
		len(b) > 2 && b[2] > 4:
		return No
	case len(b) < recordHeader:
		return NeedMore
	}
	if n := int(b[3])<<8 | int(b[4]); n == 0 || n > maxRecord {
		return No
	}
	return Yes
}

// equal reports whether the byte at i is one of among.
func equal(b []byte, i int, among ...byte) Answer {
	if i >= len(b) {
		return NeedMore
	}
	for _, c := range among {
		if b[i] == c {
			return Yes
		}
	}
	return No
}

// binary reports whether bytes from the middle of a stream are not text, unlike
// the protocol's streams apart from headers.
func binary(b []byte) Answer {
	const enough = 64
	for i := range min(len(b), enough) {
		if c := b[i]; c < ' ' && !IsSpace(c) {
			return Yes
		}
	}
	if len(b) < enough {
		return NeedMore
	}
	return No
}
