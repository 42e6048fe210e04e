package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// settings are the settings of one comparison.
type settings struct {
	program string
	dir     string
	size    int64 // in bytes
	slow    int64 // in bytes, for programs that take minutes
	runs    int
	out     io.Writer
}

const megabyte = 1_000_000

// capture generates a file of a kind, unless it exists from an earlier run.
func (s *settings) capture(name string, size int64, connections ...int) (path string, messages int64, err error) {
	args := []string{"generate", name, fmt.Sprint(size / megabyte)}
	path = fmt.Sprintf("%s-%d", name, size/megabyte)
	for _, n := range connections {
		path += fmt.Sprintf("-%d", n)
	}
	path = filepath.Join(s.dir, path+".pcap")
	count := path + ".messages"
	if text, err := os.ReadFile(count); err == nil {
		if _, err := fmt.Sscan(string(text), &messages); err == nil {
			return path, messages, nil
		}
	}
	args = append(args, path)
	for _, n := range connections {
		args = append(args, fmt.Sprint(n))
	}
	self, err := os.Executable()
	if err != nil {
		return "", 0, err
	}
	text, err := exec.Command(self, args...).Output()
	if err != nil {
		return "", 0, fmt.Errorf("generate %s: %w", path, err)
	}
	if _, err := fmt.Sscan(string(text), &messages); err != nil {
		return "", 0, err
	}
	return path, messages, os.WriteFile(count, text, 0o644)
}

// contender is one program with its arguments for an input.
type contender struct {
	name string
	args []string
	size int64 // of the input
}

// check returns a run of the program on a file.
func (s *settings) check(name, path string, more ...string) contender {
	args := append([]string{s.program, "check", "--config=", "--format", "ndjson", path}, more...)
	return contender{name, args, sizeOf(path)}
}

// figures are the results of one contender.
type figures struct {
	seconds []float64
	peak    int64 // in bytes
}

func (f *figures) median() float64 {
	s := slices.Sorted(slices.Values(f.seconds))
	return s[len(s)/2]
}

// measure runs the contenders in turn, so that other work on the machine affects all of them.
func (s *settings) measure(cs []contender) (map[string]*figures, error) {
	out := make(map[string]*figures)
	for round := range s.runs + 1 {
		for _, c := range cs {
			took, peak, err := once(c.args)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			if round == 0 {
				out[c.name] = &figures{} // the first run reads the files into memory
				continue
			}
			f := out[c.name]
			f.seconds = append(f.seconds, took.Seconds())
			f.peak = max(f.peak, peak)
		}
	}
	return out, nil
}

// once runs a command and returns its time and its peak memory.
func once(args []string) (time.Duration, int64, error) {
	cmd := exec.CommandContext(context.Background(), args[0], args[1:]...)
	var errors strings.Builder
	cmd.Stderr = &errors
	begin := time.Now()
	err := cmd.Run()
	took := time.Since(begin)
	if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() == 1 && strings.Contains(args[0], "ivrcheck") {
		err = nil // findings
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %s", err, errors.String())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return took, usage.Maxrss * 1024, nil
}

// table measures the contenders and prints a table, with the ratio to one of them.
func (s *settings) table(cs []contender, against string) error {
	got, err := s.measure(cs)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "| | seconds | MB/s | peak MB | times %s |\n|---|---|---|---|---|\n", against)
	for _, c := range cs {
		f := got[c.name]
		ratio := "-"
		if base := got[against]; base != nil {
			ratio = fmt.Sprintf("%.2f", f.median()/base.median())
		}
		fmt.Fprintf(s.out, "| %s | %.2f | %.0f | %.0f | %s |\n",
			c.name, f.median(), float64(c.size)/1e6/f.median(), float64(f.peak)/1e6, ratio)
	}
	fmt.Fprintln(s.out)
	return nil
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
