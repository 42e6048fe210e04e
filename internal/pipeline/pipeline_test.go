package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ivrcheck/capture"
	"ivrcheck/trace"
)

// countingSource is a source of n units, whose bodies and frames are their numbers.
func countingSource(n int) Source {
	return Source{read: func(_ context.Context, _ capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
		var body []byte // reused, as readers do
		for i := range n {
			body = fmt.Appendf(body[:0], "%d", i)
			if err := emit(&trace.Unit{Pos: trace.Position{File: "f", Frame: i}, Body: body}); err != nil {
				return nil, err
			}
		}
		return []capture.Result{{Name: "f"}}, nil
	}}
}

// copyBody is a worker that makes the text of a body.
func copyBody() func(*trace.Unit, *string) int {
	return func(u *trace.Unit, made *string) int { *made = string(u.Body); return 0 }
}

func TestPipeKeepsOrder(t *testing.T) {
	const n = 10_000
	for _, jobs := range []int{1, 2, 8} {
		next := 0
		results, err := Run(t.Context(), countingSource(n), jobs, copyBody, func(u *trace.Unit, made *string) error {
			if want := fmt.Sprint(next); *made != want || string(u.Body) != want || u.Pos.Frame != next {
				t.Fatalf("jobs %d: got %q, %q, frame %d, want %s", jobs, *made, u.Body, u.Pos.Frame, want)
			}
			next++
			return nil
		}, nil)

		if err != nil || next != n || len(results) != 1 {
			t.Errorf("jobs %d: %d units, results %v, error %v", jobs, next, results, err)
		}
	}
}

func TestStopsAtErrorOfTake(t *testing.T) {
	failure := errors.New("closed pipe")
	taken := 0
	_, err := Run(t.Context(), countingSource(100_000), 2, copyBody, func(*trace.Unit, *string) error {
		if taken++; taken == 700 {
			return failure
		}
		return nil
	}, nil)

	if !errors.Is(err, failure) || taken != 700 {
		t.Errorf("%d units taken, error %v", taken, err)
	}
}

func TestPipeReportsPanicOfWorkerInOrder(t *testing.T) {
	var taken []int
	_, err := Run(t.Context(), countingSource(1000), 4, func() func(*trace.Unit, *string) int {
		return func(u *trace.Unit, _ *string) int {
			if u.Pos.Frame >= 500 {
				panic("bug")
			}
			return 0
		}
	}, func(u *trace.Unit, _ *string) error {
		taken = append(taken, u.Pos.Frame)
		return nil
	}, nil)

	if err == nil || !strings.Contains(err.Error(), "f: internal error at frame 500") || len(taken) != 500 || !slices.IsSorted(taken) {
		t.Errorf("%d units taken, error %v", len(taken), err)
	}
}

// A unit of a live source does not wait in a batch while the reader waits.
func TestHandsOnUnitsOfLiveSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		more := make(chan struct{})
		taken := 0
		src := Source{Live: true, read: func(_ context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
			err := emit(&trace.Unit{})
			opt.Waiting()
			<-more
			return nil, err
		}}
		go func() {
			synctest.Wait()
			if taken != 1 {
				t.Errorf("%d units taken while the reader waits, want 1", taken)
			}
			close(more)
		}()
		if _, err := Run(t.Context(), src, 1, copyBody, func(*trace.Unit, *string) error { taken++; return nil }, nil); err != nil {
			t.Error(err)
		}
	})
}

// A cancelled run does not wait for a reader that nothing wakes.
func TestAbandonsSilentReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silence := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, cancel)
		src := Source{read: func(context.Context, capture.Options, func(*trace.Unit) error) ([]capture.Result, error) {
			<-silence
			return nil, nil
		}}
		began := time.Now()
		_, err := Run(ctx, src, 1, copyBody, func(*trace.Unit, *string) error { return nil }, nil)
		if waited := time.Since(began); !errors.Is(err, context.Canceled) || waited != time.Hour+readerTimeout {
			t.Errorf("error %v after %v", err, waited)
		}
		close(silence)
	})
}

// largeSource has n documents of a size; read counts those that were read.
func largeSource(n, size int, read *atomic.Int64) Source {
	body := bytes.Repeat([]byte("x"), size)
	return Source{read: func(_ context.Context, _ capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
		for range n {
			if err := emit(&trace.Unit{Kind: trace.Document, Body: body}); err != nil {
				return nil, err
			}
			read.Add(1)
		}
		return nil, nil
	}}
}

// What waits is bounded in bytes, and so is what workers make of it, for any number of
// workers; large documents are processed one at a time.
func TestPipeIsBounded(t *testing.T) {
	for _, tt := range []struct {
		name       string
		size, made int
		most       int64 // documents that may be ahead of those that were taken
	}{
		{"large documents", 1 << 20, 0, maxQueued>>20 + 3},
		// Each worker may add one before it waits.
		{"much is made", 2 << 10, 1 << 20, maxMade>>20 + MaxWorkers + 1},
	} {
		for _, jobs := range []int{1, 2, 8, 16} {
			var read, made, working atomic.Int64
			taken := int64(0)
			_, err := Run(t.Context(), largeSource(100, tt.size, &read), jobs, func() func(*trace.Unit, *string) int {
				return func(u *trace.Unit, _ *string) int {
					if len(u.Body) > BigDocument && working.Add(1) > 1 {
						t.Errorf("%s, jobs %d: large documents are processed at once", tt.name, jobs)
					}
					runtime.Gosched()
					working.Add(-1)
					made.Add(1)
					return tt.made
				}
			}, func(*trace.Unit, *string) error {
				for range 20 {
					runtime.Gosched()
				}
				ahead := read.Load()
				if tt.made > 0 {

					ahead = made.Load() - batchBytes/int64(tt.size)
				}
				if ahead-taken > tt.most {
					t.Fatalf("%s, jobs %d: %d documents ahead, want at most %d", tt.name, jobs, ahead-taken, tt.most)
				}
				taken++
				return nil
			}, nil)

			if err != nil || taken != 100 {
				t.Errorf("%s, jobs %d: %d units taken, error %v", tt.name, jobs, taken, err)
			}
		}
	}
}
