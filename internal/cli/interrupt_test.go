package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// cancelling cancels a run with a signal after n lines. Reports write from another
// goroutine, too.
type cancelling struct {
	mu     sync.Mutex
	lines  int
	n      int
	signal func()
}

func (c *cancelling) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.lines
	if c.lines += bytes.Count(p, []byte("\n")); before < c.n && c.lines >= c.n {
		c.signal()
	}
	return len(p), nil
}

// A run over a folder of captures and logs may be interrupted at any moment: each report
// is complete, says so if it is not all, and shows the exit status of the process.
func TestInterruptedAtTenMoments(t *testing.T) {
	dir := filepath.Dir(captures)
	run := func(signal os.Signal, n int) (status, lines int, out map[string][]byte) {
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		files := filepath.Join(t.TempDir(), "out.")
		stdout := &cancelling{n: n, signal: func() { cancel(interruption{signal}) }}
		args := []string{"ivrcheck", "check", "--config=", "-f", "ndjson", "-j", "2"}
		formats := []string{"json", "sarif", "html", "junit"}
		for _, f := range formats {
			args = append(args, "-o", f+"="+files+f)
		}
		status = Run(ctx, append(args, dir), nil, stdout, new(bytes.Buffer))
		out = make(map[string][]byte)
		for _, f := range formats {
			out[f] = read(t, files+f)
		}
		return status, stdout.lines, out
	}
	_, all, _ := run(nil, -1)
	if all < 100 {
		t.Fatalf("the folder has %d findings", all)
	}
	incomplete := 0
	for i := range 10 {
		status, lines, out := run(syscall.SIGINT, 1+all*i/10)
		var report struct {
			Findings []any
			Summary  struct {
				Complete bool
				Exit     int
			}
		}
		var sarif struct {
			Runs []struct {
				Results     []any
				Invocations []struct{ ExitCode int }
			}
		}
		if err := json.Unmarshal(out["json"], &report); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out["sarif"], &sarif); err != nil {
			t.Fatal(err)
		}
		if report.Summary.Exit != status || sarif.Runs[0].Invocations[0].ExitCode != status {
			t.Errorf("moment %d: exit %d and %d in the reports, status %d", i, report.Summary.Exit, sarif.Runs[0].Invocations[0].ExitCode, status)
		}
		if !report.Summary.Complete {
			incomplete++
			if status != exitSignal+int(syscall.SIGINT) {
				t.Errorf("moment %d: status %d", i, status)
			}
		}
		if n := len(report.Findings); n > lines || n > len(sarif.Runs[0].Results) {
			t.Errorf("moment %d: %d findings in json, %d lines, %d in sarif", i, n, lines, len(sarif.Runs[0].Results))
		}
		for format, end := range map[string]string{"html": "</html>\n", "junit": "</testsuites>\n"} {
			if !bytes.HasSuffix(out[format], []byte(end)) {
				t.Errorf("moment %d: %s has no end", i, format)
			}
		}
	}
	if incomplete < 5 {
		t.Errorf("%d of 10 runs were interrupted", incomplete)
	}
}
