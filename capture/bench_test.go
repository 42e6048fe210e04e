package capture

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
	"ivrcheck/trace"
)

// BenchmarkRead reads calls of one connection, of a thousand bytes a message.
func BenchmarkRead(b *testing.B) {
	p := pcaptest.New()
	c := p.Connect(client, server)
	padding := `<UDataEx Val="` + strings.Repeat("x", 880) + `"/>`
	for range 5000 {
		c.IVR(strings.Replace(doc("NewCall"), "<NewCall/>", padding, 1))
		c.Server(strings.Replace(doc("CallStatus"), "<CallStatus/>", padding, 1))
	}
	data := p.Pcap()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	messages := 0
	for b.Loop() {
		_, err := Read(context.Background(), "bench", bytes.NewReader(data), Options{Names: names}, func(u *trace.Unit) error {
			if u.Kind == trace.Document {
				messages++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(messages)/b.Elapsed().Seconds(), "messages/s")
}
