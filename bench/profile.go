package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/pprof"

	"ivrcheck/internal/cli"
)

// profile writes a CPU profile of checks, most of them of mixed traffic. The compiler reads it from default.pgo beside
// the main package and optimises the hot code.
func (s *settings) profile(path string) error {
	var runs [][]string
	for _, k := range kinds {
		size, times := s.size/10, 1
		switch k.name {
		case "mixed":
			size, times = s.size, 6
		case "mixedlog", "uniform":
			size, times = s.size, 2
		}
		file, _, err := s.capture(k.name, size)
		if err != nil {
			return err
		}
		for range times {
			runs = append(runs, []string{"ivrcheck", "check", "--config=", "--format", "ndjson", file})
		}
		runs = append(runs, []string{"ivrcheck", "check", "--config=", file})
	}
	// An incomplete profile would break the next build, so the old one stays until the
	// new one is complete.
	out, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	for _, args := range runs {
		if status := cli.Run(context.Background(), args, nil, io.Discard, io.Discard); status > 1 {
			return fmt.Errorf("%v ended with status %d", args, status)
		}
	}
	pprof.StopCPUProfile()
	if err := out.Close(); err != nil {
		return err
	}
	return os.Rename(out.Name(), path)
}
