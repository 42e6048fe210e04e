package report

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

// pieces counts the writes that reach it.
type pieces struct {
	bytes.Buffer
	writes int
}

func (p *pieces) Write(b []byte) (int, error) {
	p.writes++
	return p.Buffer.Write(b)
}

func TestFindingAfterPauseIsFlushed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got pieces
		o := newFlushWriter(&got)
		expect := func(when, want string) {
			t.Helper()
			synctest.Wait()
			o.mu.Lock()
			defer o.mu.Unlock()
			if got.String() != want {
				t.Errorf("%s: %q has been written, want %q", when, got.String(), want)
			}
		}
		o.Write([]byte("1\n"))
		expect("at once", "1\n")
		o.Write([]byte("2\n"))
		o.Write([]byte("3\n"))
		expect("in a rush", "1\n")
		time.Sleep(maxDelay)
		expect("after the maxDelay", "1\n2\n3\n")
		time.Sleep(10 * maxDelay)
		o.Write([]byte("4\n"))
		expect("after a pause", "1\n2\n3\n4\n")
		o.Write([]byte("5\n"))
		if err := o.close(); err != nil {
			t.Fatal(err)
		}
		expect("at the end", "1\n2\n3\n4\n5\n")
		time.Sleep(10 * maxDelay)
	})
}

func TestQuickFindingsAreFlushedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got pieces
		o := newFlushWriter(&got)
		for range 1000 {
			o.Write([]byte("one line of a report\n"))
		}
		o.close()
		if got.Len() != 21_000 || got.writes > 5 {
			t.Errorf("%d bytes in %d writes", got.Len(), got.writes)
		}
	})
}

func TestDelayedErrorIsReturned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newFlushWriter(&brokenPipe{room: 2})
		o.Write([]byte("1\n"))
		if _, err := o.Write([]byte("2\n")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * maxDelay)
		if _, err := o.Write([]byte("3\n")); err == nil {
			t.Error("the error of the held piece was lost")
		}
		if err := o.close(); err == nil {
			t.Error("close forgot the error")
		}
	})
}
