package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"ivrcheck/internal/cachectl"
	"ivrcheck/internal/cli"
	"ivrcheck/internal/valgrind"
)

// The difference of two sizes excludes the start of the program.
const (
	countSmall = 3 * megabyte
	countLarge = 9 * megabyte
)

// instructions prints the number of instructions per message with one worker. Unlike time, it does not depend on other
// work on the machine.
func (s *settings) instructions() error {
	if _, err := exec.LookPath("valgrind"); err != nil {
		fmt.Fprintln(s.out, "Instructions a message are not counted: valgrind is not installed.")
		return nil
	}
	// This command runs the program with its caches off, and is built with the program's profile.
	uncached := filepath.Join(s.dir, "uncached")
	if text, err := exec.Command("go", "build", "-buildvcs=false", "-pgo=default.pgo", "-o", uncached, "./bench").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, text)
	}
	fmt.Fprint(s.out, "| | instructions a message | at most |\n|---|---|---|\n")
	for _, row := range []struct {
		kind, text string
		limit      int64
		program    []string
	}{
		{"mixed", "mixed", 16_000, []string{s.program, "check"}},
		{"uniform", "uniform", 11_500, []string{s.program, "check"}},
		{"mixedlog", "mixedlog", 18_000, []string{s.program, "check"}},
		{"mixed", "mixed, all caches off", 30_000, []string{uncached, "uncached", "check"}},
	} {
		var count, messages [2]int64
		for i, size := range []int64{countSmall, countLarge} {
			path, n, err := s.capture(row.kind, size)
			if err != nil {
				return err
			}
			messages[i] = n
			if count[i], _, err = valgrind.Count(nil, append(row.program, "--config=", "--format", "ndjson", "--jobs", "1", path)...); err != nil {
				return err
			}
		}
		fmt.Fprintf(s.out, "| %s | %d | %d |\n", row.text, (count[1]-count[0])/(messages[1]-messages[0]), row.limit)
	}
	fmt.Fprintln(s.out)
	return nil
}

// checkUncached runs the program in this process with all caches off.
func checkUncached(args []string) error {
	cachectl.SetAll(true)
	status := cli.Run(context.Background(), append([]string{"ivrcheck"}, args...), nil, io.Discard, os.Stderr)
	if status > 1 {
		return fmt.Errorf("exit status %d", status)
	}
	return nil
}
