package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"
	"unsafe"
)

// openTerminal returns a terminal, and what a user would see of it once it is closed.
func openTerminal(t *testing.T) (terminal *os.File, seen func() []byte) {
	t.Helper()
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { control.Close() })
	unlocked, number := int32(0), int32(0)
	for request, at := range map[uintptr]*int32{syscall.TIOCSPTLCK: &unlocked, syscall.TIOCGPTN: &number} {
		if _, _, n := syscall.Syscall(syscall.SYS_IOCTL, control.Fd(), request, uintptr(unsafe.Pointer(at))); n != 0 {
			t.Skip(n)
		}
	}
	terminal, err = os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	all := make(chan []byte)
	go func() {
		b, _ := io.ReadAll(control) // ends with an error when the terminal is closed
		all <- b
	}()
	return terminal, func() []byte {
		terminal.Close()
		return <-all
	}
}

// A terminal gets colours unless it cannot show them.
func TestColoursOnATerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	for kind, want := range map[string]bool{"xterm": true, "dumb": false, "": true} {
		t.Setenv("TERM", kind)
		terminal, seen := openTerminal(t)
		Run(t.Context(), []string{"ivrcheck", "--config=", "--progress", "never", "../../testdata/captures/seq010-bad.pcap"}, nil, terminal, terminal)
		if out := seen(); bytes.Contains(out, []byte("\x1b[")) != want || !bytes.Contains(out, []byte("SEQ010")) {
			t.Errorf("TERM=%s: colours expected: %v, the terminal gets %q", kind, want, out)
		}
	}
}

// The bodies of messages that --format xml prints are as they are in a pipe; a terminal
// gets nothing of them that it would obey.
func TestXMLOnATerminal(t *testing.T) {
	body := "<GctiMsg><CallId>c\u202e1</CallId>\n\t<NewCall Version='\u009b31m\x7f\u2066'>\xff</NewCall></GctiMsg>"
	input := filepath.Join(t.TempDir(), "in.xml")
	if err := os.WriteFile(input, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"ivrcheck", "messages", "--progress", "never", "-f", "xml", input}
	var piped bytes.Buffer
	Run(t.Context(), args, nil, &piped, io.Discard)
	if piped.String() != body+"\n" {
		t.Errorf("a pipe gets %q, expected %q", piped.String(), body)
	}
	terminal, seen := openTerminal(t)
	Run(t.Context(), args, nil, terminal, io.Discard)
	shown := seen()
	if bytes.ContainsFunc(bytes.ReplaceAll(shown, []byte("\r\n"), []byte("\n")), harms) || !utf8.Valid(shown) || !strings.Contains(string(shown), `c\u202e1</CallId>`) {
		t.Errorf("a terminal gets %q", shown)
	}
}
