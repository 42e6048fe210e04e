package capture

import (
	"bytes"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// On a named port a stream is GLI whatever its content, unless both sides speak
// TLS.
func TestNamedPorts(t *testing.T) {
	record := func(content byte, body string) []byte {
		return append([]byte{content, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
	}
	hello := record(22, "\x01\x00\x00\x2a\x03\x03"+strings.Repeat("\xa5", 40))
	answer := record(22, "\x02\x00\x00\x2a\x03\x03"+strings.Repeat("\x5a", 40))
	cipher := record(23, strings.Repeat("\xa5\x00", 50))
	for _, test := range []struct {
		name      string
		build     func(b *pcaptest.Builder)
		want      string
		encrypted int
	}{
		{"TLS", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			c.Data(pcaptest.Client, hello)
			c.Data(pcaptest.Server, answer)
			c.Data(pcaptest.Client, cipher)
			c.Close()
		}, "0a start #4 CAP008; 0 end unseen #4", 1},
		{"TLS, the handshake byte by byte", func(b *pcaptest.Builder) {
			b.MSS = 1
			c := b.Connect(client, server)
			c.Data(pcaptest.Client, hello[:10])
			c.Data(pcaptest.Server, answer[:10])
		}, "0a start #4 CAP008; 0 end unseen #4", 1},
		{"a ClientHello that nobody answers", func(b *pcaptest.Builder) {
			b.Connect(client, server).Data(pcaptest.Client, hello)
		}, "0a start #4 CAP008; 0 end unseen #4", 1},
		{"a ClientHello that is refused by an alert", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			c.Data(pcaptest.Client, hello)
			c.Data(pcaptest.Server, record(21, "\x02\x28"))
			c.Close()
		}, "0a start #4 CAP008; 0 end unseen #4", 1},
		{"a ClientHello to a server that speaks GLI", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			c.Data(pcaptest.Client, hello)
			c.Server(doc("LoginResp"))
			c.Close()
		}, "0 start #1; 0b LoginResp #6; 0a gap 51 #4 CAP006; 0 end orderly #10", 0},
		{"GLI", func(b *pcaptest.Builder) { dialogue(b, client, server) }, dialogueLines, 0},
		{"GLI after a header whose start looks like nothing", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			c.Data(pcaptest.Client, append([]byte("\x16\x16"), pcaptest.XML(doc("LoginReq"))...))
			c.Close()
		}, "0 start #1; 0a gap 2 #4 CAP006; 0a LoginReq #4; 0 end orderly #8", 0},
		{"GLI from the middle of a connection, at a header", func(b *pcaptest.Builder) {
			c := b.Midway(client, server)
			c.IVR(doc("NewCall"))
			c.Server(doc("CallStatus"))
		}, "0 start #1 CAP005; 0a NewCall #1; 0b CallStatus #3; 0 end unseen #4", 0},
		{"GLI from the middle of a message", func(b *pcaptest.Builder) {
			c := b.Midway(client, server)
			c.Data(pcaptest.Client, pcaptest.XML(doc("NewCall"))[50:])
			c.IVR(doc("EndCall"))
		}, "0 start #1 CAP005; 0a EndCall #3; 0 end unseen #4", 0},
		{"TLS from the middle of a record", func(b *pcaptest.Builder) {
			c := b.Midway(client, server)
			c.Data(pcaptest.Client, cipher[50:])
			c.Data(pcaptest.Client, cipher)
			c.Data(pcaptest.Server, cipher)
			c.Data(pcaptest.Client, cipher)
		}, "0a start #1 CAP008; 0 end unseen #1", 1},
		{"TLS behind a hole", func(b *pcaptest.Builder) {
			c := b.Connect(client, server)
			c.Data(pcaptest.Client, hello)
			lost := c.Data(pcaptest.Server, answer)
			c.Data(pcaptest.Server, cipher)
			c.Data(pcaptest.Server, cipher)
			c.Close()
			b.Drop(lost, lost+1)
		}, "0a start #4 CAP008; 0 end unseen #4", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := pcaptest.New()
			test.build(b)
			lines, stats, err := read(t, bytes.NewReader(b.Pcap()), Options{Names: names, Ports: []uint16{7009}})
			if err != nil {
				t.Error(err)
			}
			same(t, lines, test.want)
			if stats.Encrypted != test.encrypted || stats.GLIStreams+stats.Encrypted != 1 {
				t.Errorf("%d encrypted, %d of GLI", stats.Encrypted, stats.GLIStreams)
			}
		})
	}
}
