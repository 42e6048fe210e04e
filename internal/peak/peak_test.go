package peak

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"ivrcheck/internal/cli"
)

// limit is what the program promises, in bytes. reserve is left for what differs from machine
// to machine.
const (
	limit   = 128 << 20
	reserve = 4 << 20
)

// TestMain runs this program as ivrcheck, or as the process that starts it: the peak of a
// process is at least that of the one that starts it, so that must be a small one.
func TestMain(m *testing.M) {
	switch os.Getenv("IVRCHECK_PEAK_AS") {
	case "program":
		os.Exit(cli.Main(os.Args, os.Stdin, os.Stdout, os.Stderr))
	case "meter":
		os.Exit(meter(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// meter runs ivrcheck, and prints its peak in bytes and its exit status.
func meter(args []string) int {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "IVRCHECK_PEAK_AS=program")
	cmd.Stderr = os.Stderr
	_ = cmd.Run()
	if cmd.ProcessState == nil {
		return 1
	}
	fmt.Println(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss*1024, cmd.ProcessState.ExitCode())
	return 0
}

// measure returns the peak of a run in bytes.
func measure(t *testing.T, args ...string) int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "IVRCHECK_PEAK_AS=meter", "GOMEMLIMIT=", "NO_COLOR=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	peak, exit, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	n, err := strconv.ParseInt(peak, 10, 64)
	if err != nil || exit != "0" && exit != "1" && exit != "3" && exit != "4" {
		t.Fatalf("%s: exit status %s, %v", strings.Join(args, " "), exit, err)
	}
	return n
}

// inputFile writes an input.
func inputFile(t *testing.T, write func(io.Writer)) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "input"))
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	write(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// No input takes more memory than promised, whatever --jobs and the format. IVRCHECK_PEAK names
// the inputs that are tried, IVRCHECK_PEAK_JOBS the numbers of jobs; more than eight work as
// eight do.
func TestPeak(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector takes memory of its own")
	}
	only := os.Getenv("IVRCHECK_PEAK")
	jobs := strings.Fields(os.Getenv("IVRCHECK_PEAK_JOBS"))
	if len(jobs) == 0 {
		jobs = []string{"8"}
	}
	for _, in := range hostileInputs {
		switch {
		case only != "":
			if !strings.Contains(in.name, only) && only != "all" {
				continue
			}
		case testing.Short() && !in.short:
			continue
		}
		t.Run(in.name, func(t *testing.T) {
			path := inputFile(t, in.write)
			for _, j := range jobs {
				args := append([]string{"check", "--config=", "--jobs", j, "-f", "ndjson"}, in.args...)
				peak := measure(t, append(args, path)...)
				t.Logf("jobs %s: %d MiB", j, peak>>20)
				if peak > limit-reserve {
					t.Errorf("jobs %s: %d MiB, want at most %d", j, peak>>20, (limit-reserve)>>20)
				}
			}
		})
	}
}
