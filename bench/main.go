// Command bench compares ivrcheck with the programs that people use today, on generated traffic: time, peak memory, and
// instructions per message.
//
//	go run ./bench compare          with tcpdump, tshark and a Python script
//	go run ./bench growth           with itself, at growing sizes
//	go run ./bench instructions     instructions a message, counted by valgrind
//	go run ./bench profile          write default.pgo, the CPU profile for the compiler
//	go run ./bench generate KIND MB FILE [CONNECTIONS]
//
// In: the path of the program. Out: tables in Markdown.
//
// Files, from the entry point down: main.go, compare.go, growth.go, profile.go,
// instructions.go, libxml2.go, measure.go, traffic.go, uniform.go, mixed.go,
// scripts.go, dialect.go, client.go, output.go.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

const usage = "use compare, growth, instructions, profile or generate"

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("missing command, %s", usage)
	}
	switch command := args[0]; {
	case command == "libxml2" && len(args) == 2:
		return parseAll(args[1])
	case command == "uncached" && len(args) > 1:
		return checkUncached(args[1:])
	case command == "generate" && (len(args) == 4 || len(args) == 5):
		return generateAlone(args[1:], out)
	}
	s := settings{out: out}
	flags := flag.NewFlagSet("bench "+args[0], flag.ContinueOnError)
	flags.StringVar(&s.program, "program", "bin/ivrcheck", "the program to measure")
	flags.StringVar(&s.dir, "dir", "", "folder for generated captures (default: a temporary one)")
	megabytes := flags.Int64("size", 500, "size of the captures in MB")
	slow := flags.Int64("slow-size", 50, "size in MB for tshark and the Python script")
	flags.IntVar(&s.runs, "runs", 5, "runs of each program")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	s.size, s.slow = *megabytes*megabyte, *slow*megabyte
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
	case "instructions":
		return s.instructions()
	case "profile":
		return s.profile("default.pgo")
	}
	return fmt.Errorf("unknown command %q, %s", args[0], usage)
}

// generateAlone generates a file in its own process. The peak memory of a program is at least that of the process that
// starts it, so this one must stay small.
func generateAlone(args []string, out io.Writer) error {
	k, err := kindNamed(args[0])
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return err
	}
	if len(args) == 4 {
		if k.connections, err = strconv.Atoi(args[3]); err != nil {
			return err
		}
	}
	messages, err := generate(args[2], k, size*megabyte)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, messages)
	return err
}
