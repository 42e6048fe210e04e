package transport

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// tlsRecord is a record of n random bytes, which never look like a header by
// chance: the source is fixed.
func tlsRecord(content byte, n int) string {
	random := rand.NewChaCha8([32]byte{content, byte(n)})
	b := make([]byte, n)
	_, _ = random.Read(b)
	return string([]byte{content, 3, 3, byte(n >> 8), byte(n)}) + string(b)
}

const short = `<GctiMsg><CallId>1</CallId><Cancel/></GctiMsg>`

const clientHello = "\x16\x03\x01\x00\xc4\x01\x00\x00\xc0\x03\x03"

func TestRecogniseTLS(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     Answer
		at       int
	}{
		{"nothing", "", NeedMore, 0},
		{"ClientHello", clientHello, Yes, 7},
		{"ServerHello", "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03", Yes, 7},
		{"an alert", "\x15\x03\x01\x00\x02\x02\x28", Yes, 6},
		{"a handshake that does not begin one", "\x16\x03\x03\x00\x7a\x10\x00\x00", No, 6},
		{"data without a handshake", "\x17\x03\x03\x00\x7a\x10", No, 5},
		{"a record beyond the limit", "\x16\x03\x03\xff\xff", No, 5},
		{"an empty record", "\x16\x03\x03\x00\x00", No, 5},
		{"a GLI message", "\x00\x03\x00\x30\x02\x00" + short, No, 1},
		{"a keep-alive", "\x00\x00\x00\x02\x02\x00", No, 1},
		{"XML without a header", short, No, 1},
		{"something else", "\x16\x00", No, 2},
	} {
		for n := 0; n <= len(c.in); n++ {
			want := NeedMore
			if c.want != NeedMore && n >= c.at {
				want = c.want
			}
			if got := RecogniseTLS(Head{Bytes: []byte(c.in[:n])}); got != want {
				t.Errorf("%s: %d after %d bytes, want %d", c.name, got, n, want)
				break
			}
		}
	}
}

func TestRecogniseTLSMidway(t *testing.T) {
	data := tlsRecord(23, 300)
	for _, c := range []struct {
		name, in string
		want     Answer
	}{
		{"one record", data, Yes},
		{"a record and the next header", data + tlsRecord(23, 40)[:5], Yes},
		{"a record that is not whole", data[:200], NeedMore},
		{"from inside a record, one more", data[60:] + data, NeedMore},
		{"from inside a record, two more", data[60:] + data + tlsRecord(23, 40), Yes},
		{"from inside a record, two more and a header", data[60:] + data + tlsRecord(23, 40) + data[:10], Yes},
		{"the rest of a message", strings.Repeat("<Node Name='a' Type='Str' Val='b'/>", 3), No},
		{"text, and too little of it", "</GctiMsg>", NeedMore},
		{"random bytes without end", tlsRecord(0, 1<<15)[5:] + tlsRecord(1, 1<<15)[5:] + tlsRecord(2, 1<<15)[5:], No},
	} {
		if got := RecogniseTLS(Head{Bytes: []byte(c.in), Mid: true}); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
