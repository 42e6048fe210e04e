// Command bench compares ivrcheck with the programs that people use today, on
// traffic that it generates: how long each needs, and how much memory at its
// peak. Every program is run in turn, several times over, in one run, so that
// a busy machine is busy for all of them; what counts are the ratios.
//
//	go run ./bench compare          with tcpdump, tshark and a Python script
//	go run ./bench growth           with itself, at growing sizes
//	go run ./bench libxml2 FILE     what libxml2 alone needs for the messages
//	go run ./bench profile          where the time goes, as the compiler wants it: default.pgo
//
// What flows in: the path of the program. What flows out: tables in Markdown.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settings are those of one comparison.
type settings struct {
	program string
	dir     string
	size    int64 // bytes
	runs    int
	slow    int64 // bytes for the programs that need minutes
	out     io.Writer
}

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("say what to measure: compare, growth or profile")
	}
	if args[0] == "libxml2" && len(args) == 2 {
		return parseAll(args[1])
	}
	if args[0] == "generate" && len(args) == 4 {
		return generateAlone(args[1], args[2], args[3], out)
	}
	s := settings{out: out}
	flags := flag.NewFlagSet("bench "+args[0], flag.ContinueOnError)
	flags.StringVar(&s.program, "program", "bin/ivrcheck", "the program to measure")
	flags.StringVar(&s.dir, "dir", "", "where generated captures stay (default: a folder that is removed)")
	megabytes := flags.Int64("size", 500, "size of the captures in MB")
	slow := flags.Int64("slow-size", 50, "size in MB for tshark and the Python script")
	flags.IntVar(&s.runs, "runs", 5, "runs of each program")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	s.size, s.slow = *megabytes*1_000_000, *slow*1_000_000
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "ivrcheck-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		s.dir = dir
	} else if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return err
	}
	switch args[0] {
	case "compare":
		return s.compare()
	case "growth":
		return s.growth()
	case "profile":
		return s.profile("default.pgo")
	}
	return fmt.Errorf("unknown comparison %q, use compare, growth or profile", args[0])
}

// capture generates a file, unless it is there from an earlier run.
func (s *settings) capture(name string, size int64) (path string, messages int64, err error) {
	path = filepath.Join(s.dir, fmt.Sprintf("%s-%d.pcap", name, size/1_000_000))
	count := path + ".messages"
	if text, err := os.ReadFile(count); err == nil {
		if _, err := fmt.Sscan(string(text), &messages); err == nil {
			return path, messages, nil
		}
	}
	self, err := os.Executable()
	if err != nil {
		return "", 0, err
	}
	text, err := exec.Command(self, "generate", name, fmt.Sprint(size), path).Output()
	if err != nil {
		return "", 0, fmt.Errorf("generate %s: %w", path, err)
	}
	if _, err := fmt.Sscan(string(text), &messages); err != nil {
		return "", 0, err
	}
	return path, messages, os.WriteFile(count, text, 0o644)
}

// generateAlone generates a file in a process of its own: the system counts the
// peak of whoever starts a program as the program's, so that this one must stay
// small.
func generateAlone(name, size, path string, out io.Writer) error {
	at := slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })
	if at < 0 {
		return fmt.Errorf("unknown kind of traffic %q", name)
	}
	bytes, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return err
	}
	messages, err := generate(path, kinds[at], bytes)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, messages)
	return err
}

// contender is one program with its arguments for an input.
type contender struct {
	name string
	args []string
	size int64 // of what it reads
}

// figures are what one contender needed.
type figures struct {
	seconds []float64
	peak    int64 // bytes
}

func (f *figures) median() float64 {
	s := slices.Sorted(slices.Values(f.seconds))
	return s[len(s)/2]
}

// measure runs the contenders in turn.
func (s *settings) measure(cs []contender) (map[string]*figures, error) {
	out := make(map[string]*figures)
	for round := range s.runs + 1 {
		for _, c := range cs {
			took, peak, err := once(c.args)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			if round == 0 {
				out[c.name] = &figures{} // the first warms the caches only
				continue
			}
			f := out[c.name]
			f.seconds = append(f.seconds, took.Seconds())
			f.peak = max(f.peak, peak)
		}
	}
	return out, nil
}

// once runs a command and gives how long it took and its peak memory.
func once(args []string) (time.Duration, int64, error) {
	cmd := exec.CommandContext(context.Background(), args[0], args[1:]...)
	var said strings.Builder
	cmd.Stderr = &said
	begin := time.Now()
	err := cmd.Run()
	took := time.Since(begin)
	if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() == 1 && strings.Contains(args[0], "ivrcheck") {
		err = nil // findings
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %s", err, said.String())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return took, usage.Maxrss * 1024, nil
}

// compare measures the program beside its peers.
func (s *settings) compare() error {
	mixed, messages, err := s.capture("mixed", s.size)
	if err != nil {
		return err
	}
	small, _, err := s.capture("mixed", s.slow)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d MB, %d messages, %d cores, medians of %d runs after one that warms up.\n\n",
		s.size/1_000_000, messages, runtime.NumCPU(), s.runs)

	check := func(name, path string, more ...string) contender {
		return contender{name, append([]string{s.program, "check", "--config=", "--format", "ndjson", path}, more...), sizeOf(path)}
	}
	cs := []contender{check("ivrcheck", mixed), check("ivrcheck --jobs 1", mixed, "--jobs", "1")}
	if path, err := exec.LookPath("tcpdump"); err == nil {
		cs = append(cs, contender{"tcpdump -w /dev/null", []string{path, "-r", mixed, "-w", "/dev/null"}, sizeOf(mixed)})
	}
	if err := s.table(cs, "tcpdump -w /dev/null"); err != nil {
		return err
	}

	cs = []contender{check("ivrcheck", small)}
	if path, err := exec.LookPath("tshark"); err == nil {
		cs = append(cs, contender{"tshark with gli.lua", []string{
			path, "-r", small, "-X", "lua_script:wireshark/gli.lua", "-o", "tcp.reassemble_out_of_order:TRUE",
			"-T", "fields", "-e", "frame.number", "-e", "gli.length", "-Y", "gli",
		}, sizeOf(small)})
	}
	if python := "/usr/bin/python3"; exec.Command(python, "-c", "import dpkt, lxml").Run() == nil {
		cs = append(cs, contender{"Python with dpkt and lxml", []string{python, "bench/peer.py", small}, sizeOf(small)})
	}
	if err := s.table(cs, "ivrcheck"); err != nil {
		return err
	}

	cs = []contender{check("mixed", mixed)}
	malformed := ""
	for _, k := range kinds[1:] {
		path, _, err := s.capture(k.name, s.size)
		if err != nil {
			return err
		}
		cs = append(cs, check(k.name, path))
		if k.name == "malformed" {
			malformed = path
		}
	}
	if err := s.table(cs, "mixed"); err != nil {
		return err
	}

	self, err := os.Executable()
	if err != nil {
		return err
	}
	const authority = "libxml2 alone, on all cores"
	cs = []contender{check("malformed", malformed), {authority, []string{self, "libxml2", malformed}, sizeOf(malformed)}}
	return s.table(cs, authority)
}

// table measures and prints, with the ratio to one of the contenders.
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

// growth measures the program at growing sizes, and the exponent of the time.
func (s *settings) growth() error {
	var cs []contender
	for _, mb := range []int64{50, 200, 800} {
		path, _, err := s.capture("mixed", mb*1_000_000)
		if err != nil {
			return err
		}
		cs = append(cs, contender{fmt.Sprintf("%d MB", mb), []string{s.program, "check", "--config=", "--format", "ndjson", path}, sizeOf(path)})
	}
	got, err := s.measure(cs)
	if err != nil {
		return err
	}
	fmt.Fprint(s.out, "| | seconds | MB/s | peak MB |\n|---|---|---|---|\n")
	for _, c := range cs {
		f := got[c.name]
		fmt.Fprintf(s.out, "| %s | %.2f | %.0f | %.0f |\n", c.name, f.median(), float64(c.size)/1e6/f.median(), float64(f.peak)/1e6)
	}
	first, last := cs[0], cs[len(cs)-1]
	exponent := math.Log(got[last.name].median()/got[first.name].median()) / math.Log(float64(last.size)/float64(first.size))
	fmt.Fprintf(s.out, "\nTime grows with the size to the power of %.2f.\n", exponent)
	return nil
}
