package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ivrcheck/capture"
	"ivrcheck/trace"
)

// countingSource is a source of n units, whose bodies and frames are their numbers.
func countingSource(n int) source {
	return source{read: func(_ context.Context, _ capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
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
func copyBody() func(*trace.Unit, *string) {
	return func(u *trace.Unit, made *string) { *made = string(u.Body) }
}

func TestPipeKeepsOrder(t *testing.T) {
	const n = 10_000
	for _, jobs := range []int{1, 2, 8} {
		next := 0
		results, err := pipe(t.Context(), countingSource(n), jobs, copyBody, func(u *trace.Unit, made *string) error {
			if want := fmt.Sprint(next); *made != want || string(u.Body) != want || u.Pos.Frame != next {
				t.Fatalf("jobs %d: got %q, %q, frame %d, want %s", jobs, *made, u.Body, u.Pos.Frame, want)
			}
			next++
			return nil
		})
		if err != nil || next != n || len(results) != 1 {
			t.Errorf("jobs %d: %d units, results %v, error %v", jobs, next, results, err)
		}
	}
}

func TestPipeStopsAtErrorOfTake(t *testing.T) {
	failure := errors.New("closed pipe")
	taken := 0
	_, err := pipe(t.Context(), countingSource(100_000), 2, copyBody, func(*trace.Unit, *string) error {
		if taken++; taken == 700 {
			return failure
		}
		return nil
	})
	if !errors.Is(err, failure) || taken != 700 {
		t.Errorf("%d units taken, error %v", taken, err)
	}
}

func TestPipeReportsPanicOfWorkerInOrder(t *testing.T) {
	var taken []int
	_, err := pipe(t.Context(), countingSource(1000), 4, func() func(*trace.Unit, *string) {
		return func(u *trace.Unit, _ *string) {
			if u.Pos.Frame >= 500 {
				panic("bug")
			}
		}
	}, func(u *trace.Unit, _ *string) error {
		taken = append(taken, u.Pos.Frame)
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "f: internal error at frame 500") || len(taken) != 500 || !slices.IsSorted(taken) {
		t.Errorf("%d units taken, error %v", len(taken), err)
	}
}

// A unit of a live source does not wait in a batch while the reader waits.
func TestPipeHandsOnUnitsOfLiveSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		more := make(chan struct{})
		taken := 0
		src := source{live: true, read: func(_ context.Context, opt capture.Options, emit func(*trace.Unit) error) ([]capture.Result, error) {
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
		if _, err := pipe(t.Context(), src, 1, copyBody, func(*trace.Unit, *string) error { taken++; return nil }); err != nil {
			t.Error(err)
		}
	})
}

// A cancelled run does not wait for a reader that nothing wakes.
func TestPipeAbandonsSilentReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silence := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, cancel)
		src := source{read: func(context.Context, capture.Options, func(*trace.Unit) error) ([]capture.Result, error) {
			<-silence
			return nil, nil
		}}
		began := time.Now()
		_, err := pipe(ctx, src, 1, copyBody, func(*trace.Unit, *string) error { return nil })
		if waited := time.Since(began); !errors.Is(err, context.Canceled) || waited != time.Hour+patience {
			t.Errorf("error %v after %v", err, waited)
		}
		close(silence)
	})
}
