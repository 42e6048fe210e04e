package main

import (
	"context"
	"io"
	"path/filepath"
	"runtime"
	"testing"

	"ivrcheck/internal/cli"
)

// BenchmarkCheck runs the whole program on generated traffic of each kind. Allocations
// a message are those of the steady state: the difference of two sizes.
func BenchmarkCheck(b *testing.B) {
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			traffic := func(size int64) (path string, messages int64) {
				path = filepath.Join(b.TempDir(), k.name)
				messages, err := generate(path, k, size)
				if err != nil {
					b.Fatal(err)
				}
				return path, messages
			}
			check := func(path string) (allocations uint64) {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				args := []string{"ivrcheck", "check", "--config=", "--format", "ndjson", path}
				if status := cli.Run(context.Background(), args, nil, io.Discard, io.Discard); status > 1 {
					b.Fatalf("exit status %d", status)
				}
				runtime.ReadMemStats(&after)
				return after.Mallocs - before.Mallocs
			}
			small, few := traffic(20_000_000)
			large, many := traffic(60_000_000)
			once := check(small)
			b.SetBytes(sizeOf(large))
			all := uint64(0)
			for b.Loop() {
				all += check(large)
			}
			steady := float64(all)/float64(b.N) - float64(once)
			b.ReportMetric(steady/float64(many-few), "allocs/message")
			b.ReportMetric(float64(many)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
