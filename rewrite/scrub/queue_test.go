package scrub

import (
	"slices"
	"testing"
	"time"
)

// Batches are finished in the order in which they were sent, each processed once, with any number of helpers, and
// those that wait are not larger than a batch if they are large.
func TestQueueKeepsOrder(t *testing.T) {
	type work struct{ number, made int }
	for _, size := range []int{1, maxBatchBytes} {
		for helpers := range 4 {
			var finished []int
			slow := func(w *work) {
				if w.number%7 == 0 {
					time.Sleep(100 * time.Microsecond)
				}
				w.made += w.number * w.number
			}
			q := newQueue(slow, slices.Repeat([]func(*work){slow}, helpers), func(w *work) {
				finished = append(finished, w.made)
				w.made = 0
			})
			var want []int
			for n := range 100 {
				q.current.number = n
				q.send(size)
				want = append(want, n*n)
				if waiting := len(q.waiting); waiting >= maxBatches || size > 1 && waiting > 1 {
					t.Fatalf("%d batches of %d bytes wait", waiting, size)
				}
			}
			q.current.number = 0
			q.drain()
			if want = append(want, 0); !slices.Equal(finished, want) {
				t.Errorf("%d helpers: %v", helpers, finished)
			}
		}
	}
}
