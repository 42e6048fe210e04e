// Package cputime measures the processor time of tests. Other work on the machine
// does not count, so that a test that limits it does not fail on a busy machine.
package cputime

import (
	"syscall"
	"testing"
	"time"
)

// limit is the processor time that one step of a test may use: much more than any step
// needs, and less than quadratic time on the same input.
const limit = time.Minute

// Used returns the processor time that the process has used so far.
func Used(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Limit returns a function that reports an error if a minute of processor time or
// more has been used since.
func Limit(t testing.TB, what string) (check func()) {
	t.Helper()
	began := Used(t)
	return func() {
		t.Helper()
		if took := Used(t) - began; took >= limit {
			t.Errorf("%s took %v of processor time", what, took)
		}
	}
}
