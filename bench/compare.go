package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

// compare measures the program and others.
func (s *settings) compare() error {
	fmt.Fprintf(s.out, "%d cores, medians of %d runs after one that is not counted.\n\n", runtime.NumCPU(), s.runs)
	for _, name := range []string{"mixed", "uniform"} {
		if err := s.compareOn(name); err != nil {
			return err
		}
	}
	if err := s.compareKinds(); err != nil {
		return err
	}
	return s.instructions()
}

// compareOn measures the program and others on one kind of traffic.
func (s *settings) compareOn(name string) error {
	large, messages, err := s.capture(name, s.size)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s traffic, %d MB, %d messages:\n\n", name, s.size/megabyte, messages)
	cs := []contender{s.check("ivrcheck", large), s.check("ivrcheck --jobs 1", large, "--jobs", "1")}
	const copies = "tcpdump -w /dev/null"
	if path, err := exec.LookPath("tcpdump"); err == nil {
		cs = append(cs, contender{copies, []string{path, "-r", large, "-w", "/dev/null"}, sizeOf(large)})
	}
	if err := s.table(cs, copies); err != nil {
		return err
	}

	small, messages, err := s.capture(name, s.slow)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s traffic, %d MB, %d messages:\n\n", name, s.slow/megabyte, messages)
	cs = []contender{s.check("ivrcheck", small)}
	if path, err := exec.LookPath("tshark"); err == nil {
		cs = append(cs, contender{"tshark with gli.lua", []string{
			path, "-r", small, "-X", "lua_script:wireshark/gli.lua", "-o", "tcp.reassemble_out_of_order:TRUE",
			"-T", "fields", "-e", "frame.number", "-e", "gli.length", "-Y", "gli",
		}, sizeOf(small)})
	}
	if python := "/usr/bin/python3"; exec.Command(python, "-c", "import dpkt, lxml").Run() == nil {
		cs = append(cs, contender{"Python with dpkt and lxml", []string{python, "bench/peer.py", small}, sizeOf(small)})
	}
	return s.table(cs, "ivrcheck")
}

// compareKinds measures the program on each kind of traffic, and libxml2 on malformed documents.
func (s *settings) compareKinds() error {
	var cs []contender
	for _, k := range kinds {
		path, _, err := s.capture(k.name, s.size)
		if err != nil {
			return err
		}
		cs = append(cs, s.check(k.name, path))
	}
	if err := s.table(cs, kinds[0].name); err != nil {
		return err
	}
	malformed, _, err := s.capture("malformed", s.size)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	const parser = "libxml2 alone, on all cores"
	return s.table([]contender{s.check("malformed", malformed), {parser, []string{self, "libxml2", malformed}, sizeOf(malformed)}}, parser)
}
