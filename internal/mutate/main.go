// Command mutate checks damaged copies of the bundled captures and logs, one after the other in one process. It reports
// panics, files that take more than a second of processor time, and excessive memory.
//
//	go run ./internal/mutate -n 100000 -seed 1 testdata/captures
//
// The n-th file of a seed is always the same: -from N -n 1 -keep FILE writes it.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"ivrcheck/capture"
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

const (
	slow  = time.Second // of processor time for one file
	heavy = 128 << 20   // bytes that the Go runtime may obtain from the system
)

func main() {
	n := flag.Uint64("n", 10000, "number of files")
	from := flag.Uint64("from", 0, "number of the first file")
	seed := flag.Uint64("seed", 1, "seed of the files")
	keep := flag.String("keep", "", "write the last file to `FILE`")
	flag.Parse()
	if err := run(*n, *from, *seed, *keep, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// run makes and checks the files.
func run(n, from, seed uint64, keep string, folders []string) error {
	bases, err := load(folders)
	if err != nil {
		return err
	}
	c, err := newChecker()
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(heavy * 3 / 4)
	began := time.Now()
	var worst time.Duration
	for i := from; i < from+n; i++ {
		random := rand.New(rand.NewPCG(seed, i))
		data := mutate(random, bases)
		if keep != "" {
			if err := os.WriteFile(keep, data, 0o600); err != nil {
				return err
			}
		}
		took, err := c.check(data)
		worst = max(worst, took)
		switch {
		case err != nil:
			return fmt.Errorf("file %d of seed %d: %w", i, seed, err)
		case took > slow:
			return fmt.Errorf("file %d of seed %d (%d bytes) took %v", i, seed, len(data), took)
		}
		if i%1000 == 999 {
			if used := memory(); used > heavy {
				return fmt.Errorf("%d MiB are in use after file %d of seed %d", used>>20, i, seed)
			}
		}
		if i%50000 == 49999 {
			fmt.Fprintf(os.Stderr, "mutate: %d files of seed %d in %v\n", i-from+1, seed, time.Since(began).Round(time.Second))
		}
	}
	fmt.Printf("%d files of seed %d from number %d: no fault; %d units, %d findings, %v for the slowest, %d MiB, %v in all\n",
		n, seed, from, c.units, c.findings, worst.Round(time.Millisecond), memory()>>20, time.Since(began).Round(time.Second))
	return nil
}

// load reads the captures and logs of some folders.
func load(folders []string) (bases [][]byte, err error) {
	for _, folder := range folders {
		for _, pattern := range []string{"*.pcap", "*.pcapng", "*.log", "*.gli", "*.gz", "*.zst"} {
			files, err := filepath.Glob(filepath.Join(folder, pattern))
			if err != nil {
				return nil, err
			}
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					return nil, err
				}
				bases = append(bases, data)
			}
		}
	}
	if len(bases) == 0 {
		return nil, errors.New("no captures found; name a folder with captures")
	}
	return bases, nil
}

// checker checks files like the command check.
type checker struct {
	set             *rules.Set
	checker, quoter *schema.Checker
	projector       *rules.Projector
	event           rules.Event
	units, findings int
}

func newChecker() (*checker, error) {
	set, err := rules.Builtin()
	if err != nil {
		return nil, err
	}
	cat := schema.Builtin()
	return &checker{
		set: set, checker: schema.NewChecker(cat, schema.Options{}), quoter: schema.NewChecker(cat, schema.Options{}), projector: set.NewProjector(),
	}, nil
}

// check checks one file and returns the processor time. Its error is a panic, or an error that Read does not document.
func (c *checker) check(data []byte) (took time.Duration, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	began := processor()
	judge := c.set.NewJudge(rules.Options{Evidence: c.quoter.Excerpt}, c.set.NewTallies(), func(f *rules.Finding) {
		c.findings++
		f.Quote()
	})
	_, err = capture.Read(context.Background(), "mutated", bytes.NewReader(data), capture.Options{Names: c.set.Catalogue().Names()}, func(u *trace.Unit) error {
		c.units++
		var m *schema.Message
		var faults []trace.Fault
		if u.Kind == trace.Document && !u.Partial {
			m, faults = c.checker.Check(u)
		}
		for _, x := range u.Faults {
			for _, arg := range x.Args {
				if bytes.Contains([]byte(arg.Value), []byte("internal error")) {
					return errors.New(arg.Value)
				}
			}
		}
		c.projector.Project(&c.event, u, m, faults)
		judge.Take(&c.event)
		return nil
	})
	judge.Close()
	took = processor() - began
	if e := (*capture.InputError)(nil); errors.As(err, &e) && !errors.Is(err, io.ErrNoProgress) {
		err = nil // the input is damaged
	}
	return took, err
}

// processor returns the processor time of the process.
func processor() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// memory returns the number of bytes that the Go runtime has obtained from the system.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}
