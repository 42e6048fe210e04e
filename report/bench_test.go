package report

import (
	"io"
	"strings"
	"testing"
)

func BenchmarkFindings(b *testing.B) {
	f := full()
	for _, v := range variants {
		b.Run(v.name, func(b *testing.B) {
			r, _ := New(v.format, io.Discard, v.opt)
			for b.Loop() {
				r.Finding(f)
			}
			r.Close(summary())
		})
	}
}

func BenchmarkMessages(b *testing.B) {
	m := fullMessage()
	m.Body = []byte(strings.Repeat(loginResp, 9))
	for _, format := range MessageFormats() {
		b.Run(format, func(b *testing.B) {
			b.SetBytes(int64(len(m.Body)))
			w, _ := NewMessages(format, io.Discard, Options{OneLine: true})
			for b.Loop() {
				w.Message(m)
			}
			w.Close()
		})
	}
}
