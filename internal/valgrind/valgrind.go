// Package valgrind counts the instructions that a command executes. It is test support.
package valgrind

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

var refs = regexp.MustCompile(`I\s+refs:\s+([0-9,]+)`)

// settings keep the runtime of Go from RDTSCP, which valgrind 3.19 does not know.
const settings = "GODEBUG=asyncpreemptoff=1,cpu.rdtscp=off"

// Count runs a command under cachegrind, without garbage collection and with extra environment
// variables, and returns its instructions and its standard output. The exit status of the command is
// not an error.
func Count(env []string, args ...string) (instructions int64, stdout []byte, err error) {
	program, err := exec.LookPath("valgrind")
	if err != nil {
		return 0, nil, err
	}
	var out, notes bytes.Buffer
	cmd := exec.Command(program, append([]string{"--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"}, args...)...)
	cmd.Env = append(append(os.Environ(), "GOGC=off", settings), env...)
	cmd.Stdout, cmd.Stderr = &out, &notes
	if err = cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		return 0, nil, err
	}
	m := refs.FindSubmatch(notes.Bytes())
	if m == nil || bytes.Contains(notes.Bytes(), []byte("Unrecognised instruction")) {
		return 0, out.Bytes(), fmt.Errorf("valgrind did not count (exit status %d): %.2000s", cmd.ProcessState.ExitCode(), notes.String())
	}
	instructions, err = strconv.ParseInt(strings.ReplaceAll(string(m[1]), ",", ""), 10, 64)
	return instructions, out.Bytes(), err
}
